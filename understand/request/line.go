package request

import (
	"unicode/utf8"

	"terang/understand/words"
)

// place is one word of a line: its standard form, and what was written where that differs. A token whose
// standard is several words takes several places; the first holds what was written.
type place struct {
	word    string // in the line's Standard or, for a token without a standard word, its letters
	surface []byte // folded; nil where it is the standard word, or belongs to the place before
	token   int
}

// places appends the words of a line, in the order of its tokens. No token is left out: the standard form
// leaves out particles and repeated words, which phrases may ask for.
func places(dst []place, line *words.Line, buf *interner) []place {
	next := 0
	for i, t := range line.Tokens {
		if t.Kind == words.KindURL {
			for next < len(line.Words) && line.Words[next].Token <= i {
				next++
			}
			continue
		}
		surface := line.Surface(i)
		first := true
		for next < len(line.Words) && line.Words[next].Token <= i {
			w := line.Words[next]
			p := place{word: line.Standard[w.From:w.To], token: i}
			if first && p.word != string(surface) {
				p.surface = surface
			}
			dst, first, next = append(dst, p), false, next+1
		}
		if first && t.Kind != words.KindMark {
			dst = append(dst, place{word: buf.str(surface), token: i})
		}
	}
	return dst
}

// interner turns bytes into strings that live until the next reset, without an allocation when warm.
type interner struct {
	known map[string]string
}

// maxInterned bounds what an interner keeps: particles are few, and what is not among them is rare.
const maxInterned = 1024

func (n *interner) str(b []byte) string {
	if s, ok := n.known[string(b)]; ok {
		return s
	}
	if len(n.known) >= maxInterned {
		clear(n.known)
	}
	s := string(b)
	n.known[s] = s
	return s
}

// part is a stretch of places that says one thing: [from,to).
type part struct{ from, to int }

const (
	minPart  = 2  // words: a single one says too little by itself
	maxPart  = 40 // words that the classifier looks at together
	maxParts = 48 // of one text; phrases look at the rest
)

// parts appends the stretches of the places that punctuation parts, the whole first where it is short enough.
func parts(dst []part, ps []place, line *words.Line) []part {
	if len(ps) == 0 {
		return dst
	}
	if len(ps) <= maxPart {
		dst = append(dst, part{0, len(ps)})
	}
	from := 0
	for i := 1; i <= len(ps) && len(dst) < maxParts; i++ {
		if i < len(ps) && !breaks(line, ps[i-1].token, ps[i].token) && i-from < maxPart {
			continue
		}
		if n := i - from; n >= minPart && n < len(ps) {
			dst = append(dst, part{from, i})
		}
		from = i
	}
	return dst
}

// breaks reports whether punctuation or a new line parts two tokens.
func breaks(line *words.Line, a, b int) bool {
	if a == b {
		return false
	}
	for j := a + 1; j < b; j++ {
		if line.Tokens[j].Kind == words.KindMark || line.Tokens[j].Kind == words.KindSymbol {
			return true
		}
	}
	gap := line.Text[line.Tokens[a].End:line.Tokens[b].Start]
	for i := 0; i < len(gap); {
		r, n := utf8.DecodeRuneInString(gap[i:])
		switch r {
		case '.', ',', ';', ':', '!', '?', '\n', '…', '—', '(', ')', '|':
			return true
		}
		i += n
	}
	return false
}
