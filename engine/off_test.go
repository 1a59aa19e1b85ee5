package engine_test

import (
	"strings"
	"testing"
	"time"

	"terang/engine"
)

func hoursOf(t *testing.T, off string) engine.Hours {
	t.Helper()
	b, err := engine.ParseBrand("brand.yaml", []byte("name: Toko\nhours:\n  open:\n    - {days: [mon, tue, wed, thu, fri], from: \"08:00\", to: \"16:00\"}\n  off: "+off+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return b.Hours
}

// TestTheDeskRestsOnHolidays: what is open, and by when an answer is promised, follow the calendar that the brand names.
func TestTheDeskRestsOnHolidays(t *testing.T) {
	t.Parallel()
	wib := time.FixedZone("WIB", 7*60*60)
	on := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, wib)
	}
	for _, c := range []struct {
		off     string
		now, at time.Time
	}{
		{"[2026-08-19]", on(8, 17, 9), on(8, 17, 9)},
		{"[{calendar: id}]", on(8, 17, 9), on(8, 18, 8)},
		{"[{calendar: id}, 2026-08-18]", on(8, 17, 9), on(8, 19, 8)},
		{"[{calendar: id, except: [2026-08-17]}]", on(8, 17, 9), on(8, 17, 9)},
		{"[{calendar: id}]", on(3, 17, 17), on(3, 25, 8)}, // Nyepi and Eid al-Fitr, with their joint leave
		{"[{calendar: id, joint_leave: false}]", on(3, 17, 17), on(3, 18, 8)},
		{"[{calendar: id, joint_leave: false}]", on(3, 18, 17), on(3, 20, 8)},
	} {
		h := hoursOf(t, c.off)
		if at, _ := h.NextOpen(c.now); !at.Equal(c.at) {
			t.Errorf("off %s: from %s open at %s, want %s", c.off, c.now, at, c.at)
		}
		if due, want := h.AnswerBy(c.now, false), c.at.Add(2*time.Hour); !due.Equal(want) {
			t.Errorf("off %s: who writes at %s is answered by %s, want %s", c.off, c.now, due, want)
		}
	}
	if h := hoursOf(t, "[{calendar: id}]"); h.Unknown(on(8, 17, 9)) || !h.Unknown(on(8, 17, 9).AddDate(9, 0, 0)) {
		t.Error("a year that no decree covers is told as known, or one that is as unknown")
	}
	if hoursOf(t, "[2026-08-17]").Unknown(on(8, 17, 9).AddDate(9, 0, 0)) {
		t.Error("hours that follow no calendar miss one")
	}
}

func TestDaysOffThatAreWrongAreRefused(t *testing.T) {
	t.Parallel()
	for off, want := range map[string]string{
		"[2026-02-30]":                        "which is not a day",
		"[{calendar: mars}]":                  "calendar \"mars\" is not known",
		"[{calendar: id, except: [someday]}]": "which is not a day",
		"[{calender: id}]":                    "\"calender\" is not known",
		"[{joint_leave: false}]":              "not a day",
		"[[2026-12-25]]":                      "off has days such as",
	} {
		if _, err := engine.ParseBrand("brand.yaml", []byte("name: Toko\nhours: {off: "+off+"}\n")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("off %s: %v, want %q", off, err, want)
		}
	}
}
