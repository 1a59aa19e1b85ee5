package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"terang"
	"terang/action"
	"terang/connection"
	"terang/store"
	"terang/threshold"
)

// importPath takes a system's own description, which is larger than anything that people write.
const (
	importPath    = "/actions/import"
	sourcePath    = "/actions/source"
	maxImportBody = 5 << 20
	maxSourceBody = 1 << 20
)

// bodyLimit is how large a request's body may be. More than the house's own limit is for those alone who bring a
// credential; whether it is good is looked at later.
func (s *Server) bodyLimit(r *http.Request) int64 {
	limit := s.Limits.Body
	path, ours := strings.CutPrefix(r.URL.Path, "/api/v1")
	if _, err := r.Cookie(sessionCookie); !ours || err != nil && bearer(r.Header.Get("Authorization")) == "" {
		return limit
	}
	switch path {
	case importPath:
		return max(limit, maxImportBody)
	case sourcePath, previewPath:
		return max(limit, maxSourceBody)
	case trustImportsPath:
		if _, err := s.identify(r, byManager); err == nil { // so much that who brings it must be known first
			return max(limit, threshold.MaxImport)
		}
	}
	if strings.HasPrefix(path, "/playbooks") {
		return max(limit, maxPlaybookBody)
	}
	return limit
}

// ConnectionView is a way into one of the brand's systems. Its secret is never part of it.
type ConnectionView struct {
	Name      string     `json:"name" doc:"\"default\" is the one of actions that name none."`
	Kind      string     `json:"kind" enum:"http,mcp"`
	URL       string     `json:"url"`
	Auth      AuthView   `json:"auth"`
	HasSecret bool       `json:"has_secret"`
	SecretAt  *time.Time `json:"secret_at" doc:"When the secret was last given."`
	Fixed     bool       `json:"fixed" doc:"From the operator's configuration: seen here, changed there."`
	Version   int64      `json:"version"`
	UpdatedAt *time.Time `json:"updated_at"`
	Actions   int        `json:"actions" doc:"How many actions go through it."`
}

// AuthView is how the house proves itself to a system.
type AuthView struct {
	Kind     string `json:"kind" enum:"none,header,bearer,basic,oauth2"`
	Header   string `json:"header,omitempty" maxLength:"64"`
	Username string `json:"username,omitempty" maxLength:"300"`
	TokenURL string `json:"token_url,omitempty" maxLength:"300"`
	ClientID string `json:"client_id,omitempty" maxLength:"300"`
	Scope    string `json:"scope,omitempty" maxLength:"300"`
}

type connectionsOutput struct {
	Body struct {
		Items []ConnectionView `json:"items"`
	}
}

type nameInput struct {
	Name string `path:"name" maxLength:"40"`
}

type connectionInput struct {
	Name string `path:"name" maxLength:"40"`
	Body struct {
		Kind    string   `json:"kind" enum:"http,mcp"`
		URL     string   `json:"url" minLength:"1" maxLength:"500"`
		Auth    AuthView `json:"auth"`
		Secret  *string  `json:"secret,omitempty" maxLength:"8000" doc:"Write-only. Absent keeps the one that is there, as long as the connection goes to the same host; empty removes it."`
		Version int64    `json:"version" minimum:"0" doc:"That the change was made from; 0 makes a new connection."`
	}
}

type connectionOutput struct{ Body ConnectionView }

// ConnectionReport is what a try of a connection found.
type ConnectionReport struct {
	OK     bool   `json:"ok"`
	Code   string `json:"code,omitempty" doc:"Why it cannot be used."`
	Reason string `json:"reason,omitempty" doc:"Closer: host, address, tls, timeout, credential, …"`
	Status int    `json:"status" doc:"HTTP status; 0 where there was no answer."`
	Millis int64  `json:"millis"`
	Tools  int    `json:"tools" doc:"Of an MCP server."`
}

type reportOutput struct{ Body ConnectionReport }

type callsOutput struct {
	Body struct {
		Items []ActionCallView `json:"items"`
	}
}

// ActionCallView is the account of one call that was to change something: what, and how it came out. What was in it is not
// kept.
type ActionCallView struct {
	Action string    `json:"action"`
	Risk   string    `json:"risk" enum:"change,money,identity"`
	Seq    int64     `json:"seq" doc:"Position of the message that was being answered."`
	Status int       `json:"status"`
	Code   string    `json:"code,omitempty" doc:"Empty where it worked."`
	Millis int64     `json:"millis"`
	Digest string    `json:"digest" doc:"The idempotency key that the brand's system was given."`
	At     time.Time `json:"at"`
}

func (s *Server) connectionRoutes() {
	const tag = "connections"
	handle(s, route{method: http.MethodGet, path: "/connections", id: "list-connections", summary: "The ways into the brand's systems", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, _ *struct{}) (*connectionsOutput, error) {
			all, err := s.Connections.List(ctx, c.workspace)
			out := &connectionsOutput{}
			out.Body.Items = make([]ConnectionView, 0, len(all))
			for _, one := range all {
				out.Body.Items = append(out.Body.Items, connectionView(one))
			}
			return out, err
		})
	handle(s, route{method: http.MethodPut, path: "/connections/{name}", id: "put-connection", summary: "Make or change a connection; it is used from the next call on", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *connectionInput) (*connectionOutput, error) {
			a := in.Body.Auth
			one := connection.Connection{Name: in.Name, Kind: connection.Kind(in.Body.Kind), URL: in.Body.URL, Version: in.Body.Version, Auth: connection.Auth{
				Kind: connection.AuthKind(a.Kind), Header: a.Header, Username: a.Username, TokenURL: a.TokenURL, ClientID: a.ClientID, Scope: a.Scope,
			}}
			var secret *action.Secret
			if in.Body.Secret != nil {
				given := action.Secret(*in.Body.Secret)
				secret = &given
			}
			saved, err := s.Connections.Put(ctx, c.workspace, c.by(), one, secret)
			return &connectionOutput{connectionView(saved)}, err
		})
	handle(s, route{method: http.MethodDelete, path: "/connections/{name}", id: "delete-connection", summary: "Remove a connection with its secret", tag: tag, access: byManager, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *nameInput) (*struct{}, error) {
			return nil, s.Connections.Delete(ctx, c.workspace, in.Name)
		})
	handle(s, route{method: http.MethodPost, path: "/connections/{name}/test", id: "test-connection", summary: "Ask the system now, and say what came back", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *nameInput) (*reportOutput, error) {
			r, err := s.Connections.Test(ctx, c.workspace, in.Name)
			return &reportOutput{ConnectionReport{OK: r.OK, Code: r.Code, Reason: string(r.Reason), Status: r.Status, Millis: r.Took.Milliseconds(), Tools: r.Tools}}, err
		})
	handle(s, route{method: http.MethodGet, path: "/conversations/{id}/actions", id: "list-conversation-actions", summary: "What was changed in the brand's systems on behalf of this contact", tag: "conversations", access: byReader},
		func(ctx context.Context, c *caller, in *idInput) (*callsOutput, error) {
			all, err := store.ActionCalls(ctx, s.Store, c.workspace, in.ID)
			out := &callsOutput{}
			out.Body.Items = make([]ActionCallView, 0, len(all))
			for _, a := range all {
				out.Body.Items = append(out.Body.Items, ActionCallView{
					Action: a.Action, Risk: a.Risk, Seq: a.Seq, Status: a.Status, Code: a.Code, Millis: a.Took.Milliseconds(), Digest: a.Digest, At: a.At,
				})
			}
			return out, err
		})
	s.importRoutes(tag)
}

func connectionView(c connection.Connection) ConnectionView {
	return ConnectionView{
		Name: c.Name, Kind: string(c.Kind), URL: c.URL, HasSecret: c.HasSecret, SecretAt: optional(c.SecretAt), Fixed: c.Fixed,
		Version: c.Version, UpdatedAt: optional(c.UpdatedAt), Actions: c.Actions,
		Auth: AuthView{Kind: string(c.Auth.Kind), Header: c.Auth.Header, Username: c.Auth.Username, TokenURL: c.Auth.TokenURL, ClientID: c.Auth.ClientID, Scope: c.Auth.Scope},
	}
}

// actionsTooMany bounds what one preview or import answers with.
const actionsTooMany = 1000

var errManyActions = terang.Fail(terang.Invalid, "actions_too_many")
