package terang_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
)

var wib = time.FixedZone("WIB", 7*60*60)

func at(hour, minute int) time.Time { return time.Date(2026, 11, 21, hour, minute, 0, 0, wib) }

func TestWhoMayBeWrittenToAndWhen(t *testing.T) {
	t.Parallel()
	stranger, known := terang.Contact{ID: "a"}, terang.Contact{ID: "b", ExternalID: "CUS-1"}
	said := func(class terang.Class, yes bool) terang.Contact {
		return known.WithConsent(class, yes, at(8, 0), "form")
	}
	for _, c := range []struct {
		name  string
		who   terang.Contact
		class terang.Class
		now   time.Time
		want  bool
	}{
		{"service needs a relation", stranger, terang.ClassService, at(12, 0), false},
		{"service to a customer", known, terang.ClassService, at(12, 0), true},
		{"service after a no", said(terang.ClassService, false), terang.ClassService, at(12, 0), false},
		{"marketing without a word", known, terang.ClassMarketing, at(12, 0), false},
		{"marketing after a yes", said(terang.ClassMarketing, true), terang.ClassMarketing, at(12, 0), true},
		{"service at nine in the evening", known, terang.ClassService, at(21, 0), false},
		{"service a minute before", known, terang.ClassService, at(20, 59), true},
		{"service before eight", known, terang.ClassService, at(7, 59), false},
		{"service at eight", known, terang.ClassService, at(8, 0), true},
		{"security at night, after a no", said(terang.ClassService, false), terang.ClassSecurity, at(3, 0), true},
		{"no class at all", known, "", at(12, 0), false},
	} {
		if got := c.who.Reach(c.class, c.now, wib); got.Now() != c.want {
			t.Errorf("%s: %+v, want %v", c.name, got, c.want)
		}
	}
}

func TestAWeekHasABudget(t *testing.T) {
	t.Parallel()
	k := terang.Contact{ExternalID: "CUS-1"}.WithConsent(terang.ClassMarketing, true, at(8, 0), "form")
	for i := range terang.WeeklyMarketing {
		now := at(9+i, 0)
		if !k.Reach(terang.ClassMarketing, now, wib).Now() {
			t.Fatalf("talk %d is refused", i+1)
		}
		k = k.WithReached(terang.ClassMarketing, now)
	}
	if r := k.Reach(terang.ClassMarketing, at(12, 0), wib); !r.OverBudget {
		t.Errorf("one more than the budget: %+v", r)
	}
	if r := k.Reach(terang.ClassService, at(12, 0), wib); !r.Now() {
		t.Errorf("the other class has its own: %+v", r)
	}
	if r := k.Reach(terang.ClassMarketing, at(9, 0).AddDate(0, 0, 7), wib); !r.Now() {
		t.Errorf("a week later: %+v", r)
	}
}

func TestStopAndBeginAgainGivesBackWhatWasAgreed(t *testing.T) {
	t.Parallel()
	for _, agreed := range []bool{true, false} {
		k := terang.Contact{ExternalID: "CUS-1"}
		if agreed {
			k = k.WithConsent(terang.ClassMarketing, true, at(8, 0), "form")
		}
		k = k.WithConsent("", false, at(9, 0), "conversation")
		k = k.WithConsent("", false, at(9, 1), "conversation")
		for _, class := range []terang.Class{terang.ClassService, terang.ClassMarketing} {
			if k.Reach(class, at(12, 0), wib).Consent {
				t.Errorf("after stop, %s may be begun", class)
			}
		}
		k = k.WithConsent("", true, at(10, 0), "conversation")
		if !k.Reach(terang.ClassService, at(12, 0), wib).Consent || k.Reach(terang.ClassMarketing, at(12, 0), wib).Consent != agreed {
			t.Errorf("agreed %v: after begin again %+v", agreed, k.Consent)
		}
	}
}

func TestTheMorningIsNeverAtNight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "now"), 0)
		m := terang.Morning(now, wib)
		if h := m.In(wib).Hour(); h < terang.QuietUntil || h >= terang.QuietFrom || m.Before(now) || m.Sub(now) > 11*time.Hour {
			t.Fatalf("%s: morning at %s", now.In(wib), m.In(wib))
		}
		if !terang.Morning(m, wib).Equal(m) {
			t.Fatalf("the morning of %s is another one", m)
		}
	})
}
