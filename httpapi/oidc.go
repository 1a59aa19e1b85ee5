package httpapi

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"terang"
	"terang/config"
	"terang/desk"
	"terang/store"
)

// Limits and names of signing in at a provider.
const (
	oidcPath    = "/api/v1/login/oidc"
	oidcCookie  = "terang_oidc"
	oidcSecret  = 32 // random bytes in each of state, nonce and verifier
	oidcPatient = 10 * time.Minute
	oidcTimeout = 10 * time.Second
)

// provider is the operator's OpenID Connect provider. It is asked what it can when somebody first wants to sign in there, so
// that the house opens without it.
type provider struct {
	config.OIDC
	client *http.Client
	back   string // where it sends browsers back

	mu    sync.Mutex
	found *oidc.Provider
}

func (p *provider) on() bool { return p.Issuer != "" && p.ClientID != "" }

// label is what stands on the button.
func (p *provider) label() string {
	if p.Name != "" {
		return p.Name
	}
	u, err := url.Parse(p.Issuer)
	if err != nil {
		return p.Issuer
	}
	return u.Host
}

// discover reads the provider's description once. The context outlives the request: the keys are fetched with it later.
func (p *provider) discover() (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(context.Background(), p.client), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("httpapi: oidc: discover: %w", err)
	}
	p.found = found
	return found, nil
}

func (p *provider) oauth(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.back, Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}
}

type waysOutput struct {
	Body struct {
		Password bool         `json:"password"`
		Provider *SignInPlace `json:"provider,omitempty" doc:"Where else one may sign in."`
	}
}

// SignInPlace is a provider with whom one may sign in.
type SignInPlace struct {
	Name string `json:"name"`
	URL  string `json:"url" doc:"Where the browser goes."`
}

func (s *Server) oidcRoutes(mux *http.ServeMux) {
	p := &provider{OIDC: s.OIDC, client: &http.Client{Timeout: oidcTimeout}, back: s.PublicURL + oidcPath + "/callback"}
	handle(s, route{method: http.MethodGet, path: "/login", id: "list-sign-ins", summary: "In which ways one may sign in", tag: "login", access: byAnyone},
		func(context.Context, *caller, *struct{}) (*waysOutput, error) {
			out := &waysOutput{}
			out.Body.Password = true
			if p.on() {
				out.Body.Provider = &SignInPlace{p.label(), oidcPath}
			}
			return out, nil
		})
	mux.HandleFunc("GET "+oidcPath, func(w http.ResponseWriter, r *http.Request) {
		to, err := s.oidcLeave(w, r, p)
		s.oidcGo(w, r, to, err)
	})
	mux.HandleFunc("GET "+oidcPath+"/callback", func(w http.ResponseWriter, r *http.Request) {
		s.oidcGo(w, r, "/console/", s.oidcReturn(w, r, p))
	})
}

// oidcGo sends the browser on. What went wrong is told by the console's own page, by its code.
func (s *Server) oidcGo(w http.ResponseWriter, r *http.Request, to string, err error) {
	if err != nil {
		to = "/console/?sign_in=" + url.QueryEscape(s.oidcCode(r, err))
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// oidcCode is the word for what went wrong. What the provider says stays in the log.
func (s *Server) oidcCode(r *http.Request, err error) string {
	var e *terang.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if r.Context().Err() == nil {
		s.Logger.Warn("sign-in at the provider failed", "error", err)
	}
	return "oidc_failed"
}

// oidcLeave begins a sign-in: what has to come back stands in a cookie of this browser alone, so that nobody can be signed in as
// somebody else by a link.
func (s *Server) oidcLeave(w http.ResponseWriter, r *http.Request, p *provider) (string, error) {
	if !p.on() {
		return "", terang.Fail(terang.NotFound, "oidc_off")
	}
	if err := s.byAddress.allow(w.Header(), address(r, s.Proxies)); err != nil {
		return "", err
	}
	found, err := p.discover()
	if err != nil {
		return "", err
	}
	words := make([]string, 3)
	for i := range words {
		words[i] = base64.RawURLEncoding.EncodeToString(s.Random(oidcSecret))
	}
	http.SetCookie(w, s.oidcCookie(strings.Join(words, "."), int(oidcPatient.Seconds())))
	return p.oauth(found).AuthCodeURL(words[0], oidc.Nonce(words[1]), oauth2.S256ChallengeOption(words[2])), nil
}

func (s *Server) oidcCookie(value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: oidcCookie, Value: value, Path: oidcPath, MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: s.secure(),
	}
}

// enter begins a session for whom the provider knows. The first time it binds an account to the provider's name for them, which is
// kept as any change of an account.
func (s *Server) enter(ctx context.Context, k desk.Known, e desk.Entry) (string, error) {
	var secret string
	in := func(*store.Audit) error {
		var err error
		_, secret, err = s.Accounts.LogInAs(ctx, k, e)
		return err
	}
	var unbound store.Agent
	_, err := store.AgentByIdentity(ctx, s.Store, k.Issuer, k.Subject)
	if terang.KindOf(err) == terang.NotFound {
		unbound, err = store.AgentByEmail(ctx, s.Store, strings.ToLower(k.Email))
	}
	switch {
	case err == nil && unbound.ID == "", terang.KindOf(err) == terang.NotFound: // who is nobody here is told so
		err = in(nil)
	case err == nil:
		err = s.Proofs.Recorded(ctx, store.Audit{
			ID: s.IDs("aud"), WorkspaceID: unbound.WorkspaceID, At: s.Clock().UTC().Truncate(time.Millisecond), Actor: "agent:" + unbound.ID, Action: "bind-sign-in",
			Target: "/agents/" + unbound.ID, Address: e.Address, Asked: Kept(map[string]any{"issuer": k.Issuer, "subject": k.Subject}), Salt: s.Random(AuditSalt),
		}, in)
	}
	return secret, err
}

// oidcReturn ends a sign-in: state, issuer (RFC 9207), code with its verifier (RFC 7636), the token's signature, audience and
// time, and the nonce.
func (s *Server) oidcReturn(w http.ResponseWriter, r *http.Request, p *provider) error {
	if !p.on() {
		return terang.Fail(terang.NotFound, "oidc_off")
	}
	if err := s.byAddress.allow(w.Header(), address(r, s.Proxies)); err != nil {
		return err
	}
	cookie, err := r.Cookie(oidcCookie)
	if err != nil {
		return terang.Fail(terang.Forbidden, "oidc_failed")
	}
	http.SetCookie(w, s.oidcCookie("", -1))
	words, q := strings.Split(cookie.Value, "."), r.URL.Query()
	if len(words) != 3 || words[0] == "" || subtle.ConstantTimeCompare([]byte(words[0]), []byte(q.Get("state"))) != 1 || q.Has("iss") && q.Get("iss") != p.Issuer || q.Get("code") == "" {
		return terang.Fail(terang.Forbidden, "oidc_failed")
	}
	found, err := p.discover()
	if err != nil {
		return err
	}
	ctx := oidc.ClientContext(r.Context(), p.client)
	token, err := p.oauth(found).Exchange(ctx, q.Get("code"), oauth2.VerifierOption(words[2]))
	if err != nil {
		return fmt.Errorf("httpapi: oidc: exchange: %w", err)
	}
	text, _ := token.Extra("id_token").(string)
	id, err := found.Verifier(&oidc.Config{ClientID: p.ClientID, Now: s.Clock}).Verify(ctx, text)
	if err != nil {
		return fmt.Errorf("httpapi: oidc: token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(words[1])) != 1 {
		return terang.Fail(terang.Forbidden, "oidc_failed")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if err := id.Claims(&claims); err != nil {
		return fmt.Errorf("httpapi: oidc: claims: %w", err)
	}
	secret, err := s.enter(r.Context(), desk.Known{Issuer: id.Issuer, Subject: id.Subject, Email: claims.Email, Verified: claims.Verified},
		desk.Entry{Device: r.UserAgent(), Address: address(r, s.Proxies)})
	if err != nil {
		return err
	}
	session := s.sessionCookie(secret, int(s.Session.Lifetime.Seconds()))
	http.SetCookie(w, &session)
	return nil
}
