package main

import (
	"errors"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"

	"terang/config"
	"terang/httpapi"
	"terang/store"
)

type initCmd struct {
	source
	Name      string `help:"${help_init_name}" default:"Toko Saya"`
	Email     string `help:"${help_init_email}" default:"owner@example.com"`
	Owner     string `help:"${help_init_owner}" placeholder:"NAME"`
	Pack      string `help:"${help_pack}" default:"retail"`
	ActionURL string `name:"action-url" help:"${help_action_url}" placeholder:"URL"`
}

// Run writes the configuration, creates the workspace and its owner, and prints the one-time link. A file
// that is there is never overwritten.
func (c *initCmd) Run(p *program) error {
	short := slug(c.Name)
	if short == "" {
		return fail("workspace_name", nil, "name", c.Name)
	}
	if _, err := packFiles(c.Pack); err != nil {
		return err
	}
	if c.Owner == "" {
		c.Owner = p.text("owner")
	}
	path := c.File
	if path == "" {
		path = config.DefaultFile
	}
	wrote, err := c.writeFile(p, path, short)
	if err != nil {
		return err
	}
	c.source = source{File: path} // the flags stand in the file now
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		all, err := store.Workspaces(p.ctx, db)
		if err != nil {
			return err
		}
		for _, w := range all {
			if slug(w.Name) == short {
				return fail("workspace_exists", nil, "name", short)
			}
		}
		w, err := createWorkspace(p.ctx, db, c.Name, c.Pack)
		if err != nil {
			return err
		}
		_, secret, err := newAccounts(db, cfg).Invite(p.ctx, w.ID, c.Owner, c.Email, store.RoleOwner)
		if err != nil {
			return err
		}
		link := httpapi.SetupLink(cfg.BaseURL(), secret)
		snippet := `<script src="` + cfg.BaseURL() + `/w/loader.js" data-key="` + w.PublicKey + `" async></script>`
		out := map[string]any{"file": path, "written": wrote, "workspace": short, "key": w.PublicKey, "link": link, "script": snippet}
		return p.result(out, func() {
			if wrote {
				p.println(p.fill("init_wrote", map[string]string{"file": path}))
			} else {
				p.println(p.fill("init_kept", map[string]string{"file": path}))
			}
			p.println(p.fill("init_workspace", map[string]string{"name": c.Name}))
			p.println()
			p.println(p.text("init_next"))
			p.println("  terang serve")
			p.println("  " + link)
			p.println()
			p.println(p.text("init_script"))
			p.println("  " + snippet)
			if usesExample(c.Name, c.Pack) {
				p.println()
				p.println(p.fill("init_example", map[string]string{"name": short, "pack": c.Pack}))
			}
		})
	})
}

// writeFile writes the commented configuration with what the flags say; a file that is there stays.
func (c *initCmd) writeFile(p *program, path, short string) (wrote bool, err error) {
	set := map[string]string{"workspaces." + short + ".pack": c.Pack}
	for key, v := range c.Set {
		set[key] = v
	}
	for key, v := range map[string]*string{"listen": c.Listen, "public_url": c.PublicURL, "data": c.Data, "postgres": c.Postgres, "log.format": c.LogFormat, "log.level": c.LogLevel} {
		if v != nil {
			set[key] = *v
		}
	}
	if at := loopbackAddress(set["public_url"]); at != "" && set["listen"] == "" {
		set["listen"] = at // the address that the browser is told is the one to listen on
	}
	if c.ActionURL != "" {
		set["workspaces."+short+".action.url"] = c.ActionURL
	}
	body := config.Template(p.language, set)
	check := config.Sources{File: path, ReadFile: func(string) ([]byte, error) { return body, nil }, Environ: p.environ}
	if _, err := config.Load(check); err != nil {
		return false, err
	}
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return false, fail("init_write", err, "file", path)
		}
	}
	// O_EXCL: whatever is there was written by somebody, and may hold secrets.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, fail("init_write", err, "file", path)
	}
	if _, err := f.Write(body); err != nil {
		return false, fail("init_write", errors.Join(err, f.Close()), "file", path)
	}
	if err := f.Close(); err != nil {
		return false, fail("init_write", err, "file", path)
	}
	return true, nil
}

// loopbackAddress is the host and port on which a server must listen so that a plain address on this machine
// reaches it; "" where the address says nothing of that, as behind a proxy.
func loopbackAddress(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil || u.Scheme != "http" || u.Port() == "" || !isLoopback(u.Hostname()) {
		return ""
	}
	host := u.Hostname()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, u.Port())
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
