package backend

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// smsCode is the kind of message that carries a one-time code; a brand's other messages have kinds of their own.
const smsCode = "one_time_code"

// codeTexts carry a code to a phone, by language: the brand, the code, the brand.
var codeTexts = map[string]string{
	"id": "%s: kode Anda %s, berlaku 5 menit. Ketik hanya di obrolan %s. Petugas kami tidak pernah meneleponi Anda untuk memintanya.",
	"en": "%s: your code is %s, valid for 5 minutes. Type it only in the %s chat. Our staff never call to ask for it.",
}

const (
	maxMessages    = 100 // in one answer
	maxStreams     = 64
	streamPing     = 25 * time.Second
	streamDeadline = 10 * time.Second // for one write to a slow reader
)

// SendSMS puts a message on the customer's make-believe phone, in the customer's language; it is there once the
// transaction is committed. texts are by language, "id" at least.
func (c *Call) SendSMS(to Customer, kind string, texts map[string]string) error {
	text, ok := texts[to.Language]
	if !ok {
		text = texts["id"]
	}
	_, err := c.DB.ExecContext(c.Ctx, `insert into outgoing_sms (customer_id, phone, kind, text, at) values ($1, $2, $3, $4, $5)`,
		to.ID, to.Phone, kind, text, c.Now.UnixMilli())
	if err != nil {
		return fmt.Errorf("send sms: %w", err)
	}
	c.phones = append(c.phones, to.ID)
	return nil
}

func (s *Server) sendCode(c *Call, to Customer, code string) error {
	texts := make(map[string]string, len(codeTexts))
	for language, text := range codeTexts {
		texts[language] = fmt.Sprintf(text, s.system.Title, code, s.system.Title)
	}
	return c.SendSMS(to, smsCode, texts)
}

// phoneMessage is one message on a phone.
//
//	{"id":7,"kind":"one_time_code","from":"TOKOTERANG","to":"+6281200004321","text":"Toko Terang: kode Anda …","at":"2026-11-21T03:21:23Z"}
type phoneMessage struct {
	ID   int64     `json:"id"`
	Kind string    `json:"kind"`
	From string    `json:"from"`
	To   string    `json:"to"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

type phoneMessages struct {
	Items []phoneMessage `json:"items"` // oldest first
	Next  int64          `json:"next"`  // the since of the next question
}

// messagesAfter returns what came after id; with since < 0 the last ones.
func (s *Server) messagesAfter(c *Call, customer string, since int64) (phoneMessages, error) {
	query := `select id, kind, phone, text, at from outgoing_sms where customer_id = $1 and id > $2 order by id limit $3`
	if since < 0 {
		query = `select id, kind, phone, text, at from (select id, kind, phone, text, at from outgoing_sms
			where customer_id = $1 and id > $2 order by id desc limit $3) order by id`
	}
	out := phoneMessages{Items: []phoneMessage{}, Next: max(since, 0)}
	rows, err := c.DB.QueryContext(c.Ctx, query, customer, since, maxMessages)
	if err != nil {
		return out, fmt.Errorf("phone messages: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		m := phoneMessage{From: s.system.Sender}
		var at int64
		if err := rows.Scan(&m.ID, &m.Kind, &m.To, &m.Text, &at); err != nil {
			return out, fmt.Errorf("phone messages: %w", err)
		}
		m.At = Instant(at)
		out.Items = append(out.Items, m)
		out.Next = m.ID
	}
	if err := rows.Err(); err != nil {
		return out, fmt.Errorf("phone messages: %w", err)
	}
	return out, nil
}

func (s *Server) getPhoneMessages(c *Call) (Answer, error) {
	since := int64(-1)
	if text := c.Request.URL.Query().Get("since"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return Invalid("since"), nil
		}
		since = n
	}
	out, err := s.messagesAfter(c, c.Param("customer_id"), since)
	if err != nil {
		return Answer{}, err
	}
	return OK(out), nil
}

// phones wakes the live streams of a phone.
type phones struct {
	mu      sync.Mutex
	streams map[string]map[chan struct{}]bool
	count   int
}

// listen registers a stream; ok is false when there are too many.
func (p *phones) listen(customer string) (bell chan struct{}, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.count >= maxStreams {
		return nil, false
	}
	if p.streams == nil {
		p.streams = map[string]map[chan struct{}]bool{}
	}
	if p.streams[customer] == nil {
		p.streams[customer] = map[chan struct{}]bool{}
	}
	bell = make(chan struct{}, 1)
	p.streams[customer][bell] = true
	p.count++
	return bell, true
}

func (p *phones) leave(customer string, bell chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.streams[customer], bell)
	if len(p.streams[customer]) == 0 {
		delete(p.streams, customer)
	}
	p.count--
}

// ring says that there is something new; a stream that has not looked yet needs no second bell.
func (p *phones) ring(customer string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for bell := range p.streams[customer] {
		select {
		case bell <- struct{}{}:
		default:
		}
	}
}

// getPhoneStream pushes messages as server-sent events: id is the message's id, event is "message", data the
// message. Last-Event-ID or ?since= says what the page has; without either only new ones come.
func (s *Server) getPhoneStream(w http.ResponseWriter, r *http.Request) {
	customer := r.PathValue("customer_id")
	bell, ok := s.phones.listen(customer)
	if !ok {
		s.system.writeProblem(w, "too_many_streams")
		return
	}
	defer s.phones.leave(customer, bell)
	c := s.call(r)
	since, err := s.streamStart(c, customer)
	if err != nil {
		s.system.writeProblem(w, "invalid")
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	rc := http.NewResponseController(w)
	ping := time.NewTicker(streamPing)
	defer ping.Stop()
	for {
		got, err := s.messagesAfter(c, customer, since)
		if err != nil {
			return
		}
		since = got.Next
		_ = rc.SetWriteDeadline(time.Now().Add(streamDeadline)) // real time; not every writer has deadlines
		for _, m := range got.Items {
			e, err := s.system.encode(OK(m))
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "id: %d\nevent: message\ndata: %s\n\n", m.ID, strings.TrimSpace(string(e.body))); err != nil {
				return
			}
		}
		if len(got.Items) == 0 {
			if _, err := fmt.Fprint(w, ": ping\n\n"); err != nil {
				return
			}
		}
		if rc.Flush() != nil {
			return
		}
		_ = rc.SetWriteDeadline(time.Time{}) // none while nothing is written
		if len(got.Items) == maxMessages {
			continue // there may be more
		}
		select {
		case <-bell:
		case <-ping.C:
		case <-r.Context().Done():
			return
		case <-s.done:
			return
		}
	}
}

func (s *Server) streamStart(c *Call, customer string) (int64, error) {
	text := c.Request.Header.Get("Last-Event-ID")
	if text == "" {
		text = c.Request.URL.Query().Get("since")
	}
	if text != "" {
		n, err := strconv.ParseUint(text, 10, 63)
		return int64(n), err
	}
	got, err := s.messagesAfter(c, customer, -1)
	return got.Next, err
}
