// Package engine holds conversations: [Brain.Step] takes what happened and the state so far, and returns
// the new state and what is to be done. It is pure: no clock, no randomness, no I/O. What the world must do
// (say a draft, call the brand's system, put the conversation into the queue) comes out as effects, and what
// came of it goes in as the next input, so that every turn can be replayed, simulated and proved.
//
// It never sends anything, never decides what must be disclosed (the gate does), never tells or changes
// anything personal before a one-time code was confirmed, and never argues with whoever wants a person.
// It never panics and never falls silent: whatever the state and the input are, while the assistant holds
// the conversation a message gets an answer, a call or a person.
//
// The way in is [New], once per pack, and [Brain.Step] for each input. One turn of a conversation:
//
//	message "paketku mana? TRG-1042"   → Call{verify_start {order_no: TRG-1042}}
//	action_result {masked: …}          → Say "… kode 6 angka …"
//	message "482915"                   → Call{verify_check {…}}
//	action_result {customer_token: …}  → Verified, Call{order_get {…}}
//	action_result {status: …}          → Say "Pesanan TRG-1042 …" with a timeline
package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"terang"
	"terang/knowledge"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
	"terang/understand/doubt"
)

// Limits of one turn. Whatever goes over them is a failed turn, and a person takes over.
const (
	maxSteps   = 64                // steps of playbooks
	maxCalls   = 12                // actions
	maxReasks  = playbook.MaxTries // times that one question is put again before a person takes over
	maxSends   = 3                 // one-time codes in one verification
	maxChips   = 6                 // quick replies under one message
	maxGuesses = 3                 // intents that are offered where none is sure
)

// Parts is what a [Brain] is put together from.
type Parts struct {
	Model     *understand.Model // may follow with [Brain.With]; without one a brain is good for checks alone
	Index     *knowledge.Index
	Articles  []knowledge.Article // those of the index, for playbooks that answer with one
	Playbooks []*playbook.Playbook
	Old       []*playbook.Playbook       // earlier versions, only for runs that began with them
	Actions   map[string]playbook.Action // what is known of the actions, by name; nil guards nothing
	Brand     Brand
	Lines     trust.Setting // of trust; the zero Setting takes the brand's
}

// Brain is a pack, ready to hold conversations. It is immutable and safe for many goroutines.
type Brain struct {
	model    *understand.Model
	index    *knowledge.Index
	brand    Brand
	doubt    *doubt.Reader // hears trust break
	lines    trust.Setting
	risk     map[string]string             // of playbooks, by id
	usual    map[string]int                // messages that a playbook usually takes, by id
	modelRef string                        // "ears@3fa1c2d0"
	byID     map[string]*playbook.Playbook // newest version
	byIntent map[string]*playbook.Playbook
	begins   []*playbook.Playbook          // those that something other than words may start, by id
	handBack *playbook.Playbook            // begins when a person gives the conversation back, nil for none
	old      map[string]*playbook.Playbook // by ref
	actions  map[string]playbook.Action
	labels   map[string]terang.Text // of slots, for cards
	articles map[string]map[terang.Language]knowledge.Article
}

// hearing is the house's own reader of doubt, built once: it is the same for every brain.
var hearing = sync.OnceValues(func() (*doubt.Reader, error) { return doubt.New(nil) })

// New checks that the parts fit together.
func New(p Parts) (*Brain, error) {
	if p.Index == nil {
		return nil, errors.New("engine: new: an index is needed")
	}
	if err := p.Brand.check(); err != nil {
		return nil, fmt.Errorf("engine: new: brand: %w", err)
	}
	b := &Brain{
		index: p.Index, brand: p.Brand, lines: p.Lines,
		byID: map[string]*playbook.Playbook{}, byIntent: map[string]*playbook.Playbook{},
		labels: map[string]terang.Text{}, articles: map[string]map[terang.Language]knowledge.Article{},
		old: make(map[string]*playbook.Playbook, len(p.Old)), actions: p.Actions,
	}
	for _, pb := range p.Old {
		b.old[pb.Ref()] = pb
	}
	for _, a := range p.Articles {
		if b.articles[a.ID] == nil {
			b.articles[a.ID] = map[terang.Language]knowledge.Article{}
		}
		b.articles[a.ID][a.Language] = a
	}
	for _, i := range p.Brand.Verification.Identifiers {
		b.labels[i.Kind] = i.Label
	}
	for _, pb := range p.Playbooks {
		if err := b.add(pb); err != nil {
			return nil, fmt.Errorf("engine: new: %w", err)
		}
	}
	if err := b.checkSubs(); err != nil {
		return nil, fmt.Errorf("engine: new: %w", err)
	}
	for intent, topic := range p.Brand.Topics {
		if topic.Article != "" && b.articles[topic.Article] == nil {
			return nil, fmt.Errorf("engine: new: %w", misfit(brandFile, 1, "topic_article", "intent", intent, "article", topic.Article))
		}
		if pb := b.byIntent[intent]; pb != nil {
			return nil, fmt.Errorf("engine: new: %w", misfit(brandFile, 1, "topic_handled", "intent", intent, "file", pb.File))
		}
	}
	for _, m := range p.Brand.Menu {
		if _, ok := p.Brand.Topics[m.Intent]; !ok && b.byIntent[m.Intent] == nil {
			return nil, fmt.Errorf("engine: new: %w", misfit(brandFile, 1, "menu_intent", "intent", m.Intent))
		}
	}
	if err := b.checkLines(); err != nil {
		return nil, fmt.Errorf("engine: new: %w", err)
	}
	b.begins = beginning(b.byID)
	b.measure()
	reader, err := hearing()
	if err != nil {
		return nil, fmt.Errorf("engine: new: %w", err)
	}
	b.doubt = reader
	if p.Model != nil {
		return b.With(p.Model), nil
	}
	return b, nil
}

// With returns the same brain with another model: what it understands changes, what it knows and does stays.
func (b *Brain) With(m *understand.Model) *Brain {
	c := *b
	c.model, c.modelRef = m, "ears@"+m.Digest()
	return &c
}

func (b *Brain) add(pb *playbook.Playbook) error {
	if have := b.byID[pb.ID]; have != nil {
		return misfit(pb.File, 1, "same_id", "first", have.File, "second", pb.File, "id", pb.ID)
	}
	b.byID[pb.ID] = pb
	for _, intent := range pb.Triggers {
		if have := b.byIntent[intent]; have != nil {
			return misfit(pb.File, 1, "same_intent", "first", have.File, "second", pb.File, "intent", intent)
		}
		b.byIntent[intent] = pb
	}
	for _, t := range pb.On {
		if t.Kind != playbook.TriggerHandBack {
			continue
		}
		if b.handBack != nil {
			return misfit(pb.File, t.Line, "same_hand_back", "first", b.handBack.File, "second", pb.File)
		}
		b.handBack = pb
	}
	for name, s := range pb.Slots {
		if b.labels[name] == nil {
			b.labels[name] = s.Label
		}
	}
	for _, s := range pb.Steps {
		if s.Article != nil && b.articles[s.Article.ID] == nil {
			return misfit(pb.File, s.Line, "article", "article", s.Article.ID)
		}
		if s.Verify == nil {
			continue
		}
		if b.brand.Verification.Start.Action == "" {
			return misfit(pb.File, s.Line, "no_verification")
		}
		for _, by := range s.Verify.By {
			if b.identifier(by) == nil {
				return misfit(pb.File, s.Line, "identifier", "by", by)
			}
		}
	}
	return nil
}

// checkSubs checks that the playbooks that others run are there.
func (b *Brain) checkSubs() error {
	for _, id := range slices.Sorted(maps.Keys(b.byID)) {
		pb := b.byID[id]
		for _, s := range pb.Steps {
			if s.Sub != nil && b.byID[s.Sub.Playbook] == nil {
				return misfit(pb.File, s.Line, "sub", "playbook", s.Sub.Playbook)
			}
		}
	}
	return nil
}

// Actions returns the names of all actions that the playbooks and the verification call, so that whoever
// wires the brand's system can refuse a pack whose actions are missing.
func (b *Brain) Actions() []string {
	seen := map[string]bool{}
	var out []string
	put := func(name string) {
		if name != "" && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	put(b.brand.Verification.Start.Action)
	put(b.brand.Verification.Check.Action)
	for _, pb := range b.byID {
		for _, s := range pb.Steps {
			if s.Call != nil {
				put(s.Call.Action)
			}
			if s.Undo != nil {
				put(s.Undo.Action)
			}
		}
	}
	return out
}

// Brand returns the brand that the brain speaks for.
func (b *Brain) Brand() Brand { return b.brand }

func (b *Brain) identifier(kind string) *Identifier {
	for i := range b.brand.Verification.Identifiers {
		if b.brand.Verification.Identifiers[i].Kind == kind {
			return &b.brand.Verification.Identifiers[i]
		}
	}
	return nil
}

// book finds the playbook of a run, in the version with which it began; nil where that has gone.
func (b *Brain) book(r *Run) *playbook.Playbook {
	if pb := b.byID[bookID(r.Playbook)]; pb != nil && pb.Ref() == r.Playbook {
		return pb
	}
	return b.old[r.Playbook]
}

// topic names an intent for people: the playbook's title or the pack's word for it.
func (b *Brain) topic(intent string, l terang.Language) string {
	if pb := b.byIntent[intent]; pb != nil {
		return pb.Title.In(l)
	}
	return b.brand.Topics[intent].Title.In(l)
}

// Topic is how the brand calls an intent, nil where it has no name for it.
func (b *Brain) Topic(intent string) terang.Text {
	if pb := b.byIntent[intent]; pb != nil {
		return pb.Title
	}
	return b.brand.Topics[intent].Title
}

// deskLanguage is the language of cards that agents read.
func (b *Brain) deskLanguage() terang.Language { return b.brand.Languages[0] }
