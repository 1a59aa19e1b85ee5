// Package notify tells agents what needs them while they do not look at the console: somebody waits, their contact wrote, a
// promise is due, a colleague named them. It pushes to their browsers (Web Push: RFC 8030, 8291, 8292) with keys of the
// installation's own.
//
// What is to be told is queued in the transaction that caused it, so that none is lost; whom it concerns and whether it still
// does is decided when its turn comes. Nobody's turn waits for it. It never says a contact's words unless the agent wants them
// shown, never calls an address that is not a push service's, and never pushes to a browser whose session is over.
//
// A push, as the browser reads it:
//
//	{"key":"reply:cnv_…:12","tag":"cnv_…","kind":"reply","conversation":"cnv_…","title":"Balasan baru","body":"Budi","lang":"id"}
//
// The key names the occasion: a console that is open makes the same one, and what was shown under a key is not shown again.
//
// The way in is [New], [Service.Record] (inside a transaction), [Service.Subscribe] and [Service.Run].
package notify

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"terang"
	"terang/action"
	"terang/queue"
	"terang/store"
	"terang/webpush"
)

// The kinds of jobs in the queue.
const (
	jobTell = "notify"      // who is concerned?
	jobPush = "notify_push" // one browser
)

// Limits.
const (
	tellAttempts = 8
	pushAttempts = 8
	firstWait    = 5 * time.Second
	longestWait  = 10 * time.Minute
	refreshAfter = 10 * time.Second // how old a node's picture of who is subscribed may be where several share a store
	maxPending   = 256              // occasions from outside of a transaction that wait to be queued
	lookingFor   = 100 * time.Second
	maxPages     = 32 // of one agent, that say that they are looked at
)

// Sealer hides the private key from whoever has the data alone.
type Sealer interface {
	Seal(secret []byte, about ...string) ([]byte, error)
	Unseal(sealed []byte, about ...string) (secret []byte, current bool, err error)
}

// Options are what a Service is given. All are needed unless they say otherwise.
type Options struct {
	Clock    terang.Clock
	IDs      terang.IDs
	Log      *slog.Logger
	Sealer   Sealer
	Subject  string                        // how the push services' operators reach the installation: mailto: or https:
	Hosts    []string                      // "host:port" of other push services, which may be private; nil for none
	Speaks   func(store.Role) bool         // whether a role speaks with contacts
	Attended func(workspaceID string) bool // whether the desk gives out by itself and somebody is there; nil for never
	// Connected reports whether a console of the agent is open; nil for always. Without one nobody looks, whatever a page that
	// is gone has said.
	Connected func(agentID string) bool
	// Reads reports whether an agent may read a conversation without giving a reason; nil for always. Without it a push says with
	// whom it is, and not what they wrote.
	Reads    func(ctx context.Context, a store.Agent, c *terang.Conversation) (bool, error)
	Resolver action.Resolver // nil: the system's
	Timeout  time.Duration   // of one call; zero for 10 s
}

// Service keeps the browsers and pushes to them.
type Service struct {
	db      *store.DB
	queue   *queue.Queue
	opt     Options
	pending chan notice

	mu         sync.Mutex
	keys       *webpush.Keys
	subscribed map[string]map[string]bool // by workspace: agents with a browser
	loaded     time.Time
	looking    map[string]map[string]time.Time // by agent, by page: until when it counts as looked at
	ways       map[string]http.RoundTripper    // by host
}

// New makes the service, reads who is subscribed, and registers its handlers with the queue.
func New(ctx context.Context, db *store.DB, q *queue.Queue, opt Options) (*Service, error) {
	if opt.Timeout == 0 {
		opt.Timeout = 10 * time.Second
	}
	s := &Service{db: db, queue: q, opt: opt, pending: make(chan notice, maxPending), looking: map[string]map[string]time.Time{}, ways: map[string]http.RoundTripper{}}
	if err := s.reload(ctx, db); err != nil {
		return nil, err
	}
	q.Handle(jobTell, queue.Handler{Do: s.tell, Timeout: opt.Timeout, MaxAttempts: tellAttempts, FirstWait: firstWait, MaxWait: longestWait})
	q.Handle(jobPush, queue.Handler{Do: s.push, Timeout: opt.Timeout + 5*time.Second, MaxAttempts: pushAttempts, FirstWait: firstWait, MaxWait: longestWait})
	return s, nil
}

// Run queues what was noticed outside of any transaction, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-s.pending:
			err := s.db.Write(ctx, func(tx *store.Tx) error { return s.enqueue(tx, n) })
			if err != nil && ctx.Err() == nil {
				s.opt.Log.Warn("notification not queued", "kind", string(n.Kind), "error", err)
			}
		}
	}
}

func (s *Service) reload(ctx context.Context, q store.Querier) error {
	all, err := store.Subscriptions(ctx, q, "", "", s.opt.Clock())
	if err != nil {
		return fmt.Errorf("notify: load: %w", err)
	}
	by := map[string]map[string]bool{}
	for _, one := range all {
		if by[one.WorkspaceID] == nil {
			by[one.WorkspaceID] = map[string]bool{}
		}
		by[one.WorkspaceID][one.AgentID] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subscribed, s.loaded = by, s.opt.Clock()
	return nil
}

// concerned reports whether an agent has a browser to push to; agentID "" asks for anybody of the workspace. The answer may be
// a yes too many: whose session is over is found out when their turn comes.
func (s *Service) concerned(q store.Querier, workspaceID, agentID string) (bool, error) {
	s.mu.Lock()
	stale := s.db.Engine() == store.Postgres && s.opt.Clock().Sub(s.loaded) > refreshAfter
	s.mu.Unlock()
	if stale {
		if err := s.reload(context.Background(), q); err != nil {
			return false, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	here := s.subscribed[workspaceID]
	return here[agentID] || agentID == "" && len(here) > 0, nil
}

// Looking notes that a console of the agent's is looked at, or no longer. It has to be said again before a while has passed: a
// page that was closed by force says nothing.
func (s *Service) Looking(agentID, page string, on bool) {
	now := s.opt.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	pages := s.looking[agentID]
	for id, until := range pages {
		if !until.After(now) {
			delete(pages, id)
		}
	}
	switch {
	case !on:
		delete(pages, page)
	case pages == nil:
		s.looking[agentID] = map[string]time.Time{page: now.Add(lookingFor)}
	case len(pages) < maxPages || !pages[page].IsZero():
		pages[page] = now.Add(lookingFor)
	}
	if len(s.looking[agentID]) == 0 {
		delete(s.looking, agentID)
	}
}

func (s *Service) looks(agentID string) bool {
	if s.opt.Connected != nil && !s.opt.Connected(agentID) {
		return false
	}
	now := s.opt.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, until := range s.looking[agentID] {
		if until.After(now) {
			return true
		}
	}
	return false
}
