package main

import (
	"context"
	"encoding/base64"
	"strings"
	"unicode"

	"terang/authoring"
	"terang/config"
	"terang/desk"
	"terang/httpapi"
	"terang/store"
)

// slug is the short name of a workspace in the configuration: "Toko Terang" is toko-terang.
func slug(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(name) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		default:
			dash = true
		}
		if b.Len() >= 39 {
			break
		}
	}
	return b.String()
}

func newWorkspace(name, pack string) store.Workspace {
	return store.Workspace{
		ID: newID("ws"), Name: name, Pack: pack, CreatedAt: clock().UTC(),
		PublicKey: "wk_" + base64.RawURLEncoding.EncodeToString(random(12)),
	}
}

func createWorkspace(ctx context.Context, db *store.DB, name, pack string) (store.Workspace, error) {
	w := newWorkspace(name, pack)
	return w, db.Write(ctx, func(tx *store.Tx) error { return store.InsertWorkspace(tx, w) })
}

func newAccounts(db *store.DB, cfg config.Config) *desk.Accounts {
	return desk.NewAccounts(db, clock, newID, random, cfg.Session.Lifetime, cfg.Limits.ArgonLanes)
}

// withStore runs a command on the configured store. The embedded one belongs to one process: SQLite's own
// lock lets a short command in beside a running server.
func (s source) withStore(p *program, do func(db *store.DB, cfg config.Config) error) error {
	loaded, err := s.load(p)
	if err != nil {
		return err
	}
	db, err := openStore(p.ctx, loaded.Config)
	if err != nil {
		return err
	}
	defer db.Close()
	return do(db, loaded.Config)
}

// findWorkspace picks a workspace by its short name; "" picks the only one.
func findWorkspace(ctx context.Context, db *store.DB, name string) (store.Workspace, error) {
	all, err := store.Workspaces(ctx, db)
	if err != nil {
		return store.Workspace{}, err
	}
	names := make([]string, 0, len(all))
	for _, w := range all {
		if name == slug(w.Name) || name == w.ID || name == "" && len(all) == 1 {
			return w, nil
		}
		names = append(names, slug(w.Name))
	}
	switch {
	case len(all) == 0:
		return store.Workspace{}, fail("no_workspace", nil)
	case name == "":
		return store.Workspace{}, fail("which_workspace", nil, "names", strings.Join(names, ", "))
	}
	return store.Workspace{}, fail("workspace_unknown", nil, "name", name, "names", strings.Join(names, ", "))
}

type userCmd struct {
	Add  userAddCmd  `cmd:"" help:"${help_user_add}"`
	List userListCmd `cmd:"" help:"${help_user_list}"`
	Link userLinkCmd `cmd:"" help:"${help_user_link}"`
}

type userAddCmd struct {
	source
	Email     string `arg:"" help:"${help_email}"`
	Name      string `help:"${help_name}" required:""`
	Role      string `help:"${help_role}" enum:"owner,admin,supervisor,agent,analyst,privacy" default:"agent"`
	Workspace string `help:"${help_workspace}"`
}

// Run adds an agent and prints the one-time link.
func (c *userAddCmd) Run(p *program) error {
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		w, err := findWorkspace(p.ctx, db, c.Workspace)
		if err != nil {
			return err
		}
		var a store.Agent
		var secret string
		asked := map[string]string{"name": c.Name, "email": c.Email, "role": c.Role}
		err = recorded(p, db, cfg, change{w.ID, "invite-agent", "/agents", asked}, func() (any, error) {
			var err error
			a, secret, err = newAccounts(db, cfg).Invite(p.ctx, w.ID, c.Name, c.Email, store.Role(c.Role))
			return map[string]string{"id": a.ID, "name": a.Name, "email": a.Email, "role": string(a.Role)}, err
		})
		if err != nil {
			return err
		}
		link := httpapi.SetupLink(cfg.BaseURL(), secret)
		return p.result(map[string]string{"id": a.ID, "link": link}, func() { p.println(p.text("one_time_link")); p.println("  " + link) })
	})
}

type userListCmd struct {
	source
	Workspace string `help:"${help_workspace}"`
}

type listedUser struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Role  string `json:"role"`
	Ready bool   `json:"ready"` // has set a password
}

// Run lists the agents of a workspace.
func (c *userListCmd) Run(p *program) error {
	return c.withStore(p, func(db *store.DB, _ config.Config) error {
		w, err := findWorkspace(p.ctx, db, c.Workspace)
		if err != nil {
			return err
		}
		agents, err := store.Agents(p.ctx, db, w.ID)
		if err != nil {
			return err
		}
		out := make([]listedUser, len(agents))
		for i, a := range agents {
			out[i] = listedUser{a.ID, a.Email, a.Name, string(a.Role), a.Password != ""}
		}
		return p.result(out, func() {
			for _, u := range out {
				p.printf("%-10s %-32s %s\n", u.Role, u.Email, u.Name)
			}
		})
	})
}

type userLinkCmd struct {
	source
	Email string `arg:"" help:"${help_email}"`
}

// Run makes a new one-time link for somebody who lost the password.
func (c *userLinkCmd) Run(p *program) error {
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		a, err := store.AgentByEmail(p.ctx, db, strings.ToLower(c.Email))
		if err != nil {
			return fail("user_unknown", err, "email", c.Email)
		}
		var secret string
		err = recorded(p, db, cfg, change{a.WorkspaceID, "relink-agent", "/agents/" + a.ID + "/link", nil}, func() (any, error) {
			var err error
			secret, err = newAccounts(db, cfg).Relink(p.ctx, a)
			return nil, err
		})
		if err != nil {
			return err
		}
		link := httpapi.SetupLink(cfg.BaseURL(), secret)
		return p.result(map[string]string{"id": a.ID, "link": link}, func() { p.println(p.text("one_time_link")); p.println("  " + link) })
	})
}

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"${help_token_create}"`
}

type tokenCreateCmd struct {
	source
	Name      string   `arg:"" help:"${help_token_name}"`
	Scope     []string `help:"${help_scope}" default:"conversations:read"`
	Workspace string   `help:"${help_workspace}"`
}

// Run makes an API token and prints its secret, which is shown once.
func (c *tokenCreateCmd) Run(p *program) error {
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		w, err := findWorkspace(p.ctx, db, c.Workspace)
		if err != nil {
			return err
		}
		var id, secret string
		err = recorded(p, db, cfg, change{w.ID, "create-token", "/tokens", map[string]any{"name": c.Name, "scopes": c.Scope}}, func() (any, error) {
			var err error
			id, secret, err = httpapi.CreateToken(p.ctx, db, clock, newID, random, w.ID, authoring.CommandLine, c.Name, c.Scope)
			return map[string]any{"id": id, "name": c.Name, "scopes": c.Scope}, err
		})
		if err != nil {
			return err
		}
		return p.result(map[string]string{"id": id, "token": secret}, func() { p.println(p.text("token_once")); p.println("  " + secret) })
	})
}
