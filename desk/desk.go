// Package desk is the room of the agents: who is there, which conversations wait for a person, and what a person does
// with one: claim, reply, note, hand back, release, resolve. It also keeps the agents' accounts.
//
// Every word of an agent goes out through delivery and its gate; the announcement that a person has taken over is
// stored with the claim, before the person's first word. The package never decides what the assistant says.
//
// The way in is [New].
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

// Desk is the room of the agents of all workspaces.
type Desk struct {
	delivery *delivery.Delivery
	store    *store.DB
	accounts *Accounts
	clock    terang.Clock
	hours    func(workspaceID string) terang.Text

	mu       sync.Mutex
	presence map[string]*presence           // by agent id
	queued   map[string]map[string]struct{} // workspace → conversations that wait
}

type presence struct {
	workspaceID string
	online      bool
	streams     int
	goneAt      time.Time
}

// New makes a Desk and reads presence and queue from the store. hours gives the text of a workspace's hours.
func New(ctx context.Context, d *delivery.Delivery, accounts *Accounts, hours func(workspaceID string) terang.Text) (*Desk, error) {
	k := &Desk{
		delivery: d, store: d.Store, accounts: accounts, clock: d.Clock, hours: hours,
		presence: make(map[string]*presence), queued: make(map[string]map[string]struct{}),
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
	for ws, ids := range queued {
		for _, id := range ids {
			k.watch(ws, id, true)
		}
	}
	return k, nil
}

// The states of presence that an agent chooses.
const (
	Online = "online"
	Away   = "away"
)

// Watch keeps the desk's picture of the queue true; it is called for each event.
func (k *Desk) Watch(e *terang.Event) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.watch(e.Conversation.WorkspaceID, e.Conversation.ID, e.Conversation.Holder == terang.HolderQueue && e.Conversation.Status == terang.Open)
}

func (k *Desk) watch(workspaceID, conversationID string, waits bool) {
	set := k.queued[workspaceID]
	if !waits {
		delete(set, conversationID)
		return
	}
	if set == nil {
		set = make(map[string]struct{})
		k.queued[workspaceID] = set
	}
	set[conversationID] = struct{}{}
}

// Availability says how many agents are there and how many conversations wait.
func (k *Desk) Availability(workspaceID string) engine.Desk {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.clock()
	n := 0
	for _, p := range k.presence {
		if p.workspaceID == workspaceID && p.there(now) {
			n++
		}
	}
	return engine.Desk{Online: n, Queue: len(k.queued[workspaceID]), Hours: k.hours(workspaceID)}
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

// Place returns the place (from 1) of a waiting conversation, and whether anybody is there.
func (k *Desk) Place(ctx context.Context, c terang.Conversation) (place int, online bool, err error) {
	place, err = store.QueuePlace(ctx, k.store, c.WorkspaceID, store.Millis(c.WaitingSince))
	return place, k.Availability(c.WorkspaceID).Online > 0, err
}
