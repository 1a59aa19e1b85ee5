package audience_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/audience"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// The scene's clock begins at 10:00 in Jakarta, on a Saturday.

func TestAnEventStartsAPlaybookThatSleepsAndIsWoken(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		got := w.event("e1", "order.delayed", "CUS-1", map[string]any{"order_no": "TRG-1", "days": 2})
		if len(got.Started) != 1 || got.Started[0] != "late@1" {
			t.Fatalf("started %+v", got)
		}
		w.due()
		m := w.Messages(c.ID)
		if len(m) != 1 || !strings.Contains(m[0].Content.Text, "TRG-1 terlambat") {
			t.Fatalf("said %q", w.said(c.ID))
		}
		if d := m[0].Content.Disclosure; d == nil || !strings.Contains(d.Text, "STOP") || m[0].Author.Kind() != terang.KindAutomation {
			t.Errorf("what begins by itself does not say how to stop it: %+v by %s", d, m[0].Author.Kind())
		}
		runs := w.runs(c)
		if len(runs) != 1 || runs[0].Kind != store.RunSleep || runs[0].Event != "order.delivered" || len(runs[0].State) > 1024 {
			t.Fatalf("asleep: %+v", runs)
		}
		// Events that are not the one that it waits for.
		if r := w.event("e2", "order.delivered", "CUS-1", map[string]any{"order_no": "TRG-2"}); r.Woken != 0 {
			t.Errorf("another order's delivery woke it: %+v", r)
		}
		if r := w.event("e3", "order.delayed", "CUS-1", map[string]any{"order_no": "TRG-1", "days": 3}); r.Ignored != 1 || len(r.Started) != 0 {
			t.Errorf("a second delay while it sleeps: %+v", r)
		}
		if r := w.event("e4", "order.delayed", "CUS-1", map[string]any{"days": 0}); r.Ignored+len(r.Started) != 0 {
			t.Errorf("an event against the trigger's condition: %+v", r)
		}
		w.due()
		first := w.event("e5", "order.delivered", "CUS-1", map[string]any{"order_no": "TRG-1"})
		again := w.event("e5", "order.delivered", "CUS-1", map[string]any{"order_no": "TRG-1"})
		if first.Woken != 1 || first.Again || !again.Again || again.Woken != 1 {
			t.Errorf("first %+v, again %+v", first, again)
		}
		w.due()
		if said := w.said(c.ID); len(said) != 2 || !strings.Contains(said[1], "sudah tiba") {
			t.Errorf("said %q", said)
		}
		if got := w.outcomesOf(c); got != "late:solved" {
			t.Errorf("runs: %s", got)
		}
		w.Pass(30 * time.Hour)
		if n := w.due(); n != 0 || len(w.said(c.ID)) != 2 {
			t.Errorf("the time-out of a run that has ended: %d runs, said %q", n, w.said(c.ID))
		}
	})
}

func TestATimeOutFiresOnceWhateverTheClockDoes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.event("e1", "order.delayed", "CUS-1", map[string]any{"days": 2})
		w.due()
		for _, jump := range []time.Duration{-3 * time.Hour, 2 * time.Hour, 26*time.Hour + time.Minute, -27 * time.Hour, 30 * time.Hour, -time.Hour, 100 * time.Hour} {
			w.Pass(jump)
			w.due()
		}
		said := w.said(c.ID)
		if len(said) != 2 || !strings.Contains(said[1], "Belum tiba") {
			t.Errorf("said %q", said)
		}
		if got := w.outcomesOf(c); got != "late:done" {
			t.Errorf("runs: %s", got)
		}
	})
}

func TestWhoMayBeBegunWith(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.event("p1", "offer.made", "CUS-1", nil)
		w.due()
		if got := w.outcomesOf(c); got != "promo:no_consent" {
			t.Fatalf("marketing without a yes: %s", got)
		}
		w.consent(c, terang.ClassMarketing, true)
		for i, id := range []string{"p2", "p3", "p4"} {
			w.event(id, "offer.made", "CUS-1", nil)
			w.due()
			if said := len(w.said(c.ID)); said != min(i+1, terang.WeeklyMarketing) {
				t.Errorf("after offer %d there are %d messages", i+1, said)
			}
		}
		if w.outcomes.of("over_budget") != 1 {
			t.Errorf("outcomes %v", w.outcomes.n)
		}
		w.Pass(11 * time.Hour) // nine in the evening
		w.event("l1", "order.delayed", "CUS-1", map[string]any{"days": 1})
		w.event("f1", "login.odd", "CUS-1", nil)
		w.due()
		said := w.said(c.ID)
		if len(said) != 3 || !strings.Contains(said[2], "upaya masuk") {
			t.Errorf("at night: %q", said)
		}
		w.Pass(10 * time.Hour)
		w.due()
		if said := w.said(c.ID); len(said) != 3 {
			t.Errorf("before eight: %q", said)
		}
		w.Pass(61 * time.Minute)
		w.due()
		if said := w.said(c.ID); len(said) != 4 || !strings.Contains(said[3], "terlambat") {
			t.Errorf("in the morning: %q", said)
		}
		w.consent(c, "", false)
		w.event("f2", "login.odd", "CUS-1", nil)
		w.event("p9", "offer.made", "CUS-1", nil)
		w.due()
		if said := w.said(c.ID); len(said) != 5 || !strings.Contains(said[4], "upaya masuk") {
			t.Errorf("after stop: %q", said)
		}
	})
}

func TestTheGateDecidesByWhatIsTrueWhenItSends(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.system.fail = nil
		w.event("e1", "order.delayed", "CUS-1", map[string]any{"days": 2})
		// The contact says stop after the run was taken and before its turn is stored: what was read is no longer true.
		err := w.service.Consent(context.Background(), scene.Workspace, c.ContactID, "", false, "test")
		if err != nil {
			t.Fatal(err)
		}
		w.due()
		if said := w.said(c.ID); len(said) != 0 {
			t.Errorf("said %q", said)
		}
		if got := w.outcomesOf(c); got != "late:no_consent" {
			t.Errorf("runs: %s", got)
		}
	})
}

func TestAStrangerAnUnknownAndAPersonAtWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		if r := w.event("u", "order.delayed", "NOBODY", map[string]any{"days": 1}); !r.Unknown || len(r.Started) != 0 {
			t.Errorf("an unknown contact: %+v", r)
		}
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			return store.InsertContact(tx, terang.Contact{ID: "con_silent", WorkspaceID: scene.Workspace, ExternalID: "CUS-9", Language: terang.Indonesian, CreatedAt: w.Now()})
		})
		if err != nil {
			t.Fatal(err)
		}
		w.event("s", "order.delayed", "CUS-9", map[string]any{"days": 1})
		w.due()
		if got := w.outcomesOf(terang.Conversation{ContactID: "con_silent"}); got != "late:no_channel" {
			t.Errorf("without a conversation: %s", got)
		}
		c := w.customer("CUS-1")
		rina := w.Agent("rina")
		if _, err := w.Desk.Claim(context.Background(), rina, c.ID); err != nil {
			t.Fatal(err)
		}
		before := len(w.said(c.ID))
		w.event("h", "order.delayed", "CUS-1", map[string]any{"days": 1})
		w.due()
		if said := w.said(c.ID); len(said) != before {
			t.Errorf("while a person has the word: %q", said[before:])
		}
		if _, err := w.Desk.HandBack(context.Background(), rina, c.ID, ""); err != nil {
			t.Fatal(err)
		}
		w.Pass(10 * time.Minute)
		w.due()
		said := w.said(c.ID)
		if !strings.Contains(said[len(said)-1], "terlambat") {
			t.Errorf("after the hand-back: %q", said)
		}
	})
}

// TestAStopCountsWhoeverHasTheWord: while a person is waited for it is answered, and while one speaks it is noted.
func TestAStopCountsWhoeverHasTheWord(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		for _, claimed := range []bool{false, true} {
			who := fmt.Sprint("CUS-", claimed)
			c := w.customer(who)
			w.answerIn(c.ID, "p", "mau bicara dengan petugas")
			if claimed {
				if _, err := w.Desk.Claim(context.Background(), w.Agent("rina"), c.ID); err != nil {
					t.Fatal(err)
				}
				w.Write(c.ID, "s", "STOP")
			} else if got := w.answerIn(c.ID, "s", "STOP"); !strings.Contains(got, "MULAI LAGI") {
				t.Errorf("stop is answered with %q", got)
			}
			stopped := func() bool {
				k, err := store.Contact(context.Background(), db, scene.Workspace, c.ContactID)
				if err != nil {
					t.Fatal(err)
				}
				return k.Stopped()
			}
			for range 400 {
				if stopped() {
					break
				}
				time.Sleep(5 * time.Millisecond)
			}
			if !stopped() {
				t.Errorf("a stop is not recorded (claimed %v)", claimed)
			}
		}
	})
}

// TestAPersonHasOneAttention: another conversation of the same person is no new week.
func TestAPersonHasOneAttention(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.consent(c, terang.ClassMarketing, true)
		for _, id := range []string{"p1", "p2"} {
			w.event(id, "offer.made", "CUS-1", nil)
			w.due()
		}
		other := w.customer("CUS-1")
		w.consent(other, terang.ClassMarketing, true)
		w.event("p3", "offer.made", "CUS-1", nil)
		w.due()
		if said, more := w.said(c.ID), w.said(other.ID); len(said) != terang.WeeklyMarketing || len(more) != 0 {
			t.Errorf("said %q and %q", said, more)
		}
		if got := w.outcomesOf(other); !strings.Contains(got, "promo:over_budget") {
			t.Errorf("runs: %s", got)
		}
	})
}

// TestOldNewsIsNotTold: what waited for more than a day, because a person had the word or nobody worked, is not said any more.
func TestOldNewsIsNotTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		rina := w.Agent("rina")
		if _, err := w.Desk.Claim(context.Background(), rina, c.ID); err != nil {
			t.Fatal(err)
		}
		w.event("h", "order.delayed", "CUS-1", map[string]any{"days": 1})
		w.event("f", "login.odd", "CUS-1", nil)
		for range 25 {
			w.due()
			w.Pass(time.Hour)
		}
		if _, err := w.Desk.HandBack(context.Background(), rina, c.ID, ""); err != nil {
			t.Fatal(err)
		}
		w.Pass(time.Hour)
		w.due()
		said := strings.Join(w.said(c.ID), "\n")
		if strings.Contains(said, "terlambat") || !strings.Contains(said, "upaya masuk") {
			t.Errorf("after a day: %q", said)
		}
		if got := w.outcomesOf(c); !strings.Contains(got, "late:held") {
			t.Errorf("runs: %s", got)
		}
	})
}

func TestStartsByHandAndBySchedule(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newWorld(t, db)
		var all []terang.Conversation
		for _, id := range []string{"CUS-1", "CUS-2", "CUS-3"} {
			c := w.customer(id)
			w.consent(c, terang.ClassMarketing, true)
			all = append(all, c)
		}
		for i := range 6 { // three orders make the first two customers premium
			w.event(fmt.Sprint("o", i), "order.paid", fmt.Sprint("CUS-", 1+i%2), nil)
		}
		n, err := w.service.Start(ctx, audience.Start{WorkspaceID: scene.Workspace, Playbook: "late", ExternalID: "CUS-3", By: "agent:a"})
		if err != nil || n != 1 {
			t.Fatalf("%d, %v", n, err)
		}
		for _, bad := range []audience.Start{{Playbook: "nothing", ExternalID: "CUS-1"}, {Playbook: "fraud", ExternalID: "CUS-1"}, {Playbook: "late"}, {Playbook: "late", ExternalID: "X"}} {
			bad.WorkspaceID = scene.Workspace
			var e *terang.Error
			if _, err := w.service.Start(ctx, bad); !errors.As(err, &e) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		n, err = w.service.Start(ctx, audience.Start{WorkspaceID: scene.Workspace, Playbook: "promo", Segment: "premium", By: "agent:a"})
		if err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
		w.due()
		for i, c := range all {
			if said := w.said(c.ID); len(said) != 1 {
				t.Errorf("customer %d was told %q", i+1, said)
			}
		}
		second := w.node(w.service.Turns, "b") // another node with the same plan
		w.Pass(47 * time.Hour)                 // Monday at nine
		if _, err := second.Due(ctx); err != nil {
			t.Fatal(err)
		}
		w.due()
		w.due()
		for i, c := range all {
			if said := w.said(c.ID); i < 2 && len(said) != 2 {
				t.Errorf("on Monday customer %d has been told %q", i+1, said)
			}
		}
	})
}

func TestACallIsMadeUnderItsOwnKeyHoweverOftenItIsTried(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.event("b", "beat.begin", "CUS-1", nil)
		for i := range 3 {
			if i > 0 {
				w.Pass(time.Hour)
			}
			// A node takes the run, makes the call, and dies before it can store what came of it.
			dead := w.node(dies{w.service.Turns}, "dead")
			if _, err := dead.Due(context.Background()); err != nil {
				t.Fatal(err)
			}
			w.Pass(2 * time.Minute)
			w.due()
		}
		if got := w.system.done(); got["1"] != 1 || got["2"] != 1 || got["3"] != 1 || len(got) != 3 {
			t.Errorf("calls by their keys: %v, want each once", got)
		}
		if got := w.outcomesOf(c); !strings.Contains(got, "pinger:solved") {
			t.Errorf("runs: %s", got)
		}
		k, err := store.Contact(context.Background(), db, scene.Workspace, c.ContactID)
		if err != nil || k.Values(w.Now())["beats"] == nil || k.Attributes["beats"].Purpose != "test" {
			t.Errorf("attributes %+v, %v", k.Attributes, err)
		}
		if v := k.Values(w.Now().Add(49 * time.Hour)); v["beats"] != nil {
			t.Errorf("an attribute outlives its time: %v", v)
		}
	})
}

func TestHostileEventsAreRefused(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	w.customer("CUS-1")
	deep := json.RawMessage(`{"a":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`)
	for name, c := range map[string]struct {
		e    audience.Event
		code string
	}{
		"64 kB":       {audience.Event{ID: "a", Name: "x.y", ExternalID: "CUS-1", Data: json.RawMessage(`{"a":"` + strings.Repeat("x", 64<<10) + `"}`)}, "event_too_large"},
		"deep":        {audience.Event{ID: "a", Name: "x.y", ExternalID: "CUS-1", Data: deep}, "event_too_deep"},
		"no object":   {audience.Event{ID: "a", Name: "x.y", ExternalID: "CUS-1", Data: json.RawMessage(`[1]`)}, "event_data_invalid"},
		"broken":      {audience.Event{ID: "a", Name: "x.y", ExternalID: "CUS-1", Data: json.RawMessage(`{"a"`)}, "event_data_invalid"},
		"upper case":  {audience.Event{ID: "a", Name: "Order.Late", ExternalID: "CUS-1"}, "event_name_invalid"},
		"long name":   {audience.Event{ID: "a", Name: "x." + strings.Repeat("y", 64), ExternalID: "CUS-1"}, "event_name_invalid"},
		"sql in name": {audience.Event{ID: "a", Name: "x'; drop table run", ExternalID: "CUS-1"}, "event_name_invalid"},
		"no id":       {audience.Event{Name: "x.y", ExternalID: "CUS-1"}, "event_id_invalid"},
		"line in id":  {audience.Event{ID: "a\nb", Name: "x.y", ExternalID: "CUS-1"}, "event_id_invalid"},
		"nobody":      {audience.Event{ID: "a", Name: "x.y"}, "event_contact_invalid"},
		"two":         {audience.Event{ID: "a", Name: "x.y", ExternalID: "CUS-1", ContactID: "con"}, "event_contact_invalid"},
		"tomorrow":    {audience.Event{ID: "a", Name: "x.y", ExternalID: "CUS-1", At: w.Now().Add(48 * time.Hour)}, "event_in_future"},
	} {
		c.e.WorkspaceID = scene.Workspace
		var e *terang.Error
		if _, err := w.service.Event(context.Background(), c.e); !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	if r := w.event("a", "x.y", "CUS-1", nil); r.Again {
		t.Error("a refused event was stored")
	}
}

func TestStopIsRecordedAndTakenBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		other := w.customer("CUS-1") // the same person, elsewhere
		w.consent(c, terang.ClassMarketing, true)
		w.event("f1", "login.odd", "CUS-1", nil)
		w.due()
		at := other.ID // the newer conversation is where they are written to
		if len(w.said(at)) != 1 || len(w.said(c.ID)) != 0 {
			t.Fatalf("said %q and %q", w.said(at), w.said(c.ID))
		}
		answer := func(id, text string) string { return w.answerIn(at, id, text) }
		w.answerIn(c.ID, "m", "halo") // so that the process remembers the other conversation
		if got := answer("m1", "STOP"); !strings.Contains(got, "MULAI LAGI") {
			t.Errorf("stop is answered with %q", got)
		}
		for _, contact := range []string{c.ContactID, other.ContactID} {
			k, err := store.Contact(context.Background(), db, scene.Workspace, contact)
			if err != nil || !k.Stopped() || k.Consent[terang.ClassMarketing].Given || !strings.Contains(k.Consent[terang.ClassService].Source, at) {
				t.Errorf("after stop: %+v, %v", k.Consent, err)
			}
		}
		w.event("l1", "order.delayed", "CUS-1", map[string]any{"days": 1})
		w.due()
		if said := w.said(at); len(said) != 2 {
			t.Errorf("after stop: %q", said)
		}
		if got := w.answerIn(c.ID, "m0", "mulai lagi"); !strings.Contains(got, "kirim lagi") {
			t.Errorf("what was stopped elsewhere cannot be begun again here: %q", got)
		}
		if got := answer("m3", "STOP"); !strings.Contains(got, "MULAI LAGI") {
			t.Errorf("stop again is answered with %q", got)
		}
		if got := answer("m2", "mulai lagi"); !strings.Contains(got, "kirim lagi") {
			t.Errorf("begin again is answered with %q", got)
		}
		w.event("l2", "order.delayed", "CUS-1", map[string]any{"days": 1})
		w.event("p2", "offer.made", "CUS-1", nil)
		w.due()
		if said := strings.Join(w.said(at), "\n"); !strings.Contains(said, "terlambat") || !strings.Contains(said, "potongan") {
			t.Errorf("after begin again: %q", said)
		}
	})
}

func TestARunWhosePlaybookIsGoneEndsAndIsSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.event("e", "watch.begin", "CUS-1", nil)
		w.due()
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(`update run set state = replace(state, 'watch@1', 'watch@7')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.Pass(6 * time.Hour)
		w.due()
		if got := w.outcomesOf(c); got != "watch:gone" {
			t.Errorf("runs: %s", got)
		}
		if said := w.said(c.ID); len(said) != 1 {
			t.Errorf("said %q", said)
		}
	})
}
