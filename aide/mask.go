package aide

import (
	"fmt"
	"regexp"
	"strings"
)

// What names a person, or opens an account, and is not needed to write a sentence: mail addresses, and long numbers such as those
// of phones, cards and identity cards.
var private = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d.-]+\.\p{L}{2,}|\+?\d(?:[ .-]?\d){9,}`)

// mask puts marks in the place of what is private, the same mark for the same thing. It lives for one question.
type mask struct {
	marks map[string]string // by what stood there
	back  []string          // mark, what stood there, …
}

// hide returns a text without what is private.
func (m *mask) hide(text string) string {
	return private.ReplaceAllStringFunc(text, func(s string) string {
		if m.marks == nil {
			m.marks = map[string]string{}
		}
		mark, known := m.marks[s]
		if !known {
			mark = fmt.Sprintf("⟦%d⟧", len(m.marks)+1)
			m.marks[s] = mark
			m.back = append(m.back, mark, s)
		}
		return mark
	})
}

// show puts back what stood there.
func (m *mask) show(text string) string { return strings.NewReplacer(m.back...).Replace(text) }
