// Package webchat is the channel of the chat on a brand's own site. A message is delivered by being stored:
// the customer's browser fetches what it missed, and Send only rings the bell for those who listen now.
//
// The payload is the JSON of one message as browsers see it, for example
//
//	{"id":"msg_01KB","seq":3,"prev":2,"kind":"text","direction":"out",
//	 "author":{"kind":"ai","label":"Asisten AI","name":"Asisten AI Toko Terang","playbook":"order_status@1","model":"ngram@3fa1"},
//	 "language":"id","disclosure":{"elements":["is_ai"],"text":"Ini asisten AI Toko Terang, …"},
//	 "text":"Pesanan TRG-1042 sedang …","at":"2026-11-21T03:21:23.123Z"}
//
// on one line. These bytes are what the receipt commits to; they are stored and sent as they are. The
// package never stores, and never changes a payload.
//
// The way in is [New]; [Receive] parses what a browser posts, [RenderMessage] renders what did not pass the
// gate because it does not go out: the contact's own messages and the agents' notes.
package webchat

import (
	"context"

	"terang"
	"terang/channel"
	"terang/gate"
)

// Name is the channel's word in the store and in receipts.
const Name = "web"

// Limits of one message.
const (
	maxReplies = 12
	maxPayload = 64 << 10
)

// Bell tells the browsers that listen to a conversation that a message is there. It must not block.
type Bell interface {
	Ring(conversationID string, seq int64, payload []byte)
}

// Channel is the web chat. It is safe for concurrent use.
type Channel struct{ bell Bell }

var _ channel.Channel = (*Channel)(nil)

// New makes the channel; a nil bell rings nowhere, and browsers find the message when they next ask.
func New(bell Bell) *Channel { return &Channel{bell: bell} }

// Name implements [channel.Channel].
func (*Channel) Name() string { return Name }

// Limits implements [channel.Channel].
func (*Channel) Limits() channel.Limits {
	return channel.Limits{MaxText: terang.MaxText, MaxReplies: maxReplies, MaxPayload: maxPayload, Cards: true, Mailbox: true}
}

// Send rings the bell. Call it after the message is durable, never before.
func (c *Channel) Send(ctx context.Context, cleared gate.Cleared) (channel.Result, error) {
	if cleared.IsZero() {
		return channel.Result{}, channel.ErrNotCleared
	}
	if err := ctx.Err(); err != nil {
		return channel.Result{}, &channel.SendError{Class: channel.Temporary, Code: "cancelled", Err: err}
	}
	if c.bell != nil {
		m := cleared.Message()
		c.bell.Ring(m.ConversationID, m.Seq, m.Payload)
	}
	return channel.Result{State: terang.Accepted}, nil
}
