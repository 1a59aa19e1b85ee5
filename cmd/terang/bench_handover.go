package main

import (
	"context"
	"time"

	"terang/desk"
	"terang/internal/bench"
	"terang/store"
)

type benchHandOver struct {
	Seconds       int           `default:"10" help:"${help_bench_seconds}"`
	Conversations int           `default:"50" help:"${help_bench_customers}"`
	Store         string        `default:"sqlite" enum:"sqlite,postgres" help:"${help_bench_store}"`
	Postgres      string        `env:"TERANG_POSTGRES" help:"${help_postgres}" placeholder:"URL"`
	FsyncDelay    time.Duration `help:"${help_bench_fsync}"`
}

// spread is how long something took, in milliseconds.
type spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"ms_p50"`
	P95 float64 `json:"ms_p95"`
	P99 float64 `json:"ms_p99"`
}

func spreadOf(sorted []float64) spread {
	if len(sorted) == 0 {
		return spread{}
	}
	return spread{len(sorted), bench.Quantile(sorted, .5), bench.Quantile(sorted, .95), bench.Quantile(sorted, .99)}
}

// handOverFigures are the figures of one run.
type handOverFigures struct {
	Asked      spread  `json:"asked"`     // asking for a person → the notice
	Signalled  spread  `json:"signalled"` // the message that makes trust fall too low → the notice
	Console    spread  `json:"console"`   // either → the agents' console
	Plain      spread  `json:"plain"`     // a plain message → its answer
	RatioP99   float64 `json:"ratio_p99"` // the slower hand-over over the plain answer
	PerS       float64 `json:"hand_overs_per_s"`
	Errors     int     `json:"errors"`
	FirstError string  `json:"first_error,omitempty"`
}

// Run measures hand-overs and plain answers in the same run, so that the same load slows down both.
func (c *benchHandOver) Run(p *program) error {
	postgres, err := benchPostgres(c.Store, c.Postgres)
	if err != nil {
		return err
	}
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	session, err := benchAgent(p.ctx, dir, postgres)
	if err != nil {
		return err
	}
	m, err := launch(p.ctx, p, serveArgs(dir, false, c.FsyncDelay, false, postgres)...)
	if err != nil {
		return err
	}
	defer m.end()
	got, err := bench.HandOver(p.ctx, m.target, session, max(c.Conversations, 1), time.Duration(max(c.Seconds, 1))*time.Second)
	if err != nil {
		return err
	}
	f := handOverFigures{
		Asked: spreadOf(got.Asked), Signalled: spreadOf(got.Signalled), Console: spreadOf(got.Console), Plain: spreadOf(got.Plain),
		PerS: float64(len(got.Asked)+len(got.Signalled)) / float64(c.Seconds), Errors: got.Errors, FirstError: got.FirstError,
	}
	f.RatioP99 = max(f.Asked.P99, f.Signalled.P99) / f.Plain.P99
	return p.result(f, func() {
		for _, row := range []struct {
			name string
			s    spread
		}{{"asked for a person", f.Asked}, {"trust fell too low", f.Signalled}, {"agents' console", f.Console}, {"a plain answer", f.Plain}} {
			p.printf("%-20s p50 %7.2f   p95 %7.2f   p99 %7.2f ms   (%d)\n", row.name, row.s.P50, row.s.P95, row.s.P99, row.s.N)
		}
		p.printf("hand-over over plain answer, p99: %.2f   hand-overs/s %.0f   errors %d %s\n", f.RatioP99, f.PerS, f.Errors, f.FirstError)
	})
}

// benchAgent makes the workspace with an agent who is online, and returns the agent's session.
func benchAgent(ctx context.Context, dir, postgres string) (string, error) {
	cfg := store.Config{Dir: dir, Postgres: postgres}
	if postgres != "" {
		cfg.Dir = ""
	}
	db, err := store.Open(ctx, cfg)
	if err != nil {
		return "", err
	}
	defer db.Close()
	all, err := store.Workspaces(ctx, db)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		w, err := createWorkspace(ctx, db, "Toko Terang", "retail")
		if err != nil {
			return "", err
		}
		all = append(all, w)
	}
	accounts := desk.NewAccounts(db, clock, newID, random, time.Hour, 1)
	_, secret, err := accounts.Invite(ctx, all[0].ID, "Rina", newID("bench")+"@example.com", store.RoleAgent)
	if err != nil {
		return "", err
	}
	a, session, err := accounts.SetUp(ctx, secret, "", "", newID("password"))
	if err != nil {
		return "", err
	}
	a.Presence = desk.Online
	return session, db.Write(ctx, func(tx *store.Tx) error { return store.UpdateAgent(tx, a) })
}
