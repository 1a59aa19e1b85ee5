package desk_test

import (
	"fmt"
	"testing"
	"time"

	"terang"
	"terang/desk"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// TestAQueueKnowsItsPaceAfterARestart: how long others waited is read from how their hand-overs went.
func TestAQueueKnowsItsPaceAfterARestart(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		began := s.Now()
		for i := range 12 {
			id, came := fmt.Sprint("cnv_", i), began.Add(time.Duration(i)*4*time.Minute)
			if err := db.Write(ctx, func(tx *store.Tx) error {
				if err := store.InsertHandOver(tx, store.HandOver{ID: fmt.Sprint("ho_", i), WorkspaceID: scene.Workspace, ConversationID: id, At: came, Reason: terang.ReasonAsked}); err != nil {
					return err
				}
				return store.ClaimHandOver(tx, id, rina.ID, came.Add(6*time.Minute))
			}); err != nil {
				t.Fatal(err)
			}
		}
		taken := store.HandOver{ID: "ho_taken", WorkspaceID: scene.Workspace, ConversationID: "cnv_taken", At: began.Add(time.Minute), Reason: terang.ReasonTaken, AgentID: rina.ID}
		if err := db.Write(ctx, func(tx *store.Tx) error { return store.InsertHandOver(tx, taken) }); err != nil {
			t.Fatal(err)
		}
		s.Pass(55 * time.Minute)
		c := s.Open()
		owe(t, s, c.ID, terang.PromiseReply, 2*time.Hour)
		k, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{Hours: func(string) terang.Text { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		c = s.Conversation(c.ID)
		if d := k.Situation(&c); d.Place != 1 || d.Queue != 1 || d.Wait.To != 0 {
			t.Errorf("while nobody is there: %+v", d)
		}
		if err := k.SetPresence(ctx, rina, desk.Online); err != nil {
			t.Fatal(err)
		}
		defer k.Connect(scene.Workspace, rina.ID)()
		d := k.Situation(&c)
		if d.Online != 1 || d.Wait.From > 4*time.Minute || d.Wait.To < 4*time.Minute || d.Wait.To > 10*time.Minute {
			t.Errorf("claims every four minutes: %+v", d)
		}
		if _, online, wait, err := k.Place(ctx, c); err != nil || !online || wait != d.Wait {
			t.Errorf("the place says %v, %v, the situation %v; %v", online, wait, d.Wait, err)
		}
		next := k.Situation(&terang.Conversation{ID: "cnv_new", WorkspaceID: scene.Workspace})
		if next.Place != 0 || next.Wait.To < d.Wait.To {
			t.Errorf("who comes now: %+v", next)
		}
	})
}

func TestADeskIsFull(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina, budi := s.Agent("Rina"), s.Agent("Budi")
	limit := 2
	k, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{Hours: func(string) terang.Text { return nil }, Full: func(string) int { return limit }})
	if err != nil {
		t.Fatal(err)
	}
	full := func() bool { return k.Availability(scene.Workspace).Full }
	wait := func(n int) {
		for i := range n {
			c := terang.Conversation{ID: fmt.Sprint(n, i), WorkspaceID: scene.Workspace, Holder: terang.HolderQueue, Status: terang.Open, WaitingSince: s.Now()}
			k.Watch(&terang.Event{Conversation: c, At: s.Now()})
		}
	}
	wait(2)
	if full() {
		t.Error("full while nobody is there: then nobody is, which is another thing")
	}
	for i, a := range []store.Agent{rina, budi} {
		if err := k.SetPresence(ctx, a, desk.Online); err != nil {
			t.Fatal(err)
		}
		defer k.Connect(scene.Workspace, a.ID)()
		if got, want := full(), i == 0; got != want {
			t.Errorf("with %d agents and two who wait: full %v", i+1, got)
		}
	}
	if limit = 0; full() {
		t.Error("two who wait fill a desk whose brand states no limit")
	}
	if wait(desk.DefaultFull * 2); !full() {
		t.Error("more than the default wait, and it is not full")
	}
}
