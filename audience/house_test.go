package audience_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"terang"
	"terang/action"
	"terang/assistant"
	"terang/audience"
	"terang/engine"
	"terang/internal/scene"
	"terang/packs"
	"terang/segment"
	"terang/store"
)

// books are the playbooks of the tests, beside the retail pack's own.
var books = map[string]string{
	"late": `id: late
version: 1
title: {id: Pesanan terlambat, en: Late order}
triggers:
  - {event: order.delayed, if: "event.days > 0"}
  - {manual: true}
steps:
  - say: {text: {id: "Pesanan {{ event.order_no | default: '-' }} terlambat; kami kabari lagi besok pukul 12.", en: "Order {{ event.order_no | default: '-' }} is late; we write again tomorrow at 12."}}
  - wait: {event: order.delivered, if: "event.order_no == 'TRG-1'", for: 26h, on_timeout: [{say: {text: {id: "Belum tiba; petugas memeriksanya hari ini.", en: "Not there yet; an agent looks into it today."}}}, {end: {solved: false}}]}
  - say: {text: {id: "Pesanan sudah tiba hari ini, terima kasih.", en: "The order has arrived today, thank you."}}
  - end: {solved: true}
`,
	"promo": `id: promo
version: 1
class: marketing
title: {id: Promo, en: Offer}
triggers:
  - {event: offer.made}
  - {manual: true}
  - {schedule: "0 9 * * 1", segment: premium}
steps:
  - say: {text: {id: "Ada potongan 10 persen sampai Jumat.", en: "10 percent off until Friday."}}
`,
	"checked": `id: checked
version: 1
class: marketing
title: {id: Tawaran, en: Offer}
triggers: [{event: offer.checked}]
steps:
  - call: {action: order_ping, inputs: {n: "9"}, save: one, on_error: {default: [{end: {solved: false}}]}}
  - say: {text: {id: "Ada potongan 5 persen sampai Jumat.", en: "5 percent off until Friday."}}
`,
	"fraud": `id: fraud
version: 1
class: security
title: {id: Upaya masuk, en: Sign-in attempt}
triggers: [{event: login.odd}]
steps:
  - say: {text: {id: "Ada upaya masuk yang tidak biasa pada akun Anda hari ini.", en: "There was an odd attempt to sign in today."}}
`,
	"watch": `id: watch
version: 1
class: security
title: {id: Pantau, en: Watch}
triggers: [{event: watch.begin}]
steps:
  - say: {text: {id: "Kami memantau akun Anda hari ini.", en: "We watch your account today."}}
  - wait: {event: watch.calm, for: 5h, on_timeout: [{say: {text: {id: "Belum tenang; pantauan lanjut besok.", en: "Not calm yet; we watch on tomorrow."}}}, {end: {solved: false}}]}
  - say: {text: {id: "Sudah tenang hari ini.", en: "All calm today."}}
  - end: {solved: true}
`,
	"basket": `id: basket
version: 1
class: security
title: {id: Keranjang, en: Basket}
triggers: [{segment: basket_left}]
steps:
  - say: {text: {id: "Keranjang Anda masih tersimpan sampai besok.", en: "Your basket is kept until tomorrow."}}
`,
	"bought": `id: bought
version: 1
class: security
title: {id: Dibeli, en: Bought}
triggers: [{segment: basket_left, on: exit}]
steps:
  - say: {text: {id: "Terima kasih, pesanan tercatat hari ini.", en: "Thank you, the order was noted today."}}
`,
	"beaten": `id: beaten
version: 1
class: security
title: {id: Tiga denyut, en: Three beats}
triggers: [{segment: beaten}]
steps:
  - say: {text: {id: "Tiga denyut tercatat hari ini.", en: "Three beats were noted today."}}
`,
	"handed": `id: handed
version: 1
title: {id: Petugas, en: Agent}
triggers: [{event: agent.needed}]
steps:
  - hand_over: {reason: policy, text: {id: "Petugas kami memeriksa pesanan Anda hari ini.", en: "Our agent looks into your order today."}}
`,
	"pinger": `id: pinger
version: 1
title: {id: Denyut, en: Beat}
triggers: [{event: beat.begin}]
steps:
  - call: {action: order_ping, inputs: {n: "1"}, save: one, on_error: {default: [{end: {solved: false}}]}}
  - wait: {for: 1h}
  - call: {action: order_ping, inputs: {n: "2"}, save: two, on_error: {default: [{end: {solved: false}}]}}
  - wait: {for: 1h}
  - call: {action: order_ping, inputs: {n: "3"}, save: three, on_error: {default: [{end: {solved: false}}]}}
  - remember: {attribute: beats, value: "3", purpose: test, keep: 2d}
  - end: {solved: true}
`,
}

const segments = `premium:
  title: {id: Premium, en: Premium}
  if: events.order.paid.count >= 3
basket_left:
  title: {id: Keranjang ditinggal, en: Basket left behind}
  if: >-
    now - events.basket.changed.last > duration('2h') &&
    (events.order.paid.count == 0 || events.order.paid.last < events.basket.changed.last)
beaten:
  title: {id: Tiga denyut, en: Three beats}
  if: int(contact.beats) == 3
`

const pingAction = `
  - name: order_ping
    method: POST
    path: /ping
    risk: read
    inputs:
      - {name: n, where: body, max: 20}
    outputs:
      ok: ok
`

var packOnce = sync.OnceValues(func() (*assistant.Pack, error) {
	retail, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	err = fs.WalkDir(retail, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(retail, path)
		files[path] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		return nil, err
	}
	files["actions.yaml"].Data = append(files["actions.yaml"].Data, pingAction...)
	files["segments.yaml"] = &fstest.MapFile{Data: []byte(segments)}
	for name, text := range books {
		files["playbooks/"+name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
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

// system is the brand's system: it counts what it is asked for, each idempotency key once.
type system struct {
	mu   sync.Mutex
	keys map[string]string
	asks int
	fail func(n int) error
}

func (s *system) Call(_ context.Context, r action.Request) (action.Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asks++
	if s.keys == nil {
		s.keys = map[string]string{}
	}
	n := fmt.Sprint(r.Inputs["n"])
	s.keys[r.Scope+"/"+r.Key] = n
	if s.fail != nil {
		if err := s.fail(s.asks); err != nil {
			return action.Result{}, err
		}
	}
	return action.Result{Status: 200, Data: map[string]any{"ok": true}}, nil
}

func (s *system) done() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]int{}
	for _, n := range s.keys {
		out[n]++
	}
	return out
}

type quiet struct{}

func (quiet) Typing(string, string, terang.AuthorKind, bool) {}
func (quiet) Turn(float64, bool)                             {}

// world is a scene with an assistant and what begins by itself.
type world struct {
	*scene.Scene
	t        *testing.T
	service  *audience.Service
	system   *system
	outcomes *outcomes
}

type outcomes struct {
	mu sync.Mutex
	n  map[string]int
}

func (o *outcomes) Run(outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.n[outcome]++
}

func (o *outcomes) of(outcome string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.n[outcome]
}

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	pack, err := packOnce()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Scene: scene.New(t, db), t: t, system: &system{}, outcomes: &outcomes{n: map[string]int{}}}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	a := assistant.New(assistant.Parts{
		Delivery: w.Delivery, Store: db, Brain: func(string) *engine.Brain { return pack.Brain }, Actions: func(string) assistant.Caller { return w.system },
		Desk: w.Desk, Watcher: quiet{}, Meter: quiet{}, Clock: w.Now, IDs: w.ID, Logger: log, Slept: func(until time.Time) { w.service.Wake(until) }, Segments: func(string) bool { return true },
	})
	w.OnWake(a.Wake)
	w.service = w.node(a, "a")
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

// node is one more service on the same store.
func (w *world) node(a audience.Turner, name string) *audience.Service {
	pack, err := packOnce()
	if err != nil {
		w.t.Fatal(err)
	}
	return audience.New(audience.Parts{
		Store: w.Store, Turns: a, Contacts: w.Delivery, Brain: func(string) *engine.Brain { return pack.Brain }, Workspaces: func() []string { return []string{scene.Workspace} }, Segments: func(string) *segment.Set { return pack.Segments },
		Channels: []string{"web"}, Node: name, Meter: w.outcomes, Clock: w.Now, IDs: w.ID, Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
}

// customer opens a conversation whose contact the brand knows.
func (w *world) customer(externalID string) terang.Conversation {
	w.t.Helper()
	c := w.Open()
	err := w.Store.Write(context.Background(), func(tx *store.Tx) error {
		return store.VerifyContact(tx, scene.Workspace, c.ContactID, externalID, "Sari")
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Delivery.Stale(c.ContactID)
	return c
}

func (w *world) event(id, name, who string, data any) audience.Receipt {
	w.t.Helper()
	b, err := json.Marshal(data)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := w.service.Event(context.Background(), audience.Event{WorkspaceID: scene.Workspace, ID: id, Name: name, ExternalID: who, Data: b})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// due does what is due.
func (w *world) due() int {
	w.t.Helper()
	n, err := w.service.Due(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// said is what the contact was told, one text a line.
func (w *world) said(id string) []string {
	w.t.Helper()
	var out []string
	for _, m := range w.Messages(id) {
		if m.Direction == terang.Out {
			out = append(out, m.Content.Text)
		}
	}
	return out
}

func (w *world) runs(c terang.Conversation) []store.Run {
	w.t.Helper()
	runs, err := w.service.Runs(context.Background(), scene.Workspace, c.ContactID, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return runs
}

// outcomesOf lists how a contact's runs ended, and "…" for those that live.
func (w *world) outcomesOf(c terang.Conversation) string {
	var out []string
	for _, r := range w.runs(c) {
		word := string(r.Outcome)
		if r.EndedAt.IsZero() {
			word = "…"
		}
		out = append(out, strings.TrimSuffix(r.Playbook, "@1")+":"+word)
	}
	return strings.Join(out, " ")
}

// answerIn writes as the contact and returns the answer.
func (w *world) answerIn(conversation, id, text string) string {
	w.t.Helper()
	before := len(w.said(conversation))
	w.Write(conversation, id, text)
	for range 1000 {
		if said := w.said(conversation); len(said) > before && !w.Conversation(conversation).TurnDue {
			return said[len(said)-1]
		}
		time.Sleep(5 * time.Millisecond)
	}
	w.t.Fatalf("no answer to %q", text)
	return ""
}

func (w *world) consent(c terang.Conversation, class terang.Class, given bool) {
	w.t.Helper()
	if err := w.service.Consent(context.Background(), scene.Workspace, c.ContactID, class, given, "test"); err != nil {
		w.t.Fatal(err)
	}
}
