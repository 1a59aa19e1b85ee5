package understand

import "strings"

// Join returns examples and those of more that are not among them, whatever their capitals.
func Join(examples, more []Example) []Example {
	if len(more) == 0 {
		return examples
	}
	key := func(e Example) string { return e.Intent + "\x00" + strings.ToLower(e.Text) }
	have := make(map[string]bool, len(examples)+len(more))
	out := make([]Example, len(examples), len(examples)+len(more))
	copy(out, examples)
	for _, e := range examples {
		have[key(e)] = true
	}
	for _, e := range more {
		if !have[key(e)] {
			have[key(e)] = true
			out = append(out, e)
		}
	}
	return out
}
