package action

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
)

// parseJSON reads exactly one JSON value.
func parseJSON(body []byte) (any, bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, false
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, false
	}
	return v, true
}

// mapOutputs copies what outputs name out of doc, and nothing else. missing is the first required output that
// is not there, "" if all are.
func mapOutputs(outputs []Output, doc any) (data map[string]any, missing string) {
	data = make(map[string]any, len(outputs)+1)
	for _, o := range outputs {
		v := lookUp(doc, o.Path)
		if v == nil {
			if o.Required {
				return nil, o.Name
			}
			continue
		}
		data[o.Name] = plainValue(v)
	}
	return data, ""
}

// lookUp follows a dotted path, "." being the whole answer; nil means that there is nothing.
func lookUp(doc any, path string) any {
	if path == wholeAnswer {
		return doc
	}
	for step := range strings.SplitSeq(path, ".") {
		switch at := doc.(type) {
		case map[string]any:
			doc = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			doc = at[i]
		default:
			return nil
		}
	}
	return doc
}

// maxExact is the largest integer up to which each one is a float64.
const maxExact = 1 << 53

// plainValue turns json.Number into float64, or into text where that would change an integer (an order number of
// eighteen digits is a name, not an amount) or the number is out of range.
func plainValue(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil || math.Abs(f) > maxExact && !strings.ContainsAny(v.String(), ".eE") {
			return v.String()
		}
		return f
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = plainValue(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = plainValue(e)
		}
		return out
	}
	return v
}
