package entity

import (
	"fmt"
	"strconv"
)

// day is a date as it was said, without a clock.
type day struct {
	value     string // see Resolve
	part      string // of the day: "besok pagi"
	clock     string // the date was an offset in hours or minutes, and is a clock after all
	last      int    // token
	ambiguous bool
}

var weekdays = [...]string{"", "mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// dateAt reads the date that begins at token i.
func (s *scratch) dateAt(i int) (day, bool) {
	if i >= len(s.tokens) {
		return day{}, false
	}
	d, ok := s.bareDate(i)
	if !ok || d.clock != "" {
		return d, ok
	}
	if d.part == "" && d.last+1 < len(s.tokens) && s.next(d.last) && s.mean(d.last+1).part != "" && s.mean(d.last+1).daypast == "" {
		d.last++
		d.part = s.mean(d.last).part
		if s.is(d.last, "night") && s.is(d.last-1, "yesterday") {
			d.part = "evening"
		}
	}
	return d, true
}

// bareDate reads a date without the part of the day after it.
func (s *scratch) bareDate(i int) (day, bool) {
	m := s.mean(i)
	next := s.mean(i + 1)
	linked := s.next(i)
	switch m.role {
	case "hari":
		switch {
		case linked && next.role == "ini":
			return day{value: "+0d", last: i + 1}, true
		case linked && next.weekday > 0:
			return s.weekday(i+1, true)
		case linked && next.day != "":
			return s.bareDate(i + 1)
		}
		return day{}, false
	case "on":
		if linked && (next.weekday > 0 || next.month > 0 || next.role == "the" || next.role == "tanggal" || next.role == "hari" || s.number(i+1)) {
			if next.weekday > 0 {
				return s.weekday(i+1, true)
			}
			if d, ok := s.bareDate(i + 1); ok && (!s.number(i+1) || d.last > i+1) {
				return d, true
			}
		}
		return day{}, false
	case "tanggal":
		return s.dayOfMonth(i)
	case "the":
		return s.theDay(i)
	case "in":
		return s.within(i)
	case "next", "last", "this":
		return s.leading(i)
	case "akhir", "awal", "pertengahan":
		return s.edge(i)
	case "nanti", "tadi":
		return s.sooner(i)
	case "weekend":
		return s.trailing(i, "weekend", 0)
	}
	switch {
	case m.daypast != "":
		return day{value: "-1d", part: m.daypast, last: i}, true
	case m.daypart != "":
		return day{value: "+0d", part: m.daypart, last: i}, true
	case m.day != "":
		return s.relative(i)
	case m.part != "" && linked && (next.role == "ini" || next.role == "nanti"):
		return day{value: "+0d", part: m.part, last: i + 1}, true
	case m.part != "" && linked && next.day != "" && next.daypart == "":
		return day{}, false
	case s.number(i) || m.isCard || m.role == "half" || m.role == "an" || m.spanOne:
		if d, ok := s.offset(i); ok {
			return d, true
		}
		return s.calendarDay(i)
	case m.weekday > 0 && !s.week(i):
		return s.weekday(i, false)
	case m.month > 0:
		return s.monthFirst(i)
	case m.span == 'w' || m.span == 'M' || m.span == 'y':
		return s.period(i)
	case s.is(i, "day"):
		return s.english(i)
	}
	return day{}, false
}

// relative reads "besok", "kemarin lusa", "lusa".
func (s *scratch) relative(i int) (day, bool) {
	d := day{value: s.mean(i).day, last: i}
	if !s.next(i) {
		return d, true
	}
	switch next := s.word(i + 1); {
	case next == "lusa" && d.value == "-1d", next == "dulu" && d.value == "-1d":
		d.value, d.last = "-2d", i+1
	case next == "lusa" && d.value == "+1d":
		d.value, d.last = "+2d", i+1
	case next == "nya" && d.value == "+1d":
		d.last = i + 1
	}
	return d, true
}

// english reads "day after tomorrow" and "day before yesterday".
func (s *scratch) english(i int) (day, bool) {
	switch {
	case s.is(i+1, "after") && s.is(i+2, "tomorrow"):
		return day{value: "+2d", last: i + 2}, true
	case s.is(i+1, "before") && s.is(i+2, "yesterday"):
		return day{value: "-2d", last: i + 2}, true
	}
	return day{}, false
}

// sooner reads "nanti malam", "tadi pagi" and "tadi malam".
func (s *scratch) sooner(i int) (day, bool) {
	if !s.next(i) || s.mean(i+1).part == "" || s.mean(i+1).daypart != "" {
		return day{}, false
	}
	d := day{value: "+0d", part: s.mean(i + 1).part, last: i + 1}
	if s.mean(i).role == "tadi" && d.part == "evening" {
		d.value = "-1d"
	}
	return d, true
}

// week reports whether "minggu" at token i means a week and not Sunday.
func (s *scratch) week(i int) bool {
	m := s.mean(i)
	if m.span != 'w' {
		return false
	}
	if !s.is(i, "minggu") {
		return true
	}
	if i > 0 && s.next(i-1) {
		if s.number(i-1) || s.mean(i-1).isCard || s.mean(i-1).weekday > 0 && !s.mean(i-2).isCard && s.shift(i+1) != noShift {
			return true
		}
		switch s.word(i - 1) {
		case "per", "tiap", "setiap", "berapa", "beberapa", "bbrp", "brp", "semua", "sekian":
			return true
		}
	}
	return s.next(i) && (s.shift(i+1) != noShift || s.mean(i+1).role == "lagi" || s.mean(i+1).role == "lewat" || s.is(i+1, "ke"))
}

const noShift = -99

// shift returns how far "depan", "ini" or "lalu" at token i moves a period, noShift where it is none of them.
func (s *scratch) shift(i int) int {
	m := s.mean(i)
	switch {
	case m.role == "depan":
		return 1
	case m.role == "ini":
		return 0
	case m.role == "lalu", m.day == "-1d" && m.daypart == "":
		return -1
	case m.role == "yang" && s.mean(i+1).role == "lalu" && s.next(i):
		return -1
	case m.role == "yang" && s.next(i) && s.is(i+1, "akan"):
		return 1
	}
	return noShift
}

// shiftLast returns the last token of the shift at token i.
func (s *scratch) shiftLast(i int) int {
	if s.mean(i).role == "yang" {
		return i + 1
	}
	return i
}

// periods are the names of spans of time in values.
func periodName(span byte) string {
	switch span {
	case 'w':
		return "week"
	case 'M':
		return "month"
	case 'y':
		return "year"
	}
	return ""
}

func shifted(name string, by int) string { return fmt.Sprintf("%s%+d", name, by) }

// period reads "minggu depan", "bulan ini", "tahun lalu", and "bulan agustus".
func (s *scratch) period(i int) (day, bool) {
	name := periodName(s.mean(i).span)
	if i > 0 && s.next(i-1) && (s.number(i-1) || s.mean(i-1).isCard) || !s.next(i) {
		return day{}, false
	}
	if by := s.shift(i + 1); by != noShift {
		last := s.shiftLast(i + 1)
		// "senin minggu depan" is said of the week first, too: "minggu depan hari senin"
		if name == "week" && last+1 < len(s.tokens) && s.next(last) {
			at := last + 1
			if s.mean(at).role == "hari" || s.is(at, "on") {
				at++
			}
			if w := s.mean(at).weekday; w > 0 {
				return day{value: shifted(weekdays[w], by), last: at}, true
			}
		}
		return day{value: shifted(name, by), last: last}, true
	}
	if name == "month" && s.mean(i+1).month > 0 && s.mean(i).role == "" && s.is(i, "bulan") {
		return s.monthAlone(i + 1)
	}
	return day{}, false
}

// trailing reads the shift behind a name that is already there.
func (s *scratch) trailing(i int, name string, by int) (day, bool) {
	if s.next(i) {
		if to := s.shift(i + 1); to != noShift {
			return day{value: shifted(name, to), last: s.shiftLast(i + 1)}, true
		}
	}
	return day{value: shifted(name, by), last: i}, true
}

// leading reads "next week", "last month", "this friday", "this morning", "last night".
func (s *scratch) leading(i int) (day, bool) {
	if !s.next(i) {
		return day{}, false
	}
	by := 0
	switch s.mean(i).role {
	case "next":
		by = 1
	case "last":
		by = -1
	}
	m := s.mean(i + 1)
	switch {
	case m.role == "weekend":
		return day{value: shifted("weekend", by), last: i + 1}, true
	case m.weekday > 0 && !s.is(i+1, "minggu"):
		return day{value: shifted(weekdays[m.weekday], by), last: i + 1}, true
	case m.month > 0 && s.mean(i).role != "this" && !s.is(i+1, "may"):
		return s.monthAlone(i + 1)
	case by < 0 && s.is(i+1, "night"):
		return day{value: "-1d", part: "evening", last: i + 1}, true
	case by == 0 && m.part != "":
		return day{value: "+0d", part: m.part, last: i + 1}, true
	case periodName(m.span) != "" && !m.spanOne && !s.is(i+1, "minggu"):
		d := day{value: shifted(periodName(m.span), by), last: i + 1}
		at := i + 2
		if s.is(at, "on") {
			at++
		}
		if w := s.mean(at).weekday; m.span == 'w' && w > 0 && s.next(at-1) {
			d = day{value: shifted(weekdays[w], by), last: at}
		}
		return d, true
	}
	return day{}, false
}

// edge reads "akhir bulan depan", "awal tahun", "end of this month", "akhir pekan".
func (s *scratch) edge(i int) (day, bool) {
	edge := map[string]string{"akhir": ".end", "awal": ".start", "pertengahan": ".mid"}[s.mean(i).role]
	at, by := i+1, 0
	for at < len(s.tokens) && at-i <= 3 && s.next(at-1) {
		switch s.mean(at).role {
		case "of", "the", "this":
			at++
			continue
		case "next":
			at, by = at+1, 1
			continue
		case "last":
			at, by = at+1, -1
			continue
		}
		break
	}
	if at >= len(s.tokens) || !s.next(at-1) {
		return day{}, false
	}
	m := s.mean(at)
	name := periodName(m.span)
	if m.month > 0 {
		return day{value: fmt.Sprintf("--%02d%s", m.month, edge), last: at}, true
	}
	if name == "" || m.spanOne {
		return day{}, false
	}
	if name == "week" && s.mean(i).role == "akhir" && s.is(i, "akhir") {
		return s.trailing(at, "weekend", by)
	}
	d, ok := s.trailing(at, name, by)
	d.value += edge
	return d, ok
}

// weekday reads a day of the week with what moves it, and the calendar's date where it follows.
func (s *scratch) weekday(i int, forced bool) (day, bool) {
	m := s.mean(i)
	if !forced && !s.tokens[i].capital {
		switch s.word(i) {
		case "sat", "sun", "mon", "wed":
			if _, ok := s.clockAt(i+1, true); !ok {
				return day{}, false
			}
		}
	}
	d := day{value: weekdays[m.weekday], last: i}
	if i+1 >= len(s.tokens) || !s.near(i) {
		return d, true
	}
	if after := s.mean(i + 1); s.number(i+1) || after.isCard || after.role == "tanggal" || after.month > 0 {
		if next, ok := s.bareDate(i + 1); ok && next.clock == "" && len(next.value) > 3 && (next.value[:2] == "--" || next.value[0] >= '1' && next.value[0] <= '2') {
			return next, true
		}
	}
	if !s.next(i) {
		return d, true
	}
	if by := s.shift(i + 1); by != noShift {
		d.value, d.last = shifted(d.value, by), s.shiftLast(i+1)
		return d, true
	}
	at := i + 1
	if s.mean(at).role == "of" {
		at++
	}
	if s.mean(at).span == 'w' && s.next(at) {
		if by := s.shift(at + 1); by != noShift {
			d.value, d.last = shifted(d.value, by), s.shiftLast(at+1)
		}
		return d, true
	}
	if r := s.mean(at).role; (r == "next" || r == "this" || r == "last") && s.mean(at+1).span == 'w' {
		by := map[string]int{"next": 1, "this": 0, "last": -1}[r]
		d.value, d.last = shifted(d.value, by), at+1
	}
	return d, true
}

// offset reads "3 hari lagi", "two days ago", "seminggu yang lalu", "2 jam lagi".
func (s *scratch) offset(i int) (day, bool) {
	n, span, last := numeral{mant: 1, scaled: 1}, s.mean(i).span, i
	if !s.mean(i).spanOne {
		var ok bool
		if n, ok = s.numeralAt(i); !ok || n.last+1 >= len(s.tokens) || !s.next(n.last) {
			return day{}, false
		}
		last = n.last + 1
		if span = s.mean(last).span; span == 0 || s.mean(last).spanOne {
			return day{}, false
		}
	} else if s.is(i+1, "setengah") && span == 'h' && s.next(i) { // sejam setengah
		n.mant, n.dec, last = 15, 1, i+1
	}
	if last+1 >= len(s.tokens) || !s.next(last) {
		return day{}, false
	}
	if s.mean(last+1).role == "kerja" && s.next(last+1) {
		last++
	}
	sign := 0
	switch m := s.mean(last + 1); {
	case m.role == "lagi", m.role == "depan":
		sign, last = 1, last+1
	case m.role == "ke" && s.mean(last+2).role == "depan":
		sign, last = 1, last+2
	case s.is(last+1, "kedepan"), s.is(last+1, "later"), s.is(last+1, "kemudian"):
		sign, last = 1, last+1
	case m.role == "from" && (s.is(last+2, "now") || s.is(last+2, "sekarang")):
		sign, last = 1, last+2
	case m.role == "lalu", m.role == "ago":
		sign, last = -1, last+1
	case m.role == "yang" && s.mean(last+2).role == "lalu":
		sign, last = -1, last+2
	default:
		return day{}, false
	}
	return away(n, span, sign, last)
}

// away is the day or the time that lies a number of spans from now.
func away(n numeral, span byte, sign, last int) (day, bool) {
	if n.mant > 100000 {
		return day{}, false
	}
	for n.dec > 0 { // half an hour, one and a half weeks
		switch span {
		case 'h':
			n.mant, span = n.mant*60, 'm'
		case 'w':
			n.mant, span = n.mant*7, 'd'
		case 'y':
			n.mant, span = n.mant*12, 'M'
		case 'M':
			n.mant, span = n.mant*30, 'd'
		case 'd':
			n.mant, span = n.mant*24, 'h'
		}
		n.mant, n.dec = n.mant/10, n.dec-1
	}
	count := int(n.mant) * sign
	d := day{last: last}
	switch span {
	case 's':
		d.clock = fmt.Sprintf("%+dm", sign)
	case 'm':
		d.clock = fmt.Sprintf("%+dm", count)
	case 'h':
		d.clock = fmt.Sprintf("%+dh", count)
	case 'd':
		d.value = fmt.Sprintf("%+dd", count)
	case 'w':
		d.value = fmt.Sprintf("%+dd", 7*count)
	case 'M':
		d.value = fmt.Sprintf("%+dmo", count)
	case 'y':
		d.value = fmt.Sprintf("%+dy", count)
	}
	return d, true
}

// within reads "in two weeks", "in half an hour" and "in August".
func (s *scratch) within(i int) (day, bool) {
	if !s.next(i) {
		return day{}, false
	}
	if s.mean(i+1).month > 0 {
		return s.monthAlone(i + 1)
	}
	n, ok := s.numeralAt(i + 1)
	if !ok || !s.next(n.last) {
		return day{}, false
	}
	m := s.mean(n.last + 1)
	if m.span == 0 || m.spanOne {
		return day{}, false
	}
	if r := s.mean(n.last + 2).role; s.next(n.last+1) && (r == "lagi" || r == "lalu" || r == "ago") {
		return day{}, false
	}
	return away(n, m.span, 1, n.last+1)
}

// calendar writes a day, "" where no calendar holds it. Year 0 is any.
func calendar(year, month, day int) string {
	probe := year
	if probe == 0 {
		probe = 2024 // a leap year, so that 29 February is a day
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(probe, month) {
		return ""
	}
	if year == 0 {
		return "--" + two(month) + "-" + two(day)
	}
	return strconv.Itoa(year) + "-" + two(month) + "-" + two(day)
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
