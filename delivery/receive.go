package delivery

import (
	"context"

	"terang"
	"terang/store"
)

// Receive stores a message of the contact at the next position, in one transaction with fn, which may change
// the conversation (ask for a turn, open it again). A message whose external id is known already changes nothing:
// stored is false and the earlier message is returned.
func (d *Delivery) Receive(ctx context.Context, workspaceID, conversationID string, m terang.Message, fn func(t *Thread)) (t *Thread, out terang.Message, stored bool, err error) {
	for try := 1; ; try++ {
		t, out, stored, err = d.receive(ctx, workspaceID, conversationID, m, fn)
		if MovedOn(err) && try < maxTries {
			continue
		}
		if err == nil && stored {
			d.after(ctx, t)
		}
		return t, out, stored, err
	}
}

func (d *Delivery) receive(ctx context.Context, workspaceID, conversationID string, m terang.Message, fn func(t *Thread)) (t *Thread, out terang.Message, stored bool, err error) {
	err = d.Store.Write(ctx, func(tx *store.Tx) error {
		stored = false
		c, k, err := store.Thread(ctx, tx.Reader(), workspaceID, conversationID)
		if err != nil {
			return err
		}
		t, out = d.thread(tx, c, k), m
		out.WorkspaceID, out.ConversationID = c.WorkspaceID, c.ID
		out.Seq, out.Prev, out.At = c.Seq+1, c.PublicSeq, t.Now
		out.Direction, out.Author, out.Delivery = terang.In, terang.ByContact(), terang.Accepted
		if stored, err = store.InsertInbound(tx, &out); err != nil {
			return err
		}
		if !stored {
			earlier, err := store.MessageByExternalID(ctx, tx.Reader(), workspaceID, conversationID, m.ExternalID)
			out = earlier.Message
			return err
		}
		was := t.Conversation
		t.Conversation.Seq, t.Conversation.PublicSeq, t.Conversation.LastInbound = out.Seq, out.Seq, out.Seq
		t.Conversation.Last = terang.LastMessage{AuthorKind: terang.KindContact, Text: excerpt(out.Content.Text), At: t.Now}
		fn(t)
		t.add(out, nil)
		t.seal()
		if err := store.SaveInbound(tx, &t.Conversation, &was); err != nil {
			return err
		}
		return t.d.Recorder.Record(tx, t.event())
	})
	return t, out, stored, err
}
