package delivery

import (
	"context"
	"errors"
	"time"

	"terang"
	"terang/store"
)

// errSeen says that the message's external id is known already.
var errSeen = errors.New("delivery: the message was received before")

// Receive stores a message of the contact at the next position, in one transaction with fn, which may change
// the conversation (ask for a turn, open it again). A message whose external id is known already changes nothing:
// stored is false and the earlier message is returned.
func (d *Delivery) Receive(ctx context.Context, workspaceID, conversationID string, m terang.Message, fn func(t *Thread)) (t *Thread, out terang.Message, stored bool, err error) {
	for try := 1; ; try++ {
		t, out, err = d.receive(ctx, workspaceID, conversationID, m, fn)
		switch {
		case err == nil:
			d.after(ctx, t)
			return t, out, true, nil
		case errors.Is(err, errSeen):
			earlier, err := d.earlier(ctx, workspaceID, conversationID, m.ExternalID)
			if terang.KindOf(err) == terang.NotFound && try < maxTries {
				d.cache.drop(conversationID) // what had stored it was undone: this one is the first
				continue
			}
			return nil, earlier, false, err
		}
		d.cache.drop(conversationID)
		if !MovedOn(err) || try == maxTries {
			return nil, out, false, err
		}
	}
}

// earlier returns the message that was stored under an external id. It may be one of the transaction that is just being
// committed, so a write is waited for before it counts as missing.
func (d *Delivery) earlier(ctx context.Context, workspaceID, conversationID, externalID string) (terang.Message, error) {
	m, err := store.MessageByExternalID(ctx, d.Store, workspaceID, conversationID, externalID)
	if terang.KindOf(err) != terang.NotFound {
		return m.Message, err
	}
	if err := d.Store.Write(ctx, func(*store.Tx) error { return nil }); err != nil {
		return terang.Message{}, err
	}
	m, err = store.MessageByExternalID(ctx, d.Store, workspaceID, conversationID, externalID)
	return m.Message, err
}

func (d *Delivery) receive(ctx context.Context, workspaceID, conversationID string, m terang.Message, fn func(t *Thread)) (t *Thread, out terang.Message, err error) {
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		known, ok := d.cache.ahead(tx, workspaceID, conversationID)
		if !ok {
			var err error
			if known.conversation, known.contact, err = store.Thread(ctx, tx.Reader(), workspaceID, conversationID); err != nil {
				return err
			}
		}
		if known.recent.has(m.ExternalID) {
			return errSeen
		}
		was := known.conversation
		t, out = d.thread(tx, known), m
		out.WorkspaceID, out.ConversationID = was.WorkspaceID, was.ID
		out.Seq, out.Prev, out.At = was.Seq+1, was.PublicSeq, t.Now
		out.Direction, out.Author, out.Delivery = terang.In, terang.ByContact(), terang.Accepted
		t.Conversation.Seq, t.Conversation.PublicSeq, t.Conversation.LastInbound = out.Seq, out.Seq, out.Seq
		t.Conversation.SnoozedUntil = time.Time{} // who writes is not put off
		t.Conversation.Last = terang.LastMessage{AuthorKind: terang.KindContact, Text: excerpt(out.Content.Line()), At: t.Now, Folded: len(out.Care.Abuse) > 0}
		fn(t)
		t.add(out, nil)
		t.seal()
		// The guarded update comes first: on a guess that is no longer true it changes nothing.
		if err := store.SaveInbound(tx, &t.Conversation, &was); err != nil {
			return err
		}
		if err := store.InsertInbound(tx, &out, errSeen); err != nil { // undoes the update
			return err
		}
		if err := store.BindAttachments(tx, &out); err != nil {
			return err
		}
		if !was.SnoozedUntil.IsZero() {
			woken := store.ConversationChange{ID: d.IDs("cch"), What: store.ChangedWoken, By: store.ByContact}
			if err := store.InsertConversationChange(tx, &t.Conversation, woken, t.Now); err != nil {
				return err
			}
		}
		t.recent.add(m.ExternalID)
		d.cache.written(tx, t.snapshot())
		return d.Recorder.Record(tx, t.event())
	})
	return t, out, err
}
