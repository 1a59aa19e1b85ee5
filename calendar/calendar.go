// Package calendar knows the days on which a country does not work, as data that names its source. It guesses nothing: a year
// whose decree is not out yet has no days, and says so. It has no clock, and never decides whether a brand is open: that is a
// brand's own hours, which may name a calendar.
//
// The way in is [Find].
package calendar

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
)

// Indonesia is the id of the calendar of Indonesia: national holidays and joint leave by the decree of three ministers.
const Indonesia = "id"

//go:embed id.txt
var indonesia string

// Day is a day off.
type Day struct {
	Date  string // "2026-12-25"
	Leave bool   // joint leave, on which many businesses work; else a holiday
	Name  terang.Text
}

// Calendar is the days off of a country.
type Calendar struct {
	days    map[string]Day
	years   []int
	sources map[int]string // by year
}

// Names are the ids of the calendars.
func Names() []string { return []string{Indonesia} }

// Find returns the calendar with an id.
func Find(id string) (Calendar, error) {
	if id != Indonesia {
		return Calendar{}, fmt.Errorf("calendar %q is not known here; use %s", id, strings.Join(Names(), ", "))
	}
	c, err := Parse(indonesia)
	if err != nil {
		return c, fmt.Errorf("calendar %s: %w", id, err)
	}
	return c, nil
}

// Parse reads a calendar: one day on each line, as "2026-12-25 | holiday | Natal | Christmas Day", and where a year is from, as
// "source | 2026 | the decree"; "#" begins a remark.
func Parse(text string) (Calendar, error) {
	c := Calendar{days: make(map[string]Day), sources: make(map[int]string)}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		f := strings.Split(line, "|")
		if rest, is := strings.CutPrefix(line, "source |"); is {
			year, decree, _ := strings.Cut(rest, "|")
			at, err := strconv.Atoi(strings.TrimSpace(year))
			if err != nil || strings.TrimSpace(decree) == "" {
				return c, fmt.Errorf("line %d: write source | year | where the days are from", n)
			}
			c.sources[at] = strings.TrimSpace(decree)
			continue
		}
		if len(f) != 4 {
			return c, fmt.Errorf("line %d: write day | holiday or leave | Indonesian | English", n)
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		d := Day{Date: f[0], Leave: f[1] == "leave", Name: terang.Text{terang.Indonesian: f[2], terang.English: f[3]}}
		at, err := time.Parse(time.DateOnly, d.Date)
		switch {
		case err != nil:
			return c, fmt.Errorf("line %d: %q is not a day such as 2026-12-25", n, f[0])
		case f[1] != "leave" && f[1] != "holiday":
			return c, fmt.Errorf("line %d: %q is neither holiday nor leave", n, f[1])
		case f[2] == "" || f[3] == "":
			return c, fmt.Errorf("line %d: a day has a name in Indonesian and in English", n)
		case c.days[d.Date].Date != "":
			return c, fmt.Errorf("line %d: %s is there twice", n, d.Date)
		}
		c.days[d.Date] = d
		if !slices.Contains(c.years, at.Year()) {
			c.years = append(c.years, at.Year())
		}
	}
	slices.Sort(c.years)
	return c, nil
}

// On returns the day off of a date such as "2026-12-25"; false where it is none, or where the year is not known.
func (c Calendar) On(date string) (Day, bool) {
	d, ok := c.days[date]
	return d, ok
}

// Days are all days off, the earliest first.
func (c Calendar) Days() []Day {
	return slices.SortedFunc(maps.Values(c.days), func(a, b Day) int { return strings.Compare(a.Date, b.Date) })
}

// Source is where the days of a year are from, "" where that is not told.
func (c Calendar) Source(year int) string { return c.sources[year] }

// Years are those that are known.
func (c Calendar) Years() []int { return slices.Clone(c.years) }
