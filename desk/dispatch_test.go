package desk_test

import (
	"errors"
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
	"terang/routing"
	"terang/store"
	"terang/store/storetest"
)

// shift is a scene with a desk that gives out, and what it told.
type shift struct {
	*scene.Scene
	t      *testing.T
	k      *desk.Desk
	mu     sync.Mutex
	offers []string // "offered cnv agt"
	came   []string // "agt wrap_up"
}

func newShift(t *testing.T, db *store.DB, change func(*desk.Setting)) *shift {
	t.Helper()
	s := &shift{Scene: scene.New(t, db), t: t}
	s.start()
	if change != nil {
		set := desk.DefaultSetting()
		change(&set)
		if _, err := s.k.SetSetting(ctx, scene.Workspace, "agt_owner", set); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// start begins a life of the desk on the store as it is.
func (s *shift) start() {
	s.t.Helper()
	k, err := desk.New(ctx, s.Delivery, s.Accounts, desk.Parts{
		Hours:   func(string) terang.Text { return terang.Text{terang.Indonesian: "Senin–Jumat 08.00–16.00"} },
		Speaks:  func(r store.Role) bool { return r != store.RoleAnalyst },
		Offered: func(o desk.Offer, what string) { s.tell(&s.offers, what+" "+o.ConversationID+" "+o.AgentID) },
		Came:    func(_, agentID, presence string, _ time.Time) { s.tell(&s.came, agentID+" "+presence) },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.k = k
	s.OnEvent(k.Watch)
}

func (s *shift) tell(to *[]string, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*to = append(*to, what)
}

// told returns what was told since it was asked last.
func (s *shift) told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.offers
	s.offers = nil
	return out
}

func push(s *desk.Setting) { s.Mode = desk.Push }

// comes has an agent come online with a console open.
func (s *shift) comes(name string) (store.Agent, func()) {
	s.t.Helper()
	a := s.Agent(name)
	if err := s.k.SetPresence(ctx, a, desk.Online); err != nil {
		s.t.Fatal(err)
	}
	return a, s.k.Connect(scene.Workspace, a.ID)
}

// waits puts a conversation before the agents.
func (s *shift) waits(change ...func(*terang.Conversation)) terang.Conversation {
	s.t.Helper()
	c := s.Open()
	s.Write(c.ID, "a", "mau bicara dengan petugas")
	t, err := s.Delivery.Change(ctx, scene.Workspace, c.ID, func(tx *store.Tx, t *delivery.Thread) error {
		c := &t.Conversation
		c.Holder, c.WaitingSince, c.HandOver = terang.HolderQueue, t.Now, &terang.HandOver{Reason: terang.ReasonAsked, At: t.Now, Topic: "refund"}
		for _, f := range change {
			f(c)
		}
		t.Emit(terang.EventHandedOver)
		return store.InsertHandOver(tx, store.HandOver{ID: s.ID("ho"), WorkspaceID: c.WorkspaceID, ConversationID: c.ID, ContactID: c.ContactID, At: t.Now, Reason: terang.ReasonAsked, Score: c.Trust})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return t.Conversation
}

func (s *shift) dispatch() time.Time {
	s.t.Helper()
	next, err := s.k.Dispatch(ctx)
	if err != nil {
		s.t.Fatal(err)
	}
	return next
}

func (s *shift) expect(want ...string) {
	s.t.Helper()
	s.dispatch()
	if got := s.told(); !slices.Equal(got, want) {
		s.t.Errorf("told %q, want %q", got, want)
	}
}

func TestAnOfferRingsAtOneThenAtTheNext(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, push)
		rina, _ := s.comes("Rina")
		c := s.waits()
		s.expect("offered " + c.ID + " " + rina.ID)
		budi, _ := s.comes("Budi")
		s.expect()
		if offers := s.k.Offers(scene.Workspace, rina.ID); len(offers) != 1 || offers[0].Until.Sub(offers[0].At) != 20*time.Second {
			t.Errorf("what rings at Rina: %+v", offers)
		}
		s.Pass(20 * time.Second)
		s.expect("missed "+c.ID+" "+rina.ID, "offered "+c.ID+" "+budi.ID)
		if err := s.k.Decline(ctx, rina, c.ID); terang.KindOf(err) != terang.Conflict {
			t.Errorf("Rina declines what rings elsewhere: %v", err)
		}
		if _, err := s.k.Claim(ctx, budi, c.ID); err != nil {
			t.Fatal(err)
		}
		s.expect("withdrawn " + c.ID + " " + budi.ID)
		if live := s.k.Live(scene.Workspace); live.Waiting != 0 || live.Online != 2 {
			t.Errorf("%d wait, %d are there", live.Waiting, live.Online)
		}
	})
}

func TestWhoLetsItRingTwiceIsAway(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), push)
	rina, _ := s.comes("Rina")
	a, b := s.waits(), s.waits()
	s.dispatch()
	s.Pass(21 * time.Second)
	s.dispatch()
	if got := s.k.Presence(rina.ID); got != desk.Away {
		t.Errorf("Rina, who let two ring, is %s", got)
	}
	s.told()
	s.Pass(3 * time.Minute)
	s.expect()
	if err := s.k.SetPresence(ctx, rina, desk.Online); err != nil {
		t.Fatal(err)
	}
	s.expect("offered "+a.ID+" "+rina.ID, "offered "+b.ID+" "+rina.ID)
}

func TestADeclinedOfferGoesOnAtOnce(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), push)
	rina, _ := s.comes("Rina")
	c := s.waits()
	s.expect("offered " + c.ID + " " + rina.ID)
	budi, _ := s.comes("Budi")
	if err := s.k.Decline(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	s.expect("withdrawn "+c.ID+" "+rina.ID, "offered "+c.ID+" "+budi.ID)
}

func TestInPullNothingRings(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	rina, _ := s.comes("Rina")
	first, second := s.waits(), s.waits()
	s.expect()
	for _, want := range []string{first.ID, second.ID} {
		if c, err := s.k.Next(ctx, rina); err != nil || c.ID != want || c.AgentID != rina.ID {
			t.Errorf("the next is %s (%v), want %s", c.ID, err, want)
		}
	}
	var e *terang.Error
	if _, err := s.k.Next(ctx, rina); !errors.As(err, &e) || e.Code != "queue_empty" {
		t.Errorf("an empty queue gives %v", err)
	}
}

// TestWhatAVanishedAgentHadIsQueuedAgain: within half a minute, counted from when the contact first waited, and the contact is told.
func TestWhatAVanishedAgentHadIsQueuedAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, nil)
		rina, leave := s.comes("Rina")
		c := s.waits()
		if _, err := s.k.Claim(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		s.Pass(10 * time.Minute)
		leave()
		back := s.k.Connect(scene.Workspace, rina.ID) // the page was loaded again
		s.Pass(time.Minute)
		s.dispatch()
		if held := s.Conversation(c.ID); held.AgentID != rina.ID {
			t.Fatal("a page that was loaded again lost its conversation")
		}
		back()
		gone := s.Now()
		next := s.dispatch()
		if next.Sub(gone) > 30*time.Second || next.Before(gone) {
			t.Fatalf("looked at %s after she went", next.Sub(gone))
		}
		s.Pass(next.Sub(s.Now()))
		s.dispatch()
		queued := s.Conversation(c.ID)
		if queued.Holder != terang.HolderQueue || !queued.WaitingSince.Equal(c.WaitingSince) || queued.AgentID != "" {
			t.Fatalf("held by %s %s, waits since %s, first waited %s", queued.Holder, queued.AgentID, queued.WaitingSince, c.WaitingSince)
		}
		m := s.Messages(c.ID)
		last := m[len(m)-1]
		if text := last.Content.Text; last.Author.Kind() != terang.KindAutomation || !strings.Contains(text, "Rina") || !strings.Contains(text, "tidak ada petugas lain") || !strings.Contains(text, "08.00") {
			t.Errorf("the contact is told %q by %s", text, last.Author.Kind())
		}
		n := len(m)
		s.Pass(time.Minute)
		s.dispatch()
		if got := len(s.Messages(c.ID)); got != n {
			t.Error("the contact is told twice")
		}
	})
}

func TestWhoGoesAwayKeepsWhatTheyHave(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	rina, leave := s.comes("Rina")
	c := s.waits()
	if _, err := s.k.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.k.SetPresence(ctx, rina, desk.Away); err != nil {
		t.Fatal(err)
	}
	leave()
	s.Pass(time.Hour)
	s.dispatch()
	if s.Conversation(c.ID).AgentID != rina.ID {
		t.Error("who said that they are away lost a conversation")
	}
}

// TestWhatSomebodyHadWhoMayNotAnswerAnyMoreIsQueuedAgain: blocked, or of a role that does not speak; also what they had put off, and
// where the server stopped in between.
func TestWhatSomebodyHadWhoMayNotAnswerAnyMoreIsQueuedAgain(t *testing.T) {
	for how, change := range map[string]func(*store.Agent, time.Time){
		"blocked":      func(a *store.Agent, now time.Time) { a.DisabledAt = now },
		"another role": func(a *store.Agent, _ time.Time) { a.Role = store.RoleAnalyst },
	} {
		for _, again := range []bool{false, true} {
			t.Run(fmt.Sprint(how, " ", again), func(t *testing.T) {
				s := newShift(t, storetest.SQLite(t), nil)
				rina, _ := s.comes("Rina")
				c, off := s.waits(), putOffIn(t, s.Scene, s.k, rina)
				if _, err := s.k.Claim(ctx, rina, c.ID); err != nil {
					t.Fatal(err)
				}
				change(&rina, s.Now())
				if err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.UpdateAgent(tx, rina) }); err != nil {
					t.Fatal(err)
				}
				if again {
					s.start()
				} else if gone, err := s.k.Changed(ctx, rina); !gone || err != nil {
					t.Fatalf("gone: %v, %v", gone, err)
				}
				s.dispatch()
				for _, id := range []string{c.ID, off.ID} {
					m := s.Messages(id)
					if now := s.Conversation(id); now.Holder != terang.HolderQueue || !strings.Contains(m[len(m)-1].Content.Text, "Petugas lain") {
						t.Errorf("with %s, told %q", now.Holder, m[len(m)-1].Content.Text)
					}
				}
				if s.k.Presence(rina.ID) != desk.Away {
					t.Error("who may not answer is there")
				}
				if _, err := s.k.Assign(ctx, s.Agent("Budi"), c.ID, rina.ID); terang.KindOf(err) != terang.Conflict {
					t.Errorf("it is assigned to them: %v", err)
				}
			})
		}
	}
}

// TestWhoComesOnlineChangesNothingElse: a choice that crosses with a block takes nothing back.
func TestWhoComesOnlineChangesNothingElse(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	rina := s.Agent("Rina")
	blocked := rina
	blocked.DisabledAt, blocked.Password = s.Now(), "another"
	if err := s.Store.Write(ctx, func(tx *store.Tx) error { return store.UpdateAgent(tx, blocked) }); err != nil {
		t.Fatal(err)
	}
	if err := s.k.SetPresence(ctx, rina, desk.Online); err != nil {
		t.Fatal(err)
	}
	if now, err := store.AgentByID(ctx, s.Store, rina.WorkspaceID, rina.ID); err != nil || now.DisabledAt.IsZero() || now.Password != "another" || now.Presence != desk.Online {
		t.Errorf("%+v, %v", now, err)
	}
}

// TestARestartForgetsNothing: settings, abilities and who has what are there again, and an agent whose console does not come back
// counts as vanished.
func TestARestartForgetsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, push)
		rina, _ := s.comes("Rina")
		if _, err := s.k.SetProfile(ctx, rina, "agt_owner", desk.Profile{Skills: []string{"billing"}, Capacity: &desk.Capacity{Total: 2}}); err != nil {
			t.Fatal(err)
		}
		held := s.waits()
		if _, err := s.k.Claim(ctx, rina, held.ID); err != nil {
			t.Fatal(err)
		}
		s.start()
		if p := s.k.Profile(rina.ID); !slices.Equal(p.Skills, []string{"billing"}) || p.Capacity.Total != 2 || s.k.Setting(scene.Workspace).Mode != desk.Push {
			t.Errorf("after a restart: %+v, %+v", p, s.k.Setting(scene.Workspace))
		}
		leave := s.k.Connect(scene.Workspace, rina.ID)
		a, b := s.waits(), s.waits()
		s.dispatch()
		if got := s.told(); len(got) != 1 || got[0] != "offered "+a.ID+" "+rina.ID {
			t.Errorf("with one of two held, told %q", got)
		}
		leave()
		s.start()
		s.Pass(20 * time.Second)
		s.dispatch()
		if c := s.Conversation(held.ID); c.Holder != terang.HolderQueue {
			t.Errorf("held by %s after its agent did not come back", c.Holder)
		}
		s.dispatch()
		if live := s.k.Live(scene.Workspace); live.Waiting != 3 || live.Queue[0].ID != held.ID {
			t.Errorf("%d wait, first %s; want 3, first who was dropped (%s, %s, %s)", live.Waiting, live.Queue[0].ID, held.ID, a.ID, b.ID)
		}
	})
}

func TestAfterAConversationComesAWrapUp(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), func(set *desk.Setting) { set.Mode, set.WrapUpSeconds = desk.Push, 45 })
	rina, _ := s.comes("Rina")
	c := s.waits()
	s.dispatch()
	if _, err := s.k.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.k.Resolve(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	s.told()
	next := s.waits()
	s.expect()
	if got := s.k.Presence(rina.ID); got != desk.WrapUp {
		t.Errorf("after a conversation Rina is %s", got)
	}
	s.Pass(45 * time.Second)
	s.expect("offered " + next.ID + " " + rina.ID)
	if !slices.Contains(s.came, rina.ID+" "+desk.WrapUp) || !slices.Contains(s.came, rina.ID+" "+desk.Online) {
		t.Errorf("told of her presence: %q", s.came)
	}
	if err := s.k.SetPresence(ctx, rina, desk.WrapUp); err != nil || s.k.Presence(rina.ID) != desk.WrapUp {
		t.Errorf("asked for, she is %s (%v)", s.k.Presence(rina.ID), err)
	}
	if err := s.k.SetPresence(ctx, rina, desk.Online); err != nil || s.k.Presence(rina.ID) != desk.Online {
		t.Errorf("back early, she is %s (%v)", s.k.Presence(rina.ID), err)
	}
}

// TestWhoHelpedBeforeIsAskedFirst, although another has been idle longer.
func TestWhoHelpedBeforeIsAskedFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, push)
		budi, _ := s.comes("Budi")
		rina, _ := s.comes("Rina")
		c := s.waits()
		if _, err := s.k.Claim(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.k.HandBack(ctx, rina, c.ID, ""); err != nil {
			t.Fatal(err)
		}
		s.dispatch()
		s.told()
		if _, err := s.Delivery.Change(ctx, scene.Workspace, c.ID, func(_ *store.Tx, t *delivery.Thread) error {
			t.Conversation.Holder, t.Conversation.WaitingSince = terang.HolderQueue, t.Now
			t.Emit(terang.EventHandedOver)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		s.expect("offered " + c.ID + " " + rina.ID)
		other := s.waits()
		s.expect("offered " + other.ID + " " + budi.ID)
	})
}

func TestTeamsAndSkillsDecideWhomItRings(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), func(set *desk.Setting) {
		set.Mode, set.Teams = desk.Push, []desk.Team{{ID: "money", Name: "Keuangan", Topics: []string{"refund"}}}
	})
	budi, _ := s.comes("Budi")
	rina, _ := s.comes("Rina")
	for a, p := range map[*store.Agent]desk.Profile{&budi: {Teams: []string{"money"}}, &rina: {Teams: []string{"money"}, Skills: []string{"tax"}}} {
		if _, err := s.k.SetProfile(ctx, *a, "agt_owner", p); err != nil {
			t.Fatal(err)
		}
	}
	tax := s.waits(func(c *terang.Conversation) { c.HandOver.Skill = "tax" })
	s.expect("offered " + tax.ID + " " + rina.ID)
	lost := s.waits(func(c *terang.Conversation) { c.HandOver.Skill = "alchemy" }) // nobody has it: it is not asked for
	s.expect("offered " + lost.ID + " " + budi.ID)
	s.waits(func(c *terang.Conversation) { c.HandOver.Topic = "opening_hours" })
	agents, waiting := s.k.OfTeam(scene.Workspace, "money")
	if want := []string{min(budi.ID, rina.ID), max(budi.ID, rina.ID)}; !slices.Equal(agents, want) || !slices.Equal(waiting, []string{tax.ID, lost.ID}) {
		t.Errorf("of the team: %v, waiting for it: %v", agents, waiting)
	}
}

func TestALiveViewShowsTheClocks(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	rina, _ := s.comes("Rina")
	calm, grave := s.waits(), s.waits(func(c *terang.Conversation) { c.Trust = 10 })
	s.dispatch()
	s.Pass(90 * time.Second)
	live := s.k.Live(scene.Workspace)
	if live.Waiting != 2 || live.Late != 1 || live.Longest < 90*time.Second || len(live.Agents) == 0 {
		t.Fatalf("%+v", live)
	}
	if q := live.Queue; q[0].ID != grave.ID || q[0].Priority != routing.Urgent || q[1].ID != calm.ID || !q[1].Deadline.Equal(calm.WaitingSince.Add(5*time.Minute)) {
		t.Errorf("the queue is %+v", q)
	}
	if _, err := s.k.Claim(ctx, rina, grave.ID); err != nil {
		t.Fatal(err)
	}
	live = s.k.Live(scene.Workspace)
	i := slices.IndexFunc(live.Agents, func(a desk.Attendance) bool { return a.AgentID == rina.ID })
	if a := live.Agents[i]; a.Load["web"] != 1 || a.Capacity != 4 || a.Presence != desk.Online || live.Waiting != 1 {
		t.Errorf("Rina is %+v, %d wait", a, live.Waiting)
	}
}

func TestSettingsThatCannotBeAreRefused(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	for field, change := range map[string]func(*desk.Setting){
		"mode":              func(x *desk.Setting) { x.Mode = "shove" },
		"ring_seconds":      func(x *desk.Setting) { x.RingSeconds = 1 },
		"wrap_up_seconds":   func(x *desk.Setting) { x.WrapUpSeconds = -1 },
		"level":             func(x *desk.Setting) { x.Level = 101 },
		"language_overflow": func(x *desk.Setting) { x.LanguageOverflow = -1 },
		"targets":           func(x *desk.Setting) { x.Targets = map[routing.Priority]int{"soon": 5} },
		"capacity":          func(x *desk.Setting) { x.Capacity.Total = 0 },
		"teams":             func(x *desk.Setting) { x.Teams = []desk.Team{{ID: "a", Name: "A"}, {ID: "a", Name: "B"}} },
	} {
		set := desk.DefaultSetting()
		change(&set)
		_, err := s.k.SetSetting(ctx, scene.Workspace, "x", set)
		var e *terang.Error
		if !errors.As(err, &e) || e.Code != "routing_invalid" || e.Args["field"] != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	rina := s.Agent("Rina")
	for field, p := range map[string]desk.Profile{
		"teams": {Teams: []string{"nowhere"}}, "skills": {Skills: []string{"Not An Id"}}, "languages": {Languages: []terang.Language{"xx"}}, "capacity": {Capacity: &desk.Capacity{}},
	} {
		var e *terang.Error
		if _, err := s.k.SetProfile(ctx, rina, "x", p); !errors.As(err, &e) || e.Args["field"] != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestALateEventMovesNothingBack: of two changes that are committed together, the earlier may be told last.
func TestALateEventMovesNothingBack(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	rina, _ := s.comes("Rina")
	stands := func(when string, waiting, held int) {
		t.Helper()
		for _, e := range s.Events() { // once more after the looking, the oldest last
			defer s.k.Watch(e)
		}
		s.dispatch()
		live := s.k.Live(scene.Workspace)
		i := slices.IndexFunc(live.Agents, func(a desk.Attendance) bool { return a.AgentID == rina.ID })
		if q := s.k.Availability(scene.Workspace).Queue; live.Waiting != waiting || q != waiting || len(live.Agents[i].Held) != held || live.Agents[i].Load["web"] != held {
			t.Errorf("%s: %d and %d wait, Rina has %v, %v", when, live.Waiting, q, live.Agents[i].Held, live.Agents[i].Load)
		}
	}
	c := s.waits()
	stands("handed over", 1, 0)
	stands("and told again", 1, 0)
	if _, err := s.k.Claim(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	stands("claimed", 0, 1)
	stands("and told again", 0, 1)
	if _, err := s.k.Resolve(ctx, rina, c.ID); err != nil {
		t.Fatal(err)
	}
	stands("resolved", 0, 0)
	stands("and told again", 0, 0)
}
