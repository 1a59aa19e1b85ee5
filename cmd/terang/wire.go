package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"terang"
	"terang/action"
	"terang/assistant"
	"terang/channel"
	"terang/config"
	"terang/delivery"
	"terang/desk"
	"terang/engine"
	"terang/httpapi"
	"terang/inbox"
	"terang/live"
	"terang/provenance"
	"terang/queue"
	"terang/store"
	"terang/training"
	"terang/understand"
	"terang/web"
	"terang/webhook"
)

// house is everything, put together. There is no other place where rooms meet.
type house struct {
	cfg        config.Config
	log        *slog.Logger
	db         *store.DB
	metrics    *prometheus.Registry
	channels   map[string]channel.Channel
	brands     map[string]*brand // by workspace id
	queue      *queue.Queue
	webhooks   *webhook.Service
	training   *training.Service
	proofs     *provenance.Log
	policies   *policies
	delivery   *delivery.Delivery
	desk       *desk.Desk
	accounts   *desk.Accounts
	assistant  *assistant.Assistant
	inbox      *inbox.Inbox
	publisher  *httpapi.Publisher
	server     *httpapi.Server
	background []func(ctx context.Context)
	clock      terang.Clock
}

// brand is a workspace with its pack and the way to its own system.
type brand struct {
	workspace store.Workspace
	pack      *assistant.Pack
	brain     atomic.Pointer[engine.Brain] // the pack's, with the model that is live
	actions   assistant.Caller
}

// wiring are the ways in which runs differ.
type wiring struct {
	log   *slog.Logger
	clock terang.Clock // nil is the machine's
	demo  func(h *house) func(mux *http.ServeMux, signIn func(w http.ResponseWriter, secret string))
}

func clock() time.Time { return time.Now() }

func newID(prefix string) string {
	var entropy [10]byte
	copy(entropy[:], random(len(entropy)))
	return terang.NewID(prefix, time.Now(), entropy)
}

// random gives n unpredictable bytes; crypto/rand never fails (it ends the program rather than be weak).
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func openStore(ctx context.Context, cfg config.Config) (*store.DB, error) {
	db, err := store.Open(ctx, store.Config{Dir: storeDir(cfg), Postgres: cfg.Postgres})
	if err != nil {
		return nil, fail("store", err, "data", cfg.Data)
	}
	return db, nil
}

func storeDir(cfg config.Config) string {
	if cfg.Postgres != "" {
		return ""
	}
	return cfg.Data
}

// wire puts the house together on an open store. Nothing runs yet: see [house.serve].
func wire(ctx context.Context, cfg config.Config, db *store.DB, w wiring) (*house, error) {
	h := &house{cfg: cfg, log: w.log, db: db, metrics: prometheus.NewRegistry(), channels: channels(), clock: w.clock}
	if h.clock == nil {
		h.clock = clock
	}
	ear, err := deepEar(cfg)
	if err != nil {
		return nil, err
	}
	h.training = training.New(training.Parts{Store: db, Encoder: ear, Swap: h.swap, Clock: h.clock, IDs: newID, Logger: h.log})
	h.background = append(h.background, h.training.Run)
	if err := h.openBrands(ctx); err != nil {
		return nil, err
	}
	m := newMeter(h.metrics)
	broker := live.New(h.clock().UnixMilli())
	h.queue = queue.New(db, queue.Options{Node: nodeName(), Clock: h.clock, IDs: newID, Random: mathrand.Float64, Log: h.log})
	if h.policies, err = openPolicies(cfg, h.log); err != nil {
		return nil, err
	}
	h.background = append(h.background, h.policies.watch)
	h.webhooks, err = webhook.New(ctx, db, h.queue, webhook.Options{
		Clock: h.clock, IDs: newID, Random: rand.Reader, Log: h.log, Timeout: cfg.Webhook.Timeout, GiveUp: cfg.Webhook.GiveUp, AllowPrivate: cfg.Webhook.AllowPrivate,
	})
	if err != nil {
		return nil, err
	}
	if err = h.openLog(); err != nil {
		return nil, err
	}
	h.delivery = delivery.New(delivery.Parts{
		Store: db, Log: h.proofs, Channels: h.channels, Brand: h.brandName, Adds: h.disclosure, Rules: h.policies.rules, Recorder: h.webhooks, Announcer: h, Meter: m, Clock: h.clock, IDs: newID, Logger: h.log,
	})
	h.accounts = desk.NewAccounts(db, h.clock, newID, random, cfg.Session.Lifetime, cfg.Limits.ArgonLanes)
	if h.desk, err = desk.New(ctx, h.delivery, h.accounts, h.hours); err != nil {
		return nil, err
	}
	h.publisher = httpapi.NewPublisher(broker, db, func(ws string) bool { return h.desk.Availability(ws).Online > 0 }, h.threshold, h.log)
	h.assistant = assistant.New(assistant.Parts{
		Delivery: h.delivery, Store: db, Brain: h.brain, Actions: h.caller, Desk: h.desk, Watcher: h.publisher, Meter: m, Clock: h.clock, Logger: h.log,
	})
	h.inbox = inbox.New(h.delivery, h.assistant, newID, random)
	return h, h.wireEdge(ctx, broker, w)
}

func (h *house) wireEdge(ctx context.Context, broker *live.Broker, w wiring) error {
	key, err := storedKey(ctx, h.db, "contact_key")
	if err != nil {
		return err
	}
	tree, err := web.Files()
	if err != nil {
		return fmt.Errorf("terang: web parts: %w", err)
	}
	pages := httpapi.Pages{Metrics: h.cfg.Metrics.Listen == ""}
	if w.demo != nil {
		pages.Demo = w.demo(h)
	}
	h.server, err = httpapi.New(httpapi.Parts{
		Store: h.db, Inbox: h.inbox, Assistant: h.assistant, Desk: h.desk, Accounts: h.accounts, Webhooks: h.webhooks, Proofs: h.proofs, Training: h.training,
		Live: broker, Publisher: h.publisher, Brand: h.brandOf, Transparency: h.transparency, Ready: h.ready, Overfull: h.overfull, Web: tree, Pages: pages,
		ContactKey: key, Clock: h.clock, IDs: newID, Random: random, Logger: h.log, Metrics: h.metrics,
		PublicURL: h.cfg.BaseURL(), Locale: h.cfg.Locale, Proxies: h.cfg.Proxies, Limits: h.cfg.Limits, Session: h.cfg.Session, Version: version,
	})
	return err
}

// overfull says that an accepted message would wait too long for its answer: new writes are then refused at once,
// with a Retry-After.
func (h *house) overfull() bool { return h.assistant.Backlog() > h.cfg.Limits.Backlog }

// Announce implements delivery.Announcer: the desk first, so that what browsers are told of the queue is true.
func (h *house) Announce(e *terang.Event) {
	h.desk.Watch(e)
	h.publisher.Announce(e)
}

// openBrands reads the workspaces and their packs. A pack that two workspaces run is read once.
func (h *house) openBrands(ctx context.Context) error {
	all, err := store.Workspaces(ctx, h.db)
	if err != nil {
		return fmt.Errorf("terang: workspaces: %w", err)
	}
	h.brands = make(map[string]*brand, len(all))
	read := map[string]*assistant.Pack{}
	for _, w := range all {
		set := h.cfg.Workspaces[slug(w.Name)]
		name := w.Pack
		if set.Pack != "" {
			name = set.Pack
		}
		p := read[name]
		if p == nil {
			if p, err = loadPack(name); err != nil {
				return err
			}
			read[name] = p
		}
		b := &brand{workspace: w, pack: p, actions: unreachable{}}
		if set.Action.URL != "" {
			if b.actions, err = newCaller(set.Action, p, h.clock); err != nil {
				return fail("action", err, "workspace", slug(w.Name))
			}
		}
		model, err := h.training.Open(ctx, w.ID, training.Pack{Examples: p.Examples, Options: p.Options, Titles: p.Titles(), Model: p.Model})
		if err != nil {
			return fail("pack_broken", err, "pack", name)
		}
		b.brain.Store(p.Brain.With(model))
		h.brands[w.ID] = b
	}
	return nil
}

// swap lets a model understand from the next turn on.
func (h *house) swap(workspaceID string, m *understand.Model) error {
	b := h.brands[workspaceID]
	if b == nil {
		return terang.Fail(terang.NotFound, "workspace_not_loaded")
	}
	b.brain.Store(b.pack.Brain.With(m))
	return nil
}

// newCaller makes the way to a brand's system. The operator's own configuration names its hosts, so they may
// be private ones; nothing that a contact says can name another.
func newCaller(a config.Action, p *assistant.Pack, now terang.Clock) (assistant.Caller, error) {
	u, err := url.Parse(a.URL)
	if err != nil {
		return nil, fmt.Errorf("terang: action: %w", err)
	}
	hosts := []string{withPort(u)}
	for _, host := range a.Hosts {
		hosts = append(hosts, withPort(&url.URL{Scheme: u.Scheme, Host: host}))
	}
	c := action.Config{BaseURL: a.URL, Allow: hosts, AllowPrivate: hosts, Specs: p.Actions, Clock: now, Jitter: mathrand.Float64}
	if a.Credential != "" {
		c.Credential = action.Credential{Header: a.Header, Value: action.Secret(a.Credential)}
		if strings.EqualFold(a.Header, "Authorization") {
			c.Credential.Value = action.Secret("Bearer " + a.Credential)
		}
	}
	return action.New(c)
}

func withPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	if u.Scheme == "https" {
		return u.Host + ":443"
	}
	return u.Host + ":80"
}

// unreachable stands where no brand's system was configured: whatever needs it goes to a person.
type unreachable struct{}

// Call implements assistant.Caller.
func (unreachable) Call(context.Context, action.Request) (action.Result, error) {
	return action.Result{}, terang.Fail(terang.Unavailable, "action_not_connected")
}

func (h *house) brain(workspaceID string) *engine.Brain {
	if b := h.brands[workspaceID]; b != nil {
		return b.brain.Load()
	}
	return nil
}

func (h *house) caller(workspaceID string) assistant.Caller {
	if b := h.brands[workspaceID]; b != nil {
		return b.actions
	}
	return unreachable{}
}

func (h *house) brandName(workspaceID string) string {
	if b := h.brands[workspaceID]; b != nil {
		return b.workspace.Name
	}
	return ""
}

// disclosure is what a brand adds to the first disclosure.
func (h *house) disclosure(workspaceID string) terang.Text {
	if b := h.brands[workspaceID]; b != nil {
		return b.pack.Brand.Disclosure
	}
	return nil
}

func (h *house) hours(workspaceID string) terang.Text {
	if b := h.brands[workspaceID]; b != nil {
		return b.pack.Brain.Brand().Hours.Text
	}
	return nil
}

func (h *house) threshold(workspaceID string) int {
	if b := h.brands[workspaceID]; b != nil {
		return b.pack.Brain.Policy().Offer
	}
	return 0
}

func (h *house) brandOf(workspaceID string) (httpapi.Brand, bool) {
	b := h.brands[workspaceID]
	if b == nil {
		return httpapi.Brand{}, false
	}
	data, set := b.pack.Brain.Brand(), b.workspace.Settings
	out := httpapi.Brand{Name: b.workspace.Name, ActionColor: data.ActionColor, LogoURL: data.LogoURL, Hours: data.Hours.Text, Threshold: h.threshold(workspaceID)}
	if set.ActionColor != "" {
		out.ActionColor = set.ActionColor
	}
	if set.LogoURL != "" {
		out.LogoURL = set.LogoURL
	}
	return out, true
}

// ready says whether conversations can be held: the store answers, and every brand's disclosures pass the
// gate on every channel.
func (h *house) ready(ctx context.Context) error {
	if _, err := store.Workspaces(ctx, h.db); err != nil {
		return err
	}
	for _, b := range h.brands {
		for _, c := range h.channels {
			if err := h.policies.rules().DryRun(c, b.workspace.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// logOrigin names the proof logs: the public host, without scheme. A log keeps the name it was made with.
func logOrigin(cfg config.Config) string {
	base := cfg.BaseURL()
	return base[strings.Index(base, "://")+3:]
}

func nodeName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	return host + "-" + base64.RawURLEncoding.EncodeToString(random(6))
}

// storedKey returns a secret of the installation, made at the first start. It stands with the data, so that
// every node has the same.
func storedKey(ctx context.Context, db *store.DB, name string) ([]byte, error) {
	made := base64.StdEncoding.EncodeToString(random(32))
	var value string
	err := db.Write(ctx, func(tx *store.Tx) error {
		if _, err := tx.Exec(`insert into meta (name, value) values ($1, $2) on conflict (name) do nothing`, name, made); err != nil {
			return err
		}
		return tx.QueryRow(`select value from meta where name = $1`, name).Scan(&value)
	})
	if err != nil {
		return nil, fmt.Errorf("terang: key: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(value)
	if err != nil || len(key) < 32 {
		return nil, errors.New("terang: the stored contact key is damaged")
	}
	return key, nil
}
