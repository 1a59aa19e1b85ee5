package channel

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/gate"
)

// Address is where a conversation's contact is reached on a channel.
type Address struct {
	To string // phone number, chat id, mail address, push endpoint
	// Thread holds the ids of the mails before, the oldest first: e-mail only.
	Thread []string
	// PublicKey and Auth are the keys of a browser's subscription: push only.
	PublicKey, Auth []byte
}

// Addresses looks an address up at the moment of sending. An unknown contact is a [*SendError].
type Addresses interface {
	Address(ctx context.Context, workspaceID, conversationID string) (Address, error)
}

// Line is a channel's connection to a provider that is called over HTTP. The zero Line is connected to nobody.
type Line struct {
	Base      string            // "https://graph.facebook.com/v20.0"; a test gives its own
	Transport http.RoundTripper // nil: not connected
	Addresses Addresses
	// Path changes where a call goes, nil for not at all.
	Path func(string) string
	// Sign adds what the provider wants to see of us: a token.
	Sign func(*http.Request)
	// Refused reads a provider's own words about a request that it refused; nil reads the status alone.
	Refused func(status int, body []byte) *SendError
	// Taken reads the provider's id out of its answer to a request that it accepted, "" if it gave none.
	Taken func(body []byte) string
}

// Limits of a call.
const (
	maxAnswer  = 64 << 10
	maxWait    = 15 * time.Second
	maxRespite = 24 * time.Hour
)

// Recipient stands in the path of a call for the address that is known when it is sent.
const Recipient = "{to}"

// ErrNotConnected is what Send answers where a channel was given no transport or no addresses.
var ErrNotConnected = &SendError{Class: Permanent, Code: "not_connected"}

// Carry sends the calls of a cleared message one after the other; address puts the contact's address before a body. A
// unit goes only when the one before was accepted: what the first unit discloses is never missing before the second.
func (l Line) Carry(ctx context.Context, cleared gate.Cleared, limit int, address func(Address, Call) ([]byte, error)) (Result, error) {
	if cleared.IsZero() {
		return Result{}, ErrNotCleared
	}
	if l.Transport == nil || l.Addresses == nil {
		return Result{}, ErrNotConnected
	}
	m := cleared.Message()
	p, err := ReadParcel(m.Payload, limit)
	if err != nil {
		return Result{}, &SendError{Class: Permanent, Code: "payload_invalid", Err: err}
	}
	to, err := l.Find(ctx, m)
	if err != nil {
		return Result{}, err
	}
	var out Result
	for i, call := range p.Calls {
		body, err := address(to, call)
		if err != nil {
			return out, &SendError{Class: Permanent, Code: "recipient_unknown", Err: err}
		}
		path := call.Path
		if l.Path != nil {
			path = l.Path(path)
		}
		id, err := l.Post(ctx, strings.ReplaceAll(path, Recipient, url.PathEscape(to.To)), call.Type, body)
		if err != nil {
			return out, partly(i, err)
		}
		out.State = terang.Accepted
		if out.ExternalID == "" {
			out.ExternalID = id
		}
	}
	return out, nil
}

// Find looks up where a message goes. Errors are [*SendError]: nothing was sent yet.
func (l Line) Find(ctx context.Context, m terang.Message) (Address, error) {
	to, err := l.Addresses.Address(ctx, m.WorkspaceID, m.ConversationID)
	var e *SendError
	if err != nil && !errors.As(err, &e) {
		err = &SendError{Class: Temporary, Code: "address_unavailable", Err: err}
	}
	return to, err
}

// partly classes an error after some units were accepted: to repeat the message would say them twice.
func partly(sent int, err error) error {
	if sent == 0 {
		return err
	}
	return &SendError{Class: Uncertain, Code: "partly_sent", Err: err}
}

// Post makes one call and returns the provider's id. Errors are [*SendError].
func (l Line) Post(ctx context.Context, path, kind string, body []byte) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &SendError{Class: Temporary, Code: "cancelled", Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, maxWait)
	defer cancel()
	where := l.Base
	if path != "" {
		where = strings.TrimRight(l.Base, "/") + "/" + path
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, where, strings.NewReader(string(body)))
	if err != nil {
		return "", &SendError{Class: Permanent, Code: "address_invalid", Err: errors.New("the provider's address is no URL")}
	}
	req.Header.Set("Content-Type", kind)
	if l.Sign != nil {
		l.Sign(req)
	}
	resp, err := l.Transport.RoundTrip(req)
	if err != nil {
		return "", unreached(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		if err == nil && l.Taken != nil {
			return l.Taken(answer), nil
		}
		return "", nil // it said yes; how it went on does not matter
	}
	return "", l.refusal(resp, answer)
}

// unreached classes an error without an answer: only what never connected was surely not delivered.
func unreached(err error) error {
	var op *net.OpError
	var dns *net.DNSError
	if errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" {
		return &SendError{Class: Temporary, Code: "unreachable", Err: err}
	}
	return &SendError{Class: Uncertain, Code: "no_answer", Err: err}
}

// refusal classes an answer that is no success, by the provider's words first, then by its status.
func (l Line) refusal(resp *http.Response, body []byte) error {
	var e *SendError
	if l.Refused != nil {
		e = l.Refused(resp.StatusCode, body)
	}
	if e == nil {
		e = byStatus(resp.StatusCode)
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = respite(resp.Header)
	}
	e.RetryAfter = min(max(e.RetryAfter, 0), maxRespite)
	if e.Err == nil {
		e.Err = fmt.Errorf("status %d", resp.StatusCode)
	}
	return e
}

func byStatus(status int) *SendError {
	switch {
	case status == http.StatusTooManyRequests:
		return &SendError{Class: Temporary, Code: "rate_limited"}
	case status == http.StatusServiceUnavailable:
		return &SendError{Class: Temporary, Code: "provider_unavailable"}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return &SendError{Class: Temporary, Code: "unauthorized"} // until somebody mends the token
	case status == http.StatusNotFound || status == http.StatusGone:
		return &SendError{Class: Permanent, Code: "recipient_unknown"}
	case status >= 500:
		return &SendError{Class: Uncertain, Code: "provider_failed"}
	}
	return &SendError{Class: Permanent, Code: "refused"}
}

// respite reads Retry-After (RFC 9110 section 10.2.3): seconds, or a time, which is taken by the provider's own clock.
func respite(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if n, err := strconv.Atoi(value); err == nil && n >= 0 && n <= int(maxRespite/time.Second) {
		return time.Duration(n) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return at.Sub(now)
}

// Before puts members before those of a JSON object, whose own bytes stay as they are: head is `"to":"62811"`.
func Before(head, object string) ([]byte, error) {
	if !strings.HasPrefix(object, "{") || strings.HasPrefix(object, "{}") {
		return nil, errors.New("channel: send: the body is no object")
	}
	return []byte("{" + head + "," + object[1:]), nil
}

// Digits returns the digits of a phone number in international form: "+62 811-22" is "6281122".
func Digits(number string) (string, error) {
	digits := make([]byte, 0, len(number))
	for i, r := range number {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r == ' ' || r == '-' || r == '+' && i == 0:
		default:
			return "", errors.New("channel: send: not a phone number")
		}
	}
	if len(digits) < 7 || len(digits) > 15 || digits[0] == '0' { // ITU-T E.164 section 6
		return "", errors.New("channel: send: not a phone number in international form")
	}
	return string(digits), nil
}
