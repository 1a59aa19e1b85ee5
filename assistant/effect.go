package assistant

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/delivery"
	"terang/engine"
	"terang/store"
)

// maxSleep is the longest that a run sleeps, whatever it waits for.
const maxSleep = 400 * 24 * time.Hour

// errBusy says that a person has the word: nothing begins by itself now.
func errBusy() error { return terang.Fail(terang.Conflict, "conversation_busy") }

// performed is the performing of one turn's effects inside its transaction.
type performed struct {
	a      *Assistant
	ctx    context.Context
	tx     *store.Tx
	t      *delivery.Thread
	brain  *engine.Brain
	run    *store.Run // that is due, nil for a turn of the dialogue
	ended  store.Outcome
	sleeps time.Time // the first time for which a run was put to sleep
	others []string  // contacts beside the thread's own that were changed
	owes   time.Time // when the desk must first look at what was promised
	matters
}

// settle marks the input as handled and performs the effects.
func (p *performed) settle(in engine.Input, effects []engine.Effect) error {
	c := &p.t.Conversation
	if in.Kind == engine.InputMessage || in.Kind == engine.InputError {
		c.HandledSeq = max(c.HandledSeq, in.Seq)
	}
	c.TurnDue = c.LastInbound > c.HandledSeq
	due := p.run
	if due != nil {
		p.t.Begins(due.Class)
		p.ended = store.OutcomeTalk
	}
	for _, e := range effects {
		p.note(e, c.Holder, due != nil)
		if err := p.apply(e); err != nil {
			return err
		}
	}
	if err := p.settleMatters(); err != nil {
		return err
	}
	if p.run != nil { // it did not sleep again
		done := *p.run
		done.ConversationID = c.ID
		if err := store.EndRun(p.tx, done, p.ended, p.t.Now); err != nil {
			return err
		}
	}
	if len(p.t.Messages()) == 0 {
		p.t.Emit(terang.EventChanged)
	}
	return nil
}

// apply performs one effect.
func (p *performed) apply(e engine.Effect) error {
	t, c := p.t, &p.t.Conversation
	switch e := e.(type) {
	case engine.Say:
		return p.say(e.Draft)
	case engine.Asked:
		t.Asked()
	case engine.HandOver:
		return p.handOver(e)
	case engine.Return:
		if c.Holder == terang.HolderQueue {
			c.Holder, c.Team, c.WaitingSince, c.HandOver = terang.HolderAssistant, "", time.Time{}, nil
			t.Emit(terang.EventReleased)
			return store.ReturnHandOver(p.tx, c.ID, t.Now)
		}
	case engine.SetLanguage:
		c.Language = e.Language.Or(c.Language)
	case engine.Missed:
		return store.InsertMissed(p.tx, store.Missed{WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Seq: e.Seq, Guess: e.Guess, Confidence: e.Confidence, At: t.Now})
	case engine.Verified:
		return p.verified(e)
	case engine.Sleep:
		return p.sleep(e)
	case engine.Attribute:
		return p.attribute(e)
	case engine.SetConsent:
		return p.consent(e)
	case engine.Ended:
		p.end(e)
	case engine.Trusted:
		return p.trusted(e)
	case engine.Promise:
		return p.promise(e)
	case engine.Cancelled:
		return p.cancelled(e.Kind)
	case engine.Owned:
		return p.owned(e.IDs)
	case engine.Call:
		return fmt.Errorf("assistant: an unanswered call of %q reached the commit", e.Action)
	}
	return nil
}

// trusted keeps how trust moved in the turn.
func (p *performed) trusted(e engine.Trusted) error {
	c := &p.t.Conversation
	signals := make([]store.TrustSignal, len(e.Signals))
	for i, g := range e.Signals {
		signals[i] = store.TrustSignal{Kind: g.Kind, Weight: g.Weight, Quote: g.Quote, Seq: g.Seq}
	}
	return store.InsertTrustTurn(p.tx, store.TrustTurn{
		WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Seq: e.Seq, At: p.t.Now, Playbook: e.Playbook, Risk: e.Risk,
		Score: e.Score, Decision: string(e.Decision), Signals: signals,
	})
}

// say hands a draft to the gate. A talk whose first message is held is not begun: the turn is undone with the reason.
func (p *performed) say(d terang.Draft) error {
	held := len(p.t.Held())
	ok, err := p.t.Say(d)
	if ok || err != nil || d.Purpose != terang.ForProactive || p.t.Cleared() > 0 {
		return err
	}
	reason := "unknown"
	if all := p.t.Held(); len(all) > held && len(all[held].Reasons) > 0 {
		reason = string(all[held].Reasons[0])
	}
	return terang.Fail(terang.Conflict, "begin_held", "reason", reason)
}

// handOver puts the conversation into the queue. One that waits already only gets the newer card.
func (p *performed) handOver(e engine.HandOver) error {
	t, c := p.t, &p.t.Conversation
	if c.Holder == terang.HolderAgent {
		return nil
	}
	card := e.Card
	c.HandOver = &card
	if c.Holder == terang.HolderQueue {
		return nil
	}
	c.Holder, c.WaitingSince = terang.HolderQueue, t.Now
	t.Emit(terang.EventHandedOver)
	if e.Draft != nil {
		t.Suggest(terang.ByAI(e.Draft.Model, e.Draft.Prompt), *e.Draft, "", 0)
	}
	return store.InsertHandOver(p.tx, store.HandOver{
		ID: p.a.IDs("ho"), WorkspaceID: c.WorkspaceID, ConversationID: c.ID, ContactID: c.ContactID, Seq: c.Seq, At: t.Now,
		Reason: card.Reason, Topic: card.Topic, Skill: card.Skill, Score: c.Trust, FactsKnown: max(card.Known, len(card.Facts)), FactsPassed: len(card.Facts),
	})
}

// verified records who the contact is, and brings together what was known of the same person in other conversations.
func (p *performed) verified(e engine.Verified) error {
	t, c := p.t, &p.t.Conversation
	before := t.Contact
	t.Contact.ExternalID, t.Contact.Name = e.ExternalID, e.Name
	if err := store.VerifyContact(p.tx, c.WorkspaceID, c.ContactID, e.ExternalID, e.Name); err != nil {
		return err
	}
	if before.ExternalID == e.ExternalID {
		return nil
	}
	if before.Verified() {
		if err := p.another(); err != nil {
			return err
		}
	}
	same, err := store.SameContacts(p.ctx, p.tx.Reader(), c.WorkspaceID, e.ExternalID, maxSame)
	if err != nil {
		return err
	}
	merged := t.Contact
	for _, other := range same {
		if other.ID != merged.ID {
			merged = merged.Joined(other)
		}
	}
	if len(same) > 1 {
		if err := t.Know(func(terang.Contact) terang.Contact { return merged }); err != nil {
			return err
		}
	}
	if !before.Verified() { // the runs of the one stay with the one
		if err := store.MergePerson(p.tx, c.WorkspaceID, store.PersonOf(before), store.PersonOf(t.Contact), t.Now); err != nil {
			return err
		}
	}
	return p.rejoin(same)
}

// rejoin works out who is one person after a contact proved who it is, where merges have a part in it.
func (p *performed) rejoin(same []terang.Contact) error {
	if !slices.ContainsFunc(same, func(k terang.Contact) bool { return k.Joint != "" }) {
		return nil
	}
	c := &p.t.Conversation
	if err := store.Rejoin(p.tx, c.WorkspaceID, c.ContactID, p.t.Now); err != nil {
		return err
	}
	now, err := store.Contact(p.ctx, p.tx.Reader(), c.WorkspaceID, c.ContactID)
	if err != nil {
		return err
	}
	p.t.Contact.Joint, p.t.Contact.JoinedAt, p.t.Contact.Revision = now.Joint, now.JoinedAt, now.Revision
	for _, k := range same {
		if k.ID != c.ContactID {
			p.others = append(p.others, k.ID)
		}
	}
	return nil
}

// another takes from the contact what was known of somebody else, who had proved to be here before.
func (p *performed) another() error {
	k := p.t.Contact
	left := k.Segments
	k = k.Another()
	if err := store.SetSegments(p.tx, &k, nil, left, p.t.Now); err != nil {
		return err
	}
	p.t.Contact = k
	return nil
}

// maxSame is how many contacts of one person are brought together.
const maxSame = 16

// sleep keeps a run until its time or its event comes. The run that is due sleeps on in its own row.
func (p *performed) sleep(e engine.Sleep) error {
	t, c := p.t, &p.t.Conversation
	state, err := json.Marshal(e.Run)
	if err != nil {
		return fmt.Errorf("assistant: run: %w", err)
	}
	until := e.Until
	if latest := t.Now.Add(maxSleep); until.IsZero() || until.After(latest) {
		until = latest
	}
	id, _, _ := strings.Cut(e.Run.Playbook, "@")
	r := store.Run{
		ID: p.a.IDs("run"), WorkspaceID: c.WorkspaceID, Kind: store.RunSleep, Single: id, ContactID: c.ContactID, Person: store.PersonOf(t.Contact),
		StartedBy: "conversation", Class: p.brain.Class(e.Run.Playbook), CreatedAt: t.Now,
	}
	if p.run != nil {
		r = *p.run
	}
	r.Playbook, r.ConversationID, r.State, r.Event, r.Condition = e.Run.Playbook, c.ID, string(state), e.Event, e.If
	r.Timed, r.WakeAt, r.DueAt = !e.Until.IsZero(), until, until
	if p.sleeps.IsZero() || until.Before(p.sleeps) {
		p.sleeps = until
	}
	if p.run != nil {
		p.run = nil
		return store.SleepRun(p.tx, r)
	}
	if err := store.ReplaceSingle(p.tx, r, t.Now); err != nil {
		return err
	}
	kept, err := store.InsertRun(p.tx, r)
	if err != nil || kept {
		return err
	}
	p.a.Logger.Warn("a run cannot sleep: too many sleep with its contact", "conversation", c.ID, "detail", r.Playbook)
	r.Single, r.Outcome, r.EndedAt = r.ID, store.OutcomeTooMany, t.Now
	return store.InsertEnded(p.tx, r)
}

// attribute remembers something about the contact.
func (p *performed) attribute(e engine.Attribute) error {
	now := p.t.Now
	a := terang.Attribute{Value: e.Value, Purpose: e.Purpose, Source: "conversation " + p.t.Conversation.ID, At: now}
	if e.Keep > 0 {
		a.Until = now.Add(e.Keep)
	}
	if err := p.t.Know(func(k terang.Contact) terang.Contact { return k.WithAttribute(e.Name, a) }); err != nil {
		return err
	}
	ws := p.t.Conversation.WorkspaceID
	if e.Keep == 0 && (p.a.Segments == nil || !p.a.Segments(ws)) {
		return nil
	}
	p.sleeps = now // whoever looks into which segments that puts the contact, and when it is forgotten, is woken at once
	return store.PutLook(p.tx, store.Run{
		ID: p.a.IDs("run"), WorkspaceID: ws, ContactID: p.t.Contact.ID, Person: store.PersonOf(p.t.Contact), State: "{}", WakeAt: now, DueAt: now, CreatedAt: now,
	})
}

// consent records what the contact said about being written to, for all contacts that are the same person.
func (p *performed) consent(e engine.SetConsent) error {
	t := p.t
	source := "conversation " + t.Conversation.ID
	if t.Contact.Verified() {
		same, err := store.SameContacts(p.ctx, p.tx.Reader(), t.Contact.WorkspaceID, t.Contact.ExternalID, maxSame)
		if err != nil {
			return err
		}
		for _, other := range same {
			if other.ID == t.Contact.ID {
				continue
			}
			other = other.WithConsent(e.Class, e.Given, t.Now, source)
			if err := store.SaveKnown(p.tx, &other); err != nil {
				return err
			}
			p.others = append(p.others, other.ID)
		}
	}
	said := store.ConsentChange{ContactID: t.Contact.ID, Class: e.Class, Given: e.Given, Source: source, At: t.Now}
	if err := store.InsertConsent(p.tx, t.Contact.WorkspaceID, said); err != nil {
		return err
	}
	return t.Know(func(k terang.Contact) terang.Contact { return k.WithConsent(e.Class, e.Given, t.Now, source) })
}

// end counts a run that came to its end.
func (p *performed) end(e engine.Ended) {
	id, _, _ := strings.Cut(e.Playbook, "@")
	store.CountRun(p.tx, p.t.Conversation.WorkspaceID, id, e.Solved, p.t.Now)
	switch {
	case e.Solved:
		p.ended = store.OutcomeSolved
	case e.Reason != "":
		p.ended = store.Outcome(e.Reason)
	default:
		p.ended = store.OutcomeDone
	}
}
