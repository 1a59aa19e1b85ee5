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

// promised puts a contact into the store with n promises, an hour after another.
func promised(t *testing.T, db *store.DB, n int) []terang.Promise {
	t.Helper()
	out := make([]terang.Promise, n)
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		if err := store.InsertContact(tx, terang.Contact{ID: "con_1", WorkspaceID: "ws", Name: "Sari", Language: terang.Indonesian, CreatedAt: noon}); err != nil {
			return err
		}
		for i := range out {
			out[i] = terang.Promise{
				ID: fmt.Sprintf("prm_%03d", i), WorkspaceID: "ws", ConversationID: "cnv_1", ContactID: "con_1", Kind: terang.PromiseReply, Words: "dijawab",
				MadeBy: terang.MadeByAssistant, CreatedAt: noon, DueAt: noon.Add(time.Duration(i+1) * time.Hour),
			}
			if err := store.InsertPromise(tx, out[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func claimPromises(t *testing.T, db *store.DB, now, until time.Time, limit int) []store.ClaimedPromise {
	t.Helper()
	var out []store.ClaimedPromise
	if err := db.Write(context.Background(), func(tx *store.Tx) (err error) {
		out, err = store.ClaimPromises(tx, now, until, limit)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func writePromise(t *testing.T, db *store.DB, fn func(tx *store.Tx) error) error {
	t.Helper()
	return db.Write(context.Background(), fn)
}

func TestADuePromiseIsTakenByOneNode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		promised(t, db, 120)
		now := noon.Add(100 * time.Hour)
		var mu sync.Mutex
		var wg sync.WaitGroup
		taken := map[string]int{}
		for range 4 {
			wg.Go(func() {
				for {
					batch := claimPromises(t, db, now, now.Add(time.Hour), 7)
					if len(batch) == 0 {
						return
					}
					mu.Lock()
					for _, p := range batch {
						taken[p.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(taken) != 100 {
			t.Fatalf("%d taken, want those that are to be looked at: 100", len(taken))
		}
		for id, n := range taken {
			if n != 1 {
				t.Errorf("%s was taken %d times", id, n)
			}
		}
		next, err := store.NextPromiseAt(context.Background(), db)
		if want := noon.Add(101*time.Hour - 15*time.Minute); err != nil || !next.Equal(want) && !next.Equal(now.Add(time.Hour)) {
			t.Errorf("next at %s, %v; want %s or the end of the lease", next, err, want)
		}
	})
}

// TestAPromiseIsBrokenOnceAndOnlyByWhoHasIt: a node whose lease ran out, and one that comes after the promise was kept, change
// nothing.
func TestAPromiseIsBrokenOnceAndOnlyByWhoHasIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := promised(t, db, 1)[0]
		now := p.DueAt
		slow := claimPromises(t, db, now, now.Add(time.Second), 10)
		now = now.Add(2 * time.Second)
		quick := claimPromises(t, db, now, now.Add(time.Second), 10)
		if len(slow) != 1 || len(quick) != 1 || slow[0].Words != "dijawab" {
			t.Fatalf("taken %d and %d", len(slow), len(quick))
		}
		broke := func(c store.ClaimedPromise) error {
			c.BrokenAt, c.ToldAt = now, now
			return writePromise(t, db, func(tx *store.Tx) error { return store.BreakPromise(tx, c, time.Time{}) })
		}
		if err := broke(slow[0]); !store.PromiseLost(err) {
			t.Errorf("the slow node: %v", err)
		}
		if err := broke(quick[0]); err != nil {
			t.Errorf("the quick node: %v", err)
		}
		if err := broke(quick[0]); !store.PromiseLost(err) {
			t.Errorf("a second time: %v", err)
		}
		if next, err := store.NextPromiseAt(context.Background(), db); err != nil || !next.IsZero() {
			t.Errorf("looked at again at %s, %v", next, err)
		}
		if err := writePromise(t, db, func(tx *store.Tx) error { return store.KeepPromise(tx, "ws", p.ID, "agt_1", now) }); err != nil {
			t.Fatal(err)
		}
		got, err := store.Promise(context.Background(), db, "ws", p.ID)
		if err != nil || got.State() != terang.PromiseKept || got.KeptBy != "agt_1" || got.BrokenAt.IsZero() {
			t.Errorf("kept late: %+v, %v", got, err)
		}
		if err := writePromise(t, db, func(tx *store.Tx) error { return store.CancelPromise(tx, "ws", p.ID, now) }); terang.KindOf(err) != terang.Conflict {
			t.Errorf("taken back after it was kept: %v", err)
		}
	})
}

func TestListsOfPromises(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		all := promised(t, db, 5)
		elsewhere := func(tx *store.Tx) error { return store.KeepPromise(tx, "elsewhere", all[0].ID, "agt_1", noon) }
		if err := writePromise(t, db, elsewhere); terang.KindOf(err) != terang.Conflict {
			t.Errorf("kept from another workspace: %v", err)
		}
		if err := writePromise(t, db, func(tx *store.Tx) error {
			if err := store.KeepPromise(tx, "ws", all[4].ID, "agt_1", noon); err != nil {
				return err
			}
			moved := all[3]
			moved.DueAt = noon.Add(30 * time.Minute)
			return store.MovePromise(tx, moved)
		}); err != nil {
			t.Fatal(err)
		}
		list := func(q store.PromiseQuery) string {
			t.Helper()
			q.WorkspaceID = "ws"
			if q.Limit == 0 {
				q.Limit = 10
			}
			items, err := store.Promises(ctx, db, q)
			if err != nil {
				t.Fatal(err)
			}
			s := ""
			for _, p := range items {
				s += p.ID[len(p.ID)-1:]
				if p.ContactName != "Sari" {
					t.Errorf("contact %q", p.ContactName)
				}
			}
			return s
		}
		for _, c := range []struct {
			name string
			q    store.PromiseQuery
			want string
		}{
			{"open, the earliest first", store.PromiseQuery{View: store.PromisesOpen}, "3012"},
			{"due", store.PromiseQuery{View: store.PromisesDue, Before: noon.Add(time.Hour)}, "30"},
			{"broken", store.PromiseQuery{View: store.PromisesBroken}, ""},
			{"all, the latest first", store.PromiseQuery{View: store.PromisesAll}, "42103"},
			{"of the desk", store.PromiseQuery{View: store.PromisesOpen, Owner: store.OwnerDesk}, "3012"},
			{"of an agent", store.PromiseQuery{View: store.PromisesOpen, Owner: "agt_1"}, ""},
			{"of another conversation", store.PromiseQuery{View: store.PromisesOpen, ConversationID: "cnv_2"}, ""},
			{"one more than asked for", store.PromiseQuery{View: store.PromisesOpen, Limit: 2}, "301"},
			{"the next page", store.PromiseQuery{View: store.PromisesOpen, After: &store.Cursor{At: store.Millis(all[0].DueAt), ID: all[0].ID}}, "12"},
			{"the next page of all", store.PromiseQuery{View: store.PromisesAll, After: &store.Cursor{At: store.Millis(all[1].DueAt), ID: all[1].ID}}, "03"},
		} {
			if got := list(c.q); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
		counts, err := store.CountPromises(ctx, db, "ws", "", noon.Add(time.Hour))
		if want := (store.PromiseCounts{Open: 4, DueSoon: 2}); err != nil || counts != want {
			t.Errorf("%+v, %v; want %+v", counts, err, want)
		}
		for owner, want := range map[string]int{store.OwnerDesk: 4, "agt_1": 0} {
			if counts, err := store.CountPromises(ctx, db, "ws", owner, noon); err != nil || counts.Open != want {
				t.Errorf("owner %s: %+v, %v", owner, counts, err)
			}
		}
	})
}
