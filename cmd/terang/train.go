package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"terang/assistant"
	"terang/config"
	"terang/encoder"
	"terang/engine"
	"terang/understand"
)

// trainCmd teaches a pack's ears and leaves what they learned beside the examples, so that no start has to wait for it.
type trainCmd struct {
	Pack  string `arg:"" type:"existingdir" help:"${help_train_pack}"`
	Check bool   `help:"${help_train_check}"`
}

// Run trains, or checks that nothing has to be trained.
func (c *trainCmd) Run(p *program) error {
	pack, err := loadPack(filepath.Clean(c.Pack) + string(filepath.Separator))
	if err != nil {
		return err
	}
	enc, err := openEncoder()
	if err != nil {
		return err
	}
	opt := pack.Options
	opt.Encoder = enc
	if c.Check {
		if _, err := understand.Load(pack.Model(), pack.Learns(), opt); err != nil {
			return fail("train_stale", err, "pack", c.Pack)
		}
		return nil
	}
	m, err := understand.Train(pack.Learns(), opt)
	if err != nil {
		return fail("pack_broken", err, "pack", c.Pack)
	}
	body, err := m.AppendBinary(nil)
	if err != nil {
		return err
	}
	file := filepath.Join(c.Pack, "intents", "model.bin")
	if err := os.WriteFile(file, body, 0o644); err != nil {
		return err
	}
	r := m.Report()
	for _, w := range r.Warnings {
		p.println(w.Where + ": " + w.Message.In(p.language))
	}
	c.thin(p, pack)
	return p.result(map[string]any{"file": file, "bytes": len(body), "digest": m.Digest(), "report": r}, func() {
		p.println(p.fill("train_done", map[string]string{
			"file": file, "examples": strconv.Itoa(r.Examples), "intents": strconv.Itoa(r.Intents), "accuracy": strconv.FormatFloat(100*r.Accuracy, 'f', 1, 64),
		}))
	})
}

// thin names the intents that are not ready for customers: those of few examples, and those that nothing answers.
func (c *trainCmd) thin(p *program, pack *assistant.Pack) {
	count := map[string]int{}
	for _, e := range pack.Learns() {
		count[e.Intent]++
	}
	titles := pack.Titles()
	for _, intent := range slices.Sorted(maps.Keys(count)) {
		args := map[string]string{"intent": intent, "count": strconv.Itoa(count[intent])}
		if count[intent] < fewExamples {
			p.println(p.fill("train_few", args))
		}
		if titles[intent] == nil && !engine.SmallTalk(intent) && intent != understand.OutOfScope {
			p.println(p.fill("train_unanswered", args))
		}
	}
}

// fewExamples is how many an intent should have at least.
const fewExamples = 5

// openEncoder makes the sentence encoder that comes with the binary.
func openEncoder() (understand.Encoder, error) {
	e, err := encoder.Open()
	if err != nil {
		return nil, fail("encoder", err)
	}
	return understand.DeepEar(e), nil
}

// deepEar is the sentence encoder, nil where the configuration switches it off.
func deepEar(cfg config.Config) (understand.Encoder, error) {
	if !cfg.Ears.Deep {
		return nil, nil
	}
	return openEncoder()
}
