package desk

import (
	"context"
	"fmt"
	"slices"
	"time"

	"terang/routing"
	"terang/store"
)

// maxWaits bounds the hand-overs that one look at the service counts: the latest.
const maxWaits = 20_000

// Service is how soon those were taken who waited for a person. The clocks stand still while the desk is closed.
type Service struct {
	Since    time.Time
	Levels   []Level // by priority, the most urgent first
	Taken    int     // how many a person took
	Half     time.Duration
	Ninety   time.Duration // half of them waited no longer than the one, nine of ten than the other
	Longest  time.Duration
	TakenBy  map[string]int // by agent
	Complete bool           // false: there were more than are counted
}

// Level is how many of one priority were taken in time.
type Level struct {
	Priority routing.Priority
	Target   time.Duration
	Came     int // that were taken, or are late
	Within   int // of them, in time
	Late     []string
}

// maxLate bounds the late conversations that a level names.
const maxLate = 200

// Today is when the day began where the workspace is.
func (k *Desk) Today(workspaceID string) time.Time {
	now := k.clock().In(k.delivery.Night(workspaceID))
	y, m, d := now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, now.Location())
}

// Service counts since a time. The priority is that with which a wait began.
func (k *Desk) Service(ctx context.Context, workspaceID string, since time.Time) (Service, error) {
	all, err := store.Waits(ctx, k.store, workspaceID, since, maxWaits+1)
	if err != nil {
		return Service{}, fmt.Errorf("desk: service: %w", err)
	}
	out := Service{Since: since, Complete: len(all) <= maxWaits, TakenBy: map[string]int{}}
	policy, now := k.policy(workspaceID), k.clock()
	at := map[routing.Priority]int{}
	for i, p := range routing.Priorities() {
		at[p] = i
		out.Levels = append(out.Levels, Level{Priority: p, Target: policy.Target(p), Late: []string{}})
	}
	var waits []time.Duration
	for _, w := range all[:min(len(all), maxWaits)] {
		from, taken := w.At, !w.ClaimedAt.IsZero()
		if k.parts.Opens != nil {
			if opens := k.parts.Opens(workspaceID, w.At); opens.After(from) {
				from = opens
			}
		}
		until := now
		if taken {
			until = w.ClaimedAt
		}
		waited := max(until.Sub(from), 0)
		l := &out.Levels[at[routing.PriorityOf(w.Score, nil)]]
		late := waited > l.Target
		if taken {
			waits = append(waits, waited)
			out.TakenBy[w.AgentID]++
		}
		if !taken && (!late || !w.EndedAt.IsZero()) {
			continue // waits still in time, or went back to the assistant before anybody came
		}
		l.Came++
		if !late {
			l.Within++
		} else if len(l.Late) < maxLate && !slices.Contains(l.Late, w.ConversationID) {
			l.Late = append(l.Late, w.ConversationID)
		}
	}
	slices.Sort(waits)
	if out.Taken = len(waits); out.Taken > 0 {
		out.Half, out.Ninety, out.Longest = rank(waits, 50), rank(waits, 90), waits[len(waits)-1]
	}
	return out, nil
}

// rank is the nearest-rank percentile of sorted waits.
func rank(sorted []time.Duration, percent int) time.Duration {
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

func (k *Desk) policy(workspaceID string) routing.Policy {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.floorOf(workspaceID).policy
}
