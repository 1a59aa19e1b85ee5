// Package assistant runs turns: it takes what happened to a conversation, steps the pure engine until it waits,
// performs the effects, and commits state and drafts in one transaction.
//
// A conversation has one turn at a time. A turn is asked for durably (the conversation's turn_due) and only then
// started, so a crash at any point repeats it, with the same idempotency keys for the brand's systems. When the
// conversation has moved on meanwhile (a person took over), what was just being prepared is dropped and the turn is
// decided anew. A turn that keeps failing goes to a person. The package never speaks to a channel.
//
// The way in is [New], [Assistant.Wake] and [Assistant.Do].
package assistant

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"terang"
	"terang/action"
	"terang/delivery"
	"terang/engine"
	"terang/store"
)

// Limits of the assistant.
const (
	maxRunning  = 4096             // conversations that have a turn at the same time; the others wait in the store
	maxCalls    = 16               // actions in one turn
	maxRethinks = 8                // times that a turn is decided anew because the conversation moved on
	maxFailures = 3                // times that a turn may fail before a person takes over
	turnTimeout = 60 * time.Second // for the whole turn, its actions included
	retryDelay  = 500 * time.Millisecond
	dueBatch    = 256 // due turns that a sweep takes at once
)

// Availability says who is there to take over, and what a conversation that waits or would wait can expect. It is asked on
// every turn and answers from memory.
type Availability interface {
	Situation(c *terang.Conversation) engine.Desk
}

// Watcher is told while the assistant works on an answer.
type Watcher interface {
	Typing(workspaceID, conversationID string, kind terang.AuthorKind, on bool)
}

// Meter measures turns.
type Meter interface {
	Turn(seconds float64, ok bool)
}

// Caller performs actions in the brand's system.
type Caller interface {
	Call(ctx context.Context, r action.Request) (action.Result, error)
}

// Parts is what an Assistant is put together from. All fields but Slept, Promised and Segments are needed.
type Parts struct {
	Delivery *delivery.Delivery
	Store    *store.DB
	Brain    func(workspaceID string) *engine.Brain
	Actions  func(workspaceID string) Caller
	Desk     Availability
	Watcher  Watcher
	Meter    Meter
	Clock    terang.Clock
	IDs      terang.IDs
	Logger   *slog.Logger
	Slept    func(until time.Time)         // told once it is durable that a run sleeps; nil where nobody wakes it
	Promised func(at time.Time)            // told once it is durable that something is owed, and must be looked at then; nil where nobody does
	Segments func(workspaceID string) bool // reports whether what is known of a contact puts it into segments; nil is never
}

// Assistant runs turns. It owns their goroutines: [Assistant.Close] waits for them.
type Assistant struct {
	Parts
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu       sync.Mutex
	running  map[string]*run
	overflow bool // turns were left in the store because too many were running
	closed   bool
}

// run is one conversation's goroutine and what waits for it.
type run struct {
	again bool // something came while a turn was running
}

// New makes an Assistant. Call [Assistant.Sweep] once everything is wired, for the turns that a crash left.
func New(p Parts) *Assistant {
	ctx, cancel := context.WithCancel(context.Background())
	return &Assistant{Parts: p, ctx: ctx, cancel: cancel, running: make(map[string]*run)}
}

// Close lets running turns finish, up to ctx, and starts no new ones. What is due stays in the store.
func (a *Assistant) Close(ctx context.Context) error {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	done := make(chan struct{})
	go func() {
		a.wg.Wait()
		close(done)
	}()
	select {
	case <-done:
		a.cancel()
		return nil
	case <-ctx.Done():
		a.cancel()
		<-done
		return ctx.Err()
	}
}

// Wake starts the turn that an accepted message asks for. Where the message is the only one that waits, the turn
// begins with what was just stored and reads nothing.
func (a *Assistant) Wake(c terang.Conversation, k terang.Contact, m terang.Message, sole bool) {
	var w *waiting
	if sole {
		w = &waiting{conversation: c, contact: k, messages: []terang.Message{m}}
	}
	a.start(c.WorkspaceID, c.ID, w)
}

// waiting is a conversation with its inbound messages that no turn has handled yet, in order.
type waiting struct {
	conversation terang.Conversation
	contact      terang.Contact
	messages     []terang.Message
}

func (a *Assistant) start(workspaceID, conversationID string, w *waiting) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	if r := a.running[conversationID]; r != nil {
		r.again = true
		return
	}
	if len(a.running) >= maxRunning {
		a.overflow = true
		return
	}
	r := &run{}
	a.running[conversationID] = r
	a.wg.Add(1)
	go a.work(r, workspaceID, conversationID, w)
}

// Backlog returns how many conversations have a turn that is running or waits for one.
func (a *Assistant) Backlog() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.running)
}

// Sweep starts the turns that are due since before: those that a crash or an overflow left.
func (a *Assistant) Sweep(ctx context.Context, before time.Time) error {
	due, err := store.DueTurns(ctx, a.Store, store.Millis(before)+1, dueBatch)
	if err != nil {
		return fmt.Errorf("assistant: sweep: %w", err)
	}
	for _, d := range due {
		a.start(d.WorkspaceID, d.ConversationID, nil)
	}
	if len(due) == dueBatch {
		a.mu.Lock()
		a.overflow = true
		a.mu.Unlock()
	}
	return nil
}

// work runs a conversation's turns until none is due.
func (a *Assistant) work(r *run, workspaceID, conversationID string, w *waiting) {
	defer a.wg.Done()
	failures := 0
	for {
		began := a.Clock()
		err := a.handle(workspaceID, conversationID, w, failures >= maxFailures)
		a.Meter.Turn(a.Clock().Sub(began).Seconds(), err == nil)
		w = nil
		if err != nil {
			failures++
			a.Logger.Error("turn failed", "conversation", conversationID, "attempt", failures, "error", err)
			if failures > maxFailures || !a.pause(failures) {
				a.finish(conversationID) // stays due in the store, for the next start
				return
			}
			continue
		}
		failures = 0
		a.mu.Lock()
		if !r.again {
			delete(a.running, conversationID)
			sweep := a.overflow && len(a.running) < maxRunning/2
			if sweep {
				a.overflow = false
			}
			a.mu.Unlock()
			if sweep {
				if err := a.Sweep(a.ctx, a.Clock()); err != nil {
					a.Logger.Error("sweep failed", "error", err)
				}
			}
			return
		}
		r.again = false
		a.mu.Unlock()
	}
}

func (a *Assistant) finish(conversationID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.running, conversationID)
}

// pause waits before a failed turn is tried again; it reports false when the assistant closes.
func (a *Assistant) pause(failures int) bool {
	t := time.NewTimer(retryDelay << failures)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-a.ctx.Done():
		return false
	}
}

// handle runs one turn for each inbound message that waits. giveUp hands the conversation to a person instead.
func (a *Assistant) handle(workspaceID, conversationID string, w *waiting, giveUp bool) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("assistant: turn panicked: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(a.ctx, turnTimeout)
	defer cancel()
	if w == nil {
		if w, err = a.load(ctx, workspaceID, conversationID); err != nil {
			return err
		}
	}
	for i, m := range w.messages {
		in := engine.Input{Kind: engine.InputMessage, Text: m.Content.Text, Choice: m.Content.Choice, ReplyTo: m.Content.ReplyTo, Files: len(m.Content.Attachments), Seq: m.Seq}
		if giveUp {
			in = engine.Input{Kind: engine.InputError, Seq: m.Seq}
		}
		var fresh *terang.Conversation
		if i == 0 {
			fresh = &w.conversation
		}
		if err := a.turn(ctx, task{workspaceID: workspaceID, conversationID: conversationID, in: in}, fresh, w.contact); err != nil {
			return err
		}
	}
	return nil
}

// load reads what waits from the store.
func (a *Assistant) load(ctx context.Context, workspaceID, conversationID string) (*waiting, error) {
	c, k, err := store.Thread(ctx, a.Store, workspaceID, conversationID)
	if err != nil {
		return nil, err
	}
	w := &waiting{conversation: c, contact: k}
	rows, err := store.Messages(ctx, a.Store, store.MessageQuery{WorkspaceID: workspaceID, ConversationID: conversationID, Since: c.HandledSeq, Limit: dueBatch})
	if err != nil {
		return nil, err
	}
	for _, m := range rows {
		if m.Direction == terang.In {
			w.messages = append(w.messages, m.Message)
		}
	}
	return w, nil
}

// Do runs a turn for something that is no message (a tap on the person button, a hand-back) and returns when it is
// durable.
func (a *Assistant) Do(ctx context.Context, workspaceID, conversationID string, in engine.Input) error {
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	return a.turn(ctx, task{workspaceID: workspaceID, conversationID: conversationID, in: in}, nil, terang.Contact{})
}

// Begin runs the turn of a run that is due, for [engine.InputStarted] and [engine.InputWoken], and settles the run in the turn's
// own transaction: it has ended, or sleeps again. Nothing is stored where an error comes back: see [store.RunLost], and the
// codes conversation_busy (a person has the word) and begin_held (the gate refused; the argument reason says why).
func (a *Assistant) Begin(ctx context.Context, d store.DueRun, in engine.Input) error {
	return a.turn(ctx, task{workspaceID: d.WorkspaceID, conversationID: d.Conversation.ID, in: in, run: &d.Run}, &d.Conversation, d.Contact)
}

// errMovedOn says that the conversation is not as it was when the turn was decided.
var errMovedOn = errors.New("assistant: the conversation moved on")
