package main

import (
	"os"
	"slices"
	"time"

	"terang/internal/nlu"
	"terang/trust"
	"terang/understand/doubt"
)

// evalTrust measures on labelled dialogues how well it is heard when trust breaks.
type evalTrust struct {
	File  string  `arg:"" help:"${help_eval_dialogues}"`
	Train string  `help:"${help_eval_trust_train}" placeholder:"JSONL"`
	By    string  `enum:",why,language" default:"" help:"${help_eval_by}" placeholder:"why|language"`
	Early bool    `help:"${help_eval_early}"`
	Prior float64 `help:"${help_eval_prior}" placeholder:"0.1"`
	Part  string  `enum:",train,dev,test" default:"" help:"${help_eval_part}" placeholder:"train|dev|test"`
}

// Run measures one file, and prints the figures.
func (c *evalTrust) Run(p *program) error {
	ds, err := readDialogues(c.File, c.Part)
	if err != nil {
		return err
	}
	l, err := doubt.NewListener(nil)
	if err != nil {
		return err
	}
	r, err := doubt.New(nil)
	if err != nil {
		return err
	}
	if c.Train != "" {
		lessons, err := readDialogues(c.Train, "")
		if err != nil {
			return err
		}
		if r, err = nlu.LearnTrust(r, l, lessons); err != nil {
			return fail("eval_dialogues", err, "file", c.Train)
		}
	}
	s, err := nlu.Trust(r.Assuming(c.Prior), l, ds, nlu.TrustOptions{By: c.By, Fixed: c.Prior > 0}, time.Now)
	if err != nil {
		return fail("eval_dialogues", err, "file", c.File)
	}
	if c.Early {
		e := nlu.HowEarly(r, l, ds, trust.DefaultPolicy())
		s.Early = &e
	}
	return p.result(s, func() { p.printTrust(s) })
}

// readDialogues reads a file, "" for all parts of it.
func readDialogues(file, part string) ([]doubt.Dialogue, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fail("eval_dialogues", err, "file", file)
	}
	ds, err := doubt.ParseDialogues(file, b)
	if err != nil {
		return nil, fail("eval_dialogues", err, "file", file)
	}
	if part != "" {
		ds = slices.DeleteFunc(ds, func(d doubt.Dialogue) bool { return doubt.PartOf(d.ID) != part })
	}
	return ds, nil
}

func (p *program) printTrust(s *nlu.TrustReport) {
	p.printf("  %s: %d, %d\n", p.text("eval_turns"), s.Turns, s.Positives)
	row := func(name string, t nlu.TrustScores) {
		p.printf("  %-16s %7.3f %7.3f %6.2f %8.1f %% %7.3f %6d\n", name, t.ROCAUC, t.PRAUC, t.F1, 100*t.Recall, t.ECE, t.Positives)
	}
	p.printf("  %-16s %7s %7s %6s %10s %7s %6s\n", "", "ROC-AUC", "PR-AUC", "F1", "R@5%FPR", "ECE", "broken")
	row("trust", s.TrustScores)
	for _, name := range []string{"words", "always_no"} {
		row(p.text("eval_baseline_"+name), s.Baselines[name])
	}
	names := make([]string, 0, len(s.By))
	for name := range s.By {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		row("  "+name, s.By[name])
	}
	p.printf("  %-40s %6.2f\n", p.text("eval_threshold"), s.Threshold)
	p.printf("  %-40s %6.3f, %.3f (ECE %.3f)\n", p.text("eval_share"), s.Prior.First, s.Prior.Last, s.Prior.FixedECE)
	p.printf("  %-40s %6.1f µs (%.1f)\n", p.text("eval_cpu"), s.CPU, s.Own)
	if e := s.Early; e != nil {
		p.printf("  %s: %d, %d\n", p.text("eval_talks"), e.Dialogues, e.Breaking)
		for _, x := range []struct {
			key string
			v   float64
		}{
			{"eval_in_time", e.InTime},
			{"eval_before_ask", e.BeforeAsk},
			{"eval_at_first", e.AtFirst},
			{"eval_asked", e.Asked},
			{"eval_missed", e.Missed},
			{"eval_too_soon", e.TooSoon},
			{"eval_false", e.False},
			{"eval_offered", e.Offered},
			{"eval_no_need", e.NoNeed},
		} {
			p.printf("  %-40s %6.1f %%\n", p.text(x.key), 100*x.v)
		}
	}
}
