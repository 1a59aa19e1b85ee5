package toko

import (
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"terang/internal/backend"
	"terang/internal/backend/backendtest"
)

func newShop(t *testing.T) *backendtest.World {
	t.Helper()
	return backendtest.New(t, New)
}

func TestFileAndServerAgree(t *testing.T) {
	t.Parallel()
	newShop(t).CheckFile(t)
}

func TestAPIKeyIsNeeded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, key := range []string{"", "wrong", backendtest.Key + "x", backendtest.Key[:len(backendtest.Key)-1]} {
		s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, APIKeyHeader, key).Want(t, 401, "api_key")
		s.Do("GET", "/orders/TRG-1042", "", APIKeyHeader, key).Want(t, 401, "api_key")
	}
}

func TestEveryRouteRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.Do("GET", "/nothing", "").Want(t, 404, "not_found")
	s.Do("GET", "/demo/nothing", "").Want(t, 404, "not_found")
	if got := s.Do("DELETE", "/orders/TRG-1042", "").Want(t, 405, "method_not_allowed").Header.Get("Allow"); got != "GET" {
		t.Errorf("Allow is %q", got)
	}
	s.Do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Content-Type", "text/plain").Want(t, 415, "media_type")
	s.Do("POST", "/verifications", `{"order_no":`).Want(t, 400, "bad_request")
	s.Do("POST", "/verifications", `{} {}`).Want(t, 400, "bad_request")
	s.Do("POST", "/verifications", strings.Repeat("[", 60_000)).Want(t, 400, "bad_request")
	s.Do("POST", "/verifications", `{"order_no":"`+strings.Repeat("x", 64<<10)+`"}`).Want(t, 413, "too_large")
	s.Do("POST", "/verifications/"+strings.Repeat("x", 65)+"/check", `{"code":"123456"}`).Want(t, 404, "not_found")
}

func TestWorldSurvivesAReopening(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.Prove(DemoCustomer, "order_no", DemoOrder)
	before := s.Do("GET", "/orders/TRG-1042", "", CustomerTokenHeader, token).Want(t, 200, "").Raw
	s.Reopen()
	after := s.Do("GET", "/orders/TRG-1042", "", CustomerTokenHeader, token).Want(t, 200, "").Raw
	if before != after {
		t.Errorf("before %s\nafter %s", before, after)
	}
}

func TestDemoRoutesAreShutByDefault(t *testing.T) {
	t.Parallel()
	server, err := New(Config{Dir: t.TempDir(), APIKey: backendtest.Key, Clock: time.Now, Random: rand.NewChaCha8([32]byte{})})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	for _, rt := range server.Routes() {
		if rt.Access != backend.ForDemo {
			continue
		}
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, httptest.NewRequest(rt.Method, strings.NewReplacer("{customer_id}", "cus_1001", "{happening}", "order_delayed").Replace(rt.Path), nil))
		if w.Code != 404 {
			t.Errorf("%s %s: %d", rt.Method, rt.Path, w.Code)
		}
	}
}

func TestOnlyTheDemoOriginMayReadPhones(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for origin, want := range map[string]string{"http://localhost:8080": "http://localhost:8080", "http://evil.example": ""} {
		got := s.Do("GET", "/demo/customers", "", "Origin", origin).Want(t, 200, "").Header.Get("Access-Control-Allow-Origin")
		if got != want {
			t.Errorf("%s: %q", origin, got)
		}
	}
	if got := s.Do("GET", "/healthz", "", "Origin", "http://localhost:8080").Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("healthz: %q", got)
	}
}

func TestNewRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	good := Config{Dir: t.TempDir(), APIKey: backendtest.Key, Clock: time.Now, Random: rand.NewChaCha8([32]byte{})}
	for name, spoil := range map[string]func(*Config){
		"no folder":     func(c *Config) { c.Dir = "" },
		"missing":       func(c *Config) { c.Dir += "/not/there" },
		"no clock":      func(c *Config) { c.Clock = nil },
		"no randomness": func(c *Config) { c.Random = nil },
		"dry":           func(c *Config) { c.Random = strings.NewReader("few") },
		"short key":     func(c *Config) { c.APIKey = "short" },
		"bad URL":       func(c *Config) { c.PublicURL = "toko" },
	} {
		cfg := good
		spoil(&cfg)
		if s, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
			_ = s.Close()
		}
	}
}
