// Package webhook tells a brand's own programs what happened in its conversations, in the form of Standard
// Webhooks (https://www.standardwebhooks.com): signed, retried, in order for each conversation. An event is
// queued in the transaction of what caused it, so that none is lost and none is invented; it is delivered at
// least once, with the same webhook-id on every try.
//
// It never calls private addresses unless the operator permits it, never follows a redirect, never keeps a
// text in the queue (a job holds ids; the body is formed when it is sent), and never shows a secret twice.
//
// A body:
//
//	{"type":"conversation.handed_over","timestamp":"2026-11-21T03:21:23Z",
//	 "data":{"conversation":{"id":"cnv_…","status":"open","holder":"queue","reason":"asked", …}}}
//
// The way in is [New], [Service.Record] (inside a transaction) and [Service.Create].
package webhook

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"terang"
	"terang/queue"
	"terang/store"
)

const testEvent terang.EventKind = "webhook.test"

// Events lists the events that an endpoint can ask for, in the order in which a conversation meets them.
func Events() []terang.EventKind {
	return []terang.EventKind{
		terang.EventOpened, terang.EventMessage, terang.EventHandedOver, terang.EventClaimed, terang.EventHandedBack,
		terang.EventReleased, terang.EventResolved, terang.EventRated, terang.EventPromise,
	}
}

// Limits of the service.
const (
	maxEndpoints = 20       // of a workspace
	maxURL       = 2048     // bytes
	maxAnswer    = 64 << 10 // bytes read of a subscriber's answer
	maxAttempts  = 20       // about two and a half days
	firstWait    = 5 * time.Second
	longestWait  = 6 * time.Hour
	refreshAfter = 30 * time.Second // where other nodes may change the endpoints
	secretBytes  = 32
)

// JobKind is the kind of the queue's jobs that deliver.
const JobKind = "webhook.deliver"

// Options are what the service is given.
type Options struct {
	Clock        terang.Clock  // required
	IDs          terang.IDs    // required
	Random       io.Reader     // required; makes secrets
	Log          *slog.Logger  // required
	Timeout      time.Duration // of one call
	GiveUp       time.Duration // an endpoint failing this long is switched off
	AllowPrivate bool          // permit private and loopback addresses, and plain http
}

// Service keeps the endpoints and delivers to them.
type Service struct {
	db     *store.DB
	queue  *queue.Queue
	opt    Options
	client *http.Client

	mu        sync.Mutex
	endpoints map[string][]Endpoint // by workspace, switched-off ones left out
	loaded    time.Time
}

// New makes the service, reads the endpoints, and registers its handler with the queue.
func New(ctx context.Context, db *store.DB, q *queue.Queue, opt Options) (*Service, error) {
	s := &Service{db: db, queue: q, opt: opt, client: newClient(opt)}
	if err := s.reload(ctx, db); err != nil {
		return nil, err
	}
	q.Handle(JobKind, queue.Handler{
		Do: s.deliver, Timeout: opt.Timeout + 5*time.Second, MaxAttempts: maxAttempts, FirstWait: firstWait, MaxWait: longestWait,
	})
	return s, nil
}

func (s *Service) reload(ctx context.Context, q store.Querier) error {
	all, err := activeEndpoints(ctx, q)
	if err != nil {
		return fmt.Errorf("webhook: load: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoints, s.loaded = all, s.opt.Clock()
	return nil
}

// subscribers returns the workspace's endpoints. On the embedded store they are known by heart; where several
// nodes share a store they are read again now and then.
func (s *Service) subscribers(tx *store.Tx, workspaceID string) ([]Endpoint, error) {
	s.mu.Lock()
	stale := s.db.Engine() == store.Postgres && s.opt.Clock().Sub(s.loaded) > refreshAfter
	s.mu.Unlock()
	if stale {
		if err := s.reload(context.Background(), tx.Reader()); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.endpoints[workspaceID], nil
}

// Record queues what happened for those who asked for it, in the transaction that caused it. Where nobody
// asked it costs no statement. Internal notes are never told.
func (s *Service) Record(tx *store.Tx, e *terang.Event) error {
	to, err := s.subscribers(tx, e.Conversation.WorkspaceID)
	if err != nil || len(to) == 0 {
		return err
	}
	var jobs []queue.Job
	for _, n := range notices(e) {
		for _, endpoint := range to {
			if !endpoint.Wants(n.Event) {
				continue
			}
			n.Endpoint = endpoint.ID
			payload, err := n.marshal()
			if err != nil {
				return err
			}
			jobs = append(jobs, queue.Job{WorkspaceID: e.Conversation.WorkspaceID, Kind: JobKind, Key: endpoint.ID + "/" + n.Conversation, Payload: payload})
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	if err := s.queue.Enqueue(tx, jobs...); err != nil {
		return fmt.Errorf("webhook: record: %w", err)
	}
	return nil
}

// notices unfolds an event: one for each kind, and for new messages one each.
func notices(e *terang.Event) []notice {
	var out []notice
	at := e.At.UTC()
	for _, kind := range e.Kinds {
		if kind != terang.EventMessage {
			out = append(out, notice{Event: kind, Conversation: e.Conversation.ID, At: at})
			continue
		}
		for _, m := range e.Messages {
			if m.Direction != terang.Internal {
				out = append(out, notice{Event: kind, Conversation: e.Conversation.ID, Message: m.ID, At: at})
			}
		}
	}
	return out
}
