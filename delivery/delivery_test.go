package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/delivery"
	"terang/inbox"
	"terang/internal/scene"
	"terang/provenance/receipt"
	"terang/store"
	"terang/store/storetest"
)

func answer(text string) terang.Draft {
	return terang.Draft{Author: terang.ByAI("ngram@1", "hours@1"), Purpose: terang.ForAnswer, Kind: terang.KindText, Language: terang.Indonesian, Content: terang.Content{Text: text}}
}

func say(t *testing.T, s *scene.Scene, id string, d terang.Draft) bool {
	t.Helper()
	var ok bool
	_, err := s.Delivery.Change(context.Background(), scene.Workspace, id, func(_ *store.Tx, th *delivery.Thread) error {
		var err error
		ok, err = th.Say(d)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func TestAMessageIsStoredOnceHoweverOftenItIsSent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		c := s.Open()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() { s.Write(c.ID, "same", "halo") })
		}
		wg.Wait()
		if m := s.Messages(c.ID); len(m) != 1 || m[0].Seq != 1 {
			t.Fatalf("%d messages stored, want 1", len(m))
		}
		if got := s.Conversation(c.ID); got.LastInbound != 1 || !got.TurnDue {
			t.Fatalf("last inbound %d, turn due %v", got.LastInbound, got.TurnDue)
		}
	})
}

func TestPositionsAreDenseAndNameTheOneBefore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		c := s.Open()
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() { s.Write(c.ID, fmt.Sprint("c", i), "halo") })
			wg.Go(func() { say(t, s, c.ID, answer(fmt.Sprint("Jawaban ", i))) })
		}
		wg.Wait()
		for i, m := range s.Messages(c.ID) {
			if m.Seq != int64(i)+1 || m.Prev != int64(i) {
				t.Fatalf("message %d has position %d after %d", i+1, m.Seq, m.Prev)
			}
		}
	})
}

func TestEachOutboundMessageHasOneReceiptThatVerifies(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		var ids []string
		for range 5 {
			ids = append(ids, s.Open().ID)
		}
		var wg sync.WaitGroup
		for i, id := range ids {
			for j := range 10 {
				wg.Go(func() { say(t, s, id, answer(fmt.Sprint("Jawaban ", i, j))) })
			}
		}
		wg.Wait()
		key, err := s.Log.Verifier(context.Background(), scene.Workspace)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int64]bool{}
		for _, id := range ids {
			for _, m := range s.Messages(id) {
				if m.Leaf < 0 || seen[m.Leaf] {
					t.Fatalf("message %s has leaf %d (seen before: %v)", m.ID, m.Leaf, seen[m.Leaf])
				}
				seen[m.Leaf] = true
				file, err := s.Log.Proof(context.Background(), scene.Workspace, m.ID)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := receipt.Verify(file, key); err != nil {
					t.Fatalf("receipt of %s: %v", m.ID, err)
				}
			}
		}
	})
}

func TestAFailedChangeLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		c := s.Open()
		mine := errors.New("mine")
		_, err := s.Delivery.Change(context.Background(), scene.Workspace, c.ID, func(_ *store.Tx, th *delivery.Thread) error {
			if _, err := th.Say(answer("Halo")); err != nil {
				return err
			}
			return mine
		})
		if !errors.Is(err, mine) {
			t.Fatalf("got %v", err)
		}
		if m := s.Messages(c.ID); len(m) != 0 {
			t.Fatalf("%d messages of a change that failed", len(m))
		}
		if size, _, err := s.Log.Head(context.Background(), scene.Workspace); err == nil && size != 0 {
			t.Fatalf("the log has %d leaves of a change that failed", size)
		}
	})
}

func TestAClockSetBackNeverMovesAConversationBack(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	c := s.Open()
	s.Write(c.ID, "a", "halo")
	before := s.Conversation(c.ID).LastAt
	s.Pass(-time.Hour)
	s.Write(c.ID, "b", "halo lagi")
	say(t, s, c.ID, answer("Halo"))
	for _, m := range s.Messages(c.ID)[1:] {
		if m.At.Before(before) {
			t.Fatalf("message %d is at %s, before %s", m.Seq, m.At, before)
		}
	}
}

func TestAnotherWorkspaceSeesNothing(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	c := s.Open()
	_, err := s.Delivery.Change(context.Background(), "ws_2", c.ID, func(*store.Tx, *delivery.Thread) error { return nil })
	if terang.KindOf(err) != terang.NotFound {
		t.Fatalf("got %v, want not found", err)
	}
	_, _, err = s.Inbox.Accept(context.Background(), inbox.Inbound{WorkspaceID: "ws_2", ConversationID: c.ID, ExternalID: "x", Text: "halo"})
	if terang.KindOf(err) != terang.NotFound {
		t.Fatalf("got %v, want not found", err)
	}
}
