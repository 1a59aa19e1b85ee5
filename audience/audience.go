// Package audience is all that begins by itself: playbooks that an event, a segment, a time or a hand starts, and runs that
// sleep until a time or an event wakes them.
//
// A start and a sleep are rows of one table (store.Run). One loop per node sleeps until the next row is due, takes due rows
// by lease, and hands each to the assistant as a turn; the turn's own commit ends the row or puts it to sleep again. So no
// effect of a step is done twice and no timer is lost, wherever a process dies. A run that sleeps is a row and nothing else:
// no goroutine, no memory, no polling.
//
// The package never says anything and never decides what may be said: the gate does, at the moment of sending. It only spares
// the gate what is known to be refused: without consent a run ends, at night it waits for the morning. It never starts a
// playbook that names no trigger for it.
//
// The way in is [New], [Service.Run], [Service.Event] and [Service.Start].
package audience

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"terang"
	"terang/engine"
	"terang/segment"
	"terang/store"
)

// Limits of the service.
const (
	maxRunning   = 1024             // turns of due runs at the same time on a node
	claimBatch   = 512              // due runs that are taken at once
	leaseTime    = 90 * time.Second // a turn's own limit and room for its commit
	turnTime     = 60 * time.Second
	sweepAlone   = 5 * time.Minute  // longest sleep on the embedded store: mends a clock that was set
	sweepShared  = 15 * time.Second // longest sleep where other nodes may have put runs to sleep
	storeRetry   = 2 * time.Second  // wait after the store refused
	maxTries     = 6                // failures of one run
	firstRetry   = 2 * time.Second  // after the first failure, then doubling
	busyRetry    = 5 * time.Minute  // while a person has the word
	unloadedWait = time.Minute      // while the workspace runs no pack here
	stillThere   = 30 * time.Minute // after the last message, in which a contact counts as awake, whatever the hour
	keepEvents   = 90 * 24 * time.Hour
	keepRuns     = 90 * 24 * time.Hour
	keepCounts   = 400 * 24 * time.Hour // how playbooks did, by day
	pruneEvery   = 6 * time.Hour
	pruneBatch   = 2000
)

// Turner holds turns: the assistant. Begin runs the turn of a due run and settles the run in the same transaction. An error
// means that nothing was stored; [store.RunLost] says that somebody else has the run.
type Turner interface {
	Begin(ctx context.Context, d store.DueRun, in engine.Input) error
}

// Meter counts what became of runs.
type Meter interface {
	Run(outcome string)
}

// Stale forgets what a process remembers of a contact.
type Stale interface {
	Stale(contactID string)
}

// Parts is what a Service is put together from. All fields are needed but Segments and Meter.
type Parts struct {
	Store      *store.DB
	Turns      Turner
	Contacts   Stale
	Brain      func(workspaceID string) *engine.Brain // nil: the workspace runs no pack here
	Segments   func(workspaceID string) *segment.Set  // nil: there are none
	Workspaces func() []string                        // that run a pack here
	Channels   []string                               // on which the brand may begin to talk
	Node       string                                 // names this process in leases
	Meter      Meter
	Clock      terang.Clock
	IDs        terang.IDs
	Logger     *slog.Logger
}

// Service is one node's part of what begins by itself. It is safe for many goroutines.
type Service struct {
	Parts
	wake  chan struct{}
	slots chan struct{}

	mu     sync.Mutex
	next   time.Time // until when the loop sleeps; zero while it works
	lease  int64     // of the last claim, in milliseconds: each has its own
	pruned time.Time
	plan   []planned
	stale  bool // the plan is to be made anew
}

// New makes a Service. Nothing happens before [Service.Run].
func New(p Parts) *Service {
	return &Service{Parts: p, wake: make(chan struct{}, 1), slots: make(chan struct{}, maxRunning), stale: true}
}

// Wake tells the loop that something may be due at a time. It costs nothing where that is later than what the loop waits for.
func (s *Service) Wake(at time.Time) {
	s.mu.Lock()
	later := !s.next.IsZero() && at.After(s.next)
	s.mu.Unlock()
	if later {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Replan looks anew at the schedules of all playbooks: after a pack was loaded or a playbook published.
func (s *Service) Replan() {
	s.mu.Lock()
	s.stale = true
	s.next = time.Time{}
	s.mu.Unlock()
	s.Wake(time.Time{})
}

// Run works until ctx ends, then waits for the turns that run; each has its own time limit.
func (s *Service) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	if s.Store.Engine() == store.SQLite {
		s.release(ctx)
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-s.wake:
		}
		s.sleepUntil(time.Time{})
		timer.Reset(s.work(ctx, &wg))
	}
}

// release takes back what the node's former life had taken: nobody else can have it.
func (s *Service) release(ctx context.Context) {
	err := s.Store.Write(ctx, func(tx *store.Tx) error {
		_, err := store.ReleaseRuns(tx, s.Clock())
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.Logger.Error("runs of a former life not given back; their leases will run out", "error", err)
	}
}

// Due does everything that is due now, and what that made due, and returns how many runs it was.
func (s *Service) Due(ctx context.Context) (int, error) {
	for total := 0; ; {
		var wg sync.WaitGroup
		n, err := s.due(ctx, &wg)
		wg.Wait()
		if total += n; n == 0 || err != nil {
			return total, err
		}
	}
}

// work does what is due and returns how long there is nothing to do.
func (s *Service) work(ctx context.Context, wg *sync.WaitGroup) time.Duration {
	longest := sweepAlone
	if s.Store.Engine() == store.Postgres {
		longest = sweepShared
	}
	_, err := s.due(ctx, wg)
	var next time.Time
	if err == nil {
		err = s.Store.Write(ctx, func(tx *store.Tx) (err error) {
			next, err = store.NextRun(tx)
			return err
		})
	}
	if err != nil {
		if ctx.Err() == nil {
			s.Logger.Error("due runs not found", "error", err)
		}
		return storeRetry
	}
	if at := s.nextPlanned(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
		next = at
	}
	s.prune(ctx)
	now := s.Clock()
	until := now.Add(longest)
	if !next.IsZero() && next.Before(until) {
		until = next
	}
	s.sleepUntil(until)
	return max(until.Sub(now), time.Millisecond)
}

func (s *Service) sleepUntil(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = at
}

// due takes due runs in batches and starts their turns, until nothing is due.
func (s *Service) due(ctx context.Context, wg *sync.WaitGroup) (int, error) {
	if err := s.fire(ctx); err != nil {
		return 0, err
	}
	for total := 0; ; {
		batch, err := s.claim(ctx)
		total += len(batch)
		for _, d := range batch {
			s.slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-s.slots }()
				s.perform(context.WithoutCancel(ctx), d)
			})
		}
		if err != nil || len(batch) == 0 || ctx.Err() != nil {
			return total, err
		}
	}
}

// claim takes a batch of due runs, with their threads.
func (s *Service) claim(ctx context.Context) ([]store.DueRun, error) {
	now := s.Clock()
	until := s.leaseEnd(now)
	var n int64
	err := s.Store.Write(ctx, func(tx *store.Tx) (err error) {
		n, err = store.ClaimRuns(tx, s.Node, now, until, claimBatch)
		return err
	})
	if err != nil || n == 0 {
		return nil, err
	}
	return store.ClaimedRuns(ctx, s.Store, s.Node, until, s.Channels)
}

// leaseEnd gives each claim an end of its own, by which its runs are found.
func (s *Service) leaseEnd(now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lease = max(s.lease+1, store.Millis(now.Add(leaseTime)))
	return store.Time(s.lease)
}

// prune forgets what is old, now and then.
func (s *Service) prune(ctx context.Context) {
	now := s.Clock()
	if !s.pruned.IsZero() && now.Sub(s.pruned) < pruneEvery && !now.Before(s.pruned) {
		return
	}
	s.pruned = now
	for more := true; more && ctx.Err() == nil; {
		err := s.Store.Write(ctx, func(tx *store.Tx) error {
			events, err := store.PruneEvents(tx, now.Add(-keepEvents), pruneBatch)
			if err != nil {
				return err
			}
			runs, err := store.PruneRuns(tx, now.Add(-keepRuns), pruneBatch)
			if err != nil {
				return err
			}
			more = max(events, runs) >= pruneBatch
			return store.PruneRunCounts(tx, now.Add(-keepCounts))
		})
		if err != nil {
			s.Logger.Error("old events and runs not removed", "error", err)
			return
		}
	}
}

func (s *Service) count(outcome store.Outcome) {
	if s.Meter != nil {
		s.Meter.Run(string(outcome))
	}
}
