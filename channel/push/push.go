// Package push is the channel of notifications in a browser or an app (RFC 8030). A collapsed notification shows some thirty
// characters: the author's label is the first of them.
//
// The payload is the JSON that the service worker shows, for example
//
//	{"title":"AI · Toko Terang","body":"Ini asisten AI Toko Terang, …","lang":"id","tag":"msg_01KB",
//	 "data":{"author":"ai","id":"msg_01KB","seq":3,"name":"Asisten AI Toko Terang","told":64,"said":31}}
//
// Send has it encrypted for one browser and the request signed (package webpush). The package never stores, never
// retries, and calls no address but those of known push services.
//
// The way in is [New].
package push

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/gate"
	"terang/webpush"
)

// Name is the channel's word in the store and in receipts.
const Name = "push"

// Limits of one notification.
const (
	maxText    = 700
	maxMore    = 200
	maxTitle   = 30 // characters of a title that are surely seen
	maxActions = 2  // buttons that browsers show
	maxAction  = 20 // characters of a button
	maxPayload = webpush.MaxText
)

// Config is what the channel needs to know. Without Transport and Addresses it renders and reads, and sends nothing.
type Config struct {
	Keys      *webpush.Keys // of the application server; the browser subscribed with their public half
	Contact   string        // "mailto:…": whom a service can ask
	Random    io.Reader
	Now       func() time.Time
	Transport http.RoundTripper
	Addresses channel.Addresses
}

// Channel is push. It is safe for concurrent use.
type Channel struct{ config Config }

var (
	_ channel.Channel = (*Channel)(nil)
	_ gate.Formed     = (*Channel)(nil)
)

// New makes the channel.
func New(config Config) (*Channel, error) {
	if config.Transport != nil && (config.Keys == nil || config.Random == nil || config.Now == nil || !strings.HasPrefix(config.Contact, "mailto:") && !strings.HasPrefix(config.Contact, "https://")) {
		return nil, errors.New("push: new: keys, a clock, a source of randomness and a contact (mailto: or https:) are needed to send")
	}
	return &Channel{config}, nil
}

// Name implements [channel.Channel].
func (*Channel) Name() string { return Name }

// Form implements [gate.Formed].
func (*Channel) Form() gate.Form { return gate.Form{Family: gate.Push} }

// Limits implements [channel.Channel].
func (*Channel) Limits() channel.Limits {
	return channel.Limits{MaxText: maxText, MaxReplies: maxActions, MaxPayload: maxPayload}
}

type notification struct {
	Title   string   `json:"title"`
	Body    string   `json:"body"`
	Lang    string   `json:"lang"`
	Tag     string   `json:"tag"` // the same message twice is shown once
	Actions []action `json:"actions,omitempty"`
	Data    data     `json:"data"`
}

type action struct {
	Action string `json:"action"`
	Title  string `json:"title"`
}

type data struct {
	Author terang.AuthorKind `json:"author"`
	ID     string            `json:"id"`
	Seq    int64             `json:"seq"`
	Name   string            `json:"name"`
	Told   int               `json:"told"`
	Said   int               `json:"said"`
}

// between stands between the label and the name in a title.
const between = " · "

// announcement is the title of the house's own notices, which have no author.
var announcement = terang.Text{terang.Indonesian: "Pemberitahuan", terang.English: "Notice"}

// title is the label, then who speaks, cut to what is surely seen.
func title(kind terang.AuthorKind, label, name string, l terang.Language) string {
	if kind == terang.KindSystem {
		return announcement.In(l)
	}
	who := name
	if kind == terang.KindAI { // "Asisten AI Toko Terang" is the brand's: the label says the rest
		long := gate.Label(kind, l)
		who = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(name, long), long))
	}
	if who == "" {
		return label
	}
	return channel.Short(label+between+who, maxTitle)
}

// Render implements [gate.Renderer].
func (*Channel) Render(u gate.Utterance) ([]byte, error) {
	m := &u.Message
	if utf8.RuneCountInString(m.Content.Text) > maxText || m.Author.Kind() != terang.KindSystem && u.Label == "" {
		return nil, channel.ErrLimit
	}
	n := notification{Title: title(m.Author.Kind(), u.Label, u.Name, m.Language), Lang: string(m.Language), Tag: m.ID}
	for _, r := range m.Content.Replies[:min(len(m.Content.Replies), maxActions)] {
		if r.Label == "" || utf8.RuneCountInString(r.Label) > maxAction {
			break // said in words
		}
		n.Actions = append(n.Actions, action{channel.Tap(m.Seq, r.Value), r.Label})
	}
	w := channel.WordsOf(u, len(n.Actions)).Trim(maxMore)
	n.Body = w.Body()
	n.Data = data{m.Author.Kind(), m.ID, m.Seq, u.Name, len(w.Told), len(w.Said)}
	b, err := channel.Exact(n)
	if err == nil && len(b) > maxPayload {
		err = channel.ErrLimit
	}
	return b, err
}

// Shown implements [gate.Renderer]: it reads a notification as a lock screen shows it.
func (*Channel) Shown(payload []byte) (gate.Shown, error) {
	if len(payload) > maxPayload {
		return gate.Shown{}, fmt.Errorf("push: read back: %d bytes are too many", len(payload))
	}
	var n notification
	if err := channel.ReadExact(payload, &n); err != nil {
		return gate.Shown{}, err
	}
	d := n.Data
	if d.ID == "" || d.Author == "" || n.Tag != d.ID || n.Body == "" || len(n.Actions) > maxActions || utf8.RuneCountInString(n.Title) > maxTitle {
		return gate.Shown{}, errors.New("push: read back: not a notification of ours")
	}
	out := gate.Shown{ID: d.ID, Seq: d.Seq, Kind: d.Author, Name: d.Name, Language: terang.Language(n.Lang)}
	if d.Author != terang.KindSystem {
		out.Label, _, _ = strings.Cut(n.Title, between)
	}
	if n.Title != title(d.Author, out.Label, d.Name, out.Language) {
		return out, errors.New("push: read back: the title names another")
	}
	// The body holds what running text holds, but for the label.
	p := channel.Parcel{ID: d.ID, Seq: d.Seq, Kind: terang.KindSystem, Language: out.Language, Told: d.Told, Said: d.Said}
	words, err := p.Read([]string{n.Body})
	out.Disclosure, out.Text = words.Disclosure, words.Text
	return out, err
}

var errNoService = errors.New("push: send: not the address of a push service that is known")

// lifetime is how long a service keeps a notification for a browser that is away.
const lifetime = 24 * time.Hour

// Send implements [channel.Channel].
func (c *Channel) Send(ctx context.Context, cleared gate.Cleared) (channel.Result, error) {
	if cleared.IsZero() {
		return channel.Result{}, channel.ErrNotCleared
	}
	if c.config.Transport == nil || c.config.Addresses == nil {
		return channel.Result{}, channel.ErrNotConnected
	}
	m := cleared.Message()
	line := channel.Line{Transport: c.config.Transport, Addresses: c.config.Addresses}
	to, err := line.Find(ctx, m)
	if err != nil {
		return channel.Result{}, err
	}
	address, err := url.Parse(to.To)
	if err != nil || !webpush.Service(address) {
		return channel.Result{}, &channel.SendError{Class: channel.Permanent, Code: "recipient_unknown", Err: errNoService}
	}
	sealed, err := webpush.Encrypt(c.config.Random, m.Payload, webpush.Receiver{P256dh: to.PublicKey, Auth: to.Auth})
	if err != nil {
		return channel.Result{}, &channel.SendError{Class: channel.Permanent, Code: "recipient_unknown", Err: err}
	}
	token, err := c.config.Keys.Authorize(address, c.config.Contact, c.config.Now())
	if err != nil {
		return channel.Result{}, &channel.SendError{Class: channel.Permanent, Code: "unauthorized", Err: err}
	}
	line.Base = to.To
	line.Sign = func(r *http.Request) {
		r.Header.Set("Authorization", token)
		r.Header.Set("Content-Encoding", "aes128gcm")
		r.Header.Set("TTL", fmt.Sprint(int(lifetime/time.Second)))
		r.Header.Set("Urgency", "normal")
	}
	if _, err := line.Post(ctx, "", "application/octet-stream", sealed); err != nil {
		return channel.Result{}, err
	}
	return channel.Result{State: terang.Accepted, ExternalID: m.ID}, nil
}
