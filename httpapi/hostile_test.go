package httpapi

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"terang/config"
	"terang/store"
)

func TestHostileBodiesGetAClearRefusal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	deep := strings.Repeat("[", 1000) + strings.Repeat("]", 1000)
	for name, c := range map[string]struct {
		body, code string
		status     int
	}{
		"10 MB":           {`{"client_id":"x","text":"` + strings.Repeat("a", 10<<20) + `"}`, "body_too_large", 413},
		"not UTF-8":       {"{\"client_id\":\"x\",\"text\":\"\xff\xfe\"}", "not_utf8", 422},
		"1000 deep":       {`{"client_id":"x","text":` + deep + `}`, "too_deep", 422},
		"not JSON":        {`{"client_id":`, "invalid_json", 400},
		"wrong type":      {`{"client_id":"x","text":7}`, "invalid_input", 422},
		"no text":         {`{"client_id":"x"}`, "invalid_input", 422},
		"empty text":      {`{"client_id":"x","text":"  "}`, "message_empty", 422},
		"too long":        {`{"client_id":"x","text":"` + strings.Repeat("a", 4001) + `"}`, "message_too_long", 422},
		"hostile id":      {`{"client_id":"<script>","text":"a"}`, "client_id_invalid", 422},
		"negative answer": {`{"client_id":"x","text":"a","reply_to":-1}`, "choice_invalid", 422},
		"unknown field":   {`{"client_id":"ok","text":"halo","more":{"a":[1]}}`, "", 201},
		"null":            {`null`, "", 0},
		"array":           {`[]`, "invalid_input", 422},
	} {
		r := h.call("POST", "/api/v1/chat/messages", c.body, bearing(h.a.contact), with("Accept-Language", "en"))
		if c.status == 0 {
			if r.status < 400 || r.status >= 500 {
				t.Errorf("%s: %d %s", name, r.status, r.body)
			}
			continue
		}
		if r.status != c.status || r.problem().Code != c.code {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
		if p := r.problem(); c.code != "" && (p.Title == "" || strings.Contains(p.Detail, "{")) {
			t.Errorf("%s has no words: %s", name, r.body)
		}
	}
	if r := h.call("POST", "/api/v1/chat/messages", `{}`, bearing(h.a.contact), with("Accept-Language", "id-ID, en;q=0.5")); !strings.Contains(r.problem().Title, "tidak tepat") {
		t.Errorf("not in the reader's language: %s", r.body)
	}
	if r := h.call("GET", "/api/v1/nowhere", ""); r.status != 404 || r.problem().Code != "route_unknown" {
		t.Errorf("unknown route: %d %s", r.status, r.body)
	}
}

func TestChunkedBodyIsBoundedToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	req, err := http.NewRequest("POST", h.url+"/api/v1/chat/messages", io.MultiReader(bytes.NewReader(make([]byte, 1<<20)))) //nolint:noctx // a test
	h.check(err)
	req.Header.Set("Authorization", "Bearer "+h.a.contact)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return // the server closed while the body was being sent: bounded as well
	}
	defer res.Body.Close()
	if res.StatusCode != 413 {
		t.Errorf("%d", res.StatusCode)
	}
}

func TestMarkupStaysText(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	evil := `<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)`
	if r := h.say(h.a.contact, "evil", evil); r.status != 201 || strings.Contains(r.body, "<script>") {
		t.Fatalf("%d %s", r.status, r.body)
	}
	r := h.call("GET", "/c/"+h.a.workspace.PublicKey, "", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: contactCookie, Value: h.a.contact}) })
	if r.status != 200 || strings.Contains(r.body, "<script>") || strings.Contains(r.body, "<img") || !strings.Contains(r.body, "&lt;script&gt;") {
		t.Errorf("%d %s", r.status, r.body)
	}
	csp := r.header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || strings.Contains(csp, "script-src") {
		t.Errorf("policy %q", csp)
	}
	if strings.Contains(r.body, " style=") || strings.Contains(r.body, "javascript:alert") && strings.Contains(r.body, `href="javascript:`) {
		t.Error("inline style or a hostile link")
	}
}

func TestSameClientIDIsTheSameMessage(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		first, again := h.say(h.a.contact, "once", "jam buka?"), h.say(h.a.contact, "once", "jam buka?")
		if first.status != 201 || again.status != 200 || first.body != again.body {
			t.Errorf("%d %s\n%d %s", first.status, first.body, again.status, again.body)
		}
	})
}

func TestLoginIsSlowedForAccountAndAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.Login = config.Rate{PerMinute: 3, Burst: 3} })
	try := func(email string) reply {
		return h.call("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":"salah salah salah"}`, email))
	}
	for range 3 {
		if r := try(h.a.owner.Email); r.status != 401 || r.problem().Code != "login_wrong" {
			t.Fatalf("%d %s", r.status, r.body)
		}
	}
	r := try(strings.ToUpper(h.a.owner.Email)) // the same account
	if r.status != 429 || r.header.Get("Retry-After") == "" || r.header.Get("RateLimit-Limit") != "3" || r.header.Get("RateLimit-Remaining") != "0" {
		t.Errorf("%d %v %s", r.status, r.header, r.body)
	}
	if r := h.call("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":%q}`, h.a.owner.Email, password)); r.status != 429 {
		t.Errorf("guessing goes on with the right password: %d", r.status)
	}
	if r := try(h.b.owner.Email); r.status != 401 {
		t.Errorf("another account is locked out too: %d", r.status)
	}
	h.clock.Add(int64(time.Minute))
	r = h.call("POST", "/api/v1/login", fmt.Sprintf(`{"email":%q,"password":%q}`, h.a.owner.Email, password))
	cookie := r.header.Get("Set-Cookie")
	if r.status != 200 || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Fatalf("%d %s %s", r.status, cookie, r.body)
	}
	secret, _, _ := strings.Cut(strings.TrimPrefix(cookie, sessionCookie+"="), ";")
	if r := h.call("GET", "/api/v1/me", "", signedIn(secret)); r.status != 200 {
		t.Errorf("me: %d %s", r.status, r.body)
	}
	if r := h.call("POST", "/api/v1/logout", "", signedIn(secret)); r.status != 204 {
		t.Errorf("logout: %d %s", r.status, r.body)
	}
	if r := h.call("GET", "/api/v1/me", "", signedIn(secret)); r.status != 401 {
		t.Errorf("the session outlives the logout: %d", r.status)
	}
	for i := range 40 { // many accounts from one address
		r = try(fmt.Sprintf("nobody%d@x.id", i))
	}
	if r.status != 429 {
		t.Errorf("guessing many accounts from one address: %d", r.status)
	}
}

func TestRateLimitOfAContactSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.Contact = config.Rate{PerMinute: 2, Burst: 3} }) // one in half a minute: no slow machine earns one meanwhile
	for i := range 2 {                                                                                  // one was used while the house was populated
		if r := h.say(h.a.contact, fmt.Sprint(i), "halo"); r.status != 201 {
			t.Fatalf("%d %s", r.status, r.body)
		}
	}
	r := h.say(h.a.contact, "over", "halo")
	wait, err := strconv.Atoi(r.header.Get("Retry-After"))
	if r.status != 429 || err != nil || wait < 1 || wait > 30 || r.problem().Code != "rate_limited" {
		t.Errorf("%d %v %s", r.status, r.header, r.body)
	}
	if r := h.say(h.b.contact, "other", "halo"); r.status != 201 {
		t.Errorf("another contact pays for it: %d", r.status)
	}
	h.clock.Add(int64(wait) * int64(time.Second))
	if r := h.say(h.a.contact, "over", "halo"); r.status != 201 {
		t.Errorf("after the wait: %d", r.status)
	}
}

func TestLimiterForgetsWithinBounds(t *testing.T) {
	t.Parallel()
	l := newLimiter(config.Rate{PerMinute: 1, Burst: 1}, time.Now)
	for i := range 5 * maxLimited {
		_ = l.allow(http.Header{}, fmt.Sprint(i))
	}
	if n := len(l.now) + len(l.old); n > 2*maxLimited {
		t.Errorf("%d keys", n)
	}
}

func TestOverloadIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *config.Config) { c.Limits.InFlight = 1 })
	// A write that does not end holds the only place.
	release := make(chan struct{})
	var once sync.Once
	go func() {
		_ = h.db.Write(t.Context(), func(*store.Tx) error { <-release; return nil })
	}()
	defer once.Do(func() { close(release) })
	held := make(chan reply, 1)
	go func() { held <- h.say(h.a.contact, "held", "halo") }()
	h.eventually("the place is taken", func() bool { return len(h.server.shed.slots) == 1 })
	began := time.Now()
	r := h.say(h.a.contact, "refused", "halo")
	if took := time.Since(began); r.status != 503 || r.header.Get("Retry-After") == "" || took > 500*time.Millisecond {
		t.Errorf("%d %v after %v %s", r.status, r.header, took, r.body)
	}
	once.Do(func() { close(release) })
	if r := <-held; r.status != 201 {
		t.Errorf("what was let in failed: %d %s", r.status, r.body)
	}
}

func TestCookieRoutesRefuseOtherSites(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path := "/api/v1/conversations/" + h.a.conversation + "/claim"
	if r := h.call("POST", path, "", signedIn(h.a.session), with("Sec-Fetch-Site", "cross-site"), with("Origin", "https://evil.id")); r.status != 403 || r.problem().Code != "cross_origin" {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := h.call("POST", path, "", signedIn(h.a.session), with("Origin", "https://evil.id")); r.status != 403 {
		t.Errorf("without Sec-Fetch-Site: %d", r.status)
	}
	if r := h.call("POST", path, "", signedIn(h.a.session), with("Sec-Fetch-Site", "same-origin")); r.status != 200 {
		t.Errorf("our own page: %d %s", r.status, r.body)
	}
}

func TestIdempotencyKeyGivesTheFirstAnswerAgain(t *testing.T) {
	onBoth(t, func(t *testing.T) {
		h := newHouse(t)
		me := signedIn(h.a.session)
		at := "/api/v1/conversations/" + h.a.conversation
		if r := h.call("POST", at+"/claim", "", me); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		send := func(key, body string) reply {
			return h.call("POST", at+"/notes", body, me, with(idempotencyHeader, key))
		}
		first := send("k1", `{"client_id":"n1","text":"catatan"}`)
		again := send("k1", `{"client_id":"n1","text":"catatan"}`)
		if first.status != 201 || again.status != 201 || first.body != again.body || again.header.Get("Idempotency-Replayed") != "true" || again.header.Get("Content-Type") != "application/json" {
			t.Errorf("%d %s\n%d %v %s", first.status, first.body, again.status, again.header, again.body)
		}
		if r := send("k1", `{"client_id":"n2","text":"lain"}`); r.status != 422 || r.problem().Code != "idempotency_mismatch" {
			t.Errorf("another body: %d %s", r.status, r.body)
		}
		if r := send(strings.Repeat("k", 200), `{"client_id":"n3","text":"lain"}`); r.status != 422 {
			t.Errorf("a long key: %d", r.status)
		}
	})
}

func TestAddressBelievesOnlyOurProxies(t *testing.T) {
	t.Parallel()
	c := defaults(t)
	l, err := config.Load(config.Sources{Flags: map[string]string{"proxies": "10.0.0.0/8, 192.168.1.1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, remote, forwarded, want string
		proxies                       bool
	}{
		{"no proxy, forged header", "8.8.8.8:1", "1.2.3.4", "8.8.8.8", true},
		{"our proxy", "10.1.1.1:1", "1.2.3.4", "1.2.3.4", true},
		{"forged in front of our proxy", "10.1.1.1:1", "6.6.6.6, 1.2.3.4", "1.2.3.4", true},
		{"two proxies of ours", "10.1.1.1:1", "1.2.3.4, 192.168.1.1", "1.2.3.4", true},
		{"nonsense", "10.1.1.1:1", "zzz", "10.1.1.1", true},
		{"nobody trusted", "10.1.1.1:1", "1.2.3.4", "10.1.1.1", false},
		{"an IPv6 subscriber", "[2001:db8:1:2:3::4]:1", "", "2001:db8:1:2::/64", true},
	} {
		r := &http.Request{RemoteAddr: tc.remote, Header: http.Header{}}
		if tc.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tc.forwarded)
		}
		proxies := c.Proxies
		if tc.proxies {
			proxies = l.Config.Proxies
		}
		if got := address(r, proxies); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func FuzzBody(f *testing.F) {
	f.Add([]byte(`{"a":[1,"]"]}`))
	f.Fuzz(func(_ *testing.T, b []byte) { tooDeep(b) })
}
