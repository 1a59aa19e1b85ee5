package webhook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"terang"
	"terang/queue"
	"terang/store"
	"terang/store/storetest"
)

type brand struct {
	mu     sync.Mutex
	status int
	bodies []string
	seen   []http.Header
	*httptest.Server
}

func newBrand(t *testing.T) *brand {
	b := &brand{status: 204}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.bodies, b.seen = append(b.bodies, string(body)), append(b.seen, r.Header.Clone())
		if b.status == 302 {
			w.Header().Set("Location", "http://169.254.169.254/")
		}
		w.WriteHeader(b.status)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *brand) calls() int { b.mu.Lock(); defer b.mu.Unlock(); return len(b.bodies) }

func (b *brand) answer(status int) { b.mu.Lock(); defer b.mu.Unlock(); b.status = status }

type house struct {
	t      *testing.T
	db     *store.DB
	hooks  *Service
	offset atomic.Int64
}

const workspace = "wsp_1"

func newHouse(t *testing.T, db *store.DB, private bool) *house {
	h := &house{t: t, db: db}
	var err error
	var n atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(h.offset.Load())) }
	ids := func(prefix string) string { return fmt.Sprintf("%s_%d", prefix, n.Add(1)) }
	log := slog.New(slog.DiscardHandler)
	q := queue.New(db, queue.Options{Node: "a", Clock: clock, IDs: ids, Random: func() float64 { return 0 }, Log: log})
	h.hooks, err = New(t.Context(), db, q, Options{Clock: clock, IDs: ids, Random: rand.Reader, Log: log, Timeout: 2 * time.Second, GiveUp: time.Hour, AllowPrivate: private})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { q.Run(ctx, context.Background()); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	if err := db.Write(t.Context(), func(tx *store.Tx) error {
		return store.InsertConversation(tx, conversation())
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

func conversation() *terang.Conversation {
	return &terang.Conversation{ID: "cnv_1", WorkspaceID: workspace, ContactID: "con_1", Channel: "web", Language: "id", Status: terang.Open, Holder: terang.HolderQueue, Trust: 40}
}

func (h *house) record(kinds ...terang.EventKind) {
	h.t.Helper()
	if err := h.db.Write(h.t.Context(), func(tx *store.Tx) error {
		return h.hooks.Record(tx, &terang.Event{Kinds: kinds, Conversation: *conversation(), At: time.Now()})
	}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) eventually(what string, ok func() bool) {
	h.t.Helper()
	for range 600 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	h.t.Fatalf("never: %s", what)
}

func (h *house) only(id string) Endpoint {
	h.t.Helper()
	all, err := h.hooks.List(h.t.Context(), workspace)
	if err != nil || len(all) != 1 || all[0].ID != id {
		h.t.Fatalf("%v %v", all, err)
	}
	return all[0]
}

func TestSubscriberGetsWhatItAskedForSigned(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, b := newHouse(t, db, true), newBrand(t)
		_, secret, err := h.hooks.Create(t.Context(), workspace, b.URL, []terang.EventKind{terang.EventHandedOver, terang.EventResolved})
		if err != nil {
			t.Fatal(err)
		}
		h.record(terang.EventHandedOver, terang.EventClaimed, terang.EventResolved)
		h.eventually("two calls", func() bool { return b.calls() == 2 })
		verifier, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []terang.EventKind{terang.EventHandedOver, terang.EventResolved} {
			if err := verifier.Verify([]byte(b.bodies[i]), b.seen[i]); err != nil {
				t.Errorf("signature: %v", err)
			}
			var body Body
			if err := json.Unmarshal([]byte(b.bodies[i]), &body); err != nil || body.Type != want || body.Data.Conversation.Holder != terang.HolderQueue {
				t.Errorf("body %s %v", b.bodies[i], err)
			}
		}
	})
}

func TestFailingEndpointIsRetriedWithTheSameIDThenSwitchedOff(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, b := newHouse(t, db, true), newBrand(t)
		e, _, err := h.hooks.Create(t.Context(), workspace, b.URL, []terang.EventKind{terang.EventResolved})
		if err != nil {
			t.Fatal(err)
		}
		b.answer(503)
		h.record(terang.EventResolved)
		h.eventually("first call", func() bool { return b.calls() == 1 })
		h.eventually("failure noted", func() bool { return !h.only(e.ID).FailingSince.IsZero() })
		h.eventually("the job is put back", func() bool {
			var n int
			if err := h.db.QueryRow(t.Context(), `select count(*) from job where lease_until = 0 and last_error <> ''`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n == 1
		})
		h.offset.Add(int64(2 * time.Hour))
		h.hooks.queue.Wake()
		h.eventually("switched off", func() bool { return !h.only(e.ID).DisabledAt.IsZero() })
		if a, b := b.seen[0].Get("webhook-id"), b.seen[1].Get("webhook-id"); a == "" || a != b {
			t.Errorf("webhook-id %q then %q", a, b)
		}
		h.record(terang.EventResolved)
		time.Sleep(50 * time.Millisecond)
		if b.calls() != 2 {
			t.Errorf("%d calls: a switched-off endpoint was called", b.calls())
		}
	})
}

func TestGoneEndpointIsSwitchedOffAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, b := newHouse(t, db, true), newBrand(t)
		e, _, err := h.hooks.Create(t.Context(), workspace, b.URL, []terang.EventKind{terang.EventResolved})
		if err != nil {
			t.Fatal(err)
		}
		b.answer(410)
		h.record(terang.EventResolved)
		h.eventually("switched off", func() bool { return !h.only(e.ID).DisabledAt.IsZero() })
	})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, b := newHouse(t, db, true), newBrand(t)
		e, _, err := h.hooks.Create(t.Context(), workspace, b.URL, []terang.EventKind{terang.EventResolved})
		if err != nil {
			t.Fatal(err)
		}
		b.answer(302)
		if status, _, err := h.hooks.Test(t.Context(), workspace, e.ID); err != nil || status != 302 || b.calls() != 1 {
			t.Errorf("status %d, %v, %d calls", status, err, b.calls())
		}
		if _, _, err := h.hooks.Test(t.Context(), "wsp_other", e.ID); terang.KindOf(err) != terang.NotFound {
			t.Errorf("another workspace reached the endpoint: %v", err)
		}
	})
}

func TestPrivateAddressesAreNeverCalled(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, b := newHouse(t, db, false), newBrand(t)
		port := b.URL[strings.LastIndex(b.URL, ":"):]
		for _, address := range []string{
			"http://example.id/", "https://127.0.0.1" + port, "https://[::1]" + port, "https://10.0.0.1/", "https://[::ffff:10.0.0.1]/",
			"https://user:pw@example.id/", "ftp://example.id/", "https:///x", "javascript:alert(1)",
		} {
			if _, _, err := h.hooks.Create(t.Context(), workspace, address, []terang.EventKind{terang.EventResolved}); terang.KindOf(err) != terang.Invalid {
				t.Errorf("%s was taken: %v", address, err)
			}
		}
		// A name that resolves to loopback is caught when it is dialled.
		e, _, err := h.hooks.Create(t.Context(), workspace, "https://localhost"+port, []terang.EventKind{terang.EventResolved})
		if err != nil {
			t.Fatal(err)
		}
		if status, reason, err := h.hooks.Test(t.Context(), workspace, e.ID); err != nil || status != 0 || reason != "private_address" {
			t.Errorf("%d %q %v", status, reason, err)
		}
		if b.calls() != 0 {
			t.Error("a private address was called")
		}
	})
}

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "127.0.0.1": false, "0.0.0.0": false, "169.254.169.254": false, "100.64.1.1": false,
		"192.168.1.1": false, "172.16.0.1": false, "::": false, "fe80::1": false, "fd00::1": false, "::ffff:127.0.0.1": false,
		"64:ff9b::7f00:1": false, "224.0.0.1": false, "255.255.255.255": false, "2002:7f00:1::": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("public(%s) = %v", address, got)
		}
	}
}
