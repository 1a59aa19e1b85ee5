package whatsapp

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/gate"
)

// bubble is the body of one call, but for the recipient.
type bubble struct {
	Product     string       `json:"messaging_product"`
	Recipient   string       `json:"recipient_type"`
	Type        string       `json:"type"`
	Text        *text        `json:"text,omitempty"`
	Interactive *interactive `json:"interactive,omitempty"`
	Template    *sent        `json:"template,omitempty"`
	Opaque      string       `json:"biz_opaque_callback_data"` // comes back in every status
}

type text struct {
	Body string `json:"body"`
}

type interactive struct {
	Type   string `json:"type"` // "button" or "list"
	Body   words  `json:"body"`
	Action action `json:"action"`
}

type words struct {
	Text string `json:"text"`
}

type action struct {
	Buttons  []button  `json:"buttons,omitempty"`
	Button   string    `json:"button,omitempty"` // opens the list
	Sections []section `json:"sections,omitempty"`
}

type button struct {
	Type  string `json:"type"`
	Reply row    `json:"reply"`
}

type section struct {
	Rows []row `json:"rows"`
}

type row struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

const callType, callPath = "application/json", "messages"

// Render implements [gate.Renderer]. What the brand starts becomes a template where any are known.
func (c *Channel) Render(u gate.Utterance) ([]byte, error) {
	if utf8.RuneCountInString(u.Message.Content.Text) > terang.MaxText {
		return nil, channel.ErrLimit
	}
	if len(c.config.Templates) > 0 && proactive(&u.Message) {
		return c.renderTemplate(u)
	}
	act, shown := buttons(&u.Message)
	w := channel.WordsOf(u, shown).Trim(maxMore)
	prefix := w.Prefix()
	room := utf8.RuneCountInString(prefix)
	parts := channel.Split(w.Body(), len(w.Told), maxBody-room, channel.One)
	if last := len(parts) - 1; last >= 0 && act != nil && utf8.RuneCountInString(parts[last]) > maxInteractive-room {
		keep := 0
		if last == 0 {
			keep = len(w.Told)
		}
		parts = append(parts[:last], channel.Split(parts[last], keep, maxInteractive-room, channel.One)...)
	}
	if len(parts) == 0 {
		return nil, channel.ErrLimit
	}
	p := channel.NewParcel(u, w)
	for i, part := range parts {
		b := bubble{Type: "text", Text: &text{prefix + part}}
		if act != nil && i == len(parts)-1 {
			kind := "button"
			if act.Sections != nil {
				kind = "list"
			}
			b = bubble{Type: "interactive", Interactive: &interactive{Type: kind, Body: words{prefix + part}, Action: *act}}
		}
		if err := put(&p, b, u.Message.ID); err != nil {
			return nil, err
		}
	}
	return p.Bytes(maxPayload)
}

func put(p *channel.Parcel, b bubble, id string) error {
	b.Product, b.Recipient, b.Opaque = Name, "individual", id
	body, err := channel.Exact(b)
	if err != nil {
		return err
	}
	p.Calls = append(p.Calls, channel.Call{Path: callPath, Type: callType, Body: string(body)})
	return nil
}

// proactive reports whether the brand starts the talk with this message: it then tells how to end it.
func proactive(m *terang.Message) bool {
	return m.Content.Disclosure != nil && slices.Contains(m.Content.Disclosure.Elements, terang.OptOut)
}

var open = terang.Text{terang.Indonesian: "Pilih", terang.English: "Choose"}

// buttons makes the quick replies tappable, and reports how many of them are: up to three short ones as buttons, up to
// ten as a list. What does not fit, or would look like another, is said in words.
func buttons(m *terang.Message) (*action, int) {
	replies := m.Content.Replies[:min(len(m.Content.Replies), maxRows)]
	title := maxTitle
	if len(replies) > maxButtons || slices.ContainsFunc(replies, func(r terang.QuickReply) bool { return utf8.RuneCountInString(r.Label) > maxTitle }) {
		title = maxRow
	}
	var rows []row
	for _, r := range replies {
		one := row{ID: channel.Tap(m.Seq, r.Value), Title: channel.Short(r.Label, title)}
		if one.Title != r.Label {
			one.Description = channel.Short(r.Label, maxDescription)
		}
		same := func(have row) bool { return have.Title == one.Title || have.ID == one.ID }
		if one.Title == "" || len(one.ID) > maxReplyID || slices.ContainsFunc(rows, same) {
			break
		}
		rows = append(rows, one)
	}
	if len(rows) == 0 {
		return nil, 0
	}
	if title == maxRow {
		return &action{Button: open.In(m.Language), Sections: []section{{Rows: rows}}}, len(rows)
	}
	act := &action{}
	for _, r := range rows {
		act.Buttons = append(act.Buttons, button{Type: "reply", Reply: r})
	}
	return act, len(rows)
}

// Shown implements [gate.Renderer]: it reads the bubbles as the client shows them.
func (c *Channel) Shown(payload []byte) (gate.Shown, error) {
	p, err := channel.ReadParcel(payload, maxPayload)
	if err != nil {
		return gate.Shown{}, err
	}
	units := make([]string, 0, len(p.Calls))
	for i, call := range p.Calls {
		var b bubble
		if call.Path != callPath || call.Type != callType {
			return gate.Shown{}, fmt.Errorf("whatsapp: read back: call %d is no message", i+1)
		}
		if err := channel.ReadExact([]byte(call.Body), &b); err != nil {
			return gate.Shown{}, err
		}
		unit, err := c.seen(&b)
		if err != nil {
			return gate.Shown{}, fmt.Errorf("whatsapp: read back: call %d: %w", i+1, err)
		}
		if b.Product != Name || b.Recipient != "individual" || b.Opaque != p.ID {
			return gate.Shown{}, fmt.Errorf("whatsapp: read back: call %d is another's", i+1)
		}
		units = append(units, unit)
	}
	return p.Read(units)
}

// seen returns the words of one bubble: where a recipient sees more than one text, it is no message of ours.
func (c *Channel) seen(b *bubble) (string, error) {
	switch {
	case b.Type == "text" && b.Text != nil && b.Interactive == nil && b.Template == nil:
		if utf8.RuneCountInString(b.Text.Body) > maxBody {
			return "", channel.ErrLimit
		}
		return b.Text.Body, nil
	case b.Type == "interactive" && b.Interactive != nil && b.Text == nil && b.Template == nil:
		n := len(b.Interactive.Action.Buttons)
		for _, s := range b.Interactive.Action.Sections {
			n += len(s.Rows)
		}
		if n == 0 || n > maxRows || utf8.RuneCountInString(b.Interactive.Body.Text) > maxInteractive {
			return "", channel.ErrLimit
		}
		return b.Interactive.Body.Text, nil
	case b.Type == "template" && b.Template != nil && b.Text == nil && b.Interactive == nil:
		return c.fill(b.Template)
	}
	return "", fmt.Errorf("the type %q does not fit", b.Type)
}
