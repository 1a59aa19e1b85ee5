package playbook

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Parse reads and checks one playbook. file is only for errors. The error is [Problems].
func Parse(file string, b []byte) (*Playbook, error) {
	r := &reader{file: file, slots: map[string]Slot{}, saves: map[string]bool{}}
	root := r.document(b)
	if root == nil {
		return nil, r.problems.sorted()
	}
	r.languages = newLanguages()
	f := r.fields(root, "playbook", "id", "version", "title", "about", "class", "triggers", "slots", "steps")
	for _, must := range []string{"id", "version", "title", "steps"} {
		if f[must] == nil {
			r.fail(root, "playbook_lacks", "field", must)
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	p := &Playbook{
		File: file, ID: r.name(f["id"], "id"), Version: r.number(f["version"], "version"), Title: r.words(f["title"], "title"),
		Class: r.class(f["class"]), Source: slices.Clone(b),
	}
	if f["about"] != nil {
		p.About = r.words(f["about"], "about")
	}
	r.findSaves(f["steps"], 0)
	r.readSlots(f["slots"])
	p.Slots = r.slots
	r.triggers(f["triggers"], p)

	b2 := &builder{reader: r, book: p}
	_, exits := b2.block(f["steps"], "", 0)
	for _, exit := range exits {
		exit(len(p.Steps))
	}
	if len(p.Steps) > MaxSteps {
		r.fail(f["steps"], "steps_laid", "count", len(p.Steps), "limit", MaxSteps)
	}
	b2.link()
	p.Reads = r.reads
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	return p, nil
}

// document parses the YAML and refuses what a playbook has no use for: several documents, aliases (which
// can grow without bound), and invalid text.
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
		line := 0
		if m := yamlLine.FindStringSubmatch(what); m != nil {
			line, _ = strconv.Atoi(m[1])
			what = strings.TrimPrefix(what, m[0])
		}
		r.fail(&yaml.Node{Line: line}, "file_yaml", "detail", what)
		return nil
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		r.fail(nil, "file_empty")
		return nil
	}
	if bad := findAlias(doc.Content[0], 0); bad != nil {
		r.fail(bad, "file_alias")
		return nil
	}
	return doc.Content[0]
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

const maxTree = 60 // levels of YAML; MaxDepth blocks need fewer

func findAlias(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || depth > maxTree {
		return n
	}
	for _, c := range n.Content {
		if bad := findAlias(c, depth+1); bad != nil {
			return bad
		}
	}
	return nil
}

func (r *reader) readSlots(n *yaml.Node) {
	checks := map[string]map[string]*yaml.Node{}
	r.entries(n, "slots", func(key, value *yaml.Node) {
		name := r.name(key, "slot")
		f := r.fields(value, "slot "+name, "type", "label", "keep", "check", "wrong")
		if f["type"] == nil || f["label"] == nil {
			r.fail(key, "slot_lacks", "slot", name)
			return
		}
		if len(r.slots) == MaxSlots {
			r.fail(key, "slots_many", "limit", MaxSlots)
			return
		}
		r.slots[name] = Slot{Type: r.name(f["type"], "type"), Label: r.words(f["label"], "label"), Keep: r.bool(f["keep"], "keep")}
		checks[name] = f
	})
	for _, name := range slices.Sorted(maps.Keys(checks)) { // now that every slot is known
		s := r.slots[name]
		if n := checks[name]["check"]; n != nil {
			e := r.expr(n, "check", "")
			s.Check = &e
		}
		s.Wrong = r.maybe(checks[name]["wrong"], "wrong", "")
		if (s.Check == nil) != (s.Wrong == nil) {
			n := checks[name]["check"]
			if n == nil {
				n = checks[name]["wrong"]
			}
			r.fail(n, "check_alone", "slot", name)
		}
		r.slots[name] = s
	}
}

// reserved are the names that expressions already know.
var reserved = []string{"slot", "contact", "brand", "verified", "event", "now", "calm", "trust", "item", "forloop", "has", "true", "false"}

// findSaves collects the names under which calls save, so that texts anywhere can be checked for them.
func (r *reader) findSaves(n *yaml.Node, depth int) {
	if n == nil || depth > maxTree {
		return
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key := n.Content[i].Value; key != string(StepCall) && key != "preview" || n.Content[i+1].Kind != yaml.MappingNode {
				continue
			}
			call := n.Content[i+1]
			for j := 0; j+1 < len(call.Content); j += 2 {
				if call.Content[j].Value == "save" {
					r.saves[call.Content[j+1].Value] = true
				}
			}
		}
	}
	for _, c := range n.Content {
		r.findSaves(c, depth+1)
	}
}

// builder lays the steps of a playbook out flat.
type builder struct {
	*reader
	book *Playbook
	laid []int // the steps that the one that is being read was laid out as
}

// exit is told the index of the step that follows, once it is known.
type exit func(to int)

// block lays out a list of steps and returns the index of the first and what leads out of the last.
func (b *builder) block(n *yaml.Node, path string, depth int) (int, []exit) {
	start := len(b.book.Steps)
	if depth > MaxDepth {
		b.fail(n, "depth", "limit", MaxDepth)
		return start, nil
	}
	steps := b.items(n, "steps", MaxSteps)
	if n.Kind == yaml.SequenceNode && len(steps) == 0 {
		b.fail(n, "block_empty")
		return start, nil
	}
	var exits []exit
	for i, s := range steps {
		if i > 0 && len(exits) == 0 && len(b.problems) == 0 {
			b.failRule(s, RuleUnreachable, "after_exit")
			return start, nil
		}
		if len(b.book.Steps) >= MaxSteps {
			b.fail(s, "steps_many", "limit", MaxSteps)
			return start, nil
		}
		at := len(b.book.Steps)
		for _, e := range exits {
			e(at)
		}
		exits = b.step(s, join(path, strconv.Itoa(i)), depth)
	}
	return start, exits
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

var stepKinds = []string{
	string(StepSay), string(StepArticle), string(StepAsk), string(StepReask), string(StepVerify), string(StepCall), string(StepBranch),
	string(StepWait), string(StepRemember), string(StepRun), string(StepHandOver), string(StepEnd),
}

// emit puts a step down and returns its index.
func (b *builder) emit(s Step) int {
	b.book.Steps = append(b.book.Steps, s)
	b.laid = append(b.laid, len(b.book.Steps)-1)
	return len(b.book.Steps) - 1
}

// step lays out one step, with what it reads, and returns what leads out of it.
func (b *builder) step(n *yaml.Node, path string, depth int) []exit {
	laid, uses := b.laid, b.uses
	b.laid, b.uses = nil, map[string]bool{}
	exits := b.lay(n, path, depth)
	reads := slices.Sorted(maps.Keys(b.uses))
	for _, at := range b.laid {
		b.book.Steps[at].reads = reads
	}
	b.laid, b.uses = laid, uses
	return exits
}

func (b *builder) lay(n *yaml.Node, path string, depth int) []exit {
	f := b.fields(n, "step", stepKinds...)
	if len(f) != 1 {
		if len(f) > 1 {
			b.fail(n, "step_several")
		} else if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
			b.fail(n, "step_empty", "kinds", stepKinds)
		}
		at := b.emit(Step{Path: path, Line: n.Line})
		return []exit{func(to int) { b.book.Steps[at].Next = to }}
	}
	var kind StepKind
	var v *yaml.Node
	for name, value := range f {
		kind, v = StepKind(name), value
	}
	switch kind {
	case StepCall:
		return b.call(v, n.Line, path, depth)
	case StepWait:
		return b.wait(v, n.Line, path, depth)
	case StepBranch:
		at := b.emit(Step{Kind: kind, Path: path, Line: n.Line, Branch: b.branch(v)})
		return b.cases(v, at, path, depth)
	default:
		return b.plain(v, Step{Kind: kind, Path: path, Line: n.Line})
	}
}

// plain lays out a step that has no blocks of its own.
func (b *builder) plain(v *yaml.Node, s Step) []exit {
	at := b.emit(s)
	next := []exit{func(to int) { b.book.Steps[at].Next = to }}
	switch s.Kind {
	case StepSay:
		s.Say = b.say(v)
	case StepArticle:
		s.Article = b.article(v)
	case StepAsk:
		s.Ask = b.ask(v)
	case StepReask:
		s.Reask, next = b.reask(v), nil
	case StepVerify:
		s.Verify = b.verify(v)
	case StepHandOver:
		s.HandOver, next = b.handOver(v), nil
	case StepRemember:
		s.Remember = b.remember(v)
	case StepRun:
		s.Sub = b.sub(v)
	case StepEnd:
		e := b.fields(v, "end", "solved")
		s.End, next = &End{Solved: b.bool(e["solved"], "solved")}, nil
	default: // laid out elsewhere, with what belongs to it
	}
	b.book.Steps[at] = s
	return next
}

// link resolves what needs the whole playbook: where a reask goes back to, and the paths.
func (b *builder) link() {
	p := b.book
	p.paths = make(map[string]int, len(p.Steps))
	asks := map[string]int{}
	for i, s := range p.Steps {
		p.paths[s.Path] = i
		if s.Ask != nil {
			if _, ok := asks[s.Ask.Slot]; !ok {
				asks[s.Ask.Slot] = i
			}
		}
	}
	for i, s := range p.Steps {
		if s.Reask == nil {
			continue
		}
		to, ok := asks[s.Reask.Slot]
		if !ok {
			b.fail(&yaml.Node{Line: s.Line}, "reask_no_ask", "slot", s.Reask.Slot)
			continue
		}
		p.Steps[i].Reask.To = to
	}
	if b.saves[""] {
		delete(b.saves, "")
	}
	for _, name := range slices.Sorted(maps.Keys(b.saves)) {
		if slices.Contains(reserved, name) {
			b.fail(nil, "save_reserved", "name", name)
		}
	}
}
