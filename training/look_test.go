package training

import (
	"fmt"
	"slices"
	"testing"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

func TestAMessageThatWasTaughtIsOpenAgainWhenTheChangeIsTakenBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		hear(t, db, "cnv_a", "bungkusin kado dong", "makasih")
		hear(t, db, "cnv_b", "kado kado kado")
		from := func(text string, seq int64) Addition {
			return Addition{Intent: "gift_wrap", Language: "id", Text: text, ConversationID: "cnv_a", Seq: seq}
		}
		r.add(from("bungkusin kado dong", 1), from("bungkuskan kadonya", 1))
		if got := r.missed(); !slices.Equal(got, []string{"kado kado kado", "makasih"}) {
			t.Fatalf("%q", got)
		}
		changes, err := r.Draft(t.Context(), shop)
		r.check(err)
		r.check(r.Undo(t.Context(), shop, changes[0].ID))
		if got := r.missed(); !slices.Equal(got, []string{"kado kado kado", "makasih"}) {
			t.Fatalf("the other example was made from it too: %q", got)
		}
		r.check(r.Undo(t.Context(), shop, changes[1].ID))
		if got := r.missed(); !slices.Equal(got, []string{"bungkusin kado dong", "kado kado kado", "makasih"}) {
			t.Fatalf("%q", got)
		}
		// What was dismissed stays so, and what was published too.
		r.check(r.Dismiss(t.Context(), shop, []MessageKey{{"cnv_a", 2}}))
		r.publish(from("bungkusin kado dong", 1), giftWrap[0], giftWrap[1])
		if got := r.missed(); !slices.Equal(got, []string{"kado kado kado"}) {
			t.Fatalf("%q", got)
		}
		_, err = r.Change(t.Context(), shop, "agt_rina", []Addition{{Intent: "refund", Text: "apa saja", ConversationID: "cnv_of_somebody", Seq: 1}}, nil, false)
		wants(t, err, terang.NotFound, "missed_not_found")
		wants(t, r.Dismiss(t.Context(), shop, []MessageKey{{"cnv_of_somebody", 1}}), terang.NotFound, "missed_not_found")
		if left, err := r.Draft(t.Context(), shop); err != nil || len(left) != 0 {
			t.Fatalf("what was refused left something: %v %v", left, err)
		}
	})
}

func TestWhatWasMissedIsGroupedByLikeness(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), runes{})
		hear(t, db, "cnv_a", "bisa bungkus kado", "bungkus kado bisa kak", "bisa dibungkus kado ga", "kapan uang saya kembali ya kak", "ada warna hijau lumut")
		groups, next, err := r.Missed(t.Context(), shop, "", 0)
		r.check(err)
		var sizes []int
		for _, g := range groups {
			sizes = append(sizes, len(g.Messages))
		}
		if !slices.Equal(sizes, []int{3, 1, 1}) || next != "" {
			t.Fatalf("%v %q: %+v", sizes, next, groups)
		}
		if g := groups[slices.IndexFunc(groups, func(g Group) bool { return g.Messages[0].Seq == 4 })]; g.Suggestion.Intent != "refund" {
			t.Errorf("%+v", g.Suggestion)
		}
		// Pages follow each other without a gap.
		var seen []string
		for cursor, pages := "", 0; ; pages++ {
			groups, next, err := r.Missed(t.Context(), shop, cursor, 1)
			r.check(err)
			for _, g := range groups {
				seen = append(seen, g.Messages[0].Text)
			}
			if cursor = next; next == "" || pages > 9 {
				break
			}
		}
		if len(seen) != 3 || len(slices.Compact(slices.Sorted(slices.Values(seen)))) != 3 {
			t.Errorf("%q", seen)
		}
		if beyond, next, err := r.Missed(t.Context(), shop, "99", 20); err != nil || len(beyond) != 0 || next != "" {
			t.Errorf("%v %q %v", beyond, next, err)
		}
		_, _, err = r.Missed(t.Context(), shop, "-1", 20)
		wants(t, err, terang.Invalid, "cursor_invalid")
	})
}

func TestErasureReachesWhatWasMissed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		hear(t, db, "cnv_a", "nama saya budi tinggal di depok", "rumah saya nomor tujuh", "lampu merah")
		r.check(db.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.Do(`update message set content = '{"text":""}' where conversation_id = $1 and seq = 1`, "cnv_a"); err != nil {
				return err
			}
			return tx.Do(`delete from message where conversation_id = $1 and seq = 2`, "cnv_a")
		}))
		if got := r.missed(); !slices.Equal(got, []string{"lampu merah"}) {
			t.Fatalf("%q", got)
		}
	})
}

func TestExamplesAreFilteredAndPaged(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(), nil)
	var texts []string
	for f, pages := (Filter{Intent: "refund", Limit: 3}), 0; ; pages++ {
		items, next, err := r.Examples(shop, f)
		r.check(err)
		for _, e := range items {
			if e.Intent != "refund" || !e.Measured || e.Where == "" || !e.ok() {
				t.Errorf("%+v", e)
			}
			texts = append(texts, e.Text)
		}
		if f.Cursor = next; next == "" || pages > 9 {
			break
		}
	}
	if !slices.Equal(texts, matters["refund"]) {
		t.Errorf("%q", texts)
	}
	wrong, _, err := r.Examples(shop, Filter{Wrong: true, Limit: 200})
	r.check(err)
	confused, err := r.Confusions(shop)
	r.check(err)
	sum := 0
	for _, c := range confused {
		sum += c.Count
	}
	silent := 0
	for _, e := range wrong {
		if e.Guess == e.Intent {
			t.Errorf("not wrong: %+v", e)
		}
		if e.Guess == "" {
			silent++
		}
	}
	if sum+silent != len(wrong) {
		t.Errorf("%d confusions, %d examples heard wrong, %d not at all", sum, len(wrong), silent)
	}
	_, _, err = r.Examples(shop, Filter{Cursor: "x"})
	wants(t, err, terang.Invalid, "cursor_invalid")
}

// ok says that a confidence is one.
func (e Example) ok() bool { return e.Confidence >= 0 && e.Confidence <= 1 && e.ID != "" }

func BenchmarkMissed(b *testing.B) {
	texts := make([]string, maxMissed)
	for i := range texts {
		texts[i] = fmt.Sprintf("%s %s nomor %d", matters["refund"][i%10], matters["opening_hours"][i/7%10], i)
	}
	for b.Loop() {
		group(texts)
	}
}
