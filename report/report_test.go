package report

import (
	"testing"
	"time"

	"terang"
	"terang/store"
)

func TestDaysFollowTheZonesClock(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("missing: the zones of the host")
	}
	now := time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC) // in Jakarta it is the 22nd
	s := New(Parts{Clock: func() time.Time { return now }})
	sp, err := s.span("ws", Range{})
	if err != nil || sp.from.Format(time.DateOnly) != "2026-10-26" || sp.to.Format(time.DateOnly) != "2026-11-23" || len(sp.pieces) != 1 || sp.pieces[0].Offset != 7*time.Hour {
		t.Errorf("the usual days in Jakarta: %+v, %v", sp, err)
	}
	sp, err = s.span("ws", Range{From: "2026-10-24", To: "2026-10-26", Zone: berlin})
	if err != nil || len(sp.pieces) != 2 || sp.pieces[0].Offset != 2*time.Hour || sp.pieces[1].Offset != time.Hour || sp.to.Sub(sp.from) != 73*time.Hour {
		t.Fatalf("days in which the clock is put back: %+v, %v", sp, err)
	}
	if !sp.pieces[0].To.Equal(sp.pieces[1].From) || !sp.pieces[0].From.Equal(sp.from) || !sp.pieces[1].To.Equal(sp.to) {
		t.Errorf("the pieces do not meet: %+v", sp.pieces)
	}
	if sp, err = s.span("ws", Range{To: "2026-03-01"}); err != nil || sp.from.Format(time.DateOnly) != "2026-02-02" {
		t.Errorf("four weeks up to a day: %+v, %v", sp, err)
	}
	for _, r := range []Range{{From: "21.11.2026"}, {From: "2026-11-22", To: "2026-11-21"}, {From: "2026-01-01", To: "2026-04-11"}, {From: "0001-01-01", To: "0001-01-02"}} {
		if _, err := s.span("ws", r); terang.KindOf(err) != terang.Invalid {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if _, err := s.span("ws", Range{From: "2026-01-01", To: "2026-04-10"}); err != nil { // a hundred days
		t.Error(err)
	}
}

func TestTheGravestSignalIsShown(t *testing.T) {
	t.Parallel()
	for signals, want := range map[string][2]string{
		`[{"k":"re_ask","w":-10,"q":"kan tadi sudah"},{"k":"anger","w":-40,"q":"percuma"},{"k":"thanks","w":5}]`: {"anger", "percuma"},
		`[{"k":"loop","q":"lagi"}]`: {"loop", "lagi"},
		`[]`:                        {"", ""},
		`broken`:                    {"", ""},
	} {
		if kind, quote := gravest(signals); kind != want[0] || quote != want[1] {
			t.Errorf("%s: %s %q", signals, kind, quote)
		}
	}
}

func TestEachKindOfMatterIsCountedOnce(t *testing.T) {
	t.Parallel()
	var r Resolution
	for i, kind := range []store.Figure{store.FigureConfirmed, store.FigureSilent, store.FigureGaveUp, store.FigureCameBack, store.FigureHandedOver, store.FigureOpen} {
		r.add(string(kind), int64(1)<<i)
	}
	if r != (Resolution{Matters: 63, Confirmed: 1, Silent: 2, GaveUp: 4, CameBack: 8, HandedOver: 16, Open: 32}) {
		t.Errorf("%+v", r)
	}
}
