// Package queue runs durable jobs and timers kept in the store. A job is queued inside the caller's own
// transaction, so it exists exactly if what caused it does; it runs at least once, and a handler that must
// act once finishes it in its own transaction ([Queue.Finish]). Leases hand a dead node's work to the others;
// failures are tried again after growing waits; what fails too often is kept as dead, never dropped.
//
// It never polls: it sleeps until the next job is due or one is queued. Only where several nodes share the
// store does a slow sweep look for what another node queued. It never knows what a job means.
//
// The way in is [New], [Queue.Handle], [Queue.Enqueue] and [Queue.Run].
package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"terang"
	"terang/store"
)

// Limits of the queue.
const (
	maxWorkers     = 8                // jobs that run at once on a node
	maxError       = 500              // bytes kept of a failure
	sweepAlone     = 5 * time.Minute  // longest sleep on the embedded store: mends a clock that was set back
	sweepShared    = 15 * time.Second // longest sleep where other nodes may queue work
	storeRetry     = 2 * time.Second  // wait after the store refused
	leaseMargin    = 15 * time.Second // lease beyond the handler's time limit, for writing the result
	defaultTimeout = time.Minute
)

// Handler does the jobs of one kind.
type Handler struct {
	Do          func(ctx context.Context, j Job) error
	Timeout     time.Duration // of one try; zero for a minute
	MaxAttempts int           // then it is dead; zero for 10
	FirstWait   time.Duration // after the first failure, then doubling; zero for 5 s
	MaxWait     time.Duration // zero for 6 h
}

// ErrDead, wrapped by a handler's error, gives the job up at once: trying again cannot help.
var ErrDead = errors.New("queue: no use trying again")

// Options are what a queue is given.
type Options struct {
	Node   string         // names this process in leases; unique among the nodes
	Clock  terang.Clock   // required
	IDs    terang.IDs     // required
	Random func() float64 // in [0,1), for jitter; required
	Log    *slog.Logger   // required
}

// Queue is one node's part of the queue.
type Queue struct {
	db       *store.DB
	opt      Options
	handlers map[string]Handler
	wake     chan struct{}
	slots    chan struct{}

	mu   sync.Mutex
	last int64 // created_at of the job queued last: strictly growing, so that order is never a tie
}

// New makes a queue on a store. Register handlers before [Queue.Run].
func New(db *store.DB, opt Options) *Queue {
	return &Queue{db: db, opt: opt, handlers: map[string]Handler{}, wake: make(chan struct{}, 1), slots: make(chan struct{}, maxWorkers)}
}

// Handle registers what does the jobs of a kind. It is called while wiring, before Run.
func (q *Queue) Handle(kind string, h Handler) {
	if h.Timeout == 0 {
		h.Timeout = defaultTimeout
	}
	if h.MaxAttempts == 0 {
		h.MaxAttempts = 10
	}
	if h.FirstWait == 0 {
		h.FirstWait = 5 * time.Second
	}
	if h.MaxWait == 0 {
		h.MaxWait = 6 * time.Hour
	}
	q.handlers[kind] = h
}

// Enqueue stores jobs in the caller's transaction and wakes the queue. The wake-up cannot come too early:
// the queue looks for work through the same writer, behind the transaction that is being formed.
func (q *Queue) Enqueue(tx *store.Tx, jobs ...Job) error {
	now := q.opt.Clock()
	for i := range jobs {
		j := &jobs[i]
		if j.ID == "" {
			j.ID = q.opt.IDs("job")
		}
		if j.RunAt.IsZero() {
			j.RunAt = now
		}
		j.CreatedAt = q.stamp(now)
		if err := insertJob(tx, j); err != nil {
			return fmt.Errorf("queue: enqueue: %w", err)
		}
	}
	q.Wake()
	return nil
}

func (q *Queue) stamp(now time.Time) time.Time {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last = max(q.last+1, store.Millis(now))
	return store.Time(q.last)
}

// Cancel takes back a job that has not begun, for example a reminder that is no longer wanted.
func (q *Queue) Cancel(tx *store.Tx, id string) error {
	_, err := tx.Exec(`delete from job where id = $1 and lease_until <= $2 and dead_at = 0`, id, store.Millis(q.opt.Clock()))
	return err
}

// Revive gives a dead job of a workspace a new life.
func (q *Queue) Revive(tx *store.Tx, workspaceID, id string) error {
	n, err := tx.Exec(`update job set dead_at = 0, attempts = 0, run_at = $1 where id = $2 and workspace_id = $3 and dead_at > 0`,
		store.Millis(q.opt.Clock()), id, workspaceID)
	if err != nil {
		return err
	}
	if n == 0 {
		return terang.Fail(terang.NotFound, "job_not_found")
	}
	q.Wake()
	return nil
}

// Finish ends a running job inside the handler's own transaction, so that its effect and its end are one.
// If the lease was lost the error's kind is Conflict and the transaction must not be committed: another node
// has the job.
func (q *Queue) Finish(tx *store.Tx, j Job) error {
	n, err := tx.Exec(`delete from job where id = $1 and lease_node = $2 and lease_until = $3`, j.ID, q.opt.Node, j.leaseUntil)
	if err != nil {
		return err
	}
	if n == 0 {
		return terang.Fail(terang.Conflict, "job_lost")
	}
	return nil
}

// Wake makes the queue look for work now.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends, then waits for the jobs that run; each has its own time limit. The waiting can
// be cut short by ending hard, which interrupts them: their leases then run out and they are tried again.
func (q *Queue) Run(ctx, hard context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-q.wake:
		}
		for ctx.Err() == nil {
			sleep, more := q.round(ctx, hard, &wg)
			if more {
				continue
			}
			timer.Reset(sleep)
			break
		}
	}
}

// round leases what is due, as much as there are free workers, and starts it. more asks for another round
// at once; otherwise sleep says how long there is nothing to do.
func (q *Queue) round(ctx, hard context.Context, wg *sync.WaitGroup) (sleep time.Duration, more bool) {
	free := maxWorkers - len(q.slots)
	if free == 0 {
		return q.sweep(), false // a worker that ends wakes us
	}
	var jobs []Job
	var next time.Time
	now := q.opt.Clock()
	err := q.db.Write(ctx, func(tx *store.Tx) (err error) {
		if jobs, err = lease(tx, q.opt.Node, now, now.Add(q.longest()+leaseMargin), free); err != nil {
			return err
		}
		next, err = nextDue(tx, now)
		return err
	})
	if err != nil {
		if ctx.Err() == nil && !errors.Is(err, store.ErrBusy) {
			q.opt.Log.Error("queue cannot read its jobs", "error", err)
		}
		return storeRetry, false
	}
	for _, j := range jobs {
		q.slots <- struct{}{}
		wg.Go(func() {
			defer q.Wake()
			defer func() { <-q.slots }()
			q.do(hard, j)
		})
	}
	if len(jobs) == free {
		return 0, true
	}
	sleep = q.sweep()
	if !next.IsZero() {
		sleep = min(sleep, max(next.Sub(q.opt.Clock()), time.Millisecond))
	}
	return sleep, false
}

func (q *Queue) sweep() time.Duration {
	if q.db.Engine() == store.Postgres {
		return sweepShared
	}
	return sweepAlone
}

func (q *Queue) longest() time.Duration {
	longest := defaultTimeout
	for _, h := range q.handlers {
		longest = max(longest, h.Timeout)
	}
	return longest
}

// do runs one try and writes how it ended.
func (q *Queue) do(hard context.Context, j Job) {
	h, known := q.handlers[j.Kind]
	var err error
	if known {
		err = q.try(hard, h, j)
	} else {
		err = fmt.Errorf("queue: no handler for %q: %w", j.Kind, ErrDead)
	}
	now := q.opt.Clock()
	interrupted := err != nil && hard.Err() != nil
	log := q.opt.Log.With("job", j.ID, "kind", j.Kind, "attempt", j.Attempts)
	// The result is written even when the process is told to end.
	werr := q.db.Write(context.WithoutCancel(hard), func(tx *store.Tx) error {
		switch {
		case err == nil:
			return remove(tx, q.opt.Node, j)
		case interrupted:
			return postpone(tx, q.opt.Node, j, now, clip(err), false)
		case errors.Is(err, ErrDead) || j.Attempts >= h.MaxAttempts:
			return bury(tx, q.opt.Node, j, now, clip(err))
		default:
			return postpone(tx, q.opt.Node, j, now.Add(q.wait(h, j.Attempts)), clip(err), true)
		}
	})
	switch {
	case werr != nil:
		log.Error("job result not written; its lease will run out", "error", werr)
	case err == nil || interrupted:
	case errors.Is(err, ErrDead) || j.Attempts >= h.MaxAttempts:
		log.Error("job given up", "error", err)
	default:
		log.Warn("job failed, will be tried again", "error", err)
	}
}

// try runs the handler within its time limit. A panic in a handler is a failed try, not the process's end.
func (q *Queue) try(hard context.Context, h Handler, j Job) (err error) {
	ctx, cancel := context.WithTimeout(hard, h.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("queue: handler panicked: %v", p)
		}
	}()
	return h.Do(ctx, j)
}

// wait grows by doubling, with up to a quarter of jitter so that many failures do not return together.
func (q *Queue) wait(h Handler, attempts int) time.Duration {
	d := h.FirstWait << min(attempts-1, 30)
	if d <= 0 || d > h.MaxWait {
		d = h.MaxWait
	}
	return d + time.Duration(q.opt.Random()*float64(d)/4)
}

func clip(err error) string {
	s := err.Error()
	if len(s) > maxError {
		s = s[:maxError]
	}
	return s
}
