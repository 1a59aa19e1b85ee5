package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/desk"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

const abusive = "kalian semua goblok, dasar anjing lo"

// codeOf is the code of a refusal, "" for none.
func codeOf(err error) string {
	var e *terang.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// taken opens a conversation in which somebody has written, and lets an agent take it.
func taken(s *scene.Scene, t *testing.T, a store.Agent, text string) terang.Conversation {
	t.Helper()
	c := s.Open()
	s.Write(c.ID, "a", text)
	if _, err := s.Desk.Claim(ctx, a, c.ID); err != nil {
		t.Fatal(err)
	}
	return s.Conversation(c.ID)
}

// TestWhispersStayInTheHouse: whatever is whispered is a note for the agent who has the conversation. It has no receipt, moves no
// public position, and is not among what the contact's pages, files and exports are made of.
func TestWhispersStayInTheHouse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, sari := s.Agent("Rina"), s.Agent("Sari")
		c := taken(s, t, rina, "mau bicara dengan petugas")
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			before := s.Conversation(c.ID)
			text := "BISIK " + rapid.StringMatching(`[a-zA-Z0-9 .,!?]{1,60}[a-z]`).Draw(rt, "text")
			m, err := s.Desk.Whisper(ctx, sari, c.ID, fmt.Sprint("w", n), text)
			if err != nil {
				rt.Fatal(err)
			}
			if again, err := s.Desk.Whisper(ctx, sari, c.ID, fmt.Sprint("w", n), text); err != nil || again.ID != m.ID {
				rt.Fatalf("sent again it is %s, %v", again.ID, err)
			}
			after := s.Conversation(c.ID)
			if m.Kind != terang.KindNote || m.Direction != terang.Internal || m.Care.Whisper == nil || m.Care.Whisper.To != rina.ID || m.Payload != nil {
				rt.Fatalf("a whisper is %+v", m)
			}
			if after.PublicSeq != before.PublicSeq || after.Last != before.Last || after.Holder != before.Holder || after.Seq != before.Seq+1 {
				rt.Fatalf("it moved %+v to %+v", before, after)
			}
		})
		public, err := store.Messages(ctx, db, store.MessageQuery{WorkspaceID: scene.Workspace, ConversationID: c.ID, Limit: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		own, err := store.MessagesOfPerson(ctx, db, scene.Workspace, c.ContactID, store.ByAny, "", 0, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range slices.Concat(public, own) {
			if m.Care.Whisper != nil || m.Kind == terang.KindNote {
				t.Errorf("the contact is shown %+v", m)
			}
		}
		whispers := 0
		for _, m := range s.Messages(c.ID) {
			if m.Care.Whisper != nil {
				if whispers++; m.Leaf >= 0 {
					t.Errorf("a whisper has receipt %d", m.Leaf)
				}
			}
		}
		if whispers != n || len(s.HeldReasons()) > 0 {
			t.Errorf("%d whispers of %d; held %v", whispers, n, s.HeldReasons())
		}
		for name, want := range map[string]func() error{
			"to oneself": func() error { _, err := s.Desk.Whisper(ctx, rina, c.ID, "x", "halo"); return err },
			"to nobody":  func() error { _, err := s.Desk.Whisper(ctx, sari, s.Open().ID, "y", "halo"); return err },
		} {
			if err := want(); codeOf(err) != "whisper_nobody" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestATakeOverRacesWithTheAgentsOwnWords: every word of the agent is either said before it is announced that somebody else
// speaks, or is refused.
func TestATakeOverRacesWithTheAgentsOwnWords(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, sari := s.Agent("Rina"), s.Agent("Sari")
		early, late := 0, 0
		for round := range 12 {
			c := taken(s, t, rina, "mau bicara dengan petugas")
			var wg sync.WaitGroup
			said := make([]error, 6)
			start := make(chan struct{})
			for i := range said {
				wg.Go(func() {
					<-start
					time.Sleep(time.Duration(i*round) * 50 * time.Microsecond)
					_, said[i] = s.Desk.Reply(ctx, rina, c.ID, fmt.Sprint("r", i), fmt.Sprint("Baik, saya cek ", i), "")
				})
			}
			wg.Go(func() {
				<-start
				time.Sleep(time.Duration(round) * 100 * time.Microsecond)
				if _, err := s.Desk.TakeOver(ctx, sari, c.ID, rina.ID, "Saya bantu dari sini."); err != nil {
					t.Error(err)
				}
			})
			close(start)
			wg.Wait()
			announced, heard := int64(0), 0
			for _, m := range s.Messages(c.ID) {
				switch {
				case m.Care.Whisper != nil:
					if m.Care.Whisper.Kind != terang.WhisperTaken || m.Care.Whisper.To != rina.ID || m.Author.AgentID() != sari.ID || m.Content.Text != "Saya bantu dari sini." {
						t.Errorf("the agent reads %+v", m)
					}
					announced = m.Seq + 1
				case m.Direction == terang.Out && m.Author.AgentID() == rina.ID:
					if heard++; announced > 0 {
						t.Errorf("she spoke at %d, after it was announced at %d that she does not", m.Seq, announced)
					}
				}
			}
			now := s.Conversation(c.ID)
			if now.AgentID != sari.ID || announced == 0 || now.Disclosed.Voice != "human:"+sari.ID {
				t.Fatalf("held by %s, announced at %d, voice %s", now.AgentID, announced, now.Disclosed.Voice)
			}
			for _, err := range said {
				switch codeOf(err) {
				case "":
					early++
					heard--
				case "not_holder":
					late++
				default:
					t.Errorf("a word was refused with %v", err)
				}
			}
			if heard != 0 {
				t.Errorf("%d more words stand there than were confirmed", heard)
			}
			if _, err := s.Desk.TakeOver(ctx, sari, c.ID, rina.ID, "lagi"); err != nil {
				t.Errorf("taken over again: %v", err)
			}
			if _, err := s.Desk.Reply(ctx, sari, c.ID, "s1", "Saya Sari, saya teruskan.", ""); err != nil {
				t.Errorf("who took it over cannot speak: %v", err)
			}
		}
		t.Logf("%d words were said before, %d were refused after", early, late)
	})
}

// TestATakeOverIsMeantForWhoHadIt: where the conversation went to somebody else, to the queue, or ended meanwhile, nothing is taken.
func TestATakeOverIsMeantForWhoHadIt(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina, budi, sari := s.Agent("Rina"), s.Agent("Budi"), s.Agent("Sari")
	c := taken(s, t, rina, "halo")
	if _, err := s.Desk.Assign(ctx, rina, c.ID, budi.ID); err != nil {
		t.Fatal(err)
	}
	for want, try := range map[string]func() error{
		"already_claimed": func() error { _, err := s.Desk.TakeOver(ctx, sari, c.ID, rina.ID, "saya bantu"); return err },
		"reason_invalid":  func() error { _, err := s.Desk.TakeOver(ctx, sari, c.ID, budi.ID, "  "); return err },
		"take_over_nobody": func() error {
			_, err := s.Desk.TakeOver(ctx, sari, s.Open().ID, budi.ID, "saya bantu")
			return err
		},
	} {
		if err := try(); codeOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if got := s.Conversation(c.ID).AgentID; got != budi.ID {
		t.Errorf("held by %s", got)
	}
}

// TestAnAgentMayLeaveAnAbusiveTalk: with own last words, in one step; it ends without a question how it was, or a colleague goes on.
// A talk without abuse is left as any other.
func TestAnAgentMayLeaveAnAbusiveTalk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		for how, after := range map[desk.Parting]struct {
			status terang.ConversationStatus
			holder terang.Holder
		}{desk.PartClose: {terang.Resolved, terang.HolderAssistant}, desk.PartHandOver: {terang.Open, terang.HolderQueue}} {
			c := taken(s, t, rina, abusive)
			for range 2 { // sent twice it happens once
				if _, err := s.Desk.Part(ctx, rina, c.ID, "p1", how, "Saya hentikan percakapan ini."); err != nil {
					t.Fatalf("%s: %v", how, err)
				}
			}
			now, words, surveys := s.Conversation(c.ID), 0, 0
			for _, m := range s.Messages(c.ID) {
				if m.Content.Text == "Saya hentikan percakapan ini." && m.Author.Kind() == terang.KindHuman && m.Author.AgentID() == rina.ID {
					words++
				}
				if m.Kind == terang.KindSurvey {
					surveys++
				}
			}
			if now.Status != after.status || now.Holder != after.holder || words != 1 || surveys != 0 {
				t.Errorf("%s: %s with %s, said %d times, %d surveys", how, now.Status, now.Holder, words, surveys)
			}
		}
		waits := taken(s, t, rina, abusive)
		rina.UndoChoice = 6
		send(t, s, rina, waits.ID, "r1", "Mohon tenang.")
		if _, err := s.Desk.Part(ctx, rina, waits.ID, "p1", desk.PartClose, "Saya hentikan percakapan ini."); err != nil {
			t.Fatal(err)
		}
		if got := said(s, waits.ID); !slices.Equal(got, []string{"Mohon tenang.", "Saya hentikan percakapan ini."}) {
			t.Errorf("said %q", got)
		}
		calm := taken(s, t, rina, "saya marah sekali, pelayanan kalian lambat")
		if _, err := s.Desk.Part(ctx, rina, calm.ID, "p1", desk.PartClose, "Sampai jumpa."); codeOf(err) != "not_abused" {
			t.Errorf("a talk without abuse: %v", err)
		}
		if n := len(s.Messages(calm.ID)); n != 2 {
			t.Errorf("%d messages after a refusal, want what was there", n)
		}
	})
}

// TestMoodOfAgentsIsNeverScored: the same words mark the contact's message and never an agent's, whichever way the agent says
// them; the trust of the conversation does not move by them.
func TestMoodOfAgentsIsNeverScored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, sari := s.Agent("Rina"), s.Agent("Sari")
		c := s.Open()
		if m := s.Write(c.ID, "a", abusive); len(m.Care.Abuse) == 0 || !s.Conversation(c.ID).Last.Folded {
			t.Fatal("the contact's own message is not marked")
		}
		s.Write(c.ID, "b", "halo?")
		if s.Conversation(c.ID).Last.Folded {
			t.Error("the line of a calm message is folded")
		}
		if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		trust := s.Conversation(c.ID).Trust
		for what, do := range map[string]func() error{
			"reply":   func() error { _, err := s.Desk.Reply(ctx, rina, c.ID, "r", abusive, ""); return err },
			"note":    func() error { _, err := s.Desk.Note(ctx, rina, c.ID, "n", abusive); return err },
			"whisper": func() error { _, err := s.Desk.Whisper(ctx, sari, c.ID, "w", abusive); return err },
		} {
			if err := do(); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		own := 0
		for _, m := range s.Messages(c.ID) {
			if m.Author.AgentID() == "" {
				continue
			}
			if own++; len(m.Care.Abuse) > 0 {
				t.Errorf("an agent's %s was scored: %v", m.Kind, m.Care.Abuse)
			}
		}
		now := s.Conversation(c.ID)
		turns, err := store.TrustTurns(ctx, db, scene.Workspace, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if own != 3 || now.Trust != trust || now.Last.Folded || len(turns) != 0 {
			t.Errorf("%d messages of agents, trust %d then %d, folded %v, %d turns of trust", own, trust, now.Trust, now.Last.Folded, len(turns))
		}
	})
}
