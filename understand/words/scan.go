package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
)

// maxTokens bounds the work for one text, whatever it holds.
const maxTokens = 1024

// bounded returns text as valid UTF-8 without control characters, of at most [terang.MaxText] characters.
// A text that is so already is returned as it is.
func bounded(text string) string {
	n, clean := 0, true
	for at, r := range text {
		if n == terang.MaxText {
			text = text[:at]
			break
		}
		n++
		if r == utf8.RuneError || control(r) {
			clean = false
		}
	}
	if clean {
		return text
	}
	text = strings.ToValidUTF8(text, "")
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, text)
}

// control reports whether r has no place in a text: C0 but white space, C1, and what steers direction or
// hides between letters.
func control(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return false
	case r < 0x20 || r >= 0x7f && r < 0xa0:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff, r == 0xad:
		return true
	}
	return false
}

// scan cuts text into tokens and folds their letters into buf: lower case, plain Latin where a letter only
// looks different, no marks above or below. "ＨÉĹĻO" and "h̷e̷l̷l̷o̷" become "hello".
func scan(text string, tokens []Token, buf []byte) ([]Token, []byte) {
	s := scanner{text: text, tokens: tokens[:0], buf: buf[:0]}
	for at := 0; at < len(text) && len(s.tokens) < maxTokens; {
		if skip := urlAt(text, at); skip > 0 {
			s.close()
			s.add(Token{Start: at, End: at + skip, From: len(s.buf), To: len(s.buf), Kind: KindURL})
			at += skip
			s.spaced = true
			continue
		}
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[at:])
		}
		s.step(at, size, r)
		at += size
	}
	s.close()
	return s.tokens, s.buf
}

type scanner struct {
	text   string
	tokens []Token
	buf    []byte
	open   bool // a word or number is being read; it is the last token
	spaced bool // white space or punctuation since the last token
	end    int  // where the open token ends so far
}

// step takes in one character.
func (s *scanner) step(at, size int, r rune) {
	f, upper := fold(r)
	switch {
	case f >= 'a' && f <= 'z' || f >= utf8.RuneSelf && unicode.IsLetter(f):
		s.letter(at, f, upper, KindWord)
		s.end = at + size
	case f >= '0' && f <= '9':
		s.letter(at, f, false, KindNumber)
		s.end = at + size
	case f == 0: // a mark on the letter before
		if s.open {
			s.end = at + size
		}
	case f == '\'' && s.open && s.tokens[len(s.tokens)-1].Kind == KindWord:
		// inside a word: don't is one word
	case f == '?' || f == '!':
		s.close()
		s.buf = append(s.buf, byte(f))
		s.add(Token{Start: at, End: at + size, From: len(s.buf) - 1, To: len(s.buf), Kind: KindMark})
	case unicode.In(f, unicode.So, unicode.Sk) && f >= 0x2000:
		s.close()
		from := len(s.buf)
		s.buf = utf8.AppendRune(s.buf, f)
		s.add(Token{Start: at, End: at + size, From: from, To: len(s.buf), Kind: KindSymbol})
	default:
		s.close()
		s.spaced = s.spaced || f != '-'
	}
}

// letter adds a letter or digit to the open token, or opens one. Digits and letters part company, but for
// the 2 that repeats a word in everyday Indonesian: "bisa2" is one word, "3hari" is two.
func (s *scanner) letter(at int, f rune, upper bool, kind Kind) {
	if s.open {
		last := &s.tokens[len(s.tokens)-1]
		doubles := last.Kind == KindWord && f == '2' && last.To-last.From >= 3 && s.buf[last.To-1] > '9' && !s.digitAfter(at)
		if last.Kind != kind && !doubles {
			s.close()
		}
	}
	if !s.open {
		if len(s.tokens) >= maxTokens {
			return
		}
		glued := !s.spaced && len(s.tokens) > 0
		s.add(Token{Start: at, End: at, From: len(s.buf), To: len(s.buf), Kind: kind, Glued: glued})
		s.open = true
	}
	last := &s.tokens[len(s.tokens)-1]
	s.buf = utf8.AppendRune(s.buf, f)
	last.To = len(s.buf)
	if upper && last.Upper < 255 {
		last.Upper++
	}
}

func (s *scanner) digitAfter(at int) bool {
	return at+1 < len(s.text) && s.text[at+1] >= '0' && s.text[at+1] <= '9'
}

func (s *scanner) close() {
	if s.open {
		s.tokens[len(s.tokens)-1].End = s.end
		s.open = false
	}
}

func (s *scanner) add(t Token) {
	s.tokens = append(s.tokens, t)
	s.spaced = false
}

// urlAt returns the length of the link or e-mail address that starts at at, 0 if none does.
func urlAt(text string, at int) int {
	if at > 0 && text[at-1] > ' ' && text[at-1] != '(' {
		return 0
	}
	rest := text[at:]
	if hasPrefixFold(rest, "http://") || hasPrefixFold(rest, "https://") || hasPrefixFold(rest, "www.") {
		if end := strings.IndexAny(rest, " \t\r\n"); end > 0 {
			return end
		}
		return len(rest)
	}
	return emailAt(rest)
}

// maxEmail is the longest e-mail address (RFC 5321, 4.5.3.1.3).
const maxEmail = 254

// emailAt returns the length of the e-mail address that text begins with, 0 if it does not.
func emailAt(text string) int {
	sign, dot, end := 0, 0, 0
	for at := 0; at < len(text) && at < maxEmail; at++ {
		c := text[at]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			if dot > 0 || sign == 0 {
				end = at + 1
			}
		case c == '@' && sign == 0 && at > 0:
			sign = at
		case c == '.' && sign > 0:
			dot = at
		case c == '.' || c == '-' || c == '_' || c == '+' && sign == 0:
		default:
			at = maxEmail
		}
	}
	if sign == 0 || dot < sign+2 || end <= dot+1 {
		return 0
	}
	return end
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// fold returns the plain lower-case form of a character and whether it was a capital; 0 for a mark that
// only decorates the letter before it.
func fold(r rune) (rune, bool) {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return r, false
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A', true
	case r < utf8.RuneSelf:
		return r, false
	case r == '’' || r == '‘' || r == 'ʼ' || r == '´':
		return '\'', false
	case r >= 0xff01 && r <= 0xff5e: // full width
		return fold(r - 0xff01 + '!')
	case r >= 0x1d400 && r <= 0x1d6a3: // mathematical letters: 13 alphabets of 26 capitals and 26 small
		n := (r - 0x1d400) % 52
		if n < 26 {
			return 'a' + n, true
		}
		return 'a' + n - 26, false
	case r >= 0x1f1e6 && r <= 0x1f1ff || r == 0xfe0f || r == 0x20e3 || unicode.In(r, unicode.Mn, unicode.Me):
		return 0, false
	}
	low := unicode.ToLower(r)
	if plain, ok := Lookalike(low); ok {
		return plain, low != r
	}
	return low, low != r
}

// Lookalike maps accented Latin, and Cyrillic and Greek letters that are used to look Latin.
func Lookalike(r rune) (rune, bool) {
	const (
		from = "àáâãäåāăąçćčďđèéêëēėęěìíîïīįłñńňòóôõöøōőŕřśšşťţùúûüūůűųýÿźżžаеорсхуіјѕһԁαοιρν"
		to   = "aaaaaaaaacccddeeeeeeeeiiiiiilnnnoooooooorrsssttuuuuuuuuyyzzzaeopcxyijshdaoipv"
	)
	if r > 0x52f {
		return 0, false
	}
	at := 0
	for _, f := range from {
		if f == r {
			return rune(to[at]), true
		}
		at++
	}
	return 0, false
}

// scriptOf tells what most letters of a scanned line are written in.
func scriptOf(l *Line) Script {
	latin, foreign := 0, 0
	for i, t := range l.Tokens {
		if t.Kind != KindWord {
			continue
		}
		for _, c := range l.Surface(i) {
			if c < utf8.RuneSelf {
				latin++
			} else if c >= 0xc0 { // the first byte of a character
				foreign += 2 // a letter of another script tends to say more
			}
		}
	}
	switch {
	case latin == 0 && foreign == 0:
		return ""
	case foreign > latin:
		return Foreign
	}
	return Latin
}
