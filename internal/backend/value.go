package backend

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// maxNumber is the largest number that a request may name: more rupiah than there are.
const maxNumber = 1_000_000_000_000_000

var errNumber = errors.New("not a whole number")

// Number is a whole number in a request, as JSON's number or as text: 5000000, "5000000".
type Number int64

// UnmarshalJSON implements json.Unmarshaler.
func (n *Number) UnmarshalJSON(b []byte) error {
	v, ok := ReadNumber(string(bytes.Trim(b, `"`)))
	if !ok {
		return errNumber
	}
	*n = Number(v)
	return nil
}

// ReadNumber reads a whole number of a request: "5000000", and "5e+06", as some write large ones.
func ReadNumber(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	if v, err := strconv.ParseInt(text, 10, 64); err == nil {
		return v, v >= -maxNumber && v <= maxNumber
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > maxNumber {
		return 0, false
	}
	return int64(f), true
}

// Flag is yes or no in a request, as JSON's boolean or as text: true, "true".
type Flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *Flag) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseBool(string(bytes.Trim(b, `"`)))
	if err != nil {
		return err
	}
	*f = Flag(v)
	return nil
}

// Words are for people, in both languages.
type Words struct {
	ID string `json:"id"`
	EN string `json:"en"`
}

// WordsOf reads words that are kept as JSON; nil where there are none.
func WordsOf(text string) *Words {
	var w Words
	if text == "" || json.Unmarshal([]byte(text), &w) != nil {
		return nil
	}
	return &w
}

// Text is the form in which words are kept.
func (w Words) Text() string {
	b, err := json.Marshal(w)
	if err != nil {
		return ""
	}
	return string(b)
}

// Day writes the day of a time in WIB: "2026-11-24".
func Day(t time.Time) string { return t.In(Zone).Format(time.DateOnly) }

// AtHour is a full hour in WIB of the day that lies so many days after t's.
func AtHour(t time.Time, days, hour int) time.Time {
	d := t.In(Zone)
	return time.Date(d.Year(), d.Month(), d.Day()+days, hour, 0, 0, 0, Zone).UTC()
}

// WorkingDays is a full hour in WIB of the n-th working day (Monday to Friday) after t's day.
func WorkingDays(t time.Time, n, hour int) time.Time {
	d := AtHour(t, 0, hour)
	for n > 0 {
		d = d.AddDate(0, 0, 1)
		if day := d.In(Zone).Weekday(); day != time.Saturday && day != time.Sunday {
			n--
		}
	}
	return d
}

var (
	weekdays = map[string][7]string{
		"id": {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
		"en": {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	}
	months = map[string][12]string{
		"id": {"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"},
		"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	}
)

// DayWords names a day as people say it: "Selasa 24 November", "Tuesday 24 November".
func DayWords(t time.Time) Words {
	t = t.In(Zone)
	say := func(language string) string {
		return weekdays[language][t.Weekday()] + " " + strconv.Itoa(t.Day()) + " " + months[language][t.Month()-1]
	}
	return Words{ID: say("id"), EN: say("en")}
}
