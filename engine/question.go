package engine

import (
	"slices"

	"terang"
	"terang/playbook"
	"terang/trust"
)

// ask puts the question of a slot and waits.
func (t *turn) ask(pb *playbook.Playbook, r *Run, a *playbook.Ask) {
	words, choices, err := t.question(a, false)
	if err != nil {
		t.failFor(txtWhyText)
		return
	}
	if t.reask != "" {
		words, t.reask = t.reask, ""
	}
	expect := pb.Slots[a.Slot].Type
	r.Await = &Await{For: AwaitSlot, Slot: a.Slot, Expect: expect, Choices: numbered(append(slices.Clone(choices), t.listed...))}
	t.emitQuestion(words, choices, pb.Ref())
}

func (t *turn) emitQuestion(words string, choices []terang.QuickReply, ref string) {
	t.emitAsking(terang.Content{Text: words, Replies: choices}, ref)
}

func (t *turn) emitAsking(c terang.Content, ref string) {
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: c}, said{ref: ref, title: t.title(), asking: true})
}

// question renders an ask in the language of the turn.
func (t *turn) question(a *playbook.Ask, again bool) (string, []terang.QuickReply, error) {
	src := a.Text
	if again && a.Again != nil {
		src = *a.Again
	}
	words, err := src.Render(t.lang, t.values())
	if err != nil {
		return "", nil, err
	}
	choices, err := t.replies(a.Choices)
	if err != nil {
		return "", nil, err
	}
	if c := a.ChoicesFrom; c != nil {
		list, _ := c.List.Eval(t.values()).([]any)
		for _, item := range list {
			m, _ := item.(map[string]any)
			value, _ := m[c.Value].(string)
			label, err := c.Label.Render(t.lang, t.with(item))
			if err != nil {
				return "", nil, err
			}
			if len(choices) < maxChips {
				choices = append(choices, terang.QuickReply{Label: label, Value: value})
			}
		}
	}
	return words, choices, nil
}

// openQuestion is the question of the active run as it would be asked now, and the voice that asks it.
func (t *turn) openQuestion(again bool) (c terang.Content, ref string) {
	r := t.s.run()
	a := t.s.await()
	if a == nil {
		return c, refTalk
	}
	switch a.For {
	case AwaitIdentifier:
		key := txtIdentifyAsk
		if again {
			key = txtIdentifyAgain
		}
		return terang.Content{Text: text(key, t.lang, "list", t.identifierList(t.verifyBy(r)))}, refVerify
	case AwaitCode:
		key := txtCodeWaiting
		if again {
			key = txtCodeAgain
		}
		return terang.Content{Text: text(key, t.lang, "sent_to", t.sentTo(r)), Replies: t.resendReply()}, refVerify
	case AwaitConfirm:
		return t.openConfirm(again)
	case AwaitSlot:
	}
	pb := t.b.book(r)
	if pb == nil {
		return c, refTalk
	}
	at, ok := pb.At(r.Path)
	if !ok || pb.Steps[at].Ask == nil {
		return c, refTalk
	}
	words, choices, err := t.question(pb.Steps[at].Ask, again)
	if err != nil {
		return c, refTalk
	}
	switch {
	case !again || pb.Steps[at].Ask.Again != nil:
	case len(choices) > 0:
		words = text(txtNotRead, t.lang) + " " + words
	default:
		words = text(txtReadAgain, t.lang, "label", lowerFirst(pb.Slots[a.Slot].Label.In(t.lang))) + " " + words
	}
	return terang.Content{Text: words, Replies: choices}, pb.Ref()
}

// repeatQuestion puts the open question again, after a sentence of its own.
func (t *turn) repeatQuestion(before string) {
	c, ref := t.openQuestion(false)
	if c.Text == "" {
		t.failFor(txtWhyText)
		return
	}
	if before != "" {
		c.Text = before + " " + c.Text
	}
	t.keepChoices(c.Replies)
	t.emitAsking(c, ref)
}

// keepChoices remembers what may be tapped, with what a list before the question offered.
func (t *turn) keepChoices(now []terang.QuickReply) {
	a := t.s.run().Await
	for _, c := range a.Choices {
		if !offered(now, c.Value) {
			now = append(slices.Clip(now), c)
		}
	}
	a.Choices = numbered(now)
}

// tries is how often the open question is put again before a person takes over.
func (t *turn) tries() int {
	r, a := t.s.run(), t.s.await()
	if pb := t.b.book(r); pb != nil && a.For == AwaitSlot {
		if at, ok := pb.At(r.Path); ok && pb.Steps[at].Ask != nil && pb.Steps[at].Ask.Tries > 0 {
			return min(pb.Steps[at].Ask.Tries, maxReasks)
		}
	}
	return maxReasks
}

// putAgain asks again what was not answered; after a few times a person takes over. free does not count.
func (t *turn) putAgain(free bool) {
	r, a := t.s.run(), t.s.await()
	if !free && !t.quiet {
		what := string(a.For) + ":" + a.Slot
		n := r.tried(what)
		if n > 1 {
			t.signal(trust.KindUnknown, t.quote())
		}
		if n > t.tries() {
			t.s.Question = t.quote()
			t.notRead(a.For)
			return
		}
	}
	c, ref := t.openQuestion(!free && !t.quiet)
	if c.Text == "" {
		t.failFor(txtWhyText)
		return
	}
	t.keepChoices(c.Replies)
	if r.Tries[string(a.For)+":"+a.Slot] >= t.tries() {
		c.Replies = append(c.Replies, t.personReply())
	}
	t.emitAsking(c, ref)
}

func (t *turn) notRead(what AwaitKind) {
	switch what {
	case AwaitCode, AwaitIdentifier:
		t.s.try(done(txtTriedCodeFailed, Words{}))
		t.handOver(terang.ReasonVerificationFailed, txtVerifyPerson)
	case AwaitSlot, AwaitConfirm:
		t.handOver(terang.ReasonUnknown, txtNotReadPerson)
	}
}

// reaskStep drops a value that turned out wrong and goes back to its question.
func (t *turn) reaskStep(pb *playbook.Playbook, r *Run, s *playbook.Reask) {
	words, err := s.Text.Render(t.lang, t.values())
	if err != nil {
		t.failFor(txtWhyText)
		return
	}
	if r.tried("reask:"+s.Slot) > maxReasks {
		t.handOver(terang.ReasonUnknown, txtNotMatchedPerson)
		return
	}
	delete(r.Slots, s.Slot)
	delete(t.s.Known, s.Slot)
	t.vars, t.reask = nil, words
	r.to(pb, s.To)
}
