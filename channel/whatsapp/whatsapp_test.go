package whatsapp_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/channel"
	"terang/channel/channeltest"
	"terang/channel/whatsapp"
	"terang/gate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const secret = "app-secret"

func fresh(t testing.TB, config whatsapp.Config) *whatsapp.Channel {
	t.Helper()
	config.PhoneID, config.Token, config.AppSecret, config.VerifyToken = "1055", "token", secret, "verify"
	c, err := whatsapp.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// seen reads a payload as any JSON reader would, knowing where WhatsApp's client shows words.
func seen(payload []byte) ([]string, error) {
	var parcel struct {
		Calls []struct{ Body string }
	}
	if err := json.Unmarshal(payload, &parcel); err != nil {
		return nil, err
	}
	var units []string
	for _, call := range parcel.Calls {
		var b map[string]any
		if err := json.Unmarshal([]byte(call.Body), &b); err != nil {
			return nil, err
		}
		kind, _ := b["type"].(string)
		part, _ := b[kind].(map[string]any)
		body, ok := part["body"].(string)
		if inner, is := part["body"].(map[string]any); is {
			body, ok = inner["text"].(string)
		}
		if !ok {
			return nil, fmt.Errorf("no words in %s", call.Body)
		}
		units = append(units, body)
	}
	return units, nil
}

func sign(body []byte) channel.Hook {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return channel.Hook{URL: "https://terang.example/hooks/whatsapp", Header: http.Header{"X-Hub-Signature-256": {"sha256=" + hex.EncodeToString(mac.Sum(nil))}}, Body: body}
}

func value(inner string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",` +
		`"metadata":{"display_phone_number":"622150","phone_number_id":"1055"},"contacts":[{"profile":{"name":"Sari"},"wa_id":"6281234567"}],` + inner + `}}]}]}`
}

var hooks = []string{
	value(`"messages":[{"from":"6281234567","id":"wamid.A","timestamp":"1795231283","type":"text","text":{"body":"paketku kok blm nyampe"}}]`),
	value(`"messages":[{"from":"6281234567","id":"wamid.B","timestamp":"1795231284","type":"interactive","context":{"id":"wamid.0"},"interactive":{"type":"button_reply","button_reply":{"id":"3:lacak","title":"Lacak"}}}]`),
	value(`"messages":[{"from":"6281234567","id":"wamid.C","timestamp":"1795231285","type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"3:orang","title":"Bicara dengan petugas s…","description":"Bicara dengan petugas sekarang"}}}]`),
	value(`"messages":[{"from":"6281234567","id":"wamid.D","timestamp":"1795231286","type":"image","image":{"id":"9","mime_type":"image/jpeg","caption":"rusak"}},{"from":"6281234567","id":"wamid.E","type":"reaction","reaction":{"emoji":"👍"}}]`),
	value(`"statuses":[{"id":"wamid.X","status":"delivered","timestamp":"1795231290","recipient_id":"6281234567","biz_opaque_callback_data":"msg_1"},{"id":"wamid.Y","status":"failed","recipient_id":"6281234567","errors":[{"code":131026,"title":"Message undeliverable"}]}]`),
}

func about(t *testing.T) channeltest.About {
	return channeltest.About{
		Seen: seen, Sign: sign, Hooks: hooks,
		Connect: func(p *channeltest.Provider) channel.Channel {
			return fresh(t, whatsapp.Config{Transport: p, Addresses: channeltest.At{To: "+62 812-34567"}})
		},
	}
}

func TestContract(t *testing.T) {
	channeltest.Run(t, func(t *testing.T) channel.Channel { return fresh(t, whatsapp.Config{}) }, about(t))
}

func FuzzShown(f *testing.F) {
	channeltest.FuzzShown(f, fresh(f, whatsapp.Config{Templates: []whatsapp.Template{shipped}}))
}

func FuzzReceive(f *testing.F) {
	channeltest.FuzzReceive(f, fresh(f, whatsapp.Config{}), channeltest.About{Sign: sign, Hooks: hooks})
}

func TestRecorded(t *testing.T) {
	channeltest.Record(t, about(t).Connect, *update, "Authorization", "Content-Type")
}

var shipped = whatsapp.Template{
	Name: "order_shipped", Language: terang.Indonesian, Kind: terang.KindAutomation,
	Body: "Otomatis: {{1}}\n\nPesanan {{2}} sudah dikirim lewat {{3}}.",
}

func proactive(text string) terang.Draft {
	return terang.Draft{Author: terang.ByAutomation("journey@1"), Purpose: terang.ForProactive, Kind: terang.KindText, Content: terang.Content{Text: text}}
}

func facts() gate.Facts {
	return gate.Facts{
		WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: whatsapp.Name, Seq: 1, Now: time.Date(2026, 11, 21, 3, 21, 23, 0, time.UTC),
		Holder: terang.HolderAssistant, Language: terang.Indonesian, Brand: "Toko Terang", Consent: true,
	}
}

func TestWhatTheBrandStartsIsAnApprovedTemplate(t *testing.T) {
	connect := func(p *channeltest.Provider) channel.Channel {
		return fresh(t, whatsapp.Config{Transport: p, Addresses: channeltest.At{To: "6281234567"}, Templates: []whatsapp.Template{shipped}})
	}
	p := &channeltest.Provider{}
	c := connect(p)
	cleared, held := gate.Clear(proactive("Pesanan TRG-1042 sudah dikirim lewat JNE."), facts(), c)
	if held != nil {
		t.Fatal(held, held.Detail)
	}
	if _, err := c.Send(t.Context(), cleared); err != nil {
		t.Fatal(err)
	}
	channeltest.Golden(t, "template.txt", channeltest.Dump(p.Requests()), *update)
	for _, text := range []string{
		"Pesanan sudah dikirim.", "Pesanan  sudah dikirim lewat JNE.", "Pesanan a\nb sudah dikirim lewat JNE.",
		"Pesanan " + strings.Repeat("x", 700) + " sudah dikirim lewat JNE.", "Pesanan a     b sudah dikirim lewat JNE.",
	} {
		if _, held := gate.Clear(proactive(text), facts(), c); held == nil {
			t.Errorf("no approved template says %q, and it leaves", text)
		}
	}
	// Somebody who changes the approved text behind our back is found by reading back.
	payload := cleared.Message().Payload
	for _, other := range []whatsapp.Template{
		{Name: "order_shipped", Language: terang.English, Kind: terang.KindAutomation, Body: "Automated: {{1}}\n\nOrder {{2}} left with {{3}}."},
		{Name: "order_shipped", Language: terang.Indonesian, Kind: terang.KindAI, Body: "AI: {{1}}\n\nPesanan {{2}} sudah dikirim lewat {{3}}."},
	} {
		shown, err := fresh(t, whatsapp.Config{Templates: []whatsapp.Template{other}}).Shown(payload)
		if err == nil && shown.Label == "Otomatis" {
			t.Errorf("template %q is read as if it were the other", other.Body)
		}
	}
}

func TestATemplateWithoutItsLabelIsRefused(t *testing.T) {
	for _, c := range []struct {
		change func(*whatsapp.Template)
		want   string
	}{
		{func(t *whatsapp.Template) { t.Body = "Hai, saya Rina dari tim kami. {{1}}" }, `must begin with the label "Otomatis: ", not with "Hai, saya R…"`},
		{func(t *whatsapp.Template) { t.Body = "AI: {{1}}\n\nx" }, `must begin with the label "Otomatis: "`},
		{func(t *whatsapp.Template) { t.Body = "Otomatis: Pesanan {{1}} dikirim" }, "must come the disclosure, {{1}}"},
		{func(t *whatsapp.Template) { t.Body = "Otomatis: {{1}}\n\nPesanan {{3}}." }, "the next variable must be {{2}}"},
		{func(t *whatsapp.Template) { t.Body = "Otomatis: {{1}}\n\nPesanan {{2}}{{3}}." }, "no words between two variables"},
		{func(t *whatsapp.Template) { t.Body = "Otomatis: {{1}}\n\nPesanan {{2}} }}." }, "closes nothing"},
		{func(t *whatsapp.Template) { t.Body = "\u200bOtomatis: {{1}}\n\nx" }, "cannot be seen"},
		{func(t *whatsapp.Template) { t.Body = shipped.Body + strings.Repeat("x", 1024) }, "more than 1024"},
		{func(t *whatsapp.Template) { t.Name = "Order Shipped" }, "the name must be"},
		{func(t *whatsapp.Template) { t.Language = "jv" }, "the language must be"},
		{func(t *whatsapp.Template) { t.Kind = terang.KindHuman }, "the author must be"},
	} {
		bad := shipped
		c.change(&bad)
		if _, err := whatsapp.New(whatsapp.Config{Templates: []whatsapp.Template{bad}}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", bad.Body, err, c.want)
		}
	}
	if err := shipped.Check(); err != nil {
		t.Error(err)
	}
}

func TestReceive(t *testing.T) {
	c := fresh(t, whatsapp.Config{})
	var all channel.Received
	for _, h := range hooks {
		got, err := c.Receive(sign([]byte(h)))
		if err != nil {
			t.Fatal(err)
		}
		all.Messages, all.Statuses, all.Skipped = append(all.Messages, got.Messages...), append(all.Statuses, got.Statuses...), all.Skipped+got.Skipped
	}
	from := channel.Inbound{Channel: "whatsapp", From: "6281234567", Name: "Sari"}
	text, tap, list, image := from, from, from, from
	text.ExternalID, text.Text, text.At = "wamid.A", "paketku kok blm nyampe", time.Unix(1795231283, 0).UTC()
	tap.ExternalID, tap.Text, tap.Choice, tap.ReplyTo, tap.At = "wamid.B", "Lacak", "lacak", 3, time.Unix(1795231284, 0).UTC()
	list.ExternalID, list.Text, list.Choice, list.ReplyTo, list.At = "wamid.C", "Bicara dengan petugas sekarang", "orang", 3, time.Unix(1795231285, 0).UTC()
	image.ExternalID, image.Text, image.Media, image.At = "wamid.D", "rusak", "image", time.Unix(1795231286, 0).UTC()
	if want := []channel.Inbound{text, tap, list, image}; !slices.Equal(all.Messages, want) {
		t.Errorf("got  %+v\nwant %+v", all.Messages, want)
	}
	wantStatuses := []channel.Status{
		{ExternalID: "wamid.X", MessageID: "msg_1", To: "6281234567", State: terang.Accepted, Stage: "delivered", At: time.Unix(1795231290, 0).UTC()},
		{ExternalID: "wamid.Y", To: "6281234567", State: terang.Rejected, Stage: "failed", Code: "131026"},
	}
	if !slices.Equal(all.Statuses, wantStatuses) || all.Skipped != 1 {
		t.Errorf("%+v, %d skipped", all.Statuses, all.Skipped)
	}
	other := strings.ReplaceAll(hooks[0], `"1055"`, `"9999"`)
	if got, err := c.Receive(sign([]byte(other))); err != nil || len(got.Messages) != 0 || got.Skipped != 1 {
		t.Errorf("a message for another number: %+v %v", got, err)
	}
}

func TestChallenge(t *testing.T) {
	c := fresh(t, whatsapp.Config{})
	for _, q := range []struct {
		query string
		want  string
	}{
		{"hub.mode=subscribe&hub.verify_token=verify&hub.challenge=77", "77"},
		{"hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=77", ""},
		{"hub.mode=subscribe&hub.challenge=77", ""},
		{"hub.verify_token=verify&hub.challenge=77", ""},
	} {
		values, _ := url.ParseQuery(q.query)
		if got, err := c.Challenge(values); got != q.want || (err != nil) != (q.want == "") {
			t.Errorf("%s: %q %v", q.query, got, err)
		}
	}
}

func TestProviderCodesAreClassed(t *testing.T) {
	for _, c := range []struct {
		code  int
		class channel.Class
		word  string
	}{
		{130429, channel.Temporary, "rate_limited"},
		{131056, channel.Temporary, "rate_limited"},
		{131047, channel.Permanent, "window_closed"},
		{131026, channel.Permanent, "recipient_unknown"},
		{190, channel.Temporary, "unauthorized"},
		{131000, channel.Temporary, "provider_unavailable"},
		{132001, channel.Permanent, "template_refused"},
		{100, channel.Permanent, "refused"},
	} {
		p := &channeltest.Provider{Otherwise: channeltest.Answer{Status: 400, Body: fmt.Sprintf(`{"error":{"message":"(#%d) 6281234567","code":%d}}`, c.code, c.code)}}
		ch := about(t).Connect(p)
		_, err := ch.Send(t.Context(), channeltest.Cleared(t, ch, "halo"))
		var e *channel.SendError
		if !errors.As(err, &e) || e.Class != c.class || e.Code != c.word || strings.Contains(err.Error(), "62812") {
			t.Errorf("%d: %v", c.code, err)
		}
	}
	p := &channeltest.Provider{Otherwise: channeltest.Answer{Body: `{"messaging_product":"whatsapp","messages":[{"id":"wamid.Z"}]}`}}
	ch := about(t).Connect(p)
	if r, err := ch.Send(t.Context(), channeltest.Cleared(t, ch, "halo")); err != nil || r.ExternalID != "wamid.Z" {
		t.Error(r, err)
	}
}

func TestABubbleWithMoreThanItsWordsIsNotReadBack(t *testing.T) {
	c := fresh(t, whatsapp.Config{})
	channeltest.Refuses(t, c, channeltest.Cleared(t, c, "Pesanan dikirim.").Message().Payload, [][2]string{
		{`{\"body\":`, `{\"preview_url\":true,\"body\":`},
		{`\"type\":\"text\"`, `\"type\":\"image\"`},
		{`\"type\":\"text\"`, `\"type\":\"text\",\"context\":{\"message_id\":\"x\"}`},
		{`{\"body\":\"AI: `, `{\"body\":\"Petugas: x\",\"body\":\"AI: `},
		{`{\"body\":\"AI: `, `{\"body\":\"`},
		{`{\"body\":\"AI: `, `{\"body\":\"Petugas: `},
		{`\"biz_opaque_callback_data\":\"msg_1\"`, `\"biz_opaque_callback_data\":\"msg_2\"`},
		{`"kind":"ai"`, `"kind":"human"`},
		{`"path":"messages"`, `"path":"media"`},
		{`"told":`, `"told":-`},
		{`"said":`, `"said":9`},
	})
}
