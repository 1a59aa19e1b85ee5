package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"terang"
)

// plain reads JSON or YAML into maps, lists and scalars, within the limits.
func plain(b []byte) (any, *terang.Error) {
	if len(b) > MaxFile {
		return nil, terang.Fail(terang.TooLarge, CodeTooLarge)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if text := bytes.TrimSpace(b); len(text) > 0 && text[0] == '{' {
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err == nil {
			if _, err := d.Token(); !errors.Is(err, io.EOF) {
				return nil, terang.Fail(terang.Invalid, CodeUnreadable)
			}
			count := 0
			if !small(v, 0, &count) {
				return nil, terang.Fail(terang.Invalid, CodeTooLarge)
			}
			return v, nil
		}
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	var doc, next yaml.Node
	if err := d.Decode(&doc); err != nil || len(doc.Content) != 1 {
		return nil, terang.Fail(terang.Invalid, CodeUnreadable)
	}
	if err := d.Decode(&next); !errors.Is(err, io.EOF) {
		return nil, terang.Fail(terang.Invalid, CodeUnreadable)
	}
	p := planter{}
	v, ferr := p.value(doc.Content[0], 0)
	return v, ferr
}

// small counts what is in v.
func small(v any, depth int, count *int) bool {
	if *count++; *count > maxNodes || depth > maxDepth {
		return false
	}
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			if !small(e, depth+1, count) {
				return false
			}
		}
	case []any:
		for _, e := range v {
			if !small(e, depth+1, count) {
				return false
			}
		}
	}
	return true
}

// planter turns YAML nodes into plain values. Anchors and aliases are refused: a small file could stand for a huge one.
type planter struct{ nodes int }

func (p *planter) value(n *yaml.Node, depth int) (any, *terang.Error) {
	if p.nodes++; p.nodes > maxNodes || depth > maxDepth {
		return nil, terang.Fail(terang.Invalid, CodeTooLarge)
	}
	if n.Anchor != "" {
		return nil, terang.Fail(terang.Invalid, CodeReference)
	}
	switch n.Kind {
	case yaml.ScalarNode:
		return scalar(n), nil
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Kind != yaml.ScalarNode {
				return nil, terang.Fail(terang.Invalid, CodeUnreadable)
			}
			v, err := p.value(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			m[n.Content[i].Value] = v
		}
		return m, nil
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, e := range n.Content {
			v, err := p.value(e, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.AliasNode:
		return nil, terang.Fail(terang.Invalid, CodeReference)
	}
	return nil, terang.Fail(terang.Invalid, CodeUnreadable)
}

// scalar reads a value as JSON has it; a date stays text.
func scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var v bool
		if n.Decode(&v) == nil {
			return v
		}
	case "!!int":
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			return i
		}
	case "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && f-f == 0 {
			return f
		}
	}
	return n.Value
}

// checkRefs follows every reference: all lie inside the file, and each comes to something.
func checkRefs(root map[string]any) *terang.Error {
	stack, count := []any{root}, 0
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				if count++; count > maxRefs {
					return terang.Fail(terang.Invalid, CodeTooLarge)
				}
				if !leads(root, ref) {
					return terang.Fail(terang.Invalid, CodeReference)
				}
			}
			for _, e := range v {
				stack = append(stack, e)
			}
		case []any:
			stack = append(stack, v...)
		}
	}
	return nil
}

// leads reports whether a reference comes to something that is no reference.
func leads(root any, ref string) bool {
	for range maxHops {
		path, ok := strings.CutPrefix(ref, "#/")
		if !ok {
			return false
		}
		at := root
		for step := range strings.SplitSeq(path, "/") {
			step = strings.ReplaceAll(strings.ReplaceAll(step, "~1", "/"), "~0", "~") // RFC 6901
			switch here := at.(type) {
			case map[string]any:
				if at, ok = here[step]; !ok {
					return false
				}
			case []any:
				i, err := strconv.Atoi(step)
				if err != nil || i < 0 || i >= len(here) {
					return false
				}
				at = here[i]
			default:
				return false
			}
		}
		m, ok := at.(map[string]any)
		if !ok {
			_, isBool := at.(bool) // a schema of 3.1 may be true or false
			return isBool
		}
		if ref, ok = m["$ref"].(string); !ok {
			return true
		}
	}
	return false
}
