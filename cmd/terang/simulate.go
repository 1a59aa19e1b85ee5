package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang/simulate"
)

// simulateCmd lets make-believe customers talk with a pack, or shows one of their conversations.
type simulateCmd struct {
	Pack          string `arg:"" optional:"" default:"retail" help:"${help_simulate_pack}"`
	Seed          uint64 `default:"1" help:"${help_simulate_seed}"`
	Conversations int    `short:"n" default:"1000" help:"${help_simulate_conversations}"`
	Open          *int   `help:"${help_simulate_open}" placeholder:"ID"`
	Out           string `help:"${help_simulate_out}" placeholder:"DIR"`
}

// Run simulates and prints the figures; a rule that was broken is a failure of the command.
func (c *simulateCmd) Run(p *program) error {
	name := packName(c.Pack)
	s, err := c.simulation(name)
	if err != nil {
		return err
	}
	if c.Open != nil {
		t := s.Talk(c.Seed, *c.Open)
		return p.result(t, func() { p.printf("%s", t.Text) })
	}
	start := time.Now()
	f, err := s.Run(simulate.Options{Seed: c.Seed, Conversations: c.Conversations, Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		return fail("simulation_count", err, "pack", c.Pack)
	}
	f.Seconds = time.Since(start).Seconds()
	if c.Out != "" {
		if err := c.write(p, s); err != nil {
			return fail("simulation_folder", err, "folder", c.Out)
		}
	}
	if err := p.result(f, func() { p.printFigures(f) }); err != nil {
		return err
	}
	if f.OK() {
		return nil
	}
	count, rules := 0, []string{}
	for _, n := range f.Failures {
		count += n.Count
		rules = append(rules, fmt.Sprintf("%s ×%d", n.Name, n.Count))
	}
	return fail("simulation_failed", nil, "count", strconv.Itoa(count), "rules", strings.Join(rules, ", "), "pack", c.Pack,
		"seed", strconv.FormatUint(c.Seed, 10), "id", strconv.Itoa(f.Failures[0].Conversations[0]))
}

// simulation puts a pack and its customers together.
func (c *simulateCmd) simulation(name string) (*simulate.Simulation, error) {
	pack, brain, err := packBrain(name)
	if err != nil {
		return nil, err
	}
	file, err := pack.Simulation()
	if err != nil {
		return nil, fail("simulation_broken", err, "pack", c.Pack)
	}
	if file.Text == nil {
		return nil, fail("simulation_missing", nil, "pack", c.Pack)
	}
	plan, err := simulate.ParsePlan(file.Name, file.Text)
	if err != nil {
		return nil, fail("simulation_broken", err, "pack", c.Pack)
	}
	risks := make(map[string]string, len(pack.Actions))
	for _, a := range pack.Actions {
		risks[a.Name] = string(a.Risk)
	}
	s, err := simulate.New(simulate.Parts{Brain: brain, Plan: plan, Examples: pack.Examples, Risks: risks})
	if err != nil {
		return nil, fail("simulation_broken", err, "pack", c.Pack)
	}
	return s, nil
}

// write leaves every conversation in a file of its own.
func (c *simulateCmd) write(p *program, s *simulate.Simulation) error {
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	for id := range c.Conversations {
		if err := os.WriteFile(filepath.Join(c.Out, fmt.Sprintf("%05d.txt", id)), []byte(s.Talk(c.Seed, id).Text), 0o644); err != nil {
			return err
		}
	}
	if !p.json {
		p.println(p.fill("simulate_written", map[string]string{"count": strconv.Itoa(c.Conversations), "folder": c.Out}))
	}
	return nil
}

func (p *program) printFigures(f *simulate.Figures) {
	p.println(p.fill("simulate_head", map[string]string{
		"count": strconv.Itoa(f.Conversations), "seed": strconv.FormatUint(f.Seed, 10), "seconds": strconv.FormatFloat(f.Seconds, 'f', 2, 64),
	}))
	for _, row := range []struct {
		key   string
		value float64
	}{{"simulate_resolved", f.Resolved}, {"simulate_handed", f.HandedOver}, {"simulate_left", f.Abandoned}, {"simulate_meant", f.AsMeant}, {"simulate_twice", f.AskedTwice}} {
		p.printf("  %-32s %6.1f %%\n", p.text(row.key), 100*row.value)
	}
	p.printf("  %-32s %6.2f\n", p.text("simulate_reasks"), f.Reasks)
	p.printf("  %-32s %6.2f\n", p.text("simulate_turns"), f.MeanTurns)
	p.printf("  %-32s %d / %d\n", p.text("simulate_person"), f.Person.Wanted, f.Person.Got)
	reasons := []string{}
	for _, reason := range slices.Sorted(maps.Keys(f.Reasons)) {
		reasons = append(reasons, fmt.Sprintf("%s %d", reason, f.Reasons[reason]))
	}
	p.printf("  %-32s %s\n", p.text("simulate_reasons"), strings.Join(reasons, ", "))
	scores := make([]string, len(f.Trust))
	for i, score := range f.Trust {
		scores[i] = strconv.Itoa(int(score + 0.5))
	}
	p.printf("  %-32s %s\n", p.text("simulate_trust"), strings.Join(scores, " "))
	for _, m := range []map[string]simulate.Share{f.ByPlaybook, f.ByPersona} {
		p.printf("\n  %-28s %5s  %s\n", "", "", p.text("simulate_by"))
		for _, name := range slices.Sorted(maps.Keys(m)) {
			s := m[name]
			p.printf("  %-28s %5d  %7.1f %% %9.1f %% %10.1f %%\n", name, s.N, 100*s.Resolved, 100*s.HandedOver, 100*s.Abandoned)
		}
	}
	if len(f.Failures) == 0 {
		return
	}
	p.printf("\n  %s\n", p.text("simulate_broken"))
	for _, n := range f.Failures {
		ids := make([]string, min(len(n.Conversations), 5))
		for i := range ids {
			ids[i] = fmt.Sprintf("%05d", n.Conversations[i])
		}
		p.printf("  %-24s %4d  %s  (%s)\n", n.Name, n.Count, n.Example, strings.Join(ids, " "))
	}
}
