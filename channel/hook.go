package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/gate"
)

// Hook is a provider's web hook as it came.
type Hook struct {
	URL    string // as the provider called it, with its query: some sign it
	Header http.Header
	Body   []byte
}

// MaxHook is the largest body of a web hook, in bytes.
const MaxHook = 1 << 20

// maxItems is how many messages and statuses one hook may bring; providers bring a few.
const maxItems = 1000

// Received is what a hook says, verified and parsed.
type Received struct {
	Messages []Inbound
	Statuses []Status
	Skipped  int // entries that say nothing to the house: typing, reactions, automatic replies
}

// Status is what a provider tells of a message that it was given before.
type Status struct {
	ExternalID string // the provider's id
	MessageID  string // ours, where the provider hands it back
	To         string // whom it was for
	State      terang.DeliveryState
	Stage      string // "sent", "delivered", "read", "failed"
	Code       string // the provider's code of a failure
	At         time.Time
}

// Receiver is a channel whose provider calls us. Errors are [*terang.Error] with the codes body_too_large,
// signature_invalid and body_malformed; a hook with an error is answered so that the provider repeats or drops it.
type Receiver interface {
	Receive(Hook) (Received, error)
}

// Oversized checks a hook's size, before anything is computed of it.
func (h Hook) Oversized() error {
	if len(h.Body) > MaxHook {
		return terang.Fail(terang.TooLarge, "body_too_large", "limit", strconv.Itoa(MaxHook))
	}
	return nil
}

// ErrSignature is what Receive answers to a hook that the provider did not sign, or where we hold no secret to check it.
func ErrSignature() error { return terang.Fail(terang.Unauthorized, "signature_invalid") }

// Malformed is what Receive answers to a signed hook that it cannot read.
func Malformed(cause error) error {
	bad := terang.Fail(terang.Invalid, "body_malformed")
	bad.Err = cause
	return bad
}

// SignedSHA256 reports whether mac, in hexadecimal, is the HMAC-SHA256 of body. It takes the same time wherever they
// differ, and nothing is signed with an empty secret.
func SignedSHA256(secret, mac string, body []byte) bool {
	got, err := hex.DecodeString(mac)
	if err != nil || secret == "" {
		return false
	}
	want := hmac.New(sha256.New, []byte(secret))
	want.Write(body)
	return hmac.Equal(got, want.Sum(nil))
}

// Limits of what comes in.
const (
	maxID     = 256
	maxName   = 100
	maxChoice = 256
)

// Add cleans and bounds one inbound message and adds it. What has no id, no sender, or nothing to read is skipped.
func (r *Received) Add(in Inbound) {
	in.Text, _ = gate.Clean(in.Text)
	in.Name, _ = gate.Clean(in.Name)
	in.Choice, _ = gate.Clean(in.Choice)
	in.Name = Short(strings.Join(strings.Fields(in.Name), " "), maxName)
	in.Text = First(in.Text, terang.MaxText)
	if len(in.Choice) > maxChoice || in.ReplyTo < 0 {
		in.Choice, in.ReplyTo = "", 0
	}
	if !identifies(in.ExternalID) || !identifies(in.From) || in.Text == "" && in.Media == "" || len(r.Messages) >= maxItems {
		r.Skipped++
		return
	}
	r.Messages = append(r.Messages, in)
}

// Note adds a status.
func (r *Received) Note(s Status) {
	if !identifies(s.ExternalID) && !identifies(s.MessageID) || s.Stage == "" || len(r.Statuses) >= maxItems {
		r.Skipped++
		return
	}
	if len(s.Code) > maxID {
		s.Code = s.Code[:maxID]
	}
	s.Code, s.To = strings.ToValidUTF8(s.Code, ""), First(strings.ToValidUTF8(s.To, ""), maxID)
	if !identifies(s.MessageID) {
		s.MessageID = ""
	}
	r.Statuses = append(r.Statuses, s)
}

// identifies reports whether s may be an id or an address: short, visible, in one piece.
func identifies(s string) bool {
	if s == "" || len(s) > maxID || !utf8.ValidString(s) {
		return false
	}
	seen, changed := gate.Clean(s)
	return !changed && seen == s && !strings.ContainsFunc(s, unicode.IsSpace)
}

// First returns at most n characters of s: what is over was said to a machine that reads no more.
func First(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:fits(s, n, One)]
}

// Tap is how a button carries the message that it belongs to, and its value: "3:ya".
func Tap(seq int64, value string) string { return strconv.FormatInt(seq, 10) + ":" + value }

// ReadTap reads a tap; words that are none are not.
func ReadTap(s string) (seq int64, value string, ok bool) {
	digits, value, found := strings.Cut(s, ":")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !found || err != nil || n <= 0 || strconv.FormatInt(n, 10) != digits {
		return 0, "", false
	}
	return n, value, true
}

// Unix reads a time in seconds, zero for what is none.
func Unix(seconds string) time.Time {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n <= 0 || n > 1<<36 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
