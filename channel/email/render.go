package email

import (
	"bytes"
	"fmt"
	"html"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/gate"
)

// modes are the values of the field AI-Disclosure.
var modes = map[terang.AuthorKind]string{
	terang.KindAI: "ai-originated", terang.KindAIAssisted: "ai-modified", terang.KindAutomation: "machine-generated", terang.KindHuman: "none", terang.KindSystem: "none",
}

// letter is what a mail says, in order; both parts of the mail say all of it.
type letter struct {
	label, told, said, more, footer string
}

// footers name the author once more, and how the mail can be checked.
var (
	writtenBy = terang.Text{terang.Indonesian: "Ditulis oleh", terang.English: "Written by"}
	proof     = terang.Text{terang.Indonesian: "Kode bukti", terang.English: "Receipt code"}
)

func write(u gate.Utterance) letter {
	w := channel.WordsOf(u, 0).Trim(maxMore)
	l := letter{label: strings.TrimSuffix(w.Prefix(), ": "), told: w.Told, said: w.Said, more: w.More}
	l.footer = proof.In(u.Message.Language) + ": " + u.Message.ID
	if l.label != "" {
		l.footer = writtenBy.In(u.Message.Language) + ": " + l.label + ". " + l.footer
	}
	return l
}

// Render implements [gate.Renderer].
func (c *Channel) Render(u gate.Utterance) ([]byte, error) {
	m := &u.Message
	if utf8.RuneCountInString(m.Content.Text) > terang.MaxText || !atom(m.ID) {
		return nil, channel.ErrLimit
	}
	from, err := c.sender(u)
	if err != nil {
		return nil, err
	}
	l := write(u)
	boundary := "=_" + m.ID // "=_" stands in no quoted-printable text
	var b bytes.Buffer
	field := func(name, value string) { b.WriteString(name + ": " + value + "\r\n") }
	field("Date", m.At.UTC().Format(time.RFC1123Z))
	field("From", from)
	field("Message-ID", c.messageID(m.ID, m.Seq))
	field("Subject", folded(mime.QEncoding.Encode("utf-8", subject(u.Label, l))))
	field("MIME-Version", "1.0")
	field("Content-Language", string(m.Language))
	field("Content-Type", `multipart/alternative; boundary="`+boundary+`"`)
	field("AI-Disclosure", "mode="+modes[m.Author.Kind()])
	field("X-Terang-Author", string(m.Author.Kind()))
	field("X-Terang-Receipt", m.ID)
	field("X-Terang-Seq", strconv.FormatInt(m.Seq, 10))
	if k := m.Author.Kind(); k == terang.KindAI || k == terang.KindAutomation {
		field("Auto-Submitted", "auto-generated") // RFC 3834: other machines do not answer
	}
	if proactive(m) {
		if c.config.Unsubscribe != "" {
			field("List-Unsubscribe", "<"+c.config.Unsubscribe+"?message="+url.QueryEscape(m.ID)+">")
			field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") // RFC 8058
		} else {
			field("List-Unsubscribe", "<mailto:"+c.config.Address+"?subject=STOP>") // RFC 2369
		}
	}
	b.WriteString("\r\n")
	for _, part := range []struct{ kind, words string }{{"text/plain", l.plain()}, {"text/html", l.html(m)}} {
		b.WriteString("--" + boundary + "\r\nContent-Type: " + part.kind + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
		q := quotedprintable.NewWriter(&b)
		if _, err := q.Write([]byte(part.words)); err != nil {
			return nil, fmt.Errorf("email: render: %w", err)
		}
		if err := q.Close(); err != nil {
			return nil, fmt.Errorf("email: render: %w", err)
		}
		b.WriteString("\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	if b.Len() > maxPayload {
		return nil, channel.ErrLimit
	}
	return b.Bytes(), nil
}

// atom reports whether an id may stand in a message id, a boundary and a field as it is.
func atom(id string) bool {
	return id != "" && len(id) <= 60 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
}

func (c *Channel) messageID(id string, seq int64) string {
	return "<" + id + "." + strconv.FormatInt(seq, 10) + "@" + c.domain + ">"
}

func proactive(m *terang.Message) bool {
	return m.Content.Disclosure != nil && slices.Contains(m.Content.Disclosure.Elements, terang.OptOut)
}

// sender names who speaks: "Toko Terang (asisten AI)", "Rina (petugas)". The house's own announcements have no name.
func (c *Channel) sender(u gate.Utterance) (string, error) {
	a := mail.Address{Address: c.config.Address}
	kind, l := u.Message.Author.Kind(), u.Message.Language
	if kind != terang.KindSystem {
		who := u.Name
		if kind == terang.KindAI {
			who = strings.TrimSpace(strings.TrimPrefix(u.Name, u.Label))
			if l.Or(terang.Indonesian) == terang.English {
				who = strings.TrimSpace(strings.TrimSuffix(u.Name, u.Label))
			}
		}
		if named(kind, who, l) != u.Name || u.Label == "" || utf8.RuneCountInString(who) > maxName {
			return "", fmt.Errorf("email: render: the author's name does not fit the sender")
		}
		a.Name = strings.TrimSpace(who + " (" + lower(u.Label) + ")")
	}
	return folded(a.String()), nil
}

// named is the author's whole name, as the gate gives it, from the part that is the sender's.
func named(kind terang.AuthorKind, who string, l terang.Language) string {
	if kind == terang.KindAI {
		return gate.Name(terang.ByAI("", ""), who, l)
	}
	return who
}

// lower makes the first letter of a label small, unless it begins an abbreviation: "asisten AI", "AI assistant".
func lower(label string) string {
	if len(label) > 1 && label[1] >= 'A' && label[1] <= 'Z' {
		return label
	}
	return strings.ToLower(label[:1]) + label[1:]
}

// subject is the label and the first words.
func subject(label string, l letter) string {
	words := l.said
	for _, other := range []string{l.more, l.told} {
		if words == "" {
			words = other
		}
	}
	words, _, _ = strings.Cut(words, "\n")
	words = strings.Join(strings.Fields(words), " ")
	if label != "" {
		words = label + ": " + words
	}
	return channel.Short(words, maxSubject)
}

// folded breaks a line between encoded words (RFC 2047 section 2).
func folded(s string) string { return strings.ReplaceAll(s, "?= =?", "?=\r\n =?") }

// plain writes the letter as text.
func (l letter) plain() string {
	var sb strings.Builder
	for _, line := range []string{l.label, l.told} {
		if line != "" {
			sb.WriteString(line + "\n")
		}
	}
	for _, part := range []string{l.said, l.more} {
		if part == "" {
			continue
		}
		if sb.Len() > 0 {
			sb.WriteString("\n")
		}
		sb.WriteString(part + "\n")
	}
	sb.WriteString("\n-- \n" + l.footer + "\n")
	return sb.String()
}

// The HTML part: dark words on white, no picture, nothing hidden, nothing loaded.
const (
	pageStart = `<!doctype html><html lang="%s"><head><meta charset="utf-8"></head><body style="color:#1a1a1a;background:#ffffff;font-family:sans-serif" data-ai="%s">` + "\n"
	pageEnd   = "</body></html>\n"
)

// blocks are the elements of the page, in order; each is left out where it says nothing.
var blocks = []struct{ start, end string }{
	{`<p data-part="label"><strong>`, "</strong></p>\n"},
	{`<p data-part="disclosure">`, "</p>\n"},
	{`<div data-part="text">`, "</div>\n"},
	{`<div data-part="more" style="margin-top:1em">`, "</div>\n"},
	{`<p data-part="footer" style="margin-top:1em">`, "</p>\n"},
}

// html writes the letter as a page.
func (l letter) html(m *terang.Message) string {
	var sb strings.Builder
	fmt.Fprintf(&sb, pageStart, html.EscapeString(string(m.Language)), m.Author.Kind())
	for i, words := range []string{l.label, l.told, l.said, l.more, l.footer} {
		if words != "" {
			sb.WriteString(blocks[i].start + strings.ReplaceAll(html.EscapeString(words), "\n", "<br>\n") + blocks[i].end)
		}
	}
	sb.WriteString(pageEnd)
	return sb.String()
}
