package action

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestBreakerOpensHalfOpensAndCloses(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)
	pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	var calls, status atomic.Int32
	status.Store(500)
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		answer(w, int(status.Load()), `{"thing":{"id":1}}`)
	},
		func(cfg *Config) { cfg.Clock = func() time.Time { mu.Lock(); defer mu.Unlock(); return now } })
	look := map[string]any{"id": "1"}
	for range breakerFailures {
		refused(t, c, "look", "", look, CodeFailed, ReasonStatus)
	}
	res, _ := refused(t, c, "look", "", look, CodeCircuitOpen, ReasonCircuitOpen)
	if calls.Load() != breakerFailures || res.Attempts != 0 || res.Data["retry_after"] != breakerOpen.Seconds() {
		t.Fatalf("%d calls reached the system, %d attempts", calls.Load(), res.Attempts)
	}
	pass(breakerOpen - time.Millisecond)
	refused(t, c, "look", "", look, CodeCircuitOpen, ReasonCircuitOpen)
	pass(time.Millisecond)
	refused(t, c, "look", "", look, CodeFailed, ReasonStatus) // the probe fails: open again, at once
	refused(t, c, "look", "", look, CodeCircuitOpen, ReasonCircuitOpen)
	pass(breakerOpen)
	status.Store(404)
	refused(t, c, "look", "", look, CodeNotFound, ReasonNotFoundStatus) // a no is an answer: the system is back
	status.Store(200)
	for range breakerFailures {
		call(t, c, "look", "", look)
	}
}

func TestBreakerCountsInARowOnly(t *testing.T) {
	t.Parallel()
	var b breaker
	now := time.Unix(0, 0)
	for range 3 * breakerFailures {
		for _, h := range []health{sick, sick, unknownHealth, healthy} {
			p, ok := b.allow(now)
			if !ok {
				t.Fatal("open")
			}
			b.done(now, p, h)
		}
	}
}

func TestBreakerLetsOneProbeThrough(t *testing.T) {
	t.Parallel()
	var b breaker
	now := time.Unix(1_000_000, 0)
	early, _ := b.allow(now) // begun before it opens
	for range breakerFailures {
		p, _ := b.allow(now)
		b.done(now, p, sick)
	}
	b.done(now, early, healthy) // tells nothing about now
	if _, ok := b.allow(now); ok {
		t.Fatal("a late success closed it")
	}
	now = now.Add(breakerOpen)
	probe, ok := b.allow(now)
	if _, second := b.allow(now); !ok || second {
		t.Fatal("not one probe: ", ok, second)
	}
	b.done(now, probe, unknownHealth) // its caller went away: the next one may try
	probe, ok = b.allow(now)
	if !ok {
		t.Fatal("a probe that told nothing shut it for good")
	}
	b.done(now, probe, healthy)
	if _, ok := b.allow(now); !ok {
		t.Fatal("still open")
	}
}

func TestBreakerOutlivesAClockSetBack(t *testing.T) {
	t.Parallel()
	var b breaker
	now := time.Unix(1_000_000, 0)
	for range breakerFailures {
		p, _ := b.allow(now)
		b.done(now, p, sick)
	}
	now = now.Add(-time.Hour)
	if _, ok := b.allow(now); ok {
		t.Fatal("not open")
	}
	if _, ok := b.allow(now.Add(breakerOpen)); !ok {
		t.Fatal("open for an hour")
	}
}

func TestBreakerEndsTheRetriesOfACall(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { calls.Add(1); answer(w, 503, `{}`) },
		func(cfg *Config) { cfg.Specs[1].Retries = maxRetries })
	res, _ := refused(t, c, "change", "1", nil, CodeFailed, ReasonStatus) // the last real reason, not "open"
	if res.Attempts != breakerFailures || calls.Load() != breakerFailures {
		t.Errorf("%d attempts, %d calls", res.Attempts, calls.Load())
	}
}
