// Package backendtest runs a brand's system as tests need it: with a clock that the test owns, and with every answer
// held against the system's own OpenAPI file.
//
// It never looks into the system: everything goes over HTTP, as the house does it.
//
// The way in is [New].
package backendtest

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

	"terang/internal/backend"
)

// Key is the API key of a system under test.
const Key = "a key for tests only"

// World is a running system with a clock that the test owns; it begins on a Saturday at 10:00 WIB.
type World struct {
	T      *testing.T
	Server *backend.Server
	HTTP   *httptest.Server
	Dir    string
	File   File
	Events backend.Target // set before a Reopen

	open func(backend.Config) (*backend.Server, error)
	mu   sync.Mutex
	now  time.Time
}

// New opens a system that lasts as long as the test.
func New(t *testing.T, open func(backend.Config) (*backend.Server, error)) *World {
	t.Helper()
	w := &World{T: t, Dir: t.TempDir(), now: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC), open: open}
	w.start()
	t.Cleanup(w.shut)
	return w
}

func (w *World) start() {
	w.T.Helper()
	var seed [32]byte
	copy(seed[:], w.T.Name())
	server, err := w.open(backend.Config{
		Dir: w.Dir, APIKey: Key, Clock: w.Now, Random: rand.NewChaCha8(seed), Demo: true, Events: w.Events,
		PublicURL: "https://toko.example", DemoOrigin: "http://localhost:8080",
		Log: slog.New(slog.NewTextHandler(testLog{w.T}, nil)),
	})
	if err != nil {
		w.T.Fatal(err)
	}
	w.Server, w.HTTP = server, httptest.NewServer(server.Handler())
	w.File = ReadFile(w.T, server.File())
}

func (w *World) shut() {
	w.T.Helper()
	w.HTTP.CloseClientConnections()
	w.HTTP.Close()
	if err := w.Server.Close(); err != nil {
		w.T.Error(err)
	}
}

// Reopen ends the system and opens it again on the same folder.
func (w *World) Reopen() {
	w.T.Helper()
	w.shut()
	w.start()
}

// testLog fails the test: in it the server itself never fails.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Errorf("the server logged: %s", b)
	return len(b), nil
}

// Now is the world's time.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Pass lets time pass.
func (w *World) Pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Reply is an answer that has been checked against the OpenAPI file.
type Reply struct {
	Status int
	Header http.Header
	Raw    string
	Body   map[string]any
}

// Text is a member of the answer, "" if it is not text.
func (r Reply) Text(key string) string { s, _ := r.Body[key].(string); return s }

// Items are those of a list.
func (r Reply) Items() []any { list, _ := r.Body["items"].([]any); return list }

// Do sends a request with the API key; header are name, value pairs.
func (w *World) Do(method, path, body string, header ...string) Reply {
	w.T.Helper()
	req, err := http.NewRequestWithContext(w.T.Context(), method, w.HTTP.URL+path, strings.NewReader(body))
	if err != nil {
		w.T.Fatal(err)
	}
	req.Header.Set(backend.APIKeyHeader, Key)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := w.HTTP.Client().Do(req)
	if err != nil {
		w.T.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		w.T.Fatal(err)
	}
	r := Reply{Status: resp.StatusCode, Header: resp.Header, Raw: string(raw)}
	if strings.HasSuffix(strings.Split(resp.Header.Get("Content-Type"), ";")[0], "json") {
		if err := json.NewDecoder(bytes.NewReader(raw)).Decode(&r.Body); err != nil {
			w.T.Fatalf("%s %s: not JSON: %v", method, path, err)
		}
	}
	w.File.check(w.T, w.Server.Pattern(req), r)
	return r
}

// As sends a request of a customer who has proved who they are.
func (w *World) As(token, method, path, body string, header ...string) Reply {
	w.T.Helper()
	return w.Do(method, path, body, append([]string{backend.CustomerTokenHeader, token}, header...)...)
}

// Want fails the test unless the answer has the status and, for a problem, the code.
func (r Reply) Want(t *testing.T, status int, code string) Reply {
	t.Helper()
	if r.Status != status || r.Text("code") != code {
		t.Fatalf("got %d %q, want %d %q: %s", r.Status, r.Text("code"), status, code, r.Raw)
	}
	return r
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// LastCode reads the last code on the customer's phone, "" if there is none.
func (w *World) LastCode(customer string) string {
	w.T.Helper()
	items := w.Do("GET", "/demo/phone/"+customer+"/messages", "").Want(w.T, 200, "").Items()
	if len(items) == 0 {
		return ""
	}
	text, _ := At(items[len(items)-1], "text").(string)
	return sixDigits.FindString(text)
}

// Prove verifies a customer by an identifier of theirs and returns the token.
func (w *World) Prove(customer, field, value string) string {
	w.T.Helper()
	body, err := json.Marshal(map[string]string{field: value})
	if err != nil {
		w.T.Fatal(err)
	}
	id := w.Do("POST", "/verifications", string(body)).Want(w.T, 201, "").Text("verification_id")
	r := w.Do("POST", "/verifications/"+id+"/check", `{"code":"`+w.LastCode(customer)+`"}`).Want(w.T, 200, "")
	if who := At(r.Body, "customer", "id"); who != customer {
		w.T.Fatalf("proved %v, want %s", who, customer)
	}
	return r.Text("customer_token")
}

// At follows keys through maps; nil where there is nothing.
func At(v any, keys ...string) any {
	for _, k := range keys {
		m, _ := v.(map[string]any)
		v = m[k]
	}
	return v
}
