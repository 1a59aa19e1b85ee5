package desk

import (
	"context"

	"terang"
	"terang/delivery"
	"terang/store"
)

// byAgent is who says that a hand-over was needless.
const byAgent = "agent"

// claimed records that the agent took the conversation: from the queue, or from an assistant that did not ask for it.
func (k *Desk) claimed(tx *store.Tx, t *delivery.Thread, a store.Agent) error {
	c := &t.Conversation
	if c.Holder == terang.HolderQueue {
		return store.ClaimHandOver(tx, c.ID, a.ID, t.Now)
	}
	if err := store.InsertHandOver(tx, store.HandOver{
		ID: k.delivery.IDs("ho"), WorkspaceID: c.WorkspaceID, ConversationID: c.ID, ContactID: c.ContactID, Seq: c.Seq, At: t.Now,
		Reason: terang.ReasonTaken, Score: c.Trust, AgentID: a.ID,
	}); err != nil {
		return err
	}
	return store.EndMatter(tx, c.ID, "", store.MatterChange{Handed: new(true)}, t.Now)
}

// passed are the facts that the person in the conversation was given.
func passed(c *terang.Conversation) []terang.Fact {
	if c.HandOver == nil {
		return nil
	}
	return c.HandOver.Facts
}

// Check returns the facts that an agent's words would ask the contact for again, although they were passed on. Nothing is kept
// of the words.
func (k *Desk) Check(ctx context.Context, a store.Agent, conversationID, text string) ([]terang.Fact, error) {
	text, err := checkText(text)
	if err != nil {
		return nil, err
	}
	c, err := store.Conversation(ctx, k.store, a.WorkspaceID, conversationID)
	if err != nil {
		return nil, err
	}
	return AsksAgain(text, passed(&c)), nil
}

// Needless records that an agent says of the conversation's last hand-over that the assistant could have done it, or takes
// that back.
func (k *Desk) Needless(ctx context.Context, a store.Agent, conversationID string, needless bool) error {
	if _, err := store.Conversation(ctx, k.store, a.WorkspaceID, conversationID); err != nil {
		return err
	}
	by := ""
	if needless {
		by = byAgent
	}
	return k.store.Write(ctx, func(tx *store.Tx) error { return store.MarkNeedless(tx, a.WorkspaceID, conversationID, by) })
}

// spoken records that a person wrote to the contact: when they first did, and what they asked for that was passed on.
func spoken(tx *store.Tx, t *delivery.Thread, text string) error {
	c := &t.Conversation
	return store.SpokenHandOver(tx, c.ID, len(AsksAgain(text, passed(c))), t.Now)
}
