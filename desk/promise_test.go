package desk_test

import (
	"fmt"
	"slices"
	"strings"
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

// The scene begins at 10:00 in Jakarta.

// owe has the assistant promise something and hand the conversation over, as its turn does.
func owe(t *testing.T, s *scene.Scene, id string, kind terang.PromiseKind, in time.Duration) terang.Promise {
	t.Helper()
	var p terang.Promise
	_, err := s.Delivery.Change(ctx, scene.Workspace, id, func(tx *store.Tx, th *delivery.Thread) error {
		c := &th.Conversation
		p = terang.Promise{
			ID: s.ID("prm"), WorkspaceID: c.WorkspaceID, ConversationID: c.ID, ContactID: c.ContactID, Kind: kind, Words: "Kami jawab", Reach: "+62812345678",
			MadeBy: terang.MadeByAssistant, DueAt: th.Now.Add(in), CreatedAt: th.Now,
		}
		*c = c.WithPromise(p)
		if c.Holder == terang.HolderAssistant {
			c.Holder, c.WaitingSince = terang.HolderQueue, th.Now
			th.Emit(terang.EventHandedOver)
		}
		return store.InsertPromise(tx, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func due(t *testing.T, s *scene.Scene) int {
	t.Helper()
	n, err := s.Desk.Due(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func promise(t *testing.T, s *scene.Scene, id string) terang.Promise {
	t.Helper()
	p, err := store.Promise(ctx, s.Store, scene.Workspace, id)
	if err != nil {
		t.Fatal(err)
	}
	c := s.Conversation(p.ConversationID)
	i := slices.IndexFunc(c.Promises, func(have terang.Promise) bool { return have.ID == id })
	if i < 0 || c.Promises[i] != p {
		t.Errorf("the conversation says %+v, the ledger %+v", c.Promises, p)
	}
	return p
}

// apologies are the messages that say that a promise was broken.
func apologies(s *scene.Scene, id string) (out []string) {
	for _, m := range s.Messages(id) {
		if strings.Contains(m.Content.Text, "tidak kami tepati") {
			out = append(out, m.Content.Text)
		}
	}
	return out
}

func TestAPromiseWhoseTimePassesIsToldAndGoesFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		early := s.Open()
		owe(t, s, early.ID, terang.PromiseTask, 50*time.Hour)
		c := s.Open()
		p := owe(t, s, c.ID, terang.PromiseReply, 2*time.Hour)
		s.Pass(2*time.Hour - 13*time.Minute)
		if n := due(t, s); n != 0 {
			t.Fatalf("%d looked at before the warning", n)
		}
		s.Pass(2 * time.Minute)
		if n := due(t, s); n != 1 || len(s.Warned()) != 1 || s.Warned()[0].ID != p.ID {
			t.Fatalf("%d looked at, %d warned, want the warning a tenth of the time before it is due", n, len(s.Warned()))
		}
		s.Pass(11 * time.Minute)
		if n := due(t, s); n != 1 {
			t.Fatalf("%d looked at when it was due", n)
		}
		got := s.Conversation(c.ID)
		if p := promise(t, s, p.ID); p.State() != terang.PromiseBroken {
			t.Fatalf("state %s", p.State())
		}
		if told := apologies(s, c.ID); len(told) != 1 || !strings.Contains(told[0], "pukul 12.00 WIB") || !strings.Contains(told[0], "didahulukan") && !strings.Contains(told[0], "dahulukan") {
			t.Fatalf("told %q", told)
		}
		if place, _, _, err := s.Desk.Place(ctx, got); err != nil || place != 1 || got.Holder != terang.HolderQueue {
			t.Fatalf("place %d, holder %s, %v", place, got.Holder, err)
		}
		last := s.Events()[len(s.Events())-1]
		if !slices.Contains(last.Kinds, terang.EventPromise) {
			t.Errorf("announced %v", last.Kinds)
		}
		s.Pass(30 * time.Hour)
		if n := due(t, s); n != 0 || len(apologies(s, c.ID)) != 1 {
			t.Errorf("looked at %d times more, told %d times", n, len(apologies(s, c.ID)))
		}
		// Kept late: it stays known that it was broken.
		rina := s.Agent("Rina")
		if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Desk.Reply(ctx, rina, c.ID, "r", "Maaf menunggu", ""); err != nil {
			t.Fatal(err)
		}
		if p := promise(t, s, p.ID); p.State() != terang.PromiseKept || p.BrokenAt.IsZero() || p.Owner != rina.ID || p.KeptBy != rina.ID {
			t.Errorf("kept late: %+v", p)
		}
	})
}

func TestAnAnswerIsKeptByThePersonsFirstWords(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	p, call := owe(t, s, c.ID, terang.PromiseReply, time.Hour), owe(t, s, c.ID, terang.PromiseCall, time.Hour)
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if p := promise(t, s, p.ID); p.Owner != rina.ID || !p.Owed() {
		t.Fatalf("after the claim: %+v", p)
	}
	if _, err := s.Desk.Note(ctx, rina, c.ID, "n", "cek dulu"); err != nil {
		t.Fatal(err)
	}
	if p := promise(t, s, p.ID); !p.Owed() {
		t.Fatal("a note kept it")
	}
	if _, err := s.Desk.Reply(ctx, rina, c.ID, "r", "Halo", ""); err != nil {
		t.Fatal(err)
	}
	if p := promise(t, s, p.ID); p.State() != terang.PromiseKept {
		t.Fatalf("after the words: %s", p.State())
	}
	if p := promise(t, s, call.ID); p.State() != terang.PromiseOpen {
		t.Fatalf("the call: %s", p.State())
	}
	s.Pass(3 * time.Hour)
	due(t, s)
	if told := apologies(s, c.ID); len(told) != 1 || !strings.Contains(told[0], "menelepon") {
		t.Fatalf("told %q", told)
	}
	if _, err := s.Desk.Keep(ctx, rina, call.ID, "Sudah ditelepon"); err != nil {
		t.Fatal(err)
	}
	m := s.Messages(c.ID)
	if last := m[len(m)-1]; last.Kind != terang.KindNote || last.Content.Text != "Sudah ditelepon" {
		t.Errorf("the note: %s %q", last.Kind, last.Content.Text)
	}
	if _, err := s.Desk.Keep(ctx, rina, call.ID, ""); terang.KindOf(err) != terang.Conflict {
		t.Errorf("kept twice: %v", err)
	}
}

// TestNobodyIsWokenByAnApology: what is broken at night is before the agents at once and before the contact in the morning,
// once; who is just writing hears it at once; kept in between, nothing is said.
func TestNobodyIsWokenByAnApology(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	asleep, awake, kept := s.Open(), s.Open(), s.Open()
	at := 12*time.Hour + 30*time.Minute // half past ten in the evening
	for _, c := range []terang.Conversation{asleep, awake, kept} {
		owe(t, s, c.ID, terang.PromiseReply, at)
	}
	s.Pass(at - 10*time.Minute)
	s.Write(awake.ID, "w", "masih menunggu")
	s.Pass(15 * time.Minute)
	for due(t, s) > 0 {
	}
	if n := len(apologies(s, asleep.ID)); n != 0 {
		t.Fatalf("told %d times at night", n)
	}
	if n := len(apologies(s, awake.ID)); n != 1 {
		t.Fatalf("who is awake was told %d times", n)
	}
	if c := s.Conversation(asleep.ID); c.Promises[0].State() != terang.PromiseBroken || c.Holder != terang.HolderQueue {
		t.Fatalf("%+v, %s", c.Promises, c.Holder)
	}
	if _, err := s.Desk.Claim(ctx, rina, kept.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Reply(ctx, rina, kept.ID, "r", "Halo", ""); err != nil {
		t.Fatal(err)
	}
	s.Pass(9 * time.Hour) // half past seven
	due(t, s)
	if n := len(apologies(s, asleep.ID)); n != 0 {
		t.Fatalf("told %d times before eight", n)
	}
	s.Pass(time.Hour)
	due(t, s)
	if told := apologies(s, asleep.ID); len(told) != 1 || !strings.Contains(told[0], "kemarin pukul 22.30 WIB") {
		t.Fatalf("told in the morning: %q", told)
	}
	if n := len(apologies(s, kept.ID)); n != 0 {
		t.Errorf("told %d times although it was kept", n)
	}
}

func TestAClockThatJumpsTellsNothingTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		c := s.Open()
		owe(t, s, c.ID, terang.PromiseCall, time.Hour)
		for _, jump := range []time.Duration{56 * time.Minute, -2 * time.Hour, 2 * time.Hour, 5 * time.Minute, -3 * time.Hour, 2 * time.Hour, 2 * time.Hour, -48 * time.Hour, 96 * time.Hour} {
			s.Pass(jump)
			due(t, s)
		}
		if told, warned := apologies(s, c.ID), s.Warned(); len(told) != 1 || len(warned) != 1 {
			t.Errorf("told %d times, warned %d times", len(told), len(warned))
		}
	})
}

func TestTwoNodesTellOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		other, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{Hours: func(string) terang.Text { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for range 100 {
			c := s.Open()
			owe(t, s, c.ID, terang.PromiseReply, time.Hour)
			ids = append(ids, c.ID)
		}
		s.Pass(2 * time.Hour)
		var wg sync.WaitGroup
		for _, k := range []*desk.Desk{s.Desk, other, s.Desk, other} {
			wg.Go(func() {
				if _, err := k.Due(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, id := range ids {
			if n := len(apologies(s, id)); n != 1 {
				t.Errorf("%s was told %d times", id, n)
			}
		}
	})
}

// TestWhatAnAgentOwesWhoHasGoneIsTheDesks: at the warning everybody sees it, and when it is broken the conversation waits for
// somebody who is there.
func TestWhatAnAgentOwesWhoHasGoneIsTheDesks(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina, budi := s.Agent("Rina"), s.Agent("Budi")
	leave := map[string]func(){}
	for _, a := range []store.Agent{rina, budi} {
		if err := s.Desk.SetPresence(ctx, a, desk.Online); err != nil {
			t.Fatal(err)
		}
		leave[a.ID] = s.Desk.Connect(scene.Workspace, a.ID)
	}
	gone, there := s.Open(), s.Open()
	for id, a := range map[string]store.Agent{gone.ID: rina, there.ID: budi} {
		if _, err := s.Desk.Claim(ctx, a, id); err != nil {
			t.Fatal(err)
		}
		p := terang.Promise{Kind: terang.PromiseTask, Words: "Saya kabari hasilnya", DueAt: s.Now().Add(time.Hour)}
		if p, err := s.Desk.Promise(ctx, a, id, "p", p, true); err != nil || p.Owner != a.ID {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	leave[rina.ID]()
	s.Pass(56 * time.Minute)
	if n := due(t, s); n != 2 {
		t.Fatalf("%d warned", n)
	}
	owners := map[string]string{}
	for _, p := range s.Warned() {
		owners[p.ConversationID] = p.Owner
	}
	if owners[gone.ID] != "" || owners[there.ID] != budi.ID {
		t.Fatalf("owed by %v", owners)
	}
	s.Pass(5 * time.Minute)
	due(t, s)
	if c := s.Conversation(gone.ID); c.Holder != terang.HolderQueue || c.Promises[0].Owner != "" || c.HandOver == nil || c.HandOver.ReasonText == c.HandOver.In(terang.English).ReasonText {
		t.Errorf("of who has gone: holder %s, %+v", c.Holder, c.Promises)
	}
	if c := s.Conversation(there.ID); c.Holder != terang.HolderAgent || c.AgentID != budi.ID || c.Promises[0].Owner != budi.ID {
		t.Errorf("of who is there: holder %s, %+v", c.Holder, c.Promises)
	}
	for _, id := range []string{gone.ID, there.ID} {
		if n := len(apologies(s, id)); n != 1 {
			t.Errorf("told %d times", n)
		}
	}
	if held := s.HeldReasons(); len(held) > 0 {
		t.Errorf("the gate held %v", held)
	}
}

func TestAConversationWithSomethingOwedIsNotClosed(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	reply, call := owe(t, s, c.ID, terang.PromiseReply, time.Hour), owe(t, s, c.ID, terang.PromiseCall, time.Hour)
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Resolve(ctx, rina, c.ID); code(err) != "promise_owed" {
		t.Fatalf("closed: %v", err)
	}
	if c := s.Conversation(c.ID); c.Status != terang.Open || len(c.Owed("")) != 2 {
		t.Fatalf("%s, %+v", c.Status, c.Promises)
	}
	if _, err := s.Desk.Cancel(ctx, rina, call.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Resolve(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if p := promise(t, s, reply.ID); p.State() != terang.PromiseCancelled {
		t.Errorf("the answer is %s", p.State())
	}
	s.Pass(3 * time.Hour)
	if n := due(t, s); n != 0 {
		t.Errorf("%d looked at", n)
	}
}

func TestAnAgentsPromise(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := s.Agent("Rina"), s.Agent("Budi")
		c := s.Open()
		if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		ask := terang.Promise{Kind: terang.PromiseCall, Words: "Saya telepon sebelum pukul 15", Reach: "0812-3456-7890", DueAt: s.Now().Add(5 * time.Hour)}
		first, err := s.Desk.Promise(ctx, rina, c.ID, "same", ask, true)
		if err != nil || first.Reach != "+6281234567890" {
			t.Fatalf("%+v, %v", first, err)
		}
		again, err := s.Desk.Promise(ctx, rina, c.ID, "same", ask, true)
		if err != nil || again.ID != first.ID {
			t.Fatalf("the same again: %+v, %v", again, err)
		}
		said := 0
		for _, m := range s.Messages(c.ID) {
			if m.Content.Text == ask.Words && m.Author.Kind() == terang.KindHuman {
				said++
			}
		}
		if c := s.Conversation(c.ID); said != 1 || len(c.Promises) != 1 {
			t.Fatalf("said %d times, %d promises", said, len(c.Promises))
		}
		if _, err := s.Desk.Promise(ctx, budi, c.ID, "b", ask, true); code(err) != "not_holder" {
			t.Errorf("a colleague: %v", err)
		}
		for name, bad := range map[string]terang.Promise{
			"promise_kind":  {Kind: "x", Words: "w", DueAt: ask.DueAt},
			"promise_words": {Kind: terang.PromiseTask, Words: " ", DueAt: ask.DueAt},
			"promise_due":   {Kind: terang.PromiseTask, Words: "w", DueAt: s.Now()},
			"reach_invalid": {Kind: terang.PromiseCall, Words: "w", Reach: "rumah", DueAt: ask.DueAt},
			"email_invalid": {Kind: terang.PromiseWrite, Words: "w", Reach: "a@", DueAt: ask.DueAt},
		} {
			if _, err := s.Desk.Promise(ctx, rina, c.ID, "x", bad, false); code(err) != name {
				t.Errorf("%v, want %s", err, name)
			}
		}
		moved, err := s.Desk.Move(ctx, rina, first.ID, s.Now().Add(7*time.Hour), true)
		if err != nil || moved.ID != first.ID {
			t.Fatalf("moved: %+v, %v", moved, err)
		}
		m := s.Messages(c.ID)
		if last := m[len(m)-1]; !strings.Contains(last.Content.Text, "pukul 17.00 WIB") || last.Author.Kind() != terang.KindSystem {
			t.Errorf("told %q by %s", last.Content.Text, last.Author.Kind())
		}
		s.Pass(6 * time.Hour)
		if due(t, s); promise(t, s, first.ID).State() != terang.PromiseOpen {
			t.Error("broken at its first time although it was moved")
		}
		s.Pass(2 * time.Hour)
		due(t, s)
		second, err := s.Desk.Move(ctx, rina, first.ID, s.Now().Add(time.Hour), false)
		if err != nil || second.ID == first.ID || second.State() != terang.PromiseOpen {
			t.Fatalf("moved once it was broken: %+v, %v", second, err)
		}
		if old := promise(t, s, first.ID); old.BrokenAt.IsZero() || old.Owed() {
			t.Errorf("the broken one: %+v", old)
		}
		for i := range terang.MaxPromises - 3 { // with the second one, all that agents may
			if _, err := s.Desk.Promise(ctx, rina, c.ID, fmt.Sprint("more", i), terang.Promise{Kind: terang.PromiseTask, Words: "w", DueAt: s.Now().Add(time.Hour)}, false); err != nil && code(err) != "not_holder" {
				t.Fatal(err)
			}
		}
	})
}

// TestWhatBrokeUnheardIsAdmittedBeforeItsNewTime: a promise that broke at night is given another time before the morning. The
// contact hears that it was broken, once, and words that name no time that has passed.
func TestWhatBrokeUnheardIsAdmittedBeforeItsNewTime(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	p := owe(t, s, c.ID, terang.PromiseCall, 13*time.Hour)
	s.Pass(13*time.Hour + time.Minute)
	due(t, s)
	if old := promise(t, s, p.ID); old.State() != terang.PromiseBroken || !old.ToldAt.IsZero() {
		t.Fatalf("at night: %+v", old)
	}
	moved, err := s.Desk.Move(ctx, rina, p.ID, s.Now().Add(12*time.Hour), false)
	if err != nil || moved.ID == p.ID || moved.Words != "Kami menelepon Anda paling lambat besok pukul 11.01 WIB." {
		t.Fatalf("%+v, %v", moved, err)
	}
	s.Pass(10 * time.Hour)
	due(t, s)
	if told := apologies(s, c.ID); len(told) != 1 || !strings.Contains(told[0], "pukul 23.00 WIB") {
		t.Errorf("told %q", told)
	}
}

// TestWhatAgentsPromiseLeavesRoomForTheAssistants: however much agents promise, what the assistant promises beside it pushes
// nothing out of the conversation that is still owed.
func TestWhatAgentsPromiseLeavesRoomForTheAssistants(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	made, last := 0, error(nil)
	for i := 0; last == nil; i++ {
		_, last = s.Desk.Promise(ctx, rina, c.ID, fmt.Sprint(i), terang.Promise{Kind: terang.PromiseTask, Words: "w", Reach: "x\r\ny", DueAt: s.Now().Add(time.Hour)}, false)
		if last == nil {
			made++
		}
	}
	if code(last) != "promises_many" {
		t.Fatal(last)
	}
	owe(t, s, c.ID, terang.PromiseReply, time.Hour)
	owe(t, s, c.ID, terang.PromiseCall, time.Hour)
	all := s.Conversation(c.ID).Owed("")
	if len(all) != made+2 {
		t.Errorf("%d promised, %d owed", made+2, len(all))
	}
	if all[0].Reach != "" {
		t.Errorf("a reach that nobody checked: %q", all[0].Reach)
	}
}

// TestWhoPromisesHasAnswered: an agent whose first words are a promise has kept the answer that the assistant promised, which is
// not called broken later.
func TestWhoPromisesHasAnswered(t *testing.T) {
	s := scene.New(t, storetest.SQLite(t))
	rina := s.Agent("Rina")
	c := s.Open()
	p := owe(t, s, c.ID, terang.PromiseReply, time.Hour)
	if _, err := s.Desk.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	again := terang.Promise{Kind: terang.PromiseReply, Words: "Saya kabari nanti sore.", DueAt: s.Now().Add(5 * time.Hour)}
	again, err := s.Desk.Promise(ctx, rina, c.ID, "p", again, true)
	if err != nil {
		t.Fatal(err)
	}
	if first := promise(t, s, p.ID); first.State() != terang.PromiseKept || first.KeptBy != rina.ID {
		t.Errorf("the answer is %s", first.State())
	}
	if next := promise(t, s, again.ID); next.State() != terang.PromiseOpen {
		t.Errorf("her own is %s", next.State())
	}
	s.Pass(2 * time.Hour)
	due(t, s)
	if told := apologies(s, c.ID); len(told) > 0 {
		t.Errorf("told %q", told)
	}
}
