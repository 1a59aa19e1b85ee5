package openapi

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"terang/action"
)

const (
	maxOutputs     = 64
	maxOutputDepth = 3 // objects in objects that are laid out flat; deeper ones come as they are
	maxCodes       = 64
)

var (
	outputStep = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	codeForm   = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)
)

// answers reads what the operation gives, and how it refuses.
func (m *maker) answers(op *openapi3.Operation) {
	if op.Responses == nil {
		return
	}
	all := op.Responses.Map()
	var good *openapi3.Response
	for _, status := range slices.Sorted(maps.Keys(all)) {
		ref := all[status]
		if ref == nil || ref.Value == nil {
			continue
		}
		switch {
		case strings.HasPrefix(status, "2") && good == nil:
			good = ref.Value
		case strings.HasPrefix(status, "4"), status == "default":
			m.refusal(ref.Value)
		}
	}
	if good == nil || len(good.Content) == 0 {
		return
	}
	media := jsonMedia(good.Content)
	switch {
	case media == nil:
		if m.p.Spec.Method == "GET" {
			m.skip("answer", "")
			return
		}
		m.note("answer_not_json", "")
	case media.Schema != nil:
		m.output(media.Schema, nil, true, 0)
	}
}

// output lays out objects flat: {"customer": {"id"}} gives customer_id from customer.id.
func (m *maker) output(ref *openapi3.SchemaRef, path []string, required bool, depth int) {
	if len(m.p.Spec.Outputs) >= maxOutputs {
		m.note("left_out", "answer "+strings.Join(path, "."))
		return
	}
	o := m.r.object(ref, 0)
	if o == nil || len(o.members) == 0 || depth > maxOutputDepth {
		name := "items"
		if len(path) > 0 {
			name = strings.Join(path, "_")
		}
		at := strings.Join(path, ".")
		if at == "" {
			at = "."
		}
		m.addOutput(&m.p.Spec.Outputs, name, at, required)
		return
	}
	for _, name := range o.order() {
		if !outputStep.MatchString(name) {
			m.note("left_out", "answer "+name)
			continue
		}
		member := o.members[name]
		if member != nil && member.Value != nil && member.Value.WriteOnly {
			continue
		}
		m.output(member, append(slices.Clone(path), name), required && o.required[name] && !nullable(member), depth+1)
	}
}

func (m *maker) addOutput(to *[]action.Output, name, path string, required bool) {
	if len(*to) >= maxOutputs {
		m.note("left_out", "answer "+path)
		return
	}
	if m.outputs == nil {
		m.outputs = map[string]bool{}
	}
	name = action.SnakeName(name)
	if name == "" {
		m.note("left_out", "answer "+path)
		return
	}
	*to = append(*to, action.Output{Name: action.Unused(name, m.outputs), Path: path, Required: required})
}

// standard are the members that every problem has (RFC 9457), and the code, which is always there.
var standard = []string{"type", "title", "status", "detail", "instance", "code"}

// refusal takes the codes that the system may refuse with, and the further members of its problems.
func (m *maker) refusal(r *openapi3.Response) {
	media := jsonMedia(r.Content)
	if media == nil || media.Schema == nil {
		return
	}
	o := m.r.object(media.Schema, 0)
	if o == nil {
		return
	}
	s := &m.p.Spec
	if code := o.members["code"]; code != nil && code.Value != nil {
		values := code.Value.Enum
		if code.Value.Const != nil {
			values = append(values, code.Value.Const)
		}
		for _, v := range values {
			if text, ok := v.(string); ok && codeForm.MatchString(text) && !slices.Contains(s.Codes, text) && len(s.Codes) < maxCodes {
				s.Codes = append(s.Codes, text)
			}
		}
	}
	for _, name := range o.order() {
		known := slices.ContainsFunc(s.Problem, func(p action.Output) bool { return p.Path == name })
		if known || slices.Contains(standard, name) || !outputStep.MatchString(name) || m.r.kind(o.members[name]).structured {
			continue
		}
		own := action.SnakeName(name)
		if own == "" || own == "code" || len(s.Problem) >= maxOutputs || slices.ContainsFunc(s.Problem, func(p action.Output) bool { return p.Name == own }) {
			continue
		}
		s.Problem = append(s.Problem, action.Output{Name: own, Path: name})
	}
}
