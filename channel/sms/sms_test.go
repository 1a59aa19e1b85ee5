package sms_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/channel"
	"terang/channel/channeltest"
	"terang/channel/sms"
	"terang/channel/twilio"
	"terang/gate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	token = "auth-token"
	hook  = "https://terang.example/hooks/sms?message=msg_1"
)

func config() sms.Config {
	return sms.Config{Account: "AC1", Token: token, From: "+622150", Callback: "https://terang.example/hooks/sms"}
}

// seen reads a payload with net/url and encoding/json alone.
func seen(payload []byte) ([]string, error) {
	var parcel struct {
		Calls []struct{ Path, Body string }
	}
	if err := json.Unmarshal(payload, &parcel); err != nil {
		return nil, err
	}
	var units []string
	for _, call := range parcel.Calls {
		var part struct{ Text string }
		if json.Unmarshal([]byte(call.Body), &part) != nil {
			u, err := url.Parse("?" + call.Body)
			if err != nil {
				return nil, err
			}
			part.Text = u.Query().Get("Body")
		}
		units = append(units, part.Text)
	}
	return units, nil
}

func sign(body []byte) channel.Hook {
	fields, _ := url.ParseQuery(string(body))
	return channel.Hook{URL: hook, Header: http.Header{twilio.Signature: {twilio.Sign(token, hook, fields)}}, Body: body}
}

var hooks = []string{
	"ToCountry=ID&MessageSid=SM1&NumMedia=0&From=%2B6281234567&To=%2B622150&Body=paketku+kok+blm+nyampe",
	"MessageSid=SM2&NumMedia=1&MediaContentType0=image%2Fjpeg&From=%2B6281234567&Body=",
	"MessageSid=SM9&MessageStatus=delivered&To=%2B6281234567",
	"MessageSid=SM9&MessageStatus=undelivered&ErrorCode=30005&To=%2B6281234567",
	"MessageSid=SM9&MessageStatus=queued&To=%2B6281234567",
}

func about(joined bool) channeltest.About {
	return channeltest.About{Seen: seen, Sign: sign, Hooks: hooks, Connect: func(p *channeltest.Provider) channel.Channel {
		c := config()
		c.Transport, c.Addresses, c.Joined = p, channeltest.At{To: "+62 812-34567"}, joined
		return sms.New(c)
	}}
}

func TestContract(t *testing.T) {
	for name, joined := range map[string]bool{"apart": false, "joined": true} {
		t.Run(name, func(t *testing.T) {
			c := config()
			c.Joined = joined
			channeltest.Run(t, func(*testing.T) channel.Channel { return sms.New(c) }, about(joined))
		})
	}
}

func TestRecorded(t *testing.T) {
	channeltest.Record(t, about(false).Connect, *update, "Authorization", "Content-Type")
}

func FuzzShown(f *testing.F) { channeltest.FuzzShown(f, sms.New(config())) }

func FuzzReceive(f *testing.F) { channeltest.FuzzReceive(f, sms.New(config()), about(false)) }

func TestSeptets(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		ok   bool
	}{
		{"AI: ", 4, true},
		{"[AI] ", 7, true},
		{"€", 2, true},
		{"@£_", 3, true},
		{"ç", 0, false},
		{"Ç", 1, true},
		{"é", 1, true},
		{"ê", 0, false},
		{"“", 0, false},
		{"👍", 0, false},
		{"\n", 1, true},
		{"\t", 0, false},
		{"`", 0, false},
		{"^{}\\[~]|", 16, true},
		{"", 0, true},
	} {
		if n, ok := sms.Septets(c.text); n != c.n || ok != c.ok {
			t.Errorf("%q takes %d %v, want %d %v", c.text, n, ok, c.n, c.ok)
		}
	}
}

func TestSizesAtTheirEdges(t *testing.T) {
	for _, c := range []struct {
		name   string
		body   string
		joined bool
		parts  int
		coding sms.Coding
	}{
		{"one of 160", strings.Repeat("a", 156), false, 1, sms.GSM7},
		{"161", strings.Repeat("a", 157), false, 2, sms.GSM7},
		{"an extended character at the edge", strings.Repeat("a", 155) + "€", false, 2, sms.GSM7},
		{"one of 70", strings.Repeat("漢", 66), false, 1, sms.UCS2},
		{"71", strings.Repeat("漢", 67), false, 2, sms.UCS2},
		{"two of 153", strings.Repeat("a", 298), true, 2, sms.GSM7},
		{"307", strings.Repeat("a", 299), true, 3, sms.GSM7},
		{"two of 67", strings.Repeat("漢", 126), true, 2, sms.UCS2},
		{"135", strings.Repeat("漢", 127), true, 3, sms.UCS2},
		{"a pair is not torn", strings.Repeat("漢", 65) + "👍", false, 2, sms.UCS2},
	} {
		parts := sms.Split("AI: ", c.body, 0, c.joined, 7)
		if len(parts) != c.parts || parts[0].Coding != c.coding || c.joined && (parts[1].Header[3] != 7 || parts[1].Header[4] != byte(c.parts) || parts[1].Header[5] != 2) {
			t.Errorf("%s: %+v", c.name, parts)
		}
	}
}

func TestSplitLosesNothingAndKeepsThePrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		told := rapid.SampledFrom([]string{"", "Ini asisten AI Toko, bukan manusia."}).Draw(t, "told")
		said := rapid.StringMatching(`[a-z €漢👍\n{é.]{1,400}`).Draw(t, "said")
		body, joined := told+"\n\n"+said, rapid.Bool().Draw(t, "joined")
		parts := sms.Split("AI: ", body, len(told), joined, 1)
		var all strings.Builder
		for i, p := range parts {
			rest, ok := strings.CutPrefix(p.Text, "AI: ")
			if size, limit := p.Size(); !ok || size > limit {
				t.Fatalf("part %d: %d of %d: %q", i+1, size, limit, p.Text)
			}
			if i == 0 && !strings.HasPrefix(rest, told) {
				t.Fatalf("the disclosure is torn: %q", p.Text)
			}
			all.WriteString(rest)
		}
		if all.String() != body {
			t.Fatalf("%q became %q", body, all.String())
		}
	})
}

// The texts of disclosure leave room for content in one part, in both languages.
func TestFirstContactAndContentFitIntoOnePart(t *testing.T) {
	c := sms.New(config())
	for l, said := range map[terang.Language]string{terang.Indonesian: "Pesanan TRG-1042 sedang dikirim, tiba besok.", terang.English: "Order TRG-1042 is on its way, due tomorrow."} {
		f := gate.Facts{
			WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: sms.Name, Seq: 1, Now: time.Date(2026, 11, 21, 3, 21, 23, 0, time.UTC),
			Holder: terang.HolderAssistant, Language: l, Brand: "Toko Terang",
		}
		d := terang.Draft{Author: terang.ByAI("m@1", "p@1"), Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{Text: said}}
		cleared, held := gate.Clear(d, f, c)
		if held != nil {
			t.Fatal(held, held.Detail)
		}
		units, err := seen(cleared.Message().Payload)
		n, ok := sms.Septets(units[0])
		if err != nil || len(units) != 1 || !ok || n > 160 {
			t.Errorf("%s: %d parts, the first of %d septets: %q", l, len(units), n, units)
		}
	}
}

func TestReceive(t *testing.T) {
	c := sms.New(config())
	in, err := c.Receive(sign([]byte(hooks[0])))
	if want := (channel.Inbound{Channel: "sms", ExternalID: "SM1", From: "+6281234567", Text: "paketku kok blm nyampe"}); err != nil || len(in.Messages) != 1 || in.Messages[0] != want {
		t.Errorf("%+v %v", in, err)
	}
	in, err = c.Receive(sign([]byte(hooks[1])))
	if err != nil || len(in.Messages) != 1 || in.Messages[0].Media != "image" {
		t.Errorf("%+v %v", in, err)
	}
	in, err = c.Receive(sign([]byte(hooks[3])))
	want := channel.Status{ExternalID: "SM9", MessageID: "msg_1", To: "+6281234567", State: terang.Rejected, Stage: "failed", Code: "30005"}
	if err != nil || len(in.Statuses) != 1 || in.Statuses[0] != want {
		t.Errorf("%+v %v", in, err)
	}
	moved := sign([]byte(hooks[0]))
	moved.URL = "https://terang.example/hooks/other"
	if _, err := c.Receive(moved); err == nil {
		t.Error("a hook for another address is taken")
	}
}

func TestAPartThatIsNotWhatItSeemsIsNotReadBack(t *testing.T) {
	c := sms.New(config())
	channeltest.Refuses(t, c, channeltest.Cleared(t, c, "Pesanan dikirim.").Message().Payload, [][2]string{
		{`"Body=AI%3A+`, `"Body=`},
		{`"Body=AI%3A+`, `"Body=x&Body=AI%3A+`},
		{`"Body=AI%3A+`, `"MediaUrl=https%3A%2F%2Fx&Body=AI%3A+`},
		{`"Body=AI%3A+`, `"Body=AI%3A+` + strings.Repeat("x", 160)},
		{`"Body=AI%3A+`, `"Body=%D0%90I%3A+`},
		{`SmartEncoded=false`, `SmartEncoded=true`},
		{`"kind":"ai"`, `"kind":"automation"`},
	})
	joined := config()
	joined.Joined = true
	c = sms.New(joined)
	channeltest.Refuses(t, c, channeltest.Cleared(t, c, strings.Repeat("kata ", 60)).Message().Payload, [][2]string{
		{`\"coding\":0`, `\"coding\":4`},
		{`050003030301`, `050003030302`},
		{`050003030301`, `050003030201`},
		{`050003030301`, `050003040301`},
		{`050003030301`, `0500`},
		{`\"udh\":\"050003030302\",`, ``},
		{`\"coding\":0`, `\"coding\":8`},
		{`\"text\":\"AI: `, `\"text\":\"漢AI: `},
		{`\"text\":\"AI: kata`, `\"text\":\"kata`},
	})
}
