package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

// circle is a small world of contacts that can be merged.
type circle struct {
	t   testing.TB
	db  *store.DB
	ws  string
	now time.Time
	n   int
}

func (c *circle) write(fn func(tx *store.Tx) error) error {
	return c.db.Write(context.Background(), fn)
}

func (c *circle) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *circle) contact(id, external string) string {
	c.t.Helper()
	k := terang.Contact{ID: id, WorkspaceID: c.ws, ExternalID: external, Name: "N " + id, Language: terang.Indonesian, CreatedAt: c.now}
	c.must(c.write(func(tx *store.Tx) error { return store.InsertContact(tx, k) }))
	return id
}

func (c *circle) merge(a, b string) (store.Merge, error) {
	c.n++
	m := store.Merge{ID: fmt.Sprintf("mrg_%s_%04d", c.ws, c.n), WorkspaceID: c.ws, ContactID: a, OtherID: b, By: "agent:a1", At: c.now.Add(time.Duration(c.n) * time.Second)}
	return m, c.write(func(tx *store.Tx) error { return store.InsertMerge(tx, m) })
}

func (c *circle) unmerge(m store.Merge) error {
	m.EndedAt, m.EndedBy, m.Why = c.now.Add(time.Hour), "agent:a1", store.MergeUndone
	return c.write(func(tx *store.Tx) error { return store.EndMerge(tx, m) })
}

// run lets a playbook sleep with a contact; it reports whether it does.
func (c *circle) run(id, contact, playbook string, at time.Time) bool {
	c.t.Helper()
	var lives bool
	c.must(c.write(func(tx *store.Tx) error {
		k, err := store.Contact(context.Background(), tx.Reader(), c.ws, contact)
		if err != nil {
			return err
		}
		lives, err = store.InsertRun(tx, store.Run{
			ID: id, WorkspaceID: c.ws, Kind: store.RunSleep, Playbook: playbook + "@1", Single: playbook, ContactID: contact, Person: store.PersonOf(k), StartedBy: "conversation",
			State: `{"of":"` + contact + `"}`, Event: "order.delivered", WakeAt: at.Add(time.Hour), DueAt: at.Add(time.Hour), CreatedAt: at,
		})
		return err
	}))
	return lives
}

func (c *circle) who(id string) string {
	c.t.Helper()
	parts, err := store.Person(context.Background(), c.db, c.ws, id, store.ByAny)
	c.must(err)
	var ids []string
	for _, k := range parts {
		ids = append(ids, k.ID)
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

// lives returns the runs that live with contacts, as a merge must leave them.
func (c *circle) lives(keys ...string) string {
	c.t.Helper()
	var out []string
	for _, key := range keys {
		runs, err := store.Runs(context.Background(), c.db, c.ws, key, 100)
		c.must(err)
		for _, r := range runs {
			if r.EndedAt.IsZero() {
				out = append(out, r.ID+r.State+fmt.Sprint(store.Millis(r.DueAt)))
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func refusal(err error) string {
	var e *terang.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}

func newCircle(t testing.TB, db *store.DB) *circle {
	return &circle{t: t, db: db, ws: "ws", now: time.UnixMilli(1_800_000_000_000).UTC()}
}

func TestAMergeMakesOnePersonOfAllThatHangTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCircle(t, db)
		c.contact("a", "CUS-1")
		c.contact("a2", "CUS-1")
		c.contact("b", "")
		c.contact("d", "")
		c.contact("x", "CUS-2")
		ab, err := c.merge("a", "b")
		c.must(err)
		_, err = c.merge("d", "b")
		c.must(err)
		for _, id := range []string{"a", "a2", "b", "d"} {
			if got := c.who(id); got != "a a2 b d" {
				t.Errorf("%s is one with %s", id, got)
			}
		}
		for want, pair := range map[string][2]string{"merge_contradicts": {"d", "x"}, "merge_same_person": {"a2", "d"}, "merge_with_itself": {"a", "a"}, "contact_not_found": {"a", "nobody"}} {
			if _, err := c.merge(pair[0], pair[1]); refusal(err) != want {
				t.Errorf("%v: %v, want %s", pair, err, want)
			}
		}
		c.must(c.unmerge(ab))
		if c.who("a") != "a a2" || c.who("d") != "b d" || c.who("x") != "x" {
			t.Errorf("after: %s | %s | %s", c.who("a"), c.who("d"), c.who("x"))
		}
		if err := c.unmerge(ab); refusal(err) != "merge_ended" {
			t.Errorf("taken back twice: %v", err)
		}
		proven, err := store.Person(context.Background(), db, c.ws, "b", store.ByProof)
		if err != nil || len(proven) != 1 {
			t.Errorf("a merge proves something: %v %v", proven, err)
		}
	})
}

func TestOnePlaybookLivesOnceWithAMergedPersonAndGoesOnAfter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCircle(t, db)
		c.contact("a", "CUS-1")
		c.contact("b", "")
		c.run("r_b", "b", "late", c.now)
		c.run("r_a", "a", "late", c.now.Add(time.Minute))
		c.run("r_b2", "b", "other", c.now)
		before := c.lives("x:CUS-1", "b")
		m, err := c.merge("a", "b")
		c.must(err)
		if got := c.lives("x:CUS-1", "b"); strings.Contains(got, "r_a{") || !strings.Contains(got, "r_b{") || !strings.Contains(got, "r_b2{") {
			t.Errorf("together live %s", got)
		}
		if c.run("r_new", "a", "late", c.now.Add(2*time.Minute)) {
			t.Error("the same playbook lives twice with one person")
		}
		c.must(c.unmerge(m))
		if got := c.lives("x:CUS-1", "b"); got != before {
			t.Errorf("after\n%s\nwant\n%s", got, before)
		}
	})
}

func TestWhoProvesToBeSomebodyElseLeaves(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCircle(t, db)
		c.contact("a", "CUS-1")
		c.contact("b", "")
		c.contact("d", "")
		_, err := c.merge("a", "b")
		c.must(err)
		_, err = c.merge("a", "d")
		c.must(err)
		c.must(c.write(func(tx *store.Tx) error {
			if err := store.VerifyContact(tx, c.ws, "b", "CUS-9", "Budi"); err != nil {
				return err
			}
			return store.Rejoin(tx, c.ws, "b", c.now.Add(time.Hour))
		}))
		if c.who("a") != "a d" || c.who("b") != "b" {
			t.Errorf("%s | %s", c.who("a"), c.who("b"))
		}
		merges, err := store.Merges(context.Background(), db, c.ws, "a")
		if err != nil || len(merges) != 1 || merges[0].OtherID != "d" {
			t.Errorf("what holds: %v %v", merges, err)
		}
		c.must(c.write(func(tx *store.Tx) error { // d proves to be the very person: the merge is no longer an agent's word
			if err := store.VerifyContact(tx, c.ws, "d", "CUS-1", "Ani"); err != nil {
				return err
			}
			return store.Rejoin(tx, c.ws, "d", c.now.Add(time.Hour))
		}))
		if err := c.unmerge(merges[0]); refusal(err) != "merge_proven" || c.who("d") != "a d" {
			t.Errorf("taken back: %v, %s", err, c.who("d"))
		}
	})
}

func TestCrossingMergesMakeOnePersonOrAreRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCircle(t, db)
		c.must(c.write(func(tx *store.Tx) error {
			return store.InsertWorkspace(tx, store.Workspace{ID: "ws", Name: "W", PublicKey: "pk", Pack: "shop", CreatedAt: c.now})
		}))
		c.contact("a", "CUS-1")
		c.contact("b", "")
		c.contact("x", "CUS-2")
		var wait sync.WaitGroup
		errs := make([]error, 6)
		for i, pair := range [][2]string{{"a", "b"}, {"b", "a"}, {"x", "b"}, {"b", "x"}, {"a", "x"}, {"x", "a"}} {
			wait.Go(func() {
				m := store.Merge{ID: fmt.Sprint("mrg_", i), WorkspaceID: "ws", ContactID: pair[0], OtherID: pair[1], By: "agent:a", At: c.now}
				errs[i] = db.Write(context.Background(), func(tx *store.Tx) error { return store.InsertMerge(tx, m) })
			})
		}
		wait.Wait()
		won := 0
		for i, err := range errs {
			switch {
			case err == nil:
				won++
			case terang.KindOf(err) != terang.Conflict:
				t.Errorf("%d: %v", i, err)
			}
		}
		if won != 1 || c.who("b") == "b" || c.who("b") == "a b x" {
			t.Errorf("%d won, b is one with %s: %v", won, c.who("b"), errs)
		}
	})
}

// TestMergesAndTheirTakingBackAreTheIdentity merges at random and takes all back in any order: contacts, runs and who is one
// with whom are as they were.
func TestMergesAndTheirTakingBackAreTheIdentity(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		world := 0
		rapid.Check(t, func(r *rapid.T) {
			world++
			c := newCircle(t, db)
			c.ws = fmt.Sprint("ws", world)
			id := func(n int) string { return fmt.Sprintf("w%d_%d", world, n) }
			size := rapid.IntRange(2, 6).Draw(r, "contacts")
			keys := map[string]bool{}
			for n := range size {
				external := rapid.SampledFrom([]string{"", "", "", "CUS-1", "CUS-2"}).Draw(r, "external")
				c.contact(id(n), external)
				keys[store.PersonOf(terang.Contact{ID: id(n), ExternalID: external})] = true
				if rapid.Bool().Draw(r, "sleeps") {
					c.run(fmt.Sprintf("run_%s", id(n)), id(n), rapid.SampledFrom([]string{"late", "cart"}).Draw(r, "playbook"), c.now.Add(time.Duration(n)*time.Minute))
				}
			}
			state := func() string {
				var out []string
				for n := range size {
					k, err := store.Contact(context.Background(), db, c.ws, id(n))
					c.must(err)
					k.Revision = 0
					b, err := json.Marshal(k)
					c.must(err)
					out = append(out, string(b), c.who(id(n)))
				}
				for k := range keys {
					out = append(out, c.lives(k))
				}
				slices.Sort(out)
				return strings.Join(out, "\n")
			}
			before := state()
			var made []store.Merge
			for range rapid.IntRange(1, 8).Draw(r, "merges") {
				m, err := c.merge(id(rapid.IntRange(0, size-1).Draw(r, "one")), id(rapid.IntRange(0, size-1).Draw(r, "other")))
				if err == nil {
					made = append(made, m)
				} else if terang.KindOf(err) != terang.Conflict {
					r.Fatal(err)
				}
			}
			for len(made) > 0 {
				i := rapid.IntRange(0, len(made)-1).Draw(r, "back")
				c.must(c.unmerge(made[i]))
				made = slices.Delete(made, i, i+1)
			}
			if after := state(); after != before {
				r.Fatalf("before\n%s\nafter\n%s", before, after)
			}
		})
	})
}
