package training

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
	"terang/understand"
)

func TestAnotherNodeFollowsAPublication(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		here, there := open(t, db, pack(), runes{}), open(t, db, pack(), runes{})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { there.Run(ctx); close(ended) }()
		v := here.publish(giftWrap...)
		there.until("the other node follows", func() bool { return there.hears(giftQuestion) == "gift_wrap" })
		o, err := there.Overview(t.Context(), shop)
		there.check(err)
		if o.Live.Number != v.Number || o.Digest != v.Digest || !o.Complete {
			t.Fatalf("%+v", o)
		}
		stop()
		<-ended
	})
}

func TestBeingKilledWhileItLearnsLosesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), runes{})
		live := r.publish(giftWrap[:4]...)
		r.add(giftWrap[4])
		begun, err := r.Try(t.Context(), shop)
		r.check(err)
		at := time.Now()
		r.Close() // nobody waits for what is being learnt
		if took := time.Since(at); took > 2*time.Second {
			t.Errorf("closing took %s", took)
		}
		again := open(t, db, pack(), runes{})
		if _, err := again.Trial(t.Context(), shop, begun.ID); terang.KindOf(err) != terang.NotFound {
			t.Errorf("the trial: %v", err)
		}
		draft, err := again.Draft(t.Context(), shop)
		again.check(err)
		o, err := again.Overview(t.Context(), shop)
		again.check(err)
		if len(draft) != 1 || o.Live.Number != live.Number || o.Digest != live.Digest || again.hears(giftQuestion) != "gift_wrap" {
			t.Fatalf("draft %v, live %+v %s", draft, o.Live, o.Digest)
		}
		_, err = again.Publish(t.Context(), shop, "agt_rina", again.try().ID)
		again.check(err)
	})
}

func TestADamagedModelIsLearntAnew(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := open(t, db, pack(), runes{}).publish(giftWrap...)
		for name, damaged := range map[string][]byte{"cut off": []byte("TrgModel\x01"), "noise": []byte("not a model at all")} {
			if err := db.Write(t.Context(), func(tx *store.Tx) error { return store.PutModel(tx, shop, v.Digest, damaged, time.Now()) }); err != nil {
				t.Fatal(err)
			}
			r := open(t, db, pack(), runes{})
			if !strings.Contains(r.log.String(), "a kept model cannot be read and is trained again") || r.hears(giftQuestion) != "gift_wrap" {
				t.Fatalf("%s: %q, log: %s", name, r.hears(giftQuestion), r.log)
			}
			r.completeAll(t.Context())
			quiet := open(t, db, pack(), runes{})
			if o, err := quiet.Overview(t.Context(), shop); err != nil || !o.Complete || strings.Contains(quiet.log.String(), "cannot be read") {
				t.Fatalf("%s: not mended: %v, log: %s", name, err, quiet.log)
			}
		}
	})
}

func TestAPackThatCameWithItsModelNeedsNoTraining(t *testing.T) {
	t.Parallel()
	p := pack()
	opt := p.Options
	opt.Encoder = runes{}
	m, err := understand.Train(p.Examples, opt)
	if err != nil {
		t.Fatal(err)
	}
	body, err := m.AppendBinary(nil)
	p.Model = func() []byte { return body }
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, storetest.SQLite(t), p, runes{})
	if o, err := r.Overview(t.Context(), shop); err != nil || !o.Complete || o.Digest != m.Digest() {
		t.Fatalf("%+v %v", o, err)
	}
}

func TestChangesStayTrueWhenThePackChangesUnderThem(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(), nil)
	lost, gone := r.example(matters["refund"][1]), r.example(matters["opening_hours"][2])
	_, err := r.Change(t.Context(), shop, "agt_rina", giftWrap, []string{lost.ID, gone.ID}, true)
	r.check(err)
	_, err = r.Publish(t.Context(), shop, "agt_rina", r.try().ID)
	r.check(err)

	p := pack()
	p.Examples = slices.DeleteFunc(p.Examples, func(e understand.Example) bool { return e.Text == gone.Text })
	p.Examples = append(p.Examples,
		understand.Example{Intent: "gift_wrap", Text: strings.ToUpper(giftWrap[0].Text), Language: "id", Where: "intents/id.tsv:99"},
		understand.Example{Intent: "refund", Text: "retur uang", Language: "id", Where: "intents/id.tsv:100"})
	again := open(t, r.Store, p, nil)
	all, _, err := again.Examples(shop, Filter{Limit: 200})
	again.check(err)
	var wraps []string
	for _, e := range all {
		if e.Text == lost.Text || e.Text == gone.Text {
			t.Errorf("%q is back", e.Text)
		}
		if e.Intent == "gift_wrap" {
			wraps = append(wraps, e.Where)
		}
	}
	if want := []string{"intents/id.tsv:99", console, console, console, console}; !slices.Equal(wraps, want) {
		t.Errorf("gift_wrap stands at %v", wraps)
	}
	if again.example("retur uang").Where != "intents/id.tsv:100" || again.hears(giftQuestion) != "gift_wrap" {
		t.Errorf("heard as %q", again.hears(giftQuestion))
	}
}

func TestWhatThePackHoldsTwiceIsTold(t *testing.T) {
	t.Parallel()
	p := pack()
	p.Examples = append(p.Examples, understand.Example{Intent: "order_status", Text: matters["refund"][0], Language: "id", Where: "intents/id.tsv:14"})
	r := open(t, storetest.SQLite(t), p, nil)
	o, err := r.Overview(t.Context(), shop)
	r.check(err)
	if !slices.ContainsFunc(o.Report.Warnings, func(w understand.Warning) bool {
		return w.Where == "intents/id.tsv:14" && strings.Contains(w.Message["id"], matters["refund"][0]) && w.Message["en"] != ""
	}) {
		t.Errorf("%+v", o.Report.Warnings)
	}
}

func TestATrialOfOneNodeIsSeenAndPublishedByAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		here, there := open(t, db, pack(), runes{}), open(t, db, pack(), runes{})
		here.add(giftWrap...)
		begun, err := here.Try(t.Context(), shop)
		here.check(err)
		there.until("the other node knows of it", func() bool {
			seen, err := there.Trial(t.Context(), shop, begun.ID)
			return err == nil && (seen.State == TrialRunning || seen.State == TrialDone)
		})
		done := here.done(begun.ID)
		seen := there.done(begun.ID)
		if !reflect.DeepEqual(seen.ByIntent, done.ByIntent) || len(seen.Moved) != len(done.Moved) || seen.After.Accuracy != done.After.Accuracy || !seen.After.Measured {
			t.Fatalf("here %+v, there %+v", done, seen)
		}
		if _, err := there.Trial(t.Context(), "ws_other", begun.ID); terang.KindOf(err) != terang.NotFound {
			t.Errorf("another workspace: %v", err)
		}
		v, err := there.Publish(t.Context(), shop, "agt_budi", begun.ID)
		there.check(err)
		if there.hears(giftQuestion) != "gift_wrap" || v.Added != int64(len(giftWrap)) || v.Digest != there.live.Digest() {
			t.Fatalf("%+v", v)
		}
		_, err = here.Publish(t.Context(), shop, "agt_rina", begun.ID)
		wants(t, err, terang.Conflict, "draft_moved_on", "training_moved_on")
	})
}

func TestATrialWhoseNodeIsSilentIsGone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		put := func(id string, age time.Duration) {
			r.check(db.Write(t.Context(), func(tx *store.Tx) error {
				return store.PutTrial(tx, store.Trial{WorkspaceID: shop, ID: id, State: string(TrialRunning), At: time.Now().Add(-age)})
			}))
		}
		put("try_silent", time.Minute)
		put("try_alive", time.Second)
		_, err := r.Trial(t.Context(), shop, "try_silent")
		wants(t, err, terang.NotFound, "trial_not_found")
		if seen, err := r.Trial(t.Context(), shop, "try_alive"); err != nil || seen.State != TrialRunning {
			t.Errorf("%+v %v", seen, err)
		}
		_, err = r.Publish(t.Context(), shop, "agt_rina", "try_alive")
		wants(t, err, terang.Conflict, "trial_not_done")
	})
}
