package channeltest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/channel"
)

// Recorded is one request as the provider got it.
type Recorded struct {
	Method, URL string
	Header      http.Header
	Body        []byte
}

// Answer is what the provider says to one request; Err is said by the network instead.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	Err    error
}

// Provider stands in for a provider: it records the exact bytes and answers by a script, then with Otherwise. The zero
// Provider says 200.
type Provider struct {
	Otherwise Answer

	mu       sync.Mutex
	script   []Answer
	requests []Recorded
}

// RoundTrip implements [http.RoundTripper].
func (p *Provider) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, Recorded{Method: r.Method, URL: r.URL.String(), Header: r.Header.Clone(), Body: body})
	a := p.Otherwise
	if len(p.script) > 0 {
		a, p.script = p.script[0], p.script[1:]
	}
	if a.Err != nil {
		return nil, a.Err
	}
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	if a.Header == nil {
		a.Header = http.Header{}
	}
	return &http.Response{StatusCode: a.Status, Header: a.Header, Body: io.NopCloser(strings.NewReader(a.Body)), Request: r}, nil
}

// Script says what the next requests are answered.
func (p *Provider) Script(answers ...Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.script = answers
}

// Requests returns what was recorded since the last call.
func (p *Provider) Requests() []Recorded {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.requests
	p.requests = nil
	return out
}

// At is an address book in which everybody lives at one address.
type At channel.Address

// Address implements [channel.Addresses].
func (a At) Address(context.Context, string, string) (channel.Address, error) {
	return channel.Address(a), nil
}

// answers are what providers and networks say, and what a sender may do about each.
var answers = []struct {
	name  string
	say   Answer
	class channel.Class
	code  string
	after time.Duration
}{
	{"too many", Answer{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, channel.Temporary, "rate_limited", 7 * time.Second},
	{
		"too many, until a time",
		Answer{Status: 429, Header: http.Header{"Retry-After": {"Sat, 21 Nov 2026 03:22:23 GMT"}, "Date": {"Sat, 21 Nov 2026 03:21:23 GMT"}}},
		channel.Temporary, "rate_limited", time.Minute,
	},
	{"too many, for ever", Answer{Status: 429, Header: http.Header{"Retry-After": {"99999999999999999999"}}}, channel.Temporary, "rate_limited", 0},
	{"away", Answer{Status: 503}, channel.Temporary, "provider_unavailable", 0},
	{"broken", Answer{Status: 500, Body: "<html>"}, channel.Uncertain, "provider_failed", 0},
	{"a gate in between", Answer{Status: 502}, channel.Uncertain, "provider_failed", 0},
	{"wrong token", Answer{Status: 401}, channel.Temporary, "unauthorized", 0},
	{"no", Answer{Status: 400, Body: "{"}, channel.Permanent, "refused", 0},
	{"nobody there", Answer{Status: 404}, channel.Permanent, "recipient_unknown", 0},
	{"not connected to it", Answer{Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}, channel.Temporary, "unreachable", 0},
	{"no such host", Answer{Err: &net.DNSError{Err: "no such host"}}, channel.Temporary, "unreachable", 0},
	{"line cut", Answer{Err: &net.OpError{Op: "read", Err: errors.New("reset")}}, channel.Uncertain, "no_answer", 0},
	{"too late", Answer{Err: context.DeadlineExceeded}, channel.Uncertain, "no_answer", 0},
}

// classes sends to a provider that says no in every way.
func classes(t *testing.T, connect func(*Provider) channel.Channel) {
	p := &Provider{}
	c := connect(p)
	cleared := Cleared(t, c, "Pesanan dikirim.")
	for _, a := range answers {
		p.Script(a.say)
		_, err := c.Send(context.Background(), cleared)
		var e *channel.SendError
		if !errors.As(err, &e) || e.Class != a.class || e.Code != a.code || e.RetryAfter != a.after {
			t.Errorf("%s: %v (%+v), want %s %s after %s", a.name, err, e, a.class, a.code, a.after)
		}
		if err != nil && strings.Contains(err.Error(), "Pesanan") {
			t.Errorf("%s: the error carries the message: %v", a.name, err)
		}
		if n := len(p.Requests()); n != 1 {
			t.Errorf("%s: %d requests: the sender retries, not the channel", a.name, n)
		}
	}
	p.Script()
	if r, err := c.Send(context.Background(), cleared); err != nil || r.State != terang.Accepted {
		t.Errorf("after all it is sent: %v %+v", err, r)
	}
	if len(p.Requests()) == 0 {
		t.Error("nothing reached the provider")
	}
}

// ordered sends a message of several units: what follows the first goes only when the first was accepted, and what was
// begun is not said to be unsent.
func ordered(t *testing.T, connect func(*Provider) channel.Channel) {
	p := &Provider{}
	c := connect(p)
	cleared := Cleared(t, c, strings.TrimSpace(strings.Repeat("Pesanan dikirim hari ini. ", c.Limits().MaxText/26)))
	if _, err := c.Send(context.Background(), cleared); err != nil {
		t.Fatal(err)
	}
	whole := p.Requests()
	if _, err := c.Send(context.Background(), cleared); err != nil {
		t.Fatal(err)
	}
	again := p.Requests()
	if len(again) != len(whole) {
		t.Fatalf("%d requests, then %d", len(whole), len(again))
	}
	for i := range whole {
		if !bytes.Equal(whole[i].Body, again[i].Body) {
			t.Errorf("request %d differs the second time", i+1)
		}
	}
	if len(whole) < 2 {
		return
	}
	for fail := range whole {
		script := make([]Answer, fail+1)
		script[fail] = Answer{Status: 503}
		p.Script(script...)
		_, err := c.Send(context.Background(), cleared)
		want := channel.Uncertain
		if fail == 0 {
			want = channel.Temporary
		}
		if n := len(p.Requests()); n != fail+1 || channel.ClassOf(err) != want {
			t.Errorf("unit %d refused: %d requests, %v, want %s", fail+1, n, err, want)
		}
	}
}

// Dump writes recorded requests as text, for golden files: what was called, the headers that matter, the body.
func Dump(requests []Recorded, headers ...string) []byte {
	var b bytes.Buffer
	for i, r := range requests {
		b.WriteString("-- " + strconv.Itoa(i+1) + ": " + r.Method + " " + r.URL + " --\n")
		for _, h := range headers {
			if v := r.Header.Get(h); v != "" {
				b.WriteString(h + ": " + v + "\n")
			}
		}
		b.WriteString("\n")
		b.Write(r.Body)
		b.WriteString("\n")
	}
	return b.Bytes()
}
