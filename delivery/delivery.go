// Package delivery is the one writer of conversations and the one way out of the house.
//
// [Delivery.Change] loads a conversation inside a transaction, lets the caller change it and say drafts, clears
// each draft by the gate with the facts of that very moment, stores the messages, appends their proofs to the
// log, and saves. Once that is durable, the channel carries what was cleared and everybody who watches is told.
// So each message is decided, stored and proved in one transaction, and two authors can never interleave.
//
// The package never decides what is said, and never sends what the gate did not clear. A draft that the gate
// refuses is held: it is counted and logged by its reason codes and goes nowhere.
//
// The way in is [New] and [Delivery.Change].
package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"terang"
	"terang/channel"
	"terang/gate"
	"terang/provenance"
	"terang/store"
)

// maxTries is how often a change is run again because the conversation moved on meanwhile (on another node).
const maxTries = 5

// Recorder takes an event inside the transaction that caused it, so that what it enqueues is as durable as
// the change.
type Recorder interface {
	Record(tx *store.Tx, e *terang.Event) error
}

// Announcer tells browsers about an event once it is durable. It must not block.
type Announcer interface {
	Announce(e *terang.Event)
}

// Meter counts what leaves, what is held and what is mended.
type Meter interface {
	Cleared(channel string, kind terang.AuthorKind)
	Held(reason string)
	Mended(reason string) // cleared, with words changed
}

// Parts is what a Delivery is put together from. All fields but Adds, Rules and Zone are needed.
type Parts struct {
	Store     *store.DB
	Log       *provenance.Log
	Channels  map[string]channel.Channel
	Brand     func(workspaceID string) string         // the operator's name as customers know it
	Adds      func(workspaceID string) terang.Text    // what a brand says after its first disclosure; nil for nothing
	Rules     func() *gate.Rulebook                   // the policies in force, asked at each message; nil is those of the house
	Zone      func(workspaceID string) *time.Location // in which the brand's nights are counted; nil is that of Jakarta
	Recorder  Recorder
	Announcer Announcer
	Meter     Meter
	Clock     terang.Clock
	IDs       terang.IDs
	Logger    *slog.Logger
}

// Delivery is the way out. It is safe for many goroutines.
type Delivery struct {
	Parts
	cache cache
}

// New makes a Delivery.
func New(p Parts) *Delivery {
	return &Delivery{Parts: p, cache: cache{m: make(map[string]snapshot, maxCached/8)}}
}

// Thread is one conversation inside a change. Callers set the exported conversation's fields as the change
// demands, and say what is to be said; positions, disclosure and version are Thread's own business.
type Thread struct {
	Conversation terang.Conversation
	Contact      terang.Contact
	Now          time.Time // the moment of the change, never before the conversation's last one

	d        *Delivery
	tx       *store.Tx
	kinds    []terang.EventKind
	messages []terang.Message
	proofs   []*provenance.Entry // beside messages
	cleared  []gate.Cleared
	held     []*gate.Held
	asked    bool
	begins   terang.Class // of what this change begins by itself, "" where nothing does
	reached  bool         // it has begun: what follows is the same talk
	recent   recent
}

// Cleared reports how many drafts were cleared so far.
func (t *Thread) Cleared() int { return len(t.cleared) }

// Held returns what the gate refused so far.
func (t *Thread) Held() []*gate.Held { return t.held }

// Messages returns the messages that this change has added so far.
func (t *Thread) Messages() []terang.Message { return t.messages }

// Emit adds a kind of event to what the change announces.
func (t *Thread) Emit(kind terang.EventKind) { t.kinds = append(t.kinds, kind) }

// Asked tells the gate that the contact has just asked whether a machine speaks.
func (t *Thread) Asked() { t.asked = true }

// Begins tells the gate of which class the talk is that this change begins. Without it, nothing proactive passes.
func (t *Thread) Begins(class terang.Class) { t.begins = class }

// Change runs fn on the conversation in one transaction and makes the result durable, sent and known. fn may run
// more than once and must have no effect but on the thread and tx. An error from fn undoes everything and is
// returned as it is.
func (d *Delivery) Change(ctx context.Context, workspaceID, conversationID string, fn func(tx *store.Tx, t *Thread) error) (*Thread, error) {
	for try := 1; ; try++ {
		t, err := d.change(ctx, workspaceID, conversationID, fn)
		if MovedOn(err) && try < maxTries {
			continue
		}
		if err != nil {
			return nil, err
		}
		d.after(ctx, t)
		return t, nil
	}
}

// ChangeFrom is Change for a caller who has just read or written the conversation: it is not read again. What this process
// wrote since is taken instead of what is given. If the row is still another one (another node wrote it), nothing is done
// and the error says so (see [MovedOn]); then use Change.
func (d *Delivery) ChangeFrom(ctx context.Context, c terang.Conversation, k terang.Contact, fn func(tx *store.Tx, t *Thread) error) (*Thread, error) {
	var t *Thread
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		known, ok := d.cache.ahead(tx, c.WorkspaceID, c.ID)
		if !ok {
			known = snapshot{conversation: c, contact: k}
		}
		t = d.thread(tx, known)
		if err := fn(tx, t); err != nil {
			return err
		}
		return t.save(&known.conversation)
	})
	if err != nil {
		d.cache.drop(c.ID)
		return nil, err
	}
	d.after(ctx, t)
	return t, nil
}

// MovedOn reports whether err says that the conversation is no longer as the caller knew it.
func MovedOn(err error) bool {
	var e *terang.Error
	return errors.As(err, &e) && e.Code == "conversation_moved_on"
}

func (d *Delivery) change(ctx context.Context, workspaceID, conversationID string, fn func(tx *store.Tx, t *Thread) error) (*Thread, error) {
	var t *Thread
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		c, k, err := store.Thread(ctx, tx.Reader(), workspaceID, conversationID)
		if err != nil {
			return err
		}
		t = d.thread(tx, snapshot{conversation: c, contact: k})
		if err := fn(tx, t); err != nil {
			return err
		}
		return t.save(&c)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Create stores a new contact with its conversation and runs fn on them in the same transaction.
func (d *Delivery) Create(ctx context.Context, c terang.Conversation, k terang.Contact, fn func(tx *store.Tx, t *Thread) error) (*Thread, error) {
	var t *Thread
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		t = d.thread(tx, snapshot{conversation: c, contact: k})
		t.Conversation.CreatedAt, t.Contact.CreatedAt = t.Now, t.Now
		if err := fn(tx, t); err != nil {
			return err
		}
		if err := store.InsertContact(tx, t.Contact); err != nil {
			return err
		}
		t.seal()
		if err := store.InsertConversation(tx, &t.Conversation); err != nil {
			return err
		}
		store.IndexName(tx, &t.Conversation, t.Contact)
		d.cache.written(tx, t.snapshot())
		return t.record()
	})
	if err != nil {
		return nil, err
	}
	d.after(ctx, t)
	return t, nil
}

// thread begins a change. A clock that was set back never moves a conversation's time back.
func (d *Delivery) thread(tx *store.Tx, known snapshot) *Thread {
	now := d.Clock().UTC().Truncate(time.Millisecond)
	if now.Before(known.conversation.LastAt) {
		now = known.conversation.LastAt
	}
	return &Thread{Conversation: known.conversation, Contact: known.contact, Now: now, d: d, tx: tx, recent: known.recent}
}

// snapshot is the conversation after the change.
func (t *Thread) snapshot() snapshot { return snapshot{t.Conversation, t.Contact, t.recent} }

func (t *Thread) seal() {
	if c := &t.Conversation; c.Holder != terang.HolderAgent || c.Status != terang.Open {
		c.SnoozedUntil = time.Time{} // only who has a conversation may put it off
	}
	if len(t.messages) > 0 { // lists stand by when something was said; a tag moves nothing
		t.Conversation.LastAt = t.Now
		t.Emit(terang.EventMessage)
	}
}

func (t *Thread) save(was *terang.Conversation) error {
	t.seal()
	if err := store.SaveConversation(t.tx, &t.Conversation, was); err != nil {
		return err
	}
	t.d.cache.written(t.tx, t.snapshot())
	return t.record()
}

func (t *Thread) record() error {
	if err := store.InsertMessages(t.tx, t.messages); err != nil {
		return err
	}
	for i := range t.messages { // a message and its files become durable together, or not at all
		if err := store.BindAttachments(t.tx, &t.messages[i]); err != nil {
			return err
		}
	}
	if len(t.kinds) == 0 {
		return nil
	}
	if err := t.d.Recorder.Record(t.tx, t.event()); err != nil {
		return fmt.Errorf("delivery: record: %w", err)
	}
	return nil
}

// event is what happened. The receipts' places are known once the commit has begun.
func (t *Thread) event() *terang.Event {
	leaves := make([]int64, len(t.proofs))
	for i, p := range t.proofs {
		leaves[i] = -1
		if p != nil {
			leaves[i] = p.Index()
		}
	}
	return &terang.Event{Kinds: t.kinds, Conversation: t.Conversation, Contact: t.Contact, Messages: t.messages, Leaves: leaves, At: t.Now}
}

// Say clears a draft and adds it to the conversation. It reports whether the gate let it through; what was held
// goes nowhere.
func (t *Thread) Say(draft terang.Draft) (bool, error) {
	c := &t.Conversation
	id := t.d.IDs("msg")
	facts := gate.FactsOf(*c, t.d.Brand(c.WorkspaceID), id, t.Now)
	facts.Asked = t.asked
	if draft.Purpose == terang.ForProactive {
		if err := t.reach(&facts); err != nil {
			return false, err
		}
	}
	if t.d.Adds != nil {
		facts.Adds = t.d.Adds(c.WorkspaceID)
	}
	if t.d.Rules != nil {
		facts.Rules = t.d.Rules()
	}
	ch, ok := t.d.Channels[c.Channel]
	if !ok {
		return false, terang.Fail(terang.Unavailable, "channel_unknown", "channel", c.Channel)
	}
	cleared, held := gate.Clear(draft, facts, ch)
	if held != nil {
		t.held = append(t.held, held)
		return false, nil
	}
	m := cleared.Message()
	proof, err := t.d.Log.AddCleared(t.tx, t.Contact.Salt, cleared, t.Now)
	if err != nil {
		return false, fmt.Errorf("delivery: proof: %w", err)
	}
	// A channel whose mailbox is the store has the message once it is durable; the others begin as intended.
	m.Delivery = terang.Intended
	if ch.Limits().Mailbox {
		m.Delivery = terang.Accepted
	}
	c.Seq, c.PublicSeq, c.Disclosed = m.Seq, m.Seq, cleared.Disclosed()
	c.Last = terang.LastMessage{AuthorKind: m.Author.Kind(), Text: excerpt(m.Content.Line()), At: t.Now}
	t.add(m, proof)
	t.cleared = append(t.cleared, cleared)
	if draft.Purpose == terang.ForProactive {
		return true, t.began()
	}
	return true, nil
}

// Note adds an internal note: seen by agents, never by the contact, and so outside gate and log.
func (t *Thread) Note(author terang.Author, text, clientID string) {
	t.note(author, terang.Content{Text: text}, terang.Care{}, clientID)
}

// Whisper adds a note for the agent who has the conversation: like every note it never leaves the house.
func (t *Thread) Whisper(author terang.Author, to terang.Whisper, text, clientID string) {
	t.note(author, terang.Content{Text: text}, terang.Care{Whisper: &to}, clientID)
}

// NoteTo is [Thread.Note] for a note that names agents.
func (t *Thread) NoteTo(author terang.Author, text, clientID string, mentions []terang.Mention) {
	t.note(author, terang.Content{Text: text, Mentions: mentions}, terang.Care{}, clientID)
}

// Suggest adds a note with what a machine wrote for an agent to send. mends is the position of the agent's own words where
// it only mends those, 0 for everything else.
func (t *Thread) Suggest(author terang.Author, s terang.Suggestion, clientID string, mends int64) {
	t.note(author, terang.Content{Text: s.Text, Sources: s.Sources, ReplyTo: mends}, terang.Care{}, clientID)
}

func (t *Thread) note(author terang.Author, content terang.Content, care terang.Care, clientID string) {
	c := &t.Conversation
	c.Seq++
	t.add(terang.Message{
		ID: t.d.IDs("msg"), WorkspaceID: c.WorkspaceID, ConversationID: c.ID, Seq: c.Seq, Prev: c.PublicSeq, Kind: terang.KindNote,
		Direction: terang.Internal, Author: author, Language: c.Language, Content: content, Care: care, ExternalID: clientID,
		Delivery: terang.Accepted, At: t.Now,
	}, nil)
}

// add puts a message at the end; proof is nil for what is not in the log.
func (t *Thread) add(m terang.Message, proof *provenance.Entry) {
	t.messages = append(t.messages, m)
	t.proofs = append(t.proofs, proof)
}

// after sends and tells, once the change is durable. A channel that fails here loses nothing: what is stored is
// sent again or resumed by position.
func (d *Delivery) after(ctx context.Context, t *Thread) {
	for _, held := range t.held {
		for _, r := range held.Reasons {
			d.Meter.Held(string(r))
		}
		d.Logger.Warn("draft held", "conversation", t.Conversation.ID, "reason", held.String(), "detail", held.Detail)
	}
	// The work is durable: that the caller has gone does not stop its being sent.
	ctx = context.WithoutCancel(ctx)
	ch := d.Channels[t.Conversation.Channel]
	for _, c := range t.cleared {
		for _, r := range c.Mended() { // the receipt records it too
			d.Meter.Mended(string(r))
			d.Logger.Warn("draft mended", "conversation", t.Conversation.ID, "message", c.Message().ID, "reason", string(r))
		}
		d.Meter.Cleared(t.Conversation.Channel, c.Message().Author.Kind())
		if _, err := ch.Send(ctx, c); err != nil {
			d.Logger.Error("send failed", "conversation", t.Conversation.ID, "message", c.Message().ID, "error", err)
		}
	}
	if len(t.kinds) > 0 {
		d.Announcer.Announce(t.event())
	}
}

// maxExcerpt is how many characters of a message a list shows.
const maxExcerpt = 160

func excerpt(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxExcerpt {
			return s[:i]
		}
	}
	return s
}

// Seen records how far one side has read. It changes nothing that anybody decides by, so it takes no version.
func (d *Delivery) Seen(ctx context.Context, workspaceID, conversationID string, agent bool, seq int64) error {
	var e *terang.Event
	err := d.Store.Write(ctx, func(tx *store.Tx) error {
		e = nil
		if err := store.SetSeen(tx, workspaceID, conversationID, agent, seq); err != nil {
			return err
		}
		c, k, err := store.Thread(ctx, tx.Reader(), workspaceID, conversationID)
		if err != nil {
			return err
		}
		e = &terang.Event{Kinds: []terang.EventKind{terang.EventChanged}, Conversation: c, Contact: k, At: d.Clock()}
		return nil
	})
	if err != nil {
		return err
	}
	d.Announcer.Announce(e)
	return nil
}
