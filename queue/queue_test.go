package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

// house is a real store with a queue on it whose clock the test can move.
type house struct {
	t      *testing.T
	db     *store.DB
	offset atomic.Int64
	n      atomic.Int64
}

func newHouse(t *testing.T, db *store.DB) *house { return &house{t: t, db: db} }

func (h *house) now() time.Time { return time.Now().Add(time.Duration(h.offset.Load())) }

func (h *house) queue(node string) *Queue {
	return New(h.db, Options{
		Node: node, Clock: h.now, Random: func() float64 { return 0 }, Log: slog.New(slog.DiscardHandler),
		IDs: func(prefix string) string { return fmt.Sprintf("%s_%s_%06d", prefix, node, h.n.Add(1)) },
	})
}

func (h *house) run(q *Queue) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { q.Run(ctx, context.Background()); close(done) }()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	h.t.Cleanup(stop)
	return stop
}

func (h *house) enqueue(q *Queue, jobs ...Job) {
	h.t.Helper()
	if err := h.db.Write(h.t.Context(), func(tx *store.Tx) error { return q.Enqueue(tx, jobs...) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) eventually(what string, ok func() bool) {
	h.t.Helper()
	for range 400 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	h.t.Fatalf("never: %s", what)
}

func (h *house) depth() Depth {
	d, err := CountJobs(h.t.Context(), h.db)
	if err != nil {
		h.t.Fatal(err)
	}
	return d
}

func payload(i int) json.RawMessage { return json.RawMessage(fmt.Sprint(i)) }

func TestJobRunsAfterItsTransactionAndOnlyThen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		q := h.queue("a")
		var ran atomic.Int64
		q.Handle("hook", Handler{Do: func(context.Context, Job) error { ran.Add(1); return nil }})
		h.run(q)
		undone := errors.New("changed my mind")
		if err := h.db.Write(t.Context(), func(tx *store.Tx) error {
			if err := q.Enqueue(tx, Job{Kind: "hook"}); err != nil {
				return err
			}
			return undone
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		h.enqueue(q, Job{ID: "job_1", Kind: "hook"}, Job{ID: "job_1", Kind: "hook"})
		h.eventually("the job is done", func() bool { return h.depth() == Depth{} })
		if ran.Load() != 1 {
			t.Errorf("ran %d times, want 1: not the undone one, and not the same id twice", ran.Load())
		}
	})
}

func TestTimerWaitsForItsTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		q := h.queue("a")
		var ran atomic.Int64
		q.Handle("timer", Handler{Do: func(context.Context, Job) error { ran.Add(1); return nil }})
		h.run(q)
		at := h.now().Add(150 * time.Millisecond)
		h.enqueue(q, Job{Kind: "timer", RunAt: at}, Job{ID: "job_cancelled", Kind: "timer", RunAt: at})
		if err := h.db.Write(t.Context(), func(tx *store.Tx) error { return q.Cancel(tx, "job_cancelled") }); err != nil {
			t.Fatal(err)
		}
		h.eventually("the timer fires", func() bool { return ran.Load() == 1 })
		if early := at.Sub(h.now()); early > 0 {
			t.Errorf("fired %v early", early)
		}
		h.eventually("nothing is left", func() bool { return h.depth() == Depth{} })
	})
}

func TestSameKeyKeepsOrderEvenThroughFailures(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		q := h.queue("a")
		var mu sync.Mutex
		got := map[string][]string{}
		failed := map[string]bool{}
		q.Handle("hook", Handler{FirstWait: 10 * time.Millisecond, Do: func(_ context.Context, j Job) error {
			mu.Lock()
			defer mu.Unlock()
			if id := j.Key + string(j.Payload); string(j.Payload) == "2" && !failed[id] {
				failed[id] = true
				return errors.New("away")
			}
			got[j.Key] = append(got[j.Key], string(j.Payload))
			return nil
		}})
		var jobs []Job
		for i := range 12 {
			jobs = append(jobs, Job{Kind: "hook", Key: "x", Payload: payload(i)}, Job{Kind: "hook", Key: "y", Payload: payload(i)})
		}
		h.enqueue(q, jobs...)
		h.run(q)
		h.eventually("all are done", func() bool { return h.depth() == Depth{} })
		want := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"}
		for _, key := range []string{"x", "y"} {
			if !slices.Equal(got[key], want) {
				t.Errorf("%s ran in the order %v", key, got[key])
			}
		}
	})
}

func TestFailuresEndAsDeadKeptAndRevivable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		q := h.queue("a")
		var tries atomic.Int64
		var well atomic.Bool
		q.Handle("hook", Handler{MaxAttempts: 3, FirstWait: time.Millisecond, Do: func(context.Context, Job) error {
			tries.Add(1)
			if well.Load() {
				return nil
			}
			panic("broken handler")
		}})
		h.run(q)
		h.enqueue(q, Job{ID: "job_1", WorkspaceID: "ws", Kind: "hook", Key: "x"}, Job{WorkspaceID: "ws", Kind: "nobody"})
		h.eventually("both are dead", func() bool { return h.depth().Dead == 2 })
		if tries.Load() != 3 {
			t.Errorf("%d tries, want 3", tries.Load())
		}
		dead, err := Dead(t.Context(), h.db, "ws", 10)
		if err != nil || len(dead) != 2 || dead[0].LastError == "" {
			t.Fatalf("%+v %v", dead, err)
		}
		well.Store(true)
		revive := func(workspace string) error {
			return h.db.Write(t.Context(), func(tx *store.Tx) error { return q.Revive(tx, workspace, "job_1") })
		}
		if terang.KindOf(revive("other")) != terang.NotFound {
			t.Error("another workspace could revive the job")
		}
		if err := revive("ws"); err != nil {
			t.Fatal(err)
		}
		h.eventually("the revived one is done", func() bool { return h.depth() == Depth{Dead: 1} })
	})
}

func TestDeadNodesWorkIsTakenOver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		dead := h.queue("dead")
		h.enqueue(dead, Job{ID: "job_1", Kind: "hook"})
		var lost []Job
		if err := h.db.Write(t.Context(), func(tx *store.Tx) (err error) {
			lost, err = lease(tx, "dead", h.now(), h.now().Add(200*time.Millisecond), 1)
			return err
		}); err != nil || len(lost) != 1 {
			t.Fatalf("%v %v", lost, err)
		}
		q := h.queue("b")
		var attempts atomic.Int64
		q.Handle("hook", Handler{Do: func(_ context.Context, j Job) error {
			attempts.Store(int64(j.Attempts))
			return h.db.Write(context.Background(), func(tx *store.Tx) error { return q.Finish(tx, j) })
		}})
		h.run(q)
		h.eventually("the other node does it", func() bool { return h.depth() == Depth{} })
		if attempts.Load() != 2 {
			t.Errorf("attempt %d, want the second", attempts.Load())
		}
		err := h.db.Write(t.Context(), func(tx *store.Tx) error { return dead.Finish(tx, lost[0]) })
		if terang.KindOf(err) != terang.Conflict {
			t.Errorf("the dead node could finish what it had lost: %v", err)
		}
	})
}

func TestIdleQueueDoesNotTouchTheStore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		q := h.queue("a")
		h.run(q)
		h.eventually("first look", func() bool { return h.db.Stats().Statements > 0 })
		time.Sleep(50 * time.Millisecond)
		before := h.db.Stats().Statements
		time.Sleep(300 * time.Millisecond)
		if after := h.db.Stats().Statements; after != before {
			t.Errorf("%d statements while idle", after-before)
		}
	})
}

func TestStopWaitsForRunningJobs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		q := h.queue("a")
		var ended atomic.Bool
		begun := make(chan struct{})
		q.Handle("slow", Handler{Do: func(context.Context, Job) error {
			close(begun)
			time.Sleep(100 * time.Millisecond)
			ended.Store(true)
			return nil
		}})
		stop := h.run(q)
		h.enqueue(q, Job{Kind: "slow"})
		<-begun
		stop()
		if !ended.Load() || h.depth() != (Depth{}) {
			t.Error("the running job was cut short")
		}
	})
}
