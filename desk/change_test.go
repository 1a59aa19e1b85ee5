package desk_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"terang"
	"terang/desk"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// tellsOf is what a contact's timeline tells of the place of their conversations, the oldest first.
func tellsOf(t *testing.T, s *scene.Scene, contactID string) (out []string) {
	t.Helper()
	page, err := store.Timeline(ctx, s.Store, store.TimelineQuery{
		WorkspaceID: scene.Workspace, ContactID: contactID, Kinds: []store.MomentKind{store.MomentTag, store.MomentChange}, Limit: store.MaxTimeline,
	})
	must(t, err)
	for _, m := range slices.Backward(page.Moments) {
		until := ""
		if !m.Until.IsZero() {
			until = " until " + m.Until.Format("15.04")
		}
		out = append(out, fmt.Sprintf("%s %s %q was %q by %s%s", m.Kind, m.What, m.Name, m.Outcome, m.By, until))
	}
	return out
}

// TestWhatPeopleChangeIsTold: each change once, with what was before and who did it; what changes nothing is not told.
func TestWhatPeopleChangeIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina, budi := s.Agent("Rina"), s.Agent("Budi")
		c := s.Open()
		s.Write(c.ID, "a", "halo")
		until := s.Now().Add(time.Hour).Truncate(time.Minute)
		step := func(_ terang.Conversation, err error) {
			t.Helper()
			must(t, err)
			s.Pass(time.Second)
		}
		step(s.Desk.Tag(ctx, rina, c.ID, []string{"retur", "vip"}, nil))
		step(s.Desk.Tag(ctx, budi, c.ID, nil, []string{"retur", "tidak ada"}))
		step(s.Desk.SetPriority(ctx, rina, c.ID, terang.High))
		step(s.Desk.SetPriority(ctx, budi, c.ID, terang.High))
		step(s.Desk.Assign(ctx, rina, c.ID, rina.ID)) // as a claim
		step(s.Desk.Assign(ctx, rina, c.ID, budi.ID))
		step(s.Desk.Snooze(ctx, budi, c.ID, until))
		step(s.Desk.Snooze(ctx, budi, c.ID, time.Time{}))
		step(s.Desk.Snooze(ctx, budi, c.ID, time.Time{}))
		step(s.Desk.Snooze(ctx, budi, c.ID, until))
		s.Pass(time.Hour)
		_, err := s.Desk.WakeDue(ctx)
		must(t, err)

		at := until.Format("15.04")
		want := []string{
			fmt.Sprintf(`tag added "retur" was "" by %s`, rina.ID),
			fmt.Sprintf(`tag added "vip" was "" by %s`, rina.ID),
			fmt.Sprintf(`tag removed "retur" was "" by %s`, budi.ID),
			fmt.Sprintf(`change priority "high" was "normal" by %s`, rina.ID),
			fmt.Sprintf(`change assigned %q was %q by %s`, budi.ID, rina.ID, rina.ID),
			fmt.Sprintf(`change snoozed "" was "" by %s until %s`, budi.ID, at),
			fmt.Sprintf(`change woken "" was "" by %s`, budi.ID),
			fmt.Sprintf(`change snoozed "" was "" by %s until %s`, budi.ID, at),
			`change woken "" was "" by system`,
		}
		got := tellsOf(t, s, c.ContactID)
		slices.Sort(got[:2]) // of one moment
		if !slices.Equal(got, want) {
			t.Errorf("told:\n%q\nwant:\n%q", got, want)
		}
	})
}

// TestWhatAContactWakesIsTold: once, when they wrote before the time; a message that came twice, and one more, end nothing.
func TestWhatAContactWakesIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		c := putOff(t, s, rina)
		for _, clientID := range []string{"a", "b", "b", "c"} { // the first is known from before
			s.Pass(time.Second)
			s.Write(c.ID, clientID, "masih ada?")
		}
		s.Pass(time.Hour)
		_, err := s.Desk.WakeDue(ctx)
		must(t, err)
		want := []string{
			fmt.Sprintf(`change snoozed "" was "" by %s until %s`, rina.ID, c.SnoozedUntil.Format("15.04")),
			`change woken "" was "" by contact`,
		}
		if got := tellsOf(t, s, c.ContactID); !slices.Equal(got, want) {
			t.Errorf("told:\n%q\nwant:\n%q", got, want)
		}
	})
}

// TestWhatAMacroChangesIsTold as if its agent had done it by hand.
func TestWhatAMacroChangesIsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		rina := s.Agent("Rina")
		c := s.Open()
		s.Write(c.ID, "a", "halo")
		_, err := s.Desk.Claim(ctx, rina, c.ID)
		must(t, err)
		must(t, db.Write(ctx, func(tx *store.Tx) error {
			return store.SaveMacro(tx, store.Macro{
				ID: "mac_1", WorkspaceID: scene.Workspace, Scope: store.MacroAll, Name: "Refund", Texts: map[terang.Language]string{terang.Indonesian: "Sudah kami proses."},
				Tags: []string{"refund"}, Priority: new(terang.Urgent), CreatedBy: rina.ID, CreatedAt: s.Now(), UpdatedAt: s.Now(),
			})
		}))
		_, err = s.Desk.Send(ctx, rina, desk.Words{ConversationID: c.ID, ClientID: "m", Text: "Sudah kami proses.", Macros: []string{"mac_1"}, Now: true})
		must(t, err)
		got := tellsOf(t, s, c.ContactID)
		slices.Sort(got)
		want := []string{fmt.Sprintf(`change priority "urgent" was "normal" by %s`, rina.ID), fmt.Sprintf(`tag added "refund" was "" by %s`, rina.ID)}
		if !slices.Equal(got, want) {
			t.Errorf("told %q", got)
		}
	})
}
