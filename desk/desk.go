// Package desk is the room of the agents: who is there, which conversations wait for a person, and what a person does
// with one: claim, reply, note, hand back, release, resolve. It keeps what contacts were promised: the ledger warns before the
// time, and tells the contact the truth once it has passed. It also keeps the agents' accounts.
//
// Every word of an agent goes out through delivery and its gate; the announcement that a person has taken over is
// stored with the claim, before the person's first word. The package never decides what the assistant says.
//
// The way in is [New] and [Desk.Run].
package desk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"terang"
	"terang/delivery"
	"terang/engine"
	"terang/store"
)

// vanishAfter is how long an agent counts as there after the last console was closed: a page that is loaded again
// must not send customers away.
const vanishAfter = 30 * time.Second

// Parts are what a Desk is told of the brands. Only Hours is needed.
type Parts struct {
	Hours func(workspaceID string) terang.Text          // opening hours in words
	Full  func(workspaceID string) int                  // how many may wait for each agent who is there; nil or 0 is [DefaultFull]
	Reach func(workspaceID string) []terang.PromiseKind // ways beside the conversation in which contacts are reached; nil is by call and by mail
	Warn  func(p terang.Promise)                        // told when a promise is due soon, for the consoles; nil tells nobody
}

// Desk is the room of the agents of all workspaces.
type Desk struct {
	delivery *delivery.Delivery
	store    *store.DB
	accounts *Accounts
	clock    terang.Clock
	parts    Parts
	ledger   ledger

	mu       sync.Mutex
	presence map[string]*presence // by agent id
	queues   map[string]*queue    // by workspace
}

type presence struct {
	workspaceID string
	online      bool
	streams     int
	goneAt      time.Time
}

// New makes a Desk and reads presence and queue from the store. What was promised is looked after by [Desk.Run].
func New(ctx context.Context, d *delivery.Delivery, accounts *Accounts, parts Parts) (*Desk, error) {
	k := &Desk{
		delivery: d, store: d.Store, accounts: accounts, clock: d.Clock, parts: parts, ledger: ledger{wake: make(chan struct{}, 1)},
		presence: make(map[string]*presence), queues: make(map[string]*queue),
	}
	agents, err := store.Agents(ctx, d.Store, "")
	if err != nil {
		return nil, fmt.Errorf("desk: agents: %w", err)
	}
	for _, a := range agents {
		k.presence[a.ID] = &presence{workspaceID: a.WorkspaceID, online: a.Presence == Online}
	}
	queued, err := store.QueuedConversations(ctx, d.Store)
	if err != nil {
		return nil, fmt.Errorf("desk: queue: %w", err)
	}
	for ws, waiting := range queued {
		k.queueOf(ws).since = waiting
	}
	return k, k.seed(ctx)
}

// The states of presence that an agent chooses.
const (
	Online = "online"
	Away   = "away"
)

// Watch keeps the desk's picture of the queue true, and of how fast it moves; it is called for each event.
func (k *Desk) Watch(e *terang.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := &e.Conversation
	q := k.queueOf(c.WorkspaceID)
	if c.Holder == terang.HolderQueue && c.Status == terang.Open {
		q.join(c.ID, c.WaitingSince, e.At)
		return
	}
	if q.leave(c.ID) && c.Holder == terang.HolderAgent {
		q.pace.moved(e.At, k.online(c.WorkspaceID))
	}
}

func (k *Desk) queueOf(workspaceID string) *queue {
	q := k.queues[workspaceID]
	if q == nil {
		q = &queue{since: make(map[string]time.Time)}
		k.queues[workspaceID] = q
	}
	return q
}

// Availability says how many agents are there and how many conversations wait.
func (k *Desk) Availability(workspaceID string) engine.Desk {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.availability(workspaceID)
}

func (k *Desk) availability(workspaceID string) engine.Desk {
	d := engine.Desk{Online: k.online(workspaceID), Queue: len(k.queueOf(workspaceID).since), Hours: k.parts.Hours(workspaceID)}
	limit := 0
	if k.parts.Full != nil {
		limit = k.parts.Full(workspaceID)
	}
	if limit <= 0 {
		limit = DefaultFull
	}
	d.Full = d.Online > 0 && d.Queue >= limit*d.Online
	return d
}

// online counts the agents who are there.
func (k *Desk) online(workspaceID string) int {
	now, n := k.clock(), 0
	for _, p := range k.presence {
		if p.workspaceID == workspaceID && p.there(now) {
			n++
		}
	}
	return n
}

// Situation says what a conversation that waits, or would wait from now on, can expect.
func (k *Desk) Situation(c *terang.Conversation) engine.Desk {
	k.mu.Lock()
	defer k.mu.Unlock()
	d, q := k.availability(c.WorkspaceID), k.queueOf(c.WorkspaceID)
	d.Place = q.place(c.ID)
	place := d.Place
	if place == 0 {
		place = d.Queue + 1
	}
	d.Wait = q.pace.wait(place, d.Online, k.clock(), q.head())
	return d
}

// Waits is whether anybody is there, and how long those at the first n places of a queue are expected to wait, in order.
func (k *Desk) Waits(workspaceID string, n int) (bool, []engine.Wait) {
	k.mu.Lock()
	defer k.mu.Unlock()
	q, online, now := k.queueOf(workspaceID), k.online(workspaceID), k.clock()
	first := q.head()
	out := make([]engine.Wait, n)
	for i := range out {
		out[i] = q.pace.wait(i+1, online, now, first)
	}
	return online > 0, out
}

// Reach are the ways in which whoever waits may ask to be reached instead.
func (k *Desk) Reach(workspaceID string) []terang.PromiseKind {
	if k.parts.Reach == nil {
		return []terang.PromiseKind{terang.PromiseCall, terang.PromiseWrite}
	}
	return k.parts.Reach(workspaceID)
}

func (p *presence) there(now time.Time) bool {
	return p.online && (p.streams > 0 || now.Sub(p.goneAt) < vanishAfter && !p.goneAt.IsZero())
}

// Connect counts a console of the agent that is open; the returned function counts it out.
func (k *Desk) Connect(workspaceID, agentID string) (leave func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.of(workspaceID, agentID)
	p.streams++
	var once sync.Once
	return func() {
		once.Do(func() {
			k.mu.Lock()
			defer k.mu.Unlock()
			p.streams--
			p.goneAt = k.clock()
		})
	}
}

func (k *Desk) of(workspaceID, agentID string) *presence {
	p := k.presence[agentID]
	if p == nil {
		p = &presence{workspaceID: workspaceID}
		k.presence[agentID] = p
	}
	return p
}

// Presence returns whether the agent is shown as online: chosen, and with a console open.
func (k *Desk) Presence(agentID string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.presence[agentID]; p != nil && p.there(k.clock()) {
		return Online
	}
	return Away
}

// SetPresence records what the agent chose.
func (k *Desk) SetPresence(ctx context.Context, a store.Agent, to string) error {
	if to != Online && to != Away {
		return terang.Fail(terang.Invalid, "presence_unknown")
	}
	a.Presence = to
	if err := k.store.Write(ctx, func(tx *store.Tx) error { return store.UpdateAgent(tx, a) }); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.of(a.WorkspaceID, a.ID).online = to == Online
	return nil
}

// Place returns the place (from 1) of a waiting conversation, whether anybody is there, and how long it is expected to wait.
func (k *Desk) Place(ctx context.Context, c terang.Conversation) (place int, online bool, wait engine.Wait, err error) {
	place, err = store.QueuePlace(ctx, k.store, c.WorkspaceID, store.Millis(c.WaitingSince))
	if err != nil {
		return 0, false, engine.Wait{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	n, q := k.online(c.WorkspaceID), k.queueOf(c.WorkspaceID)
	return place, n > 0, q.pace.wait(place, n, k.clock(), q.head()), nil
}
