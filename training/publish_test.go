package training

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
	"terang/understand"
)

func TestAChangeIsTriedPublishedAndTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), runes{})
		r.completeAll(t.Context())
		if was := r.hears(giftQuestion); was == "gift_wrap" {
			t.Fatal("it knows what nobody has taught it")
		}
		if d := r.add(giftWrap...); d != (Draft{Added: len(giftWrap)}) {
			t.Fatalf("%+v", d)
		}
		if r.hears(giftQuestion) == "gift_wrap" {
			t.Fatal("a draft took effect")
		}
		trial := r.try()
		if !trial.Before.Measured || !trial.After.Measured || trial.After.Examples != trial.Before.Examples+len(giftWrap) {
			t.Fatalf("before %+v, after %+v", trial.Before, trial.After)
		}
		if _, ok := trial.ByIntent["gift_wrap"]; !ok || trial.ByIntent["gift_wrap"][0] != (Score{}) {
			t.Fatalf("%+v", trial.ByIntent)
		}
		if r.hears(giftQuestion) == "gift_wrap" {
			t.Fatal("a trial took effect")
		}
		v, err := r.Publish(t.Context(), shop, "agt_rina", trial.ID)
		r.check(err)
		if v.Number != 1 || v.Added != int64(len(giftWrap)) || v.Removed != 0 || v.By != "agt_rina" || v.Digest != r.live.Digest() {
			t.Fatalf("%+v, model %s", v, r.live.Digest())
		}
		if got := r.hears(giftQuestion); got != "gift_wrap" {
			t.Fatalf("the next message is heard as %q", got)
		}
		if left, err := r.Draft(t.Context(), shop); err != nil || len(left) != 0 {
			t.Fatalf("left in the draft: %v %v", left, err)
		}

		begun := time.Now()
		back, err := r.Rollback(t.Context(), shop, "agt_budi", 0)
		r.check(err)
		if back.Number != 2 || back.Added != 0 || back.Removed != int64(len(giftWrap)) || r.hears(giftQuestion) == "gift_wrap" {
			t.Fatalf("%+v, heard as %q", back, r.hears(giftQuestion))
		}
		again, err := r.Rollback(t.Context(), shop, "agt_budi", 1)
		r.check(err)
		if again.Number != 3 || r.hears(giftQuestion) != "gift_wrap" || !r.brand(shop).complete {
			t.Fatalf("%+v, heard as %q", again, r.hears(giftQuestion))
		}
		t.Logf("two ways back in %s", time.Since(begun))
		_, err = r.Rollback(t.Context(), shop, "agt_budi", 3)
		wants(t, err, terang.Conflict, "training_is_live")
		_, err = r.Rollback(t.Context(), shop, "agt_budi", 77)
		wants(t, err, terang.NotFound, "training_not_found")
		all, err := r.Versions(t.Context(), shop)
		r.check(err)
		if len(all) != 3 || all[0].Number != 3 || all[0].Digest != all[2].Digest {
			t.Fatalf("%+v", all)
		}
	})
}

func TestAVersionWhoseModelIsGoneIsLearntAnewBehindTheAnswer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), runes{})
		r.publish(giftWrap...)
		_, err := r.Rollback(t.Context(), shop, "agt_rina", 0)
		r.check(err)
		r.check(db.Write(t.Context(), func(tx *store.Tx) error { return tx.Do(`delete from model where workspace_id = $1`, shop) }))
		_, err = r.Rollback(t.Context(), shop, "agt_rina", 1)
		r.check(err)
		if r.hears(giftQuestion) != "gift_wrap" {
			t.Fatal("it did not take effect at once")
		}
		o, err := r.Overview(t.Context(), shop)
		r.check(err)
		if o.Complete {
			t.Fatal("the deep ear cannot be there yet")
		}
		// A promise that is given meanwhile neither waits for the deep ear nor loses it.
		_, err = r.SetPromise(t.Context(), shop, "agt_rina", 0.9)
		r.check(err)
		r.completeAll(t.Context())
		o, err = r.Overview(t.Context(), shop)
		r.check(err)
		if !o.Complete || o.Digest != o.Live.Digest || o.Report.Promise.Precision != 0.9 || r.live.Digest() != o.Digest {
			t.Fatalf("%+v, live %s", o, r.live.Digest())
		}
	})
}

func TestOnlyTheLastVersionsAndTrialsKeepTheirModels(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		put := func(digest string, at int) {
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				return store.PutModel(tx, shop, digest, []byte(digest), time.UnixMilli(int64(at)))
			}); err != nil {
				t.Fatal(err)
			}
		}
		for n := 1; n <= 8; n++ { // the third and the fourth version are one model under two promises
			digest := fmt.Sprintf("v%d", n)
			if n == 4 {
				digest = "v3"
			} else {
				put(digest, n)
			}
			if err := db.Write(t.Context(), func(tx *store.Tx) error {
				return store.InsertTraining(tx, store.Training{WorkspaceID: shop, Number: int64(n), Digest: digest}, nil, errors.New("taken"))
			}); err != nil {
				t.Fatal(err)
			}
		}
		for n := 1; n <= 4; n++ {
			put(fmt.Sprintf("try%d", n), 100+n)
		}
		kept := func(digest string) bool {
			body, err := store.Model(t.Context(), db, shop, digest)
			if err != nil {
				t.Fatal(err)
			}
			return body != nil
		}
		for digest, want := range map[string]bool{"v1": false, "v2": false, "v3": true, "v5": true, "v8": true, "try1": false, "try2": false, "try3": true, "try4": true} {
			if kept(digest) != want {
				t.Errorf("%s is kept: %v", digest, !want)
			}
		}
	})
}

func TestAPromiseHoldsFromTheNextMessageOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		low, err := r.SetPromise(t.Context(), shop, "agt_rina", 0.8)
		r.check(err)
		high, err := r.SetPromise(t.Context(), shop, "agt_rina", 0.99)
		r.check(err)
		if high.Threshold < low.Threshold || high.Share > low.Share || r.live.Report().Promise != high {
			t.Fatalf("low %+v, high %+v, live %+v", low, high, r.live.Report().Promise)
		}
		for _, wrong := range []float64{0.2, 1, -1} {
			_, err := r.SetPromise(t.Context(), shop, "agt_rina", wrong)
			wants(t, err, terang.Invalid, "promise_out_of_range")
		}
		// It outlives a restart, and a publication.
		again := open(t, db, pack(), nil)
		if got := again.live.Report().Promise.Precision; got != 0.99 {
			t.Fatalf("after a restart: %v", got)
		}
		again.publish(giftWrap...)
		if got := again.live.Report().Promise.Precision; got != 0.99 {
			t.Fatalf("after a publication: %v", got)
		}
	})
}

func TestADraftThatMovedOnIsNotPublished(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		_, err := r.Try(t.Context(), shop)
		wants(t, err, terang.Conflict, "draft_empty")
		r.add(giftWrap[:3]...)
		trial := r.try()
		r.add(giftWrap[3])
		_, err = r.Publish(t.Context(), shop, "agt_rina", trial.ID)
		wants(t, err, terang.Conflict, "draft_moved_on")
		changes, err := r.Draft(t.Context(), shop)
		r.check(err)
		r.check(r.Undo(t.Context(), shop, changes[len(changes)-1].ID))
		_, err = r.Publish(t.Context(), "ws_other", "agt_eve", trial.ID)
		wants(t, err, terang.NotFound, "trial_not_found")
		second := r.try() // the first one is not in memory any more, and holds all the same
		if second.ID == trial.ID {
			t.Fatal("not tried again")
		}
		_, err = r.Publish(t.Context(), shop, "agt_rina", trial.ID)
		r.check(err)
		_, err = r.Publish(t.Context(), shop, "agt_rina", second.ID)
		wants(t, err, terang.Conflict, "training_moved_on")
		wants(t, r.Undo(t.Context(), shop, "chg_nothing"), terang.NotFound, "change_not_found")
	})
}

func TestOfTwoManagersWhoPublishAtOnceOneDoes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		r.add(giftWrap...)
		trial := r.try()
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = r.Publish(context.WithoutCancel(t.Context()), shop, fmt.Sprint("agt_", i), trial.ID)
			})
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if terang.KindOf(err) != terang.Conflict {
				t.Error(err)
			}
		}
		all, err := r.Versions(t.Context(), shop)
		r.check(err)
		if done != 1 || len(all) != 1 || r.hears(giftQuestion) != "gift_wrap" {
			t.Fatalf("%d published: %v; %d versions", done, errs, len(all))
		}
	})
}

func TestAComparisonCountsBothWays(t *testing.T) {
	t.Parallel()
	example := func(intent, text string) understand.Example { return understand.Example{Intent: intent, Text: text} }
	before := []understand.Example{example("a", "1"), example("a", "2"), example("b", "3"), example(understand.OutOfScope, "4"), example("b", "gone")}
	tr := &trial{examples: []understand.Example{example("a", "1"), example("a", "2"), example("b", "3"), example(understand.OutOfScope, "4"), example("c", "new")}}
	tr.Before = understand.Report{Trials: []understand.Trial{{Guess: "a"}, {Guess: "b"}, {Guess: ""}, {}, {Guess: "b"}}}
	tr.After = understand.Report{Trials: []understand.Trial{{Guess: "b"}, {Guess: "a"}, {Guess: "a"}, {}, {Guess: "c"}}}
	tr.compare(before)
	var texts []string
	for _, m := range tr.Moved {
		texts = append(texts, m.Text)
	}
	if tr.Better != 1 || tr.Worse != 1 || !slices.Equal(texts, []string{"1", "2", "3"}) || tr.Moved[0].Better || !tr.Moved[1].Better {
		t.Errorf("better %d, worse %d, %+v", tr.Better, tr.Worse, tr.Moved)
	}
	got := scores(tr.examples, tr.After)
	if want := map[string]Score{"a": {0.5, 0.5}, "b": {}, "c": {1, 1}}; !maps.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}
