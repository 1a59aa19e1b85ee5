package store_test

import (
	"context"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

// TestWhatHappenedToAStrangerIsTheirsOnceTheyAreKnownAndGoesWithThem: events from before and from after somebody proved who
// they are belong together, and an erasure leaves neither.
func TestWhatHappenedToAStrangerIsTheirsOnceTheyAreKnownAndGoesWithThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		write := func(fn func(tx *store.Tx) error) {
			t.Helper()
			if err := db.Write(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		event := func(id, person string) {
			write(func(tx *store.Tx) error {
				_, err := store.InsertEvent(tx, store.Event{ID: id, WorkspaceID: "ws", Name: "order.paid", Person: person, Data: "{}", At: noon, ReceivedAt: noon})
				return err
			})
		}
		count := func(person string) int {
			t.Helper()
			all, err := store.EventsOf(ctx, db, "ws", person, time.UnixMilli(0), "", 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		write(func(tx *store.Tx) error {
			return store.InsertContact(tx, terang.Contact{ID: "con_1", WorkspaceID: "ws", Language: terang.Indonesian, CreatedAt: noon})
		})
		event("before", "con_1")
		write(func(tx *store.Tx) error {
			if err := store.VerifyContact(tx, "ws", "con_1", "CUS-1", "Sari"); err != nil {
				return err
			}
			return store.MergePerson(tx, "ws", "con_1", "x:CUS-1", noon)
		})
		write(func(tx *store.Tx) error { // what was told in one conversation was brought to the other
			other := terang.Contact{ID: "con_2", WorkspaceID: "ws", ExternalID: "CUS-1", Language: terang.Indonesian, CreatedAt: noon}
			other = other.WithAttribute("city", terang.Attribute{Value: "Bogor", Purpose: "delivery", At: noon})
			other.Segments = []string{"premium"}
			if err := store.InsertContact(tx, other); err != nil {
				return err
			}
			return store.SetSegments(tx, &other, other.Segments, nil, noon)
		})
		event("after", "x:CUS-1")
		event("late", "con_1") // told by who read the contact's id a moment ago
		if n := count("x:CUS-1"); n != 2 {
			t.Errorf("%d events of the person", n)
		}
		write(func(tx *store.Tx) error { return store.EraseKnown(tx, "ws", "con_1", noon) })
		if n := count("x:CUS-1") + count("con_1"); n != 0 {
			t.Errorf("%d events after the erasure", n)
		}
		for _, id := range []string{"con_1", "con_2"} {
			k, err := store.Contact(ctx, db, "ws", id)
			if err != nil || len(k.Attributes)+len(k.Segments) > 0 {
				t.Errorf("%s keeps %v %v, %v", id, k.Attributes, k.Segments, err)
			}
		}
		if n, err := store.CountMembers(ctx, db, "ws", "premium"); err != nil || n > 0 {
			t.Errorf("%d members, %v", n, err)
		}
	})
}
