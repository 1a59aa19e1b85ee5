package engine

import (
	"maps"
	"slices"
	"strings"

	"terang/playbook"
	"terang/understand"
)

// learn takes every value that the message holds, asked for or not, and reports whether one of them is new. What the
// message says of another matter is none of the open one's business.
func (t *turn) learn() bool {
	news := t.changed != ""
	r, a := t.s.run(), t.s.await()
	var pb *playbook.Playbook
	if r != nil {
		pb = t.b.book(r)
	}
	if pb != nil && t.otherMatter(pb) {
		pb = nil
	}
	for _, kind := range t.kinds() {
		e, _ := t.reading.Find(kind)
		if (t.b.identifier(kind) != nil || r == nil && t.b.keeps(kind)) && t.s.Known[kind] != e.Value {
			t.s.know(kind, e.Value)
			news = true
		}
		if pb == nil || kind == t.changed {
			continue
		}
		got := t.assigned(pb, r, kind)
		for _, name := range slices.Sorted(maps.Keys(got)) {
			if a != nil && a.For == AwaitSlot && a.Slot == name && len(t.found(kind)) == 1 {
				continue // the answer to the open question is taken as such
			}
			wrong, ok := t.accept(pb, r, name, got[name])
			if !ok && wrong != "" {
				t.prefix = wrong
			}
			news = news || ok
		}
	}
	return news
}

// keeps reports whether a playbook takes a value of the kind over from what was said before it began, as where the message
// was understood only in part and the contact then taps what it meant.
func (b *Brain) keeps(kind string) bool {
	for _, pb := range b.byID {
		if slot := pb.Slots[kind]; slot.Keep && slot.Type == kind {
			return true
		}
	}
	return false
}

// assigned gives the values of a kind in the message to the slots of that kind that have none: the only one, or
// several in the order in which they are asked for.
func (t *turn) assigned(pb *playbook.Playbook, r *Run, kind string) map[string]string {
	slots, values := slotsOf(pb, kind), t.found(kind)
	if len(slots) == 1 {
		e, _ := t.reading.Find(kind)
		if r.Slots[slots[0]] != e.Value && (r.Slots[slots[0]] == "" || r.firstUse(pb, slots[0], false) < 0) {
			return map[string]string{slots[0]: e.Value}
		}
		return nil
	}
	if len(values) < 2 {
		return nil // which slot it means only the question tells
	}
	out := make(map[string]string, len(slots))
	for _, name := range slots {
		if len(values) > 0 && r.Slots[name] == "" {
			out[name], values = values[0], values[1:]
		}
	}
	return out
}

// fillKnown gives a new run what the message says and what is known already. fresh forgets the latter.
func (t *turn) fillKnown(pb *playbook.Playbook, r *Run, fresh bool) {
	for _, kind := range t.kinds() {
		got := t.assigned(pb, r, kind)
		for _, name := range slices.Sorted(maps.Keys(got)) {
			wrong, ok := t.accept(pb, r, name, got[name])
			switch {
			case ok && pb.Slots[name].Keep:
				t.s.know(name, got[name])
			case wrong != "":
				t.prefix = wrong
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pb.Slots)) {
		if !pb.Slots[name].Keep || r.Slots[name] != "" {
			continue
		}
		if fresh {
			delete(t.s.Known, name)
		} else if v, ok := t.s.Known[name]; ok {
			t.accept(pb, r, name, v)
		}
	}
}

// answered takes the answer to the open question.
func (t *turn) answered(choice string) bool {
	r, a := t.s.run(), t.s.await()
	if a == nil {
		return false
	}
	switch a.For {
	case AwaitCode:
		return t.codeAnswered(r)
	case AwaitIdentifier:
		return t.identifierAnswered(r)
	case AwaitConfirm:
		return t.confirmAnswered(r, choice)
	case AwaitSlot:
	default:
		return false
	}
	pb := t.b.book(r)
	if pb == nil {
		return false
	}
	value := t.answer(pb, r, a, choice)
	if value == "" {
		return false
	}
	wrong, ok := t.accept(pb, r, a.Slot, value)
	if !ok {
		t.refuse(r, a, wrong)
		return true
	}
	if pb.Slots[a.Slot].Keep {
		t.s.know(a.Slot, value)
	}
	t.lessDoubt(asAsked)
	r.Await, t.vars = nil, nil
	t.understood()
	t.run()
	return true
}

// answer is the value that the message gives to the open question, "" for none.
func (t *turn) answer(pb *playbook.Playbook, r *Run, a *Await, choice string) string {
	if choice != "" && offered(a.Choices, choice) {
		return choice
	}
	if v := r.Slots[a.Slot]; v != "" {
		return v // taken with others of its kind
	}
	if e, ok := t.reading.Find(a.Expect); ok && a.Expect != playbook.SlotChoice {
		for _, v := range t.found(a.Expect) { // one that another slot has not got yet, where there are several
			if !slices.ContainsFunc(slotsOf(pb, a.Expect), func(s string) bool { return r.Slots[s] == v }) {
				if len(t.found(a.Expect)) > 1 {
					return v
				}
				break
			}
		}
		return e.Value
	}
	if a.Expect == playbook.SlotText && t.plainWords() {
		return strings.TrimSpace(t.reading.Text)
	}
	return ""
}

// refuse says why a value is not taken, and puts the question again; after a few times a person takes over.
func (t *turn) refuse(r *Run, a *Await, wrong string) {
	n := r.tried(string(a.For) + ":" + a.Slot)
	if n > t.tries() {
		t.s.Question = t.quote()
		t.notRead(a.For)
		return
	}
	c, ref := t.openQuestion(false)
	if c.Text == "" {
		t.failFor(txtWhyText)
		return
	}
	if wrong != "" {
		c.Text = wrong + " " + c.Text
	}
	t.keepChoices(c.Replies)
	if n >= t.tries() {
		c.Replies = append(c.Replies, t.personReply())
	}
	t.emitAsking(c, ref)
}

// plainWords reports whether the message can be the answer to an open question for free text: it is not
// empty and does not ask for something else. Who is asked what happened may complain in the answer.
func (t *turn) plainWords() bool {
	if strings.TrimSpace(t.reading.Text) == "" {
		return false
	}
	for _, q := range t.reading.Requests {
		switch q.Request {
		case understand.RequestThanks, understand.RequestGreeting, understand.RequestUnhelpful, understand.RequestComplaint:
		default:
			return false
		}
	}
	return true
}
