// Package simulate lets thousands of make-believe customers talk with a pack's brain: brief and chatty ones, people who
// mistype, who change their mind, who correct themselves, who ask something in between, who want a person, who are angry, who
// go away and come back, and who mean no good. It counts what came of it, and looks at every answer for what must never be.
//
// A customer knows what it wants, and what an assistant's message and its quick replies show; of the engine's inside it is
// told only which question is open, which a person would read from the message. It never asks a language model, and never
// decides what is right by what the engine says of itself alone: a goal counts as reached where its playbook ended well and
// the brand's system was asked the right thing.
//
// The same seed gives the same conversations, on any machine and any number of cores. The way in is [ParsePlan] and [Run].
package simulate

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"terang"
	"terang/engine"
	"terang/understand"
)

// maxConversations bounds one simulation.
const maxConversations = 1_000_000

// Parts are what a simulation needs of a pack.
type Parts struct {
	Brain    *engine.Brain
	Plan     *Plan
	Examples []understand.Example
	Risks    map[string]string // of actions: "read", "change", "money", "identity"
}

// Options say how much is simulated.
type Options struct {
	Seed          uint64
	Conversations int
	Workers       int // conversations at a time; 1 if 0
}

// Simulation is a pack, ready to be talked to.
type Simulation struct {
	parts    Parts
	examples map[string]map[terang.Language][]string
	patterns []*regexp.Regexp // of the brand's own numbers
	kinds    []string         // of those patterns
}

// New checks that the plan fits the pack.
func New(p Parts) (*Simulation, error) {
	s := &Simulation{parts: p, examples: map[string]map[terang.Language][]string{}}
	for _, e := range p.Examples {
		if s.examples[e.Intent] == nil {
			s.examples[e.Intent] = map[terang.Language][]string{}
		}
		s.examples[e.Intent][e.Language] = append(s.examples[e.Intent][e.Language], e.Text)
	}
	for _, pattern := range p.Brain.Brand().Patterns {
		if pattern.Format != "" && !strings.Contains(pattern.Format, "$") {
			continue // a name that everybody uses, such as an office, and no number of the customer's own
		}
		re, err := regexp.Compile(pattern.Find)
		if err != nil {
			return nil, fmt.Errorf("simulate: pattern of %s: %w", pattern.Kind, err)
		}
		if !strings.Contains(pattern.Find, `\d`) && !strings.Contains(pattern.Find, "[0-9]") {
			continue // words, such as kinds of goods: an example keeps its own
		}
		s.patterns, s.kinds = append(s.patterns, re), append(s.kinds, pattern.Kind)
	}
	var problems []error
	intents := append([]string{}, p.Plan.Aside...)
	for _, g := range p.Plan.Goals {
		intents = append(intents, g.Intents...)
	}
	for _, intent := range intents {
		for l := range p.Plan.Languages {
			if len(s.examples[intent][l]) == 0 {
				problems = append(problems, wrong("intents", "no_examples", "intent", intent, "language", l))
			}
		}
	}
	return s, errors.Join(problems...)
}

// Run holds the conversations and counts.
func (s *Simulation) Run(o Options) (*Figures, error) {
	if o.Conversations < 1 || o.Conversations > maxConversations {
		return nil, fmt.Errorf("simulate: %d conversations: between 1 and %d can be held", o.Conversations, maxConversations)
	}
	talks := make([]*Talk, o.Conversations)
	next := make(chan int)
	var workers sync.WaitGroup
	for range max(o.Workers, 1) {
		workers.Go(func() {
			for id := range next {
				t := s.Talk(o.Seed, id)
				t.Text = "" // held again where somebody wants to read it
				talks[id] = t
			}
		})
	}
	for id := range o.Conversations {
		next <- id
	}
	close(next)
	workers.Wait()
	return count(o.Seed, talks), nil
}
