// Package scene puts up a small house for tests: real store, gate, log, delivery, inbox and desk, with a clock that the
// test moves and ids that count up. It never stands in for a part that it could run; what is left out (browsers, the
// brand's system) is what the test at hand does not look at.
//
// The way in is [New].
package scene

import (
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terang"
	"terang/channel"
	"terang/channel/webchat"
	"terang/delivery"
	"terang/desk"
	"terang/inbox"
	"terang/provenance"
	"terang/store"
)

// maxEvents is how many events a scene remembers, so that a benchmark does not measure its memory.
const maxEvents = 10_000

// Workspace is the workspace of every scene.
const Workspace = "ws_1"

// Scene is a small house.
type Scene struct {
	Store    *store.DB
	Log      *provenance.Log
	Delivery *delivery.Delivery
	Inbox    *inbox.Inbox
	Desk     *desk.Desk
	Accounts *desk.Accounts

	t       testing.TB
	now     atomic.Int64
	ids     atomic.Uint64
	mu      sync.Mutex
	events  []*terang.Event
	rung    []string
	held    []string
	warned  []terang.Promise
	onEvent func(*terang.Event)
	wakener func(c terang.Conversation, k terang.Contact, m terang.Message, sole bool)
}

// New puts the house up on an open store.
func New(t testing.TB, db *store.DB) *Scene {
	t.Helper()
	s := &Scene{Store: db, t: t}
	s.now.Store(time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC).UnixNano())
	var err error
	if s.Log, err = provenance.New(db, provenance.Config{Origin: "terang.example"}); err != nil {
		t.Fatal(err)
	}
	s.Delivery = delivery.New(delivery.Parts{
		Store: db, Log: s.Log, Channels: map[string]channel.Channel{webchat.Name: webchat.New(s)},
		Brand: func(string) string { return "Toko Terang" }, Recorder: s, Announcer: s, Meter: s,
		Clock: s.Now, IDs: s.ID, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	s.Inbox = inbox.New(s.Delivery, s, s.ID, s.Random)
	s.Accounts = desk.NewAccounts(db, s.Now, s.ID, s.Random, time.Hour, 2)
	if s.Desk, err = desk.New(context.Background(), s.Delivery, s.Accounts, desk.Parts{Hours: func(string) terang.Text { return nil }, Warn: s.warn}); err != nil {
		t.Fatal(err)
	}
	err = db.Write(context.Background(), func(tx *store.Tx) error {
		return store.InsertWorkspace(tx, store.Workspace{ID: Workspace, Name: "Toko Terang", PublicKey: "wk_1", Pack: "retail", CreatedAt: s.Now()})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Now tells the scene's time, which moves a millisecond with each look.
func (s *Scene) Now() time.Time { return time.Unix(0, s.now.Add(int64(time.Millisecond))).UTC() }

// Pass moves the clock; a negative d sets it back.
func (s *Scene) Pass(d time.Duration) { s.now.Add(int64(d)) }

// ID gives ids that count up.
func (s *Scene) ID(prefix string) string {
	var e [10]byte
	binary.BigEndian.PutUint64(e[2:], s.ids.Add(1))
	return terang.NewID(prefix, time.Unix(0, s.now.Load()), e)
}

// Random gives bytes that are different each time, and the same in each run.
func (s *Scene) Random(n int) []byte {
	b := make([]byte, max(n, 8))
	binary.BigEndian.PutUint64(b, s.ids.Add(1)*0x9E3779B97F4A7C15)
	return b[:n]
}

// Agent adds a person.
func (s *Scene) Agent(name string) store.Agent {
	s.t.Helper()
	a := store.Agent{ID: s.ID("agt"), WorkspaceID: Workspace, Email: name + "@example.com", Name: name, Role: store.RoleAgent, Presence: desk.Online, Language: terang.Indonesian, CreatedAt: s.Now()}
	if err := s.Store.Write(context.Background(), func(tx *store.Tx) error { return store.InsertAgent(tx, a) }); err != nil {
		s.t.Fatal(err)
	}
	return a
}

// Open begins a conversation.
func (s *Scene) Open() terang.Conversation {
	s.t.Helper()
	c, _, err := s.Inbox.Open(context.Background(), Workspace, webchat.Name, terang.Indonesian)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Write has the contact write.
func (s *Scene) Write(conversationID, clientID, text string) terang.Message {
	s.t.Helper()
	m, _, err := s.Inbox.Accept(context.Background(), inbox.Inbound{WorkspaceID: Workspace, ConversationID: conversationID, ExternalID: clientID, Text: text})
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// Conversation reads a conversation.
func (s *Scene) Conversation(id string) terang.Conversation {
	s.t.Helper()
	c, err := store.Conversation(context.Background(), s.Store, Workspace, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Messages reads all messages of a conversation, notes included.
func (s *Scene) Messages(id string) []store.StoredMessage {
	s.t.Helper()
	m, err := store.Messages(context.Background(), s.Store, store.MessageQuery{WorkspaceID: Workspace, ConversationID: id, Limit: 10_000, Notes: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// Events returns what was announced so far.
func (s *Scene) Events() []*terang.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*terang.Event(nil), s.events...)
}

// HeldReasons returns why drafts were held so far.
func (s *Scene) HeldReasons() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.held...)
}

// Warned returns what the desk said was due soon.
func (s *Scene) Warned() []terang.Promise {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]terang.Promise(nil), s.warned...)
}

func (s *Scene) warn(p terang.Promise) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.warned = append(s.warned, p)
}

// Record implements delivery.Recorder.
func (s *Scene) Record(*store.Tx, *terang.Event) error { return nil }

// Announce implements delivery.Announcer.
func (s *Scene) Announce(e *terang.Event) {
	s.mu.Lock()
	if len(s.events) < maxEvents {
		s.events = append(s.events, e)
	}
	fn := s.onEvent
	s.mu.Unlock()
	if fn != nil {
		fn(e)
	}
}

// OnEvent sets what is called with each event, after it is durable.
func (s *Scene) OnEvent(fn func(*terang.Event)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onEvent = fn
}

// Ring implements webchat.Bell.
func (s *Scene) Ring(conversationID string, _ int64, _ []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rung) < maxEvents {
		s.rung = append(s.rung, conversationID)
	}
}

// Cleared implements delivery.Meter.
func (s *Scene) Cleared(string, terang.AuthorKind) {}

// Held implements delivery.Meter.
func (s *Scene) Held(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = append(s.held, reason)
}

// Mended implements delivery.Meter.
func (s *Scene) Mended(reason string) { s.Held("mended:" + reason) }

// OnWake sets what an accepted message starts; nil for nothing.
func (s *Scene) OnWake(fn func(c terang.Conversation, k terang.Contact, m terang.Message, sole bool)) {
	s.wakener = fn
}

// Wake implements inbox.Waker.
func (s *Scene) Wake(c terang.Conversation, k terang.Contact, m terang.Message, sole bool) {
	if s.wakener != nil {
		s.wakener(c, k, m, sole)
	}
}
