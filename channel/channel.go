// Package channel is the contract of every way to a customer: what a channel is given, what it answers, and
// how its errors are classed. A channel verifies and parses what comes in, and carries what the gate
// cleared; it stores nothing, decides nothing and never retries: the sender alone does.
//
// For channels whose provider takes calls it also holds what they share: [Words] (a message as running text), [Parcel] (a
// payload of calls), [Line] (making them, with classed errors) and [Hook] (what the provider calls us with).
//
// The way in is [Channel]. Package channeltest holds the contract as tests; one folder per channel keeps to
// it.
package channel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"terang"
	"terang/gate"
)

// Channel is one way to a customer.
type Channel interface {
	// Name is the word in the store and in receipts: "web", "whatsapp".
	Name() string
	// Limits are what the channel can carry, as data.
	Limits() Limits
	gate.Renderer
	// Send carries the payload that the gate cleared, once, exactly as it is. It takes nothing else, so that
	// nothing undisclosed can be sent. An error is a [*SendError] or is read as uncertain.
	Send(context.Context, gate.Cleared) (Result, error)
}

// Limits are what a channel can carry.
type Limits struct {
	MaxText    int  // characters of text in one message
	MaxReplies int  // quick replies under one message; 0 where there are none
	MaxPayload int  // bytes of one rendered message
	Cards      bool // structured parts are shown as such
	// Mailbox says that a message is delivered by being stored: the customer fetches it, and Send only rings
	// the bell. Such a Send may be repeated or lost without harm.
	Mailbox bool
}

// Result is what a channel knows after it sent.
type Result struct {
	State      terang.DeliveryState // accepted, unless the provider says otherwise
	ExternalID string               // the provider's own id of the message, "" if it has none
}

// Class is what a sender may do about an error.
type Class string

// The classes of error.
const (
	Temporary Class = "temporary" // surely not delivered: try again later
	Permanent Class = "permanent" // surely not delivered, and never will be
	Uncertain Class = "uncertain" // perhaps delivered: do not repeat what nobody asked for
)

// SendError is a classed error of Send.
type SendError struct {
	Class      Class
	Code       string        // a stable word: "not_cleared", "recipient_unknown", "rate_limited"
	RetryAfter time.Duration // the provider's wish, 0 for none
	Err        error
}

// Error implements error, for the log.
func (e *SendError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("channel: send: %s (%s): %v", e.Code, e.Class, e.Err)
	}
	return fmt.Sprintf("channel: send: %s (%s)", e.Code, e.Class)
}

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// ClassOf returns the class of an error of Send. What is not classed is uncertain: a time-out says nothing
// about what the provider did.
func ClassOf(err error) Class {
	var e *SendError
	if errors.As(err, &e) && e.Class != "" {
		return e.Class
	}
	return Uncertain
}

// ErrNotCleared is what Send answers to a zero [gate.Cleared].
var ErrNotCleared = &SendError{Class: Permanent, Code: "not_cleared"}

// Inbound is one message of a contact, verified and parsed, not yet accepted.
type Inbound struct {
	WorkspaceID    string
	Channel        string
	ContactID      string
	ConversationID string
	ExternalID     string // the provider's or client's id, by which duplicates are dropped
	From           string // the sender's address on the channel, where that is how the contact is found
	Name           string // as the sender calls themselves on the channel, "" if unknown
	Text           string
	Media          string          // "image", "audio", "location", …: what came beside or instead of words
	Files          int             // how many files stand beside the words
	Choice         string          // value of a tapped quick reply, "" for typed words
	ReplyTo        int64           // seq of the message that was tapped, 0 for none
	Language       terang.Language // as the provider says, "" if it does not
	At             time.Time       // as the provider says, zero if it does not
}
