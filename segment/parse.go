package segment

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"terang"
	"terang/playbook"
)

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
	yamlLine = regexp.MustCompile(`^line (\d+): `)
)

// fields are what a segment has.
var fields = []string{"title", "if"}

// about are the last parts of a path to an event.
var about = []string{"count", "last", "data"}

// reader collects what is wrong with a file.
type reader struct {
	file     string
	problems playbook.Problems
}

// Parse reads and checks the segments of a pack. file is only for errors. The error is [playbook.Problems].
func Parse(file string, b []byte) (*Set, error) {
	r := &reader{file: file}
	set := &Set{}
	root := r.document(b)
	if root != nil {
		seen := map[string]bool{}
		for i := 0; i+1 < len(root.Content); i += 2 {
			key := root.Content[i]
			if seen[key.Value] {
				r.fail(key, "segment_twice", "segment", key.Value)
				continue
			}
			seen[key.Value] = true
			if len(set.list) == MaxSegments {
				r.fail(key, "segments_many", "limit", MaxSegments)
				break
			}
			set.list = append(set.list, r.segment(key, root.Content[i+1], set))
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	slices.SortFunc(set.list, func(a, b Segment) int { return cmp.Compare(a.Name, b.Name) })
	return set, nil
}

func (r *reader) fail(n *yaml.Node, key string, args ...any) {
	line, column := 1, 1
	if n != nil && n.Line > 0 {
		line, column = n.Line, n.Column
	}
	p := texts.Problem(key, args...).At(r.file, line, column)
	p.Rule = playbook.RuleForm
	r.problems = append(r.problems, p)
}

// document reads the YAML: one mapping, without aliases, which can grow without bound.
func (r *reader) document(b []byte) *yaml.Node {
	switch {
	case len(b) > MaxFile:
		r.fail(nil, "file_size", "count", len(b), "limit", MaxFile)
		return nil
	case !utf8.Valid(b):
		r.fail(nil, "file_utf8")
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		what := strings.TrimPrefix(err.Error(), "yaml: ")
		n := &yaml.Node{}
		if m := yamlLine.FindStringSubmatch(what); m != nil {
			_, _ = fmt.Sscan(m[1], &n.Line)
			what = strings.TrimPrefix(what, m[0])
		}
		r.fail(n, "file_yaml", "detail", what)
		return nil
	}
	if len(doc.Content) == 0 {
		return &yaml.Node{} // nothing but comments: no segments yet
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		r.fail(root, "file_kind")
		return nil
	}
	if n := alias(root); n != nil {
		r.fail(n, "file_alias")
		return nil
	}
	return root
}

func alias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n
	}
	for _, c := range n.Content {
		if a := alias(c); a != nil {
			return a
		}
	}
	return nil
}

func (r *reader) segment(key, n *yaml.Node, set *Set) Segment {
	g := Segment{Name: key.Value, Line: key.Line, Title: terang.Text{}}
	if !nameForm.MatchString(g.Name) {
		r.fail(key, "segment_name", "segment", g.Name)
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "segment_kind", "segment", g.Name)
		return g
	}
	have := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		switch {
		case have[name.Value]:
			r.fail(name, "field_twice", "field", name.Value)
		case name.Value == "title":
			g.Title = r.title(value)
		case name.Value == "if":
			r.rule(&g, value, set)
		default:
			r.fail(name, "field_unknown", "field", name.Value, "fields", fields)
		}
		have[name.Value] = true
	}
	for _, must := range fields {
		if !have[must] {
			r.fail(key, "segment_lacks", "segment", g.Name, "field", must)
		}
	}
	return g
}

func (r *reader) title(n *yaml.Node) terang.Text {
	out := terang.Text{}
	var words map[terang.Language]string
	if err := n.Decode(&words); err != nil {
		r.fail(n, "title_kind")
		return out
	}
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		if out[l] = strings.TrimSpace(words[l]); out[l] == "" {
			r.fail(n, "title_missing", "language", l)
		}
	}
	return out
}

func (r *reader) rule(g *Segment, n *yaml.Node, set *Set) {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, "rule_kind")
		return
	}
	e, err := playbook.ParseExpr(n.Value)
	if err != nil {
		r.fail(n, "rule_form", "reason", err)
		return
	}
	g.If = e
	for _, p := range e.Paths() {
		switch {
		case p[0] == "now" && len(p) == 1:
			g.timed = true
		case p[0] == "contact" && len(p) > 1:
		case p[0] == "events" && len(p) > 1:
			name, what := event(p[1:])
			if name == "" {
				r.fail(n, "rule_event", "path", strings.Join(p, "."))
				continue
			}
			if what == "" {
				r.fail(n, "rule_about", "path", strings.Join(p, "."), "event", name)
				continue
			}
			if !slices.Contains(g.events, name) {
				g.events = append(g.events, name)
			}
			if what == "count" && !slices.Contains(set.counts, name) {
				set.counts = append(set.counts, name)
			}
		default:
			r.fail(n, "rule_name", "path", strings.Join(p, "."))
		}
	}
}

// event splits a path into the name of an event and what is read of it: "order.paid" and "count"; "" for what is not said.
func event(path []string) (name, what string) {
	for i, part := range path {
		if i > 0 && slices.Contains(about, part) {
			return strings.Join(path[:i], "."), part
		}
	}
	if slices.Contains(about, path[0]) {
		return "", ""
	}
	return strings.Join(path, "."), ""
}
