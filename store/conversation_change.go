package store

import (
	"time"

	"terang"
)

// The changes that are kept of a conversation.
const (
	ChangedTeam = "team" // given to a team: its id
)

// ConversationChange is what somebody changed of a conversation's place among the others, as it was and as it became.
type ConversationChange struct {
	ID    string
	What  string
	Was   string
	Now   string
	Until time.Time // of what is put off
	By    string    // an agent's id, "token:…", "system"
}

// InsertConversationChange keeps a change for the contact's timeline.
func InsertConversationChange(tx *Tx, c *terang.Conversation, change ConversationChange, at time.Time) error {
	return tx.Do(`insert into conversation_change (id, workspace_id, conversation_id, at, what, was, became, until_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		change.ID, c.WorkspaceID, c.ID, Millis(at), change.What, change.Was, change.Now, Millis(change.Until), change.By)
}
