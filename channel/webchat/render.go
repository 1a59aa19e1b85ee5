package webchat

import (
	"bytes"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"terang"
	"terang/gate"
)

// errLimit is returned for what the channel cannot carry.
var errLimit = errors.New("webchat: render: over the channel's limits")

// stamp is how times are written: RFC 3339, UTC, milliseconds.
const stamp = "2006-01-02T15:04:05.000Z"

// Render implements [gate.Renderer]. The same utterance gives the same bytes.
func (*Channel) Render(u gate.Utterance) ([]byte, error) {
	c := &u.Message.Content
	if utf8.RuneCountInString(c.Text) > terang.MaxText || len(c.Replies) > maxReplies {
		return nil, errLimit
	}
	b := appendMessage(make([]byte, 0, 512+len(c.Text)), &u.Message, u.Label, u.Name)
	if len(b) > maxPayload {
		return nil, errLimit
	}
	return b, nil
}

// RenderMessage returns a stored message in the shape that browsers see. What went out is its own payload;
// the contact's messages and the agents' notes are rendered here, and what went out on another channel, whose payload a
// browser cannot read. What was brought along says so, whatever a file called its payload.
func RenderMessage(m terang.Message) []byte {
	if m.Direction == terang.Out && own(&m) && m.Author.Imported() == "" {
		return m.Payload
	}
	return appendMessage(make([]byte, 0, 512+len(m.Content.Text)), &m, gate.LabelOf(m.Author, m.Language), gate.Name(m.Author, "", m.Language))
}

// own reports whether a payload is of this package: each begins with the message's id, its position and the one before.
func own(m *terang.Message) bool {
	head := append(make([]byte, 0, 96), `{"id":`...)
	head = strconv.AppendInt(append(appendString(head, m.ID), `,"seq":`...), m.Seq, 10)
	return bytes.HasPrefix(m.Payload, append(head, `,"prev":`...))
}

// AppendWithReceipt appends the payload with the receipt's state beside it, which is not part of the
// committed bytes: {…,"receipt":{"index":17,"state":"included"}}. A negative index is pending.
func AppendWithReceipt(dst, payload []byte, index int64) []byte {
	if len(payload) < 2 || payload[len(payload)-1] != '}' {
		return append(dst, payload...)
	}
	dst = append(dst, payload[:len(payload)-1]...)
	if index < 0 {
		return append(dst, `,"receipt":{"index":null,"state":"pending"}}`...)
	}
	dst = append(dst, `,"receipt":{"index":`...)
	dst = strconv.AppendInt(dst, index, 10)
	return append(dst, `,"state":"included"}}`...)
}

func appendMessage(b []byte, m *terang.Message, label, name string) []byte {
	b = appendString(append(b, `{"id":`...), m.ID)
	b = strconv.AppendInt(append(b, `,"seq":`...), m.Seq, 10)
	b = strconv.AppendInt(append(b, `,"prev":`...), m.Prev, 10)
	b = appendString(append(b, `,"kind":`...), string(m.Kind))
	b = appendString(append(b, `,"direction":`...), string(m.Direction))
	b = appendAuthor(append(b, `,"author":`...), m.Author, label, name)
	b = appendString(append(b, `,"language":`...), string(m.Language))
	b = appendContent(b, &m.Content)
	if m.ExternalID != "" && m.Direction != terang.Out {
		b = appendString(append(b, `,"client_id":`...), m.ExternalID)
	}
	b = append(b, `,"at":"`...)
	b = m.At.UTC().AppendFormat(b, stamp)
	return append(b, `"}`...)
}

func appendAuthor(b []byte, a terang.Author, label, name string) []byte {
	b = appendString(append(b, `{"kind":`...), string(a.Kind()))
	b = appendString(append(b, `,"label":`...), label)
	b = appendIf(b, `,"name":`, name)
	b = appendIf(b, `,"agent_id":`, a.AgentID())
	b = appendIf(b, `,"playbook":`, a.Playbook())
	b = appendIf(b, `,"model":`, a.Model())
	b = appendIf(b, `,"imported":`, a.Imported())
	if a.Kind() == terang.KindAIAssisted {
		b = strconv.AppendFloat(append(b, `,"share":`...), a.Share(), 'f', -1, 64)
	}
	return append(b, '}')
}

func appendContent(b []byte, c *terang.Content) []byte {
	if d := c.Disclosure; d != nil {
		b = append(b, `,"disclosure":{"elements":[`...)
		for i, e := range d.Elements {
			b = appendString(comma(b, i), string(e))
		}
		b = append(appendString(append(b, `],"text":`...), d.Text), '}')
	}
	b = appendString(append(b, `,"text":`...), c.Text)
	if len(c.Replies) > 0 {
		b = append(b, `,"replies":[`...)
		for i, r := range c.Replies {
			b = appendString(append(comma(b, i), `{"id":`...), r.ID)
			b = appendString(append(b, `,"label":`...), r.Label)
			b = append(appendString(append(b, `,"value":`...), r.Value), '}')
		}
		b = append(b, ']')
	}
	if c.Card != nil {
		b = appendCard(append(b, `,"card":`...), c.Card)
	}
	if len(c.Sources) > 0 {
		b = append(b, `,"sources":[`...)
		for i, s := range c.Sources {
			b = appendString(append(comma(b, i), `{"id":`...), s.ID)
			b = appendString(append(b, `,"title":`...), s.Title)
			b = append(appendIf(b, `,"version":`, s.Version), '}')
		}
		b = append(b, ']')
	}
	if len(c.Mentions) > 0 {
		b = append(b, `,"mentions":[`...)
		for i, m := range c.Mentions {
			b = appendString(append(comma(b, i), `{"agent_id":`...), m.AgentID)
			b = append(appendString(append(b, `,"name":`...), m.Name), '}')
		}
		b = append(b, ']')
	}
	if s := c.Survey; s != nil {
		b = appendString(append(b, `,"survey":{"question":`...), s.Question)
		b = append(b, `,"options":[`...)
		for i, o := range s.Options {
			b = strconv.AppendInt(comma(b, i), int64(o), 10)
		}
		b = append(b, `],"answered":`...)
		if s.Answered == nil {
			b = append(b, `null}`...)
		} else {
			b = append(strconv.AppendInt(b, int64(*s.Answered), 10), '}')
		}
	}
	return appendFiles(b, c.Attachments)
}

// appendFiles names the files beside the text. Their bytes are no part of the message; their digests are.
func appendFiles(b []byte, files []terang.Attachment) []byte {
	if len(files) == 0 {
		return b
	}
	b = append(b, `,"attachments":[`...)
	for i := range files {
		f := &files[i]
		b = appendString(append(comma(b, i), `{"id":`...), f.ID)
		b = appendString(append(b, `,"name":`...), f.Name)
		b = appendString(append(b, `,"type":`...), f.Type)
		b = strconv.AppendInt(append(b, `,"size":`...), f.Size, 10)
		b = appendString(append(b, `,"digest":`...), f.Digest)
		if f.Width > 0 || f.Height > 0 {
			b = strconv.AppendInt(append(b, `,"width":`...), int64(f.Width), 10)
			b = strconv.AppendInt(append(b, `,"height":`...), int64(f.Height), 10)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

func appendCard(b []byte, c *terang.Card) []byte {
	b = appendString(append(b, `{"kind":`...), c.Kind)
	b = appendString(append(b, `,"title":`...), c.Title)
	b = appendIf(b, `,"status":`, c.Status)
	if len(c.Fields) > 0 {
		b = append(b, `,"fields":[`...)
		for i, f := range c.Fields {
			b = appendString(append(comma(b, i), `{"label":`...), f.Label)
			b = append(appendString(append(b, `,"value":`...), f.Value), '}')
		}
		b = append(b, ']')
	}
	if len(c.Steps) > 0 {
		b = append(b, `,"steps":[`...)
		for i, s := range c.Steps {
			b = append(comma(b, i), `{"at":`...)
			if s.At == nil {
				b = append(b, `null`...)
			} else {
				b = append(s.At.UTC().AppendFormat(append(b, '"'), time.RFC3339), '"')
			}
			b = appendString(append(b, `,"label":`...), s.Label)
			b = append(appendString(append(b, `,"state":`...), s.State), '}')
		}
		b = append(b, ']')
	}
	if len(c.Items) > 0 {
		b = append(b, `,"items":[`...)
		for i, it := range c.Items {
			b = appendString(append(comma(b, i), `{"title":`...), it.Title)
			b = appendIf(b, `,"text":`, it.Text)
			b = append(appendIf(b, `,"value":`, it.Value), '}')
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

func comma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

func appendIf(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(append(b, key...), value)
}

const hex = "0123456789abcdef"

// appendString writes a JSON string (RFC 8259 section 7). What could end a script element or a line of
// JavaScript is escaped too, so that the bytes may stand anywhere on a page.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == '\u2028' || r == '\u2029' {
			b = append(b, s[start:i]...)
			switch r {
			case '\u2028':
				b = append(b, `\u2028`...)
			case '\u2029':
				b = append(b, `\u2029`...)
			default:
				b = append(b, "\uFFFD"...)
			}
			start = i + n
		}
		i += n
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}
