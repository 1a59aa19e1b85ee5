package exchange_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"terang"
	"terang/exchange"
)

type in struct{ name, body string }

func read(format exchange.Format, files ...in) (rows []exchange.Row) {
	for r := range exchange.Read(format, func(yield func(exchange.File) bool) {
		for _, f := range files {
			if !yield(exchange.File{Name: f.name, Body: strings.NewReader(f.body)}) {
				return
			}
		}
	}) {
		rows = append(rows, r)
	}
	return rows
}

// line is a row on one line: what it is, and for a message who wrote it.
func line(r exchange.Row) string {
	s := fmt.Sprintf("%d %s %s", r.Place.Line, r.Kind, r.ID)
	switch {
	case r.Problem != nil:
		s = fmt.Sprintf("%s ! %s %s", s, r.Problem.Code, r.Problem.Field)
		return strings.Join(strings.Fields(s), " ")
	case r.Contact != nil:
		s += fmt.Sprintf(" %s %s %s", r.Contact.Name, r.Contact.Phone, r.Contact.Email)
	case r.Conversation != nil:
		s += fmt.Sprintf(" of %s: %s", r.Conversation.ContactID, r.Conversation.Subject)
	case r.Message != nil:
		s += fmt.Sprintf(" %s %s %s: %s", r.Message.Direction, r.Message.Kind, r.Message.Name, r.Message.Text)
	case r.Item != nil:
		s += fmt.Sprintf(" %s: %s", r.Item.Title, r.Item.Body)
	}
	for _, n := range r.Notes {
		s += " (" + n.Code + ")"
	}
	return strings.Join(strings.Fields(s), " ")
}

func TestWhatEachSystemWritesIsRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		format exchange.Format
		files  []in
		want   []string
	}{
		{"zendesk: users, then tickets a line each", exchange.Zendesk, []in{
			{"users.json", `{"users":[{"id":1,"name":"Rina","role":"agent"},{"id":2,"name":"Ani","role":"end-user","email":"ANI@X.id","phone":"62811222333"}],"end_time":1}`},
			{"tickets.jsonl", `{"id":9,"requester_id":2,"subject":"Retur","status":"open","created_at":"2024-05-01T09:00:00Z","comments":[{"id":11,"author_id":2,"plain_body":"Halo","public":true,"created_at":"2024-05-01T09:00:00Z"},{"id":13,"author_id":1,"html_body":"<p>Cek <b>dulu</b> &amp; kabari</p>","public":false,"created_at":"2024-05-01T09:02:00Z"},{"id":12,"author_id":1,"plain_body":"Otomatis","public":true,"created_at":"2024-05-01T09:01:00Z","via":{"channel":"rule"}},{"id":14,"author_id":99,"plain_body":"Siapa?","public":true,"created_at":"2024-05-01T09:03:00Z"}]}` + "\n" + `{"id":10,` + "\n" + `{"id":11,"requester_id":2,"subject":"x","status":"deleted","description":"y","created_at":"2024-05-01T09:00:00Z"}` + "\n"},
		}, []string{
			"1 contact 1 ! agent", "1 contact 2 Ani +62811222333 ani@x.id", "1 conversation 9 of 2: Retur", "1 message 11 in contact Ani: Halo", "1 message 12 out automation zendesk rule: Otomatis",
			"1 message 13 internal human Rina: Cek dulu & kabari", "1 message 14 out unknown : Siapa?", "2 ! json", "3 conversation 11 ! deleted status",
		}},
		{"zendesk: events of an incremental export, macros, articles", exchange.Zendesk, []in{
			{"events.json", "{\n \"ticket_events\": [\n  {\"id\":1,\"ticket_id\":9,\"created_at\":1700000000,\"child_events\":[{\"id\":21,\"event_type\":\"Comment\",\"author_id\":5,\"body\":\"Baru\",\"public\":true},{\"id\":22,\"event_type\":\"Change\"}]}\n ],\n \"end_of_stream\": true\n}"},
			{"macros.json", `{"macros":[{"id":3,"title":"Tutup","actions":[{"field":"status","value":"solved"},{"field":"comment_value","value":["channel:all","Terima kasih"]}]}],"next_page":null}`},
			{"articles.json", `{"articles":[{"id":4,"title":"Retur","body":"<h1>Cara</h1><script>x()</script><ul><li>satu</li><li>dua</li></ul>","locale":"id","draft":false}]}`},
		}, []string{"3 message 21 out unknown : Baru", "1 macro 3 Tutup: Terima kasih", "1 article 4 Retur: Cara • satu • dua"}},
		{"intercom: a conversation over many lines, and a list", exchange.Intercom, []in{
			{"c.json", "{\n\"type\":\"conversation\",\n\"id\":\"7\",\"created_at\":1700000000,\"state\":\"closed\",\"contacts\":{\"type\":\"contact.list\",\"contacts\":[{\"id\":\"u1\"}]},\n\"source\":{\"id\":\"s\",\"type\":\"conversation\",\"body\":\"<p>Hai</p>\",\"author\":{\"type\":\"user\",\"id\":\"u1\",\"name\":\"Ani\"}},\n\"conversation_parts\":{\"conversation_parts\":[{\"id\":\"p1\",\"part_type\":\"comment\",\"body\":\"<p>Bot</p>\",\"created_at\":1700000001,\"author\":{\"type\":\"bot\",\"id\":\"b\"}},{\"id\":\"p2\",\"part_type\":\"assignment\",\"body\":null,\"created_at\":1700000002,\"author\":{\"type\":\"admin\"}},{\"id\":\"p3\",\"part_type\":\"note\",\"body\":\"cek\",\"created_at\":1700000003,\"author\":{\"type\":\"admin\",\"name\":\"Rina\"}},{\"id\":\"p4\",\"part_type\":\"comment\",\"body\":\"Fin\",\"created_at\":1700000004,\"author\":{\"type\":\"bot\",\"from_ai_agent\":true}},{\"id\":\"p5\",\"part_type\":\"comment\",\"body\":\"tim\",\"created_at\":1700000005,\"author\":{\"type\":\"team\"}}],\"total_count\":9}\n}"},
			{"l.json", `{"type":"list","data":[{"type":"contact","id":"u1","name":"Ani","phone":"+6281","email":"x"},{"type":"article","id":"a","title":"T","body":"<p>B</p>"},{"type":"macro","id":"m","name":"Salam","body_text":"Hai"},{"type":"company","id":"k"}]}`},
		}, []string{
			"1 conversation 7 of u1: (parts_missing)", "1 message source:7:s in contact Ani: Hai", "1 message p1 out automation intercom bot: Bot", "1 message p3 internal human Rina: cek",
			"1 message p4 out ai intercom fin: Fin", "1 message p5 out unknown : tim", "1 contact u1 Ani (phone) (email)", "1 article a T: B", "1 macro m Salam: Hai", "1 ! not_recognised type",
		}},
		{"chatwoot: contacts, answers, labels, its CSV", exchange.Chatwoot, []in{
			{"contacts.json", `{"meta":{"count":1},"payload":[{"id":5,"name":"Budi","phone_number":"+6281234567890","email":null,"identifier":"C-1","custom_attributes":{"Kota Asal":"Bogor","x":{"y":1}}}]}`},
			{"canned.json", "[\n {\"id\":1,\"short_code\":\"salam\",\"content\":\"Halo kak\"}\n]"},
			{"labels.json", `{"payload":[{"id":2,"title":"retur","color":"#fff"}]}`},
			{"contacts.csv", "id,name,email,phone_number\n6,Citra,c@x.id,0811-222-333\n"},
			{"messages.json", `{"meta":{},"payload":[{"id":8,"conversation_id":3,"content":"Hai","message_type":"outgoing","created_at":1700000000,"sender":{"type":"agent_bot","name":"Botty"}}]}`},
		}, []string{"1 contact 5 Budi +6281234567890", "2 macro 1 salam: Halo kak", "1 label 2 retur:", "2 contact 6 Citra +62811222333 c@x.id", "1 message 8 out automation Botty: Hai"}},
		{"csv: conversations by semicolons, with a broken line", exchange.CSVConversations, []in{
			{"k.csv", "\ufeffconversation_id;waktu;pengirim;role;pesan;contact_phone\nA;2024-05-01 09:00;Ani;pelanggan;\"Halo\nlagi\";0812 111 2222\nA;2024-05-01 09:01;Rina;petugas;Ya;\nB;kemarin;Rina;robot;Ya;08123456789\nB;1;2\n"},
		}, []string{
			"2 contact 0812 111 2222 +628121112222", "2 conversation A of 0812 111 2222:", "2 message sha256:", "4 message sha256:",
			"5 contact 08123456789 +628123456789", "5 conversation B of 08123456789:", "5 message sha256:", "6 ! columns",
		}},
		{"csv: articles without a needed column", exchange.CSVArticles, []in{{"a.csv", "title,isi\nRetur,Tujuh hari\n"}, {"b.csv", "title,url\nx,y\n"}}, []string{"2 article sha256:", "1 ! column_missing text"}},
		{"a page that was cut off", exchange.Zendesk, []in{{"t.json", "{\"users\":[\n{\"id\":2,\"name\":\"Ani\",\"role\":\"end-user\"},\n{\"id\":3,"}}, []string{"2 contact 2 Ani", "2 ! cut_off"}},
		{"nothing at all", exchange.Zendesk, []in{{"t.json", ""}, {"u.json", " \n\n"}}, nil},
		{"the house's own, cut off", exchange.Terang, []in{{"t", `{"record":"header","format":"terang","version":1}` + "\n" + `{"record":"contact","id":"con_1"}` + "\n"}}, []string{"2 contact con_1", "2 ! cut_off"}},
		{"the house's own, from the future", exchange.Terang, []in{{"t", `{"record":"header","format":"terang","version":2}` + "\n{}\n"}}, []string{"1 ! version_newer"}},
	} {
		rows := read(c.format, c.files...)
		for i, r := range rows {
			if i >= len(c.want) || !strings.HasPrefix(line(r), c.want[i]) {
				t.Errorf("%s: row %d is %q", c.name, i, line(r))
			}
		}
		if len(rows) != len(c.want) {
			t.Errorf("%s: %d rows, want %d", c.name, len(rows), len(c.want))
		}
	}
}

func TestPhonesAndNamesAreNormal(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"0812-3456-7890": "+6281234567890", "+62 (0)812 3456 7890": "+6281234567890", "62 81234567890": "+6281234567890", "81234567890": "+6281234567890", "+1 (415) 555-2671": "+14155552671",
		"0062811222333": "+62811222333", "021-5551234": "+62215551234", "": "", "abc": "", "+": "", "0812 x 5": "", "12345": "", "+12345678901234567": "", "tel:+6281234567890": "+6281234567890",
	} {
		if got := exchange.Phone(raw); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
		if again := exchange.Phone(want); again != want {
			t.Errorf("%q became %q", want, again)
		}
	}
	if got := exchange.Name(" Siti\u200b \t Ami\u0300nah\u202e "); got != "Siti Amìnah" {
		t.Errorf("%q", got)
	}
	for raw, want := range map[string]string{" A@B.co ": "a@b.co", "a@b": "", "a b@c.d": "", "@c.d": "", "a@b..c": ""} {
		if got := exchange.Email(raw); got != want {
			t.Errorf("%q: %q", raw, got)
		}
	}
}

// TestALongTextLosesNothing: its parts together are its words.
func TestALongTextLosesNothing(t *testing.T) {
	t.Parallel()
	long := strings.TrimSpace(strings.Repeat("Satu kalimat yang agak panjang tentang paket. ", 400))
	rows := read(exchange.CSVConversations, in{"k.csv", "conversation_id,message_id,created_at,text\n1,m,2024-05-01,\"" + long + "\"\n"})
	var all []string
	for _, r := range rows {
		if r.Message != nil {
			all = append(all, r.Message.Text)
			if len([]rune(r.Message.Text)) > terang.MaxText {
				t.Error("a part is too long")
			}
		}
	}
	if strings.Join(strings.Fields(strings.Join(all, " ")), " ") != long || len(all) < 4 || rows[len(rows)-1].ID != fmt.Sprintf("m~%d", len(all)) {
		t.Errorf("%d parts", len(all))
	}
}

// endless is a list that does not end, and counts what was read of it.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	if e.n == 0 {
		copy(p, `{"users":[{"id":1,"name":"`)
	}
	e.n += int64(len(p))
	return len(p), nil
}

// TestARecordThatDoesNotEndIsGivenUp instead of filling the memory.
func TestARecordThatDoesNotEndIsGivenUp(t *testing.T) {
	t.Parallel()
	for _, format := range exchange.Formats() {
		e := &endless{}
		var last exchange.Row
		for r := range exchange.Read(format, slices.Values([]exchange.File{{Name: "x", Body: io.LimitReader(e, 4*exchange.MaxRecord)}})) {
			last = r
		}
		if last.Problem == nil {
			t.Errorf("%s: %+v", format, last)
		}
		if format != exchange.Terang && e.n > 2*exchange.MaxRecord {
			t.Errorf("%s: %d bytes were read", format, e.n)
		}
	}
}

func fuzz(f *testing.F, format exchange.Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n, limit := 0, len(b)+8
		for r := range exchange.Read(format, slices.Values([]exchange.File{{Name: "f", Body: strings.NewReader(string(b))}})) {
			if r.Place.Line < 1 || r.Place.Offset < 0 || r.Place.Offset > int64(len(b)) {
				t.Fatalf("a row at %+v of %d bytes", r.Place, len(b))
			}
			if r.Problem == nil && r.Message != nil && (r.ID == "" || r.Message.At.IsZero() || len([]rune(r.Message.Text)) > terang.MaxText) {
				t.Fatalf("a message %+v", r.Message)
			}
			if r.Problem == nil && r.Contact != nil && r.ID == "" {
				t.Fatalf("a contact without an id")
			}
			if n++; n > limit {
				t.Fatal("rows without end")
			}
		}
	})
}

func FuzzZendesk(f *testing.F) {
	fuzz(f, exchange.Zendesk, `{"tickets":[{"id":1,"status":"open","requester_id":2,"comments":[{"id":3,"body":"x","created_at":1}]}]}`, "{\"id\":1,\"role\":\"agent\"}\n{}\n", `{"users":{"users":[null,{}]}}`)
}

func FuzzChatwoot(f *testing.F) {
	fuzz(f, exchange.Chatwoot, conversationSeed, `[{"id":1,"short_code":"a","content":"b"}]`, "id,name\n1,x\n")
}

const conversationSeed = `{"data":{"payload":[{"id":1,"messages":[{"id":2,"message_type":0,"content":"x","created_at":1}],"meta":{"sender":{"id":3}}}]}}`

func FuzzIntercom(f *testing.F) {
	fuzz(f, exchange.Intercom, `{"type":"conversation","id":"1","created_at":1,"source":{"body":"<p>x","author":{"type":"user"}},"conversation_parts":{"conversation_parts":[{}]}}`, `{"type":"list","data":[{"type":"macro","id":"1","name":"a","body":"b"}]}`)
}

func FuzzTerang(f *testing.F) {
	fuzz(f, exchange.Terang, `{"record":"header","format":"terang","version":1}`+"\n"+`{"record":"contact","id":"a"}`+"\n"+`{"record":"end","rows":1}`)
}

func FuzzCSVContacts(f *testing.F) {
	fuzz(f, exchange.CSVContacts, "id,nama,no_hp\n1,\"a\nb\",08123\n", "a;b\n\"")
}

func FuzzCSVConversations(f *testing.F) {
	fuzz(f, exchange.CSVConversations, "conversation_id,at,text,author\n1,2024-01-01,x,agent\n")
}

func FuzzCSVArticles(f *testing.F) { fuzz(f, exchange.CSVArticles, "title,text\na,<b>x</b>\n") }
