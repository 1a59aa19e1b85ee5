package assistant

import (
	"slices"
	"time"

	"terang"
	"terang/engine"
	"terang/store"
	"terang/trust"
)

const (
	// sitting is how long after it came a topic that comes again is still the same matter.
	sitting = 30 * time.Minute
	// longTalk is the longest that a matter is expected to be talked about; who comes again may have come that much earlier.
	longTalk = 24 * time.Hour
)

// matters is what one turn says of what the contact came with. It is gathered, and written at the end of the turn: mostly by
// one statement, for most turns by none.
type matters struct {
	came    []engine.Came
	settled []engine.Settled
	change  store.MatterChange // of the matter that the turn was about
	replied bool               // an answer was said
	missed  bool               // a message was not understood
}

// note takes down what an effect says of matters.
func (m *matters) note(e engine.Effect, holder terang.Holder, begun bool) {
	switch e := e.(type) {
	case engine.Came:
		m.came = append(m.came, e)
	case engine.Settled:
		m.settled = append(m.settled, e)
	case engine.Trusted:
		m.change.Low = new(e.Decision != trust.Keep)
	case engine.HandOver:
		if holder == terang.HolderAssistant {
			m.change.Handed = new(true)
		}
	case engine.Return:
		if holder == terang.HolderQueue {
			m.change.Handed = new(false)
		}
	case engine.Ended:
		if e.Reason == "" && !begun { // the playbook came to its end
			m.change.Outcome = store.MatterAnswered
		}
	case engine.Say:
		m.replied = m.replied || e.Draft.Purpose == terang.ForAnswer
	case engine.Missed:
		m.missed = true
	}
}

// settleMatters writes what the turn says of matters.
func (p *performed) settleMatters() error {
	m, t := &p.matters, p.t
	know := t.Contact
	for i, e := range m.came {
		c := m.settles(e.Topic)
		if i == len(m.came)-1 {
			c, m.change = m.with(c, e), store.MatterChange{}
		}
		if err := p.came(e, c); err != nil {
			return err
		}
		know = remembered(know, terang.Matter{Topic: e.Topic, At: t.Now, Solved: c.Outcome == store.MatterSolved || c.Confirmed})
	}
	for _, e := range m.settled {
		c := store.MatterChange{Confirmed: e.Confirmed}
		if e.Solved {
			c.Outcome = store.MatterSolved
		}
		if len(m.settled) == 1 {
			c, m.change = merged(c, m.change), store.MatterChange{}
		}
		if err := store.EndMatter(p.tx, t.Conversation.ID, e.Topic, c, t.Now); err != nil {
			return err
		}
		if i := slices.IndexFunc(know.Matters, func(have terang.Matter) bool { return have.Topic == e.Topic }); i >= 0 && (e.Solved || e.Confirmed) {
			know = remembered(know, terang.Matter{Topic: e.Topic, At: know.Matters[i].At, Solved: true})
		}
	}
	if len(know.Matters) > 0 {
		if err := store.EndMatter(p.tx, t.Conversation.ID, "", m.change, t.Now); err != nil {
			return err
		}
	}
	t.Contact.Matters = know.Matters // they are read with the contact; nothing of it is written
	return nil
}

// settles takes out what the turn says of the end of a topic.
func (m *matters) settles(topic string) (c store.MatterChange) {
	m.settled = slices.DeleteFunc(m.settled, func(e engine.Settled) bool {
		if e.Topic != topic {
			return false
		}
		c.Confirmed = c.Confirmed || e.Confirmed
		if e.Solved {
			c.Outcome = store.MatterSolved
		}
		return true
	})
	return c
}

// with is a change of the matter that came in this very turn. Where no playbook took it, the answer that was said is all there
// will be.
func (m *matters) with(c store.MatterChange, e engine.Came) store.MatterChange {
	c = merged(c, m.change)
	if c.Outcome == "" && e.Playbook == "" && m.replied && !m.missed && (c.Handed == nil || !*c.Handed) {
		c.Outcome = store.MatterAnswered
	}
	return c
}

// merged puts what more says to c; what c says itself stays.
func merged(c, more store.MatterChange) store.MatterChange {
	if c.Outcome == "" {
		c.Outcome = more.Outcome
	}
	c.Confirmed = c.Confirmed || more.Confirmed
	if c.Low == nil {
		c.Low = more.Low
	}
	if c.Handed == nil {
		c.Handed = more.Handed
	}
	return c
}

// came adds a matter, or goes on with the one that it still is.
func (p *performed) came(e engine.Came, c store.MatterChange) error {
	t, own := p.t, &p.t.Conversation
	earlier := t.Now.Add(-store.SoonAgain - longTalk)
	if i := slices.IndexFunc(t.Contact.Matters, func(have terang.Matter) bool { return have.Topic == e.Topic }); i >= 0 {
		earlier = t.Contact.Matters[i].At
	}
	ago := t.Now.Sub(earlier)
	if ago < sitting {
		if c.Outcome == "" {
			c.Outcome = store.MatterReopened
		}
		return store.EndMatter(p.tx, own.ID, e.Topic, c, t.Now)
	}
	made := store.Matter{
		ID: p.a.IDs("mat"), WorkspaceID: own.WorkspaceID, ConversationID: own.ID, ContactID: own.ContactID, Person: store.PersonOf(t.Contact),
		Topic: e.Topic, Playbook: e.Playbook, StartedAt: t.Now, MatterChange: c,
	}
	if err := store.InsertMatter(p.tx, made); err != nil || ago >= store.SoonAgain+longTalk {
		return err
	}
	return store.CameBack(p.tx, made.WorkspaceID, made.Person, made.Topic, made.ID, t.Now)
}

// remembered keeps a matter with the contact. One that is still the same keeps its time.
func remembered(k terang.Contact, m terang.Matter) terang.Contact {
	i := slices.IndexFunc(k.Matters, func(have terang.Matter) bool { return have.Topic == m.Topic })
	if i >= 0 && m.At.Sub(k.Matters[i].At) < sitting {
		m.At, m.Solved = k.Matters[i].At, m.Solved || k.Matters[i].Solved
	}
	return k.WithMatter(m)
}
