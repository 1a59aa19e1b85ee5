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
		{"one failed answer", [][]string{one(KindUnhelpfulTap)}, Keep},
		{"two failed answers in a row offer a person", [][]string{one(KindUnknown), one(KindUnhelpfulTap)}, Offer},
		{"one turn is one failed answer", [][]string{one(KindUnknown, KindUnhelpfulTap)}, Keep},
		{"a third failed answer hands over", [][]string{one(KindUnknown), one(KindUnknown), one(KindUnknown)}, TakeOver},
		{"a third signal of another kind hands over", [][]string{one(KindUnknown), one(KindUnhelpfulTap), one(KindActionFailed)}, TakeOver},
		{"a third signal in the same turn hands over", [][]string{one(KindUnknown), one(KindUnhelpfulTap, KindLowSure)}, TakeOver},
		{"a good turn ends the row", [][]string{one(KindUnknown), good, one(KindUnknown)}, Keep},
		{"waiting in vain is no reason by itself", [][]string{one(KindWaited)}, Keep},
		{"rage hands over", [][]string{one(KindAnger)}, TakeOver},
		{"a matter that is not a machine's", [][]string{one(KindBereavement, KindThanks)}, TakeOver},
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
	s, v := play(t, []string{KindBroken, KindActionFailed})
	if v.Score != 60 || v.Decision != Keep {
		t.Fatalf("score %d, decision %q", v.Score, v.Decision)
	}
	s, v = Update(s, []Signal{{Kind: KindDoubt, Weight: -2}}, Policy{})
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
	_, v := play(t, []string{KindLowSure}, []string{KindRepeated}, []string{KindBroken}, []string{KindUnhelpfulTap})
	var got []string
	for _, r := range v.Reasons {
		got = append(got, r.Kind+": "+r.Quote)
	}
	want := []string{"promise_broken: promise_broken words", "unhelpful_tap: unhelpful_tap words", "repeated_contact: repeated_contact words"}
	if !slices.Equal(got, want) {
		t.Errorf("reasons %q, want %q", got, want)
	}
}

func TestAfterPersonStartsAfresh(t *testing.T) {
	t.Parallel()
	s, _ := play(t, []string{KindBroken, KindUnhelpfulTap}, []string{KindUnhelpfulTap}, []string{KindUnknown})
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
	}{{0, 0}, {0.01, -1}, {0.5, -6}, {1, -12}, {7, -12}} {
		if got := Scaled(KindWaited, tt.strength, "", 0).Weight; got != tt.want {
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
	KindPersonAsked, KindUnhelpfulTap, KindUnknown, KindLowSure, KindActionFailed, KindVerifyFailed, KindLongTask, KindWaited, KindBroken,
	KindRepeated, KindThanks, KindSolved, KindReAsk, KindLoop, KindAnger, KindStakes, KindMoney, KindHealth, KindLegal, KindBereavement,
	KindFraud, "something new", "disappointment",
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
		{Kind: KindUnhelpfulTap, Quote: "gak membantu sama sekali", Seq: 7},
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
		s, ok := Doubted(p, KindLoop, "kan sudah", 3)
		if !ok || s.Weight > last || s.Weight < -full || s.Quote != "kan sudah" || s.Seq != 3 {
			t.Errorf("%v: %+v, %v after %d", p, s, ok, last)
		}
		last = s.Weight
	}
	for _, p := range []float64{-1, 0, calmDoubt, math.NaN()} {
		if s, ok := Doubted(p, KindLoop, "", 0); ok {
			t.Errorf("%v: %+v", p, s)
		}
	}
	sure, _ := Doubted(0.65, KindLoop, "", 1)
	if _, v := Update(State{}, []Signal{sure}, Policy{}); v.Decision != TakeOver {
		t.Errorf("one sure turn: %+v", v)
	}
	half, _ := Doubted(0.3, KindLoop, "", 1)
	s, v := Update(State{}, []Signal{half}, Policy{})
	if v.Decision == TakeOver {
		t.Errorf("one doubtful turn: %+v", v)
	}
	if _, v = Update(s, []Signal{half}, Policy{}); v.Decision != TakeOver {
		t.Errorf("two doubtful turns: %+v", v)
	}
}

// TestDoubtIsNamedByItsCause: what is no cause of doubt is doubt, so that no caller can give a turn's doubt the weight of thanks.
func TestDoubtIsNamedByItsCause(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{KindLoop: KindLoop, "": KindDoubt, KindThanks: KindDoubt, KindFraud: KindDoubt} {
		if s, ok := Doubted(0.6, kind, "lagi-lagi sama", 4); !ok || s.Kind != want || s.Weight >= 0 {
			t.Errorf("%q: %+v", kind, s)
		}
	}
}

// TestAPersonIsAlwaysGranted: whatever was said before and whatever else the turn holds, under any lines.
func TestAPersonIsAlwaysGranted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		var s State
		for _, sig := range drawTurns(t) {
			s, _ = Update(s, sig, p)
		}
		asked := drawSignal(t)
		asked.Kind = rapid.SampledFrom([]string{KindPersonAsked, KindMoney, KindHealth, KindLegal, KindBereavement, KindFraud}).Draw(t, "asked")
		sig := append(rapid.SliceOfN(rapid.Custom(drawSignal), 0, 3).Draw(t, "besides"), asked)
		if _, v := Update(s, sig, p); v.Decision != TakeOver {
			t.Fatalf("%+v after %+v", v, sig)
		}
	})
}

// TestReplay plays a talk under three settings: the scores stay, who would have been offered a person when does not.
func TestReplay(t *testing.T) {
	t.Parallel()
	turns := []Turn{
		{Seq: 1, Signals: []Signal{{Kind: KindUnknown}}},
		{Seq: 3, Playbook: "dispute", Risk: "money", Signals: []Signal{{Kind: KindLoop, Weight: -26}}},
		{Seq: 5, Playbook: "dispute", Risk: "money"},
		{Seq: 7, Playbook: "dispute", Risk: "money", Signals: []Signal{{Kind: KindAnger, Weight: -30}}},
	}
	for _, c := range []struct {
		name           string
		set            Setting
		offered, taken int
	}{
		{"default", Setting{}, 1, 3},
		{"careful with money", Setting{Risk: map[string]Policy{"money": {Offer: 80, TakeOver: 60, Hysteresis: 10}}}, -1, 1},
		{"the playbook's own lines", Setting{Playbook: map[string]Policy{"dispute": {Offer: 30, TakeOver: 10}}}, -1, -1},
	} {
		got := Replay(turns, c.set)
		if !slices.Equal(got.Scores, []int{84, 58, 63, 33}) || got.Offered != c.offered || got.Taken != c.taken {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	if got := Replay(nil, Setting{}); got.Offered != -1 || got.Taken != -1 || len(got.Scores) != 0 {
		t.Errorf("nothing played: %+v", got)
	}
}

// TestReplayIsWhatHappened: the same turns under the same lines give the decisions that were taken then.
func TestReplayIsWhatHappened(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s State
		var turns []Turn
		var want []Decision
		for i, sig := range drawTurns(t) {
			var v View
			s, v = Update(s, sig, Policy{})
			for k := range sig { // as they are recorded
				sig[k].Weight = sig[k].Points()
			}
			turns = append(turns, Turn{Seq: int64(i), Signals: sig})
			want = append(want, v.Decision)
		}
		if got := Replay(turns, Setting{}); !slices.Equal(got.Decisions, want) {
			t.Fatalf("%v, was %v", got.Decisions, want)
		}
	})
}
