package transcript

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/gate"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	began   = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	formats = []Format{Text, HTML, CSV, JSON}
)

// hostile is what a contact may write to pass for somebody or something else.
var hostile = []string{
	"=HYPERLINK(\"http://evil.example\",\"klik\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1", "harga;=1+1", "a; @b\t+1",
	"<script>alert(1)</script><img src=x onerror=alert(2)>\"' & </article>",
	"aman\u202egnp.exe", "t\u200bersembunyi\u2066\ufeff", "nol\x00nol\x1b[31m", "rusak\xff\xfe",
	"halo\n\n#2 2026-11-21 08:00:00Z\nAsisten AI (ai) · Toko Terang:\n    | palsu", "baris\u2028Asisten AI (ai):\u0085x\x0bAsisten",
	"\"ai\",\"Asisten AI\"\n\"x", "keluarga 👩\u200d👩\u200d👧 dan a\u200db",
}

func said(seq int64, a terang.Author, text string) Message {
	m := Message{Message: terang.Message{
		ID: fmt.Sprintf("msg_%d", seq), ConversationID: "cnv_1", Seq: seq, Kind: terang.KindText, Direction: terang.Out, Author: a, Language: terang.Indonesian,
		Content: terang.Content{Text: text}, At: began.Add(time.Duration(seq) * time.Second),
	}}
	if a.Kind() == terang.KindContact {
		m.Direction = terang.In
	} else {
		m.Receipt, m.Leaf, m.Hash = fmt.Appendf(nil, "c2sp.org/tlog-proof@v1\nof %s\nend\n", m.ID), seq, tlog.RecordHash([]byte(m.ID))
	}
	return m
}

// conversation has every kind of author, every part of a message, a note, and one whose receipt is not there yet.
func conversation() []Message {
	greeting := said(1, terang.ByAI("ears@1", "greeting@1"), "Ada yang bisa dibantu?")
	greeting.Content.Disclosure = &terang.Disclosure{Text: "Ini asisten AI Toko Terang, bukan manusia."}
	greeting.Content.Replies = []terang.QuickReply{{ID: "1", Label: "Cek pesanan", Value: "order"}}
	card := said(3, terang.ByAI("ears@1", "order@2"), "Ini pesanan Anda.")
	at := began
	card.Content.Card = &terang.Card{Kind: "timeline", Title: "Pesanan 1042", Status: "Dikirim", Fields: []terang.CardField{{Label: "Kurir", Value: "JNE"}}, Steps: []terang.CardStep{{At: &at, Label: "Dikemas", State: "done"}, {Label: "Tiba", State: "next"}}}
	card.Content.Sources = []terang.Source{{ID: "a", Title: "Pengiriman"}}
	notice := said(4, terang.BySystem(), "Mulai pesan ini Anda dilayani petugas kami, Rina (manusia).")
	notice.Kind = terang.KindNotice
	note := said(6, terang.ByAgent("agt_1", "Rina"), "CATATAN RAHASIA")
	note.Kind, note.Direction, note.Receipt = terang.KindNote, terang.Internal, nil
	survey := said(8, terang.ByAutomation("survey@1"), "Seberapa puas Anda?")
	survey.Content.Survey = &terang.Survey{Question: "Seberapa puas Anda?", Options: []int{1, 2, 3, 4, 5}}
	survey.Receipt = nil
	return []Message{
		greeting, said(2, terang.ByContact(), "paketku kok blm nyampe?"), card, notice, said(5, terang.ByAgent("agt_1", "Rina"), "Saya cek dulu ya."), note,
		said(7, terang.ByAgentWithAI("agt_1", "Rina", "llm@1", 0.9), "Paket tiba besok."), survey,
	}
}

func hostiles() []Message {
	var out []Message
	for i, h := range hostile {
		out = append(out, said(int64(i+1), terang.ByContact(), h))
	}
	return out
}

// paged gives the messages two at a time.
func paged(ms []Message) Pages {
	return func(yield func([]Message, error) bool) {
		for page := range slices.Chunk(ms, 2) {
			if !yield(page, nil) {
				return
			}
		}
	}
}

func head(l terang.Language) Head {
	return Head{Brand: "Toko Terang", Conversation: "cnv_1", Channel: "web", Contact: "Ani", Language: l, Began: began, Made: began.Add(time.Hour)}
}

func write(t *testing.T, f Format, h Head, ms []Message) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, h, paged(ms)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is another file: run `go test ./transcript -update` and look at the difference\n%s", name, got)
	}
}

func TestFilesAreAsOnFile(t *testing.T) {
	t.Parallel()
	for _, f := range formats {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			golden(t, fmt.Sprintf("conversation.%s.%s", l, f), write(t, f, head(l), conversation()))
		}
		golden(t, fmt.Sprintf("hostile.%s", f), write(t, f, head(terang.Indonesian), hostiles()))
	}
}

func TestEachMessageNamesItsAuthorInWords(t *testing.T) {
	t.Parallel()
	for _, f := range formats {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			all := write(t, f, head(l), conversation())
			at := strings.LastIndex(all, meanings[terang.KindContact].In(l)) // the end of the legend
			if at < 0 {
				t.Fatalf("%s %s has no legend", f, l)
			}
			for _, k := range kinds {
				if !strings.Contains(all[:at], Label(k, l)) {
					t.Errorf("%s %s: the legend does not explain %s", f, l, k)
				}
			}
			rest := all[at:]
			for _, m := range conversation() {
				if m.Kind == terang.KindNote {
					continue
				}
				text := strings.Index(rest, m.Content.Text)
				if text < 0 {
					t.Fatalf("%s %s: %q is missing or not in its place", f, l, m.Content.Text)
				}
				for _, word := range []string{Label(m.Author.Kind(), l), string(m.Author.Kind())} {
					if !strings.Contains(rest[:text], word) {
						t.Errorf("%s %s: %q does not stand before %q", f, l, word, m.Content.Text)
					}
				}
				rest = rest[text+len(m.Content.Text):]
			}
			if strings.Contains(all, "RAHASIA") {
				t.Errorf("%s %s shows an internal note", f, l)
			}
		}
	}
}

func TestEveryReceiptIsInTheFile(t *testing.T) {
	t.Parallel()
	for _, f := range formats {
		all := write(t, f, head(terang.Indonesian), conversation())
		for _, m := range conversation() {
			forms := map[Format]string{Text: string(m.Receipt), HTML: "," + m.encodedReceipt() + `"`, CSV: "," + m.encodedReceipt() + "\n", JSON: strings.ReplaceAll(string(m.Receipt), "\n", `\n`)}
			if len(m.Receipt) > 0 && (!strings.Contains(all, forms[f]) || !strings.Contains(all, m.code())) {
				t.Errorf("%s: the receipt of %s is missing", f, m.ID)
			}
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	h := head(terang.English)
	h.Contact = "=cmd|'/c calc'!A0"
	rows, err := csv.NewReader(strings.NewReader(write(t, CSV, h, hostiles()))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(kinds)+len(hostile) {
		t.Errorf("%d rows: words have made or taken a row", len(rows))
	}
	for _, row := range rows {
		for _, c := range row {
			for _, part := range strings.FieldsFunc(c, func(r rune) bool { return r == ';' || r == '\t' }) { // as programs in Indonesia part them
				if strings.HasPrefix(c, "\t") || strings.IndexAny(strings.TrimSpace(part), "=+-@") == 0 || strings.HasPrefix(part, "＝") {
					t.Errorf("%q would be calculated", c)
				}
			}
		}
	}
}

func TestWordsStayWords(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{Text, HTML, CSV} {
		all := write(t, f, head(terang.Indonesian), hostiles())
		for _, r := range "\x00\x1b\u202e\u200b\u2066\ufeff\u2028\u0085\x0b" {
			if strings.ContainsRune(all, r) {
				t.Errorf("%s has U+%04X in it", f, r)
			}
		}
		if !strings.Contains(all, "⟨U+202E⟩") || !strings.Contains(all, "👩\u200d👩\u200d👧") || !strings.Contains(all, "a⟨U+200D⟩b") {
			t.Errorf("%s hides that a character was there, or breaks a picture", f)
		}
	}
	page := write(t, HTML, head(terang.Indonesian), hostiles())
	for _, tag := range []string{"<script", "<img", "onerror=alert(2)>\""} {
		if strings.Contains(page, tag) {
			t.Errorf("the page has %s", tag)
		}
	}
	if strings.Count(page, "</article>") != len(hostile) {
		t.Error("words have closed an article")
	}
	for i, line := range strings.Split(write(t, Text, head(terang.Indonesian), hostiles()), "\n") {
		if i > 16 && strings.HasPrefix(line, "Asisten AI") {
			t.Errorf("line %d: words pass for a label: %q", i, line)
		}
	}
}

func TestJSONKeepsTheVeryWords(t *testing.T) {
	t.Parallel()
	var got struct {
		Messages []struct {
			Author  struct{ Kind, Label string }
			Content terang.Content
		}
	}
	if err := json.Unmarshal([]byte(write(t, JSON, head(terang.Indonesian), hostiles())), &got); err != nil || len(got.Messages) != len(hostile) {
		t.Fatal(err, len(got.Messages))
	}
	for i, m := range got.Messages {
		if m.Content.Text != strings.ToValidUTF8(strings.ReplaceAll(hostile[i], "\xff\xfe", "\ufffd\ufffd"), "") || m.Author.Kind != "contact" {
			t.Errorf("%q became %q", hostile[i], m.Content.Text)
		}
	}
}

func TestLabelsAreTheGates(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			if want := gate.Label(k, l); k != terang.KindContact && want != "" && Label(k, l) != want {
				t.Errorf("%s is %q here and %q in messages", k, Label(k, l), want)
			}
		}
	}
}

func TestAnErrorEndsTheFile(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	broken := func(yield func([]Message, error) bool) { _ = yield(conversation()[:2], nil) && yield(nil, gone) }
	for _, f := range formats {
		if err := Write(new(bytes.Buffer), f, head(terang.English), broken); !errors.Is(err, gone) {
			t.Errorf("%s: %v", f, err)
		}
	}
	if err := Export(new(bytes.Buffer), Person{Conversations: []terang.Conversation{{ID: "cnv_1"}}, Pages: broken}); !errors.Is(err, gone) {
		t.Error(err)
	}
}

// one is a single page.
func one[T any](page []T) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) { yield(page, nil) }
}

func TestExportHoldsThePersonAndNobodyElse(t *testing.T) {
	t.Parallel()
	ms := conversation()
	later := said(1, terang.ByAI("ears@1", "greeting@1"), "Selamat datang lagi.")
	later.ConversationID = "cnv_3"
	p := Person{
		Brand: "Toko Terang", Language: terang.Indonesian, Made: began.Add(time.Hour), Pages: paged(append(ms, later)),
		Contacts: []terang.Contact{{
			ID: "con_1", ExternalID: "C-1", Name: "Ani", Language: terang.Indonesian, Salt: []byte("SALT"), CreatedAt: began,
			Attributes: map[string]terang.Attribute{"city": {Value: "Bogor", Purpose: "delivery", Source: "conversation cnv_1", At: began, Until: began.Add(24 * time.Hour)}},
			Consent:    map[terang.Class]terang.Consent{terang.ClassMarketing: {Given: true, At: began, Source: "form (agent:agt_9)"}},
			Reached:    map[terang.Class][]time.Time{terang.ClassService: {began}}, Segments: []string{"premium"},
		}},
		Events:        one([]Event{{ID: "evt-1", Name: "order.delayed", Data: json.RawMessage(`{"order_no":"TRG-1042"}`), At: began, Received: began}}),
		Runs:          one([]Run{{ID: "run_1", Playbook: "late@1", StartedBy: "agent:agt_9", Holds: json.RawMessage(`{"slots":{"order_no":"TRG-1042"}}`), Created: began, Wake: &began}}),
		Promises:      one([]Promise{{ID: "prm_1", Conversation: "cnv_1", Kind: terang.PromiseCall, Words: "Kami telepon", Reach: "+62812", MadeBy: "agent", State: terang.PromiseOpen, Due: began.Add(time.Hour), Created: began}}),
		Matters:       one([]Matter{{ID: "mat_1", Conversation: "cnv_1", Topic: "refund_status", Outcome: "solved", Started: began, Last: began}}),
		Conversations: []terang.Conversation{{ID: "cnv_1", ContactID: "con_1", Channel: "web", AgentName: "Dewi", AgentID: "agt_9", SurveyScore: 5, CreatedAt: began}, {ID: "cnv_2", ContactID: "con_1"}, {ID: "cnv_3", ContactID: "con_1"}},
	}
	var b bytes.Buffer
	if err := Export(&b, p); err != nil {
		t.Fatal(err)
	}
	golden(t, "export.json", b.String())
	var got struct {
		Contacts []struct {
			Attributes []struct{ Name, Value, Purpose string }
		}
		Consents []struct{ Class, Source string }
		Events   []struct{ ID string }
		Promises []struct{ Words, Reach string }
		Matters  []struct{ Topic, Outcome string }
		Runs     []struct {
			ID        string
			StartedBy string `json:"started_by"`
		}
		Conversations []struct {
			ID       string
			Messages []struct{ Receipt *receiptJSON }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Consents) != 1 || got.Consents[0].Source != "form (agent)" || len(got.Events) != 1 || len(got.Promises) != 1 || got.Promises[0].Reach != "+62812" || len(got.Matters) != 1 || got.Matters[0].Outcome != "solved" || len(got.Runs) != 1 || got.Runs[0].StartedBy != "agent" ||
		len(got.Contacts) != 1 || len(got.Contacts[0].Attributes) != 1 || got.Contacts[0].Attributes[0].Value != "Bogor" {
		t.Errorf("what is known beside the talk: %+v", got)
	}
	if len(got.Conversations) != 3 || len(got.Conversations[0].Messages) != 7 || len(got.Conversations[1].Messages) != 0 || len(got.Conversations[2].Messages) != 1 {
		t.Errorf("%+v", got)
	}
	for _, secret := range []string{"RAHASIA", "SALT", base64.StdEncoding.EncodeToString([]byte("SALT")), "Dewi", "agt_"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%q is in it", secret)
		}
	}
	if !strings.Contains(b.String(), `"Rina"`) {
		t.Error("an agent who spoke is not named")
	}
}

func FuzzPlainAndCell(f *testing.F) {
	for _, h := range hostile {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := plain(s)
		if plain(p) != p {
			t.Errorf("%q: plain of plain differs", s)
		}
		if c := cell(p); c != "" && strings.ContainsAny(c[:1], "=+-@\t\r\n") {
			t.Errorf("%q is a formula", c)
		}
	})
}
