package channel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"terang"
	"terang/gate"
)

// Parcel is the payload of a channel whose provider takes calls: the calls in order, and beside them what the house must
// know to read them back. The recipient's address is no part of it: Send puts it before the body of each call and changes
// no byte of the rest, so that a receipt may be shown to anybody. As JSON, for example
//
//	{"id":"msg_01KB","seq":3,"kind":"ai","name":"Asisten AI Toko Terang","lang":"id","told":42,"said":31,
//	 "calls":[{"path":"messages","type":"application/json","body":"{\"type\":\"text\",…}"}]}
type Parcel struct {
	ID       string            `json:"id"`
	Seq      int64             `json:"seq"`
	Kind     terang.AuthorKind `json:"kind"`
	Name     string            `json:"name"`
	Language terang.Language   `json:"lang"`
	Told     int               `json:"told"` // bytes of the disclosure in the words
	Said     int               `json:"said"` // bytes of the text
	Calls    []Call            `json:"calls"`
}

// Call is one request to a provider: what the channel's base address is followed by, and the body.
type Call struct {
	Path string `json:"path"`
	Type string `json:"type"`
	Body string `json:"body"`
}

// maxCalls is how many calls one message may take.
const maxCalls = 64

// NewParcel begins the parcel of an utterance whose words are w.
func NewParcel(u gate.Utterance, w Words) Parcel {
	m := &u.Message
	return Parcel{ID: m.ID, Seq: m.Seq, Kind: m.Author.Kind(), Name: u.Name, Language: m.Language, Told: len(w.Told), Said: len(w.Said)}
}

// Bytes returns the parcel as a payload of at most limit bytes.
func (p *Parcel) Bytes(limit int) ([]byte, error) {
	b, err := Exact(p)
	if err == nil && (len(b) > limit || len(p.Calls) > maxCalls) {
		err = ErrLimit
	}
	return b, err
}

// ReadParcel reads a payload of at most limit bytes.
func ReadParcel(payload []byte, limit int) (*Parcel, error) {
	if len(payload) > limit {
		return nil, fmt.Errorf("channel: read back: %d bytes are too many", len(payload))
	}
	var p Parcel
	if err := ReadExact(payload, &p); err != nil {
		return nil, err
	}
	if p.ID == "" || p.Kind == "" || len(p.Calls) == 0 || len(p.Calls) > maxCalls {
		return nil, fmt.Errorf("channel: read back: not a message")
	}
	return &p, nil
}

// ErrLimit is returned by Render for what a channel cannot carry.
var ErrLimit = errors.New("channel: render: over the channel's limits")

// Exact writes v as JSON, in the one form that [ReadExact] takes.
func Exact(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("channel: render: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ReadExact reads JSON into v and refuses all but the one form in which [Exact] writes it: a key twice, an unknown key,
// a key in another case or anything after the value, for then two readers might see two things.
func ReadExact(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("channel: read back: %w", err)
	}
	again, err := Exact(v)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, b) {
		return errors.New("channel: read back: not in the form in which it is written")
	}
	return nil
}
