package audience_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

func (w *world) segmentsOf(contactID string) []string {
	w.t.Helper()
	k, err := store.Contact(context.Background(), w.Store, scene.Workspace, contactID)
	if err != nil {
		w.t.Fatal(err)
	}
	return k.Segments
}

func TestTimeAloneBringsAContactIntoASegmentAndAnEventOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.due()
		w.event("b1", "basket.changed", "CUS-1", map[string]any{"items": 2})
		w.due()
		w.Pass(110 * time.Minute)
		w.due()
		if said := w.said(c.ID); len(said) != 0 {
			t.Fatalf("before two hours: %q", said)
		}
		w.Pass(11 * time.Minute)
		w.due()
		if said := w.said(c.ID); len(said) != 1 || !strings.Contains(said[0], "Keranjang") {
			t.Fatalf("after two hours: %q", said)
		}
		for range 3 { // it stays there: nothing begins again
			w.Pass(5 * time.Hour)
			w.due()
		}
		w.event("p1", "order.paid", "CUS-1", nil)
		w.due()
		if said := w.said(c.ID); len(said) != 2 || !strings.Contains(said[1], "tercatat") {
			t.Errorf("after the order: %q", said)
		}
		w.event("b2", "basket.changed", "CUS-1", nil)
		w.due()
		w.Pass(2*time.Hour + 5*time.Second)
		w.due()
		if said := w.said(c.ID); len(said) != 3 || !strings.Contains(said[2], "Keranjang") {
			t.Errorf("the next basket: %q", said)
		}
	})
}

func TestAnAttributeBringsAContactIntoASegment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.event("b", "beat.begin", "CUS-1", nil)
		for range 3 {
			w.due()
			w.Pass(time.Hour)
		}
		w.due()
		if said := w.said(c.ID); len(said) != 1 || !strings.Contains(said[0], "Tiga denyut") {
			t.Errorf("said %q", said)
		}
		if got := w.segmentsOf(c.ContactID); !slices.Equal(got, []string{"beaten"}) {
			t.Errorf("segments %q", got)
		}
		if k, err := store.Contact(context.Background(), db, scene.Workspace, c.ContactID); err != nil || len(k.Attributes) != 1 {
			t.Errorf("attributes %v, %v", k.Attributes, err)
		}
		w.Pass(48 * time.Hour) // the attribute is kept no longer, and nothing else has to happen for that
		w.due()
		if k, err := store.Contact(context.Background(), db, scene.Workspace, c.ContactID); err != nil || len(k.Attributes) != 0 {
			t.Errorf("attributes after their time: %v, %v", k.Attributes, err)
		}
		if got := w.segmentsOf(c.ContactID); len(got) != 0 {
			t.Errorf("segments after its time: %q", got)
		}
	})
}

func TestANewConversationOfTheSamePersonIsNoNewEntry(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.due()
		w.event("b1", "basket.changed", "CUS-1", nil)
		w.Pass(3 * time.Hour)
		w.due()
		later := w.customer("CUS-1")
		w.event("x", "other.thing", "CUS-1", nil)
		w.due()
		if first, second := w.said(c.ID), w.said(later.ID); len(first) != 1 || len(second) != 0 {
			t.Errorf("said %q and %q", first, second)
		}
		if was, is := w.segmentsOf(c.ContactID), w.segmentsOf(later.ContactID); len(was) != 0 || !slices.Equal(is, []string{"basket_left"}) {
			t.Errorf("segments %q and %q", was, is)
		}
	})
}

func TestNewSegmentsAreFilledQuietly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := context.Background()
		const people = 450 // more than two batches
		err := db.Write(ctx, func(tx *store.Tx) error {
			for i := range people {
				k := terang.Contact{ID: fmt.Sprintf("con_%03d", i), WorkspaceID: scene.Workspace, ExternalID: fmt.Sprint("C", i), Language: terang.Indonesian, CreatedAt: w.Now()}
				if err := store.InsertContact(tx, k); err != nil {
					return err
				}
				for n := range 3 * (i % 2) {
					if _, err := store.InsertEvent(tx, store.Event{ID: fmt.Sprintf("o%d-%d", i, n), WorkspaceID: scene.Workspace, Name: "order.paid", Person: store.PersonOf(k), Data: "{}", At: w.Now(), ReceivedAt: w.Now()}); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.due()
		if n, err := store.CountMembers(ctx, db, scene.Workspace, "premium"); err != nil || n != people/2 {
			t.Errorf("%d members, %v, want %d", n, err, people/2)
		}
		if w.outcomes.of(string(store.OutcomeNoChannel)) != 0 {
			t.Error("being found in a new segment began a playbook")
		}
	})
}
