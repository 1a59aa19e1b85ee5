package mcp

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"terang"
	"terang/action"
)

const canary = "s3cret-canary"

type stockIn struct {
	SKU   string `json:"sku"`
	Place string `json:"place,omitempty"`
}

type stockOut struct {
	Left  int `json:"left"`
	Where struct {
		City string `json:"city"`
	} `json:"where"`
}

type holdIn struct {
	SKU   string `json:"sku"`
	Count int    `json:"count"`
}

// shop is an MCP server as somebody would write it with the SDK.
type shop struct {
	*httptest.Server
	mu       sync.Mutex
	keys     []string
	headers  []string
	sessions atomic.Int32
	fault    atomic.Pointer[func(w http.ResponseWriter, r *http.Request) bool] // true: it has answered
}

func newShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{}
	server := sdk.NewServer(&sdk.Implementation{Name: "stock", Version: "1"}, nil)
	sdk.AddTool(server, &sdk.Tool{Name: "stock.find", Description: "How many\nare left", Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true}},
		func(_ context.Context, _ *sdk.CallToolRequest, in stockIn) (*sdk.CallToolResult, stockOut, error) {
			out := stockOut{Left: 7}
			out.Where.City = "Bandung " + in.SKU
			return nil, out, nil
		})
	server.AddTool(&sdk.Tool{
		Name:         "holdItem",
		InputSchema:  json.RawMessage(`{"type":"object","required":["sku","count"],"properties":{"sku":{"type":"string"},"count":{"type":["integer"]}}}`),
		OutputSchema: json.RawMessage(`{"type":"object","required":["hold_id"],"properties":{"hold_id":{"type":"string"}}}`),
	}, func(_ context.Context, r *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
		var in holdIn
		if err := json.Unmarshal(r.Params.Arguments, &in); err != nil {
			return nil, err
		}
		key, _ := r.Params.Meta[metaKey].(string)
		s.mu.Lock()
		s.keys = append(s.keys, key)
		s.mu.Unlock()
		if in.Count > 5 {
			return &sdk.CallToolResult{IsError: true, StructuredContent: map[string]any{"code": "too_many", "most": 5}}, nil
		}
		return &sdk.CallToolResult{StructuredContent: map[string]any{"hold_id": fmt.Sprintf("h-%s-%d", in.SKU, in.Count)}}, nil
	})
	server.AddTool(&sdk.Tool{Name: "plain_text", InputSchema: json.RawMessage(`{"type":"object"}`)},
		func(context.Context, *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
			return &sdk.CallToolResult{Content: []sdk.Content{&sdk.TextContent{Text: `{"greeting":"halo"}`}}}, nil
		})
	h := sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return server }, nil)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.headers = append(s.headers, r.Header.Get("X-Api-Key"))
		s.mu.Unlock()
		if r.Method == http.MethodPost && r.Header.Get("Mcp-Session-Id") == "" {
			s.sessions.Add(1)
		}
		if f := s.fault.Load(); f != nil && (*f)(w, r) {
			return
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func (s *shop) break_(f func(w http.ResponseWriter, r *http.Request) bool) {
	if f == nil {
		s.fault.Store(nil)
		return
	}
	s.fault.Store(&f)
}

func (s *shop) host() string { return strings.TrimPrefix(s.URL, "http://") }

func (s *shop) tools(t testing.TB) *Server {
	t.Helper()
	m, err := New(Config{Endpoint: s.URL, Allow: []string{s.host()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}

func (s *shop) client(t testing.TB) *action.Client {
	t.Helper()
	m := s.tools(t)
	c, err := action.New(action.Config{
		BaseURL: s.URL, Allow: []string{s.host()}, Tools: m, Clock: time.Now, Jitter: func() float64 { return 0 },
		Credential: action.Credential{Header: "X-Api-Key", Value: canary},
		Specs: []action.Spec{
			{
				Name: "stock", Tool: "stock.find", Risk: action.RiskRead, Retries: -1, Timeout: 2 * time.Second,
				Inputs:  []action.Field{{Name: "sku", Required: true}},
				Outputs: []action.Output{{Name: "left", Path: "left", Required: true}, {Name: "city", Path: "where.city"}},
			},
			{
				Name: "hold", Tool: "holdItem", Risk: action.RiskChange, Timeout: 2 * time.Second,
				Inputs:  []action.Field{{Name: "sku", Required: true}, {Name: "many", As: "count", Required: true}},
				Outputs: []action.Output{{Name: "hold_id", Path: "hold_id", Required: true}}, Problem: []action.Output{{Name: "most", Path: "most"}},
			},
			{Name: "text", Tool: "plain_text", Risk: action.RiskRead, Outputs: []action.Output{{Name: "greeting", Path: "greeting", Required: true}}},
			{Name: "gone", Tool: "no_such_tool", Risk: action.RiskRead, Retries: -1},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func call(t testing.TB, c *action.Client, name, key string, in map[string]any) (action.Result, *terang.Error) {
	t.Helper()
	res, err := c.Call(t.Context(), action.Request{Action: name, Inputs: in, Key: key, Scope: "cnv_1"})
	if err != nil && strings.Contains(fmt.Sprintf("%v %+v %#v", err, res, err), canary) {
		t.Errorf("the credential stands in %v", err)
	}
	e, _ := errors.AsType[*terang.Error](err)
	if err != nil && e == nil {
		t.Fatalf("an error without a code: %v", err)
	}
	return res, e
}

func TestToolsAreCalledAsActions(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c := s.client(t)
	res, e := call(t, c, "stock", "", map[string]any{"sku": "A1"})
	if e != nil || res.Data["left"] != 7.0 || res.Data["city"] != "Bandung A1" {
		t.Fatal(res, e)
	}
	for range 2 {
		res, e = call(t, c, "hold", "1.1", map[string]any{"sku": "A1", "many": 2})
		if e != nil || res.Data["hold_id"] != "h-A1-2" {
			t.Fatal(res, e)
		}
	}
	want := action.Request{Action: "hold", Key: "1.1", Scope: "cnv_1"}.Digest()
	if len(s.keys) != 2 || s.keys[0] != want || s.keys[1] != want {
		t.Error(s.keys)
	}
	res, e = call(t, c, "hold", "1.2", map[string]any{"sku": "A1", "many": 9})
	if e == nil || e.Code != action.CodeRejected || res.Data["code"] != "too_many" || res.Data["most"] != 5.0 || res.Attempts != 1 {
		t.Error(res, e)
	}
	if res, e = call(t, c, "text", "", nil); e != nil || res.Data["greeting"] != "halo" {
		t.Error(res, e)
	}
	if _, e = call(t, c, "gone", "", nil); e == nil || e.Code != action.CodeFailed || action.ReasonOf(e) != action.ReasonTool {
		t.Error(e)
	}
	for _, h := range s.headers {
		if h != canary {
			t.Errorf("a request without the credential: %q", h)
		}
	}
	if n := s.sessions.Load(); n > 2 { // the library asks for the protocol first
		t.Errorf("%d sessions for six calls", n)
	}
}

func TestToolsAreProposed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	all, err := s.tools(t).List(t.Context(), action.Credential{})
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	b, err := action.FormatSpecs(all)
	if err != nil {
		t.Fatal(err)
	}
	const want = `actions:
  # risk_guessed
  - name: hold_item
    tool: holdItem
    risk: change
    inputs:
      - {name: count, required: true}
      - {name: sku, required: true}
    outputs:
      hold_id: {path: hold_id, required: true}
  # risk_guessed
  # no_outputs
  - name: plain_text
    tool: plain_text
    risk: change
  # How many are left
  # risk_guessed
  - name: stock_find
    tool: stock.find
    risk: read
    inputs:
      - {name: place}
      - {name: sku, required: true}
    outputs:
      left: {path: left, required: true}
      where_city: {path: where.city, required: true}
`
	if string(b) != want {
		t.Errorf("got\n%s", b)
	}
	if _, err := action.ParseSpecs("tools.yaml", b); err != nil {
		t.Error(err)
	}
}

// fault is one way in which a server fails, and what is said of it.
type fault struct {
	fault  func(w http.ResponseWriter, r *http.Request) bool
	code   string
	reason action.Reason
}

func faults(elsewhere string) map[string]fault {
	return map[string]fault{
		"500": {func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(500); return true }, action.CodeFailed, action.ReasonStatus},
		"401": {func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(401); return true }, action.CodeRejected, action.ReasonRejected},
		"redirect": {func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, elsewhere, http.StatusTemporaryRedirect)
			return true
		}, action.CodeRefused, action.ReasonRedirect},
		"not a server": {func(w http.ResponseWriter, _ *http.Request) bool {
			_, _ = io.WriteString(w, "<html>"+canary)
			return true
		}, action.CodeFailed, action.ReasonTool},
		"endless": {func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			for {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return true
				}
			}
		}, action.CodeFailed, action.ReasonTooLarge},
		"endless events": {func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "text/event-stream")
			for {
				if _, err := io.WriteString(w, ": nothing\n\n"+strings.Repeat(":", 2000)+"\n"); err != nil {
					return true
				}
			}
		}, action.CodeFailed, action.ReasonTooLarge},
		"bomb": {func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "application/json")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 8<<20))
			_ = z.Close()
			return true
		}, action.CodeFailed, action.ReasonTool},
		"drip": {func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Type", "text/event-stream")
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, ":\n")
				w.(http.Flusher).Flush()
				time.Sleep(50 * time.Millisecond)
			}
			return true
		}, action.CodeTimeout, action.ReasonTimeout},
		"silence": {func(_ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }, action.CodeTimeout, action.ReasonTimeout},
		"hang up": {func(w http.ResponseWriter, _ *http.Request) bool {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
			return true
		}, action.CodeFailed, action.ReasonTransport},
	}
}

func TestAServerInTroubleIsAFailureWithItsReason(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	t.Cleanup(elsewhere.Close)
	for name, f := range faults(elsewhere.URL) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, when := range []string{"before the session", "in the session"} {
				s := newShop(t)
				c := s.client(t)
				if when == "in the session" {
					if _, e := call(t, c, "stock", "", map[string]any{"sku": "A"}); e != nil {
						t.Fatal(e)
					}
				}
				s.break_(func(w http.ResponseWriter, r *http.Request) bool {
					if r.Method != http.MethodPost {
						return false
					}
					_, _ = io.Copy(io.Discard, r.Body)
					return f.fault(w, r)
				})
				began := time.Now()
				res, e := call(t, c, "stock", "", map[string]any{"sku": "A"})
				if e == nil || e.Code != f.code || action.ReasonOf(e) != f.reason || len(res.Data) != 0 {
					t.Errorf("%s: %v (%s), want %s (%s)", when, e, action.ReasonOf(e), f.code, f.reason)
				}
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("%s: took %v", when, took)
				}
				s.break_(nil)
				if _, e := call(t, c, "stock", "", map[string]any{"sku": "A"}); e != nil {
					t.Errorf("%s: the server is well again, but: %v", when, e)
				}
			}
		})
	}
}

func TestAHostThatIsNotNamedIsNotCalled(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	m, err := New(Config{Endpoint: s.URL, Allow: []string{"tools.example:443"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	_, err = m.List(t.Context(), action.Credential{})
	if action.ReasonOf(err) != action.ReasonHost || len(s.headers) != 0 {
		t.Error(err, len(s.headers))
	}
}
