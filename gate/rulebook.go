package gate

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"terang"
)

//go:embed policy/*.yaml
var policyFiles embed.FS

// Rulebook is the policies that a workspace keeps to: all of them at once. It is immutable.
type Rulebook struct {
	policies []Policy
}

// NewRulebook puts policies together. Versions of one policy may stand side by side, one to end where the next begins;
// the same version twice is an error, because receipts cite it.
func NewRulebook(policies ...Policy) (*Rulebook, error) {
	seen := map[string]bool{}
	for i := range policies {
		if ref := policies[i].Ref(); seen[ref] {
			return nil, fmt.Errorf("gate: rulebook: %s is there twice; a published version never changes: raise its number", ref)
		} else {
			seen[ref] = true
		}
	}
	if len(policies) == 0 {
		return nil, fmt.Errorf("gate: rulebook: no policy; without one nothing may be sent")
	}
	return &Rulebook{policies: copied(policies)}, nil
}

// Default returns what holds where nothing else is configured: every policy that comes with the house, so that a contact
// of whom nothing is known gets the union of all. Files that do not parse leave a book that asks for everything of
// everyone: see [strictest].
func Default() *Rulebook { return defaultBook() }

var defaultBook = sync.OnceValue(func() *Rulebook {
	policies, err := PublishedPolicies()
	if err != nil {
		return strictest()
	}
	b, err := NewRulebook(policies...)
	if err != nil {
		return strictest()
	}
	return b
})

// strictest is a book with one rule that no published text fulfils, so that nothing is sent: the gate fails closed.
func strictest() *Rulebook {
	return &Rulebook{policies: []Policy{{
		ID: "unreadable", Version: 1, Status: InForce,
		Rules: []Rule{{ID: "unreadable", On: []Trigger{"always"}, Kinds: speakers, Elements: []terang.Element{"unreadable"}, Placement: InSameUnit, Fail: Block}},
	}}}
}

var speakers = []terang.AuthorKind{terang.KindAI, terang.KindAutomation, terang.KindAIAssisted, terang.KindHuman}

// PublishedPolicies returns the policies that come with the house: its own, then the others in order of their files.
func PublishedPolicies() ([]Policy, error) {
	entries, err := policyFiles.ReadDir("policy")
	if err != nil {
		return nil, fmt.Errorf("gate: policies: %w", err)
	}
	var out []Policy
	for _, e := range entries {
		b, err := policyFiles.ReadFile("policy/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("gate: policies: %w", err)
		}
		p, err := ParsePolicy("policy/"+e.Name(), b)
		if err != nil {
			return nil, err
		}
		if p.ID == "terang-default" {
			out = slices.Insert(out, 0, *p) // the house's own first: its order is the order of obligations
			continue
		}
		out = append(out, *p)
	}
	return out, nil
}

// Policies returns copies of the policies of the book.
func (b *Rulebook) Policies() []Policy { return copied(b.policies) }

// copied copies policies with their rules, so that a caller may change what it gets.
func copied(policies []Policy) []Policy {
	out := slices.Clone(policies)
	for i := range out {
		out[i].Rules = slices.Clone(out[i].Rules)
	}
	return out
}

// Obligations returns what the policies in force ask of the draft: the union of all, one obligation for each rule id and
// place. It never looks at what the draft says about itself, only at who says it and what the contact was told before.
func (b *Rulebook) Obligations(f Facts, d terang.Draft) []Obligation {
	speaker, announcing := d.Author, false
	if d.Announces.Kind() != "" {
		speaker, announcing = d.Announces, true
	}
	out := make([]Obligation, 0, 8)
	for i := range b.policies {
		p := &b.policies[i]
		if !p.holds(f, d) {
			continue
		}
		for j := range p.Rules {
			r := &p.Rules[j]
			if !r.covers(speaker.Kind()) {
				continue
			}
			on, due := r.due(f, d, speaker, announcing)
			if !due || r.Placement == InFile {
				continue
			}
			out = merge(out, obligation(p, r, on, f, d, speaker, announcing))
		}
	}
	return out
}

// obligation is what one rule asks of one draft.
func obligation(p *Policy, r *Rule, on Trigger, f Facts, d terang.Draft, speaker terang.Author, announcing bool) Obligation {
	o := Obligation{
		Rule: r.ID, Policies: []string{p.Ref()}, Elements: r.Elements, Placement: r.Placement, Kind: speaker.Kind(),
		Language: d.Language.Or(f.Language.Or(terang.Indonesian)), Brand: f.Brand, Form: f.Form,
		Within: announcing || r.Placement == InFirstSentence, on: on, fail: r.Fail,
	}
	if on == OnTransition {
		o.from = f.Disclosed.Voice
		o.Elements = introduction(speaker.Kind())
		o.Name, _ = cleanLine(speaker.Name())
	}
	return o
}

// merge adds an obligation to the others: one of the same rule id, place and trigger asks for what both ask for, and
// fails as the stricter one does.
func merge(all []Obligation, o Obligation) []Obligation {
	for i := range all {
		have := &all[i]
		if have.Rule != o.Rule || have.Placement != o.Placement || have.on != o.on {
			continue
		}
		if !slices.Contains(have.Policies, o.Policies[0]) {
			have.Policies = append(slices.Clip(have.Policies), o.Policies[0])
		}
		for _, e := range o.Elements {
			if !slices.Contains(have.Elements, e) {
				have.Elements = append(slices.Clip(have.Elements), e)
			}
		}
		have.Within = have.Within && o.Within
		if o.fail == Block {
			have.fail = Block
		}
		return all
	}
	return append(all, o)
}

// cited names the policies behind obligations, in order: "eu-art50@1+terang-default@2".
func cited(obligations []Obligation) string {
	var refs []string
	for i := range obligations {
		for _, ref := range obligations[i].Policies {
			if !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
	}
	slices.Sort(refs)
	return strings.Join(refs, "+")
}

// blocksClaims reports whether one of the obligations blocks, rather than mends, a machine's words that claim a person.
func blocksClaims(obligations []Obligation) bool {
	return slices.ContainsFunc(obligations, func(o Obligation) bool { return o.on == OnIdentityQuestion && o.fail == Block })
}

// OfFile returns the elements that the policies ask of a file that leaves the house: media, an export, a transcript.
func (b *Rulebook) OfFile(f Facts, d terang.Draft) []terang.Element {
	var out []terang.Element
	for i := range b.policies {
		p := &b.policies[i]
		if !p.holds(f, d) {
			continue
		}
		for j := range p.Rules {
			if !slices.Contains(p.Rules[j].On, OnArtefact) {
				continue
			}
			for _, e := range p.Rules[j].Elements {
				if !slices.Contains(out, e) {
					out = append(out, e)
				}
			}
		}
	}
	return out
}
