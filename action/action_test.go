package action

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"terang"
)

func asError(err error) *terang.Error {
	e, _ := errors.AsType[*terang.Error](err)
	return e
}

// serve runs a small made-up system and gives a client of it with two operations, look (GET) and change (POST).
func serve(t testing.TB, h http.HandlerFunc, change ...func(*Config)) *Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body) // only then does the server notice a caller who goes away
		r.Body = io.NopCloser(bytes.NewReader(b))
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return newClient(t, s.URL, looseSpecs(), change...)
}

func looseSpecs() []Spec {
	return []Spec{
		{
			Name: "look", Method: "GET", Path: "/things/{id}", Risk: RiskRead, Retries: -1,
			Inputs: []Field{
				{Name: "id", Where: InPath, Required: true},
				{Name: "q", Where: InQuery},
				{Name: "token", Where: InHeader, As: "X-Token", Secret: true},
			},
			Outputs: []Output{{Name: "id", Path: "thing.id", Required: true}, {Name: "first", Path: "list.0.name"}},
		},
		{
			Name: "change", Method: "POST", Path: "/things", Risk: RiskChange, Retries: 2,
			Inputs: []Field{{Name: "note", Where: InBody}, {Name: "amount", Where: InBody, As: "rupiah"}, {Name: "secret", Where: InBody, Secret: true}},
		},
	}
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestOnlyMappedOutputsComeBack(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, `{"thing":{"id":900719925474099312,"owner":"secret"},"list":[{"name":"a","n":1.5}],"more":1}`)
	})
	res := call(t, c, "look", "", map[string]any{"id": "1"})
	if got := fmt.Sprintf("%#v", res.Data); got != `map[string]interface {}{"first":"a", "id":"900719925474099312"}` {
		t.Error(got)
	}
}

func TestInputsKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	var path, query, token, body string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		path, query, token, body = r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("X-Token"), string(b)
		answer(w, 200, `{"thing":{"id":1}}`)
	}, func(c *Config) { c.BaseURL += "/api/v1/" })
	for id, want := range map[string]string{
		"TRG-1042": "TRG-1042", "a/b": "a%2Fb", "a?b#c": "a%3Fb%23c", "100%": "100%25", "a;b&c=d": "a%3Bb&c=d", "…": "%E2%80%A6", "..a": "..a", `\..\`: "%5C..%5C",
	} {
		call(t, c, "look", "", map[string]any{"id": id, "q": "a&b=c d", "token": "t;x"})
		if path != "/api/v1/things/"+want || query != "q=a%26b%3Dc+d" || token != "t;x" {
			t.Errorf("%q: %s?%s %q", id, path, query, token)
		}
	}
	call(t, c, "change", "1.1", map[string]any{"note": "\"}\r\n", "amount": 1500})
	if body != `{"note":"\"}\r\n","rupiah":1500}` {
		t.Error(body)
	}
}

func TestBadInputsAreRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { calls.Add(1); answer(w, 200, `{}`) })
	for _, tc := range []struct {
		action, key string
		inputs      map[string]any
		code        string
		reason      Reason
	}{
		{"nothing", "1", nil, CodeUnknown, ReasonUnknownAction},
		{"look", "", nil, CodeInput, ReasonMissingInput},
		{"look", "", map[string]any{"id": ""}, CodeInput, ReasonMissingInput},
		{"look", "", map[string]any{"id": ".."}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "."}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "a\x00"}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "a\r\nb"}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "a\xff"}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": []any{"a"}}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": strings.Repeat("é", 1001)}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "1", "token": "a\r\nX-Api-Key: b"}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "1", "token": "a\nb"}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "1", "token": " a"}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "1", "token": "é"}, CodeInput, ReasonBadInput},
		{"look", "", map[string]any{"id": "1", "more": "a"}, CodeInput, ReasonUnknownInput},
		{"change", "", map[string]any{"note": "a"}, CodeInput, ReasonMissingKey},
		{"change", "1", map[string]any{"note": strings.Repeat("a", 1001)}, CodeInput, ReasonBadInput},
		{"change", "1", map[string]any{"note": []any{strings.Repeat("a", maxRequestBytes)}}, CodeInput, ReasonTooMuchInput},
		{"change", "1", map[string]any{"note": func() {}}, CodeInput, ReasonBadInput},
	} {
		_, e := refused(t, c, tc.action, tc.key, tc.inputs, tc.code, tc.reason)
		if e.Kind != terang.Invalid {
			t.Errorf("%v: kind %s", tc.inputs, e.Kind)
		}
	}
	if calls.Load() != 0 {
		t.Errorf("%d requests were sent", calls.Load())
	}
}

func TestRedirectsAreRefused(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			w.Header().Set("Location", "/things/2")
			w.WriteHeader(status)
		})
		res, _ := refused(t, c, "change", "1", nil, CodeRefused, ReasonRedirect)
		if res.Attempts != 1 || res.Status != status {
			t.Error(res)
		}
	}
	if calls.Load() != 7 {
		t.Errorf("%d requests", calls.Load())
	}
}

func TestUnusableAnswersAreFailures(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		h      http.HandlerFunc
		reason Reason
	}{
		"oversized": {func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 200, `{"thing":{"id":"`+strings.Repeat("x", maxResponseBytes)+`"}}`)
		}, ReasonTooLarge},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return
				}
			}
		}, ReasonTooLarge},
		"zip bomb": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "application/json")
			z := gzip.NewWriter(w)
			_, _ = z.Write([]byte(strings.Repeat(" ", 10<<20)))
			_ = z.Close()
		}, ReasonNotJSON},
		"not JSON":   {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `<html>`) }, ReasonNotJSON},
		"two values": {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `{} {}`) }, ReasonNotJSON},
		"cut":        {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `{"thing":`) }, ReasonNotJSON},
		"deep":       {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, strings.Repeat("[", 200_000)) }, ReasonNotJSON},
		"called HTML": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, `{}`)
		}, ReasonNotJSON},
		"empty":        {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, ReasonMissingOutput},
		"null":         {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `{"thing":{"id":null}}`) }, ReasonMissingOutput},
		"another form": {func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, `[{"thing":[]}]`) }, ReasonMissingOutput},
		"header flood": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X", strings.Repeat("x", 64<<10))
			answer(w, 200, `{}`)
		}, ReasonTransport},
		"status 500": {func(w http.ResponseWriter, _ *http.Request) { answer(w, 500, `{"code":"x"}`) }, ReasonStatus},
		"broken":     {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, ReasonTransport},
		"cut in the way": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			answer(w, 200, `{}`)
		}, ReasonTransport},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, tc.h)
			res, e := refused(t, c, "look", "", map[string]any{"id": "1"}, CodeFailed, tc.reason)
			if e.Kind != terang.Unavailable || res.Attempts != 1 || len(res.Data) != 0 {
				t.Error(e.Kind, res)
			}
		})
	}
}

func TestPeerThatSpeaksNoHTTP(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "SSH-2.0 canary\r\n\r\n")
			_ = conn.Close()
		}
	}()
	c := newClient(t, "http://"+l.Addr().String(), looseSpecs())
	_, e := refused(t, c, "look", "", map[string]any{"id": "1"}, CodeFailed, ReasonTransport)
	if strings.Contains(e.Error(), "canary") {
		t.Error(e)
	}
}

func TestUnknownCertificateIsRefused(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	c := newClient(t, s.URL, looseSpecs())
	res, _ := refused(t, c, "change", "1", nil, CodeFailed, ReasonTLS)
	if res.Attempts != 1 {
		t.Error("tried again")
	}
}

func TestRejectionsKeepTheirMeaning(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		status   int
		body     string
		code     string
		kind     terang.ErrorKind
		data     string
		attempts int
	}{
		{400, `{"code":"bad"}`, CodeRejected, terang.Invalid, "map[code:bad]", 1},
		{401, `{"code":"token"}`, CodeRejected, terang.Unauthorized, "map[code:token]", 1},
		{403, `{"code":"no"}`, CodeRejected, terang.Forbidden, "map[code:no]", 1},
		{404, `{"code":"gone","more":1}`, CodeNotFound, terang.NotFound, "map[code:gone]", 1},
		{410, ``, CodeNotFound, terang.NotFound, "map[]", 1},
		{409, `{"code":"full"}`, CodeRejected, terang.Conflict, "map[code:full]", 1},
		{422, `<html>`, CodeRejected, terang.Invalid, "map[]", 1},
		{422, `{"code":"<script>"}`, CodeRejected, terang.Invalid, "map[]", 1},
		{422, `{"code":{"a":1}}`, CodeRejected, terang.Invalid, "map[]", 1},
		{408, `{}`, CodeRejected, terang.Unavailable, "map[]", 3},
		{429, `{"code":"slow"}`, CodeRejected, terang.TooMany, "map[code:slow]", 3},
	} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, tc.status, tc.body) })
		res, err := c.Call(t.Context(), Request{Action: "change", Key: "1"})
		e := asError(err)
		if e == nil || e.Code != tc.code || e.Kind != tc.kind || fmt.Sprint(res.Data) != tc.data || res.Status != tc.status || res.Attempts != tc.attempts {
			t.Errorf("%d %s: %v %+v", tc.status, tc.body, err, res)
		}
	}
}

func TestRetriesSendTheSameBytesAndKey(t *testing.T) {
	t.Parallel()
	var seen []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		seen = append(seen, r.Header.Get("Idempotency-Key")+" "+string(b))
		if len(seen) < 3 {
			answer(w, 503, `{}`)
			return
		}
		answer(w, 200, `{}`)
	})
	res := call(t, c, "change", "1.1", map[string]any{"note": "a", "amount": 2, "secret": "b"})
	if res.Attempts != 3 || seen[0] != seen[1] || seen[1] != seen[2] || strings.HasPrefix(seen[0], " ") {
		t.Error(res, seen)
	}
}

func TestChangesAreNotRepeatedUnlessTheSpecSaysSo(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, 503, `{}`) }, func(cfg *Config) {
		cfg.Specs = []Spec{
			{Name: "change", Method: "POST", Path: "/x", Risk: RiskChange},
			{Name: "look", Method: "GET", Path: "/x", Risk: RiskRead},
		}
	})
	for action, want := range map[string]int{"change": 1, "look": 1 + DefaultRetries} {
		if res, _ := refused(t, c, action, "1", nil, CodeFailed, ReasonStatus); res.Attempts != want {
			t.Errorf("%s: %d attempts, want %d", action, res.Attempts, want)
		}
	}
}

func TestRetryAfterIsHonouredWithinTheBudget(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"":                              50 * time.Millisecond, // half of the first ceiling
		"3":                             3050 * time.Millisecond,
		"Sat, 21 Nov 2026 03:00:04 GMT": 4050 * time.Millisecond,
		"Sat, 21 Nov 2026 02:00:00 GMT": 50 * time.Millisecond,
		"-1":                            50 * time.Millisecond,
		"soon":                          50 * time.Millisecond,
		"60":                            -1, // more than the budget: not waited for
		"4294967295":                    -1,
		"99999999999999999999":          50 * time.Millisecond,
	} {
		waited := time.Duration(-1)
		var calls atomic.Int32
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if calls.Add(1) == 1 {
				w.Header().Set("Retry-After", header)
				answer(w, 503, `{}`)
				return
			}
			answer(w, 200, `{}`)
		}, func(cfg *Config) {
			cfg.Clock = func() time.Time { return time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC) }
		})
		c.sleep = func(_ context.Context, d time.Duration) error { waited = d; return nil }
		_, err := c.Call(t.Context(), Request{Action: "change", Key: "1"})
		if waited != want || (err != nil) != (want < 0) {
			t.Errorf("Retry-After %q: waited %v (%v), want %v", header, waited, err, want)
		}
	}
}

func TestWorkInProgressIsWaitedFor(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("Retry-After", "1")
			answer(w, 409, `{"code":"in_progress"}`)
			return
		}
		answer(w, 200, `{}`)
	})
	if res := call(t, c, "change", "1", nil); res.Attempts != 2 {
		t.Error(res)
	}
}

func TestCallerWhoGoesAwayIsNotAFailureOfTheSystem(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-release:
		}
	})
	defer close(release)
	for range breakerFailures + 1 {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Millisecond, cancel)
		_, err := c.Call(ctx, Request{Action: "change", Key: "1"})
		wantError(t, err, CodeFailed, ReasonCanceled)
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	_, err := c.Call(ctx, Request{Action: "change", Key: "1"})
	wantError(t, err, CodeTimeout, ReasonTimeout)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestNothingGivenStandsInAnError fails calls in every way and looks for the inputs in all that comes back.
func TestNothingGivenStandsInAnError(t *testing.T) {
	t.Parallel()
	const canary = "canary7"
	handlers := []http.HandlerFunc{
		func(w http.ResponseWriter, _ *http.Request) { answer(w, 500, canary) },
		func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, canary) },
		func(w http.ResponseWriter, _ *http.Request) { answer(w, 422, `{"detail":"`+canary+`"}`) },
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://"+canary)
			w.WriteHeader(302)
		},
		func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	}
	for i, h := range handlers {
		c := serve(t, h, func(cfg *Config) {
			cfg.Credential.Value = canary
			for i := range cfg.Specs {
				cfg.Specs[i].Timeout, cfg.Specs[i].Retries = 50*time.Millisecond, -1
			}
		})
		for _, req := range []Request{
			{Action: "look", Inputs: map[string]any{"id": canary, "q": canary, "token": canary}},
			{Action: "look", Inputs: map[string]any{"id": "1", "token": canary + "\n"}},
			{Action: "look", Inputs: map[string]any{"id": "1", canary: canary}},
			{Action: canary},
			{Action: "change", Key: canary, Scope: canary, Inputs: map[string]any{"secret": canary}},
		} {
			res, err := c.Call(t.Context(), req)
			if err == nil && i != 1 {
				t.Errorf("handler %d: no error", i)
			}
			if text := fmt.Sprintf("%v %+v %#v %+v", err, err, asError(err), res); strings.Contains(text, canary) {
				t.Errorf("handler %d: %s", i, text)
			}
		}
		if text := fmt.Sprintf("%v %+v %#v %s", c.auth, c.auth, c.auth, c.auth.(Credential).Value); strings.Contains(text, canary) {
			t.Error(text)
		}
		if b, err := json.Marshal(c.auth); err != nil || strings.Contains(string(b), canary) {
			t.Error(string(b), err)
		}
	}
}

func TestIdempotencyKeyIsItsRequestsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]Request{}
	for _, r := range []Request{
		{Scope: "a", Action: "b", Key: "c"},
		{Scope: "ab", Action: "", Key: "c"},
		{Scope: "", Action: "ab", Key: "c"},
		{Scope: "a", Action: "bc"},
		{Scope: "a", Action: "b", Key: "d"},
		{Scope: "e", Action: "b", Key: "c"},
	} {
		k := idempotencyKey(r)
		if other, twice := seen[k]; twice {
			t.Errorf("%v and %v have the same key", r, other)
		}
		if seen[k] = r; len(k) != 36 || k != idempotencyKey(r) {
			t.Error(k)
		}
	}
}

func TestBackOffGrowsToItsCeiling(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]time.Duration{1: firstBackOff, 2: 2 * firstBackOff, 3: 4 * firstBackOff, 5: 16 * firstBackOff, 6: maxBackOff, 99: maxBackOff} {
		if got := backOff(n, 0, 1); got != want {
			t.Errorf("after attempt %d: %v, want %v", n, got, want)
		}
		if got := backOff(n, time.Second, 0); got != time.Second {
			t.Errorf("after attempt %d: %v", n, got)
		}
	}
}

func TestSleepEndsWithTheContext(t *testing.T) {
	t.Parallel()
	if err := sleep(t.Context(), time.Millisecond); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func BenchmarkCall(b *testing.B) {
	c := serve(b, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, `{"thing":{"id":"1"},"list":[{"name":"a"}]}`)
	})
	inputs := map[string]any{"id": "TRG-1042", "token": "t"}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Call(b.Context(), Request{Action: "look", Inputs: inputs}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPrepare(b *testing.B) {
	c := newClient(b, "http://127.0.0.1:1", looseSpecs())
	req := Request{Action: "change", Key: "1.1", Scope: "cnv_1", Inputs: map[string]any{"note": "a", "amount": 1}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.prepare(c.specs["change"], req); err != nil {
			b.Fatal(err)
		}
	}
}
