package action

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"terang"
)

// Resolver looks up the addresses of a name; [net.Resolver] is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// maxAddresses is how many of a name's addresses are tried.
const maxAddresses = 4

// reach is how far a host on the allow-list may lead.
type reach int

const (
	reachPublic  reach = iota + 1 // a name: public addresses only
	reachPrivate                  // a name that may be in a private network
	reachLoop                     // "localhost": loopback only
	reachExact                    // an IP literal: that address, whatever it is
)

// guard decides which host, and which address behind its name, may be dialled.
type guard struct {
	hosts    map[string]reach // by "host:port", lower case
	resolver Resolver
	dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

// refusal is a dial that the guard did not make.
type refusal struct{ reason Reason }

// Error implements error.
func (r refusal) Error() string { return string(r.reason) }

func newGuard(allow, private []string, r Resolver) (*guard, error) {
	g := &guard{hosts: map[string]reach{}, resolver: r}
	if g.resolver == nil {
		g.resolver = net.DefaultResolver
	}
	g.dial = (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext
	for _, entry := range allow {
		if err := g.add(entry, reachPublic); err != nil {
			return nil, err
		}
	}
	for _, entry := range private {
		if err := g.add(entry, reachPrivate); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func (g *guard) add(entry string, r reach) error {
	host, port, err := net.SplitHostPort(entry)
	if err != nil || host == "" || strings.ContainsAny(host, "*/@ ") {
		return errors.New("an entry of the allow-list is not host:port")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return errors.New("an entry of the allow-list has no port number")
	}
	if _, err := netip.ParseAddr(host); err == nil {
		r = reachExact
	} else if strings.EqualFold(host, "localhost") {
		r = reachLoop
	}
	g.hosts[hostKey(host, port)] = r
	return nil
}

// hostKey is the one spelling of a host and port.
func hostKey(host, port string) string {
	if a, err := netip.ParseAddr(host); err == nil {
		host = a.Unmap().String()
	}
	return net.JoinHostPort(strings.ToLower(strings.TrimSuffix(host, ".")), port)
}

func urlKey(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return hostKey(u.Hostname(), port)
}

// checkBase parses the base URL and refuses what may not be called.
func (g *guard) checkBase(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return nil, errors.New("the base URL is not scheme://host[:port][/path]")
	}
	if reason := g.refuses(u); reason != "" {
		return nil, fail(terang.Forbidden, CodeRefused, reason)
	}
	return u, nil
}

// refuses returns why u may not be called, "" if it may. The address is checked later, when it is dialled.
func (g *guard) refuses(u *url.URL) Reason {
	r, ok := g.hosts[urlKey(u)]
	if !ok {
		return ReasonHost
	}
	switch u.Scheme {
	case "https":
		return ""
	case "http":
		if r != reachPublic && !literalPublic(u.Hostname()) {
			return ""
		}
	}
	return ReasonScheme
}

func literalPublic(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && public(a.Unmap())
}

// transport speaks HTTP through the guard: no proxy (it would resolve names itself), no compression (a small
// answer may not become a large one), bounded headers.
func (g *guard) transport() http.RoundTripper {
	return &http.Transport{
		DialContext:            g.dialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialTimeout,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConns:           maxIdleConns,
		MaxIdleConnsPerHost:    maxIdleConns,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
	}
}

// Guarded returns a transport under the same rules as a [Client]'s, for protocols that bring their own client: it
// refuses what the allow-list does not name, and redirects; it pins addresses, and cuts an answer off after
// maxBytes. Its errors tell no address.
func Guarded(allow, private []string, r Resolver, maxBytes int64) (http.RoundTripper, error) {
	g, err := newGuard(allow, private, r)
	if err != nil {
		return nil, fmt.Errorf("action: guarded: %w", err)
	}
	return &guarded{guard: g, inner: g.transport(), maxBytes: maxBytes}, nil
}

type guarded struct {
	guard    *guard
	inner    http.RoundTripper
	maxBytes int64
}

// RoundTrip implements http.RoundTripper.
func (g *guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	if reason := g.guard.refuses(r.URL); reason != "" {
		return nil, refusal{reason}
	}
	resp, err := g.inner.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		_ = resp.Body.Close()
		return nil, refusal{ReasonRedirect}
	}
	resp.Body = &bounded{ReadCloser: resp.Body, left: g.maxBytes}
	return resp, nil
}

// CloseIdleConnections ends idle connections.
func (g *guarded) CloseIdleConnections() {
	if t, ok := g.inner.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// bounded is a body that fails once too much of it was read.
type bounded struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, refusal{ReasonTooLarge}
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return max(0, n-1), refusal{ReasonTooLarge}
	}
	return n, err
}

// dialContext resolves once, checks every address, and dials one of those that it checked: a name that changes
// its mind between the check and the dial (DNS rebinding) finds no gap.
func (g *guard) dialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, refusal{ReasonHost}
	}
	r, ok := g.hosts[hostKey(host, port)]
	if !ok {
		return nil, refusal{ReasonHost}
	}
	addrs, err := g.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	// One bad address spoils the name: whoever answers for it is not to be trusted with the others.
	for _, a := range addrs {
		if !r.permits(a) {
			return nil, refusal{ReasonAddress}
		}
	}
	var last error
	for i, a := range addrs {
		if i == maxAddresses {
			break
		}
		conn, err := g.dial(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return conn, nil
		}
		last = err
	}
	return nil, last
}

func (g *guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a.Unmap()}, nil
	}
	addrs, err := g.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, &net.DNSError{Err: "lookup failed", IsTimeout: ctx.Err() != nil}
	}
	if len(addrs) == 0 {
		return nil, &net.DNSError{Err: "no address"}
	}
	for i := range addrs {
		addrs[i] = addrs[i].Unmap().WithZone("")
	}
	return addrs, nil
}

func (r reach) permits(a netip.Addr) bool {
	switch r {
	case reachExact:
		return true
	case reachLoop:
		return a.IsLoopback()
	case reachPrivate:
		// Link-local stays shut even here: that is where cloud machines keep their own credentials.
		return public(a) || a.IsPrivate() || a.IsLoopback() || sharedSpace.Contains(a)
	case reachPublic:
		return public(a)
	}
	return false
}

var (
	sharedSpace = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598
	globalV6    = netip.MustParsePrefix("2000::/3")
	// special are the blocks that are not globally reachable, from the IANA special-purpose address registries
	// (RFC 6890 and its updates), and those that carry an IPv4 address inside.
	special = prefixes("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
		"192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}

// public reports whether a is an ordinary address of the Internet.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Is6() && !globalV6.Contains(a) {
		return false
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// PublicHost reports whether a host may be called without anybody naming its address: it is a name, whose addresses are
// checked when they are known, or a public address.
func PublicHost(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if a, err := netip.ParseAddr(host); err == nil {
		return public(a.Unmap().WithZone(""))
	}
	return host != "" && host != "localhost" && !strings.HasSuffix(host, ".localhost")
}
