package report

import (
	"context"
	"time"

	"terang"
	"terang/store"
)

// Trust is how hand-overs went, how matters ended, and what was promised, over some days.
type Trust struct {
	From, To   string // 2026-11-21, both included
	Zone       string
	HandOvers  HandOvers
	Resolution Resolution
	Promises   Promises
	Days       []Day
}

// HandOvers are the hand-overs that began in the days.
type HandOvers struct {
	N          int64
	Per100     float64 // of the matters that came, in a hundred
	Known      int64   // facts that the assistant knew
	Passed     int64   // of them, those that the person was given
	Incomplete int64   // hand-overs in which something was not passed on
	Spoken     int64   // in which a person wrote
	Reasked    int64   // of them, those in which something was asked for again
	Returned   int64   // the contact went back to the assistant instead of waiting
	Needless   int64
	Missed     int64 // talks that ended badly without a person
	Surveyed   int64 // contacts who answered the survey after a person's help
	Survey     int64 // sum of their scores
	Smoothed   int64 // of them, those who said how smooth the way to the person was
	Smooth     int64 // sum of their scores
	FirstWord  FirstWord
	Reasons    map[terang.HandOverReason]int64
}

// FirstWord is how long contacts waited for a person's first words.
type FirstWord struct {
	P50, P90     time.Duration
	Waiting      int64     // now
	WaitingSince time.Time // of the one that waits longest, zero where nobody does
}

// Resolution is how the matters that came in the days ended: four honest kinds, those that a person has, and those that are
// too young to be judged.
type Resolution struct {
	Matters, Confirmed, Silent, GaveUp, CameBack, HandedOver, Open int64
}

// add counts n matters of a kind.
func (r *Resolution) add(kind string, n int64) {
	r.Matters += n
	switch store.Figure(kind) {
	case store.FigureConfirmed:
		r.Confirmed += n
	case store.FigureSilent:
		r.Silent += n
	case store.FigureGaveUp:
		r.GaveUp += n
	case store.FigureCameBack:
		r.CameBack += n
	case store.FigureHandedOver:
		r.HandedOver += n
	case store.FigureOpen:
		r.Open += n
	}
}

// Promises are those made in the days, by how they stand now.
type Promises struct {
	Made, Kept, Late, Broken, Open, Cancelled int64
}

func (p *Promises) add(kind string, n int64) {
	p.Made += n
	switch kind {
	case "kept":
		p.Kept += n
	case "late":
		p.Late += n
	case "broken":
		p.Broken += n
	case "open":
		p.Open += n
	case "cancelled":
		p.Cancelled += n
	}
}

// Day is one day of a report.
type Day struct {
	Day        string // 2026-11-21
	HandOvers  int64
	Reasked    int64
	Needless   int64
	Missed     int64
	Resolution Resolution
	Promises   Promises
}

// Trust measures the days of a range.
func (s *Service) Trust(ctx context.Context, workspaceID string, r Range) (Trust, error) {
	sp, err := s.span(workspaceID, r)
	if err != nil {
		return Trust{}, err
	}
	t := Trust{
		From: sp.from.Format(time.DateOnly), To: sp.to.AddDate(0, 0, -1).Format(time.DateOnly), Zone: sp.zone.String(),
		HandOvers: HandOvers{Reasons: map[terang.HandOverReason]int64{}},
	}
	days := map[int64]*Day{}
	for d := sp.from; d.Before(sp.to); d = d.AddDate(0, 0, 1) {
		t.Days = append(t.Days, Day{Day: d.Format(time.DateOnly)})
	}
	for i := range t.Days {
		d, _ := time.Parse(time.DateOnly, t.Days[i].Day) //nolint:errcheck // written above
		days[d.Unix()/int64(24*time.Hour/time.Second)] = &t.Days[i]
	}
	now := s.Clock()
	for _, piece := range sp.pieces {
		if err := s.count(ctx, workspaceID, piece, now, &t, days); err != nil {
			return Trust{}, err
		}
	}
	h := &t.HandOvers
	if t.Resolution.Matters > 0 {
		h.Per100 = 100 * float64(h.N) / float64(t.Resolution.Matters)
	}
	if h.FirstWord.P50, h.FirstWord.P90, err = store.FirstWords(ctx, s.Store, workspaceID, sp.from, sp.to); err != nil {
		return Trust{}, err
	}
	h.FirstWord.Waiting, h.FirstWord.WaitingSince, err = store.Waiting(ctx, s.Store, workspaceID)
	return t, err
}

// count adds one piece of the range.
func (s *Service) count(ctx context.Context, workspaceID string, piece store.Span, now time.Time, t *Trust, days map[int64]*Day) error {
	handOvers, err := store.HandOverDays(ctx, s.Store, workspaceID, piece)
	if err != nil {
		return err
	}
	for _, h := range handOvers {
		t.HandOvers.add(h)
		if d := days[h.Day]; d != nil {
			d.HandOvers, d.Reasked, d.Needless = d.HandOvers+h.N, d.Reasked+h.Reasked, d.Needless+h.Needless
		}
	}
	missed, err := store.MissedDays(ctx, s.Store, workspaceID, piece, now)
	if err != nil {
		return err
	}
	for _, m := range missed {
		t.HandOvers.Missed += m.N
		if d := days[m.Day]; d != nil {
			d.Missed += m.N
		}
	}
	ended, err := store.ResolutionDays(ctx, s.Store, workspaceID, piece, now)
	if err != nil {
		return err
	}
	for _, e := range ended {
		t.Resolution.add(e.Kind, e.N)
		if d := days[e.Day]; d != nil {
			d.Resolution.add(e.Kind, e.N)
		}
	}
	promised, err := store.PromiseDays(ctx, s.Store, workspaceID, piece)
	if err != nil {
		return err
	}
	for _, p := range promised {
		t.Promises.add(p.Kind, p.N)
		if d := days[p.Day]; d != nil {
			d.Promises.add(p.Kind, p.N)
		}
	}
	return nil
}

// add counts the hand-overs of one day and reason.
func (h *HandOvers) add(d store.HandOverDay) {
	h.Reasons[terang.HandOverReason(d.Reason)] += d.N
	h.N += d.N
	h.Known += d.Known
	h.Passed += d.Passed
	h.Incomplete += d.Incomplete
	h.Spoken += d.Spoken
	h.Reasked += d.Reasked
	h.Returned += d.Returned
	h.Needless += d.Needless
	h.Surveyed += d.Surveyed
	h.Survey += d.Survey
	h.Smoothed += d.Smoothed
	h.Smooth += d.Smooth
}
