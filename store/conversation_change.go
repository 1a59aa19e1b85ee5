package store

import (
	"time"

	"terang"
)

// The changes that are kept of a conversation.
const (
	ChangedPriority = "priority" // from a word to another
	ChangedSnoozed  = "snoozed"  // put off
	ChangedWoken    = "woken"    // taken up again
	ChangedAgent    = "assigned" // given to an agent: the id
	ChangedTeam     = "team"     // given to a team: its id
	changedTagged   = "tagged"   // of a tag that was taken off: that it had been put on
	changedUntagged = "untagged"
)

// ByContact is who takes up again what was put off, where the contact wrote before the time.
const ByContact = string(terang.KindContact)

// ConversationChange is what somebody changed of a conversation's place among the others, as it was and as it became.
type ConversationChange struct {
	ID    string
	What  string
	Was   string
	Now   string
	Until time.Time // of what is put off
	By    string    // an agent's id, "token:…", "system", [ByContact]
}

// InsertConversationChange keeps a change for the contact's timeline.
func InsertConversationChange(tx *Tx, c *terang.Conversation, change ConversationChange, at time.Time) error {
	return tx.Do(`insert into conversation_change (id, workspace_id, conversation_id, at, what, was, became, until_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		change.ID, c.WorkspaceID, c.ID, Millis(at), change.What, change.Was, change.Now, Millis(change.Until), change.By)
}

// InsertUntagged keeps that a tag, which the conversation still has in the store, was put on and is taken off. What is put on and
// stays is told by the tag itself. ids are those of the two changes.
func InsertUntagged(tx *Tx, c *terang.Conversation, tag string, ids [2]string, by string, at time.Time) error {
	if err := tx.Do(`insert into conversation_change (id, workspace_id, conversation_id, at, what, was, became, until_at, made_by)
		select $1, workspace_id, conversation_id, added_at, $2, '', tag, 0, added_by from conversation_tag where workspace_id = $3 and conversation_id = $4 and tag = $5`,
		ids[0], changedTagged, c.WorkspaceID, c.ID, tag); err != nil {
		return err
	}
	return InsertConversationChange(tx, c, ConversationChange{ID: ids[1], What: changedUntagged, Was: tag, By: by}, at)
}
