package channeltest

import (
	"fmt"
	"strings"
	"time"

	"terang"
	"terang/channel"
	"terang/gate"
)

// reporter is told what is wrong: a test, or a test of these tests.
type reporter interface {
	Errorf(format string, args ...any)
}

// form is how a channel shows words.
func form(c channel.Channel) gate.Form {
	if f, ok := c.(gate.Formed); ok {
		return f.Form()
	}
	return gate.Form{Family: gate.Chat}
}

// moment is where a conversation stands when something is said, and what must then be told.
type moment struct {
	name  string
	facts func(*gate.Facts)
	told  []terang.Element // by a machine
}

var known = terang.Disclosed{FirstContact: now.Add(-time.Minute), Voice: "machine", LastMachine: now.Add(-time.Minute), Reminded: now.Add(-time.Minute)}

var moments = []moment{
	{"first contact", func(f *gate.Facts) { f.Disclosed = terang.Disclosed{} }, []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute}},
	{"later", func(*gate.Facts) {}, nil},
	{"another language", func(f *gate.Facts) { f.Disclosed.Language = "xx" }, []terang.Element{terang.IsAI, terang.NotHuman, terang.Operator, terang.HumanRoute}},
	{"asked who speaks", func(f *gate.Facts) { f.Asked = true }, []terang.Element{terang.IsAI, terang.NotHuman}},
	{"after an agent", func(f *gate.Facts) { f.Disclosed.Voice = "human:agt_2" }, []terang.Element{terang.NewAuthorKind, terang.IsAI, terang.NotHuman}},
	{"after four hours", func(f *gate.Facts) {
		f.Disclosed.FirstContact, f.Disclosed.Reminded = now.Add(-4*time.Hour), now.Add(-4*time.Hour)
	}, []terang.Element{terang.IsAI, terang.NotHuman}},
}

// speakers are one author of every kind.
var speakers = []terang.Author{
	terang.ByAI("ngram@3fa1", "order_status@1"), terang.ByAutomation("journey@1"), terang.ByAgent("agt_1", "Rina"),
	terang.ByAgentWithAI("agt_1", "Rina", "llm@1", 0.9), terang.BySystem(),
}

// contents are one content of every kind of message.
var contents = map[terang.MessageKind]terang.Content{
	terang.KindText: {
		Text:    "Pesanan TRG-1042 dikirim.",
		Replies: []terang.QuickReply{{ID: "r1", Label: "Lacak", Value: "lacak"}, {ID: "r2", Label: "Bicara dengan petugas sekarang juga", Value: "orang"}},
		Card:    &terang.Card{Kind: "facts", Title: "Pesanan", Fields: []terang.CardField{{Label: "Kurir", Value: "JNE"}}, Items: []terang.CardItem{{Title: "Lampu lipat", Text: "Rp 189.000", Value: "LMP-1"}, {Title: "Ketel"}}},
	},
	terang.KindSurvey: {Survey: &terang.Survey{Question: "Puas?", Options: []int{1, 2, 3, 4, 5}}},
	terang.KindNotice: {Text: "Kami tutup pukul 17."},
}

var purposes = []terang.Purpose{terang.ForAnswer, terang.ForGreeting, terang.ForNotice, terang.ForSurvey, terang.ForProactive}

// matrix clears every message kind of every author for every purpose at every moment in both languages, and looks at the
// bytes with the channel's eyes and with others.
func matrix(t reporter, c channel.Channel, a About) {
	cleared := 0
	for _, author := range speakers {
		for kind, content := range contents {
			if author.Kind() == terang.KindSystem && kind != terang.KindNotice {
				continue
			}
			if author.Kind() == terang.KindSystem {
				content = terang.Content{Text: "Semua petugas sedang sibuk."}
			}
			for _, purpose := range purposes {
				for _, m := range moments {
					for _, l := range []terang.Language{terang.Indonesian, terang.English} {
						d := terang.Draft{Author: author, Purpose: purpose, Kind: kind, Language: l, Content: content}
						name := fmt.Sprintf("%s %s for %s, %s, %s", author.Kind(), kind, purpose, m.name, l)
						if clearOne(t, c, a, d, m, l, name) {
							cleared++
						}
					}
				}
			}
		}
	}
	if cleared < 300 {
		t.Errorf("only %d messages were cleared", cleared)
	}
}

func clearOne(t reporter, c channel.Channel, a About, d terang.Draft, m moment, l terang.Language, name string) bool {
	holder := terang.HolderAssistant
	machine := d.Author.Kind() == terang.KindAI || d.Author.Kind() == terang.KindAutomation
	if d.Author.AgentID() != "" {
		holder = terang.HolderAgent
	}
	f := facts(c, holder)
	f.Language, f.Disclosed, f.Consent = l, known, true
	f.Disclosed.Language = l
	if d.Author.AgentID() != "" {
		f.Disclosed.Voice = d.Author.Voice()
	}
	if machine || d.Author.AgentID() != "" && m.name == "after an agent" {
		m.facts(&f)
	}
	cleared, held := gate.Clear(d, f, c)
	if held != nil {
		t.Errorf("%s: held: %s %s %v", name, held, held.Detail, held.Violations)
		return false
	}
	msg := cleared.Message()
	shown, err := c.Shown(msg.Payload)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return false
	}
	if want := form(c).Label(d.Author.Kind(), l); shown.Label != want || shown.Kind != d.Author.Kind() {
		t.Errorf("%s: is shown as %s %q, want %q", name, shown.Kind, shown.Label, want)
	}
	if machine {
		want := m.told
		if d.Purpose == terang.ForProactive {
			want = append([]terang.Element{terang.IsAI, terang.Operator, terang.OptOut}, want...)
		}
		tells(t, name, cleared, want)
	}
	seen(t, c, a, name, cleared)
	return true
}

// tells looks whether the message carries the elements.
func tells(t reporter, name string, cleared gate.Cleared, want []terang.Element) {
	var have []terang.Element
	if d := cleared.Message().Content.Disclosure; d != nil {
		have = d.Elements
	}
	for _, e := range want {
		found := false
		for _, h := range have {
			found = found || h == e
		}
		if !found {
			t.Errorf("%s: %s is not told", name, e)
		}
	}
}

// seen looks at a payload by other means than the channel's: every unit shows the label, the first unit holds the
// disclosure whole, and the units together hold the text.
func seen(t reporter, c channel.Channel, a About, name string, cleared gate.Cleared) {
	if a.Seen == nil {
		return
	}
	m := cleared.Message()
	units, err := a.Seen(m.Payload)
	if err != nil || len(units) == 0 {
		t.Errorf("%s: %v: %s", name, err, m.Payload)
		return
	}
	label := form(c).Label(m.Author.Kind(), m.Language)
	first := form(c).Family == gate.Inline || form(c).Family == gate.SMS
	var all strings.Builder
	for i, u := range units {
		if label != "" && !strings.Contains(strings.ToLower(u), strings.ToLower(label)) || first && !strings.HasPrefix(u, label) {
			t.Errorf("%s: unit %d does not show %q: %q", name, i+1, label, u)
		}
		if first && label != "" {
			_, u, _ = strings.Cut(u, ": ")
		}
		all.WriteString(u)
	}
	if d := m.Content.Disclosure; d != nil && !strings.Contains(units[0], d.Text) {
		t.Errorf("%s: the first unit does not hold the disclosure: %q", name, units[0])
	}
	if !strings.Contains(all.String(), m.Content.Text) {
		t.Errorf("%s: the text is not whole: %q", name, all.String())
	}
}

// long clears texts of every size up to the limit, in letters of every width: cut or not, each unit keeps its label.
func long(t reporter, c channel.Channel, a About) {
	limit := c.Limits().MaxText
	for _, word := range []string{"kata ", "kata. ", "tanpa", "漢字", "👨‍👩‍👧", "a\u0301", "baris\n", "{[€]} ", "ü"} {
		for _, n := range []int{1, 40, 69, 70, 71, 152, 153, 154, 159, 160, 161, 500, 1023, 1024, 1025, limit - 1, limit} {
			text := []rune(strings.Repeat(word, n))
			text = text[:min(n, limit)]
			said := strings.TrimSpace(string(text))
			if said == "" {
				continue
			}
			f := facts(c, terang.HolderAssistant)
			cleared, held := gate.Clear(says(speakers[0], said), f, c)
			if held != nil {
				if !held.Has(gate.Invisible) {
					t.Errorf("%d of %q: held: %s %s", n, word, held, held.Detail)
				}
				continue
			}
			seen(t, c, a, fmt.Sprintf("%d of %q", n, word), cleared)
		}
	}
	full(t, c, a)
}

// full clears a message with more beside its text than any small channel shows: that is cut, the text and who speaks are not.
func full(t reporter, c channel.Channel, a About) {
	d := says(speakers[0], "Ini semua pesanan Anda.")
	d.Content.Card = &terang.Card{Kind: "facts", Title: "Pesanan", Status: "dikirim"}
	for i := range 40 {
		d.Content.Card.Fields = append(d.Content.Card.Fields, terang.CardField{Label: fmt.Sprintf("Pesanan %d 📦", i), Value: strings.Repeat("isi ", 40)})
	}
	for i := range 12 {
		d.Content.Replies = append(d.Content.Replies, terang.QuickReply{Label: fmt.Sprintf("%d. Pesanan nomor %d yang belum dikirim", i, i), Value: strings.Repeat("v", 30+20*i)})
	}
	cleared, held := gate.Clear(d, facts(c, terang.HolderAssistant), c)
	if held != nil {
		t.Errorf("a full card: held: %s %s", held, held.Detail)
		return
	}
	seen(t, c, a, "a full card", cleared)
}
