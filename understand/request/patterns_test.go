package request

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang"
	"terang/understand/ear"
)

const (
	patternTexts  = 60  // at most, of one pattern
	patternWeight = 0.2 // of one such text
)

// pattern stands for many texts: "{want|need} a person{ please|}".
type pattern struct {
	Example
	parts [][]string // what may stand there, in order
}

// parsePattern reads the choices of a text.
func parsePattern(e Example) (pattern, error) {
	p := pattern{Example: e}
	for rest := e.Text; rest != ""; {
		plain, after, open := strings.Cut(rest, "{")
		if strings.Contains(plain, "}") || strings.Contains(plain, "|") {
			return p, fmt.Errorf("%q: a bar or bracket outside of choices", e.Text)
		}
		p.parts = append(p.parts, []string{plain})
		if !open {
			break
		}
		choices, next, closed := strings.Cut(after, "}")
		if !closed || strings.Contains(choices, "{") {
			return p, fmt.Errorf("%q: choices that do not end", e.Text)
		}
		p.parts = append(p.parts, strings.Split(choices, "|"))
		rest = next
	}
	return p, nil
}

// texts returns up to limit of the pattern's texts, each once.
func (p pattern) texts(limit int, rng *shuffler) (out []string) {
	all := 1
	for _, choices := range p.parts {
		all = min(all*len(choices), 1<<20)
	}
	seen := map[string]bool{}
	for range 4 * limit {
		if len(out) >= min(limit, all) {
			break
		}
		var b strings.Builder
		for _, choices := range p.parts {
			b.WriteString(choices[rng.next()%uint64(len(choices))])
		}
		text := strings.Join(strings.Fields(b.String()), " ")
		if text != "" && !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

// patterns reads data/patterns.*.tsv.
func patterns(t *testing.T) (out []pattern) {
	t.Helper()
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		name := "patterns." + string(l) + ".tsv"
		b, err := os.ReadFile(filepath.Join("data", name))
		if err != nil {
			t.Fatal(err)
		}
		es, err := ParseExamples(name, b, l)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range es {
			p, err := parsePattern(e)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			out = append(out, p)
		}
	}
	return out
}

// expanded are the texts that the learner takes of the patterns; fold is the pattern's, so that no two texts of one
// pattern are on both sides of a cross-validation.
func expanded(t *testing.T) (out []Example, folds []uint8) {
	t.Helper()
	for _, p := range patterns(t) {
		rng := shuffler(ear.Hash(learnSeed, p.Text)) // its own, so that a new pattern changes no other's texts
		for _, text := range p.texts(patternTexts, &rng) {
			out = append(out, Example{Requests: p.Requests, Text: text, Language: p.Language})
			folds = append(folds, foldOf(p.Text))
		}
	}
	return out, folds
}

// teachPatterns adds the texts of the patterns. They say nothing about courtesies, which stand in many of them.
func (t *teacher) teachPatterns(es []Example, folds []uint8) {
	rng := shuffler(learnSeed)
	for i, e := range es {
		t.add(e.Text, e.Language, bitsOf(e.Requests), everyLabel&^courtesies, patternWeight, folds[i])
		t.strange(bitsOf(e.Requests), patternWeight*strangeShare, folds[i], &rng)
	}
}

func TestPatternsAreReadOrRefused(t *testing.T) {
	t.Parallel()
	rng := shuffler(1)
	p, err := parsePattern(Example{Text: "{a|b} c{ d|}"})
	if got := p.texts(10, &rng); err != nil || len(got) != 4 {
		t.Errorf("%q %v, want four texts", got, err)
	}
	for _, text := range []string{"{a", "a|b", "a}", "{a{b}}"} {
		if _, err := parsePattern(Example{Text: text}); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
