package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"terang"
	"terang/audience"
	"terang/config"
	"terang/engine"
	"terang/internal/bench"
	"terang/knowledge"
	"terang/playbook"
	"terang/store"
	"terang/understand"
)

// timersBook is what sleeps while timers are measured: of class security, so that the hour of the day plays no part.
const timersBook = `id: timer
version: 1
title: {id: Pengingat, en: Reminder}
class: security
triggers:
  - {event: timer.set}
steps:
  - wait: {for: 1h}
  - say: {text: {id: "Kami melihat upaya masuk ke akun Anda. Bila itu bukan Anda, balas di sini sekarang.", en: "We saw an attempt to sign in to your account. If that was not you, reply here now."}}
  - end: {solved: true}
`

type benchTimers struct {
	Runs     int    `default:"20000" help:"${help_bench_runs}"`
	Store    string `default:"sqlite" enum:"sqlite,postgres" help:"${help_bench_store}"`
	Postgres string `env:"TERANG_POSTGRES" help:"${help_postgres}" placeholder:"URL"`
	Profile  string `help:"write a CPU profile here" env:"TERANG_BENCH_PROFILE"`
}

// timerFigures are the figures of one run.
type timerFigures struct {
	Runs        int     `json:"runs"`
	Failed      int     `json:"failed"`
	StateBytes  int     `json:"state_bytes"`
	BareClaim   float64 `json:"bare_claim_s"`
	All         float64 `json:"all_turns_s"`
	Ratio       float64 `json:"ratio"`
	ClaimP50    float64 `json:"claim_late_ms_p50"`
	ClaimP99    float64 `json:"claim_late_ms_p99"`
	DoneP50     float64 `json:"turn_late_ms_p50"`
	DoneP99     float64 `json:"turn_late_ms_p99"`
	DoneMax     float64 `json:"turn_late_ms_max"`
	IdleQueries int64   `json:"statements_while_asleep"`
	BytesPerRun float64 `json:"heap_bytes_per_sleeping_run"`
	Cores       int     `json:"cores"`
}

// timersBrain is a brain with that one playbook; it needs no model, because nobody writes.
func timersBrain(brand engine.Brand) (*engine.Brain, string, error) {
	pb, err := playbook.Parse("timer.yaml", []byte(timersBook))
	if err != nil {
		return nil, "", err
	}
	brand.Topics, brand.Menu = nil, nil
	b, err := engine.New(engine.Parts{Index: knowledge.NewIndex(nil, understand.Standard), Playbooks: []*playbook.Playbook{pb}, Brand: brand})
	if err != nil {
		return nil, "", err
	}
	state, err := json.Marshal(engine.Run{Playbook: pb.Ref(), Path: pb.Steps[0].Path, Proactive: true})
	return b, string(state), err
}

// Run puts runs to sleep, lets them all come due at once, and measures how late their turns begin and are durable; beside
// it, what the bare taking of as many rows costs on the same store.
func (c *benchTimers) Run(p *program) error {
	db, remove, err := benchStore(p, c.Store, c.Postgres)
	if err != nil {
		return err
	}
	defer remove()
	if c.Profile != "" {
		out, err := os.Create(c.Profile)
		if err != nil {
			return err
		}
		defer out.Close()
		if err := pprof.StartCPUProfile(out); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	f, err := c.measure(p, db)
	if err != nil {
		return err
	}
	return p.result(f, func() {
		p.printf("%d runs asleep: %.0f bytes of memory each, %d bytes of state, %d statements while they sleep\n", f.Runs, f.BytesPerRun, f.StateBytes, f.IdleQueries)
		p.printf("all due at once    bare claim %.2f s   all turns durable %.2f s   ratio %.1f   failed %d\n", f.BareClaim, f.All, f.Ratio, f.Failed)
		p.printf("late ms            claimed p50 %.0f  p99 %.0f   durable p50 %.0f  p99 %.0f  max %.0f   cores %d\n", f.ClaimP50, f.ClaimP99, f.DoneP50, f.DoneP99, f.DoneMax, f.Cores)
	})
}

// timersAhead is how long the runs sleep once they are stored; in the middle of it nothing may happen.
const timersAhead = 4 * time.Second

func (c *benchTimers) measure(p *program, db *store.DB) (timerFigures, error) {
	f := timerFigures{Runs: c.Runs, Cores: runtime.NumCPU()}
	w, err := createWorkspace(p.ctx, db, "Toko Terang", "retail")
	if err != nil {
		return f, err
	}
	loaded, err := config.Load(config.Sources{Flags: map[string]string{"listen": "127.0.0.1:0", "log.level": "error", "workspaces.toko-terang.pack": "retail"}})
	if err != nil {
		return f, err
	}
	h, err := wire(p.ctx, loaded.Config, db, wiring{log: newLogger(io.Discard, loaded.Config.Log)})
	if err != nil {
		return f, err
	}
	brain, state, err := timersBrain(h.brands[w.ID].pack.Brand)
	if err != nil {
		return f, err
	}
	h.brands[w.ID].brain.Store(brain)
	f.StateBytes = len(state)
	watch := &bench.Stopwatch{Turner: h.assistant, Clock: clock}
	service := audience.New(audience.Parts{
		Store: db, Turns: watch, Contacts: h.delivery, Brain: h.brain, Workspaces: h.workspaces, Channels: beginning(), Node: "bench", Clock: clock, IDs: newID, Logger: h.log,
	})
	past := clock().Add(-time.Minute)
	if err := bench.FillRuns(p.ctx, db, w.ID, "timer@1", state, terang.ClassSecurity, c.Runs, past, newID, random); err != nil {
		return f, err
	}
	if f.BareClaim, _, err = bench.BareClaim(p.ctx, db, beginning(), bench.ClaimBatch, clock); err != nil {
		return f, err
	}
	return c.wake(p, db, service, watch, f)
}

// wake moves what was claimed to one moment ahead and watches it come.
func (c *benchTimers) wake(p *program, db *store.DB, service *audience.Service, watch *bench.Stopwatch, f timerFigures) (timerFigures, error) {
	due := clock().Add(timersAhead).Truncate(time.Millisecond)
	err := db.Write(p.ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`update run set wake_at = $1, due_at = $1 where ended_at = 0`, store.Millis(due))
		return err
	})
	if err != nil {
		return f, err
	}
	watch.Due(due)
	before := heap()
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	ended := make(chan struct{})
	go func() {
		service.Run(ctx)
		close(ended)
	}()
	time.Sleep(timersAhead / 4)
	statements := db.Stats().Statements
	f.BytesPerRun = max(float64(heap())-float64(before), 0) / float64(c.Runs)
	time.Sleep(timersAhead / 2)
	f.IdleQueries = db.Stats().Statements - statements
	for got := watch.Lateness(); got.Turns+got.Failed < c.Runs; got = watch.Lateness() {
		if clock().After(due.Add(5 * time.Minute)) {
			stop()
			return f, fmt.Errorf("bench: only %d of %d turns within five minutes", got.Turns, c.Runs)
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	<-ended
	l := watch.Lateness()
	f.Failed, f.ClaimP50, f.ClaimP99, f.DoneP50, f.DoneP99, f.DoneMax = l.Failed, l.BeganP50, l.BeganP99, l.DoneP50, l.DoneP99, l.DoneMax
	f.All = l.DoneMax / 1000
	f.Ratio = f.All / f.BareClaim
	return f, nil
}

// heap is the memory that lives.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
