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

// Claim gives the conversation to the agent: out of the queue, or from the assistant. Of two agents one gets it; the
// other is told who has it. The contact is told in the same transaction.
func (k *Desk) Claim(ctx context.Context, a store.Agent, conversationID string) (terang.Conversation, error) {
	return k.change(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		c := &t.Conversation
		if c.Holder == terang.HolderAgent {
			if c.AgentID == a.ID {
				return nil
			}
			return terang.Fail(terang.Conflict, "already_claimed", "agent", c.AgentName)
		}
		if err := k.claimed(tx, t, a); err != nil {
			return err
		}
		c.Holder, c.AgentID, c.AgentName, c.Status, c.WaitingSince = terang.HolderAgent, a.ID, a.Name, terang.Open, time.Time{}
		t.Emit(terang.EventClaimed)
		if err := entrust(tx, t, a.ID); err != nil {
			return err
		}
		return announce(t, terang.ByAgent(a.ID, a.Name))
	})
}

// announce says who has the word from now on; the gate writes the words.
func announce(t *delivery.Thread, voice terang.Author) error {
	_, err := t.Say(terang.Draft{
		Author: terang.BySystem(), Purpose: terang.ForNotice, Kind: terang.KindNotice, Language: t.Conversation.Language, Announces: voice,
	})
	return err
}

// held fails unless the agent has the conversation.
func held(t *delivery.Thread, a store.Agent) error {
	c := &t.Conversation
	if c.Holder != terang.HolderAgent || c.AgentID != a.ID {
		return terang.Fail(terang.Conflict, "not_holder", "agent", c.AgentName)
	}
	return nil
}

func checkText(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case !utf8.ValidString(text):
		return "", terang.Fail(terang.Invalid, "text_not_utf8")
	case text == "":
		return "", terang.Fail(terang.Invalid, "text_empty")
	case utf8.RuneCountInString(text) > terang.MaxText:
		return "", terang.Fail(terang.Invalid, "text_too_long")
	}
	return text, nil
}

// Reply sends the agent's words to the contact at once. The same clientID again is the same message. draftID names the draft that
// the agent began with, "" for none; whose words they are is found out here and not told by the caller. See [Desk.Send].
func (k *Desk) Reply(ctx context.Context, a store.Agent, conversationID, clientID, text, draftID string) (terang.Message, error) {
	sent, err := k.Send(ctx, a, Words{ConversationID: conversationID, ClientID: clientID, Text: text, DraftID: draftID, Now: true})
	return sent.Message, err
}

// Note adds an internal note that only agents see; agents whom it names are told. The same clientID again is the same note.
func (k *Desk) Note(ctx context.Context, a store.Agent, conversationID, clientID, text string) (terang.Message, error) {
	return k.write(ctx, a, conversationID, clientID, text, func(tx *store.Tx, t *delivery.Thread, text string) error {
		return noteTo(ctx, tx, t, a, text, clientID)
	})
}

func (k *Desk) write(ctx context.Context, a store.Agent, conversationID, clientID, text string, say func(tx *store.Tx, t *delivery.Thread, text string) error) (terang.Message, error) {
	out, err := k.once(ctx, a, conversationID, clientID, text, say)
	if err != nil || a.ID == "" {
		return out, err
	}
	return out, k.delivery.Seen(ctx, a.WorkspaceID, conversationID, true, out.Seq) // who writes has read
}

// once says something, or returns what was said under the same clientID before.
func (k *Desk) once(ctx context.Context, a store.Agent, conversationID, clientID, text string, say func(tx *store.Tx, t *delivery.Thread, text string) error) (terang.Message, error) {
	text, err := checkText(text)
	if err != nil {
		return terang.Message{}, err
	}
	if clientID == "" {
		return terang.Message{}, terang.Fail(terang.Invalid, "client_id_missing")
	}
	var out terang.Message
	_, err = k.delivery.Change(ctx, a.WorkspaceID, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		earlier, err := store.MessageByExternalID(ctx, tx.Reader(), a.WorkspaceID, conversationID, clientID)
		if err == nil {
			out = earlier.Message
			return nil
		}
		if terang.KindOf(err) != terang.NotFound {
			return err
		}
		if err := say(tx, t, text); err != nil {
			return err
		}
		added := t.Messages()
		out = added[len(added)-1]
		return nil
	})
	return out, err
}

// HandBack gives the conversation back to the assistant and tells the contact so.
func (k *Desk) HandBack(ctx context.Context, a store.Agent, conversationID, note string) (terang.Conversation, error) {
	return k.part(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread, flush func() error) error {
		if err := held(t, a); err != nil {
			return err
		}
		if err := flush(); err != nil {
			return err
		}
		if note = strings.TrimSpace(note); note != "" {
			if _, err := checkText(note); err != nil {
				return err
			}
			t.Note(terang.ByAgent(a.ID, a.Name), note, "")
		}
		c := &t.Conversation
		c.Holder, c.AgentID, c.AgentName, c.Team, c.HandOver = terang.HolderAssistant, "", "", "", nil
		t.Emit(terang.EventHandedBack)
		if err := store.EndHandOver(tx, c.ID, t.Now); err != nil {
			return err
		}
		if err := entrust(tx, t, ""); err != nil {
			return err
		}
		return announce(t, terang.ByAI("assistant", "hand_back@1"))
	})
}

// Release puts the conversation back into the queue for another agent.
func (k *Desk) Release(ctx context.Context, a store.Agent, conversationID string) (terang.Conversation, error) {
	return k.part(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread, flush func() error) error {
		if err := held(t, a); err != nil {
			return err
		}
		if err := flush(); err != nil {
			return err
		}
		return release(tx, t)
	})
}

// release puts a conversation back into the queue and tells the contact so.
func release(tx *store.Tx, t *delivery.Thread) error {
	if err := toQueue(tx, t); err != nil {
		return err
	}
	language := t.Conversation.Language
	_, err := t.Say(terang.Draft{
		Author: terang.ByAutomation("desk"), Purpose: terang.ForNotice, Kind: terang.KindNotice, Language: language,
		Content: terang.Content{Text: released.In(language)},
	})
	return err
}

// Resolve closes the matter and asks the contact one question about it.
func (k *Desk) Resolve(ctx context.Context, a store.Agent, conversationID string) (terang.Conversation, error) {
	return k.part(ctx, a, conversationID, func(tx *store.Tx, t *delivery.Thread, flush func() error) error {
		c := &t.Conversation
		if c.Status == terang.Resolved {
			return nil
		}
		if c.Holder == terang.HolderAgent {
			if err := held(t, a); err != nil {
				return err
			}
			if err := flush(); err != nil {
				return err
			}
		}
		return resolve(tx, t)
	})
}

// resolve closes the matter and asks the contact.
func resolve(tx *store.Tx, t *delivery.Thread) error {
	if err := end(tx, t); err != nil {
		return err
	}
	l := t.Conversation.Language
	_, err := t.Say(terang.Draft{
		Author: terang.ByAutomation("survey@1"), Purpose: terang.ForSurvey, Kind: terang.KindSurvey, Language: l,
		Content: terang.Content{Text: resolved.In(l), Survey: &terang.Survey{Question: question.In(l), Options: []int{1, 2, 3, 4, 5}}},
	})
	return err
}

// end closes the matter. The survey is a machine's message, so the word goes back before it is said.
func end(tx *store.Tx, t *delivery.Thread) error {
	if err := closable(tx, t); err != nil {
		return err
	}
	c := &t.Conversation
	c.Status, c.Holder, c.AgentID, c.AgentName, c.Team, c.WaitingSince, c.HandOver = terang.Resolved, terang.HolderAssistant, "", "", "", time.Time{}, nil
	t.Emit(terang.EventResolved)
	return store.EndHandOver(tx, c.ID, t.Now)
}

// Seen records how far agents have read.
func (k *Desk) Seen(ctx context.Context, a store.Agent, conversationID string, seq int64) error {
	return k.delivery.Seen(ctx, a.WorkspaceID, conversationID, true, seq)
}

func (k *Desk) change(ctx context.Context, a store.Agent, conversationID string, fn func(tx *store.Tx, t *delivery.Thread) error) (terang.Conversation, error) {
	t, err := k.delivery.Change(ctx, a.WorkspaceID, conversationID, fn)
	if err != nil {
		return terang.Conversation{}, err
	}
	return t.Conversation, nil
}

// What the desk says to contacts.
var (
	released = terang.Text{
		terang.Indonesian: "Petugas lain akan melanjutkan. Anda tetap di antrean, dan semua yang sudah Anda tulis ikut terbawa.",
		terang.English:    "Another agent will carry on. You stay in the queue, and everything you wrote comes along.",
	}
	resolved = terang.Text{
		terang.Indonesian: "Percakapan ini ditutup. Jika masih ada yang perlu dibantu, tulis saja di sini.",
		terang.English:    "This conversation is closed. If anything is still open, just write here.",
	}
	question = terang.Text{
		terang.Indonesian: "Seberapa terbantu Anda hari ini?",
		terang.English:    "How well were you helped today?",
	}
)
