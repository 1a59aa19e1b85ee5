package desk_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/delivery"
	"terang/desk"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

const undoTime = 5 * time.Second

// patient is an agent whose replies can be taken back for five seconds.
func patient(s *scene.Scene, name string) store.Agent {
	a := s.Agent(name)
	a.UndoChoice = 1 + int(undoTime/time.Second)
	return a
}

// claimed has a contact write and the agent take the conversation over.
func claimed(t *testing.T, s *scene.Scene, a store.Agent) terang.Conversation {
	t.Helper()
	c := s.Open()
	s.Write(c.ID, "a", "mau bicara dengan petugas")
	if _, err := s.Desk.Claim(ctx, a, c.ID); err != nil {
		t.Fatal(err)
	}
	return s.Conversation(c.ID)
}

func send(t *testing.T, s *scene.Scene, a store.Agent, conversationID, clientID, text string) store.Outgoing {
	t.Helper()
	x, err := s.Desk.Send(ctx, a, desk.Words{ConversationID: conversationID, ClientID: clientID, Text: text})
	if err != nil {
		t.Fatal(err)
	}
	if x.Outgoing == nil {
		t.Fatalf("%q left at once", text)
	}
	return *x.Outgoing
}

func leave(t *testing.T, s *scene.Scene) time.Duration {
	t.Helper()
	wait, err := s.Desk.LeaveDue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

// said are a person's words in a conversation, in order.
func said(s *scene.Scene, id string) (out []string) {
	for _, m := range s.Messages(id) {
		if m.Author.Kind() == terang.KindHuman && m.Kind == terang.KindText {
			out = append(out, m.Content.Text)
		}
	}
	return out
}

func mine(t *testing.T, s *scene.Scene, a store.Agent) []store.Outgoing {
	t.Helper()
	all, err := s.Desk.Outgoing(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAReplyWaitsAndLeavesByItselfOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := patient(s, "Rina")
		c := claimed(t, s, rina)
		if err := s.Desk.Seen(ctx, rina, c.ID, c.Seq); err != nil {
			t.Fatal(err)
		}
		o := send(t, s, rina, c.ID, "r1", "Halo, saya bantu.")
		again := send(t, s, rina, c.ID, "r1", "Halo, saya bantu.")
		if again.ID != o.ID || len(mine(t, s, rina)) != 1 {
			t.Fatalf("sent twice it waits as %s and %s", o.ID, again.ID)
		}
		s.Pass(undoTime - time.Second)
		if wait := leave(t, s); len(said(s, c.ID)) != 0 || wait <= 0 || wait > 2*time.Second {
			t.Fatalf("said %q a second early; the next look is in %v", said(s, c.ID), wait)
		}
		s.Pass(time.Second)
		leave(t, s)
		leave(t, s)
		if got := said(s, c.ID); !slices.Equal(got, []string{"Halo, saya bantu."}) {
			t.Fatalf("said %q", got)
		}
		m := s.Messages(c.ID)
		last := m[len(m)-1]
		if last.Leaf < 0 || last.ExternalID != "r1" || last.Author.AgentID() != rina.ID || len(mine(t, s, rina)) != 0 {
			t.Errorf("leaf %d, client id %q, by %q, waiting %d", last.Leaf, last.ExternalID, last.Author.AgentID(), len(mine(t, s, rina)))
		}
		if x, err := s.Desk.Send(ctx, rina, desk.Words{ConversationID: c.ID, ClientID: "r1", Text: "Halo, saya bantu."}); err != nil || x.Message.ID != last.ID {
			t.Errorf("asked again: %+v, %v", x, err)
		}
		if got := s.Conversation(c.ID); got.AgentSeen != last.Seq {
			t.Errorf("read up to %d of %d", got.AgentSeen, last.Seq)
		}
	})
}

func TestAReplyIsTakenBackAndNeverSent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := patient(s, "Rina"), patient(s, "Budi")
		c := claimed(t, s, rina)
		o := send(t, s, rina, c.ID, "r1", "Salah ketik")
		if _, err := s.Desk.Undo(ctx, budi, o.ID); code(err) != "reply_left" {
			t.Fatalf("a colleague takes it back: %v", err)
		}
		for range 2 {
			back, err := s.Desk.Undo(ctx, rina, o.ID)
			if err != nil || back.Text != "Salah ketik" || back.Why != store.OutgoingUndone {
				t.Fatalf("taken back as %+v, %v", back, err)
			}
		}
		s.Pass(time.Minute)
		leave(t, s)
		if err := s.Desk.Take(ctx, rina, o.ID); err != nil {
			t.Fatal(err)
		}
		// A console that never heard the first answer asks again.
		again := send(t, s, rina, c.ID, "r1", "Salah ketik")
		if again.Waits() || again.Why != store.OutgoingTaken || again.Text != "" || len(mine(t, s, rina)) != 0 {
			t.Errorf("asked again: %+v", again)
		}
		s.Pass(time.Minute)
		leave(t, s)
		if got := said(s, c.ID); len(got) != 0 {
			t.Errorf("said %q", got)
		}
		late := send(t, s, rina, c.ID, "r2", "Halo")
		s.Pass(undoTime)
		leave(t, s)
		if _, err := s.Desk.Undo(ctx, rina, late.ID); code(err) != "reply_left" {
			t.Errorf("too late: %v", err)
		}
	})
}

// TestWhatAContactWritesMeanwhileStopsNoReply: the agent's words stand, and come after.
func TestWhatAContactWritesMeanwhileStopsNoReply(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := patient(s, "Rina")
	c := claimed(t, s, rina)
	send(t, s, rina, c.ID, "r1", "Sedang saya cek")
	in := s.Write(c.ID, "b", "halo?")
	s.Pass(undoTime)
	leave(t, s)
	m := s.Messages(c.ID)
	if last := m[len(m)-1]; last.Content.Text != "Sedang saya cek" || last.Seq != in.Seq+1 {
		t.Fatalf("the last message is %q at %d", last.Content.Text, last.Seq)
	}
	if got := s.Conversation(c.ID); got.AgentSeen >= in.Seq {
		t.Errorf("what the contact wrote meanwhile counts as read (%d of %d)", got.AgentSeen, in.Seq)
	}
}

func TestWhoLostTheWordGetsTheirReplyBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := patient(s, "Rina"), patient(s, "Budi")
		for why, change := range map[string]func(c *terang.Conversation){
			"in_queue": func(c *terang.Conversation) {
				c.Holder, c.AgentID, c.AgentName, c.WaitingSince = terang.HolderQueue, "", "", c.LastAt
			},
			"with_assistant": func(c *terang.Conversation) { c.Holder, c.AgentID, c.AgentName = terang.HolderAssistant, "", "" },
			"with_other":     func(c *terang.Conversation) { c.AgentID, c.AgentName = budi.ID, budi.Name },
			"resolved": func(c *terang.Conversation) {
				c.Holder, c.AgentID, c.AgentName, c.Status = terang.HolderAssistant, "", "", terang.Resolved
			},
		} {
			c := claimed(t, s, rina)
			o := send(t, s, rina, c.ID, "r1", "Halo "+why)
			if _, err := s.Delivery.Change(ctx, scene.Workspace, c.ID, func(_ *store.Tx, th *delivery.Thread) error { change(&th.Conversation); return nil }); err != nil {
				t.Fatal(err)
			}
			s.Pass(undoTime)
			leave(t, s)
			got := mine(t, s, rina)
			if len(got) != 1 || got[0].Why != why || got[0].Text != "Halo "+why || len(said(s, c.ID)) != 0 {
				t.Fatalf("%s: came back as %+v, said %q", why, got, said(s, c.ID))
			}
			if err := s.Desk.Take(ctx, rina, o.ID); err != nil || len(mine(t, s, rina)) != 0 {
				t.Fatalf("%s: not taken: %v", why, err)
			}
		}
	})
}

func TestRepliesLeaveInTheirOrder(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := patient(s, "Rina")
	hasty := rina
	hasty.UndoChoice = 2 // one second
	c := claimed(t, s, rina)
	send(t, s, rina, c.ID, "1", "satu")
	two := send(t, s, hasty, c.ID, "2", "dua")
	s.Pass(2 * time.Second)
	if leave(t, s); len(said(s, c.ID)) != 0 {
		t.Fatalf("said %q: a shorter time overtook", said(s, c.ID))
	}
	send(t, s, rina, c.ID, "3", "tiga")
	if _, err := s.Desk.SendNow(ctx, rina, two.ID); err != nil {
		t.Fatal(err)
	}
	if got := said(s, c.ID); !slices.Equal(got, []string{"satu", "dua"}) {
		t.Fatalf("sending the second now says %q", got)
	}
	// Words that cannot be taken back go behind those that wait.
	if _, err := s.Desk.Send(ctx, rina, desk.Words{ConversationID: c.ID, ClientID: "4", Text: "empat", Now: true}); err != nil {
		t.Fatal(err)
	}
	if got := said(s, c.ID); !slices.Equal(got, []string{"satu", "dua", "tiga", "empat"}) {
		t.Fatalf("said %q", got)
	}
}

// TestWhoGivesAwayHasSaidWhatTheySent: what waits leaves before the word does.
func TestWhoGivesAwayHasSaidWhatTheySent(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina, budi := patient(s, "Rina"), patient(s, "Budi")
	for name, act := range map[string]func(id string) error{
		"resolve":   func(id string) error { _, err := s.Desk.Resolve(ctx, rina, id); return err },
		"release":   func(id string) error { _, err := s.Desk.Release(ctx, rina, id); return err },
		"hand back": func(id string) error { _, err := s.Desk.HandBack(ctx, rina, id, ""); return err },
		"assign":    func(id string) error { _, err := s.Desk.Assign(ctx, rina, id, budi.ID); return err },
	} {
		c := claimed(t, s, rina)
		send(t, s, rina, c.ID, "r1", "Sampai jumpa")
		if err := act(c.ID); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var at, after int64
		for _, m := range s.Messages(c.ID) {
			if m.Content.Text == "Sampai jumpa" {
				at = m.Seq
			} else {
				after = m.Seq
			}
		}
		if at == 0 || after < at || len(mine(t, s, rina)) != 0 {
			t.Errorf("%s: said at %d, the last other message at %d, waiting %d", name, at, after, len(mine(t, s, rina)))
		}
	}
}

// TestWhatAPartingSaysOrGivesBackIsTold: and words that come back have done nothing that their macro asks for.
func TestWhatAPartingSaysOrGivesBackIsTold(t *testing.T) {
	db := storetest.SQLite(t)
	s := scene.New(t, db)
	l, rina := files(s, db), patient(s, "Rina")
	var told []string
	k, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{
		Hours: func(string) terang.Text { return nil },
		Left:  func(o store.Outgoing, what string) { told = append(told, o.ClientID+" "+what) },
	})
	if err != nil {
		t.Fatal(err)
	}
	c := claimed(t, s, rina)
	gone := put(t, l, rina, c.ID, "a.txt")
	send := func(w desk.Words) {
		t.Helper()
		if _, err := k.Send(ctx, rina, w); err != nil {
			t.Fatal(err)
		}
	}
	macro := store.Macro{ID: "mac_1", WorkspaceID: scene.Workspace, Scope: store.MacroAll, Name: "Nota", Tags: []string{"nota"}, CreatedBy: rina.ID, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if err := db.Write(ctx, func(tx *store.Tx) error { return store.SaveMacro(tx, macro) }); err != nil {
		t.Fatal(err)
	}
	send(desk.Words{ConversationID: c.ID, ClientID: "r1", Text: "Ini notanya", Files: []string{gone.ID}, Macros: []string{macro.ID}})
	send(desk.Words{ConversationID: c.ID, ClientID: "r2", Text: "Sampai jumpa"})
	if err := db.Write(ctx, func(tx *store.Tx) error { return tx.Do(`update attachment set ready = 0 where id = $1`, gone.ID) }); err != nil {
		t.Fatal(err)
	}
	now, err := k.Resolve(ctx, rina, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"r1 waiting", "r2 waiting", "r2 sent", "r1 returned"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	if len(now.Tags) != 0 {
		t.Errorf("words that were not said put %q on the conversation", now.Tags)
	}
}

func TestWhatAnAgentHasNotSeenStopsTheirReply(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina, budi := patient(s, "Rina"), s.Agent("Budi")
	c := claimed(t, s, rina)
	try := func(clientID string, seen int64) error {
		_, err := s.Desk.Send(ctx, rina, desk.Words{ConversationID: c.ID, ClientID: clientID, Text: "Halo", Seen: &seen})
		return err
	}
	seen := c.Seq
	if _, err := s.Desk.Offer(ctx, scene.Workspace, c.ID, "d1", terang.Suggestion{Text: "Coba ini", Model: "llm@1"}, ""); err != nil {
		t.Fatal(err)
	}
	if err := try("r1", seen); err != nil {
		t.Fatalf("a draft that a model offered stops it: %v", err)
	}
	in := s.Write(c.ID, "b", "eh, sudah ketemu")
	if _, err := s.Desk.Note(ctx, budi, c.ID, "n1", "VIP"); err != nil {
		t.Fatal(err)
	}
	var unseen *desk.UnseenError
	if err := try("r2", seen); !errors.As(err, &unseen) || code(err) != "messages_unseen" || terang.KindOf(err) != terang.Conflict {
		t.Fatalf("got %v", err)
	}
	if len(unseen.Messages) != 2 || unseen.Messages[0].ID != in.ID || unseen.Messages[1].Content.Text != "VIP" || unseen.Position != s.Conversation(c.ID).Seq {
		t.Fatalf("told of %d messages up to %d", len(unseen.Messages), unseen.Position)
	}
	if err := try("r2", unseen.Position); err != nil {
		t.Fatalf("sent anyway: %v", err)
	}
	if n := len(mine(t, s, rina)); n != 2 {
		t.Errorf("%d replies wait, want 2", n)
	}
}

// TestAClockThatIsSetBackKeepsNoReply: it leaves early rather than an hour late, and those behind it in their order.
func TestAClockThatIsSetBackKeepsNoReply(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := patient(s, "Rina")
	c := claimed(t, s, rina)
	send(t, s, rina, c.ID, "r1", "satu")
	s.Pass(-time.Hour)
	send(t, s, rina, c.ID, "r2", "dua")
	s.Pass(undoTime)
	leave(t, s)
	if got := said(s, c.ID); !slices.Equal(got, []string{"satu", "dua"}) {
		t.Errorf("said %q", got)
	}
	other := claimed(t, s, rina)
	send(t, s, rina, c.ID, "r3", "tiga")
	s.Pass(-time.Hour)
	send(t, s, rina, other.ID, "r4", "empat")
	leave(t, s)
	if got, waits := said(s, c.ID), said(s, other.ID); !slices.Equal(got, []string{"satu", "dua", "tiga"}) || len(waits) != 0 {
		t.Errorf("behind one that waits: said %q and %q", got, waits)
	}
}

// TestADeskThatStartsAgainSendsWhatIsDue: what was accepted stands in the store and nowhere else.
func TestADeskThatStartsAgainSendsWhatIsDue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := patient(s, "Rina")
		c := claimed(t, s, rina)
		send(t, s, rina, c.ID, "r1", "Halo")
		s.Pass(time.Hour)
		other, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{Hours: func(string) terang.Text { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		run, stop := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { defer close(done); other.Run(run) }()
		for until := time.Now().Add(5 * time.Second); len(said(s, c.ID)) == 0 && time.Now().Before(until); {
			time.Sleep(5 * time.Millisecond)
		}
		stop()
		<-done
		leave(t, s)
		if got := said(s, c.ID); !slices.Equal(got, []string{"Halo"}) {
			t.Fatalf("said %q", got)
		}
	})
}

// TestWhateverHappensAReplyIsSaidOnceOrComesBack has two desks, the agent and the contact do everything at the same time.
func TestWhateverHappensAReplyIsSaidOnceOrComesBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := patient(s, "Rina"), patient(s, "Budi")
		other, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{Hours: func(string) terang.Text { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		for round := range 12 {
			c := claimed(t, s, rina)
			random := rand.New(rand.NewPCG(uint64(round), 14))
			var ids, texts []string
			for i := range 6 {
				text := fmt.Sprintf("kata %d", i)
				ids, texts = append(ids, send(t, s, rina, c.ID, fmt.Sprint(i), text).ID), append(texts, text)
			}
			s.Pass(time.Duration(random.IntN(2)) * undoTime)
			var mu sync.Mutex
			undone := map[string]bool{}
			acts := []func(){
				func() { _, _ = s.Desk.LeaveDue(ctx) },
				func() { _, _ = other.LeaveDue(ctx) },
				func() { _, _ = s.Desk.SendNow(ctx, rina, ids[2]) },
				func() { s.Write(c.ID, "w", "halo?") },
			}
			for _, i := range []int{1, 4} {
				acts = append(acts, func() {
					if back, err := other.Undo(ctx, rina, ids[i]); err == nil {
						mu.Lock()
						defer mu.Unlock()
						undone[back.Text] = true
					}
				})
			}
			switch round % 3 {
			case 1:
				acts = append(acts, func() { _, _ = s.Desk.Release(ctx, rina, c.ID) })
			case 2:
				acts = append(acts, func() { _, _ = other.Assign(ctx, rina, c.ID, budi.ID) })
			}
			random.Shuffle(len(acts), func(i, j int) { acts[i], acts[j] = acts[j], acts[i] })
			var wg sync.WaitGroup
			for _, act := range acts {
				wg.Go(act)
			}
			wg.Wait()
			s.Pass(time.Minute)
			leave(t, s)
			came := map[string]bool{}
			for _, o := range mine(t, s, rina) {
				if o.ConversationID == c.ID {
					came[o.Text] = true
				}
			}
			got := said(s, c.ID)
			for _, text := range texts {
				n := 0
				for _, one := range got {
					if one == text {
						n++
					}
				}
				if n > 1 || (n == 1) == came[text] || undone[text] && n > 0 {
					t.Fatalf("round %d: %q was said %d times, came back: %v, undone: %v", round, text, n, came[text], undone[text])
				}
			}
			if !slices.IsSorted(got) {
				t.Fatalf("round %d: said in the order %q", round, got)
			}
		}
	})
}

// maxReply is what a reply that waits may cost: to accept it, and to let it leave, each in one commit.
const (
	maxAccept = 4
	maxLeave  = 14
)

func TestAReplyThatWaitsCostsFewStatements(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := patient(s, "Rina")
	c := claimed(t, s, rina)
	send(t, s, rina, c.ID, "0", "satu")
	s.Pass(undoTime)
	leave(t, s)
	seen := s.Conversation(c.ID).Seq
	before := s.Store.Stats().Statements
	if _, err := s.Desk.Send(ctx, rina, desk.Words{ConversationID: c.ID, ClientID: "1", Text: "dua", Seen: &seen}); err != nil {
		t.Fatal(err)
	}
	accept := s.Store.Stats().Statements - before
	s.Pass(undoTime)
	before = s.Store.Stats().Statements
	leave(t, s)
	left := s.Store.Stats().Statements - before
	before = s.Store.Stats().Statements
	if _, err := s.Desk.Reply(ctx, rina, c.ID, "2", "tiga", ""); err != nil {
		t.Fatal(err)
	}
	t.Logf("accepted with %d statements, left with %d; at once %d", accept, left, s.Store.Stats().Statements-before)
	if accept > maxAccept || left > maxLeave {
		t.Errorf("accepted with %d statements (at most %d), left with %d (at most %d)", accept, maxAccept, left, maxLeave)
	}
}

func TestWordsThatCameBackGoWithAnErasure(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := patient(s, "Rina")
	c := claimed(t, s, rina)
	o := send(t, s, rina, c.ID, "r1", "Alamat Ibu di Bogor")
	if _, err := s.Desk.Undo(ctx, rina, o.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.EraseKnown(tx, scene.Workspace, c.ContactID, s.Now()) }); err != nil {
		t.Fatal(err)
	}
	if got := mine(t, s, rina); len(got) != 0 {
		t.Fatalf("still there: %+v", got)
	}
}

func TestAnAgentChoosesHowLong(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	read := func() store.Agent {
		a, err := store.AgentByID(ctx, s.Store, scene.Workspace, rina.ID)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, seconds := range []int{0, 3, 10} {
		if err := s.Desk.SetUndo(ctx, rina, &seconds); err != nil {
			t.Fatal(err)
		}
		a := read()
		if got := a.Undo(undoTime); got != time.Duration(seconds)*time.Second {
			t.Errorf("chose %d seconds, has %v", seconds, got)
		}
	}
	if err := s.Desk.SetUndo(ctx, rina, new(11)); code(err) != "undo_seconds" {
		t.Errorf("eleven seconds: %v", err)
	}
	if err := s.Desk.SetUndo(ctx, rina, nil); err != nil {
		t.Fatal(err)
	}
	if a := read(); a.Undo(undoTime) != undoTime {
		t.Errorf("follows the desk with %v", a.Undo(undoTime))
	}
}
