package assistant_test

import (
	"strings"
	"testing"
	"time"

	"terang"
	"terang/action"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// TestAnotherPersonAtTheSameBrowserIsToldNothing: who proves to be somebody else gets neither what was remembered of the one
// before, nor their runs, nor what the talk had found out about them; and the runs of the one before find no way to them.
func TestAnotherPersonAtTheSameBrowserIsToldNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		who := "CUS-1"
		b := &brand{do: func(r action.Request) (action.Result, error) {
			switch r.Action {
			case "verify_start":
				return action.Result{Status: 201, Data: map[string]any{"verification_id": "vrf_" + who, "masked": "+62 812-****-4321"}}, nil
			case "verify_check":
				return action.Result{Status: 200, Data: map[string]any{"customer_id": who, "customer_name": "Nama " + who, "customer_token": "tok-" + who}}, nil
			case "order_get":
				return action.Result{Status: 404}, terang.Fail(terang.NotFound, "action_not_found")
			}
			return action.Result{}, terang.Fail(terang.Unavailable, "action_timeout")
		}}
		start(t, s, b)
		c := s.Open()
		verify := func(client, question string) {
			s.Write(c.ID, client, question)
			settle(t, s, c.ID)
			s.Write(c.ID, client+"b", "482915")
			settle(t, s, c.ID)
		}
		verify("a", "TRG-1042 sudah sampai mana?")
		sleeper := store.Run{
			ID: "run_1", WorkspaceID: c.WorkspaceID, Kind: store.RunSleep, Playbook: "x@1", Single: "x", ContactID: c.ContactID, Person: "x:CUS-1", State: "{}",
			WakeAt: s.Now().Add(time.Hour), DueAt: s.Now().Add(time.Hour), CreatedAt: s.Now(),
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			k, err := store.Contact(t.Context(), tx.Reader(), c.WorkspaceID, c.ContactID)
			if err != nil {
				return err
			}
			if k.ExternalID != "CUS-1" {
				t.Errorf("verified as %q", k.ExternalID)
			}
			k = k.WithAttribute("city", terang.Attribute{Value: "Rahasia Bogor", Purpose: "delivery", At: s.Now()})
			k.Segments = []string{"premium"}
			if err := store.SetSegments(tx, &k, k.Segments, nil, s.Now()); err != nil {
				return err
			}
			_, err = store.InsertRun(tx, sleeper)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Delivery.Stale(c.ContactID)
		if !strings.Contains(string(s.Conversation(c.ID).State), "CUS-1") {
			t.Fatal("the talk does not remember who is there")
		}

		s.Pass(time.Hour) // the proof has run out, and somebody else sits down
		who = "CUS-2"
		verify("b", "TRG-2000 sudah sampai mana?")
		k, err := store.Contact(t.Context(), db, c.WorkspaceID, c.ContactID)
		if err != nil || k.ExternalID != "CUS-2" || len(k.Attributes) > 0 || len(k.Segments) > 0 {
			t.Errorf("%s has %v %v %v", k.ExternalID, k.Attributes, k.Segments, err)
		}
		if n, err := store.CountMembers(t.Context(), db, c.WorkspaceID, "premium"); err != nil || n > 0 {
			t.Errorf("%d members, %v", n, err)
		}
		if state := string(s.Conversation(c.ID).State); strings.Contains(state, "CUS-1") || !strings.Contains(state, "CUS-2") {
			t.Errorf("the talk still knows of the one before: %s", state)
		}
		if runs, err := store.Runs(t.Context(), db, c.WorkspaceID, "x:CUS-2", 10); err != nil || len(runs) > 0 {
			t.Errorf("runs of somebody else: %v %v", runs, err)
		}
		if runs, err := store.Runs(t.Context(), db, c.WorkspaceID, "x:CUS-1", 10); err != nil || len(runs) != 1 {
			t.Errorf("own runs: %v %v", runs, err)
		}
		noWay(t, db, s.Now())
	})
}

// noWay checks that what is due finds no conversation.
func noWay(t *testing.T, db *store.DB, now time.Time) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := store.ClaimRuns(tx, "n", now, now.Add(time.Minute), 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	due, err := store.ClaimedRuns(t.Context(), db, "n", now.Add(time.Minute), []string{"web"})
	if err != nil || len(due) != 1 || due[0].Conversation.ID != "" {
		t.Errorf("what is about one person goes to another: %d due, %v", len(due), err)
	}
}
