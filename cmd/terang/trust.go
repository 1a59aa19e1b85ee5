package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/assistant"
	"terang/authoring"
	"terang/engine"
	"terang/store"
	"terang/threshold"
	"terang/trust"
	"terang/understand"
)

// trustCmd shows, tries and changes the lines of trust from the command line, on the data itself: a running server notices within
// seconds.
type trustCmd struct {
	Show     trustShowCmd     `cmd:"" help:"${help_trust_show}"`
	Replay   trustReplayCmd   `cmd:"" help:"${help_trust_replay}"`
	Set      trustSetCmd      `cmd:"" help:"${help_trust_set}"`
	Rollback trustRollbackCmd `cmd:"" help:"${help_trust_rollback}"`
}

// trustDesk names the workspace whose lines a command is about.
type trustDesk struct{ where }

// open runs a command on a workspace's lines as the server has them, without running a server.
func (d trustDesk) open(p *program, do func(h *house, s *threshold.Service, workspaceID string) error) error {
	return d.withPack(p, func(h *house, w store.Workspace, pack *assistant.Pack) error {
		own, err := authored(pack)
		if err != nil {
			return fail("pack_broken", err, "pack", w.Pack)
		}
		books := authoring.New(authoring.Parts{
			Store: h.db, Actions: h.callable, Clock: clock, Logger: h.log,
			Swap: func(context.Context, string, *engine.Brain, []understand.Example) error { return nil },
		})
		live, err := books.Open(p.ctx, w.ID, own)
		if err != nil {
			return fail("pack_broken", err, "pack", w.Pack)
		}
		s := threshold.New(threshold.Parts{
			Store: h.db, Swap: func(string, trust.Setting) error { return nil }, Playbooks: func(string) []threshold.Playbook { return mattersOf(live.Brain) },
			Clock: clock, IDs: newID, Logger: h.log,
		})
		if _, err := s.Open(p.ctx, w.ID, pack.Brain.Lines()); err != nil {
			return err
		}
		return refusedLines(do(h, s, w.ID))
	})
}

// refusedLines turns what is refused into what the command line says.
func refusedLines(err error) error {
	var refused *threshold.Refused
	if !errors.As(err, &refused) {
		return err
	}
	lines := make([]string, len(refused.Lines))
	for i, w := range refused.Lines {
		lines[i] = w.Where + ": " + w.What
	}
	return fail("trust_setting_refused", nil, "why", strings.Join(lines, "\n"))
}

// readLines reads a setting as `terang trust show` prints it.
func readLines(path string) (trust.Setting, error) {
	var set trust.Setting
	b, err := os.ReadFile(path)
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields() // a line that is misspelt would silently be without effect
		err = d.Decode(&set)
	}
	if err != nil {
		return set, fail("trust_file", err, "file", path)
	}
	return set, nil
}

type trustShowCmd struct{ trustDesk }

// Run prints the lines that decide.
func (c *trustShowCmd) Run(p *program) error {
	return c.open(p, func(_ *house, s *threshold.Service, ws string) error {
		set, err := s.Lines(ws)
		if err != nil {
			return err
		}
		b, err := json.MarshalIndent(set, "", "  ")
		if err != nil {
			return err
		}
		return p.result(set, func() { p.println(string(b)) })
	})
}

type trustSetCmd struct {
	trustDesk
	Path string `arg:"" name:"file" help:"${help_trust_file}"`
	Note string `help:"${help_trust_note}"`
}

// Run publishes the lines of a file.
func (c *trustSetCmd) Run(p *program) error {
	set, err := readLines(c.Path)
	if err != nil {
		return err
	}
	return c.open(p, func(h *house, s *threshold.Service, ws string) error {
		o, err := s.Overview(p.ctx, ws)
		if err != nil {
			return err
		}
		var n int64
		asked := map[string]any{"setting": set, "note": c.Note, "version": o.Live.Number}
		err = recorded(p, h.db, h.cfg, change{ws, "publish-trust-setting", "/trust/setting", asked}, func() (any, error) {
			var err error
			n, err = s.Publish(p.ctx, ws, authoring.CommandLine, set, c.Note, o.Live.Number)
			return map[string]int64{"version": n}, err
		})
		if err != nil {
			return err
		}
		return p.setLines(n)
	})
}

func (p *program) setLines(version int64) error {
	return p.result(map[string]any{"version": version}, func() {
		p.println(p.fill("trust_published", map[string]string{"version": strconv.FormatInt(version, 10)}))
	})
}

type trustRollbackCmd struct {
	trustDesk
	Version int64 `arg:"" help:"${help_trust_version}"`
}

// Run lets the lines of an earlier version decide again.
func (c *trustRollbackCmd) Run(p *program) error {
	return c.open(p, func(h *house, s *threshold.Service, ws string) error {
		var n int64
		err := recorded(p, h.db, h.cfg, change{ws, "roll-back-trust-setting", "/trust/setting/rollback", map[string]int64{"version": c.Version}}, func() (any, error) {
			var err error
			n, err = s.Rollback(p.ctx, ws, authoring.CommandLine, c.Version)
			return map[string]int64{"version": n}, err
		})
		switch terang.KindOf(err) {
		case terang.NotFound:
			return fail("trust_version", err)
		case terang.Conflict:
			return fail("trust_live", err)
		}
		if err != nil {
			return err
		}
		return p.setLines(n)
	})
}

type trustReplayCmd struct {
	trustDesk
	Path string `arg:"" name:"file" optional:"" help:"${help_trust_file}"`
	Days int    `default:"7" help:"${help_trust_days}"`
}

// replayed are the figures of a replay.
type replayed struct {
	Talks   int               `json:"talks"`
	Turns   int               `json:"turns"`
	Seconds float64           `json:"seconds"`
	Now     threshold.Outcome `json:"now"`
	Then    threshold.Outcome `json:"then"`
	Earlier int               `json:"earlier"`
	Later   int               `json:"later"`
	New     int               `json:"new"`
	Gone    int               `json:"gone"`
	Hours   [2]float64        `json:"hours"`
}

// Run plays the talks of some days under the lines of a file; without one, under those that decide.
func (c *trustReplayCmd) Run(p *program) error {
	return c.open(p, func(_ *house, s *threshold.Service, ws string) error {
		set, err := s.Lines(ws)
		if err == nil && c.Path != "" {
			set, err = readLines(c.Path)
		}
		if err != nil {
			return err
		}
		r, err := s.Replay(p.ctx, ws, threshold.Ask{Setting: set, From: clock().Add(-time.Duration(c.Days) * 24 * time.Hour)})
		if err != nil {
			return err
		}
		out := replayed{
			r.Talks, r.Turns, r.Took.Seconds(), r.Now, r.Then, r.Changed[threshold.ClassEarlier], r.Changed[threshold.ClassLater], r.Changed[threshold.ClassNew], r.Changed[threshold.ClassGone],
			[2]float64{r.Hours.Now, r.Hours.Then},
		}
		return p.result(out, func() {
			p.printf("%s: %d\n  %-24s %8s %8s\n", p.text("trust_talks"), out.Talks, "", p.text("trust_now"), p.text("trust_then"))
			for _, row := range []struct {
				key       string
				now, then int
			}{
				{"trust_handed", r.Now.HandedOver, r.Then.HandedOver},
				{"trust_in_time", r.Now.InTime, r.Then.InTime},
				{"trust_late", r.Now.TooLate, r.Then.TooLate},
				{"trust_missed", r.Now.Missed, r.Then.Missed},
				{"trust_needless", r.Now.Needless, r.Then.Needless},
				{"trust_unknown", r.Now.Unknown, r.Then.Unknown},
			} {
				p.printf("  %-24s %8d %8d\n", p.text(row.key), row.now, row.then)
			}
			p.printf("  %-24s %8.1f %8.1f\n", p.text("trust_hours"), out.Hours[0], out.Hours[1])
		})
	})
}
