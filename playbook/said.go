package playbook

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"terang"
)

// Words are what a problem says in one language: what is wrong, why it cannot stay, and what to do next.
type Words struct {
	What string `json:"what"`
	Why  string `json:"why"`
	Next string `json:"next"`
}

// Said is what a problem says, in each language of the house.
type Said struct{ What, Why, Next terang.Text }

// Texts are the sentences of a room by key. {name} in a sentence stands for what varies.
type Texts map[string]Said

// Problem makes a problem out of the sentences of a key; it has no place and no rule yet. args are names and values in turn. A
// value may be a text of both languages, or an error of this room, which is told in both.
func (t Texts) Problem(key string, args ...any) Problem {
	s, ok := t[key]
	if !ok { // a test finds it first
		s = Said{What: both(key, key)}
	}
	return Problem{Key: key, Severity: SeverityError, said: Said{What: fill(s.What, args), Why: fill(s.Why, args), Next: fill(s.Next, args)}}
}

func both(id, en string) terang.Text {
	return terang.Text{terang.Indonesian: id, terang.English: en}
}

// fill puts values into the places of a text.
func fill(t terang.Text, args []any) terang.Text {
	out := make(terang.Text, len(t))
	for l, s := range t {
		if strings.Contains(s, "{") {
			pairs := make([]string, 0, len(args))
			for i := 0; i+1 < len(args); i += 2 {
				pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), valueIn(args[i+1], l))
			}
			s = strings.NewReplacer(pairs...).Replace(s)
		}
		out[l] = s
	}
	return out
}

func plainWords[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

func valueIn(v any, l terang.Language) string {
	switch v := v.(type) {
	case terang.Text:
		return v.In(l)
	case []string:
		return visible(strings.Join(v, ", "))
	case error:
		return Reason(v).In(l)
	}
	return visible(fmt.Sprint(v))
}

// visible writes out what a terminal would obey or hide, since it may come from anybody's file.
func visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return s
	}
	quoted := strconv.Quote(s)
	return quoted[1 : len(quoted)-1]
}

// reason is an error that is told in both languages.
type reason struct{ text terang.Text }

// Error is the reason in English.
func (r reason) Error() string { return r.text.In(terang.English) }

// Phrases are parts of sentences by key: reasons, names, mends.
type Phrases map[string]terang.Text

// Text is the phrase of a key, filled in as [Texts.Problem] does it.
func (p Phrases) Text(key string, args ...any) terang.Text {
	t, ok := p[key]
	if !ok { // a test finds it first
		return both(key, key)
	}
	return fill(t, args)
}

// Because is the error that a phrase tells; [Reason] gives it in both languages.
func (p Phrases) Because(key string, args ...any) error { return reason{p.Text(key, args...)} }

func phrase(key string, args ...any) terang.Text { return phrases.Text(key, args...) }
func because(key string, args ...any) error      { return phrases.Because(key, args...) }

// Reason tells an error in both languages. The words of a parser that is not ours stay as they are.
func Reason(err error) terang.Text {
	var r reason
	if errors.As(err, &r) {
		return r.text
	}
	return both(visible(err.Error()), visible(err.Error()))
}

// named is the name of a part of a playbook: a word of the language, which is the same for everybody, or a phrase.
func named(part string) terang.Text {
	if t, ok := parts[part]; ok {
		return t
	}
	return both(part, part)
}

// Tell writes an error for a person: the problems in it in their language, one a line, and everything else as it is.
func Tell(err error, l terang.Language) string {
	return strings.Join(tell(err, l), "\n")
}

func tell(err error, l terang.Language) []string {
	switch e := err.(type) { //nolint:errorlint // the chain is gone through here
	case Problem:
		return []string{e.line(l)}
	case Problems:
		var out []string
		for _, p := range e {
			out = append(out, p.line(l))
		}
		return out
	case interface{ Unwrap() []error }:
		var out []string
		for _, one := range e.Unwrap() {
			out = append(out, tell(one, l)...)
		}
		return out
	case reason:
		return []string{e.text.In(l)}
	case interface{ Unwrap() error }:
		var one Problem
		var many Problems
		if errors.As(err, &one) || errors.As(err, &many) {
			return tell(e.Unwrap(), l)
		}
	}
	return []string{err.Error()}
}
