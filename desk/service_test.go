package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"terang"
	"terang/desk"
	"terang/internal/scene"
	"terang/routing"
	"terang/store"
	"terang/store/storetest"
)

func TestTheServiceCountsWhoWasTakenInTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, nil)
		rina, _ := s.comes("Rina")
		s.Pass(12*time.Hour - s.Now().Sub(s.k.Today(scene.Workspace))) // noon: what follows is all of one day
		quick, slow := s.waits(), s.waits()
		s.Pass(time.Minute)
		if _, err := s.k.Claim(ctx, rina, quick.ID); err != nil {
			t.Fatal(err)
		}
		s.Pass(9 * time.Minute)
		if _, err := s.k.Claim(ctx, rina, slow.ID); err != nil {
			t.Fatal(err)
		}
		late := s.waits()
		s.Pass(6 * time.Minute)
		s.waits() // still in time: counts for nothing yet

		got, err := s.k.Service(ctx, scene.Workspace, s.k.Today(scene.Workspace))
		if err != nil {
			t.Fatal(err)
		}
		if got.Taken != 2 || got.Half.Round(time.Second) != time.Minute || got.Ninety.Round(time.Second) != 10*time.Minute || got.TakenBy[rina.ID] != 2 || !got.Complete {
			t.Errorf("waits: %+v", got)
		}
		var came, within int
		var behind []string
		for _, l := range got.Levels {
			came, within, behind = came+l.Came, within+l.Within, append(behind, l.Late...)
		}
		if came != 3 || within != 1 || !slices.Contains(behind, slow.ID) || !slices.Contains(behind, late.ID) || slices.Contains(behind, quick.ID) {
			t.Errorf("%d of %d in time, late %v", within, came, behind)
		}
	})
}

func TestWhatAgentsCallUrgentIsServedFirst(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	calm := s.waits()
	s.Pass(time.Second)
	grave := s.waits(func(c *terang.Conversation) { c.Priority = terang.Urgent })
	s.dispatch()
	if q := s.k.Live(scene.Workspace).Queue; q[0].ID != grave.ID || q[0].Priority != routing.Urgent || q[1].ID != calm.ID {
		t.Errorf("the queue is %+v", q)
	}
	clock, waits := s.k.Clock(&grave)
	if !waits || clock.Priority != routing.Urgent || !clock.Due.Equal(grave.WaitingSince.Add(time.Minute)) {
		t.Errorf("its clock is %+v, %t", clock, waits)
	}
	listed := []store.Listed{{Conversation: calm}, {Conversation: grave}}
	if s.k.Order(listed); listed[0].Conversation.ID != grave.ID {
		t.Error("the list is in another order than the desk's")
	}
	taken := grave
	taken.Holder = terang.HolderAgent
	if _, waits := s.k.Clock(&taken); waits {
		t.Error("a clock runs for what somebody has")
	}
}

func TestOfTwoChangesOfTheSameSettingTheSecondIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, nil)
		rina := s.Agent("Rina")
		first, second := s.k.Setting(scene.Workspace), s.k.Setting(scene.Workspace)
		first.Mode, second.Mode = desk.Push, desk.Pull
		if _, err := s.k.SetSetting(ctx, scene.Workspace, "x", first); err != nil {
			t.Fatal(err)
		}
		if _, err := s.k.SetSetting(ctx, scene.Workspace, "y", second); terang.KindOf(err) != terang.Conflict {
			t.Errorf("the second change: %v", err)
		}
		if got := s.k.Setting(scene.Workspace); got.Mode != desk.Push || got.Version != 1 {
			t.Errorf("in force is %+v", got)
		}
		p := s.k.Profile(rina.ID)
		p.Skills = []string{"tax"}
		if _, err := s.k.SetProfile(ctx, rina, "x", p); err != nil {
			t.Fatal(err)
		}
		var e *terang.Error
		if _, err := s.k.SetProfile(ctx, rina, "y", p); !errors.As(err, &e) || e.Code != "routing_changed" {
			t.Errorf("the second change of an agent: %v", err)
		}
		s.start() // versions outlive the process
		if _, err := s.k.SetProfile(ctx, rina, "y", s.k.Profile(rina.ID)); err != nil {
			t.Errorf("after a restart: %v", err)
		}
	})
}

func TestATeamThatIsRemovedHasNobody(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), func(set *desk.Setting) { set.Teams = []desk.Team{{ID: "money", Name: "Keuangan"}} })
	rina, _ := s.comes("Rina")
	p := s.k.Profile(rina.ID)
	p.Teams = []string{"money"}
	if _, err := s.k.SetProfile(ctx, rina, "x", p); err != nil {
		t.Fatal(err)
	}
	set := s.k.Setting(scene.Workspace)
	set.Teams = nil
	if _, err := s.k.SetSetting(ctx, scene.Workspace, "x", set); err != nil {
		t.Fatal(err)
	}
	if p = s.k.Profile(rina.ID); len(p.Teams) != 0 {
		t.Fatalf("Rina is still in %v", p.Teams)
	}
	if _, err := s.k.SetProfile(ctx, rina, "x", p); err != nil {
		t.Errorf("what the desk says of Rina cannot be said to it: %v", err)
	}
}

func TestNothingRingsWhereNoConsoleIsOpen(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), push)
	rina, leave := s.comes("Rina")
	first := s.waits()
	s.expect("offered " + first.ID + " " + rina.ID)
	leave()
	second := s.waits()
	s.expect() // still counted as there, and not offered anything
	budi, _ := s.comes("Budi")
	s.expect("offered " + second.ID + " " + budi.ID)
	s.Pass(19 * time.Second)
	s.k.Connect(scene.Workspace, rina.ID)
	s.expect()
}

func TestALiveViewTellsSinceWhen(t *testing.T) {
	s := newShift(t, storetest.SQLite(t), nil)
	rina, leave := s.comes("Rina")
	s.dispatch()
	since := func() (string, time.Duration) {
		all := s.k.Live(scene.Workspace).Agents
		a := all[slices.IndexFunc(all, func(a desk.Attendance) bool { return a.AgentID == rina.ID })]
		return a.Presence, s.Now().Sub(a.Since).Round(time.Second)
	}
	s.Pass(3 * time.Minute)
	if p, d := since(); p != desk.Online || d != 3*time.Minute {
		t.Errorf("online for 3 minutes: %s for %s", p, d)
	}
	leave()
	s.Pass(30 * time.Second)
	s.dispatch()
	s.Pass(time.Minute)
	if p, d := since(); p != desk.Away || d != time.Minute {
		t.Errorf("away for a minute: %s for %s", p, d)
	}
}
