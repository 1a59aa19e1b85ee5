package desk

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang/engine"
)

// line is a simulated queue: who comes, who serves, and what those who came were told.
type line struct {
	r       *rand.Rand
	now     time.Time
	waiting []told
	free    []time.Time // when each agent is free again
	pace    pace
}

// told is what somebody heard at a moment while waiting.
type told struct {
	at, came time.Time
	waits    engine.Wait
}

func (l *line) exp(mean time.Duration) time.Duration {
	return time.Duration(l.r.ExpFloat64() * float64(mean))
}

// outcome counts what was told against what came.
type outcome struct{ told, silent, within, under int }

func (o *outcome) add(w engine.Wait, true time.Duration) {
	if w.To == 0 {
		o.silent++
		return
	}
	o.told++
	if true <= w.To {
		o.under++
		if true >= w.From {
			o.within++
		}
	}
}

// simulate runs a day of contacts that come and agents that serve, both at random, and compares each told wait with the true one.
func simulate(seed uint64, agents int, every, service time.Duration, hours int) outcome {
	l := &line{r: rand.New(rand.NewPCG(seed, 7)), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC), free: make([]time.Time, agents)}
	for i := range l.free {
		l.free[i] = l.now
	}
	var out outcome
	end, next := l.now.Add(time.Duration(hours)*time.Hour), l.now.Add(l.exp(every))
	for {
		first := 0
		for i, at := range l.free {
			if at.Before(l.free[first]) {
				first = i
			}
		}
		claim := l.free[first]
		if claim.Before(l.now) {
			claim = l.now
		}
		if len(l.waiting) == 0 || claim.After(next) { // the next that happens is that somebody comes
			l.now = next
			if l.now.After(end) {
				return out
			}
			if len(l.waiting) == 0 {
				l.pace.began(l.now)
			}
			head := l.now
			if len(l.waiting) > 0 {
				head = l.waiting[0].came
			}
			w := l.pace.wait(len(l.waiting)+1, agents, l.now, head)
			l.waiting = append(l.waiting, told{at: l.now, came: l.now, waits: w})
			next = l.now.Add(l.exp(every))
			continue
		}
		// An agent who was idle needs a moment to take it.
		l.now = claim
		if taken := l.waiting[0].came.Add(time.Duration(5+l.r.IntN(20)) * time.Second); taken.After(l.now) {
			l.now = taken
		}
		one := l.waiting[0]
		l.waiting = l.waiting[1:]
		out.add(one.waits, l.now.Sub(one.came))
		l.pace.moved(l.now, agents)
		l.free[first] = l.now.Add(l.exp(service))
		for next.Before(l.now) { // who came in that moment
			l.waiting = append(l.waiting, told{came: next, at: next})
			next = next.Add(l.exp(every))
		}
	}
}

// TestTheToldWaitIsTrue: over many days of random arrivals and service, the true wait falls into the range that was told in six
// of ten cases, and is not longer than it in eight of ten.
func TestTheToldWaitIsTrue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name           string
		agents         int
		every, service time.Duration
	}{
		{"one agent, busy", 1, 8 * time.Minute, 7 * time.Minute},
		{"one agent, overrun", 1, 8 * time.Minute, 9 * time.Minute},
		{"three agents, busy", 3, 3 * time.Minute, 8 * time.Minute},
		{"eight agents, busy", 8, 70 * time.Second, 9 * time.Minute},
		{"eight agents, calm", 8, 2 * time.Minute, 9 * time.Minute},
		{"twenty agents, overrun", 20, 24 * time.Second, 9 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			var sum outcome
			for seed := range uint64(60) {
				o := simulate(seed, c.agents, c.every, c.service, 10)
				sum.told, sum.silent, sum.within, sum.under = sum.told+o.told, sum.silent+o.silent, sum.within+o.within, sum.under+o.under
			}
			within, under := float64(sum.within)/float64(sum.told), float64(sum.under)/float64(sum.told)
			t.Logf("told %d of %d: within %.2f, not longer %.2f", sum.told, sum.told+sum.silent, within, under)
			if sum.told < 1000 {
				t.Errorf("told %d times: too few to judge", sum.told)
			}
			if within < .60 || under < .80 {
				t.Errorf("within %.2f, want .60; not longer than told %.2f, want .80", within, under)
			}
		})
	}
}

func TestNothingIsToldThatNobodyKnows(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	moving := func(n int) *pace {
		p := &pace{}
		p.began(at)
		for i := range n {
			p.moved(at.Add(time.Duration(i+1)*4*time.Minute+time.Duration(i%3)*time.Minute), 2)
		}
		return p
	}
	last := func(p *pace) time.Time { return p.last }
	p := moving(10)
	if w := p.wait(1, 2, last(p), last(p)); w.To == 0 || w.From > 4*time.Minute || w.To < 4*time.Minute || w.To > 20*time.Minute {
		t.Fatalf("a queue that moves every four minutes: %v", w)
	}
	one, three := p.wait(1, 2, last(p), last(p)), p.wait(3, 2, last(p), last(p))
	if three.From <= one.From || three.To <= one.To {
		t.Errorf("place 1 %v, place 3 %v", one, three)
	}
	if half := p.wait(3, 4, last(p), last(p)); half.To >= three.To {
		t.Errorf("with twice the agents %v, before %v", half, three)
	}
	for name, w := range map[string]engine.Wait{
		"too few claims":      moving(minGaps-1).wait(1, 2, last(moving(minGaps-1)), last(moving(minGaps-1))),
		"nobody there":        p.wait(1, 0, last(p), last(p)),
		"claims of yesterday": p.wait(1, 2, last(p).Add(recentGaps+time.Hour), last(p).Add(recentGaps+time.Hour)),
		"a queue that stands": p.wait(1, 2, last(p).Add(50*time.Minute), last(p)),
		"more than an hour":   p.wait(40, 2, last(p), last(p)),
		"a clock set back":    p.wait(1, 2, at.Add(-time.Hour), at),
	} {
		if w != (engine.Wait{}) {
			t.Errorf("%s: told %v", name, w)
		}
	}
	back := &pace{}
	back.began(at)
	back.moved(at.Add(-time.Hour), 1)
	if len(back.gaps) != 0 {
		t.Errorf("a clock set back made a gap of %v", back.gaps)
	}
}

// TestTheQueueInMemoryIsTheQueue: after any run of joins, moves and leaves, head and place are what looking at all would give.
func TestTheQueueInMemoryIsTheQueue(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		q, all := &queue{since: map[string]time.Time{}}, map[string]time.Time{}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			id := rapid.StringMatching(`[a-f]`).Draw(t, "id")
			if rapid.Bool().Draw(t, "joins") {
				since := at.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "since")) * time.Second)
				q.join(id, since, at)
				all[id] = since
			} else {
				_, waited := all[id]
				if q.leave(id) != waited {
					t.Fatalf("%s waited: %v", id, waited)
				}
				delete(all, id)
			}
			var first time.Time
			place := 0
			for other, since := range all {
				if first.IsZero() || since.Before(first) {
					first = since
				}
				if own, waits := all[id]; waits && (other == id || since.Before(own)) {
					place++
				}
			}
			if !q.head().Equal(first) || q.place(id) != place {
				t.Fatalf("head %s, place %d; want %s, %d", q.head(), q.place(id), first, place)
			}
		}
	})
}
