// Package action calls the brand's own systems: one [Client] per system, one [Spec] per operation, read from
// the pack's actions.yaml. An operation is an HTTP request, or a tool of an MCP server (see action/mcp); both go
// through the same guard, budget, retries and breaker. action/openapi makes specs from a system's own description.
//
// It talks only to hosts that the allow-list names, follows no redirect, resolves a name once and dials the
// very address that it checked, bounds time and bytes, retries only what is safe to repeat, and stops calling
// a system that keeps failing. It never logs, and no input, credential or body of an answer ever stands in an
// error: errors carry a code and a reason from a closed list.
//
// The way in is [ParseSpecs], [New] and [Client.Call].
package action

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"terang"
)

// Limits of one client.
const (
	maxRequestBytes  = 64 << 10  // the body that is sent
	maxResponseBytes = 256 << 10 // the body that is read
	maxHeaderBytes   = 16 << 10  // the header that is read
	dialTimeout      = 3 * time.Second
	idleTimeout      = 60 * time.Second
	maxIdleConns     = 64
)

// Secret is text that must not be printed: every way of formatting or encoding it gives "[secret]".
type Secret string

const hidden = "[secret]"

// String hides the secret.
func (Secret) String() string { return hidden }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return hidden }

// MarshalText hides the secret from encoders and loggers.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Credential is what proves to the brand's system that the house is calling: one header on every request,
// for example {"X-Api-Key", "…"} or {"Authorization", "Bearer …"}. The zero Credential sends none.
type Credential struct {
	Header string
	Value  Secret
}

// Config is what a [Client] needs. BaseURL, Allow (or AllowPrivate), Clock and Jitter are required.
type Config struct {
	// BaseURL is the system's root, for example "https://api.toko.example/v1". Plain http is taken only for
	// hosts that are named as a private address, because credentials and codes would travel in the clear.
	BaseURL string
	// Allow lists the hosts that may be called as exact "host:port". A name in it must resolve to public
	// addresses only; an IP literal, and localhost for loopback, names its address explicitly.
	Allow []string
	// AllowPrivate lists "host:port" of names that may resolve to addresses of a private network.
	AllowPrivate []string
	Credential   Credential
	// Auth gives the credential where it is not always the same, as with [OAuth]; nil means Credential.
	Auth  Authorizer
	Specs []Spec
	// Tools calls the specs that name a tool; BaseURL is the MCP server's address then. Nil: there are none.
	Tools Tools
	// Transport replaces the guarded transport, and with it the check and pinning of addresses; the
	// allow-list still holds. Nil, the usual case, means the guarded one.
	Transport http.RoundTripper
	// Resolver looks names up; nil means the system's.
	Resolver Resolver
	Clock    terang.Clock
	// Jitter gives numbers in [0, 1) that spread retries; it must be safe for concurrent use.
	Jitter func() float64
}

// Authorizer gives the credential of an attempt.
type Authorizer interface {
	// Fetch returns what to send; ctx bounds the time that it may take.
	Fetch(ctx context.Context) (Credential, error)
	// Refused tells that the system did not take c (401), so that the next one is new. It reports whether there
	// can be a new one.
	Refused(c Credential) bool
}

// Fetch implements [Authorizer] for what never changes.
func (c Credential) Fetch(context.Context) (Credential, error) { return c, nil }

// Refused implements [Authorizer]: there is no other.
func (c Credential) Refused(Credential) bool { return false }

// Client calls one system. It is safe for concurrent use; [Client.Close] ends its idle connections.
type Client struct {
	base      *url.URL
	auth      Authorizer
	tools     Tools
	specs     map[string]Spec
	guard     *guard
	transport http.RoundTripper
	breaker   breaker
	clock     terang.Clock
	jitter    func() float64
	sleep     func(ctx context.Context, d time.Duration) error
}

// New checks cfg and returns a client. A base URL that the allow-list does not name is refused here already,
// with the code [CodeRefused].
func New(cfg Config) (*Client, error) {
	if cfg.Clock == nil || cfg.Jitter == nil {
		return nil, errors.New("action: new: a clock and jitter are needed")
	}
	g, err := newGuard(cfg.Allow, cfg.AllowPrivate, cfg.Resolver)
	if err != nil {
		return nil, fmt.Errorf("action: new: %w", err)
	}
	base, err := g.checkBase(cfg.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("action: new: %w", err)
	}
	if err := cfg.Credential.check(); err != nil {
		return nil, fmt.Errorf("action: new: %w", err)
	}
	c := &Client{
		base: base, auth: cfg.Auth, tools: cfg.Tools, specs: make(map[string]Spec, len(cfg.Specs)),
		guard: g, transport: cfg.Transport, clock: cfg.Clock, jitter: cfg.Jitter, sleep: sleep,
	}
	if c.transport == nil {
		c.transport = g.transport()
	}
	if c.auth == nil {
		c.auth = cfg.Credential
	}
	for _, s := range cfg.Specs {
		s = s.withDefaults()
		if problem := s.problem(); problem != "" {
			return nil, fmt.Errorf("action: new: %s: %s", s.Name, problem)
		}
		if _, twice := c.specs[s.Name]; twice {
			return nil, fmt.Errorf("action: new: %s is there twice", s.Name)
		}
		if s.Tool != "" && c.tools == nil {
			return nil, fmt.Errorf("action: new: %s is a tool, but the system is no MCP server", s.Name)
		}
		if s.sendsHeader(cfg.Credential.Header) {
			return nil, fmt.Errorf("action: new: %s: an input may not replace the credential", s.Name)
		}
		c.specs[s.Name] = s
	}
	return c, nil
}

func (c Credential) check() error {
	if c.Header == "" && c.Value == "" {
		return nil
	}
	if !validHeaderName(c.Header) || reservedHeader(c.Header) {
		return errors.New("the credential's header name is not usable")
	}
	if c.Value == "" || !validHeaderValue(string(c.Value)) {
		return errors.New("the credential's value is empty or not usable in a header")
	}
	return nil
}

// Spec returns the operation of that name, with its defaults filled in.
func (c *Client) Spec(name string) (Spec, bool) {
	s, ok := c.specs[name]
	return s, ok
}

// Close ends idle connections. Calls under way are not interrupted.
func (c *Client) Close() {
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// Request is one call. Key and Scope together make the idempotency key: the same Action, Scope and Key always
// give the same key on the wire, so that a turn that is replayed does its work once.
type Request struct {
	Action string
	// Inputs by name. Absent, nil and "" mean "not given". Path, query and header inputs are text, numbers or
	// booleans; body inputs may also be lists and objects.
	Inputs map[string]any
	Key    string // unique within Scope; needed by every method but GET
	Scope  string // what Key is unique within, for example the conversation id; it does not travel in the clear
}

// Result is the system's answer. With an error of code [CodeRejected] or [CodeNotFound] it still holds the
// status, the mapped problem members and, where the system gave one, its problem code as Data["code"].
type Result struct {
	Status   int
	Data     map[string]any // only what the spec maps; JSON types, see [Output]
	Attempts int            // how many requests were sent
	Risk     Risk           // of the action; "" where there is none of that name
}

// Call performs one operation. Its errors are [terang.Error] values with one of the codes of this package; their
// Args hold "reason", a [Reason]. It returns within the spec's budget, retries included.
func (c *Client) Call(ctx context.Context, req Request) (Result, error) {
	spec, ok := c.specs[req.Action]
	if !ok {
		return Result{}, fmt.Errorf("action: call: %w", fail(terang.Invalid, CodeUnknown, ReasonUnknownAction))
	}
	w, ferr := c.prepare(spec, req)
	if ferr != nil {
		return Result{Risk: spec.Risk}, fmt.Errorf("action: call %s: %w", spec.Name, ferr)
	}
	res, ferr := c.run(ctx, spec, w)
	res.Risk = spec.Risk
	if ferr != nil {
		return res, fmt.Errorf("action: call %s: %w", spec.Name, ferr)
	}
	return res, nil
}

// Digest names the call of req as its idempotency key does, without telling scope or key.
func (r Request) Digest() string { return idempotencyKey(r) }

// run sends w until it is answered, may not be repeated, or the budget is spent.
func (c *Client) run(caller context.Context, spec Spec, w wire) (Result, *terang.Error) {
	ctx, cancel := context.WithTimeout(caller, spec.Budget)
	defer cancel()
	var last outcome
	for sent := 0; ; {
		pass, ok := c.breaker.allow(c.clock())
		if !ok {
			if sent == 0 {
				last = circuitOpen(c.breaker.opensIn(c.clock()))
			}
			return last.result(sent)
		}
		last = c.attempt(caller, ctx, spec, w)
		sent++
		c.breaker.done(c.clock(), pass, last.health)
		if last.err == nil || !last.retry || sent > max(spec.Retries, 0) {
			return last.result(sent)
		}
		wait := backOff(sent, last.retryAfter, c.jitter())
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
			return last.result(sent) // no time is left for another try: say so now instead of at the end
		}
		if c.sleep(ctx, wait) != nil {
			if caller.Err() != nil {
				last.err = contextFail(caller.Err())
			}
			return last.result(sent)
		}
	}
}

// circuitOpen is what comes of a call that was not made. A customer may be told when to try again.
func circuitOpen(wait time.Duration) outcome {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	return outcome{
		err:  fail(terang.Unavailable, CodeCircuitOpen, ReasonCircuitOpen, "retry_after", strconv.Itoa(seconds)),
		data: map[string]any{"retry_after": float64(seconds)},
	}
}

// joinPath appends an escaped path to the base's.
func joinPath(base *url.URL, escaped string) (*url.URL, error) {
	u := *base
	raw := strings.TrimSuffix(base.EscapedPath(), "/") + escaped
	plain, err := url.PathUnescape(raw)
	if err != nil {
		return nil, errors.New("path")
	}
	u.Path, u.RawPath = plain, raw
	return &u, nil
}
