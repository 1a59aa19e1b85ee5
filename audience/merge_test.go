package audience_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"terang"
	"terang/internal/scene"
	"terang/person"
	"terang/store"
	"terang/store/storetest"
)

// merge makes two contacts one person.
func (w *world) merge(a, b terang.Conversation, stale func(string)) error {
	s := person.Service{Store: w.Store, Clock: w.Now, IDs: w.ID, Zone: w.Delivery.Night, Stale: stale}
	_, err := s.Merge(context.Background(), person.Merge{WorkspaceID: scene.Workspace, ContactID: a.ContactID, OtherID: b.ContactID, By: "agent:agt_1"})
	return err
}

// TestAMergeWhileATurnIsUnderWay: while the brand's system is asked, an agent merges the contact with one who said no, or whose week is
// used up. What the turn would have said is not said, on this node or another, and both are told nothing.
func TestAMergeWhileATurnIsUnderWay(t *testing.T) {
	for _, elsewhere := range []bool{false, true} {
		for _, why := range []string{"no_consent", "over_budget"} {
			t.Run(fmt.Sprintf("%s, elsewhere %v", why, elsewhere), func(t *testing.T) {
				storetest.Each(t, func(t *testing.T, db *store.DB) {
					w := newWorld(t, db)
					c, other := w.customer("CUS-1"), w.Open()
					w.consent(c, terang.ClassMarketing, true)
					w.consent(other, terang.ClassMarketing, why == "over_budget")
					if why == "over_budget" {
						w.useUp(other)
					}
					stale := w.Delivery.Stale
					if elsewhere {
						stale = func(string) {}
					}
					w.system.fail = func(n int) error {
						if n > 1 {
							return nil
						}
						return w.merge(c, other, stale)
					}
					w.event("e1", "offer.checked", "CUS-1", nil)
					for range 5 {
						w.due()
						w.Pass(10 * time.Minute)
					}
					if said := append(w.said(c.ID), w.said(other.ID)...); len(said) != 0 {
						t.Errorf("said %q", said)
					}
					if got := w.outcomesOf(c); got != "checked:"+why {
						t.Errorf("runs: %s", got)
					}
					if n := w.system.done()["9"]; n != 1 {
						t.Errorf("it was called under %d keys", n)
					}
				})
			})
		}
	}
}

// useUp counts as many talks as a week has.
func (w *world) useUp(c terang.Conversation) {
	w.t.Helper()
	err := w.Store.Write(context.Background(), func(tx *store.Tx) error {
		for range terang.WeeklyMarketing {
			k, err := store.Contact(context.Background(), tx.Reader(), scene.Workspace, c.ContactID)
			if err != nil {
				return err
			}
			k = k.WithReached(terang.ClassMarketing, w.Now())
			if err := store.SaveKnown(tx, &k); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Delivery.Stale(c.ContactID)
}
