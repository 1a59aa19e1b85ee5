package main

import (
	"context"
	"errors"
	"strconv"

	"terang/config"
	"terang/httpapi"
	"terang/provenance"
	"terang/provenance/offline"
	"terang/provenance/receipt"
	"terang/store"
)

func newLog(db *store.DB, cfg config.Config) (*provenance.Log, error) {
	c := provenance.Config{Origin: logOrigin(cfg), Clock: clock, Require: cfg.Proof.Require}
	for _, w := range cfg.Proof.Witnesses {
		c.Witnesses = append(c.Witnesses, provenance.Witness{URL: w.URL, Key: w.Key})
	}
	log, err := provenance.New(db, c)
	if err != nil {
		return nil, fail("proof", err)
	}
	return log, nil
}

// openLog makes the proof log with its witnesses, and what runs beside the server for it.
func (h *house) openLog() error {
	var err error
	if h.proofs, err = newLog(h.db, h.cfg); err != nil {
		return err
	}
	h.background = append(h.background, func(ctx context.Context) {
		h.proofs.Run(ctx, func(workspaceID string, err error) {
			h.log.Error("proof log needs attention", "workspace", workspaceID, "error", err)
		})
	})
	return nil
}

// transparency describes a workspace's assistant from what runs.
func (h *house) transparency(workspaceID string) (httpapi.Transparency, bool) {
	b := h.brands[workspaceID]
	if b == nil {
		return httpapi.Transparency{}, false
	}
	brain := b.brain.Load() // with the model that is live
	data := brain.Brand()
	alone := !h.connections.Connected(b.workspace.ID)
	articles := map[string]bool{}
	for _, a := range b.pack.Articles {
		articles[a.ID] = true
	}
	return httpapi.Transparency{
		Description: brain.Describe(), Operator: data.Operator, Hours: data.Hours.Text, TakeOver: brain.Policy().TakeOver,
		Connects: !alone, Articles: len(articles),
	}, true
}

// logCmd is what an operator does with a workspace's proof log beside the server.
type logCmd struct {
	Audit  logAuditCmd  `cmd:"" help:"${help_log_audit}"`
	Rotate logRotateCmd `cmd:"" help:"${help_log_rotate}"`
	Keys   logKeysCmd   `cmd:"" help:"${help_log_keys}"`
	Erase  logEraseCmd  `cmd:"" help:"${help_log_erase}"`
}

// onLog is a command on one workspace's log.
type onLog struct {
	source
	Workspace string `help:"${help_workspace}"`
}

func (c onLog) do(p *program, do func(log *provenance.Log, workspaceID string) error) error {
	return c.with(p, func(log *provenance.Log, w store.Workspace, _ *store.DB, _ config.Config) error { return do(log, w.ID) })
}

func (c onLog) with(p *program, do func(log *provenance.Log, w store.Workspace, db *store.DB, cfg config.Config) error) error {
	return c.withStore(p, func(db *store.DB, cfg config.Config) error {
		w, err := findWorkspace(p.ctx, db, c.Workspace)
		if err != nil {
			return err
		}
		log, err := newLog(db, cfg)
		if err != nil {
			return err
		}
		return do(log, w, db, cfg)
	})
}

type logAuditCmd struct {
	onLog
	Checkpoint []string `help:"${help_log_checkpoint}" placeholder:"FILE" type:"path"`
}

// Run compares the store with the log, and names what is not as it was logged.
func (c *logAuditCmd) Run(p *program) error {
	var known [][]byte
	for _, name := range c.Checkpoint {
		b, err := offline.Read(name)
		if err != nil {
			return p.wrong(err, name)
		}
		known = append(known, b)
	}
	return c.do(p, func(log *provenance.Log, workspaceID string) error {
		rep, err := log.Audit(p.ctx, workspaceID, known...)
		if err != nil {
			return err
		}
		if err := p.result(rep, func() { p.printAudit(rep) }); err != nil || rep.Clean() {
			return err
		}
		return fail("audit", errors.New(p.fill("audit_findings", map[string]string{"count": strconv.Itoa(len(rep.Findings))})))
	})
}

func (p *program) printAudit(rep *provenance.AuditReport) {
	p.println(p.fill("audit_size", map[string]string{"size": strconv.FormatInt(rep.Size, 10), "root": rep.Root, "erased": strconv.FormatInt(rep.Erased, 10)}))
	if rep.Clean() {
		p.println(p.text("audit_clean"))
	}
	for _, f := range rep.Findings {
		place := "-"
		if f.Index >= 0 {
			place = strconv.FormatInt(f.Index, 10)
		}
		p.printf("  ✗ %-18s %10s  %s  %s\n", f.Code, place, f.MessageID, f.Detail)
	}
}

type logRotateCmd struct{ onLog }

// Run gives the log a new key.
func (c *logRotateCmd) Run(p *program) error {
	return c.with(p, func(log *provenance.Log, w store.Workspace, db *store.DB, cfg config.Config) error {
		var k receipt.Key
		err := recorded(p, db, cfg, change{w.ID, "rotate-log-key", "/log", nil}, func() (any, error) {
			var err error
			k, err = log.Rotate(p.ctx, w.ID)
			return map[string]string{"verifier": k.Verifier}, err
		})
		if err != nil {
			return err
		}
		return p.result(k, func() { p.println(p.text("log_rotated")); p.println("  " + k.Verifier) })
	})
}

type logKeysCmd struct{ onLog }

// Run prints the keys as they are published, for terang verify --key FILE.
func (c *logKeysCmd) Run(p *program) error {
	return c.do(p, func(log *provenance.Log, workspaceID string) error {
		list, err := log.Keys(p.ctx, workspaceID)
		if err != nil {
			return err
		}
		p.json = true // the list is a file for programs
		return p.result(list, nil)
	})
}

type logEraseCmd struct {
	onLog
	Contact string `arg:"" help:"${help_contact}"`
}

// Run makes a contact's messages name nothing any more.
func (c *logEraseCmd) Run(p *program) error {
	return c.with(p, func(log *provenance.Log, w store.Workspace, db *store.DB, cfg config.Config) error {
		err := recorded(p, db, cfg, change{w.ID, "erase-from-log", "/contacts/" + c.Contact, nil}, func() (any, error) {
			return nil, db.Write(p.ctx, func(tx *store.Tx) error { return log.Erase(tx, w.ID, c.Contact) })
		})
		if err != nil {
			return err
		}
		return p.result(map[string]string{"erased": c.Contact}, func() { p.println(p.text("log_erased")) })
	})
}
