package engine

import (
	"maps"
	"slices"
	"strings"

	"terang"
	"terang/playbook"
)

// Description is what a pack makes the assistant do, for people who want to know. It is read from what runs, so that it
// cannot be out of date.
type Description struct {
	Model   string // that chooses what is said: "ngram@3fa1c2d0"
	Does    []Doing
	Answers []terang.Text // matters that an article answers
	People  []terang.Text // matters that only a person answers
	Asks    []terang.Text // what the customer may be asked for
	Reasks  int           // times that one question is put again before a person takes over
}

// Doing is one thing that the assistant does by itself.
type Doing struct {
	Title    terang.Text
	Ref      string   // "order_status@1"
	Calls    []string // actions of the brand's system
	Verifies bool     // the customer's identity is checked first
	HandsOn  bool     // it may end with a person
}

// Describe returns what the assistant does and does not do, in a steady order.
func (b *Brain) Describe() Description {
	d := Description{Model: b.modelRef, Reasks: maxReasks}
	for _, pb := range b.byID {
		d.Does = append(d.Does, doing(pb))
	}
	slices.SortFunc(d.Does, func(x, y Doing) int { return strings.Compare(x.Ref, y.Ref) })
	for _, intent := range slices.Sorted(maps.Keys(b.brand.Topics)) {
		if t := b.brand.Topics[intent]; t.Article != "" {
			d.Answers = append(d.Answers, t.Title)
		} else {
			d.People = append(d.People, t.Title)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.labels)) {
		if l := b.labels[name]; l != nil && !slices.ContainsFunc(d.Asks, func(have terang.Text) bool { return have.In(terang.Indonesian) == l.In(terang.Indonesian) }) {
			d.Asks = append(d.Asks, l)
		}
	}
	return d
}

func doing(pb *playbook.Playbook) Doing {
	out := Doing{Title: pb.Title, Ref: pb.Ref()}
	for _, s := range pb.Steps {
		switch {
		case s.Call != nil && !slices.Contains(out.Calls, s.Call.Action):
			out.Calls = append(out.Calls, s.Call.Action)
		case s.Verify != nil:
			out.Verifies = true
		case s.HandOver != nil:
			out.HandsOn = true
		}
	}
	return out
}
