// Package risk hears when a matter is too grave for a machine: money of weight, somebody's health, a legal threat, a death
// in the family. It knows formal and everyday Indonesian and English, by the words that say so outright: who only asks how
// to report something, what a death certificate needs, or what a hospital bill costs, is in none of it.
//
// It decides nothing: whether a playbook takes the matter all the same is the engine's part. It keeps no text and does no
// I/O. Frauds and accidents that happen now are understand/request's.
//
// The way in is [Find], with a line as understand/words read it.
package risk

import (
	"regexp"
	"slices"
	"strings"

	"terang/understand/words"
)

// Kind is what makes a matter grave.
type Kind string

// The kinds, the gravest first.
const (
	Health      Kind = "health"      // somebody was hurt or fell ill
	Legal       Kind = "legal"       // announces police, court, a lawyer or a regulator
	Bereavement Kind = "bereavement" // somebody of the family died
	Money       Kind = "money"       // charged twice, or much is gone
)

// Kinds returns the kinds, the gravest first.
func Kinds() [4]Kind { return [4]Kind{Health, Legal, Bereavement, Money} }

// Found is one risk in a text, with the words that show it: Quote is bytes [Start,End) of the line's Text.
type Found struct {
	Kind       Kind
	Quote      string
	Start, End int
}

// maxStandard is how many bytes of a standard line are looked at; longer texts are pasted.
const maxStandard = 4000

// rule hears one kind: a text that holds one of the hints, and the shape, and nothing of what it is not.
type rule struct {
	kind  Kind
	hints []string
	shape *regexp.Regexp
	not   *regexp.Regexp
	large bool // only where a large amount is named too
}

// Find returns the risks of a line, the gravest first, each kind once.
func Find(line *words.Line) []Found {
	text := line.Standard
	if len(text) > maxStandard {
		text = text[:maxStandard]
	}
	var out []Found
	for i := range rules {
		r := &rules[i]
		if slices.ContainsFunc(out, func(f Found) bool { return f.Kind == r.kind }) || !slices.ContainsFunc(r.hints, func(h string) bool { return strings.Contains(text, h) }) {
			continue
		}
		at := r.shape.FindStringIndex(text)
		if at == nil || r.not != nil && r.not.MatchString(text) || r.large && !large(line.Text) {
			continue
		}
		if f, ok := found(line, r.kind, at[0], at[1]); ok {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Found) int { return rank(a.Kind) - rank(b.Kind) })
	return out
}

func rank(k Kind) int {
	all := Kinds()
	return slices.Index(all[:], k)
}

// found puts standard words back to where they stand in the text.
func found(line *words.Line, k Kind, from, to int) (Found, bool) {
	first, last := -1, -1
	for _, w := range line.Words {
		if w.From >= to || w.To <= from || w.Token >= len(line.Tokens) {
			continue
		}
		if first < 0 {
			first = w.Token
		}
		last = w.Token
	}
	if first < 0 {
		return Found{}, false
	}
	start, end := line.Tokens[first].Start, line.Tokens[last].End
	if start >= end || end > len(line.Text) {
		return Found{}, false
	}
	return Found{k, line.Text[start:end], start, end}, true
}

// largeForm is an amount that weighs: from five million rupiah, or a thousand dollars, pounds or euros.
var largeForm = regexp.MustCompile(`(?i)(?:rp\.? ?)?\b(?:[5-9]|\d{2,4})(?:[.,]\d+)? ?(?:juta|jt|jt-an|jutaan)\b` +
	`|\b\d+(?:[.,]\d+)? ?(?:miliar|milyar|billion|million)\b|\bpuluhan juta|\bratusan juta|\bjutaan rupiah` +
	`|\b(?:[5-9]|\d{2,3})[.,]\d{3}[.,]\d{3}\b|\b(?:[5-9]\d{6}|[1-9]\d{7,9})\b` +
	`|[$£€] ?(?:\d{1,3}[.,]\d{3}|[1-9]\d{3,})\b|\b(?:\d{1,3}[.,]\d{3}|[1-9]\d{3,}) ?(?:dollars|pounds|euros|usd|gbp|eur|quid)\b|\b\d+ ?(?:k|grand)\b|\bthousands of\b`)

func large(text string) bool { return largeForm.MatchString(text) }
