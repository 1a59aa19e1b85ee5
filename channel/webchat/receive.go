package webchat

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/gate"
)

// Limits of what a browser posts.
const (
	// MaxBody is the largest body of one message, in bytes: the longest text, each character escaped.
	MaxBody     = 64 << 10
	maxClientID = 64
	maxChoice   = 256
)

// Session is whom a contact token names.
type Session struct {
	WorkspaceID    string
	ContactID      string
	ConversationID string
}

// Receive parses the body of a posted message, for example
//
//	{"client_id":"c-4f1","text":"paketku kok blm nyampe","choice":"","reply_to":0}
//
// The caller has verified the contact token behind session and limits the body to [MaxBody] bytes. Errors
// are [*terang.Error] with the codes body_too_large, body_malformed, client_id_invalid, message_empty,
// message_too_long and choice_invalid.
func Receive(body []byte, session Session) (channel.Inbound, error) {
	if len(body) > MaxBody {
		return channel.Inbound{}, terang.Fail(terang.TooLarge, "body_too_large", "limit", strconv.Itoa(MaxBody))
	}
	var in struct {
		ClientID string `json:"client_id"`
		Text     string `json:"text"`
		Choice   string `json:"choice"`
		ReplyTo  int64  `json:"reply_to"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		bad := terang.Fail(terang.Invalid, "body_malformed")
		bad.Err = err
		return channel.Inbound{}, bad
	}
	return Check(channel.Inbound{
		WorkspaceID: session.WorkspaceID, ContactID: session.ContactID, ConversationID: session.ConversationID,
		ExternalID: in.ClientID, Text: in.Text, Choice: in.Choice, ReplyTo: in.ReplyTo,
	})
}

// Check cleans and bounds an inbound message however it came, with the errors of [Receive].
func Check(in channel.Inbound) (channel.Inbound, error) {
	in.Channel = Name
	if !clientID(in.ExternalID) {
		return channel.Inbound{}, terang.Fail(terang.Invalid, "client_id_invalid", "limit", strconv.Itoa(maxClientID))
	}
	in.Text, _ = gate.Clean(in.Text)
	in.Choice, _ = gate.Clean(in.Choice)
	if len(in.Choice) > maxChoice || in.ReplyTo < 0 {
		return channel.Inbound{}, terang.Fail(terang.Invalid, "choice_invalid")
	}
	if in.Text == "" && in.Files == 0 {
		return channel.Inbound{}, terang.Fail(terang.Invalid, "message_empty")
	}
	if utf8.RuneCountInString(in.Text) > terang.MaxText {
		return channel.Inbound{}, terang.Fail(terang.Invalid, "message_too_long", "limit", strconv.Itoa(terang.MaxText))
	}
	return in, nil
}

// clientID reports whether s is an id that a client may give: 1 to 64 of letters, digits, ".", "_", ":", "-".
func clientID(s string) bool {
	if s == "" || len(s) > maxClientID {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == ':' || c == '-') {
			return false
		}
	}
	return true
}
