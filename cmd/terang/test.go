package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"terang/assistant"
	"terang/engine"
	"terang/scenario"
)

// testCmd plays the scenarios of a pack on its own brain.
type testCmd struct {
	Pack    string `arg:"" optional:"" help:"${help_test_pack}"`
	Update  bool   `help:"${help_test_update}"`
	Run_    string `name:"run" help:"${help_test_run}" placeholder:"PATTERN"` //nolint:revive // kong calls Run
	Verbose bool   `short:"v" help:"${help_test_verbose}"`
}

// tested is what came of a pack's scenarios.
type tested struct {
	Pack      string       `json:"pack"`
	Scenarios []testedFile `json:"scenarios"`
	Failed    int          `json:"failed"`
	Seconds   float64      `json:"seconds"`
}

// testedFile is what came of one of them.
type testedFile struct {
	Name     string          `json:"name"`
	File     string          `json:"file"`
	OK       bool            `json:"ok"`
	Updated  bool            `json:"updated,omitempty"`
	Ms       float64         `json:"ms"`
	Failures []testedFailure `json:"failures"`
}

// testedFailure is what came otherwise, in the language of whoever asks.
type testedFailure struct {
	Line int    `json:"line"` // of the file; 0 for what no line states
	What string `json:"what"`
}

func (p *program) failures(r scenario.Result) []testedFailure {
	out := []testedFailure{}
	for _, f := range r.Failures {
		out = append(out, testedFailure{f.Line, f.What.In(p.language)})
	}
	return out
}

// Run plays, compares and prints.
func (c *testCmd) Run(p *program) error {
	only, err := regexp.Compile(c.Run_)
	if err != nil {
		return fail("scenarios_pattern", err, "pattern", c.Run_)
	}
	names := knownPacks()
	if c.Pack != "" {
		names = []string{packName(c.Pack)}
	}
	all := []tested{}
	var failed []string
	for _, name := range names {
		t, err := c.test(p, name, only)
		if err != nil {
			return err
		}
		all = append(all, t)
		for _, s := range t.Scenarios {
			if !s.OK {
				failed = append(failed, t.Pack+"/"+s.Name)
			}
		}
		if !p.json {
			c.print(p, t)
		}
	}
	if err := p.result(all, func() {}); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fail("scenarios_failed", nil, "count", strconv.Itoa(len(failed)), "names", strings.Join(failed, ", "))
	}
	return nil
}

// packName takes a folder that is written without a slash for what it is, unless a pack of the binary has that name.
func packName(name string) string {
	for _, known := range knownPacks() {
		if name == known {
			return name
		}
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return filepath.Clean(name) + string(filepath.Separator)
	}
	return name
}

// packBrain reads a pack and puts its own model into its brain: the fast ear alone, which is the same on every machine.
func packBrain(name string) (*assistant.Pack, *engine.Brain, error) {
	pack, err := loadPack(name)
	if err != nil {
		return nil, nil, err
	}
	model, err := pack.Train(nil)
	if err != nil {
		return nil, nil, fail("pack_broken", err, "pack", name)
	}
	return pack, pack.Brain.With(model), nil
}

func (c *testCmd) test(p *program, name string, only *regexp.Regexp) (tested, error) {
	out := tested{Pack: strings.TrimRight(name, `/\`), Scenarios: []testedFile{}}
	folder := strings.ContainsAny(name, `/\`)
	if c.Update && !folder {
		return out, fail("update_builtin", nil, "pack", name)
	}
	pack, brain, err := packBrain(name)
	if err != nil {
		return out, err
	}
	files, err := pack.Scenarios()
	if err != nil {
		return out, fail("scenarios_broken", err)
	}
	start := time.Now()
	for _, f := range files {
		title := strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
		if !only.MatchString(title) {
			continue
		}
		shown := f.Name
		if folder {
			shown = filepath.Join(name, filepath.FromSlash(f.Name))
		}
		s, err := scenario.Parse(shown, f.Text)
		if err != nil {
			return out, fail("scenarios_broken", err)
		}
		t, err := c.play(p, s, brain, f.Text)
		if err != nil {
			return out, err
		}
		t.Name, t.File = title, shown
		if !t.OK {
			out.Failed++
		}
		out.Scenarios = append(out.Scenarios, t)
	}
	out.Seconds = time.Since(start).Seconds()
	return out, nil
}

// play runs one scenario, and writes its talk anew where that is asked for and the talk differs.
func (c *testCmd) play(p *program, s *scenario.File, brain *engine.Brain, text []byte) (testedFile, error) {
	start := time.Now()
	r := s.Run(brain)
	out := testedFile{Ms: float64(time.Since(start).Microseconds()) / 1000, OK: r.OK(), Failures: p.failures(r)}
	if !c.Update || out.OK {
		return out, nil
	}
	after := s.Bytes(r.Talk)
	if string(after) == string(text) {
		return out, nil // what failed stands in the script
	}
	if err := os.WriteFile(s.Name, after, 0o644); err != nil {
		return out, fail("scenarios_broken", err)
	}
	again, err := scenario.Parse(s.Name, after)
	if err != nil {
		return out, fail("scenarios_broken", err)
	}
	r = again.Run(brain)
	out.Updated, out.OK, out.Failures = true, r.OK(), p.failures(r)
	return out, nil
}

// print shows what came of a pack as `go test` does.
func (c *testCmd) print(p *program, t tested) {
	for _, s := range t.Scenarios {
		switch {
		case !s.OK:
			p.printf("--- FAIL: %s (%.1f ms)\n", s.Name, s.Ms)
		case c.Verbose:
			p.printf("--- ok:   %s (%.1f ms)\n", s.Name, s.Ms)
		}
		if s.Updated {
			p.println("    " + p.fill("test_updated", map[string]string{"file": s.File}))
		}
		for _, f := range s.Failures {
			where := s.File
			if f.Line > 0 {
				where += ":" + strconv.Itoa(f.Line)
			}
			p.printf("    %s: %s\n", where, strings.ReplaceAll(f.What, "\n", "\n        "))
		}
	}
	switch {
	case len(t.Scenarios) == 0:
		p.println(p.fill("test_none", map[string]string{"pack": t.Pack}))
	case t.Failed > 0:
		p.printf("FAIL  %s  %d/%d  %.3fs\n", t.Pack, t.Failed, len(t.Scenarios), t.Seconds)
	default:
		p.printf("ok    %s  %d  %.3fs\n", t.Pack, len(t.Scenarios), t.Seconds)
	}
}
