package authoring

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/scenario"
	"terang/understand"
)

// rehearse plays the scenarios that have to do with the candidate. Its own must go as they are written. Those of the pack and
// of other playbooks must not go wrong because of it: one that goes wrong on what is live is not its fault. A scenario of its
// own with the name of one of the pack takes the place of that one; an empty one takes it away.
func (s *Service) rehearse(b *brand, c candidate) ([]Failure, error) {
	own := split(c.book.ID, c.tests)
	named := map[string]bool{}
	for _, t := range own {
		named[t.Name] = true
	}
	var others []Scenario
	take := func(t Scenario) {
		if !named[t.Name] && concerns(t, c.book.ID) {
			others = append(others, t)
		}
	}
	for _, t := range b.pack.Scenarios {
		take(t)
	}
	for _, pb := range sorted(c.books) {
		if pb.ID != c.book.ID {
			for _, t := range split(pb.ID, c.books[pb.ID].row.Scenarios) {
				take(t)
			}
		}
	}
	own = slices.DeleteFunc(own, func(t Scenario) bool { return len(bytes.TrimSpace(t.Text)) == 0 })
	if len(own)+len(others) == 0 {
		return nil, nil
	}
	brain, err := s.mind(b, c.brain, c.books)
	if err != nil {
		return nil, err
	}
	now, err := s.mind(b, b.brain, b.books)
	if err != nil {
		return nil, err
	}
	var failed []Failure
	for _, t := range own {
		if diff := play(brain, t, c.books); diff != nil {
			failed = append(failed, Failure{Name: t.Name, Diff: diff, Text: string(t.Text)})
		}
	}
	for _, t := range others {
		if diff := play(brain, t, c.books); diff != nil && play(now, t, b.books) == nil {
			failed = append(failed, Failure{Name: t.Name, Diff: diff, Text: string(t.Text)})
		}
	}
	return failed, nil
}

// play plays one scenario and returns what came otherwise, nil for nothing.
func play(brain *engine.Brain, t Scenario, books map[string]*book) terang.Text {
	f, err := scenario.Parse(t.Name, renumbered(t.Text, books))
	if err != nil {
		return terang.Text{terang.Indonesian: playbook.Tell(err, terang.Indonesian), terang.English: playbook.Tell(err, terang.English)}
	}
	var out terang.Text
	for _, what := range f.Run(brain).Failures {
		if out == nil {
			out = terang.Text{}
		}
		for l, line := range what.What {
			if what.Line > 0 {
				line = strconv.Itoa(what.Line) + ": " + line
			}
			if out[l] != "" {
				line = out[l] + "\n" + line
			}
			out[l] = line
		}
	}
	return out
}

var refForm = regexp.MustCompile(`\b([a-z][a-z0-9_]*)@\d+\b`)

// renumbered names playbooks in the versions that are live: a scenario is about what is said and done, not about how often
// somebody has published.
func renumbered(text []byte, books map[string]*book) []byte {
	return refForm.ReplaceAllFunc(text, func(found []byte) []byte {
		id, _, _ := bytes.Cut(found, []byte("@"))
		if b := books[string(id)]; b != nil {
			return []byte(b.Ref())
		}
		return found
	})
}

// concerns reports whether a scenario has to do with a playbook: it bears its name ("order_status.late.id") or names it.
func concerns(t Scenario, id string) bool {
	return strings.HasPrefix(t.Name, id+".") || regexp.MustCompile(`\b`+regexp.QuoteMeta(id)+`\b`).Match(t.Text)
}

var testLine = regexp.MustCompile(`(?m)^=== (.+?) ===[ \t]*\r?\n`)

// split takes the scenarios of one playbook apart: each begins with a line "=== name ===", which may be missing where there
// is only one.
func split(id string, text []byte) []Scenario {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	marks := testLine.FindAllSubmatchIndex(text, -1)
	if len(marks) == 0 || len(bytes.TrimSpace(text[:marks[0][0]])) > 0 {
		marks = slices.Insert(marks, 0, []int{0, 0, 0, 0})
	}
	var out []Scenario
	for i, m := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		name := string(text[m[2]:m[3]])
		if name == "" {
			name = id
		}
		out = append(out, Scenario{Name: name, Text: text[m[1]:end]})
	}
	return out
}

// mind gives a brain the model that it would have with these playbooks.
func (s *Service) mind(b *brand, brain *engine.Brain, books map[string]*book) (*engine.Brain, error) {
	m, err := s.Model(b.workspace, examples(books))
	if err != nil {
		return nil, fmt.Errorf("authoring: model: %w", err)
	}
	return brain.With(m), nil
}

// examples are those that stand in playbooks, beside the intent that they teach.
func examples(books map[string]*book) []understand.Example { return engine.Examples(sorted(books)) }
