package engine_test

import (
	"slices"
	"strings"
	"testing"

	"terang"
	"terang/engine"
)

// sends lets the contact send files, with words or without.
func (w *world) sends(text string, files int) {
	w.seq++
	w.step(engine.Input{Kind: engine.InputMessage, Text: text, Files: files, Seq: w.seq})
}

func (w *world) handedOver() bool {
	return slices.ContainsFunc(w.effects, func(e engine.Effect) bool { _, ok := e.(engine.HandOver); return ok })
}

// TestFilesAreAnsweredTruthfully: the assistant never pretends to have seen what is in a file; who sends nothing but files gets
// a person who can.
func TestFilesAreAnsweredTruthfully(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ open, cannot, person string }{
		{"open: id", "tidak dapat membuka isinya", "petugas kami yang akan melihatnya"},
		{"open: en", "I cannot open it", "one of our agents will look at them"},
	} {
		w := newWorld(brain(t))
		w.must(t, c.open)
		w.sends("", 1)
		if said := w.texts(); len(said) != 1 || !strings.Contains(said[0], c.cannot) || w.handedOver() {
			t.Fatalf("%s: %q", c.open, said)
		}
		if s, ok := w.effects[len(w.effects)-1].(engine.Say); !ok || s.Draft.Author.Kind() != terang.KindAutomation || len(s.Draft.Content.Replies) == 0 {
			t.Errorf("%s: no model chose these words, and a person is offered: %+v", c.open, w.effects)
		}
		w.sends("", 2)
		if said := w.texts(); !w.handedOver() || !strings.Contains(strings.Join(said, " "), c.person) {
			t.Errorf("%s: %q", c.open, said)
		}
	}
}

func TestWordsBesideAFileAreAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(brain(t))
	w.must(t, "open: id")
	w.sends("cara retur barang gimana?", 1)
	said := strings.Join(w.texts(), "\n")
	if !strings.HasPrefix(said, "Berkas Anda sudah tersimpan; saya tidak dapat membukanya, petugas bisa.") || len(said) < 120 || w.handedOver() {
		t.Errorf("%q", said)
	}
	w.sends("", 1) // words came between: it is not the second in a row
	if w.sends("", 1); !w.handedOver() {
		t.Errorf("two in a row: %q", w.texts())
	}
}

// TestAFileIsNoAnswerToAQuestion: the question is put again.
func TestAFileIsNoAnswerToAQuestion(t *testing.T) {
	t.Parallel()
	w := newWorld(brain(t))
	w.must(t, "open: id", "contact: pesanan saya di mana?")
	asked := w.texts()
	w.sends("", 1)
	if said := w.texts(); len(said) != 1 || !strings.HasPrefix(said[0], "Berkas Anda sudah tersimpan, tetapi saya tidak dapat membacanya.") || w.handedOver() {
		t.Errorf("after %q: %q", asked, said)
	}
}

// TestFilesReachWhoeverWaitsOrSpeaks: in the queue the contact hears once that the message is there, and beside a person the
// assistant keeps silent.
func TestFilesReachWhoeverWaitsOrSpeaks(t *testing.T) {
	t.Parallel()
	w := newWorld(brain(t))
	w.must(t, "open: id")
	w.holder = terang.HolderQueue
	w.sends("", 1)
	if said := w.texts(); len(said) != 1 || !strings.Contains(said[0], "sudah ditambahkan") {
		t.Errorf("in the queue: %q", said)
	}
	w.holder = terang.HolderAgent
	if w.sends("", 1); len(w.texts()) > 0 {
		t.Errorf("beside a person: %q", w.texts())
	}
}
