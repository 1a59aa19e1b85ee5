package ear

import (
	"terang/understand/words"
)

// How much each family of features counts, before rarity and length are taken into account.
const (
	wordValue    = 1.0
	pairValue    = 0.7
	lettersValue = 0.45
	surfaceValue = 0.5 // of what was really written, where it is not the standard form
	markValue    = 0.4

	minLetters  = 3    // shortest run of letters within a word
	maxLetters  = 5    // longest
	maxWord     = 32   // bytes of a word that are looked at for runs of letters
	maxFeatures = 6000 // of one text; what comes later in a very long one is not looked at
)

// Salts keep the families of features apart.
const (
	saltWord uint32 = iota + 1
	saltPair
	saltLetters
	saltSurface
	saltSurfaceLetters
	saltMark
)

// feature is one property of a text: a hash of what it is, how much it counts, and the word of the line that it
// comes from (the second word of a pair). A sense is the word's row in the glossary instead of a hash.
type feature struct {
	hash  uint32
	value float32
	word  int32
	sense bool
}

// extract appends the features of a line: its standard words, pairs of neighbours, runs of letters within words,
// and what the glossary says that words mean; for a word that was written otherwise also the word and its letters as they stand.
func extract(dst []feature, line *words.Line) []feature {
	edge := Hash(saltPair, "^")
	prev, token := edge, -1
	for i, w := range line.Words {
		if len(dst) >= maxFeatures {
			return dst
		}
		at := int32(i)
		b := line.Standard[w.From:w.To]
		h := Hash(saltWord, b)
		switch w.Kind {
		case words.KindNumber:
			h = Hash(saltWord, "#number")
			dst = append(dst, feature{Hash(saltSurface, b), surfaceValue, at, false})
		case words.KindURL:
			h = Hash(saltWord, "#link")
		case words.KindWord, words.KindMark, words.KindSymbol:
		}
		dst = append(dst, feature{h, wordValue, at, false}, feature{Mix(prev, h), pairValue, at, false})
		prev = Mix(saltPair, h)
		if w.Kind != words.KindWord {
			continue
		}
		dst = letters(dst, saltLetters, b, lettersValue, at)
		if row, x := meanings.sense(b); row >= 0 {
			dst = append(dst, feature{uint32(row), x, at, true})
		}
		if w.Token != token && w.Token >= 0 && w.Token < len(line.Tokens) {
			token = w.Token
			if s := line.Surface(token); string(s) != b {
				dst = append(dst, feature{Hash(saltSurface, s), surfaceValue, at, false})
				dst = letters(dst, saltSurfaceLetters, s, lettersValue*surfaceValue, at)
			}
		}
	}
	last := int32(max(len(line.Words)-1, 0))
	if prev != edge {
		dst = append(dst, feature{Mix(prev, edge), pairValue, last, false})
	}
	for i, t := range line.Tokens {
		if t.Kind == words.KindMark {
			dst = append(dst, feature{Hash(saltMark, line.Surface(i)), markValue, last, false})
			break
		}
	}
	return dst
}

// letters appends the runs of letters of one word, its edges marked.
func letters[T string | []byte](dst []feature, salt uint32, w T, x float32, at int32) []feature {
	var buf [maxWord + 2]byte
	edged := append(buf[:0], '<')
	edged = append(edged, w[:min(len(w), maxWord)]...)
	edged = append(edged, '>')
	for i := 0; i+minLetters <= len(edged); i++ {
		h := salt*0x9e3779b1 ^ 0x811c9dc5
		for j := i; j < min(i+maxLetters, len(edged)); j++ {
			h = (h ^ uint32(edged[j])) * 0x01000193
			if j-i+1 >= minLetters {
				dst = append(dst, feature{Finish(h + uint32(j-i)), x, at, false})
			}
		}
	}
	return dst
}
