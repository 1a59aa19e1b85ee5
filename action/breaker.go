package action

import (
	"sync"
	"time"
)

// The circuit breaker opens after breakerFailures failed attempts in a row and refuses calls for breakerOpen;
// then one call at a time may try whether the system is back.
const (
	breakerFailures = 5
	breakerOpen     = 15 * time.Second
)

// health is what an attempt tells about the system.
type health int

const (
	unknownHealth health = iota // nothing: the caller gave up, or nothing was sent
	healthy                     // it answered, be it a no
	sick                        // it failed, or answered what cannot be used
)

// breaker keeps a system that is down from being called by every conversation that waits for it. The zero
// breaker is closed.
type breaker struct {
	mu       sync.Mutex
	failures int
	open     bool
	since    time.Time // when it opened
	probing  bool      // one call is trying
}

// pass is the leave to make one attempt.
type pass struct{ probe bool }

// allow reports whether an attempt may be made now.
func (b *breaker) allow(now time.Time) (pass, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open {
		return pass{}, true
	}
	if now.Before(b.since) { // the clock was set back: wait from here, not until then
		b.since = now
	}
	if b.probing || now.Sub(b.since) < breakerOpen {
		return pass{}, false
	}
	b.probing = true
	return pass{probe: true}, true
}

// opensIn is how long no attempt is allowed, as far as is known.
func (b *breaker) opensIn(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return min(max(b.since.Add(breakerOpen).Sub(now), 0), breakerOpen)
}

// done reports what came of an attempt that was allowed.
func (b *breaker) done(now time.Time, p pass, h health) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.probe {
		b.probing = false
	} else if b.open {
		return // begun before it opened: the probes decide now
	}
	switch h {
	case healthy:
		b.failures, b.open = 0, false
	case sick:
		b.failures++
		if p.probe || b.failures >= breakerFailures {
			b.open, b.since = true, now
		}
	case unknownHealth:
	}
}
