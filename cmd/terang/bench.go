package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"strings"
	"time"

	"terang/config"
	"terang/internal/bench"
	"terang/store"
)

// benchCmd measures the real server in a process of its own, and beside it the null server, from outside.
type benchCmd struct {
	Turn     benchTurn     `cmd:"" help:"${help_bench_turn}"`
	Idle     benchIdle     `cmd:"" help:"${help_bench_idle}"`
	Start    benchStart    `cmd:"" help:"${help_bench_start}"`
	Overload benchOverload `cmd:"" help:"${help_bench_overload}"`
	Timers   benchTimers   `cmd:"" help:"${help_bench_timers}"`
	Report   benchReport   `cmd:"" help:"${help_bench_report}"`
	Playbook benchPlaybook `cmd:"" help:"${help_bench_playbook}"`
	Replay   benchReplay   `cmd:"" help:"${help_bench_replay}"`
	Handover benchHandOver `cmd:"" help:"${help_bench_handover}"`
	Search   benchSearch   `cmd:"" help:"${help_bench_search}"`
	Serve    benchServe    `cmd:"" hidden:"" help:"${help_bench_serve}"`
}

// benchServe is the measured server. It prints its address and the widget key, and ends with its input.
type benchServe struct {
	Dir      string        `required:""`
	Null     bool          `help:"the null server"`
	Postgres string        ``
	Fsync    time.Duration ``
	PerRow   bool          ``
	Limits   bool          `help:"with the limits of service"`
	Profile  string        `help:"write a CPU profile here" env:"TERANG_BENCH_PROFILE"`
}

// Run serves until standard input ends, so that no server outlives its measurement.
func (c *benchServe) Run(p *program) error {
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	if c.Profile != "" && !c.Null {
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
	cfg := store.Config{Dir: c.Dir, Postgres: c.Postgres, FsyncDelay: c.Fsync, CommitPerRow: c.PerRow}
	if c.Postgres != "" {
		cfg.Dir = ""
	}
	db, err := store.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer db.Close()
	if c.Null {
		return c.serveNull(ctx, p, db)
	}
	return c.serveHouse(ctx, p, db)
}

func (c *benchServe) serveNull(ctx context.Context, p *program, db *store.DB) error {
	n, err := bench.NewNullServer(ctx, db)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := newHTTPServer(n.Handler())
	server.WriteTimeout = 0
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	p.println(l.Addr().String(), "wk_null")
	if err := server.Serve(l); ctx.Err() == nil {
		return err
	}
	return nil
}

func (c *benchServe) serveHouse(ctx context.Context, p *program, db *store.DB) error {
	flags := map[string]string{"listen": "127.0.0.1:0", "data": c.Dir, "log.level": "error", "workspaces.toko-terang.pack": "retail", "limits.streams": "100000"}
	if !c.Limits {
		flags["limits.contact"], flags["limits.visitor"] = "off", "off"
	}
	loaded, err := config.Load(config.Sources{File: "", ReadFile: os.ReadFile, Flags: flags})
	if err != nil {
		return err
	}
	all, err := store.Workspaces(ctx, db)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		w, err := createWorkspace(ctx, db, "Toko Terang", "retail")
		if err != nil {
			return err
		}
		all = append(all, w)
	}
	h, err := wire(ctx, loaded.Config, db, wiring{log: newLogger(p.err, loaded.Config.Log)})
	if err != nil {
		return err
	}
	return h.serve(ctx, func(address string) { p.println(address, all[0].PublicKey) })
}

// measured is a server process under measurement.
type measured struct {
	target bench.Target
	ready  time.Duration
	cmd    *exec.Cmd
	input  io.WriteCloser
}

// launch starts a server process and waits until it answers /readyz (or, for the null server, says its address).
func launch(ctx context.Context, p *program, args ...string) (*measured, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{"bench", "serve"}, args...)...)
	cmd.Stderr = p.err
	cmd.Env = p.environ
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	m := &measured{cmd: cmd, input: input}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("bench: the server did not start: %w", err)
	}
	address, key, _ := strings.Cut(strings.TrimSpace(line), " ")
	m.target = bench.Target{URL: "http://" + address, Key: key, PID: cmd.Process.Pid}
	for key != "wk_null" {
		res, err := http.Get(m.target.URL + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(began) > time.Minute {
			m.end()
			return nil, fmt.Errorf("bench: the server was not ready within a minute")
		}
		time.Sleep(time.Millisecond)
	}
	m.ready = time.Since(began)
	return m, nil
}

func (m *measured) end() {
	_ = m.input.Close()
	_ = m.cmd.Wait()
}

// folder makes a throw-away folder on the disk of the working folder, which is what is to be measured: /tmp may be memory.
func folder() (string, func(), error) {
	dir, err := os.MkdirTemp(".", ".terang-bench-")
	if err != nil {
		return "", nil, err
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}

// benchPostgres is the URL of the store that was chosen, "" for the embedded one.
func benchPostgres(kind, url string) (string, error) {
	if kind != "postgres" {
		return "", nil
	}
	if url == "" {
		return "", fail("usage", nil, "detail", "--store postgres needs --postgres URL", "command", "terang bench")
	}
	return url, nil
}

// benchStore opens the store that was chosen; the function that comes with it closes it and removes what it left.
func benchStore(p *program, kind, url string) (*store.DB, func(), error) {
	postgres, err := benchPostgres(kind, url)
	if err != nil {
		return nil, nil, err
	}
	dir, remove, err := folder()
	if err != nil {
		return nil, nil, err
	}
	cfg := store.Config{Dir: dir}
	if postgres != "" {
		cfg = store.Config{Postgres: postgres}
	}
	db, err := store.Open(p.ctx, cfg)
	if err != nil {
		remove()
		return nil, nil, err
	}
	return db, func() {
		_ = db.Close()
		remove()
	}, nil
}

// serveArgs are the arguments of a server on a folder.
func serveArgs(dir string, null bool, fsync time.Duration, perRow bool, postgres string) []string {
	args := []string{"--dir", dir}
	if null {
		args = append(args, "--null")
	}
	if fsync > 0 {
		args = append(args, "--fsync", fsync.String())
	}
	if perRow {
		args = append(args, "--per-row")
	}
	if postgres != "" && !null {
		args = append(args, "--postgres", postgres)
	}
	return args
}
