package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"terang"
	"terang/assistant"
	"terang/httpapi"
	"terang/report"
	"terang/store"
)

// reportCmd prints the measures of some days, as the console shows them.
type reportCmd struct {
	where
	From string `help:"${help_report_from}" placeholder:"2026-11-01"`
	To   string `help:"${help_report_to}" placeholder:"2026-11-28"`
}

// Run measures and prints.
func (c *reportCmd) Run(p *program) error {
	return c.withPack(p, func(h *house, w store.Workspace, pack *assistant.Pack) error {
		s := report.New(report.Parts{Store: h.db, Zone: func(string) *time.Location { return pack.Brain.Zone() }, Clock: clock})
		t, err := s.Trust(p.ctx, w.ID, report.Range{From: c.From, To: c.To})
		var e *terang.Error
		if errors.As(err, &e) && e.Code == "range_invalid" {
			return fail("report_days", err)
		}
		if err != nil {
			return err
		}
		return p.result(httpapi.TrustReportOf(t), func() { p.printMeasures(t) })
	})
}

func (p *program) printMeasures(t report.Trust) {
	line := func(key string, value string) { p.printf("  %-46s %s\n", words(key).In(p.language), value) }
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	of := func(n, all int64) string {
		if all == 0 {
			return number(n)
		}
		return fmt.Sprintf("%d (%.1f%%)", n, 100*float64(n)/float64(all))
	}
	mean := func(sum, n int64) string {
		if n == 0 {
			return "–"
		}
		return fmt.Sprintf("%.1f / 5 (%d)", float64(sum)/float64(n), n)
	}
	h, r, m := t.HandOvers, t.Resolution, t.Promises
	p.printf("%s – %s · %s\n\n%s\n", t.From, t.To, t.Zone, words("report_matters").In(p.language))
	line("report_n", number(r.Matters))
	line("report_confirmed", of(r.Confirmed, r.Matters))
	line("report_silent", of(r.Silent, r.Matters))
	line("report_gave_up", of(r.GaveUp, r.Matters))
	line("report_came_back", of(r.CameBack, r.Matters))
	line("report_handed_over", of(r.HandedOver, r.Matters))
	line("report_open", of(r.Open, r.Matters))
	p.printf("\n%s\n", words("report_hand_overs").In(p.language))
	line("report_n", number(h.N))
	for _, reason := range slices.Sorted(maps.Keys(h.Reasons)) {
		p.printf("    %-44s %d\n", reason, h.Reasons[reason])
	}
	line("report_complete", of(h.Passed, h.Known))
	line("report_reasked", of(h.Reasked, h.Spoken))
	if h.Spoken > 0 {
		line("report_first_word", fmt.Sprintf("p50 %s, p90 %s", h.FirstWord.P50.Round(time.Second), h.FirstWord.P90.Round(time.Second)))
	}
	line("report_waiting", number(h.FirstWord.Waiting))
	line("report_smooth", mean(h.Smooth, h.Smoothed))
	line("report_survey", mean(h.Survey, h.Surveyed))
	line("report_needless", of(h.Needless, h.N))
	line("report_returned", of(h.Returned, h.N))
	line("report_missed", number(h.Missed))
	p.printf("\n%s\n", words("report_promises").In(p.language))
	line("report_n", number(m.Made))
	line("report_kept", of(m.Kept, m.Made))
	line("report_late", of(m.Late, m.Made))
	line("report_broken", of(m.Broken, m.Made))
}
