package playbook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"terang"
)

// reader walks the YAML tree of one file and collects what is wrong with it, so that an author sees every
// problem at once.
type reader struct {
	file      string
	problems  Problems
	languages languages
	slots     map[string]Slot
	saves     map[string]bool
	reads     []Read
	cost      int // texts compiled so far
}

const (
	maxProblems = 50
	maxTexts    = 2000
)

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

func (r *reader) fail(n *yaml.Node, what, why, next string) {
	line := 1
	if n != nil && n.Line > 0 {
		line = n.Line
	}
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{File: r.file, Line: line, What: what, Why: why, Next: next})
	}
}

// fields reads a mapping with known names only. where names the thing for the error.
func (r *reader) fields(n *yaml.Node, where string, allowed ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.fail(n, where+" is "+kindName(n), "it is written as fields: "+strings.Join(allowed, ", "), "write "+where+": {"+first(allowed)+": …}")
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !slices.Contains(allowed, key.Value):
			next := "remove it"
			if near := nearest(key.Value, allowed); near != "" {
				next = fmt.Sprintf("write %q", near)
			}
			r.fail(key, fmt.Sprintf("unknown field %q in %s", clip(key.Value), where), where+" has "+strings.Join(allowed, ", "), next)
		case out[key.Value] != nil:
			r.fail(key, fmt.Sprintf("field %q stands twice in %s", key.Value, where), "only one of them can hold", "remove one")
		default:
			out[key.Value] = value
		}
	}
	return out
}

// field finds one value of a mapping that fields has checked already.
func field(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// entries reads a mapping with names of its own, in the order of the file.
func (r *reader) entries(n *yaml.Node, where string, each func(key, value *yaml.Node)) {
	if n == nil {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, where+" is "+kindName(n), "it is written as name: value", "")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			r.fail(key, fmt.Sprintf("%q stands twice in %s", clip(key.Value), where), "only one of them can hold", "remove one")
			continue
		}
		seen[key.Value] = true
		each(key, n.Content[i+1])
	}
}

// items reads a list of at most limit entries.
func (r *reader) items(n *yaml.Node, where string, limit int) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, where+" is "+kindName(n), "it is a list", "write each entry after a dash")
		return nil
	}
	if len(n.Content) > limit {
		r.fail(n, fmt.Sprintf("%s has %d entries", where, len(n.Content)), fmt.Sprintf("at most %d are allowed", limit), "make it shorter")
		return nil
	}
	return n.Content
}

// name reads an identifier; nil gives "".
func (r *reader) name(n *yaml.Node, where string) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || !nameForm.MatchString(n.Value) {
		r.fail(n, fmt.Sprintf("%s %q is not a name", where, clip(n.Value)), "names are lower-case letters, digits and _, at most 64, beginning with a letter", "rename it")
		return ""
	}
	return n.Value
}

func (r *reader) scalar(n *yaml.Node, where string) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fail(n, where+" is "+kindName(n), "it is one value", "")
		return ""
	}
	return n.Value
}

func (r *reader) number(n *yaml.Node, where string) int {
	v, err := strconv.Atoi(r.scalar(n, where))
	if err != nil || v < 1 {
		r.fail(n, fmt.Sprintf("%s %q is not a whole number from 1", where, clip(n.Value)), "receipts name it", "write version: 1, and raise it with each change")
		return 0
	}
	return v
}

func (r *reader) bool(n *yaml.Node, where string) bool {
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		r.fail(n, fmt.Sprintf("%s is %q", where, clip(n.Value)), "it is true or false", "")
		return false
	}
	return n.Value == "true"
}

// words reads a plain text in both languages.
func (r *reader) words(n *yaml.Node, where string) terang.Text {
	out := terang.Text{}
	for l, v := range r.both(n, where) {
		out[l] = strings.TrimSpace(v.Value)
	}
	return out
}

// text reads a template in both languages. with names what it may read beside the usual, "" for nothing.
func (r *reader) text(n *yaml.Node, where, with string) Text {
	out := Text{byLanguage: map[terang.Language]*template{}}
	for l, v := range r.both(n, where) {
		if r.cost++; r.cost > maxTexts {
			r.fail(v, "too many texts", fmt.Sprintf("a playbook holds at most %d", maxTexts), "split it in two")
			return out
		}
		t, err := r.languages.compile(l, v.Value, func(path []string) error { return r.readable(v, path, with, false) })
		if err != nil {
			r.fail(v, fmt.Sprintf("%s (%s) cannot be used", where, l), err.Error(), "")
			continue
		}
		out.byLanguage[l] = t
	}
	return out
}

func (r *reader) both(n *yaml.Node, where string) map[terang.Language]*yaml.Node {
	out := map[terang.Language]*yaml.Node{}
	if n == nil {
		return out
	}
	f := r.fields(n, where, string(terang.Indonesian), string(terang.English))
	if n.Kind != yaml.MappingNode {
		return out
	}
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		v := f[string(l)]
		if v == nil {
			r.fail(n, fmt.Sprintf("%s has no text in %q", where, l), "every text for people stands in both languages", fmt.Sprintf("add %s: …", l))
			continue
		}
		if s := r.scalar(v, where+"."+string(l)); strings.TrimSpace(s) == "" {
			r.fail(v, fmt.Sprintf("%s (%s) is empty", where, l), "an empty text would be silence", "write the text")
			continue
		}
		out[l] = v
	}
	return out
}

// expr reads an expression; with is as in text.
func (r *reader) expr(n *yaml.Node, where, with string) Expr {
	if n == nil {
		return Expr{}
	}
	e, err := ParseExpr(r.scalar(n, where))
	if err != nil {
		r.fail(n, fmt.Sprintf("%s is not an expression", where), err.Error(), "write a path such as slot.order_no, or a text in 'single quotes'")
		return Expr{}
	}
	for _, p := range e.Paths() {
		if err := r.readable(n, p, with, true); err != nil {
			r.fail(n, where+" cannot be used", err.Error(), "")
		}
	}
	return e
}

// readable says whether a path names something that can be there. The token of a verified contact may go
// into a call, but never into a text.
func (r *reader) readable(n *yaml.Node, path []string, with string, call bool) error {
	root := path[0]
	switch root {
	case "slot":
		if len(path) < 2 {
			return fmt.Errorf("write slot.<name>")
		}
		if _, ok := r.slots[path[1]]; !ok {
			return fmt.Errorf("there is no slot %q; declare it under slots", path[1])
		}
		return nil
	case "contact":
		return onlyField(path, "name")
	case "brand":
		return onlyField(path, "name")
	case "verified":
		if call {
			return onlyField(path, "id", "name", "token")
		}
		return onlyField(path, "name")
	case "now":
		return onlyField(path)
	}
	if with != "" && root == with {
		return nil
	}
	if r.saves[root] {
		if len(path) > 1 {
			r.reads = append(r.reads, Read{Save: root, Field: path[1], Line: n.Line})
		}
		return nil
	}
	return fmt.Errorf("nothing is called %q here; there are slot.<name>, contact.name, brand.name, verified.name, now, and what calls save", clip(root))
}

func onlyField(path []string, fields ...string) error {
	if len(fields) == 0 && len(path) == 1 || len(path) == 2 && slices.Contains(fields, path[1]) {
		return nil
	}
	if len(fields) == 0 {
		return fmt.Errorf("%s has no fields", path[0])
	}
	return fmt.Errorf("%s has only %s here", path[0], strings.Join(fields, ", "))
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	if n.Value == "" || n.Tag == "!!null" {
		return "empty"
	}
	return fmt.Sprintf("%q", clip(n.Value))
}

func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
