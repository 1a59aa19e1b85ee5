package desk

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"terang/engine"
	"terang/store"
)

// Limits of the expected wait.
const (
	maxGaps     = 40             // of the last claims out of a queue
	minGaps     = 5              // fewer, and nobody can tell
	recentGaps  = 3 * time.Hour  // what moved before says nothing of now
	longestTold = 60             // minutes: a longer wait is not told as a number
	DefaultFull = 30             // conversations that may wait for each agent who is there
	seedClaims  = maxGaps * 4    // claims of a workspace that are read at the start
	seedOf      = 2 * recentGaps // hand-overs as old as this are looked at for them
)

// How sure the told range is, as standard scores: before rounding, one wait in four is shorter than the lower end and one in
// fifteen longer than the upper. Too long a wait told is forgiven, too short a one is not; and a queue that slows down is
// noticed late.
const (
	lowerScore = -0.7
	upperScore = 1.5
)

// steps are the ends of the ranges that are told, in minutes: nobody can tell more exactly.
var steps = []float64{0, 1, 3, 5, 7, 10, 15, 20, 30, 40, longestTold}

// pace is how fast a workspace's queue moves: the gaps between claims while somebody waited.
type pace struct {
	last time.Time // of the last claim, or since when somebody waits if that is later
	gaps []gap     // the latest last
}

// gap is how long the first in the queue stood there, and how many agents were there meanwhile; 0 is not known.
type gap struct {
	at     time.Time
	len    time.Duration
	online int
}

// began tells that somebody waits from now on where nobody did.
func (p *pace) began(at time.Time) {
	if at.After(p.last) {
		p.last = at
	}
}

// moved tells that somebody was claimed out of the queue. A clock that was set back tells nothing.
func (p *pace) moved(at time.Time, online int) {
	if !p.last.IsZero() && at.After(p.last) {
		p.gaps = append(p.gaps, gap{at, at.Sub(p.last), online})
		if len(p.gaps) > maxGaps {
			p.gaps = slices.Delete(p.gaps, 0, len(p.gaps)-maxGaps)
		}
	}
	p.last = at
}

// wait is how long the one at a place (from 1) is expected to wait from now on, while online agents are there and the first has
// waited since oldest (zero where nobody waits). The zero wait is that nobody can tell.
//
// The time to the nth claim is taken as a sum of n gaps like the last ones: a gamma distribution with their mean and spread, and with
// what so few gaps leave open. Its ends are rounded outwards to what can honestly be said.
func (p *pace) wait(place, online int, now, oldest time.Time) engine.Wait {
	if online == 0 || place < 1 {
		return engine.Wait{}
	}
	mean, spread, n := p.measure(online, now)
	if n < minGaps || mean <= 0 {
		return engine.Wait{}
	}
	from, to := between(float64(place), mean, spread, n)
	if to > longestTold {
		return engine.Wait{}
	}
	if waited := now.Sub(oldest).Minutes(); !oldest.IsZero() && waited > to {
		if _, first := between(1, mean, spread, n); now.Sub(p.last).Minutes() > first {
			return engine.Wait{} // the queue stands: it no longer moves as it did
		}
	}
	return engine.Wait{From: minutes(from), To: minutes(to)}
}

func minutes(m float64) time.Duration { return time.Duration(m * float64(time.Minute)) }

// measure is the mean and the spread of the recent gaps, in minutes, as they would be with so many agents.
func (p *pace) measure(online int, now time.Time) (mean, spread float64, n int) {
	var sum, squares float64
	for _, g := range p.gaps {
		if age := now.Sub(g.at); age > recentGaps || age < 0 {
			continue
		}
		m := g.len.Minutes()
		if g.online > 0 {
			m *= float64(g.online) / float64(online)
		}
		n++
		sum += m
		squares += m * m
	}
	if n < 2 {
		return sum, 0, n
	}
	mean = sum / float64(n)
	return mean, math.Sqrt(max(0, squares-sum*mean) / float64(n-1)), n
}

// between is the range in which a sum of place gaps falls, rounded outwards to steps. A range beyond the last step ends there
// plus one.
func between(place, mean, spread float64, n int) (from, to float64) {
	spread = max(spread, mean/4) // so few equal gaps may be chance
	total := place * mean
	variance := place*spread*spread + place*place*spread*spread/float64(n)
	shape := total * total / variance
	low, high := total*gamma(shape, lowerScore), total*gamma(shape, upperScore)
	for _, s := range steps {
		if s <= low {
			from = s
		}
	}
	for _, s := range steps {
		if s > 0 && s >= high {
			return from, s
		}
	}
	return from, longestTold + 1
}

// gamma is the quantile of a gamma distribution of mean 1 at a standard score: Wilson and Hilferty's approximation.
func gamma(shape, score float64) float64 {
	c := 1 / (9 * shape)
	return math.Pow(max(0, 1-c+score*math.Sqrt(c)), 3)
}

// seed reads how the queues moved before this process began.
func (k *Desk) seed(ctx context.Context) error {
	now := k.clock()
	claims, err := store.RecentClaims(ctx, k.store, now.Add(-seedOf), seedClaims)
	if err != nil {
		return fmt.Errorf("desk: claims: %w", err)
	}
	for ws, all := range claims {
		p := &k.queueOf(ws).pace
		for i, c := range all {
			first := c.CameAt
			for _, later := range all[i:] {
				if later.CameAt.Before(first) {
					first = later.CameAt
				}
			}
			p.began(first)
			p.moved(c.ClaimedAt, 0)
		}
	}
	for _, q := range k.queues {
		if first := q.head(); !first.IsZero() {
			q.pace.began(first)
		}
	}
	return nil
}
