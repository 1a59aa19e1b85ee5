package engine

import (
	"strconv"
	"time"

	"terang"
)

// Raw is Step without its safety net, so that tests see a panic as one.
func Raw(b *Brain, s State, in Input) (State, []Effect) {
	t := &turn{b: b, s: s.copied(), in: in}
	t.do()
	return t.s, t.effects
}

// Texts are the engine's own texts, for the tests of their voice.
var Texts = texts

// What the tests of briefs and waits look at.
var (
	WaitWords = waitWords
	Shortened = shortened
)

// When is how a moment is told at another one.
func When(b *Brain, now, at time.Time, l terang.Language) string {
	t := &turn{b: b, in: Input{Now: now}, lang: l}
	return t.when(at)
}

// Tones are the sentences between the lines, by what they are for.
func Tones() map[string]terang.Text {
	out := map[string]terang.Text{}
	for i, t := range offers {
		out["offer "+strconv.Itoa(i)] = t
	}
	for i, t := range offersAway {
		out["offer away "+strconv.Itoa(i)] = t
	}
	for _, m := range []map[string]terang.Text{ownings, ownedAsking, ownedSame} {
		for kind, t := range m {
			out[kind+" "+t[terang.English]] = t
		}
	}
	return out
}
