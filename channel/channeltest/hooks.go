package channeltest

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"terang"
	"terang/channel"
)

// mutations is how many damaged bodies each genuine hook is turned into.
const mutations = 400

// receives holds a receiver to the contract: it takes genuine hooks, and nothing that is not signed; and whatever is
// signed, it ends with something bounded.
func receives(t *testing.T, r channel.Receiver, a About) {
	for _, body := range a.Hooks {
		genuine := a.Sign([]byte(body))
		got, err := r.Receive(genuine)
		if err != nil || len(got.Messages)+len(got.Statuses)+got.Skipped == 0 {
			t.Errorf("a genuine hook is refused: %v\n%s", err, body)
		}
		again, err := r.Receive(genuine)
		if err != nil || len(again.Messages) != len(got.Messages) {
			t.Errorf("a repeated hook reads differently: %v", err)
		}
		for i := range again.Messages {
			if again.Messages[i] != got.Messages[i] {
				t.Errorf("a repeated message has other ids or words: %+v", again.Messages[i])
			}
		}
		bare := genuine
		bare.Header = http.Header{}
		if _, err := r.Receive(bare); kindOf(err) != terang.Unauthorized {
			t.Errorf("a hook without signature: %v", err)
		}
		for key, values := range genuine.Header {
			if key == "Content-Type" {
				continue
			}
			for _, bad := range []string{"", values[0][1:], strings.ToUpper(values[0]) + "0", "sha256=", strings.Repeat("0", len(values[0]))} {
				forged := genuine
				forged.Header = genuine.Header.Clone()
				forged.Header.Set(key, bad)
				if _, err := r.Receive(forged); kindOf(err) != terang.Unauthorized {
					t.Errorf("a hook with %s %q: %v", key, bad, err)
				}
			}
		}
		random := rand.New(rand.NewPCG(1, 2))
		for range mutations {
			bounded(t, r, a.Sign(damage(random, genuine.Body)))
		}
	}
	if _, err := r.Receive(channel.Hook{Header: http.Header{}, Body: make([]byte, channel.MaxHook+1)}); kindOf(err) != terang.TooLarge {
		t.Errorf("a hook over the limit: %v", err)
	}
	for _, body := range []string{"", "null", "[]", "{}", "\x00", strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 100_000)} {
		bounded(t, r, a.Sign([]byte(body)))
	}
}

func kindOf(err error) terang.ErrorKind {
	var e *terang.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Kind
}

// bounded reads a hook and looks at whatever comes out of it.
func bounded(t testing.TB, r channel.Receiver, h channel.Hook) {
	got, err := r.Receive(h)
	if err != nil && kindOf(err) == "" {
		t.Errorf("an error that nobody can act upon: %v", err)
	}
	for _, m := range got.Messages {
		if m.ExternalID == "" || m.From == "" || m.Text == "" && m.Media == "" || m.Channel == "" || m.ReplyTo < 0 {
			t.Errorf("a message without what it needs: %+v", m)
		}
		if utf8.RuneCountInString(m.Text) > terang.MaxText || len(m.ExternalID) > 1000 || len(m.From) > 1000 || len(m.Name) > 1000 || len(m.Choice) > 1000 {
			t.Error("a message without bounds")
		}
		if strings.ContainsAny(m.Text+m.From+m.ExternalID+m.Name, "\x00\x1b\u202e\u200b") || !utf8.ValidString(m.Text+m.Name+m.From) {
			t.Errorf("a message with what cannot be seen: %+v", m)
		}
	}
	for _, s := range got.Statuses {
		if s.ExternalID == "" && s.MessageID == "" || s.Stage == "" || s.State == "" {
			t.Errorf("a status of nothing: %+v", s)
		}
	}
}

// damage changes a few bytes, or cuts, or repeats.
func damage(random *rand.Rand, body []byte) []byte {
	b := bytes.Clone(body)
	for range 1 + random.IntN(4) {
		if len(b) == 0 {
			return b
		}
		i, j := random.IntN(len(b)), random.IntN(len(b))
		switch random.IntN(4) {
		case 0:
			b[i] = byte(random.IntN(256))
		case 1:
			b = append(b[:i:i], b[max(i, j):]...)
		case 2:
			b = append(b[:i:i], append([]byte(nasty[random.IntN(len(nasty))]), b[i:]...)...)
		case 3:
			b = append(bytes.Clone(b[:max(i, j)]), b[min(i, j):]...)
		}
	}
	return b
}

// nasty is what attackers put between words.
var nasty = []string{"\x00", "\u202e", "\u200b", "null", "{}", "[]", `\u0000`, `\ud800`, "-1", "1e999", "\x1b[2J", strings.Repeat("9", 400), "%00", "%zz", "\r\n", "&", "=", "\xff\xfe"}

// FuzzShown fuzzes what reads payloads back: whatever it takes, somebody spoke it.
func FuzzShown(f *testing.F, c channel.Channel) {
	f.Add(Cleared(f, c, "Pesanan <dikirim> & tiba.\nBesok").Message().Payload)
	f.Fuzz(func(t *testing.T, payload []byte) {
		shown, err := c.Shown(payload)
		if err != nil {
			return
		}
		if shown.ID == "" || shown.Kind == "" || shown.Kind != terang.KindSystem && shown.Label == "" || !utf8.ValidString(shown.Text) {
			t.Errorf("read as a message: %+v", shown)
		}
	})
}

// FuzzReceive fuzzes a receiver with bodies that the provider signed.
func FuzzReceive(f *testing.F, r channel.Receiver, a About) {
	for _, body := range a.Hooks {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) { bounded(t, r, a.Sign(body)) })
}
