package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"terang/config"
)

// TestServeEndsGracefully tells a server with an open stream and a message in work to end: the reader is told to
// come back, and what was acknowledged is answered when the next process starts.
func TestServeEndsGracefully(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := seedWorkspace(t, dir)
	start := func() (base string, stop func()) {
		loaded, err := config.Load(config.Sources{Flags: map[string]string{"data": dir, "listen": "127.0.0.1:0"}})
		if err != nil {
			t.Fatal(err)
		}
		db, err := openStore(t.Context(), loaded.Config)
		if err != nil {
			t.Fatal(err)
		}
		h, err := wire(t.Context(), loaded.Config, db, wiring{log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		address, done := make(chan string, 1), make(chan error, 1)
		go func() { done <- h.serve(ctx, func(a string) { address <- a }) }()
		base = "http://" + <-address
		return base, func() {
			cancel()
			select {
			case err := <-done:
				if err != nil {
					t.Errorf("serve: %v", err)
				}
			case <-time.After(10 * time.Second):
				t.Error("the server does not end")
			}
			db.Close()
		}
	}
	base, stop := start()
	token := between(t, post(t, base+"/api/v1/chat/sessions", "", fmt.Sprintf(`{"key":%q}`, key)), `"token":"`, `"`)
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET /api/v1/chat/stream?access_token=%s HTTP/1.1\r\nHost: x\r\n\r\n", token)
	stream := bufio.NewReader(conn)
	for line := ""; !strings.HasPrefix(line, "event: state"); {
		if line, err = stream.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	post(t, base+"/api/v1/chat/messages", token, `{"client_id":"last","text":"jam buka toko?"}`)
	stop()
	rest, _ := io.ReadAll(stream)
	if !strings.Contains(string(rest), ": the server restarts") {
		t.Errorf("the reader was not told: %q", rest)
	}
	base, stop = start()
	defer stop()
	for range 200 {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/api/v1/chat/messages?since=2", nil)
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if strings.Contains(string(b), "08.00") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the acknowledged message was never answered")
}

func post(t *testing.T, address, token, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	if res.StatusCode > 299 {
		t.Fatalf("%s: %d %s", address, res.StatusCode, b)
	}
	return string(b)
}

func between(t *testing.T, s, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(s, from)
	out, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("no %s in %s", from, s)
	}
	return out
}

func TestConnectionsBeyondTheLimitAreRefusedAndIdleOnesMakeRoom(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	hold := make(chan struct{})
	server := newHTTPServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hold" {
			<-hold
		}
		_, _ = io.WriteString(w, "ok")
	}))
	conns := limitConnections(l, 2)
	server.ConnState = conns.watch
	go func() { _ = server.Serve(conns) }()
	defer func() { server.Close(); conns.end() }()
	ask := func(path string) (net.Conn, *bufio.Reader) {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path)
		return conn, bufio.NewReader(conn)
	}
	status := func(r *bufio.Reader) string {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			return err.Error()
		}
		b, _ := io.ReadAll(res.Body)
		return res.Status + " " + res.Header.Get("Retry-After") + " " + string(b)
	}
	_, idle := ask("/")
	if got := status(idle); got != "200 OK  ok" {
		t.Fatal(got)
	}
	_, first := ask("/hold")
	_, second := ask("/hold") // takes the place of the idle one
	time.Sleep(50 * time.Millisecond)
	_, third := ask("/")
	if got := status(third); !strings.HasPrefix(got, "503 Service Unavailable 1 {") || !strings.HasSuffix(got, "}") {
		t.Errorf("beyond the limit: %q", got)
	}
	close(hold)
	for _, r := range []*bufio.Reader{first, second} {
		if got := status(r); got != "200 OK  ok" {
			t.Errorf("one that was in was disturbed: %q", got)
		}
	}
}
