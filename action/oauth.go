package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"terang"
)

// Limits of tokens that are fetched.
const (
	maxTokenBytes    = 64 << 10
	tokenTimeout     = 5 * time.Second
	defaultTokenLife = 5 * time.Minute // where the server does not say (RFC 6749 section 5.1: recommended, not required)
	maxTokenLife     = 24 * time.Hour
	tokenMargin      = 30 * time.Second // it is renewed this long before its end
	tokenPause       = time.Second      // after a failure, no other try before this
)

// OAuthConfig is a client that proves itself by its own credentials (RFC 6749 section 4.4).
type OAuthConfig struct {
	TokenURL     string
	ClientID     string
	ClientSecret Secret
	Scope        string // space separated; "" for none
	Allow        []string
	AllowPrivate []string
	Resolver     Resolver
	Clock        terang.Clock
}

// OAuth fetches bearer tokens through the guard and keeps each until shortly before its end. However many calls wait, one
// request for a token is under way. It is safe for concurrent use.
type OAuth struct {
	cfg       OAuthConfig
	transport http.RoundTripper

	mu      sync.Mutex
	token   Secret
	renew   time.Time // when the next is fetched
	end     time.Time
	flight  *flight
	failed  error // the last failure, nil after a success
	resting time.Time
}

// flight is one request for a token that any number of callers wait for.
type flight struct {
	done  chan struct{}
	token Secret
	err   error
}

// NewOAuth checks cfg; nothing is fetched yet.
func NewOAuth(cfg OAuthConfig) (*OAuth, error) {
	if cfg.Clock == nil || cfg.ClientID == "" || cfg.ClientSecret == "" {
		return nil, errors.New("action: oauth: a clock, a client id and a client secret are needed")
	}
	g, err := newGuard(cfg.Allow, cfg.AllowPrivate, cfg.Resolver)
	if err != nil {
		return nil, fmt.Errorf("action: oauth: %w", err)
	}
	if _, err := g.checkBase(cfg.TokenURL); err != nil {
		return nil, fmt.Errorf("action: oauth: %w", err)
	}
	return &OAuth{cfg: cfg, transport: &guarded{guard: g, inner: g.transport(), maxBytes: maxTokenBytes}}, nil
}

// Fetch implements [Authorizer].
func (o *OAuth) Fetch(ctx context.Context) (Credential, error) {
	o.mu.Lock()
	now := o.cfg.Clock()
	if o.token != "" && now.Before(o.renew) {
		defer o.mu.Unlock()
		return bearer(o.token), nil
	}
	if o.flight == nil {
		if o.failed != nil && now.Before(o.resting) && now.After(o.resting.Add(-2*tokenPause)) {
			defer o.mu.Unlock()
			return Credential{}, o.failed
		}
		o.flight = &flight{done: make(chan struct{})}
		go o.fly(o.flight) // ends within tokenTimeout, whoever still waits
	}
	f := o.flight
	if o.token != "" && now.Before(o.end) {
		defer o.mu.Unlock()
		return bearer(o.token), nil // still good while the next one is under way
	}
	o.mu.Unlock()
	select {
	case <-f.done:
		if f.err != nil {
			return Credential{}, f.err
		}
		return bearer(f.token), nil
	case <-ctx.Done():
		return Credential{}, contextFail(ctx.Err())
	}
}

// Refused implements [Authorizer]: the server took the token back before its time.
func (o *OAuth) Refused(c Credential) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if c == bearer(o.token) {
		o.token, o.renew, o.end = "", time.Time{}, time.Time{}
	}
	return true
}

// CloseIdleConnections ends idle connections to the token server.
func (o *OAuth) CloseIdleConnections() {
	if t, ok := o.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func bearer(token Secret) Credential {
	return Credential{Header: "Authorization", Value: "Bearer " + token}
}

func (o *OAuth) fly(f *flight) {
	ctx, cancel := context.WithTimeout(context.Background(), tokenTimeout)
	defer cancel()
	token, life, err := o.fetch(ctx)
	o.mu.Lock()
	now := o.cfg.Clock()
	if err == nil {
		o.token, o.failed = token, nil
		o.end = now.Add(life)
		o.renew = o.end.Add(-min(tokenMargin, life/2))
	} else {
		o.failed, o.resting = err, now.Add(tokenPause)
	}
	o.flight = nil
	o.mu.Unlock()
	f.token, f.err = token, err
	close(f.done)
}

// fetch makes the request. Nothing of its answer stands in an error.
func (o *OAuth) fetch(ctx context.Context) (Secret, time.Duration, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	if o.cfg.Scope != "" {
		form.Set("scope", o.cfg.Scope)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.cfg.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, fail(terang.Forbidden, CodeRefused, ReasonHost)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "terang")
	// RFC 6749 section 2.3.1: both parts are form-encoded before they go into Basic.
	r.SetBasicAuth(url.QueryEscape(o.cfg.ClientID), url.QueryEscape(string(o.cfg.ClientSecret)))
	resp, err := o.transport.RoundTrip(r)
	if err != nil {
		return "", 0, broken(ctx, ctx, err).err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", 0, broken(ctx, ctx, err).err
	}
	if resp.StatusCode >= 400 && resp.StatusCode < 500 && resp.StatusCode != http.StatusTooManyRequests {
		return "", 0, fail(terang.Unauthorized, CodeRejected, ReasonCredential)
	}
	if resp.StatusCode != http.StatusOK {
		return "", 0, fail(terang.Unavailable, CodeFailed, ReasonStatus)
	}
	doc, ok := decode(resp.Header, body)
	m, _ := doc.(map[string]any)
	token, _ := m["access_token"].(string)
	if kind, _ := m["token_type"].(string); !ok || !strings.EqualFold(kind, "bearer") || token == "" || !validHeaderValue(token) {
		return "", 0, fail(terang.Unavailable, CodeFailed, ReasonNotJSON)
	}
	return Secret(token), tokenLife(m["expires_in"]), nil
}

func tokenLife(v any) time.Duration {
	n, ok := v.(json.Number)
	if !ok {
		return defaultTokenLife
	}
	seconds, err := n.Float64()
	if err != nil || seconds <= 0 {
		return defaultTokenLife
	}
	return time.Duration(min(seconds, maxTokenLife.Seconds()) * float64(time.Second))
}
