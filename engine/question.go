package engine

import (
	"terang"
	"terang/playbook"
	"terang/trust"
)

// ask puts the question of a slot and waits.
func (t *turn) ask(pb *playbook.Playbook, r *Run, a *playbook.Ask) {
	words, choices, err := t.question(a, false)
	if err != nil {
		t.fail(pb.Title.In(t.b.deskLanguage()))
		return
	}
	if t.reask != "" {
		words, t.reask = t.reask, ""
	}
	expect := pb.Slots[a.Slot].Type
	r.Await = &Await{For: AwaitSlot, Slot: a.Slot, Expect: expect, Choices: numbered(choices)}
	t.emitQuestion(words, choices, pb.Ref())
}

func (t *turn) emitQuestion(words string, choices []terang.QuickReply, ref string) {
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{Text: words, Replies: choices}},
		said{ref: ref, title: t.title(), asking: true})
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
func (t *turn) openQuestion(again bool) (words string, choices []terang.QuickReply, ref string) {
	r := t.s.run()
	a := t.s.await()
	if a == nil {
		return "", nil, refTalk
	}
	switch a.For {
	case AwaitIdentifier:
		key := txtIdentifyAsk
		if again {
			key = txtIdentifyAgain
		}
		return text(key, t.lang, "list", t.identifierList(t.verifyBy(r))), nil, refVerify
	case AwaitCode:
		if again {
			return text(txtCodeAgain, t.lang, "sent_to", t.sentTo(r)), t.resendReply(), refVerify
		}
		return text(txtCodeWaiting, t.lang, "sent_to", t.sentTo(r)), t.resendReply(), refVerify
	case AwaitSlot:
	}
	pb := t.b.book(r)
	if pb == nil {
		return "", nil, refTalk
	}
	at, ok := pb.At(r.Path)
	if !ok || pb.Steps[at].Ask == nil {
		return "", nil, refTalk
	}
	words, choices, err := t.question(pb.Steps[at].Ask, again)
	if err != nil {
		return "", nil, refTalk
	}
	switch {
	case !again || pb.Steps[at].Ask.Again != nil:
	case len(choices) > 0:
		words = text(txtNotRead, t.lang) + " " + words
	default:
		words = text(txtReadAgain, t.lang, "label", lowerFirst(pb.Slots[a.Slot].Label.In(t.lang))) + " " + words
	}
	return words, choices, pb.Ref()
}

// repeatQuestion puts the open question again, after a sentence of its own.
func (t *turn) repeatQuestion(before string) {
	words, choices, ref := t.openQuestion(false)
	if words == "" {
		t.fail(t.title())
		return
	}
	if before != "" {
		words = before + " " + words
	}
	t.s.run().Await.Choices = numbered(choices)
	t.emitQuestion(words, choices, ref)
}

// putAgain asks again what was not answered; after maxReasks a person takes over. free does not count.
func (t *turn) putAgain(free bool) {
	r, a := t.s.run(), t.s.await()
	if !free && !t.quiet {
		what := string(a.For) + ":" + a.Slot
		n := r.tried(what)
		if n > 1 {
			t.signal(trust.KindUnknown, t.quote())
		}
		if n > maxReasks {
			t.s.Question = t.quote()
			t.notRead(a.For)
			return
		}
	}
	words, choices, ref := t.openQuestion(!free && !t.quiet)
	if words == "" {
		t.fail(t.title())
		return
	}
	a.Choices = numbered(choices)
	if r.Tries[string(a.For)+":"+a.Slot] >= maxReasks {
		choices = append(choices, t.personReply())
	}
	t.emitQuestion(words, choices, ref)
}

func (t *turn) notRead(what AwaitKind) {
	switch what {
	case AwaitCode, AwaitIdentifier:
		t.s.try(text(txtTriedCodeFailed, t.b.deskLanguage()))
		t.handOver(terang.ReasonVerificationFailed, txtVerifyPerson)
	case AwaitSlot:
		t.handOver(terang.ReasonUnknown, txtNotReadPerson)
	}
}

// reaskStep drops a value that turned out wrong and goes back to its question.
func (t *turn) reaskStep(pb *playbook.Playbook, r *Run, s *playbook.Reask) {
	words, err := s.Text.Render(t.lang, t.values())
	if err != nil {
		t.fail(pb.Title.In(t.b.deskLanguage()))
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
