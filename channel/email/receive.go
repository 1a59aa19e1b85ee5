package email

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"unicode/utf8"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"golang.org/x/text/encoding/htmlindex"

	"terang"
	"terang/channel"
)

// Limits of a mail that comes in.
const (
	maxDepth = 5
	maxParts = 50
	maxWords = 64 << 10 // bytes of one part that are read
)

// Receive implements [channel.Receiver]. The body is the mail as it came (RFC 5322), brought by a mail server or a provider
// that signs it as Standard Webhooks do (webhook-id, webhook-timestamp, webhook-signature). A repeated mail has the same id.
// Automatic mails are skipped, so that two machines never answer each other; a bounce becomes a status. Who sent a mail is
// what the mail claims: nothing here proves it, so nothing may be told to a sender that is not verified otherwise.
func (c *Channel) Receive(h channel.Hook) (channel.Received, error) {
	if err := h.Oversized(); err != nil {
		return channel.Received{}, err
	}
	hook, err := webhooks.NewWebhook(c.config.Secret)
	if err != nil || c.config.Secret == "" || hook.VerifyIgnoringTimestamp(h.Body, h.Header) != nil {
		return channel.Received{}, channel.ErrSignature()
	}
	m, err := mail.ReadMessage(bytes.NewReader(h.Body))
	if err != nil {
		return channel.Received{}, channel.Malformed(err)
	}
	var out channel.Received
	r := reader{left: maxParts}
	r.part(textproto.MIMEHeader(m.Header), m.Body, 0)
	if r.report {
		out.Note(r.status)
		return out, nil
	}
	from, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil {
		return channel.Received{}, channel.Malformed(fmt.Errorf("no sender"))
	}
	if automatic(m.Header) || strings.EqualFold(from.Address, c.config.Address) {
		out.Skipped++
		return out, nil
	}
	in := channel.Inbound{
		Channel: Name, ExternalID: strings.TrimSpace(m.Header.Get("Message-Id")), From: strings.ToLower(from.Address), Name: from.Name,
		Text: own(r.words()), Media: r.media, ReplyTo: c.replyTo(m.Header.Get("In-Reply-To")),
	}
	if strings.TrimSpace(in.Text) == "" {
		in.Text = decoded(m.Header.Get("Subject"))
	}
	if at, err := m.Header.Date(); err == nil && at.Year() > 2000 && at.Year() < 2200 {
		in.At = at.UTC()
	}
	out.Add(in)
	return out, nil
}

// automatic reports whether no person wrote the mail (RFC 3834 section 2).
func automatic(h mail.Header) bool {
	if auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted"))); auto != "" && auto != "no" {
		return true
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Precedence"))) {
	case "bulk", "junk", "list", "auto_reply":
		return true
	}
	return h.Get("List-Id") != "" || h.Get("Return-Path") == "<>" || h.Get("X-Autoreply") != "" || h.Get("X-Autorespond") != ""
}

// replyTo reads the position out of a message id of ours: "<msg_01KB.3@toko.example>".
func (c *Channel) replyTo(id string) int64 {
	inner, found := strings.CutSuffix(strings.TrimSpace(id), "@"+c.domain+">")
	dot := strings.LastIndex(inner, ".")
	if !found || dot < 0 {
		return 0
	}
	n, err := strconv.ParseInt(inner[dot+1:], 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// decoded reads encoded words; what cannot be read is taken as it is.
func decoded(s string) string {
	if words, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return words
	}
	return s
}

// reader walks through the parts of a mail, so deep and so many.
type reader struct {
	left        int
	plain, page string
	media       string
	report      bool
	status      channel.Status
}

// words returns what the mail says, the plain part first.
func (r *reader) words() string {
	if strings.TrimSpace(r.plain) != "" {
		return r.plain
	}
	return stripped(r.page)
}

// part reads one part and those in it.
func (r *reader) part(h textproto.MIMEHeader, body io.Reader, depth int) {
	if r.left--; r.left < 0 || depth > maxDepth {
		return
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind, params = "text/plain", nil
	}
	if strings.HasPrefix(kind, "multipart/") {
		r.report = r.report || kind == "multipart/report" && params["report-type"] == "delivery-status"
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			p, err := parts.NextRawPart()
			if err != nil {
				return
			}
			r.part(p.Header, p, depth+1)
		}
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, _ := io.ReadAll(io.LimitReader(body, maxWords)) // what was read before an error was said
	if r.report {
		r.bounce(kind, b)
		return
	}
	switch {
	case strings.HasPrefix(strings.ToLower(h.Get("Content-Disposition")), "attachment"), !strings.HasPrefix(kind, "text/"):
		if family, _, _ := strings.Cut(kind, "/"); r.media == "" {
			r.media = map[string]string{"image": "image", "audio": "audio", "video": "video"}[family]
			if r.media == "" {
				r.media = "document"
			}
		}
	case kind == "text/plain" && r.plain == "":
		r.plain = charset(b, params["charset"])
	case kind == "text/html" && r.page == "":
		r.page = charset(b, params["charset"])
	}
}

// bounce reads a report of delivery (RFC 3464): how it ended, and which mail of ours it was about.
func (r *reader) bounce(kind string, b []byte) {
	switch kind {
	case "message/delivery-status":
		for line := range strings.Lines(string(b)) {
			name, value, _ := strings.Cut(line, ":")
			value = strings.TrimSpace(value)
			switch strings.ToLower(name) {
			case "action":
				switch strings.ToLower(value) {
				case "failed":
					r.status.State, r.status.Stage = terang.Rejected, "failed"
				case "delivered", "relayed", "expanded":
					r.status.State, r.status.Stage = terang.Accepted, "delivered"
				}
			case "status":
				r.status.Code = value
			}
		}
	case "message/rfc822", "text/rfc822-headers":
		if m, err := mail.ReadMessage(bytes.NewReader(append(b, "\r\n\r\n"...))); err == nil {
			r.status.MessageID = m.Header.Get("X-Terang-Receipt")
			r.status.ExternalID = strings.TrimSpace(m.Header.Get("Message-Id"))
		}
	}
}

// charset makes UTF-8 of a part, as browsers name its letters (WHATWG Encoding).
func charset(b []byte, name string) string {
	if name != "" && !strings.EqualFold(name, "utf-8") && !strings.EqualFold(name, "us-ascii") {
		if e, err := htmlindex.Get(name); err == nil {
			if words, err := e.NewDecoder().Bytes(b); err == nil {
				return string(words)
			}
		}
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

// stripped makes plain words of a page: tags go, what is no text goes with them. It is read, never shown as a page.
func stripped(page string) string {
	var sb strings.Builder
	for page != "" {
		before, rest, found := strings.Cut(page, "<")
		sb.WriteString(before)
		if !found {
			break
		}
		tag, after, _ := strings.Cut(rest, ">")
		page = after
		name := strings.ToLower(strings.TrimLeft(tag, "/"))
		if i := strings.IndexFunc(name, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }); i >= 0 {
			name = name[:i]
		}
		switch name {
		case "br", "p", "div", "tr", "li", "h1", "h2", "h3":
			sb.WriteString("\n")
		case "style", "script", "title", "head":
			if !strings.HasPrefix(tag, "/") {
				page = past(page, "</"+name)
			}
		}
	}
	return html.UnescapeString(sb.String())
}

// past returns what follows mark in s, in any case of ASCII letters; "" where it is not there.
func past(s, mark string) string {
	for i := 0; i+len(mark) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(mark)], mark) {
			return s[i:]
		}
	}
	return ""
}

// begins are the words with which mail programs introduce what they quote.
var begins = [][2]string{{"on ", "wrote:"}, {"pada ", "menulis:"}, {"-----original message-----", ""}, {"________________________________", ""}, {"-----pesan asli-----", ""}}

// own returns the words that the sender wrote, without those that they quote and without a signature.
func own(s string) string {
	var kept []string
	for line := range strings.Lines(strings.ReplaceAll(s, "\r\n", "\n")) {
		line = strings.TrimRight(line, "\n")
		trimmed := strings.ToLower(strings.TrimSpace(line))
		if line == "-- " || line == "--" {
			break
		}
		quoted := false
		for _, b := range begins {
			quoted = quoted || strings.HasPrefix(trimmed, b[0]) && strings.HasSuffix(trimmed, b[1]) && (b[1] == "" || utf8.RuneCountInString(trimmed) > len(b[0])+len(b[1]))
		}
		if quoted {
			break
		}
		if !strings.HasPrefix(line, ">") {
			kept = append(kept, line)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}
