package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"terang"
	"terang/desk"
	"terang/store"
)

// Agent is a person of the brand.
type Agent struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Email     string     `json:"email"`
	Role      string     `json:"role" enum:"owner,admin,supervisor,agent,analyst,privacy"`
	Presence  string     `json:"presence" enum:"online,away,wrap_up"`
	WrapUntil *time.Time `json:"wrap_until" doc:"When a wrap-up ends, else null."`
	Disabled  bool       `json:"disabled,omitempty" doc:"Cannot sign in."`
}

func (s *Server) agentOf(a store.Agent) Agent {
	return Agent{ID: a.ID, Name: a.Name, Email: a.Email, Role: string(a.Role), Presence: s.Desk.Presence(a.ID), WrapUntil: optional(s.Desk.WrapsUntil(a.ID)), Disabled: !a.DisabledAt.IsZero()}
}

type loginInput struct {
	Device string `header:"User-Agent"`
	Known  string `cookie:"terang_known" doc:"Which accounts the browser is known to, as the last sign-in there set it."`
	Body   struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"256"`
		Code     string `json:"code,omitempty" maxLength:"64" doc:"Of the authenticator app, or a recovery code; asked for by code_needed."`
	}
}

type loginOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      struct {
		Agent Agent `json:"agent"`
	}
}

type logoutInput struct {
	Session string `cookie:"terang_session"`
}

type logoutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

type setupInput struct {
	Device string `header:"User-Agent"`
	Known  string `cookie:"terang_known" doc:"As for a sign-in."`
	Body   struct {
		Token    string `json:"token" maxLength:"128"`
		Name     string `json:"name,omitempty"`
		Email    string `json:"email,omitempty" maxLength:"254"`
		Password string `json:"password"`
		Code     string `json:"code,omitempty" maxLength:"64" doc:"As for a sign-in."`
	}
}

type linkInput struct {
	Token string `path:"token" maxLength:"128"`
}

type linkOutput struct {
	Body struct {
		Workspace WorkspaceName `json:"workspace"`
		Purpose   string        `json:"purpose" enum:"owner,agent"`
		Name      string        `json:"name"`
		Email     string        `json:"email"`
	}
}

// WorkspaceName is what a one-time link tells before anybody has signed in.
type WorkspaceName struct {
	Name string `json:"name"`
}

// Workspace is the signed-in agent's.
type Workspace struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Key  string `json:"key" doc:"The widget key."`
}

type meOutput struct {
	Body struct {
		Agent     Agent     `json:"agent"`
		Workspace Workspace `json:"workspace"`
		// What the agent may do; the names are those of permissions.txt.
		Permissions []string `json:"permissions" enum:"self,speak,lead,read,write,events,supervise,figures,privacy,audit,manage,own" doc:"What the agent may do; a page that asks for more answers 403."`
	}
}

type presenceInput struct {
	Body struct {
		Presence string `json:"presence" enum:"online,away,wrap_up" doc:"A wrap-up ends by itself."`
	}
}

func (s *Server) loginRoutes() {
	const tag = "login"
	post, get := http.MethodPost, http.MethodGet
	handle(s, route{method: post, path: "/login", id: "log-in", summary: "Sign in", tag: tag, access: byAnyone}, s.logIn)
	handle(s, route{method: post, path: "/logout", id: "log-out", summary: "Sign out", tag: tag, access: byAnyone, status: http.StatusNoContent},
		func(ctx context.Context, _ *caller, in *logoutInput) (*logoutOutput, error) {
			out := &logoutOutput{SetCookie: s.sessionCookie("", -1)}
			if in.Session == "" {
				return out, nil
			}
			if a, err := s.Accounts.Who(ctx, in.Session); err == nil {
				s.streams.end(a.ID) // other browsers of the same person come back by themselves
			}
			return out, s.Accounts.LogOut(ctx, in.Session)
		})
	handle(s, route{method: get, path: "/setup/{token}", id: "get-setup", summary: "What a one-time link is for", tag: tag, access: byAnyone}, s.linkInfo)
	handle(s, route{method: post, path: "/setup", id: "set-up", summary: "Use a one-time link: set a password and sign in", tag: tag, access: byAnyone}, s.setUp)
	handle(s, route{method: get, path: "/me", id: "get-me", summary: "Who is signed in", tag: tag, access: bySelf}, s.me)
	handle(s, route{method: http.MethodPut, path: "/me/presence", id: "set-presence", summary: "Come or go", tag: tag, access: byAgent, status: http.StatusNoContent},
		func(ctx context.Context, c *caller, in *presenceInput) (*struct{}, error) {
			if err := s.Desk.SetPresence(ctx, c.agent, in.Body.Presence); err != nil {
				return nil, err
			}
			s.present(c.workspace, c.agent.ID)
			return nil, nil
		})
}

// sessionCookie makes the cookie of a login; seconds < 0 deletes it.
func (s *Server) sessionCookie(secret string, seconds int) http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Value: secret, Path: "/", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: s.secure(),
	}
}

// secure reports whether cookies travel over TLS alone.
func (s *Server) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

func (s *Server) logIn(ctx context.Context, c *caller, in *loginInput) (*loginOutput, error) {
	if err := s.allowSignIn(c.header, c.address, accountOf(in.Body.Email), in.Known); err != nil {
		return nil, err
	}
	a, secret, err := s.Accounts.LogIn(ctx, in.Body.Email, in.Body.Password, desk.Entry{Code: in.Body.Code, Device: in.Device, Address: c.address})
	if err != nil {
		return nil, err
	}
	return s.loggedIn(a, secret, in.Known), nil
}

func (s *Server) loggedIn(a store.Agent, secret, known string) *loginOutput {
	browser := http.Cookie{
		Name: knownCookie, Value: s.known.with(known, accountOf(a.Email)), Path: "/api/v1/", MaxAge: int(knownLife.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure(),
	}
	out := &loginOutput{SetCookie: []http.Cookie{s.sessionCookie(secret, int(s.Session.Lifetime.Seconds())), browser}}
	out.Body.Agent = s.agentOf(a)
	return out
}

func (s *Server) linkInfo(ctx context.Context, c *caller, in *linkInput) (*linkOutput, error) {
	if err := s.byAddress.allow(c.header, c.address); err != nil {
		return nil, err
	}
	l, err := s.Accounts.Link(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	w, err := s.directory.id(ctx, l.WorkspaceID)
	if err != nil {
		return nil, err
	}
	a, err := store.AgentByID(ctx, s.Store, l.WorkspaceID, l.AgentID)
	out := &linkOutput{}
	out.Body.Workspace.Name, out.Body.Purpose, out.Body.Name, out.Body.Email = w.Name, l.Purpose, a.Name, a.Email
	return out, err
}

func (s *Server) setUp(ctx context.Context, c *caller, in *setupInput) (*loginOutput, error) {
	if err := s.byAddress.allow(c.header, c.address); err != nil {
		return nil, err
	}
	l, err := s.Accounts.Link(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	var a store.Agent
	var secret string
	change := store.Audit{
		ID: s.IDs("aud"), WorkspaceID: l.WorkspaceID, At: s.Clock().UTC().Truncate(time.Millisecond), Actor: "agent:" + l.AgentID, Action: "set-up",
		Target: "/agents/" + l.AgentID, Address: c.address, Asked: Kept(map[string]any{"name": in.Body.Name, "password": in.Body.Password}), Salt: s.Random(AuditSalt),
	}
	err = s.Proofs.Recorded(ctx, change, func(*store.Audit) error {
		a, secret, err = s.Accounts.SetUpFrom(ctx, in.Body.Token, in.Body.Name, in.Body.Email, in.Body.Password, desk.Entry{Code: in.Body.Code, Device: in.Device, Address: c.address})
		return err
	})
	if err != nil {
		return nil, err
	}
	s.streams.end(a.ID) // the sessions of before ended
	return s.loggedIn(a, secret, in.Known), nil
}

func (s *Server) me(ctx context.Context, c *caller, _ *struct{}) (*meOutput, error) {
	w, err := s.directory.id(ctx, c.workspace)
	if err != nil {
		return nil, err
	}
	out := &meOutput{}
	out.Body.Agent = s.agentOf(c.agent)
	out.Body.Workspace.ID, out.Body.Workspace.Name, out.Body.Workspace.Key = w.ID, w.Name, w.PublicKey
	out.Body.Permissions = permissionNames(c.agent.Role)
	return out, nil
}

type agentList struct {
	Body struct {
		Items []Agent `json:"items"`
	}
}

type agentInput struct {
	Body struct {
		Name  string `json:"name" minLength:"1" maxLength:"60"`
		Email string `json:"email" minLength:"3" maxLength:"254"`
		Role  string `json:"role,omitempty" enum:"owner,admin,supervisor,agent,analyst,privacy" default:"agent"`
	}
}

type agentOutput struct {
	Body struct {
		Agent Agent  `json:"agent"`
		Link  string `json:"link" doc:"One-time link with which the agent sets a password; shown once."`
	}
}

func (s *Server) agentRoutes() {
	const tag = "agents"
	handle(s, route{method: http.MethodGet, path: "/agents", id: "list-agents", summary: "The workspace's agents", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, _ *struct{}) (*agentList, error) {
			all, err := store.Agents(ctx, s.Store, c.workspace)
			out := &agentList{}
			out.Body.Items = make([]Agent, 0, len(all))
			for _, a := range all {
				out.Body.Items = append(out.Body.Items, s.agentOf(a))
			}
			return out, err
		})
	handle(s, route{method: http.MethodPost, path: "/agents", id: "invite-agent", summary: "Invite an agent", tag: tag, access: byManager, grave: true, status: http.StatusCreated},
		func(ctx context.Context, c *caller, in *agentInput) (*agentOutput, error) {
			role := store.Role(in.Body.Role)
			if role == store.RoleOwner && c.agent.Role != store.RoleOwner {
				return nil, terang.Fail(terang.Forbidden, "role_forbidden")
			}
			a, secret, err := s.Accounts.Invite(ctx, c.workspace, in.Body.Name, in.Body.Email, role)
			if err != nil {
				return nil, err
			}
			out := &agentOutput{}
			out.Body.Agent, out.Body.Link = s.agentOf(a), SetupLink(s.PublicURL, secret)
			return out, nil
		})
}

// SetupLink is the address of a one-time link. The secret stands behind "#", so that it reaches no server's
// log and no other site.
func SetupLink(publicURL, secret string) string { return publicURL + "/console/#/setup/" + secret }
