package voice

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"terang"
	"terang/channel"
	"terang/gate"
)

// The calls of each wire.
const (
	livePath  = "Calls/" + channel.Recipient + ".json" // words for a call that is under way
	dialPath  = "Calls.json"                           // a new call
	relayPath = "calls/" + channel.Recipient + "/relay"
	plainPath = "calls/" + channel.Recipient + "/plan"
	formType  = "application/x-www-form-urlencoded"
	jsonType  = "application/json"
)

// locales are the voices' languages.
var locales = map[terang.Language]string{terang.Indonesian: "id-ID", terang.English: "en-US"}

func locale(l terang.Language) string { return locales[l.Or(terang.Indonesian)] }

// frame is what ConversationRelay is told: words, or a sound. Both switches are always written: left out, the caller's
// voice or the next frame would cut the words off.
type frame struct {
	Type          string `json:"type"` // "text" or "play"
	Token         string `json:"token,omitempty"`
	Source        string `json:"source,omitempty"`
	Lang          string `json:"lang,omitempty"`
	Last          bool   `json:"last"`
	Interruptible bool   `json:"interruptible"`
	Preemptible   bool   `json:"preemptible"`
}

// relayed writes steps as frames.
func relayed(steps []Step, l terang.Language) ([]channel.Call, error) {
	calls := make([]channel.Call, 0, len(steps))
	for i, s := range steps {
		f := frame{Type: "text", Token: s.Say, Lang: locale(l), Last: i == len(steps)-1, Interruptible: s.Interruptible, Preemptible: s.Interruptible}
		if s.Play != "" {
			f.Type, f.Source, f.Lang = "play", s.Play, ""
		}
		body, err := channel.Exact(f)
		if err != nil {
			return nil, err
		}
		calls = append(calls, channel.Call{Path: relayPath, Type: jsonType, Body: string(body)})
	}
	return calls, nil
}

func hearRelay(p *channel.Parcel) ([]Step, error) {
	steps := make([]Step, 0, len(p.Calls))
	for i, call := range p.Calls {
		var f frame
		if err := channel.ReadExact([]byte(call.Body), &f); err != nil {
			return nil, err
		}
		if call.Path != relayPath || call.Type != jsonType || f.Last != (i == len(p.Calls)-1) || f.Preemptible && !f.Interruptible {
			return nil, fmt.Errorf("voice: read back: frame %d does not fit", i+1)
		}
		switch {
		case f.Type == "text" && f.Token != "" && f.Source == "" && f.Lang == locale(p.Language):
			steps = append(steps, Step{Say: f.Token, Interruptible: f.Interruptible})
		case f.Type == "play" && f.Source != "" && f.Token == "":
			steps = append(steps, Step{Play: f.Source, Interruptible: f.Interruptible})
		default:
			return nil, fmt.Errorf("voice: read back: frame %d is neither words nor a sound", i+1)
		}
	}
	return steps, nil
}

// script is the plain wire: what is heard, who speaks, and what the caller can press.
type script struct {
	Author    terang.AuthorKind `json:"author"`
	Lang      string            `json:"lang"`
	Steps     []Step            `json:"steps"`
	Keys      keys              `json:"keys"`
	AfterBeep string            `json:"after_beep"` // what to do when a machine answered: always "repeat"
}

// keys are what the caller can press at any time.
type keys struct {
	Person string `json:"person"`
	Stop   string `json:"stop"`
}

const (
	keyPerson = "0"
	keyStop   = "9"
)

func plain(steps []Step, u gate.Utterance) ([]channel.Call, error) {
	body, err := channel.Exact(script{u.Message.Author.Kind(), locale(u.Message.Language), steps, keys{keyPerson, keyStop}, "repeat"})
	if err != nil {
		return nil, err
	}
	return []channel.Call{{Path: plainPath, Type: jsonType, Body: string(body)}}, nil
}

func hearPlain(p *channel.Parcel) ([]Step, error) {
	var s script
	if err := channel.ReadExact([]byte(p.Calls[0].Body), &s); err != nil {
		return nil, err
	}
	if len(p.Calls) != 1 || p.Calls[0].Type != jsonType || s.Author != p.Kind || s.Lang != locale(p.Language) || s.Keys != (keys{keyPerson, keyStop}) || s.AfterBeep != "repeat" {
		return nil, fmt.Errorf("voice: read back: the plan does not fit the message")
	}
	for i, step := range s.Steps {
		if (step.Say == "") == (step.Play == "") {
			return nil, fmt.Errorf("voice: read back: step %d is not one thing", i+1)
		}
	}
	return s.Steps, nil
}

// spoken writes steps as TwiML: what may not be interrupted stands alone, the rest inside Gather, which listens to the
// voice and to keys meanwhile.
func (c *Channel) spoken(steps []Step, u gate.Utterance) ([]channel.Call, error) {
	var sb strings.Builder
	sb.WriteString(`<?xml version="1.0" encoding="UTF-8"?><Response>`)
	locale, inside := locale(u.Message.Language), false
	for _, s := range steps {
		if s.Interruptible && !inside {
			c.gather(&sb, u.Message.ID, locale)
			inside = true
		}
		if s.Play != "" {
			sb.WriteString("<Play>" + escaped(s.Play) + "</Play>")
		} else {
			sb.WriteString(`<Say language="` + locale + `">` + escaped(s.Say) + "</Say>")
		}
	}
	if !inside {
		c.gather(&sb, u.Message.ID, locale) // the caller has the word afterwards
	}
	sb.WriteString("</Gather></Response>")
	call := channel.Call{Path: livePath, Type: formType, Body: "Twiml=" + url.QueryEscape(sb.String())}
	if d := u.Message.Content.Disclosure; d != nil && slices.Contains(d.Elements, terang.OptOut) {
		// The call begins at once; meanwhile the provider listens for the beep of a machine, and tells us of it.
		call.Path = dialPath
		call.Body += "&MachineDetection=DetectMessageEnd&AsyncAmd=true&AsyncAmdStatusCallback=" + url.QueryEscape(c.hook(u.Message.ID))
	}
	return []channel.Call{call}, nil
}

func (c *Channel) hook(id string) string {
	return c.config.Callback + "?message=" + url.QueryEscape(id)
}

func (c *Channel) gather(sb *strings.Builder, id, locale string) {
	sb.WriteString(`<Gather input="dtmf speech" numDigits="1" actionOnEmptyResult="true" language="` + locale + `" action="` + escaped(c.hook(id)) + `">`)
}

// Wait is what a web hook of a call is answered with: the line is held, in silence, until the message comes that was asked
// for. So nothing is heard before the disclosure.
func Wait() []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><Response><Pause length="60"/></Response>`)
}

func escaped(s string) string {
	var sb strings.Builder
	if err := xml.EscapeText(&sb, []byte(s)); err != nil {
		return ""
	}
	return sb.String()
}

// hearTwiML reads TwiML as the provider does: verb by verb. Any verb or attribute that Render does not write is an error,
// for it could send the caller elsewhere, or make a disclosure end early.
func hearTwiML(p *channel.Parcel) ([]Step, error) {
	fields, err := url.ParseQuery(p.Calls[0].Body)
	if err != nil || len(p.Calls) != 1 || p.Calls[0].Type != formType || len(fields["Twiml"]) != 1 || !strings.HasPrefix(p.Calls[0].Body, "Twiml=") {
		return nil, fmt.Errorf("voice: read back: no form with words")
	}
	h := hearing{attributes: map[string][]string{
		"Response": nil, "Play": nil, "Say": {"language=" + locale(p.Language)}, "Gather": {"input=dtmf speech", "numDigits=1", "actionOnEmptyResult=true", "language=" + locale(p.Language)},
	}}
	d := xml.NewDecoder(strings.NewReader(fields.Get("Twiml")))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("voice: read back: %w", err)
		}
		if err := h.token(t); err != nil {
			return nil, err
		}
	}
	if len(h.open) != 0 || !h.listens {
		return nil, fmt.Errorf("voice: read back: the caller cannot press a key")
	}
	return h.steps, nil
}

// hearing is how far a caller has listened.
type hearing struct {
	attributes map[string][]string // of each verb; Gather has an action besides
	open       []string
	steps      []Step
	listens    bool
	text       strings.Builder
}

func (h *hearing) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.ProcInst:
		return nil
	case xml.StartElement:
		return h.start(t)
	case xml.CharData:
		h.text.Write(t)
		return nil
	case xml.EndElement:
		return h.end()
	}
	return fmt.Errorf("voice: read back: neither a verb nor words")
}

func (h *hearing) start(t xml.StartElement) error {
	path := strings.Join(append(h.open, t.Name.Local), ">")
	if !slices.Contains([]string{"Response", "Response>Play", "Response>Say", "Response>Gather", "Response>Gather>Play", "Response>Gather>Say"}, path) || h.text.Len() > 0 {
		return fmt.Errorf("voice: read back: no verb may stand at %s", path)
	}
	if h.listens && len(h.open) < 2 {
		return fmt.Errorf("voice: read back: something follows the words")
	}
	var have []string
	for _, a := range t.Attr {
		if t.Name.Local == "Gather" && a.Name.Local == "action" {
			continue
		}
		have = append(have, a.Name.Local+"="+a.Value)
	}
	if !slices.Equal(have, h.attributes[t.Name.Local]) {
		return fmt.Errorf("voice: read back: %s has other attributes", t.Name.Local)
	}
	h.listens = h.listens || t.Name.Local == "Gather"
	h.open = append(h.open, t.Name.Local)
	return nil
}

func (h *hearing) end() error {
	verb, words := h.open[len(h.open)-1], h.text.String()
	h.open = h.open[:len(h.open)-1]
	h.text.Reset()
	within := len(h.open) == 2
	switch verb {
	case "Say":
		h.steps = append(h.steps, Step{Say: words, Interruptible: within})
	case "Play":
		h.steps = append(h.steps, Step{Play: words, Interruptible: within})
	default:
		if words != "" {
			return fmt.Errorf("voice: read back: words outside of Say")
		}
	}
	return nil
}
