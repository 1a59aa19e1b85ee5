package nlu

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"terang/understand/ear"
)

func TestReadTSVSaysFileAndLine(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                             "f.tsv:1:",
		"text\tlabel\na\tb\n":          "f.tsv:1:",
		"label\ttext\n":                "f.tsv:2:",
		"label\ttext\na\tb\nno tab\n":  "f.tsv:3:",
		"label\ttext\n\tempty label\n": "f.tsv:2:",
		"label\ttext\na\tb\tc\n":       "f.tsv:2:",
		"label\ttext\na\tb\n\na\tc\n":  "f.tsv:3:",
		"label\ttext\na\t\xff\n":       "f.tsv:2:",
	} {
		if _, err := ReadTSV("f.tsv", []byte(body)); !errors.Is(err, ErrRow) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", body, err, want)
		}
	}
	got, err := ReadTSV("f.tsv", []byte("\ufefflabel\ttext\r\na\tb c\r\n"))
	if err != nil || len(got) != 1 || got[0].Text != "b c" || got[0].Label != "a" || got[0].Where != "f.tsv:2" {
		t.Errorf("%+v %v", got, err)
	}
}

func TestFiguresAreCountedRight(t *testing.T) {
	t.Parallel()
	if c := coverage([]float32{.9, .8, .7, .6}, []bool{true, true, false, true}, 0.75); c != 1 {
		t.Errorf("coverage %v", c)
	}
	if c := coverage([]float32{.9, .8, .7, .6}, []bool{true, true, false, false}, 0.95); c != .5 {
		t.Errorf("coverage %v", c)
	}
	in, out := []answer{{inside: .9}, {inside: .5}}, []answer{{inside: .5}, {inside: .1}}
	if a := auroc(in, out); a != .875 {
		t.Errorf("auroc %v", a)
	}
	s := Scores{CoverageAt: map[string]float64{}}
	s.count([]answer{{label: "a", guess: "a", confidence: 1}, {label: "a", guess: "b", confidence: 1}, {label: "b", guess: "b", confidence: 1}})
	if s.Accuracy != 2.0/3 || s.MacroF1 != 2.0/3 {
		t.Errorf("accuracy %v, macro-F1 %v", s.Accuracy, s.MacroF1)
	}
}

// TestFloors guards the figures on public data with the fast ear alone, and with both ears on few examples. The data is no
// part of the project.
func TestFloors(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "data")
	read := func(name string) []ear.Example {
		b, err := os.ReadFile(filepath.Join(data, filepath.FromSlash(name)))
		if err != nil {
			t.Skipf("public data is missing: %v", err)
		}
		es, err := ReadTSV(name, b)
		if err != nil {
			t.Fatal(err)
		}
		return es
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	clinc, valid := read("clinc150/train.tsv"), read("clinc150/valid.tsv")
	d := Data{Train: first(clinc, 10, 60), Test: first(valid, 5, 60), Outside: read("clinc150/oos_train.tsv"), OutsideTest: read("clinc150/oos_valid.tsv")}
	s, err := Measure(t.Context(), d, ear.Options{Seed: 1}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("fast ear, ten examples an intent: %.3f, ECE %.3f, AUROC %.3f", s.Accuracy, s.ECE, *s.OOSAUROC)
	if s.Accuracy < 0.78 || s.ECE > 0.08 || *s.OOSAUROC < 0.88 {
		t.Error("the fast ear fell under its floor")
	}
	enc, err := OpenEncoder()
	if err != nil {
		t.Fatal(err)
	}
	if s, err = Measure(t.Context(), d, ear.Options{Seed: 1, Encoder: enc, Cache: &ear.Cache{}}, time.Now); err != nil {
		t.Fatal(err)
	}
	t.Logf("both ears: %.3f, ECE %.3f, AUROC %.3f, recall %.3f", s.Accuracy, s.ECE, *s.OOSAUROC, *s.OOSRecall)
	if s.Accuracy < 0.90 || s.ECE > 0.05 || *s.OOSAUROC < 0.965 || *s.OOSRecall < 0.70 {
		t.Error("both ears fell under their floor")
	}
}

// first returns the first n examples of each of the first labels, in the order of their names.
func first(es []ear.Example, n, labels int) []ear.Example {
	names := map[string]bool{}
	for _, e := range es {
		names[e.Label] = true
	}
	last := slices.Sorted(maps.Keys(names))[min(labels, len(names))-1]
	seen := map[string]int{}
	var out []ear.Example
	for _, e := range es {
		if seen[e.Label] < n && e.Label <= last {
			out = append(out, e)
		}
		seen[e.Label]++
	}
	return out
}
