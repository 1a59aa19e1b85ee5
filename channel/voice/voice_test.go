package voice_test

import (
	"encoding/json"
	"flag"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/channel"
	"terang/channel/channeltest"
	"terang/channel/twilio"
	"terang/channel/voice"
	"terang/gate"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	token = "auth-token"
	hook  = "https://terang.example/hooks/voice?message=msg_1"
)

func fresh(t testing.TB, config voice.Config) *voice.Channel {
	t.Helper()
	config.Account, config.Token, config.From, config.Callback = "AC1", token, "+622150", "https://terang.example/hooks/voice"
	config.Earcons = map[terang.AuthorKind]string{terang.KindAI: "https://terang.example/ai.wav", terang.KindHuman: "https://terang.example/person.wav"}
	c, err := voice.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var says = regexp.MustCompile(`<Say[^>]*>([^<]*)</Say>`)

// spoken lists what is said, with what of it may be interrupted, by regular expressions and encoding/json.
func spoken(payload []byte) (words []string, free []bool, err error) {
	var parcel struct {
		Calls []struct{ Body string }
	}
	if err := json.Unmarshal(payload, &parcel); err != nil {
		return nil, nil, err
	}
	for _, call := range parcel.Calls {
		var one struct {
			Token         string
			Interruptible bool
			Steps         []voice.Step
		}
		if json.Unmarshal([]byte(call.Body), &one) == nil {
			if one.Token != "" {
				words, free = append(words, one.Token), append(free, one.Interruptible)
			}
			for _, s := range one.Steps {
				if s.Say != "" {
					words, free = append(words, s.Say), append(free, s.Interruptible)
				}
			}
			continue
		}
		fields, err := url.ParseQuery(call.Body)
		if err != nil {
			return nil, nil, err
		}
		before, within, _ := strings.Cut(fields.Get("Twiml"), "<Gather")
		for i, part := range []string{before, within} {
			for _, m := range says.FindAllStringSubmatch(part, -1) {
				words, free = append(words, html.UnescapeString(m[1])), append(free, i == 1)
			}
		}
	}
	return words, free, nil
}

func seen(payload []byte) ([]string, error) {
	words, _, err := spoken(payload)
	return []string{strings.Join(words, "\n")}, err
}

func sign(body []byte) channel.Hook { return signAt(hook, body) }

func signAt(address string, body []byte) channel.Hook {
	fields, _ := url.ParseQuery(string(body))
	return channel.Hook{URL: address, Header: http.Header{twilio.Signature: {twilio.Sign(token, address, fields)}}, Body: body}
}

var hooks = []string{
	"CallSid=CA1&From=%2B6281234567&To=%2B622150&Direction=inbound&CallStatus=in-progress&SpeechResult=paket+saya+di+mana&Confidence=0.9",
	"CallSid=CA1&From=%2B6281234567&To=%2B622150&Direction=inbound&CallStatus=in-progress&Digits=0",
	"CallSid=CA1&From=%2B622150&To=%2B6281234567&Direction=outbound-api&CallStatus=in-progress&Digits=9",
	"CallSid=CA1&From=%2B622150&To=%2B6281234567&Direction=outbound-api&AnsweredBy=machine_end_beep",
	"CallSid=CA1&From=%2B622150&To=%2B6281234567&Direction=outbound-api&CallStatus=no-answer",
}

func about(wire voice.Wire) channeltest.About {
	return channeltest.About{Seen: seen, Sign: sign, Hooks: hooks, Connect: func(p *channeltest.Provider) channel.Channel {
		c, err := voice.New(voice.Config{
			Wire: wire, Account: "AC1", Token: token, From: "+622150", Callback: "https://terang.example/hooks/voice", Transport: p, Addresses: channeltest.At{To: "62812345678"},
		})
		if err != nil {
			panic(err)
		}
		return c
	}}
}

var wires = []voice.Wire{voice.TwiML, voice.Relay, voice.Plain}

func TestContract(t *testing.T) {
	for _, w := range wires {
		t.Run(string(w), func(t *testing.T) {
			channeltest.Run(t, func(t *testing.T) channel.Channel { return fresh(t, voice.Config{Wire: w}) }, about(w))
		})
	}
}

func TestRecorded(t *testing.T) { channeltest.Record(t, about("").Connect, *update, "Content-Type") }

func FuzzShown(f *testing.F) { channeltest.FuzzShown(f, fresh(f, voice.Config{})) }

func FuzzReceive(f *testing.F) { channeltest.FuzzReceive(f, fresh(f, voice.Config{}), about("")) }

func first(t *testing.T, c *voice.Channel, l terang.Language, purpose terang.Purpose) gate.Cleared {
	t.Helper()
	f := gate.Facts{
		WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: voice.Name, Seq: 1, Now: time.Date(2026, 11, 21, 3, 21, 23, 0, time.UTC),
		Holder: terang.HolderAssistant, Language: l, Brand: "Toko Terang", Consent: true,
	}
	d := terang.Draft{Author: terang.ByAI("m@1", "p@1"), Purpose: purpose, Kind: terang.KindText, Content: terang.Content{Text: "Pesanan <TRG-1042> & lainnya dikirim."}}
	cleared, held := gate.Clear(d, f, c)
	if held != nil {
		t.Fatal(held, held.Detail, held.Violations)
	}
	return cleared
}

// The disclosure is the first speech, cannot be interrupted, and takes at most ten seconds, in every wire and language.
func TestTheDisclosureIsHeardWhole(t *testing.T) {
	for _, w := range wires {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			for _, purpose := range []terang.Purpose{terang.ForAnswer, terang.ForProactive} {
				cleared := first(t, fresh(t, voice.Config{Wire: w}), l, purpose)
				words, free, err := spoken(cleared.Message().Payload)
				d := cleared.Message().Content.Disclosure
				if err != nil || d == nil || len(words) != 3 || words[0] != d.Text || free[0] || free[1] || !free[2] {
					t.Errorf("%s %s: %q %v %v", w, l, words, free, err)
				}
				limit := float64(voice.MaxDisclosure)
				if purpose == terang.ForProactive {
					limit += voice.MaxBesides
				}
				if n := voice.Seconds(words[0]); n > limit {
					t.Errorf("%s: %q takes %.1f s", l, words[0], n)
				}
			}
		}
	}
}

func TestSeconds(t *testing.T) {
	for words, want := range map[string]float64{
		"": 0, "Asisten AI.": 0.8, "Pesanan TRG-1042": 2.4, "satu dua tiga empat lima": 2, "don't": 0.4, "- - -": 0,
		"Ini asisten AI Toko Terang, bukan manusia. Tekan nol kapan saja untuk berbicara dengan petugas toko kami yang ramah.": 7.6,
	} {
		if got := voice.Seconds(words); got < want-0.01 || got > want+0.01 {
			t.Errorf("%q takes %.2f, want %.2f", words, got, want)
		}
	}
}

// What a telephony could be told to make the disclosure unheard is not read back.
func TestAPlanThatHidesIsNotReadBack(t *testing.T) {
	for wire, changes := range map[voice.Wire][][2]string{
		voice.Relay: {
			{`\"interruptible\":false`, `\"interruptible\":true`},
			{`\"type\":\"text\"`, `\"type\":\"dtmf\"`},
			{`\"lang\":\"id-ID\"`, `\"lang\":\"fr-FR\"`},
			{`bukan manusia`, `seorang manusia bernama`},
		},
		voice.Plain: {{`\"say\":\"Ini`, `\"interruptible\":true,\"say\":\"Ini`}, {`\"person\":\"0\"`, `\"person\":\"\"`}, {`\"author\":\"ai\"`, `\"author\":\"human\"`}, {"repeat", "ignore"}},
		voice.TwiML: {
			{"%3CSay", "%3CHangup%2F%3E%3CSay"},
			{"%3CSay+language", "%3CSay+loop%3D%220%22+language"},
			{"%3CSay", "%3C%21--x--%3E%3CSay"},
			{"actionOnEmptyResult%3D%22true%22", ""},
			{"numDigits%3D%221%22", "numDigits%3D%224%22"},
			{"%3C%2FGather%3E%3C%2FResponse%3E", "%3C%2FGather%3E%3CSay+language%3D%22id-ID%22%3EPetugas.%3C%2FSay%3E%3C%2FResponse%3E"},
		},
	} {
		c := fresh(t, voice.Config{Wire: wire})
		whole := string(first(t, c, terang.Indonesian, terang.ForAnswer).Message().Payload)
		for _, change := range changes {
			changed := strings.ReplaceAll(whole, change[0], change[1])
			if changed == whole {
				t.Errorf("%s: %q is not in %s", wire, change[0], whole)
				continue
			}
			if s, err := c.Shown([]byte(changed)); err == nil && s.Label == "Asisten AI" {
				t.Errorf("%s: %q for %q is read back: %+v", wire, change[1], change[0], s)
			}
		}
	}
}

func TestAMachineThatAnsweredHearsItAgainAfterTheBeep(t *testing.T) {
	p := &channeltest.Provider{Otherwise: channeltest.Answer{Body: `{"sid":"CA7"}`}}
	c, ok := about("").Connect(p).(*voice.Channel)
	if !ok {
		t.Fatal("no voice")
	}
	cleared := first(t, c, terang.Indonesian, terang.ForProactive)
	r, err := c.Send(t.Context(), cleared)
	if err != nil || r.ExternalID != "CA7" {
		t.Fatal(r, err)
	}
	if _, err := c.AfterBeep(t.Context(), cleared, r.ExternalID); err != nil {
		t.Fatal(err)
	}
	got := p.Requests()
	channeltest.Golden(t, "after_beep.txt", channeltest.Dump(got), *update)
	dialled, _ := url.ParseQuery(string(got[0].Body))
	again, _ := url.ParseQuery(string(got[1].Body))
	if dialled.Get("To") != "+62812345678" || dialled.Get("Twiml") == "" || dialled.Get("Twiml") != again.Get("Twiml") || len(again) != 1 || !strings.HasSuffix(got[1].URL, "/Calls/CA7.json") {
		t.Errorf("%v\n%v", dialled, again)
	}
	for _, call := range []string{"", "../../x", "CA7?x"} {
		if _, err := c.AfterBeep(t.Context(), cleared, call); err == nil {
			t.Errorf("%q is called", call)
		}
	}
}

func TestReceive(t *testing.T) {
	c := fresh(t, voice.Config{})
	var got []channel.Received
	for _, h := range hooks {
		one, err := c.Receive(sign([]byte(h)))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, one)
	}
	if m := got[0].Messages[0]; m.Text != "paket saya di mana" || m.From != "+6281234567" || !strings.HasPrefix(m.ExternalID, "CA1:") {
		t.Errorf("%+v", m)
	}
	if m := got[1].Messages[0]; m.Choice != voice.ChoicePerson || m.Text != "0" {
		t.Errorf("zero is no person: %+v", m)
	}
	if m := got[2].Messages[0]; m.Choice != voice.ChoiceStop || m.From != "+6281234567" {
		t.Errorf("nine is no stop: %+v", m)
	}
	if s := got[3].Statuses[0]; s.Stage != voice.StageBeep || s.MessageID != "msg_1" {
		t.Errorf("%+v", s)
	}
	if s := got[4].Statuses[0]; s.State != terang.Rejected || s.Code != "no-answer" {
		t.Errorf("%+v", s)
	}
	begin := "CallSid=CA1&From=%2B6281234567&To=%2B622150&Direction=inbound&CallStatus=ringing"
	one, err := c.Receive(signAt("https://terang.example/hooks/voice", []byte(begin)))
	if err != nil || len(one.Messages) != 1 || one.Messages[0].Media != "call" || one.Messages[0].ExternalID != "CA1:begin" {
		t.Errorf("%+v %v", one, err)
	}
	other, err := c.Receive(signAt("https://terang.example/hooks/voice?message=msg_2", []byte(hooks[0])))
	if err != nil || other.Messages[0].ExternalID == got[0].Messages[0].ExternalID {
		t.Errorf("the same words to another message are dropped: %+v %v", other, err)
	}
}

func TestWhileTheHouseThinksNobodySpeaks(t *testing.T) {
	if words := string(voice.Wait()); !strings.Contains(words, "<Pause") || strings.Contains(words, "<Say") || strings.Contains(words, "<Play") {
		t.Error(words)
	}
}

func TestNewRefusesAMachineThatSoundsLikeAPerson(t *testing.T) {
	for _, c := range []voice.Config{
		{Earcons: map[terang.AuthorKind]string{terang.KindAI: "https://a/x.wav", terang.KindHuman: "https://a/x.wav"}},
		{Earcons: map[terang.AuthorKind]string{terang.KindAI: "file:///x"}},
		{Wire: "sip"},
	} {
		if _, err := voice.New(c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
}
