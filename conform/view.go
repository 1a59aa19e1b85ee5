package conform

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"terang"
)

// view is what a recipient perceives of a payload, read from its bytes alone by this suite's own readers.
type view struct {
	channel    string
	id         string
	direction  terang.Direction
	kind       terang.AuthorKind // the machine-readable author, "" where the channel has no place for one
	structured bool              // the channel has a place for it
	label      string            // the words that mark the author
	name       string
	language   terang.Language
	disclosure string
	text       string   // the body, with a label that stands in it
	beside     []string // everything else that can be read: buttons, cards, sources
	plain      string   // of an e-mail
	html       string   // of an e-mail, as text
	header     mail.Header
	choices    []string
	safe       string // of a call: what is spoken before the caller can talk over it
}

// visible is all words of the unit in the order in which they are met.
func (v view) visible() string {
	parts := make([]string, 0, 4)
	for _, s := range append([]string{v.disclosure, v.text}, v.beside...) {
		if strings.TrimSpace(s) != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n")
}

// words is the author's own speech: disclosure and text, without buttons.
func (v view) words() string { return strings.TrimSpace(v.disclosure + " " + v.text) }

// read reads a payload by its channel's published format.
func read(p Payload) (view, error) {
	v := view{channel: p.Channel, id: p.MessageID, direction: p.Direction}
	var err error
	switch p.Channel {
	case "web":
		err = v.web(p.Bytes)
	case "whatsapp":
		err = v.whatsapp(p.Bytes)
	case "telegram":
		err = v.telegram(p.Bytes)
	case "sms":
		err = v.sms(p.Bytes)
	case "email":
		err = v.email(p.Bytes)
	case "push":
		err = v.push(p.Bytes)
	case "voice":
		err = v.voice(p.Bytes)
	default:
		err = fmt.Errorf("the channel %q has no reader", p.Channel)
	}
	if err != nil {
		return v, fmt.Errorf("conform: read %s: %w", p.Channel, err)
	}
	return v, nil
}

func (v *view) web(b []byte) error {
	var m struct {
		ID        string           `json:"id"`
		Direction terang.Direction `json:"direction"`
		Author    struct {
			Kind  terang.AuthorKind `json:"kind"`
			Label string            `json:"label"`
			Name  string            `json:"name"`
		} `json:"author"`
		Language   terang.Language `json:"language"`
		Disclosure struct {
			Text string `json:"text"`
		} `json:"disclosure"`
		Text    string `json:"text"`
		Replies []struct {
			Label string `json:"label"`
		} `json:"replies"`
		Card    json.RawMessage `json:"card"`
		Sources []struct {
			Title string `json:"title"`
		} `json:"sources"`
		Survey struct {
			Question string `json:"question"`
		} `json:"survey"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	v.id, v.direction, v.kind, v.structured = m.ID, m.Direction, m.Author.Kind, true
	v.label, v.name, v.language = m.Author.Label, m.Author.Name, m.Language
	v.disclosure, v.text = m.Disclosure.Text, m.Text
	for _, s := range m.Sources {
		v.beside = append(v.beside, s.Title)
	}
	if m.Survey.Question != "" {
		v.beside = append(v.beside, m.Survey.Question)
	}
	if len(m.Card) > 0 {
		var card any
		if err := json.Unmarshal(m.Card, &card); err != nil {
			return err
		}
		v.beside = append(v.beside, stringsIn(card)...)
	}
	for _, r := range m.Replies {
		v.choices = append(v.choices, r.Label)
	}
	return nil
}

// stringsIn lists every string in a JSON value, keys left out, in an order that is the same each time.
func stringsIn(x any) []string {
	var out []string
	switch x := x.(type) {
	case string:
		out = append(out, x)
	case []any:
		for _, e := range x {
			out = append(out, stringsIn(e)...)
		}
	case map[string]any:
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			out = append(out, stringsIn(x[k])...)
		}
	}
	return out
}

// prefix takes the label from the beginning of a body: "AI: Halo".
var prefix = regexp.MustCompile(`^([\pL][\pL+ ]{0,24}):\s`)

func (v *view) inline(body string) {
	v.text = body
	if m := prefix.FindStringSubmatch(body); m != nil {
		v.label = m[1]
	}
}

// whatsapp reads a call of the Cloud API: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
func (v *view) whatsapp(b []byte) error {
	var m struct {
		Type string `json:"type"`
		Text struct {
			Body string `json:"body"`
		} `json:"text"`
		Interactive struct {
			Header struct {
				Text string `json:"text"`
			} `json:"header"`
			Body struct {
				Text string `json:"text"`
			} `json:"body"`
			Footer struct {
				Text string `json:"text"`
			} `json:"footer"`
			Action any `json:"action"`
		} `json:"interactive"`
		Template any `json:"template"`
		Image    struct {
			Caption string `json:"caption"`
		} `json:"image"`
		Document struct {
			Caption string `json:"caption"`
		} `json:"document"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	switch m.Type {
	case "text":
		v.inline(m.Text.Body)
	case "interactive":
		if h := m.Interactive.Header.Text; h != "" {
			v.inline(h)
			v.beside = append(v.beside, m.Interactive.Body.Text)
		} else {
			v.inline(m.Interactive.Body.Text)
		}
		v.beside = append(v.beside, m.Interactive.Footer.Text)
		v.choices = stringsIn(m.Interactive.Action)
	case "template":
		v.inline(strings.Join(stringsIn(m.Template), "\n"))
	case "image":
		v.inline(m.Image.Caption)
	case "document":
		v.inline(m.Document.Caption)
	default:
		return fmt.Errorf("a message of type %q has no label", m.Type)
	}
	return nil
}

// telegram reads a call of the Bot API: https://core.telegram.org/bots/api#sendmessage
func (v *view) telegram(b []byte) error {
	var m struct {
		Text    string `json:"text"`
		Caption string `json:"caption"`
		Markup  struct {
			Inline [][]struct {
				Text string `json:"text"`
			} `json:"inline_keyboard"`
			Keyboard [][]struct {
				Text string `json:"text"`
			} `json:"keyboard"`
		} `json:"reply_markup"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	body := m.Text
	if body == "" {
		body = m.Caption
	}
	v.inline(body)
	for _, row := range append(m.Markup.Inline, m.Markup.Keyboard...) {
		for _, k := range row {
			v.choices = append(v.choices, k.Text)
		}
	}
	return nil
}

// sms reads a form as Twilio takes it, or JSON with a body: https://www.twilio.com/docs/messaging/api/message-resource
func (v *view) sms(b []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		for _, key := range []string{"Body", "body", "text", "message"} {
			if s, ok := m[key].(string); ok {
				v.inline(s)
				return nil
			}
		}
		return fmt.Errorf("no body")
	}
	form, err := url.ParseQuery(string(b))
	if err != nil {
		return err
	}
	body := form.Get("Body")
	if body == "" {
		return fmt.Errorf("no Body")
	}
	v.inline(body)
	return nil
}

// push reads what a browser's service worker gets, or a call of FCM (HTTP v1) or APNs.
func (v *view) push(b []byte) error {
	type alert struct{ Title, Body string }
	var m struct {
		alert
		Message struct {
			Notification alert          `json:"notification"`
			Data         map[string]any `json:"data"`
		} `json:"message"`
		APS struct {
			Alert alert `json:"alert"`
		} `json:"aps"`
		Data map[string]any `json:"data"`
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	a, data := m.Message.Notification, m.Message.Data
	if a == (alert{}) {
		a, data = m.APS.Alert, m.Data
	}
	if a == (alert{}) {
		a = m.alert
	}
	v.structured = true
	for _, key := range []string{"author", "author_kind", "author.kind"} {
		if s, ok := data[key].(string); ok {
			v.kind = terang.AuthorKind(s)
		}
	}
	v.label, _, _ = strings.Cut(a.Title, " · ")
	v.name, v.text = a.Title, a.Body
	return nil
}

// voice reads TwiML, bare or in the form of a call to the provider: https://www.twilio.com/docs/voice/twiml
func (v *view) voice(b []byte) error {
	if form, err := url.ParseQuery(string(b)); err == nil && form.Get("Twiml") != "" {
		b = []byte(form.Get("Twiml"))
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	var said, safe []string
	listening := 0 // depth of elements during which the caller may talk
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "Gather" && attribute(token, "bargeIn") != "false" || listening > 0 {
				listening++ // Twilio lets callers interrupt unless told otherwise
			}
			if greeting := attribute(token, "welcomeGreeting"); greeting != "" {
				said = append(said, greeting)
				if attribute(token, "welcomeGreetingInterruptible") == "none" {
					safe = append(safe, greeting)
				}
			}
			if attribute(token, "name") == "author" {
				v.kind, v.structured = terang.AuthorKind(attribute(token, "value")), true
			}
		case xml.EndElement:
			listening = max(listening-1, 0)
		case xml.CharData:
			if words := strings.TrimSpace(string(token)); words != "" {
				said = append(said, words)
				if listening == 0 {
					safe = append(safe, words)
				}
			}
		}
	}
	if len(said) == 0 {
		return fmt.Errorf("nothing is said")
	}
	v.text, v.label, v.safe = strings.Join(said, " "), said[0], strings.Join(safe, " ")
	return nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// email reads a message as it goes to a server (RFC 5322, 2045).
func (v *view) email(b []byte) error {
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		return err
	}
	v.header = m.Header
	if from, err := mail.ParseAddress(m.Header.Get("From")); err == nil {
		v.label, v.name = from.Name, from.Name
	}
	mode := m.Header.Get("AI-Disclosure")
	if _, after, ok := strings.Cut(mode, "mode="); ok {
		mode, _, _ = strings.Cut(after, ";")
	}
	v.kind, v.structured = emailKind(strings.Trim(mode, `" `), m.Header)
	if err := v.part(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body); err != nil {
		return err
	}
	v.text = v.plain
	if v.text == "" {
		v.text = v.html
	}
	return nil
}

// emailKind reads the author from X-Terang-Author, else from the disclosure's mode; false where neither names one.
func emailKind(mode string, h mail.Header) (terang.AuthorKind, bool) {
	if k := h.Get("X-Terang-Author"); k != "" {
		k, _, _ = strings.Cut(k, ";")
		return terang.AuthorKind(strings.TrimSpace(k)), true
	}
	switch mode {
	case "ai", "ai-originated", "machine-generated", "autonomous":
		return terang.KindAI, true
	case "ai-modified", "ai-assisted", "ai_assisted":
		return terang.KindAIAssisted, true
	case "none":
		return terang.KindHuman, true
	}
	return "", false
}

func (v *view) part(contentType, encoding string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := v.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch kind {
	case "text/plain":
		v.plain += string(b)
	case "text/html":
		v.html += textOf(string(b))
	}
	return nil
}

var (
	hiddenTag = regexp.MustCompile(`(?is)<(style|script|head|template|title)\b.*?</(style|script|head|template|title)>|<!--.*?-->|<[^>]*(display:\s*none|visibility:\s*hidden|aria-hidden="true"|\shidden)[^>]*>.*?</[^>]*>`)
	blockTag  = regexp.MustCompile(`(?i)</?(p|div|li|tr|br|h[1-6]|td|dt|dd|form|textarea|main|header|ol|ul)\b[^>]*>`)
	anyTag    = regexp.MustCompile(`<[^>]*>`)
)

// textOf is the text that HTML shows: without what is hidden, one line per block.
func textOf(s string) string {
	s = hiddenTag.ReplaceAllString(s, "")
	s = blockTag.ReplaceAllString(s, "\n")
	s = html.UnescapeString(anyTag.ReplaceAllString(s, ""))
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
