package action

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// login is a token server with a clock of its own.
type login struct {
	*httptest.Server
	given  atomic.Int32
	answer atomic.Pointer[func(w http.ResponseWriter, n int32)]
	form   atomic.Pointer[string]
	mu     sync.Mutex
	now    time.Time
}

func newLogin(t testing.TB) *login {
	t.Helper()
	l := &login{now: time.Now()}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		id, secret, _ := r.BasicAuth()
		form := id + " " + secret + " " + string(b)
		l.form.Store(&form)
		n := l.given.Add(1)
		if f := l.answer.Load(); f != nil {
			(*f)(w, n)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":"tok-%d","token_type":"Bearer","expires_in":600}`, n)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *login) clock() time.Time     { l.mu.Lock(); defer l.mu.Unlock(); return l.now }
func (l *login) pass(d time.Duration) { l.mu.Lock(); defer l.mu.Unlock(); l.now = l.now.Add(d) }

func (l *login) oauth(t testing.TB) *OAuth {
	t.Helper()
	o, err := NewOAuth(OAuthConfig{
		TokenURL: l.URL + "/token", ClientID: "toko:1", ClientSecret: "s3cret&canary", Scope: "a b", Allow: []string{hostOf(l.URL)}, Clock: l.clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.CloseIdleConnections)
	return o
}

func tokenOf(t testing.TB, o *OAuth) string {
	t.Helper()
	c, err := o.Fetch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return string(c.Value)
}

func TestATokenIsKeptAndRenewedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	l := newLogin(t)
	o := l.oauth(t)
	if got := tokenOf(t, o); got != "Bearer tok-1" {
		t.Fatal(got)
	}
	if got := *l.form.Load(); got != "toko%3A1 s3cret%26canary grant_type=client_credentials&scope=a+b" {
		t.Error(got)
	}
	l.pass(600*time.Second - tokenMargin - time.Second)
	if got := tokenOf(t, o); got != "Bearer tok-1" {
		t.Error(got)
	}
	l.pass(2 * time.Second) // it is good still, and the next is under way already: nobody waits
	if got := tokenOf(t, o); got != "Bearer tok-1" {
		t.Error(got)
	}
	for end := time.Now().Add(5 * time.Second); tokenOf(t, o) != "Bearer tok-2"; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it was not renewed")
		}
	}
	l.pass(time.Hour)
	if got := tokenOf(t, o); got != "Bearer tok-3" {
		t.Error("a token that has ended is not sent:", got)
	}
}

func TestOneFlightAtATime(t *testing.T) {
	t.Parallel()
	l := newLogin(t)
	gate := make(chan struct{})
	slow := func(w http.ResponseWriter, n int32) {
		<-gate
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"access_token":"tok-%d","token_type":"bearer"}`, n)
	}
	l.answer.Store(&slow)
	o := l.oauth(t)
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := o.Fetch(short); ReasonOf(err) != ReasonTimeout {
		t.Error("whoever is in a hurry does not wait:", err)
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if c, err := o.Fetch(context.Background()); err != nil || c.Value != "Bearer tok-1" {
				t.Error(c, err)
			}
		}()
	}
	time.Sleep(20 * time.Millisecond)
	close(gate)
	wg.Wait()
	if n := l.given.Load(); n != 1 {
		t.Errorf("%d requests for a token", n)
	}
}

func TestATokenThatIsRefusedIsReplacedOnce(t *testing.T) {
	t.Parallel()
	l := newLogin(t)
	var seen []string
	good := "Bearer tok-2"
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		if r.Header.Get("Authorization") != good {
			answer(w, 401, `{}`)
			return
		}
		answer(w, 200, `{"thing":{"id":1}}`)
	}, func(c *Config) { c.Credential, c.Auth = Credential{}, l.oauth(t); c.Specs[0].Retries = 1 })
	res := call(t, c, "look", "", map[string]any{"id": "1"})
	if res.Attempts != 2 || strings.Join(seen, ",") != "Bearer tok-1,Bearer tok-2" {
		t.Error(res, seen)
	}
	good = "none"
	if _, e := refused(t, c, "look", "", map[string]any{"id": "1"}, CodeRejected, ReasonRejected); e.Args["reason"] == "" || l.given.Load() > 4 {
		t.Error(e, l.given.Load())
	}
}

func TestALoginThatFailsIsToldWithoutItsWords(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		f      func(w http.ResponseWriter, n int32)
		reason Reason
		asked  int32
	}{
		"unknown client": {func(w http.ResponseWriter, _ int32) { answer(w, 401, `{"error":"canary"}`) }, ReasonCredential, 1},
		"broken":         {func(w http.ResponseWriter, _ int32) { answer(w, 500, `canary`) }, ReasonCredential, 1},
		"no token":       {func(w http.ResponseWriter, _ int32) { answer(w, 200, `{"canary":1}`) }, ReasonCredential, 1},
		"a hostile token": {func(w http.ResponseWriter, _ int32) {
			answer(w, 200, `{"access_token":"a\r\nX-Evil: canary","token_type":"bearer"}`)
		}, ReasonCredential, 1},
		"another kind": {func(w http.ResponseWriter, _ int32) { answer(w, 200, `{"access_token":"a","token_type":"mac"}`) }, ReasonCredential, 1},
		"redirect": {func(w http.ResponseWriter, _ int32) {
			w.Header().Set("Location", "http://169.254.169.254/canary")
			w.WriteHeader(307)
		}, ReasonCredential, 1},
		"endless": {func(w http.ResponseWriter, _ int32) {
			w.Header().Set("Content-Type", "application/json")
			for {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return
				}
			}
		}, ReasonCredential, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLogin(t)
			l.answer.Store(&tc.f)
			called := false
			c := serve(t, func(w http.ResponseWriter, _ *http.Request) { called = true; answer(w, 200, `{}`) },
				func(c *Config) { c.Credential, c.Auth = Credential{}, l.oauth(t) })
			_, e := refused(t, c, "look", "", map[string]any{"id": "1"}, CodeFailed, tc.reason)
			if text := fmt.Sprintf("%v %+v", e, e); strings.Contains(text, "canary") || called {
				t.Error(text, called)
			}
			// The next call does not ask again at once: a login that is down is not hammered.
			refused(t, c, "look", "", map[string]any{"id": "1"}, CodeFailed, tc.reason)
			if n := l.given.Load(); n != tc.asked {
				t.Errorf("%d requests for a token", n)
			}
			l.answer.Store(nil)
			l.pass(2 * tokenPause)
			if _, err := c.auth.Fetch(t.Context()); err != nil {
				t.Error("the login is well again, but:", err)
			}
		})
	}
}
