package playbook

import (
	"fmt"
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
		return nil, r.problems
	}
	r.languages = newLanguages()
	f := r.fields(root, "playbook", "id", "version", "title", "triggers", "slots", "steps")
	for _, must := range []string{"id", "version", "title", "steps"} {
		if f[must] == nil {
			r.fail(root, fmt.Sprintf("the playbook has no %s", must), "authors, receipts and hand-over cards name it", "add "+must+": …")
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems.sorted()
	}
	p := &Playbook{File: file, ID: r.name(f["id"], "id"), Version: r.number(f["version"], "version"), Title: r.words(f["title"], "title")}
	for _, n := range r.items(f["triggers"], "triggers", MaxTriggers) {
		p.Triggers = append(p.Triggers, r.name(n, "trigger"))
	}
	r.readSlots(f["slots"])
	p.Slots = r.slots
	r.findSaves(f["steps"], 0)

	b2 := &builder{reader: r, book: p}
	_, exits := b2.block(f["steps"], "", 0)
	for _, exit := range exits {
		exit(len(p.Steps))
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
		r.fail(nil, fmt.Sprintf("the file has %d bytes", len(b)), fmt.Sprintf("at most %d are read", MaxFile), "split the playbook")
		return nil
	case !utf8.Valid(b):
		r.fail(nil, "the file is not valid UTF-8", "texts for people need it", "save it as UTF-8")
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
		r.fail(&yaml.Node{Line: line}, "not valid YAML", what, "mend the indentation or the quotes near this line")
		return nil
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		r.fail(nil, "the file holds no playbook", "a playbook is a mapping with id, version, title and steps", "")
		return nil
	}
	if bad := findAlias(doc.Content[0], 0); bad != nil {
		r.fail(bad, "an alias or a very deep nesting", "a playbook is read as it stands, without references", "write the part out")
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
	r.entries(n, "slots", func(key, value *yaml.Node) {
		name := r.name(key, "slot")
		f := r.fields(value, "slot "+name, "type", "label", "keep")
		if f["type"] == nil || f["label"] == nil {
			r.fail(key, fmt.Sprintf("slot %q lacks type or label", name), "the type says what counts as an answer, the label stands on the hand-over card", "write {type: order_no, label: {id: …, en: …}}")
			return
		}
		if len(r.slots) == MaxSlots {
			r.fail(key, "too many slots", fmt.Sprintf("at most %d are allowed", MaxSlots), "split the playbook")
			return
		}
		r.slots[name] = Slot{Type: r.name(f["type"], "type"), Label: r.words(f["label"], "label"), Keep: r.bool(f["keep"], "keep")}
	})
}

// reserved are the names that expressions already know.
var reserved = []string{"slot", "contact", "brand", "verified", "now", "item", "forloop", "has", "true", "false"}

// findSaves collects the names under which calls save, so that texts anywhere can be checked for them.
func (r *reader) findSaves(n *yaml.Node, depth int) {
	if n == nil || depth > maxTree {
		return
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value != string(StepCall) || n.Content[i+1].Kind != yaml.MappingNode {
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
}

// exit is told the index of the step that follows, once it is known.
type exit func(to int)

// block lays out a list of steps and returns the index of the first and what leads out of the last.
func (b *builder) block(n *yaml.Node, path string, depth int) (int, []exit) {
	start := len(b.book.Steps)
	if depth > MaxDepth {
		b.fail(n, "blocks stand too deep within each other", fmt.Sprintf("at most %d levels are allowed", MaxDepth), "flatten the branches")
		return start, nil
	}
	steps := b.items(n, "steps", MaxSteps)
	if n.Kind == yaml.SequenceNode && len(steps) == 0 {
		b.fail(n, "a block without steps", "nothing would be said", "add a step, or remove the block")
		return start, nil
	}
	var exits []exit
	for i, s := range steps {
		if i > 0 && len(exits) == 0 && len(b.problems) == 0 {
			b.fail(s, "this step is never reached", "the step before it always leaves the playbook or goes back", "remove it, or move it up")
			return start, nil
		}
		if len(b.book.Steps) >= MaxSteps {
			b.fail(s, "too many steps", fmt.Sprintf("a playbook has at most %d", MaxSteps), "split it")
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
	string(StepSay), string(StepArticle), string(StepAsk), string(StepReask), string(StepVerify), string(StepCall),
	string(StepBranch), string(StepHandOver), string(StepRemember), string(StepEnd),
}

// step lays out one step and returns what leads out of it.
func (b *builder) step(n *yaml.Node, path string, depth int) []exit {
	at := len(b.book.Steps)
	b.book.Steps = append(b.book.Steps, Step{Path: path, Line: n.Line})
	next := []exit{func(to int) { b.book.Steps[at].Next = to }}
	f := b.fields(n, "step", stepKinds...)
	if len(f) != 1 {
		if len(f) > 1 {
			b.fail(n, "a step with several actions", "each step does one thing", "put a dash before each")
		} else if n.Kind == yaml.MappingNode && len(n.Content) == 0 {
			b.fail(n, "an empty step", "a step has one of "+strings.Join(stepKinds, ", "), "remove it")
		}
		return next
	}
	for kind, v := range f {
		s := Step{Path: path, Line: n.Line, Kind: StepKind(kind)}
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
		case StepCall:
			s.Call = b.call(v)
			b.book.Steps[at] = s
			return append(next, b.onError(v, s.Call, path, depth)...)
		case StepBranch:
			s.Branch = b.branch(v)
			b.book.Steps[at] = s
			return b.cases(v, at, path, depth)
		case StepHandOver:
			s.HandOver, next = b.handOver(v), nil
		case StepRemember:
			s.Remember = b.remember(v)
		case StepEnd:
			e := b.fields(v, "end", "solved")
			s.End, next = &End{Solved: b.bool(e["solved"], "solved")}, nil
		}
		b.book.Steps[at] = s
	}
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
			b.fail(&yaml.Node{Line: s.Line}, fmt.Sprintf("reask of %q has no ask to go back to", s.Reask.Slot), "it goes back to the ask step of that slot", "add an ask for the slot before it")
			continue
		}
		p.Steps[i].Reask.To = to
	}
	if b.saves[""] {
		delete(b.saves, "")
	}
	for _, name := range slices.Sorted(maps.Keys(b.saves)) {
		if slices.Contains(reserved, name) {
			b.fail(nil, fmt.Sprintf("a call saves under %q", name), "expressions already use that name", "rename it")
		}
	}
}
