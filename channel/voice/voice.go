// Package voice is the channel of phone calls. What discloses is the first speech of a message and cannot be interrupted;
// every message names its author before its words; zero reaches a person at any time.
//
// A message is a plan of steps (see [Step]), carried in one of three wires: TwiML, in which a step that may be interrupted
// stands inside Gather and one that may not stands before it; the frames of ConversationRelay, whose own default would let a
// caller talk a greeting away; or the plan itself as JSON, for any other telephony. The payload is a [channel.Parcel] of
// calls in that wire. The package never records, never judges a voice and never stores.
//
// The way in is [New]; [Seconds] estimates how long words take, [Channel.AfterBeep] says a message again to a machine that
// answered, [Channel.Receive] reads what a caller said or pressed.
package voice

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/channel/twilio"
	"terang/gate"
)

// Name is the channel's word in the store and in receipts.
const Name = "voice"

// Wire is the form in which a call's words are carried.
type Wire string

// The wires.
const (
	TwiML Wire = "twiml" // the provider's XML, by its REST API
	Relay Wire = "relay" // frames of ConversationRelay, for a gateway that holds the socket
	Plain Wire = "plan"  // the plan as JSON
)

// Limits of one message.
const (
	maxText    = 1000
	maxMore    = 400
	maxPayload = 64 << 10
	// MaxDisclosure is how long it may take to say who speaks, in seconds.
	MaxDisclosure = 10
	// MaxBesides is how long each thing besides may take: how to end the calls, that a decision was automatic.
	MaxBesides = 5
	// longest is how long all of it may take: nobody hears more to its end.
	longest = 20
	// MaxCue is how long the words that name an author may be spoken, in seconds.
	MaxCue = 3
)

// Config is what the channel needs to know. Without Transport and Addresses it renders and reads, and sends nothing. An
// address is the id of a call that is under way, or a phone number where the brand starts the talk.
type Config struct {
	Wire     Wire // "" is TwiML
	Account  string
	Token    string // signs the web hooks too
	From     string // our number
	Callback string // where the provider brings what the caller says: our web hook
	// Earcons are the addresses of short sounds, played before the words of an author of a kind.
	Earcons   map[terang.AuthorKind]string
	Base      string // "" is the provider's API
	Transport http.RoundTripper
	Addresses channel.Addresses
}

// Channel is phone calls. It is safe for concurrent use.
type Channel struct {
	config Config
	line   channel.Line
}

var (
	_ channel.Channel  = (*Channel)(nil)
	_ channel.Receiver = (*Channel)(nil)
	_ gate.Formed      = (*Channel)(nil)
)

// New makes the channel. A machine may not sound like a person: their earcons must differ.
func New(config Config) (*Channel, error) {
	switch config.Wire {
	case "":
		config.Wire = TwiML
	case TwiML, Relay, Plain:
	default:
		return nil, fmt.Errorf("voice: new: no wire %q; there are twiml, relay and plan", config.Wire)
	}
	for kind, sound := range config.Earcons {
		if kind != terang.KindHuman && sound != "" && sound == config.Earcons[terang.KindHuman] {
			return nil, fmt.Errorf("voice: new: %s has the earcon of a person", kind)
		}
		if !strings.HasPrefix(sound, "https://") {
			return nil, fmt.Errorf("voice: new: the earcon of %s is no https address", kind)
		}
	}
	if config.Base == "" {
		config.Base = twilio.Base
	}
	base := strings.TrimRight(config.Base, "/")
	if config.Wire == TwiML {
		base += "/Accounts/" + url.PathEscape(config.Account)
	}
	c := &Channel{config: config}
	c.line = channel.Line{
		Base: base, Transport: config.Transport, Addresses: config.Addresses, Refused: twilio.Refused, Taken: twilio.Taken,
		Sign: func(r *http.Request) { r.SetBasicAuth(config.Account, config.Token) },
	}
	return c, nil
}

// Name implements [channel.Channel].
func (*Channel) Name() string { return Name }

// Form implements [gate.Formed].
func (*Channel) Form() gate.Form { return gate.Form{Family: gate.Voice} }

// Limits implements [channel.Channel].
func (*Channel) Limits() channel.Limits {
	return channel.Limits{MaxText: maxText, MaxPayload: maxPayload}
}

// pace is how many words are spoken in a second: 20 Indonesian words take 8 seconds.
const pace = 2.5

// Seconds estimates how long words take to speak: a digit is a word of its own.
func Seconds(words string) float64 {
	n, inside := 0, false
	for _, r := range words {
		switch {
		case unicode.IsDigit(r):
			n, inside = n+1, false
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			if !inside || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				n++
			}
			inside = true
		case r != '\'' && r != '’':
			inside = false
		}
	}
	return float64(n) / pace
}

// Step is one thing that is heard.
type Step struct {
	Play          string `json:"play,omitempty"` // the address of a sound
	Say           string `json:"say,omitempty"`
	Interruptible bool   `json:"interruptible"`
}

// plan lays a message out: sound, disclosure, the author's cue, the text, the rest. Only the author's own words may be
// interrupted, and no word of the house's own announcement.
func (c *Channel) plan(u gate.Utterance) ([]Step, channel.Words, error) {
	w := channel.WordsOf(u, 0).Trim(maxMore)
	if limit := allowed(u.Message.Content.Disclosure); Seconds(w.Told) > limit {
		return nil, w, fmt.Errorf("voice: render: the disclosure takes more than %.0f seconds", limit)
	}
	var steps []Step
	if sound := c.config.Earcons[u.Message.Author.Kind()]; sound != "" {
		steps = append(steps, Step{Play: sound})
	}
	if w.Told != "" {
		steps = append(steps, Step{Say: w.Told})
	}
	if cue := cue(w); cue != "" {
		if Seconds(cue) > MaxCue {
			return nil, w, fmt.Errorf("voice: render: the author's name takes more than %d seconds", MaxCue)
		}
		steps = append(steps, Step{Say: cue})
	}
	free := u.Message.Author.Kind() != terang.KindSystem
	for _, words := range []string{w.Said, w.More} {
		if words != "" {
			steps = append(steps, Step{Say: words, Interruptible: free})
		}
	}
	return steps, w, nil
}

// allowed returns how many seconds a disclosure may take, by what it says.
func allowed(d *terang.Disclosure) float64 {
	limit := MaxDisclosure
	if d != nil {
		for _, e := range d.Elements {
			switch e {
			case terang.OptOut, terang.AIRole, terang.EmotionNotice, terang.PriceAlgorithmic, terang.ConsentNamesAI:
				limit += MaxBesides
			case terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute, terang.NewAuthorKind, terang.HumanReview, terang.PerMessageAuthor, terang.InFileLabel:
			}
		}
	}
	return float64(min(limit, longest))
}

// cue names the author in a breath: "Asisten AI.", "Petugas, Rina."
func cue(w channel.Words) string {
	switch {
	case w.Label == "":
		return ""
	case w.Name == "":
		return w.Label + "."
	}
	return w.Label + ", " + w.Name + "."
}

// Render implements [gate.Renderer].
func (c *Channel) Render(u gate.Utterance) ([]byte, error) {
	if utf8.RuneCountInString(u.Message.Content.Text) > maxText {
		return nil, channel.ErrLimit
	}
	steps, w, err := c.plan(u)
	if err != nil {
		return nil, err
	}
	p := channel.NewParcel(u, w)
	switch c.config.Wire {
	case Relay:
		p.Calls, err = relayed(steps, u.Message.Language)
	case Plain:
		p.Calls, err = plain(steps, u)
	case TwiML:
		p.Calls, err = c.spoken(steps, u)
	}
	if err != nil {
		return nil, err
	}
	return p.Bytes(maxPayload)
}

// Shown implements [gate.Renderer]: it hears the message as a caller does who talks from the first second on.
func (*Channel) Shown(payload []byte) (gate.Shown, error) {
	p, err := channel.ReadParcel(payload, maxPayload)
	if err != nil {
		return gate.Shown{}, err
	}
	var steps []Step
	switch p.Calls[0].Path {
	case relayPath:
		steps, err = hearRelay(p)
	case plainPath:
		steps, err = hearPlain(p)
	case livePath, dialPath:
		steps, err = hearTwiML(p)
	default:
		err = fmt.Errorf("voice: read back: no call %q", p.Calls[0].Path)
	}
	if err != nil {
		return gate.Shown{}, err
	}
	return hear(p, steps)
}

// hear reads the steps of any wire.
func hear(p *channel.Parcel, steps []Step) (gate.Shown, error) {
	out := gate.Shown{ID: p.ID, Seq: p.Seq, Kind: p.Kind, Name: p.Name, Language: p.Language}
	var said []Step
	for _, s := range steps {
		if s.Say != "" {
			said = append(said, s)
		}
	}
	next := func() (s Step) {
		if len(said) > 0 {
			s, said = said[0], said[1:]
		}
		return s
	}
	if p.Told > 0 {
		s := next()
		if s.Interruptible || len(s.Say) != p.Told || Seconds(s.Say) > longest {
			return out, fmt.Errorf("voice: read back: the disclosure is not the first speech, or may be interrupted, or is too long")
		}
		out.Disclosure = s.Say
	}
	if p.Kind != terang.KindSystem {
		s, end := next(), "."
		if p.Name != "" && (p.Kind == terang.KindHuman || p.Kind == terang.KindAIAssisted) {
			end = ", " + p.Name + "."
		}
		label, found := strings.CutSuffix(s.Say, end)
		if s.Interruptible || !found || label == "" || Seconds(s.Say) > MaxCue {
			return out, fmt.Errorf("voice: read back: nothing names the author before their words")
		}
		out.Label = label
	}
	if p.Said > 0 {
		s := next()
		if len(s.Say) != p.Said || p.Kind == terang.KindSystem && s.Interruptible {
			return out, fmt.Errorf("voice: read back: the text is not whole, or an announcement may be interrupted")
		}
		out.Text = s.Say
	}
	if len(said) > 1 {
		return out, fmt.Errorf("voice: read back: more is said than the message")
	}
	return out, nil
}

// Send implements [channel.Channel]: into the call that is under way, or into a new one where the brand starts the talk.
func (c *Channel) Send(ctx context.Context, cleared gate.Cleared) (channel.Result, error) {
	return c.line.Carry(ctx, cleared, maxPayload, func(to channel.Address, call channel.Call) ([]byte, error) {
		if call.Path != dialPath {
			return []byte(call.Body), callID(to.To)
		}
		number, err := channel.Digits(to.To)
		if err != nil {
			return nil, err
		}
		return []byte("To=%2B" + number + "&From=" + url.QueryEscape(c.config.From) + "&" + call.Body), nil
	})
}

// AfterBeep says a message again, whole, in a call that a machine answered, once it listens: what was said during its
// greeting nobody heard. The bytes are those that were cleared.
func (c *Channel) AfterBeep(ctx context.Context, cleared gate.Cleared, call string) (channel.Result, error) {
	line := c.line
	if line.Addresses != nil {
		line.Addresses = under(call)
	}
	line.Path = func(path string) string { return strings.Replace(path, dialPath, livePath, 1) }
	return line.Carry(ctx, cleared, maxPayload, func(to channel.Address, call channel.Call) ([]byte, error) {
		words, _, _ := strings.Cut(call.Body, "&") // without what begins a call
		if call.Path != dialPath {
			words = call.Body
		}
		return []byte(words), callID(to.To)
	})
}

// under is an address book with the call that is under way.
type under string

// Address implements [channel.Addresses].
func (u under) Address(context.Context, string, string) (channel.Address, error) {
	return channel.Address{To: string(u)}, nil
}

// callID reports what is wrong with the id of a call.
func callID(id string) error {
	if id == "" || len(id) > 64 || strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
		return fmt.Errorf("voice: send: not the id of a call")
	}
	return nil
}
