package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/desk"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// putOff opens a conversation, claims it for the agent and puts it off for an hour.
func putOff(t *testing.T, s *scene.Scene, a store.Agent) terang.Conversation {
	t.Helper()
	return putOffIn(t, s, s.Desk, a)
}

func putOffIn(t *testing.T, s *scene.Scene, k *desk.Desk, a store.Agent) terang.Conversation {
	t.Helper()
	c := s.Open()
	s.Write(c.ID, "a", "nanti saya kabari")
	if _, err := k.Claim(ctx, a, c.ID); err != nil {
		t.Fatal(err)
	}
	c, err := k.Snooze(ctx, a, c.ID, s.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func listOf(t *testing.T, s *scene.Scene, a store.Agent, v store.View) (ids []string) {
	t.Helper()
	all, err := store.ListConversations(ctx, s.Store, store.ListQuery{WorkspaceID: scene.Workspace, AgentID: a.ID, View: v, Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		ids = append(ids, l.Conversation.ID)
	}
	return ids
}

func TestWhatIsPutOffWakesWithItsOwnerOrInTheQueue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		if err := s.Desk.SetPresence(ctx, rina, desk.Online); err != nil {
			t.Fatal(err)
		}
		leave := s.Desk.Connect(scene.Workspace, rina.ID)
		first := putOff(t, s, rina)
		if got := listOf(t, s, rina, store.ViewMine); len(got) != 0 {
			t.Errorf("mine shows what is put off: %v", got)
		}
		if got := listOf(t, s, rina, store.ViewSnoozed); !slices.Equal(got, []string{first.ID}) {
			t.Errorf("put off: %v", got)
		}
		if wait, err := s.Desk.WakeDue(ctx); err != nil || wait <= 0 || s.Conversation(first.ID).SnoozedUntil.IsZero() {
			t.Errorf("before its time: %v %v", wait, err)
		}
		s.Pass(time.Hour)
		if _, err := s.Desk.WakeDue(ctx); err != nil {
			t.Fatal(err)
		}
		if c := s.Conversation(first.ID); !c.SnoozedUntil.IsZero() || c.Holder != terang.HolderAgent || c.AgentID != rina.ID {
			t.Errorf("with its owner there: %s %s until %s", c.Holder, c.AgentID, c.SnoozedUntil)
		}
		wrapping := putOff(t, s, rina)
		s.Pass(time.Hour)
		if err := s.Desk.SetPresence(ctx, rina, desk.WrapUp); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Desk.WakeDue(ctx); err != nil {
			t.Fatal(err)
		}
		if c := s.Conversation(wrapping.ID); !c.SnoozedUntil.IsZero() || c.AgentID != rina.ID {
			t.Errorf("with its owner wrapping up: %s %s until %s", c.Holder, c.AgentID, c.SnoozedUntil)
		}
		second := putOff(t, s, rina)
		leave()
		s.Pass(time.Hour)
		if _, err := s.Desk.WakeDue(ctx); err != nil {
			t.Fatal(err)
		}
		if c := s.Conversation(second.ID); !c.SnoozedUntil.IsZero() || c.Holder != terang.HolderQueue || c.WaitingSince.IsZero() {
			t.Errorf("with nobody there: %s until %s", c.Holder, c.SnoozedUntil)
		}
	})
}

// TestWhatIsPutOffOutlivesItsOwnersConsole: it waits for its time, or for the contact; then for anybody, if nobody is there.
func TestWhatIsPutOffOutlivesItsOwnersConsole(t *testing.T) {
	for _, to := range []string{desk.Online, desk.Away} {
		t.Run(to, func(t *testing.T) {
			s := newShift(t, storetest.SQLite(t), nil)
			rina, leave := s.comes("Rina")
			off, spoken := putOffIn(t, s.Scene, s.k, rina), putOffIn(t, s.Scene, s.k, rina)
			if err := s.k.SetPresence(ctx, rina, to); err != nil {
				t.Fatal(err)
			}
			leave()
			s.Pass(time.Minute)
			s.dispatch()
			n := len(s.Messages(off.ID))
			if c := s.Conversation(off.ID); c.AgentID != rina.ID || c.SnoozedUntil.IsZero() {
				t.Fatalf("with nobody there it is with %s, until %s", c.Holder, c.SnoozedUntil)
			}
			s.Write(spoken.ID, "b", "ini kabarnya")
			s.dispatch()
			if c := s.Conversation(spoken.ID); c.Holder != terang.HolderQueue || c.WaitingSince.IsZero() {
				t.Errorf("the contact wrote, and it is with %s", c.Holder)
			}
			if c := s.Conversation(off.ID); c.AgentID != rina.ID || len(s.Messages(off.ID)) != n {
				t.Errorf("the other one is with %s", c.Holder)
			}
		})
	}
}

func TestWhoWritesWakesWhatWasPutOff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		c := putOff(t, s, rina)
		s.Write(c.ID, "b", "ini kabarnya")
		if got := s.Conversation(c.ID); !got.SnoozedUntil.IsZero() || got.AgentID != rina.ID {
			t.Errorf("still put off until %s, held by %q", got.SnoozedUntil, got.AgentID)
		}
		if _, err := s.Desk.Snooze(ctx, s.Agent("Budi"), c.ID, s.Now().Add(time.Hour)); code(err) != "not_holder" {
			t.Errorf("another agent puts it off: %v", err)
		}
		for _, at := range []time.Time{s.Now().Add(-time.Second), s.Now().Add(100 * 24 * time.Hour)} {
			if _, err := s.Desk.Snooze(ctx, rina, c.ID, at); code(err) != "snooze_time" {
				t.Errorf("put off until %s: %v", at, err)
			}
		}
	})
}

func TestTagsAreKeptInOrderAndFoundBy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		c := s.Open()
		s.Write(c.ID, "a", "halo")
		got, err := s.Desk.Tag(ctx, rina, c.ID, []string{" VIP ", "refund  besar", "vip"}, nil)
		if err != nil || !slices.Equal(got.Tags, []string{"refund besar", "vip"}) {
			t.Fatalf("%v, %v", got.Tags, err)
		}
		if got, err = s.Desk.Tag(ctx, rina, c.ID, []string{"baru"}, []string{"vip"}); err != nil || !slices.Equal(got.Tags, []string{"baru", "refund besar"}) {
			t.Fatalf("%v, %v", got.Tags, err)
		}
		if got := s.Conversation(c.ID).Tags; !slices.Equal(got, []string{"baru", "refund besar"}) {
			t.Errorf("stored: %v", got)
		}
		used, err := store.UsedTags(ctx, db, scene.Workspace)
		if err != nil || fmt.Sprint(used) != "[{baru 1} {refund besar 1}]" {
			t.Errorf("used: %v, %v", used, err)
		}
		for _, bad := range []string{"", " ", "a,b", strings.Repeat("x", 41), "a\x00"} {
			if _, err := s.Desk.Tag(ctx, rina, c.ID, []string{bad}, nil); code(err) != "tag_invalid" {
				t.Errorf("tag %q: %v", bad, err)
			}
		}
		var many []string
		for i := range terang.MaxTags {
			many = append(many, fmt.Sprint("t", i))
		}
		if _, err := s.Desk.Tag(ctx, rina, c.ID, many, nil); code(err) != "tags_full" {
			t.Errorf("too many: %v", err)
		}
		if c, err := s.Desk.SetPriority(ctx, rina, c.ID, terang.Urgent); err != nil || c.Priority != terang.Urgent || s.Conversation(c.ID).Priority != terang.Urgent {
			t.Errorf("priority %d, %v", c.Priority, err)
		}
	})
}

func TestAssignGivesOnlyWhatOneHasOrNobodyHas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := s.Agent("Rina"), s.Agent("Budi")
		c := s.Open()
		s.Write(c.ID, "a", "mau bicara dengan petugas")
		if got, err := s.Desk.Assign(ctx, rina, c.ID, budi.ID); err != nil || got.AgentID != budi.ID {
			t.Fatalf("%s, %v", got.AgentID, err)
		}
		if _, err := s.Desk.Assign(ctx, rina, c.ID, rina.ID); code(err) != "already_claimed" {
			t.Errorf("out of another's hands: %v", err)
		}
		if got, err := s.Desk.Assign(ctx, budi, c.ID, rina.ID); err != nil || got.AgentID != rina.ID {
			t.Errorf("%s, %v", got.AgentID, err)
		}
		if _, err := s.Desk.Assign(ctx, rina, c.ID, "agt_none"); terang.KindOf(err) != terang.NotFound {
			t.Errorf("to nobody: %v", err)
		}
	})
}
