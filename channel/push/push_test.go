package push_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"flag"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/channel/channeltest"
	"terang/channel/push"
	"terang/gate"
	"terang/webpush"
	"terang/webpush/webpushtest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const endpoint = "https://fcm.googleapis.com/fcm/send/abc"

// same is a source of randomness that gives the same bytes every time.
type same struct{}

func (same) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(i + 1)
	}
	return len(b), nil
}

func keys(t testing.TB) *webpush.Keys {
	t.Helper()
	k, err := webpush.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func browser(t testing.TB) channeltest.At { return at(webpushtest.NewReceiver(t)) }

func at(r *webpushtest.Receiver) channeltest.At {
	return channeltest.At{To: endpoint, PublicKey: r.P256dh(), Auth: r.Auth()}
}

// seen is what a lock screen shows of a notification: the title, and under it the body.
func seen(payload []byte) ([]string, error) {
	var n struct{ Title, Body string }
	if err := json.Unmarshal(payload, &n); err != nil {
		return nil, err
	}
	return []string{n.Title + "\n" + n.Body}, nil
}

func about(t testing.TB) channeltest.About {
	k, to := keys(t), browser(t)
	return channeltest.About{Seen: seen, Connect: func(p *channeltest.Provider) channel.Channel {
		c, err := push.New(push.Config{Keys: k, Contact: "mailto:halo@toko.example", Random: same{}, Now: func() time.Time { return time.Unix(1795231283, 0) }, Transport: p, Addresses: to})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}}
}

func fresh(t testing.TB) *push.Channel {
	t.Helper()
	c, err := push.New(push.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContract(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channel.Channel { return fresh(t) }, about(t))
}

func FuzzShown(f *testing.F) { channeltest.FuzzShown(f, fresh(f)) }

func TestTheMarkIsAmongTheFirstCharacters(t *testing.T) {
	c := fresh(t)
	for _, brand := range []string{"Toko Terang", "Perusahaan Umum Daerah Air Minum Kota Bandung Raya", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"} {
		for author, want := range map[terang.Author]string{
			terang.ByAI("m@1", "p@1"): "AI · ", terang.ByAutomation("p@1"): "Otomatis · ", terang.ByAgent("agt_1", "Rina"): "Petugas · Rina",
		} {
			holder := terang.HolderAssistant
			if author.AgentID() != "" {
				holder = terang.HolderAgent
			}
			f := gate.Facts{
				WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: push.Name, Seq: 3, Now: time.Date(2026, 11, 21, 3, 21, 23, 0, time.UTC),
				Holder: holder, AgentID: author.AgentID(), Language: terang.Indonesian, Brand: brand, Consent: true,
			}
			d := terang.Draft{
				Author: author, Purpose: terang.ForProactive, Kind: terang.KindText,
				Content: terang.Content{Text: "Pesanan sudah dikirim.", Replies: []terang.QuickReply{{Label: "Lacak", Value: "lacak"}, {Label: "Jangan kirim pesan lagi", Value: "stop"}}},
			}
			cleared, held := gate.Clear(d, f, c)
			if held != nil {
				t.Fatal(held, held.Detail, held.Violations)
			}
			var n struct {
				Title string
				Data  struct{ Author string }
			}
			if err := json.Unmarshal(cleared.Message().Payload, &n); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(n.Title, want) || utf8.RuneCountInString(n.Title) > 30 || n.Data.Author != string(author.Kind()) {
				t.Errorf("%+v", n)
			}
			if brand == "Toko Terang" {
				channeltest.Golden(t, string(author.Kind())+".json", append(cleared.Message().Payload, '\n'), *update)
			}
		}
	}
}

func TestOtherTitlesAreNotReadBack(t *testing.T) {
	c := fresh(t)
	channeltest.Refuses(t, c, channeltest.Cleared(t, c, "Pesanan dikirim.").Message().Payload, [][2]string{
		{`"title":"AI · Toko Terang"`, `"title":"Toko Terang · AI"`},
		{`"title":"AI · Toko Terang"`, `"title":"Petugas · Toko Terang"`},
		{`"author":"ai"`, `"author":"human"`},
		{`"lang"`, `"silent":true,"lang"`},
		{`"title":"AI · Toko Terang"`, `"title":"AI · Toko Terang","title":"Rina"`},
		{`"AI · Toko`, `"AI · Bank`},
	})
}

func TestTheRequestIsForTheBrowserAndSignedForItsService(t *testing.T) {
	k, receiver := keys(t), webpushtest.NewReceiver(t)
	p := &channeltest.Provider{Otherwise: channeltest.Answer{Status: 201}}
	c, err := push.New(push.Config{Keys: k, Contact: "mailto:halo@toko.example", Random: rand.Reader, Now: func() time.Time { return time.Unix(1795231283, 0) }, Transport: p, Addresses: at(receiver)})
	if err != nil {
		t.Fatal(err)
	}
	cleared := channeltest.Cleared(t, c, "Pesanan dikirim.")
	if r, err := c.Send(t.Context(), cleared); err != nil || r.State != terang.Accepted {
		t.Fatal(r, err)
	}
	got := p.Requests()[0]
	if got.URL != endpoint || got.Header.Get("Content-Encoding") != "aes128gcm" || got.Header.Get("TTL") != "86400" || strings.Contains(string(got.Body), "Pesanan") || len(got.Body) > 4096 {
		t.Errorf("%+v", got)
	}
	if opened, want := receiver.Open(t, got.Body), cleared.Message().Payload; !bytes.Equal(opened, want) {
		t.Errorf("the browser reads %s, want what the gate cleared, %s", opened, want)
	}
	token, key, _ := strings.Cut(strings.TrimPrefix(got.Header.Get("Authorization"), "vapid t="), ", k=")
	parts := strings.Split(token, ".")
	if len(parts) != 3 || key != k.Public() {
		t.Fatalf("%q", got.Header.Get("Authorization"))
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || string(claims) != `{"aud":"https://fcm.googleapis.com","exp":1795274483,"sub":"mailto:halo@toko.example"}` {
		t.Errorf("%s %v", claims, err)
	}
}

func TestOnlyPushServicesAreCalled(t *testing.T) {
	browser := browser(t)
	for _, to := range []string{
		"", "http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://fcm.googleapis.com.evil.example/x", "https://fcm.googleapis.com@evil.example/x",
		"https://evil.example/?fcm.googleapis.com", "https://fcm.googleapis.com:8443/x", "https://push.apple.com.evil/x",
	} {
		p := &channeltest.Provider{}
		browser.To = to
		c, err := push.New(push.Config{Keys: keys(t), Contact: "mailto:a@example.org", Random: rand.Reader, Now: time.Now, Transport: p, Addresses: browser})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Send(t.Context(), channeltest.Cleared(t, c, "halo")); channel.ClassOf(err) != channel.Permanent || len(p.Requests()) > 0 {
			t.Errorf("%q: %v", to, err)
		}
	}
}
