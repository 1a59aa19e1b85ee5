package action

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// Proposal is an action that was made from a system's own description of itself, for somebody to look over: the risk is a
// guess from the method, and no description says whose data an answer tells.
type Proposal struct {
	Spec    Spec
	ID      string   // what picks it: the operationId or the tool's name
	Summary string   // one line of the description, made harmless
	Notes   []string // what was left out or needs a look: short codes with a name, "left_out body.items"
}

const (
	maxSummary = 200
	maxName    = 64
)

// FormatSpecs writes an actions file that [ParseSpecs] reads back as the same specs. Summaries and notes become comments.
func FormatSpecs(all []Proposal) ([]byte, error) {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, p := range all {
		list.Content = append(list.Content, p.node())
	}
	root := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{scalar("actions"), list}}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(root); err != nil {
		return nil, fmt.Errorf("action: format: %w", err)
	}
	return b.Bytes(), nil
}

func (p Proposal) node() *yaml.Node {
	s := p.Spec.withDefaults()
	m := mapping{}
	m.text("name", s.Name)
	m.text("connection", s.Connection)
	m.text("method", s.Method)
	m.text("path", s.Path)
	m.text("tool", s.Tool)
	m.text("risk", string(s.Risk))
	if s.Personal {
		m.put("personal", bare("true", "!!bool"))
	}
	if len(s.Codes) > 0 {
		codes := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		for _, c := range s.Codes {
			codes.Content = append(codes.Content, scalar(c))
		}
		m.put("codes", codes)
	}
	if s.Timeout != min(DefaultTimeout, s.Budget) {
		m.text("timeout", s.Timeout.String())
	}
	if s.Budget != DefaultBudget {
		m.text("budget", s.Budget.String())
	}
	standard := 0
	if !s.changes() {
		standard = DefaultRetries
	}
	if s.Retries != standard {
		m.put("retries", bare(fmt.Sprint(max(s.Retries, 0)), "!!int"))
	}
	if len(s.Inputs) > 0 {
		inputs := &yaml.Node{Kind: yaml.SequenceNode}
		for _, f := range s.Inputs {
			inputs.Content = append(inputs.Content, f.node(s.Tool != ""))
		}
		m.put("inputs", inputs)
	}
	m.outputs("outputs", s.Outputs)
	m.outputs("problem", s.Problem)
	n := &yaml.Node{Kind: yaml.MappingNode, Content: m.content}
	lines := p.Notes
	if p.Summary != "" {
		lines = append([]string{p.Summary}, lines...)
	}
	for _, l := range lines {
		n.HeadComment += "# " + harmless(l, maxSummary) + "\n"
	}
	return n
}

// mapping collects keys and values in their order.
type mapping struct{ content []*yaml.Node }

func (m *mapping) put(key string, v *yaml.Node) { m.content = append(m.content, scalar(key), v) }

func (m *mapping) text(key, v string) {
	if v != "" {
		m.put(key, scalar(v))
	}
}

func (m *mapping) outputs(key string, all []Output) {
	if len(all) == 0 {
		return
	}
	var out mapping
	for _, o := range all {
		if !o.Required {
			out.put(o.Name, scalar(o.Path))
			continue
		}
		out.put(o.Name, &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle, Content: []*yaml.Node{scalar("path"), scalar(o.Path), scalar("required"), bare("true", "!!bool")}})
	}
	m.put(key, &yaml.Node{Kind: yaml.MappingNode, Content: out.content})
}

func (f Field) node(tool bool) *yaml.Node {
	var m mapping
	m.text("name", f.Name)
	if !tool {
		m.text("where", string(f.Where))
	}
	if f.As != f.Name {
		m.text("as", f.As)
	}
	if f.Required {
		m.put("required", bare("true", "!!bool"))
	}
	if f.Secret {
		m.put("secret", bare("true", "!!bool"))
	}
	if f.Max != defaultMaxInput {
		m.put("max", bare(fmt.Sprint(f.Max), "!!int"))
	}
	return &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle, Content: m.content}
}

// scalar is text; the encoder quotes what would be read as something else.
func scalar(s string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(s)
	return n
}

func bare(s, tag string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: s} }

// SnakeName turns a foreign name into one that an actions file takes: "getOrderByID" → "get_order_by_id". "" means that
// nothing is left of it.
func SnakeName(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		lower := unicode.ToLower(r)
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			lower = '_'
		} else if unicode.IsUpper(r) && i > 0 {
			before := runes[i-1]
			follows := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if unicode.IsLower(before) || unicode.IsDigit(before) || unicode.IsUpper(before) && follows {
				b.WriteByte('_')
			}
		}
		b.WriteRune(lower)
		if b.Len() > 4*maxName {
			break
		}
	}
	parts := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' })
	name := strings.TrimLeft(strings.Join(parts, "_"), "0123456789_")
	if len(name) > maxName {
		name = strings.TrimRight(name[:maxName], "_")
	}
	return name
}

// Unused returns name, or name with a number, so that taken has it once.
func Unused(name string, taken map[string]bool) string {
	free := name
	for n := 2; taken[free]; n++ {
		tail := fmt.Sprintf("_%d", n)
		free = name[:min(len(name), maxName-len(tail))] + tail
	}
	taken[free] = true
	return free
}

// OneLine makes a foreign text fit for a comment and a list: one line without control characters, and short.
func OneLine(s string) string { return harmless(s, maxSummary) }

func harmless(s string, most int) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || !unicode.IsPrint(r) })
	r := []rune(strings.Join(words, " "))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}

// Check returns what is wrong with a spec, "" if nothing is.
func (s Spec) Check() string { return s.withDefaults().problem() }

// Same reports whether two specs make the same requests and read the same of the answers; limits of time, lengths and order
// aside. The differences are named, for people: "inputs: customer_token is missing".
func (s Spec) Same(o Spec) (differences []string) {
	say := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	s, o = s.withDefaults(), o.withDefaults()
	if !s.Calls(o) {
		say("calls %s %s%s, not %s %s%s", s.Method, s.Path, s.Tool, o.Method, o.Path, o.Tool)
	}
	place := func(f Field) string {
		if f.Where == InPath {
			return "path " + f.Name
		}
		return strings.ToLower(string(f.Where) + " " + f.As)
	}
	for _, f := range o.Inputs {
		i := slices.IndexFunc(s.Inputs, func(g Field) bool { return place(g) == place(f) })
		if i < 0 {
			say("inputs: %s is missing", place(f))
		} else if s.Inputs[i].Required != f.Required {
			say("inputs: %s: required is %t, not %t", place(f), s.Inputs[i].Required, f.Required)
		}
	}
	for _, f := range s.Inputs {
		if !slices.ContainsFunc(o.Inputs, func(g Field) bool { return place(g) == place(f) }) {
			say("inputs: %s is more", place(f))
		}
	}
	for _, w := range o.Outputs {
		if !slices.ContainsFunc(s.Outputs, func(g Output) bool { return g.Path == w.Path }) {
			say("outputs: %s is missing", w.Path)
		}
	}
	if s.Risk != o.Risk {
		say("risk is %s, not %s", s.Risk, o.Risk)
	}
	return differences
}

// Calls reports whether two specs call the same operation.
func (s Spec) Calls(o Spec) bool {
	return s.Method == o.Method && holes(s.Path) == holes(o.Path) && s.Tool == o.Tool
}

func holes(path string) string { return placeholderForm.ReplaceAllString(path, "{}") }
