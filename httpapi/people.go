package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"rsc.io/qr"

	"terang"
	"terang/desk"
	"terang/store"
)

// Session is where somebody is signed in.
type Session struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current" doc:"The one that asks."`
	Way       string    `json:"way" enum:"password,link,oidc"`
	Device    string    `json:"device" doc:"What the browser said of itself when it signed in."`
	Address   string    `json:"address" doc:"Network address of the last use."`
	Place     string    `json:"place" enum:"here,private,internet,unknown" doc:"Where that address is: this machine, a private network, or the internet."`
	CreatedAt time.Time `json:"created_at"`
	UsedAt    time.Time `json:"used_at" doc:"The last use, to ten minutes."`
	ExpiresAt time.Time `json:"expires_at"`
}

func sessionOf(x store.Session, current string) Session {
	return Session{x.ID, x.ID == current, x.Way, x.Device, x.Address, place(x.Address), x.CreatedAt, x.UsedAt, x.ExpiresAt}
}

// place says where an address is, as far as the address itself tells.
func place(address string) string {
	a, err := netip.ParseAddr(address)
	switch {
	case err != nil:
		return "unknown"
	case a.IsLoopback():
		return "here"
	case a.IsPrivate() || a.IsLinkLocalUnicast():
		return "private"
	}
	return "internet"
}

type sessionList struct {
	Body struct {
		Items []Session `json:"items"`
	}
}

type changeAgentInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Name     *string `json:"name,omitempty" minLength:"1" maxLength:"60"`
		Role     *string `json:"role,omitempty" enum:"owner,admin,supervisor,agent,analyst,privacy"`
		Disabled *bool   `json:"disabled,omitempty"`
	}
}

type oneAgent struct{ Body Agent }

// SignIn is how somebody signs in.
type SignIn struct {
	Password      bool       `json:"password" doc:"Has one."`
	Totp          bool       `json:"totp" doc:"A code of an authenticator app is asked for."`
	TotpSince     *time.Time `json:"totp_since"`
	RecoveryCodes int        `json:"recovery_codes" doc:"How many are left."`
	Confirmed     bool       `json:"confirmed" doc:"Grave changes need no confirmation right now."`
}

type signInOutput struct{ Body SignIn }

type enrolOutput struct {
	Body struct {
		Secret string `json:"secret" doc:"For typing into an app."`
		URI    string `json:"uri" doc:"otpauth://…"`
		QR     string `json:"qr" doc:"The URI as a QR code, SVG."`
	}
}

type codeInput struct {
	Session string `cookie:"terang_session"`
	Body    struct {
		Code string `json:"code" minLength:"6" maxLength:"64"`
	}
}

type codesOutput struct {
	Body struct {
		RecoveryCodes []string `json:"recovery_codes" doc:"Shown once; each works once."`
	}
}

type confirmInput struct {
	Body struct {
		Password string `json:"password,omitempty" maxLength:"256"`
		Code     string `json:"code,omitempty" maxLength:"64"`
	}
}

type passwordInput struct {
	Body struct {
		Password string `json:"password" maxLength:"256" doc:"The new one."`
	}
}

type relinkOutput struct {
	Body struct {
		Link string `json:"link" doc:"One-time link with which the agent sets a password; shown once."`
	}
}

// personRoutes are about accounts: the own one, and those of others.
func (s *Server) personRoutes() {
	const tag = "login"
	get, post, del, none := http.MethodGet, http.MethodPost, http.MethodDelete, http.StatusNoContent
	handle(s, route{method: get, path: "/me/sessions", id: "list-my-sessions", summary: "Where you are signed in", tag: tag, access: bySelf},
		func(ctx context.Context, c *caller, _ *struct{}) (*sessionList, error) {
			return s.sessions(ctx, c, c.agent)
		})
	handle(s, route{method: del, path: "/me/sessions", id: "end-my-sessions", summary: "Sign out everywhere else", tag: tag, access: bySelf, status: none},
		func(ctx context.Context, c *caller, _ *struct{}) (*struct{}, error) {
			return s.ended(c.agent, s.Accounts.EndSessions(ctx, c.agent, c.session.Digest))
		})
	handle(s, route{method: del, path: "/me/sessions/{id}", id: "end-my-session", summary: "Sign out somewhere else", tag: tag, access: bySelf, status: none},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			return s.ended(c.agent, s.Accounts.EndSession(ctx, c.agent, in.ID))
		})
	handle(s, route{method: get, path: "/me/sign-in", id: "get-sign-in", summary: "How you sign in", tag: tag, access: bySelf}, s.signIn)
	handle(s, route{method: post, path: "/me/confirm", id: "confirm", summary: "Prove to be there, for grave changes", tag: tag, access: bySelf, status: none},
		func(ctx context.Context, c *caller, in *confirmInput) (*struct{}, error) {
			if err := s.byTry.allow(c.header, "confirm "+c.agent.ID); err != nil {
				return nil, err
			}
			return nil, s.Accounts.Confirm(ctx, c.agent, c.session, in.Body.Password, in.Body.Code)
		})
	handle(s, route{method: post, path: "/me/password", id: "change-password", summary: "Set another password; you are signed out everywhere else", tag: tag, access: bySelf, grave: true, status: none},
		func(ctx context.Context, c *caller, in *passwordInput) (*struct{}, error) {
			return s.ended(c.agent, s.Accounts.ChangePassword(ctx, c.agent, c.session, in.Body.Password))
		})
	s.totpRoutes()
	s.othersRoutes()
}

func (s *Server) totpRoutes() {
	const tag = "login"
	post, del, none := http.MethodPost, http.MethodDelete, http.StatusNoContent
	handle(s, route{method: post, path: "/me/totp", id: "begin-totp", summary: "Begin with an authenticator app", tag: tag, access: bySelf, grave: true, status: http.StatusCreated}, s.beginTotp)
	handle(s, route{method: post, path: "/me/totp/confirm", id: "confirm-totp", summary: "Type the app's first code; from now on a sign-in asks for one", tag: tag, access: bySelf},
		func(ctx context.Context, c *caller, in *codeInput) (*codesOutput, error) {
			codes, err := s.Accounts.Enrolled(ctx, c.agent, in.Body.Code, in.Session)
			if err == nil {
				s.streams.end(c.agent.ID)
			}
			out := &codesOutput{}
			out.Body.RecoveryCodes = codes
			return out, err
		})
	handle(s, route{method: post, path: "/me/totp/codes", id: "renew-recovery-codes", summary: "New recovery codes; the old ones are worth nothing", tag: tag, access: bySelf, grave: true},
		func(ctx context.Context, c *caller, _ *struct{}) (*codesOutput, error) {
			codes, err := s.Accounts.RenewRecoveryCodes(ctx, c.agent)
			out := &codesOutput{}
			out.Body.RecoveryCodes = codes
			return out, err
		})
	handle(s, route{method: del, path: "/me/totp", id: "end-totp", summary: "Sign in without an authenticator app", tag: tag, access: bySelf, grave: true, status: none},
		func(ctx context.Context, c *caller, _ *struct{}) (*struct{}, error) {
			return nil, s.Accounts.Unenrol(ctx, c.agent)
		})
}

func (s *Server) othersRoutes() {
	const tag = "agents"
	get, post, del, none := http.MethodGet, http.MethodPost, http.MethodDelete, http.StatusNoContent
	handle(s, route{method: get, path: "/agents/{id}", id: "get-agent", summary: "One agent", tag: tag, access: byReader},
		func(ctx context.Context, c *caller, in *idInput) (*oneAgent, error) {
			a, err := store.AgentByID(ctx, s.Store, c.workspace, in.ID)
			return &oneAgent{s.agentOf(a)}, err
		})
	handle(s, route{method: http.MethodPatch, path: "/agents/{id}", id: "change-agent", summary: "Change an agent's name or role, or whether they can sign in", tag: tag, access: byManager, grave: true}, s.changeAgent)
	handle(s, route{method: post, path: "/agents/{id}/link", id: "relink-agent", summary: "A new one-time link, for an agent who lost the password", tag: tag, access: byManager, grave: true, status: http.StatusCreated},
		func(ctx context.Context, c *caller, in *idInput) (*relinkOutput, error) {
			agent, err := s.Accounts.Touchable(ctx, c.agent, c.workspace, in.ID)
			if err != nil {
				return nil, err
			}
			secret, err := s.Accounts.Relink(ctx, agent)
			out := &relinkOutput{}
			out.Body.Link = SetupLink(s.PublicURL, secret)
			return out, err
		})
	handle(s, route{method: get, path: "/agents/{id}/sessions", id: "list-sessions", summary: "Where an agent is signed in", tag: tag, access: byManager},
		func(ctx context.Context, c *caller, in *idInput) (*sessionList, error) {
			agent, err := store.AgentByID(ctx, s.Store, c.workspace, in.ID)
			if err != nil {
				return nil, err
			}
			return s.sessions(ctx, c, agent)
		})
	handle(s, route{method: del, path: "/agents/{id}/sessions", id: "end-sessions", summary: "Sign an agent out everywhere", tag: tag, access: byManager, status: none},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			agent, err := s.Accounts.Touchable(ctx, c.agent, c.workspace, in.ID)
			if err != nil {
				return nil, err
			}
			return s.ended(agent, s.Accounts.EndSessions(ctx, agent, ""))
		})
	handle(s, route{method: del, path: "/agents/{id}/totp", id: "end-agent-totp", summary: "Take away the authenticator app of an agent who lost it", tag: tag, access: byManager, grave: true, status: none},
		func(ctx context.Context, c *caller, in *idInput) (*struct{}, error) {
			agent, err := s.Accounts.Touchable(ctx, c.agent, c.workspace, in.ID)
			if err != nil {
				return nil, err
			}
			return nil, s.Accounts.Unenrol(ctx, agent)
		})
}

func (s *Server) sessions(ctx context.Context, c *caller, of store.Agent) (*sessionList, error) {
	all, err := s.Accounts.Sessions(ctx, of)
	out := &sessionList{}
	out.Body.Items = make([]Session, 0, len(all))
	for _, one := range all {
		out.Body.Items = append(out.Body.Items, sessionOf(one, c.session.ID))
	}
	return out, err
}

// ended closes the live streams of somebody whose sessions ended; those that still hold come back by themselves.
func (s *Server) ended(a store.Agent, err error) (*struct{}, error) {
	if err == nil {
		s.streams.end(a.ID)
	}
	return nil, err
}

func (s *Server) signIn(ctx context.Context, c *caller, _ *struct{}) (*signInOutput, error) {
	f, err := s.Accounts.Factor(ctx, c.agent)
	out := &signInOutput{SignIn{Password: c.agent.Password != "", Totp: f.On, RecoveryCodes: f.CodesLeft, Confirmed: s.Accounts.Fresh(c.session)}}
	if f.On {
		out.Body.TotpSince = &f.Since
	}
	return out, err
}

func (s *Server) beginTotp(ctx context.Context, c *caller, _ *struct{}) (*enrolOutput, error) {
	w, err := s.directory.id(ctx, c.workspace)
	if err != nil {
		return nil, err
	}
	e, err := s.Accounts.Enrol(ctx, c.agent, w.Name)
	if err != nil {
		return nil, err
	}
	out := &enrolOutput{}
	out.Body.Secret, out.Body.URI = e.Secret, e.URI
	out.Body.QR, err = qrSVG(e.URI)
	return out, err
}

func (s *Server) changeAgent(ctx context.Context, c *caller, in *changeAgentInput) (*oneAgent, error) {
	change := desk.Change{Name: in.Body.Name, Disabled: in.Body.Disabled}
	if in.Body.Role != nil {
		role := store.Role(*in.Body.Role)
		change.Role = &role
	}
	agent, err := s.Accounts.ChangeAgent(ctx, c.agent, c.workspace, in.ID, change)
	if err != nil {
		return nil, err
	}
	if change.Disabled != nil || change.Role != nil {
		gone, err := s.Desk.Changed(ctx, agent)
		if err != nil {
			return nil, err
		}
		if gone {
			s.present(c.workspace, agent.ID)
		}
		s.streams.end(agent.ID)
		tokens, err := s.tokens.list(ctx, c.workspace)
		if err != nil {
			return nil, err
		}
		for _, t := range tokens {
			if t.Maker == agent.ID {
				s.streams.end(t.ID)
			}
		}
	}
	return &oneAgent{s.agentOf(agent)}, nil
}

// qrSVG draws a QR code: one path, black on white with the quiet zone of four modules (ISO/IEC 18004).
func qrSVG(text string) (string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", fmt.Errorf("httpapi: qr: %w", terang.Fail(terang.Invalid, "name_invalid"))
	}
	const quiet = 4
	size := code.Size + 2*quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, size, size, size, size)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}
