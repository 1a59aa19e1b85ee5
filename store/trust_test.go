package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

func writeTrust(t *testing.T, db *store.DB, turns ...store.TrustTurn) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		for _, u := range turns {
			if err := store.InsertTrustTurn(tx, u); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func trustTurn(id, source string, seq int64, at time.Time, kinds ...string) store.TrustTurn {
	u := store.TrustTurn{WorkspaceID: "ws", ConversationID: id, Source: source, Seq: seq, At: at, Playbook: "order_status", Risk: "read", Score: 70, Decision: "keep"}
	for _, k := range kinds {
		u.Signals = append(u.Signals, store.TrustSignal{Kind: k, Weight: -15, Quote: `kata "` + k + `"`, Seq: seq})
	}
	return u
}

func TestATurnOfTrustComesBackAsItWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, calm := trustTurn("c1", "", 2, noon, "loop", "anger"), trustTurn("c1", "", 4, noon.Add(time.Second))
		writeTrust(t, db, calm, first, trustTurn("c2", "", 2, noon, "loop"))
		got, err := store.TrustTurns(t.Context(), db, "ws", "c1")
		if err != nil || len(got) != 2 || !equalTurn(got[0], first) || !equalTurn(got[1], calm) {
			t.Fatalf("%+v %v", got, err)
		}
		if got, err := store.TrustTurns(t.Context(), db, "ws_other", "c1"); err != nil || len(got) != 0 {
			t.Errorf("another workspace sees %+v %v", got, err)
		}
		// What else happens at the same position is added: the score is the later one, no signal is lost.
		tap := trustTurn("c1", "", 2, noon.Add(time.Minute), "unhelpful_tap")
		tap.Score, tap.Decision = 40, "offer"
		writeTrust(t, db, tap, trustTurn("c1", "", 2, noon), trustTurn("c1", "", 4, noon, "wrong"))
		got, err = store.TrustTurns(t.Context(), db, "ws", "c1")
		if err != nil || len(got) != 2 || len(got[0].Signals) != 3 || got[0].Signals[2].Kind != "unhelpful_tap" || got[0].Signals[0].Quote != `kata "loop"` || len(got[1].Signals) != 1 || !got[0].At.Equal(noon) {
			t.Errorf("%+v %v", got, err)
		}
	})
}

func equalTurn(a, b store.TrustTurn) bool {
	return slices.Equal(a.Signals, b.Signals) && a.At.Equal(b.At) && a.WorkspaceID == b.WorkspaceID && a.ConversationID == b.ConversationID && a.Seq == b.Seq &&
		a.Playbook == b.Playbook && a.Risk == b.Risk && a.Score == b.Score && a.Decision == b.Decision && a.Source == b.Source
}

func TestTurnsOfTrustAreReadInTheirOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		writeTrust(t, db, trustTurn("b", "", 4, noon), trustTurn("a", "", 9, noon.Add(time.Hour)), trustTurn("b", "", 2, noon), trustTurn("a", "", 10, noon), trustTurn("x", "imp", 1, noon))
		read := func(source string, from, to time.Time) (out []int64) {
			t.Helper()
			err := store.TrustTurnsBetween(t.Context(), db, "ws", source, from, to, func(u store.TrustTurn) error { out = append(out, u.Seq); return nil })
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := read("", time.Time{}, time.Time{}); !slices.Equal(got, []int64{9, 10, 2, 4}) {
			t.Errorf("all: %v", got)
		}
		if got := read("", noon, noon.Add(time.Hour)); !slices.Equal(got, []int64{10, 2, 4}) {
			t.Errorf("of an hour: %v", got)
		}
		if got := read("imp", time.Time{}, time.Time{}); !slices.Equal(got, []int64{1}) {
			t.Errorf("imported: %v", got)
		}
		enough := errors.New("enough")
		if err := store.TrustTurnsBetween(t.Context(), db, "ws", "", time.Time{}, time.Time{}, func(store.TrustTurn) error { return enough }); !errors.Is(err, enough) {
			t.Error(err)
		}
		var of []string
		err := store.TrustTurnsOf(t.Context(), db, "ws", []string{"b", "x", "nobody"}, func(u store.TrustTurn) error { of = append(of, u.ConversationID); return nil })
		if err != nil || !slices.Equal(of, []string{"b", "b", "x"}) {
			t.Errorf("%v %v", of, err)
		}
	})
}

func TestOldTurnsOfTrustArePruned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		old := noon.Add(-time.Hour)
		writeTrust(t, db, trustTurn("a", "", 1, old), trustTurn("a", "", 2, old), trustTurn("a", "", 3, noon), trustTurn("x", "imp_whole", 1, old), trustTurn("y", "imp_torn", 1, old))
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if err := store.InsertTrustImport(tx, store.TrustImport{ID: "imp_whole", WorkspaceID: "ws", Facts: []byte("[]"), At: old}); err != nil {
				return err
			}
			n, err := store.PruneTrustTurns(tx, "ws", noon, noon, 1)
			if n != 2 { // one that happened here, one of the import that was torn
				t.Errorf("%d went in one go", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := store.PruneTrustTurns(tx, "ws", noon, noon, 100)
			return err
		})
		var left []string
		if err == nil {
			err = store.TrustTurnsOf(t.Context(), db, "ws", []string{"a", "x", "y"}, func(u store.TrustTurn) error { left = append(left, u.ConversationID); return nil })
		}
		if err != nil || !slices.Equal(left, []string{"a", "x"}) {
			t.Errorf("left are %v, %v", left, err)
		}
	})
}

func TestASettingsNumberIsTakenOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		taken := terang.Fail(terang.Conflict, "taken")
		put := func(n int64) error {
			return db.Write(t.Context(), func(tx *store.Tx) error {
				return store.InsertTrustSetting(tx, store.TrustSetting{WorkspaceID: "ws", Version: n, Setting: []byte(`{}`), Note: "n", By: "agt", At: noon}, taken)
			})
		}
		if err := errors.Join(put(1), put(2)); err != nil {
			t.Fatal(err)
		}
		if err := put(2); !errors.Is(err, taken) {
			t.Errorf("%v", err)
		}
		all, err := store.TrustSettings(t.Context(), db, "ws", 10)
		if err != nil || len(all) != 2 || all[0].Version != 2 || all[1].By != "agt" || !all[1].At.Equal(noon) {
			t.Errorf("%+v %v", all, err)
		}
		if n, err := store.TrustVersions(t.Context(), db); err != nil || n["ws"] != 2 {
			t.Errorf("%v %v", n, err)
		}
		if _, err := store.TrustSettingOf(t.Context(), db, "ws", 3); terang.KindOf(err) != terang.NotFound {
			t.Error(err)
		}
	})
}
