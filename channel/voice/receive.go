package voice

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"

	"terang"
	"terang/channel"
	"terang/channel/twilio"
)

// The values of a choice that a key makes.
const (
	ChoicePerson = "person" // zero: a person at any time
	ChoiceStop   = "stop"   // nine: no more calls
)

// StageBeep is the stage of a status that says: a machine answered and listens now. See [Channel.AfterBeep].
const StageBeep = "beep"

// Receive implements [channel.Receiver]: the provider's forms, signed in X-Twilio-Signature. A call that begins is a message
// without words whose Media is "call"; each thing that the caller says or presses is one more. The id of the call, at which
// it is answered, is the first part of ExternalID, up to the colon.
func (c *Channel) Receive(h channel.Hook) (channel.Received, error) {
	fields, err := twilio.Verified(c.config.Token, h)
	if err != nil {
		return channel.Received{}, err
	}
	call := fields.Get("CallSid")
	if callID(call) != nil {
		return channel.Received{}, channel.Malformed(fmt.Errorf("a form without the id of a call"))
	}
	message := ""
	if at, err := url.Parse(h.URL); err == nil {
		message = at.Query().Get("message")
	}
	var out channel.Received
	contact := fields.Get("From")
	if strings.HasPrefix(fields.Get("Direction"), "outbound") {
		contact = fields.Get("To")
	}
	if s, ok := ended(fields); ok {
		s.ExternalID, s.MessageID, s.To = call, message, contact
		out.Note(s)
		return out, nil
	}
	in := channel.Inbound{Channel: Name, From: contact, Text: fields.Get("SpeechResult")}
	switch digits := fields.Get("Digits"); {
	case digits == keyPerson:
		in.Text, in.Choice = digits, ChoicePerson
	case digits == keyStop:
		in.Text, in.Choice = digits, ChoiceStop
	case digits != "":
		in.Text = digits
	}
	// The address of the hook names the message that was answered, so the same words to another one are another message,
	// and a hook that is repeated is not.
	digest := sha256.Sum256([]byte(h.URL + "\n" + string(h.Body)))
	in.ExternalID = call + ":" + hex.EncodeToString(digest[:8])
	if in.Text == "" {
		if message != "" {
			out.Skipped++ // silence after a message
			return out, nil
		}
		in.ExternalID, in.Media = call+":begin", "call"
	}
	out.Add(in)
	return out, nil
}

// ended reads what a form tells of the call itself.
func ended(fields url.Values) (channel.Status, bool) {
	s := channel.Status{State: terang.Accepted}
	if by := fields.Get("AnsweredBy"); by != "" {
		switch {
		case strings.HasPrefix(by, "machine_end"):
			s.Stage = StageBeep
		case by == "human":
			s.Stage = "read"
		default:
			s.Stage = "sent"
		}
		return s, true
	}
	switch state := fields.Get("CallStatus"); state {
	case "completed":
		s.Stage = "delivered"
	case "busy", "no-answer", "failed", "canceled":
		s.State, s.Stage, s.Code = terang.Rejected, "failed", state
	default:
		return s, false
	}
	return s, true
}
