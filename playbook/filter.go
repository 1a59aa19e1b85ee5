package playbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/osteele/liquid"

	"terang"
)

// Zone is the zone in which times are read to customers: Western Indonesian Time. It has had no changes
// since 1964 and no summer time, so that a fixed offset is exact and no zone files are needed.
var Zone = time.FixedZone("WIB", 7*60*60)

// allowedFilters are the filters that a text may use: ours, and those of Liquid that cannot make a long
// text out of a short one.
var allowedFilters = []string{
	"rupiah", "date", "day", "time", "datetime",
	"default", "size", "first", "last", "join", "upcase", "downcase", "capitalize", "strip", "truncate", "plus", "minus", "round", "abs",
}

// languageOrder is the order in which texts are gone through.
var languageOrder = []terang.Language{terang.Indonesian, terang.English}

var months = map[terang.Language][12]string{
	terang.Indonesian: {"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"},
	terang.English:    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

var weekdays = map[terang.Language][7]string{
	terang.Indonesian: {"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
	terang.English:    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// Date writes a day as it is read: "21 Nov 2026".
func Date(t time.Time, l terang.Language) string {
	t = t.In(Zone)
	return strconv.Itoa(t.Day()) + " " + months[l.Or(terang.Indonesian)][t.Month()-1] + " " + strconv.Itoa(t.Year())
}

// Day writes a day with its name: "Sabtu, 21 Nov 2026".
func Day(t time.Time, l terang.Language) string {
	return weekdays[l.Or(terang.Indonesian)][t.In(Zone).Weekday()] + ", " + Date(t, l)
}

// Clock writes a time of day: "14.30 WIB" in Indonesian, "14:30 WIB" in English.
func Clock(t time.Time, l terang.Language) string {
	if l == terang.English {
		return t.In(Zone).Format("15:04") + " WIB"
	}
	return t.In(Zone).Format("15.04") + " WIB"
}

// Rupiah writes an amount: "Rp 1.250.000".
func Rupiah(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(d)
	}
	return sign + "Rp " + b.String()
}

func addFilters(e *liquid.Engine, l terang.Language) {
	e.RegisterFilter("date", func(v any) (string, error) { return written(v, l, Date) })
	e.RegisterFilter("day", func(v any) (string, error) { return written(v, l, Day) })
	e.RegisterFilter("time", func(v any) (string, error) { return written(v, l, Clock) })
	e.RegisterFilter("datetime", func(v any) (string, error) {
		return written(v, l, func(t time.Time, l terang.Language) string { return Date(t, l) + ", " + Clock(t, l) })
	})
	e.RegisterFilter("rupiah", func(v any) (string, error) {
		n, ok := number(v)
		if !ok || math.Abs(n) > 1e15 {
			return "", fmt.Errorf("rupiah needs a number, not %T", v)
		}
		return Rupiah(int64(math.Round(n))), nil
	})
}

func written(v any, l terang.Language, write func(time.Time, terang.Language) string) (string, error) {
	t, ok := Instant(v)
	if !ok {
		return "", fmt.Errorf("a time must be RFC 3339 (2026-11-21T03:00:00Z), not %T", v)
	}
	return write(t, l), nil
}
