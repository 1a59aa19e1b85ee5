package move

import (
	"strings"
	"time"

	"terang"
	"terang/exchange"
	"terang/store"
)

const (
	detailKind  = "conversation" // the kind of the item that holds what a conversation had in the old system
	excerptSize = 140            // characters of a list's line
)

// thread is a conversation that a batch changes.
type thread struct {
	was, is terang.Conversation
	gone    bool // its contact asked to be forgotten
	fresh   []terang.Message
}

// conversation stores a thread as one that is over: whatever was open there, nobody can be answered on it here.
func (s *step) conversation(row *exchange.Row, r *Result) error {
	in := row.Conversation
	r.Own = s.own("cnv", row.System, row.ID)
	contact, stub := s.own("con", row.System, in.ContactID), false
	if in.ContactID == "" {
		contact = s.own("con", row.System, "", row.ID) // somebody, in this conversation
	}
	if gone, err := store.Erased(s.ctx, s.q, s.WorkspaceID, contact); err != nil || gone {
		if err != nil {
			return err
		}
		return refuse("erased", "", "")
	}
	at := in.CreatedAt
	if at.IsZero() {
		at = s.now
	}
	ok, err := s.there("contact", contact)
	if err != nil {
		return err
	}
	if stub = !ok; stub {
		r.Notes = append(r.Notes, exchange.Note{Code: "contact_unknown"})
		s.made("contact", contact)
		if s.tx != nil {
			c := terang.Contact{ID: contact, WorkspaceID: s.WorkspaceID, Language: s.Language, CreatedAt: at, Salt: s.random(32)}
			if err := store.InsertContact(s.tx, c); err != nil {
				return err
			}
		}
	}
	there, err := s.there("conversation", r.Own)
	if err != nil {
		return err
	}
	item, err := s.put(detailOf(row, s.WorkspaceID, contact))
	if err != nil {
		return err
	}
	if there {
		if r.Action = Same; item == Update {
			r.Action = Update
		}
		return nil
	}
	r.Action = Create
	s.made("conversation", r.Own)
	if s.tx == nil {
		return nil
	}
	c := terang.Conversation{
		ID: r.Own, WorkspaceID: s.WorkspaceID, ContactID: contact, Channel: Channel, Language: s.Language, Status: terang.Resolved, Holder: terang.HolderAssistant,
		Trust: 100, CreatedAt: at, LastAt: at,
	}
	if err := store.InsertConversation(s.tx, &c); err != nil {
		return err
	}
	k, err := store.Contact(s.ctx, s.tx.Reader(), s.WorkspaceID, contact)
	if err != nil {
		return err
	}
	store.IndexName(s.tx, &c, k)
	return nil
}

func detailOf(row *exchange.Row, workspaceID, contact string) *store.ImportedItem {
	in := row.Conversation
	detail := map[string]any{}
	for name, v := range map[string]string{"channel": in.Channel, "status": in.Status, "priority": in.Priority} {
		if v != "" {
			detail[name] = v
		}
	}
	if len(in.Labels) > 0 {
		detail["labels"] = in.Labels
	}
	return &store.ImportedItem{WorkspaceID: workspaceID, Source: row.System, Kind: detailKind, ID: row.ID, ContactID: contact, Title: in.Subject, Detail: detail}
}

// message stores one utterance at the end of its conversation.
func (s *step) message(row *exchange.Row, r *Result) error {
	in := row.Message
	id := s.own("cnv", row.System, in.ConversationID)
	r.Own = s.own("msg", row.System, in.ConversationID, row.ID)
	if ok, err := s.there("conversation", id); err != nil || !ok {
		if err != nil {
			return err
		}
		return refuse("conversation_missing", "conversation_id", "")
	}
	if s.tx == nil && s.will("conversation "+id) { // nothing of it is stored yet
		if s.will("message " + r.Own) {
			r.Action = Same
			return nil
		}
		r.Action = Create
		s.made("message", r.Own)
		return nil
	}
	t, err := s.thread(id)
	if err != nil {
		return err
	}
	if t.gone {
		return refuse("erased", "", "")
	}
	m := s.uttered(row, r.Own, t)
	for i := range t.fresh {
		if t.fresh[i].ID == m.ID { // twice in the files
			r.Action = Same
			return nil
		}
	}
	have, err := store.MessageByID(s.ctx, s.q, s.WorkspaceID, r.Own)
	switch {
	case err == nil:
		return s.mend(&have, m, r)
	case terang.KindOf(err) != terang.NotFound:
		return err
	}
	r.Action = Create
	s.append(t, m)
	return nil
}

// mend replaces a message that came with an import and is told otherwise now: it was edited or taken back there.
func (s *step) mend(have *store.StoredMessage, m terang.Message, r *Result) error {
	if have.Content.Text == m.Content.Text && have.Author == m.Author && have.At.Equal(m.At) {
		r.Action = Same
		return nil
	}
	if have.Author.Imported() == "" || have.Leaf >= 0 {
		return refuse("differs", "", "")
	}
	r.Action = Update
	if s.tx == nil {
		return nil
	}
	return store.MendImported(s.tx, &m)
}

func (s *step) thread(id string) (*thread, error) {
	if t := s.threads[id]; t != nil {
		return t, nil
	}
	c, err := store.Conversation(s.ctx, s.q, s.WorkspaceID, id)
	if err != nil {
		return nil, err
	}
	t := &thread{was: c, is: c}
	if t.gone, err = store.Erased(s.ctx, s.q, s.WorkspaceID, c.ContactID); err != nil {
		return nil, err
	}
	s.threads[id] = t
	s.order = append(s.order, id)
	return t, nil
}

func (s *step) uttered(row *exchange.Row, id string, t *thread) terang.Message {
	in := row.Message
	kind := terang.KindText
	if in.Direction == terang.Internal {
		kind = terang.KindNote
	}
	text := in.Text
	if len(in.Attachments) > 0 {
		text = strings.TrimSpace(text + "\n\n📎 " + strings.Join(in.Attachments, "\n📎 "))
	}
	return terang.Message{
		ID: id, WorkspaceID: s.WorkspaceID, ConversationID: t.is.ID, Kind: kind, Direction: in.Direction, Author: terang.FromElsewhere(row.System, in.Kind, in.Name),
		Language: t.is.Language, Content: terang.Content{Text: text}, ExternalID: row.System + ":" + row.ID, At: in.At.UTC().Truncate(time.Millisecond),
	}
}

// append puts a message at the end of its thread, in the order of the file.
func (s *step) append(t *thread, m terang.Message) {
	c := &t.is
	c.Seq++
	m.Seq, m.Prev = c.Seq, c.PublicSeq
	if m.Kind != terang.KindNote {
		c.PublicSeq = m.Seq
		c.Last = terang.LastMessage{AuthorKind: m.Author.Kind(), Text: excerpt(m.Content.Text), At: m.At}
	}
	if m.Direction == terang.In {
		c.LastInbound, c.HandledSeq = m.Seq, m.Seq
	}
	if m.At.After(c.LastAt) || c.Seq == 1 {
		c.LastAt = m.At
	}
	t.fresh = append(t.fresh, m)
}

func excerpt(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	n := 0
	for i := range s {
		if n == excerptSize {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// flush stores what a batch put at the ends of its threads.
func (s *step) flush() error {
	if s.tx == nil {
		return nil
	}
	for _, id := range s.order {
		t := s.threads[id]
		if len(t.fresh) == 0 {
			continue
		}
		if err := store.InsertMessages(s.tx, t.fresh); err != nil {
			return err
		}
		if err := store.SaveConversation(s.tx, &t.is, &t.was); err != nil {
			return err
		}
		for _, agent := range []bool{false, true} { // nobody has to read it again
			if err := store.SetSeen(s.tx, s.WorkspaceID, id, agent, t.is.Seq); err != nil {
				return err
			}
		}
	}
	return nil
}
