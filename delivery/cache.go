package delivery

import (
	"slices"
	"sync"

	"terang"
	"terang/store"
)

// maxCached is how many conversations are remembered; each is a few kilobytes.
const maxCached = 2048

// cache remembers conversations as this process last wrote them, so that a customer's next message needs no read. It is
// only ever a guess: what is written on it is written on condition that the row still has that version and position.
type cache struct {
	mu sync.Mutex
	m  map[string]snapshot
}

type snapshot struct {
	conversation terang.Conversation
	contact      terang.Contact
	recent       recent
}

// recent are the external ids of the last inbound messages. A message that is sent again is mostly one of these, and is
// then known before anything is written: undoing a write would make the whole shared transaction run again.
type recent [8]string

func (r *recent) has(id string) bool { return slices.Contains(r[:], id) }

func (r *recent) add(id string) {
	copy(r[1:], r[:])
	r[0] = id
}

func (c *cache) get(workspaceID, id string) (snapshot, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.m[id]
	return s, ok && s.conversation.WorkspaceID == workspaceID
}

func (c *cache) put(s snapshot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.m) >= maxCached {
		for id := range c.m { // any will do: who is missed costs one read
			delete(c.m, id)
			break
		}
	}
	c.m[s.conversation.ID] = s
}

// pendingKey names what the callers of one shared transaction have written so far.
const pendingKey = "delivery"

type pending struct {
	cache *cache
	wrote map[string]snapshot
}

// Committed implements store.Committed: the next transaction begins with what this one wrote.
func (p *pending) Committed() {
	for _, s := range p.wrote {
		p.cache.put(s)
	}
}

// ahead looks first at what earlier callers of the same transaction wrote, which nobody else sees yet.
func (c *cache) ahead(tx *store.Tx, workspaceID, id string) (snapshot, bool) {
	if p, ok := tx.Peek(pendingKey).(*pending); ok {
		if s, ok := p.wrote[id]; ok {
			return s, s.conversation.WorkspaceID == workspaceID
		}
	}
	return c.get(workspaceID, id)
}

// written tells later callers of the same transaction, and once it is durable those of the next.
func (c *cache) written(tx *store.Tx, s snapshot) {
	p := tx.OnCommit(pendingKey, func() any {
		return &pending{cache: c, wrote: make(map[string]snapshot)}
	}, func(*store.Tx, any) error { return nil }).(*pending)
	p.wrote[s.conversation.ID] = s
}

func (c *cache) drop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, id)
}

func (c *cache) dropContact(contactID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, s := range c.m {
		if s.conversation.ContactID == contactID {
			delete(c.m, id)
		}
	}
}
