package authoring

import (
	"errors"
	"maps"
	"slices"

	"terang"
	"terang/engine"
	"terang/playbook"
)

// ruleID is the rule that only this room can see broken: the id in the text is not that of the playbook.
const ruleID = "other_id"

// Checked is what can be told of a text while it is being written.
type Checked struct {
	ID       string
	Title    terang.Text
	Problems playbook.Problems
	Graph    *playbook.Graph // nil where the text cannot be read
}

// Check reads a text and looks for what is wrong with it, in itself and beside what is live. id is the playbook that it is to
// be, "" where that is not known.
func (s *Service) Check(workspaceID, id string, source []byte) (Checked, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return Checked{}, err
	}
	pb, problems := parse(file(or(id, or(idOf(source), "playbook"))), source)
	if pb == nil {
		return Checked{ID: idOf(source), Problems: problems}, nil
	}
	g := pb.Graph()
	return Checked{ID: pb.ID, Title: pb.Title, Graph: &g, Problems: b.check(id, pb)}, nil
}

// check lints a playbook that could be read beside what is live, and tries to put all together.
func (b *brand) check(id string, pb *playbook.Playbook) playbook.Problems {
	var out playbook.Problems
	if id != "" && pb.ID != id {
		out = append(out, otherID(pb, id))
	}
	books := b.with(pb.ID, pb)
	known := map[string]bool{}
	for _, p := range b.problems() {
		known[p.Error()] = true
	}
	for _, p := range b.lint(books) {
		switch {
		case p.File == pb.File:
			out = append(out, p)
		case !known[p.Error()]: // it breaks another playbook
			out = append(out, p.Elsewhere(pb.File))
		}
	}
	if _, err := b.build(books); err != nil && !slices.ContainsFunc(out, func(p playbook.Problem) bool { return p.Severity == playbook.SeverityError }) {
		out = append(out, unfit(pb.File, err)) // lint says the same more kindly, where it does
	}
	return out
}

// parse reads a playbook; the playbook is nil where it cannot be read.
func parse(name string, source []byte) (*playbook.Playbook, playbook.Problems) {
	pb, err := playbook.Parse(name, source)
	if err == nil {
		return pb, nil
	}
	var problems playbook.Problems
	if !errors.As(err, &problems) || len(problems) == 0 {
		problems = playbook.Problems{problem(playbook.RuleForm, name, "unreadable", "detail", err)}
	}
	return nil, problems
}

// problem is one of this room's own, at the beginning of a file.
func problem(rule, file, key string, args ...any) playbook.Problem {
	p := texts.Problem(key, args...).At(file, 1, 1)
	p.Rule = rule
	return p
}

func otherID(pb *playbook.Playbook, id string) playbook.Problem {
	return problem(ruleID, pb.File, "other_id", "written", pb.ID, "id", id)
}

// noNumber says that the version cannot be set in the text.
func noNumber(pb *playbook.Playbook, err error) playbook.Problem {
	return problem(playbook.RuleForm, pb.File, "no_number", "reason", err)
}

// unfit is the engine's refusal to put the playbook in this file together with what else is live.
func unfit(file string, err error) playbook.Problem {
	var p playbook.Problem
	if !errors.As(err, &p) {
		return problem(engine.RuleUnfit, file, "unfit", "detail", err)
	}
	if p.File != file {
		p = p.Elsewhere(file)
	}
	return p
}

// Reference is what a playbook may name, for completion in an editor.
type Reference struct {
	Actions    []playbook.Action
	Intents    []string
	Slots      []string
	Articles   []string
	Segments   []string
	Attributes []string
	Playbooks  []string
}

// Reference tells what a workspace's playbooks may name.
func (s *Service) Reference(workspaceID string) (Reference, error) {
	b, err := s.opened(workspaceID)
	if err != nil {
		return Reference{}, err
	}
	f := b.pack.Facts
	intents := maps.Clone(f.Intents)
	if intents == nil {
		intents = map[string]bool{}
	}
	for _, e := range b.examples {
		intents[e.Intent] = true
	}
	attributes := maps.Clone(f.Attributes)
	if attributes == nil {
		attributes = map[string]bool{}
	}
	for _, book := range b.books {
		for _, step := range book.Steps {
			if step.Remember != nil && step.Remember.Attribute != "" {
				attributes[step.Remember.Attribute] = true
			}
		}
	}
	r := Reference{Intents: names(intents), Slots: b.pack.Slots, Articles: names(f.Articles), Segments: names(f.Segments), Attributes: names(attributes), Playbooks: names(b.books)}
	for _, name := range slices.Sorted(maps.Keys(b.actions)) {
		r.Actions = append(r.Actions, b.actions[name])
	}
	return r, nil
}

func names[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
