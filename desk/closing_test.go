package desk_test

import (
	"slices"
	"testing"
	"time"

	"terang"
	"terang/desk"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// closer is a macro that closes the matter once it was sent.
func closer(t *testing.T, s *scene.Scene, a store.Agent) store.Macro {
	t.Helper()
	m := store.Macro{ID: "mac_close", WorkspaceID: scene.Workspace, Scope: store.MacroAll, Name: "Selesai", Resolves: true, CreatedBy: a.ID, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.SaveMacro(tx, m) }); err != nil {
		t.Fatal(err)
	}
	return m
}

// closing sends words of the macro.
func closing(t *testing.T, s *scene.Scene, a store.Agent, conversationID, clientID string, now bool) desk.Sent {
	t.Helper()
	x, err := s.Desk.Send(ctx, a, desk.Words{ConversationID: conversationID, ClientID: clientID, Text: "Sudah beres ya, Kak.", Macros: []string{"mac_close"}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func surveys(s *scene.Scene, id string) (n int) {
	for _, m := range s.Messages(id) {
		if m.Kind == terang.KindSurvey {
			n++
		}
	}
	return n
}

// TestAMacroClosesTheMatterWhenItsReplyLeaves: by itself, whoever still looks, after all that the agent sent, and once.
func TestAMacroClosesTheMatterWhenItsReplyLeaves(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := patient(s, "Rina")
		closer(t, s, rina)
		c := claimed(t, s, rina)
		closing(t, s, rina, c.ID, "r1", false)
		s.Pass(2 * time.Second)
		send(t, s, rina, c.ID, "r2", "Terima kasih.")
		if got := s.Conversation(c.ID); got.Status != terang.Open {
			t.Fatal("closed before the reply left")
		}
		s.Pass(3 * time.Second)
		leave(t, s)
		leave(t, s)
		if _, err := s.Desk.Resolve(ctx, rina, c.ID); err != nil { // an older console asks as well
			t.Fatal(err)
		}
		if got := said(s, c.ID); !slices.Equal(got, []string{"Sudah beres ya, Kak.", "Terima kasih."}) || len(mine(t, s, rina)) != 0 {
			t.Errorf("said %q, waiting %d", got, len(mine(t, s, rina)))
		}
		m := s.Messages(c.ID)
		if got := s.Conversation(c.ID); got.Status != terang.Resolved || surveys(s, c.ID) != 1 || m[len(m)-1].Kind != terang.KindSurvey {
			t.Errorf("%s, %d surveys, the last message is %s", got.Status, surveys(s, c.ID), m[len(m)-1].Kind)
		}
	})
}

func TestAMacroClosesTheMatterOfAReplyThatIsSentAtOnce(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := patient(s, "Rina")
	closer(t, s, rina)
	c := claimed(t, s, rina)
	x := closing(t, s, rina, c.ID, "r1", true)
	if got := s.Conversation(c.ID); got.Status != terang.Resolved || x.Message.Content.Text != "Sudah beres ya, Kak." || surveys(s, c.ID) != 1 {
		t.Errorf("%s; sent %q; %d surveys", got.Status, x.Message.Content.Text, surveys(s, c.ID))
	}
}

// TestAMacroClosesNothing: what is taken back, what is owed, what the contact wrote meanwhile, and what the agent gave away stay open.
func TestAMacroClosesNothing(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := patient(s, "Rina")
	closer(t, s, rina)
	for name, meanwhile := range map[string]func(id string, o store.Outgoing) error{
		"taken back": func(_ string, o store.Outgoing) error { _, err := s.Desk.Undo(ctx, rina, o.ID); return err },
		"a call is owed": func(id string, _ store.Outgoing) error {
			owe(t, s, id, terang.PromiseCall, time.Hour)
			return nil
		},
		"wrote again": func(id string, _ store.Outgoing) error { s.Write(id, "again", "eh, satu lagi"); return nil },
		"handed back": func(id string, _ store.Outgoing) error { _, err := s.Desk.HandBack(ctx, rina, id, ""); return err },
	} {
		c := claimed(t, s, rina)
		x := closing(t, s, rina, c.ID, "r1", false)
		s.Pass(time.Second)
		if err := meanwhile(c.ID, *x.Outgoing); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s.Pass(undoTime)
		leave(t, s)
		want := 1
		if name == "taken back" {
			want = 0
		}
		if got := s.Conversation(c.ID); got.Status != terang.Open || surveys(s, c.ID) != 0 || len(said(s, c.ID)) != want {
			t.Errorf("%s: %s, %d surveys, said %q", name, got.Status, surveys(s, c.ID), said(s, c.ID))
		}
	}
}
