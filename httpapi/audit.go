package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"terang"
	"terang/store"
)

// Limits of what is kept of a change.
const (
	maxAuditState = 16 << 10 // bytes of one state
	maxAuditText  = 400      // characters of one text in it
	masked        = "•••"
)

// AuditSalt is how many random bytes open the log's statement of a change.
const AuditSalt = 32

// records reports whether a change by this route is kept for good: every change of people, keys and settings, every change of
// the own account, and every look at all that is kept of a contact. What agents do in conversations stands in those.
func (rt route) records() bool {
	switch rt.access {
	case byManager, byAnalyst, byPrivacy, bySelf:
	case byOwner:
		return false // an import and an export keep themselves, with what came of them: see [Server.recorded]
	case byAnyone, byContact, byAgent, byLead, byReader, byWriter, byEvents, byAuditor, bySupervisor:
		return slices.Contains([]string{"set-consent", "start-playbook", "merge-contacts", "unmerge-contacts", "save-macro", "change-macro", "delete-macro"}, rt.id)
	}
	changesNothing := []string{"confirm", "check-playbook", "try-playbook", "replay-trust", "listen", "read-mentions", "test-webhook", "start-trial", "test-push", "set-looking"}
	if rt.method == http.MethodGet {
		return rt.access == byPrivacy
	}
	return !slices.Contains(changesNothing, rt.id)
}

// shownBy is the path whose answer shows what a route changes, "" for none: the route's own, or the nearest one above it that
// can be read.
func (s *Server) shownBy(rt route) string {
	switch {
	case strings.HasPrefix(rt.path, "/me/totp"):
		return "/me/sign-in"
	case rt.id == "read-conversation", strings.HasPrefix(rt.path, "/understanding"), rt.method == http.MethodGet, rt.path == "/me/password":
		return "" // what is shown there is computed, or is the change itself
	}
	for path := rt.path; path != ""; path = path[:strings.LastIndex(path, "/")] {
		for _, other := range s.registered {
			if other.method == http.MethodGet && other.path == path {
				return path
			}
		}
	}
	return ""
}

// insideKey marks a read that the edge makes for itself, on behalf of a caller who was let in.
type insideKey struct{}

// shown reads a path as the caller sees it, nil where it cannot be read.
func (s *Server) shown(r *http.Request, c *caller, path string) any {
	if path == "" {
		return nil
	}
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") {
			parts[i] = url.PathEscape(r.PathValue(strings.Trim(p, "{}")))
		}
	}
	ctx := context.WithValue(r.Context(), insideKey{}, c)
	inside, err := http.NewRequestWithContext(ctx, http.MethodGet, "/api/v1"+strings.Join(parts, "/"), nil)
	if err != nil {
		return nil
	}
	w := &answered{header: http.Header{}, status: http.StatusOK}
	s.mux.ServeHTTP(w, inside)
	if w.status != http.StatusOK {
		return nil
	}
	return decoded(w.body.Bytes())
}

// answered is an answer that stays inside.
type answered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *answered) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *answered) WriteHeader(status int) { w.status = status }

// Write implements http.ResponseWriter.
func (w *answered) Write(b []byte) (int, error) { return w.body.Write(b) }

// record keeps a change: a first note before it is made, without which it is not made; then what was different before and is
// now, with a leaf in the log. A change that was refused leaves nothing. One that was cut off in between stays as begun.
func (s *Server) record(rt route) func(ctx huma.Context, next func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		c := callerOf(ctx.Context())
		state := s.shownBy(rt)
		body, err := io.ReadAll(r.Body) // it was bounded and read before
		a := store.Audit{
			ID: s.IDs("aud"), WorkspaceID: c.workspace, At: s.Clock().UTC().Truncate(time.Millisecond), Actor: c.source(), Action: rt.id,
			Target: strings.TrimPrefix(r.URL.Path, "/api/v1"), Address: c.address, Asked: Kept(rt.about(decoded(body))), Salt: s.Random(AuditSalt),
		}
		if err == nil {
			err = s.Proofs.Begin(r.Context(), a)
		}
		if err != nil {
			writeProblem(w, r, s.fail(r.Context(), "audit", err))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		before := s.shown(r, c, state)
		rec := &recorder{humaContext: ctx}
		next(rec)
		if err := s.settle(r, rt, c, a, rec, before, state); err != nil {
			s.Logger.Error("change not recorded", "route", rt.id, "error", err)
		}
	}
}

func (s *Server) settle(r *http.Request, rt route, c *caller, a store.Audit, rec *recorder, before any, state string) error {
	ctx := context.WithoutCancel(r.Context())
	if rec.status >= 400 && rec.status < 500 {
		return s.Proofs.Settle(ctx, a)
	}
	a.Outcome = store.AuditDone
	if rec.status >= 500 {
		a.Outcome = store.AuditUnknown
	}
	was, is := difference(before, s.shown(r.WithContext(ctx), c, state))
	a.Before, a.After = Kept(rt.about(was)), Kept(rt.about(is))
	return s.Proofs.Settle(ctx, a)
}

// contactNames are the fields of a contact, and of what is said about one, that an erasure takes. A record of a change is for good,
// so that they never come into one.
var contactNames = []string{"address", "attributes", "email", "external_id", "facts", "last", "name", "note", "open", "phone", "reach", "text", "words"}

// about leaves out of a state what it tells of a contact, where a route is about one. Their id stays: an erasure finds records by it.
func (rt route) about(state any) any {
	if strings.HasPrefix(rt.path, "/contacts") || strings.HasPrefix(rt.path, "/conversations") || rt.id == "start-playbook" {
		return masking(contactNames, "", state)
	}
	return state
}

func decoded(body []byte) any {
	var out any
	if json.Unmarshal(body, &out) != nil {
		return nil
	}
	return out
}

// Kept writes a state as it is kept of a change: without secrets, and not longer than people read.
func Kept(state any) string {
	if state == nil {
		return ""
	}
	b, err := json.Marshal(masking(secretNames, "", state))
	if err != nil {
		return ""
	}
	if len(b) > maxAuditState {
		return fmt.Sprintf(`{"too_large":%d}`, len(b))
	}
	return string(b)
}

// secretNames are the fields whose values nobody may read again.
var secretNames = []string{"password", "secret", "token", "code", "recovery_codes", "credential", "link", "key", "value", "qr", "uri"}

func masking(names []string, name string, v any) any {
	if slices.Contains(names, name) && v != nil && v != "" && v != false && v != true {
		return masked
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = masking(names, k, x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = masking(names, "", x)
		}
		return out
	case string:
		if n := utf8.RuneCountInString(v); n > maxAuditText {
			return string([]rune(v)[:maxAuditText]) + fmt.Sprintf("… (%d)", n)
		}
	}
	return v
}

// difference leaves of two states what differs, and what names it.
func difference(before, after any) (was, is any) {
	if reflect.DeepEqual(before, after) {
		return nil, nil
	}
	if x, ok := before.(map[string]any); ok {
		if y, ok := after.(map[string]any); ok {
			return differingFields(x, y)
		}
	}
	if x, ok := before.([]any); ok {
		if y, ok := after.([]any); ok {
			return missing(x, y), missing(y, x)
		}
	}
	return before, after
}

func differingFields(x, y map[string]any) (was, is any) {
	a, b := map[string]any{}, map[string]any{}
	for k := range x {
		if d, e := difference(x[k], y[k]); d != nil || e != nil {
			a[k], b[k] = d, e
		}
	}
	for k := range y {
		if _, ok := x[k]; !ok {
			b[k] = y[k]
		}
	}
	for _, name := range []string{"id", "name", "email"} {
		if v, ok := y[name]; ok && reflect.DeepEqual(x[name], v) {
			a[name], b[name] = v, v
		}
	}
	return a, b
}

// missing returns what stands in one list and not in the other.
func missing(in, from []any) any {
	out := []any{}
	for _, x := range in {
		if !slices.ContainsFunc(from, func(y any) bool { return reflect.DeepEqual(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

// AuditEntry is one change: who changed what, from what to what.
type AuditEntry struct {
	ID      string          `json:"id"`
	At      time.Time       `json:"at"`
	Actor   string          `json:"actor" doc:"agent:… or token:…; command line for what the operator did there"`
	Name    string          `json:"name" doc:"Of the actor, as it is now."`
	Action  string          `json:"action" doc:"The operation's id, as change-agent."`
	Target  string          `json:"target" doc:"The path that was called."`
	Address string          `json:"address" doc:"Network address of the actor; of the command line, the account and the machine."`
	Outcome string          `json:"outcome" enum:"begun,done,unknown" doc:"begun: cut off, it may or may not have been made."`
	Asked   json.RawMessage `json:"asked,omitempty" doc:"What was sent, without secrets."`
	Before  json.RawMessage `json:"before,omitempty" doc:"What was different before."`
	After   json.RawMessage `json:"after,omitempty" doc:"What is different since."`
	Leaf    *int64          `json:"leaf" doc:"Its place in the proof log."`
}

type auditInput struct {
	Actor  string    `query:"actor" maxLength:"80"`
	Action string    `query:"action" maxLength:"80"`
	From   time.Time `query:"from"`
	Until  time.Time `query:"until"`
	Cursor string    `query:"cursor" maxLength:"200"`
	Limit  int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type auditOutput struct {
	Body struct {
		Items []AuditEntry `json:"items"`
		Next  string       `json:"next,omitempty" doc:"Cursor of the next page."`
	}
}

func (s *Server) auditRoutes() {
	handle(s, route{method: http.MethodGet, path: "/audit", id: "list-audit", summary: "Who changed what, newest first", tag: "audit", access: byAuditor}, s.listAudit)
}

func (s *Server) listAudit(ctx context.Context, c *caller, in *auditInput) (*auditOutput, error) {
	cursor, err := parseCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	q := store.AuditQuery{WorkspaceID: c.workspace, Actor: in.Actor, Action: in.Action, From: in.From, Until: in.Until, After: cursor, Limit: in.Limit + 1}
	found, err := store.Audits(ctx, s.Store, q)
	if err != nil {
		return nil, err
	}
	out := &auditOutput{}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		last := found[in.Limit-1]
		out.Body.Next = formatCursor(store.Cursor{At: store.Millis(last.At), ID: last.ID})
	}
	names := map[string]string{}
	out.Body.Items = make([]AuditEntry, 0, len(found))
	for _, a := range found {
		name, ok := names[a.Actor]
		if !ok {
			name = s.actorName(ctx, c.workspace, a.Actor)
			names[a.Actor] = name
		}
		e := AuditEntry{ID: a.ID, At: a.At, Actor: a.Actor, Name: name, Action: a.Action, Target: a.Target, Address: a.Address, Outcome: a.Outcome, Asked: jsonOf(a.Asked), Before: jsonOf(a.Before), After: jsonOf(a.After)}
		if a.Leaf >= 0 {
			e.Leaf = &a.Leaf
		}
		out.Body.Items = append(out.Body.Items, e)
	}
	return out, nil
}

func jsonOf(s string) json.RawMessage {
	if s == "" {
		return nil
	}
	return json.RawMessage(s)
}

// actorName is what people call an actor, "" where it is gone.
func (s *Server) actorName(ctx context.Context, workspaceID, actor string) string {
	kind, id, _ := strings.Cut(actor, ":")
	if kind == "token" {
		return s.tokens.name(ctx, workspaceID, id)
	}
	a, err := store.AgentByID(ctx, s.Store, workspaceID, id)
	if err != nil && terang.KindOf(err) != terang.NotFound {
		return ""
	}
	return a.Name
}
