package entity

import (
	"unicode"
	"unicode/utf8"

	"terang/understand/words"
)

// maxTokens bounds the work for one text, whatever it holds.
const maxTokens = 1200

// tokenKind is what a stretch of text is made of.
type tokenKind uint8

const (
	tokenWord tokenKind = iota
	tokenNumber
	tokenSymbol // a currency sign, %, ? or an emoji
)

// token is one stretch of the text: [start,end) in the text, [from,to) in the folded bytes.
type token struct {
	start, end int
	from, to   int
	kind       tokenKind
	capital    bool // begins with a capital
	glued      bool // nothing stands between it and the token before
	m          *meaning
}

// scan cuts the text into tokens, folds their letters and looks the words up.
func (s *scratch) scan() {
	s.tokens, s.folded, s.taken, s.digits = s.tokens[:0], s.folded[:0], s.taken[:0], false
	open, end := false, 0
	for at := 0; at < len(s.text); {
		r, size := rune(s.text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s.text[at:])
		}
		f, upper := fold(r)
		kind, part := tokenSymbol, false
		switch {
		case f >= 'a' && f <= 'z':
			kind, part = tokenWord, true
		case f >= '0' && f <= '9':
			kind, part, s.digits = tokenNumber, true, true
		case f == 0: // decorates what stands before it
			if open {
				end = at + size
			}
			at += size
			continue
		case f >= utf8.RuneSelf && unicode.IsLetter(f):
			kind, part = tokenWord, true
		}
		last := len(s.tokens) - 1
		if open && f == '\'' && s.tokens[last].kind == tokenWord {
			at += size // inside a word: don't is one word
			continue
		}
		if open && (!part || s.tokens[last].kind != kind) {
			s.tokens[last].end, s.tokens[last].to = end, len(s.folded)
			open = false
		}
		if part || symbol(f) {
			if !open {
				if len(s.tokens) >= maxTokens {
					break
				}
				glued := len(s.tokens) > 0 && end == at
				s.tokens = append(s.tokens, token{start: at, end: at + size, from: len(s.folded), kind: kind, capital: upper, glued: glued})
				open = part
			}
			s.folded = utf8.AppendRune(s.folded, f)
			end = at + size
			if !part {
				s.tokens[len(s.tokens)-1].to = len(s.folded)
			}
		}
		at += size
	}
	if open {
		last := len(s.tokens) - 1
		s.tokens[last].end, s.tokens[last].to = end, len(s.folded)
	}
	for i := range s.tokens {
		s.taken = append(s.taken, false)
		t := &s.tokens[i]
		t.m = &noMeaning
		if t.kind != tokenNumber {
			t.m, s.tmp = s.f.lexicon.look(s.folded[t.from:t.to], s.tmp)
		}
	}
}

// symbol reports whether a character that is neither letter nor digit is a token.
func symbol(r rune) bool {
	switch r {
	case '$', '%', '?', '€', '£', '¥':
		return true
	}
	return r >= 0x2190 && unicode.In(r, unicode.So, unicode.Sk)
}

// word returns the folded form of token i, nothing outside the text.
func (s *scratch) word(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return string(s.folded[s.tokens[i].from:s.tokens[i].to])
}

// is reports whether token i is the word w.
func (s *scratch) is(i int, w string) bool {
	return i >= 0 && i < len(s.tokens) && string(s.folded[s.tokens[i].from:s.tokens[i].to]) == w
}

// mean returns what token i means.
func (s *scratch) mean(i int) *meaning {
	if i < 0 || i >= len(s.tokens) {
		return &noMeaning
	}
	return s.tokens[i].m
}

// number reports whether token i is digits.
func (s *scratch) number(i int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].kind == tokenNumber
}

// value returns the digits of token i as a number, -1 where there are none or more than nine.
func (s *scratch) value(i int) int {
	if !s.number(i) {
		return -1
	}
	return atoi(s.folded[s.tokens[i].from:s.tokens[i].to])
}

func atoi[T string | []byte](digits T) int {
	if len(digits) == 0 || len(digits) > 9 {
		return -1
	}
	n := 0
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return -1
		}
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// size returns how many bytes the folded form of token i has.
func (s *scratch) size(i int) int {
	if i < 0 || i >= len(s.tokens) {
		return 0
	}
	return s.tokens[i].to - s.tokens[i].from
}

// between returns the text from the end of token i to the start of the next, "\n" at the end of the text.
func (s *scratch) between(i int) string {
	if i < 0 || i+1 >= len(s.tokens) {
		return "\n"
	}
	return s.text[s.tokens[i].end:s.tokens[i+1].start]
}

// next reports whether nothing but blanks stands between token i and the one after it.
func (s *scratch) next(i int) bool {
	if i+1 >= len(s.tokens) {
		return false
	}
	return blank(s.between(i))
}

// near is next that allows a comma, a full stop after an abbreviation, a colon or brackets too.
func (s *scratch) near(i int) bool {
	if i < 0 || i+1 >= len(s.tokens) {
		return false
	}
	gap := s.between(i)
	if len(gap) > 4 {
		return false
	}
	for j := range len(gap) {
		switch gap[j] {
		case ' ', '\t', ',', '.', ':', '(', ')', '=', '-':
		default:
			return false
		}
	}
	return true
}

func blank(gap string) bool {
	for i := range len(gap) {
		if gap[i] != ' ' && gap[i] != '\t' {
			return gap == "\u00a0"
		}
	}
	return true
}

// dash reports whether the gap is one dash, with blanks around it or not.
func dash(gap string) bool {
	for len(gap) > 0 && gap[0] == ' ' {
		gap = gap[1:]
	}
	for len(gap) > 0 && gap[len(gap)-1] == ' ' {
		gap = gap[:len(gap)-1]
	}
	switch gap {
	case "-", "–", "—", "~", "‐", "‑", "−":
		return true
	}
	return false
}

// fold returns the plain lower-case form of a character and whether it was a capital; 0 for what only
// decorates the letter before it, or hides.
func fold(r rune) (rune, bool) {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return r, false
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A', true
	case r < utf8.RuneSelf:
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0x7f {
			return 0, false
		}
		return r, false
	case r == utf8.RuneError:
		return ' ', false
	case r == '’' || r == '‘' || r == 'ʼ' || r == '´':
		return '\'', false
	case r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff:
		return 0, false
	case r >= 0xff01 && r <= 0xff5e: // full width
		return fold(r - 0xff01 + '!')
	case r >= 0x1d400 && r <= 0x1d6a3: // mathematical letters: 13 alphabets of 26 capitals and 26 small
		return 'a' + (r-0x1d400)%52%26, (r-0x1d400)%52 < 26
	case r >= 0x1d7ce && r <= 0x1d7ff: // mathematical digits, five rows
		return '0' + (r-0x1d7ce)%10, false
	case r >= 0x1f3fb && r <= 0x1f3ff: // skin of an emoji
		return 0, false
	case r == 0xfe0f || r == 0x20e3 || unicode.In(r, unicode.Mn, unicode.Me):
		return 0, false
	}
	low := unicode.ToLower(r)
	if plain, ok := words.Lookalike(low); ok {
		return plain, low != r
	}
	return low, low != r
}
