package gate_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/channel/webchat"
	"terang/gate"
)

var (
	now    = time.Date(2026, 11, 21, 3, 21, 23, 123_000_000, time.UTC)
	web    = webchat.New(nil)
	ai     = terang.ByAI("ngram@3fa1", "order_status@1")
	rina   = terang.ByAgent("agt_rina", "Rina")
	budi   = terang.ByAgent("agt_budi", "Budi")
	helped = terang.ByAgentWithAI("agt_rina", "Rina", "llm@1", 1)
	survey = terang.ByAutomation("survey@1")
)

func facts(holder terang.Holder, told terang.Disclosed) gate.Facts {
	f := gate.Facts{
		WorkspaceID: "ws_1", ConversationID: "cnv_1", MessageID: "msg_1", Channel: "web", Seq: 3, Prev: 2, Now: now,
		Holder: holder, Disclosed: told, Language: terang.Indonesian, Brand: "Toko Terang",
	}
	if holder == terang.HolderAgent {
		f.AgentID = "agt_rina"
	}
	return f
}

func says(a terang.Author, text string) terang.Draft {
	return terang.Draft{Author: a, Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{Text: text}}
}

func announces(a terang.Author) terang.Draft {
	return terang.Draft{Author: terang.BySystem(), Purpose: terang.ForNotice, Kind: terang.KindNotice, Announces: a}
}

func told(voice string, ago time.Duration) terang.Disclosed {
	t := now.Add(-ago)
	return terang.Disclosed{FirstContact: t, Language: terang.Indonesian, Voice: voice, LastMachine: t, Reminded: t}
}

// TestDisclosureIsThereWhenItIsDue is the table of what a customer is told and when.
func TestDisclosureIsThereWhenItIsDue(t *testing.T) {
	const firstID = "Ini asisten AI Toko Terang, bukan manusia. Anda bisa bicara dengan petugas kapan saja."
	inEnglish := says(ai, "ok")
	inEnglish.Language = terang.English
	asked := facts(terang.HolderAssistant, told("machine", time.Minute))
	asked.Asked = true
	surveyed := terang.Draft{
		Author: survey, Purpose: terang.ForSurvey, Kind: terang.KindSurvey,
		Content: terang.Content{Survey: &terang.Survey{Question: "Puas?", Options: []int{1, 2, 3, 4, 5}}},
	}
	for _, c := range []struct {
		name  string
		draft terang.Draft
		facts gate.Facts
		label string
		text  string // of the disclosure, or of the notice
		key   string
		rules string
		voice string
	}{
		{"first contact", says(ai, "ok"), facts(terang.HolderAssistant, terang.Disclosed{}), "Asisten AI", firstID, "first_contact/id@1", "first_contact every_message transition", "machine"},
		{"then only the label", says(ai, "ok"), facts(terang.HolderAssistant, told("machine", time.Hour)), "Asisten AI", "", "", "every_message", "machine"},
		{"in the queue too", says(ai, "ok"), facts(terang.HolderQueue, told("machine", time.Hour)), "Asisten AI", "", "", "every_message", "machine"},
		{"another language", inEnglish, facts(terang.HolderAssistant, told("machine", time.Hour)), "AI assistant", "This is the AI assistant of Toko Terang, not a human. You can talk to an agent at any time.", "first_contact/en@1", "first_contact every_message", "machine"},
		{"three hours on", says(ai, "ok"), facts(terang.HolderAssistant, told("machine", 3*time.Hour+time.Minute)), "Asisten AI", "Pengingat: Anda masih berbicara dengan asisten AI Toko Terang, bukan manusia.", "reminder/id@1", "every_message reminder", "machine"},
		{"seven days on", says(ai, "ok"), facts(terang.HolderAssistant, told("machine", 7*24*time.Hour+time.Hour)), "Asisten AI", firstID, "first_contact/id@1", "first_contact every_message reminder", "machine"},
		{"asked", says(ai, "Pesanan Anda dikirim."), asked, "Asisten AI", "Saya asisten AI Toko Terang (program komputer), bukan manusia.", "answer/id@1", "every_message on_request", "machine"},
		{"asked, and the answer is the truth", says(ai, "Saya asisten AI, bukan manusia. Ada lagi?"), asked, "Asisten AI", "", "", "every_message on_request", "machine"},
		{"a person is announced", announces(rina), facts(terang.HolderAgent, told("machine", time.Hour)), "", "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia).", "takeover/id@1", "transition", "human:agt_rina"},
		{"a person whom nothing announced", says(rina, "ok"), facts(terang.HolderAgent, told("machine", time.Hour)), "Petugas", "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia).", "takeover/id@1", "transition", "human:agt_rina"},
		{"a person who was announced", says(rina, "ok"), facts(terang.HolderAgent, told("human:agt_rina", time.Hour)), "Petugas", "", "", "", "human:agt_rina"},
		{"after another person", says(rina, "ok"), facts(terang.HolderAgent, told("human:agt_budi", time.Hour)), "Petugas", "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia).", "takeover/id@1", "transition", "human:agt_rina"},
		{"a person helped by AI", says(helped, "ok"), facts(terang.HolderAgent, told("human:agt_rina", time.Hour)), "Petugas, dibantu AI", "", "", "every_message", "human:agt_rina"},
		{"handed back", announces(ai), facts(terang.HolderAssistant, told("human:agt_rina", time.Hour)), "", "Anda kembali dilayani asisten AI, bukan manusia. Anda bisa bicara dengan petugas kapan saja.", "return/id@1", "transition", "machine"},
		{"AI after a person unannounced", says(ai, "ok"), facts(terang.HolderAssistant, told("human:agt_rina", time.Hour)), "Asisten AI", "Anda kembali dilayani asisten AI, bukan manusia. Anda bisa bicara dengan petugas kapan saja.", "return/id@1", "every_message transition", "machine"},
		{"survey after a person", surveyed, facts(terang.HolderAssistant, told("human:agt_rina", time.Hour)), "Pesan otomatis", "Ini pesan otomatis Toko Terang, bukan tulisan manusia.", "automatic/id@1", "every_message transition", "automation"},
		{"AI after the survey", says(ai, "ok"), facts(terang.HolderAssistant, told("automation", time.Hour)), "Asisten AI", firstID, "first_contact/id@1", "every_message transition", "machine"},
		{"an automatic message first", says(survey, "ok"), facts(terang.HolderAssistant, terang.Disclosed{}), "Pesan otomatis", "Ini layanan otomatis Toko Terang, bukan manusia. Anda bisa bicara dengan petugas kapan saja.", "first_contact_automatic/id@1", "first_contact every_message transition", "automation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, held := gate.Clear(c.draft, c.facts, web)
			if held != nil {
				t.Fatalf("held: %s %s %v", held, held.Detail, held.Violations)
			}
			shown, err := web.Shown(got.Message().Payload)
			if err != nil {
				t.Fatal(err)
			}
			disclosure := shown.Disclosure
			if c.draft.Announces.Kind() != "" {
				disclosure = shown.Text
			}
			if shown.Label != c.label || disclosure != c.text || got.TextKey() != c.key {
				t.Errorf("label %q, disclosure %q (%s)", shown.Label, disclosure, got.TextKey())
			}
			if rules := strings.Join(got.Rules(), " "); rules != c.rules {
				t.Errorf("rules %q, want %q", rules, c.rules)
			}
			if got.Disclosed().Voice != c.voice {
				t.Errorf("voice %q, want %q", got.Disclosed().Voice, c.voice)
			}
			again := c.facts
			again.Disclosed, again.Asked = got.Disclosed(), false
			if c.draft.Announces.Kind() == "" {
				next, held := gate.Clear(c.draft, again, web)
				if held != nil || next.TextKey() != "" {
					t.Errorf("the next message says it again: %q", next.TextKey())
				}
			}
		})
	}
}

// agreed are the facts of a contact who agreed to be written to.
func agreed(f gate.Facts, quiet, overBudget bool) gate.Facts {
	f.Consent, f.Quiet, f.OverBudget = true, quiet, overBudget
	return f
}

func TestWhatTheBrandBeginsSaysHowToEndIt(t *testing.T) {
	d := says(survey, "Pesanan Anda terlambat.")
	d.Purpose = terang.ForProactive
	c, held := gate.Clear(d, agreed(facts(terang.HolderAssistant, told("machine", 0)), false, false), web)
	if held != nil || !strings.Contains(string(c.Message().Payload), "STOP") {
		t.Errorf("held %v, payload %s", held, c.Message().Payload)
	}
}

func TestHeld(t *testing.T) {
	proactive, note := says(ai, "ok"), says(ai, "ok")
	proactive.Purpose, note.Kind = terang.ForProactive, terang.KindNote
	byMachine, byAgent := facts(terang.HolderAssistant, told("machine", 0)), facts(terang.HolderAgent, told("human:agt_rina", 0))
	nameless := byMachine
	nameless.Brand, nameless.Disclosed = "\u200b ", terang.Disclosed{}
	claiming := byMachine
	claiming.Brand = "Rina. Saya manusia"
	blocking := gate.Default().Policies()
	for i := range blocking {
		for j := range blocking[i].Rules {
			if blocking[i].Rules[j].ID == "on_request" {
				blocking[i].Rules[j].Fail = gate.Block
			}
		}
	}
	strict := byMachine
	var err error
	if strict.Rules, err = gate.NewRulebook(blocking...); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		draft terang.Draft
		facts gate.Facts
		want  gate.Reason
	}{
		{"nobody", says(terang.Author{}, "ok"), byMachine, gate.NoAuthor},
		{"a machine of another system", says(terang.ByAI("ears@1", "hours@1").AsImported("zendesk"), "ok"), byMachine, gate.NoAuthor},
		{"nobody knows who, elsewhere", says(terang.FromElsewhere("zendesk", terang.KindUnknown, ""), "ok"), byMachine, gate.NoAuthor},
		{"the contact", says(terang.ByContact(), "ok"), byMachine, gate.NoAuthor},
		{"AI without a model", says(terang.ByAI("", "x@1"), "ok"), byMachine, gate.NoAuthor},
		{"the house speaking", says(terang.BySystem(), "ok"), byMachine, gate.NoAuthor},
		{"AI announcing", terang.Draft{Author: ai, Kind: terang.KindNotice, Announces: ai}, byMachine, gate.NoAuthor},
		{"AI while a person speaks", says(ai, "ok"), byAgent, gate.AgentSpeaking},
		{"automation while a person speaks", says(survey, "ok"), byAgent, gate.AgentSpeaking},
		{"AI announced while a person speaks", announces(ai), byAgent, gate.AgentSpeaking},
		{"another person", says(budi, "ok"), byAgent, gate.NotHolder},
		{"another person announced", announces(budi), byAgent, gate.NotHolder},
		{"a person in the assistant's conversation", says(rina, "ok"), byMachine, gate.NotHolder},
		{"the brand starts", proactive, byMachine, gate.NoConsent},
		{"the brand starts at night", proactive, agreed(byMachine, true, false), gate.QuietHours},
		{"the brand starts once more", proactive, agreed(byMachine, false, true), gate.OverBudget},
		{"a note", note, byMachine, gate.InternalOnly},
		{"nothing", says(ai, " \u200b\u2060\n"), byMachine, gate.Empty},
		{"too much", says(ai, strings.Repeat("a", terang.MaxText+1)), byMachine, gate.TooLong},
		{"a brand that cannot be seen", says(ai, "ok"), nameless, gate.Undisclosed},
		{"a brand that claims a person", says(ai, "ok"), claiming, gate.HumanClaim},
		{"a claim under a blocking policy", says(ai, "Saya manusia."), strict, gate.HumanClaim},
		{"the house claiming", terang.Draft{Author: terang.BySystem(), Kind: terang.KindNotice, Content: terang.Content{Text: "Anda sekarang dilayani petugas kami"}}, byMachine, gate.HumanClaim},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, held := gate.Clear(c.draft, c.facts, web)
			if !held.Has(c.want) || !got.IsZero() {
				t.Errorf("held %v, want %s", held, c.want)
			}
		})
	}
	if _, held := gate.Clear(says(ai, "ok"), byMachine, nil); !held.Has(gate.Undisclosed) {
		t.Error("no renderer must hold")
	}
}

// liar drops or changes something in the bytes, as a broken driver would.
type liar struct {
	gate.Renderer
	old, new string
}

func (l liar) Render(u gate.Utterance) ([]byte, error) {
	b, err := l.Renderer.Render(u)
	return bytes.Replace(b, []byte(l.old), []byte(l.new), 1), err
}

func TestWhatTheBytesDoNotShowIsHeld(t *testing.T) {
	for _, l := range []liar{
		{web, `"label":"Asisten AI"`, `"label":"Petugas"`},
		{web, `"label":"Asisten AI"`, `"label":""`},
		{web, `"kind":"ai"`, `"kind":"human"`},
		{web, `bukan manusia`, `manusia`},
		{web, `"disclosure":{`, `"disclosed":{`},
		{web, `"text":"Halo"`, `"text":"Hai"`},
		{web, `"name":"Asisten AI Toko Terang"`, `"name":"Sari"`},
		{web, `"seq":3`, `"seq":4`},
		{web, `"author":`, `"author":{"kind":"ai"},"author":`},
		{web, `"direction":"out"`, `"direction":"in"`},
		{web, `{`, ``},
	} {
		if _, held := gate.Clear(says(ai, "Halo"), facts(terang.HolderAssistant, terang.Disclosed{}), l); !held.Has(gate.Undisclosed) {
			t.Errorf("%s → %s passed", l.old, l.new)
		}
	}
}

func TestWordsAreMended(t *testing.T) {
	f := facts(terang.HolderAssistant, told("machine", time.Minute))
	truth := "Saya asisten AI Toko Terang (program komputer), bukan manusia."
	for _, c := range []struct {
		author     terang.Author
		in, out    string
		disclosure string
	}{
		{ai, "Saya manusia.", truth, ""},
		{ai, "Tenang, saya orang asli. Pesanan Anda dikirim.", "Pesanan Anda dikirim.", truth},
		{ai, "Pesanan Anda dikirim. Salam, saya Rina dari tim kami.", "Pesanan Anda dikirim. Salam, saya Rina dari tim kami.", ""},
		{ai, "Petugas (manusia): Pesanan Anda dikirim.", "Pesanan Anda dikirim.", ""},
		{ai, "**Agent · Rina —** ok", "Rina —** ok", ""},
		{ai, "Jam buka:\nPetugas: 08.00–17.00", "Jam buka:\npetugas – 08.00–17.00", ""},
		{ai, "Аgеnt: ok", "ok", ""},
		{ai, "a\u202eb\u200bc\x00d\xffe", "abcde", ""},
		{ai, "👨‍👩‍👧 ok ❤️", "👨‍👩‍👧 ok ❤️", ""},
	} {
		if strings.Contains(c.in, "Rina dari") {
			c.out, c.disclosure = "Pesanan Anda dikirim.", truth
		}
		got, held := gate.Clear(says(c.author, c.in), f, web)
		if held != nil {
			t.Errorf("%q held: %s", c.in, held)
			continue
		}
		content := got.Message().Content
		disclosure := ""
		if content.Disclosure != nil {
			disclosure = content.Disclosure.Text
		}
		if content.Text != c.out || disclosure != c.disclosure {
			t.Errorf("%q became %q with %q", c.in, content.Text, disclosure)
		}
	}
	card := says(ai, "ok")
	card.Content.Card = &terang.Card{Kind: "facts", Title: "Saya manusia", Fields: []terang.CardField{{Label: "Kurir", Value: "I am a human"}}, Items: []terang.CardItem{{Title: "Saya manusia", Text: "I am a human", Value: "x"}}}
	got, held := gate.Clear(card, f, web)
	if held != nil || got.Message().Content.Card.Title != "" || got.Message().Content.Card.Fields[0].Value != "" || got.Message().Content.Card.Items[0] != (terang.CardItem{Value: "x"}) {
		t.Errorf("a card claims a person: %v %v", held, got.Message().Content.Card)
	}
	if card.Content.Card.Title != "Saya manusia" {
		t.Error("the caller's draft was changed")
	}
}

func TestDryRun(t *testing.T) {
	if err := gate.DryRun(web, "Toko Terang"); err != nil {
		t.Error(err)
	}
	if gate.DryRun(web, " ") == nil || gate.DryRun(liar{web, "Asisten AI", "Sari"}, "Toko Terang") == nil {
		t.Error("a dry run passed that must not")
	}
}

func TestTextsSpeakBothLanguages(t *testing.T) {
	for _, text := range gate.Published() {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			if text.In[l] == "" || text.Say(gate.Form{}, l, "Toko Terang", "Rina") == "" {
				t.Errorf("%s has no words in %s", text.ID, l)
			}
		}
	}
}

// hostile makes texts from parts that attacks are made of.
func hostile() *rapid.Generator[string] {
	part := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"Saya manusia", "I am a human", " ", ". ", "\n", "Petugas:", "Agent · ", "\u202e", "\u200b", "\x00", "\xff", "{brand}", "{name}", `"`, "\\", "</script>",
		`","author":{"kind":"human"},"x":"`, "bukan", "saya", "robot", "Asisten AI", "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia).", "pesan", "ok", "❤️", "\u2028",
	}))
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(part, 0, 6).Draw(t, "parts"), "") })
}

func drafts() *rapid.Generator[terang.Draft] {
	return rapid.Custom(func(t *rapid.T) terang.Draft {
		authors := []terang.Author{{}, ai, rina, budi, helped, survey, terang.BySystem(), terang.ByContact(), terang.ByAgent("agt_rina", hostile().Draw(t, "name"))}
		d := terang.Draft{
			Author:   rapid.SampledFrom(authors).Draw(t, "author"),
			Purpose:  rapid.SampledFrom([]terang.Purpose{terang.ForAnswer, terang.ForNotice, terang.ForProactive, terang.ForSurvey}).Draw(t, "purpose"),
			Kind:     rapid.SampledFrom([]terang.MessageKind{terang.KindText, terang.KindNotice, terang.KindSurvey, terang.KindNote}).Draw(t, "kind"),
			Language: rapid.SampledFrom([]terang.Language{"", "id", "en", "jv"}).Draw(t, "language"),
			Content:  terang.Content{Text: hostile().Draw(t, "text")},
		}
		if rapid.IntRange(0, 3).Draw(t, "announce?") == 0 {
			d.Announces = rapid.SampledFrom(authors).Draw(t, "announces")
		}
		if rapid.Bool().Draw(t, "rich?") {
			d.Content.Disclosure = &terang.Disclosure{Text: hostile().Draw(t, "disclosure")}
			d.Content.Replies = []terang.QuickReply{{ID: "r1", Label: hostile().Draw(t, "reply"), Value: "ya"}}
			d.Content.Card = &terang.Card{Kind: "facts", Title: hostile().Draw(t, "title"), Fields: []terang.CardField{{Label: "a", Value: hostile().Draw(t, "value")}}}
			d.Content.Survey = &terang.Survey{Question: hostile().Draw(t, "question"), Options: []int{1, 5}}
		}
		return d
	})
}

func anyFacts() *rapid.Generator[gate.Facts] {
	return rapid.Custom(func(t *rapid.T) gate.Facts {
		f := facts(rapid.SampledFrom([]terang.Holder{terang.HolderAssistant, terang.HolderQueue, terang.HolderAgent}).Draw(t, "holder"), terang.Disclosed{})
		ago := func(name string) time.Time {
			if rapid.Bool().Draw(t, name+"?") {
				return time.Time{}
			}
			return now.Add(-time.Duration(rapid.IntRange(-2, 24*9).Draw(t, name)) * time.Hour)
		}
		f.Disclosed = terang.Disclosed{
			FirstContact: ago("first"), LastMachine: ago("last"), Reminded: ago("reminded"),
			Language: rapid.SampledFrom([]terang.Language{"", "id", "en"}).Draw(t, "told in"),
			Voice:    rapid.SampledFrom([]string{"", "machine", "automation", "human:agt_rina", "human:agt_budi"}).Draw(t, "voice"),
		}
		f.Language = rapid.SampledFrom([]terang.Language{"", "id", "en"}).Draw(t, "conversation language")
		f.Asked, f.Consent = rapid.Bool().Draw(t, "asked"), rapid.Bool().Draw(t, "consent")
		if rapid.IntRange(0, 4).Draw(t, "odd brand?") == 0 {
			f.Brand = hostile().Draw(t, "brand")
		}
		return f
	})
}

// check holds what must be true of everything that the gate lets through.
func check(t interface{ Fatalf(string, ...any) }, d terang.Draft, f gate.Facts) {
	got, held := gate.Clear(d, f, web)
	if held != nil {
		if len(held.Reasons) == 0 || !got.IsZero() {
			t.Fatalf("held without a reason, or held and cleared")
		}
		return
	}
	m := got.Message()
	shown, err := web.Shown(m.Payload)
	if err != nil {
		t.Fatalf("the payload cannot be read: %v", err)
	}
	if v := gate.Satisfied(shown, got.Obligations()); len(v) > 0 {
		t.Fatalf("unfulfilled: %v", v)
	}
	kind := d.Author.Kind()
	if kind == "" || kind == terang.KindContact || shown.Kind != kind || shown.Label != gate.Label(kind, m.Language) {
		t.Fatalf("the author is shown wrongly: %+v", shown)
	}
	if f.Holder == terang.HolderAgent && (kind == terang.KindAI || kind == terang.KindAutomation) {
		t.Fatalf("a machine speaks over a person")
	}
	machine := kind == terang.KindAI || kind == terang.KindAutomation
	if machine && (f.Disclosed.FirstContact.IsZero() || f.Disclosed.Voice != "machine" && f.Disclosed.Voice != "automation") && shown.Disclosure == "" {
		t.Fatalf("a machine speaks unannounced: %+v", shown)
	}
	if (kind == terang.KindHuman || kind == terang.KindAIAssisted) && f.Disclosed.Voice != d.Author.Voice() && shown.Disclosure == "" {
		t.Fatalf("a person speaks unannounced: %+v", shown)
	}
	if strings.ContainsAny(string(m.Payload), "\x00\u202e\u200b\u2066") || strings.Contains(string(m.Payload), "</script>") {
		t.Fatalf("the payload hides something: %q", m.Payload)
	}
	again := d
	again.Content, again.Language = m.Content, m.Language
	again.Content.Disclosure = nil
	twice, held := gate.Clear(again, f, web)
	if held != nil {
		t.Fatalf("cleared once, held the second time: %s %v", held, held.Violations)
	}
	if !has(got.Mended(), gate.HumanClaim) && !bytes.Equal(twice.Message().Payload, m.Payload) {
		t.Fatalf("not idempotent:\n%s\n%s", m.Payload, twice.Message().Payload)
	}
	if machine && has(twice.Mended(), gate.HumanClaim) || has(twice.Mended(), gate.ForgedLabel) || has(twice.Mended(), gate.Invisible) {
		t.Fatalf("something was left to mend: %v %q", twice.Mended(), m.Content.Text)
	}
}

func has(reasons []gate.Reason, r gate.Reason) bool {
	for _, have := range reasons {
		if have == r {
			return true
		}
	}
	return false
}

func TestWhateverPassesFulfilsItsObligations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { check(t, drafts().Draw(t, "draft"), anyFacts().Draw(t, "facts")) })
}

func FuzzClear(f *testing.F) {
	f.Add("Saya manusia.", "Toko", uint8(1), uint8(0))
	f.Add("Petugas: halo\nAgent: x", "Toko {name}", uint8(2), uint8(7))
	f.Fuzz(func(t *testing.T, text, brand string, who, told uint8) {
		d := says([]terang.Author{ai, rina, survey, helped, terang.BySystem()}[who%5], text)
		if who%5 == 4 {
			d.Kind = terang.KindNotice
		}
		fs := facts([]terang.Holder{terang.HolderAssistant, terang.HolderAgent}[who>>4&1], terang.Disclosed{})
		if told&1 != 0 {
			fs.Disclosed = terang.Disclosed{FirstContact: now, Language: "id", Voice: []string{"machine", "human:agt_rina"}[told>>1&1], LastMachine: now}
		}
		fs.Brand = brand
		check(t, d, fs)
	})
}

func BenchmarkClear(b *testing.B) {
	answer := says(ai, "Pesanan TRG-1042 sedang dalam perjalanan dengan JNE sejak kemarin dan diperkirakan tiba besok siang. Saya kabari lagi bila ada perubahan. Ada lagi yang bisa saya bantu?")
	answer.Content.Replies = []terang.QuickReply{{ID: "r1", Label: "Ya", Value: "ya"}, {ID: "r2", Label: "Tidak", Value: "tidak"}}
	rich := answer
	at := now
	rich.Content.Card = &terang.Card{
		Kind: "timeline", Title: "Pesanan TRG-1042", Status: "Dikirim", Fields: []terang.CardField{{Label: "Kurir", Value: "JNE"}},
		Steps: []terang.CardStep{{At: &at, Label: "Dikemas", State: "done"}, {At: &at, Label: "Dikirim", State: "now"}, {Label: "Tiba", State: "next"}},
	}
	for _, c := range []struct {
		name  string
		draft terang.Draft
		facts gate.Facts
	}{
		{"answer", answer, facts(terang.HolderAssistant, told("machine", time.Minute))},
		{"first", answer, facts(terang.HolderAssistant, terang.Disclosed{})},
		{"card", rich, facts(terang.HolderAssistant, told("machine", time.Minute))},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, held := gate.Clear(c.draft, c.facts, web); held != nil {
					b.Fatal(held)
				}
			}
		})
	}
}

// TestABrandAddsToTheFirstDisclosure: it stands after the house's words, once, and cannot take them back.
func TestABrandAddsToTheFirstDisclosure(t *testing.T) {
	const house = "Ini asisten AI Toko Terang, bukan manusia. Anda bisa bicara dengan petugas kapan saja."
	fresh := facts(terang.HolderAssistant, terang.Disclosed{})
	fresh.Adds = terang.Text{terang.Indonesian: "Percakapan ini kami simpan 90 hari."}
	got, held := gate.Clear(says(ai, "Halo"), fresh, web)
	if held != nil {
		t.Fatal(held)
	}
	if d := got.Message().Content.Disclosure; d == nil || d.Text != house+" Percakapan ini kami simpan 90 hari." {
		t.Errorf("%+v", d)
	}
	later := facts(terang.HolderAssistant, told("machine", time.Minute))
	later.Adds = fresh.Adds
	if got, held = gate.Clear(says(ai, "Halo"), later, web); held != nil || got.Message().Content.Disclosure != nil {
		t.Errorf("%v %+v", held, got.Message().Content.Disclosure)
	}
	fresh.Adds = terang.Text{terang.Indonesian: "Tenang, saya manusia asli, bukan robot."}
	if _, held = gate.Clear(says(ai, "Halo"), fresh, web); held == nil {
		t.Error("a brand took the disclosure back")
	}
}
