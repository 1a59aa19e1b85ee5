package doubt

import (
	"math"

	"terang/understand/ear"
	"terang/understand/words"
)

// Salts keep the families of hashes apart.
const (
	saltWord uint32 = iota + 1
	saltPair
	saltSkip
	saltSurface
	saltSurfacePair
	saltLetters
	saltMark
	saltFirst
	saltLast
	saltCue
	saltSet
	saltGiven
)

const (
	gramBits = 15
	buckets  = 1 << gramBits
	maxGrams = 3000 // of one message; what comes later is not looked at
	maxWord  = 20   // bytes of a word that are looked at for runs of letters
	shortest = 3    // run of letters
	longest  = 5
)

// gram is one property of a text: its bucket, its value, and the token it comes from (-1: none).
type gram struct {
	bucket uint32
	value  float32
	token  int32
}

// family is a group of grams that share a length, so that a long text is no louder than a short one.
type family uint8

const (
	familyWord family = iota
	familySurface
	familyLetters
	familyMark
	families
)

var shares = [families]float32{1, 0.7, 0.6, 0.6}

// grams fills dst with the properties of a line.
func grams(dst []gram, line *words.Line) []gram {
	g := gatherer{out: dst[:0]}
	g.words(line)
	g.surface(line)
	g.marks(line)
	var by [families]float32
	for f, n := range g.n {
		by[f] = shares[f] / float32(math.Sqrt(float64(max(n, 1))))
	}
	for i := range g.out {
		g.out[i].value = by[int(g.out[i].value)]
	}
	return g.out
}

// gatherer collects grams; until the end a gram's value is its family.
type gatherer struct {
	out []gram
	n   [families]int
}

func (g *gatherer) add(h uint32, token int, f family) {
	if len(g.out) < maxGrams {
		g.out = append(g.out, gram{h >> (32 - gramBits), float32(f), int32(token)})
		g.n[f]++
	}
}

func (g *gatherer) words(line *words.Line) {
	edge := ear.Hash(saltWord, "^")
	before, prev, last := edge, edge, -1
	for i, w := range line.Words {
		h := ear.Hash(saltWord, line.Word(i))
		switch w.Kind {
		case words.KindNumber:
			h = ear.Hash(saltWord, "#number")
		case words.KindURL:
			h = ear.Hash(saltWord, "#link")
		case words.KindWord, words.KindMark, words.KindSymbol:
		}
		g.add(h, w.Token, familyWord)
		g.add(ear.Mix(saltPair^prev, h), w.Token, familyWord)
		g.add(ear.Mix(saltSkip^before, h), w.Token, familyWord)
		if last < 0 {
			g.add(ear.Mix(saltFirst, h), w.Token, familyMark)
		}
		before, prev, last = prev, h, w.Token
	}
	if last >= 0 {
		g.add(ear.Mix(saltPair^prev, edge), last, familyWord)
		g.add(ear.Mix(saltLast, prev), last, familyMark)
	}
}

// surface adds the words as they were written, with their letters: impatience lives in particles and spelling.
func (g *gatherer) surface(line *words.Line) {
	prev := ear.Hash(saltSurface, "^")
	for i, t := range line.Tokens {
		if t.Kind != words.KindWord {
			continue
		}
		w := line.Surface(i)
		h := ear.Hash(saltSurface, w)
		g.add(h, i, familySurface)
		g.add(ear.Mix(saltSurfacePair^prev, h), i, familySurface)
		prev = h
		var buf [maxWord + 2]byte
		edged := append(buf[:0], '<')
		edged = append(edged, w[:min(len(w), maxWord)]...)
		edged = append(edged, '>')
		for from := 0; from+shortest <= len(edged); from++ {
			for to := from + shortest; to <= min(from+longest, len(edged)); to++ {
				g.add(ear.Hash(saltLetters, edged[from:to]), i, familyLetters)
			}
		}
	}
}

// marks adds what stands between the words, and how long the text is.
func (g *gatherer) marks(line *words.Line) {
	m := marksOf(line)
	for i, on := range [...]bool{m.asks, m.calls, m.calls && m.asks, m.loud, m.trails, m.stops, m.faces, m.words <= 2, m.words <= 5, m.words <= 12, m.words > 30} {
		if on {
			g.add(ear.Mix(saltMark, uint32(i)), -1, familyMark)
		}
	}
	for i, t := range line.Tokens {
		if t.Kind == words.KindSymbol {
			g.add(ear.Hash(saltMark, line.Surface(i)), i, familyMark)
		}
	}
}

// signs are what is seen of a text without reading its words.
type signs struct {
	words  int
	asks   bool // ends with a question
	calls  bool // !
	loud   bool // !!, ?!, ?? or capitals
	trails bool // ...
	stops  bool // a full stop at the end
	faces  bool // a symbol
	drawn  bool // "haloooo"
}

func marksOf(line *words.Line) signs {
	var s signs
	calls, asks, capitals, letters := 0, 0, 0, 0
	for i, t := range line.Tokens {
		switch t.Kind {
		case words.KindWord:
			s.words++
			capitals += int(t.Upper)
			letters += t.To - t.From
			w := line.Surface(i)
			for j := 2; j < len(w); j++ {
				if w[j] == w[j-1] && w[j] == w[j-2] && w[j] > '9' {
					s.drawn = true
				}
			}
		case words.KindNumber, words.KindURL:
			s.words++
		case words.KindMark:
			if line.Surface(i)[0] == '!' {
				calls++
			} else {
				asks++
			}
		case words.KindSymbol:
			s.faces = true
		}
	}
	s.asks, s.calls = asks > 0, calls > 0
	s.loud = calls > 1 || asks > 1 || calls > 0 && asks > 0 || letters > 8 && 2*capitals > letters
	text := line.Text
	for len(text) > 0 && (text[len(text)-1] == ' ' || text[len(text)-1] == '"') {
		text = text[:len(text)-1]
	}
	n := len(text)
	s.stops = n > 0 && text[n-1] == '.'
	for i := 0; i+1 < n; i++ {
		if text[i] == '.' && text[i+1] == '.' || i+2 < n && text[i] == 0xe2 && text[i+1] == 0x80 && text[i+2] == 0xa6 {
			s.trails = true
		}
	}
	return s
}

// linear are the weights of grams, a byte each.
type linear struct {
	scale   float32
	bias    float32
	weights []int8
}

// odds are the log-odds of a text.
func (l *linear) odds(gs []gram) float64 {
	sum := float32(0)
	for _, g := range gs {
		sum += float32(l.weights[g.bucket]) * g.value
	}
	return float64(sum*l.scale + l.bias)
}
