package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"terang"
	"terang/action"
	"terang/aide"
	"terang/answering"
	"terang/assistant"
	"terang/audience"
	"terang/authoring"
	"terang/channel"
	"terang/channel/webchat"
	"terang/config"
	"terang/connection"
	"terang/delivery"
	"terang/desk"
	"terang/engine"
	"terang/inbox"
	"terang/live"
	"terang/locker"
	"terang/notify"
	"terang/packs"
	"terang/person"
	"terang/provenance"
	"terang/queue"
	"terang/report"
	"terang/store"
	"terang/store/storetest"
	"terang/threshold"
	"terang/training"
	"terang/trust"
	"terang/understand"
	"terang/webhook"
)

// shop is the retail pack with its trained brain, read once for all tests: neither changes.
var shop = sync.OnceValues(func() (*assistant.Pack, error) {
	files, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		return nil, err
	}
	p, err := assistant.LoadPack(files)
	if err != nil {
		return nil, err
	}
	m, err := p.Train(nil)
	if err != nil {
		return nil, err
	}
	p.Brain = p.Brain.With(m)
	return p, nil
})

// house is the real thing on a real store, with two workspaces, and a clock that the test can move.
type house struct {
	t      *testing.T
	db     *store.DB
	server *Server
	url    string
	clock  atomic.Int64
	desk   *desk.Desk
	ways   *connection.Service
	lines  *threshold.Service
	notify *notify.Service
	a, b   world

	audience *audience.Service
	begins   *engine.Brain // for what begins by itself; nil is the shop's own
}

func (h *house) brain(shop *engine.Brain) func(string) *engine.Brain {
	return func(string) *engine.Brain {
		if h.begins != nil {
			return h.begins
		}
		return shop
	}
}

// begin makes the service of what begins by itself.
func (h *house) begin(p audience.Parts, shop *engine.Brain) *audience.Service {
	p.Brain = h.brain(shop)
	p.Workspaces, p.Channels, p.Node = func() []string { return nil }, []string{webchat.Name}, "test"
	return audience.New(p)
}

// world is one workspace with an owner who is signed in, a contact with a conversation, and a full API token.
type world struct {
	workspace    store.Workspace
	owner        store.Agent
	session      string
	token        string
	contact      string // contact token
	conversation string
	contactID    string
	message      string // id of the greeting
}

type noCaller struct{}

func (noCaller) Call(context.Context, action.Request) (action.Result, error) {
	return action.Result{}, terang.Fail(terang.Unavailable, action.CodeFailed)
}

// roomOf is the house's desk, which comes after its publisher.
type roomOf struct{ h *house }

func (r roomOf) Waits(workspaceID string, n int) (bool, []engine.Wait) {
	return r.h.desk.Waits(workspaceID, n)
}

func (r roomOf) Reach(workspaceID string) []terang.PromiseKind { return r.h.desk.Reach(workspaceID) }

func (r roomOf) Clock(c *terang.Conversation) (desk.Clock, bool) { return r.h.desk.Clock(c) }

func (r roomOf) Team(c *terang.Conversation) (desk.Team, bool) { return r.h.desk.Team(c) }

type noMeter struct{}

func (noMeter) Cleared(string, terang.AuthorKind) {}
func (noMeter) Held(string)                       {}
func (noMeter) Mended(string)                     {}
func (noMeter) Turn(float64, bool)                {}

type recorders []delivery.Recorder

func (r recorders) Record(tx *store.Tx, e *terang.Event) error {
	for _, one := range r {
		if err := one.Record(tx, e); err != nil {
			return err
		}
	}
	return nil
}

type announcers []func(*terang.Event)

func (a announcers) Announce(e *terang.Event) {
	for _, tell := range a {
		tell(e)
	}
}

func defaults(t *testing.T) config.Config {
	t.Helper()
	l, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return l.Config
}

// onBoth runs a test on each engine; [newEmptyHouse] opens the one that the test's name says.
func onBoth(t *testing.T, fn func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, fn)
	}
}

// newHouse builds the house; change adjusts the configuration first.
func newHouse(t *testing.T, change ...func(c *config.Config)) *house {
	t.Helper()
	h := newEmptyHouse(t, change...)
	h.a, h.b = h.populate("A"), h.populate("B")
	return h
}

func newWriter(db *store.DB, teacher *training.Service, now terang.Clock, log *slog.Logger) *authoring.Service {
	swap := func(context.Context, string, *engine.Brain, []understand.Example) error { return nil }
	return authoring.New(authoring.Parts{Store: db, Swap: swap, Model: teacher.Candidate, Clock: now, Logger: log})
}

func newThreshold(db *store.DB, b *engine.Brain, now terang.Clock, ids terang.IDs, log *slog.Logger) *threshold.Service {
	return threshold.New(threshold.Parts{
		Store: db, Swap: func(string, trust.Setting) error { return nil }, Clock: now, IDs: ids, Logger: log,
		Playbooks: func(string) []threshold.Playbook {
			return []threshold.Playbook{{ID: "order_status", Title: terang.Text{"id": "Status pesanan", "en": "Order status"}, Risk: b.Risk("order_status")}}
		},
	})
}

func newEmptyHouse(t *testing.T, change ...func(c *config.Config)) *house {
	t.Helper()
	cfg := defaults(t)
	cfg.Limits.Visitor, cfg.Limits.Contact, cfg.Limits.API = config.Rate{}, config.Rate{}, config.Rate{}
	cfg.Webhook.AllowPrivate = true
	for _, fn := range change {
		fn(&cfg)
	}
	var db *store.DB
	if strings.HasSuffix(t.Name(), "/postgres") {
		db = storetest.Postgres(t)
	} else {
		db = storetest.SQLite(t)
	}
	h := &house{t: t, db: db}
	now := func() time.Time { return time.Now().Add(time.Duration(h.clock.Load())) }
	ids := idsAt(now)
	random := func(n int) []byte { b := make([]byte, n); _, _ = rand.Read(b); return b }
	log := slog.New(slog.NewTextHandler(logWriter{t}, &slog.HandlerOptions{Level: slog.LevelError}))
	q := queue.New(db, queue.Options{Node: "test", Clock: now, IDs: ids, Random: mathrand.Float64, Log: log})
	hooks, err := webhook.New(t.Context(), db, q, webhook.Options{Clock: now, IDs: ids, Random: rand.Reader, Log: log, Timeout: 2 * time.Second, GiveUp: time.Hour, AllowPrivate: cfg.Webhook.AllowPrivate})
	if err != nil {
		t.Fatal(err)
	}
	h.ways = h.connections(cfg, now, random, log)
	if h.notify, err = notify.New(t.Context(), db, q, notify.Options{Clock: now, IDs: ids, Log: log, Sealer: h.ways, Subject: "https://terang.example", Hosts: cfg.Push.Hosts, Speaks: Speaks, Connected: func(id string) bool { return h.desk.Connected(id) }}); err != nil {
		t.Fatal(err)
	}
	proofs, err := provenance.New(db, provenance.Config{Origin: "terang.example"})
	if err != nil {
		t.Fatal(err)
	}
	broker := live.New(now().UnixMilli())
	pack, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	b := pack.Brain
	teacher := training.New(training.Parts{Store: db, Swap: func(string, *understand.Model) error { return nil }, Clock: now, IDs: ids, Logger: log})
	t.Cleanup(teacher.Close)
	publisher := NewPublisher(broker, db, roomOf{h}, func(string) int { return 60 }, now, log)
	d := delivery.New(delivery.Parts{
		Store: db, Log: proofs, Channels: map[string]channel.Channel{webchat.Name: webchat.New(nil)}, Brand: func(string) string { return b.Brand().Name },
		Recorder: recorders{hooks, h.notify}, Announcer: announcers{func(e *terang.Event) { h.desk.Watch(e) }, publisher.Announce}, Meter: noMeter{}, Clock: now, IDs: ids, Logger: log,
	})
	accounts := desk.NewAccounts(db, now, ids, random, cfg.Session.Lifetime, 2).With(h.ways)
	if h.desk, err = desk.New(t.Context(), d, accounts, desk.Parts{Hours: func(string) terang.Text { return nil }, Warn: publisher.Warn, Speaks: Speaks, Offered: publisher.Offered, Came: publisher.Presence, Left: publisher.Left}); err != nil {
		t.Fatal(err)
	}
	mind := assistant.New(assistant.Parts{
		Promised: h.desk.Wake,
		Delivery: d, Store: db, Brain: h.brain(b), Actions: func(string) assistant.Caller { return noCaller{} },
		Desk: h.desk, Watcher: publisher, Meter: noMeter{}, Clock: now, IDs: ids, Logger: log,
	})
	h.audience = h.begin(audience.Parts{Store: db, Turns: mind, Contacts: d, Clock: now, IDs: ids, Logger: log}, b)
	h.lines = newThreshold(db, b, now, ids, log)
	h.server, err = New(Parts{
		Connections: h.ways, Threshold: h.lines, Notify: h.notify,
		Store: db, Inbox: inbox.New(d, mind, ids, random), Assistant: mind, Audience: h.audience, Desk: h.desk, Accounts: accounts, Webhooks: hooks, Proofs: proofs, Training: teacher, Authoring: newWriter(db, teacher, now, log),
		Files:  locker.New(locker.Parts{Store: db, Limit: cfg.Limits.File, Quota: cfg.Limits.Files, Clock: now, IDs: ids, Logger: log}),
		Report: report.New(report.Parts{Store: db, Clock: now}),
		Aide:   aide.New(aide.Parts{Store: db, Brain: h.brain(b), Brand: func(string) string { return b.Brand().Name }, Model: h.model(cfg, now)}),
		Live:   broker, Publisher: publisher, Brand: func(string) (Brand, bool) { return Brand{Name: b.Brand().Name, Threshold: 60}, true },
		Answering: answering.New(answering.Parts{Store: db, Brain: h.brain(b), Brand: func(string) string { return b.Brand().Name }, Clock: now, IDs: ids}),
		Routable: func(string) (Routable, bool) {
			return Routable{Hours: b.Brand().Hours, Languages: b.Brand().Languages, Channels: []string{webchat.Name}, Topics: map[string]terang.Text{"refund": {terang.Indonesian: "Uang kembali"}}, Skills: b.Skills()}, true
		},
		Persons: &person.Service{Store: db, Clock: now, IDs: ids, Zone: d.Night, Stale: d.Stale},
		Ready:   func(context.Context) error { return nil }, Web: webParts, Pages: Pages{Metrics: true},
		ContactKey: random(32), Clock: now, IDs: ids, Random: random, Logger: log, Metrics: prometheus.NewRegistry(),
		Locale: terang.Indonesian, Proxies: cfg.Proxies, Limits: cfg.Limits, Session: cfg.Session, OIDC: cfg.OIDC, Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(h.server)
	h.url = web.URL
	h.work(q, web, mind, publisher)
	return h
}

// work runs the queue until the test ends, and then ends everything in its order.
func (h *house) work(q *queue.Queue, web *httptest.Server, mind *assistant.Assistant, publisher *Publisher) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { q.Run(ctx, context.Background()); close(done) }()
	h.t.Cleanup(func() {
		h.server.Close()
		web.Close()
		_ = mind.Close(context.Background())
		stop()
		<-done
		publisher.Close()
	})
}

func idsAt(now terang.Clock) terang.IDs {
	return func(prefix string) string {
		var e [10]byte
		_, _ = rand.Read(e[:])
		return terang.NewID(prefix, now(), e)
	}
}

// connections makes the service of connections; a test that needs it opens a workspace in it.
func (h *house) connections(cfg config.Config, now terang.Clock, random func(n int) []byte, log *slog.Logger) *connection.Service {
	ring, err := connection.Ring{}.With(random(32))
	if err != nil {
		h.t.Fatal(err)
	}
	return connection.New(connection.Parts{
		Store: h.db, Keys: func() (connection.Ring, error) { return ring, nil }, Private: cfg.Connection.PrivateHosts,
		Clock: now, Random: random, Jitter: mathrand.Float64, Version: "test", Logger: log,
	})
}

// webParts stand for the built web parts, which tests of Go code do not need to have been built.
var webParts = fstest.MapFS{
	"console/index.html":      {Data: []byte("<!doctype html><title>console</title>")},
	"console/assets/a-1.js":   {Data: []byte(strings.Repeat("let a=1;", 500))},
	"demo/index.html":         {Data: []byte("<!doctype html><title>demo</title>")},
	"w/panel.html":            {Data: []byte("<!doctype html><title>panel</title>")},
	"w/panel.js":              {Data: []byte("let b=1")},
	"w/loader.js":             {Data: []byte("let c=1")},
	"console/assets/font.ttf": {Data: []byte("font")},
}

type logWriter struct{ t *testing.T }

func (w logWriter) Write(b []byte) (int, error) {
	_, _ = os.Stderr.WriteString(w.t.Name() + ": " + string(b))
	return len(b), nil
}

const password = "kata sandi yang panjang"

func (h *house) populate(name string) world {
	h.t.Helper()
	var w world
	s := h.server
	w.workspace = store.Workspace{ID: s.IDs("ws"), Name: "Toko " + name, PublicKey: "wk_" + name, Pack: "retail", CreatedAt: s.Clock()}
	h.check(h.db.Write(h.t.Context(), func(tx *store.Tx) error { return store.InsertWorkspace(tx, w.workspace) }))
	s.directory.loaded = time.Time{}
	pack, err := shop()
	h.check(err)
	live, err := s.Authoring.Open(h.t.Context(), w.workspace.ID, authoring.Pack{Parts: pack.Parts, Facts: pack.Facts(), Slots: []string{"order_no", "text"}})
	h.check(err)
	_, err = s.Training.Open(h.t.Context(), w.workspace.ID, training.Pack{Examples: pack.Examples, Extra: live.Examples, Options: pack.Options, Titles: pack.Titles(), Model: pack.Model})
	h.check(err)
	_, err = h.lines.Open(h.t.Context(), w.workspace.ID, pack.Brain.Lines())
	h.check(err)
	agent, secret, err := s.Accounts.Invite(h.t.Context(), w.workspace.ID, "Rina "+name, "rina@"+strings.ToLower(name)+".id", store.RoleOwner)
	h.check(err)
	w.owner, w.session, err = s.Accounts.SetUp(h.t.Context(), secret, "", "", password)
	h.check(err)
	_ = agent
	_, w.token, err = CreateToken(h.t.Context(), h.db, s.Clock, s.IDs, s.Random, w.workspace.ID, "test", "all", allScopes)
	h.check(err)
	w.contact, w.conversation, w.message = h.open(w.workspace.PublicKey)
	h.say(w.contact, "first", "halo")
	c, err := store.Conversation(h.t.Context(), h.db, w.workspace.ID, w.conversation)
	h.check(err)
	w.contactID = c.ContactID
	return w
}

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// reply is an answer with its body read.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) problem() Problem {
	var p Problem
	_ = json.Unmarshal([]byte(r.body), &p)
	return p
}

func (r reply) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		t.Fatalf("%v in %d %s", err, r.status, r.body)
	}
}

// as is a credential on a request.
type as func(r *http.Request)

func bearing(token string) as {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func signedIn(session string) as {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: sessionCookie, Value: session}) }
}

func with(key, value string) as { return func(r *http.Request) { r.Header.Set(key, value) } }

// call makes a request; body is JSON text, or "" for none.
func (h *house) call(method, path, body string, opts ...as) reply {
	h.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, reader)
	h.check(err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, opt := range opts {
		opt(req)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	h.check(err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	h.check(err)
	return reply{res.StatusCode, res.Header, string(b)}
}

func (h *house) open(key string) (token, conversation, message string) {
	h.t.Helper()
	r := h.call("POST", "/api/v1/chat/sessions", fmt.Sprintf(`{"key":%q,"language":"id"}`, key))
	var s struct {
		Token          string
		ConversationID string `json:"conversation_id"`
		Messages       []struct{ ID string }
	}
	r.into(h.t, &s)
	if r.status != 201 || len(s.Messages) != 1 {
		h.t.Fatalf("open: %d %s", r.status, r.body)
	}
	return s.Token, s.ConversationID, s.Messages[0].ID
}

func (h *house) say(token, id, text string) reply {
	h.t.Helper()
	body, _ := json.Marshal(map[string]string{"client_id": id, "text": text})
	return h.call("POST", "/api/v1/chat/messages", string(body), bearing(token))
}

// settled waits until the assistant has answered everything.
func (h *house) settled(w world) terang.Conversation {
	h.t.Helper()
	var c terang.Conversation
	h.eventually("the assistant answers", func() bool {
		var err error
		c, err = store.Conversation(h.t.Context(), h.db, w.workspace.ID, w.conversation)
		h.check(err)
		return !c.TurnDue
	})
	return c
}

func (h *house) eventually(what string, ok func() bool) {
	h.t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	h.t.Fatalf("never: %s", what)
}
