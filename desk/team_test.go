package desk_test

import (
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

// money and parcels are two teams; a refund is the money's matter.
func twoTeams(s *desk.Setting) {
	push(s)
	s.Teams = []desk.Team{{ID: "money", Name: "Keuangan", Topics: []string{"refund"}}, {ID: "parcels", Name: "Pengiriman"}}
	s.TeamOverflow = 60
}

func (s *shift) joins(a store.Agent, team string) {
	s.t.Helper()
	_, err := s.k.SetProfile(ctx, a, "agt_owner", desk.Profile{Teams: []string{team}, Version: s.k.Profile(a.ID).Version})
	must(s.t, err)
}

// TestATeamHasWhatItWasGiven: what rang at another team's agent rings at one of its own; where none has room it waits until the
// overflow, and whoever lets it go lets it go to the team.
func TestATeamHasWhatItWasGiven(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, twoTeams)
		rina, _ := s.comes("Rina")
		s.joins(rina, "money")
		budi := s.Agent("Budi")
		s.joins(budi, "parcels")
		c := s.waits()
		s.dispatch()
		if got := s.told(); !slices.Equal(got, []string{"offered " + c.ID + " " + rina.ID}) {
			t.Fatalf("of a refund: %v", got)
		}

		got, err := s.k.AssignTeam(ctx, rina, c.ID, "parcels")
		must(t, err)
		if got.Team != "parcels" || got.Holder != terang.HolderQueue || !got.WaitingSince.Equal(c.WaitingSince) {
			t.Errorf("it waits in its place: %s %s since %s, not %s", got.Team, got.Holder, got.WaitingSince, c.WaitingSince)
		}
		if team, _ := s.k.Team(&got); team.Name != "Pengiriman" {
			t.Errorf("shown of %q", team.Name)
		}
		s.dispatch()
		if got := s.told(); !slices.Equal(got, []string{"withdrawn " + c.ID + " " + rina.ID}) {
			t.Errorf("nobody of the team is here: %v", got)
		}
		if _, waiting := s.k.OfTeam(scene.Workspace, "money"); len(waiting) > 0 {
			t.Errorf("still waits for the other team: %v", waiting)
		}

		must(t, s.k.SetPresence(ctx, budi, desk.Online))
		defer s.k.Connect(scene.Workspace, budi.ID)()
		s.dispatch()
		if got := s.told(); !slices.Equal(got, []string{"offered " + c.ID + " " + budi.ID}) {
			t.Errorf("one of the team came: %v", got)
		}
		if _, err = s.k.Claim(ctx, budi, c.ID); err != nil {
			t.Fatal(err)
		}
		if got, err = s.k.Release(ctx, budi, c.ID); err != nil || got.Team != "parcels" {
			t.Errorf("let go: %q, %v", got.Team, err)
		}
		must(t, s.k.SetPresence(ctx, budi, desk.Away))
		s.told()
		s.Pass(61 * time.Second)
		s.dispatch()
		if got := s.told(); !slices.Contains(got, "offered "+c.ID+" "+rina.ID) {
			t.Errorf("after the overflow: %v", got)
		}
		if _, err = s.k.Claim(ctx, rina, c.ID); err == nil {
			got, err = s.k.Resolve(ctx, rina, c.ID)
		}
		if err != nil || got.Team != "" {
			t.Errorf("when the matter ends: %q, %v", got.Team, err)
		}
	})
}

// TestATeamIsGivenFromWhereverOneMay walks who has the word before: oneself, another, the assistant; and teams that are none.
func TestATeamIsGivenFromWhereverOneMay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := newShift(t, db, twoTeams)
		rina, budi := s.Agent("Rina"), s.Agent("Budi")
		s.joins(rina, "money")
		mine := s.waits()
		_, err := s.k.Claim(ctx, rina, mine.ID)
		must(t, err)
		if _, err := s.k.AssignTeam(ctx, budi, mine.ID, "money"); code(err) != "already_claimed" {
			t.Errorf("out of another's hands: %v", err)
		}
		if _, err := s.k.AssignTeam(ctx, rina, mine.ID, "parcels"); code(err) != "team_empty" {
			t.Errorf("to a team of nobody: %v", err)
		}
		if _, err := s.k.AssignTeam(ctx, rina, mine.ID, "gone"); code(err) != "team_not_found" {
			t.Errorf("to no team: %v", err)
		}
		got, err := s.k.AssignTeam(ctx, rina, mine.ID, "money")
		if err != nil || got.Holder != terang.HolderQueue || got.AgentID != "" || got.Team != "money" {
			t.Errorf("one's own: %s %q %q, %v", got.Holder, got.AgentID, got.Team, err)
		}

		machine := s.Open()
		s.Write(machine.ID, "a", "halo")
		if got, err = s.k.AssignTeam(ctx, budi, machine.ID, "money"); err != nil || got.Holder != terang.HolderQueue || got.WaitingSince.IsZero() {
			t.Errorf("the assistant's: %s since %s, %v", got.Holder, got.WaitingSince, err)
		}
		ms := s.Messages(machine.ID)
		last := ms[len(ms)-1]
		if last.Author.Kind() != terang.KindAutomation || !strings.HasPrefix(last.Content.Text, "Petugas kami akan melanjutkan") || !strings.Contains(last.Content.Text, "tidak ada petugas yang online") {
			t.Errorf("the contact hears %q of %s", last.Content.Text, last.Author.Kind())
		}

		direct := s.Open()
		s.Write(direct.ID, "a", "halo")
		_, err = s.k.Claim(ctx, rina, direct.ID)
		must(t, err)
		waits, err := store.Waits(ctx, db, scene.Workspace, s.Now().Add(-time.Hour), 10)
		must(t, err)
		if !slices.ContainsFunc(waits, func(w store.Wait) bool { return w.ConversationID == machine.ID }) || slices.ContainsFunc(waits, func(w store.Wait) bool { return w.ConversationID == direct.ID }) {
			t.Errorf("who waited: %+v", waits)
		}

		page, err := store.Timeline(ctx, db, store.TimelineQuery{WorkspaceID: scene.Workspace, ContactID: machine.ContactID, Kinds: []store.MomentKind{store.MomentChange}})
		must(t, err)
		if len(page.Moments) != 1 || page.Moments[0].What != store.ChangedTeam || page.Moments[0].Name != "money" || page.Moments[0].By != budi.ID {
			t.Errorf("the timeline tells %+v", page.Moments)
		}
		must(t, db.Write(ctx, func(tx *store.Tx) error {
			return store.EraseKnown(tx, scene.Workspace, machine.ContactID, s.Now())
		}))
		if page, err = store.Timeline(ctx, db, store.TimelineQuery{WorkspaceID: scene.Workspace, ContactID: machine.ContactID, Kinds: []store.MomentKind{store.MomentChange}}); err != nil || len(page.Moments) > 0 {
			t.Errorf("after an erasure: %+v, %v", page.Moments, err)
		}
	})
}

// TestATeamReadsWhatItWasGiven without a reason, and the team whose matter it was no more.
func TestATeamReadsWhatItWasGiven(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFloor(t, db)
		must(t, f.Desk.SetReadingMode(ctx, scene.Workspace, "test", desk.ReadOutsideTeam))
		_, err := f.Desk.AssignTeam(ctx, f.sari, f.talks["queue/delivery"], "uang")
		must(t, err)
		if got := f.may(f.budi, true); !strings.Contains(got, "queue/delivery ") {
			t.Errorf("whom it was given to reads %q", got)
		}
		if got := f.may(f.dewi, true); strings.Contains(got, "queue/delivery ") {
			t.Errorf("the other team reads %q", got)
		}
	})
}
