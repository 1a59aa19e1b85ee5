package email

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/gate"
)

// fields are those that a mail of ours has: one more, or one twice, and a reader may see another author.
var fields = []string{
	"Date", "From", "Message-Id", "Subject", "Mime-Version", "Content-Language", "Content-Type", "Ai-Disclosure", "X-Terang-Author", "X-Terang-Receipt",
	"X-Terang-Seq", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
}

// Shown implements [gate.Renderer]: it reads the mail as a client does, both parts of it; where they differ, a recipient
// would see one or the other, so that is an error.
func (c *Channel) Shown(payload []byte) (gate.Shown, error) {
	if len(payload) > maxPayload {
		return gate.Shown{}, fmt.Errorf("email: read back: %d bytes are too many", len(payload))
	}
	m, err := mail.ReadMessage(bytes.NewReader(payload))
	if err != nil {
		return gate.Shown{}, fmt.Errorf("email: read back: %w", err)
	}
	for name, values := range m.Header {
		if !slices.Contains(fields, name) || len(values) != 1 {
			return gate.Shown{}, fmt.Errorf("email: read back: the field %s is not ours, or stands twice", name)
		}
	}
	out := gate.Shown{ID: m.Header.Get("X-Terang-Receipt"), Kind: terang.AuthorKind(m.Header.Get("X-Terang-Author")), Language: terang.Language(m.Header.Get("Content-Language"))}
	mode, known := modes[out.Kind]
	if !known || m.Header.Get("Ai-Disclosure") != "mode="+mode {
		return gate.Shown{}, fmt.Errorf("email: read back: the field AI-Disclosure does not fit the author")
	}
	if out.Seq, err = strconv.ParseInt(m.Header.Get("X-Terang-Seq"), 10, 64); err != nil {
		return gate.Shown{}, fmt.Errorf("email: read back: no position")
	}
	plain, page, err := both(m, payload)
	if err != nil {
		return gate.Shown{}, err
	}
	l, err := readPage(page, out)
	if err != nil {
		return gate.Shown{}, err
	}
	if l.plain() != plain {
		return gate.Shown{}, fmt.Errorf("email: read back: the plain part says something else than the page")
	}
	out.Disclosure, out.Text = l.told, l.said
	if err := c.readSender(m, l, &out); err != nil {
		return gate.Shown{}, err
	}
	return out, nil
}

// both returns the plain part and the page of a mail that has these two and no more.
func both(m *mail.Message, payload []byte) (plain, page string, err error) {
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" || params["boundary"] == "" {
		return "", "", fmt.Errorf("email: read back: not a mail of two parts")
	}
	// What stands before the first and after the last boundary (RFC 2046 section 5.1.1) some clients show.
	mark := "--" + params["boundary"]
	_, body, _ := bytes.Cut(payload, []byte("\r\n\r\n"))
	if !bytes.HasPrefix(body, []byte(mark+"\r\n")) || !bytes.HasSuffix(body, []byte("\r\n"+mark+"--\r\n")) || bytes.Count(body, []byte(mark)) != 3 {
		return "", "", fmt.Errorf("email: read back: something stands around the parts")
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	var words [2]string
	for i, want := range []string{"text/plain", "text/html"} {
		p, err := r.NextRawPart()
		if err != nil {
			return "", "", fmt.Errorf("email: read back: part %d: %w", i+1, err)
		}
		if p.Header.Get("Content-Type") != want+"; charset=utf-8" || p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			return "", "", fmt.Errorf("email: read back: part %d is not %s", i+1, want)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			return "", "", fmt.Errorf("email: read back: part %d: %w", i+1, err)
		}
		words[i] = strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	if _, err := r.NextRawPart(); err != io.EOF {
		return "", "", fmt.Errorf("email: read back: the mail does not end after two parts")
	}
	return words[0], words[1], nil
}

// readPage reads the page block by block. Whatever is not one of the blocks is an error: a style could hide what a
// recipient must see, and a block could say it anew.
func readPage(page string, as gate.Shown) (letter, error) {
	rest, found := strings.CutPrefix(page, fmt.Sprintf(pageStart, html.EscapeString(string(as.Language)), as.Kind))
	if !found {
		return letter{}, fmt.Errorf("email: read back: the page begins otherwise")
	}
	var words [5]string
	for i, b := range blocks {
		after, found := strings.CutPrefix(rest, b.start)
		if !found {
			continue
		}
		inner, next, found := strings.Cut(after, b.end)
		if !found || strings.ContainsAny(strings.ReplaceAll(inner, "<br>\n", ""), "<>\n") {
			return letter{}, fmt.Errorf("email: read back: block %d of the page is not words alone", i+1)
		}
		words[i], rest = html.UnescapeString(strings.ReplaceAll(inner, "<br>\n", "\n")), next
	}
	if rest != pageEnd {
		return letter{}, fmt.Errorf("email: read back: the page has other blocks")
	}
	return letter{words[0], words[1], words[2], words[3], words[4]}, nil
}

// readSender reads label and name from the sender, and compares them with the first line and the footer.
func (c *Channel) readSender(m *mail.Message, l letter, out *gate.Shown) error {
	from, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil || from.Address != c.config.Address {
		return fmt.Errorf("email: read back: another sender")
	}
	if out.Kind == terang.KindSystem {
		if from.Name != "" || l.label != "" {
			return fmt.Errorf("email: read back: an announcement has no author's name")
		}
		return nil
	}
	open := strings.LastIndex(from.Name, "(")
	if open < 0 || !strings.HasSuffix(from.Name, ")") {
		return fmt.Errorf("email: read back: the sender's name has no label")
	}
	who := strings.TrimSpace(from.Name[:open])
	out.Label, out.Name = l.label, named(out.Kind, who, out.Language)
	if out.Kind == terang.KindHuman || out.Kind == terang.KindAIAssisted {
		if out.Label, _ = strings.CutSuffix(l.label, " ("+who+")"); out.Label == l.label && who != "" {
			return fmt.Errorf("email: read back: sender and first line name others")
		}
	}
	if out.Label == "" || lower(out.Label) != from.Name[open+1:len(from.Name)-1] || !strings.Contains(l.footer, ": "+l.label+". ") {
		return fmt.Errorf("email: read back: sender, first line and footer show different labels")
	}
	return nil
}

// Quote quotes a message of ours under a reply, each with its label, so that neither an answer nor a forwarded copy
// turns a machine's words into a person's.
func Quote(s gate.Shown) string {
	head := s.Label
	if head == "" {
		head = "–"
	} else if s.Name != "" {
		head += " (" + s.Name + ")"
	}
	words := head + ":\n"
	if s.Disclosure != "" {
		words += s.Disclosure + "\n"
	}
	return "> " + strings.ReplaceAll(strings.TrimRight(words+s.Text, "\n"), "\n", "\n> ") + "\n"
}
