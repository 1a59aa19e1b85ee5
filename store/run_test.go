package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func sleeper(id, person, single string, at time.Time) store.Run {
	return store.Run{
		ID: id, WorkspaceID: "ws", Kind: store.RunSleep, Playbook: single + "@1", Single: single, ContactID: person, Person: person, StartedBy: "event:x",
		Class: terang.ClassService, State: `{"playbook":"` + single + `@1"}`, WakeAt: at, DueAt: at, Timed: true, CreatedAt: noon,
	}
}

func insertRuns(t *testing.T, db *store.DB, runs ...store.Run) (kept int) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		kept = 0
		for _, r := range runs {
			ok, err := store.InsertRun(tx, r)
			if err != nil {
				return err
			}
			if ok {
				kept++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func claim(t *testing.T, db *store.DB, node string, now, until time.Time) []store.DueRun {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := store.ClaimRuns(tx, node, now, until, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	due, err := store.ClaimedRuns(context.Background(), db, node, until, []string{"web"})
	if err != nil {
		t.Fatal(err)
	}
	return due
}

func TestADueRunIsTakenByOneNode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var runs []store.Run
		for i := range 200 {
			runs = append(runs, sleeper(fmt.Sprint("r", i), fmt.Sprint("p", i), "late", noon.Add(time.Duration(i)*time.Millisecond)))
		}
		runs = append(runs, sleeper("later", "p", "late", noon.Add(time.Hour)))
		insertRuns(t, db, runs...)
		var mu sync.Mutex
		var wg sync.WaitGroup
		seen := map[string]int{}
		for n := range 4 {
			wg.Go(func() {
				for _, d := range claim(t, db, fmt.Sprint("node", n), noon.Add(time.Second), noon.Add(time.Minute)) {
					mu.Lock()
					seen[d.ID]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(seen) != 200 {
			t.Errorf("%d runs were taken, want the 200 that are due", len(seen))
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s was taken %d times", id, n)
			}
		}
	})
}

func TestWhoLostARunWritesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		insertRuns(t, db, sleeper("r", "p", "late", noon))
		first := claim(t, db, "a", noon, noon.Add(time.Minute))
		second := claim(t, db, "b", noon.Add(2*time.Minute), noon.Add(3*time.Minute)) // the lease ran out
		if len(first) != 1 || len(second) != 1 {
			t.Fatalf("taken %d and %d times", len(first), len(second))
		}
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if _, err := tx.Exec(`insert into meta (name, value) values ('effect', 'a')`); err != nil {
				return err
			}
			return store.EndRun(tx, first[0].Run, store.OutcomeDone, noon)
		})
		if !store.RunLost(err) {
			t.Fatalf("the first node's end: %v", err)
		}
		var effect string
		if err := db.QueryRow(context.Background(), `select value from meta where name = 'effect'`).Scan(&effect); err == nil {
			t.Error("the effect of the node that lost the run stayed")
		}
		next := second[0].Run
		next.WakeAt, next.State = noon.Add(time.Hour), `{"n":2}`
		if err := db.Write(context.Background(), func(tx *store.Tx) error { return store.SleepRun(tx, next) }); err != nil {
			t.Fatal(err)
		}
		all, err := store.Runs(context.Background(), db, "ws", "p", 10)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		r := all[0]
		if r.Wakes != 1 || r.State != `{"n":2}` || !r.DueAt.Equal(noon.Add(time.Hour)) || r.Node != "" {
			t.Errorf("it sleeps again as %+v", r)
		}
	})
}

func TestAPersonHasEachPlaybookOnceAndFewRuns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if kept := insertRuns(t, db, sleeper("a", "p", "late", noon), sleeper("b", "p", "late", noon), sleeper("c", "p", "other", noon), sleeper("d", "q", "late", noon)); kept != 3 {
			t.Errorf("%d of 4 were kept, want all but the second of the same playbook", kept)
		}
		var many []store.Run
		for i := range store.MaxRuns {
			many = append(many, sleeper(fmt.Sprint("m", i), "p", fmt.Sprint("b", i), noon))
		}
		if kept := insertRuns(t, db, many...); kept != store.MaxRuns-2 {
			t.Errorf("%d more were kept, want %d", kept, store.MaxRuns-2)
		}
	})
}

func TestAnEventWakesOnceAndOvertakesTheClock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := sleeper("r", "p", "late", noon)
		r.Event = "order.delivered"
		insertRuns(t, db, r)
		held := claim(t, db, "a", noon, noon.Add(time.Minute))
		woken := 0
		for range 2 {
			err := db.Write(context.Background(), func(tx *store.Tx) error {
				all, err := store.Sleepers(context.Background(), tx.Reader(), "ws", "p", "order.delivered")
				if err != nil {
					return err
				}
				for _, r := range all {
					ok, err := store.WakeRun(tx, r, `{"x":1}`, noon)
					if err != nil {
						return err
					}
					if ok {
						woken++
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if woken != 1 {
			t.Errorf("two events woke it %d times", woken)
		}
		err := db.Write(context.Background(), func(tx *store.Tx) error { return store.EndRun(tx, held[0].Run, store.OutcomeDone, noon) })
		if !store.RunLost(err) {
			t.Errorf("whoever woke it by the clock ends it: %v", err)
		}
		if due := claim(t, db, "a", noon, noon.Add(2*time.Minute)); len(due) != 1 || due[0].Cause != `{"x":1}` {
			t.Errorf("due: %+v", due)
		}
	})
}

func TestTheOnlyNodeTakesBackWhatItsFormerLifeHad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		insertRuns(t, db, sleeper("r", "p", "late", noon), sleeper("s", "p", "later", noon.Add(time.Hour)))
		claim(t, db, "dead", noon, noon.Add(time.Minute))
		var n int64
		err := db.Write(context.Background(), func(tx *store.Tx) (err error) { n, err = store.ReleaseRuns(tx, noon); return err })
		if err != nil || n != 1 {
			t.Fatalf("%d given back, %v", n, err)
		}
		if due := claim(t, db, "alive", noon, noon.Add(2*time.Minute)); len(due) != 1 || due[0].ID != "r" {
			t.Errorf("due: %+v", due)
		}
	})
}

func TestRunsAreCountedByDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		insertRuns(t, db, sleeper("r", "p", "late", noon))
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				err := db.Write(ctx, func(tx *store.Tx) error {
					store.CountRun(tx, "ws", "late", i%2 == 0, noon)
					store.CountRun(tx, "ws", "status", true, noon.AddDate(0, 0, -9))
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got, err := store.RunCounts(ctx, db, "ws", noon.AddDate(0, 0, -7))
		if err != nil {
			t.Fatal(err)
		}
		if want := (store.RunCount{Sleeping: 1, Ended: 40, Solved: 20}); got["late"] != want || len(got) != 1 {
			t.Errorf("counts %+v, want late %+v alone", got, want)
		}
	})
}

func TestWhatIsKnownOfAContactIsWrittenOverWhatWasRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		k := terang.Contact{ID: "c", WorkspaceID: "ws", Language: terang.Indonesian, CreatedAt: noon}
		k = k.WithAttribute("city", terang.Attribute{Value: "Bandung", Purpose: "delivery", At: noon})
		if err := db.Write(ctx, func(tx *store.Tx) error { return store.InsertContact(tx, k) }); err != nil {
			t.Fatal(err)
		}
		read, err := store.Contact(ctx, db, "ws", "c")
		if err != nil || read.Values(noon)["city"] != "Bandung" {
			t.Fatalf("%+v, %v", read, err)
		}
		yes := read.WithConsent(terang.ClassMarketing, true, noon, "form")
		no := read.WithConsent(terang.ClassMarketing, false, noon, "form")
		if err := db.Write(ctx, func(tx *store.Tx) error { return store.SaveKnown(tx, &no) }); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(ctx, func(tx *store.Tx) error { return store.SaveKnown(tx, &yes) }); terang.KindOf(err) != terang.Conflict {
			t.Errorf("a write on an old revision: %v", err)
		}
		if read, err = store.Contact(ctx, db, "ws", "c"); err != nil || read.Consent[terang.ClassMarketing].Given || read.Revision != 1 {
			t.Errorf("%+v, %v", read, err)
		}
	})
}

func TestEventsAndSchedulesAreTakenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		e := store.Event{ID: "e", WorkspaceID: "ws", Name: "order.delayed", Person: "p", Data: "{}", At: noon, ReceivedAt: noon}
		s := store.Schedule{WorkspaceID: "ws", Playbook: "hello", Spec: "0 9 * * 1 premium", NextAt: noon}
		if err := db.Write(ctx, func(tx *store.Tx) error { return store.InsertSchedule(tx, s) }); err != nil {
			t.Fatal(err)
		}
		fresh, moved := 0, 0
		for range 3 {
			err := db.Write(ctx, func(tx *store.Tx) error {
				new, err := store.InsertEvent(tx, e)
				if err != nil {
					return err
				}
				first, err := store.MoveSchedule(tx, s, noon.Add(time.Hour))
				if new {
					fresh++
				}
				if first {
					moved++
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if fresh != 1 || moved != 1 {
			t.Errorf("the event was new %d times, the schedule moved %d times", fresh, moved)
		}
		var gone int64
		err := db.Write(ctx, func(tx *store.Tx) (err error) {
			gone, err = store.PruneEvents(tx, noon.Add(time.Second), 10)
			return err
		})
		if err != nil || gone != 1 {
			t.Errorf("%d events removed, %v", gone, err)
		}
	})
}
