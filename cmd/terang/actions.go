package main

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"terang/action"
	"terang/action/openapi"
)

type actionsCmd struct {
	Import actionsImportCmd `cmd:"" help:"${help_actions_import}"`
}

// actionsImportCmd makes actions of a system's own description.
type actionsImportCmd struct {
	File    string   `arg:"" type:"existingfile" help:"${help_actions_file}"`
	Pick    []string `help:"${help_actions_pick}" placeholder:"OPERATION"`
	Out     string   `help:"${help_actions_out}" placeholder:"FILE"`
	Compare string   `help:"${help_actions_compare}" placeholder:"FILE" type:"existingfile"`
}

// Run prints or writes the actions. With --compare it says where an actions file and the description differ.
func (c *actionsImportCmd) Run(p *program) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return fail("actions_file", err, "file", c.File)
	}
	d, err := openapi.Read(b)
	if err != nil {
		return err
	}
	picked, err := d.Pick(c.Pick)
	if err != nil {
		return err
	}
	if c.Compare != "" {
		return c.compare(p, picked)
	}
	text, err := action.FormatSpecs(picked)
	if err != nil {
		return err
	}
	if c.Out != "" {
		f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // somebody's work is not written over
		if err != nil {
			return fail("actions_out", err, "file", c.Out)
		}
		if _, err := f.Write(text); err != nil {
			_ = f.Close()
			return fail("actions_out", err, "file", c.Out)
		}
		if err := f.Close(); err != nil {
			return fail("actions_out", err, "file", c.Out)
		}
	}
	out := map[string]any{"title": d.Title, "servers": d.Servers, "credential": d.Credential.Kind, "actions": len(picked), "skipped": d.Skipped, "source": string(text)}
	return p.result(out, func() {
		if c.Out == "" {
			p.println(strings.TrimSuffix(string(text), "\n"))
		}
		for _, s := range d.Skipped {
			p.println("# " + p.fill("actions_skipped", map[string]string{"method": s.Method, "path": s.Path, "why": strings.TrimSpace(s.Why + " " + s.What)}))
		}
		p.println("# " + p.fill("actions_done", map[string]string{"count": strconv.Itoa(len(picked)), "credential": d.Credential.Kind}))
	})
}

// compare pairs actions by what they call.
func (c *actionsImportCmd) compare(p *program, described []action.Proposal) error {
	b, err := os.ReadFile(c.Compare)
	if err != nil {
		return fail("actions_file", err, "file", c.Compare)
	}
	specs, err := action.ParseSpecs(c.Compare, b)
	if err != nil {
		return fail("actions_broken", err, "file", c.Compare)
	}
	differences := map[string][]string{}
	for _, have := range specs {
		i := slices.IndexFunc(described, func(d action.Proposal) bool { return d.Spec.Calls(have) })
		if i < 0 {
			differences[have.Name] = []string{p.text("actions_undescribed")}
		} else if found := described[i].Spec.Same(have); len(found) > 0 {
			differences[have.Name] = found
		}
	}
	return p.result(map[string]any{"differences": differences}, func() {
		for _, have := range specs {
			for _, line := range differences[have.Name] {
				p.println(have.Name + ": " + line)
			}
		}
		p.println(p.fill("actions_compared", map[string]string{"count": strconv.Itoa(len(specs)), "differ": strconv.Itoa(len(differences))}))
	})
}
