package playbook

import (
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
	uses      map[string]bool // what the step that is being read uses
	cost      int             // texts compiled so far
}

const (
	maxProblems = 50
	maxTexts    = 2000
)

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// fail notes what is wrong at a place; key and args are those of [Texts.Problem].
func (r *reader) fail(n *yaml.Node, key string, args ...any) {
	r.failRule(n, RuleForm, key, args...)
}

// failLike is fail where one of the allowed words may have been meant.
func (r *reader) failLike(n *yaml.Node, word string, allowed []string, key string, args ...any) {
	r.put(n, formTexts.Problem(key, args...).near(nearest(word, allowed)))
}

func (r *reader) failRule(n *yaml.Node, rule, key string, args ...any) {
	p := formTexts.Problem(key, args...)
	p.Rule = rule
	r.put(n, p)
}

func (r *reader) put(n *yaml.Node, p Problem) {
	line, column := 1, 1
	if n != nil && n.Line > 0 {
		line, column = n.Line, n.Column
	}
	if p.Rule == "" {
		p.Rule = RuleForm
	}
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, p.At(r.file, line, column))
	}
}

// fields reads a mapping with known names only. where names the thing for the error.
func (r *reader) fields(n *yaml.Node, where string, allowed ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "fields_kind", "where", named(where), "kind", kindName(n), "fields", allowed, "first", first(allowed))
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !slices.Contains(allowed, key.Value):
			r.failLike(key, key.Value, allowed, "field_unknown", "field", clip(key.Value), "where", named(where), "fields", allowed)
		case out[key.Value] != nil:
			r.fail(key, "field_twice", "field", key.Value, "where", named(where))
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
		r.fail(n, "entries_kind", "where", named(where), "kind", kindName(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			r.fail(key, "entry_twice", "name", clip(key.Value), "where", named(where))
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
		r.fail(n, "items_kind", "where", named(where), "kind", kindName(n))
		return nil
	}
	if len(n.Content) > limit {
		r.fail(n, "items_many", "where", named(where), "count", len(n.Content), "limit", limit)
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
		r.fail(n, "name_form", "where", named(where), "value", clip(n.Value))
		return ""
	}
	return n.Value
}

func (r *reader) scalar(n *yaml.Node, where string) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fail(n, "scalar_kind", "where", named(where), "kind", kindName(n))
		return ""
	}
	return n.Value
}

func (r *reader) number(n *yaml.Node, where string) int {
	v, err := strconv.Atoi(r.scalar(n, where))
	if err != nil || v < 1 {
		r.fail(n, "number_form", "where", named(where), "value", clip(n.Value))
		return 0
	}
	return v
}

func (r *reader) bool(n *yaml.Node, where string) bool {
	if n == nil {
		return false
	}
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		r.fail(n, "bool_form", "where", named(where), "value", clip(n.Value))
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
			r.fail(v, "texts_many", "limit", maxTexts)
			return out
		}
		t, err := r.languages.compile(l, v.Value, func(path []string) error { return r.readable(v, path, with, false) })
		if err != nil {
			r.fail(v, "text_unusable", "where", named(where), "language", l, "reason", err)
			continue
		}
		t.line = v.Line
		out.byLanguage[l] = t
	}
	return out
}

// maybe reads a template that need not be there.
func (r *reader) maybe(n *yaml.Node, where, with string) *Text {
	if n == nil {
		return nil
	}
	t := r.text(n, where, with)
	return &t
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
			r.failRule(n, RuleTranslation, "text_missing", "where", named(where), "language", l)
			continue
		}
		if s := r.scalar(v, where+"."+string(l)); strings.TrimSpace(s) == "" {
			r.failRule(v, RuleTranslation, "text_empty", "where", named(where), "language", l)
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
		r.fail(n, "expr_form", "where", named(where), "reason", err)
		return Expr{}
	}
	for _, p := range e.Paths() {
		if err := r.readable(n, p, with, true); err != nil {
			r.fail(n, "expr_unusable", "where", named(where), "reason", err)
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
			return because("slot_path")
		}
		if _, ok := r.slots[path[1]]; !ok {
			return because("slot_missing", "slot", path[1])
		}
		r.use(slotRoot + path[1])
		return nil
	case "contact":
		if len(path) == 2 {
			return nil // its name, or an attribute that something has remembered
		}
		return because("contact_path")
	case "event":
		r.usePart(path)
		return nil
	case "brand":
		return onlyField(path, "name")
	case "verified":
		if call {
			return onlyField(path, "id", "name", "token")
		}
		return onlyField(path, "name")
	case "now", "calm", "trust":
		return onlyField(path)
	}
	if with != "" && root == with {
		return nil
	}
	if r.saves[root] {
		r.usePart(path)
		if len(path) > 1 {
			r.reads = append(r.reads, Read{Save: root, Field: path[1], Line: n.Line})
		}
		return nil
	}
	return because("name_unknown", "name", clip(root))
}

func (r *reader) use(name string) {
	if r.uses != nil {
		r.uses[name] = true
	}
}

// usePart notes that one field of an object is used, or all of it.
func (r *reader) usePart(path []string) {
	if len(path) > 1 {
		r.use(path[0] + "." + path[1])
		return
	}
	r.use(path[0])
}

func onlyField(path []string, fields ...string) error {
	if len(fields) == 0 && len(path) == 1 || len(path) == 2 && slices.Contains(fields, path[1]) {
		return nil
	}
	if len(fields) == 0 {
		return because("no_fields", "name", path[0])
	}
	return because("only_fields", "name", path[0], "fields", fields)
}

func kindName(n *yaml.Node) terang.Text {
	switch n.Kind {
	case yaml.MappingNode:
		return phrase("kind_map")
	case yaml.SequenceNode:
		return phrase("kind_list")
	case yaml.AliasNode:
		return phrase("kind_alias")
	}
	if n.Value == "" || n.Tag == "!!null" {
		return phrase("kind_empty")
	}
	return phrase("kind_scalar", "value", clip(n.Value))
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
