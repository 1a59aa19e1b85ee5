package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"terang"
	"terang/aide"
	"terang/answering"
	"terang/assistant"
	"terang/audience"
	"terang/authoring"
	"terang/channel"
	"terang/config"
	"terang/connection"
	"terang/delivery"
	"terang/desk"
	"terang/engine"
	"terang/httpapi"
	"terang/inbox"
	"terang/live"
	"terang/llm"
	"terang/locker"
	"terang/notify"
	"terang/person"
	"terang/provenance"
	"terang/queue"
	"terang/report"
	"terang/segment"
	"terang/store"
	"terang/threshold"
	"terang/training"
	"terang/web"
	"terang/webhook"
)

// house is everything, put together. There is no other place where rooms meet.
type house struct {
	cfg         config.Config
	log         *slog.Logger
	db          *store.DB
	metrics     *prometheus.Registry
	channels    map[string]channel.Channel
	brands      map[string]*brand // by workspace id
	queue       *queue.Queue
	webhooks    *webhook.Service
	notify      *notify.Service
	training    *training.Service
	authoring   *authoring.Service
	threshold   *threshold.Service
	connections *connection.Service
	proofs      *provenance.Log
	policies    *policies
	delivery    *delivery.Delivery
	desk        *desk.Desk
	accounts    *desk.Accounts
	assistant   *assistant.Assistant
	audience    *audience.Service
	inbox       *inbox.Inbox
	publisher   *httpapi.Publisher
	server      *httpapi.Server
	background  []func(ctx context.Context)
	clock       terang.Clock
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
	h.authoring = authoring.New(authoring.Parts{Store: db, Swap: h.swapBooks, Model: h.training.Candidate, Actions: h.callable, Clock: h.clock, Logger: h.log})
	h.threshold = threshold.New(threshold.Parts{Store: db, Swap: h.swapLines, Playbooks: h.matters, Clock: h.clock, IDs: newID, Logger: h.log})
	h.connections = newConnections(h)
	h.background = append(h.background, h.training.Run, h.authoring.Run, h.threshold.Run, h.connections.Run)
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
	if h.notify, err = newNotify(ctx, h); err != nil {
		return nil, err
	}
	if err = h.openLog(); err != nil {
		return nil, err
	}
	h.delivery = delivery.New(delivery.Parts{
		Store: db, Log: h.proofs, Channels: h.channels, Brand: h.brandName, Adds: h.disclosure, Rules: h.policies.rules, Zone: h.zone, Recorder: recorders{h}, Announcer: h, Meter: m, Clock: h.clock, IDs: newID, Logger: h.log,
	})
	h.accounts = desk.NewAccounts(db, h.clock, newID, random, cfg.Session.Lifetime, cfg.Limits.ArgonLanes).With(h.connections)
	if h.desk, err = desk.New(ctx, h.delivery, h.accounts, desk.Parts{
		Hours: h.hours, Full: h.full, Reach: h.reach, Opens: h.opens, Opened: h.opened, Warn: h.warn, Speaks: httpapi.Speaks,
		Offered: h.offered,
		Undo:    time.Duration(cfg.Desk.UndoSeconds) * time.Second,
		Left:    func(o store.Outgoing, what string) { h.publisher.Left(o, what) },
		Came: func(ws, agentID, presence string, until time.Time) {
			h.publisher.Presence(ws, agentID, presence, until)
		},
	}); err != nil {
		return nil, err
	}
	h.publisher = httpapi.NewPublisher(broker, db, h.desk, h.offers, h.clock, h.log)
	h.assistant = assistant.New(assistant.Parts{
		Delivery: h.delivery, Store: db, Brain: h.brain, Actions: h.caller, Desk: h.desk, Watcher: h.publisher, Meter: m, Clock: h.clock, IDs: newID, Logger: h.log,
		Slept: func(until time.Time) { h.audience.Wake(until) }, Segments: func(ws string) bool { return len(h.segments(ws).All()) > 0 },
		Promised: h.desk.Wake,
	})
	h.audience = audience.New(audience.Parts{
		Store: db, Turns: h.assistant, Contacts: h.delivery, Brain: h.brain, Segments: h.segments, Workspaces: h.workspaces, Channels: beginning(),
		Node: nodeName(), Meter: m, Clock: h.clock, IDs: newID, Logger: h.log,
	})
	h.background = append(h.background, h.audience.Run, h.desk.Run, h.backfillSearch)
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
	files := locker.New(locker.Parts{Store: h.db, Limit: h.cfg.Limits.File, Quota: h.cfg.Limits.Files, Clock: h.clock, IDs: newID, Logger: h.log})
	h.background = append(h.background, files.Run)
	pages := httpapi.Pages{Metrics: h.cfg.Metrics.Listen == ""}
	if w.demo != nil {
		pages.Demo = w.demo(h)
	}
	h.server, err = httpapi.New(httpapi.Parts{
		Store: h.db, Inbox: h.inbox, Assistant: h.assistant, Audience: h.audience, Desk: h.desk, Accounts: h.accounts, Webhooks: h.webhooks, Proofs: h.proofs,
		Training: h.training, Authoring: h.authoring, Threshold: h.threshold, Connections: h.connections, Notify: h.notify,
		Persons:   &person.Service{Store: h.db, Clock: h.clock, IDs: newID, Zone: h.delivery.Night, Stale: h.delivery.Stale},
		Report:    report.New(report.Parts{Store: h.db, Zone: h.zone, Clock: h.clock}),
		Aide:      aide.New(aide.Parts{Store: h.db, Brain: h.brain, Brand: h.brandName, Model: h.model()}),
		Answering: answering.New(answering.Parts{Store: h.db, Brain: h.brain, Brand: h.brandName, Clock: h.clock, IDs: newID}),
		Live:      broker, Files: files, Spool: h.cfg.Data, Publisher: h.publisher, Brand: h.brandOf, Routable: h.routable, Transparency: h.transparency, Ready: h.ready, Overfull: h.overfull, Web: tree, Pages: pages,
		ContactKey: key, Clock: h.clock, IDs: newID, Random: random, Logger: h.log, Metrics: h.metrics,
		PublicURL: h.cfg.BaseURL(), Locale: h.cfg.Locale, Proxies: h.cfg.Proxies, Limits: h.cfg.Limits, Session: h.cfg.Session, OIDC: h.cfg.OIDC, Version: version,
	})
	return err
}

// model is the language model, nil where none is set.
func (h *house) model() *llm.Client {
	l := h.cfg.LLM
	return llm.New(llm.Options{URL: l.URL, Key: l.Key, Model: l.Model, Timeout: l.Timeout, PerDay: l.PerDay, Clock: h.clock})
}

// overfull says that an accepted message would wait too long for its answer: new writes are then refused at once,
// with a Retry-After.
func (h *house) overfull() bool { return h.assistant.Backlog() > h.cfg.Limits.Backlog }

// Announce implements delivery.Announcer: the desk first, so that what browsers are told of the queue is true.
func (h *house) Announce(e *terang.Event) {
	h.desk.Watch(e)
	h.publisher.Announce(e)
}

func (h *house) brain(workspaceID string) *engine.Brain {
	if b := h.brands[workspaceID]; b != nil {
		return b.brain.Load()
	}
	return nil
}

func (h *house) brandName(workspaceID string) string {
	if b := h.brands[workspaceID]; b != nil {
		return b.workspace.Name
	}
	return ""
}

// workspaces are those that run a pack here.
func (h *house) workspaces() []string { return slices.Sorted(maps.Keys(h.brands)) }

// segments are those of a workspace's pack, nil for none.
func (h *house) segments(workspaceID string) *segment.Set {
	if b := h.brands[workspaceID]; b != nil {
		return b.pack.Segments
	}
	return nil
}

// zone is where a brand's nights are counted.
func (h *house) zone(workspaceID string) *time.Location {
	if b := h.brain(workspaceID); b != nil {
		return b.Zone()
	}
	return nil
}

// disclosure is what a brand adds to the first disclosure.
func (h *house) disclosure(workspaceID string) terang.Text {
	if b := h.brands[workspaceID]; b != nil {
		return b.pack.Brand.Disclosure
	}
	return nil
}

func (h *house) hours(workspaceID string) terang.Text {
	if b := h.brain(workspaceID); b != nil {
		return b.Brand().Hours.Text
	}
	return nil
}

// opened lets the hours that a workspace set hold from the next turn on; nil are those of its file.
func (h *house) opened(workspaceID string, set *engine.SetHours) {
	b := h.brands[workspaceID]
	if b == nil {
		return
	}
	hours := b.pack.Brain.Brand().Hours
	if set != nil {
		own, err := hours.Set(*set)
		if err != nil { // the desk took it: only a file that was changed by hand comes here
			h.log.Warn("the opening hours that were set do not fit, those of the pack hold", "workspace", workspaceID, "error", err)
		} else {
			hours = own
		}
	}
	b.open(hours)
}

// opens is when a brand's desk is open at or after a time, zero where it states no hours.
func (h *house) opens(workspaceID string, at time.Time) time.Time {
	if b := h.brain(workspaceID); b != nil {
		next, _ := b.Brand().Hours.NextOpen(at)
		return next
	}
	return time.Time{}
}

// full is how many may wait for each agent of a brand who is there.
func (h *house) full(workspaceID string) int {
	if b := h.brain(workspaceID); b != nil {
		return b.Brand().Desk.WaitingPerAgent
	}
	return 0
}

func (h *house) reach(workspaceID string) []terang.PromiseKind {
	if b := h.brain(workspaceID); b != nil {
		return b.Brand().ReachedBy()
	}
	return nil
}

// offers is the score under which a person is offered, where neither playbook nor risk has another.
func (h *house) offers(workspaceID string) int {
	if b := h.brain(workspaceID); b != nil {
		return b.Policy().Offer
	}
	return 0
}

func (h *house) brandOf(workspaceID string) (httpapi.Brand, bool) {
	b := h.brands[workspaceID]
	if b == nil {
		return httpapi.Brand{}, false
	}
	data, set := b.pack.Brain.Brand(), b.workspace.Settings
	data.Hours.Text = h.hours(workspaceID)
	out := httpapi.Brand{Name: b.workspace.Name, ActionColor: data.ActionColor, LogoURL: data.LogoURL, Hours: data.Hours.Text, Threshold: h.offers(workspaceID)}
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
