package training

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"terang"
	"terang/store"
	"terang/store/storetest"
	"terang/understand"
)

func TestWhatTeachesNothingIsRefused(t *testing.T) {
	t.Parallel()
	r := open(t, storetest.SQLite(t), pack(), nil)
	known := matters["refund"][0]
	r.add(Addition{Intent: "refund", Text: "balikin duit gue"})
	for _, c := range []struct {
		name, code, item string
		add              []Addition
		newIntent        bool
	}{
		{"empty", "example_empty", "1", []Addition{{Intent: "refund", Text: " \n "}}, false},
		{"too long", "example_too_long", "2", []Addition{{Intent: "refund", Text: "duit"}, {Intent: "refund", Text: strings.Repeat("a", 501)}}, false},
		{"unknown intent", "intent_unknown", "1", []Addition{{Intent: "weather", Text: "hujan tidak"}}, false},
		{"no name", "intent_name", "1", []Addition{{Intent: "Cuaca Besok", Text: "hujan tidak"}}, true},
		{"of the pack", "example_duplicate", "1", []Addition{{Intent: "order_status", Text: "  " + strings.ToUpper(known)}}, false},
		{"of the draft", "example_duplicate", "1", []Addition{{Intent: "refund", Text: "Balikin  duit gue"}}, false},
		{"twice in one call", "example_duplicate", "2", []Addition{{Intent: "refund", Text: "uangku"}, {Intent: "refund", Text: "UANGKU"}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := r.Change(t.Context(), shop, "agt_rina", c.add, nil, c.newIntent)
			e := wants(t, err, terang.Invalid, c.code)
			if e.Args["item"] != c.item {
				t.Errorf("it does not say which one: %v", e.Args)
			}
			if c.name == "of the pack" && (e.Args["intent"] != "refund" || !strings.HasSuffix(e.Args["where"], ":2")) {
				t.Errorf("it does not say where: %v", e.Args)
			}
		})
	}
	_, err := r.Change(t.Context(), shop, "agt_rina", nil, []string{"exm_nothing"}, false)
	wants(t, err, terang.NotFound, "example_not_found")
	if left, err := r.Draft(t.Context(), shop); err != nil || len(left) != 1 {
		t.Errorf("what was refused left something: %v %v", left, err)
	}
	if _, err := r.Change(t.Context(), shop, "agt_rina", []Addition{{Intent: understand.OutOfScope, Text: "siapa presiden prancis"}}, nil, false); err != nil {
		t.Errorf("what belongs to no intent cannot be taught: %v", err)
	}
}

func TestADraftKeepsItsOrderAndMovesInOneGo(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := open(t, db, pack(), nil)
		e := r.example(matters["refund"][3])
		move := []Addition{{Intent: "order_status", Language: "id", Text: e.Text}, {Intent: "order_status", Text: "b"}, {Intent: "order_status", Text: "a"}}
		_, err := r.Change(t.Context(), shop, "agt_rina", move, []string{e.ID, e.ID}, false)
		r.check(err)
		var got []string
		changes, err := r.Draft(t.Context(), shop)
		r.check(err)
		for _, c := range changes {
			got = append(got, fmt.Sprint(c.Removes, " ", c.Intent, " ", c.Text))
		}
		if want := []string{"true refund " + e.Text, "false order_status " + e.Text, "false order_status b", "false order_status a"}; !slices.Equal(got, want) {
			t.Fatalf("%q", got)
		}
		// What is taken away already is not taken away once more.
		d, err := r.Change(t.Context(), shop, "agt_rina", nil, []string{e.ID}, false)
		r.check(err)
		if d != (Draft{Added: 3, Removed: 1}) {
			t.Fatalf("%+v", d)
		}
	})
}
