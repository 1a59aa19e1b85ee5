package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Overloaded is what an open loop far above capacity showed.
type Overloaded struct {
	Offered       int // messages sent
	Accepted      int // acknowledged
	Refused       int // 429 or 503
	NoRetryAfter  int // of these, without Retry-After
	Failed        int // anything else: no answer, other statuses
	FirstFailure  string
	Lost          int     // acknowledged but not in the conversation afterwards
	RefusedP99    float64 // milliseconds
	AcceptedP99   float64 // milliseconds to the acknowledgement
	RSSBytes      int64
	OfferedPerSec float64
}

// maxOpen is how many connections the driver keeps: customers have theirs open already when the rush begins.
const maxOpen = 1024

// line is one kept connection. It speaks HTTP by hand, because on the same cores every microsecond of the driver is one
// that the server does not have.
type line struct {
	conn net.Conn
	r    *bufio.Reader
}

func dialLines(ctx context.Context, t Target) (chan *line, error) {
	lines := make(chan *line, maxOpen)
	for range maxOpen {
		l := &line{}
		if err := l.dial(ctx, t); err != nil {
			return nil, fmt.Errorf("bench: connect: %w", err)
		}
		lines <- l
	}
	return lines, nil
}

func (l *line) dial(ctx context.Context, t Target) error {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", strings.TrimPrefix(t.URL, "http://"))
	if err != nil {
		return err
	}
	l.conn, l.r = conn, bufio.NewReaderSize(conn, 1<<10)
	return nil
}

// send posts a message; on a refusal it returns a [*refused].
func (l *line) send(ctx context.Context, c *customer, n int, text string) (int64, error) {
	body := fmt.Appendf(nil, `{"client_id":"b%d","text":%q}`, n, text)
	req := fmt.Appendf(make([]byte, 0, 512), "POST /api/v1/chat/messages HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", c.token, len(body), body)
	if err := l.conn.SetDeadline(time.Now().Add(requestTimeout)); err != nil {
		return 0, err
	}
	if _, err := l.conn.Write(req); err != nil {
		return 0, l.again(ctx, c.target, err)
	}
	res, err := http.ReadResponse(l.r, nil)
	if err != nil {
		return 0, l.again(ctx, c.target, err)
	}
	defer res.Body.Close()
	if res.StatusCode >= http.StatusMultipleChoices {
		_, _ = io.Copy(io.Discard, res.Body)
		refusal := &refused{status: res.StatusCode, retryAfter: res.Header.Get("Retry-After")}
		if res.Close {
			_ = l.again(ctx, c.target, nil)
		}
		return 0, refusal
	}
	var out struct {
		Message struct {
			Seq int64 `json:"seq"`
		} `json:"message"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, res.Body)
	return out.Message.Seq, nil
}

// again connects anew and hands the cause on.
func (l *line) again(ctx context.Context, t Target, cause error) error {
	l.conn.Close()
	if err := l.dial(ctx, t); err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

// Overload sends messages at a fixed rate, whatever the server does, and then looks whether everything that was
// acknowledged is there.
func Overload(ctx context.Context, t Target, perSecond float64, length time.Duration, conversations int) (Overloaded, error) {
	if err := t.Check(); err != nil {
		return Overloaded{}, err
	}
	client := newClient(16)
	defer client.CloseIdleConnections()
	customers := make([]*customer, 0, conversations)
	for range conversations {
		c, err := open(ctx, client, t)
		if err != nil {
			return Overloaded{}, err
		}
		customers = append(customers, c)
	}
	lines, err := dialLines(ctx, t)
	if err != nil {
		return Overloaded{}, err
	}
	o := Overloaded{OfferedPerSec: perSecond}
	var mu sync.Mutex
	var accepted, refusals []float64
	acknowledged := make([][]int64, conversations)
	var wg sync.WaitGroup
	began := time.Now()
	for n := 0; time.Since(began) < length; n++ {
		due := began.Add(time.Duration(float64(n) / perSecond * float64(time.Second)))
		time.Sleep(time.Until(due))
		i := n % conversations
		o.Offered++
		wg.Go(func() {
			l := <-lines
			at := time.Now()
			seq, err := l.send(ctx, customers[i], n, questions[n%len(questions)])
			lines <- l
			ms := float64(time.Since(at).Microseconds()) / 1000
			mu.Lock()
			defer mu.Unlock()
			var r *refused
			switch {
			case err == nil:
				o.Accepted++
				accepted = append(accepted, ms)
				acknowledged[i] = append(acknowledged[i], seq)
			case errors.As(err, &r) && (r.status == http.StatusTooManyRequests || r.status == http.StatusServiceUnavailable):
				o.Refused++
				refusals = append(refusals, ms)
				if r.retryAfter == "" {
					o.NoRetryAfter++
				}
			default:
				if o.Failed++; o.FirstFailure == "" {
					o.FirstFailure = err.Error()
				}
			}
		})
	}
	wg.Wait()
	o.RSSBytes = processRSS(t.PID)
	o.AcceptedP99, o.RefusedP99 = quantile(accepted, .99), quantile(refusals, .99)
	for i, c := range customers {
		have, err := c.positions(ctx)
		if err != nil {
			return o, err
		}
		for _, seq := range acknowledged[i] {
			if !have[seq] {
				o.Lost++
			}
		}
	}
	return o, nil
}

func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)-1, int(q*float64(len(values))))]
}

// positions returns the positions of the conversation's inbound messages.
func (c *customer) positions(ctx context.Context) (map[int64]bool, error) {
	have := make(map[int64]bool)
	for since := int64(0); ; {
		var page struct {
			Messages []struct {
				Seq       int64  `json:"seq"`
				Direction string `json:"direction"`
			} `json:"messages"`
		}
		if err := c.get(ctx, "/api/v1/chat/messages?limit=100&since="+strconv.FormatInt(since, 10), &page); err != nil {
			return nil, fmt.Errorf("bench: read back: %w", err)
		}
		if len(page.Messages) == 0 {
			return have, nil
		}
		for _, m := range page.Messages {
			since = m.Seq
			if m.Direction == "in" {
				have[m.Seq] = true
			}
		}
	}
}
