package search

import (
	"strings"
	"unicode"
)

// Limits of a question.
const (
	MaxQuery   = 200 // characters that are read
	maxClauses = 12  // words and phrases in it
	maxPhrase  = 12  // words in one phrase
	minPrefix  = 3   // letters that a beginning must have
)

// Query is a question, ready to be looked up: every one of Must, and none of Not.
type Query struct {
	Must []Clause
	Not  []Clause
}

// Clause is found where one of its alternatives is.
type Clause struct {
	Any  []Term
	Name bool // to be found in the contact's name only
}

// Term is a word, the beginning of one, or words that follow each other.
type Term struct {
	Words  []string
	Prefix bool // the last word may go on
	Part   bool // to be found among the parts of numbers
}

// Empty reports whether the question asks for no word.
func (q Query) Empty() bool { return len(q.Must) == 0 }

// piece is one item of a question as it was typed.
type piece struct {
	text                string
	quoted, not, prefix bool
	name                bool
}

// Parse reads a question: words (all must be there), "a phrase", -without, beginn*, name:sari. Nothing that is typed is an
// error; what cannot be looked up is left out. Where typing is true the last word may be unfinished.
func (r *Reader) Parse(text string, typing bool) Query {
	var q Query
	ps := pieces(text)
	for i, p := range ps {
		if len(q.Must)+len(q.Not) >= maxClauses {
			break
		}
		open := typing && i == len(ps)-1 && !p.quoted && !p.not && !endsInSpace(text)
		for _, c := range r.clauses(p, open) {
			if p.not {
				q.Not = append(q.Not, c)
			} else {
				q.Must = append(q.Must, c)
			}
		}
	}
	return q
}

func endsInSpace(s string) bool { return s != strings.TrimRightFunc(s, unicode.IsSpace) }

// pieces cuts a question at spaces outside quotes.
func pieces(text string) []piece {
	rest := []rune(text)
	if len(rest) > MaxQuery {
		rest = rest[:MaxQuery]
	}
	var out []piece
	for i := 0; i < len(rest); {
		if unicode.IsSpace(rest[i]) {
			i++
			continue
		}
		var p piece
		if rest[i] == '-' && i+1 < len(rest) && !unicode.IsSpace(rest[i+1]) {
			p.not = true
			i++
		}
		for _, key := range []string{"name:", "nama:"} {
			if n := len(key); i+n < len(rest) && strings.EqualFold(string(rest[i:i+n]), key) {
				p.name = true
				i += n
				break
			}
		}
		if q := closing(rest[i]); q != 0 {
			j := i + 1
			for j < len(rest) && rest[j] != q {
				j++
			}
			p.text, p.quoted = string(rest[i+1:j]), true
			i = min(j+1, len(rest))
			if i < len(rest) && rest[i] == '*' {
				p.prefix = true
				i++
			}
		} else {
			j := i
			for j < len(rest) && !unicode.IsSpace(rest[j]) && closing(rest[j]) == 0 {
				j++
			}
			p.text = string(rest[i:j])
			p.prefix = strings.HasSuffix(p.text, "*")
			i = max(j, i+1)
		}
		out = append(out, p)
	}
	return out
}

// closing is the mark that ends a quotation, 0 where c begins none.
func closing(c rune) rune {
	switch c {
	case '"':
		return '"'
	case '“', '„', '”':
		return '”'
	}
	return 0
}

// clauses are what a piece asks for: a phrase or a number is one clause.
func (r *Reader) clauses(p piece, open bool) []Clause {
	ts := tokens(p.text, maxPhrase)
	if len(ts) == 0 {
		return nil
	}
	prefix := p.prefix || open
	if last := ts[len(ts)-1].text; prefix && len(ts) == 1 && len(last) < minPrefix {
		prefix = false
	}
	t := Term{Prefix: prefix}
	for _, one := range ts {
		t.Words = append(t.Words, one.text)
	}
	c := Clause{Any: []Term{t}, Name: p.name}
	if p.quoted {
		return []Clause{c}
	}
	if n := number(ts); n != "" {
		c.Any = append(c.Any, Term{Words: []string{dialled(n)}, Prefix: true, Part: true})
	}
	if len(ts) == 1 {
		for _, f := range r.forms(p.text) {
			if f != ts[0].text {
				c.Any = append(c.Any, Term{Words: []string{f}})
				break
			}
		}
	}
	return []Clause{c}
}

// dialled leaves the beginning of a telephone number out that depends on where one calls from: 0812…, 62812….
func dialled(n string) string {
	if len(n) < 10 || strings.Trim(n, "0123456789") != "" {
		return n
	}
	if rest, ok := strings.CutPrefix(n, "62"); ok {
		return rest
	}
	return strings.TrimPrefix(n, "0")
}
