package transcript

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"terang"
)

// The shapes of a JSON file:
//
//	{"format":"terang-transcript@1","brand":"Toko Terang","conversation_id":"cnv_1","channel":"web","language":"id",
//	 "contact":"Ani","began_at":"…","made_at":"…",
//	 "legend":[{"kind":"ai","label":"Asisten AI","meaning":"…"}],
//	 "messages":[{"id":"msg_1","seq":1,"kind":"text","direction":"out","author":{"kind":"ai","label":"Asisten AI","name":"Toko Terang"},
//	   "language":"id","content":{"text":"Halo"},"at":"…","receipt":{"code":"17-K3J9-QX4D","index":17,"file":"c2sp.org/tlog-proof@v1\n…"}}]}
const formatName = "terang-transcript@1"

// LegendEntry says what a kind of author means.
type LegendEntry struct {
	Kind    terang.AuthorKind `json:"kind"`
	Label   string            `json:"label"`
	Meaning string            `json:"meaning"`
}

// Legend returns what each kind of author means, in the order in which files show it.
func Legend(l terang.Language) []LegendEntry {
	out := make([]LegendEntry, len(kinds))
	for i, k := range kinds {
		out[i] = LegendEntry{k, Label(k, l), meanings[k].In(l)}
	}
	return out
}

type headJSON struct {
	Format       string          `json:"format"`
	Brand        string          `json:"brand"`
	Conversation string          `json:"conversation_id"`
	Channel      string          `json:"channel"`
	Language     terang.Language `json:"language"`
	Contact      string          `json:"contact"`
	Began        time.Time       `json:"began_at"`
	Made         time.Time       `json:"made_at"`
	Legend       []LegendEntry   `json:"legend"`
}

type authorJSON struct {
	Kind  terang.AuthorKind `json:"kind"`
	Label string            `json:"label"`
	Name  string            `json:"name,omitempty"`
	Model string            `json:"model,omitempty"`
	Share float64           `json:"share,omitempty"`
}

type receiptJSON struct {
	Code  string `json:"code"`
	Index int64  `json:"index"`
	File  string `json:"file"`
}

type messageJSON struct {
	ID        string             `json:"id"`
	Seq       int64              `json:"seq"`
	Kind      terang.MessageKind `json:"kind"`
	Direction terang.Direction   `json:"direction"`
	Author    authorJSON         `json:"author"`
	Language  terang.Language    `json:"language"`
	Content   terang.Content     `json:"content"`
	At        time.Time          `json:"at"`
	Receipt   *receiptJSON       `json:"receipt"` // null for inbound messages, and where there is none yet
}

func (m *Message) outbound() bool { return m.Direction == terang.Out }

func writeJSON(out io.Writer, h Head, pages Pages) error {
	w := bufio.NewWriter(out)
	if err := opened(w, headJSON{
		formatName, h.Brand, h.Conversation, h.Channel, h.Language, h.Contact, h.Began.UTC(), h.Made.UTC(), Legend(h.Language),
	}, "messages"); err != nil {
		return err
	}
	l := list{w: w}
	if err := each(pages, func(m *Message) error { return l.add(h.messageJSON(m)) }); err != nil {
		return err
	}
	fmt.Fprintln(w, "]}")
	return w.Flush() // which returns the error of any write before it
}

func (h *Head) messageJSON(m *Message) messageJSON {
	kind := m.Author.Kind()
	out := messageJSON{
		ID: m.ID, Seq: m.Seq, Kind: m.Kind, Direction: m.Direction, Language: m.Language, Content: m.Content, At: m.At.UTC(),
		Author: authorJSON{kind, m.label(h.Language), m.name(h), m.Author.Model(), m.Author.Share()},
	}
	if len(m.Receipt) > 0 {
		out.Receipt = &receiptJSON{m.code(), m.Leaf, string(m.Receipt)}
	}
	return out
}

// opened writes the fields of v, which has at least one, and after them the beginning of a list: {…,"name":[
func opened(w *bufio.Writer, v any, name string) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("transcript: json: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s,%q:[", b[:len(b)-1], name)
	return err
}

// list writes the items of a JSON list, a line for each.
type list struct {
	w    *bufio.Writer
	some bool
}

func (l *list) next() {
	if l.some {
		_ = l.w.WriteByte(',') // a bufio.Writer keeps its first error for Flush
	}
	l.some = true
	_ = l.w.WriteByte('\n')
}

func (l *list) add(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("transcript: json: %w", err)
	}
	l.next()
	_, err = l.w.Write(b)
	return err
}
