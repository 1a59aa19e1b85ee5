package mood

import (
	"math"

	"terang"
	"terang/understand/ear"
	"terang/understand/words"
)

// How much each family of features counts. Within a family the values are brought to length one, so that a long text
// is no louder than a short one.
const (
	wordShare    = 1.0
	surfaceShare = 0.7
	letterShare  = 0.7
	markShare    = 0.7

	minLetters  = 3    // shortest run of letters within a word
	maxLetters  = 5    // longest
	maxWord     = 24   // bytes of a word that are looked at for runs of letters
	maxFeatures = 8000 // of one stretch; what comes later is not looked at
	denials     = 3    // words that a "not" reaches

	letterSeed uint32 = 0x53a84e1b
)

// Salts keep the families of features apart.
const (
	saltWord uint32 = iota + 1
	saltPair
	saltSkip
	saltDenied
	saltSurface
	saltSurfacePair
	saltLetters
	saltMark
	saltFirst
	saltLast
)

// family is a group of features that share a length.
type family uint8

const (
	familyWord family = iota
	familySurface
	familyLetters
	familyMark
	families
)

var shares = [families]float32{wordShare, surfaceShare, letterShare, markShare}

// feature is one property of a text: a hash of what it is, its family, and the token that it comes from, -1 for the
// text as a whole.
type feature struct {
	hash   uint32
	token  int32
	family family
}

// extractor turns a stretch of a line into features; its buffer is used again.
type extractor struct {
	features []feature
	lengths  [families]float32 // what a feature of the family counts
}

// denier says whether a standard word denies what follows it.
func denier(w string) bool {
	switch w {
	case "tidak", "bukan", "belum", "kurang", "jangan", "tanpa", "tak", "enggak", "nggak", "gak", "ga", "ora", "teu",
		"not", "no", "never", "without", "dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "cant", "couldnt",
		"wont", "wouldnt", "hasnt", "havent", "nothing", "nobody", "hardly", "aint", "shouldnt", "cannot":
		return true
	}
	return false
}

// turner says whether a standard word ends what was denied.
func turner(w string) bool {
	switch w {
	case "tapi", "tetapi", "namun", "cuma", "malah", "but", "however", "yet", "only":
		return true
	}
	return false
}

// read fills e.features from the tokens [from,to) of a line.
func (e *extractor) read(line *words.Line, from, to int) {
	e.features = e.features[:0]
	e.words(line, from, to)
	e.surface(line, from, to)
	e.marks(line, from, to)
	var n [families]int
	for _, f := range e.features {
		n[f.family]++
	}
	for i := range n {
		e.lengths[i] = 0
		if n[i] > 0 {
			e.lengths[i] = shares[i] / float32(math.Sqrt(float64(n[i])))
		}
	}
}

func (e *extractor) add(hash uint32, token int, f family) {
	if len(e.features) < maxFeatures {
		e.features = append(e.features, feature{hash, int32(token), f})
	}
}

// words adds the standard words, pairs, pairs with one word between them, and each word that a "not" reaches.
func (e *extractor) words(line *words.Line, from, to int) {
	edge := ear.Hash(saltWord, "^")
	before, prev := edge, edge
	denied, last := 0, -1
	for _, w := range line.Words {
		if w.Token < from || w.Token >= to {
			continue
		}
		s := line.Standard[w.From:w.To]
		h := ear.Hash(saltWord, s)
		switch w.Kind {
		case words.KindNumber:
			h = ear.Hash(saltWord, "#number")
		case words.KindURL:
			h = ear.Hash(saltWord, "#link")
		case words.KindWord, words.KindMark, words.KindSymbol:
		}
		e.add(h, w.Token, familyWord)
		e.add(ear.Mix(saltPair^prev, h), w.Token, familyWord)
		e.add(ear.Mix(saltSkip^before, h), w.Token, familyWord)
		switch {
		case w.Kind == words.KindMark || turner(s):
			denied = 0
		case denied > 0:
			e.add(ear.Mix(saltDenied, h), w.Token, familyWord)
			denied--
		}
		if denier(s) {
			denied = denials
		}
		if last < 0 {
			e.add(ear.Mix(saltFirst, h), w.Token, familyMark)
		}
		before, prev, last = prev, h, w.Token
	}
	if last >= 0 {
		e.add(ear.Mix(saltPair^prev, edge), last, familyWord)
		e.add(ear.Mix(saltLast, prev), last, familyMark)
	}
}

// surface adds the words as they were written, with their letters: moods live in spelling ("woiii", "bgttt").
func (e *extractor) surface(line *words.Line, from, to int) {
	prev := ear.Hash(saltSurface, "^")
	for i := from; i < to; i++ {
		t := line.Tokens[i]
		if t.Kind != words.KindWord {
			continue
		}
		w := line.Folded[t.From:t.To]
		h := ear.Hash(saltSurface, w)
		e.add(h, i, familySurface)
		e.add(ear.Mix(saltSurfacePair^prev, h), i, familySurface)
		prev = h
		e.letters(w, i)
	}
}

// letters adds the runs of letters of one word, its edges marked.
func (e *extractor) letters(w []byte, token int) {
	var buf [maxWord + 2]byte
	edged := append(buf[:0], '<')
	edged = append(edged, w[:min(len(w), maxWord)]...)
	edged = append(edged, '>')
	for i := 0; i+minLetters <= len(edged); i++ {
		h := letterSeed
		for j := i; j < min(i+maxLetters, len(edged)); j++ {
			h = (h ^ uint32(edged[j])) * 0x01000193
			if j-i+1 >= minLetters {
				e.add(ear.Finish(h+uint32(j-i)), token, familyLetters)
			}
		}
	}
}

// marks adds what stands between and around the words: marks in a row, dots, faces, capitals, drawn-out letters,
// numbers, quotation marks, and how long the text is.
func (e *extractor) marks(line *words.Line, from, to int) {
	if from >= to {
		return
	}
	mark := func(name string, token int) { e.add(ear.Hash(saltMark, name), token, familyMark) }
	spoken, stretched, numbers := 0, 0, 0
	for i := from; i < to; i++ {
		t := line.Tokens[i]
		switch t.Kind {
		case words.KindMark:
			i = e.run(line, i, to)
		case words.KindSymbol:
			e.add(ear.Hash(saltMark, line.Folded[t.From:t.To]), i, familyMark)
		case words.KindWord:
			spoken++
			if w := line.Folded[t.From:t.To]; drawn(w) {
				stretched++
				mark("stretched", i)
			}
			if t.Upper > 3 && int(t.Upper) >= t.To-t.From {
				mark("capitals", i)
			}
		case words.KindNumber:
			numbers++
		case words.KindURL:
			mark("link", i)
		}
	}
	if loud(line, from, to) {
		mark("loud", -1)
	}
	if numbers > 0 {
		mark("number", -1)
	}
	switch {
	case spoken <= 2:
		mark("tiny", -1)
	case spoken <= 6:
		mark("short", -1)
	case spoken <= 14:
		mark("middle", -1)
	case spoken <= 30:
		mark("long", -1)
	default:
		mark("very long", -1)
	}
	switch line.Language {
	case terang.English:
		mark("en", -1)
	case terang.Indonesian, words.Javanese, words.Sundanese:
		mark("id", -1)
	}
	e.between(line.Text, line.Tokens[from].Start, line.Tokens[to-1].End)
}

// run adds a row of marks that begins at token i and returns its last token.
func (e *extractor) run(line *words.Line, i, to int) int {
	calls, asks, j := 0, 0, i
	for ; j < to && line.Tokens[j].Kind == words.KindMark; j++ {
		if line.Folded[line.Tokens[j].From] == '!' {
			calls++
		} else {
			asks++
		}
	}
	name := "?"
	switch {
	case calls > 0 && asks > 0:
		name = "?!"
	case calls > 2:
		name = "!!!"
	case calls > 1:
		name = "!!"
	case calls > 0:
		name = "!"
	case asks > 1:
		name = "??"
	}
	e.add(ear.Hash(saltMark, name), i, familyMark)
	return j - 1
}

// between adds faces made of marks, dots that trail off, and quotation marks, once each.
func (e *extractor) between(text string, start, end int) {
	var seen uint8
	once := func(bit uint8, name string) {
		if seen&bit == 0 {
			seen |= bit
			e.add(ear.Hash(saltMark, name), -1, familyMark)
		}
	}
	for i := start; i < min(len(text), end+4); i++ {
		switch text[i] {
		case '"', '`':
			once(1, "quote")
		case '.':
			if i+1 < len(text) && text[i+1] == '.' {
				once(2, "...")
			}
		case ':', ';', '=':
			j := i + 1
			if j < len(text) && text[j] == '-' || j < len(text) && text[j] == '\'' {
				j++
			}
			if j >= len(text) {
				continue
			}
			switch text[j] {
			case '(', '[':
				once(4, ":(")
			case ')', 'D', ']':
				once(8, ":)")
			case '/', '|':
				if j+1 >= len(text) || text[j+1] != '/' {
					once(16, ":/")
				}
			}
		case ',':
			once(32, ",")
		case 0xe2: // "…" and curly quotation marks begin with this byte
			switch {
			case i+2 < len(text) && text[i+1] == 0x80 && text[i+2] == 0xa6:
				once(2, "...")
			case i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0x9c || text[i+2] == 0x9d):
				once(1, "quote")
			}
		}
	}
}

// drawn reports whether a letter stands three times or more in a row.
func drawn(w []byte) bool {
	for i := 2; i < len(w); i++ {
		if w[i] == w[i-1] && w[i] == w[i-2] && w[i] > '9' {
			return true
		}
	}
	return false
}
