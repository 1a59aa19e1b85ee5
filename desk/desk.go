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

// Parts are what a Desk is told of the brands. Only Hours is needed.
type Parts struct {
	Hours  func(workspaceID string) terang.Text          // opening hours in words
	Full   func(workspaceID string) int                  // how many may wait for each agent who is there; nil or 0 is [DefaultFull]
	Reach  func(workspaceID string) []terang.PromiseKind // ways beside the conversation in which contacts are reached; nil is by call and by mail
	Warn   func(p terang.Promise)                        // told when a promise is due soon, for the consoles; nil tells nobody
	Speaks func(r store.Role) bool                       // whether agents of a role answer contacts; nil is that all do
	// Opens is when the desk is open at or after a time; zero where it states no hours. Nil is a desk that is always open.
	Opens func(workspaceID string, at time.Time) time.Time
	// Opened is told the hours that a workspace set, nil for those of its file, before they hold here; nil tells nobody. It must not
	// call the desk.
	Opened func(workspaceID string, hours *engine.SetHours)
	// Offered is told when a conversation rings at an agent, and how that ended; nil tells nobody. It must not call the desk.
	Offered func(o Offer, what string)
	// Came is told when an agent's presence changes by itself, with the end of a wrap-up; nil tells nobody. It must not call the
	// desk.
	Came func(workspaceID, agentID, presence string, until time.Time)
	Undo time.Duration // for how long agents can take a reply back, where they chose nothing else; 0 is not at all
	// Left is told what happened to a reply that was not sent at once; nil tells nobody. It must not call the desk.
	Left func(o store.Outgoing, what string)
}

// Desk is the room of the agents of all workspaces.
type Desk struct {
	delivery *delivery.Delivery
	store    *store.DB
	accounts *Accounts
	clock    terang.Clock
	parts    Parts
	shelf    *shelf
	pruned   time.Time // when what was taken back was last forgotten; the loop over replies alone looks at it

	// Loops over what is due: see [Desk.Run].
	promised *loop // promises
	putAside *loop // what is put off
	leaves   *loop // replies that can no longer be taken back
	waits    *loop // conversations that are given out

	mu       sync.Mutex
	latest   latest
	presence map[string]*presence // by agent id
	queues   map[string]*queue    // by workspace
	floors   map[string]*floor    // by workspace
	profiles map[string]*Profile  // by agent id
	held     map[string]holding   // by conversation
	woken    map[string]holding   // of them, those whose contact wrote while they were put off and their agent was not there
}

// New makes a Desk and reads presence and queue from the store. What was promised is looked after by [Desk.Run].
func New(ctx context.Context, d *delivery.Delivery, accounts *Accounts, parts Parts) (*Desk, error) {
	k := &Desk{
		delivery: d, store: d.Store, accounts: accounts, clock: d.Clock, parts: parts,
		shelf: newShelf(), promised: newLoop(), putAside: newLoop(), leaves: newLoop(), waits: newLoop(),
		presence: make(map[string]*presence), queues: make(map[string]*queue), floors: make(map[string]*floor),
		profiles: make(map[string]*Profile), held: make(map[string]holding), woken: make(map[string]holding),
	}
	agents, err := store.Agents(ctx, d.Store, "")
	if err != nil {
		return nil, fmt.Errorf("desk: agents: %w", err)
	}
	for _, a := range agents {
		p := &presence{workspaceID: a.WorkspaceID, online: a.Presence == Online, gone: !k.answers(a)}
		if p.online {
			p.lostAt = k.clock() // until their consoles come back
		}
		k.presence[a.ID] = p
	}
	if err := k.loadSettings(ctx); err != nil {
		return nil, err
	}
	if err := k.loadReading(ctx); err != nil {
		return nil, err
	}
	open, err := store.OpenWithPeople(ctx, d.Store)
	if err != nil {
		return nil, fmt.Errorf("desk: open conversations: %w", err)
	}
	for i := range open {
		k.follow(&open[i], open[i].LastAt)
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

// Watch keeps the desk's picture of the queue true, and of how fast it moves; it is called for each event, in whatever order they come.
func (k *Desk) Watch(e *terang.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := &e.Conversation
	if k.latest.overtaken(c) {
		return
	}
	k.wakes(e)
	k.follow(c, e.At)
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
	if n := k.pushed(c.WorkspaceID, c.ID); n > 0 {
		d.Place = n
	}
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

// Place returns the place (from 1) of a waiting conversation, whether anybody is there, and how long it is expected to wait.
func (k *Desk) Place(ctx context.Context, c terang.Conversation) (place int, online bool, wait engine.Wait, err error) {
	place, err = store.QueuePlace(ctx, k.store, c.WorkspaceID, store.Millis(c.WaitingSince))
	if err != nil {
		return 0, false, engine.Wait{}, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if n := k.pushed(c.WorkspaceID, c.ID); n > 0 {
		place = n
	}
	n, q := k.online(c.WorkspaceID), k.queueOf(c.WorkspaceID)
	return place, n > 0, q.pace.wait(place, n, k.clock(), q.head()), nil
}

// pushed is the place (from 1) of a conversation where the desk gives out and knows it, else 0.
func (k *Desk) pushed(workspaceID, conversationID string) int {
	if f := k.floorOf(workspaceID); f.setting.Mode == Push {
		return f.board.Place(conversationID)
	}
	return 0
}
