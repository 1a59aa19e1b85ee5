package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
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

// warm opens the connections, all at the same time so that none is used twice.
func warm(ctx context.Context, client *http.Client, t Target) {
	var wg sync.WaitGroup
	for range maxOpen {
		wg.Go(func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.URL+"/healthz", nil)
			if err != nil {
				return
			}
			if res, err := client.Do(req); err == nil {
				res.Body.Close()
			}
		})
	}
	wg.Wait()
}

// Overload sends messages at a fixed rate, whatever the server does, and then looks whether everything that was
// acknowledged is there.
func Overload(ctx context.Context, t Target, perSecond float64, length time.Duration, conversations int) (Overloaded, error) {
	if err := t.Check(); err != nil {
		return Overloaded{}, err
	}
	client := newClient(maxOpen / 2)
	defer client.CloseIdleConnections()
	warm(ctx, client, t)
	customers := make([]*customer, 0, conversations)
	for range conversations {
		c, err := open(ctx, client, t)
		if err != nil {
			return Overloaded{}, err
		}
		customers = append(customers, c)
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
			at := time.Now()
			seq, err := customers[i].ask(ctx, n, questions[n%len(questions)])
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
