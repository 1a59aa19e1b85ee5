package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/delivery"
	"terang/store"
)

// maxReason is the longest reason that somebody gives, in characters.
const maxReason = 300

// Parting is how an agent leaves a talk in which they are abused.
type Parting string

// The partings.
const (
	PartClose    Parting = "close"     // the conversation ends; the contact is not asked how it was
	PartHandOver Parting = "hand_over" // a colleague goes on
)

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || !utf8.ValidString(reason) || utf8.RuneCountInString(reason) > maxReason {
		return "", terang.Fail(terang.Invalid, "reason_invalid")
	}
	return reason, nil
}

// Whisper adds a note for the agent who has the conversation, who is told at once. The contact never sees it: it is a note. The same
// clientID again is the same whisper.
func (k *Desk) Whisper(ctx context.Context, a store.Agent, conversationID, clientID, text string) (terang.Message, error) {
	return k.once(ctx, a, conversationID, clientID, text, func(_ *store.Tx, t *delivery.Thread, text string) error {
		c := &t.Conversation
		if c.Holder != terang.HolderAgent || c.AgentID == a.ID {
			return terang.Fail(terang.Conflict, "whisper_nobody")
		}
		t.Whisper(terang.ByAgent(a.ID, a.Name), terang.Whisper{To: c.AgentID, Kind: terang.WhisperWord}, text, clientID)
		return nil
	})
}

// TakeOver takes a conversation out of another agent's hands. from is who had it when that was decided: where it went on
// meanwhile, nothing is taken. That agent reads why; the contact is told who speaks now, as with every claim.
func (k *Desk) TakeOver(ctx context.Context, a store.Agent, conversationID, from, reason string) (terang.Conversation, error) {
	reason, err := checkReason(reason)
	if err != nil {
		return terang.Conversation{}, err
	}
	return k.change(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		c := &t.Conversation
		switch {
		case c.Holder == terang.HolderAgent && c.AgentID == a.ID:
			return nil
		case c.Status != terang.Open || c.Holder != terang.HolderAgent:
			return terang.Fail(terang.Conflict, "take_over_nobody")
		case c.AgentID != from:
			return terang.Fail(terang.Conflict, "already_claimed", "agent", c.AgentName)
		}
		t.Whisper(terang.ByAgent(a.ID, a.Name), terang.Whisper{To: c.AgentID, Kind: terang.WhisperTaken}, reason, "")
		c.AgentID, c.AgentName, c.SnoozedUntil = a.ID, a.Name, time.Time{}
		t.Emit(terang.EventClaimed)
		if err := entrust(tx, t, a.ID); err != nil {
			return err
		}
		return announce(t, terang.ByAgent(a.ID, a.Name))
	})
}

// Part leaves a talk in which the contact abuses whoever reads it, with the agent's own last words: it ends, or goes to a
// colleague. Words and end are one change. The same clientID again changes nothing more.
func (k *Desk) Part(ctx context.Context, a store.Agent, conversationID, clientID string, how Parting, text string) (terang.Conversation, error) {
	text, err := checkText(text)
	if err != nil {
		return terang.Conversation{}, err
	}
	if clientID == "" {
		return terang.Conversation{}, terang.Fail(terang.Invalid, "client_id_missing")
	}
	return k.part(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread, flush func() error) error {
		c := &t.Conversation
		_, err := store.MessageByExternalID(ctx, tx.Reader(), a.WorkspaceID, conversationID, clientID)
		if terang.KindOf(err) != terang.NotFound {
			return err
		}
		if err := held(t, a); err != nil {
			return err
		}
		abused, err := store.Abused(ctx, tx.Reader(), c.WorkspaceID, c.ID)
		if err == nil && !abused {
			err = terang.Fail(terang.Conflict, "not_abused")
		}
		if err != nil {
			return err
		}
		if err := flush(); err != nil {
			return err
		}
		if err := sayAs(tx, t, terang.ByAgent(a.ID, a.Name), text, clientID); err != nil {
			return err
		}
		if err := answered(tx, t, a); err != nil {
			return err
		}
		if how == PartHandOver {
			return release(tx, t)
		}
		return end(tx, t)
	})
}
