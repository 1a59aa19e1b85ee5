// Package connection keeps the ways into the brands' own systems: where each is, how the house proves itself there, and
// which actions go through it.
//
// Secrets are write-only. They are sealed before they reach the store, under a key that does not lie in the store, bound to
// their workspace, name and host; nothing gives them back, and a change of host asks for them again. What a manager adds in
// the console may reach public addresses only, unless the operator's configuration names the host. The package starts no
// programs and answers no customer.
//
// The way in is [New] and [Service.Open]; [Service.Caller] is what turns call.
package connection

import (
	"encoding/base64"
	"encoding/json"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/action"
	"terang/store"
)

// Limits of a workspace's connections.
const (
	maxConnections = 50
	maxURL         = 500
	maxSecret      = 8000
	maxHosts       = 10
	maxSetting     = 300
	maxSource      = 256 << 10
)

// Kind is what is spoken to a system.
type Kind string

// The kinds of connection.
const (
	HTTP Kind = "http"
	MCP  Kind = "mcp"
)

// AuthKind is how the house proves itself.
type AuthKind string

// The kinds of credential.
const (
	AuthNone   AuthKind = "none"
	AuthHeader AuthKind = "header" // a key in a header of its own
	AuthBearer AuthKind = "bearer"
	AuthBasic  AuthKind = "basic"
	AuthOAuth2 AuthKind = "oauth2" // client credentials (RFC 6749 section 4.4)
)

// Auth is a credential without its secret.
type Auth struct {
	Kind     AuthKind `json:"-"`
	Header   string   `json:"header,omitempty"`    // with header
	Username string   `json:"username,omitempty"`  // with basic
	TokenURL string   `json:"token_url,omitempty"` // with oauth2
	ClientID string   `json:"client_id,omitempty"`
	Scope    string   `json:"scope,omitempty"`
}

// Connection is a way into one system.
type Connection struct {
	Name      string // "warehouse"; "default" is the one of actions that name none
	Kind      Kind
	URL       string
	Auth      Auth
	HasSecret bool
	SecretAt  time.Time
	Fixed     bool  // from the operator's configuration: seen here, changed there
	Version   int64 // that a change was made from, 0 for a new one
	CreatedAt time.Time
	UpdatedAt time.Time
	UpdatedBy string
	Actions   int // how many actions go through it
}

// Default is the name of the connection of actions that name none.
const Default = "default"

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// check returns what is wrong with c.
func (c Connection) check() error {
	bad := func(field string) error { return terang.Fail(terang.Invalid, "connection_invalid", "field", field) }
	u, err := url.Parse(c.URL)
	switch {
	case !nameForm.MatchString(c.Name):
		return bad("name")
	case c.Kind != HTTP && c.Kind != MCP:
		return bad("kind")
	case err != nil || len(c.URL) > maxURL || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return bad("url")
	}
	a := c.Auth
	for _, text := range []string{a.Header, a.Username, a.TokenURL, a.ClientID, a.Scope} {
		if len(text) > maxSetting || strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			return bad("auth")
		}
	}
	switch a.Kind {
	case AuthNone, AuthBearer:
	case AuthHeader:
		if a.Header == "" {
			return bad("header")
		}
	case AuthBasic:
		if a.Username == "" || strings.Contains(a.Username, ":") { // RFC 7617 section 2
			return bad("username")
		}
	case AuthOAuth2:
		if t, err := url.Parse(a.TokenURL); err != nil || t.Host == "" || t.Scheme != "https" && t.Scheme != "http" || t.User != nil {
			return bad("token_url")
		}
		if a.ClientID == "" {
			return bad("client_id")
		}
	default:
		return bad("auth")
	}
	return nil
}

// about is what a secret of c is bound to: it opens for no other workspace, name or host.
func (c Connection) about(workspaceID string) []string {
	return []string{workspaceID, c.Name, origin(c.URL), origin(c.Auth.TokenURL), string(c.Auth.Kind), strings.ToLower(c.Auth.Header)}
}

// origin is scheme, host and port of an address.
func origin(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + hostPort(u)
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// reach sorts the hosts of c into those that must be public and those that the operator named. A private one that the
// operator did not name is refused.
func (c Connection) reach(private []string) (allow, named []string, err error) {
	for _, raw := range []string{c.URL, c.Auth.TokenURL} {
		if raw == "" {
			continue
		}
		u, err := url.Parse(raw)
		if err != nil {
			return nil, nil, terang.Fail(terang.Invalid, "connection_invalid", "field", "url")
		}
		host := hostPort(u)
		switch {
		case slices.Contains(private, host):
			named = append(named, host)
		case !action.PublicHost(u.Hostname()):
			return nil, nil, terang.Fail(terang.Forbidden, "connection_private", "host", host)
		case u.Scheme != "https":
			return nil, nil, terang.Fail(terang.Forbidden, "connection_plain", "host", host)
		default:
			allow = append(allow, host)
		}
	}
	return allow, named, nil
}

// credential makes what is sent of a secret; OAuth has none of its own here.
func (a Auth) credential(secret action.Secret) action.Credential {
	switch a.Kind {
	case AuthHeader:
		return action.Credential{Header: a.Header, Value: secret}
	case AuthBearer:
		return action.Credential{Header: "Authorization", Value: "Bearer " + secret}
	case AuthBasic:
		both := a.Username + ":" + string(secret)
		return action.Credential{Header: "Authorization", Value: action.Secret("Basic " + base64.StdEncoding.EncodeToString([]byte(both)))}
	case AuthNone, AuthOAuth2:
	}
	return action.Credential{}
}

func fromRow(r store.Connection) Connection {
	c := Connection{
		Name: r.Name, Kind: Kind(r.Kind), URL: r.URL, HasSecret: len(r.Secret) > 0, SecretAt: r.SecretAt,
		Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, UpdatedBy: r.UpdatedBy,
	}
	_ = json.Unmarshal([]byte(r.Settings), &c.Auth) // written by us; what cannot be read is refused when it is used
	c.Auth.Kind = AuthKind(r.Auth)
	return c
}
