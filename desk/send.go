package desk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/delivery"
	"terang/store"
)

// Limits of what an agent sends.
const (
	maxUnseen = 50 // messages that an agent is shown at once that they had not seen
	maxFiles  = 5  // files beside one message
)

// codeUsed says that a file is beside another message already.
const codeUsed = "attachment_used"

// Words are what an agent wants to say to a contact.
type Words struct {
	ConversationID string
	ClientID       string // the same again is the same reply
	Text           string
	DraftID        string // the draft that they began as, "" for none
	// Files are ids of files that the agent has added to the conversation; with them the text may be empty.
	Files []string
	// Macros are those that the agent took words from: what they ask for is done when the words leave, see [Desk.HasMacro].
	Macros []string
	// Seen is the position up to which the agent has seen the conversation; nil where nobody looks at it.
	Seen *int64
	Now  bool // they cannot be taken back, however the agent has set it
}

// Sent is what became of an agent's words: a message, or a reply that leaves in a moment.
type Sent struct {
	Message  terang.Message  // the zero Message while the words wait
	Outgoing *store.Outgoing // nil where they have left
}

// UnseenError says that the conversation has messages that its agent had not seen when they sent; nothing was sent.
type UnseenError struct {
	Messages []store.StoredMessage // in order, at most 50
	Position int64                 // up to which they go
	err      *terang.Error
}

// Error implements error.
func (e *UnseenError) Error() string { return e.err.Error() }

// Unwrap returns the conflict.
func (e *UnseenError) Unwrap() error { return e.err }

// Send takes an agent's words. What it has accepted is durable: it leaves by itself once the agent's time for taking it back is
// over, whoever is there then, and exactly once; or it is taken back. Whose words they are, and what the contact is told of that, is
// found out when they leave. See [Desk.Undo], [Desk.SendNow], [Desk.LeaveDue].
func (k *Desk) Send(ctx context.Context, a store.Agent, w Words) (Sent, error) {
	if err := w.check(); err != nil {
		return Sent{}, err
	}
	wait := a.Undo(k.parts.Undo)
	if w.Now || wait <= 0 {
		return k.sayNow(ctx, a, w)
	}
	var out Sent
	err := k.store.Write(ctx, func(tx *store.Tx) error {
		var before []store.Outgoing
		var found bool
		var err error
		if out, before, found, err = k.known(ctx, tx, a, w); err != nil || found {
			return err
		}
		c, err := store.Conversation(ctx, tx.Reader(), a.WorkspaceID, w.ConversationID)
		if err != nil {
			return err
		}
		if err := sendable(ctx, tx, &c, a, w); err != nil {
			return err
		}
		o, err := k.accept(ctx, tx, a, w, before, wait)
		out.Outgoing = &o
		return err
	})
	if err == nil && out.Outgoing != nil && out.Outgoing.Waits() {
		k.leaves.nudgeAt(out.Outgoing.DueAt)
		k.left(*out.Outgoing, LeftWaiting)
	}
	return out, err
}

// check makes the words what they are stored as, and fails where they cannot be sent.
func (w *Words) check() error {
	if w.Text = strings.TrimSpace(w.Text); w.Text != "" || len(w.Files) == 0 {
		if _, err := checkText(w.Text); err != nil {
			return err
		}
	}
	if err := whole(w.Text); err != nil {
		return err
	}
	if len(w.Files) > maxFiles {
		return terang.Fail(terang.Invalid, "files_too_many", "max", strconv.Itoa(maxFiles))
	}
	if w.ClientID == "" {
		return terang.Fail(terang.Invalid, "client_id_missing")
	}
	return nil
}

// accept puts words behind those that wait already. Their files are kept for them from now on.
func (k *Desk) accept(ctx context.Context, tx *store.Tx, a store.Agent, w Words, before []store.Outgoing, wait time.Duration) (store.Outgoing, error) {
	now := k.clock().UTC().Truncate(time.Millisecond)
	o := store.Outgoing{
		ID: k.delivery.IDs("out"), WorkspaceID: a.WorkspaceID, ConversationID: w.ConversationID, AgentID: a.ID, ClientID: w.ClientID, Place: 1,
		Text: w.Text, DraftID: w.DraftID, Macros: w.Macros, At: now, DueAt: now.Add(wait),
	}
	var named []terang.Attachment
	for i := range before {
		b := &before[i]
		o.Place = max(o.Place, b.Place+1)
		if o.DueAt.Before(b.DueAt) { // a shorter time overtakes nobody
			o.DueAt = b.DueAt
		}
		if b.Waits() {
			named = append(named, b.Files...)
		}
	}
	var err error
	if o.Files, err = filesOf(ctx, tx, a, w, named); err != nil {
		return o, err
	}
	if err := store.KeepAttachments(tx, o.WorkspaceID, o.Files, now); err != nil {
		return o, err
	}
	return o, store.InsertOutgoing(tx, o)
}

// filesOf finds the files that words name. None may be of another message, nor among those that are on their way.
func filesOf(ctx context.Context, tx *store.Tx, a store.Agent, w Words, others []terang.Attachment) ([]terang.Attachment, error) {
	kept, err := store.Attachments(ctx, tx.Reader(), a.WorkspaceID, w.ConversationID, a.ID, w.Files)
	if err != nil {
		return nil, err
	}
	var out []terang.Attachment
	for i := range kept {
		used := slices.ContainsFunc(others, func(f terang.Attachment) bool { return f.ID == kept[i].ID })
		if used || kept[i].MessageID != "" {
			return nil, terang.Fail(terang.Conflict, codeUsed)
		}
		out = append(out, kept[i].Attachment)
	}
	return out, nil
}

// known returns what became of words that were sent before under the same client id, and else the conversation's replies that have
// not left.
func (k *Desk) known(ctx context.Context, tx *store.Tx, a store.Agent, w Words) (was Sent, all []store.Outgoing, found bool, err error) {
	earlier, err := store.MessageByExternalID(ctx, tx.Reader(), a.WorkspaceID, w.ConversationID, w.ClientID)
	if err == nil {
		return Sent{Message: earlier.Message}, nil, true, nil
	}
	if terang.KindOf(err) != terang.NotFound {
		return Sent{}, nil, false, err
	}
	if all, err = store.OutgoingIn(tx, a.WorkspaceID, w.ConversationID); err != nil {
		return Sent{}, nil, false, err
	}
	if i := slices.IndexFunc(all, func(o store.Outgoing) bool { return o.ClientID == w.ClientID }); i >= 0 {
		if all[i].AgentID != a.ID {
			return Sent{}, nil, false, terang.Fail(terang.Conflict, "reply_left")
		}
		return Sent{Outgoing: &all[i]}, all, true, nil
	}
	return Sent{}, all, false, nil
}

// sendable fails unless the agent has the conversation, and has seen all that was said in it.
func sendable(ctx context.Context, tx *store.Tx, c *terang.Conversation, a store.Agent, w Words) error {
	if c.Holder != terang.HolderAgent || c.AgentID != a.ID {
		return terang.Fail(terang.Conflict, "not_holder", "agent", c.AgentName)
	}
	if w.Seen == nil || *w.Seen >= c.Seq {
		return nil
	}
	since, err := store.Messages(ctx, tx.Reader(), store.MessageQuery{WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Since: max(*w.Seen, 0), Limit: maxUnseen, Notes: true})
	if err != nil {
		return err
	}
	position := *w.Seen
	news := slices.DeleteFunc(since, func(m store.StoredMessage) bool {
		position = max(position, m.Seq)
		return !matters(&m.Message, a)
	})
	if len(news) == 0 {
		return nil
	}
	return &UnseenError{Messages: news, Position: position, err: terang.Fail(terang.Conflict, "messages_unseen", "count", fmt.Sprint(len(news)))}
}

// matters reports whether a message may change what the agent wants to say: what anybody else said or noted. What a model offers, and
// what the house says of itself, does not.
func matters(m *terang.Message, a store.Agent) bool {
	switch m.Author.Kind() {
	case terang.KindSystem:
		return false
	case terang.KindAI:
		return m.Kind != terang.KindNote
	case terang.KindHuman, terang.KindAIAssisted:
		return m.Author.AgentID() != a.ID
	}
	return true
}

// sayNow says words at once, behind what the agent has waiting in the conversation.
func (k *Desk) sayNow(ctx context.Context, a store.Agent, w Words) (Sent, error) {
	var out Sent
	var done leaving
	t, err := k.delivery.Change(ctx, a.WorkspaceID, w.ConversationID, func(tx *store.Tx, t *delivery.Thread) error {
		done = leaving{}
		var before []store.Outgoing
		var found bool
		var err error
		if out, before, found, err = k.known(ctx, tx, a, w); err != nil || found {
			return err
		}
		if err := sendable(ctx, tx, &t.Conversation, a, w); err != nil {
			return err
		}
		if done, err = k.leave(ctx, tx, t, before, of(a)); err != nil {
			return err
		}
		closes, err := k.say(ctx, tx, t, a, w)
		if err != nil {
			return err
		}
		added := t.Messages()
		out.Message = added[len(added)-1]
		if closes || done.closing != nil {
			_, err = k.closeAfter(ctx, tx, t, a, t.Now)
		}
		return err
	})
	if err != nil {
		return Sent{}, err
	}
	k.tellLeft(done)
	if len(t.Messages()) == 0 {
		return out, nil
	}
	return out, k.delivery.Seen(ctx, a.WorkspaceID, w.ConversationID, true, out.Message.Seq) // who writes has read
}

// say has an agent's words cleared and stored, with their files: whose they are is found out now. What is refused has done nothing
// that macros ask for. It reports whether one asks to close the matter behind the words.
func (k *Desk) say(ctx context.Context, tx *store.Tx, t *delivery.Thread, a store.Agent, w Words) (closes bool, err error) {
	origin, err := k.origin(ctx, tx, t, a, w.Text, w.DraftID)
	if err != nil {
		return false, err
	}
	var before []terang.Attachment
	for _, m := range t.Messages() {
		before = append(before, m.Content.Attachments...)
	}
	files, err := filesOf(ctx, tx, a, w, before)
	if err != nil {
		return false, err
	}
	if err := sayContent(tx, t, origin.Author(w.Text), terang.Content{Text: w.Text, Attachments: files}, w.ClientID); err != nil {
		return false, err
	}
	if closes, err = k.useMacros(ctx, tx, t, a, w.Macros); err != nil {
		return false, err
	}
	return closes, answered(tx, t, a)
}

// read records that whose words left has read them, where nothing came before them that nobody has.
func (k *Desk) read(ctx context.Context, t *delivery.Thread) error {
	c, added := &t.Conversation, t.Messages()
	if len(added) == 0 || c.AgentSeen < added[0].Seq-1 {
		return nil
	}
	return k.delivery.Seen(ctx, c.WorkspaceID, c.ID, true, c.Seq)
}
