package desk

import (
	"context"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// Assign gives a conversation to an agent: out of the queue, from the assistant, or from the hands of who assigns it. Out of
// another's hands nobody may take it. The contact is told who has the word now.
func (k *Desk) Assign(ctx context.Context, by store.Agent, conversationID, agentID string) (terang.Conversation, error) {
	to, err := store.AgentByID(ctx, k.store, by.WorkspaceID, agentID)
	if err != nil {
		return terang.Conversation{}, err
	}
	if !k.answers(to) { // with such a person it would wait for nobody
		return terang.Conversation{}, terang.Fail(terang.Conflict, "agent_answers_nobody", "agent", to.Name)
	}
	return k.part(ctx, by, conversationID, func(tx *store.Tx, t *delivery.Thread, flush func() error) error {
		c := &t.Conversation
		was := c.AgentID
		if c.Holder == terang.HolderAgent {
			if c.AgentID == to.ID {
				return nil
			}
			if c.AgentID != by.ID {
				return terang.Fail(terang.Conflict, "already_claimed", "agent", c.AgentName)
			}
			if err := flush(); err != nil {
				return err
			}
		} else if err := k.claimed(tx, t, to); err != nil {
			return err
		}
		c.Holder, c.AgentID, c.AgentName, c.Status, c.WaitingSince, c.SnoozedUntil = terang.HolderAgent, to.ID, to.Name, terang.Open, time.Time{}, time.Time{}
		t.Emit(terang.EventClaimed)
		if err := entrust(tx, t, to.ID); err != nil {
			return err
		}
		if to.ID != by.ID { // who takes it is told with the hand-over
			if err := k.keep(tx, t, store.ConversationChange{What: store.ChangedAgent, Was: was, Now: to.ID, By: by.ID}); err != nil {
				return err
			}
		}
		return announce(t, terang.ByAgent(to.ID, to.Name))
	})
}
