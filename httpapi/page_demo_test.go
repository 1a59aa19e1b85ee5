package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func demoMux(d *DemoPages) *http.ServeMux {
	mux := http.NewServeMux()
	d.Logger = slog.New(slog.DiscardHandler)
	d.Routes(mux, func(w http.ResponseWriter, secret string) {
		http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: secret, HttpOnly: true})
	})
	return mux
}

func ask(mux http.Handler, method, url, peer string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, url, nil)
	r.RemoteAddr = peer
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

const peerHere = "127.0.0.1:50000"

func TestDemoAnswersOnlyThisMachine(t *testing.T) {
	t.Parallel()
	mux := demoMux(&DemoPages{Brands: []DemoBrand{{SignIn: func(context.Context) (string, error) { return "secret", nil }}}})
	for name, c := range map[string]struct {
		url, peer string
		status    int
	}{
		"loopback":       {"http://127.0.0.1:8080/api/v1/demo/enter", peerHere, 204},
		"localhost":      {"http://localhost:8080/api/v1/demo/enter", peerHere, 204},
		"ipv6":           {"http://[::1]:8080/api/v1/demo/enter", "[::1]:50000", 204},
		"rebound name":   {"http://evil.example:8080/api/v1/demo/enter", peerHere, 404},
		"disguised name": {"http://127.0.0.1.evil.example/api/v1/demo/enter", peerHere, 404},
		"from elsewhere": {"http://127.0.0.1:8080/api/v1/demo/enter", "192.0.2.7:50000", 404},
		"unknown peer":   {"http://127.0.0.1:8080/api/v1/demo/enter", "@", 404},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ask(mux, http.MethodPost, c.url, c.peer)
			if w.Code != c.status || strings.Contains(w.Header().Get("Set-Cookie"), "secret") != (c.status == 204) {
				t.Errorf("status %d, cookie %q; want status %d", w.Code, w.Header().Get("Set-Cookie"), c.status)
			}
		})
	}
}

func TestDemoPhoneGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	var asked int64
	mux := demoMux(&DemoPages{Brands: []DemoBrand{{Phones: func(_ context.Context, since int64) ([]DemoSMS, error) {
		asked = since
		if since == 9 {
			return nil, errors.New("away")
		}
		if since >= 7 {
			return nil, nil
		}
		return []DemoSMS{{ID: 6, Text: "a"}, {ID: 7, Text: "b"}}, nil
	}}}})
	w := ask(mux, http.MethodGet, "http://127.0.0.1/api/v1/demo/phone?since=5", peerHere)
	if asked != 5 || !strings.Contains(w.Body.String(), `"next":7`) {
		t.Errorf("since %d, answer %s", asked, w.Body)
	}
	w = ask(mux, http.MethodGet, "http://127.0.0.1/api/v1/demo/phone?since=7", peerHere)
	if w.Body.String() != `{"items":[],"next":7}` {
		t.Errorf("answer %s", w.Body)
	}
	for query, status := range map[string]int{"since=-1": 422, "since=x": 422, "since=9": 503} {
		if w := ask(mux, http.MethodGet, "http://127.0.0.1/api/v1/demo/phone?"+query, peerHere); w.Code != status {
			t.Errorf("%s: status %d, want %d", query, w.Code, status)
		}
	}
}

func TestDemoShopEmbedsTheWidgetByOneTag(t *testing.T) {
	t.Parallel()
	mux := demoMux(&DemoPages{Brands: []DemoBrand{{Info: DemoInfo{Key: `wk_"><script>`, Brand: DemoName{"Toko Terang"}}}}})
	w := ask(mux, http.MethodGet, "http://127.0.0.1/demo/shop", peerHere)
	page := w.Body.String()
	if strings.Count(page, "<script") != 1 || !strings.Contains(page, `src="/w/loader.js" data-key="wk_&#34;&gt;&lt;script&gt;"`) {
		t.Errorf("the page's scripts are not the one tag:\n%s", page)
	}
	if strings.Contains(page, "style=") || strings.Contains(page, "://") {
		t.Error("the page has an inline style or something from elsewhere")
	}
	if !strings.Contains(w.Header().Get("Content-Security-Policy"), "script-src 'self'") {
		t.Error("no policy")
	}
}
