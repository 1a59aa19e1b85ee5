package desk_test

import (
	"testing"
	"time"

	"terang"
	"terang/delivery"
	"terang/desk"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// floor is a desk with two teams, an agent who is in none, and a conversation in each place where one can be.
type floor struct {
	*scene.Scene
	t                      *testing.T
	rina, budi, dewi, sari store.Agent // deliveries, money, deliveries, no team
	talks                  map[string]string
}

var places = []string{"queue/delivery", "queue/refund", "queue/", "rina", "budi", "machine", "ended", "mentioned"}

func newFloor(t *testing.T, db *store.DB) *floor {
	t.Helper()
	s := scene.New(t, db)
	f := &floor{Scene: s, t: t, rina: s.Agent("Rina"), budi: s.Agent("Budi"), dewi: s.Agent("Dewi"), sari: s.Agent("Sari")}
	set := desk.DefaultSetting()
	set.Teams = []desk.Team{{ID: "kirim", Name: "Pengiriman", Topics: []string{"delivery"}}, {ID: "uang", Name: "Keuangan", Topics: []string{"refund"}}}
	_, err := s.Desk.SetSetting(ctx, scene.Workspace, "test", set)
	must(t, err)
	for a, team := range map[*store.Agent]string{&f.rina: "kirim", &f.budi: "uang", &f.dewi: "kirim"} {
		_, err := s.Desk.SetProfile(ctx, *a, "test", desk.Profile{Teams: []string{team}})
		must(t, err)
	}
	machine := s.Open()
	s.Write(machine.ID, "a", "halo")
	ended := f.claimed("delivery", f.rina)
	_, err = s.Desk.Resolve(ctx, f.rina, ended)
	must(t, err)
	mentioned := f.claimed("delivery", f.rina)
	_, err = s.Desk.Note(ctx, f.rina, mentioned, "n", "@Budi tolong lihat uangnya")
	must(t, err)
	f.talks = map[string]string{
		"queue/delivery": f.queued("delivery"), "queue/refund": f.queued("refund"), "queue/": f.queued(""), "rina": f.claimed("delivery", f.rina), "budi": f.claimed("refund", f.budi),
		"machine": machine.ID, "ended": ended, "mentioned": mentioned,
	}
	return f
}

func (f *floor) queued(topic string) string {
	f.t.Helper()
	c := f.Open()
	f.Write(c.ID, "a", "mau bicara dengan petugas")
	_, err := f.Delivery.Change(ctx, scene.Workspace, c.ID, func(tx *store.Tx, th *delivery.Thread) error {
		k := &th.Conversation
		k.Holder, k.WaitingSince, k.HandOver = terang.HolderQueue, th.Now, &terang.HandOver{Reason: terang.ReasonAsked, Topic: topic, At: th.Now}
		th.Emit(terang.EventHandedOver)
		return store.InsertHandOver(tx, store.HandOver{ID: f.ID("ho"), WorkspaceID: k.WorkspaceID, ConversationID: k.ID, ContactID: k.ContactID, Seq: k.Seq, At: th.Now, Reason: terang.ReasonAsked, Topic: topic})
	})
	must(f.t, err)
	return c.ID
}

func (f *floor) claimed(topic string, a store.Agent) string {
	f.t.Helper()
	id := f.queued(topic)
	_, err := f.Desk.Claim(ctx, a, id)
	must(f.t, err)
	return id
}

// may names what somebody reads without giving a reason.
func (f *floor) may(a store.Agent, speaks bool) string {
	f.t.Helper()
	out := ""
	for _, name := range places {
		c := f.Conversation(f.talks[name])
		open, err := f.Desk.Readable(ctx, a, speaks, []*terang.Conversation{&c})
		must(f.t, err)
		if _, ok := open[c.ID]; ok {
			out += name + " "
		}
	}
	return out
}

// TestWhoseAConversationIs walks who may read what without a reason, in each of a workspace's settings.
func TestWhoseAConversationIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFloor(t, db)
		rina, budi, dewi, sari := f.rina, f.budi, f.dewi, f.sari
		all := "queue/delivery queue/refund queue/ rina budi machine ended mentioned "
		for _, c := range []struct {
			mode   desk.ReadingMode
			who    store.Agent
			speaks bool
			want   string
		}{
			{desk.ReadFreely, dewi, false, all},
			{desk.ReadOutsideTeam, rina, true, "queue/delivery queue/ rina machine ended mentioned "},
			{desk.ReadOutsideTeam, dewi, true, "queue/delivery queue/ rina machine ended mentioned "}, // a colleague
			{desk.ReadOutsideTeam, budi, true, "queue/refund queue/ budi machine mentioned "},         // another team, named in one
			{desk.ReadOutsideTeam, sari, true, all},                                                   // in no team: works for all
			{desk.ReadOutsideTeam, sari, false, ""},                                                   // answers nobody
			{desk.ReadOutsideQueue, rina, true, "queue/delivery queue/ rina ended mentioned "},
			{desk.ReadOutsideQueue, dewi, true, "queue/delivery queue/ "},
			{desk.ReadOutsideQueue, budi, true, "queue/refund queue/ budi mentioned "},
			{desk.ReadOutsideQueue, sari, true, "queue/delivery queue/refund queue/ "},
		} {
			must(t, f.Desk.SetReadingMode(ctx, scene.Workspace, "test", c.mode))
			if got := f.may(c.who, c.speaks); got != c.want {
				t.Errorf("%s, %s: reads %q, want %q", c.mode, c.who.Name, got, c.want)
			}
		}

		// What was decided is there after a restart.
		again, err := desk.New(ctx, f.Delivery, f.Accounts, desk.Parts{Hours: func(string) terang.Text { return nil }})
		must(t, err)
		if got := again.ReadingMode(scene.Workspace); got != desk.ReadOutsideQueue {
			t.Errorf("after a restart: %s", got)
		}
	})
}

// TestAReasonOpensOneConversationToOnePerson, for half a day; an erasure takes its words, and leaves that it was read.
func TestAReasonOpensOneConversationToOnePerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFloor(t, db)
		r, err := f.Desk.Read(ctx, f.sari, f.talks["rina"], desk.ReadComplaint, "Keluhan 17")
		must(t, err)
		if got := f.may(f.sari, false); got != "rina " {
			t.Errorf("with a reason Sari reads %q", got)
		}
		if got := f.may(f.dewi, false); got != "" {
			t.Errorf("Sari's reason lets Dewi read %q", got)
		}
		f.Pass(12*time.Hour + time.Minute)
		if got := f.may(f.sari, false); got != "" {
			t.Errorf("after %s Sari still reads %q", r.Until.Sub(r.At), got)
		}
		if _, err := f.Desk.Read(ctx, f.sari, f.talks["rina"], desk.ReadOther, " "); codeOf(err) != "reason_invalid" {
			t.Errorf("an empty reason: %v", err)
		}
		contact := f.Conversation(f.talks["rina"]).ContactID
		must(t, db.Write(ctx, func(tx *store.Tx) error { return store.EraseKnown(tx, scene.Workspace, contact, f.Now()) }))
		kept, err := store.Readings(ctx, db, scene.Workspace, f.talks["rina"], 10)
		must(t, err)
		if len(kept) != 1 || kept[0].Words != "" || kept[0].Reason != "complaint" || kept[0].AgentID != f.sari.ID {
			t.Errorf("after an erasure: %+v", kept)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
