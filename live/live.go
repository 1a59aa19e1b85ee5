// Package live pushes what happened to browsers. A [Broker] hands each published [Event] to the subscribers of
// its topic, in order, in this process; it stores nothing but a short ring of each ring topic's last events, and
// never reads the store. A subscriber that was away fills its gap from the store (by position) or, on a ring
// topic, from the ring; where neither has it, it learns so and loads anew.
//
// The way in is [New], [Broker.Subscribe] and [Broker.Publish].
package live

import (
	"hash/maphash"
	"strconv"
	"sync"

	"terang"
)

// Limits of the broker.
const (
	shards   = 64  // locks, so that conversations do not wait for each other
	ringSize = 512 // last events that a ring topic remembers
)

// Event is one server-sent event, formatted once for all its subscribers.
type Event struct {
	Seq   int64  // position in its topic; 0 where it has none (typing)
	Frame []byte // the whole frame, "event: …\nid: …\ndata: …\n\n"
	More  bool   // another event follows at once: whoever writes may wait for it and write both together

	// About is the conversation that the event tells of, nil for none; Veiled is the frame for those who may not read that one.
	About  *terang.Conversation
	Veiled []byte
}

// Frame formats a server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html). data
// must hold no line break; JSON never does. An id of 0 is left out.
func Frame(name string, id int64, data []byte) []byte {
	b := make([]byte, 0, len(name)+len(data)+48)
	b = append(b, "event: "...)
	b = append(b, name...)
	if id > 0 {
		b = append(b, "\nid: "...)
		b = strconv.AppendInt(b, id, 10)
	}
	b = append(b, "\ndata: "...)
	b = append(b, data...)
	return append(b, "\n\n"...)
}

// ConversationTopic is where a contact's browsers listen.
func ConversationTopic(id string) string { return "c:" + id }

// WorkspaceTopic is where the consoles of a workspace listen. It is a ring topic.
func WorkspaceTopic(id string) string { return "w:" + id }

// AgentTopic is where the consoles of one agent listen for what concerns nobody else.
func AgentTopic(id string) string { return "a:" + id }

// Broker is the switchboard of one process.
type Broker struct {
	seed   maphash.Seed
	shards [shards]shard
	epoch  int64
}

type shard struct {
	mu     sync.Mutex
	topics map[string]*topic
}

type topic struct {
	subs map[*Subscription]struct{}
	ring []Event // only on ring topics
	seq  int64
}

// Subscription is one listener. Its function is called in order, under the topic's lock: it must not block and
// must not call the broker.
type Subscription struct {
	broker *Broker
	topic  string
	fn     func(Event)
}

// New makes a broker. epoch (the start time in milliseconds) begins the positions of ring topics, so that a
// position from before a restart is never mistaken for one of now.
func New(epoch int64) *Broker {
	b := &Broker{seed: maphash.MakeSeed(), epoch: epoch}
	for i := range b.shards {
		b.shards[i].topics = make(map[string]*topic)
	}
	return b
}

func (b *Broker) shard(name string) *shard {
	return &b.shards[maphash.String(b.seed, name)%shards]
}

// Subscribe calls fn for each event of the topic from now on.
func (b *Broker) Subscribe(name string, fn func(Event)) *Subscription {
	s := &Subscription{broker: b, topic: name, fn: fn}
	sh := b.shard(name)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	t := sh.topics[name]
	if t == nil {
		t = &topic{seq: b.epoch}
		sh.topics[name] = t
	}
	if t.subs == nil {
		t.subs = make(map[*Subscription]struct{}, 1)
	}
	t.subs[s] = struct{}{}
	return s
}

// Resume subscribes to a ring topic and first hands over what came after the given position. ok is false where
// the ring no longer reaches back that far: then nothing is replayed, and the listener must load anew.
func (b *Broker) Resume(name string, after int64, fn func(Event)) (s *Subscription, ok bool) {
	s = b.Subscribe(name, func(Event) {})
	sh := b.shard(name)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	t := sh.topics[name]
	s.fn = fn
	if after == t.seq {
		return s, true
	}
	if after > t.seq || len(t.ring) == 0 || t.ring[0].Seq > after+1 {
		return s, false
	}
	for _, e := range t.ring {
		if e.Seq > after {
			fn(e)
		}
	}
	return s, true
}

// Position returns the last position of a ring topic.
func (b *Broker) Position(name string) int64 {
	sh := b.shard(name)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if t := sh.topics[name]; t != nil {
		return t.seq
	}
	return b.epoch
}

// Close ends the subscription; its function is not called any more once Close has returned.
func (s *Subscription) Close() {
	sh := s.broker.shard(s.topic)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	t := sh.topics[s.topic]
	if t == nil {
		return
	}
	delete(t.subs, s)
	if len(t.subs) == 0 && t.ring == nil {
		delete(sh.topics, s.topic)
	}
}

// Listened reports whether anybody listens to the topic, or it is a ring topic that remembers.
func (b *Broker) Listened(name string) bool {
	sh := b.shard(name)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	t := sh.topics[name]
	return t != nil && (len(t.subs) > 0 || t.ring != nil)
}

// Publish hands an event to all who listen to the topic.
func (b *Broker) Publish(name string, e Event) {
	sh := b.shard(name)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if t := sh.topics[name]; t != nil {
		for s := range t.subs {
			s.fn(e)
		}
	}
}

// PublishRing gives the event the next position of a ring topic, remembers it, and hands it on.
func (b *Broker) PublishRing(name, event string, data []byte) {
	b.publishRing(name, event, data, nil, nil)
}

// PublishAbout is PublishRing for what tells of a conversation. Those who may not read it get veiled instead, or, where that is
// nil, nothing but the position.
func (b *Broker) PublishAbout(name, event string, data, veiled []byte, about *terang.Conversation) {
	b.publishRing(name, event, data, veiled, about)
}

func (b *Broker) publishRing(name, event string, data, veiled []byte, about *terang.Conversation) {
	sh := b.shard(name)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	t := sh.topics[name]
	if t == nil {
		return // nobody has listened since the start: there is nothing to resume
	}
	t.seq++
	e := Event{Seq: t.seq, Frame: Frame(event, t.seq, data), About: about}
	switch {
	case about == nil:
	case veiled == nil:
		e.Veiled = strconv.AppendInt([]byte("id: "), t.seq, 10)
		e.Veiled = append(e.Veiled, "\n\n"...)
	default:
		e.Veiled = Frame(event, t.seq, veiled)
	}
	if len(t.ring) == ringSize {
		t.ring = append(t.ring[:0:0], t.ring[ringSize/2:]...)
	}
	t.ring = append(t.ring, e)
	for s := range t.subs {
		s.fn(e)
	}
}
