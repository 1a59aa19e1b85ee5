package action

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Limits of an actions file.
const (
	maxSpecFile   = 256 << 10
	maxSpecs      = 200
	maxParseNodes = 20000
	maxProblems   = 20 // further ones are not listed
)

// SpecError is one mistake in an actions file.
type SpecError struct {
	File    string
	Line    int    // 1 is the first; 0 where the whole file is meant
	Action  string // "" outside of an action, or while it has no name
	Problem string
}

// Error gives "actions.yaml:12: order_get: unknown key \"metod\"".
func (e *SpecError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += ":" + strconv.Itoa(e.Line)
	}
	if e.Action != "" {
		s += ": " + e.Action
	}
	return s + ": " + e.Problem
}

// ParseSpecs reads an actions file and returns its specs with their defaults filled in:
//
//	actions:
//	  - name: order_get
//	    method: GET
//	    path: /orders/{order_no}
//	    risk: read            # read, change, money or identity
//	    personal: true        # tells something about the customer: only a verified one may hear it
//	    connection: warehouse # another system than the workspace's own
//	    codes: [not_shipped]  # what the system may refuse with
//	    timeout: 3s           # of one attempt
//	    budget: 8s            # of the call with its retries
//	    retries: 2
//	    inputs:
//	      - {name: order_no, where: path, required: true}
//	      - {name: customer_token, where: header, as: X-Customer-Token, required: true, secret: true}
//	    outputs:              # name: dotted path in the answer
//	      status: status
//	      history: {path: history, required: true}
//	    problem:              # the same, for a problem+json answer
//	      tries_left: tries_left
//
// In place of method and path there may be a tool of an MCP server; its inputs are the tool's arguments:
//
//   - name: stock_find
//     tool: stock.find
//     risk: read
//     inputs: [{name: sku, required: true}]
//     outputs: {left: left}
//
// Its error joins a [SpecError] for each mistake. file only names the source in them.
func ParseSpecs(file string, b []byte) ([]Spec, error) {
	p := &parser{file: file}
	specs := p.parse(b)
	if len(p.problems) > 0 {
		return nil, fmt.Errorf("action: parse: %w", errors.Join(p.problems...))
	}
	return specs, nil
}

// parser walks the YAML tree by hand: only so does each mistake have its line.
type parser struct {
	file     string
	action   string
	problems []error
}

func (p *parser) fail(n *yaml.Node, format string, args ...any) {
	if len(p.problems) >= maxProblems {
		return
	}
	e := &SpecError{File: p.file, Action: p.action, Problem: fmt.Sprintf(format, args...)}
	if n != nil {
		e.Line = n.Line
	}
	p.problems = append(p.problems, e)
}

func (p *parser) parse(b []byte) []Spec {
	if len(b) > maxSpecFile {
		p.fail(nil, "the file is larger than %d bytes", maxSpecFile)
		return nil
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	var doc, next yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			p.fail(nil, "the file is empty")
		} else {
			p.syntax(err)
		}
		return nil
	}
	if err := d.Decode(&next); !errors.Is(err, io.EOF) {
		p.fail(nil, "the file has more than one document")
		return nil
	}
	if len(doc.Content) != 1 || !p.tame(&doc) {
		return nil
	}
	var specs []Spec
	for _, e := range p.entries(doc.Content[0], "actions") {
		specs = p.specs(e.value)
	}
	if len(specs) == 0 && len(p.problems) == 0 {
		p.fail(doc.Content[0], "there are no actions")
	}
	return specs
}

// syntax takes the line out of the YAML library's "yaml: line 3: did not find expected key".
func (p *parser) syntax(err error) {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, rest, ok := strings.Cut(rest, ": "); ok {
			if line, err := strconv.Atoi(number); err == nil {
				p.fail(&yaml.Node{Line: line}, "%s", rest)
				return
			}
		}
	}
	p.fail(nil, "%s", text)
}

// tame refuses anchors and aliases (a small file could stand for a huge one) and too many nodes.
func (p *parser) tame(root *yaml.Node) bool {
	stack, count := []*yaml.Node{root}, 0
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n.Kind == yaml.AliasNode || n.Anchor != "" {
			p.fail(n, "anchors and aliases are not taken")
			return false
		}
		if count++; count > maxParseNodes {
			p.fail(n, "the file has too many parts")
			return false
		}
		stack = append(stack, n.Content...)
	}
	return true
}

// entry is one key of a mapping with its value.
type entry struct {
	key   string
	value *yaml.Node
}

// entries returns the known keys of a mapping; with no keys given, all.
func (p *parser) entries(n *yaml.Node, keys ...string) []entry {
	if n.Kind != yaml.MappingNode {
		p.fail(n, "a mapping (key: value) belongs here")
		return nil
	}
	var out []entry
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode:
			p.fail(k, "a key must be a word")
		case seen[k.Value]:
			p.fail(k, "%q is there twice", clip(k.Value))
		case len(keys) > 0 && !slices.Contains(keys, k.Value):
			p.fail(k, "unknown key %q; known are %s", clip(k.Value), strings.Join(keys, ", "))
		default:
			out = append(out, entry{key: k.Value, value: v})
		}
		seen[k.Value] = true
	}
	return out
}

func (p *parser) specs(n *yaml.Node) []Spec {
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "actions must be a list")
		return nil
	}
	if len(n.Content) > maxSpecs {
		p.fail(n, "more than %d actions", maxSpecs)
		return nil
	}
	var out []Spec
	lines := map[string]int{}
	for _, item := range n.Content {
		p.action = ""
		before := len(p.problems)
		s := p.spec(item)
		if len(p.problems) > before {
			continue
		}
		s = s.withDefaults()
		if problem := s.problem(); problem != "" {
			p.fail(item, "%s", problem)
			continue
		}
		if line, twice := lines[s.Name]; twice {
			p.fail(item, "the name is taken by line %d", line)
			continue
		}
		lines[s.Name] = item.Line
		out = append(out, s)
	}
	p.action = ""
	return out
}

func (p *parser) spec(n *yaml.Node) Spec {
	var s Spec
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "name" {
			p.action = clip(n.Content[i+1].Value) // first, so that every mistake can name its action
		}
	}
	es := p.entries(n, "name", "method", "path", "tool", "connection", "risk", "personal", "codes", "timeout", "budget", "retries", "inputs", "outputs", "problem")
	have := map[string]bool{}
	for _, e := range es {
		have[e.key] = true
		switch e.key {
		case "name":
			s.Name = p.text(e.value)
		case "method":
			s.Method = p.text(e.value)
		case "path":
			s.Path = p.text(e.value)
		case "tool":
			s.Tool = p.text(e.value)
		case "connection":
			s.Connection = p.text(e.value)
		case "personal":
			s.Personal = p.truth(e.value)
		case "codes":
			s.Codes = p.texts(e.value)
		case "risk":
			s.Risk = Risk(p.text(e.value))
		case "timeout":
			s.Timeout = p.duration(e.value)
		case "budget":
			s.Budget = p.duration(e.value)
		case "retries":
			if s.Retries = p.number(e.value); s.Retries == 0 {
				s.Retries = -1 // said, so it is not the default
			}
		case "inputs":
			s.Inputs = p.fields(e.value)
		case "outputs":
			s.Outputs = p.outputs(e.value)
		case "problem":
			s.Problem = p.outputs(e.value)
		}
	}
	needed := []string{"name", "method", "path", "risk"}
	if have["tool"] {
		needed = []string{"name", "risk"}
	}
	for _, key := range needed {
		if !have[key] && n.Kind == yaml.MappingNode {
			p.fail(n, "%s is missing", key)
		}
	}
	return s
}

func (p *parser) fields(n *yaml.Node) []Field {
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "inputs must be a list")
		return nil
	}
	var out []Field
	for _, item := range n.Content {
		var f Field
		for _, e := range p.entries(item, "name", "where", "as", "required", "secret", "max") {
			switch e.key {
			case "name":
				f.Name = p.text(e.value)
			case "where":
				f.Where = Where(p.text(e.value))
			case "as":
				f.As = p.text(e.value)
			case "required":
				f.Required = p.truth(e.value)
			case "secret":
				f.Secret = p.truth(e.value)
			case "max":
				f.Max = p.number(e.value)
			}
		}
		out = append(out, f)
	}
	return out
}

func (p *parser) outputs(n *yaml.Node) []Output {
	var out []Output
	for _, e := range p.entries(n) {
		o := Output{Name: e.key}
		if e.value.Kind == yaml.ScalarNode {
			o.Path = p.text(e.value)
		} else {
			for _, e := range p.entries(e.value, "path", "required") {
				switch e.key {
				case "path":
					o.Path = p.text(e.value)
				case "required":
					o.Required = p.truth(e.value)
				}
			}
		}
		out = append(out, o)
	}
	return out
}

func (p *parser) scalar(n *yaml.Node, what string, tags ...string) bool {
	if n.Kind == yaml.ScalarNode && slices.Contains(tags, n.ShortTag()) {
		return true
	}
	p.fail(n, "%s belongs here", what)
	return false
}

func (p *parser) text(n *yaml.Node) string {
	if p.scalar(n, "text", "!!str") {
		return n.Value
	}
	return ""
}

func (p *parser) texts(n *yaml.Node) []string {
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "a list of words belongs here")
		return nil
	}
	out := make([]string, 0, len(n.Content))
	for _, item := range n.Content {
		out = append(out, p.text(item))
	}
	return out
}

func (p *parser) truth(n *yaml.Node) bool {
	if !p.scalar(n, "true or false", "!!bool") {
		return false
	}
	switch n.Value {
	case "true":
		return true
	case "false":
		return false
	}
	p.fail(n, "true or false belongs here")
	return false
}

func (p *parser) number(n *yaml.Node) int {
	if !p.scalar(n, "a whole number", "!!int") {
		return 0
	}
	v, err := strconv.Atoi(n.Value)
	if err != nil || v < 0 {
		p.fail(n, "a whole number, 0 or more, belongs here")
		return 0
	}
	return v
}

func (p *parser) duration(n *yaml.Node) time.Duration {
	const what = "a time such as 500ms or 3s"
	if !p.scalar(n, what, "!!str") {
		return 0
	}
	d, err := time.ParseDuration(n.Value)
	if err != nil || d <= 0 {
		p.fail(n, "%s belongs here", what)
		return 0
	}
	return d
}

// clip keeps a stray value from filling an error.
func clip(s string) string {
	const most = 64
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
