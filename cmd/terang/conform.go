package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"terang/conform"
)

type conformCmd struct {
	Faults   bool     `help:"${help_conform_faults}"`
	Identity bool     `help:"${help_conform_identity}"`
	Full     bool     `help:"${help_conform_full}"`
	Only     []string `help:"${help_conform_only}" placeholder:"ID"`
}

// conformed is what the command tells.
type conformed struct {
	Families map[string]conform.Totals `json:"families,omitempty"`
	Report   *conform.Report           `json:"report,omitempty"`
	Faults   *conform.FaultReport      `json:"faults,omitempty"`
	Identity *conform.IdentityReport   `json:"identity,omitempty"`
}

// Run holds a throw-away house to the suite. It fails where a case fails, or where a planted fault is not found.
func (c *conformCmd) Run(p *program) (err error) {
	if err := c.known(); err != nil {
		return err
	}
	h, err := openConform(p.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.stop()) }()
	o := conform.Options{Full: c.Full, Only: c.Only}
	var out conformed
	switch {
	case c.Identity:
		r, err := conform.Identity(p.ctx, h.adapter())
		if err != nil {
			return err
		}
		out.Identity = &r
	case c.Faults:
		r, err := conform.RunFaults(p.ctx, h.adapter(), o)
		if err != nil {
			return err
		}
		out.Faults = &r
	default:
		r, err := conform.Run(p.ctx, h.adapter(), o)
		if err != nil {
			return err
		}
		out.Report, out.Families = &r, make(map[string]conform.Totals, len(r.Families))
		for _, f := range r.Families {
			out.Families[f.Family] = f
		}
	}
	if err := p.result(out, func() { p.printConformed(out) }); err != nil {
		return err
	}
	return out.failure()
}

// known refuses an id that no case has.
func (c *conformCmd) known() error {
	cases, err := conform.Cases()
	if err != nil {
		return err
	}
	for _, want := range c.Only {
		if !slices.ContainsFunc(cases, func(one conform.Case) bool { return one.ID == want || one.ID[:1] == want }) {
			return fail("conform_unknown", nil, "name", want)
		}
	}
	return nil
}

func (c conformed) failure() error {
	if r := c.Report; r != nil && !r.OK() {
		first := ""
		for i := range r.Cases {
			if r.Cases[i].Verdict == conform.Fail && first == "" {
				first = r.Cases[i].ID
			}
		}
		return fail("conform_failed", nil, "count", strconv.Itoa(r.Failed), "critical", strconv.Itoa(r.Critical), "first", first)
	}
	if r := c.Faults; r != nil && r.Caught < len(r.Faults) {
		var names []string
		for _, f := range r.Faults {
			if !f.Caught {
				names = append(names, f.ID)
			}
		}
		return fail("conform_blind", nil, "count", strconv.Itoa(len(names)), "names", strings.Join(names, ", "))
	}
	return nil
}

func (p *program) printConformed(c conformed) {
	if c.Report != nil {
		if err := c.Report.Write(p.out, p.language); err != nil {
			return // a closed pipe
		}
	}
	if r := c.Faults; r != nil {
		for _, f := range r.Faults {
			verdict := "conform_fault_missed"
			if f.Caught {
				verdict = "conform_fault_caught"
			}
			p.printf("%-10s %-28s %-12s %s\n", p.text(verdict), f.ID, strings.Join(f.By, " "), f.What.In(p.language))
		}
		p.println(p.fill("conform_faults", map[string]string{"caught": strconv.Itoa(r.Caught), "all": strconv.Itoa(len(r.Faults))}))
	}
	if r := c.Identity; r != nil {
		for _, m := range append(r.Missed, r.Wrong...) {
			p.println("  " + string(m.Language) + "  " + m.Text)
		}
		for _, l := range slices.Sorted(maps.Keys(r.Languages)) {
			p.printf("  %s  %.1f %%  %.1f %%\n", l, 100*r.Languages[l][0], 100*r.Languages[l][1])
		}
		p.println(p.fill("conform_identity", map[string]string{
			"recall": fmt.Sprintf("%.1f %%", 100*r.Recall), "yes": strconv.Itoa(r.Yes), "wrong": fmt.Sprintf("%.1f %%", 100*r.FalseRate), "no": strconv.Itoa(r.No),
		}))
	}
}
