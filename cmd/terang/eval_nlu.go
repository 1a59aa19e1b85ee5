package main

import (
	"os"
	"time"

	"terang/internal/nlu"
	"terang/understand/ear"
)

// evalNLU trains on one file and measures on another, with the product's training code and defaults.
type evalNLU struct {
	Train   string `required:"" help:"${help_eval_train}" placeholder:"TSV"`
	Test    string `help:"${help_eval_test}" placeholder:"TSV"`
	OOS     string `name:"oos" help:"${help_eval_oos}" placeholder:"TSV"`
	OOSTest string `name:"oos-test" help:"${help_eval_oos_test}" placeholder:"TSV"`
	Folds   int    `help:"${help_eval_folds}"`
	Fast    bool   `help:"${help_eval_fast}"`
	Seed    uint64 `default:"1" help:"${help_eval_seed}"`
	NoCache bool   `name:"no-cache" help:"${help_eval_no_cache}"`
}

// leastFolds and mostFolds bound cross-validation.
const (
	leastFolds = 2
	mostFolds  = 50
)

// Run measures, and prints the figures.
func (c *evalNLU) Run(p *program) error {
	switch {
	case (c.Test == "") == (c.Folds == 0):
		return fail("eval_test_or_folds", nil)
	case c.Folds != 0 && (c.Folds < leastFolds || c.Folds > mostFolds):
		return fail("eval_folds", nil)
	case c.OOSTest != "" && c.Test == "":
		return fail("eval_oos_test", nil)
	}
	var d nlu.Data
	for _, part := range []struct {
		file string
		to   *[]ear.Example
	}{{c.Train, &d.Train}, {c.Test, &d.Test}, {c.OOS, &d.Outside}, {c.OOSTest, &d.OutsideTest}} {
		if part.file == "" {
			continue
		}
		b, err := os.ReadFile(part.file)
		if err != nil {
			return fail("eval_unreadable", err, "file", part.file)
		}
		if *part.to, err = nlu.ReadTSV(part.file, b); err != nil {
			return fail("eval_unreadable", err, "file", part.file)
		}
	}
	opt := ear.Options{Seed: c.Seed, Cache: &ear.Cache{}}
	keep := func() {}
	if !c.Fast {
		enc, err := nlu.OpenEncoder()
		if err != nil {
			return fail("encoder", err)
		}
		opt.Encoder = enc
		keep = c.cache(p, &opt)
	}
	s, err := c.measure(p, d, opt)
	if err != nil {
		return err
	}
	keep()
	return p.result(s, func() { p.printScores(s) })
}

func (c *evalNLU) measure(p *program, d nlu.Data, opt ear.Options) (*nlu.Scores, error) {
	if c.Folds > 0 {
		return nlu.Fold(p.ctx, d, c.Folds, opt, time.Now)
	}
	return nlu.Measure(p.ctx, d, opt, time.Now)
}

// cache takes the vectors of earlier runs from the user's cache folder, and returns what keeps those of this one. A
// folder that cannot be used costs time, not the run.
func (c *evalNLU) cache(p *program, opt *ear.Options) func() {
	folder, err := os.UserCacheDir()
	if err != nil || c.NoCache {
		return func() {}
	}
	cache, err := nlu.LoadCache(folder)
	opt.Cache = cache
	if err != nil {
		_, _ = p.err.Write([]byte(p.fill("eval_cache", map[string]string{"detail": err.Error()}) + "\n"))
	}
	before := cache.Len()
	return func() {
		if cache.Len() == before {
			return
		}
		if err := nlu.SaveCache(folder, cache); err != nil {
			_, _ = p.err.Write([]byte(p.fill("eval_cache", map[string]string{"detail": err.Error()}) + "\n"))
		}
	}
}

func (p *program) printScores(s *nlu.Scores) {
	line := func(key, format string, args ...any) {
		p.printf("  %-32s "+format+"\n", append([]any{p.text(key)}, args...)...)
	}
	line("eval_accuracy", "%6.2f %%", 100*s.Accuracy)
	line("eval_macro_f1", "%6.2f %%", 100*s.MacroF1)
	line("eval_ece", "%6.3f", s.ECE)
	for _, at := range []string{"0.95", "0.98", "0.99"} {
		p.printf("  %-32s %6.1f %%", p.fill("eval_coverage", map[string]string{"precision": at}), 100*s.CoverageAt[at])
		if kept, ok := s.Promises[at]; ok {
			p.printf("   "+p.text("eval_promise"), 100*kept.Share, 100*kept.Precision)
		}
		p.println()
	}
	if s.OOSAUROC != nil {
		line("eval_auroc", "%6.4f", *s.OOSAUROC)
		line("eval_oos_recall", "%6.1f %%", 100**s.OOSRecall)
		line("eval_with_oos", "%6.2f %%", 100**s.WithOOS)
	}
	line("eval_train_time", "%6.1f s", s.TrainTime)
	line("eval_encode_time", "%6.1f s (%d)", s.EncodeTime, s.Encoded)
	line("eval_bytes", "%6.2f MB", float64(s.ModelBytes)/1e6)
	line("eval_time", "%6.0f µs / %.0f µs", s.P50, s.P99)
	line("eval_deep_share", "%6.1f %%", 100*s.DeepShare)
	line("eval_deep_time", "%6.1f ms", s.DeepP50)
	const most = 20
	for i, w := range s.Warnings {
		if i == most {
			p.printf("  … +%d\n", len(s.Warnings)-most)
			break
		}
		p.println("  " + w.Where + ": " + w.Message.In(p.language))
	}
}
