// Package email is the channel of e-mail. Who speaks stands in the name of the sender, in the first line of both the plain
// and the HTML part, in the footer, and for machines in the field AI-Disclosure (draft-abaris-aicdh-01).
//
// The payload is the mail itself (RFC 5322), whole but for the fields that name the recipient and the thread: Send puts
// them before it and changes no byte of the rest. For example
//
//	From: "Toko Terang (asisten AI)" <halo@toko.example>
//	AI-Disclosure: mode=ai-originated
//	X-Terang-Receipt: msg_01KB
//	…
//
// The package never stores, never retries and never answers an automatic mail.
//
// The way in is [New]; [SMTP] carries mails, [Channel.Receive] reads what came, [Quote] quotes a message with its label.
package email

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/textproto"
	"strings"

	"terang"
	"terang/channel"
	"terang/gate"
)

// Name is the channel's word in the store and in receipts.
const Name = "email"

// Limits of one mail.
const (
	maxMore    = 4000 // characters of what is said beside the text
	maxName    = 120  // characters of the sender's name
	maxSubject = 70   // characters
	maxPayload = 512 << 10
	maxThread  = 20 // mails before, that are named
)

// Config is what the channel needs to know. Without Mailer and Addresses it renders and reads, and sends nothing.
type Config struct {
	Address     string // our address, "halo@toko.example"
	Unsubscribe string // where one click ends what the brand starts, "" for a mail to Address
	Secret      string // signs what is brought to Receive: "whsec_…"
	Mailer      Mailer
	Addresses   channel.Addresses
}

// Mailer hands one mail to a server. An answer of the server is a [*textproto.Error].
type Mailer interface {
	Deliver(ctx context.Context, from, to string, mail []byte) error
}

// Channel is e-mail. It is safe for concurrent use.
type Channel struct {
	config Config
	domain string
}

var (
	_ channel.Channel  = (*Channel)(nil)
	_ channel.Receiver = (*Channel)(nil)
	_ gate.Formed      = (*Channel)(nil)
)

// New makes the channel.
func New(config Config) (*Channel, error) {
	a, err := mail.ParseAddress(config.Address)
	if err != nil || a.Name != "" || a.Address != config.Address {
		return nil, fmt.Errorf("email: new: %q is not the address of a mailbox", config.Address)
	}
	if u := config.Unsubscribe; u != "" && (!strings.HasPrefix(u, "https://") || strings.ContainsAny(u, "<> \r\n")) {
		return nil, fmt.Errorf("email: new: %q is no https address; one click must end it (RFC 8058)", u)
	}
	return &Channel{config: config, domain: config.Address[strings.LastIndex(config.Address, "@")+1:]}, nil
}

// Name implements [channel.Channel].
func (*Channel) Name() string { return Name }

// Form implements [gate.Formed].
func (*Channel) Form() gate.Form { return gate.Form{Family: gate.Email} }

// Limits implements [channel.Channel].
func (*Channel) Limits() channel.Limits {
	return channel.Limits{MaxText: terang.MaxText, MaxPayload: maxPayload, Cards: true}
}

// Send implements [channel.Channel].
func (c *Channel) Send(ctx context.Context, cleared gate.Cleared) (channel.Result, error) {
	if cleared.IsZero() {
		return channel.Result{}, channel.ErrNotCleared
	}
	if c.config.Mailer == nil || c.config.Addresses == nil {
		return channel.Result{}, channel.ErrNotConnected
	}
	if err := ctx.Err(); err != nil {
		return channel.Result{}, &channel.SendError{Class: channel.Temporary, Code: "cancelled", Err: err}
	}
	m := cleared.Message()
	to, err := channel.Line{Addresses: c.config.Addresses}.Find(ctx, m)
	if err != nil {
		return channel.Result{}, err
	}
	head, err := addressed(to)
	if err != nil {
		return channel.Result{}, &channel.SendError{Class: channel.Permanent, Code: "recipient_unknown", Err: err}
	}
	if err := c.config.Mailer.Deliver(ctx, c.config.Address, to.To, append([]byte(head), m.Payload...)); err != nil {
		return channel.Result{}, classed(err)
	}
	return channel.Result{State: terang.Accepted, ExternalID: c.messageID(m.ID, m.Seq)}, nil
}

// addressed returns the fields that name the recipient and the thread.
func addressed(to channel.Address) (string, error) {
	a, err := mail.ParseAddress(to.To)
	if err != nil || a.Name != "" || a.Address != to.To {
		return "", errors.New("email: send: not the address of a mailbox")
	}
	head := "To: " + a.String() + "\r\n"
	var ids []string
	for _, id := range to.Thread {
		if len(id) > 2 && len(id) <= 250 && id[0] == '<' && id[len(id)-1] == '>' && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return head, nil
	}
	ids = ids[max(0, len(ids)-maxThread):]
	return head + "In-Reply-To: " + ids[len(ids)-1] + "\r\nReferences: " + strings.Join(ids, "\r\n ") + "\r\n", nil
}

// classed classes an error of a mailer by the first digit of the server's answer (RFC 5321 section 4.2.1).
func classed(err error) error {
	var said *textproto.Error
	var op *net.OpError
	var dns *net.DNSError
	e := &channel.SendError{Class: channel.Uncertain, Code: "no_answer", Err: err}
	switch {
	case errors.As(err, &said):
		e.Err = fmt.Errorf("smtp answer %d", said.Code) // its words may hold the address
		switch {
		case said.Code == 421 || said.Code == 450 || said.Code == 451 || said.Code == 452:
			e.Class, e.Code = channel.Temporary, "rate_limited"
		case said.Code >= 400 && said.Code < 500:
			e.Class, e.Code = channel.Temporary, "provider_unavailable"
		case said.Code == 530 || said.Code == 535:
			e.Class, e.Code = channel.Temporary, "unauthorized"
		case said.Code == 550 || said.Code == 551 || said.Code == 553:
			e.Class, e.Code = channel.Permanent, "recipient_unknown"
		default:
			e.Class, e.Code = channel.Permanent, "refused"
		}
	case errors.As(err, &dns), errors.As(err, &op) && op.Op == "dial", errors.Is(err, errBefore):
		e.Class, e.Code = channel.Temporary, "unreachable"
	}
	return e
}

// errBefore marks what went wrong before the server had the mail.
var errBefore = errors.New("before the mail was handed over")

// before marks an error that says nothing itself.
func before(err error) error {
	var said *textproto.Error
	if err == nil || errors.As(err, &said) {
		return err
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return fmt.Errorf("email: smtp: %w: %w", errBefore, err)
}
