package desk

import (
	"slices"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// bySystem is who did what nobody did.
const bySystem = "system"

// keep remembers what somebody changed of a conversation's place among the others, for the contact's timeline.
func (k *Desk) keep(tx *store.Tx, t *delivery.Thread, c store.ConversationChange) error {
	c.ID = k.delivery.IDs("cch")
	return store.InsertConversationChange(tx, &t.Conversation, c, t.Now)
}

// retag makes the tags that a conversation is found by those that it has now, and keeps what was taken off.
func (k *Desk) retag(tx *store.Tx, t *delivery.Thread, was []string, by string) error {
	c := &t.Conversation
	for _, tag := range was {
		if slices.Contains(c.Tags, tag) {
			continue
		}
		if err := store.InsertUntagged(tx, c, tag, [2]string{k.delivery.IDs("cch"), k.delivery.IDs("cch")}, by, t.Now); err != nil {
			return err
		}
	}
	return store.SaveTags(tx, c, was, by, t.Now)
}

// prioritize gives a conversation another priority.
func (k *Desk) prioritize(tx *store.Tx, t *delivery.Thread, p terang.Priority, by string) error {
	was := t.Conversation.Priority
	if p == was {
		return nil
	}
	t.Conversation.Priority = p
	t.Emit(terang.EventChanged)
	return k.keep(tx, t, store.ConversationChange{What: store.ChangedPriority, Was: store.PriorityWord(was), Now: store.PriorityWord(p), By: by})
}

// putOff puts a conversation off until a time, or takes it up again at the zero time.
func (k *Desk) putOff(tx *store.Tx, t *delivery.Thread, until time.Time, by string) error {
	c := &t.Conversation
	if c.SnoozedUntil.Equal(until) {
		return nil
	}
	c.SnoozedUntil = until
	what := store.ChangedSnoozed
	if until.IsZero() {
		what = store.ChangedWoken
	}
	return k.keep(tx, t, store.ConversationChange{What: what, Until: until, By: by})
}
