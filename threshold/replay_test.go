package threshold_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
	"terang/threshold"
	"terang/trust"
)

// talk is a conversation in which the contact wrote.
func (w *world) talk() string {
	w.t.Helper()
	c := w.Open()
	w.Write(c.ID, "a", "halo")
	return c.ID
}

func (w *world) replay(a threshold.Ask) (threshold.Result, map[string]threshold.Item) {
	w.t.Helper()
	a.Limit = max(a.Limit, 100)
	r, err := w.Replay(w.t.Context(), scene.Workspace, a)
	if err != nil {
		w.t.Fatal(err)
	}
	by := map[string]threshold.Item{}
	for _, i := range r.Items {
		by[i.ConversationID] = i
	}
	return r, by
}

func (w *world) handedOver(id string, seq int64, reason terang.HandOverReason) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		return store.InsertHandOver(tx, store.HandOver{ID: w.ID("hov"), WorkspaceID: scene.Workspace, ConversationID: id, ContactID: "k", Seq: seq, At: w.Now(), Reason: reason})
	})
}

// history holds ten talks, by name; each went another way.
func (w *world) history() map[string]string {
	w.t.Helper()
	ids := map[string]string{}
	for _, name := range []string{"calm", "asked", "prefers", "needless", "unhappy", "policy", "low", "high", "left", "came"} {
		ids[name] = w.talk()
	}
	// 100, 65, and then they ask: trust broke, and the person came when they asked.
	w.turn(ids["asked"], 2, "keep", trust.KindLoop, -35)
	w.turn(ids["asked"], 4, "take_over", trust.KindPersonAsked, -25)
	w.handedOver(ids["asked"], 5, terang.ReasonAsked)
	w.turn(ids["asked"], 9, "keep", trust.KindAnger, -90) // after the person had it: nobody knows what it would have been
	// Who asks outright lost no trust.
	w.turn(ids["prefers"], 2, "take_over", trust.KindPersonAsked, -25)
	w.handedOver(ids["prefers"], 3, terang.ReasonAsked)
	// Taken over at 35; an agent says that it was needless.
	w.turn(ids["needless"], 2, "offer", trust.KindReAsk, -45)
	w.turn(ids["needless"], 4, "take_over", trust.KindReAsk, -20)
	w.handedOver(ids["needless"], 4, terang.ReasonUnhelpful)
	// Taken over, and unhappy all the same.
	w.turn(ids["unhappy"], 2, "offer", trust.KindWrong, -45)
	w.turn(ids["unhappy"], 4, "take_over", trust.KindWrong, -25)
	w.handedOver(ids["unhappy"], 4, terang.ReasonUnhelpful)
	// Handed over by a rule, with no word about it.
	w.turn(ids["policy"], 2, "keep", trust.KindUnknown, -16)
	w.handedOver(ids["policy"], 5, terang.ReasonPolicy)
	// Never handed over: unhappy, happy, angry and gone, come again.
	w.turn(ids["low"], 2, "keep", trust.KindUnhelpful, -30)
	w.turn(ids["high"], 2, "offer", trust.KindUnhelpful, -45)
	w.turn(ids["left"], 2, "keep", trust.KindUnknown, -16)
	w.turn(ids["left"], 4, "offer", trust.KindGaveUp, -30)
	w.turn(ids["came"], 2, "keep", trust.KindLoop, -20)
	w.write(func(tx *store.Tx) error {
		m := store.Matter{ID: "mat_1", WorkspaceID: scene.Workspace, ConversationID: ids["came"], ContactID: "k", Person: "p", Topic: "order_status", StartedAt: w.Now()}
		return errors.Join(
			store.MarkNeedless(tx, scene.Workspace, ids["needless"], "agt_1"),
			store.ClaimHandOver(tx, ids["unhappy"], "agt_1", w.Now()), store.SpokenHandOver(tx, ids["unhappy"], 0, w.Now()), store.RateHandOver(tx, ids["unhappy"], 1, 0),
			tx.Do(`update conversation set survey_score = $1 where id = $2`, 2, ids["low"]), tx.Do(`update conversation set survey_score = $1 where id = $2`, 5, ids["high"]),
			store.InsertMatter(tx, m), store.CameBack(tx, scene.Workspace, "p", "order_status", "mat_2", w.Now()),
		)
	})
	w.Pass(80 * time.Hour)
	return ids
}

// judged is what a replay tells of one talk.
type judged struct {
	truth     threshold.Truth
	why       threshold.Why
	now, then int64
	class     threshold.Class
}

func (w *world) expect(lines string, ids map[string]string, as map[string]threshold.Item, want map[string]judged) {
	w.t.Helper()
	for name, j := range want {
		i, ok := as[ids[name]]
		if got := (judged{i.Truth, i.Why, seqOf(i.Now), seqOf(i.Then), i.Class}); !ok || got != j {
			w.t.Errorf("%s, %s: %+v, want %+v", lines, name, got, j)
		}
	}
}

// TestOwnTalksAreJudgedByWhatHappened: each talk under the lines as they were, and under earlier and later ones.
func TestOwnTalksAreJudgedByWhatHappened(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ids := w.history()
		r, as := w.replay(threshold.Ask{Setting: packs})
		w.expect("as they were", ids, as, map[string]judged{
			"calm":     {threshold.Unknown, "", 0, 0, threshold.ClassSame},
			"asked":    {threshold.Broke, threshold.WhyAskedPerson, 4, 4, threshold.ClassSame},
			"prefers":  {threshold.Unknown, "", 2, 2, threshold.ClassSame},
			"needless": {threshold.Fine, threshold.WhyNeedless, 4, 4, threshold.ClassSame},
			"unhappy":  {threshold.Broke, threshold.WhyLowSurvey, 4, 4, threshold.ClassSame},
			"policy":   {threshold.Unknown, "", 5, 5, threshold.ClassSame},
			"low":      {threshold.Broke, threshold.WhyLowSurvey, 0, 0, threshold.ClassSame},
			"high":     {threshold.Fine, threshold.WhyHighSurvey, 0, 0, threshold.ClassSame},
			"left":     {threshold.Broke, threshold.WhyLeftAngry, 0, 0, threshold.ClassSame},
			"came":     {threshold.Broke, threshold.WhyCameBack, 0, 0, threshold.ClassSame},
		})
		want := threshold.Outcome{HandedOver: 5, Offered: 4, TooLate: 2, Missed: 3, Needless: 1, Unknown: 2}
		if r.Talks != 10 || r.Turns != 13 || r.Now != want || r.Then != want || r.Changed[threshold.ClassSame] != 10 {
			t.Errorf("%+v, want %+v", r, want)
		}
		if got := as[ids["asked"]]; fmt.Sprint(got.Curve) != "[100 65 40]" || len(got.Marks) != 2 || got.Marks[0] != (threshold.Mark{Point: 1, Kind: "loop", Quote: "kata loop"}) || got.Then.Point != 2 || got.Then.Decision != "take_over" {
			t.Errorf("%+v", got)
		}

		r, as = w.replay(threshold.Ask{Setting: strict(90, 75)})
		w.expect("early", ids, as, map[string]judged{
			"asked":  {threshold.Broke, threshold.WhyAskedPerson, 4, 2, threshold.ClassEarlier},
			"policy": {threshold.Unknown, "", 5, 5, threshold.ClassSame},
			"high":   {threshold.Fine, threshold.WhyHighSurvey, 0, 2, threshold.ClassNew},
			"left":   {threshold.Broke, threshold.WhyLeftAngry, 0, 4, threshold.ClassNew},
		})
		want = threshold.Outcome{HandedOver: 8, Offered: 3, InTime: 4, Missed: 1, Needless: 2, Unknown: 2}
		if r.Then != want || r.Needless != 1 || r.Changed[threshold.ClassEarlier] != 3 || r.Changed[threshold.ClassNew] != 3 {
			t.Errorf("early: %+v", r)
		}

		r, as = w.replay(threshold.Ask{Setting: strict(30, 10)})
		w.expect("late", ids, as, map[string]judged{
			"needless": {threshold.Fine, threshold.WhyNeedless, 4, 0, threshold.ClassLater},
			"asked":    {threshold.Broke, threshold.WhyAskedPerson, 4, 4, threshold.ClassSame},
		})
		if r.Then.HandedOver != 3 || r.Then.Needless != 0 || r.Then.Missed != 4 || r.Changed[threshold.ClassLater] != 2 {
			t.Errorf("late: %+v", r)
		}
		for show, n := range map[threshold.Show]int{threshold.ShowLater: 2, threshold.ShowMissed: 4, threshold.ShowSame: 8, threshold.ShowNew: 0, threshold.ShowNeedless: 0, threshold.ShowAll: 10} {
			if r, _ := w.replay(threshold.Ask{Setting: strict(30, 10), Show: show}); len(r.Items) != n || r.More != 0 {
				t.Errorf("%s: %d talks and %d more, want %d", show, len(r.Items), r.More, n)
			}
		}
	})
}

func seqOf(p *threshold.Place) int64 {
	if p == nil {
		return 0
	}
	return p.Seq
}

// TestAReplayIsOfATimeAndBounded: talks by their last message, page after page, each once; the list is cut and says so.
func TestAReplayIsOfATimeAndBounded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.talk()
		w.Pass(24 * time.Hour)
		from := w.Now()
		w.Pass(time.Second)
		const n = 1203
		w.fill(n)
		w.Pass(time.Minute)
		to := w.Now()
		w.Pass(24 * time.Hour)
		w.talk()
		r, err := w.Replay(t.Context(), scene.Workspace, threshold.Ask{Setting: strict(90, 80), From: from, To: to, Limit: 7})
		if err != nil || r.Talks != n || r.Turns != 2*n || r.Changed[threshold.ClassNew] != n || len(r.Items) != 7 || r.More != n-7 || r.Cut {
			t.Errorf("%+v %v", r, err)
		}
		for i := 1; i < len(r.Items); i++ {
			if r.Items[i].At.After(r.Items[i-1].At) {
				t.Errorf("not the newest first: %v", r.Items)
			}
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := w.Replay(ctx, scene.Workspace, threshold.Ask{Setting: packs}); !errors.Is(err, context.Canceled) {
			t.Errorf("nobody waits for it any more: %v", err)
		}
	})
}

// fill adds talks with two turns each, without the way that messages go.
func (w *world) fill(n int) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		for i := range n {
			id, at := fmt.Sprintf("cnv_f%06d", i), w.Now()
			if err := tx.Do(`insert into contact (id, workspace_id, name, language, created_at) values ($1, $2, $3, 'id', $4)`, "k"+id, scene.Workspace, fmt.Sprint("Contact ", i), store.Millis(at)); err != nil {
				return err
			}
			err := tx.Do(`insert into conversation (id, workspace_id, contact_id, channel, language, status, holder, last_inbound, created_at, last_at)
				values ($1, $2, $3, 'web', 'id', 'open', 'assistant', 4, $4, $4)`, id, scene.Workspace, "k"+id, store.Millis(at.Truncate(time.Second))) // many in the same moment
			if err != nil {
				return err
			}
			for _, seq := range []int64{2, 4} {
				t := store.TrustTurn{WorkspaceID: scene.Workspace, ConversationID: id, Seq: seq, At: at, Decision: "keep", Signals: []store.TrustSignal{{Kind: trust.KindLoop, Weight: -15, Seq: seq}}}
				if err := store.InsertTrustTurn(tx, t); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// TestAgentsTimeIsMeasuredWhereItCan: by the median of what hand-overs took, where there are enough.
func TestAgentsTimeIsMeasuredWhereItCan(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	end := func(n int) {
		for range n {
			id := w.talk()
			w.handedOver(id, 3, terang.ReasonPolicy)
			w.write(func(tx *store.Tx) error { return store.ClaimHandOver(tx, id, "agt_1", w.Now()) })
			w.Pass(6 * time.Minute)
			w.write(func(tx *store.Tx) error { return store.EndHandOver(tx, id, w.Now()) })
		}
	}
	end(19)
	r, _ := w.replay(threshold.Ask{Setting: packs, Minutes: 15})
	if r.Hours.Measured || r.Hours.Minutes != 15 || r.Hours.Now != 19*15./60 {
		t.Errorf("%+v", r.Hours)
	}
	end(1)
	r, _ = w.replay(threshold.Ask{Setting: packs, Minutes: 15})
	if !r.Hours.Measured || r.Hours.Minutes < 6 || r.Hours.Minutes > 6.01 || r.Hours.Then < 2 {
		t.Errorf("%+v", r.Hours)
	}
}

const angryTalk = `{"id":"marah-%d","language":"id","turns":[{"role":"contact","text":"paket saya mana, nomor 4410"},{"role":"assistant","text":"Boleh minta nomor pesanannya?"},` +
	`{"role":"contact","text":"kan tadi udah saya kasih!! nggak membantu sama sekali"%s},{"role":"assistant","text":"Boleh minta nomor pesanannya?"},` +
	`{"role":"contact","text":"percuma, dari tadi itu-itu aja. saya mau bicara sama orang"},{"role":"agent","text":"Halo, saya Rina."},{"role":"contact","text":"bot kalian bodoh banget"}]}` + "\n"

func (w *world) imported(name string) string {
	w.t.Helper()
	file := fmt.Sprintf(angryTalk, 1, "") + fmt.Sprintf(angryTalk, 2, `,"label":1`) + `{"id":"tenang","turns":[{"role":"contact","text":"jam buka?","label":0}]}`
	m, err := w.Import(w.t.Context(), scene.Workspace, "agt_1", name, []byte(file))
	if err != nil {
		w.t.Fatal(err)
	}
	return m.ID
}

// TestAnImportIsHeardLikeATalkHere: up to the agent, with quotes and nothing else of its text.
func TestAnImportIsHeardLikeATalkHere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		id := w.imported("minggu lalu")
		if again := w.imported("minggu lalu"); again == id {
			t.Fatal("two imports are one")
		}
		r, by := w.replay(threshold.Ask{Setting: packs, Source: id})
		if r.Talks != 3 || len(by) != 3 {
			t.Fatalf("%+v", r)
		}
		items := map[string]threshold.Item{}
		for _, i := range by {
			items[i.Name] = i
		}
		for name, want := range map[string]threshold.Why{"marah-1": threshold.WhyAskedPerson, "marah-2": threshold.WhyLabel, "tenang": threshold.WhyLabel} {
			if items[name].Why != want {
				t.Errorf("%s: %+v", name, items[name])
			}
		}
		if i := items["marah-1"]; i.Truth != threshold.Broke || i.Then == nil || i.Then.Seq > 5 || i.Class != threshold.ClassSame {
			t.Errorf("%+v", i)
		}
		if i := items["tenang"]; i.Truth != threshold.Fine || i.Then != nil {
			t.Errorf("%+v", i)
		}
		kept := ""
		err := store.TrustTurnsBetween(t.Context(), db, scene.Workspace, id, time.Time{}, time.Time{}, func(u store.TrustTurn) error {
			if u.Seq > 5 || !strings.HasPrefix(u.ConversationID, id+".") {
				t.Errorf("%+v", u)
			}
			for _, g := range u.Signals {
				kept += g.Quote + "|"
			}
			return nil
		})
		if err != nil || kept == "" || strings.Contains(kept, "4410") || strings.Contains(kept, "paket") {
			t.Errorf("kept %q, %v", kept, err)
		}
		if err := w.Forget(t.Context(), scene.Workspace, id); err != nil {
			t.Fatal(err)
		}
		all, err := w.Imports(t.Context(), scene.Workspace)
		if err != nil || len(all) != 1 || w.rowsOf(id) != 0 || w.rowsOf(all[0].ID) == 0 {
			t.Errorf("%+v %v", all, err)
		}
	})
}

// TestAnImportIsPlayedToItsEnd: what is known of it is all there is, so whom the live lines give a person and others do not has none.
func TestAnImportIsPlayedToItsEnd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.write(func(tx *store.Tx) error {
			for _, u := range []store.TrustTurn{
				{ConversationID: "imp_1.0000001", Seq: 3, Signals: []store.TrustSignal{{Kind: trust.KindLoop, Weight: -65, Seq: 3}}},
				{ConversationID: "imp_1.0000003", Seq: 3, Signals: []store.TrustSignal{{Kind: trust.KindLoop, Weight: -65, Seq: 3}}},
				{ConversationID: "imp_1.0000003", Seq: 5, Signals: []store.TrustSignal{{Kind: trust.KindLoop, Weight: -20, Seq: 5}}},
			} {
				u.WorkspaceID, u.Source, u.At, u.Decision = scene.Workspace, "imp_1", w.Now(), "keep"
				if err := store.InsertTrustTurn(tx, u); err != nil {
					return err
				}
			}
			return store.InsertTrustImport(tx, store.TrustImport{
				ID: "imp_1", WorkspaceID: scene.Workspace, Name: "x", Talks: 5, Turns: 9, At: w.Now(), Facts: []byte(`[{"n":"a"},{"n":"b","c":true},{"n":"c","p":4},{"n":"d","b":3,"p":9},{"n":"e"}]`),
			})
		})
		r, by := w.replay(threshold.Ask{Setting: strict(30, 20), Source: "imp_1"})
		for id, want := range map[string]struct {
			class     threshold.Class
			now, then int64
			truth     threshold.Truth
		}{
			"imp_1.0000000": {threshold.ClassSame, 0, 0, threshold.Unknown},
			"imp_1.0000001": {threshold.ClassGone, 3, 0, threshold.Fine},
			"imp_1.0000002": {threshold.ClassSame, 4, 4, threshold.Unknown},
			"imp_1.0000003": {threshold.ClassLater, 3, 5, threshold.Broke},
			"imp_1.0000004": {threshold.ClassSame, 0, 0, threshold.Unknown},
		} {
			if i := by[id]; i.Class != want.class || seqOf(i.Now) != want.now || seqOf(i.Then) != want.then || i.Truth != want.truth {
				t.Errorf("%s: %+v, want %+v", id, i, want)
			}
		}
		if r.Talks != 5 || r.Now.Needless != 1 || r.Then.Needless != 0 || r.Then.InTime != 1 {
			t.Errorf("%+v", r)
		}
	})
}

// TestAnImportThatIsBrokenOffLeavesNothing: neither itself nor its turns.
func TestAnImportThatIsBrokenOffLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	var file strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&file, angryTalk, i, "")
	}
	ctx, stop := context.WithCancel(t.Context())
	began := make(chan error, 1)
	go func() {
		_, err := w.Import(ctx, scene.Workspace, "agt_1", "", []byte(file.String()))
		began <- err
	}()
	for {
		all, err := w.Imports(t.Context(), scene.Workspace)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 1 && all[0].Read > 500 {
			if !all[0].Reading || all[0].Talks != 3000 {
				t.Errorf("%+v", all[0])
			}
			break
		}
		time.Sleep(time.Millisecond)
	}
	stop()
	if err := <-began; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	var rows int64
	if err := w.db.QueryRow(t.Context(), `select count(*) from trust_turn`).Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d turns are left, %v", rows, err)
	}
	if all, err := w.Imports(t.Context(), scene.Workspace); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
}
