package desk

import (
	"context"
	"sync"
	"time"

	"terang"
	"terang/store"
)

// loop is one node's loop over what is due: it sleeps until the earliest of all, and looks at nothing in between.
type loop struct {
	wake chan struct{}

	mu   sync.Mutex
	next time.Time // until when it sleeps; zero while it works
}

func newLoop() *loop { return &loop{wake: make(chan struct{}, 1)} }

// nudge has it look now.
func (l *loop) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// nudgeAt tells it that something is due at a time. It costs nothing where that is later than what it waits for.
func (l *loop) nudgeAt(at time.Time) {
	l.mu.Lock()
	later := !l.next.IsZero() && !at.Before(l.next)
	l.mu.Unlock()
	if !later {
		l.nudge()
	}
}

// run works until ctx ends. What is due stands in the store: the first look finds what came due while nobody ran. work returns how
// long there is nothing to do.
func (l *loop) run(ctx context.Context, clock terang.Clock, work func(ctx context.Context) time.Duration) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-l.wake:
		}
		l.sleepUntil(time.Time{})
		wait := work(ctx)
		l.sleepUntil(clock().Add(wait))
		timer.Reset(wait)
	}
}

func (l *loop) sleepUntil(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = at
}

// longestSleep is how long a loop sleeps where nothing is due: others may write into a store that is shared.
func (k *Desk) longestSleep() time.Duration {
	if k.store.Engine() == store.Postgres {
		return sweepShared
	}
	return sweepAlone
}
