package doubt

import (
	"math"
	"strings"

	"terang/understand/ear"
	"terang/understand/words"
)

// look adds what is seen of a turn without reading its words.
func look(x *vector, s State, line *words.Line) signs {
	m := marksOf(line)
	x[featureShort], x[featureBrief] = on(m.words <= 2), on(m.words <= 5)
	x[featureLong] = math.Log1p(float64(min(m.words, 60))) / 4
	if s.Turns > 0 && s.Words/s.Turns >= usualWords {
		x[featureSour] = on(m.words <= 4)
	}
	x[featureAsks], x[featureCalls], x[featureLoud] = on(m.asks), on(m.calls), on(m.loud)
	x[featureTrails], x[featureStops] = on(m.trails), on(m.stops && m.words <= 5)
	x[featureDrawn], x[featureFaces] = on(m.drawn), on(m.faces)
	return m
}

// remember adds how the turn goes with what the customer said before.
func (c *scratch) remember(x *vector, s State, line *words.Line) {
	sets(s.Own, func(old []byte) {
		j, in := likeness(c.set, old)
		x[featureLike], x[featureContained] = max(x[featureLike], j), max(x[featureContained], in)
	})
	x[featureExact] = on(x[featureLike] > 0.95)
	for i := range line.Tokens {
		w := line.Surface(i)
		if len(w) > 2 && strings.ContainsAny(string(w), "0123456789") && within(s.Given, hashGiven(w)) {
			x[featureGivenAgain] = 1
		}
	}
}

// denials are the standard words that turn against what was said.
func denial(w string) bool {
	switch w {
	case "tidak", "bukan", "belum", "tapi", "tetapi", "padahal", "malah", "masih", "tetap", "kok", "not", "no", "never", "but", "still", "yet", "instead", "none", "nothing", "neither":
		return true
	}
	return false
}

// restate adds how much the customer says again that the answer left aside, and what of the answer they deny.
func (c *scratch) restate(x *vector, s State, line *words.Line) {
	if s.Last.empty() {
		return
	}
	last := []byte(nil)
	sets(s.Said, func(set []byte) { last = set })
	n := 0
	for _, h := range c.set {
		said := false
		sets(s.Own, func(old []byte) { said = said || within(old, h) })
		if said && !within(last, h) {
			n++
		}
	}
	if n > 0 {
		x[featureRestated] = float64(n) / float64(len(c.set))
		x[featureRestates] = min(float64(n), 4) / 4
		x[featureOnlyAgain] = on(n == len(c.set) && x[featureLong] < math.Log1p(fewWords)/4)
		x[featureAsksAgain] = on(s.Asked && x[featureAsks] > 0)
	}
	denied := 0 // words after a denial that are looked at
	for i, w := range line.Words {
		word := line.Word(i)
		switch {
		case word == "not" || word == "bukan" || word == "tidak" || word == "no" || word == "instead":
			denied = deniedWords
		case w.Kind == words.KindMark:
			denied = 0
		case denied > 0:
			denied--
			if within(last, uint16(ear.Hash(saltSet, word))) {
				x[featureCorrects] = 1
			}
		}
	}
	if len(line.Words) > 0 {
		switch line.Word(0) {
		case "no", "nope", "not", "tidak", "bukan", "nah":
			x[featureNo], x[featureNoAsked] = on(!s.Last.Asks), on(s.Last.Asks)
		}
	}
}

const (
	deniedWords = 3 // words that a denial reaches
	fewWords    = 7 // words of a turn that holds one thing
)

// reply adds how the turn goes with what the assistant said.
func (c *scratch) reply(x *vector, s State, line *words.Line) {
	if s.Last.empty() {
		return
	}
	n := 0
	for i := range line.Words {
		if denial(line.Word(i)) {
			n++
		}
	}
	x[featureDenials] = min(float64(n), 3) / 3
	last := []byte(nil)
	sets(s.Said, func(set []byte) { last = set })
	if len(c.set) > 0 {
		x[featureEcho] = min(float64(shared(c.set, last))/float64(min(len(c.set), 6)), 1)
	}
	x[featureContradicts] = x[featureDenials] * on(x[featureEcho] > 0)
	x[featureUnanswered] = on(s.Asked && s.Last.hollow())
	x[featureCheer] = x[featureElse] * max(s.Heat, s.Before)
	x[featureOffers] = float64(min(s.Empty, 3)) / 3
}

// askedFor are the kinds of things that a message of the assistant names.
func askedFor(standard string) (kinds uint16) {
	for _, a := range askedKinds {
		if strings.Contains(standard, a.word) {
			kinds |= a.kind
		}
	}
	return kinds
}

// askedOf are the kinds that the answer now open asks for.
func askedOf(s State) uint16 {
	if !s.Last.Asks && s.Last.Cues>>assistantAsks&1 == 0 {
		return 0
	}
	return s.Last.Named
}
