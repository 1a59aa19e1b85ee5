// Package whatsapp is the channel of WhatsApp, by the WhatsApp Business Cloud API, v20.0 and later. Its client shows
// nothing beside a message, so the label is the first words of the text itself and survives forwarding; messages that
// the brand starts are templates whose approved text holds the label.
//
// The payload is a [channel.Parcel] with one call per bubble, for example with the body
//
//	{"messaging_product":"whatsapp","recipient_type":"individual","type":"text",
//	 "text":{"body":"AI: Ini asisten AI Toko Terang, bukan manusia. …"},"biz_opaque_callback_data":"msg_01KB"}
//
// Send puts "to" before it. The package never stores, never retries and never opens the 24 hours' window.
//
// The way in is [New]; [Channel.Receive] reads Meta's web hook.
package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/channel"
	"terang/gate"
)

// Name is the channel's word in the store and in receipts.
const Name = "whatsapp"

// Base is the address of the API.
const Base = "https://graph.facebook.com/v20.0"

// Limits of the API.
const (
	maxBody        = 4096 // characters of a text
	maxInteractive = 1024 // characters of a text with buttons, or of a template
	maxButtons     = 3
	maxRows        = 10
	maxTitle       = 20 // characters of a button
	maxRow         = 24 // characters of a row's title
	maxDescription = 72
	maxReplyID     = 200
	maxMore        = 2000 // characters of what is said beside the text
	maxPayload     = 64 << 10
)

// Config is what the channel needs to know. Without Transport and Addresses it renders and reads, and sends nothing.
type Config struct {
	PhoneID     string // the id of the number that speaks
	Token       string
	AppSecret   string // signs the web hooks
	VerifyToken string // what Meta says when it first calls
	Base        string // "" is [Base]
	Transport   http.RoundTripper
	Addresses   channel.Addresses
	Templates   []Template
}

// Channel is WhatsApp. It is safe for concurrent use.
type Channel struct {
	config Config
	line   channel.Line
}

var (
	_ channel.Channel  = (*Channel)(nil)
	_ channel.Receiver = (*Channel)(nil)
	_ gate.Formed      = (*Channel)(nil)
)

// New makes the channel. A template that would leave the house without its label is an error that says which and why.
func New(config Config) (*Channel, error) {
	for _, t := range config.Templates {
		if err := t.Check(); err != nil {
			return nil, err
		}
	}
	if config.Base == "" {
		config.Base = Base
	}
	c := &Channel{config: config}
	c.line = channel.Line{
		Base: strings.TrimRight(config.Base, "/") + "/" + config.PhoneID, Transport: config.Transport, Addresses: config.Addresses, Refused: refused, Taken: taken,
		Sign: func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+config.Token) },
	}
	return c, nil
}

// Name implements [channel.Channel].
func (*Channel) Name() string { return Name }

// Form implements [gate.Formed].
func (*Channel) Form() gate.Form { return gate.Form{Family: gate.Inline} }

// Limits implements [channel.Channel].
func (*Channel) Limits() channel.Limits {
	return channel.Limits{MaxText: terang.MaxText, MaxReplies: maxRows, MaxPayload: maxPayload}
}

// Send implements [channel.Channel].
func (c *Channel) Send(ctx context.Context, cleared gate.Cleared) (channel.Result, error) {
	return c.line.Carry(ctx, cleared, maxPayload, func(to channel.Address, call channel.Call) ([]byte, error) {
		number, err := channel.Digits(to.To)
		if err != nil {
			return nil, err
		}
		return channel.Before(`"to":"`+number+`"`, call.Body)
	})
}

// taken reads {"messages":[{"id":"wamid.…"}]}.
func taken(body []byte) string {
	var answer struct {
		Messages []struct {
			ID string `json:"id"`
		} `json:"messages"`
	}
	if json.Unmarshal(body, &answer) != nil || len(answer.Messages) == 0 {
		return ""
	}
	return answer.Messages[0].ID
}

// busy is how long to leave one contact alone after error 131056: the API asks for about six seconds.
const busy = 6 * time.Second

// refused reads {"error":{"code":131047,…}}, by Meta's list of error codes.
func refused(_ int, body []byte) *channel.SendError {
	var answer struct {
		Error struct {
			Code      int  `json:"code"`
			Transient bool `json:"is_transient"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Error.Code == 0 {
		return nil
	}
	e := &channel.SendError{Class: channel.Permanent, Code: "refused", Err: providerCode(answer.Error.Code)}
	switch answer.Error.Code {
	case 4, 80007, 130429, 131048:
		e.Class, e.Code = channel.Temporary, "rate_limited"
	case 131056:
		e.Class, e.Code, e.RetryAfter = channel.Temporary, "rate_limited", busy
	case 1, 2, 131000, 131016, 133004, 131057:
		e.Class, e.Code = channel.Temporary, "provider_unavailable"
	case 3, 10, 190, 200, 131005, 131031, 131042:
		e.Class, e.Code = channel.Temporary, "unauthorized"
	case 131021, 131026, 131030:
		e.Code = "recipient_unknown"
	case 131047:
		e.Code = "window_closed"
	case 131050:
		e.Code = "opted_out"
	case 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069:
		e.Code = "template_refused"
	default:
		if answer.Error.Transient {
			e.Class, e.Code = channel.Temporary, "provider_unavailable"
		}
	}
	return e
}

// providerCode is an error code of the provider, without its words: they may hold what we sent.
type providerCode int

// Error implements error, for the log.
func (c providerCode) Error() string { return "whatsapp error " + strconv.Itoa(int(c)) }
