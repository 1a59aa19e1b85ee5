package httpapi

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"terang/config"
	"terang/notify"
	"terang/store"
	"terang/webpush/webpushtest"
)

// pushService is a push service with a real HTTP server: it keeps what comes for a browser, as RFC 8030 has it.
type pushService struct {
	*httptest.Server
	mu     sync.Mutex
	answer []int // to the next calls; then 201
	came   map[string][]pushed
}

type pushed struct {
	header http.Header
	body   []byte
}

func newPushService(t *testing.T) *pushService {
	t.Helper()
	p := &pushService{came: map[string][]pushed{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p.mu.Lock()
		defer p.mu.Unlock()
		status := http.StatusCreated
		if len(p.answer) > 0 {
			status, p.answer = p.answer[0], p.answer[1:]
		}
		if status < 300 {
			p.came[r.URL.Path] = append(p.came[r.URL.Path], pushed{r.Header, body})
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *pushService) host() string { return strings.TrimPrefix(p.URL, "http://") }

func (p *pushService) answers(status ...int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = status
}

func (p *pushService) at(path string) []pushed {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.came[path]
}

// browser is one that is subscribed at the push service.
type browser struct {
	*webpushtest.Receiver
	path string
	read int
}

// subscribe lets a session's browser be pushed to.
func (h *house) subscribe(p *pushService, me as, path string) *browser {
	h.t.Helper()
	b := &browser{webpushtest.NewReceiver(h.t), path, 0}
	key, auth := b.Texts()
	r := h.call("PUT", "/api/v1/me/notifications/push", fmt.Sprintf(`{"credential":{"endpoint":%q,"p256dh":%q,"auth":%q},"device":"Firefox"}`, p.URL+path, key, auth), me)
	if r.status != 200 || !strings.Contains(r.body, `"here":true`) || strings.Contains(r.body, auth) || strings.Contains(r.body, p.URL) {
		h.t.Fatalf("subscribe: %d %s", r.status, r.body)
	}
	return b
}

// next is the next push that the browser reads.
func (h *house) next(p *pushService, b *browser) (map[string]string, http.Header) {
	h.t.Helper()
	for end := time.Now().Add(20 * time.Second); len(p.at(b.path)) <= b.read; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			h.t.Fatalf("%s: push %d never came", b.path, b.read+1)
		}
	}
	one := p.at(b.path)[b.read]
	b.read++
	var out map[string]string
	if err := json.Unmarshal(b.Open(h.t, one.body), &out); err != nil {
		h.t.Fatal(err)
	}
	return out, one.header
}

func TestAgentsArePushedToWhileNobodyLooks(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		p := newPushService(t)
		h := newHouse(t, func(c *config.Config) { c.Push.Hosts = []string{p.host()} })
		h.settled(h.a)
		me, at := signedIn(h.a.session), "/api/v1/conversations/"+h.a.conversation
		dewi := h.colleague("Dewi Lestari", "dewi@a.id")
		mine, hers := h.subscribe(p, me, "/rina"), h.subscribe(p, dewi, "/dewi")
		h.call("PUT", "/api/v1/me/presence", `{"presence":"online"}`, me)

		// A test shows at once, and says what the push service said.
		if r := h.call("POST", "/api/v1/me/notifications/test", "", me); r.status != 200 || !strings.Contains(r.body, `"status":201`) {
			t.Fatalf("test: %d %s", r.status, r.body)
		}
		msg, head := h.next(p, mine)
		if msg["kind"] != string(notify.Try) || head.Get("Content-Encoding") != "aes128gcm" || head.Get("Urgency") != "high" || len(head.Get("Topic")) > 32 || head.Get("TTL") == "" || !strings.HasPrefix(head.Get("Authorization"), "vapid t=") {
			t.Errorf("the test push: %v %v", msg, head)
		}

		// The own contact writes.
		if r := h.call("POST", at+"/claim", "", me); r.status != 200 {
			t.Fatalf("claim: %d %s", r.status, r.body)
		}
		h.say(h.a.contact, "c-1", "halo")
		h.say(h.a.contact, "c-2", "nomor kartu saya 4111")
		msg, head = h.next(p, mine)
		if msg["kind"] != "reply" || msg["conversation"] != h.a.conversation || strings.Contains(fmt.Sprint(msg), "4111") || msg["key"] == "" {
			t.Errorf("a reply: %v", msg)
		}
		if head.Get("Topic") == "" {
			t.Errorf("no topic: %v", head)
		}
		// What was queued for the first of the two messages has been found to be covered by the second.
		if n := len(p.at("/rina")); n != 2 {
			t.Errorf("%d pushes for a test and two messages in a row", n)
		}

		// A colleague is named, and only they are told.
		if r := h.call("POST", at+"/notes", `{"client_id":"n-1","text":"tolong cek @Dewi Lestari"}`, me); r.status != 201 {
			t.Fatalf("note: %d %s", r.status, r.body)
		}
		if msg, head = h.next(p, hers); msg["kind"] != "mention" || head.Get("Urgency") != "normal" || strings.Contains(fmt.Sprint(msg), "tolong") {
			t.Errorf("a mention: %v %v", msg, head)
		}

		// With words, where the agent wants them; and the push service that is busy is asked again.
		if r := h.call("PUT", "/api/v1/me/notifications", `{"waiting":true,"reply":true,"promise":true,"mention":true,"detail":"words","quiet":{"on":false,"from":"21:00","to":"06:00","zone":"Asia/Jakarta"}}`, me); r.status != 200 {
			t.Fatalf("setting: %d %s", r.status, r.body)
		}
		p.answers(http.StatusServiceUnavailable)
		h.say(h.a.contact, "c-3", "masih ada?")
		if msg, _ = h.next(p, mine); !strings.Contains(msg["body"], "masih ada?") {
			t.Errorf("with words: %v", msg)
		}

		// Who looks is not pushed to; who let go and did not choose to be away hears of who waits.
		h.stream("/api/v1/stream", me)
		h.eventually("the console is open", func() bool { return h.desk.Connected(h.a.owner.ID) })
		h.call("PUT", "/api/v1/me/looking", `{"page":"p1","on":true}`, me)
		h.call("PUT", "/api/v1/me/presence", `{"presence":"online"}`, dewi)
		if r := h.call("POST", at+"/release", "", me); r.status != 200 {
			t.Fatalf("release: %d %s", r.status, r.body)
		}
		if msg, _ = h.next(p, hers); msg["kind"] != "waiting" {
			t.Errorf("waiting: %v", msg)
		}
		if n := len(p.at("/rina")); n != mine.read {
			t.Errorf("who looks was pushed to: %d", n)
		}

		// A browser that is no more is forgotten.
		p.answers(http.StatusGone)
		if r := h.call("POST", "/api/v1/me/notifications/test", "", dewi); !strings.Contains(r.body, `"status":410`) {
			t.Errorf("gone: %d %s", r.status, r.body)
		}
		if r := h.call("GET", "/api/v1/me/notifications", "", dewi); !strings.Contains(r.body, `"browsers":[]`) {
			t.Errorf("the browser is still there: %s", r.body)
		}
	})
}

func TestABrowserIsPushedToAsLongAsItsSession(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		p := newPushService(t)
		h := newHouse(t, func(c *config.Config) { c.Push.Hosts = []string{p.host()} })
		count := func() (n int) {
			h.check(h.db.QueryRow(t.Context(), `select count(*) from push_subscription`).Scan(&n))
			return n
		}
		me, dewi := signedIn(h.a.session), h.colleague("Dewi", "dewi@a.id")
		h.subscribe(p, me, "/rina")
		h.subscribe(p, dewi, "/dewi")
		if n := count(); n != 2 {
			t.Fatalf("%d browsers", n)
		}
		// The same browser in other hands is pushed for them only.
		h.subscribe(p, dewi, "/rina")
		if all, err := store.Subscriptions(t.Context(), h.db, h.a.workspace.ID, h.a.owner.ID, h.server.Clock()); err != nil || len(all) != 0 {
			t.Errorf("the one before still has it: %v %v", all, err)
		}
		h.subscribe(p, me, "/rina2")
		// Signing out ends it.
		if r := h.call("POST", "/api/v1/logout", "", dewi); r.status != 204 {
			t.Fatalf("logout: %d %s", r.status, r.body)
		}
		if n := count(); n != 1 {
			t.Errorf("%d browsers after signing out", n)
		}
		// So does being blocked, the server's own doing.
		eko := h.colleague("Eko", "eko@a.id")
		h.subscribe(p, eko, "/eko")
		a, err := store.AgentByEmail(t.Context(), h.db, "eko@a.id")
		h.check(err)
		h.check(h.db.Write(t.Context(), func(tx *store.Tx) error {
			a.DisabledAt = h.server.Clock()
			return store.UpdateAgent(tx, a)
		}))
		if all, err := store.Subscriptions(t.Context(), h.db, h.a.workspace.ID, a.ID, h.server.Clock()); err != nil || len(all) != 0 {
			t.Errorf("who is blocked is pushed to: %v %v", all, err)
		}
		// And taking it back.
		if r := h.call("DELETE", "/api/v1/me/notifications/push", "", me); r.status != 204 {
			t.Errorf("unsubscribe: %d %s", r.status, r.body)
		}
		if r := h.call("POST", "/api/v1/me/notifications/test", "", me); r.status != 404 || !strings.Contains(r.body, "subscription_not_found") {
			t.Errorf("a test without a browser: %d %s", r.status, r.body)
		}
		for _, e := range h.audit("?action=subscribe", me) {
			if b, _ := json.Marshal(e); strings.Contains(string(b), p.URL) {
				t.Errorf("the audit keeps the browser's address: %s", b)
			}
		}
	})
}

func TestOnlyPushServicesAreCalled(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	key, auth := webpushtest.NewReceiver(t).Texts()
	for endpoint, want := range map[string]int{
		"https://fcm.googleapis.com/fcm/send/abc":                  200,
		"https://updates.push.services.mozilla.com/wpush/v2/x":     200,
		"https://wns2-sg2p.notify.windows.com/w/?token=x":          200,
		"https://web.push.apple.com/QGx":                           200,
		"http://fcm.googleapis.com/fcm/send/abc":                   422,
		"https://fcm.googleapis.com:8443/x":                        422,
		"https://fcm.googleapis.com.evil.example/x":                422,
		"https://evilpush.services.mozilla.com.evil.example/wpush": 422,
		"https://notify.windows.com/x":                             422,
		"https://fcm.googleapis.com@127.0.0.1/x":                   422,
		"http://127.0.0.1:8080/api":                                422,
		"https://169.254.169.254/latest":                           422,
		"https://[::1]/":                                           422,
		"file:///etc/passwd":                                       422,
	} {
		r := h.call("PUT", "/api/v1/me/notifications/push", fmt.Sprintf(`{"credential":{"endpoint":%q,"p256dh":%q,"auth":%q}}`, endpoint, key, auth), signedIn(h.a.session))
		if r.status != want {
			t.Errorf("%s: %d %s", endpoint, r.status, r.body)
		}
	}
	if r := h.call("PUT", "/api/v1/me/notifications/push", fmt.Sprintf(`{"credential":{"endpoint":"https://fcm.googleapis.com/x","p256dh":%q,"auth":"eHg"}}`, key), signedIn(h.a.session)); r.status != 422 || !strings.Contains(r.body, "push_keys") {
		t.Errorf("a short secret: %d %s", r.status, r.body)
	}
}
