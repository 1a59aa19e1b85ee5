package audience_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/engine"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// asleep puts a run to sleep that the contact began in a talk.
func (w *world) asleep(c terang.Conversation, d time.Duration) { w.asleepIn(c, "late@1", d) }

func (w *world) asleepIn(c terang.Conversation, playbook string, d time.Duration) {
	w.t.Helper()
	state, err := json.Marshal(engine.Run{Playbook: playbook, Path: "1"})
	if err != nil {
		w.t.Fatal(err)
	}
	now := w.Now()
	err = w.Store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := store.InsertRun(tx, store.Run{
			ID: w.ID("run"), WorkspaceID: scene.Workspace, Kind: store.RunSleep, Playbook: playbook, Single: "late", ContactID: c.ContactID, Person: "x:CUS-1",
			ConversationID: c.ID, StartedBy: "conversation", Class: terang.ClassService, State: string(state), Event: "order.delivered", Timed: true,
			WakeAt: now.Add(d), DueAt: now.Add(d), CreatedAt: now,
		})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestWhatWasAskedForComesUnlessTheContactStoppedItOrSleeps: an answer that takes its time needs no consent, but a stop that
// came after it was asked for ends it, and at night it waits.
func TestWhatWasAskedForComesUnlessTheContactStoppedItOrSleeps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db) // ten in the morning
		c := w.customer("CUS-1")
		w.consent(c, "", false)
		w.Pass(time.Second)
		w.asleep(c, time.Hour) // asked for after the stop
		w.Pass(2 * time.Hour)
		w.due()
		if said := w.said(c.ID); len(said) != 1 || !strings.Contains(said[0], "Belum tiba") {
			t.Fatalf("asked for: %q", said)
		}
		w.asleep(c, time.Hour)
		w.Pass(time.Second)
		w.consent(c, "", false)
		w.Pass(2 * time.Hour)
		w.due()
		if said := w.said(c.ID); len(said) != 1 {
			t.Errorf("after a stop: %q", said)
		}
		if got := w.outcomesOf(c); !strings.Contains(got, "late:no_consent") {
			t.Errorf("runs: %s", got)
		}
		w.asleep(c, 11*time.Hour)
		w.Pass(12 * time.Hour) // two in the morning
		w.due()
		if said := w.said(c.ID); len(said) != 1 {
			t.Errorf("at night: %q", said)
		}
		w.Pass(7 * time.Hour)
		w.due()
		if said := w.said(c.ID); len(said) != 2 {
			t.Errorf("in the morning: %q", said)
		}
		w.Pass(12*time.Hour + 40*time.Minute) // ten to ten in the evening, and the contact is there
		w.asleep(c, 10*time.Second)
		w.Write(c.ID, "m1", "halo")
		for range 1000 {
			if !w.Conversation(c.ID).TurnDue {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		before := len(w.said(c.ID))
		w.Pass(20 * time.Second)
		w.due()
		if said := w.said(c.ID); len(said) != before+1 {
			t.Errorf("in the middle of a talk: %q", said)
		}
	})
}

// TestAHandOverThatNobodyAskedForCountsAsBegun: the notice that a person takes over is the first that the contact hears, so it
// needs what every first message needs.
func TestAHandOverThatNobodyAskedForCountsAsBegun(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.event("e1", "agent.needed", "CUS-1", nil)
		w.due()
		if said := w.said(c.ID); len(said) != 1 || !strings.Contains(said[0], "Petugas kami") {
			t.Fatalf("said %q, runs %s", said, w.outcomesOf(c))
		}
		k, err := store.Contact(context.Background(), db, scene.Workspace, c.ContactID)
		if err != nil || len(k.Reached[terang.ClassService]) != 1 {
			t.Errorf("reached %v, %v", k.Reached, err)
		}
		if w.Conversation(c.ID).Holder != terang.HolderQueue {
			t.Error("no person was asked for")
		}
	})
}

// TestAPromiseThatCannotBeKeptGoesToAPerson: the contact waits for it, so that its playbook is gone is no reason for silence.
func TestAPromiseThatCannotBeKeptGoesToAPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.asleepIn(c, "late@7", time.Hour)
		w.Pass(2 * time.Hour)
		w.due()
		if said := w.said(c.ID); len(said) != 1 || !strings.Contains(said[0], "petugas") || w.Conversation(c.ID).Holder != terang.HolderQueue {
			t.Errorf("said %q, with %s", said, w.Conversation(c.ID).Holder)
		}
		if got := w.outcomesOf(c); got != "late@7:gone" {
			t.Errorf("runs: %s", got)
		}
	})
}
