// Package llmtest is an OpenAI-compatible endpoint for tests: a real HTTP server that answers what it is told to, and remembers
// what it was asked. It never judges a question. The way in is [New].
package llmtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Endpoint is such a server.
type Endpoint struct {
	URL string // to be set as the base

	mu     sync.Mutex
	reply  func(system, user string) string
	status int
	wait   time.Duration
	asked  []Asked
}

// Asked is one question as it came over the wire.
type Asked struct{ Key, Model, System, User string }

// New starts a server that answers "ok".
func New(t testing.TB) *Endpoint {
	t.Helper()
	e := &Endpoint{reply: func(string, string) string { return "ok" }, status: http.StatusOK}
	s := httptest.NewServer(http.HandlerFunc(e.serve))
	t.Cleanup(s.Close)
	e.URL = s.URL + "/v1"
	return e
}

// Answers sets what comes back.
func (e *Endpoint) Answers(reply func(system, user string) string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reply, e.status, e.wait = reply, http.StatusOK, 0
}

// Fails makes it answer with a status, after a while.
func (e *Endpoint) Fails(status int, after time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.status, e.wait = status, after
}

// Asked is what it was asked so far.
func (e *Endpoint) Asked() []Asked {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]Asked(nil), e.asked...)
}

func (e *Endpoint) serve(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Model    string
		Messages []struct{ Role, Content string }
	}
	if r.URL.Path != "/v1/chat/completions" || json.NewDecoder(r.Body).Decode(&in) != nil || len(in.Messages) != 2 {
		http.Error(w, "not a question", http.StatusNotFound)
		return
	}
	system, user := in.Messages[0].Content, in.Messages[1].Content
	e.mu.Lock()
	e.asked = append(e.asked, Asked{r.Header.Get("Authorization"), in.Model, system, user})
	reply, status, wait := e.reply, e.status, e.wait
	e.mu.Unlock()
	select {
	case <-time.After(wait):
	case <-r.Context().Done():
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if status != http.StatusOK {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"error":{"message":"no","type":"test"}}`))
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"model": in.Model + "-test", "choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": reply(system, user)}}},
		"usage": map[string]any{"total_tokens": 100},
	})
}
