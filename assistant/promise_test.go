package assistant_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/engine"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// ledger reads what is owed in a conversation, and checks that the conversation says the same.
func ledger(t *testing.T, s *scene.Scene, id string) []terang.Promise {
	t.Helper()
	listed, err := store.Promises(context.Background(), s.Store, store.PromiseQuery{WorkspaceID: scene.Workspace, View: store.PromisesOpen, ConversationID: id, Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	owed := make([]terang.Promise, len(listed))
	for i, p := range listed {
		owed[i] = p.Promise
	}
	if own := s.Conversation(id).Owed(""); len(own) != len(owed) {
		t.Errorf("the conversation owes %+v, the ledger %+v", own, owed)
	}
	return owed
}

func said(s *scene.Scene, id, words string) (n int) {
	for _, m := range s.Messages(id) {
		if m.Direction == terang.Out && strings.Contains(m.Content.Text, words) {
			n++
		}
	}
	return n
}

// TestWhatTheAssistantPromisesIsOwed: nobody is there, so the contact is told a time; it stands in the ledger once, however often
// they ask, and going back to the assistant takes it back.
func TestWhatTheAssistantPromisesIsOwed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		a := start(t, s, &brand{})
		c := s.Open()
		s.Write(c.ID, "a", "saya mau bicara dengan petugas")
		settle(t, s, c.ID)
		owed := ledger(t, s, c.ID)
		if len(owed) != 1 || owed[0].Kind != terang.PromiseReply || owed[0].MadeBy != terang.MadeByAssistant || owed[0].Owner != "" || said(s, c.ID, strings.TrimSuffix(owed[0].Words, ".")) != 1 {
			t.Fatalf("owed %+v", owed)
		}
		if next, err := store.NextPromiseAt(context.Background(), db); err != nil || !next.Equal(owed[0].WarnAt().Truncate(time.Millisecond)) {
			t.Errorf("looked at at %s, %v", next, err)
		}
		s.Pass(10 * time.Minute)
		s.Write(c.ID, "b", "halo, masih lama?")
		settle(t, s, c.ID)
		if again := ledger(t, s, c.ID); len(again) != 1 || again[0] != owed[0] {
			t.Fatalf("after asking again %+v", again)
		}
		ctx := context.Background()
		wish := &engine.Reach{Kind: terang.PromiseCall, To: "+6281234567890"}
		if err := a.Do(ctx, scene.Workspace, c.ID, engine.Input{Kind: engine.InputReach, Reach: wish}); err != nil {
			t.Fatal(err)
		}
		if owed := ledger(t, s, c.ID); len(owed) != 1 || owed[0].Kind != terang.PromiseCall || owed[0].Reach != wish.To {
			t.Fatalf("after asking to be called %+v", owed)
		}
		if err := a.Do(ctx, scene.Workspace, c.ID, engine.Input{Kind: engine.InputAssistantRequested}); err != nil {
			t.Fatal(err)
		}
		for _, p := range ledger(t, s, c.ID) {
			if p.Kind == terang.PromiseReply {
				t.Errorf("an answer is still owed to who went back to the assistant: %+v", p)
			}
		}
	})
}

// TestABrokenPromiseIsAdmittedOnce: whoever writes at night hears it from the assistant, and the desk says nothing in the
// morning; whom the desk has told does not hear it again with the next answer.
func TestABrokenPromiseIsAdmittedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		start(t, s, &brand{})
		ctx, admitted := context.Background(), "tidak kami tepati"
		waker, sleeper := s.Open(), s.Open()
		s.Pass(10 * time.Hour) // eight in the evening; the answer is due after the night quiet begins
		for _, id := range []string{waker.ID, sleeper.ID} {
			s.Write(id, "a", "saya mau bicara dengan petugas")
			settle(t, s, id)
		}
		dueAt := ledger(t, s, waker.ID)[0].DueAt
		night := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC) // ten in the evening, long after
		if dueAt.After(night) {
			t.Fatalf("due at %s", dueAt)
		}
		s.Pass(night.Sub(s.Now()))
		look := func() {
			t.Helper()
			if _, err := s.Desk.Due(ctx); err != nil {
				t.Fatal(err)
			}
		}
		look()
		look()
		if n := said(s, waker.ID, admitted); n != 0 {
			t.Fatalf("told %d times at night", n)
		}
		s.Write(waker.ID, "b", "kok belum dibalas?")
		if settle(t, s, waker.ID); said(s, waker.ID, admitted) != 1 {
			t.Fatalf("who asks at night is told %d times", said(s, waker.ID, admitted))
		}
		s.Pass(11 * time.Hour)
		look()
		if n := said(s, sleeper.ID, admitted); n != 1 {
			t.Fatalf("who slept is told %d times", n)
		}
		for _, id := range []string{waker.ID, sleeper.ID} {
			s.Write(id, "c", "masih lama?")
			settle(t, s, id)
			if n := said(s, id, admitted); n != 1 {
				t.Errorf("told %d times in the end", n)
			}
		}
	})
}
