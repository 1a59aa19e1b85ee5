package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"terang"
	"terang/queue"
	"terang/store"
)

// notice is a job's payload: ids only.
type notice struct {
	Endpoint     string           `json:"endpoint"`
	Event        terang.EventKind `json:"event"`
	Conversation string           `json:"conversation"`
	Message      string           `json:"message,omitempty"`
	At           time.Time        `json:"at"`
}

func (n notice) marshal() (json.RawMessage, error) {
	b, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("webhook: notice: %w", err)
	}
	return b, nil
}

// Body is what a subscriber receives. Data tells the present state; Timestamp is when the event happened.
type Body struct {
	Type      terang.EventKind `json:"type"`
	Timestamp time.Time        `json:"timestamp"`
	Data      Data             `json:"data"`
}

// Data is the part of a body that depends on the event.
type Data struct {
	Conversation *ConversationData `json:"conversation,omitempty"`
	Message      *MessageData      `json:"message,omitempty"`
}

// ConversationData is a conversation as subscribers see it.
type ConversationData struct {
	ID        string                    `json:"id"`
	ContactID string                    `json:"contact_id"`
	Channel   string                    `json:"channel"`
	Language  terang.Language           `json:"language"`
	Status    terang.ConversationStatus `json:"status"`
	Holder    terang.Holder             `json:"holder"`
	AgentID   string                    `json:"agent_id,omitempty"`
	Reason    terang.HandOverReason     `json:"reason,omitempty"` // of the last hand-over
	Trust     int                       `json:"trust"`
	Seq       int64                     `json:"seq"`
	CreatedAt time.Time                 `json:"created_at"`
}

// MessageData is a message as subscribers see it.
type MessageData struct {
	ID        string             `json:"id"`
	Seq       int64              `json:"seq"`
	Kind      terang.MessageKind `json:"kind"`
	Direction terang.Direction   `json:"direction"`
	Author    terang.Author      `json:"author"`
	Language  terang.Language    `json:"language"`
	Content   terang.Content     `json:"content"`
	At        time.Time          `json:"at"`
}

// deliver is the queue's handler.
func (s *Service) deliver(ctx context.Context, j queue.Job) error {
	var n notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return fmt.Errorf("webhook: payload: %w: %w", err, queue.ErrDead)
	}
	e, err := s.endpoint(ctx, s.db, j.WorkspaceID, n.Endpoint)
	if terang.KindOf(err) == terang.NotFound || err == nil && !e.DisabledAt.IsZero() {
		return nil // deleted or switched off since: nobody waits for it
	}
	if err != nil {
		return err
	}
	body, err := s.body(ctx, j.WorkspaceID, n)
	if terang.KindOf(err) == terang.NotFound {
		return nil // erased since
	}
	if err != nil {
		return err
	}
	status, callErr := s.call(ctx, e, j.ID, body)
	gone := status == http.StatusGone
	var reload bool
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *store.Tx) (err error) {
		if reload, err = s.record(tx, e, status, callErr == nil, gone); err != nil || callErr != nil {
			return err
		}
		return s.queue.Finish(tx, j)
	})
	if err != nil {
		return fmt.Errorf("webhook: record: %w", err)
	}
	if reload {
		s.opt.Log.Warn("webhook switched off", "webhook", e.ID, "workspace", e.WorkspaceID, "status", status)
		if err := s.reload(ctx, s.db); err != nil {
			return err
		}
	}
	if gone {
		return nil
	}
	return callErr
}

func (s *Service) body(ctx context.Context, workspaceID string, n notice) ([]byte, error) {
	b := Body{Type: n.Event, Timestamp: n.At}
	c, err := store.Conversation(ctx, s.db, workspaceID, n.Conversation)
	if err != nil {
		return nil, err
	}
	b.Data.Conversation = &ConversationData{
		ID: c.ID, ContactID: c.ContactID, Channel: c.Channel, Language: c.Language, Status: c.Status, Holder: c.Holder,
		AgentID: c.AgentID, Trust: c.Trust, Seq: c.Seq, CreatedAt: c.CreatedAt,
	}
	if c.HandOver != nil {
		b.Data.Conversation.Reason = c.HandOver.Reason
	}
	if n.Message != "" {
		m, err := store.MessageByID(ctx, s.db, workspaceID, n.Message)
		if err != nil {
			return nil, err
		}
		b.Data.Message = &MessageData{m.ID, m.Seq, m.Kind, m.Direction, m.Author, m.Language, m.Content, m.At}
	}
	out, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("webhook: body: %w", err)
	}
	return out, nil
}

// Test calls an endpoint at once with a "webhook.test" event and returns the status of its answer, 0 and a
// reason where there was none. It does not count towards switching the endpoint off.
func (s *Service) Test(ctx context.Context, workspaceID, id string) (status int, reason string, err error) {
	e, err := s.endpoint(ctx, s.db, workspaceID, id)
	if err != nil {
		return 0, "", err
	}
	body, err := json.Marshal(Body{Type: testEvent, Timestamp: s.opt.Clock().UTC()})
	if err != nil {
		return 0, "", fmt.Errorf("webhook: test: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.opt.Timeout)
	defer cancel()
	status, callErr := s.call(ctx, e, s.opt.IDs("msg"), body)
	var refused *addressError
	switch {
	case status > 0 || callErr == nil:
		return status, "", nil
	case errors.As(callErr, &refused):
		return 0, "private_address", nil
	case errors.Is(callErr, context.DeadlineExceeded):
		return 0, "timeout", nil
	}
	return 0, "unreachable", nil
}

// call makes one signed call. An answer outside 2xx is an error with its status.
func (s *Service) call(ctx context.Context, e Endpoint, id string, body []byte) (status int, err error) {
	signer, err := standardwebhooks.NewWebhook(e.secret)
	if err != nil {
		return 0, fmt.Errorf("webhook: secret: %w: %w", err, queue.ErrDead)
	}
	now := s.opt.Clock()
	signature, err := signer.Sign(id, now, body)
	if err != nil {
		return 0, fmt.Errorf("webhook: sign: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("webhook: address: %w: %w", err, queue.ErrDead)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Terang-Webhook/1")
	req.Header.Set(standardwebhooks.HeaderWebhookID, id)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	res, err := s.client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("webhook: call: %w", err)
	}
	defer res.Body.Close()
	// Reading what is left lets the connection be used again; more than maxAnswer is not worth it.
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return res.StatusCode, fmt.Errorf("webhook: answered %d", res.StatusCode)
	}
	return res.StatusCode, nil
}

// addressError says that a name resolved to an address that must not be called.
type addressError struct{ addr string }

func (e *addressError) Error() string { return "webhook: " + e.addr + " is not a public address" }

// newClient dials only public addresses. The check stands behind name resolution, on the very address that
// is dialled, so that a name cannot point elsewhere between check and call.
func newClient(opt Options) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if !opt.AllowPrivate {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			ap, err := netip.ParseAddrPort(address)
			if err != nil || !public(ap.Addr()) {
				return &addressError{address}
			}
			return nil
		}
	}
	return &http.Client{
		Timeout:       opt.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, MaxIdleConns: 32, MaxIdleConnsPerHost: 2, MaxConnsPerHost: 4, IdleConnTimeout: time.Minute,
			TLSHandshakeTimeout: 5 * time.Second, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
		},
	}
}

// reserved are ranges that netip has no word for (https://www.iana.org/assignments/iana-ipv4-special-registry,
// https://www.iana.org/assignments/iana-ipv6-special-registry).
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

func public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
