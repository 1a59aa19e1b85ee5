package delivery_test

import (
	"context"
	"slices"
	"testing"

	"terang"
	"terang/delivery"
	"terang/gate"
	"terang/internal/scene"
	"terang/person"
	"terang/store"
	"terang/store/storetest"
)

// circle is a scene in which agents merge contacts.
type circle struct {
	*scene.Scene
	t *testing.T
}

// merge makes two contacts one person; stale is what it tells of those whom it concerns.
func (c circle) merge(a, b terang.Conversation, stale func(contactID string)) store.Merge {
	c.t.Helper()
	s := person.Service{Store: c.Store, Clock: c.Now, IDs: c.ID, Zone: c.Delivery.Night, Stale: stale}
	m, err := s.Merge(context.Background(), person.Merge{WorkspaceID: scene.Workspace, ContactID: a.ContactID, OtherID: b.ContactID, By: "agent:agt_1"})
	if err != nil {
		c.t.Fatal(err)
	}
	return m
}

func (c circle) unmerge(m store.Merge) {
	c.t.Helper()
	s := person.Service{Store: c.Store, Clock: c.Now, IDs: c.ID, Zone: c.Delivery.Night, Stale: c.Delivery.Stale}
	if err := s.Unmerge(context.Background(), scene.Workspace, m.ContactID, m.ID, "agent:agt_1"); err != nil {
		c.t.Fatal(err)
	}
}

// says records what a contact agrees to.
func (c circle) says(id string, class terang.Class, given bool) {
	c.t.Helper()
	_, err := c.Delivery.Change(context.Background(), scene.Workspace, id, func(_ *store.Tx, th *delivery.Thread) error {
		return th.Know(func(k terang.Contact) terang.Contact { return k.WithConsent(class, given, th.Now, "test") })
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// begin has the brand begin a talk; it returns why the gate refused, nothing where it did not.
func (c circle) begin(id string, class terang.Class) []gate.Reason {
	c.t.Helper()
	th, err := c.Delivery.Change(context.Background(), scene.Workspace, id, begins(class))
	if err != nil {
		c.t.Fatal(err)
	}
	return whyHeld(th)
}

func begins(class terang.Class) func(*store.Tx, *delivery.Thread) error {
	return func(_ *store.Tx, th *delivery.Thread) error {
		th.Begins(class)
		d := answer("Ada kabar tentang pesanan Anda hari ini.")
		d.Purpose = terang.ForProactive
		_, err := th.Say(d)
		return err
	}
}

func whyHeld(th *delivery.Thread) (out []gate.Reason) {
	for _, h := range th.Held() {
		out = append(out, h.Reasons...)
	}
	return out
}

func (c circle) wants(what string, got []gate.Reason, want ...gate.Reason) {
	c.t.Helper()
	if !slices.Equal(got, want) {
		c.t.Errorf("%s: refused for %v, want %v", what, got, want)
	}
}

// TestTheNoOfOneHoldsForAllOfAMergedPerson: what the brand begins is refused by the gate for another contact's no, and no more
// once the merge is taken back.
func TestTheNoOfOneHoldsForAllOfAMergedPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := circle{scene.New(t, db), t}
		one, other := c.Open(), c.Open()
		c.says(one.ID, terang.ClassMarketing, true)
		c.says(other.ID, terang.ClassMarketing, false)
		c.wants("apart", c.begin(one.ID, terang.ClassMarketing))
		m := c.merge(one, other, c.Delivery.Stale)
		c.wants("merged", c.begin(one.ID, terang.ClassMarketing), gate.NoConsent)
		c.wants("merged, of a class that needs no yes", c.begin(one.ID, terang.ClassSecurity))
		c.unmerge(m)
		c.wants("apart again", c.begin(one.ID, terang.ClassMarketing))
		c.wants("the one who said no", c.begin(other.ID, terang.ClassMarketing), gate.NoConsent)
	})
}

// TestAMergedPersonHasOneWeek: talks that were begun with one contact use up the week of the other.
func TestAMergedPersonHasOneWeek(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := circle{scene.New(t, db), t}
		one, other := c.Open(), c.Open()
		c.says(one.ID, terang.ClassMarketing, true)
		c.says(other.ID, terang.ClassMarketing, true)
		for range terang.WeeklyMarketing {
			c.wants("within the week", c.begin(other.ID, terang.ClassMarketing))
		}
		m := c.merge(one, other, c.Delivery.Stale)
		c.wants("merged", c.begin(one.ID, terang.ClassMarketing), gate.OverBudget)
		c.wants("security", c.begin(one.ID, terang.ClassSecurity))
		c.unmerge(m)
		c.wants("apart", c.begin(one.ID, terang.ClassMarketing))
	})
}

// TestAMergeWhileATurnRuns: a turn that read the contact before a merge, on this node or another, decides by what holds when it
// is stored; an answer to what was asked goes out once, and is the contact's own.
func TestAMergeWhileATurnRuns(t *testing.T) {
	for name, elsewhere := range map[string]bool{"on this node": false, "on another node": true} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				c := circle{scene.New(t, db), t}
				one, other := c.Open(), c.Open()
				c.says(one.ID, terang.ClassMarketing, true)
				c.says(other.ID, terang.ClassMarketing, false)
				c.Write(one.ID, "q", "jam berapa buka?")
				read, known, err := store.Thread(t.Context(), db, scene.Workspace, one.ID)
				if err != nil {
					t.Fatal(err)
				}
				stale := c.Delivery.Stale
				if elsewhere {
					stale = func(string) {}
				}
				c.merge(one, other, stale)
				th, err := c.Delivery.ChangeFrom(t.Context(), read, known, begins(terang.ClassMarketing))
				if err == nil && len(whyHeld(th)) == 0 {
					t.Error("a talk was begun by what was true before the merge")
				}
				if err != nil && terang.KindOf(err) != terang.Conflict {
					t.Error(err)
				}
				c.wants("decided again", c.begin(one.ID, terang.ClassMarketing), gate.NoConsent)
				if _, err := c.Delivery.Change(t.Context(), scene.Workspace, one.ID, func(_ *store.Tx, th *delivery.Thread) error {
					_, err := th.Say(answer("Toko buka pukul 8 sampai 17."))
					return err
				}); err != nil {
					t.Fatal(err)
				}
				if n, m := len(c.Messages(one.ID)), len(c.Messages(other.ID)); n != 2 || m != 0 {
					t.Errorf("%d messages of the one and %d of the other, want 2 and 0", n, m)
				}
			})
		})
	}
}
