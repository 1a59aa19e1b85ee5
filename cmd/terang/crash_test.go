package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// kills is how often the crash test kills the server.
const kills = 100

// asked are questions that one turn answers with exactly one message.
var asked = []string{"jam buka toko?", "bisa bayar di tempat?", "can I return this?", "garansinya berapa lama?", "alamat tokonya di mana?", "apakah ada biaya ongkir?"}

// crashServer is a server process that is killed and started again on the same data.
type crashServer struct {
	t    *testing.T
	dir  string
	url  string
	key  string
	args []string

	mu  sync.Mutex
	cmd *exec.Cmd
	log bytes.Buffer
}

func newCrashServer(t *testing.T) *crashServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	s := &crashServer{t: t, dir: dir, url: "http://" + addr}
	s.key = seedWorkspace(t, filepath.Join(dir, "data"))
	if err := os.WriteFile(filepath.Join(dir, "none.yaml"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.args = []string{
		"serve", "--config", filepath.Join(dir, "none.yaml"), "--set", "data=" + filepath.Join(dir, "data"), "--set", "listen=" + addr,
		"--set", "limits.contact=off", "--set", "limits.visitor=off", "--set", "workspaces.toko.pack=retail",
	}
	return s
}

func (s *crashServer) start() {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cmd = exec.Command(os.Args[0], s.args...)
	s.cmd.Env = append(os.Environ(), runMain+"=1")
	s.cmd.Stderr, s.cmd.Stdout = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *crashServer) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// crashCustomer asks one question after the other and never gives up on one.
type crashCustomer struct {
	s     *crashServer
	rng   *rand.Rand
	token string
	acked map[string]int64 // client id → acknowledged position
	done  []finished
}

type finished struct {
	token string
	acked map[string]int64
}

// call repeats a request until the server, whichever life it is in, answers it.
func (c *crashCustomer) call(ctx context.Context, method, path string, body, out any) error {
	for ctx.Err() == nil {
		var b []byte
		if body != nil {
			b, _ = json.Marshal(body)
		}
		req, err := http.NewRequestWithContext(ctx, method, c.s.url+path, bytes.NewReader(b))
		if err != nil {
			return err
		}
		if body != nil {
			req.Header.Set("Content-Type", "application/json")
		}
		if c.token != "" {
			req.Header.Set("Authorization", "Bearer "+c.token)
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			data, rerr := io.ReadAll(res.Body)
			res.Body.Close()
			if rerr == nil && res.StatusCode < 300 {
				return json.Unmarshal(data, out)
			}
			if rerr == nil && res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests {
				return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, data)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return ctx.Err()
}

type page struct {
	Messages []struct {
		ID        string                 `json:"id"`
		Seq       int64                  `json:"seq"`
		Prev      int64                  `json:"prev"`
		Kind      string                 `json:"kind"`
		Direction string                 `json:"direction"`
		ClientID  string                 `json:"client_id"`
		Text      string                 `json:"text"`
		Author    struct{ Kind string }  `json:"author"`
		Receipt   *struct{ Index int64 } `json:"receipt"`
	} `json:"messages"`
	Position int64 `json:"position"`
	Handled  int64 `json:"handled"`
}

// live is one conversation of a few turns; it ends early when ctx does, with nothing half-recorded.
func (c *crashCustomer) live(ctx context.Context, n int) error {
	c.token, c.acked = "", map[string]int64{}
	var session struct{ Token string }
	if err := c.call(ctx, http.MethodPost, "/api/v1/chat/sessions", map[string]string{"key": c.s.key, "language": "id"}, &session); err != nil {
		return err
	}
	c.token = session.Token
	defer func() { c.done = append(c.done, finished{c.token, c.acked}) }()
	for turn := range 6 {
		id := fmt.Sprintf("m%d-%d", n, turn)
		var sent struct{ Message struct{ Seq int64 } }
		if err := c.call(ctx, http.MethodPost, "/api/v1/chat/messages", map[string]string{"client_id": id, "text": asked[(turn+n)%len(asked)]}, &sent); err != nil {
			return err
		}
		c.acked[id] = sent.Message.Seq
		for {
			var p page
			if err := c.call(ctx, http.MethodGet, "/api/v1/chat/messages?since="+strconv.FormatInt(sent.Message.Seq, 10), nil, &p); err != nil {
				return err
			}
			if len(p.Messages) > 0 {
				break
			}
			time.Sleep(3 * time.Millisecond)
		}
	}
	return nil
}

func TestKillLosesNothingAndDoublesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the crash test kills a server 100 times")
	}
	s := newCrashServer(t)
	s.start()
	defer func() { s.kill() }()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	customers := make([]*crashCustomer, 6)
	var wg sync.WaitGroup
	for i := range customers {
		c := &crashCustomer{s: s, rng: rand.New(rand.NewPCG(7, uint64(i)))}
		customers[i] = c
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if err := c.live(ctx, n); err != nil && ctx.Err() == nil {
					t.Errorf("customer %d: %v", i, err)
					return
				}
			}
		})
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range kills {
		time.Sleep(time.Duration(150+rng.IntN(450)) * time.Millisecond)
		s.kill()
		s.start()
	}
	time.Sleep(time.Second)
	cancel()
	wg.Wait()
	if t.Failed() {
		t.Logf("server:\n%s", tail(s.log.Bytes()))
		return
	}
	check(t, s, customers)
}

// check reads everything back from a server that was never killed again.
func check(t *testing.T, s *crashServer, customers []*crashCustomer) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conversations, acknowledged := 0, 0
	delivered := map[string]bool{}
	for _, c := range customers {
		for _, f := range c.done {
			conversations++
			acknowledged += len(f.acked)
			c.token = f.token
			p := settled(ctx, t, c)
			checkConversation(t, p, f.acked, delivered)
		}
	}
	if acknowledged < kills {
		t.Errorf("only %d messages were acknowledged between %d kills: the test proves little", acknowledged, kills)
	}
	leaves := allLeaves(ctx, t, customers[0])
	for id := range delivered {
		if leaves[id] != 1 {
			t.Errorf("message %s has %d receipts, want exactly one", id, leaves[id])
		}
	}
	t.Logf("%d kills, %d conversations, %d acknowledged messages, %d delivered, %d leaves", kills, conversations, acknowledged, len(delivered), len(leaves))
}

// settled waits until every message of the conversation has had its turn.
func settled(ctx context.Context, t *testing.T, c *crashCustomer) page {
	t.Helper()
	for {
		var p page
		if err := c.call(ctx, http.MethodGet, "/api/v1/chat/messages?since=0&limit=100", nil, &p); err != nil {
			t.Fatalf("read back: %v", err)
		}
		last := int64(0)
		for _, m := range p.Messages {
			if m.Direction == "in" {
				last = m.Seq
			}
		}
		if p.Handled >= last {
			return p
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func checkConversation(t *testing.T, p page, acked map[string]int64, delivered map[string]bool) {
	t.Helper()
	found := map[string]int64{}
	answers := -1 // of the message before; -1 before the first
	prev := int64(0)
	for i, m := range p.Messages {
		if m.Seq != int64(i)+1 || m.Prev != prev {
			t.Errorf("message %d has position %d after %d: the stream is broken", i+1, m.Seq, m.Prev)
		}
		prev = m.Seq
		if m.Direction == "in" {
			if _, twice := found[m.ClientID]; twice {
				t.Errorf("message %s is stored twice", m.ClientID)
			}
			found[m.ClientID] = m.Seq
			if answers >= 0 && answers != 1 {
				t.Errorf("the message before %s has %d answers, want exactly one", m.ClientID, answers)
			}
			answers = 0
			continue
		}
		if m.Author.Kind == "" || m.Receipt == nil {
			t.Errorf("message %s has no author or no receipt", m.ID)
		}
		if delivered[m.ID] {
			t.Errorf("message %s is in two conversations", m.ID)
		}
		delivered[m.ID] = true
		if answers >= 0 {
			answers++
		}
	}
	for id, seq := range acked {
		if found[id] != seq {
			t.Errorf("message %s was acknowledged at %d and is at %d", id, seq, found[id])
		}
	}
}

func allLeaves(ctx context.Context, t *testing.T, c *crashCustomer) map[string]int {
	t.Helper()
	out := map[string]int{}
	for since := int64(0); ; {
		var l struct {
			Leaves []struct {
				Index     int64
				Statement struct{ Msg string }
			}
			Size int64
		}
		if err := c.call(ctx, http.MethodGet, fmt.Sprintf("/api/v1/log/leaves?key=%s&since=%d&limit=200", c.s.key, since), nil, &l); err != nil {
			t.Fatalf("read the log: %v", err)
		}
		for _, leaf := range l.Leaves {
			out[leaf.Statement.Msg]++
			since = leaf.Index + 1
		}
		if len(l.Leaves) == 0 || since >= l.Size {
			return out
		}
	}
}

func tail(b []byte) []byte {
	const n = 4000
	return b[max(0, len(b)-n):]
}
