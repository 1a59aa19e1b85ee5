package toko

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

const testKey = "a key for tests only"

// shop is a running server with a clock that the test owns.
type shop struct {
	t      *testing.T
	server *Server
	http   *httptest.Server
	dir    string
	mu     sync.Mutex
	now    time.Time
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC)}
	s.open()
	t.Cleanup(func() { s.shut() })
	return s
}

func (s *shop) open() {
	s.t.Helper()
	var seed [32]byte
	copy(seed[:], s.t.Name())
	server, err := New(Config{
		Dir: s.dir, APIKey: testKey, Clock: s.time, Random: rand.NewChaCha8(seed), Demo: true,
		PublicURL: "https://toko.example", DemoOrigin: "http://localhost:8080",
		Log: slog.New(slog.NewTextHandler(testLog{s.t}, nil)),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.server, s.http = server, httptest.NewServer(server.Handler())
}

func (s *shop) shut() {
	s.t.Helper()
	s.http.CloseClientConnections()
	s.http.Close()
	if err := s.server.Close(); err != nil {
		s.t.Error(err)
	}
}

// testLog fails the test: in it the server itself never fails.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Errorf("the server logged: %s", b)
	return len(b), nil
}

func (s *shop) time() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *shop) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// reply is an answer that has been checked against openapi.yaml.
type reply struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

func (r reply) text(key string) string { s, _ := r.body[key].(string); return s }

// do sends a request with the API key; header are name, value pairs.
func (s *shop) do(method, path, body string, header ...string) reply {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.http.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set(APIKeyHeader, testKey)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := s.http.Client().Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	r := reply{status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	if strings.HasSuffix(strings.Split(resp.Header.Get("Content-Type"), ";")[0], "json") {
		d := json.NewDecoder(bytes.NewReader(raw))
		if err := d.Decode(&r.body); err != nil {
			s.t.Fatalf("%s %s: not JSON: %v", method, path, err)
		}
	}
	checkAgainstFile(s.t, s.server, req, r)
	return r
}

// want fails the test unless the answer has the status and, for a problem, the code.
func (r reply) want(t *testing.T, status int, code string) reply {
	t.Helper()
	if r.status != status || r.text("code") != code {
		t.Fatalf("got %d %q, want %d %q: %s", r.status, r.text("code"), status, code, r.raw)
	}
	return r
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// lastCode reads the last code on the customer's phone, "" if there is none.
func (s *shop) lastCode(customer string) string {
	s.t.Helper()
	items, _ := s.do("GET", "/demo/phone/"+customer+"/messages", "").want(s.t, 200, "").body["items"].([]any)
	if len(items) == 0 {
		return ""
	}
	last, _ := items[len(items)-1].(map[string]any)
	text, _ := last["text"].(string)
	return sixDigits.FindString(text)
}

// prove verifies a customer by an order of theirs and returns the token.
func (s *shop) prove(customer, order string) string {
	s.t.Helper()
	id := s.do("POST", "/verifications", `{"order_no":"`+order+`"}`).want(s.t, 201, "").text("verification_id")
	r := s.do("POST", "/verifications/"+id+"/check", `{"code":"`+s.lastCode(customer)+`"}`).want(s.t, 200, "")
	if who, _ := r.body["customer"].(map[string]any); who["id"] != customer {
		s.t.Fatalf("proved %v, want %s", who, customer)
	}
	return r.text("customer_token")
}

func TestAPIKeyIsNeeded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, key := range []string{"", "wrong", testKey + "x", testKey[:len(testKey)-1]} {
		s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, APIKeyHeader, key).want(t, 401, "api_key")
		s.do("GET", "/orders/TRG-1042", "", APIKeyHeader, key).want(t, 401, "api_key")
	}
}

func TestEveryRouteRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.do("GET", "/nothing", "").want(t, 404, "not_found")
	s.do("GET", "/demo/nothing", "").want(t, 404, "not_found")
	if got := s.do("DELETE", "/orders/TRG-1042", "").want(t, 405, "method_not_allowed").header.Get("Allow"); got != "GET" {
		t.Errorf("Allow is %q", got)
	}
	s.do("POST", "/verifications", `{"order_no":"TRG-1042"}`, "Content-Type", "text/plain").want(t, 415, "media_type")
	s.do("POST", "/verifications", `{"order_no":`).want(t, 400, "bad_request")
	s.do("POST", "/verifications", `{} {}`).want(t, 400, "bad_request")
	s.do("POST", "/verifications", strings.Repeat("[", 60_000)).want(t, 400, "bad_request")
	s.do("POST", "/verifications", `{"order_no":"`+strings.Repeat("x", maxBody)+`"}`).want(t, 413, "too_large")
	s.do("POST", "/verifications/"+strings.Repeat("x", 65)+"/check", `{"code":"123456"}`).want(t, 404, "not_found")
}

func TestWorldSurvivesAReopening(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	token := s.prove(DemoCustomer, DemoOrder)
	before := s.do("GET", "/orders/TRG-1042", "", CustomerTokenHeader, token).want(t, 200, "").raw
	s.shut()
	s.open()
	after := s.do("GET", "/orders/TRG-1042", "", CustomerTokenHeader, token).want(t, 200, "").raw
	if before != after {
		t.Errorf("before %s\nafter %s", before, after)
	}
}

func TestDemoRoutesAreShutByDefault(t *testing.T) {
	t.Parallel()
	server, err := New(Config{Dir: t.TempDir(), APIKey: testKey, Clock: time.Now, Random: rand.NewChaCha8([32]byte{})})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	for _, rt := range server.routes() {
		if rt.access != forDemo {
			continue
		}
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, httptest.NewRequest(rt.method, strings.ReplaceAll(rt.path, "{customer_id}", "cus_1001"), nil))
		if w.Code != 404 {
			t.Errorf("%s %s: %d", rt.method, rt.path, w.Code)
		}
	}
}

func TestOnlyTheDemoOriginMayReadPhones(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for origin, want := range map[string]string{"http://localhost:8080": "http://localhost:8080", "http://evil.example": ""} {
		got := s.do("GET", "/demo/customers", "", "Origin", origin).want(t, 200, "").header.Get("Access-Control-Allow-Origin")
		if got != want {
			t.Errorf("%s: %q", origin, got)
		}
	}
	if got := s.do("GET", "/healthz", "", "Origin", "http://localhost:8080").header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("healthz: %q", got)
	}
}

func TestNewRefusesWhatItCannotUse(t *testing.T) {
	t.Parallel()
	good := Config{Dir: t.TempDir(), APIKey: testKey, Clock: time.Now, Random: rand.NewChaCha8([32]byte{})}
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
