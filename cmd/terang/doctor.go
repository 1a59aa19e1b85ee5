package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"terang/action"
	"terang/assistant"
	"terang/config"
	"terang/gate"
	"terang/store"
	"terang/web"
)

// probeTime bounds every look outside.
const probeTime = 3 * time.Second

type doctorCmd struct {
	source
}

// finding is one thing that doctor looked at: what it found, and if it is not well, why it matters and what
// to do next.
type finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Warn  bool   `json:"warn,omitempty"` // works, but look at it
	What  string `json:"what"`
	Why   string `json:"why,omitempty"`
	Next  string `json:"next,omitempty"`
}

type doctor struct {
	p        *program
	findings []finding
}

func (d *doctor) ok(check string, args ...string) {
	d.findings = append(d.findings, finding{Check: check, OK: true, What: d.p.fill("doc_"+check+"_ok", pairs(args))})
}

func (d *doctor) bad(check, code string, err error, args ...string) {
	a := pairs(args)
	if err != nil {
		a["detail"] = err.Error()
	}
	key := "doc_" + check + "_" + code
	d.findings = append(d.findings, finding{Check: check, What: d.p.fill(key, a), Why: d.p.fill(key+"_why", a), Next: d.p.fill(key+"_next", a)})
}

// warn is bad, but nothing that keeps the server from doing its work.
func (d *doctor) warn(check, code string, err error, args ...string) {
	d.bad(check, code, err, args...)
	last := &d.findings[len(d.findings)-1]
	last.OK, last.Warn = true, true
}

func pairs(args []string) map[string]string {
	out := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		out[args[i]] = args[i+1]
	}
	return out
}

// Run looks at everything that the server needs and says of each what is, why it matters, and what to do.
func (c *doctorCmd) Run(p *program) error {
	d := &doctor{p: p}
	if loaded, err := c.load(p); err != nil {
		e := p.explanation(err)
		d.findings = append(d.findings, finding{Check: "config", What: e.What, Why: e.Why, Next: e.Next})
	} else {
		d.ok("config", "count", strconv.Itoa(len(loaded.Settings)))
		for _, w := range loaded.Warnings {
			d.findings = append(d.findings, finding{Check: "config", OK: true, Warn: true, What: w.Text(p.language)})
		}
		d.examine(p.ctx, loaded.Config)
	}
	bad := 0
	for _, f := range d.findings {
		if !f.OK {
			bad++
		}
	}
	if err := p.result(map[string]any{"ok": bad == 0, "findings": d.findings}, d.print); err != nil {
		return err
	}
	if bad > 0 {
		return fail("doctor", nil, "count", strconv.Itoa(bad))
	}
	return nil
}

func (d *doctor) print() {
	for _, f := range d.findings {
		mark := "✓"
		if f.Warn {
			mark = "!"
		}
		if !f.OK {
			mark = "✗"
		}
		d.p.printf("%s %s\n", mark, f.What)
		if f.Why != "" {
			d.p.printf("    %s: %s\n", d.p.text("why"), strings.ReplaceAll(strings.TrimPrefix(f.Why, "\n"), "\n", "\n      "))
		}
		if f.Next != "" {
			d.p.printf("    %s: %s\n", d.p.text("next"), f.Next)
		}
	}
}

func (d *doctor) examine(ctx context.Context, cfg config.Config) {
	if cfg.Postgres == "" {
		d.folder(cfg.Data)
	}
	running := d.port(ctx, cfg)
	d.files(cfg)
	d.publicURL(cfg)
	if web.Built() {
		d.ok("web")
	} else {
		d.bad("web", "missing", nil)
	}
	db, err := openStore(ctx, cfg)
	if err != nil {
		d.bad("store", "closed", errors.Unwrap(err))
		return
	}
	defer db.Close()
	d.ok("store", "engine", string(db.Engine()), "schema", strconv.Itoa(store.SchemaVersion))
	d.workspaces(ctx, cfg, db, running)
}

// folder checks that the data folder takes files and that fsync works there: on some network and container
// file systems it fails, and then nothing that is acknowledged would be safe.
func (d *doctor) folder(dir string) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		d.bad("data", "closed", err, "dir", dir)
		return
	}
	path := filepath.Join(dir, ".doctor")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		d.bad("data", "closed", err, "dir", dir)
		return
	}
	defer os.Remove(path)
	_, err = f.WriteString("terang doctor\n")
	began := time.Now()
	if err == nil {
		err = f.Sync()
	}
	took := time.Since(began)
	if err = errors.Join(err, f.Close()); err != nil {
		d.bad("data", "fsync", err, "dir", dir)
		return
	}
	d.ok("data", "dir", dir, "fsync", took.Round(10*time.Microsecond).String())
	if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o007 != 0 {
		d.warn("data", "open", nil, "dir", dir)
	}
}

// port reports whether a Terang runs there already.
func (d *doctor) port(ctx context.Context, cfg config.Config) (running bool) {
	l, err := net.Listen("tcp", cfg.Listen)
	if err == nil {
		l.Close()
		d.ok("port", "address", cfg.Listen)
		return false
	}
	local := config.Config{Listen: cfg.Listen}
	if probe(ctx, local.BaseURL()+"/healthz") == nil {
		d.ok("port_running", "address", cfg.Listen)
		return true
	}
	d.bad("port", "taken", err, "address", cfg.Listen)
	return false
}

// spareFiles are for the store, the brands' systems and whatever else is open.
const spareFiles = 256

func (d *doctor) files(cfg config.Config) {
	have, need := openFiles(), uint64(cfg.Limits.Streams+cfg.Limits.Connections+spareFiles)
	switch {
	case have == 0:
	case have < need:
		d.warn("files", "few", nil, "have", strconv.FormatUint(have, 10), "need", strconv.FormatUint(need, 10))
	default:
		d.ok("files", "have", strconv.FormatUint(have, 10))
	}
}

func probe(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return nil
}

func (d *doctor) publicURL(cfg config.Config) {
	u, err := url.Parse(cfg.BaseURL())
	switch {
	case err != nil:
		d.bad("public_url", "broken", err)
	case cfg.PublicURL == "":
		d.warn("public_url", "local", nil, "url", cfg.BaseURL())
	case u.Scheme != "https" && !isLoopback(u.Hostname()):
		d.bad("public_url", "plain", nil, "url", cfg.PublicURL)
	case u.Scheme != "https" && portOf(withPort(u)) != portOf(cfg.Listen):
		d.warn("public_url", "port", nil, "url", cfg.PublicURL, "listen", cfg.Listen, "address", withPort(u))
	default:
		d.ok("public_url", "url", cfg.PublicURL)
	}
}

func portOf(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	return port
}

// workspaces checks each workspace's pack, its disclosures (by clearing drafts of every kind through the
// gate), and whether its brand's system is configured.
func (d *doctor) workspaces(ctx context.Context, cfg config.Config, db *store.DB, running bool) {
	all, err := store.Workspaces(ctx, db)
	if err != nil {
		d.bad("store", "closed", err)
		return
	}
	if len(all) == 0 {
		d.bad("workspace", "none", nil)
		return
	}
	named := map[string]bool{}
	for _, w := range all {
		name := slug(w.Name)
		named[name] = true
		set := cfg.Workspaces[name]
		packName := w.Pack
		if set.Pack != "" {
			packName = set.Pack
		}
		p, err := loadPack(packName)
		if err != nil {
			e := d.p.explanation(err)
			d.findings = append(d.findings, finding{Check: "pack", What: e.What, Why: e.Why, Next: e.Next})
			continue
		}
		d.ok("pack", "name", name, "pack", packName)
		if usesExample(w.Name, packName) {
			d.warn("pack", "example", nil, "name", name, "pack", packName)
		}
		for _, c := range channels() {
			if err := gate.DryRun(c, p.Brain.Brand().Name); err != nil {
				d.bad("disclosure", "held", err, "name", name, "channel", c.Name())
			} else {
				d.ok("disclosure", "name", name, "channel", c.Name())
			}
		}
		d.action(name, set.Action, p)
	}
	for name := range cfg.Workspaces {
		if !named[name] {
			d.warn("workspace", "stray", nil, "name", name)
		}
	}
	if running {
		if err := probe(ctx, cfg.BaseURL()+"/readyz"); err != nil {
			d.bad("ready", "not", err, "url", cfg.BaseURL())
		} else {
			d.ok("ready", "url", cfg.BaseURL())
		}
	}
}

func (d *doctor) action(name string, a config.Action, p *assistant.Pack) {
	if a.URL == "" {
		d.warn("action", "none", nil, "name", name)
		return
	}
	fixed, err := fixedConnection(a)
	if err == nil {
		fixed.Clock, fixed.Jitter, fixed.Specs = clock, func() float64 { return 0 }, ownSystem(p.Actions)
		_, err = action.New(*fixed)
	}
	if err != nil {
		d.bad("action", "refused", err, "name", name)
		return
	}
	u, err := url.Parse(a.URL)
	if err != nil {
		d.bad("action", "refused", err, "name", name)
		return
	}
	conn, err := net.DialTimeout("tcp", withPort(u), probeTime)
	if err != nil {
		d.bad("action", "away", err, "name", name, "url", a.URL)
		return
	}
	conn.Close()
	d.ok("action", "name", name, "url", a.URL)
}
