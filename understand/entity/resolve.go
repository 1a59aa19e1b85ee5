package entity

import (
	"strconv"
	"strings"
	"time"
)

// Grain is how exact a date or time is.
type Grain string

// The grains, the finest first.
const (
	GrainMinute Grain = "minute"
	GrainPart   Grain = "part" // of a day: "morning"
	GrainDay    Grain = "day"
	GrainWeek   Grain = "week"
	GrainMonth  Grain = "month"
	GrainYear   Grain = "year"
	GrainRange  Grain = "range" // from one to the other
)

// Toward says which of several days is meant where a text leaves it open: the contact who books speaks of what
// comes, the one who complains of what was.
type Toward int

// The directions.
const (
	Future Toward = iota // the next one, today included
	Past                 // the last one, today included
)

const maxYears = 9 // that are searched for a 29 February

// Resolve returns the time that a date or time entity means when it is now, in the zone of now: from is its
// first moment, to the first one after it. Where the entity is neither, or means no time at all (31 February),
// the grain is "".
//
// The values are
//
//	2026-11-21  --11-21  ---21        a day, of any year, of any month; 2026-11 and --11 are months
//	+1d  -3d  +2mo  -1y               a day counted from today
//	mon  mon+1  mon+0  mon-1          a day of the week: the nearest, of the next week, of this one, the last one
//	week+1  month-1  year+0           a calendar week (from Monday), month, year
//	weekend+0                         Saturday and Sunday
//	month+0.end  year+1.start  .mid   a part of one; month+1.05 is the fifth of it
//	15:00  14:30+07:00  24:00         a time of day, with its zone where it was said
//	morning  evening  …               a part of the day
//	+30m  -2h                         a time counted from now
//	monT10:00  +1dTmorning            a day and a time
//	A/B                               a range; of two times on one day the second has no day
func Resolve(e Entity, now time.Time, toward Toward) (from, to time.Time, grain Grain) {
	if e.Kind != KindDate && e.Kind != KindTime {
		return time.Time{}, time.Time{}, ""
	}
	a, b, ranged := strings.Cut(e.Value, "/")
	r := resolver{now: now, toward: toward, ambiguous: e.Ambiguous && !ranged} // the ends of a range tell its hours
	from, to, grain = r.moment(a)
	if !ranged || grain == "" {
		return from, to, grain
	}
	// The second end comes after the first, whatever the direction.
	end := resolver{now: from, toward: Future}
	if clocked(b) && !strings.Contains(b, "T") {
		y, m, d := from.Date()
		day := time.Date(y, m, d, 0, 0, 0, 0, from.Location())
		if _, to, grain = end.clock(b, day); grain != "" && to.Before(from) { // past midnight
			_, to, grain = end.clock(b, day.AddDate(0, 0, 1))
		}
	} else {
		if day, _, _ := strings.Cut(b, "T"); !strings.HasPrefix(day, "--") && (weekdayOf(day) == 0 || len(day) > 3) {
			end.now = now // counted from today
		}
		_, to, grain = end.moment(b)
	}
	if grain == GrainMinute { // an hour at the end of a range is where it ends
		to = to.Add(-time.Minute)
	}
	if grain == "" || !to.After(from) {
		return time.Time{}, time.Time{}, ""
	}
	return from, to, GrainRange
}

// ResolveDate returns the day that the value of a date entity begins with when today is today, the next one where
// it leaves that open.
func ResolveDate(value string, today time.Time) (time.Time, bool) {
	date, _, _ := strings.Cut(value, "/")
	date, _, _ = strings.Cut(date, "T")
	y, m, d := today.Date()
	today = time.Date(y, m, d, 0, 0, 0, 0, today.Location())
	r := resolver{now: today}
	from, _, grain := r.date(date)
	return from, grain != ""
}

type resolver struct {
	now       time.Time
	toward    Toward
	ambiguous bool
}

// clocked reports whether a value is a time of day alone.
func clocked(v string) bool {
	if v == "" {
		return false
	}
	if v[0] == '+' || v[0] == '-' {
		return strings.HasSuffix(v, "h") || strings.HasSuffix(v, "m")
	}
	if _, ok := dayParts(v); ok {
		return true
	}
	return len(v) >= 5 && v[2] == ':'
}

// moment resolves a date, a time or both.
func (r *resolver) moment(v string) (from, to time.Time, grain Grain) {
	date, clock, both := strings.Cut(v, "T")
	if both {
		from, _, grain = r.date(date)
		if grain != GrainDay {
			return time.Time{}, time.Time{}, ""
		}
		f, t, g := r.clock(clock, from)
		if r.ambiguous && g == GrainMinute && r.toward == Future && f.Before(r.now) && f.Hour() < 12 {
			if later := f.Add(12 * time.Hour); later.After(r.now) {
				f, t = later, t.Add(12*time.Hour)
			}
		}
		return f, t, g
	}
	if !clocked(v) {
		return r.date(v)
	}
	if v[0] == '+' || v[0] == '-' {
		return r.away(v)
	}
	from, to, grain = r.clock(v, r.today())
	half := 12 * time.Hour
	switch {
	case grain == "":
	case r.toward == Future && !to.After(r.now):
		if r.ambiguous && from.Hour() < 12 && from.Add(half).After(r.now) {
			return from.Add(half), to.Add(half), grain
		}
		return r.clock(v, r.today().AddDate(0, 0, 1))
	case r.toward == Past && from.After(r.now):
		if r.ambiguous && from.Hour() >= 12 && !from.Add(-half).After(r.now) {
			return from.Add(-half), to.Add(-half), grain
		}
		return r.clock(v, r.today().AddDate(0, 0, -1))
	}
	return from, to, grain
}

func (r *resolver) today() time.Time {
	y, m, d := r.now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, r.now.Location())
}

// away resolves a time counted from now.
func (r *resolver) away(v string) (from, to time.Time, grain Grain) {
	n, err := strconv.Atoi(v[:len(v)-1])
	if err != nil {
		return time.Time{}, time.Time{}, ""
	}
	unit := time.Minute
	if v[len(v)-1] == 'h' {
		unit = time.Hour
	}
	from = r.now.Add(time.Duration(n) * unit).Truncate(time.Minute)
	return from, from.Add(time.Minute), GrainMinute
}

// dayParts returns the hours of a part of the day.
func dayParts(name string) ([2]int, bool) {
	switch name {
	case "dawn":
		return [2]int{3, 6}, true
	case "morning":
		return [2]int{5, 11}, true
	case "midday":
		return [2]int{11, 15}, true
	case "afternoon":
		return [2]int{12, 18}, true
	case "late_afternoon":
		return [2]int{15, 18}, true
	case "evening":
		return [2]int{18, 24}, true
	}
	return [2]int{}, false
}

// clock resolves a time of day on a day.
func (r *resolver) clock(v string, day time.Time) (from, to time.Time, grain Grain) {
	y, m, d := day.Date()
	if hours, ok := dayParts(v); ok {
		return time.Date(y, m, d, hours[0], 0, 0, 0, day.Location()), time.Date(y, m, d, hours[1], 0, 0, 0, day.Location()), GrainPart
	}
	if len(v) < 5 || v[2] != ':' {
		return time.Time{}, time.Time{}, ""
	}
	h, minute := atoi(v[:2]), atoi(v[3:5])
	if h < 0 || h > 24 || minute < 0 || minute > 59 {
		return time.Time{}, time.Time{}, ""
	}
	loc := day.Location()
	switch zone := v[5:]; {
	case zone == "":
	case zone == "Z":
		loc = time.UTC
	case len(zone) == 6 && (zone[0] == '+' || zone[0] == '-'):
		seconds := atoi(zone[1:3])*3600 + atoi(zone[4:6])*60
		if zone[0] == '-' {
			seconds = -seconds
		}
		loc = time.FixedZone(zone, seconds)
	default:
		return time.Time{}, time.Time{}, ""
	}
	from = time.Date(y, m, d, h, minute, 0, 0, loc).In(day.Location())
	return from, from.Add(time.Minute), GrainMinute
}

// date resolves a day or a longer period.
func (r *resolver) date(v string) (from, to time.Time, grain Grain) {
	today := r.today()
	switch {
	case strings.HasPrefix(v, "---"):
		return r.dayOfMonth(atoi(v[3:]))
	case strings.HasPrefix(v, "--"):
		return r.dayOfYear(v[2:])
	case strings.HasPrefix(v, "+") || strings.HasPrefix(v, "-"):
		unit := strings.TrimLeft(v, "+-0123456789")
		n, err := strconv.Atoi(v[:len(v)-len(unit)])
		switch {
		case err != nil:
		case unit == "d":
			return days(today.AddDate(0, 0, n), 1, GrainDay)
		case unit == "mo":
			return days(addMonths(today, n), 1, GrainDay)
		case unit == "y":
			return days(addMonths(today, 12*n), 1, GrainDay)
		}
		return time.Time{}, time.Time{}, ""
	case weekdayOf(v) > 0:
		return r.weekday(v)
	case len(v) == 10 && v[0] <= '9':
		t, err := time.ParseInLocation("2006-01-02", v, today.Location())
		if err == nil {
			return days(t, 1, GrainDay)
		}
	case len(v) == 7 && v[0] <= '9':
		t, err := time.ParseInLocation("2006-01", v, today.Location())
		if err == nil {
			return t, t.AddDate(0, 1, 0), GrainMonth
		}
	default:
		return r.period(v)
	}
	return time.Time{}, time.Time{}, ""
}

func days(from time.Time, n int, grain Grain) (time.Time, time.Time, Grain) {
	return from, from.AddDate(0, 0, n), grain
}

// addMonths moves a day by months and stays in the month that is meant: a month after 31 January is the last of
// February.
func addMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, t.Location())
	return first.AddDate(0, 0, min(d, daysIn(first.Year(), int(first.Month())))-1)
}

// step is the way of the search for the day that is meant.
func (r *resolver) step() int {
	if r.toward == Past {
		return -1
	}
	return 1
}

// missed reports whether a day lies on the wrong side of today.
func (r *resolver) missed(t time.Time) bool {
	if r.toward == Past {
		return t.After(r.today())
	}
	return t.Before(r.today())
}

func (r *resolver) dayOfMonth(d int) (from, to time.Time, grain Grain) {
	y, m, _ := r.now.Date()
	for n := range 4 {
		first := time.Date(y, m+time.Month(n*r.step()), 1, 0, 0, 0, 0, r.now.Location())
		if d < 1 || d > daysIn(first.Year(), int(first.Month())) {
			continue
		}
		if t := first.AddDate(0, 0, d-1); !r.missed(t) {
			return days(t, 1, GrainDay)
		}
	}
	return time.Time{}, time.Time{}, ""
}

// dayOfYear resolves "11-21", "11" and "11.end".
func (r *resolver) dayOfYear(v string) (from, to time.Time, grain Grain) {
	if len(v) < 2 {
		return time.Time{}, time.Time{}, ""
	}
	month := atoi(v[:2])
	if month < 1 || month > 12 {
		return time.Time{}, time.Time{}, ""
	}
	year, _, _ := r.now.Date()
	for n := range maxYears {
		first := time.Date(year+n*r.step(), time.Month(month), 1, 0, 0, 0, 0, r.now.Location())
		switch {
		case len(v) == 5 && v[2] == '-':
			d := atoi(v[3:])
			if d < 1 || d > daysIn(first.Year(), month) {
				continue
			}
			if t := first.AddDate(0, 0, d-1); !r.missed(t) {
				return days(t, 1, GrainDay)
			}
		default:
			end := first.AddDate(0, 1, 0)
			if r.toward == Future && !end.After(r.today()) || r.toward == Past && first.After(r.today()) {
				continue
			}
			return edge(first, end, GrainMonth, strings.TrimPrefix(v[2:], "."))
		}
	}
	return time.Time{}, time.Time{}, ""
}

// weekdayOf returns the day of the week that a value begins with, 1 for Monday, 0 for none.
func weekdayOf(v string) int {
	if len(v) < 3 || len(v) > 3 && v[3] != '+' && v[3] != '-' {
		return 0
	}
	for i, name := range weekdays {
		if i > 0 && v[:3] == name {
			return i
		}
	}
	return 0
}

// monday returns the first day of the week of t.
func monday(t time.Time) time.Time { return t.AddDate(0, 0, -((int(t.Weekday()) + 6) % 7)) }

func (r *resolver) weekday(v string) (from, to time.Time, grain Grain) {
	today, want := r.today(), weekdayOf(v)
	if len(v) > 3 {
		n, err := strconv.Atoi(v[3:])
		if err != nil {
			return time.Time{}, time.Time{}, ""
		}
		if n == -1 { // the last one that was
			t := today.AddDate(0, 0, -1)
			for (int(t.Weekday())+6)%7 != want-1 {
				t = t.AddDate(0, 0, -1)
			}
			return days(t, 1, GrainDay)
		}
		return days(monday(today).AddDate(0, 0, 7*n+want-1), 1, GrainDay)
	}
	for n := range 7 {
		if t := today.AddDate(0, 0, n*r.step()); (int(t.Weekday())+6)%7 == want-1 {
			return days(t, 1, GrainDay)
		}
	}
	return time.Time{}, time.Time{}, ""
}

// period resolves "week+1", "month+0.end", "month+1.05", "weekend+0".
func (r *resolver) period(v string) (from, to time.Time, grain Grain) {
	at := strings.IndexAny(v, "+-")
	if at < 0 {
		return time.Time{}, time.Time{}, ""
	}
	name, rest := v[:at], v[at:]
	count, tail, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(count)
	if err != nil {
		return time.Time{}, time.Time{}, ""
	}
	today := r.today()
	y, m, _ := today.Date()
	switch name {
	case "week":
		from = monday(today).AddDate(0, 0, 7*n)
		return edge(from, from.AddDate(0, 0, 7), GrainWeek, tail)
	case "weekend":
		from = monday(today).AddDate(0, 0, 7*n+5)
		return from, from.AddDate(0, 0, 2), GrainRange
	case "month":
		from = time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, today.Location())
		return edge(from, from.AddDate(0, 1, 0), GrainMonth, tail)
	case "year":
		from = time.Date(y+n, 1, 1, 0, 0, 0, 0, today.Location())
		return edge(from, from.AddDate(1, 0, 0), GrainYear, tail)
	}
	return time.Time{}, time.Time{}, ""
}

// edge cuts a part out of a period: its first, middle or last part, or a day of it.
func edge(from, to time.Time, grain Grain, tail string) (time.Time, time.Time, Grain) {
	length := int(to.Sub(from).Hours()/24 + 0.5)
	part := length / 3
	switch tail {
	case "":
		return from, to, grain
	case "start":
		return from, from.AddDate(0, 0, part), GrainRange
	case "mid":
		return from.AddDate(0, 0, part), to.AddDate(0, 0, -part), GrainRange
	case "end":
		return to.AddDate(0, 0, -part), to, GrainRange
	}
	if d := atoi(tail); d >= 1 && d <= length {
		return days(from.AddDate(0, 0, d-1), 1, GrainDay)
	}
	return time.Time{}, time.Time{}, ""
}
