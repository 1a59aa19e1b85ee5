package assistant

import (
	"slices"

	"terang"
	"terang/engine"
	"terang/store"
)

// promise writes down what the contact was just told, for the desk to keep. Told again of the same thing, they are owed it
// once: by the time that was said first, so that no promise moves away because somebody asked about it.
func (p *performed) promise(e engine.Promise) error {
	t, c := p.t, &p.t.Conversation
	for _, have := range c.Owed(e.Kind) {
		if have.Reach != e.Reach || have.State() != terang.PromiseOpen {
			continue
		}
		if !e.Due.Before(have.DueAt) {
			return nil
		}
		if err := store.CancelPromise(p.tx, c.WorkspaceID, have.ID, t.Now); err != nil {
			return err
		}
		have.CancelledAt = t.Now
		*c = c.WithPromise(have)
	}
	made := terang.Promise{
		ID: p.a.IDs("prm"), WorkspaceID: c.WorkspaceID, ConversationID: c.ID, ContactID: c.ContactID, Kind: e.Kind, Words: e.Words, Reach: e.Reach,
		MadeBy: terang.MadeByAssistant, Owner: c.AgentID, DueAt: e.Due, CreatedAt: t.Now,
	}
	*c = c.WithPromise(made)
	if at := made.WarnAt(); p.owes.IsZero() || at.Before(p.owes) {
		p.owes = at
	}
	t.Emit(terang.EventPromise)
	return store.InsertPromise(p.tx, made)
}

// owned notes that the contact has heard that promises were broken.
func (p *performed) owned(ids []string) error {
	t, c := p.t, &p.t.Conversation
	for _, have := range c.Owed("") {
		if !slices.Contains(ids, have.ID) || !have.ToldAt.IsZero() {
			continue
		}
		have.ToldAt = t.Now
		*c = c.WithPromise(have)
		if err := store.TellPromise(p.tx, c.WorkspaceID, have.ID, t.Now); err != nil {
			return err
		}
	}
	return nil
}

// cancelled takes back what the contact no longer waits for.
func (p *performed) cancelled(kind terang.PromiseKind) error {
	t, c := p.t, &p.t.Conversation
	owed := c.Owed(kind)
	if len(owed) == 0 {
		return nil
	}
	for _, have := range owed {
		have.CancelledAt = t.Now
		*c = c.WithPromise(have)
	}
	t.Emit(terang.EventPromise)
	return store.CancelPromises(p.tx, c.WorkspaceID, c.ID, kind, t.Now)
}
