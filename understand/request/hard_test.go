package request

import (
	"testing"

	"terang"
	"terang/understand/words"
)

// Of texts that were written to be mistaken. They were looked at while the rules were made, so that the floors say only that
// what was gained is kept.
const (
	minHardRecall = 0.96
	maxHardAlarms = 0.08
)

// TestQuestionsAboutThingsAreNotAboutWhoSpeaks: a machine, a person or what is real in a sentence about a thing asks nothing of
// the one who answers.
func TestQuestionsAboutThingsAreNotAboutWhoSpeaks(t *testing.T) {
	t.Parallel()
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		c := measure(t, "hard", l, nil)
		recall := float64(c.heard[identityLabel]) / float64(c.n[identityLabel])
		alarms := float64(c.alarms[identityLabel]) / float64(c.others[identityLabel])
		if recall < minHardRecall || alarms > maxHardAlarms {
			t.Errorf("%s: recall %.3f, false alarms %.4f", l, recall, alarms)
		}
	}
}

// TestSubjectIsToldWithoutKnowingTheThing: what a sentence is about is heard of nouns that no list holds.
func TestSubjectIsToldWithoutKnowingTheThing(t *testing.T) {
	t.Parallel()
	f := shipped(t)
	s := f.scratch.New().(*scratch)
	var line words.Line
	for _, c := range []struct {
		text           string
		astray, silent bool
	}{
		{"is this zorblat automated?", true, false},
		{"ini zorblatnya otomatis ya?", true, false},
		{"is this automated?", false, false},
		{"are you a zorblat robot?", false, false},
		{"who is this?", false, false},
		{"apakah ini benar?", false, false},
		{"is the zorblat late?", false, true},
		{"kapan zorblatnya sampai?", false, true},
	} {
		words.Default().Read(&line, c.text, "")
		if !f.read(s, &line) {
			t.Fatalf("%q says nothing", c.text)
		}
		if got := f.subject.astray(s.tags); got != c.astray {
			t.Errorf("%q: about a thing: %v", c.text, got)
		}
		if got := f.subject.silent(s.tags); got != c.silent {
			t.Errorf("%q: names nobody: %v", c.text, got)
		}
	}
}
