package main

import "terang/internal/bench"

type benchSearch struct {
	Messages int    `default:"1000000" help:"${help_bench_messages}"`
	Store    string `default:"sqlite" enum:"sqlite,postgres" help:"${help_bench_store}"`
	Postgres string `env:"TERANG_POSTGRES" help:"${help_postgres}" placeholder:"URL"`
}

// Run fills a store with talks and asks it questions; beside each, what reading as much by its keys costs.
func (c *benchSearch) Run(p *program) error {
	db, done, err := benchStore(p, c.Store, c.Postgres)
	if err != nil {
		return err
	}
	defer done()
	w, err := createWorkspace(p.ctx, db, "Toko Terang", "retail")
	if err != nil {
		return err
	}
	began := clock()
	if err := bench.FillAsked(p.ctx, db, w.ID, c.Messages, clock(), newID); err != nil {
		return err
	}
	fill := clock().Sub(began).Seconds()
	f, err := bench.MeasureSearch(p.ctx, db, w.ID, c.Messages, clock)
	if err != nil {
		return err
	}
	f.FillS = fill
	inbox, err := bench.MeasureInbox(p.ctx, db, w.ID, c.Messages/bench.PerConversation, clock)
	if err != nil {
		return err
	}
	all := struct {
		bench.SearchFigures
		Inbox bench.InboxFigures `json:"inbox"`
	}{f, inbox}
	return p.result(all, func() {
		p.printf("%d messages, stored and indexed in %.0f s; thirty conversations by their keys: %.2f ms\n", f.Messages, f.FillS, f.ByKey)
		for _, q := range f.Questions {
			p.printf("%-32s %-24s hits %2d   p50 %7.2f ms   p99 %7.2f ms   ratio %.1f\n", q.Kind, q.Text, q.Hits, q.P50, q.P99, q.P50/f.ByKey)
		}
		for _, s := range inbox.Steps {
			p.printf("%-57s rows %2d   p50 %7.2f ms   p99 %7.2f ms   ratio %.1f\n", s.Name, s.Rows, s.P50, s.P99, s.P50/inbox.ByKey)
		}
		p.printf("search: slowest p99 %.1f ms   slowest p50 to reading by key: ratio %.1f\n", f.Slowest, f.Ratio)
	})
}
