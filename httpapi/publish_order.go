package httpapi

import (
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"terang"
)

// Limits of putting events in order.
const (
	laneShards = 64
	maxLanes   = 1024            // conversations that a shard remembers; twice as many at most
	maxHeld    = 64              // events of one conversation that wait for an earlier one
	heldTime   = 2 * time.Second // then they are told anyway; clients see the gap and ask
	// What a contact wrote is told together with the answer that is about to follow, in one frame, unless
	// that takes longer than this: half the writes on the wire, and nobody waits for their own words.
	lazyTime = 25 * time.Millisecond
)

// lanes put each conversation's events in order. Changes are durable in order, but they are announced by
// whoever made them: the answer may be announced before the question that it follows. A stream that was told
// the later one first would leave the earlier one out as old.
type lanes struct {
	seed   maphash.Seed
	shards [laneShards]laneShard
}

// laneShard is a part of the lanes. Its memory is bounded by forgetting the older of two generations.
type laneShard struct {
	mu       sync.Mutex
	now, old map[string]*lane
}

// lane is how far a conversation's events were told.
type lane struct {
	seq, version int64
	held         []*terang.Event // wait for an earlier one
	ready        []told          // wait for the answer that is about to follow
	late, soon   *time.Timer     // end the two waits
}

// told is an event in its turn. Fresh says that nothing later was told: only then does its state hold.
type told struct {
	*terang.Event
	fresh bool
}

// teller is given events in order, one call at a time for a conversation.
type teller func(batch []told)

func newLanes() *lanes {
	l := &lanes{seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].now = map[string]*lane{}
	}
	return l
}

func (l *lanes) shard(id string) *laneShard { return &l.shards[maphash.String(l.seed, id)%laneShards] }

func (s *laneShard) get(id string) *lane {
	if ln := s.now[id]; ln != nil {
		return ln
	}
	if ln := s.old[id]; ln != nil {
		s.put(id, ln)
		return ln
	}
	return nil
}

func (s *laneShard) put(id string, ln *lane) {
	if len(s.now) >= maxLanes {
		s.old, s.now = s.now, make(map[string]*lane, maxLanes)
	}
	s.now[id] = ln
}

// begins is the position before the event's first message.
func begins(e *terang.Event) int64 { return e.Conversation.Seq - int64(len(e.Messages)) }

// know makes a lane from a conversation as it was just read, where there is none: all that is announced from
// now on either was in what was read or follows it.
func (l *lanes) know(c *terang.Conversation) {
	s := l.shard(c.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.get(c.ID) == nil {
		s.put(c.ID, &lane{seq: c.Seq, version: c.Version})
	}
}

// lazy reports whether an event may wait for the next: the contact wrote, and the assistant will answer.
func lazy(e *terang.Event) bool {
	return e.Conversation.TurnDue && e.Conversation.Holder == terang.HolderAssistant && len(e.Kinds) == 1 && e.Kinds[0] == terang.EventMessage
}

// pass calls tell for the event and those that waited for it.
func (l *lanes) pass(e *terang.Event, tell teller) {
	s := l.shard(e.Conversation.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	ln := s.get(e.Conversation.ID)
	if ln == nil {
		ln = &lane{seq: begins(e), version: e.Conversation.Version}
		s.put(e.Conversation.ID, ln)
	}
	if begins(e) > ln.seq && len(ln.held) < maxHeld {
		ln.held = append(ln.held, e)
		if ln.late == nil {
			ln.late = s.after(heldTime, func() {
				ln.late = nil
				ln.release(true)
				ln.flush(tell)
			})
		}
		return
	}
	ln.take(e)
	ln.release(false)
	if lazy(ln.ready[len(ln.ready)-1].Event) && len(ln.ready) < maxHeld {
		if ln.soon == nil {
			ln.soon = s.after(lazyTime, func() {
				ln.soon = nil
				ln.flush(tell)
			})
		}
		return
	}
	ln.flush(tell)
}

func (s *laneShard) after(d time.Duration, do func()) *time.Timer {
	return time.AfterFunc(d, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		do()
	})
}

func (ln *lane) take(e *terang.Event) {
	c := &e.Conversation
	fresh := c.Seq > ln.seq || c.Seq == ln.seq && c.Version >= ln.version
	if fresh {
		ln.seq, ln.version = c.Seq, c.Version
	}
	ln.ready = append(ln.ready, told{e, fresh})
}

// release takes what no longer has to wait for an earlier one, or everything.
func (ln *lane) release(all bool) {
	if len(ln.held) == 0 {
		return
	}
	slices.SortStableFunc(ln.held, func(a, b *terang.Event) int {
		if d := begins(a) - begins(b); d != 0 {
			return int(d)
		}
		return int(a.Conversation.Version - b.Conversation.Version)
	})
	n := 0
	for n < len(ln.held) && (all || begins(ln.held[n]) <= ln.seq) {
		ln.take(ln.held[n])
		n++
	}
	ln.held = slices.Delete(ln.held, 0, n)
	if len(ln.held) == 0 {
		ln.held = nil
		ln.late = stopped(ln.late)
	}
}

// flush tells what is ready. A timer that was stopped too late finds nothing to tell.
func (ln *lane) flush(tell teller) {
	ln.soon = stopped(ln.soon)
	if len(ln.ready) > 0 {
		tell(ln.ready)
		ln.ready = nil
	}
}

func stopped(t *time.Timer) *time.Timer {
	if t != nil {
		t.Stop()
	}
	return nil
}
