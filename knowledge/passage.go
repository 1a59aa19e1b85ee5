package knowledge

import (
	"regexp"
	"strings"
)

const (
	shortPassage = 60  // bytes under which a paragraph is read together with the next
	longPassage  = 900 // bytes over which it is not
)

// Passages cuts a Markdown body into what can be given as an answer: paragraphs and lists as plain text,
// without the marks. A heading goes with what follows it, a line that ends in a colon with its list.
func Passages(body string) []string {
	var out []string
	var open string
	for block := range strings.SplitSeq(body, "\n\n") {
		text := plain(block)
		if text == "" {
			continue
		}
		switch {
		case open == "":
			open = text
		case strings.HasSuffix(open, ":"):
			open += "\n" + text
		default:
			open += "\n\n" + text
		}
		lead := strings.HasPrefix(strings.TrimSpace(block), "#") || strings.HasSuffix(text, ":") || len(open) < shortPassage
		if lead && len(open) < longPassage {
			continue
		}
		out = append(out, open)
		open = ""
	}
	if open != "" {
		out = append(out, open)
	}
	return out
}

var (
	heading = regexp.MustCompile(`^#{1,6}\s+`)
	bullet  = regexp.MustCompile(`^\s*[-*+]\s+`)
	link    = regexp.MustCompile(`\[([^\[\]]{1,200})\]\(([^()\s]{1,300})\)`)
	strong  = regexp.MustCompile(`\*\*([^*\n]{1,300})\*\*`)
	code    = regexp.MustCompile("`([^`\n]{1,300})`")
)

// plain takes the marks of Markdown off one block. Lines of a paragraph are joined, those of a list stay.
func plain(block string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
		line = strings.TrimRight(line, " \t")
		item := bullet.MatchString(line)
		if item {
			line = "• " + bullet.ReplaceAllString(line, "")
		}
		line = strings.TrimSpace(heading.ReplaceAllString(line, ""))
		line = link.ReplaceAllString(line, "$1 ($2)")
		line = strong.ReplaceAllString(line, "$1")
		line = code.ReplaceAllString(line, "$1")
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			if item || numbered(line) {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// numbered reports whether a line begins like "3. ".
func numbered(line string) bool {
	digits := 0
	for digits < len(line) && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	return digits > 0 && digits <= 2 && strings.HasPrefix(line[digits:], ". ")
}
