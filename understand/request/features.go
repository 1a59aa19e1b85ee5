package request

import (
	"math/bits"

	"terang/understand/ear"
	"terang/understand/words"
)

// featureVersion is raised with every change to what features a text has.
const featureVersion = 2

// How much each family of features counts before a text is brought to length one.
const (
	wordValue    = 1.0
	pairValue    = 0.8
	tripleValue  = 0.6
	skipValue    = 0.5
	lettersValue = 0.22
	tagValue     = 0.5
	tagPairValue = 0.5
	phraseValue  = 1.6
	wholeValue   = 1.2
	lengthValue  = 0.6
	markValue    = 0.5

	minLetters = 3 // shortest run of letters within a word
	maxLetters = 5 // longest
	maxWord    = 24
	tagReach   = 5 // words between two tags that are seen together
	shortWhole = 3 // words of a text that is also seen as a whole
)

// Salts keep the families of features apart.
const (
	saltWord uint32 = iota + 1
	saltPair
	saltTriple
	saltSkip
	saltLetters
	saltTag
	saltTagPair
	saltTagWord
	saltPhrase
	saltWhole
	saltLength
	saltMark
	saltAbout
	saltSubject
)

// feature is one property of a part of a text: its bucket, its value, and the place it ends at (-1: none).
type feature struct {
	bucket uint32
	value  float32
	at     int32
}

// extractor holds the buffers for the features of one part.
type extractor struct {
	features []feature
	hashes   []uint32 // of the words
	tags     []uint64 // of each place, one bit for each class
	subject  *subject
}

// extract fills e.features with those of the places [p.from,p.to).
func (e *extractor) extract(ps []place, p part, line *words.Line, hits []hit) {
	e.features, e.hashes = e.features[:0], e.hashes[:0]
	ps, tags := ps[p.from:p.to], e.tags[p.from:p.to]
	edge := ear.Hash(saltWord, "^")
	whole := uint32(saltWhole)
	for i := range ps {
		h := ear.Hash(saltWord, ps[i].word)
		e.hashes = append(e.hashes, h)
		whole = ear.Mix(whole, h)
		e.add(h, wordValue, p.from+i)
		prev, prev2 := edge, edge
		if i > 0 {
			prev = e.hashes[i-1]
		}
		if i > 1 {
			prev2 = e.hashes[i-2]
			e.add(ear.Mix(ear.Mix(saltSkip, prev2), h), skipValue, p.from+i)
		}
		e.add(ear.Mix(ear.Mix(saltPair, prev), h), pairValue, p.from+i)
		if i > 0 {
			e.add(ear.Mix(ear.Mix(ear.Mix(saltTriple, prev2), prev), h), tripleValue, p.from+i)
		}
		e.letters(&ps[i], p.from+i)
		e.tagged(tags, i, p.from, prev, h)
	}
	n := len(ps)
	last := p.to - 1
	e.add(ear.Mix(ear.Mix(saltPair, e.hashes[n-1]), edge), pairValue, last)
	if n > 1 {
		e.add(ear.Mix(ear.Mix(ear.Mix(saltTriple, e.hashes[n-2]), e.hashes[n-1]), edge), tripleValue, last)
	}
	if n <= shortWhole {
		e.add(whole, wholeValue, last)
	}
	e.add(ear.Mix(saltLength, uint32(min(n, 4)+min(n, 16)/4)), lengthValue, -1)
	e.marks(ps, line)
	e.subjects(e.subject, tags, p.from)
	for i := range hits {
		if h := &hits[i]; h.from >= p.from && h.to < p.to {
			salt := uint32(h.label) << 1
			if h.exception {
				salt |= 1
			} else if h.label == identityLabel && e.subject.strays(tags, h.from-p.from, h.to-p.from) {
				continue
			}
			e.add(ear.Mix(saltPhrase, salt), phraseValue, h.to)
		}
	}
	e.scale()
}

// marks adds whether a question or an exclamation mark stands at the end or within.
func (e *extractor) marks(ps []place, line *words.Line) {
	from, to := ps[0].token, ps[len(ps)-1].token+1
	for i := from; i < min(to+1, len(line.Tokens)); i++ {
		if line.Tokens[i].Kind == words.KindMark {
			e.add(ear.Mix(saltMark, uint32(line.Surface(i)[0])), markValue, -1)
			return
		}
	}
}

// tagged adds the classes of a word, with the word before, and with the classes of words shortly before.
func (e *extractor) tagged(tags []uint64, i, from int, prev, h uint32) {
	own := ^e.subject.classes
	for t := tags[i] & own; t != 0; t &= t - 1 {
		tag := lowest(t)
		e.add(ear.Mix(saltTag, tag), tagValue, from+i)
		e.add(ear.Mix(ear.Mix(saltTagWord, prev), tag), tagValue, from+i)
		for j := max(0, i-tagReach); j < i; j++ {
			for u := tags[j] & own; u != 0; u &= u - 1 {
				e.add(ear.Mix(ear.Mix(saltTagPair, lowest(u)), tag), tagPairValue, from+i)
			}
		}
	}
	if i > 0 {
		for u := tags[i-1] & own; u != 0; u &= u - 1 {
			e.add(ear.Mix(ear.Mix(saltTagWord+1000, lowest(u)), h), tagValue, from+i)
		}
	}
}

// letters adds the runs of letters of what was written, the edges of the word marked.
func (e *extractor) letters(p *place, at int) {
	var buf [maxWord + 2]byte
	w := append(buf[:0], '<')
	if len(p.surface) > 0 {
		w = append(w, p.surface[:min(len(p.surface), maxWord)]...)
		e.add(ear.Hash(saltWord, p.surface), wordValue/2, at)
	} else {
		w = append(w, p.word[:min(len(p.word), maxWord)]...)
	}
	w = append(w, '>')
	for i := 0; i+minLetters <= len(w); i++ {
		for n := minLetters; n <= maxLetters && i+n <= len(w); n++ {
			e.add(ear.Hash(saltLetters, w[i:i+n]), lettersValue, at)
		}
	}
}

func (e *extractor) add(h uint32, value float32, at int) {
	e.features = append(e.features, feature{bucket: h >> (32 - bucketBits), value: value, at: int32(at)})
}

// scale brings the features to length one, so that long parts do not score higher than short ones.
func (e *extractor) scale() {
	sum := float32(0)
	for _, f := range e.features {
		sum += f.value * f.value
	}
	by := 1 / sqrt32(sum)
	for i := range e.features {
		e.features[i].value *= by
	}
}

func lowest(x uint64) uint32 { return uint32(bits.TrailingZeros64(x)) }
