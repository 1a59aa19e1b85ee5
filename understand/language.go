package understand

import (
	_ "embed"
	"math"
	"strings"

	"terang"
)

//go:embed data/function.txt
var functionWords string

const (
	gramBuckets = 1 << 12 // of letter trigrams, hashed
	sureWord    = 3.0     // log-odds of a word that gives a language away
	maxWord     = 3.0     // what one word seen in examples can weigh
	maxGuess    = 1.2     // what the letters of an unseen word can weigh
	minTell     = 0.8     // less evidence than this tells nothing
	minMixed    = 5.0     // evidence that each language needs in a mixed text
	mixedShare  = 0.4     // and the lesser one's share of the greater
)

// tongue tells Indonesian from English by words, and by the letters of words that it has not seen. Scores
// are natural log-odds, positive for Indonesian.
type tongue struct {
	words map[string]float32
	grams [gramBuckets]float32
}

// newTongue learns from the house's own words and from the examples that state their language.
func newTongue(x *lexicon, examples []Example) *tongue {
	g := &tongue{words: make(map[string]float32, 4096)}
	g.count(examples)
	for form := range x.forms[terang.Indonesian] {
		g.hint(x, form, terang.English, sureWord)
	}
	for form := range x.forms[terang.English] {
		g.hint(x, form, terang.Indonesian, -sureWord)
	}
	for line := range strings.Lines(functionWords) {
		tag, words, _ := strings.Cut(line, ":")
		score, ok := map[string]float32{"id": sureWord, "en": -sureWord, "both": 0}[tag]
		if ok {
			for _, w := range strings.Fields(words) {
				g.words[strings.ReplaceAll(w, "'", "")] = score
			}
		}
	}
	return g
}

// hint notes an everyday form of one language, unless the other has the same form or the examples know better.
func (g *tongue) hint(x *lexicon, form string, other terang.Language, score float32) {
	if _, both := x.forms[other][form]; both || len(form) < 2 {
		return
	}
	if _, seen := g.words[form]; !seen {
		g.words[form] = score * float32(min(len(form), 4)) / 4
	}
}

// count turns how often words and trigrams stand in examples of each language into log-odds.
func (g *tongue) count(examples []Example) {
	type pair struct{ id, en float64 }
	words := make(map[string]*pair, 4096)
	var grams [gramBuckets]pair
	var all, allGrams pair
	var tokens []token
	var folded []byte
	for _, e := range examples {
		if !e.Language.Valid() {
			continue
		}
		add := func(p *pair) {
			if e.Language == terang.Indonesian {
				p.id++
			} else {
				p.en++
			}
		}
		tokens, folded = scan(bounded(e.Text), tokens, folded)
		for _, t := range tokens {
			if t.kind != tokenWord {
				continue
			}
			w := folded[t.from:t.to]
			p := words[string(w)]
			if p == nil {
				p = &pair{}
				words[string(w)] = p
			}
			add(p)
			add(&all)
			eachGram(w, func(b int) {
				add(&grams[b])
				add(&allGrams)
			})
		}
	}
	if all.id == 0 || all.en == 0 {
		return
	}
	odds := func(p, all pair, smooth float64) float64 {
		return math.Log((p.id+smooth)/(all.id+smooth)) - math.Log((p.en+smooth)/(all.en+smooth))
	}
	for w, p := range words {
		g.words[w] = float32(min(max(odds(*p, all, 0.5), -maxWord), maxWord))
	}
	for b := range grams {
		g.grams[b] = float32(odds(grams[b], allGrams, 2))
	}
}

// eachGram calls f with the bucket of each trigram of a word, its edges marked.
func eachGram(w []byte, f func(bucket int)) {
	a, b := byte('^'), byte('^')
	for i := 0; i <= len(w); i++ {
		c := byte('$')
		if i < len(w) {
			c = w[i]
		}
		if i > 0 {
			h := (uint32(a)<<16 | uint32(b)<<8 | uint32(c)) * 2654435761
			f(int(h >> 20))
		}
		a, b = b, c
	}
}

// score returns the log-odds of one folded word.
func (g *tongue) score(w []byte) float64 {
	if s, ok := g.words[string(w)]; ok {
		return float64(s)
	}
	if len(w) < 3 {
		return 0
	}
	sum, n := 0.0, 0
	a, b := byte('^'), byte('^')
	for i := 0; i <= len(w); i++ {
		c := byte('$')
		if i < len(w) {
			c = w[i]
		}
		if i > 0 {
			sum += float64(g.grams[(uint32(a)<<16|uint32(b)<<8|uint32(c))*2654435761>>20])
			n++
		}
		a, b = b, c
	}
	return min(max(sum/float64(n), -maxGuess), maxGuess)
}

// of returns the language of a scanned text. prior, the conversation's language, tips a text that says little.
func (g *tongue) of(tokens []token, folded []byte, prior terang.Language) terang.Language {
	var id, en float64
	for _, t := range tokens {
		if t.kind != tokenWord {
			continue
		}
		if s := g.score(folded[t.from:t.to]); s > 0 {
			id += s
		} else {
			en -= s
		}
	}
	if id+en == 0 {
		return ""
	}
	if less, more := min(id, en), max(id, en); less >= minMixed && less >= mixedShare*more {
		return Mixed
	}
	lean := id - en
	switch prior {
	case terang.Indonesian:
		lean += minTell
	case terang.English:
		lean -= minTell
	}
	switch {
	case lean >= minTell:
		return terang.Indonesian
	case lean <= -minTell:
		return terang.English
	}
	return ""
}
