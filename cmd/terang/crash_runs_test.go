package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
	"terang/httpapi"
	"terang/packs"
	"terang/store"
)

// Crash-injected runs: how many there are in CI, and the variable that asks for more (10000 in the long benchmark).
const (
	crashRuns    = 200
	crashRunsEnv = "TERANG_CRASH_RUNS"
)

// crashBook calls, waits, says and remembers; each of its effects can be counted from outside.
const crashBook = `id: beat
version: 1
class: security
title: {id: Denyut, en: Beat}
triggers: [{event: beat.begin}]
steps:
  - call: {action: ping, inputs: {n: "1", who: event.who}, save: one, on_error: {default: [{end: {solved: false}}]}}
  - wait: {for: 1s}
  - call: {action: ping, inputs: {n: "2", who: event.who}, save: two, on_error: {default: [{end: {solved: false}}]}}
  - say: {text: {id: "Denyut kedua tercatat hari ini.", en: "The second beat was noted today."}}
  - wait: {event: beat.end, for: 400d, on_timeout: [{end: {solved: false}}]}
  - wait: {for: 1s}
  - call: {action: ping, inputs: {n: "3", who: event.who}, save: three, on_error: {default: [{end: {solved: false}}]}}
  - say: {text: {id: "Denyut ketiga tercatat hari ini.", en: "The third beat was noted today."}}
  - remember: {attribute: beats, value: "3", purpose: test, keep: 2d}
  - end: {solved: true}
`

const crashActions = `actions:
  - name: ping
    method: POST
    path: /ping
    risk: read
    timeout: 2s
    budget: 4s
    retries: 2
    inputs:
      - {name: n, where: body, max: 20}
      - {name: who, where: body, max: 40}
    outputs:
      ok: ok
`

// crashPack is the retail pack with that playbook instead of its own.
func crashPack(t *testing.T, dir string) string {
	t.Helper()
	out := filepath.Join(dir, "pack")
	retail, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, b []byte) {
		path := filepath.Join(out, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err = fs.WalkDir(retail, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(retail, path)
		if path == "actions.yaml" {
			b = append(b, strings.TrimPrefix(crashActions, "actions:\n")...)
		}
		write(path, b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	write("playbooks/beat.yaml", []byte(crashBook))
	return out
}

// pinged is the brand's system: which keys it was asked with, for whom and what.
type pinged struct {
	mu    sync.Mutex
	keys  map[string]map[string]bool // who/n → keys
	calls int
}

func (p *pinged) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct{ N, Who any }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	id := fmt.Sprintf("%v/%v", in.Who, in.N)
	if p.keys[id] == nil {
		p.keys[id] = map[string]bool{}
	}
	p.keys[id][r.Header.Get("Idempotency-Key")] = true
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"ok":true}`))
}

func crashRunCount(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv(crashRunsEnv))
	if err != nil || n < 1 {
		return crashRuns
	}
	return n
}

// crashCustomers stores contacts that the brand knows, each with a conversation.
func crashCustomers(t *testing.T, dir string, n int) (token string, conversations map[string]string) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all, err := store.Workspaces(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	ws, now := all[0].ID, time.Now().Add(-time.Hour)
	conversations = make(map[string]string, n)
	for first := 0; first < n; first += 500 {
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			for i := first; i < min(first+500, n); i++ {
				k := terang.Contact{ID: newID("con"), WorkspaceID: ws, ExternalID: fmt.Sprint("CUS-", i), Language: terang.Indonesian, Salt: random(32), CreatedAt: now}
				c := terang.Conversation{ID: newID("cnv"), WorkspaceID: ws, ContactID: k.ID, Channel: "web", Language: terang.Indonesian, Status: terang.Open, Holder: terang.HolderAssistant, Trust: 100, CreatedAt: now, LastAt: now}
				if err := store.InsertContact(tx, k); err != nil {
					return err
				}
				if err := store.InsertConversation(tx, &c); err != nil {
					return err
				}
				conversations[k.ExternalID] = c.ID
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, token, err = httpapi.CreateToken(t.Context(), db, clock, newID, random, ws, "crash", "test", []string{"events:write"}); err != nil {
		t.Fatal(err)
	}
	return token, conversations
}

// TestKillLosesNoTimerAndDoublesNoEffect kills the server again and again while runs call, wait, are woken and speak. Each
// effect of each step is found exactly once afterwards.
func TestKillLosesNoTimerAndDoublesNoEffect(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the crash test kills a server many times")
	}
	n := crashRunCount(t)
	s := newCrashServer(t)
	system := &pinged{keys: map[string]map[string]bool{}}
	brand := httptest.NewServer(system)
	defer brand.Close()
	data := filepath.Join(s.dir, "data")
	token, conversations := crashCustomers(t, data, n)
	s.args = append(s.args, "--set", "workspaces.toko.pack="+crashPack(t, s.dir), "--set", "workspaces.toko.action.url="+brand.URL, "--set", "limits.api=off")
	s.start()
	defer func() { s.kill() }()
	early, begun := context.WithTimeout(context.Background(), time.Minute)
	defer begun()
	if !s.awaitReady(early) {
		s.kill()
		t.Fatalf("the server does not come up:\n%s", tail(s.log.Bytes()))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute+time.Duration(n)*50*time.Millisecond)
	defer cancel()
	var wg sync.WaitGroup
	workers := max(min(64, n/10), 1)
	for worker := range workers {
		wg.Go(func() {
			c := &crashCustomer{s: s, token: token}
			for i := worker; i < n && ctx.Err() == nil; i += workers {
				for _, name := range []string{"beat.begin", "beat.end"} {
					var out struct{ ID string }
					id := fmt.Sprintf("%s-%d", name, i)
					if name == "beat.end" { // until it has come to wait for it, the event finds nobody: another one is sent
						c.untilWoken(ctx, id, i)
						continue
					}
					if err := c.call(ctx, http.MethodPost, "/api/v1/events", eventBody(id, name, i), &out); err != nil {
						t.Errorf("event %s: %v", id, err)
						return
					}
				}
			}
		})
	}
	killed := make(chan int)
	finished := make(chan struct{})
	go func() {
		rng := rand.New(rand.NewPCG(3, 4))
		for k := 0; ; k++ {
			select {
			case <-finished:
				killed <- k
				return
			case <-time.After(time.Duration(20+rng.IntN(600)) * time.Millisecond):
				s.kill()
				s.start()
				s.awaitReady(ctx) // on a busy machine a start takes long, and a server that never gets to work proves nothing
			}
		}
	}()
	wg.Wait()
	time.Sleep(3 * time.Second) // the last waits, with the server still dying
	close(finished)
	kills := <-killed
	settleRuns(ctx, t, s, data)
	checkRuns(t, s, data, system, conversations, kills)
}

// awaitReady returns once the server answers; it reports false where it does not before ctx ends.
func (s *crashServer) awaitReady(ctx context.Context) bool {
	for ctx.Err() == nil {
		if res, err := http.Get(s.url + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return true
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return false
}

func eventBody(id, name string, i int) map[string]any {
	return map[string]any{"id": id, "name": name, "contact": map[string]string{"external_id": fmt.Sprint("CUS-", i)}, "data": map[string]string{"who": fmt.Sprint("CUS-", i)}}
}

// untilWoken sends events until one wakes the customer's run.
func (c *crashCustomer) untilWoken(ctx context.Context, id string, i int) {
	for try := 0; ctx.Err() == nil; try++ {
		var out struct{ Woken int }
		if err := c.call(ctx, http.MethodPost, "/api/v1/events", eventBody(fmt.Sprintf("%s-%d", id, try), "beat.end", i), &out); err != nil || out.Woken > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// settleRuns lets a server that nobody kills finish what is left.
func settleRuns(ctx context.Context, t *testing.T, s *crashServer, data string) {
	t.Helper()
	db, err := store.Open(ctx, store.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for left := int64(-1); left != 0; time.Sleep(50 * time.Millisecond) {
		if ctx.Err() != nil {
			t.Fatalf("%d runs never ended; server:\n%s", left, tail(s.log.Bytes()))
		}
		if err := db.QueryRow(ctx, `select count(*) from run where ended_at = 0 and playbook <> ''`).Scan(&left); err != nil {
			t.Fatal(err)
		}
	}
	s.kill()
}

func checkRuns(t *testing.T, s *crashServer, data string, system *pinged, conversations map[string]string, kills int) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all, err := store.Workspaces(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	problems := 0
	report := func(format string, args ...any) {
		if problems++; problems <= 10 {
			t.Errorf(format, args...)
		}
	}
	for who, id := range conversations {
		messages, err := store.Messages(ctx, db, store.MessageQuery{WorkspaceID: all[0].ID, ConversationID: id, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, m := range messages {
			said = append(said, m.Content.Text)
			if m.Leaf < 0 {
				report("a message to %s has no receipt", who)
			}
		}
		if len(said) != 2 || !strings.Contains(said[0], "kedua") || !strings.Contains(said[1], "ketiga") {
			report("%s was told %q", who, said)
		}
		runs, err := store.Runs(ctx, db, all[0].ID, "x:"+who, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(runs) != 1 || runs[0].Outcome != store.OutcomeSolved || runs[0].Wakes != 3 {
			report("%s: runs %+v", who, runs)
		}
		for n := 1; n <= 3; n++ {
			if keys := len(system.keys[fmt.Sprintf("%s/%d", who, n)]); keys != 1 {
				report("call %d for %s was made under %d keys, want one", n, who, keys)
			}
		}
	}
	counts, err := store.RunCounts(ctx, db, all[0].ID, time.Now().Add(-48*time.Hour))
	if err != nil || counts["beat"].Ended != int64(len(conversations)) || counts["beat"].Solved != int64(len(conversations)) {
		t.Errorf("counted %+v, %v", counts["beat"], err)
	}
	if t.Failed() {
		t.Logf("server:\n%s", tail(s.log.Bytes()))
	}
	t.Logf("%d runs with three waits each, %d kills, %d calls for %d effects in the brand's system", len(conversations), kills, system.calls, len(system.keys))
}
