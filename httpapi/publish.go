package httpapi

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"terang"
	"terang/desk"
	"terang/engine"
	"terang/live"
	"terang/store"
)

// Limits of publishing.
const (
	maxPlaces   = 200                   // waiting contacts who are told their place
	placesDelay = 20 * time.Millisecond // changes of a queue within this time are told together
	placesAgain = time.Minute           // then those who wait and listen are told again, though nothing moved
	lookupTime  = 5 * time.Second
)

// Publisher turns what happened into frames for the browsers that listen. It is told after the change is
// durable, never blocks, and renders nothing where nobody listens.
type Publisher struct {
	broker    *live.Broker
	db        *store.DB
	room      Room
	clock     terang.Clock
	threshold func(workspaceID string) int
	log       *slog.Logger
	lanes     *lanes
	again     time.Duration // after which places are told again

	mu      sync.Mutex
	pending map[string]bool // workspaces whose waiting contacts will be told their places
	refresh map[string]bool // and those that will be told again in a while, whatever happens
	wg      sync.WaitGroup
	closing chan struct{}
	once    sync.Once
}

// Room is the agents' room: whether anybody is there, how long those at the first n places are expected to wait, how else
// they may be reached, and what consoles are shown of whoever waits.
type Room interface {
	Waits(workspaceID string, n int) (online bool, waits []engine.Wait)
	Reach(workspaceID string) []terang.PromiseKind
	Clock(c *terang.Conversation) (desk.Clock, bool)
	Team(c *terang.Conversation) (desk.Team, bool)
}

// NewPublisher makes a Publisher.
func NewPublisher(broker *live.Broker, db *store.DB, room Room, threshold func(workspaceID string) int, clock terang.Clock, log *slog.Logger) *Publisher {
	return &Publisher{
		broker: broker, db: db, room: room, threshold: threshold, clock: clock, log: log, lanes: newLanes(), again: placesAgain, pending: map[string]bool{}, refresh: map[string]bool{}, closing: make(chan struct{}),
	}
}

// Close waits for what is being told, and gives up what was left for later.
func (p *Publisher) Close() {
	p.once.Do(func() { close(p.closing) })
	p.wg.Wait()
}

// Later does something after a while, unless the publisher is closed first.
func (p *Publisher) Later(d time.Duration, do func()) {
	p.wg.Go(func() {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			do()
		case <-p.closing:
		}
	})
}

// Announce tells a conversation's contact and the workspace's consoles about a change.
func (p *Publisher) Announce(e *terang.Event) {
	p.lanes.pass(e, p.tell)
	if slices.Contains(e.Kinds, terang.EventPromise) {
		p.promised(e)
	}
	for _, k := range e.Kinds {
		switch k {
		case terang.EventHandedOver, terang.EventClaimed, terang.EventHandedBack, terang.EventReleased, terang.EventResolved:
			p.queueChanged(e.Conversation.WorkspaceID)
			return
		case terang.EventPromise: // a broken one puts its conversation first
			if e.Conversation.Holder == terang.HolderQueue {
				p.queueChanged(e.Conversation.WorkspaceID)
				return
			}
		case terang.EventOpened, terang.EventRated, terang.EventChanged, terang.EventMessage:
		}
	}
}

func (p *Publisher) tell(batch []told) {
	p.toContact(batch)
	for _, e := range batch {
		p.toConsoles(e)
	}
}

// toContact sends the messages and then the last state. Each message is an event of its own, so that a stream
// that has some of them already takes the rest; together they are one write on the wire.
func (p *Publisher) toContact(batch []told) {
	topic := live.ConversationTopic(batch[0].Conversation.ID)
	if !p.broker.Listened(topic) {
		return
	}
	var out []live.Event
	var state *terang.Conversation
	for _, e := range batch {
		for i, m := range e.Messages {
			if m.Kind != terang.KindNote {
				out = append(out, live.Event{Seq: m.Seq, Frame: live.Frame("message", m.Seq, wire(store.StoredMessage{Message: m, Leaf: leafOf(e.Event, i)}))})
			}
		}
		if e.fresh {
			state = &e.Conversation
		}
	}
	switch {
	case state == nil:
	case state.Holder == terang.HolderQueue && state.Status == terang.Open:
		p.queueChanged(state.WorkspaceID) // the state comes with the place, which has to be counted
	default:
		out = append(out, live.Event{Frame: live.Frame("state", 0, mustJSON(stateOf(state, QueuePlace{})))})
	}
	for i, e := range out {
		e.More = i < len(out)-1
		p.broker.Publish(topic, e)
	}
}

// leafOf is the place of a new message's receipt in the log, -1 where it has none.
func leafOf(e *terang.Event, i int) int64 {
	if i < len(e.Leaves) {
		return e.Leaves[i]
	}
	return -1
}

// WorkspaceMessage is the data of a console's "message" event.
type WorkspaceMessage struct {
	ConversationID string      `json:"conversation_id"`
	Message        wireMessage `json:"message"`
}

func (p *Publisher) toConsoles(e told) {
	c := &e.Conversation
	topic := live.WorkspaceTopic(c.WorkspaceID)
	if unheard(c) || !p.broker.Listened(topic) {
		return
	}
	for i, m := range e.Messages {
		p.ring(c, "message", mustJSON(WorkspaceMessage{c.ID, inside(store.StoredMessage{Message: m, Leaf: leafOf(e.Event, i)})}), nil)
	}
	if !e.fresh {
		return
	}
	row := store.Listed{Conversation: *c, ContactName: e.Contact.Name, Verified: e.Contact.Verified()}
	now := conversationOf(row, p.threshold(c.WorkspaceID)).timed(p.room, c)
	data := mustJSON(now)
	now.veil()
	p.ring(c, "conversation", data, mustJSON(now))
}

// greeting is how many messages a conversation has in which nothing has happened yet.
const greeting = 1

// unheard reports whether a contact has only opened the chat: nothing was written and no person was called, so
// the conversation is in no list. Who calls a person without a word is in the queue.
func unheard(c *terang.Conversation) bool {
	return c.LastInbound == 0 && c.Seq <= greeting && c.Holder == terang.HolderAssistant
}

// TypingEvent is the data of a "typing" event.
type TypingEvent struct {
	ConversationID string `json:"conversation_id,omitempty"`
	Author         string `json:"author"`
	On             bool   `json:"on"`
}

// Typing tells the contact that the other side is writing. It has no position and is forgotten at once.
func (p *Publisher) Typing(_, conversationID string, kind terang.AuthorKind, on bool) {
	topic := live.ConversationTopic(conversationID)
	if p.broker.Listened(topic) {
		p.broker.Publish(topic, live.Event{Frame: live.Frame("typing", 0, mustJSON(TypingEvent{Author: string(kind), On: on}))})
	}
}

// ContactTyping tells the consoles that the contact is writing.
func (p *Publisher) ContactTyping(workspaceID, conversationID string, on bool) {
	topic := live.WorkspaceTopic(workspaceID)
	if p.broker.Listened(topic) {
		p.broker.Publish(topic, live.Event{Frame: live.Frame("typing", 0, mustJSON(TypingEvent{conversationID, string(terang.KindContact), on}))})
	}
}

// PresenceEvent is the data of a "presence" event.
type PresenceEvent struct {
	AgentID   string     `json:"agent_id"`
	Presence  string     `json:"presence"`
	WrapUntil *time.Time `json:"wrap_until" doc:"When a wrap-up ends, else null."`
}

// Presence tells the consoles, and those who wait, that an agent came or went; until is the end of a wrap-up.
func (p *Publisher) Presence(workspaceID, agentID, presence string, until time.Time) {
	p.broker.PublishRing(live.WorkspaceTopic(workspaceID), "presence", mustJSON(PresenceEvent{agentID, presence, optional(until)}))
	p.queueChanged(workspaceID)
}

// queueChanged tells all who wait in a workspace their places, soon: changes that come together are told
// once.
func (p *Publisher) queueChanged(workspaceID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pending[workspaceID] {
		return
	}
	p.pending[workspaceID] = true
	p.wg.Go(func() {
		time.Sleep(placesDelay)
		p.mu.Lock()
		delete(p.pending, workspaceID)
		p.mu.Unlock()
		p.tellPlaces(workspaceID)
	})
}

func (p *Publisher) tellPlaces(workspaceID string) {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	waiting, err := store.ListConversations(ctx, p.db, store.ListQuery{WorkspaceID: workspaceID, View: store.ViewQueue, Limit: maxPlaces})
	if err != nil {
		p.log.Error("places in the queue not told", "workspace", workspaceID, "error", err)
		return
	}
	heard, now := false, p.clock()
	online, waits := p.room.Waits(workspaceID, len(waiting))
	reach := p.room.Reach(workspaceID)
	for i, l := range waiting {
		topic := live.ConversationTopic(l.Conversation.ID)
		if p.broker.Listened(topic) {
			frame := live.Frame("state", 0, mustJSON(stateOf(&l.Conversation, placeOf(i+1, online, waits[i], reach, now))))
			p.broker.Publish(topic, live.Event{Frame: frame})
			heard = true
		}
	}
	if heard {
		p.refreshPlaces(workspaceID)
	}
}

// refreshPlaces tells the places of a workspace again in a while. It ends by itself once nobody waits and listens.
func (p *Publisher) refreshPlaces(workspaceID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refresh[workspaceID] {
		return
	}
	p.refresh[workspaceID] = true
	p.Later(p.again, func() {
		p.mu.Lock()
		delete(p.refresh, workspaceID)
		p.mu.Unlock()
		p.tellPlaces(workspaceID)
	})
}

// PromiseEvent is the data of a console's "promise" event: what stands in a conversation's ledger now, and why it is told.
type PromiseEvent struct {
	ConversationID string     `json:"conversation_id"`
	Contact        ContactRef `json:"contact"`
	What           string     `json:"what" enum:"changed,due_soon,broken"`
	Promises       []Promise  `json:"promises"`
}

// promised tells the consoles that a conversation's promises changed.
func (p *Publisher) promised(e *terang.Event) {
	what, c := "changed", &e.Conversation
	for _, one := range c.Promises {
		if one.Owed() && one.BrokenAt.Equal(e.At) {
			what = "broken"
		}
	}
	p.promise(c, PromiseEvent{c.ID, ContactRef{c.ContactID, e.Contact.Name, e.Contact.Verified()}, what, promisesOf(c.Promises)})
}

// Warn tells the consoles that a promise is due soon.
func (p *Publisher) Warn(one terang.Promise) {
	if !p.broker.Listened(live.WorkspaceTopic(one.WorkspaceID)) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	c, err := store.Conversation(ctx, p.db, one.WorkspaceID, one.ConversationID)
	if err != nil {
		p.log.Error("promise not told", "conversation", one.ConversationID, "error", err)
		return
	}
	p.promise(&c, PromiseEvent{one.ConversationID, ContactRef{ID: one.ContactID}, "due_soon", []Promise{promiseOf(one)}})
}

// promise tells that there is a promise and when it is due to all, and what it says to those who may read the conversation.
func (p *Publisher) promise(c *terang.Conversation, e PromiseEvent) {
	if !p.broker.Listened(live.WorkspaceTopic(c.WorkspaceID)) {
		return
	}
	data := mustJSON(e)
	for i := range e.Promises {
		e.Promises[i].veil()
	}
	p.ring(c, "promise", data, mustJSON(e))
}
