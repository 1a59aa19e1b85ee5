package playbook

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"terang"
)

// Snippet is a text that people keep to use it again: Liquid within the same limits as the texts of playbooks, in one language.
// Its values are plain and named beforehand. Where one is not there yet, a rendering leaves a gap that can be seen, see [Gap].
type Snippet struct {
	language terang.Language
	template *template
}

// The marks around a gap. No keyboard has them, so that no text has them by accident.
const (
	gapOpen  = "⟦"
	gapClose = "⟧"
)

var gapForm = regexp.MustCompile(gapOpen + `[^` + gapOpen + gapClose + `\n]*` + gapClose)

// Gap is what stands for a value that is not there yet: "⟦nomor pesanan⟧".
func Gap(label string) string {
	return gapOpen + strings.NewReplacer(gapOpen, "", gapClose, "", "\n", " ", "{", "", "}", "").Replace(label) + gapClose
}

// Gaps returns the labels of the gaps that a text still has, in order.
func Gaps(text string) []string {
	var out []string
	for _, g := range gapForm.FindAllString(text, -1) {
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(g, gapOpen), gapClose))
	}
	return out
}

// unknownName is a value that a snippet asks for and nobody has.
type unknownName struct{ path string }

func (u unknownName) Error() string { return u.path }

// ParseSnippet reads a text; names are all values that it may ask for ("contact.name"). file is what the problems call it.
func ParseSnippet(file string, l terang.Language, src string, names []string) (*Snippet, Problems) {
	src = strings.TrimSpace(strings.ReplaceAll(src, "\r\n", "\n"))
	i := inspector{steps: MaxTemplateSteps, known: func(path []string) error {
		if name := strings.Join(path, "."); !slices.Contains(names, name) {
			return unknownName{name}
		}
		return nil
	}}
	at := func(p Problem) Problems {
		line, column := placeOf(src, i.at)
		return Problems{p.At(file, line, column)}.sorted()
	}
	switch {
	case src == "":
		return nil, at(snippetTexts.Problem("empty"))
	case !utf8.ValidString(src):
		return nil, at(snippetTexts.Problem("utf8"))
	case utf8.RuneCountInString(src) > terang.MaxText:
		return nil, at(snippetTexts.Problem("long", "limit", terang.MaxText))
	}
	if _, err := i.inspect(src); err != nil {
		var u unknownName
		if errors.As(err, &u) {
			if rest := strings.Index(src[i.at:], u.path); rest > 0 {
				i.at += rest
			}
			return nil, at(snippetTexts.Problem("name", "name", clip(u.path), "names", listed(names)).near(nearest(u.path, names)))
		}
		return nil, at(snippetTexts.Problem("unusable", "reason", err))
	}
	i.at = 0
	t, err := newLanguages().compile(l, src, func([]string) error { return nil })
	if err != nil {
		return nil, at(snippetTexts.Problem("unusable", "reason", err))
	}
	return &Snippet{l, t}, nil
}

// maxListed is how many names a problem lists.
const maxListed = 12

func listed(names []string) []string {
	if len(names) <= maxListed {
		return names
	}
	return append(slices.Clone(names[:maxListed]), "…")
}

// placeOf is the line and the column of a byte of a text, both from 1, the column in characters.
func placeOf(src string, at int) (line, column int) {
	before := src[:min(at, len(src))]
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1
}

// Render fills the text in; values are by name, and those that are not there yet are absent or nil. label says in words what a
// name stands for; it is what the gap shows. A condition that asks for a value that is not there yet does not hold.
func (s *Snippet) Render(values map[string]any, label func(name string) string) (string, error) {
	vars, missing := map[string]any{}, map[int]string{}
	for _, r := range s.template.reads {
		name := strings.Join(r.path, ".")
		v, ok := values[name]
		if ok = ok && v != nil && v != ""; !ok {
			v = nil
		}
		if r.strict && !ok && missing[r.at] == "" {
			missing[r.at] = name
		}
		put(vars, r.path, v)
	}
	t := s.template
	if len(missing) > 0 {
		var b strings.Builder
		last := 0
		for _, m := range markForm.FindAllStringIndex(t.src, -1) {
			if name := missing[m[0]]; name != "" {
				b.WriteString(t.src[last:m[0]] + Gap(label(name)))
				last = m[1]
			}
		}
		b.WriteString(t.src[last:])
		var err error
		if t, err = newLanguages().compile(s.language, b.String(), func([]string) error { return nil }); err != nil {
			return "", err
		}
	}
	return t.render(vars)
}

// put lays a value where its path leads.
func put(vars map[string]any, path []string, v any) {
	for ; len(path) > 1; path = path[1:] {
		inner, ok := vars[path[0]].(map[string]any)
		if !ok {
			inner = map[string]any{}
			vars[path[0]] = inner
		}
		vars = inner
	}
	vars[path[0]] = v
}

// snippetTexts are what is said of a text that cannot be used.
var snippetTexts = Texts{
	"empty": {
		What: both("teksnya kosong", "the text is empty"),
		Why:  both("tidak ada yang dapat dikirim", "there is nothing to send"),
		Next: both("tulis teksnya", "write the text"),
	},
	"utf8": {
		What: both("teksnya bukan UTF-8 yang sah", "the text is not valid UTF-8"),
		Why:  both("pelanggan tidak akan dapat membacanya", "customers could not read it"),
		Next: both("tulis ulang teksnya", "write it again"),
	},
	"long": {
		What: both("teksnya terlalu panjang", "the text is too long"),
		Why:  both("satu pesan memuat paling banyak {limit} karakter", "a message holds at most {limit} characters"),
		Next: both("persingkat teksnya", "make it shorter"),
	},
	"name": {
		What: both("{name} tidak dikenal", "{name} is not known"),
		Why:  both("yang ada: {names}", "there are {names}"),
		Next: both("pilih dari daftar isian", "choose one from the list of values"),
	},
	"unusable": {
		What: both("bagian ini tidak dapat diisi", "this part cannot be filled in"),
		Why:  both("{reason}", "{reason}"),
		Next: both("perbaiki tanda {{ }} atau {% %} di sini", "mend the {{ }} or {% %} here"),
	},
}

// SnippetNames are the values that a text asks for, whether there are such or not; nil for a text that cannot be read.
func SnippetNames(src string) []string {
	i := inspector{steps: MaxTemplateSteps, known: func([]string) error { return nil }}
	if _, err := i.inspect(strings.TrimSpace(src)); err != nil {
		return nil
	}
	var out []string
	for _, r := range i.reads {
		out = append(out, strings.Join(r.path, "."))
	}
	return out
}
