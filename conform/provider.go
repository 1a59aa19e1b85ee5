package conform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits of a provider.
const (
	maxRecorded = 100_000
	maxRequest  = 1 << 20
	headerTime  = 5 * time.Second
)

// Recorded is one request that a provider got, with its exact bytes.
type Recorded struct {
	Method, Path string
	Header       http.Header
	Body         []byte
	At           time.Time
	Status       int // that it was answered with
}

// Answer is what a provider says to one request.
type Answer struct {
	Status int
	Body   string
	After  time.Duration // that it thinks
	Drop   bool          // the connection ends without an answer, after the request was read
}

// Provider is a real HTTP server that stands for a provider or for the brand's system: it records exactly what it gets,
// and answers by script. It knows no protocol.
type Provider struct {
	url    string
	server *http.Server
	ended  chan struct{}
	clock  func() time.Time

	mu       sync.Mutex
	script   func(r Recorded) Answer
	recorded []Recorded
}

// NewProvider starts one on a free port of this machine. script answers; it is called by one request at a time.
func NewProvider(ctx context.Context, clock func() time.Time, script func(Recorded) Answer) (*Provider, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("conform: provider: %w", err)
	}
	p := &Provider{url: "http://" + l.Addr().String(), ended: make(chan struct{}), clock: clock, script: script}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: headerTime}
	go func() {
		defer close(p.ended)
		_ = p.server.Serve(l) // it ends by Close
	}()
	return p, nil
}

// URL is where it listens.
func (p *Provider) URL() string { return p.url }

// Script replaces what it answers from now on.
func (p *Provider) Script(script func(Recorded) Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script = script
}

// Requests returns what it got so far, in order.
func (p *Provider) Requests() []Recorded {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Recorded(nil), p.recorded...)
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	rec := Recorded{Method: r.Method, Path: r.URL.Path, Header: r.Header.Clone(), Body: body, At: p.clock()}
	p.mu.Lock()
	a := p.script(rec)
	if rec.Status = a.Status; rec.Status == 0 {
		rec.Status = http.StatusOK
	}
	if len(p.recorded) < maxRecorded {
		p.recorded = append(p.recorded, rec)
	}
	p.mu.Unlock()
	if a.After > 0 {
		select {
		case <-time.After(a.After):
		case <-r.Context().Done():
		}
	}
	if a.Drop {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(rec.Status)
	_, _ = io.WriteString(w, a.Body)
}

// Close ends it.
func (p *Provider) Close() error {
	err := p.server.Close()
	<-p.ended
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
