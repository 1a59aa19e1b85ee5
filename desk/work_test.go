package desk_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"terang"
	"terang/delivery"
	"terang/desk"
	"terang/inbox"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

var ctx = context.Background()

func TestOfTwoAgentsOneGetsTheConversation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := s.Agent("Rina"), s.Agent("Budi")
		for range 20 {
			c := s.Open()
			s.Write(c.ID, "a", "mau bicara dengan petugas")
			var mu sync.Mutex
			var won []string
			var wg sync.WaitGroup
			for _, a := range []store.Agent{rina, budi} {
				wg.Go(func() {
					_, err := s.Desk.Claim(ctx, a, c.ID)
					if err == nil {
						mu.Lock()
						won = append(won, a.ID)
						mu.Unlock()
						return
					}
					var e *terang.Error
					if !errors.As(err, &e) || e.Code != "already_claimed" || e.Args["agent"] == "" {
						t.Errorf("the slower one is told %v", err)
					}
				})
			}
			wg.Wait()
			if len(won) != 1 || s.Conversation(c.ID).AgentID != won[0] {
				t.Fatalf("claimed by %v, held by %s", won, s.Conversation(c.ID).AgentID)
			}
		}
	})
}

func TestTheTakeoverIsAnnouncedBeforeThePersonsFirstWord(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	s.Write(c.ID, "a", "halo")
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Reply(ctx, rina, c.ID, "r1", "Halo, saya bantu.", ""); err != nil {
		t.Fatal(err)
	}
	m := s.Messages(c.ID)
	if len(m) != 3 || m[1].Author.Kind() != terang.KindSystem || m[2].Author.Kind() != terang.KindHuman {
		t.Fatalf("got %d messages, want: contact, announcement, person", len(m))
	}
}

func TestAfterAClaimTheMachineSaysNothing(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	s.Write(c.ID, "a", "halo")
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	_, err := s.Delivery.Change(ctx, scene.Workspace, c.ID, func(_ *store.Tx, th *delivery.Thread) error {
		_, err := th.Say(terang.Draft{Author: terang.ByAI("ngram@1", "x@1"), Purpose: terang.ForAnswer, Kind: terang.KindText, Language: terang.Indonesian, Content: terang.Content{Text: "Halo"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range s.Messages(c.ID) {
		if m.Author.Kind() == terang.KindAI {
			t.Fatal("a machine spoke while a person had the word")
		}
	}
	if held := s.HeldReasons(); len(held) == 0 || held[0] != "agent_speaking" {
		t.Fatalf("held for %v", held)
	}
}

func TestOnlyTheHolderMayAnswer(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina, budi := s.Agent("Rina"), s.Agent("Budi")
	c := s.Open()
	s.Write(c.ID, "a", "halo")
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Reply(ctx, budi, c.ID, "r1", "Halo", ""); terang.KindOf(err) != terang.Conflict {
		t.Fatalf("got %v, want a conflict", err)
	}
	if _, err := s.Desk.HandBack(ctx, budi, c.ID, ""); terang.KindOf(err) != terang.Conflict {
		t.Fatalf("got %v, want a conflict", err)
	}
	if _, err := s.Desk.Note(ctx, budi, c.ID, "n1", "Pelanggan lama"); err != nil {
		t.Fatalf("a note by a colleague: %v", err)
	}
}

func TestAReplySentTwiceIsSaidOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		c := s.Open()
		if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if _, err := s.Desk.Reply(ctx, rina, c.ID, "same", "Halo", ""); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n := 0
		for _, m := range s.Messages(c.ID) {
			if m.Author.Kind() == terang.KindHuman {
				n++
			}
		}
		if n != 1 {
			t.Fatalf("said %d times", n)
		}
	})
}

func TestResolveAsksOneQuestionAndANewMessageOpensAgain(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	s.Write(c.ID, "a", "halo")
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Resolve(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	m := s.Messages(c.ID)
	last := m[len(m)-1]
	if last.Kind != terang.KindSurvey || last.Content.Disclosure == nil {
		t.Fatalf("the last message is %s, want a survey with the announcement that a machine asks", last.Kind)
	}
	if err := s.Inbox.Rate(ctx, scene.Workspace, c.ID, last.Seq, inbox.Rating{Score: 4, Comment: "cepat"}); err != nil {
		t.Fatal(err)
	}
	s.Write(c.ID, "b", "satu lagi")
	got := s.Conversation(c.ID)
	if got.Status != terang.Open || got.Holder != terang.HolderAssistant || got.SurveyScore != 4 {
		t.Fatalf("status %s, holder %s, score %d", got.Status, got.Holder, got.SurveyScore)
	}
}

func TestNotesNeverReachTheContact(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	s.Write(c.ID, "a", "halo")
	if _, err := s.Desk.Note(ctx, rina, c.ID, "n1", "Hati-hati"); err != nil {
		t.Fatal(err)
	}
	s.Write(c.ID, "b", "halo?")
	seen, err := store.Messages(ctx, s.Store, store.MessageQuery{WorkspaceID: scene.Workspace, ConversationID: c.ID, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 || seen[1].Prev != seen[0].Seq {
		t.Fatalf("the contact sees %d messages, the last after %d", len(seen), seen[len(seen)-1].Prev)
	}
}

// TestALinkLetsAnotherAccountOfTheProviderIn: who got a new account there is refused until an admin has sent a new link.
func TestALinkLetsAnotherAccountOfTheProviderIn(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina, _, err := s.Accounts.Invite(ctx, scene.Workspace, "Rina", "rina@example.com", store.RoleAgent)
	if err != nil {
		t.Fatal(err)
	}
	come := func(subject string) error {
		_, _, err := s.Accounts.LogInAs(ctx, desk.Known{Issuer: "https://login.example", Subject: subject, Email: rina.Email, Verified: true}, desk.Entry{})
		return err
	}
	if err := come("old"); err != nil {
		t.Fatal(err)
	}
	if err := come("new"); code(err) != "identity_differs" {
		t.Fatalf("another account: %v", err)
	}
	link, err := s.Accounts.Relink(ctx, rina)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Accounts.SetUp(ctx, link, "", "", "rahasia yang baru"); err != nil {
		t.Fatal(err)
	}
	if err := come("new"); err != nil {
		t.Errorf("after the link: %v", err)
	}
	if err := come("old"); code(err) != "identity_differs" {
		t.Errorf("the old account: %v", err)
	}
}

func TestAOneTimeLinkWorksOnce(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	_, secret, err := s.Accounts.Invite(ctx, scene.Workspace, "Rina", "Rina@Example.com", store.RoleAgent)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Accounts.LogIn(ctx, "rina@example.com", "", desk.Entry{}); terang.KindOf(err) != terang.Unauthorized {
		t.Fatalf("an account without a password let somebody in: %v", err)
	}
	if _, _, err := s.Accounts.SetUp(ctx, secret, "", "", "short"); terang.KindOf(err) != terang.Invalid {
		t.Fatalf("a short password: %v", err)
	}
	agent, session, err := s.Accounts.SetUp(ctx, secret, "Rina W", "", "sangat rahasia")
	if err != nil || agent.Name != "Rina W" {
		t.Fatalf("set up: %v, %q", err, agent.Name)
	}
	if who, err := s.Accounts.Who(ctx, session); err != nil || who.ID != agent.ID {
		t.Fatalf("session: %v", err)
	}
	if _, _, err := s.Accounts.SetUp(ctx, secret, "", "", "sangat rahasia 2"); terang.KindOf(err) != terang.NotFound {
		t.Fatalf("the link worked twice: %v", err)
	}
	if _, _, err := s.Accounts.LogIn(ctx, "rina@example.com", "sangat rahasia", desk.Entry{}); err != nil {
		t.Fatalf("log in: %v", err)
	}
	if _, _, err := s.Accounts.LogIn(ctx, "rina@example.com", "salah", desk.Entry{}); terang.KindOf(err) != terang.Unauthorized {
		t.Fatalf("a wrong password: %v", err)
	}
	if err := s.Accounts.LogOut(ctx, session); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accounts.Who(ctx, session); terang.KindOf(err) != terang.Unauthorized {
		t.Fatalf("a session that was ended: %v", err)
	}
}

// code is the error's own code.
func code(err error) string {
	var e *terang.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// TestWhoTakesAConversationUnaskedIsCounted: an agent who claims what the assistant has begins a hand-over, too.
func TestWhoTakesAConversationUnaskedIsCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := s.Agent("Rina"), s.Agent("Budi")
		c := s.Open()
		s.Write(c.ID, "a", "halo")
		for _, do := range []func() error{
			func() error { _, err := s.Desk.Claim(ctx, rina, c.ID); return err },
			func() error { _, err := s.Desk.Claim(ctx, rina, c.ID); return err }, // again: she has it
			func() error { _, err := s.Desk.Reply(ctx, rina, c.ID, "r1", "Halo, saya Rina.", ""); return err },
			func() error { _, err := s.Desk.Release(ctx, rina, c.ID); return err },
			func() error { _, err := s.Desk.Claim(ctx, budi, c.ID); return err },
			func() error { _, err := s.Desk.HandBack(ctx, budi, c.ID, ""); return err },
		} {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
		var n, spoken, ended int64
		err := db.QueryRow(ctx, `select count(*), sum(case when first_word_at > claimed_at then 1 else 0 end), sum(case when ended_at > first_word_at then 1 else 0 end)
			from hand_over where reason = 'taken' and agent_id = $1 and conversation_id = $2`, budi.ID, c.ID).Scan(&n, &spoken, &ended)
		if err != nil || n != 1 || spoken != 1 || ended != 1 {
			t.Errorf("%d hand-overs, %d spoken, %d ended: %v", n, spoken, ended, err)
		}
	})
}
