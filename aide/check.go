package aide

import (
	"regexp"
	"slices"
	"strings"
)

// What a model must not make up: figures, addresses, and marks of what was hidden.
var (
	figure  = regexp.MustCompile(`\d[\d.,:/-]*\d|\d`)
	address = regexp.MustCompile(`(?i)(?:https?://|www\.)[^\s)>\]]+`)
	marked  = regexp.MustCompile(`⟦[^⟧]*⟧`)
)

// facts are the figures, addresses and marks of a text, each once, in order. A figure is its digits: 1.250.000 and 1,250,000 are one.
func facts(text string) []string {
	out := marked.FindAllString(text, -1)
	text = marked.ReplaceAllString(text, " ")
	for _, a := range address.FindAllString(text, -1) {
		out = append(out, strings.ToLower(strings.TrimRight(a, ".,;:!?")))
	}
	for _, f := range figure.FindAllString(address.ReplaceAllString(text, " "), -1) {
		out = append(out, strings.Map(digit, f))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func digit(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// grounded reports whether every fact of an answer stands in what it was made of.
func grounded(answer string, given ...string) bool {
	have := facts(strings.Join(given, "\n"))
	return !slices.ContainsFunc(facts(answer), func(f string) bool { return !slices.Contains(have, f) })
}

// same reports whether two texts have the same facts.
func same(a, b string) bool { return slices.Equal(facts(a), facts(b)) }
