package action

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"terang"
)

// rawServer answers each connection as it likes, whatever is asked.
func rawServer(t testing.TB, answer func(n int, conn net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for n := 0; ; n++ {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					answer(n, conn)
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// TestAHostilePeerIsAFailureInTime: none of these ways keeps a call longer than its budget, or gets anything through.
func TestAHostilePeerIsAFailureInTime(t *testing.T) {
	t.Parallel()
	drip := func(conn net.Conn, part string) {
		for range 1000 {
			if _, err := io.WriteString(conn, part); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	for name, tc := range map[string]struct {
		answer func(n int, conn net.Conn)
		code   string
		reason Reason
	}{
		"a header that never ends": {func(_ int, c net.Conn) { _, _ = io.WriteString(c, ok); drip(c, "X-A: b\r\n") }, CodeTimeout, ReasonTimeout},
		"a body that drips": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, ok+"Transfer-Encoding: chunked\r\n\r\n")
			drip(c, "1\r\n \r\n")
		}, CodeTimeout, ReasonTimeout},
		"huge headers": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, ok+"X-A: "+strings.Repeat("a", maxHeaderBytes+4096)+"\r\n\r\n{}")
		}, CodeFailed, ReasonTransport},
		"many headers": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, ok+strings.Repeat("X-A: b\r\n", maxHeaderBytes)+"\r\n{}")
		}, CodeFailed, ReasonTransport},
		"endless early answers": {func(_ int, c net.Conn) { drip(c, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n") }, CodeFailed, ReasonTransport},
		"a chunk of no size": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, ok+"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
		}, CodeFailed, ReasonTransport},
		"two lengths": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, ok+"Content-Length: 2\r\nContent-Length: 30\r\n\r\n{}")
		}, CodeFailed, ReasonTransport},
		"a huge length": {func(_ int, c net.Conn) { _, _ = io.WriteString(c, ok+"Content-Length: 99999999999\r\n\r\n{}") }, CodeFailed, ReasonTransport},
		"wrong type": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\n\r\n"+`{"thing":{"id":"evil"}`)
		}, CodeFailed, ReasonNotJSON},
		"no type": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n"+`{"thing":{"id":"evil"}}`)
		}, CodeFailed, ReasonNotJSON},
		"a bomb": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, ok+"Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
			z := gzip.NewWriter(c)
			_, _ = z.Write(make([]byte, 64<<20))
			_ = z.Close()
		}, CodeFailed, ReasonNotJSON},
		"a deep answer": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, ok+"Connection: close\r\n\r\n"+strings.Repeat("[", 200_000))
		}, CodeFailed, ReasonNotJSON},
		"a redirect to the metadata": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n")
		}, CodeRefused, ReasonRedirect},
		"another protocol": {func(_ int, c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		}, CodeFailed, ReasonTransport},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			specs := looseSpecs()
			specs[0].Timeout, specs[0].Budget = 400*time.Millisecond, 800*time.Millisecond
			c := newClient(t, rawServer(t, tc.answer), specs)
			began := time.Now()
			res, err := c.Call(t.Context(), Request{Action: "look", Inputs: map[string]any{"id": "1"}})
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
			e := asError(err)
			if e == nil || len(res.Data) != 0 {
				t.Fatal(res, err)
			}
			if name == "endless early answers" || name == "another protocol" {
				return // a failure in time; which one is the library's to say
			}
			if e.Code != tc.code || ReasonOf(err) != tc.reason {
				t.Errorf("%v (%s), want %s (%s)", err, ReasonOf(err), tc.code, tc.reason)
			}
		})
	}
}

// TestWhateverComesBackIsInTheList answers with pieces put together at random: every outcome is a mapped answer, or an error
// of the closed lists, in time.
func TestWhateverComesBackIsInTheList(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{CodeTimeout: true, CodeRefused: true, CodeFailed: true, CodeNotFound: true, CodeRejected: true, CodeCircuitOpen: true}
	pieces := []string{
		"HTTP/1.1 200 OK\r\n", "HTTP/1.0 404 Not Found\r\n", "HTTP/1.1 503 No\r\n", "HTTP/1.1 409 Conflict\r\nRetry-After: 99999999999999999999\r\n", "HTTP/9.9 abc\r\n", "\x00\xff\r\n",
		"Content-Type: application/json\r\n", "Content-Type: application/problem+json; charset=\"\r\n", "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n", "Location: //evil\r\n",
		"Content-Encoding: br\r\n", "\r\n", "\r\n", "\r\n", "{}", `{"thing":{"id":1}}`, `{"code":"x"}`, `{"thing":null}`, "[[[[", "5\r\n{\"a\":\r\n", "0\r\n\r\n", "NaN", "\"\\ud800\"", "1e999999",
	}
	url := rawServer(t, func(n int, c net.Conn) {
		r := mathrand.New(mathrand.NewPCG(uint64(n), 7))
		for range r.IntN(9) {
			if _, err := io.WriteString(c, pieces[r.IntN(len(pieces))]); err != nil {
				return
			}
		}
	})
	specs := looseSpecs()
	specs[0].Timeout, specs[0].Budget = 300*time.Millisecond, time.Second
	now := time.Now()
	c := newClient(t, url, specs, func(c *Config) {
		c.Clock = func() time.Time { now = now.Add(breakerOpen); return now } // the breaker would end the test early
	})
	for i := range 400 {
		began := time.Now()
		res, err := c.Call(t.Context(), Request{Action: "look", Inputs: map[string]any{"id": fmt.Sprint(i)}})
		if took := time.Since(began); took > 2*time.Second {
			t.Fatalf("%d took %v", i, took)
		}
		if err == nil {
			if res.Data["id"] == nil || len(res.Data) > 2 {
				t.Errorf("%d: %v", i, res)
			}
			continue
		}
		e, ok := errors.AsType[*terang.Error](err)
		if !ok || !codes[e.Code] || e.Args["reason"] == "" {
			t.Errorf("%d: %v", i, err)
		}
	}
}
