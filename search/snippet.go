package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Span is a stretch of a snippet; Mark says that it is what was asked for.
type Span struct {
	Text string `json:"text"`
	Mark bool   `json:"mark,omitempty"`
}

// Snippet returns about size characters of a text around the first thing that was asked for, with what was found marked.
// Together the spans are a stretch of the text, with "…" where it was cut and line breaks as spaces.
func (r *Reader) Snippet(text string, q Query, size int) []Span {
	text = strings.ToValidUTF8(text, "�")
	ts := tokens(text, maxTokens)
	hit := make([]bool, len(ts))
	for _, c := range q.Must {
		for _, t := range c.Any {
			mark(ts, hit, t)
		}
	}
	r.markForms(text, ts, hit, q)
	from, to := 0, len(text)
	if utf8.RuneCountInString(text) > size {
		from, to = window(text, ts, hit, size)
	}
	var out []Span
	add := func(s string, m bool) {
		s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c == '\n' || c == '\r' || c == '\t' }), " ")
		if s == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Mark == m {
			out[n-1].Text += s
			return
		}
		out = append(out, Span{s, m})
	}
	if from > 0 {
		add("…", false)
	}
	at := from
	for i, t := range ts {
		if hit[i] && t.start >= at && t.end <= to {
			add(text[at:t.start], false)
			add(text[t.start:t.end], true)
			at = t.end
		}
	}
	add(text[at:to], false)
	if to < len(text) {
		add("…", false)
	}
	return out
}

// mark finds the places of a term.
func mark(ts []token, hit []bool, t Term) {
	if t.Part {
		for i := 0; i < len(ts); {
			j := chunkEnd(ts, i)
			if strings.Contains(number(ts[i:j]), t.Words[0]) {
				for k := i; k < j; k++ {
					hit[k] = true
				}
			}
			i = j
		}
		return
	}
	for i := 0; i+len(t.Words) <= len(ts); i++ {
		ok := true
		for k, w := range t.Words {
			have := ts[i+k].text
			last := k == len(t.Words)-1
			if have != w && !(last && t.Prefix && strings.HasPrefix(have, w)) {
				ok = false
				break
			}
		}
		for k := range t.Words {
			hit[i+k] = hit[i+k] || ok
		}
	}
}

// markForms marks the everyday words whose standard form was asked for.
func (r *Reader) markForms(text string, ts []token, hit []bool, q Query) {
	if slices.Contains(hit, true) || len(ts) == 0 {
		return
	}
	for i := range ts {
		for _, f := range r.forms(text[ts[i].start:ts[i].end]) {
			for _, c := range q.Must {
				for _, t := range c.Any {
					if len(t.Words) == 1 && !t.Part && (t.Words[0] == f || t.Prefix && strings.HasPrefix(f, t.Words[0])) {
						hit[i] = true
					}
				}
			}
		}
	}
}

// window is a stretch of a text around its first hit, cut between words where there are any.
func window(text string, ts []token, hit []bool, size int) (from, to int) {
	centre := 0
	if i := slices.Index(hit, true); i >= 0 {
		centre = ts[i].start
	}
	from = centre
	for n := 0; from > 0 && n < size/3; n++ {
		_, w := utf8.DecodeLastRuneInString(text[:from])
		from -= w
	}
	if from > 0 {
		if i := strings.IndexByte(text[from:centre], ' '); i >= 0 {
			from += i + 1
		}
	}
	to = from
	for n := 0; to < len(text) && n < size; n++ {
		_, w := utf8.DecodeRuneInString(text[to:])
		to += w
	}
	if to < len(text) {
		if i := strings.LastIndexByte(text[from:to], ' '); i > size/2 {
			to = from + i
		}
	}
	return from, to
}
