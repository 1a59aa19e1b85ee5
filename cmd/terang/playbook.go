package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"terang/assistant"
	"terang/authoring"
	"terang/engine"
	"terang/playbook"
	"terang/store"
	"terang/training"
	"terang/understand"
)

// playbookCmd changes what is live from the command line, on the data itself: a running server notices within seconds.
type playbookCmd struct {
	List     playbookListCmd     `cmd:"" help:"${help_playbook_list}"`
	Show     playbookShowCmd     `cmd:"" help:"${help_playbook_show}"`
	Publish  playbookPublishCmd  `cmd:"" help:"${help_playbook_publish}"`
	Rollback playbookRollbackCmd `cmd:"" help:"${help_playbook_rollback}"`
}

// playbookDesk names the workspace whose playbooks a command is about.
type playbookDesk struct{ where }

// open runs a command on a workspace's playbooks as the server has them, without running a server.
func (d playbookDesk) open(p *program, do func(h *house, s *authoring.Service, workspaceID string) error) error {
	return d.withPack(p, func(h *house, w store.Workspace, pack *assistant.Pack) error {
		own, err := authored(pack)
		if err != nil {
			return fail("pack_broken", err, "pack", w.Pack)
		}
		var live authoring.Live
		taught := sync.OnceValues(func() (*training.Service, error) { // only scenarios need a model
			ear, err := deepEar(h.cfg)
			if err != nil {
				return nil, err
			}
			t := training.New(training.Parts{Store: h.db, Encoder: ear, Swap: func(string, *understand.Model) error { return nil }, Clock: clock, IDs: newID, Logger: h.log})
			_, err = t.Open(p.ctx, w.ID, training.Pack{Examples: pack.Examples, Extra: live.Examples, Options: pack.Options, Model: pack.Model})
			return t, err
		})
		s := authoring.New(authoring.Parts{
			Store: h.db, Actions: h.callable, Clock: clock, Logger: h.log,
			Swap: func(_ context.Context, _ string, _ *engine.Brain, _ []understand.Example) error { return nil },
			Model: func(workspaceID string, examples []understand.Example) (*understand.Model, error) {
				t, err := taught()
				if err != nil {
					return nil, err
				}
				return t.Candidate(workspaceID, examples)
			},
		})
		if live, err = s.Open(p.ctx, w.ID, own); err != nil {
			return fail("pack_broken", err, "pack", w.Pack)
		}
		return p.explained(do(h, s, w.ID))
	})
}

// explained turns what the authoring room refuses into what the command line says.
func (p *program) explained(err error) error {
	var refused *authoring.Refused
	if errors.As(err, &refused) {
		var lines []string
		if len(refused.Problems) > 0 {
			lines = append(lines, playbook.Tell(refused.Problems, p.language))
		}
		for _, f := range refused.Failed {
			lines = append(lines, f.Name+":\n"+f.Diff.In(p.language))
		}
		return fail("playbook_refused", nil, "why", "\n"+strings.Join(lines, "\n"))
	}
	return err
}

type playbookListCmd struct{ playbookDesk }

type listedPlaybook struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Version  int    `json:"version"`
	State    string `json:"state"`
	Origin   string `json:"origin"`
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
	Sleeping int64  `json:"sleeping"`
	Runs     int64  `json:"runs_7d"`
	Solved   int64  `json:"solved_7d"`
}

// Run lists the playbooks with how they do.
func (c *playbookListCmd) Run(p *program) error {
	return c.open(p, func(_ *house, s *authoring.Service, ws string) error {
		entries, err := s.List(p.ctx, ws)
		if err != nil {
			return err
		}
		out := make([]listedPlaybook, len(entries))
		for i, e := range entries {
			out[i] = listedPlaybook{e.ID, e.Title.In(p.language), e.Version, string(e.State), e.Origin, e.Errors, e.Warnings, e.Count.Sleeping, e.Count.Ended, e.Count.Solved}
		}
		return p.result(out, func() {
			for _, e := range out {
				p.printf("%-24s %3d  %-8s %-8s %s\n", e.ID, e.Version, e.State, e.Origin, e.Title)
			}
		})
	})
}

type playbookShowCmd struct {
	playbookDesk
	ID      string `arg:"" help:"${help_playbook_id}"`
	Version int    `help:"${help_playbook_version}"`
}

// Run prints the text of a version, the live one where none is named.
func (c *playbookShowCmd) Run(p *program) error {
	return c.open(p, func(_ *house, s *authoring.Service, ws string) error {
		version := c.Version
		if version == 0 {
			page, err := s.Get(p.ctx, ws, c.ID)
			if err != nil {
				return err
			}
			version = page.Version
		}
		v, live, err := s.Version(p.ctx, ws, c.ID, version)
		if err != nil {
			return err
		}
		return p.result(map[string]any{"id": c.ID, "version": v.Version, "live": live == v.Version, "origin": v.Origin, "note": v.Note, "published_at": v.At, "source": string(v.Source)},
			func() { p.printf("%s", v.Source) })
	})
}

type playbookPublishCmd struct {
	playbookDesk
	Path string `arg:"" name:"file" help:"${help_playbook_file}"`
	Note string `help:"${help_playbook_note}"`
}

// Run checks a file as the console does, and makes it live.
func (c *playbookPublishCmd) Run(p *program) error {
	source, err := os.ReadFile(c.Path)
	if err != nil {
		return fail("playbook_file", err, "file", c.Path)
	}
	return c.open(p, func(h *house, s *authoring.Service, ws string) error {
		var v store.PlaybookVersion
		err := recorded(p, h.db, h.cfg, change{ws, "publish-playbook", "/playbooks", map[string]string{"file": filepath.Base(c.Path), "note": c.Note}}, func() (any, error) {
			var err error
			v, err = s.Import(p.ctx, ws, authoring.CommandLine, source, c.Note)
			return publishedVersion(v), err
		})
		if err != nil {
			return err
		}
		return p.published(v)
	})
}

type playbookRollbackCmd struct {
	playbookDesk
	ID      string `arg:"" help:"${help_playbook_id}"`
	Version int    `arg:"" help:"${help_playbook_version}"`
}

// Run makes the text of an earlier version live again.
func (c *playbookRollbackCmd) Run(p *program) error {
	return c.open(p, func(h *house, s *authoring.Service, ws string) error {
		var v store.PlaybookVersion
		err := recorded(p, h.db, h.cfg, change{ws, "roll-back-playbook", "/playbooks/" + c.ID + "/rollback", map[string]int{"version": c.Version}}, func() (any, error) {
			var err error
			v, err = s.Rollback(p.ctx, ws, c.ID, authoring.CommandLine, c.Version)
			return publishedVersion(v), err
		})
		if err != nil {
			return err
		}
		return p.published(v)
	})
}

func publishedVersion(v store.PlaybookVersion) map[string]any {
	return map[string]any{"id": v.Playbook, "version": v.Version}
}

func (p *program) published(v store.PlaybookVersion) error {
	return p.result(publishedVersion(v), func() {
		p.println(p.fill("playbook_published", map[string]string{"id": v.Playbook, "version": strconv.Itoa(v.Version)}))
	})
}
