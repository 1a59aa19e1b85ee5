package main

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"terang/config"
	"terang/gate"
)

// policyEvery is how often the operator's folder of policies is read again.
const policyEvery = 5 * time.Second

// policiesFolder is where the operator's policies stand, in the folder of the data.
const policiesFolder = "policies"

// policies holds the disclosure rules in force: those of the house and those of the operator's folder, which is read
// again while the program runs. The rules only grow until the next start (see [gate.Rulebook.Extend]).
type policies struct {
	folder fs.FS
	log    *slog.Logger
	book   atomic.Pointer[gate.Rulebook]
	told   string // the problems that were logged last; each is told once
}

// openPolicies reads the folder for the first time. A start with a broken file is refused: nothing good is in force yet.
func openPolicies(cfg config.Config, log *slog.Logger) (*policies, error) {
	path := filepath.Join(cfg.Data, policiesFolder)
	p := &policies{folder: os.DirFS(path), log: log}
	p.book.Store(gate.Default())
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return p, nil // an operator without policies of their own; the folder may come later
	}
	book, added, err := gate.Default().Extend(p.folder)
	if err != nil {
		return nil, fail("policies", err, "folder", path)
	}
	p.accept(book, added)
	return p, nil
}

// rules returns the policies in force.
func (p *policies) rules() *gate.Rulebook { return p.book.Load() }

// watch reads the folder again and again until ctx ends.
func (p *policies) watch(ctx context.Context) {
	t := time.NewTicker(policyEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			p.read()
		}
	}
}

// read takes what is new. A folder that was never there is no problem; one that held policies and is gone is.
func (p *policies) read() {
	if _, err := fs.Stat(p.folder, "."); err != nil && p.rules() == gate.Default() {
		return
	}
	book, added, err := p.rules().Extend(p.folder)
	p.accept(book, added)
	told := ""
	if err != nil {
		told = err.Error()
	}
	if told != p.told && told != "" {
		p.log.Error("policies: what was in force stays in force", "error", err)
	}
	p.told = told
}

func (p *policies) accept(book *gate.Rulebook, added []string) {
	p.book.Store(book)
	if len(added) > 0 {
		p.log.Info("policies in the book", "count", len(book.Policies()), "detail", strings.Join(added, ", "))
	}
}
