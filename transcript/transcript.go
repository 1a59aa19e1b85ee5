// Package transcript turns a conversation into a file that can be handed on: text, HTML, CSV or JSON. Whatever the form,
// each message names in words what kind of author wrote it, a legend at the top says what the kinds mean, and the
// receipt of each message that the brand sent is inside.
//
// It reads no store, knows no clock and decides nothing about who may have a file. Internal notes never enter one, even
// where the caller hands them over. Words are data: nothing that somebody wrote can pass for a label, a formula, markup
// or the end of the file, and what cannot be seen is spelt out, except in JSON, which keeps the very characters.
//
// The way in is [Write], for one conversation, and [Export], for everything that is kept about one person.
package transcript

import (
	"encoding/base64"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/provenance/receipt"
)

// Format is a form of file.
type Format string

// The formats.
const (
	Text Format = "txt"
	HTML Format = "html"
	CSV  Format = "csv"
	JSON Format = "json"
)

// ContentType returns the media type of files of this format, "" for one that there is not.
func (f Format) ContentType() string {
	switch f {
	case Text:
		return "text/plain; charset=utf-8"
	case HTML:
		return "text/html; charset=utf-8"
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	case JSON:
		return "application/json"
	}
	return ""
}

// Head is what a file says of its conversation.
type Head struct {
	Brand        string
	Conversation string
	Channel      string
	Contact      string          // name, "" where it is not known
	Language     terang.Language // of the file's own words
	Began        time.Time
	Made         time.Time // when the file was made
}

// Message is one message with its receipt.
type Message struct {
	terang.Message
	Receipt []byte // the file that [receipt.Verify] takes; nil where there is none yet
	Leaf    int64  // its place in the log; looked at only where there is a receipt
	Hash    tlog.Hash
}

// Pages are messages in the order of their positions. A text file asks for them twice: what was said, then the receipts.
type Pages = iter.Seq2[[]Message, error]

// Write writes one conversation. An error of pages ends the file in the middle, and is returned as it is.
func Write(w io.Writer, f Format, h Head, pages Pages) error {
	switch f {
	case HTML:
		return writeHTML(w, h, pages)
	case CSV:
		return writeCSV(w, h, pages)
	case JSON:
		return writeJSON(w, h, pages)
	case Text:
	}
	return writeText(w, h, pages)
}

// each calls fn for the messages that may be in a file.
func each(pages Pages, fn func(m *Message) error) error {
	for page, err := range pages {
		if err != nil {
			return err
		}
		for i := range page {
			if public(&page[i]) {
				if err := fn(&page[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func public(m *Message) bool { return m.Kind != terang.KindNote && m.Direction != terang.Internal }

// code is the receipt's code, which a person can read out; "" without a receipt.
func (m *Message) code() string {
	if len(m.Receipt) == 0 {
		return ""
	}
	return receipt.Code(m.Leaf, m.Hash)
}

func (m *Message) encodedReceipt() string { return base64.StdEncoding.EncodeToString(m.Receipt) }

// name is who wrote it, "" where the kind says it all. A machine has no name but its brand's.
func (m *Message) name(h *Head) string {
	switch m.Author.Kind() {
	case terang.KindHuman, terang.KindAIAssisted:
		return m.Author.Name()
	case terang.KindAI, terang.KindAutomation, terang.KindSystem:
		return h.Brand
	case terang.KindContact:
		return h.Contact
	}
	return ""
}

// words are all that the message showed, a line for each thing.
func (m *Message) words() string {
	c := &m.Content
	var parts []string
	add := func(s ...string) {
		if joined := strings.Join(s, ""); joined != "" {
			parts = append(parts, joined)
		}
	}
	if c.Disclosure != nil {
		add(c.Disclosure.Text)
	}
	add(c.Text)
	if c.Card != nil {
		add(c.Card.Title)
		add(c.Card.Status)
		for _, f := range c.Card.Fields {
			add(f.Label, ": ", f.Value)
		}
		for _, s := range c.Card.Steps {
			at := ""
			if s.At != nil {
				at = stamp(*s.At) + " "
			}
			add(at, s.Label)
		}
		for _, i := range c.Card.Items {
			add(i.Title, ": ", i.Text)
		}
	}
	if c.Survey != nil && c.Survey.Question != c.Text {
		add(c.Survey.Question)
	}
	for i := range c.Attachments {
		add(file(&c.Attachments[i]))
	}
	for _, r := range c.Replies {
		add("[ ", r.Label, " ]")
	}
	for _, s := range c.Sources {
		add("→ ", s.Title)
	}
	return strings.Join(parts, "\n")
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }

// file names a file with its digest, so that who has the file can tell that it is this one.
func file(a *terang.Attachment) string {
	return "[ " + a.Name + " · " + a.Type + " · " + strconv.FormatInt(a.Size, 10) + " B · SHA-256 " + a.Digest + " ]"
}
