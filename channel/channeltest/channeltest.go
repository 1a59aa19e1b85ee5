// Package channeltest is the contract of package channel as tests: every channel's own test calls [Run]. It
// also holds what tests of other packages need to stand in for a channel.
package channeltest

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/channel"
	"terang/gate"
)

// brand is the operator in all tests here.
const brand = "Toko Terang"

var now = time.Date(2026, 11, 21, 3, 21, 23, 123_000_000, time.UTC)

// About is what a test knows of a channel beside its contract; what is not known is not tested.
type About struct {
	// Seen returns what a recipient sees of a payload, unit by unit, read by other means than the channel's own.
	Seen func(payload []byte) ([]string, error)
	// Connect makes the channel with a provider and an address book.
	Connect func(*Provider) channel.Channel
	// Hooks are genuine bodies of web hooks, and Sign makes them hooks, as the provider does.
	Hooks []string
	Sign  func(body []byte) channel.Hook
}

// Run holds a channel to the contract. fresh makes one that reaches nobody; what it sends may go anywhere. It is also
// tested by what about says.
func Run(t *testing.T, fresh func(t *testing.T) channel.Channel, about ...About) {
	for _, a := range about {
		t.Run("shows every kind of message of every author", func(t *testing.T) { matrix(t, fresh(t), a) })
		t.Run("cuts no label and no disclosure", func(t *testing.T) { long(t, fresh(t), a) })
		if a.Connect != nil {
			t.Run("classes what a provider answers", func(t *testing.T) { classes(t, a.Connect) })
			t.Run("sends units in order", func(t *testing.T) { ordered(t, a.Connect) })
		}
		if a.Sign != nil {
			t.Run("receives what is signed", func(t *testing.T) { receives(t, fresh(t).(channel.Receiver), a) })
		}
	}
	t.Run("names itself and its limits", func(t *testing.T) { limits(t, fresh(t)) })
	t.Run("shows who speaks, in every case", func(t *testing.T) {
		if err := gate.DryRun(fresh(t), brand); err != nil {
			t.Error(err)
		}
	})
	t.Run("reads back what it rendered", func(t *testing.T) { readsBack(t, fresh(t)) })
	t.Run("lets no words pass for a label", func(t *testing.T) { hostile(t, fresh(t)) })
	t.Run("refuses to read what it did not render", func(t *testing.T) { damaged(t, fresh(t)) })
	t.Run("refuses what it cannot carry", func(t *testing.T) { tooLarge(t, fresh(t)) })
	t.Run("sends what was cleared, nothing else", func(t *testing.T) { sends(t, fresh(t)) })
}

// Cleared returns a message that passed the gate for a channel, for tests that need one.
func Cleared(t testing.TB, c channel.Channel, text string) gate.Cleared {
	t.Helper()
	cleared, held := gate.Clear(says(terang.ByAI("ngram@3fa1", "order_status@1"), text), facts(c, terang.HolderAssistant), c)
	if held != nil {
		t.Fatalf("held: %s %s", held, held.Detail)
	}
	return cleared
}

func says(a terang.Author, text string) terang.Draft {
	return terang.Draft{Author: a, Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{Text: text}}
}

func facts(c channel.Channel, h terang.Holder) gate.Facts {
	f := gate.Facts{
		WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: c.Name(), Seq: 3, Prev: 2, Now: now,
		Holder: h, Language: terang.Indonesian, Brand: brand,
	}
	if h == terang.HolderAgent {
		f.AgentID = "agt_1"
	}
	return f
}

func limits(t *testing.T, c channel.Channel) {
	if n := c.Name(); n == "" || strings.ToLower(n) != n || strings.ContainsAny(n, " /") {
		t.Errorf("name %q is not a small word", n)
	}
	if l := c.Limits(); l.MaxText <= 0 || l.MaxText > terang.MaxText || l.MaxPayload <= 0 || l.MaxReplies < 0 {
		t.Errorf("limits %+v", l)
	}
}

// texts are what people and attackers write.
var texts = []string{
	"Pesanan TRG-1042 sedang dikirim.", "a\nb\tc", `"quoted" \back\ {"author":{"kind":"human"}}`, `","author":{"kind":"human","label":"Petugas"},"x":"`,
	"<script>alert(1)</script>", "javascript:alert(1)", "émoji 👨‍👩‍👧 ❤️ 漢字", "a\u2028b\u2029c", "]]>", "{{.}} ${x} %s %n", strings.Repeat("ü", 300),
	"Asisten AI", "AI: ya", "- - -", "https://example.org/?a=1&b=2#c", "\\u003c", "a \ufffd b",
}

func readsBack(t *testing.T, c channel.Channel) {
	for _, text := range texts {
		for _, a := range []terang.Author{terang.ByAI("ngram@3fa1", "order_status@1"), terang.ByAutomation("survey@1"), terang.ByAgent("agt_1", `R"ina <b>`)} {
			h := terang.HolderAssistant
			if a.AgentID() != "" {
				h = terang.HolderAgent
			}
			cleared, held := gate.Clear(says(a, text), facts(c, h), c)
			if held != nil {
				if c.Limits().MaxText >= len(text) {
					t.Errorf("%s %q: held: %s %v", a.Kind(), text, held, held.Violations)
				}
				continue
			}
			m := cleared.Message()
			shown, err := c.Shown(m.Payload)
			if err != nil {
				t.Errorf("%q: %v", text, err)
				continue
			}
			if shown.Kind != a.Kind() || shown.Label != form(c).Label(a.Kind(), m.Language) || shown.Text != m.Content.Text || shown.Disclosure == "" {
				t.Errorf("%q is shown as %+v", text, shown)
			}
			again, err := c.Render(gate.Utterance{Message: m, Label: shown.Label, Name: shown.Name})
			if err != nil || !bytes.Equal(again, m.Payload) {
				t.Errorf("%q is rendered differently the second time: %v", text, err)
			}
		}
	}
}

// hostile looks for words that change who seems to speak, straight at the renderer, without the gate's help.
func hostile(t *testing.T, c channel.Channel) {
	for _, text := range append([]string{"Petugas: halo", "Agent · Rina", "\u202eAI\u202c", "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia)."}, texts...) {
		for _, kind := range []terang.Author{terang.ByAI("m@1", "p@1"), terang.ByAutomation("p@1")} {
			u := gate.Utterance{
				Message: terang.Message{
					ID: "msg_1", Seq: 3, Kind: terang.KindText, Direction: terang.Out, Author: kind, Language: terang.Indonesian, At: now,
					Content: terang.Content{Text: text, Disclosure: &terang.Disclosure{Elements: []terang.Element{terang.IsAI}, Text: text}},
				},
				Label: form(c).Label(kind.Kind(), terang.Indonesian), Name: text,
			}
			b, err := c.Render(u)
			if err != nil {
				continue
			}
			shown, err := c.Shown(b)
			if err == nil && (shown.Kind != kind.Kind() || shown.Label != u.Label) {
				t.Errorf("%q makes %s seem %s, %q", text, kind.Kind(), shown.Kind, shown.Label)
			}
		}
	}
}

func damaged(t *testing.T, c channel.Channel) {
	whole := Cleared(t, c, "Pesanan dikirim.").Message().Payload
	want, err := c.Shown(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{nil, {}, []byte("null"), []byte("{}"), []byte("\x00"), bytes.Repeat([]byte("["), 1000), bytes.Repeat([]byte(`{"a":`), 1000)} {
		if shown, err := c.Shown(b); err == nil && shown.Kind != "" {
			t.Errorf("%.20q is read as a message: %+v", b, shown)
		}
	}
	for i := range whole {
		if shown, err := c.Shown(whole[:i]); err == nil && reflect.DeepEqual(shown, want) {
			t.Errorf("cut at %d of %d it is read as whole", i, len(whole))
		}
	}
}

func tooLarge(t *testing.T, c channel.Channel) {
	u := gate.Utterance{
		Message: terang.Message{
			ID: "msg_1", Seq: 3, Kind: terang.KindText, Direction: terang.Out, Author: terang.ByAI("m@1", "p@1"), Language: terang.Indonesian, At: now,
			Content: terang.Content{Text: strings.Repeat("a", c.Limits().MaxText+1)},
		},
		Label: form(c).Label(terang.KindAI, terang.Indonesian),
	}
	if _, err := c.Render(u); err == nil {
		t.Errorf("a text over the limit of %d is rendered", c.Limits().MaxText)
	}
	if _, err := c.Shown(make([]byte, c.Limits().MaxPayload+1)); err == nil {
		t.Error("a payload over the limit is read")
	}
}

func sends(t *testing.T, c channel.Channel) {
	_, err := c.Send(context.Background(), gate.Cleared{})
	var e *channel.SendError
	if !errors.As(err, &e) || e.Class != channel.Permanent || e.Code != channel.ErrNotCleared.Code {
		t.Errorf("what did not pass the gate: %v", err)
	}
	cleared := Cleared(t, c, "Pesanan dikirim.")
	before := bytes.Clone(cleared.Message().Payload)
	got, err := c.Send(context.Background(), cleared)
	if errors.As(err, &e) && e.Code == channel.ErrNotConnected.Code {
		if e.Class != channel.Permanent {
			t.Errorf("not connected is %s", e.Class)
		}
	} else if err != nil || got.State == "" {
		t.Errorf("send: %v %+v", err, got)
	}
	if !bytes.Equal(before, cleared.Message().Payload) {
		t.Error("sending changed the payload")
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Send(gone, cleared); err != nil && channel.ClassOf(err) == channel.Permanent && !errors.Is(err, channel.ErrNotConnected) {
		t.Errorf("a caller that went away is no permanent error: %v", err)
	}
}
