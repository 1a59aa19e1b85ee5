package request

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"terang"
)

// none is the label of an example that asks for nothing special.
const none = "none"

// Example is one text with the requests that it makes; none for a text that makes none.
type Example struct {
	Requests []Request
	Text     string
	Language terang.Language
}

// ParseExamples reads a TSV file with the header "label<TAB>text". A label is a request, several joined by "+",
// or "none". Lines that begin with # and empty lines are skipped.
func ParseExamples(name string, b []byte, l terang.Language) ([]Example, error) {
	var out []Example
	n, header := 0, false
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		label, text, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("%s:%d: no tab between label and text", name, n)
		}
		if !header {
			if label != "label" || text != "text" {
				return nil, fmt.Errorf("%s:%d: the first line must be label<TAB>text", name, n)
			}
			header = true
			continue
		}
		e := Example{Text: strings.TrimSpace(text), Language: l}
		if e.Text == "" {
			return nil, fmt.Errorf("%s:%d: the text must not be empty", name, n)
		}
		if label = strings.TrimSpace(label); label != none {
			for part := range strings.SplitSeq(label, "+") {
				if !slices.Contains(all[:], Request(part)) {
					return nil, fmt.Errorf("%s:%d: %q is no request", name, n, part)
				}
				e.Requests = append(e.Requests, Request(part))
			}
		}
		out = append(out, e)
	}
	return out, nil
}
