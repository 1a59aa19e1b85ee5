package gate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lookalikes are letters of other alphabets that are drawn like Latin ones (a choice from Unicode UTS #39,
// confusables.txt).
var lookalikes = map[rune]byte{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ё': 'e', 'һ': 'h', 'і': 'i', 'ї': 'i', 'ј': 'j', 'к': 'k', 'м': 'm', 'н': 'h',
	'о': 'o', 'р': 'p', 'ѕ': 's', 'т': 't', 'у': 'y', 'х': 'x', 'ԛ': 'q', 'ԝ': 'w', 'ɡ': 'g', 'ı': 'i', 'ł': 'l', 'ø': 'o', 'ɑ': 'a',
	'α': 'a', 'β': 'b', 'ε': 'e', 'η': 'n', 'ι': 'i', 'κ': 'k', 'μ': 'm', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 'o', 'τ': 't', 'υ': 'u', 'χ': 'x',
	'ո': 'n', 'ս': 'u', 'օ': 'o', 'հ': 'h', 'ց': 'g', 'ꮪ': 's', 'ꭺ': 'a', 'ⅰ': 'i', 'ɪ': 'i', 'ᴀ': 'a', 'ɴ': 'n', 'ᴍ': 'm', 'ᴜ': 'u',
	'’': '\'', '‘': '\'', 'ʼ': '\'', '´': '\'',
}

// fold writes a text in small plain letters, so that words are compared as a reader sees them: full width and
// styled letters, accents and lookalikes become Latin, what cannot be seen goes. ASCII keeps its places.
func fold(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	var sb strings.Builder
	sb.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(unboxed(r))
		if b, ok := lookalikes[r]; ok {
			sb.WriteByte(b)
			continue
		}
		if unicode.Is(unicode.Mn, r) || hidden(r) || r == 0xFE0F {
			continue
		}
		sb.WriteRune(r)
	}
	return sb.String()
}

// unboxed returns the letter that is drawn white in a black circle or box, or as half of a flag; NFKD leaves these.
func unboxed(r rune) rune {
	switch {
	case r >= 0x1F150 && r <= 0x1F169:
		return 'a' + r - 0x1F150
	case r >= 0x1F170 && r <= 0x1F189:
		return 'a' + r - 0x1F170
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return 'a' + r - 0x1F1E6
	}
	return r
}

// digits that stand for letters inside a word: "m4nu5ia".
func letter(c byte) byte {
	switch c {
	case '0':
		return 'o'
	case '1', '!', '|':
		return 'i'
	case '3':
		return 'e'
	case '4', '@':
		return 'a'
	case '5', '$':
		return 's'
	case '7':
		return 't'
	}
	return c
}

// tokens finds the words of a folded text and their classes. Letters spelt apart ("m a n u s i a",
// "m.a.n.u.s.i.a") are one word; a letter drawn out ("manusiaaa") counts once.
func tokens(s string, out []token) []token {
	sentence, clause, letters := 0, 0, 0
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if !wordRune(r) {
			if letters < minSpelt {
				if ends(s, i, n, r) {
					sentence++
					clause++
				} else if parts(r) {
					clause++
				}
			}
			i += n
			continue
		}
		start := i
		for i < len(s) {
			r, n = rune(s[i]), 1
			if r >= utf8.RuneSelf {
				r, n = utf8.DecodeRuneInString(s[i:])
			}
			if !wordRune(r) && r != '\'' && !(styled(r) && i > start) {
				break
			}
			i += n
		}
		one := i-start == 1
		if !one {
			out = spelt(s, out, letters)
			letters = 0
		}
		out = append(out, token{class: classOf(s[start:i]), start: start, end: i, sentence: sentence, clause: clause})
		if one {
			letters++
		}
	}
	return spelt(s, out, letters)
}

// minSpelt is how many single letters in a row are taken for a word that is spelt out.
const minSpelt = 3

// spelt joins the last letters tokens, single letters in a row, into the words that they spell, the longest
// first.
func spelt(s string, out []token, letters int) []token {
	if letters < minSpelt {
		return out
	}
	from := len(out) - letters
	to := from
	for i := from; i < len(out); {
		var word [maxSpelt]byte
		best, size := class(0), 1
		for n := 0; n < maxSpelt && i+n < len(out); n++ {
			word[n] = letter(s[out[i+n].start])
			if c := words[string(word[:n+1])]; c != 0 && n+1 >= minSpelt {
				best, size = c, n+1
			}
		}
		t := out[i]
		if size > 1 {
			t.class, t.end = best, out[i+size-1].end
		}
		out[to] = t
		to++
		i += size
	}
	return out[:to]
}

// maxSpelt is the length of the longest word that is looked for letter by letter.
const maxSpelt = 12

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// styled reports whether r may stand for a letter inside a word.
func styled(r rune) bool { return r == '@' || r == '$' || r == '|' }

func ends(s string, i, n int, r rune) bool {
	switch r {
	case '\n', '…', '。':
		return true
	case '.', '!', '?':
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		return i+n == len(s) || unicode.IsSpace(next)
	}
	return false
}

// parts reports whether r begins another clause.
func parts(r rune) bool {
	switch r {
	case ',', ';', ':', '(', ')', '"', '–', '—', '·', '|':
		return true
	}
	return false
}

// longestWord bounds what is looked up; longer words mean nothing here.
const longestWord = 40

// classOf looks a word up as it stands, then without apostrophes, disguises and drawn-out letters.
func classOf(w string) class {
	if c, ok := words[w]; ok {
		return c
	}
	if len(w) > longestWord || !odd(w) {
		return 0
	}
	var buf [longestWord]byte
	out := buf[:0]
	alpha := false
	for i := 0; i < len(w); i++ {
		alpha = alpha || w[i] >= 'a' && w[i] <= 'z'
	}
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c == '\'' {
			continue
		}
		if alpha {
			c = letter(c)
		}
		if n := len(out); n >= 2 && out[n-1] == c && out[n-2] == c {
			continue
		}
		out = append(out, c)
	}
	if c, ok := words[string(out)]; ok {
		return c
	}
	// two of the same letter may still be one drawn out: "manusiaa"
	single := out[:0]
	for _, c := range out {
		if n := len(single); n > 0 && single[n-1] == c {
			continue
		}
		single = append(single, c)
	}
	return words[string(single)]
}

// odd reports whether w has an apostrophe, a digit or mark among letters, or a doubled letter.
func odd(w string) bool {
	for i := 0; i < len(w); i++ {
		if c := w[i]; c < 'a' || c > 'z' || i > 0 && w[i-1] == c {
			return true
		}
	}
	return false
}
