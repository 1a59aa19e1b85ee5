package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"strconv"
	"strings"

	"terang/action"
	"terang/assistant"
	"terang/authoring"
	"terang/config"
	"terang/connection"
	"terang/store"
)

type connectionCmd struct {
	List   connectionListCmd   `cmd:"" help:"${help_connection_list}"`
	Add    connectionAddCmd    `cmd:"" help:"${help_connection_add}"`
	Remove connectionRemoveCmd `cmd:"" help:"${help_connection_remove}"`
	Test   connectionTestCmd   `cmd:"" help:"${help_connection_test}"`
}

// where names the workspace that a command is about.
type where struct {
	source
	Workspace string `help:"${help_workspace}"`
}

// withConnections runs a command on one workspace's connections, as the server has them.
func (s where) withConnections(p *program, do func(h *house, w store.Workspace) error) error {
	return s.withPack(p, func(h *house, w store.Workspace, _ *assistant.Pack) error { return do(h, w) })
}

// withPack runs a command on one workspace, with its pack and its connections as the server has them. Nothing else of the
// house is there.
func (s where) withPack(p *program, do func(h *house, w store.Workspace, pack *assistant.Pack) error) error {
	return s.withStore(p, func(db *store.DB, cfg config.Config) error {
		w, err := findWorkspace(p.ctx, db, s.Workspace)
		if err != nil {
			return err
		}
		set := cfg.Workspaces[slug(w.Name)]
		name := w.Pack
		if set.Pack != "" {
			name = set.Pack
		}
		pack, err := loadPack(name)
		if err != nil {
			return err
		}
		h := &house{cfg: cfg, db: db, log: newLogger(p.err, cfg.Log), clock: clock}
		h.connections = newConnections(h)
		if err := h.connect(p.ctx, w, set.Action, pack); err != nil {
			return fail("action", err, "workspace", slug(w.Name))
		}
		ctx, stop := context.WithCancel(p.ctx)
		stop()
		defer h.connections.Run(ctx) // ends at once, and closes what was opened
		return do(h, w, pack)
	})
}

type connectionListCmd struct{ where }

// connectionLine is a connection as it is printed.
type connectionLine struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	URL       string `json:"url"`
	Auth      string `json:"auth"`
	HasSecret bool   `json:"has_secret"`
	Fixed     bool   `json:"fixed"`
	Actions   int    `json:"actions"`
}

// Run prints the connections, without secrets.
func (c *connectionListCmd) Run(p *program) error {
	return c.withConnections(p, func(h *house, w store.Workspace) error {
		s := h.connections
		all, err := s.List(p.ctx, w.ID)
		if err != nil {
			return err
		}
		out := make([]connectionLine, 0, len(all))
		for _, one := range all {
			out = append(out, connectionLine{one.Name, string(one.Kind), one.URL, string(one.Auth.Kind), one.HasSecret, one.Fixed, one.Actions})
		}
		return p.result(out, func() {
			if len(out) == 0 {
				p.println(p.text("connection_none"))
			}
			for _, l := range out {
				p.println(p.fill("connection_line", map[string]string{"name": l.Name, "kind": l.Kind, "url": l.URL, "auth": l.Auth, "actions": strconv.Itoa(l.Actions)}))
			}
		})
	})
}

type connectionAddCmd struct {
	where
	Name     string `arg:"" help:"${help_connection_name}"`
	URL      string `arg:"" help:"${help_connection_url}"`
	Kind     string `help:"${help_connection_kind}" enum:"http,mcp" default:"http"`
	Auth     string `help:"${help_connection_auth}" enum:"none,header,bearer,basic,oauth2" default:"none"`
	Header   string `help:"${help_connection_header}"`
	Username string `help:"${help_connection_username}"`
	TokenURL string `name:"token-url" help:"${help_connection_token_url}"`
	ClientID string `name:"client-id" help:"${help_connection_client}"`
	Scope    string `help:"${help_connection_scope}"`
}

// Run stores a connection, or changes the one of that name. The secret is read from the standard input: arguments stand in
// the shell's history and in lists of processes.
func (c *connectionAddCmd) Run(p *program) error {
	return c.withConnections(p, func(h *house, w store.Workspace) error {
		s := h.connections
		all, err := s.List(p.ctx, w.ID)
		if err != nil {
			return err
		}
		one := connection.Connection{Name: c.Name, Kind: connection.Kind(c.Kind), URL: c.URL, Auth: connection.Auth{
			Kind: connection.AuthKind(c.Auth), Header: c.Header, Username: c.Username, TokenURL: c.TokenURL, ClientID: c.ClientID, Scope: c.Scope,
		}}
		for _, have := range all {
			if have.Name == c.Name && !have.Fixed {
				one.Version = have.Version
			}
		}
		var secret *action.Secret
		if one.Auth.Kind != connection.AuthNone {
			line, err := bufio.NewReader(io.LimitReader(os.Stdin, maxSecretLine)).ReadString('\n')
			if err != nil && err != io.EOF { //nolint:errorlint // as readers give it
				return fail("connection_secret", err)
			}
			if text := strings.TrimSpace(line); text != "" {
				given := action.Secret(text)
				secret = &given
			}
		}
		var saved connection.Connection
		asked := map[string]any{"kind": one.Kind, "url": one.URL, "auth": map[string]any{"kind": one.Auth.Kind, "settings": one.Auth}, "secret": secret != nil}
		err = recorded(p, h.db, h.cfg, change{w.ID, "put-connection", "/connections/" + c.Name, asked}, func() (any, error) {
			var err error
			saved, err = s.Put(p.ctx, w.ID, authoring.CommandLine, one, secret)
			return map[string]any{"name": saved.Name, "version": saved.Version}, err
		})
		if err != nil {
			return err
		}
		return p.result(map[string]any{"name": saved.Name, "version": saved.Version}, func() {
			p.println(p.fill("connection_saved", map[string]string{"name": saved.Name}))
		})
	})
}

const maxSecretLine = 16 << 10

type connectionRemoveCmd struct {
	where
	Name string `arg:"" help:"${help_connection_name}"`
}

// Run removes a connection with its secret.
func (c *connectionRemoveCmd) Run(p *program) error {
	return c.withConnections(p, func(h *house, w store.Workspace) error {
		s := h.connections
		err := recorded(p, h.db, h.cfg, change{w.ID, "delete-connection", "/connections/" + c.Name, nil}, func() (any, error) {
			return nil, s.Delete(p.ctx, w.ID, c.Name)
		})
		if err != nil {
			return err
		}
		return p.result(map[string]any{"removed": c.Name}, func() { p.println(p.fill("connection_removed", map[string]string{"name": c.Name})) })
	})
}

type connectionTestCmd struct {
	where
	Name string `arg:"" help:"${help_connection_name}" default:"default"`
}

// Run asks the system now, and says what came back. One that does not answer ends the command with an error.
func (c *connectionTestCmd) Run(p *program) error {
	return c.withConnections(p, func(h *house, w store.Workspace) error {
		s := h.connections
		r, err := s.Test(p.ctx, w.ID, c.Name)
		if err != nil {
			return err
		}
		if !r.OK {
			return fail("connection_test", nil, "name", c.Name, "code", r.Code, "reason", string(r.Reason), "status", strconv.Itoa(r.Status))
		}
		out := map[string]any{"ok": true, "status": r.Status, "millis": r.Took.Milliseconds(), "tools": r.Tools}
		return p.result(out, func() {
			p.println(p.fill("connection_well", map[string]string{"name": c.Name, "status": strconv.Itoa(r.Status), "millis": strconv.FormatInt(r.Took.Milliseconds(), 10), "tools": strconv.Itoa(r.Tools)}))
		})
	})
}
