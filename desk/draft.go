package desk

import (
	"context"

	"terang"
	"terang/delivery"
	"terang/store"
)

// lookBack is how many messages back a draft is remembered when an agent's words are compared with it.
const lookBack = 64

// Offer keeps what a model or program wrote for the agents of a conversation. It is an internal note with the model as its
// author: agents read it, it never leaves by itself, and what an agent sends is compared with it. mends names the note
// with an agent's own words where the draft only mends them (grammar, spelling). The same clientID again is the same draft.
func (k *Desk) Offer(ctx context.Context, workspaceID, conversationID, clientID string, s terang.Suggestion, mends string) (terang.Message, error) {
	if s.Model == "" {
		return terang.Message{}, terang.Fail(terang.Invalid, "model_missing")
	}
	return k.write(ctx, store.Agent{WorkspaceID: workspaceID}, conversationID, clientID, s.Text, func(tx *store.Tx, t *delivery.Thread, text string) error {
		var of int64
		if mends != "" {
			own, err := noteOf(ctx, tx, t, mends, terang.KindHuman)
			if err != nil {
				return err
			}
			of = own.Seq
		}
		s.Text = text
		t.Suggest(terang.ByAI(s.Model, s.Prompt), s, clientID, of)
		return nil
	})
}

// noteOf returns an internal note of the thread by its id, of a kind of author.
func noteOf(ctx context.Context, tx *store.Tx, t *delivery.Thread, id string, kind terang.AuthorKind) (terang.Message, error) {
	m, err := store.MessageByID(ctx, tx.Reader(), t.Conversation.WorkspaceID, id)
	if err != nil || m.ConversationID != t.Conversation.ID || m.Kind != terang.KindNote || m.Author.Kind() != kind {
		if err == nil || terang.KindOf(err) == terang.NotFound {
			err = terang.Fail(terang.NotFound, "draft_not_found")
		}
		return terang.Message{}, err
	}
	return m.Message, nil
}

// origin finds what an agent's words began as. A draft that the caller names is looked up; and whether one is named or
// not, the words are compared with what machines wrote for this conversation lately, so that leaving the name out makes no
// machine's words a person's.
func (k *Desk) origin(ctx context.Context, tx *store.Tx, t *delivery.Thread, a store.Agent, text, draftID string) (terang.Origin, error) {
	o := terang.Origin{Hand: terang.HandAgent, AgentID: a.ID, AgentName: a.Name}
	var drafts []terang.Message
	if draftID != "" {
		m, err := noteOf(ctx, tx, t, draftID, terang.KindAI)
		if err != nil {
			return o, err
		}
		drafts = append(drafts, m)
	}
	recent, err := store.Messages(ctx, tx.Reader(), store.MessageQuery{
		WorkspaceID: t.Conversation.WorkspaceID, ConversationID: t.Conversation.ID, Before: t.Conversation.Seq + 1, Limit: lookBack, Notes: true,
	})
	if err != nil {
		return o, err
	}
	for _, m := range recent {
		if m.Kind == terang.KindNote && m.Author.Kind() == terang.KindAI {
			drafts = append(drafts, m.Message)
		}
	}
	best := -1.0
	for i := range drafts {
		d := terang.Suggestion{ID: drafts[i].ID, Text: drafts[i].Content.Text, Model: drafts[i].Author.Model(), Prompt: drafts[i].Author.Playbook()}
		d.Mends = own(recent, drafts[i].Content.ReplyTo, a.ID)
		share, least := terang.Drafted(d.Text, text), leastAlike
		if d.Mends != "" { // it counts where nothing else does
			least, share = leastMended, share-1
		}
		if named := i == 0 && draftID != ""; share > best && (named || terang.Drafted(d.Text, text) >= least) {
			best, o.Draft = share, &d
		}
	}
	return o, nil
}

// How much of a machine's draft the words must hold for it to count where none was named.
const (
	leastAlike  = 0.2
	leastMended = 0.8
)

// own returns the agent's own words at a position, "" where somebody else's stand there.
func own(recent []store.StoredMessage, seq int64, agentID string) string {
	for _, m := range recent {
		if seq > 0 && m.Seq == seq && m.Kind == terang.KindNote && m.Author.Kind() == terang.KindHuman && m.Author.AgentID() == agentID {
			return m.Content.Text
		}
	}
	return ""
}
