// Package bench measures a running server from outside, as customers use it: over HTTP and the live stream. In the same
// run, on the same disk and cores, it measures the null server: the least that could do the job (see [NullServer]).
// What counts are the ratios between the two; absolute figures depend on the machine.
//
// It never looks into the server but for its public /metrics and what the operating system says of its process. It sends
// only to loopback addresses.
//
// The way in is [Turns], [HandOver], [Idle], [Overload] and [Fill].
package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of the driver.
const (
	turnsPerConversation = 10               // then the customer begins a new one
	answerTimeout        = 30 * time.Second // an answer later than this is an error
	requestTimeout       = 30 * time.Second
)

// questions are what the driven customers ask: different ones in a row, so that nobody repeats himself; all of them are
// answered without the brand's system.
var questions = []string{
	"jam buka toko?", "bisa bayar di tempat?", "berapa lama pengiriman ke luar kota?", "can I return this?", "garansinya berapa lama?",
	"metode pembayaran apa saja?", "alamat tokonya di mana?", "how do I reach you?", "apakah ada biaya ongkir?", "bisa bungkus kado?",
}

// Target is a server to drive.
type Target struct {
	URL string // "http://127.0.0.1:8080"
	Key string // the workspace's public key
	PID int    // of the server's process, 0 where it is not to be measured
}

// Check refuses a target that is not on this machine.
func (t Target) Check() error {
	host, _, err := net.SplitHostPort(strings.TrimPrefix(t.URL, "http://"))
	if err != nil {
		return fmt.Errorf("bench: target: %w", err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("bench: target %s is not a loopback address", host)
	}
	return nil
}

// Run is what one closed loop measured.
type Run struct {
	Turns       int
	Errors      int
	FirstError  string
	Seconds     float64
	CPUSeconds  float64 // of the server's process
	RSSBytes    int64
	Latencies   []float64 // milliseconds, sorted
	Statements  float64   // SQL statements, from /metrics
	Commits     float64   // awaited fsyncs, from /metrics
	Sessions    int
	AnsweredAll bool
}

// PerSecond returns the answered turns per second.
func (r Run) PerSecond() float64 { return float64(r.Turns) / r.Seconds }

// CPU returns the server's CPU microseconds per turn.
func (r Run) CPU() float64 { return r.CPUSeconds * 1e6 / float64(max(1, r.Turns)) }

// Quantile returns a latency in milliseconds.
func (r Run) Quantile(q float64) float64 {
	if len(r.Latencies) == 0 {
		return math.NaN()
	}
	return r.Latencies[min(len(r.Latencies)-1, int(q*float64(len(r.Latencies))))]
}

// Turns drives conversations in a closed loop: each customer asks, waits for the answer on the stream, and asks again.
func Turns(ctx context.Context, t Target, conversations int, length time.Duration) (Run, error) {
	if err := t.Check(); err != nil {
		return Run{}, err
	}
	client := newClient(conversations)
	defer client.CloseIdleConnections()
	d := &driver{target: t, client: client}
	// A short warm-up, so that connections, caches and the branch predictor are the same for all.
	if err := d.loop(ctx, conversations, min(length/5, 2*time.Second)); err != nil {
		return Run{}, err
	}
	d.reset()
	before, err := t.sample(client)
	if err != nil {
		return Run{}, err
	}
	began := time.Now()
	if err := d.loop(ctx, conversations, length); err != nil {
		return Run{}, err
	}
	r := Run{Seconds: time.Since(began).Seconds(), Turns: int(d.turns.Load()), Errors: int(d.errors.Load()), Sessions: int(d.sessions.Load())}
	after, err := t.sample(client)
	if err != nil {
		return r, err
	}
	if first, ok := d.firstError.Load().(string); ok {
		r.FirstError = first
	}
	r.CPUSeconds, r.RSSBytes = after.cpu-before.cpu, after.rss
	r.Statements, r.Commits = after.statements-before.statements, after.commits-before.commits
	r.Latencies = d.latencies
	slices.Sort(r.Latencies)
	if r.Turns == 0 {
		return r, fmt.Errorf("bench: no turn was answered: %s", r.FirstError)
	}
	return r, nil
}

func newClient(n int) *http.Client {
	return &http.Client{Timeout: 0, Transport: &http.Transport{
		MaxIdleConns: 2*n + 16, MaxIdleConnsPerHost: 2*n + 16, MaxConnsPerHost: 2*n + 16, IdleConnTimeout: time.Minute, DisableCompression: true,
		ReadBufferSize: 4 << 10, WriteBufferSize: 4 << 10,
	}}
}

type driver struct {
	target     Target
	client     *http.Client
	turns      atomic.Int64
	errors     atomic.Int64
	sessions   atomic.Int64
	firstError atomic.Value
	mu         sync.Mutex
	latencies  []float64
}

func (d *driver) reset() {
	d.turns.Store(0)
	d.errors.Store(0)
	d.sessions.Store(0)
	d.latencies = d.latencies[:0]
}

func (d *driver) fail(err error) {
	d.errors.Add(1)
	d.firstError.CompareAndSwap(nil, err.Error())
}

func (d *driver) loop(ctx context.Context, conversations int, length time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var wg sync.WaitGroup
	for i := range conversations {
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := d.conversation(ctx, i); err != nil && ctx.Err() == nil {
					d.fail(err)
					time.Sleep(10 * time.Millisecond)
				}
			}
		})
	}
	wg.Wait()
	return nil
}

// conversation opens one and asks until it has had its turns.
func (d *driver) conversation(ctx context.Context, offset int) error {
	c, err := open(ctx, d.client, d.target)
	if err != nil {
		return err
	}
	d.sessions.Add(1)
	sctx, stop := context.WithCancel(context.Background())
	defer stop()
	answers, err := c.stream(sctx)
	if err != nil {
		return err
	}
	for i := range turnsPerConversation {
		if ctx.Err() != nil {
			return nil
		}
		began := time.Now()
		seq, err := c.ask(sctx, i, questions[(i+offset)%len(questions)])
		if err != nil {
			return err
		}
		if err := await(answers, seq); err != nil {
			return err
		}
		ms := float64(time.Since(began).Microseconds()) / 1000
		if ctx.Err() != nil {
			return nil
		}
		d.turns.Add(1)
		d.mu.Lock()
		d.latencies = append(d.latencies, ms)
		d.mu.Unlock()
	}
	return nil
}

func await(answers <-chan int64, after int64) error {
	timeout := time.NewTimer(answerTimeout)
	defer timeout.Stop()
	for {
		select {
		case seq, ok := <-answers:
			if !ok {
				return errors.New("bench: the stream ended")
			}
			if seq > after {
				return nil
			}
		case <-timeout.C:
			return errors.New("bench: no answer in time")
		}
	}
}

// customer is one driven customer.
type customer struct {
	target   Target
	client   *http.Client
	token    string
	id       string
	position int64
}

func open(ctx context.Context, client *http.Client, t Target) (*customer, error) {
	c := &customer{target: t, client: client}
	var out struct {
		Token        string `json:"token"`
		Conversation string `json:"conversation_id"`
		Position     int64  `json:"position"`
	}
	if err := c.post(ctx, "/api/v1/chat/sessions", fmt.Appendf(nil, `{"key":%q,"language":"id"}`, t.Key), &out); err != nil {
		return nil, err
	}
	c.token, c.id, c.position = out.Token, out.Conversation, out.Position
	return c, nil
}

// refused is an answer of the server that is not a success.
type refused struct {
	status     int
	retryAfter string
	body       string
}

func (r *refused) Error() string { return fmt.Sprintf("bench: status %d: %.200s", r.status, r.body) }

func (c *customer) post(ctx context.Context, path string, body []byte, out any) error {
	return c.do(ctx, http.MethodPost, path, body, out)
}

func (c *customer) get(ctx context.Context, path string, out any) error {
	return c.do(ctx, http.MethodGet, path, nil, out)
}

func (c *customer) do(ctx context.Context, method, path string, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.target.URL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		b, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
		return &refused{status: res.StatusCode, retryAfter: res.Header.Get("Retry-After"), body: string(b)}
	}
	return json.NewDecoder(res.Body).Decode(out)
}

// ask posts a message and returns its position.
func (c *customer) ask(ctx context.Context, n int, text string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var out struct {
		Message struct {
			Seq int64 `json:"seq"`
		} `json:"message"`
	}
	body := fmt.Appendf(nil, `{"client_id":"b%d","text":%q}`, n, text)
	err := c.post(ctx, "/api/v1/chat/messages", body, &out)
	return out.Message.Seq, err
}

// stream reads the positions of outbound messages from the live stream.
func (c *customer) stream(ctx context.Context) (<-chan int64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.target.URL+"/api/v1/chat/stream?since="+strconv.FormatInt(c.position, 10)+"&access_token="+c.token, nil)
	if err != nil {
		return nil, err
	}
	res, err := c.client.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
		res.Body.Close()
		return nil, &refused{status: res.StatusCode, body: string(b)}
	}
	out := make(chan int64, 64)
	go func() {
		defer close(out)
		defer res.Body.Close()
		readStream(bufio.NewReaderSize(res.Body, 4<<10), func(seq int64) {
			select {
			case out <- seq:
			default:
			}
		})
	}()
	return out, nil
}

// readStream calls fn with the position of each outbound message.
func readStream(r *bufio.Reader, fn func(seq int64)) {
	var id int64
	message := false
	for {
		line, err := r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue // the rest of a long data line; its beginning was enough
		}
		if err != nil {
			return
		}
		switch {
		case bytes.HasPrefix(line, []byte("event: ")):
			message = bytes.HasPrefix(line[7:], []byte("message"))
		case bytes.HasPrefix(line, []byte("id: ")):
			id, _ = strconv.ParseInt(string(bytes.TrimSpace(line[4:])), 10, 64)
		case bytes.HasPrefix(line, []byte("data: ")):
			if message && bytes.Contains(line, []byte(`"direction":"out"`)) {
				fn(id)
			}
		}
	}
}

// Add joins two runs of the same server.
func (r *Run) Add(o Run) {
	r.Turns += o.Turns
	r.Errors += o.Errors
	r.Sessions += o.Sessions
	r.Seconds += o.Seconds
	r.CPUSeconds += o.CPUSeconds
	r.Statements += o.Statements
	r.Commits += o.Commits
	r.RSSBytes = max(r.RSSBytes, o.RSSBytes)
	if r.FirstError == "" {
		r.FirstError = o.FirstError
	}
	r.Latencies = append(r.Latencies, o.Latencies...)
	slices.Sort(r.Latencies)
}
