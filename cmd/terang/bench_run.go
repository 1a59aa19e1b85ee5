package main

import (
	"os"
	"runtime"
	"time"

	"terang/internal/bench"
	"terang/store"
)

type benchTurn struct {
	Seconds       int           `default:"10" help:"${help_bench_seconds}"`
	Conversations int           `default:"50" help:"${help_bench_customers}"`
	Store         string        `default:"sqlite" enum:"sqlite,postgres" help:"${help_bench_store}"`
	Postgres      string        `env:"TERANG_POSTGRES" help:"${help_postgres}" placeholder:"URL"`
	FsyncDelay    time.Duration `help:"${help_bench_fsync}"`
	CommitPerRow  bool          `help:"${help_bench_per_row}"`
	Messages      int           `help:"${help_bench_messages}"`
}

// turnFigures are the figures of one run.
type turnFigures struct {
	TurnsPerS         float64 `json:"turns_per_s"`
	NullTurnsPerS     float64 `json:"null_turns_per_s"`
	TurnsRatio        float64 `json:"turns_ratio"`
	CPUPerTurn        float64 `json:"cpu_us_per_turn"`
	NullCPUPerTurn    float64 `json:"null_cpu_us_per_turn"`
	CPURatio          float64 `json:"cpu_ratio"`
	AnswerP50         float64 `json:"answer_ms_p50"`
	AnswerP99         float64 `json:"answer_ms_p99"`
	NullP50           float64 `json:"null_ms_p50"`
	NullP99           float64 `json:"null_ms_p99"`
	StatementsPerTurn float64 `json:"statements_per_turn"`
	FsyncsPerTurn     float64 `json:"fsyncs_per_turn"`
	RSS               float64 `json:"rss_mb"`
	Turns             int     `json:"turns"`
	Errors            int     `json:"errors"`
	FirstError        string  `json:"first_error,omitempty"`
	Cores             int     `json:"cores"`
}

// Run measures null, real, null, real in halves, so that a machine that drifts drifts for both.
func (c *benchTurn) Run(p *program) error {
	postgres, err := benchPostgres(c.Store, c.Postgres)
	if err != nil {
		return err
	}
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	if c.Messages > 0 {
		if err := fill(p, dir, c.Messages); err != nil {
			return err
		}
	}
	null, err := launch(p.ctx, p, serveArgs(dir+"/null", true, c.FsyncDelay, false, "")...)
	if err != nil {
		return err
	}
	defer null.end()
	real, err := launch(p.ctx, p, serveArgs(dir, false, c.FsyncDelay, c.CommitPerRow, postgres)...)
	if err != nil {
		return err
	}
	defer real.end()
	var n, r bench.Run
	half := time.Duration(c.Seconds) * time.Second / 2
	for range 2 {
		for _, one := range []struct {
			m  *measured
			to *bench.Run
		}{{null, &n}, {real, &r}} {
			run, err := bench.Turns(p.ctx, one.m.target, c.Conversations, half)
			if err != nil {
				return err
			}
			one.to.Add(run)
		}
	}
	f := turnFigures{
		TurnsPerS: r.PerSecond(), NullTurnsPerS: n.PerSecond(), TurnsRatio: r.PerSecond() / n.PerSecond(),
		CPUPerTurn: r.CPU(), NullCPUPerTurn: n.CPU(), CPURatio: r.CPU() / n.CPU(),
		AnswerP50: r.Quantile(.5), AnswerP99: r.Quantile(.99), NullP50: n.Quantile(.5), NullP99: n.Quantile(.99),
		StatementsPerTurn: r.Statements / float64(r.Turns), FsyncsPerTurn: r.Commits / float64(r.Turns),
		RSS: float64(r.RSSBytes) / (1 << 20), Turns: r.Turns, Errors: r.Errors, FirstError: r.FirstError, Cores: runtime.NumCPU(),
	}
	return p.result(f, func() {
		p.printf("turns/s            %8.0f   null %8.0f   ratio %.2f\n", f.TurnsPerS, f.NullTurnsPerS, f.TurnsRatio)
		p.printf("CPU µs/turn        %8.0f   null %8.0f   ratio %.2f\n", f.CPUPerTurn, f.NullCPUPerTurn, f.CPURatio)
		p.printf("answer ms p50      %8.2f   null %8.2f   ratio %.2f\n", f.AnswerP50, f.NullP50, f.AnswerP50/f.NullP50)
		p.printf("answer ms p99      %8.2f   null %8.2f   ratio %.2f\n", f.AnswerP99, f.NullP99, f.AnswerP99/f.NullP99)
		p.printf("statements/turn    %8.2f   fsyncs/turn %.3f   RSS %.0f MB   errors %d %s\n", f.StatementsPerTurn, f.FsyncsPerTurn, f.RSS, f.Errors, f.FirstError)
	})
}

type benchIdle struct {
	Connections int `default:"10000" help:"${help_bench_connections}"`
}

// Run measures idle connections.
func (c *benchIdle) Run(p *program) error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	m, err := launch(p.ctx, p, serveArgs(dir, false, 0, false, "")...)
	if err != nil {
		return err
	}
	defer m.end()
	got, err := bench.Idle(p.ctx, m.target, c.Connections)
	if err != nil {
		return err
	}
	out := map[string]float64{"connections": float64(got.Connections), "bytes_per_connection": got.BytesPerConnection, "rss_mb": float64(got.RSSBytes) / (1 << 20)}
	return p.result(out, func() {
		p.printf("%d idle connections: %.0f bytes each, RSS %.0f MB\n", got.Connections, got.BytesPerConnection, out["rss_mb"])
	})
}

type benchStart struct {
	Messages int `default:"1000000" help:"${help_bench_messages}"`
}

// idleFor is how long an idle server's CPU is watched.
const idleFor = 10 * time.Second

// Run measures a start on a large store, and the idle server after it.
func (c *benchStart) Run(p *program) error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	if err := fill(p, dir, c.Messages); err != nil {
		return err
	}
	m, err := launch(p.ctx, p, serveArgs(dir, false, 0, false, "")...)
	if err != nil {
		return err
	}
	defer m.end()
	time.Sleep(2 * time.Second)
	cpu, rss, err := bench.Quiet(m.target, idleFor)
	if err != nil {
		return err
	}
	size := int64(0)
	if self, err := os.Executable(); err == nil {
		if info, err := os.Stat(self); err == nil {
			size = info.Size()
		}
	}
	out := map[string]float64{
		"messages": float64(c.Messages), "ready_ms": float64(m.ready.Microseconds()) / 1000, "idle_rss_mb": float64(rss) / (1 << 20),
		"idle_cpu_percent": 100 * cpu / idleFor.Seconds(), "binary_mb": float64(size) / (1 << 20),
	}
	return p.result(out, func() {
		p.printf("%d messages: ready in %.0f ms, idle RSS %.0f MB, idle CPU %.2f%%, binary %.1f MB\n", c.Messages, out["ready_ms"], out["idle_rss_mb"], out["idle_cpu_percent"], out["binary_mb"])
	})
}

// fill makes a store with many messages in a tenth as many conversations.
func fill(p *program, dir string, messages int) error {
	db, err := store.Open(p.ctx, store.Config{Dir: dir})
	if err != nil {
		return err
	}
	w, err := createWorkspace(p.ctx, db, "Toko Terang", "retail")
	if err != nil {
		return err
	}
	if err := bench.Fill(p.ctx, db, w.ID, messages, clock(), newID, random); err != nil {
		return err
	}
	return db.Close()
}

type benchOverload struct {
	Seconds       int     `default:"10" help:"${help_bench_seconds}"`
	Conversations int     `default:"500" help:"${help_bench_customers}"`
	Factor        float64 `default:"4" help:"${help_bench_factor}"`
}

// Run measures the capacity in a closed loop, then offers a multiple of it.
func (c *benchOverload) Run(p *program) error {
	dir, remove, err := folder()
	if err != nil {
		return err
	}
	defer remove()
	m, err := launch(p.ctx, p, serveArgs(dir, false, 0, false, "")...)
	if err != nil {
		return err
	}
	defer m.end()
	calm, err := bench.Turns(p.ctx, m.target, 50, 5*time.Second)
	if err != nil {
		return err
	}
	got, err := bench.Overload(p.ctx, m.target, c.Factor*calm.PerSecond(), time.Duration(c.Seconds)*time.Second, c.Conversations)
	if err != nil {
		return err
	}
	out := map[string]float64{
		"capacity_per_s": calm.PerSecond(), "offered_per_s": got.OfferedPerSec, "offered": float64(got.Offered), "accepted": float64(got.Accepted), "refused": float64(got.Refused),
		"refused_without_retry_after": float64(got.NoRetryAfter), "failed": float64(got.Failed), "lost": float64(got.Lost), "refused_ms_p99": got.RefusedP99,
		"accepted_ms_p99": got.AcceptedP99, "unloaded_ms_p99": calm.Quantile(.99), "rss_mb": float64(got.RSSBytes) / (1 << 20),
	}
	return p.result(out, func() {
		p.printf("capacity %.0f/s, offered %.0f/s: %d accepted, %d refused (%d without Retry-After), %d failed, %d lost %s\n", calm.PerSecond(), got.OfferedPerSec, got.Accepted, got.Refused, got.NoRetryAfter, got.Failed, got.Lost, got.FirstFailure)
		p.printf("p99: refusal %.1f ms, acknowledgement %.1f ms (answer unloaded %.1f ms), RSS %.0f MB\n", got.RefusedP99, got.AcceptedP99, calm.Quantile(.99), out["rss_mb"])
	})
}
