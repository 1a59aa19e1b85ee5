package calendar_test

import (
	"strings"
	"testing"
	"time"

	"terang/calendar"
)

// TestTheYearIsAsDecreed: the decree of 2026 counts seventeen holidays and eight days of joint leave, and names their weekdays.
func TestTheYearIsAsDecreed(t *testing.T) {
	c, err := calendar.Find(calendar.Indonesia)
	if err != nil {
		t.Fatal(err)
	}
	holidays, leave := 0, 0
	for _, d := range c.Days() {
		if d.Leave {
			leave++
		} else {
			holidays++
		}
	}
	if holidays != 17 || leave != 8 {
		t.Errorf("%d holidays and %d days of joint leave, decreed are 17 and 8", holidays, leave)
	}
	for date, want := range map[string]time.Weekday{
		"2026-01-16": time.Friday, "2026-02-17": time.Tuesday, "2026-03-19": time.Thursday, "2026-03-21": time.Saturday, "2026-04-03": time.Friday,
		"2026-05-14": time.Thursday, "2026-05-27": time.Wednesday, "2026-05-31": time.Sunday, "2026-06-16": time.Tuesday, "2026-08-25": time.Tuesday,
		"2026-02-16": time.Monday, "2026-03-18": time.Wednesday, "2026-03-24": time.Tuesday, "2026-05-15": time.Friday, "2026-05-28": time.Thursday, "2026-12-24": time.Thursday,
	} {
		at, err := time.Parse(time.DateOnly, date)
		if _, off := c.On(date); err != nil || !off || at.Weekday() != want {
			t.Errorf("%s: off %v, a %s, decreed as a %s", date, off, at.Weekday(), want)
		}
	}
	if _, off := c.On("2026-08-18"); off {
		t.Error("an ordinary day is off")
	}
	if years := c.Years(); len(years) != 1 || years[0] != 2026 {
		t.Errorf("the known years are %v", years)
	}
}

func TestACalendarThatIsWrongSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-25 | holiday | Natal":                                                   "line 1",
		"\n2026-13-25 | holiday | Natal | Christmas":                                     "line 2",
		"2026-12-25 | feast | Natal | Christmas":                                         "feast",
		"2026-12-25 | leave | Natal | ":                                                  "name",
		"2026-12-25 | leave | Natal | Christmas\n2026-12-25 | leave | Natal | Christmas": "twice",
	} {
		if _, err := calendar.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want a word of %q", text, err, want)
		}
	}
	if _, err := calendar.Find("mars"); err == nil || !strings.Contains(err.Error(), "id") {
		t.Errorf("an unknown calendar: %v", err)
	}
}
