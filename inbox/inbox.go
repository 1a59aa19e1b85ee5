// Package inbox is the door in: it opens conversations and accepts what contacts write.
//
// [Inbox.Accept] stores a message, drops what it has seen before, and asks for a turn, all in one transaction.
// Only when that is durable may the sender be told so. With it is kept, for the desk alone, where the message abuses whoever
// reads it. The package answers nothing and decides nothing.
//
// The way in is [New].
package inbox

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/delivery"
	"terang/store"
	"terang/understand/abuse"
)

// Waker starts the turn that an accepted message asks for. It must not block: the turn is already durable, and is
// found again after a crash.
type Waker interface {
	//
	// sole says that no earlier message waits for its turn, so that the turn can begin with what is given.
	Wake(c terang.Conversation, k terang.Contact, m terang.Message, sole bool)
}

// Inbox is the door in.
type Inbox struct {
	delivery *delivery.Delivery
	waker    Waker
	ids      terang.IDs
	random   func(n int) []byte
}

// New makes an Inbox. random gives n unpredictable bytes.
func New(d *delivery.Delivery, waker Waker, ids terang.IDs, random func(n int) []byte) *Inbox {
	return &Inbox{delivery: d, waker: waker, ids: ids, random: random}
}

// saltSize is the size of a contact's salt in bytes: as long as the HMAC-SHA256 that it keys.
const saltSize = 32

// Open makes a new contact with an empty conversation on the channel. It appears in agents' lists once the contact
// has written.
func (i *Inbox) Open(ctx context.Context, workspaceID, channel string, l terang.Language) (terang.Conversation, terang.Contact, error) {
	l = l.Or(terang.Indonesian)
	k := terang.Contact{ID: i.ids("con"), WorkspaceID: workspaceID, Language: l, Salt: i.random(saltSize)}
	c := terang.Conversation{
		ID: i.ids("cnv"), WorkspaceID: workspaceID, ContactID: k.ID, Channel: channel, Language: l,
		Status: terang.Open, Holder: terang.HolderAssistant, Trust: 100,
	}
	t, err := i.delivery.Create(ctx, c, k, func(_ *store.Tx, t *delivery.Thread) error {
		t.Emit(terang.EventOpened)
		return nil
	})
	if err != nil {
		return c, k, err
	}
	return t.Conversation, t.Contact, nil
}

// Inbound is a message of a contact as a channel parsed it.
type Inbound struct {
	WorkspaceID    string
	ConversationID string
	ExternalID     string // the client's own id; the same id again is the same message
	Text           string
	Choice         string
	ReplyTo        int64
	Attachments    []terang.Attachment // files that the contact has sent before, and that nothing has bound yet
}

// Accept stores the message and asks for a turn. stored is false where the external id was seen before; then the
// earlier message is returned.
func (i *Inbox) Accept(ctx context.Context, in Inbound) (m terang.Message, stored bool, err error) {
	text := strings.TrimSpace(in.Text)
	switch {
	case !utf8.ValidString(text):
		return m, false, terang.Fail(terang.Invalid, "text_not_utf8")
	case text == "" && len(in.Attachments) == 0:
		return m, false, terang.Fail(terang.Invalid, "text_empty")
	case utf8.RuneCountInString(text) > terang.MaxText:
		return m, false, terang.Fail(terang.Invalid, "text_too_long")
	case in.ExternalID == "":
		return m, false, terang.Fail(terang.Invalid, "client_id_missing")
	}
	reader, err := abuse.Shared()
	if err != nil {
		return m, false, fmt.Errorf("inbox: accept: %w", err)
	}
	var earlier bool
	t, m, stored, err := i.delivery.Receive(ctx, in.WorkspaceID, in.ConversationID, terang.Message{
		ID: i.ids("msg"), Kind: terang.KindText, ExternalID: in.ExternalID,
		Content: terang.Content{Text: text, Choice: in.Choice, ReplyTo: in.ReplyTo, Attachments: in.Attachments}, Care: terang.Care{Abuse: reader.Find(terang.ByContact(), text)},
	}, func(t *delivery.Thread) {
		c := &t.Conversation
		if c.Status == terang.Resolved {
			// Who writes again gets the assistant at once; the earlier person is not called back unasked.
			c.Status, c.Holder, c.AgentID, c.AgentName = terang.Open, terang.HolderAssistant, "", ""
		}
		earlier, c.TurnDue = c.TurnDue, true
	})
	if err != nil {
		return m, false, err
	}
	if stored {
		i.waker.Wake(t.Conversation, t.Contact, m, !earlier)
	}
	return m, stored, nil
}

// content is the score from which a contact counts as content.
const content = 4

// Rating is what a contact answers to a survey.
type Rating struct {
	Score   int // 1 to 5
	Comment string
	Smooth  int // how smooth the way to the person was, 1 to 5; 0 where that was not said
}

// Rate records the contact's answer to the survey at position seq. The last answer counts.
func (i *Inbox) Rate(ctx context.Context, workspaceID, conversationID string, seq int64, r Rating) error {
	if r.Score < 1 || r.Score > 5 || r.Smooth < 0 || r.Smooth > 5 {
		return terang.Fail(terang.Invalid, "score_out_of_range")
	}
	if utf8.RuneCountInString(r.Comment) > terang.MaxText || !utf8.ValidString(r.Comment) {
		return terang.Fail(terang.Invalid, "text_too_long")
	}
	_, err := i.delivery.Change(ctx, workspaceID, conversationID, func(tx *store.Tx, t *delivery.Thread) error {
		found, err := store.Messages(ctx, tx.Reader(), store.MessageQuery{WorkspaceID: workspaceID, ConversationID: conversationID, Since: seq - 1, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 || found[0].Seq != seq || found[0].Content.Survey == nil {
			return terang.Fail(terang.NotFound, "survey_not_found")
		}
		answered := found[0].Content
		answered.Survey.Answered = &r.Score
		if err := store.SetContent(tx, workspaceID, found[0].ID, answered); err != nil {
			return err
		}
		t.Conversation.SurveyScore, t.Conversation.SurveyComment = r.Score, r.Comment
		t.Emit(terang.EventRated)
		if err := store.RateHandOver(tx, conversationID, r.Score, r.Smooth); err != nil {
			return err
		}
		if r.Score >= content {
			return store.ConfirmMatter(tx, conversationID, t.Now)
		}
		return nil
	})
	return err
}

// Seen records how far the contact has read, and tells those who watch.
func (i *Inbox) Seen(ctx context.Context, workspaceID, conversationID string, seq int64) error {
	return i.delivery.Seen(ctx, workspaceID, conversationID, false, seq)
}
