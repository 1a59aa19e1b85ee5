// Package sms is the channel of short messages. Every part of a message begins with the author's label, so that none
// stands for a person's words wherever the parts are torn apart, and the disclosure is whole in the first part.
//
// The payload is a [channel.Parcel] with one call per part: the form of Twilio's Messages resource, but for the two
// numbers that Send puts before it, for example
//
//	Body=AI%3A+Ini+asisten+AI+Toko+Terang%2C+bukan+manusia.…&SmartEncoded=false
//
// or, for an SMPP gateway, {"coding":0,"udh":"050003070201","text":"AI: …"}. The package never stores, never retries, and
// never changes letters to make them fit.
//
// The way in is [New]; [Split] is the cutting alone, [Channel.Receive] reads the provider's web hook.
package sms

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/channel/twilio"
	"terang/gate"
)

// Name is the channel's word in the store and in receipts.
const Name = "sms"

// Limits of one message.
const (
	maxText    = 1000
	maxMore    = 300 // characters of what is said beside the text
	maxParts   = 32
	maxPayload = 64 << 10
)

// Config is what the channel needs to know. Without Transport and Addresses it renders and reads, and sends nothing.
type Config struct {
	Account  string // the provider's account
	Token    string // of the account; signs the web hooks too
	From     string // our number, "+6221…"
	Callback string // where the provider tells how far a message came, "" for nowhere
	// Joined makes the parts one message by a header of concatenation, in the calls of an SMPP gateway; else each part is
	// a message of its own in a form.
	Joined    bool
	Base      string // "" is the provider's API
	Transport http.RoundTripper
	Addresses channel.Addresses
}

// Channel is SMS. It is safe for concurrent use.
type Channel struct {
	config Config
	line   channel.Line
}

var (
	_ channel.Channel  = (*Channel)(nil)
	_ channel.Receiver = (*Channel)(nil)
	_ gate.Formed      = (*Channel)(nil)
)

// New makes the channel.
func New(config Config) *Channel {
	if config.Base == "" {
		config.Base = twilio.Base
	}
	c := &Channel{config: config}
	c.line = channel.Line{
		Base: strings.TrimRight(config.Base, "/") + "/Accounts/" + url.PathEscape(config.Account), Transport: config.Transport, Addresses: config.Addresses,
		Refused: twilio.Refused, Taken: twilio.Taken, Sign: func(r *http.Request) { r.SetBasicAuth(config.Account, config.Token) },
	}
	return c
}

// Name implements [channel.Channel].
func (*Channel) Name() string { return Name }

// Form implements [gate.Formed].
func (*Channel) Form() gate.Form { return gate.Form{Family: gate.SMS} }

// Limits implements [channel.Channel].
func (*Channel) Limits() channel.Limits {
	return channel.Limits{MaxText: maxText, MaxPayload: maxPayload}
}

// The calls of the two kinds of provider.
const (
	formPath, formType = "Messages.json", "application/x-www-form-urlencoded"
	partPath, partType = "parts", "application/json"
)

// short is one part for an SMPP gateway.
type short struct {
	Coding Coding `json:"coding"`
	Header string `json:"udh,omitempty"`
	Text   string `json:"text"`
}

// Render implements [gate.Renderer].
func (c *Channel) Render(u gate.Utterance) ([]byte, error) {
	if utf8.RuneCountInString(u.Message.Content.Text) > maxText {
		return nil, channel.ErrLimit
	}
	w := channel.WordsOf(u, 0).Trim(maxMore)
	parts := Split(w.Prefix(), w.Body(), len(w.Told), c.config.Joined, byte(u.Message.Seq))
	if len(parts) == 0 {
		return nil, channel.ErrLimit
	}
	p := channel.NewParcel(u, w)
	for _, part := range parts {
		call := channel.Call{Path: formPath, Type: formType, Body: c.form(part, u.Message.ID)}
		if c.config.Joined {
			body, err := channel.Exact(short{part.Coding, part.header(), part.Text})
			if err != nil {
				return nil, err
			}
			call = channel.Call{Path: partPath, Type: partType, Body: string(body)}
		}
		p.Calls = append(p.Calls, call)
	}
	return p.Bytes(maxPayload)
}

// form writes a part as the provider's form. SmartEncoded=false: letters are not exchanged for others on the way.
func (c *Channel) form(p Part, id string) string {
	body := "Body=" + url.QueryEscape(p.Text) + "&SmartEncoded=false"
	if c.config.Callback != "" {
		body += "&StatusCallback=" + url.QueryEscape(c.config.Callback+"?message="+url.QueryEscape(id))
	}
	return body
}

// Shown implements [gate.Renderer]: it reads each part as a phone does, and whether it fits.
func (c *Channel) Shown(payload []byte) (gate.Shown, error) {
	p, err := channel.ReadParcel(payload, maxPayload)
	if err != nil {
		return gate.Shown{}, err
	}
	units := make([]string, 0, len(p.Calls))
	var series []Part
	for i, call := range p.Calls {
		part, err := readCall(call)
		if err != nil {
			return gate.Shown{}, fmt.Errorf("sms: read back: part %d: %w", i+1, err)
		}
		if size, limit := part.Size(); size > limit {
			return gate.Shown{}, fmt.Errorf("sms: read back: part %d holds %d of %d", i+1, size, limit)
		}
		units = append(units, part.Text)
		if part.Header != nil {
			series = append(series, part)
		} else if len(series) > 0 {
			return gate.Shown{}, fmt.Errorf("sms: read back: part %d stands alone after parts that belong together", i+1)
		}
	}
	if !inOrder(series) {
		return gate.Shown{}, fmt.Errorf("sms: read back: a phone would put the parts together otherwise")
	}
	return p.Read(units)
}

// inOrder reports whether a phone puts parts together in the order in which they stand, and all of them.
func inOrder(parts []Part) bool {
	for i, p := range parts {
		if len(p.Header) != 6 || !bytes.Equal(p.Header, []byte{5, 0, 3, parts[0].Header[3], byte(len(parts)), byte(i + 1)}) || p.Coding != parts[0].Coding {
			return false
		}
	}
	return true
}

// readCall reads the part of one call.
func readCall(call channel.Call) (Part, error) {
	switch {
	case call.Path == formPath && call.Type == formType:
		fields, err := url.ParseQuery(call.Body)
		delete(fields, "StatusCallback")
		if err != nil || len(fields) != 2 || len(fields["Body"]) != 1 || fields.Get("SmartEncoded") != "false" {
			return Part{}, fmt.Errorf("not a form with one body")
		}
		part := Part{Text: fields.Get("Body")}
		if _, ok := Septets(part.Text); !ok {
			part.Coding = UCS2 // so the provider decides
		}
		return part, nil
	case call.Path == partPath && call.Type == partType:
		var s short
		if err := channel.ReadExact([]byte(call.Body), &s); err != nil {
			return Part{}, err
		}
		part := Part{Coding: s.Coding, Text: s.Text}
		if _, ok := Septets(s.Text); s.Coding != UCS2 && (s.Coding != GSM7 || !ok) {
			return Part{}, fmt.Errorf("letters that the coding %d does not have", s.Coding)
		}
		if s.Header != "" {
			header, err := hex.DecodeString(s.Header)
			if err != nil {
				return Part{}, fmt.Errorf("a header that is no hexadecimal")
			}
			part.Header = header
		}
		return part, nil
	}
	return Part{}, fmt.Errorf("no short message")
}

// Send implements [channel.Channel].
func (c *Channel) Send(ctx context.Context, cleared gate.Cleared) (channel.Result, error) {
	return c.line.Carry(ctx, cleared, maxPayload, func(to channel.Address, call channel.Call) ([]byte, error) {
		number, err := channel.Digits(to.To)
		if err != nil {
			return nil, err
		}
		if call.Path == partPath {
			return channel.Before(`"to":"+`+number+`"`, call.Body)
		}
		return []byte("To=%2B" + number + "&From=" + url.QueryEscape(c.config.From) + "&" + call.Body), nil
	})
}

// Receive implements [channel.Receiver]: the provider's forms for messages that came and for messages that went, both
// signed in X-Twilio-Signature.
func (c *Channel) Receive(h channel.Hook) (channel.Received, error) {
	fields, err := twilio.Verified(c.config.Token, h)
	if err != nil {
		return channel.Received{}, err
	}
	id := fields.Get("MessageSid")
	if id == "" {
		return channel.Received{}, channel.Malformed(fmt.Errorf("a form without MessageSid"))
	}
	var out channel.Received
	if state := fields.Get("MessageStatus"); state != "" && state != "received" {
		s := channel.Status{ExternalID: id, To: fields.Get("To"), State: terang.Accepted}
		switch state {
		case "sent", "delivered", "read":
			s.Stage = state
		case "undelivered", "failed":
			s.Stage, s.State, s.Code = "failed", terang.Rejected, fields.Get("ErrorCode")
		}
		if at, err := url.Parse(h.URL); err == nil {
			s.MessageID = at.Query().Get("message")
		}
		out.Note(s)
		return out, nil
	}
	in := channel.Inbound{Channel: Name, ExternalID: id, From: fields.Get("From"), Text: fields.Get("Body")}
	if n := fields.Get("NumMedia"); n != "" && n != "0" {
		in.Media, _, _ = strings.Cut(fields.Get("MediaContentType0"), "/")
		if in.Media = channel.First(in.Media, 20); strings.Trim(in.Media, "abcdefghijklmnopqrstuvwxyz") != "" || in.Media == "" {
			in.Media = "file"
		}
	}
	out.Add(in)
	return out, nil
}
