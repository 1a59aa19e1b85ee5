package engine

import (
	"slices"

	"terang"
)

// leastSuggested is how sure the index must be of a passage that is offered to an agent. It may be less than what the
// assistant says by itself: a person reads it before it is sent.
const leastSuggested = 0.25

// refSuggestion is the versioned rule by which a draft for an agent is chosen.
const refSuggestion = "suggestion@1"

// suggestion is what the agent might answer to the question that the assistant did not understand: the passage of the help
// centre that comes nearest, nil where none is near or the contact has been given it already.
func (t *turn) suggestion() *terang.Suggestion {
	if t.s.Question == "" {
		return nil
	}
	hits := t.b.index.Search(t.b.model.Normalise(t.s.Question), t.lang, 1)
	if len(hits) == 0 || hits[0].Confidence < leastSuggested || hits[0].Passage == "" {
		return nil
	}
	if slices.Contains(t.s.Tried, t.b.read(hits[0].Article)) {
		return nil
	}
	a := hits[0].Article
	return &terang.Suggestion{
		Text: clipText(hits[0].Passage), Model: t.b.modelRef, Prompt: refSuggestion,
		Sources: []terang.Source{{ID: a.ID, Title: a.Title, Version: a.Version}},
	}
}
