package exchange

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"terang"
)

// columnNames are what columns may be called, in small letters; the first is the name that is told.
var columnNames = map[string][]string{
	"id":              {"id", "contact_id", "kode"},
	"name":            {"name", "full_name", "nama", "nama_lengkap"},
	"first_name":      {"first_name", "nama_depan"},
	"last_name":       {"last_name", "nama_belakang"},
	"email":           {"email", "e_mail", "surel", "email_address"},
	"phone":           {"phone", "phone_number", "telepon", "no_hp", "nomor_hp", "hp", "mobile", "whatsapp"},
	"identifier":      {"identifier", "external_id", "customer_id"},
	"language":        {"language", "locale", "bahasa"},
	"created_at":      {"created_at", "at", "time", "date", "waktu", "tanggal", "timestamp", "sent_at"},
	"labels":          {"labels", "tags", "label"},
	"conversation_id": {"conversation_id", "conversation", "ticket_id", "percakapan"},
	"message_id":      {"message_id", "pesan_id"},
	"author":          {"author", "author_kind", "sender_type", "from", "penulis", "role"},
	"author_name":     {"author_name", "sender_name", "sender", "nama_penulis"},
	"text":            {"text", "message", "body", "content", "pesan", "isi"},
	"contact_id":      {"contact_id", "customer_id", "pelanggan_id"},
	"contact_name":    {"contact_name", "customer_name", "nama_pelanggan", "name", "nama"},
	"contact_email":   {"contact_email", "customer_email", "email"},
	"contact_phone":   {"contact_phone", "customer_phone", "phone", "telepon", "no_hp"},
	"note":            {"note", "private", "internal", "catatan"},
	"subject":         {"subject", "judul"},
	"channel":         {"channel", "saluran"},
	"status":          {"status"},
	"title":           {"title", "judul", "name", "nama"},
	"article_id":      {"id", "article_id", "slug"},
	"url":             {"url", "link"},
}

// columnsOf are the columns that a format knows, and the first of them must be there.
var columnsOf = map[Format][]string{
	CSVContacts:      {"name", "first_name", "last_name", "email", "phone", "identifier", "language", "created_at", "labels", "id"},
	CSVConversations: {"conversation_id", "created_at", "text", "author", "author_name", "message_id", "contact_id", "contact_name", "contact_email", "contact_phone", "note", "subject", "channel", "status", "labels"},
	CSVArticles:      {"title", "text", "article_id", "language", "labels", "url"},
}

var mustHave = map[Format][]string{
	CSVContacts:      {},
	CSVConversations: {"conversation_id", "created_at", "text"},
	CSVArticles:      {"title", "text"},
}

func readCSV(format Format, f File, yield func(Row) bool) bool {
	return readTable(format, "csv", File{f.Name, skipMark(f.Body)}, yield)
}

// readTable reads CSV (RFC 4180) whose first line names the columns; they may be parted by commas, semicolons or tabs.
func readTable(format Format, system string, f File, yield func(Row) bool) bool {
	in := bufio.NewReaderSize(f.Body, maxPeek)
	head, _ := in.Peek(maxPeek)
	first, _, _ := bytes.Cut(head, []byte("\n"))
	lines := &lineCounter{in: in, room: MaxRecord}
	r := csv.NewReader(lines)
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separator(first), -1, true
	t := &table{format: format, place: Place{File: f.Name, Line: 1}, out: out{system: system, yield: yield}}
	names, err := r.Read()
	if errors.Is(err, io.EOF) {
		return true
	}
	if err != nil || !t.head(names) {
		if t.problem == nil {
			t.problem = csvProblem(err)
		}
		return yield(Row{Place: t.place, Problem: t.problem})
	}
	for !t.done {
		t.place.Offset = r.InputOffset()
		lines.room = t.place.Offset + MaxRecord
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return true
		}
		t.place.Line = lines.line(t.place.Offset)
		var parse *csv.ParseError
		switch {
		case errors.As(err, &parse):
			t.place.Line = int64(parse.Line)
			t.put(Row{Place: t.place, Problem: csvProblem(err)})
			continue
		case err != nil:
			t.put(Row{Place: t.place, Problem: csvProblem(err)})
			return !t.done
		}
		if line, _ := r.FieldPos(0); line > 0 { // empty lines are passed over
			t.place.Line = int64(line)
		}
		if len(cells) != t.columns {
			t.put(Row{Place: t.place, Problem: &Problem{Code: "columns"}})
			continue
		}
		t.take(cells)
	}
	return false
}

func separator(head []byte) rune {
	best, most := ',', bytes.Count(head, []byte(","))
	for _, c := range []byte{';', '\t'} {
		if n := bytes.Count(head, []byte{c}); n > most {
			best, most = rune(c), n
		}
	}
	return best
}

func csvProblem(err error) *Problem {
	var p *Problem
	var parse *csv.ParseError
	switch {
	case err == nil:
		return &Problem{Code: "columns"}
	case errors.As(err, &p):
		return p
	case errors.As(err, &parse):
		return &Problem{Code: "csv", Detail: parse.Err.Error()}
	}
	return &Problem{Code: "unreadable", Detail: err.Error()}
}

// table is a CSV file while it is read.
type table struct {
	out
	format  Format
	place   Place
	columns int
	names   []string       // of all columns
	at      map[string]int // known columns
	others  []int
	problem *Problem
	last    string // the conversation of the row before
}

// head finds the columns.
func (t *table) head(names []string) bool {
	t.columns, t.at = len(names), make(map[string]int)
	if len(names) > maxColumns {
		t.problem = &Problem{Code: "columns"}
		return false
	}
	taken := make(map[int]bool)
	for _, n := range names {
		t.names = append(t.names, attributeName(strings.TrimPrefix(n, "\ufeff")))
	}
	for _, want := range columnsOf[t.format] {
		for _, name := range columnNames[want] {
			i := slices.Index(t.names, name)
			if i >= 0 && !taken[i] {
				t.at[want], taken[i] = i, true
				break
			}
		}
	}
	for _, must := range mustHave[t.format] {
		if _, ok := t.at[must]; !ok {
			t.problem = &Problem{Code: "column_missing", Field: must}
			return false
		}
	}
	for i := range t.names {
		if !taken[i] {
			t.others = append(t.others, i)
		}
	}
	if len(t.at) == 0 {
		t.problem = &Problem{Code: "column_missing", Field: "name"}
		return false
	}
	return true
}

// take reads a line as an object, so that problems are told in the same way.
func (t *table) take(cells []string) {
	o := &object{at: t.place, fields: make(map[string]json.RawMessage, len(t.at))}
	for name, i := range t.at {
		if cell := strings.TrimSpace(unguarded(cells[i])); cell != "" {
			b, err := json.Marshal(cell)
			if err != nil {
				o.fail("not_text", name, "")
			}
			o.fields[name] = b
		}
	}
	switch t.format {
	case CSVContacts:
		t.contact(o, cells)
	case CSVConversations:
		t.message(o)
	case CSVArticles:
		id := o.text("article_id")
		if id == "" {
			id = digest(o.text("title"))
		}
		t.put(thing(o, KindArticle, id, Item{Title: o.text("title"), Body: plain(o.text("text")), Detail: map[string]any{
			"language": string(language(o.text("language"))), "labels": o.texts("labels"), "url": tidy(o.text("url"), maxFact),
		}}))
	}
}

// unguarded takes away the mark by which a spreadsheet was kept from calculating ("'+62…").
func unguarded(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("=+-@", rune(s[1])) {
		return s[1:]
	}
	return s
}

func (t *table) contact(o *object, cells []string) {
	c := Contact{
		Name: strings.TrimSpace(o.text("name")), Email: o.text("email"), Phone: o.text("phone"), Identifier: o.text("identifier"),
		Language: language(o.text("language")), CreatedAt: o.time("created_at"), Labels: o.texts("labels"),
	}
	if c.Name == "" {
		c.Name = o.text("first_name") + " " + o.text("last_name")
	}
	for _, i := range t.others {
		if v := tidy(unguarded(cells[i]), maxFact); v != "" {
			if c.Attributes == nil {
				c.Attributes = make(map[string]any)
			}
			c.Attributes[t.names[i]] = v
		}
	}
	t.put(person(o, contactID(o, "id", c), c))
}

// contactID is the id that a file gives, else the brand's own, the address, the number.
func contactID(o *object, field string, c Contact) string {
	for _, id := range []string{o.text(field), c.Identifier, Email(c.Email), Phone(c.Phone)} {
		if id = tidy(id, maxName); id != "" {
			return id
		}
	}
	o.fail("missing", field, "")
	return ""
}

// authors are the words for who wrote, in both languages. A bot is an automation: that a model took part is not said by it.
var authors = map[string]terang.AuthorKind{
	"contact": terang.KindContact, "customer": terang.KindContact, "user": terang.KindContact, "visitor": terang.KindContact, "pelanggan": terang.KindContact, "end-user": terang.KindContact, "incoming": terang.KindContact,
	"human": terang.KindHuman, "agent": terang.KindHuman, "operator": terang.KindHuman, "admin": terang.KindHuman, "petugas": terang.KindHuman, "staf": terang.KindHuman,
	"ai": terang.KindAI, "assistant": terang.KindAI, "ai agent": terang.KindAI, "asisten ai": terang.KindAI,
	"bot": terang.KindAutomation, "automation": terang.KindAutomation, "otomatis": terang.KindAutomation, "chatbot": terang.KindAutomation,
	"system": terang.KindSystem, "sistem": terang.KindSystem,
}

func (t *table) message(o *object) {
	id := o.id("conversation_id")
	m := Message{ConversationID: id, Name: o.text("author_name"), Text: o.text("text"), At: o.time("created_at"), Direction: terang.Out, Kind: terang.KindUnknown}
	if kind, ok := authors[strings.ToLower(o.text("author"))]; ok {
		m.Kind = kind
	} else if o.has("author") {
		o.note("author", "author")
	}
	if m.Kind == terang.KindContact {
		m.Direction = terang.In
	}
	switch strings.ToLower(o.text("note")) {
	case "", "0", "false", "no", "n", "tidak":
	default:
		m.Direction = terang.Internal
	}
	if id != "" && id != t.last {
		t.thread(o, id)
		t.last = id
	}
	messageID := o.text("message_id")
	if messageID == "" {
		messageID = digest(id, o.text("created_at"), o.text("author"), m.Name, m.Text)
	}
	for _, r := range said(o, messageID, m) {
		t.put(r)
	}
}

// thread tells of the conversation and its contact, once per run of rows.
func (t *table) thread(row *object, id string) {
	o := &object{at: row.at, fields: row.fields}
	conv := &Conversation{
		Channel: tidy(o.text("channel"), maxName), Status: tidy(o.text("status"), maxName), Subject: tidy(o.text("subject"), maxName), Labels: o.texts("labels"), CreatedAt: o.time("created_at"),
	}
	c := Contact{Name: o.text("contact_name"), Email: o.text("contact_email"), Phone: o.text("contact_phone"), CreatedAt: conv.CreatedAt}
	if conv.ContactID = tidy(o.first("contact_id", "contact_email", "contact_phone"), maxName); conv.ContactID != "" {
		t.put(person(&object{at: row.at, fields: row.fields}, conv.ContactID, c))
	}
	r := (&object{at: row.at}).row(KindConversation, id)
	r.Conversation = conv
	t.put(r)
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "sha256:" + hex.EncodeToString(sum[:10])
}
