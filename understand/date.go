package understand

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// relativeDay returns the value of words for a day counted from today.
func relativeDay(words string) (string, bool) {
	switch words {
	case "hari ini", "today", "tonight", "malam ini", "sore ini", "siang ini", "pagi ini", "this morning", "this evening", "this afternoon":
		return "+0d", true
	case "besok", "tomorrow", "besok pagi", "besok siang", "besok sore", "besok malam":
		return "+1d", true
	case "lusa", "besok lusa", "overmorrow":
		return "+2d", true
	case "kemarin", "yesterday":
		return "-1d", true
	case "kemarin lusa":
		return "-2d", true
	case "minggu depan", "pekan depan", "next week":
		return "+7d", true
	case "minggu lalu", "pekan lalu", "last week":
		return "-7d", true
	}
	return "", false
}

// weekday returns the value of a day of the week.
func weekday(word string) string {
	switch word {
	case "senin", "monday", "mon":
		return "mon"
	case "selasa", "tuesday", "tue":
		return "tue"
	case "rabu", "wednesday", "wed":
		return "wed"
	case "kamis", "thursday", "thu":
		return "thu"
	case "jumat", "jum'at", "friday", "fri":
		return "fri"
	case "sabtu", "saturday", "sat":
		return "sat"
	case "minggu", "ahad", "sunday", "sun":
		return "sun"
	}
	return ""
}

// month returns 1 to 12 for the name of a month, 0 for another word.
func month(word string) int {
	switch word {
	case "januari", "january", "jan":
		return 1
	case "februari", "february", "pebruari", "feb":
		return 2
	case "maret", "march", "mar":
		return 3
	case "april", "apr":
		return 4
	case "mei", "may":
		return 5
	case "juni", "june", "jun":
		return 6
	case "juli", "july", "jul":
		return 7
	case "agustus", "august", "agu", "agt", "aug":
		return 8
	case "september", "sept", "sep":
		return 9
	case "oktober", "october", "okt", "oct":
		return 10
	case "november", "nopember", "nov", "nop":
		return 11
	case "desember", "december", "des", "dec":
		return 12
	}
	return 0
}

// dates finds days. Values are "2026-11-21", "--11-21" (no year), "---21" (day of the month), "+1d"
// (counted from today) and "mon" (the next such day); [ResolveDate] turns each into a day.
func (f *finder) dates() {
	words := f.n.words
	for i := 0; i < len(words) && len(f.found) < maxEntities; i++ {
		if words[i].kind == tokenNumber {
			i += f.numericDate(i)
			continue
		}
		w := f.at(i)
		if i+1 < len(words) && words[i+1].kind == tokenWord {
			pair := f.n.norm[words[i].from:words[i+1].to]
			if value, ok := relativeDay(pair); ok {
				f.date(value, i, i+1)
				i++
				continue
			}
		}
		if value, ok := relativeDay(w); ok {
			f.date(value, i, i)
			continue
		}
		if value := weekday(w); value != "" && !f.weekNotDay(i) {
			f.date(value, i, i)
			continue
		}
		if m := month(w); m > 0 && i+1 < len(words) {
			if day, last := f.day(i + 1); day > 0 { // Nov 21
				year, last := f.year(last + 1)
				f.date(calendar(year, m, day), i, last)
				i = last
			}
			continue
		}
		if (w == "tanggal" || w == "tgl" || w == "the") && i+1 < len(words) {
			if day, last := f.day(i + 1); day > 0 && (w != "the" || last > i+1) && (last+1 >= len(words) || month(f.at(last+1)) == 0 && f.at(last+1) != "of") {
				if !f.separated(i + 1) {
					f.date(fmt.Sprintf("---%02d", day), i, last)
					i = last
				}
			}
		}
	}
}

// at returns word i, "" outside the text.
func (f *finder) at(i int) string {
	if i < 0 || i >= len(f.n.words) {
		return ""
	}
	return f.n.norm[f.n.words[i].from:f.n.words[i].to]
}

// date adds a date over words from to last.
func (f *finder) date(value string, from, last int) {
	if value != "" {
		f.add(EntityDate, value, f.token(from).start, f.token(last).end)
	}
}

func (f *finder) token(i int) token { return f.n.tokens[f.n.words[i].token] }

// weekNotDay tells "minggu" the week from "Minggu" the day.
func (f *finder) weekNotDay(i int) bool {
	if f.at(i) != "minggu" {
		return f.at(i) == "sat" || f.at(i) == "sun" || f.at(i) == "mon" || f.at(i) == "wed"
	}
	if i > 0 && (f.n.words[i-1].kind == tokenNumber || f.at(i-1) == "per" || f.at(i-1) == "berapa") {
		return true
	}
	next := f.at(i + 1)
	return next == "ini" || next == "lalu" || next == "depan" || next == "kemarin"
}

// day reads the day of a month at word i, with an English ending, and where it ends.
func (f *finder) day(i int) (day, last int) {
	if i >= len(f.n.words) || f.n.words[i].kind != tokenNumber || len(f.at(i)) > 2 {
		return 0, i
	}
	day, err := strconv.Atoi(f.at(i))
	if err != nil || day < 1 || day > 31 {
		return 0, i
	}
	switch f.at(i + 1) {
	case "st", "nd", "rd", "th":
		i++
	}
	return day, i
}

// year reads a year at word i, 0 where there is none, and the word where it or what was before ends.
func (f *finder) year(i int) (year, last int) {
	if y := f.at(i); len(y) == 4 && (strings.HasPrefix(y, "20") || strings.HasPrefix(y, "19")) {
		if n, err := strconv.Atoi(y); err == nil {
			return n, i
		}
	}
	return 0, i - 1
}

// separated reports whether a date's separator and a number follow word i.
func (f *finder) separated(i int) bool {
	if i+1 >= len(f.n.words) || f.n.words[i+1].kind != tokenNumber {
		return false
	}
	switch f.text[f.token(i).end:f.token(i+1).start] {
	case "/", "-", ".", " / ", " - ":
		return true
	}
	return false
}

// numericDate reads "21 Nov 2026", "21/11", "21-11-2026" or "2026-11-21" at word i and returns how many
// words it took beyond the first.
func (f *finder) numericDate(i int) int {
	if f.taken(f.token(i).start, f.token(i).end) {
		return 0
	}
	if year, _ := f.year(i); year > 0 && f.separated(i) && f.separated(i+1) {
		m, _ := strconv.Atoi(f.at(i + 1))
		day, _ := strconv.Atoi(f.at(i + 2))
		f.date(calendar(year, m, day), i, i+2)
		return 2
	}
	day, last := f.day(i)
	if day == 0 {
		return 0
	}
	next := last + 1
	if f.at(next) == "of" {
		next++
	}
	if m := month(f.at(next)); m > 0 {
		year, end := f.year(next + 1)
		f.date(calendar(year, m, day), i, end)
		return end - i
	}
	if !f.separated(i) || len(f.at(i+1)) > 2 {
		return 0
	}
	m, _ := strconv.Atoi(f.at(i + 1))
	if f.separated(i + 1) {
		if year, end := f.year(i + 2); year > 0 {
			f.date(calendar(year, m, day), i, end)
			return 2
		}
		return 0
	}
	if f.text[f.token(i).end] == '/' {
		f.date(calendar(0, m, day), i, i+1)
		return 1
	}
	return 0
}

// calendar writes a day, "" where no calendar holds it.
func calendar(year, month, day int) string {
	probe := year
	if probe == 0 {
		probe = 2024 // a leap year, so that 29 February is a day
	}
	t := time.Date(probe, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if month < 1 || month > 12 || t.Day() != day {
		return ""
	}
	if year == 0 {
		return fmt.Sprintf("--%02d-%02d", month, day)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// ResolveDate returns the day that the value of a date entity means when today is today: relative days are
// counted, a day of the week or of a year is the next one that comes, today included.
func ResolveDate(value string, today time.Time) (time.Time, bool) {
	y, mo, d := today.Date()
	today = time.Date(y, mo, d, 0, 0, 0, 0, today.Location())
	switch {
	case strings.HasPrefix(value, "---"):
		day, err := strconv.Atoi(value[3:])
		for m := range 3 {
			t := time.Date(y, mo+time.Month(m), day, 0, 0, 0, 0, today.Location())
			if err == nil && t.Day() == day && !t.Before(today) {
				return t, true
			}
		}
	case strings.HasPrefix(value, "--"):
		for n := range 9 {
			t, err := time.ParseInLocation("2006-01-02", fmt.Sprintf("%04d-%s", y+n, value[2:]), today.Location())
			if err == nil && !t.Before(today) {
				return t, true
			}
		}
	case strings.HasSuffix(value, "d") && len(value) <= 5:
		if n, err := strconv.Atoi(strings.TrimSuffix(value, "d")); err == nil {
			return today.AddDate(0, 0, n), true
		}
	case len(value) == 3:
		for n := range 7 {
			if t := today.AddDate(0, 0, n); strings.EqualFold(t.Weekday().String()[:3], value) {
				return t, true
			}
		}
	default:
		t, err := time.ParseInLocation("2006-01-02", value, today.Location())
		return t, err == nil
	}
	return time.Time{}, false
}
