// Package telegram is the channel of Telegram, by its Bot API. The client marks a bot's account, but a forwarded message
// loses that mark: the label is therefore the first words of the text, which is sent without any markup.
//
// The payload is a [channel.Parcel] with one call per bubble, for example with the body
//
//	{"text":"AI: Ini asisten AI Toko Terang, bukan manusia. …","link_preview_options":{"is_disabled":true}}
//
// Send puts "chat_id" before it. The package never stores, never retries, and speaks in private chats only.
//
// The way in is [New]; [Channel.Receive] reads the bot's web hook.
package telegram

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/gate"
)

// Name is the channel's word in the store and in receipts.
const Name = "telegram"

// Base is the address of the Bot API.
const Base = "https://api.telegram.org"

// Limits of the Bot API.
const (
	maxBody    = 4096 // UTF-16 units of a text
	maxButtons = 10
	maxLabel   = 64 // characters of a button; longer ones are cut by clients
	maxData    = 64 // bytes that a button carries
	maxMore    = 2000
	maxPayload = 64 << 10
)

// Config is what the channel needs to know. Without Transport and Addresses it renders and reads, and sends nothing.
type Config struct {
	Token     string // of the bot
	Secret    string // what the web hook says in X-Telegram-Bot-Api-Secret-Token
	Base      string // "" is [Base]
	Transport http.RoundTripper
	Addresses channel.Addresses
}

// Channel is Telegram. It is safe for concurrent use.
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
		config.Base = Base
	}
	return &Channel{config: config, line: channel.Line{
		Base: strings.TrimRight(config.Base, "/") + "/bot" + config.Token, Transport: config.Transport, Addresses: config.Addresses, Refused: refused, Taken: taken,
	}}
}

// Name implements [channel.Channel].
func (*Channel) Name() string { return Name }

// Form implements [gate.Formed].
func (*Channel) Form() gate.Form { return gate.Form{Family: gate.Inline} }

// Limits implements [channel.Channel].
func (*Channel) Limits() channel.Limits {
	return channel.Limits{MaxText: terang.MaxText, MaxReplies: maxButtons, MaxPayload: maxPayload}
}

// bubble is the body of one call, but for the chat. There is no parse_mode: nothing in a text is markup.
type bubble struct {
	Text    string    `json:"text"`
	Preview preview   `json:"link_preview_options"`
	Markup  *keyboard `json:"reply_markup,omitempty"`
}

// preview is off: a picture of a linked page would stand under the message without any label.
type preview struct {
	Disabled bool `json:"is_disabled"`
}

type keyboard struct {
	Rows [][]button `json:"inline_keyboard"`
}

type button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

const callPath, callType = "sendMessage", "application/json"

// Render implements [gate.Renderer].
func (*Channel) Render(u gate.Utterance) ([]byte, error) {
	m := &u.Message
	if utf8.RuneCountInString(m.Content.Text) > terang.MaxText {
		return nil, channel.ErrLimit
	}
	var rows [][]button
	for _, r := range m.Content.Replies[:min(len(m.Content.Replies), maxButtons)] {
		b := button{Text: channel.Short(r.Label, maxLabel), Data: channel.Tap(m.Seq, r.Value)}
		if b.Text == "" || len(b.Data) > maxData {
			break // said in words
		}
		rows = append(rows, []button{b})
	}
	w := channel.WordsOf(u, len(rows)).Trim(maxMore)
	prefix := w.Prefix()
	room := 0
	for _, r := range prefix {
		room += channel.UTF16(r)
	}
	parts := channel.Split(w.Body(), len(w.Told), maxBody-room, channel.UTF16)
	if len(parts) == 0 {
		return nil, channel.ErrLimit
	}
	p := channel.NewParcel(u, w)
	for i, part := range parts {
		b := bubble{Text: prefix + part, Preview: preview{true}}
		if i == len(parts)-1 && len(rows) > 0 {
			b.Markup = &keyboard{rows}
		}
		body, err := channel.Exact(b)
		if err != nil {
			return nil, err
		}
		p.Calls = append(p.Calls, channel.Call{Path: callPath, Type: callType, Body: string(body)})
	}
	return p.Bytes(maxPayload)
}

// Shown implements [gate.Renderer]: it reads the bubbles as the client shows them.
func (*Channel) Shown(payload []byte) (gate.Shown, error) {
	p, err := channel.ReadParcel(payload, maxPayload)
	if err != nil {
		return gate.Shown{}, err
	}
	units := make([]string, 0, len(p.Calls))
	for i, call := range p.Calls {
		var b bubble
		if call.Path != callPath || call.Type != callType {
			return gate.Shown{}, fmt.Errorf("telegram: read back: call %d is no message", i+1)
		}
		if err := channel.ReadExact([]byte(call.Body), &b); err != nil {
			return gate.Shown{}, err
		}
		size := 0
		for _, r := range b.Text {
			size += channel.UTF16(r)
		}
		if size > maxBody || !b.Preview.Disabled {
			return gate.Shown{}, fmt.Errorf("telegram: read back: call %d shows more than its text", i+1)
		}
		units = append(units, b.Text)
	}
	return p.Read(units)
}

// Send implements [channel.Channel].
func (c *Channel) Send(ctx context.Context, cleared gate.Cleared) (channel.Result, error) {
	return c.line.Carry(ctx, cleared, maxPayload, func(to channel.Address, call channel.Call) ([]byte, error) {
		chat, err := strconv.ParseInt(to.To, 10, 64)
		if err != nil || chat <= 0 {
			return nil, errors.New("telegram: send: not a private chat") // groups have negative ids
		}
		return channel.Before(`"chat_id":`+strconv.FormatInt(chat, 10), call.Body)
	})
}

// taken reads {"ok":true,"result":{"message_id":42,…}}.
func taken(body []byte) string {
	var answer struct {
		Result struct {
			ID int64 `json:"message_id"`
		} `json:"result"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Result.ID == 0 {
		return ""
	}
	return strconv.FormatInt(answer.Result.ID, 10)
}

// refused reads {"ok":false,"error_code":429,"parameters":{"retry_after":5}}. The API has no finer codes than HTTP's; what
// a 400 means stands in its description alone.
func refused(_ int, body []byte) *channel.SendError {
	var answer struct {
		Code        int    `json:"error_code"`
		Description string `json:"description"`
		Parameters  struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Code == 0 {
		return nil
	}
	e := &channel.SendError{Class: channel.Permanent, Code: "refused", Err: fmt.Errorf("telegram error %d", answer.Code)}
	says := func(words string) bool { return strings.Contains(strings.ToLower(answer.Description), words) }
	switch {
	case answer.Code == http.StatusTooManyRequests:
		e.Class, e.Code, e.RetryAfter = channel.Temporary, "rate_limited", time.Duration(min(max(answer.Parameters.RetryAfter, 0), 86400))*time.Second
	case answer.Code == http.StatusUnauthorized || answer.Code == http.StatusNotFound: // 404 is a token that is none
		e.Class, e.Code = channel.Temporary, "unauthorized"
	case answer.Code == http.StatusForbidden:
		e.Code = "opted_out" // the contact blocked the bot, or never began
	case says("chat not found") || says("user is deactivated"):
		e.Code = "recipient_unknown"
	case answer.Code >= 500:
		e.Class, e.Code = channel.Uncertain, "provider_failed"
	}
	return e
}

// update is what of a web hook means something to us.
type update struct {
	Message  *message `json:"message"`
	Edited   *message `json:"edited_message"`
	Callback *struct {
		ID      string  `json:"id"`
		From    person  `json:"from"`
		Data    string  `json:"data"`
		Message message `json:"message"`
	} `json:"callback_query"`
}

type person struct {
	ID       int64  `json:"id"`
	Bot      bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Language string `json:"language_code"`
}

type message struct {
	ID     int64  `json:"message_id"`
	Date   int64  `json:"date"`
	EditAt int64  `json:"edit_date"`
	From   person `json:"from"`
	Chat   struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	} `json:"chat"`
	Text     string          `json:"text"`
	Caption  string          `json:"caption"`
	Photo    json.RawMessage `json:"photo"`
	Voice    json.RawMessage `json:"voice"`
	Audio    json.RawMessage `json:"audio"`
	Video    json.RawMessage `json:"video"`
	Document json.RawMessage `json:"document"`
	Sticker  json.RawMessage `json:"sticker"`
	Location json.RawMessage `json:"location"`
	Contact  json.RawMessage `json:"contact"`
	Markup   keyboard        `json:"reply_markup"`
}

// Receive implements [channel.Receiver]: one update of the bot. Groups and other bots are skipped.
func (c *Channel) Receive(h channel.Hook) (channel.Received, error) {
	if err := h.Oversized(); err != nil {
		return channel.Received{}, err
	}
	said := h.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	if c.config.Secret == "" || subtle.ConstantTimeCompare([]byte(said), []byte(c.config.Secret)) != 1 {
		return channel.Received{}, channel.ErrSignature()
	}
	var u update
	if err := json.Unmarshal(h.Body, &u); err != nil {
		return channel.Received{}, channel.Malformed(err)
	}
	var out channel.Received
	switch {
	case u.Message != nil:
		u.Message.add(&out, u.Message.From)
	case u.Edited != nil:
		u.Edited.add(&out, u.Edited.From)
	case u.Callback != nil:
		m := &u.Callback.Message
		m.Text, m.Caption, m.Date, m.EditAt = "", "", 0, 0
		in := m.inbound(u.Callback.From)
		in.ExternalID = "tap:" + u.Callback.ID
		if seq, value, ok := channel.ReadTap(u.Callback.Data); ok && u.Callback.ID != "" {
			in.ReplyTo, in.Choice, in.Text, in.Media = seq, value, value, ""
		}
		for _, row := range m.Markup.Rows {
			for _, b := range row {
				if b.Data == u.Callback.Data && b.Text != "" {
					in.Text = b.Text
				}
			}
		}
		m.put(&out, in, u.Callback.From)
	default:
		out.Skipped++
	}
	return out, nil
}

func (m *message) add(out *channel.Received, from person) { m.put(out, m.inbound(from), from) }

func (m *message) put(out *channel.Received, in channel.Inbound, from person) {
	if from.Bot || m.Chat.Type != "private" || m.Chat.ID <= 0 || m.ID == 0 {
		out.Skipped++
		return
	}
	out.Add(in)
}

// inbound reads a message. An edited one is another message: what was said before may have been answered.
func (m *message) inbound(from person) channel.Inbound {
	in := channel.Inbound{
		Channel: Name, ExternalID: strconv.FormatInt(m.Chat.ID, 10) + ":" + strconv.FormatInt(m.ID, 10), From: strconv.FormatInt(m.Chat.ID, 10),
		Name: strings.TrimSpace(from.First + " " + from.Last), Text: m.Text, At: channel.Unix(strconv.FormatInt(m.Date, 10)),
	}
	if code, _, _ := strings.Cut(from.Language, "-"); terang.Language(code).Valid() {
		in.Language = terang.Language(code)
	}
	if m.EditAt > 0 {
		in.ExternalID += ":" + strconv.FormatInt(m.EditAt, 10)
	}
	for _, media := range []struct {
		name string
		has  json.RawMessage
	}{
		{"image", m.Photo},
		{"audio", m.Voice},
		{"audio", m.Audio},
		{"video", m.Video},
		{"document", m.Document},
		{"sticker", m.Sticker},
		{"location", m.Location},
		{"contacts", m.Contact},
	} {
		if len(media.has) > 0 && string(media.has) != "null" && in.Media == "" {
			in.Media, in.Text = media.name, m.Text+m.Caption
		}
	}
	return in
}
