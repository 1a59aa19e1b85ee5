package entity

import "strings"

// moment is a date, a time of day or both, as it was said.
type moment struct {
	date        day
	clock       clock
	dated       bool
	timed       bool
	first, last int
}

// moments finds dates and times of day; a date and a time that stand together are one, and so are the two ends of a
// range.
func (s *scratch) moments() {
	for i := 0; i < len(s.tokens); i++ {
		if s.taken[i] || !s.mayDate(i) {
			continue
		}
		m, ok := s.momentAt(i)
		if !ok {
			if m, ok = s.spread(i); !ok {
				continue
			}
		}
		if !s.free(i, m.last) {
			continue
		}
		kind, value, last, ambiguous := s.through(i, m)
		if e := s.add(kind, value, i, last); e != nil {
			e.Ambiguous = ambiguous
			i = s.alsoOn(value, last)
		}
	}
}

// alsoOn adds the other days of a list with one month: "July 17th and 18th", "tgl 5, 6 dan 7". It returns the last
// token.
func (s *scratch) alsoOn(value string, last int) int {
	month, n := monthOf(value)
	if month == "" {
		return last
	}
	for range maxEntities {
		at := last + 1
		comma := s.between(last) == ", "
		and := s.next(last) && s.mean(at).role == "and"
		if and {
			at++
		}
		if s.mean(at).role == "the" {
			at++
		}
		d, end, ended := s.dayNumber(at)
		if !comma && !and || d <= n || !s.number(at) || s.taken[at] || month != "---" && !calendarDay(month, d) {
			return last
		}
		if next := s.mean(end + 1); !ended && s.next(end) && (next.unit != "" || next.scale > 0 || next.span != 0 || next.month > 0 || next.currency != "") || s.joins(end) || s.lettered(end) && !ended {
			return last
		}
		if s.add(KindDate, month+two(d), at, end) == nil {
			return last
		}
		last, n = end, d
	}
	return last
}

// monthOf splits a day of the calendar into what stands before its day and the day; "" where it is none.
func monthOf(value string) (string, int) {
	n := len(value) - 2
	if n < 3 || value[n-1] != '-' || !strings.HasPrefix(value, "--") && len(value) != 10 {
		return "", 0
	}
	return value[:n], atoi(value[n:])
}

// calendarDay reports whether the month that monthOf returned has a day.
func calendarDay(month string, d int) bool {
	year := 0
	if len(month) == 8 {
		year = atoi(month[:4])
	}
	return calendar(year, atoi(month[len(month)-3:len(month)-1]), d) != ""
}

// mayDate reports whether a date or time can begin at token i, so that most words cost nothing.
func (s *scratch) mayDate(i int) bool {
	if s.tokens[i].kind == tokenNumber {
		return true
	}
	m := s.tokens[i].m
	return m.known && (m.day != "" || m.daypart != "" || m.daypast != "" || m.part != "" || m.weekday > 0 || m.month > 0 || m.span != 0 || m.role != "" || m.isCard || s.is(i, "day") || s.is(i, "tengah")) || s.is(i, "tengah")
}

// value writes a moment.
func (m moment) value() (string, string) {
	switch {
	case m.dated && m.timed:
		return KindDate, m.date.value + "T" + m.clock.text()
	case m.dated && m.date.part != "":
		return KindDate, m.date.value + "T" + m.date.part
	case m.dated:
		return KindDate, m.date.value
	}
	return KindTime, m.clock.text()
}

func (m moment) unsure() bool { return m.timed && m.clock.ambiguous || m.dated && m.date.ambiguous }

// momentAt reads the date, the time, or both in either order, that begin at token i.
func (s *scratch) momentAt(i int) (moment, bool) {
	if d, ok := s.dateAt(i); ok {
		if d.clock != "" {
			return moment{clock: offsetClock(d), timed: true, first: i, last: d.last}, true
		}
		return s.withClock(moment{date: d, dated: true, first: i, last: d.last}), true
	}
	c, ok := s.clockAt(i, false)
	if !ok {
		return moment{}, false
	}
	return s.withDate(moment{clock: c, timed: true, first: i, last: c.last}), true
}

// withClock adds the time that follows a date.
func (s *scratch) withClock(m moment) moment {
	at := m.last + 1
	if at >= len(s.tokens) || !s.near(m.last) || strings.Contains(m.date.value, "/") {
		return m
	}
	if s.between(m.last) == "-" {
		return m
	}
	if s.is(at, "nya") {
		at++
	}
	c, ok := s.clockAt(at, true)
	if !ok || c.rel != "" {
		return m
	}
	if m.date.part != "" && (c.ambiguous || c.h == 12 && m.date.part == "evening") {
		if c.h > 12 {
			c.h -= 12 // the guess is not needed
		}
		c = c.in(m.date.part)
	}
	m.clock, m.timed, m.last = c, true, c.last
	if d, ok := s.tailPart(m.last); ok {
		m.last = d
	}
	return m
}

// tailPart skips a word that only repeats what was said.
func (s *scratch) tailPart(i int) (int, bool) {
	if s.next(i) && s.is(i+1, "nanti") {
		return i + 1, true
	}
	return i, false
}

// withDate adds the date that follows a time.
func (s *scratch) withDate(m moment) moment {
	at := m.last + 1
	if at >= len(s.tokens) || !s.near(m.last) || m.clock.rel != "" || s.between(m.last) == "-" {
		return m
	}
	d, ok := s.dateAt(at)
	if !ok || d.clock != "" || strings.Contains(d.value, "/") {
		return m
	}
	if d.part != "" && m.clock.ambiguous {
		if m.clock.h > 12 {
			m.clock.h -= 12
		}
		m.clock = m.clock.in(d.part)
	}
	m.date, m.dated, m.last = d, true, d.last
	return m
}

// through reads on to the end of a range: "senin sampai jumat", "jam 9-11", "tgl 3 s/d 7 Desember".
func (s *scratch) through(i int, m moment) (string, string, int, bool) {
	kind, value := m.value()
	last := m.last
	at := s.rangeTo(i, last)
	if at == 0 || at >= len(s.tokens) || strings.Contains(value, "/") || m.timed && m.clock.rel != "" {
		return kind, value, last, m.unsure()
	}
	to, ok := s.momentAt(at)
	if m.timed && (!ok || to.dated && !to.timed && m.timed) {
		if c, good := s.hour(at, true); good {
			to, ok = s.withDate(moment{clock: c, timed: true, first: at, last: c.last}), true
		}
	}
	if month, n := monthOf(m.date.value); m.dated && !m.timed && month != "" && (!ok || to.timed && !to.dated || to.dated && strings.HasPrefix(to.date.value, "---")) {
		the := 0
		if s.mean(at).role == "the" {
			the = 1
		}
		if d, end, _ := s.dayNumber(at + the); d > n && (month == "---" || calendarDay(month, d)) {
			to, ok = moment{date: day{value: month + two(d), last: end}, dated: true, last: end}, true
		}
	}
	if !ok || to.timed && to.clock.rel != "" || strings.Contains(to.date.value, "/") || !s.free(at, to.last) {
		return kind, value, last, m.unsure()
	}
	switch {
	case m.timed && to.timed && !to.dated:
		m.clock, to.clock = m.clock.until(to.clock)
	case m.timed && to.timed && to.dated && !m.dated: // 9 to 11 tomorrow
		m.clock, to.clock = m.clock.until(to.clock)
		m.date, m.dated, to.dated = to.date, true, false
	case m.timed != to.timed:
		return kind, value, last, m.unsure()
	case m.dated && to.dated:
		if len(m.date.value) == 5 && m.date.value[:3] == "---" && (to.date.value[:2] == "--" && to.date.value[:3] != "---" && len(to.date.value) == 7 || len(to.date.value) == 10) {
			m.date.value = to.date.value[:len(to.date.value)-2] + m.date.value[3:]
		}
	}
	kind, from := m.value()
	_, until := to.value()
	return kind, from + "/" + until, to.last, m.unsure() || to.unsure()
}

// spread reads the bare hours of a range: "9-11 pagi", "between 9 and 11", "10.00-12.00 WIB".
func (s *scratch) spread(i int) (moment, bool) {
	h, last := s.hourNumber(i)
	if h < 0 || h > 24 || i > 0 && s.tokens[i].glued && s.tokens[i-1].kind == tokenWord {
		return moment{}, false
	}
	h2, last := s.minutesAfter(last)
	at := s.rangeTo(i, last)
	if at == 0 {
		return moment{}, false
	}
	to, end := s.hourNumber(at)
	if to < 0 || to > 24 {
		return moment{}, false
	}
	_, end = s.minutesAfter(end)
	c := clock{h: h, m: h2, last: last, ambiguous: h >= 1 && h <= 12}
	if s.number(end) && s.number(end+1) && (s.between(end) == "." || s.between(end) == ":" || s.between(end) == ",") {
		return moment{}, false
	}
	part, _ := s.halfDayAt(end)
	if part == "evening" && to < 6 {
		return moment{}, false // two or three nights
	}
	between := s.mean(s.before(i)).role == "between" && s.mean(last+1).role == "and" && s.clauseEnds(end) && s.mean(end+1).unit == "" && s.mean(end+1).span == 0 && h != to
	if part == "" && !s.zoned(end) && !between {
		return moment{}, false
	}
	return moment{clock: c.guess(), timed: true, first: i, last: last}, true
}

// minutesAfter returns the minutes that stand after an hour at token i, and their token; 0 and i for none.
func (s *scratch) minutesAfter(i int) (int, int) {
	if gap := s.between(i); (gap == "." || gap == ":") && s.number(i) && s.size(i+1) == 2 && s.value(i+1) >= 0 && s.value(i+1) < 60 {
		return s.value(i + 1), i + 1
	}
	return 0, i
}
