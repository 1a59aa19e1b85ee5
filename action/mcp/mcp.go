// Package mcp calls the tools of a brand's MCP server, over streamable HTTP and through the guard of action: the same
// allow-list, pinned addresses, sizes and times, no redirects. It starts no programs.
//
// What a tool answers is data: nothing of it is taken for an instruction, nobody's language model reads it, and the server
// gets none of the things that a client might offer (no sampling, no roots, no elicitation).
//
// The way in is [New]; a [Server] is what [action.Config] takes as Tools, and [Server.List] proposes actions.
package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"terang"
	"terang/action"
)

// Limits of a server.
const (
	maxBytes = 512 << 10 // of one HTTP answer, a stream of events included
	maxTools = 500
	maxText  = 64 << 10 // of a tool's text that is read as JSON
)

// metaKey is where a call's idempotency key stands in its _meta.
const metaKey = "terang/idempotency-key"

// Config is what a [Server] needs; see [action.Config].
type Config struct {
	Endpoint     string // "https://tools.toko.example/mcp"
	Allow        []string
	AllowPrivate []string
	Resolver     action.Resolver
	Version      string // of the program, as the server is told
}

// Server is one MCP server. It keeps one session, and makes another where that broke. It is safe for concurrent use.
type Server struct {
	endpoint string
	client   *sdk.Client
	way      *way

	leaving sync.WaitGroup // sessions that are being ended
	turn    chan struct{}  // holds one token: whoever has it may touch what follows
	session *sdk.ClientSession
	used    action.Credential // that the session was opened with
}

// New checks cfg; nothing is called yet.
func New(cfg Config) (*Server, error) {
	t, err := action.Guarded(cfg.Allow, cfg.AllowPrivate, cfg.Resolver, maxBytes)
	if err != nil {
		return nil, fmt.Errorf("mcp: new: %w", err)
	}
	version := cfg.Version
	if version == "" {
		version = "0"
	}
	s := &Server{endpoint: cfg.Endpoint, way: &way{inner: t}, turn: make(chan struct{}, 1)}
	s.client = sdk.NewClient(&sdk.Implementation{Name: "terang", Version: version}, &sdk.ClientOptions{Capabilities: &sdk.ClientCapabilities{}})
	return s, nil
}

// way puts the credential on each request and remembers how the server refused.
type way struct {
	inner      http.RoundTripper
	credential atomic.Pointer[action.Credential]
}

type refusedKey struct{}

// RoundTrip implements http.RoundTripper.
func (w *way) RoundTrip(r *http.Request) (*http.Response, error) {
	if c := w.credential.Load(); c != nil && c.Header != "" {
		r = r.Clone(r.Context())
		r.Header.Set(c.Header, string(c.Value))
	}
	resp, err := w.inner.RoundTrip(r)
	note, _ := r.Context().Value(refusedKey{}).(*trouble)
	if note != nil {
		note.set(resp, err)
		if err == nil {
			resp.Body = watched{resp.Body, note}
		}
	}
	return resp, err
}

// watched remembers why a body could not be read to its end.
type watched struct {
	io.ReadCloser
	note *trouble
}

// Read implements io.Reader.
func (w watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.note.set(nil, err)
	}
	return n, err
}

// trouble is what became of the HTTP requests of one call. The library's own errors have it as text only.
type trouble struct {
	mu     sync.Mutex
	status int
	err    error
}

func (t *trouble) set(resp *http.Response, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.err = err
	} else if resp.StatusCode >= 400 {
		t.status = resp.StatusCode
	}
}

func (t *trouble) get() (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status, t.err
}

// open returns the session, making one where there is none for this credential.
func (s *Server) open(ctx context.Context, c action.Credential) (*sdk.ClientSession, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done(): // somebody else's opening takes too long for us
		return nil, ctx.Err()
	}
	if s.session != nil && s.used == c {
		return s.session, nil
	}
	if s.session != nil {
		s.drop(s.session)
	}
	s.way.credential.Store(&c)
	session, err := inTime(ctx, func() (*sdk.ClientSession, error) {
		return s.client.Connect(ctx, &sdk.StreamableClientTransport{
			Endpoint: s.endpoint, MaxRetries: -1, DisableStandaloneSSE: true, MaxEventSize: maxBytes,
			HTTPClient: &http.Client{Transport: s.way, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		}, nil)
	}, func(late *sdk.ClientSession) { _ = late.Close() })
	if err != nil {
		return nil, err
	}
	s.session, s.used = session, c
	return session, nil
}

// inTime gives up with ctx, even where the library does not: it tells a silent server that the call is off, and waits up to
// five seconds for that to be heard. What comes too late is given to late.
func inTime[T any](ctx context.Context, do func() (T, error), late func(T)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := do()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		go func() {
			if r := <-done; r.err == nil {
				late(r.value)
			}
		}()
		var none T
		return none, ctx.Err()
	}
}

// drop forgets a session. The caller has the turn.
func (s *Server) drop(session *sdk.ClientSession) {
	if s.session == session {
		s.session = nil
	}
	s.leaving.Go(func() { _ = session.Close() }) // says goodbye to a server that may not answer; the library bounds it
}

func (s *Server) forget(session *sdk.ClientSession) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.session == session {
		s.drop(session)
	}
}

// Close ends the session, and waits until the server was told or does not answer.
func (s *Server) Close() {
	s.turn <- struct{}{}
	if s.session != nil {
		s.drop(s.session)
	}
	<-s.turn
	s.leaving.Wait()
}

// CallTool implements [action.Tools].
func (s *Server) CallTool(ctx context.Context, c action.Credential, tool string, args map[string]any, key string) (action.ToolAnswer, error) {
	note := &trouble{}
	ctx = context.WithValue(ctx, refusedKey{}, note)
	session, err := s.open(ctx, c)
	if err != nil {
		return s.failed(ctx, note, nil, err)
	}
	params := &sdk.CallToolParams{Name: tool, Arguments: args}
	if key != "" {
		params.Meta = sdk.Meta{metaKey: key}
	}
	res, err := inTime(ctx, func() (*sdk.CallToolResult, error) { return session.CallTool(ctx, params) }, func(*sdk.CallToolResult) {})
	if err != nil {
		return s.failed(ctx, note, session, err)
	}
	return answerOf(res), nil
}

// failed tells a server that is away from one that says no. The text of err is thrown away: it quotes addresses and bodies.
func (s *Server) failed(ctx context.Context, note *trouble, session *sdk.ClientSession, err error) (action.ToolAnswer, error) {
	status, broke := note.get()
	wire, isWire := errors.AsType[*jsonrpc.Error](err)
	if isWire && wire.Code != codeInvalidParams && status != 0 {
		isWire = false // the library's own word for an HTTP status
	}
	if session != nil && !isWire {
		s.forget(session)
	}
	switch {
	case ctx.Err() != nil:
		return action.ToolAnswer{}, ctx.Err()
	case broke != nil:
		return action.ToolAnswer{}, broke
	case status != 0 && !isWire:
		return action.ToolAnswer{Status: status}, nil
	}
	// An unknown tool, arguments that the tool does not take, or no MCP at all: the action and the server disagree.
	return action.ToolAnswer{Reason: action.ReasonTool}, nil
}

// answerOf takes the structured output; where a tool gives text alone, the text if it is JSON.
func answerOf(res *sdk.CallToolResult) action.ToolAnswer {
	out := action.ToolAnswer{Failed: res.IsError, Data: res.StructuredContent}
	if out.Data != nil {
		return out
	}
	for _, c := range res.Content {
		text, ok := c.(*sdk.TextContent)
		if !ok || len(text.Text) > maxText {
			continue
		}
		d := json.NewDecoder(strings.NewReader(text.Text))
		d.UseNumber()
		var v any
		if d.Decode(&v) == nil && !d.More() {
			out.Data = v
		}
		break
	}
	return out
}

// List proposes an action of each tool.
func (s *Server) List(ctx context.Context, c action.Credential) ([]action.Proposal, error) {
	note := &trouble{}
	ctx = context.WithValue(ctx, refusedKey{}, note)
	session, err := s.open(ctx, c)
	if err != nil {
		return nil, s.listFailed(ctx, note, nil, err)
	}
	var out []action.Proposal
	names := map[string]bool{}
	for tool, err := range session.Tools(ctx, nil) {
		if err != nil {
			return nil, s.listFailed(ctx, note, session, err)
		}
		if len(out) == maxTools {
			return nil, fmt.Errorf("mcp: list: %w", terang.Fail(terang.Unavailable, action.CodeFailed, "reason", string(action.ReasonTooLarge)))
		}
		out = append(out, propose(tool, names))
	}
	return out, nil
}

func (s *Server) listFailed(ctx context.Context, note *trouble, session *sdk.ClientSession, err error) error {
	answer, err := s.failed(ctx, note, session, err)
	code, kind, reason := action.CodeFailed, terang.Unavailable, answer.Reason
	switch {
	case err != nil:
		return fmt.Errorf("mcp: list: %w", action.Explain(ctx, err))
	case answer.Status >= 400 && answer.Status < 500:
		code, kind, reason = action.CodeRejected, terang.Forbidden, action.ReasonRejected
	case answer.Status >= 500:
		reason = action.ReasonStatus
	}
	return fmt.Errorf("mcp: list: %w", terang.Fail(kind, code, "reason", string(reason)))
}
