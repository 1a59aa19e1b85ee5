// Package search puts texts and questions into the same words, so that what was said is found again: lower case, no marks on
// letters, everyday Indonesian beside its standard form, and numbers by their parts.
//
// It never looks anything up, keeps no text, decides nothing about who may see what, and takes time in proportion to a
// text's length. The way in is [Reader.Index] for what is stored and [Reader.Parse] for what is asked.
package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"terang/understand/words"
)

// Limits of what is indexed of one text.
const (
	maxTokens = 1000 // words
	maxForms  = 200  // standard forms beside them
	maxParts  = 200  // parts of numbers
	maxToken  = 40   // bytes of one word; the rest of it is not looked at
	maxNumber = 32   // bytes of a number that is known by its parts
	minPart   = 4    // shortest part of a number that finds it
)

// Doc is one text as it is indexed. Tokens hold letters and digits only.
type Doc struct {
	Words []string // in their order, so that phrases are found
	Forms []string // standard forms of everyday words
	Parts []string // ends of numbers such as order numbers; a part in the middle is the beginning of an end
}

// Empty reports whether there is nothing to find.
func (d Doc) Empty() bool { return len(d.Words) == 0 }

// Reader reads texts. It reuses its buffers, so it belongs to one goroutine at a time; the zero value is ready.
type Reader struct {
	line words.Line
	seen map[string]bool
}

// token is one word of a text with its place in it; joined says that only punctuation stands between it and the one before.
type token struct {
	text       string
	start, end int
	joined     bool
	digit      bool
}

// Index reads a text for the index.
func (r *Reader) Index(text string) Doc {
	ts := tokens(text, maxTokens)
	if len(ts) == 0 {
		return Doc{}
	}
	d := Doc{Words: make([]string, len(ts))}
	if r.seen == nil {
		r.seen = make(map[string]bool)
	}
	clear(r.seen)
	for i, t := range ts {
		d.Words[i] = t.text
		r.seen[t.text] = true
	}
	for _, f := range r.forms(text) {
		if len(d.Forms) < maxForms && !r.seen[f] {
			r.seen[f] = true
			d.Forms = append(d.Forms, f)
		}
	}
	for i := 0; i < len(ts); {
		j := chunkEnd(ts, i)
		if n := number(ts[i:j]); n != "" {
			for k := 0; len(n)-k >= minPart && len(d.Parts) < maxParts; k++ {
				if utf8.RuneStart(n[k]) {
					d.Parts = append(d.Parts, n[k:])
				}
			}
		}
		i = j
	}
	return d
}

// forms are the standard words of a text, for those who typed another.
func (r *Reader) forms(text string) []string {
	words.Default().Read(&r.line, text, "")
	var out []string
	for i, w := range r.line.Words {
		if w.Kind != words.KindWord {
			continue
		}
		std := r.line.Word(i)
		if std != string(r.line.Surface(w.Token)) && plain(std) {
			out = append(out, std)
		}
	}
	return out
}

// plain reports whether a word is made of letters and digits as tokens are.
func plain(s string) bool {
	if s == "" || len(s) > maxToken {
		return false
	}
	for _, c := range s {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) || unicode.IsUpper(c) {
			return false
		}
	}
	return true
}

// chunkEnd is the end of the tokens that are written as one: "TRG-10023", "0812-3456".
func chunkEnd(ts []token, i int) int {
	j := i + 1
	for j < len(ts) && ts[j].joined {
		j++
	}
	return j
}

// number joins the tokens of a chunk that has a digit, or returns "".
func number(ts []token) string {
	n, digit := 0, false
	for _, t := range ts {
		n += len(t.text)
		digit = digit || t.digit
	}
	if !digit || n < minPart || n > maxNumber {
		return ""
	}
	var sb strings.Builder
	for _, t := range ts {
		sb.WriteString(t.text)
	}
	return sb.String()
}

// tokens cuts a text into its first n words.
func tokens(text string, n int) []token {
	var out []token
	var buf []byte
	start, digit, glue := -1, false, false
	end := func(at int) {
		if start >= 0 && len(buf) > 0 {
			out = append(out, token{text: string(buf), start: start, end: at, joined: glue && len(out) > 0, digit: digit})
			glue = true
		}
		buf, start, digit = buf[:0], -1, false
	}
	for i, c := range text {
		if len(out) >= n {
			return out
		}
		switch {
		case unicode.Is(unicode.Mn, c):
			continue // a mark on the letter before
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			if alone(c) {
				end(i)
			}
			if start < 0 {
				start = i
			}
			digit = digit || unicode.IsDigit(c)
			buf = fold(buf, c)
			if alone(c) {
				end(i + utf8.RuneLen(c))
			}
		default:
			end(i)
			glue = glue && glues(c)
		}
	}
	end(len(text))
	return out[:min(len(out), n)]
}

// glues reports whether what stands on both sides of c may be one number.
func glues(c rune) bool { return strings.ContainsRune("-./_#:+", c) }

// alone reports whether a script is written without spaces, so that each sign is a word.
func alone(c rune) bool {
	return c > unicode.MaxLatin1 && unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// fold appends a letter in lower case without marks. Letters beyond a word's limit are dropped.
func fold(buf []byte, c rune) []byte {
	if len(buf) >= maxToken {
		return buf
	}
	if c < utf8.RuneSelf {
		return append(buf, byte(unicode.ToLower(c)))
	}
	var one [utf8.UTFMax]byte
	for _, d := range string(norm.NFKD.Append(nil, one[:utf8.EncodeRune(one[:], c)]...)) {
		if d = unicode.ToLower(d); unicode.IsLetter(d) || unicode.IsDigit(d) {
			buf = utf8.AppendRune(buf, d)
		}
	}
	return buf
}
