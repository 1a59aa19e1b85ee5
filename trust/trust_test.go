package trust

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// play feeds turns of signal kinds, "" being a good turn, and returns the last view.
func play(t *testing.T, turns ...[]string) (State, View) {
	t.Helper()
	var s State
	v := Look(s, Policy{})
	for i, kinds := range turns {
		var sig []Signal
		for _, k := range kinds {
			sig = append(sig, Signal{Kind: k, Quote: k + " words", Seq: int64(i + 1)})
		}
		s, v = Update(s, sig, Policy{})
	}
	return s, v
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	good := []string(nil)
	one := func(kinds ...string) []string { return kinds }
	tests := []struct {
		name  string
		turns [][]string
		want  Decision
	}{
		{"nothing wrong", [][]string{good}, Keep},
		{"asking for a person is always granted", [][]string{one(KindPersonAsked)}, TakeOver},
		{"asking politely is granted too", [][]string{one(KindPersonAsked, KindThanks)}, TakeOver},
		{"one failed answer", [][]string{one(KindUnhelpful)}, Keep},
		{"two failed answers in a row offer a person", [][]string{one(KindUnknown), one(KindUnhelpful)}, Offer},
		{"one turn is one failed answer", [][]string{one(KindUnknown, KindUnhelpful)}, Keep},
		{"a third failed answer hands over", [][]string{one(KindUnknown), one(KindUnknown), one(KindUnknown)}, TakeOver},
		{"a third signal of another kind hands over", [][]string{one(KindUnknown), one(KindUnhelpful), one(KindAnger)}, TakeOver},
		{"a third signal in the same turn hands over", [][]string{one(KindUnknown), one(KindUnhelpful, KindWorry)}, TakeOver},
		{"a good turn ends the row", [][]string{one(KindUnknown), good, one(KindUnknown)}, Keep},
		{"worry alone is not a reproach", [][]string{one(KindWorry), one(KindWorry)}, Keep},
		{"rage hands over", [][]string{one(KindAnger, KindProfanity, KindDisappointed, KindUnhelpful)}, TakeOver},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, v := play(t, tt.turns...); v.Decision != tt.want {
				t.Errorf("decision %q at score %d, want %q", v.Decision, v.Score, tt.want)
			}
		})
	}
}

func TestHysteresisHoldsAnOffer(t *testing.T) {
	t.Parallel()
	s, v := play(t, []string{KindAnger, KindProfanity})
	if v.Score != 58 || v.Decision != Offer {
		t.Fatalf("score %d, decision %q", v.Score, v.Decision)
	}
	for _, want := range []struct {
		score    int
		decision Decision
	}{{63, Offer}, {68, Offer}, {73, Keep}} {
		s, v = Update(s, nil, Policy{})
		if v.Score != want.score || v.Decision != want.decision {
			t.Errorf("score %d, decision %q, want %v", v.Score, v.Decision, want)
		}
	}
}

func TestReasonsAreTheThreeStrongestWithTheirWords(t *testing.T) {
	t.Parallel()
	_, v := play(t, []string{KindWorry}, []string{KindRepeated}, []string{KindAnger}, []string{KindUnhelpful})
	var got []string
	for _, r := range v.Reasons {
		got = append(got, r.Kind+": "+r.Quote)
	}
	want := []string{"anger: anger words", "unhelpful: unhelpful words", "repeated: repeated words"}
	if !slices.Equal(got, want) {
		t.Errorf("reasons %q, want %q", got, want)
	}
}

func TestAfterPersonStartsAfresh(t *testing.T) {
	t.Parallel()
	s, _ := play(t, []string{KindAnger, KindProfanity, KindUnhelpful}, []string{KindUnhelpful}, []string{KindUnknown})
	v := Look(AfterPerson(s), Policy{})
	if v.Score != afterPerson || v.Decision != Keep {
		t.Errorf("score %d, decision %q", v.Score, v.Decision)
	}
	if v := Look(AfterPerson(State{}), Policy{}); v.Score != full {
		t.Errorf("a clean conversation fell to %d", v.Score)
	}
}

func TestScaled(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		strength float64
		want     int
	}{{0, 0}, {0.01, -1}, {0.5, -14}, {1, -28}, {7, -28}} {
		if got := Scaled(KindAnger, tt.strength, "", 0).Weight; got != tt.want {
			t.Errorf("strength %v: %d, want %d", tt.strength, got, tt.want)
		}
	}
}

func TestQuotesAreBounded(t *testing.T) {
	t.Parallel()
	s, _ := Update(State{}, []Signal{{Kind: KindAnger, Quote: strings.Repeat("é", 50_000)}}, Policy{})
	if n := len([]rune(s.Evidence[0].Quote)); n != maxQuote+1 {
		t.Errorf("%d characters kept", n)
	}
}

var kinds = []string{
	KindPersonAsked, KindUnhelpful, KindUnknown, KindRepeated, KindAnger, KindDisappointed, KindWorry,
	KindProfanity, KindActionFailed, KindVerifyFailed, KindThanks, KindSolved, "something new",
}

func drawSignal(t *rapid.T) Signal {
	return Signal{
		Kind:   rapid.SampledFrom(kinds).Draw(t, "kind"),
		Weight: rapid.OneOf(rapid.Just(0), rapid.IntRange(-150, 150), rapid.Int()).Draw(t, "weight"),
		Quote:  rapid.String().Draw(t, "quote"),
		Seq:    rapid.Int64().Draw(t, "seq"),
	}
}

func drawTurns(t *rapid.T) [][]Signal {
	return rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(drawSignal), 0, 4), 0, 12).Draw(t, "turns")
}

func drawPolicy(t *rapid.T) Policy {
	n := rapid.IntRange(-20, 120)
	return Policy{n.Draw(t, "offer"), n.Draw(t, "take"), n.Draw(t, "hysteresis")}
}

func TestScoreStaysInBoundsAndIsDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var a, b State
		p := drawPolicy(t)
		for _, sig := range drawTurns(t) {
			before, _ := json.Marshal(a)
			nextA, va := Update(a, sig, p)
			nextB, vb := Update(b, sig, p)
			after, _ := json.Marshal(a)
			if string(before) != string(after) {
				t.Fatalf("the old state was changed: %s, then %s", before, after)
			}
			if va.Score < 0 || va.Score > full || len(va.Reasons) > maxReasons || len(nextA.Evidence) > maxEvidence {
				t.Fatalf("out of bounds: %+v %+v", va, nextA)
			}
			if va.Score < full && len(va.Reasons) == 0 {
				t.Fatalf("score %d without a reason", va.Score)
			}
			if !reflect.DeepEqual(nextA, nextB) || !reflect.DeepEqual(va, vb) {
				t.Fatal("two runs differ")
			}
			// What is kept must mean the same after a trip through the store.
			j, err := json.Marshal(nextB)
			if err != nil || len(j) > 4096*2 {
				t.Fatalf("state of %d bytes: %v", len(j), err)
			}
			a, b = nextA, State{}
			if err := json.Unmarshal(j, &b); err != nil {
				t.Fatal(err)
			}
			if Look(a, p).Score != Look(b, p).Score {
				t.Fatal("the store changed the score")
			}
			b = a
		}
	})
}

func TestMoreBadSignalsNeverHelp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		var calm, bad State
		for _, sig := range drawTurns(t) {
			extra := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Signal {
				g := drawSignal(t)
				g.Weight = -rapid.IntRange(1, 60).Draw(t, "cost")
				return g
			}), 0, 2).Draw(t, "extra")
			var vc, vb View
			calm, vc = Update(calm, sig, p)
			bad, vb = Update(bad, append(slices.Clone(sig), extra...), p)
			if vb.Score > vc.Score {
				t.Fatalf("score rose from %d to %d with %+v", vc.Score, vb.Score, extra)
			}
			if vb.Decision.grade() < vc.Decision.grade() {
				t.Fatalf("decision eased from %q to %q", vc.Decision, vb.Decision)
			}
		}
	})
}

func TestGoodTurnsAlwaysHeal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s State
		for _, sig := range drawTurns(t) {
			s, _ = Update(s, sig, Policy{})
		}
		for range full/GoodTurn + 1 {
			s, _ = Update(s, nil, Policy{})
		}
		if v := Look(s, Policy{}); v.Score != full || v.Decision != Keep {
			t.Fatalf("still %+v", v)
		}
	})
}

func BenchmarkUpdate(b *testing.B) {
	sig := []Signal{
		{Kind: KindUnhelpful, Quote: "gak membantu sama sekali", Seq: 7},
		{Kind: KindAnger, Weight: -20, Quote: "kesel banget", Seq: 7},
	}
	s, _ := Update(State{}, sig, Policy{})
	s, _ = Update(s, nil, Policy{})
	b.ReportAllocs()
	for b.Loop() {
		Update(s, sig, Policy{})
	}
}

// TestDoubtCountsByItsOdds: what calm turns have moves nothing, more moves more, and no number is out of bounds.
func TestDoubtCountsByItsOdds(t *testing.T) {
	t.Parallel()
	last := 0
	for _, p := range []float64{0.1, 0.2, 0.4, 0.64, 0.9, 0.99, 1, 2} {
		s, ok := Doubted(p, "kan sudah", 3)
		if !ok || s.Weight > last || s.Weight < -full || s.Quote != "kan sudah" || s.Seq != 3 {
			t.Errorf("%v: %+v, %v after %d", p, s, ok, last)
		}
		last = s.Weight
	}
	for _, p := range []float64{-1, 0, calmDoubt, math.NaN()} {
		if s, ok := Doubted(p, "", 0); ok {
			t.Errorf("%v: %+v", p, s)
		}
	}
	sure, _ := Doubted(0.65, "", 1)
	if _, v := Update(State{}, []Signal{sure}, Policy{}); v.Decision != TakeOver {
		t.Errorf("one sure turn: %+v", v)
	}
	half, _ := Doubted(0.3, "", 1)
	s, v := Update(State{}, []Signal{half}, Policy{})
	if v.Decision == TakeOver {
		t.Errorf("one doubtful turn: %+v", v)
	}
	if _, v = Update(s, []Signal{half}, Policy{}); v.Decision != TakeOver {
		t.Errorf("two doubtful turns: %+v", v)
	}
}
