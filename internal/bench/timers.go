package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"terang"
	"terang/engine"
	"terang/store"
)

// ClaimBatch is how many rows the bare claim takes at once: as many as the loop.
const ClaimBatch = 512

// FillRuns stores contacts with a conversation each, and a run that sleeps with each of them: state is what it sleeps as, at
// is when it wakes.
func FillRuns(ctx context.Context, db *store.DB, workspaceID, playbook, state string, class terang.Class, n int, at time.Time, ids terang.IDs, random func(n int) []byte) error {
	began := at.Add(-time.Hour)
	for first := 0; first < n; first += perWrite {
		err := db.Write(ctx, func(tx *store.Tx) error {
			for range min(perWrite, n-first) {
				k := terang.Contact{ID: ids("con"), WorkspaceID: workspaceID, ExternalID: ids("cus"), Language: terang.Indonesian, Salt: random(32), CreatedAt: began}
				c := terang.Conversation{
					ID: ids("cnv"), WorkspaceID: workspaceID, ContactID: k.ID, Channel: "web", Language: terang.Indonesian, Status: terang.Open,
					Holder: terang.HolderAssistant, Trust: 100, CreatedAt: began, LastAt: began,
				}
				if err := store.InsertContact(tx, k); err != nil {
					return err
				}
				if err := store.InsertConversation(tx, &c); err != nil {
					return err
				}
				r := store.Run{
					ID: ids("run"), WorkspaceID: workspaceID, Kind: store.RunSleep, Playbook: playbook, Single: playbook, ContactID: k.ID, Person: store.PersonOf(k),
					ConversationID: c.ID, StartedBy: "bench", Class: class, State: state, Timed: true, WakeAt: at, DueAt: at, CreatedAt: began,
				}
				if _, err := store.InsertRun(tx, r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("bench: fill runs: %w", err)
		}
	}
	return nil
}

// BareClaim takes all due runs in batches, as the loop does, and does nothing with them: the least that firing them can cost
// on this store. It gives them back, due at the same time.
func BareClaim(ctx context.Context, db *store.DB, channels []string, batch int, clock terang.Clock) (seconds float64, claimed int, err error) {
	began := time.Now()
	for until := clock().Add(time.Hour); ; until = until.Add(time.Millisecond) {
		err := db.Write(ctx, func(tx *store.Tx) error {
			_, err := store.ClaimRuns(tx, "bench", clock(), until, batch)
			return err
		})
		if err != nil {
			return 0, 0, err
		}
		got, err := store.ClaimedRuns(ctx, db, "bench", until, channels)
		if err != nil {
			return 0, 0, err
		}
		if claimed += len(got); len(got) == 0 {
			break
		}
	}
	seconds = time.Since(began).Seconds()
	return seconds, claimed, db.Write(ctx, func(tx *store.Tx) error {
		_, err := store.ReleaseRuns(tx, clock())
		return err
	})
}

// Turner is what holds the turns of due runs.
type Turner interface {
	Begin(ctx context.Context, d store.DueRun, in engine.Input) error
}

// Stopwatch stands before a Turner and notes how late each turn began and was durable.
type Stopwatch struct {
	Turner
	Clock terang.Clock

	mu     sync.Mutex
	due    time.Time
	began  []float64 // milliseconds after due
	done   []float64
	failed int
}

// Begin runs the turn and notes its times.
func (s *Stopwatch) Begin(ctx context.Context, d store.DueRun, in engine.Input) error {
	began := s.Clock()
	err := s.Turner.Begin(ctx, d, in)
	done := s.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.failed++
		return err
	}
	s.began = append(s.began, ms(began.Sub(s.due)))
	s.done = append(s.done, ms(done.Sub(s.due)))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// Due says when what comes is due.
func (s *Stopwatch) Due(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.due = at
}

// Lateness is how late turns were, in milliseconds.
type Lateness struct {
	Turns    int
	Failed   int
	BeganP50 float64
	BeganP99 float64
	DoneP50  float64
	DoneP99  float64
	DoneMax  float64
}

// Lateness returns what was noted so far.
func (s *Stopwatch) Lateness() Lateness {
	s.mu.Lock()
	defer s.mu.Unlock()
	began, done := slices.Sorted(slices.Values(s.began)), slices.Sorted(slices.Values(s.done))
	at := func(list []float64, q float64) float64 {
		if len(list) == 0 {
			return 0
		}
		return list[min(len(list)-1, int(q*float64(len(list))))]
	}
	return Lateness{
		Turns: len(done), Failed: s.failed, BeganP50: at(began, .5), BeganP99: at(began, .99), DoneP50: at(done, .5), DoneP99: at(done, .99), DoneMax: at(done, 1),
	}
}
