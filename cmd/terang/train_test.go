package main

import (
	"testing"

	"terang/understand"
)

// TestPacksComeTrained holds that nobody who starts with a pack of the house waits for its ears.
func TestPacksComeTrained(t *testing.T) {
	t.Parallel()
	enc, err := openEncoder()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"retail", "finance", "public"} {
		p, err := loadPack(name)
		if err != nil {
			t.Fatal(err)
		}
		opt := p.Options
		opt.Encoder = enc
		m, err := understand.Load(p.Model(), p.Examples, opt)
		if err != nil {
			t.Errorf("packs/%s: %v; run `terang train packs/%s`", name, err, name)
			continue
		}
		if r := m.Report(); !r.Measured || r.Accuracy < 0.8 || len(p.Model()) > 3<<19 {
			t.Errorf("packs/%s: accuracy %.3f, %d bytes", name, r.Accuracy, len(p.Model()))
		}
		opt.Encoder = nil
		if _, err := understand.Load(p.Model(), p.Examples, opt); err != nil {
			t.Errorf("packs/%s: the fast ear alone: %v", name, err)
		}
		if _, err := understand.Load(p.Model(), p.Examples[1:], opt); err == nil {
			t.Errorf("packs/%s: a model of other examples was taken", name)
		}
	}
}
