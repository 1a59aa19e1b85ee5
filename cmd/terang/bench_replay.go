package main

import (
	"context"
	"io"
	"runtime"

	"terang/config"
	"terang/engine"
	"terang/internal/bench"
	"terang/store"
	"terang/threshold"
	"terang/trust"
)

type benchReplay struct {
	Talks     int    `default:"10000" help:"${help_bench_talks}"`
	Dialogues int    `default:"10000" help:"${help_bench_dialogues}"`
	Store     string `default:"sqlite" enum:"sqlite,postgres" help:"${help_bench_store}"`
	Postgres  string `env:"TERANG_POSTGRES" help:"${help_postgres}" placeholder:"URL"`
}

// Run plays talks under other lines, and reads dialogues from a file; beside it, what reading the rows alone costs.
func (c *benchReplay) Run(p *program) error {
	db, remove, err := benchStore(p, c.Store, c.Postgres)
	if err != nil {
		return err
	}
	defer remove()
	f, err := c.measure(p.ctx, db)
	if err != nil {
		return err
	}
	return p.result(f, func() {
		p.printf("%d talks, %d turns   rows alone %.2f s   replayed %.2f s   ratio %.1f   cores %d\n", f.Talks, f.Turns, f.Rows, f.Replay, f.Ratio, f.Cores)
		if f.Dialogues > 0 {
			p.printf("%d dialogues, %d turns   read %.1f s (%.0f µs a turn)   replayed %.2f s\n", f.Dialogues, f.Heard, f.Import, f.PerTurn, f.Imported)
		}
	})
}

func (c *benchReplay) measure(ctx context.Context, db *store.DB) (bench.ReplayFigures, error) {
	w, err := createWorkspace(ctx, db, "Toko Terang", "retail")
	if err != nil {
		return bench.ReplayFigures{}, err
	}
	s := threshold.New(threshold.Parts{
		Store: db, Swap: func(string, trust.Setting) error { return nil }, Playbooks: func(string) []threshold.Playbook { return nil },
		Clock: clock, IDs: newID, Logger: newLogger(io.Discard, config.Log{}),
	})
	if _, err := s.Open(ctx, w.ID, engine.TrustLines{}.Setting()); err != nil {
		return bench.ReplayFigures{}, err
	}
	f, err := bench.Replay(ctx, db, s, w.ID, c.Talks, c.Dialogues, newID, clock)
	f.Cores = runtime.GOMAXPROCS(0)
	return f, err
}
