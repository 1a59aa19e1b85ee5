package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"terang"
	"terang/conform"
)

// Limits of the suite's client.
const (
	conformPage   = 100
	conformLeaves = 500
	conformWait   = 20 * time.Second // for an answer, beyond which the case is broken
	conformLook   = 2 * time.Millisecond
)

// conformClient speaks to a running server by its public HTTP API, as browsers and consoles do.
type conformClient struct {
	base  string
	http  http.Client
	token string // a program's

	mu      sync.Mutex
	brands  map[string]string // brand → widget key
	agents  map[string]*conformAgent
	threads map[conform.Thread]*conformThread
	count   int
}

// conformAgent is a signed-in person.
type conformAgent struct {
	email, password string
	cookie          string
	leave           context.CancelFunc // closes the console that is open
}

// conformThread is one contact's browser.
type conformThread struct {
	token, conversation, key string
	lose                     int // how often the stream breaks off
}

// refusedCall is an answer that is no success.
type refusedCall struct {
	status int
	body   string
}

// Error implements error.
func (e *refusedCall) Error() string { return fmt.Sprintf("%d: %s", e.status, e.body) }

// call makes one request; auth sets its credentials.
func (c *conformClient) call(ctx context.Context, method, path string, body, out any, auth func(h http.Header)) error {
	var send io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		send = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, send)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if auth != nil {
		auth(r.Header)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %w", method, path, &refusedCall{res.StatusCode, string(b)})
	}
	switch out := out.(type) {
	case nil:
	case *[]byte:
		*out = b
	case *http.Header:
		*out = res.Header
	default:
		return json.Unmarshal(b, out)
	}
	return nil
}

func bearerAuth(token string) func(http.Header) {
	return func(h http.Header) { h.Set("Authorization", "Bearer "+token) }
}

func (c *conformClient) thread(t conform.Thread) (*conformThread, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if th := c.threads[t]; th != nil {
		return th, nil
	}
	return nil, fmt.Errorf("no thread %q", t)
}

func (c *conformClient) next(prefix string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	return prefix + strconv.Itoa(c.count)
}

// New implements conform.Contacts.
func (c *conformClient) New(ctx context.Context, who conform.Contact) (conform.Thread, error) {
	switch {
	case who.Channel != "web":
		return "", conform.NotSupported("channel absent: " + who.Channel)
	case who.Minor:
		return "", conform.NotSupported("a web contact's age is not known")
	case who.Country != "":
		return "", conform.NotSupported("a web contact's country is not known")
	}
	brand := who.Brand
	if brand == "" {
		brand = conformBrand
	}
	key := c.brands[brand]
	var s struct {
		Token          string `json:"token"`
		ConversationID string `json:"conversation_id"`
	}
	if err := c.call(ctx, http.MethodPost, "/api/v1/chat/sessions", map[string]string{"key": key, "language": string(who.Language)}, &s, nil); err != nil {
		return "", err
	}
	t := conform.Thread(s.ConversationID)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.threads[t] = &conformThread{token: s.Token, conversation: s.ConversationID, key: key}
	return t, nil
}

// Say implements conform.Contacts.
func (c *conformClient) Say(ctx context.Context, t conform.Thread, words string) error {
	th, err := c.thread(t)
	if err != nil {
		return err
	}
	var sent struct {
		Message struct{ Seq int64 } `json:"message"`
	}
	body := map[string]string{"client_id": c.next("c"), "text": words}
	if err := c.call(ctx, http.MethodPost, "/api/v1/chat/messages", body, &sent, bearerAuth(th.token)); err != nil {
		return err
	}
	return c.handled(ctx, th, sent.Message.Seq)
}

// handled waits until the other side has dealt with the message at a position.
func (c *conformClient) handled(ctx context.Context, th *conformThread, seq int64) error {
	ctx, cancel := context.WithTimeout(ctx, conformWait)
	defer cancel()
	for {
		var s struct{ Handled int64 }
		if err := c.call(ctx, http.MethodGet, "/api/v1/chat/messages?limit=1&since="+strconv.FormatInt(seq, 10), nil, &s, bearerAuth(th.token)); err != nil {
			return err
		}
		if s.Handled >= seq {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("message %d was not handled: %w", seq, ctx.Err())
		case <-time.After(conformLook):
		}
	}
}

// AskPerson implements conform.Contacts.
func (c *conformClient) AskPerson(ctx context.Context, t conform.Thread) error {
	th, err := c.thread(t)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, "/api/v1/chat/person", nil, nil, bearerAuth(th.token))
}

// Seen implements conform.Contacts.
func (c *conformClient) Seen(ctx context.Context, t conform.Thread) ([]conform.Payload, error) {
	th, err := c.thread(t)
	if err != nil {
		return nil, err
	}
	var out []conform.Payload
	for since := int64(0); ; {
		var page struct{ Messages []json.RawMessage }
		path := fmt.Sprintf("/api/v1/chat/messages?since=%d&limit=%d", since, conformPage)
		if err := c.call(ctx, http.MethodGet, path, nil, &page, bearerAuth(th.token)); err != nil {
			return nil, err
		}
		for _, m := range page.Messages {
			var head struct {
				ID        string           `json:"id"`
				Seq       int64            `json:"seq"`
				Direction terang.Direction `json:"direction"`
				At        time.Time        `json:"at"`
			}
			if err := json.Unmarshal(m, &head); err != nil {
				return nil, err
			}
			out = append(out, conform.Payload{Channel: "web", MessageID: head.ID, Direction: head.Direction, Bytes: withoutReceipt(m), At: head.At})
			since = head.Seq
		}
		if len(page.Messages) < conformPage {
			return out, nil
		}
	}
}

// withoutReceipt takes off what stands beside the payload: the state of its receipt, always last.
func withoutReceipt(m []byte) []byte {
	if at := bytes.LastIndex(m, []byte(`,"receipt":{`)); at > 0 {
		return append(bytes.Clone(m[:at]), '}')
	}
	return m
}

// Sent implements conform.Egress.
func (c *conformClient) Sent(ctx context.Context, t conform.Thread) ([]conform.Payload, error) {
	th, err := c.thread(t)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	lose := th.lose
	c.mu.Unlock()
	var all []conform.Payload
	if lose > 0 {
		all, err = c.broken(ctx, th, lose)
	} else {
		all, err = c.Seen(ctx, t)
	}
	out := all[:0]
	for _, p := range all {
		if p.Direction == terang.Out {
			out = append(out, p)
		}
	}
	return out, err
}

// Page implements conform.Contacts.
func (c *conformClient) Page(ctx context.Context, t conform.Thread) ([]byte, error) {
	th, err := c.thread(t)
	if err != nil {
		return nil, err
	}
	var page []byte
	err = c.call(ctx, http.MethodGet, "/c/"+url.PathEscape(th.key), nil, &page, func(h http.Header) { h.Set("Cookie", "terang_contact="+th.token) })
	return page, err
}

// Receipt implements conform.Receipts.
func (c *conformClient) Receipt(ctx context.Context, t conform.Thread, messageID string) ([]byte, error) {
	th, err := c.thread(t)
	if err != nil {
		return nil, err
	}
	var file []byte
	err = c.call(ctx, http.MethodGet, "/api/v1/chat/receipts/"+url.PathEscape(messageID), nil, &file, bearerAuth(th.token))
	return file, err
}

// Transcript implements conform.Transcripts: the file that the contact is given.
func (c *conformClient) Transcript(ctx context.Context, t conform.Thread, format string) ([]byte, error) {
	th, err := c.thread(t)
	if err != nil {
		return nil, err
	}
	var file []byte
	err = c.call(ctx, http.MethodGet, "/api/v1/chat/transcript?format="+url.QueryEscape(format), nil, &file, bearerAuth(th.token))
	return file, err
}

// Export implements conform.Transcripts.
func (c *conformClient) Export(ctx context.Context, t conform.Thread) ([]byte, error) {
	th, err := c.thread(t)
	if err != nil {
		return nil, err
	}
	var conv struct{ Contact struct{ ID string } }
	if err := c.call(ctx, http.MethodGet, "/api/v1/conversations/"+url.PathEscape(th.conversation), nil, &conv, bearerAuth(c.token)); err != nil {
		return nil, err
	}
	var file []byte
	err = c.call(ctx, http.MethodGet, "/api/v1/contacts/"+url.PathEscape(conv.Contact.ID)+"/export", nil, &file, bearerAuth(c.token))
	return file, err
}

func (c *conformClient) keyOf(brand string) string {
	if brand == "" {
		brand = conformBrand
	}
	return c.brands[brand]
}

// Key implements conform.Log.
func (c *conformClient) Key(ctx context.Context, brand string) (string, error) {
	var l struct{ Key string }
	err := c.call(ctx, http.MethodGet, "/api/v1/log/leaves?limit=1&key="+c.keyOf(brand), nil, &l, nil)
	return l.Key, err
}

// Checkpoint implements conform.Log.
func (c *conformClient) Checkpoint(ctx context.Context, brand string) ([]byte, error) {
	var b []byte
	err := c.call(ctx, http.MethodGet, "/api/v1/log/checkpoint?key="+c.keyOf(brand), nil, &b, nil)
	return b, err
}

// Entries implements conform.Log.
func (c *conformClient) Entries(ctx context.Context, brand string) ([][]byte, error) {
	var out [][]byte
	for {
		var l struct {
			Leaves []struct{ Statement json.RawMessage }
		}
		path := fmt.Sprintf("/api/v1/log/leaves?key=%s&since=%d&limit=%d", c.keyOf(brand), len(out), conformLeaves)
		if err := c.call(ctx, http.MethodGet, path, nil, &l, nil); err != nil {
			return nil, err
		}
		for _, leaf := range l.Leaves {
			out = append(out, leaf.Statement)
		}
		if len(l.Leaves) < conformLeaves {
			return out, nil
		}
	}
}

// arrive signs the agents in and opens their consoles.
func (c *conformClient) arrive(ctx context.Context) error {
	for name := range c.agents {
		if err := c.Presence(ctx, name, true); err != nil {
			return err
		}
	}
	return nil
}

// leave closes the consoles.
func (c *conformClient) leave() {
	for _, a := range c.agents {
		if a.leave != nil {
			a.leave()
		}
	}
	c.http.CloseIdleConnections()
}

// as makes a call as an agent, who signs in anew where the login has ended.
func (c *conformClient) as(ctx context.Context, name, method, path string, body any) error {
	c.mu.Lock()
	a := c.agents[name]
	if a == nil {
		c.mu.Unlock()
		return fmt.Errorf("no agent %q", name)
	}
	cookie := a.cookie
	c.mu.Unlock()
	err := c.call(ctx, method, "/api/v1"+path, body, nil, func(h http.Header) { h.Set("Cookie", cookie) })
	var refused *refusedCall
	if !errors.As(err, &refused) || refused.status != http.StatusUnauthorized {
		return err
	}
	var header http.Header
	if err := c.call(ctx, http.MethodPost, "/api/v1/login", map[string]string{"email": a.email, "password": a.password}, &header, nil); err != nil {
		return err
	}
	cookie, _, _ = strings.Cut(header.Get("Set-Cookie"), ";")
	c.mu.Lock()
	a.cookie = cookie
	c.mu.Unlock()
	return c.call(ctx, method, "/api/v1"+path, body, nil, func(h http.Header) { h.Set("Cookie", cookie) })
}

// Presence implements conform.Desk: who is online has a console open.
func (c *conformClient) Presence(ctx context.Context, agent string, online bool) error {
	presence := "away"
	if online {
		presence = "online"
	}
	if err := c.as(ctx, agent, http.MethodPut, "/me/presence", map[string]string{"presence": presence}); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.agents[agent]
	if a.leave != nil {
		a.leave()
		a.leave = nil
	}
	if !online {
		return nil
	}
	open, leave := context.WithCancel(context.WithoutCancel(ctx))
	r, err := http.NewRequestWithContext(open, http.MethodGet, c.base+"/api/v1/stream", nil)
	if err != nil {
		leave()
		return err
	}
	r.Header.Set("Cookie", a.cookie)
	res, err := c.http.Do(r)
	if err != nil {
		leave()
		return err
	}
	a.leave = func() {
		leave()
		_ = res.Body.Close()
	}
	return nil
}

// TakeOver implements conform.Desk.
func (c *conformClient) TakeOver(ctx context.Context, agent string, t conform.Thread) error {
	return c.as(ctx, agent, http.MethodPost, "/conversations/"+string(t)+"/claim", nil)
}

// HandBack implements conform.Desk.
func (c *conformClient) HandBack(ctx context.Context, agent string, t conform.Thread) error {
	return c.as(ctx, agent, http.MethodPost, "/conversations/"+string(t)+"/hand-back", map[string]string{})
}

// Release implements conform.Desk.
func (c *conformClient) Release(ctx context.Context, agent string, t conform.Thread) error {
	return c.as(ctx, agent, http.MethodPost, "/conversations/"+string(t)+"/release", nil)
}

// Reply implements conform.Desk.
func (c *conformClient) Reply(ctx context.Context, agent string, t conform.Thread, words string) error {
	return c.as(ctx, agent, http.MethodPost, "/conversations/"+string(t)+"/messages", map[string]any{"client_id": c.next("a"), "text": words, "now": true})
}

// Note implements conform.Desk.
func (c *conformClient) Note(ctx context.Context, agent string, t conform.Thread, words string) error {
	return c.as(ctx, agent, http.MethodPost, "/conversations/"+string(t)+"/notes", map[string]string{"client_id": c.next("n"), "text": words})
}

// SendAs implements conform.Outsider.
func (c *conformClient) SendAs(ctx context.Context, t conform.Thread, kind terang.AuthorKind, words string) error {
	body := map[string]any{"client_id": c.next("t"), "text": words, "author": map[string]string{"kind": string(kind), "name": "Rina"}}
	return c.call(ctx, http.MethodPost, "/api/v1/conversations/"+string(t)+"/messages", body, nil, bearerAuth(c.token))
}

// Suggest implements conform.Drafts: a model's program offers a draft, as any may.
func (c *conformClient) Suggest(ctx context.Context, _ string, t conform.Thread) (conform.Draft, error) {
	const words = "Paket Anda sedang dibawa kurir dan diperkirakan tiba besok sore sebelum pukul lima."
	return c.offer(ctx, t, words, "")
}

func (c *conformClient) offer(ctx context.Context, t conform.Thread, words, mends string) (conform.Draft, error) {
	var made struct {
		Message struct{ ID string } `json:"message"`
	}
	body := map[string]string{"client_id": c.next("d"), "text": words, "model": "llm@1"}
	if mends != "" {
		body["mends"] = mends
	}
	err := c.call(ctx, http.MethodPost, "/api/v1/conversations/"+string(t)+"/drafts", body, &made, bearerAuth(c.token))
	return conform.Draft{ID: made.Message.ID, Text: words}, err
}

// Send implements conform.Drafts.
func (c *conformClient) Send(ctx context.Context, agent string, t conform.Thread, draftID, words string) error {
	return c.as(ctx, agent, http.MethodPost, "/conversations/"+string(t)+"/messages", map[string]any{"client_id": c.next("a"), "text": words, "draft_id": draftID, "now": true})
}

// Correct implements conform.Drafts.
func (c *conformClient) Correct(context.Context, string, conform.Thread, string) error {
	return conform.NotSupported("nothing mends an agent's grammar")
}

// AutoSend implements conform.Drafts.
func (c *conformClient) AutoSend(context.Context, string, conform.Thread) error {
	return conform.NotSupported("no timer sends drafts")
}
