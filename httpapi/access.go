package httpapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"terang"
	"terang/store"
)

// The scopes of API tokens.
const (
	scopeRead   = "conversations:read"
	scopeWrite  = "conversations:write"
	scopeEvents = "events:write"
	scopeAdmin  = "admin"
)

// The names of the security schemes in the OpenAPI description.
const (
	schemeContact = "contact"
	schemeSession = "session"
	schemeToken   = "token"
)

func (a access) security() []map[string][]string {
	switch a {
	case byAnyone:
		return []map[string][]string{}
	case byContact:
		return []map[string][]string{{schemeContact: {}}}
	case bySelf, byAgent, byLead, byReader, byWriter, byEvents, byAnalyst, byPrivacy, byAuditor, byManager, byOwner:
	}
	out := []map[string][]string{{schemeSession: {}}}
	if scope := permissions(a).scope; scope != "" {
		out = append(out, map[string][]string{schemeToken: {scope}})
	}
	return out
}

// caller is who calls: a contact, an agent, or a program with a token.
type caller struct {
	workspace string
	contact   contact
	agent     store.Agent // the zero Agent where no person is signed in
	session   store.Session
	token     string      // id of the API token
	maker     string      // who made that
	manages   bool        // an owner or admin, or a token with admin
	address   string      // network address, for rates
	header    http.Header // of the answer, for rates that a handler counts
}

// by names who acts, for what is kept of it: a person's id, or that of a token.
func (c *caller) by() string {
	if c.agent.ID != "" {
		return c.agent.ID
	}
	return c.token
}

// source names who acts with what they are, for records that people read.
func (c *caller) source() string {
	if c.agent.ID != "" {
		return "agent:" + c.agent.ID
	}
	return "token:" + c.token
}

type callerKey struct{}

func callerOf(ctx context.Context) *caller {
	c, _ := ctx.Value(callerKey{}).(*caller)
	return c
}

// sessionCookie holds an agent's login.
const sessionCookie = "terang_session"

// bearer returns the token of the Authorization header, "" where there is none.
func bearer(h string) string {
	scheme, token, ok := strings.Cut(h, " ")
	if !ok || !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// identify finds who calls and whether they may. It looks at the one credential that the route takes.
func (s *Server) identify(r *http.Request, a access) (*caller, error) {
	c := &caller{address: address(r, s.Proxies)}
	token := bearer(r.Header.Get("Authorization"))
	switch a {
	case byAnyone:
		return c, nil
	case byContact:
		who, err := s.contacts.parse(token)
		c.contact, c.workspace = who, who.Workspace
		return c, err
	case bySelf, byAgent, byLead, byReader, byWriter, byEvents, byAnalyst, byPrivacy, byAuditor, byManager, byOwner:
	}
	if strings.HasPrefix(token, tokenPrefix) {
		return c, s.identifyToken(r.Context(), c, token, a)
	}
	cookie, err := r.Cookie(sessionCookie)
	if err != nil || cookie.Value == "" || len(cookie.Value) > maxContactToken {
		return c, terang.Fail(terang.Unauthorized, "session_unknown")
	}
	c.agent, c.session, err = s.Accounts.Session(r.Context(), cookie.Value, c.address)
	if err != nil {
		return c, err
	}
	c.workspace, c.manages = c.agent.WorkspaceID, c.agent.Role.Manages()
	if !slices.Contains(permissions(a).roles, c.agent.Role) {
		return c, terang.Fail(terang.Forbidden, "role_forbidden")
	}
	return c, nil
}

func (s *Server) identifyToken(ctx context.Context, c *caller, token string, a access) error {
	t, err := s.tokens.who(ctx, token)
	if err != nil {
		return err
	}
	c.workspace, c.token, c.maker, c.manages = t.WorkspaceID, t.ID, t.Maker, slices.Contains(t.Scopes, scopeAdmin)
	need := permissions(a).scope
	if need == "" {
		return terang.Fail(terang.Forbidden, "agent_needed")
	}
	if !slices.Contains(t.Scopes, need) {
		return terang.Fail(terang.Forbidden, "scope_missing", "scope", need)
	}
	return nil
}

// limit takes one call from the caller's own rate. Reads of a contact are not counted: they are cheap and a
// client that reconnects makes many.
func (s *Server) limit(h http.Header, r *http.Request, c *caller, a access) error {
	if a == byContact {
		if r.Method == http.MethodGet {
			return nil
		}
		return s.byContact.allow(h, c.contact.Conversation)
	}
	if a == byAnyone {
		return nil // its handler counts by address
	}
	if c.token != "" {
		return s.byCaller.allow(h, c.token)
	}
	return s.byCaller.allow(h, c.agent.ID)
}

// route is one operation with its access.
type route struct {
	method, path string
	id           string // operationId
	summary      string
	tag          string
	access       access
	grave        bool          // a person must have proved to be there a short while ago
	status       int           // of success; 0 for 200
	replayable   bool          // takes an Idempotency-Key
	body         int64         // largest body; 0 is the house's own limit. See [Server.bodyLimit]
	patience     time.Duration // how long it may work before it answers; 0 is the server's own write time-out
}

// handle registers an operation: the one way in which a route comes to be.
func handle[I, O any](s *Server, rt route, fn func(ctx context.Context, c *caller, in *I) (*O, error)) {
	op := huma.Operation{
		OperationID: rt.id, Method: rt.method, Path: "/api/v1" + rt.path, Summary: rt.summary, Tags: []string{rt.tag},
		Security: rt.access.security(), DefaultStatus: rt.status, MaxBodyBytes: max(s.Limits.Body, rt.body),
		Responses: map[string]*huma.Response{"default": problemResponse(s.api.OpenAPI().Components.Schemas)},
		// The body was read before (see bounded). A deadline that is left on the connection would cancel a call that
		// works longer than it, and every later call on that connection.
		BodyReadTimeout: -1,
	}
	op.Middlewares = append(op.Middlewares, s.guard(rt))
	s.registered = append(s.registered, rt)
	if rt.patience > 0 {
		op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
			_, w := humago.Unwrap(ctx)
			// net/http sets the next request's own again. Where the writer knows no deadlines, the server's stays.
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(rt.patience))
			next(ctx)
		})
	}
	if rt.replayable {
		op.Parameters = append(op.Parameters, idempotencyParam())
		op.Middlewares = append(op.Middlewares, s.replays.middleware(s))
	}
	if rt.records() {
		op.Middlewares = append(op.Middlewares, s.record(rt))
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, callerOf(ctx), in)
		if err != nil {
			return nil, s.fail(ctx, rt.id, err)
		}
		return out, nil
	})
}

// guard lets the right callers through, within their rate.
func (s *Server) guard(rt route) func(ctx huma.Context, next func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if c, ok := r.Context().Value(insideKey{}).(*caller); ok {
			inside := *c // the edge reads for a caller who was let in
			inside.header = w.Header()
			next(huma.WithValue(ctx, callerKey{}, &inside))
			return
		}
		c, err := s.identify(r, rt.access)
		if err == nil {
			err = s.limit(w.Header(), r, c, rt.access)
		}
		if err == nil && rt.grave && c.agent.ID != "" && !s.Accounts.Fresh(c.session) {
			err = terang.Fail(terang.Forbidden, "confirm_needed")
		}
		if err == nil {
			err = s.mayRead(r, c, rt)
		}
		if err != nil {
			writeProblem(w, r, s.fail(r.Context(), "guard", err))
			return
		}
		c.header = w.Header()
		next(huma.WithValue(ctx, callerKey{}, c))
	}
}

// fail turns an error into a problem and logs it if nobody outside can act upon it. It is the only place that
// logs errors of requests.
func (s *Server) fail(ctx context.Context, operation string, err error) error {
	p := problemOf(err, languageOf(ctx))
	if p.Status == http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.Logger.Error("request failed", "route", operation, "error", err)
	}
	return p
}
