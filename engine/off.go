package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"terang/calendar"
)

// DayOff is a day without service, or all days of a calendar: 2026-12-25, or {calendar: id, joint_leave: false, except:
// [2026-08-17]}, which is the holidays of Indonesia without the days of joint leave, and one holiday on which the desk works.
type DayOff struct {
	Date     string
	Calendar string
	NoLeave  bool     // the desk works on days of joint leave
	Except   []string // on these it works too

	days calendar.Calendar
}

// UnmarshalYAML reads either form.
func (d *DayOff) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		d.Date = n.Value
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: hours: off has days such as 2026-12-25, and {calendar: id}", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		var err error
		switch key.Value {
		case "calendar":
			err = value.Decode(&d.Calendar)
		case "joint_leave":
			leave := true
			err = value.Decode(&leave)
			d.NoLeave = !leave
		case "except":
			var days []yaml.Node // a day that is not quoted is a time to YAML
			err = value.Decode(&days)
			for _, day := range days {
				d.Except = append(d.Except, day.Value)
			}
		default:
			err = fmt.Errorf("line %d: hours: off: %q is not known; use calendar, joint_leave and except", key.Line, key.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// check refuses what is no day, and finds the calendar.
func (d *DayOff) check() error {
	days := d.Except
	if d.Calendar == "" {
		days = append(slices.Clip(days), d.Date)
	}
	for _, day := range days {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return fmt.Errorf("hours: off has %q, which is not a day such as 2026-12-25", day)
		}
	}
	if d.Calendar == "" {
		if d.NoLeave || len(d.Except) > 0 {
			return fmt.Errorf("hours: off: joint_leave and except belong to a calendar; write {calendar: %s, …}", strings.Join(calendar.Names(), " or "))
		}
		return nil
	}
	var err error
	if d.days, err = calendar.Find(d.Calendar); err != nil {
		return fmt.Errorf("hours: off: %w", err)
	}
	return nil
}

// on reports whether a date such as "2026-12-25" is off by this.
func (d *DayOff) on(date string) bool {
	if d.Calendar == "" {
		return d.Date == date
	}
	day, off := d.days.On(date)
	return off && !(d.NoLeave && day.Leave) && !slices.Contains(d.Except, date)
}

// off reports whether the desk has no service on a day, whatever its hours.
func (h Hours) off(day time.Time) bool {
	date := day.Format(time.DateOnly)
	return slices.ContainsFunc(h.Off, func(d DayOff) bool { return d.on(date) })
}

// Free is a coming day without service.
type Free struct {
	calendar.Day
	Own bool // the brand's own, of no calendar
}

// Coming are the days without service from now on, the earliest first and at most limit.
func (h Hours) Coming(now time.Time, limit int) []Free {
	today := now.In(h.zone()).Format(time.DateOnly)
	found := map[string]Free{}
	for i := range h.Off {
		d := &h.Off[i]
		if d.Calendar == "" {
			found[d.Date] = Free{calendar.Day{Date: d.Date}, true}
			continue
		}
		for _, day := range d.days.Days() {
			if d.on(day.Date) {
				found[day.Date] = Free{day, false}
			}
		}
	}
	var out []Free
	for _, date := range slices.Sorted(maps.Keys(found)) {
		if date >= today && len(out) < limit {
			out = append(out, found[date])
		}
	}
	return out
}

// Follows returns the calendar that the hours follow, "" for none, and whether its days of joint leave are off too.
func (h Hours) Follows() (id string, days calendar.Calendar, leave bool) {
	for _, d := range h.Off {
		if d.Calendar != "" {
			return d.Calendar, d.days, !d.NoLeave
		}
	}
	return "", calendar.Calendar{}, false
}

// Unknown returns whether the hours follow a calendar that knows nothing of the year at now, so that holidays pass unseen.
func (h Hours) Unknown(now time.Time) bool {
	year := now.In(h.zone()).Year()
	return slices.ContainsFunc(h.Off, func(d DayOff) bool { return d.Calendar != "" && !slices.Contains(d.days.Years(), year) })
}
