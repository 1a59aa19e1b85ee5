package store

import (
	"time"

	"terang"
)

// HandOver is a conversation's way from the assistant to a person, as it began. How it went on is written by the functions
// below, always to the last one of the conversation that has not ended.
type HandOver struct {
	ID             string
	WorkspaceID    string
	ConversationID string
	ContactID      string
	Seq            int64 // the conversation's last position
	At             time.Time
	Reason         terang.HandOverReason
	Topic          string
	Skill          string
	Score          int // of trust
	FactsKnown     int // that the assistant knew
	FactsPassed    int // of them, that the person was given
	AgentID        string
}

// InsertHandOver adds a hand-over. One with an agent was taken by them at once.
func InsertHandOver(tx *Tx, h HandOver) error {
	claimed := int64(0)
	if h.AgentID != "" {
		claimed = Millis(h.At)
	}
	return tx.Do(`insert into hand_over (id, workspace_id, conversation_id, contact_id, seq, at, reason, topic, skill, score, facts_known, facts_passed, agent_id, claimed_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		h.ID, h.WorkspaceID, h.ConversationID, h.ContactID, h.Seq, Millis(h.At), string(h.Reason), h.Topic, h.Skill, h.Score, h.FactsKnown, h.FactsPassed, h.AgentID, claimed)
}

// lastHandOver is the conversation's ($1) last hand-over.
const lastHandOver = `id = (select o.id from hand_over o where o.conversation_id = $1 order by o.at desc, o.id desc limit 1)`

// ClaimHandOver records who took the conversation; the time of the first who did stays.
func ClaimHandOver(tx *Tx, conversationID, agentID string, now time.Time) error {
	return tx.Do(`update hand_over set agent_id = $2, claimed_at = case when claimed_at = 0 then cast($3 as bigint) else claimed_at end
		where `+lastHandOver+` and ended_at = 0`, conversationID, agentID, Millis(now))
}

// SpokenHandOver records that a person wrote to the contact: when the first words came, and how many facts were asked for
// again that had been passed on.
func SpokenHandOver(tx *Tx, conversationID string, reasked int, now time.Time) error {
	return tx.Do(`update hand_over set reasked = reasked + $2, first_word_at = case when first_word_at = 0 then cast($3 as bigint) else first_word_at end
		where `+lastHandOver+` and ended_at = 0`, conversationID, reasked, Millis(now))
}

// ReturnHandOver ends a hand-over because the contact went back to the assistant instead of waiting.
func ReturnHandOver(tx *Tx, conversationID string, now time.Time) error {
	return tx.Do(`update hand_over set returned_at = $2, ended_at = $2 where `+lastHandOver+` and ended_at = 0`, conversationID, Millis(now))
}

// EndHandOver ends a hand-over: the person gave the conversation back, or closed the matter.
func EndHandOver(tx *Tx, conversationID string, now time.Time) error {
	return tx.Do(`update hand_over set ended_at = $2 where `+lastHandOver+` and ended_at = 0`, conversationID, Millis(now))
}

// RateHandOver records what the contact said after a person's help: the survey's score, and how smooth the way to the person
// was, each from 1 to 5, 0 where it was not said.
func RateHandOver(tx *Tx, conversationID string, survey, smooth int) error {
	return tx.Do(`update hand_over set survey = $2, smooth = case when cast($3 as bigint) > 0 then cast($3 as bigint) else smooth end
		where `+lastHandOver+` and first_word_at > 0`, conversationID, survey, smooth)
}

// MarkNeedless records who says that the assistant could have done it, "" to take that back. It fails where the conversation was
// never handed over.
func MarkNeedless(tx *Tx, workspaceID, conversationID, by string) error {
	return tx.Expect(terang.Fail(terang.Conflict, "not_handed_over"), `update hand_over set needless = $2 where `+lastHandOver+` and workspace_id = $3`, conversationID, by, workspaceID)
}
