package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Sending of events.
const (
	eventTimeout = 5 * time.Second // of one try
	eventBatch   = 32              // read at once
	eventFirst   = time.Second     // until the second try; it doubles
	eventMost    = 5 * time.Minute // between two tries
	eventTries   = 12              // then it is given up
	eventLook    = 2 * time.Second // how often what is due again is looked for
	eventAnswer  = 64 << 10        // bytes of an answer that are read
	maxEvents    = 50              // in a list
)

// Target is where events are sent to: the address of Terang's events, and a token that may write them.
type Target struct {
	URL    string // "http://127.0.0.1:8080/api/v1/events"
	Token  string
	Client *http.Client // nil means one of its own
}

// Emit keeps an event about a customer; it is sent once the transaction is committed, and again until it is taken.
// data is encoded as JSON.
func (c *Call) Emit(name, customer string, data any) error {
	id, err := c.NewID("evt")
	if err != nil {
		return err
	}
	b, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("emit: %w", err)
	}
	_, err = c.Exec(`insert into outgoing_event (id, name, customer_id, data, at, next_at) values ($1, $2, $3, $4, $5, $5)`,
		id, name, customer, string(b), c.Now.UnixMilli())
	if err != nil {
		return fmt.Errorf("emit: %w", err)
	}
	c.events = true
	return nil
}

// outgoingEvent is an event in the outbox.
type outgoingEvent struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	CustomerID string          `json:"customer_id"`
	Data       json.RawMessage `json:"data"`
	At         time.Time       `json:"at"`
	State      string          `json:"state"` // waiting, taken or given_up
	Tries      int             `json:"tries"`
	Status     int             `json:"status"`  // of the last answer; 0 where there was none
	Contact    string          `json:"contact"` // known or unknown there; "" until it was taken
}

const eventColumns = `id, name, customer_id, data, at, tries, ended_at is not null, coalesce(status, 0), contact`

func scanEvent(row Scanner) (outgoingEvent, error) {
	var e outgoingEvent
	var data string
	var at int64
	var ended bool
	err := row.Scan(&e.ID, &e.Name, &e.CustomerID, &data, &at, &e.Tries, &ended, &e.Status, &e.Contact)
	e.Data, e.At, e.State = json.RawMessage(data), Instant(at), "waiting"
	switch {
	case ended && e.Status >= 200 && e.Status < 300:
		e.State = "taken"
	case ended:
		e.State = "given_up"
	}
	return e, err
}

func (s *Server) getEvents(c *Call) (Answer, error) {
	list, err := All(c, scanEvent, `select `+eventColumns+` from outgoing_event order by at desc, id limit $1`, maxEvents)
	if err != nil {
		return Answer{}, fmt.Errorf("events: %w", err)
	}
	return Items(list), nil
}

// emitter sends the outbox from one goroutine; events of one customer go out in their order as long as nothing fails.
type emitter struct {
	s      *Server
	client *http.Client
	bell   chan struct{}
	cancel context.CancelFunc
	ended  sync.WaitGroup
}

func startEmitter(s *Server) *emitter {
	ctx, cancel := context.WithCancel(context.Background())
	e := &emitter{s: s, client: s.cfg.Events.Client, bell: make(chan struct{}, 1), cancel: cancel}
	if e.client == nil {
		e.client = &http.Client{Timeout: eventTimeout}
	}
	e.ended.Go(func() { e.run(ctx) })
	return e
}

func (e *emitter) wake() {
	select {
	case e.bell <- struct{}{}:
	default:
	}
}

func (e *emitter) stop() {
	e.cancel()
	e.ended.Wait()
}

func (e *emitter) run(ctx context.Context) {
	look := time.NewTicker(eventLook)
	defer look.Stop()
	for {
		if err := e.sendDue(ctx); err != nil && ctx.Err() == nil {
			e.s.log.Error("brand events failed", "node", e.s.system.Name, "error", err)
		}
		select {
		case <-e.bell:
		case <-look.C:
		case <-ctx.Done():
			return
		}
	}
}

func (e *emitter) sendDue(ctx context.Context) error {
	for {
		c := &Call{Ctx: ctx, DB: e.s.db.reader, Now: e.s.cfg.Clock(), server: e.s}
		due, err := All(c, scanEvent, `select `+eventColumns+` from outgoing_event
			where ended_at is null and next_at <= $1 order by next_at, id limit $2`, c.Now.UnixMilli(), eventBatch)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, ev := range due {
			status, contact := e.send(ctx, ev)
			if ctx.Err() != nil {
				return ctx.Err() // it is sent again after the start, with the same id
			}
			if err := e.settle(ctx, ev, status, contact); err != nil {
				return err
			}
		}
	}
}

// send gives the status of the answer, 0 where none came, and whether the contact is known there.
//
//	{"id":"evt_…","name":"order.delayed","contact":{"external_id":"cus_1001"},"data":{"order_no":"TRG-1055"},"at":"2026-11-21T03:21:23Z"}
func (e *emitter) send(ctx context.Context, ev outgoingEvent) (status int, contact string) {
	type who struct {
		ExternalID string `json:"external_id"`
	}
	body, err := json.Marshal(struct {
		ID      string          `json:"id"`
		Name    string          `json:"name"`
		Contact who             `json:"contact"`
		Data    json.RawMessage `json:"data"`
		At      time.Time       `json:"at"`
	}{ev.ID, ev.Name, who{ev.CustomerID}, ev.Data, ev.At})
	if err != nil {
		return 0, ""
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.s.cfg.Events.URL, bytes.NewReader(body))
	if err != nil {
		return 0, ""
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(e.s.cfg.Events.Token))
	r.Header.Set("Idempotency-Key", ev.ID)
	res, err := e.client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = res.Body.Close() }()
	var said struct {
		Contact string `json:"contact"`
	}
	body, err = io.ReadAll(io.LimitReader(res.Body, eventAnswer)) // to its end, so that the connection is used again
	if err == nil && res.StatusCode < 300 && json.Unmarshal(body, &said) == nil && (said.Contact == "known" || said.Contact == "unknown") {
		contact = said.Contact
	}
	return res.StatusCode, contact
}

// settle keeps how a try ended. What the other side refuses for good (4xx but 408, 425 and 429) is not tried again.
func (e *emitter) settle(ctx context.Context, ev outgoingEvent, status int, contact string) error {
	tries, now := ev.Tries+1, e.s.cfg.Clock()
	again := status == 0 || status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooEarly || status == http.StatusTooManyRequests
	next := now.Add(min(eventFirst<<min(tries-1, 20), eventMost))
	return e.s.db.write(ctx, func(tx Querier) error {
		var ended any
		if !again || tries >= eventTries {
			ended = now.UnixMilli()
		}
		_, err := tx.ExecContext(ctx, `update outgoing_event set tries = $1, status = $2, next_at = $3, ended_at = $4, contact = $5 where id = $6`,
			tries, status, next.UnixMilli(), ended, contact, ev.ID)
		if err != nil {
			return fmt.Errorf("settle event: %w", err)
		}
		return nil
	})
}
