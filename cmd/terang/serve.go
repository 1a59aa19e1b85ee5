package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"terang/config"
	"terang/httpapi"
	"terang/store"
)

// Limits of the HTTP server.
const (
	readHeaderTime = 5 * time.Second
	readTime       = 30 * time.Second
	writeTime      = 60 * time.Second
	idleTime       = 2 * time.Minute
	maxHeader      = 32 << 10
	drainTime      = 20 * time.Second // for requests and turns that run when the process is told to end
	gcPercent      = 200              // the live heap is small; collecting half as often saves a tenth of a turn's CPU
	sweepEvery     = 10 * time.Second // where other nodes may have died and left turns behind
)

type serveCmd struct {
	source
}

// Run starts the server and returns when it was told to end and everything accepted is durable.
func (c *serveCmd) Run(p *program) error {
	loaded, err := c.load(p)
	if err != nil {
		return err
	}
	log := newLogger(p.err, loaded.Config.Log)
	for _, w := range loaded.Warnings {
		log.Warn("configuration", "detail", w.Text("en"))
	}
	db, err := openStore(p.ctx, loaded.Config)
	if err != nil {
		return err
	}
	defer db.Close()
	h, err := wire(p.ctx, loaded.Config, db, wiring{log: log})
	if err != nil {
		return err
	}
	if len(h.brands) == 0 {
		return fail("no_workspace", nil)
	}
	if err := warnStray(p.ctx, loaded.Config, db, log); err != nil {
		return err
	}
	return h.serve(p.ctx, func(address string) {
		log.Info("ready", "url", h.cfg.BaseURL(), "address", address, "version", version, "engine", db.Engine())
		go debug.FreeOSMemory() // reading packs and models leaves more behind than running needs
	})
}

// warnStray tells of settings for workspaces that do not exist: they would be silently without effect.
func warnStray(ctx context.Context, cfg config.Config, db *store.DB, log *slog.Logger) error {
	all, err := store.Workspaces(ctx, db)
	if err != nil {
		return err
	}
	known := make([]string, len(all))
	for i, w := range all {
		known[i] = slug(w.Name)
	}
	slices.Sort(known)
	for _, name := range slices.Sorted(maps.Keys(cfg.Workspaces)) {
		if !slices.Contains(known, name) {
			log.Warn("the configuration names a workspace that does not exist; its settings are not used", "workspace", name, "detail", strings.Join(known, ", "))
		}
	}
	return nil
}

// serve runs until ctx ends, then stops in the order in which nothing is lost: live readers are told to come
// back, requests drain, turns end, jobs end, the store closes last (by its owner).
func (h *house) serve(ctx context.Context, ready func(address string)) error {
	listener, err := net.Listen("tcp", h.cfg.Listen)
	if err != nil {
		return fail("listen", err, "address", h.cfg.Listen)
	}
	server := newHTTPServer(h.server)
	conns := limitConnections(listener, h.cfg.Limits.Connections)
	server.ConnState = conns.watch
	var metrics *http.Server
	if h.cfg.Metrics.Listen != "" && h.cfg.Metrics.Listen != "off" {
		if metrics, err = h.serveMetrics(); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	hard, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	var wg sync.WaitGroup
	wg.Go(func() { h.queue.Run(running, hard) })
	for _, work := range h.background {
		wg.Go(func() { work(running) })
	}
	if err := h.assistant.Sweep(ctx, clock()); err != nil {
		h.log.Error("turns that were due at the start not found", "error", err)
	}
	if h.db.Engine() == store.Postgres {
		wg.Go(func() { h.sweep(running) })
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(conns) }()
	ready(listener.Addr().String())
	// What training the packs left behind goes back to the system now, not at the first busy hour.
	debug.SetGCPercent(gcPercent)
	debug.FreeOSMemory()
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fail("listen", err, "address", h.cfg.Listen)
	}
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	h.server.Close()
	problems := []error{err, server.Shutdown(drain), h.assistant.Close(drain)}
	if metrics != nil {
		problems = append(problems, metrics.Shutdown(drain))
	}
	conns.end()
	stop()
	context.AfterFunc(drain, interrupt)
	h.training.Close()
	wg.Wait()
	h.publisher.Close()
	return errors.Join(problems...)
}

func newHTTPServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
	}
}

func (h *house) serveMetrics() (*http.Server, error) {
	listener, err := net.Listen("tcp", h.cfg.Metrics.Listen)
	if err != nil {
		return nil, fail("listen", err, "address", h.cfg.Metrics.Listen)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", httpapi.MetricsHandler(h.metrics))
	server := newHTTPServer(mux)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			h.log.Error("metrics listener ended", "error", err)
		}
	}()
	return server, nil
}

// sweep finds turns that a dead node left behind.
func (h *house) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := h.assistant.Sweep(ctx, clock().Add(-sweepEvery)); err != nil && ctx.Err() == nil {
				h.log.Error("sweep for turns failed", "error", err)
			}
		}
	}
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(p *program) error {
	return p.result(map[string]any{"version": version, "schema": store.SchemaVersion}, func() { p.println("terang", version) })
}

type configCmd struct {
	source
}

// Run prints each value in force and where it came from.
func (c *configCmd) Run(p *program) error {
	loaded, err := c.load(p)
	if err != nil {
		return err
	}
	return p.result(map[string]any{"settings": loaded.Settings, "warnings": loaded.Warnings}, func() {
		for _, s := range loaded.Settings {
			from := s.Origin.Kind
			if s.Origin.Where != "" {
				from = s.Origin.Where
			} else if p.language == "id" {
				from = "bawaan"
			}
			p.printf("%-36s %-44s %s\n", s.Key, quoted(s.Value), from)
		}
		for _, w := range loaded.Warnings {
			p.println(w.Text(p.language))
		}
	})
}

func quoted(s string) string {
	if s == "" {
		return `""`
	}
	return s
}
