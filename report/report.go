// Package report measures how well the assistant and the people behind it do: the way to a person, how matters end, what was
// promised and kept. Each figure is a count of rows that were written where things happened, and opens the conversations
// behind it. docs/measures.md defines them.
//
// It measures the house and not its people: there is no figure per agent, and nobody's mood is measured but the customers'.
// It writes nothing.
//
// The way in is [New].
package report

import (
	"context"
	"encoding/json"
	"time"

	"terang"
	"terang/store"
)

// Limits of a report.
const (
	MaxDays     = 100 // in one report
	defaultDays = 28
	maxPage     = 100
)

// jakarta is where days are counted for a brand that states no zone.
var jakarta = time.FixedZone("WIB", 7*60*60)

// Parts is what a Service is put together from. Zone may be nil.
type Parts struct {
	Store *store.DB
	Zone  func(workspaceID string) *time.Location // in which a brand's days are counted; nil is Jakarta's
	Clock terang.Clock
}

// Service measures.
type Service struct{ Parts }

// New makes a Service.
func New(p Parts) *Service { return &Service{p} }

// Range is the days of a report. Zero dates are the last 28 days up to today; Zone is nil for the brand's own.
type Range struct {
	From, To string // 2026-11-21, both included; "" for the usual
	Zone     *time.Location
}

// span is a range as times, in pieces within which the clock keeps its distance from UTC.
type span struct {
	from, to time.Time // to is excluded
	zone     *time.Location
	pieces   []store.Span
}

// span reads a range.
func (s *Service) span(workspaceID string, r Range) (span, error) {
	zone := r.Zone
	if zone == nil && s.Zone != nil {
		zone = s.Zone(workspaceID)
	}
	if zone == nil {
		zone = jakarta
	}
	today := midnight(s.Clock(), zone)
	from, to := today.AddDate(0, 0, 1-defaultDays), today
	for _, d := range []struct {
		text string
		to   *time.Time
	}{{r.To, &to}, {r.From, &from}} {
		if d.text == "" {
			continue
		}
		t, err := time.ParseInLocation(time.DateOnly, d.text, zone)
		if err != nil {
			return span{}, terang.Fail(terang.Invalid, "range_invalid")
		}
		*d.to = t
	}
	if r.From == "" && r.To != "" {
		from = to.AddDate(0, 0, 1-defaultDays)
	}
	to = to.AddDate(0, 0, 1)
	if !from.Before(to) || from.AddDate(0, 0, MaxDays).Before(to) || from.Year() < 1970 || to.Year() > 9999 {
		return span{}, terang.Fail(terang.Invalid, "range_invalid")
	}
	return span{from, to, zone, pieces(from, to, zone)}, nil
}

func midnight(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// pieces cuts a span where the zone's clock is put forward or back.
func pieces(from, to time.Time, zone *time.Location) (out []store.Span) {
	for from.Before(to) {
		at := from.In(zone)
		_, seconds := at.Zone()
		end := to
		if _, change := at.ZoneBounds(); !change.IsZero() && change.Before(to) {
			end = change
		}
		out = append(out, store.Span{From: from, To: end, Offset: time.Duration(seconds) * time.Second})
		from = end
	}
	return out
}

// Case is one conversation behind a figure.
type Case struct {
	store.Case
	Quote string // the words that show it, where there are any
}

// Behind returns a page of the conversations behind a figure, the latest first; next is the place of the page after it, nil for
// none.
func (s *Service) Behind(ctx context.Context, workspaceID string, figure store.Figure, r Range, after *store.Cursor, limit int) (out []Case, next *store.Cursor, err error) {
	sp, err := s.span(workspaceID, r)
	if err != nil {
		return nil, nil, err
	}
	limit = max(1, min(limit, maxPage))
	found, err := store.Cases(ctx, s.Store, store.CaseQuery{WorkspaceID: workspaceID, Figure: figure, From: sp.from, To: sp.to, Now: s.Clock(), After: after, Limit: limit})
	if err != nil {
		return nil, nil, err
	}
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		next = &store.Cursor{At: store.Millis(last.At), ID: last.ID}
	}
	out = make([]Case, len(found))
	for i, c := range found {
		out[i] = Case{Case: c}
		if figure == store.FigureMissed {
			out[i].Detail, out[i].Quote = gravest(c.Detail)
		}
	}
	return out, next, nil
}

// gravest is the signal of a turn that cost most trust, with its words. Turns whose signals say no weight give the last one.
func gravest(signals string) (kind, quote string) {
	var all []store.TrustSignal
	if json.Unmarshal([]byte(signals), &all) != nil {
		return "", ""
	}
	worst := 0
	for _, x := range all {
		if kind == "" || x.Weight <= worst {
			kind, quote, worst = x.Kind, x.Quote, x.Weight
		}
	}
	return kind, quote
}
