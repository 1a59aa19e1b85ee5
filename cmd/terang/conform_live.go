package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"terang"
	"terang/conform"
)

// maxLine is the longest line of a live stream that is read.
const maxLine = 1 << 20

// liveSettle is how long a watcher listens on after it was told to stop, for what is on its way.
const liveSettle = 50 * time.Millisecond

// liveEvent is one event of a stream (HTML, server-sent events).
type liveEvent struct{ name, data string }

// listen reads a contact's live stream from a position on, until take says stop or the stream ends.
func (c *conformClient) listen(ctx context.Context, th *conformThread, since int64, take func(liveEvent) bool) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/api/v1/chat/stream?since=%d", c.base, since), nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+th.token)
	res, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return &refusedCall{status: res.StatusCode}
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, maxLine)
	var e liveEvent
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "":
			if e.name != "" && !take(e) {
				return nil
			}
			e = liveEvent{}
		case strings.HasPrefix(line, "event: "):
			e.name = line[len("event: "):]
		case strings.HasPrefix(line, "data: "):
			e.data += line[len("data: "):]
		}
	}
	return lines.Err()
}

// pushed is the payload of a message event; false for what the contact wrote.
func pushed(e liveEvent) (conform.Payload, int64, error) {
	var head struct {
		ID        string           `json:"id"`
		Seq       int64            `json:"seq"`
		Direction terang.Direction `json:"direction"`
		At        time.Time        `json:"at"`
	}
	err := json.Unmarshal([]byte(e.data), &head)
	return conform.Payload{Channel: "web", MessageID: head.ID, Direction: head.Direction, Bytes: withoutReceipt([]byte(e.data)), At: head.At}, head.Seq, err
}

// Lose implements conform.Egress: the browser's stream breaks off that often, and the browser comes back by its position.
func (c *conformClient) Lose(_ context.Context, t conform.Thread, n int) error {
	th, err := c.thread(t)
	if err == nil {
		c.mu.Lock()
		th.lose = n
		c.mu.Unlock()
	}
	return err
}

// broken is what a browser has in the end whose stream breaks off after each of the first messages: all that any of its
// streams brought, as it came.
func (c *conformClient) broken(ctx context.Context, th *conformThread, breaks int) ([]conform.Payload, error) {
	all, err := c.Seen(ctx, conform.Thread(th.conversation))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	last := all[len(all)-1].MessageID
	var out []conform.Payload
	var at int64
	ctx, cancel := context.WithTimeout(ctx, conformWait)
	defer cancel()
	for done := false; !done; breaks-- {
		var problem error
		err := c.listen(ctx, th, at, func(e liveEvent) bool {
			if e.name != "message" {
				return true
			}
			p, seq, err := pushed(e)
			if err != nil {
				problem = err
				return false
			}
			out, at = append(out, p), seq
			done = p.MessageID == last
			return !done && breaks <= 0
		})
		if err != nil {
			return out, err
		}
		if problem != nil {
			return out, problem
		}
	}
	return out, nil
}

// Watch implements conform.Live.
func (c *conformClient) Watch(ctx context.Context, t conform.Thread) (func() ([]conform.Payload, error), error) {
	th, err := c.thread(t)
	if err != nil {
		return nil, err
	}
	all, err := c.Seen(ctx, t)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var out []conform.Payload
	var problem error
	ctx, cancel := context.WithCancel(ctx)
	ready, ended := make(chan struct{}), make(chan struct{})
	var once sync.Once
	go func() {
		defer close(ended)
		err := c.listen(ctx, th, int64(len(all)), func(e liveEvent) bool {
			mu.Lock()
			defer mu.Unlock()
			switch e.name {
			case "state":
				once.Do(func() { close(ready) })
			case "message":
				p, _, err := pushed(e)
				if err != nil {
					problem = err
					return false
				}
				out = append(out, p)
			case "typing":
				out = append(out, conform.Payload{Channel: "web", Event: "typing", Direction: terang.Out, Bytes: []byte(e.data)})
			}
			return true
		})
		once.Do(func() { close(ready) })
		if ctx.Err() == nil {
			mu.Lock()
			problem = err
			mu.Unlock()
		}
	}()
	<-ready
	return func() ([]conform.Payload, error) {
		time.Sleep(liveSettle)
		cancel()
		<-ended
		mu.Lock()
		defer mu.Unlock()
		return out, problem
	}, nil
}
