package engine_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"terang"
	"terang/engine"
)

func own() engine.SetHours {
	return engine.SetHours{
		Open: []engine.Opening{{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "08:00", To: "16:00"}}, Off: []string{"2026-12-31"}, Calendar: "id", JointLeave: false,
		Except: []string{"2026-08-17"}, Text: terang.Text{terang.Indonesian: "Senin–Jumat 08.00–16.00", terang.English: "Monday–Friday 08:00–16:00"},
	}
}

// TestHoursAreThoseThatPeopleSet: over those of the file, whose zone stays; and they can be shown as they were set.
func TestHoursAreThoseThatPeopleSet(t *testing.T) {
	file := engine.Hours{Zone: "Asia/Jayapura", Open: []engine.Opening{{Days: []string{"sun"}, From: "00:00", To: "24:00"}}, AnswerWithin: time.Hour}
	h, err := file.Set(own())
	if err != nil {
		t.Fatal(err)
	}
	wit := time.FixedZone("WIT", 9*60*60)
	for at, opens := range map[string]string{
		"2026-08-16 10:00": "2026-08-17 08:00", // a Sunday, then a holiday on which the desk works
		"2026-12-24 09:00": "2026-12-24 09:00", // joint leave, on which it works
		"2026-12-24 17:00": "2026-12-28 08:00", // Christmas, then a weekend
		"2026-12-31 09:00": "2027-01-01 08:00", // its own day; of 2027 nothing is known
	} {
		now, _ := time.ParseInLocation("2006-01-02 15:04", at, wit)
		if got, _ := h.NextOpen(now); got.In(wit).Format("2006-01-02 15:04") != opens {
			t.Errorf("at %s it opens %s, not %s", at, got.In(wit), opens)
		}
	}
	if h.AnswerWithin != time.Hour || len(file.Open) != 1 || file.Open[0].To != "24:00" {
		t.Errorf("within %s, and the file's are %v", h.AnswerWithin, file.Open)
	}
	if got := h.AsSet(); !reflect.DeepEqual(got, own()) {
		t.Errorf("shown as %+v", got)
	}
}

func TestHoursThatCannotBeAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(*engine.SetHours){
		"ends before it begins": func(s *engine.SetHours) { s.Open[0].To = "07:00" },
		"no day":                func(s *engine.SetHours) { s.Open[0].Days = []string{"monday"} },
		"no time":               func(s *engine.SetHours) { s.Open[0].From = "8" },
		"no date":               func(s *engine.SetHours) { s.Off = []string{"31-12-2026"} },
		"no date on which":      func(s *engine.SetHours) { s.Except = []string{"x"} },
		"no calendar":           func(s *engine.SetHours) { s.Calendar = "mars" },
		"told in no language":   func(s *engine.SetHours) { s.Text = terang.Text{terang.Indonesian: "Senin"} },
		"too many days":         func(s *engine.SetHours) { s.Off = slices.Repeat(s.Off, 300) },
	} {
		s := own()
		spoil(&s)
		if _, err := (engine.Hours{}).Set(s); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := (engine.Hours{}).Set(engine.SetHours{}); err != nil {
		t.Errorf("always open needs no words: %v", err)
	}
}
