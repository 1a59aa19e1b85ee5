package entity

import (
	"strconv"
	"strings"
)

// dayNumber reads the day of a month at token i: "17", "17th", "tujuh belas". It returns 0 for none, its last
// token, and whether it had an English ending.
func (s *scratch) dayNumber(i int) (int, int, bool) {
	if i >= len(s.tokens) {
		return 0, i, false
	}
	n, last := 0, i
	if s.number(i) {
		if s.size(i) > 2 {
			return 0, i, false
		}
		n = s.value(i)
	} else if s.mean(i).isCard {
		v, ok := s.spelled(i)
		if !ok || v.dec > 0 {
			return 0, i, false
		}
		n, last = int(v.mant), v.last
	} else if o := s.mean(i).ordinal; o > 0 { // the first of May
		return o, i, true
	}
	if n < 1 || n > 31 {
		return 0, i, false
	}
	if last+1 < len(s.tokens) && s.tokens[last+1].glued {
		switch s.word(last + 1) {
		case "st", "nd", "rd", "th":
			return n, last + 1, true
		}
	}
	return n, last, false
}

// year reads a year at token i, 0 for none. A short one needs its mark before it.
func (s *scratch) year(i int) int {
	y := s.value(i)
	if s.size(i) == 4 && y >= 1900 && y <= 2199 {
		return y
	}
	return 0
}

// calendarDay reads "17 agustus 2026", "17th of August", "17/8", "2026-12-24", "3-7 Desember".
func (s *scratch) calendarDay(i int) (day, bool) {
	if s.number(i) {
		if d, ok := s.numericDate(i, false); ok {
			return d, true
		}
	}
	n, last, _ := s.dayNumber(i)
	if n == 0 || s.mean(i).ordinal > 0 {
		return day{}, false
	}
	if at := s.rangeTo(i, last); at > 0 { // 3-7 Desember
		if to, end, _ := s.dayNumber(at); to > n && s.mean(end+1).month > 0 && s.next(end) {
			month := s.mean(end + 1).month
			year := s.yearAfter(end + 1)
			d := day{last: end + 1}
			if year > 0 {
				d.last++
			}
			from, until := calendar(year, month, n), calendar(year, month, to)
			if from != "" && until != "" {
				d.value = from + "/" + until
				return d, true
			}
		}
	}
	return s.dayThenMonth(n, last)
}

// yearAfter returns the year right after token i, 0 for none.
func (s *scratch) yearAfter(i int) int {
	if gap := s.between(i); i+1 < len(s.tokens) && (blank(gap) || gap == ", " || gap == "-" || gap == "/" || gap == "'" || gap == " '") {
		if y := s.year(i + 1); y > 0 {
			return y
		}
		if s.size(i+1) == 2 && s.value(i+1) >= 20 && s.value(i+1) <= 60 && (gap == "-" || gap == "/" || strings.HasSuffix(gap, "'")) {
			return 2000 + s.value(i+1)
		}
	}
	return 0
}

// dayThenMonth reads the month after the day n that ends at token last.
func (s *scratch) dayThenMonth(n, last int) (day, bool) {
	at := last + 1
	gap := s.between(last)
	if at >= len(s.tokens) || !blank(gap) && gap != "-" && gap != "/" {
		return day{}, false
	}
	if s.mean(at).role == "of" || s.is(at, "bulan") {
		at++
	}
	m := s.mean(at).month
	if m == 0 || at > last+1 && !s.next(at-1) {
		return day{}, false
	}
	year := s.yearAfter(at)
	value := calendar(year, m, n)
	if value == "" {
		return day{}, false
	}
	if year > 0 {
		at++
	}
	return day{value: value, last: at}, true
}

// numericDate reads a date in digits alone. Short ones need a stroke, or the word for a date before them.
func (s *scratch) numericDate(i int, said bool) (day, bool) {
	sep := func(at int) byte {
		gap := s.between(at)
		if len(gap) == 3 && gap[0] == ' ' && gap[2] == ' ' {
			gap = gap[1:2]
		}
		if len(gap) == 1 && (gap[0] == '/' || gap[0] == '-' || gap[0] == '.') && s.number(at+1) {
			return gap[0]
		}
		return 0
	}
	one := sep(i)
	if one == 0 || i > 0 && sep(i-1) != 0 && s.number(i-1) {
		return day{}, false
	}
	if y := s.year(i); y > 0 {
		if sep(i+1) == one && s.size(i+1) <= 2 && s.size(i+2) <= 2 && sep(i+2) == 0 {
			if v := calendar(y, s.value(i+1), s.value(i+2)); v != "" {
				return day{value: v, last: i + 2}, true
			}
		}
		return day{}, false
	}
	if s.size(i) > 2 || s.size(i+1) > 2 {
		return day{}, false
	}
	d, m := s.value(i), s.value(i+1)
	if sep(i+1) == one && sep(i+2) == 0 {
		y := s.year(i + 2)
		if y == 0 && s.size(i+2) == 2 && (one == '/' || said) {
			y = 2000 + s.value(i+2)
		}
		if y == 0 {
			return day{}, false
		}
		return monthOrDay(y, d, m, i+2)
	}
	if sep(i+1) != 0 || one != '/' && !said {
		return day{}, false
	}
	if !said {
		if d == 24 && m == 7 || s.mean(i+2).unit != "" && s.next(i+1) || s.is(i-1, "rt") || s.is(i-1, "rw") || s.mean(i+2).span != 0 && s.next(i+1) {
			return day{}, false
		}
		if s.lettered(i+1) || s.tokens[i].glued {
			return day{}, false
		}
	}
	return monthOrDay(0, d, m, i+1)
}

// monthOrDay makes a date of two numbers, the day first as it is written here; 12/24 can only be the other way.
func monthOrDay(year, d, m, last int) (day, bool) {
	if v := calendar(year, m, d); v != "" {
		return day{value: v, last: last, ambiguous: d <= 12 && m != d}, true
	}
	if m > 12 {
		if v := calendar(year, d, m); v != "" {
			return day{value: v, last: last, ambiguous: true}, true
		}
	}
	return day{}, false
}

// dayOfMonth reads what follows "tanggal": "25", "17 agustus", "17/8", "5 bulan depan", "3-7".
func (s *scratch) dayOfMonth(i int) (day, bool) {
	if !s.near(i) {
		return day{}, false
	}
	if s.number(i + 1) {
		if d, ok := s.numericDate(i+1, true); ok && s.between(i+1) != "-" {
			return d, true
		}
	}
	if d, ok := s.calendarDay(i + 1); ok {
		return d, true
	}
	n, last, _ := s.dayNumber(i + 1)
	if n == 0 {
		return day{}, false
	}
	d := day{value: "---" + two(n), last: last}
	if at := s.rangeTo(i, last); at > 0 && dash(s.between(last)) {
		if to, end, _ := s.dayNumber(at); to > n {
			return day{value: d.value + "/---" + two(to), last: end}, true
		}
		if d, ok := s.numericDate(i+1, true); ok {
			return d, true
		}
	}
	return s.inMonth(d, n), true
}

// inMonth adds "bulan depan" to a day of the month.
func (s *scratch) inMonth(d day, n int) day {
	at := d.last + 1
	if at+1 >= len(s.tokens) || !s.next(d.last) {
		return d
	}
	if s.mean(at).role == "of" {
		at++
	}
	if s.mean(at).span == 'M' && s.next(at) {
		if by := s.shift(at + 1); by != noShift {
			return day{value: shifted("month", by) + "." + two(n), last: s.shiftLast(at + 1)}
		}
	}
	if by, ok := map[string]int{"next": 1, "this": 0, "last": -1}[s.mean(at).role]; ok && s.mean(at+1).span == 'M' {
		return day{value: shifted("month", by) + "." + two(n), last: at + 1}
	}
	return d
}

// theDay reads "the 15th", "the 3rd of May", "the day after tomorrow", "the end of the month".
func (s *scratch) theDay(i int) (day, bool) {
	if !s.next(i) {
		return day{}, false
	}
	if s.is(i+1, "day") {
		return s.english(i + 1)
	}
	if r := s.mean(i + 1).role; r == "akhir" || r == "awal" || r == "pertengahan" || r == "weekend" {
		return s.bareDate(i + 1)
	}
	n, last, ended := s.dayNumber(i + 1)
	if n == 0 || !ended {
		return day{}, false
	}
	if d, ok := s.dayThenMonth(n, last); ok {
		return d, true
	}
	if s.mean(i+1).ordinal > 0 {
		return day{}, false
	}
	// "the 2nd item" counts items
	if s.next(last) && countable(s.word(last+1)) || s.is(last+1, "one") || s.is(last+1, "time") {
		return day{}, false
	}
	if n <= 3 && s.next(last) && s.mean(last+1).role != "of" && s.mean(last+1).role != "to" {
		switch s.mean(i - 1).role {
		case "on", "around", "from", "to", "and", "between":
		default:
			if !s.is(i-1, "by") && !s.is(i-1, "for") {
				return day{}, false
			}
		}
	}
	return s.inMonth(day{value: "---" + two(n), last: last}, n), true
}

// monthFirst reads "December 24th, 2026" and "agustus 2026".
func (s *scratch) monthFirst(i int) (day, bool) {
	month := s.mean(i).month
	if !s.next(i) && s.between(i) != "-" {
		return day{}, false
	}
	if s.year(i+1) > 0 {
		return s.monthAlone(i)
	}
	n, last, ended := s.dayNumber(i + 1)
	if n == 0 || s.mean(i+1).isCard && n < 2 {
		return day{}, false
	}
	if !ended && !s.tokens[i].capital && s.yearAfter(last) == 0 && (s.is(i, "may") || s.is(i, "mar") || s.is(i, "des")) {
		return day{}, false
	}
	if gap := s.between(last); gap == ":" || s.mean(last+1).span != 0 && s.next(last) {
		return day{}, false
	}
	year := s.yearAfter(last)
	v := calendar(year, month, n)
	if v == "" {
		return day{}, false
	}
	if year > 0 {
		last++
	}
	return day{value: v, last: last}, true
}

// monthAlone is a whole month, with its year where that follows.
func (s *scratch) monthAlone(i int) (day, bool) {
	d := day{value: "--" + two(s.mean(i).month), last: i}
	if s.is(i, "may") && !s.tokens[i].capital {
		return day{}, false
	}
	if s.next(i) {
		if y := s.year(i + 1); y > 0 {
			return day{value: strconv.Itoa(y) + "-" + two(s.mean(i).month), last: i + 1}, true
		}
		if s.mean(i).month > 0 && s.number(i+1) && s.size(i+1) <= 2 {
			return s.monthFirst(i)
		}
	}
	return d, true
}
