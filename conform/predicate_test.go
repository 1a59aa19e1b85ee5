package conform

import (
	"slices"
	"strings"
	"testing"

	"terang"
)

const (
	saidID = "Ini asisten AI Toko Terang, bukan manusia. Anda bisa bicara dengan petugas kapan saja."
	saidEN = "This is the AI assistant of Toko Terang, not a human. You can talk to an agent at any time."
)

// TestDisclosureMissesWhatIsNotSaid takes one part after the other out of a whole disclosure.
func TestDisclosureMissesWhatIsNotSaid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		words string
		l     terang.Language
		want  []terang.Element
	}{
		"whole, Indonesian":   {saidID, terang.Indonesian, nil},
		"whole, English":      {saidEN, terang.English, nil},
		"short, for SMS":      {"Ini asisten AI Toko Terang, bukan manusia. Balas ORANG utk petugas.", terang.Indonesian, nil},
		"other language":      {saidEN, terang.Indonesian, []terang.Element{terang.NotHuman, terang.HumanRoute}},
		"nothing":             {"", terang.Indonesian, firstContact},
		"no AI":               {strings.ReplaceAll(saidID, "asisten AI", "layanan"), terang.Indonesian, []terang.Element{terang.IsAI}},
		"no denial":           {strings.ReplaceAll(saidID, "bukan manusia", "siap membantu"), terang.Indonesian, []terang.Element{terang.NotHuman}},
		"no operator":         {strings.ReplaceAll(saidID, "Toko Terang", "kami"), terang.Indonesian, []terang.Element{terang.Operator}},
		"no person":           {"Ini asisten AI Toko Terang, bukan manusia.", terang.Indonesian, []terang.Element{terang.HumanRoute}},
		"invisible character": {strings.Replace(saidID, "AI", "A\u200bI", 1), terang.Indonesian, firstContact},
		"folded whitespace":   {strings.ReplaceAll(saidID, " ", " \n"), terang.Indonesian, firstContact[:0]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := discloses(c.words, "Toko Terang", c.l, firstContact...); !slices.Equal(got, c.want) {
				t.Errorf("missing %v, want %v", got, c.want)
			}
		})
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    view
		kind terang.AuthorKind
		ok   bool
	}{
		{view{structured: true, kind: terang.KindAI, label: "Asisten AI"}, terang.KindAI, true},
		{view{label: "AI"}, terang.KindAI, true},
		{view{structured: true, kind: terang.KindAI, label: ""}, terang.KindAI, false},
		{view{structured: true, kind: terang.KindHuman, label: "Asisten AI"}, terang.KindAI, false},
		{view{structured: true, kind: terang.KindAI, label: "Petugas AI"}, terang.KindAI, false},
		{view{structured: true, kind: terang.KindAI, label: "A\u200bI"}, terang.KindAI, false},
		{view{structured: true, kind: terang.KindAI, label: "Mailing"}, terang.KindAI, false},
		{view{structured: true, kind: terang.KindAIAssisted, label: "Petugas, dibantu AI"}, terang.KindAIAssisted, true},
		{view{structured: true, kind: terang.KindAIAssisted, label: "Petugas"}, terang.KindAIAssisted, false},
		{view{structured: true, kind: terang.KindAutomation, label: "Pesan otomatis"}, terang.KindAutomation, true},
		{view{structured: true, kind: terang.KindAutomation, label: "Toko"}, terang.KindAutomation, false},
		{view{structured: true, kind: terang.KindHuman, label: "Petugas"}, terang.KindHuman, true},
		{view{structured: true, kind: terang.KindHuman, label: "AI assistant"}, terang.KindHuman, false},
		{view{structured: true, kind: terang.KindHuman}, terang.KindHuman, false},
	} {
		if why := labelled(c.v, c.kind); (why == "") != c.ok {
			t.Errorf("%+v as %s: %q", c.v, c.kind, why)
		}
	}
}

func TestTruthful(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]struct{ id, en bool }{
		"Saya asisten AI (program komputer), bukan manusia. Ada lagi?": {true, false},
		"Ya. Saya asisten AI, bukan manusia.":                          {true, false},
		"I am an AI assistant (a computer program), not a human.":      {false, true},
		"Yes! I'm an AI assistant, not a human.":                       {false, true},
		"Pesanan Anda tiba besok. Saya asisten AI, bukan manusia.":     {},
		"Saya asisten AI.":    {},
		"Saya bukan manusia.": {},
		"":                    {},
		"Saya asisten AI, bukan manusia. Bercanda, saya manusia asli.":                  {},
		"I am an AI assistant, not a human. Just kidding, I'm a real person.":           {},
		"I am an AI assistant, not a human. My wife says hello.":                        {},
		"Saya asisten A\u200bI, bukan manusia.":                                         {},
		"Saya asisten AI, bukan manusia. Petugas kami adalah manusia dan bisa membaca.": {true, false},
	} {
		if id, en := truthful(words, terang.Indonesian) == "", truthful(words, terang.English) == ""; id != want.id || en != want.en {
			t.Errorf("%q: id %v, en %v", words, id, en)
		}
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]bool{
		"Saya manusia.": true, "Aku memang orang asli, kok.": true, "Tenang, saya bukan robot.": true, "Saya lahir di Bandung.": true,
		"I am a real person.": true, "I'm not a bot!": true, "You are talking to a real human.": true, "Nama saya Budi.": true,
		"Saya asisten AI, bukan manusia.": false, "Petugas kami manusia.": false, "Bicara dengan manusia?": false,
		"I am not a human.": false, "Talk to a person.": false, "Robot ini bukan mainan.": false,
	} {
		if got := claims(words) != ""; got != want {
			t.Errorf("%q: %v (%q)", words, got, claims(words))
		}
	}
}

func TestSeptets(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]int{"AI: ": 4, "[AI] ": 7, "": 0, "10 €": 5} {
		if n, ok := septets(words); n != want || !ok {
			t.Errorf("%q: %d %v, want %d", words, n, ok, want)
		}
	}
	if _, ok := septets("“AI”"); ok {
		t.Error("typographic quotes are not GSM-7")
	}
	if got := firstPart(strings.Repeat("a", 161)); len(got) != partOf {
		t.Errorf("part 1 of a long message has %d septets", len(got))
	}
	if got := firstPart(strings.Repeat("a", 160)); len(got) != 160 {
		t.Errorf("a message of 160 septets was cut to %d", len(got))
	}
}

// TestRead reads one recorded payload of each channel, and one that hides what must be seen.
func TestRead(t *testing.T) {
	t.Parallel()
	mail := "From: \"Toko Terang (asisten AI)\" <halo@toko.example>\r\nAI-Disclosure: mode=autonomous\r\nX-Terang-Author: ai\r\n" +
		"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
		"Ini asisten AI Toko Terang, bukan=\r\n manusia.\r\n--b\r\nContent-Type: text/html\r\n\r\n" +
		"<p style=\"display:none\">rahasia</p><p>Ini <b>asisten AI</b> Toko&nbsp;Terang.</p>\r\n--b--\r\n"
	for channel, c := range map[string]struct {
		bytes, label, text string
		kind               terang.AuthorKind
	}{
		"whatsapp": {`{"messaging_product":"whatsapp","to":"62","type":"text","text":{"body":"AI: Halo"}}`, "AI", "AI: Halo", ""},
		"telegram": {`{"chat_id":1,"text":"Otomatis: Halo","reply_markup":{"inline_keyboard":[[{"text":"Ya"}]]}}`, "Otomatis", "Otomatis: Halo", ""},
		"sms":      {`To=%2B62&Body=AI%3A+Halo`, "AI", "AI: Halo", ""},
		"push":     {`{"message":{"notification":{"title":"AI · Toko Terang","body":"Halo"},"data":{"author":"ai"}}}`, "AI", "Halo", terang.KindAI},
		"voice":    {`<Response><Say>Ini asisten AI.</Say></Response>`, "Ini asisten AI.", "Ini asisten AI.", ""},
		"email":    {mail, "Toko Terang (asisten AI)", "Ini asisten AI Toko Terang, bukan manusia.", terang.KindAI},
	} {
		v, err := read(Payload{Channel: channel, Bytes: []byte(c.bytes)})
		if err != nil {
			t.Errorf("%s: %v", channel, err)
			continue
		}
		if v.label != c.label || strings.TrimSpace(v.text) != c.text || v.kind != c.kind {
			t.Errorf("%s: label %q, text %q, kind %q", channel, v.label, v.text, v.kind)
		}
		if channel == "email" && (strings.Contains(v.html, "rahasia") || !strings.Contains(fold(v.html), "asisten AI Toko Terang")) {
			t.Errorf("HTML is read as %q", v.html)
		}
	}
	for _, channel := range []string{"web", "whatsapp", "telegram", "push", "pigeon"} {
		if _, err := read(Payload{Channel: channel, Bytes: []byte(`[`)}); err == nil {
			t.Errorf("%s: damaged bytes were read", channel)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, channel := range []string{"web", "whatsapp", "telegram", "sms", "email", "push", "voice"} {
		f.Add(channel, []byte(`{"text":"AI: x"}`))
	}
	f.Fuzz(func(t *testing.T, channel string, b []byte) {
		if v, err := read(Payload{Channel: channel, Bytes: b}); err == nil {
			_ = labelled(v, terang.KindAI)
			_ = truthful(v.words(), terang.Indonesian)
		}
	})
}
