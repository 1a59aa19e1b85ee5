package main

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"terang/internal/bench"
	"terang/report"
	"terang/store"
)

// benchReport measures how long the measures take on a large store, beside merely reading the same rows.
type benchReport struct {
	Matters   int    `default:"100000" help:"${help_bench_matters}"`
	HandOvers int    `default:"20000" help:"${help_bench_hand_overs}"`
	Store     string `default:"sqlite" enum:"sqlite,postgres" help:"${help_bench_store}"`
	Postgres  string `env:"TERANG_POSTGRES" help:"${help_postgres}" placeholder:"URL"`
}

// reportFigures are the figures of one run. Times are medians of seven, in milliseconds.
type reportFigures struct {
	Matters   int64   `json:"matters"`
	HandOvers int64   `json:"hand_overs"`
	First     float64 `json:"first_ms"` // on a store that nobody has read
	Report    float64 `json:"report_ms"`
	Read      float64 `json:"bare_read_ms"` // the same rows, merely read
	Ratio     float64 `json:"ratio"`
	Page      float64 `json:"page_ms"` // the slowest first page behind a figure
	Figure    string  `json:"figure"`
	Cores     int     `json:"cores"`
}

// benchDays are the days that are counted, and filled.
const benchDays = 28

// Run fills a store and measures.
func (c *benchReport) Run(p *program) error {
	db, remove, err := benchStore(p, c.Store, c.Postgres)
	if err != nil {
		return err
	}
	defer remove()
	w, err := createWorkspace(p.ctx, db, "Toko Terang", "retail")
	if err != nil {
		return err
	}
	size := bench.ReportSize{Matters: c.Matters, HandOvers: c.HandOvers, TrustTurns: c.Matters / 4, Promises: c.HandOvers / 4}
	if err := bench.FillReport(p.ctx, db, w.ID, size, clock(), benchDays-1, newID, random); err != nil {
		return err
	}
	f, err := c.measure(p, db, w.ID)
	if err != nil {
		return err
	}
	return p.result(f, func() {
		p.printf("report of %d matters and %d hand-overs   first %.0f ms   then %.0f ms   bare read %.0f ms   ratio %.1f\n", f.Matters, f.HandOvers, f.First, f.Report, f.Read, f.Ratio)
		p.printf("slowest page behind a figure              %.0f ms (%s)   cores %d\n", f.Page, f.Figure, f.Cores)
	})
}

func (c *benchReport) measure(p *program, db *store.DB, workspaceID string) (reportFigures, error) {
	f := reportFigures{Cores: runtime.NumCPU()}
	service := report.New(report.Parts{Store: db, Clock: clock})
	whole := func() error {
		t, err := service.Trust(p.ctx, workspaceID, report.Range{})
		f.Matters, f.HandOvers = t.Resolution.Matters, t.HandOvers.N
		return err
	}
	var err error
	if f.First, err = taken(1, whole); err != nil {
		return f, err
	}
	if f.Report, err = taken(7, whole); err != nil {
		return f, err
	}
	if f.Read, err = taken(7, func() error {
		for _, row := range [][3]string{{"matter", "started_at", "ended_at"}, {"hand_over", "at", "first_word_at"}, {"trust_turn", "at", "score"}, {"promise", "created_at", "due_at"}} {
			var n int64
			if err := db.QueryRow(p.ctx, `select coalesce(sum(`+row[2]+`), 0) from `+row[0]+` where workspace_id = $1 and `+row[1]+` > 0`, workspaceID).Scan(&n); err != nil {
				return fmt.Errorf("bench: read: %w", err)
			}
		}
		return nil
	}); err != nil {
		return f, err
	}
	f.Ratio = f.Report / f.Read
	for _, figure := range store.Figures() {
		ms, err := taken(3, func() error {
			_, _, err := service.Behind(p.ctx, workspaceID, figure, report.Range{}, nil, 30)
			return err
		})
		if err != nil {
			return f, err
		}
		if ms > f.Page {
			f.Page, f.Figure = ms, string(figure)
		}
	}
	return f, nil
}

// taken is the median time of some runs, in milliseconds.
func taken(times int, do func() error) (float64, error) {
	all := make([]float64, times)
	for i := range all {
		began := time.Now()
		if err := do(); err != nil {
			return 0, err
		}
		all[i] = float64(time.Since(began).Microseconds()) / 1000
	}
	slices.Sort(all)
	return all[times/2], nil
}
