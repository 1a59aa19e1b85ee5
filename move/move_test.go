package move_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"terang"
	"terang/exchange"
	"terang/move"
	"terang/store"
	"terang/store/storetest"
)

var noon = time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)

func bytesOf(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func house(t testing.TB, db *store.DB, id string) *move.Service {
	t.Helper()
	w := store.Workspace{ID: id, Name: "Toko Uji", PublicKey: "wk_" + id, Pack: "retail", CreatedAt: noon}
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return store.InsertWorkspace(tx, w) }); err != nil {
		t.Fatal(err)
	}
	return move.New(db, func() time.Time { return noon }, bytesOf)
}

type input struct {
	format exchange.Format
	name   string
	body   string
}

func bring(t testing.TB, s *move.Service, ws string, dry bool, in ...input) ([]move.Result, move.Summary) {
	t.Helper()
	var out []move.Result
	files := func(yield func(exchange.File) bool) {
		for _, f := range in {
			if !yield(exchange.File{Name: f.name, Body: strings.NewReader(f.body)}) {
				return
			}
		}
	}
	sum, err := s.Import(t.Context(), exchange.Read(in[0].format, files), move.Options{WorkspaceID: ws, DryRun: dry}, func(r move.Result) error {
		out = append(out, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, sum
}

func written(t testing.TB, s *move.Service, ws string) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := s.Export(t.Context(), ws, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const conversations = `{"data":{"meta":{"all_count":1},"payload":[{"meta":{"sender":{"id":7,"name":"  Siti   Aminah","email":"SITI@Example.com","phone_number":"0812 3456 7890"},"channel":"Channel::WebWidget"},
 "id":41,"status":"open","inbox_id":2,"labels":["retur"],"created_at":1700000000,"messages":[
 {"id":902,"content":"Halo Bu Siti, kami cek dulu.","message_type":1,"created_at":1700000060,"private":false,"sender":{"id":3,"name":"Rina","type":"user"},"conversation_id":41},
 {"id":901,"content":"Paket saya rusak","message_type":0,"created_at":1700000001,"private":false,"sender":{"id":7,"name":"Siti","type":"contact"},"conversation_id":41},
 {"id":903,"content":"cek gudang","message_type":1,"created_at":1700000061,"private":true,"sender":{"id":3,"name":"Rina","type":"user"},"conversation_id":41},
 {"id":904,"content":"Kami tutup pukul 17","message_type":3,"created_at":1700000062,"private":false,"conversation_id":41},
 {"id":905,"content":"Siap","message_type":1,"created_at":1700000063,"private":false,"conversation_id":41}
 ]}]}}`

func messagesOf(t *testing.T, db *store.DB, ws string) []store.StoredMessage {
	t.Helper()
	cs, err := store.Contacts(t.Context(), db, ws, "", 10)
	if err != nil || len(cs) != 1 {
		t.Fatalf("%d contacts, %v", len(cs), err)
	}
	rows, err := db.Query(t.Context(), `select id from conversation where workspace_id = $1`, ws)
	if err != nil {
		t.Fatal(err)
	}
	var id string
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
	}
	ms, err := store.Messages(t.Context(), db, store.MessageQuery{WorkspaceID: ws, ConversationID: id, Limit: 100, Notes: true})
	if err != nil {
		t.Fatal(err)
	}
	return ms
}

// TestWhoWroteIsWhatTheOldSystemSaid: a person by name, a fixed answer as an automation, nobody told as unknown; each marked as
// imported, none in the log of proofs; and the same import again changes nothing.
func TestWhoWroteIsWhatTheOldSystemSaid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := house(t, db, "ws_1")
		in := input{exchange.Chatwoot, "conversations.json", conversations}
		_, dry := bring(t, s, "ws_1", true, in)
		if dry.Of(move.Create) != 7 || dry.Of(move.Refused) != 0 {
			t.Errorf("dry run: %+v", dry.Counts)
		}
		if n, _ := store.Contacts(t.Context(), db, "ws_1", "", 10); len(n) != 0 {
			t.Error("a dry run stored something")
		}
		_, sum := bring(t, s, "ws_1", false, in)
		if fmt.Sprint(sum.Counts) != fmt.Sprint(dry.Counts) {
			t.Errorf("told %v, did %v", dry.Counts, sum.Counts)
		}
		ms := messagesOf(t, db, "ws_1")
		want := []string{"contact in text", "human out text Rina", "human internal note Rina", "automation out text", "unknown out text"}
		for i, m := range ms {
			if m.Leaf >= 0 || m.Author.Imported() != "chatwoot" || m.Payload != nil {
				t.Errorf("message %d: leaf %d, imported %q", i, m.Leaf, m.Author.Imported())
			}
			got := strings.TrimSpace(fmt.Sprintf("%s %s %s %s", m.Author.Kind(), m.Direction, m.Kind, m.Author.Name()))
			if i == 0 {
				got = strings.TrimSuffix(got, " Siti")
			}
			if got != want[i] {
				t.Errorf("message %d: %s, want %s", i, got, want[i])
			}
		}
		if len(ms) != len(want) {
			t.Errorf("%d messages", len(ms))
		}
		before := written(t, s, "ws_1")
		_, again := bring(t, s, "ws_1", false, in)
		if again.Of(move.Same) != again.Rows || written(t, s, "ws_1") != before {
			t.Errorf("again: %v", again.Counts)
		}
		due, err := store.DueTurns(t.Context(), db, noon.UnixMilli()*2, 10)
		if err != nil || len(due) != 0 {
			t.Errorf("%d turns are due, %v", len(due), err)
		}
		for _, table := range []string{"job", "run", "leaf", "promise"} {
			var n int
			if err := db.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n); err != nil || n != 0 {
				t.Errorf("%s: %d rows, %v", table, n, err)
			}
		}
	})
}

// TestAnEditedMessageIsMendedAndANumberIsFoundTwice: what changed there changes here; a second contact with the number is told.
func TestAnEditedMessageIsMendedAndANumberIsFoundTwice(t *testing.T) {
	db := storetest.SQLite(t)
	s := house(t, db, "ws_1")
	bring(t, s, "ws_1", false, input{exchange.Chatwoot, "a.json", conversations})
	edited := strings.Replace(conversations, "Paket saya rusak", "[dihapus]", 1)
	out, sum := bring(t, s, "ws_1", false, input{exchange.Chatwoot, "a.json", edited})
	if sum.Of(move.Update) != 1 || sum.Of(move.Same) != sum.Rows-1 {
		t.Errorf("%v", sum.Counts)
	}
	if i := slices.IndexFunc(out, func(r move.Result) bool { return r.Action == move.Update }); out[i].ID != "901" {
		t.Errorf("updated %+v", out[i])
	}
	if ms := messagesOf(t, db, "ws_1"); ms[0].Content.Text != "[dihapus]" {
		t.Errorf("it still says %q", ms[0].Content.Text)
	}
	out, sum = bring(t, s, "ws_1", true, input{exchange.CSVContacts, "c.csv", "id,nama,no_hp\n1,Budi,081234567891\n2,Siti A.,+62 812-3456-7890\n"})
	if sum.Duplicates != 1 || out[1].DuplicateOf == "" || out[0].DuplicateOf != "" {
		t.Errorf("%+v", out)
	}
}

// TestWhoAskedToBeForgottenIsNotBroughtBack: an import after an erasure refuses the contact, the conversation and its words.
func TestWhoAskedToBeForgottenIsNotBroughtBack(t *testing.T) {
	db := storetest.SQLite(t)
	s := house(t, db, "ws_1")
	in := input{exchange.Chatwoot, "a.json", conversations}
	bring(t, s, "ws_1", false, in)
	cs, _ := store.Contacts(t.Context(), db, "ws_1", "", 10)
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.Do(`insert into log_erasure (contact_id, workspace_id, size, at) values ($1, $2, 0, 1)`, cs[0].ID, "ws_1"); err != nil {
			return err
		}
		return store.EraseKnown(tx, "ws_1", cs[0].ID, noon)
	})
	if err != nil {
		t.Fatal(err)
	}
	out, sum := bring(t, s, "ws_1", false, in)
	if sum.Of(move.Refused) != sum.Rows || out[0].Problem.Code != "erased" {
		t.Errorf("%+v", sum.Counts)
	}
	if strings.Contains(written(t, s, "ws_1"), "siti@") {
		t.Error("what was forgotten is written out")
	}
}

// ordered puts in what agents set: tags, views, and how the desk gives out.
func ordered(t *rapid.T, tx *store.Tx, ws string) error {
	for i, q := range []string{
		`insert into conversation_tag (workspace_id, conversation_id, tag, added_by, added_at) select $1, id, $2, 'agt_1', 5 from conversation`,
		`insert into conversation_change (id, workspace_id, conversation_id, at, what, was, became, until_at, made_by) select 'cch_' || id, $1, id, 5, 'team', '', $2, 0, 'agt_1' from conversation`,
		`insert into saved_view (id, workspace_id, owner, name, filter, created_by, created_at, updated_at) values ('view_1', $1, 'agt_1', $2, '{"tags":["vip"]}', 'agt_1', 5, 6)`,
		`insert into routing_setting (workspace_id, setting, updated_by, updated_at) values ($1, '{"mode":"push"}', $2, 7)`,
		`insert into agent_routing (agent_id, workspace_id, setting, updated_by, updated_at) values ('agt_1', $1, '{"skills":["refund"]}', $2, 8)`,
	} {
		if err := tx.Do(q, ws, fmt.Sprint(i, "x", rapid.String().Filter(printable).Draw(t, "setting"))); err != nil {
			return err
		}
	}
	return nil
}

func printable(s string) bool { return !strings.ContainsRune(s, 0) && utf8.ValidString(s) }

// words draws a text as people write it, and worse.
func words(t *rapid.T, name string) string {
	return rapid.StringOf(rapid.RuneFrom([]rune("abc <>&\"\\\n\u2028éض漢😀{}[]"))).Draw(t, name)
}

// kept puts in macros, and what was brought along from elsewhere.
func kept(t *rapid.T, tx *store.Tx, ws string) error {
	text, count := words, func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
	for i := range count("macros", 3) {
		m := store.Macro{
			ID: fmt.Sprintf("mac_%d", i), WorkspaceID: ws, Scope: rapid.SampledFrom([]store.MacroScope{store.MacroMine, store.MacroTeam, store.MacroAll}).Draw(t, "scope"), Owner: "agt_1",
			Name: text(t, "macro"), Texts: map[terang.Language]string{terang.English: text(t, "words")}, Tags: []string{"vip"}, Resolves: i == 1, CreatedBy: "agt_1", CreatedAt: noon, UpdatedAt: noon,
		}
		if err := store.SaveMacro(tx, m); err != nil {
			return err
		}
		if err := store.UseMacro(tx, ws, m.ID, noon); err != nil {
			return err
		}
	}
	if err := merges(t, tx, ws); err != nil {
		return err
	}
	for i := range count("items", 3) {
		it := store.ImportedItem{WorkspaceID: ws, Source: "zendesk", Kind: "macro", ID: fmt.Sprint(i), Title: text(t, "title"), Body: text(t, "body"), Detail: map[string]any{"z": text(t, "z"), "a": 1.5}}
		if err := store.PutItem(tx, &it); err != nil {
			return err
		}
	}
	return nil
}

// world fills a workspace with whatever may be in one.
func world(t *rapid.T, db *store.DB, ws string) error {
	text := words
	count := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
	return db.Write(context.Background(), func(tx *store.Tx) error {
		for i := range count("contacts", 4) {
			c := terang.Contact{ID: fmt.Sprintf("con_%d", i), WorkspaceID: ws, Name: text(t, "name"), Language: terang.Indonesian, CreatedAt: noon, Salt: bytesOf(32)}
			c.ExternalID = rapid.SampledFrom([]string{"", "", "CUS-1", "CUS-2"}).Draw(t, "external")
			if rapid.Bool().Draw(t, "consents") {
				c = c.WithConsent(terang.ClassMarketing, rapid.Bool().Draw(t, "yes"), noon, text(t, "source"))
			}
			c = c.WithAttribute("kota", terang.Attribute{Value: text(t, "value"), Purpose: "antar", At: noon})
			if err := store.InsertContact(tx, c); err != nil {
				return err
			}
			for k := range count("conversations", 2) {
				conv := terang.Conversation{
					ID: fmt.Sprintf("cnv_%d_%d", i, k), WorkspaceID: ws, ContactID: c.ID, Channel: "webchat", Language: terang.English, Status: terang.Open, Holder: terang.HolderQueue,
					WaitingSince: noon, Trust: count("trust", 100), CreatedAt: noon, LastAt: noon.Add(time.Minute), SurveyComment: text(t, "comment"),
					Priority: terang.High, Team: text(t, "team"), Tags: []string{"vip", text(t, "tag")},
				}
				if rapid.Bool().Draw(t, "handed") {
					conv.HandOver = &terang.HandOver{Reason: terang.ReasonAsked, CardWords: terang.CardWords{Wants: text(t, "wants")}, At: noon}
				}
				var ms []terang.Message
				for n := range count("messages", 5) {
					by := rapid.SampledFrom([]terang.Author{
						terang.ByContact(), terang.ByAI("ears@1", "jam@2"), terang.ByAgent("agt_1", text(t, "agent")), terang.BySystem(), terang.ByAutomation("survey@1"),
						terang.FromElsewhere("zendesk", terang.KindUnknown, text(t, "old")),
					}).Draw(t, "by")
					m := terang.Message{
						ID: fmt.Sprintf("msg_%d_%d_%d", i, k, n), WorkspaceID: ws, ConversationID: conv.ID, Seq: int64(n + 1), Prev: int64(n), Kind: terang.KindText, Direction: terang.Out,
						Author: by, Language: terang.English, Content: terang.Content{Text: text(t, "text")}, Payload: rapid.SampledFrom([][]byte{nil, []byte(`{"a":1}`), {0xff, 0}}).Draw(t, "payload"), At: noon,
					}
					ms = append(ms, m)
					conv.Seq = m.Seq
				}
				p := terang.Promise{ID: "prm_" + conv.ID, WorkspaceID: ws, ConversationID: conv.ID, ContactID: c.ID, Kind: terang.PromiseCall, Words: text(t, "words"), MadeBy: "assistant", DueAt: noon, CreatedAt: noon}
				conv = conv.WithPromise(p)
				if err := store.InsertConversation(tx, &conv); err != nil {
					return err
				}
				if err := store.InsertPromise(tx, p); err != nil {
					return err
				}
				o := store.Outgoing{
					ID: "out_" + conv.ID, WorkspaceID: ws, ConversationID: conv.ID, AgentID: "agt_0", ClientID: "c", Place: 1, Text: text(t, "outgoing"), At: noon,
					Files: []terang.Attachment{{ID: "att_" + conv.ID, Name: "nota.pdf", Type: "application/pdf", Size: 7, Digest: "aa"}},
					DueAt: noon.Add(time.Second),
				}
				if err := store.InsertOutgoing(tx, o); err != nil {
					return err
				}
				if err := store.InsertMessages(tx, ms); err != nil {
					return err
				}
				for _, m := range ms {
					if err := store.InsertMention(tx, store.Mention{WorkspaceID: ws, MessageID: m.ID, AgentID: "agt_1", ConversationID: conv.ID, Seq: m.Seq, By: "agt_2", At: noon}); err != nil {
						return err
					}
				}
				if err := withFile(tx, conv, rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "file")); err != nil {
					return err
				}
			}
		}
		if err := ordered(t, tx, ws); err != nil {
			return err
		}
		if err := kept(t, tx, ws); err != nil {
			return err
		}
		return store.InsertChange(tx, ws, store.Change{ID: "ex_1", Intent: "jam", Language: terang.Indonesian, Text: text(t, "example"), By: "agt_1", At: noon})
	})
}

// merges has agents merge contacts, and take some of it back.
func merges(t *rapid.T, tx *store.Tx, ws string) error {
	all, err := store.Contacts(context.Background(), tx.Reader(), ws, "", 10)
	if err != nil || len(all) < 2 {
		return err
	}
	one := rapid.IntRange(0, len(all)-1)
	for n := range rapid.IntRange(0, 5).Draw(t, "merges") {
		m := store.Merge{
			ID: fmt.Sprintf("mrg_%d", n), WorkspaceID: ws, ContactID: all[one.Draw(t, "one")].ID, OtherID: all[one.Draw(t, "other")].ID, Note: "sama <nomor>", By: "agent:agt_1",
			At: noon.Add(time.Duration(n) * time.Minute),
		}
		err := store.InsertMerge(tx, m)
		if err == nil && rapid.Bool().Draw(t, "taken back") {
			m.EndedAt, m.EndedBy, m.Why = m.At.Add(time.Second), "agent:agt_2", store.MergeUndone
			err = store.EndMerge(tx, m)
		}
		if err != nil && terang.KindOf(err) != terang.Conflict {
			return err
		}
	}
	return nil
}

// persons tells who is one person with whom, and since when by an agent's word.
func persons(t testing.TB, db *store.DB, ws string) string {
	t.Helper()
	all, err := store.Contacts(t.Context(), db, ws, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, k := range all {
		fmt.Fprintf(&out, "%s %q %d:", k.ID, k.Joint, store.Millis(k.JoinedAt))
		for _, by := range []store.Bond{store.ByProof, store.ByAny} {
			parts, err := store.Person(t.Context(), db, ws, k.ID, by)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range parts {
				out.WriteString(" " + p.ID)
			}
			out.WriteString(" |")
		}
		out.WriteString("\n")
	}
	return out.String()
}

// withFile gives a conversation a file in two pieces, as the contact sent it.
func withFile(tx *store.Tx, c terang.Conversation, data []byte) error {
	a := store.Attachment{
		Attachment:  terang.Attachment{ID: "att_" + c.ID, Name: "foto.jpg", Type: "image/jpeg", Size: int64(2 * len(data)), Digest: "aa", Width: 3, Height: 2},
		WorkspaceID: c.WorkspaceID, ConversationID: c.ID, ContactID: c.ContactID, AddedAt: noon,
	}
	if err := store.InsertAttachment(tx, &a); err != nil {
		return err
	}
	for n := range 2 {
		if err := store.InsertPiece(tx, c.WorkspaceID, a.ID, store.VariantFile, n, data); err != nil {
			return err
		}
	}
	return store.ReadyAttachment(tx, c.WorkspaceID, a.ID)
}

// TestExportThenImportThenExportIsTheSame: an empty workspace that a file was read into writes the same file.
func TestExportThenImportThenExportIsTheSame(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		one, two := storetest.SQLite(t), storetest.SQLite(t)
		from, to := house(t, one, "ws_a"), house(t, two, "ws_b")
		if err := world(r, one, "ws_a"); err != nil {
			r.Fatal(err)
		}
		first := written(t, from, "ws_a")
		_, tried := bring(t, to, "ws_b", true, input{exchange.Terang, "a.jsonl", first})
		out, sum := bring(t, to, "ws_b", false, input{exchange.Terang, "a.jsonl", first})
		if sum.Of(move.Refused) > 0 {
			r.Fatalf("refused: %+v", out)
		}
		if !maps.EqualFunc(tried.Counts, sum.Counts, maps.Equal) {
			r.Fatalf("the dry run told %v, it came to %v", tried.Counts, sum.Counts)
		}
		if second := written(t, to, "ws_b"); second != first {
			r.Fatalf("first\n%s\nsecond\n%s", first, second)
		}
		if _, again := bring(t, to, "ws_b", false, input{exchange.Terang, "a.jsonl", first}); again.Of(move.Same) != again.Rows {
			r.Fatalf("again: %v", again.Counts)
		}
		if was, is := persons(t, one, "ws_a"), persons(t, two, "ws_b"); was != is {
			r.Fatalf("one person were\n%s\nare\n%s", was, is)
		}
		var owed int
		if err := two.QueryRow(t.Context(), `select count(*) from promise where next_at > 0`).Scan(&owed); err != nil || owed > 0 {
			r.Fatalf("%d promises would wake somebody, %v", owed, err)
		}
		if next, err := store.NextOutgoing(t.Context(), two, 1); err != nil || len(next) > 0 {
			r.Fatalf("a reply that was brought along would leave: %+v, %v", next, err)
		}
	})
}

// TestAFileOfTheHouseNeverWritesOverWhatIsThere and names what is wrong with it.
func TestAFileOfTheHouseNeverWritesOverWhatIsThere(t *testing.T) {
	db := storetest.SQLite(t)
	s := house(t, db, "ws_1")
	head := `{"record":"header","format":"terang","version":1}` + "\n"
	contact := `{"record":"contact","id":"con_1","name":"Ani","language":"id","created_at":"2026-03-02T05:00:00Z"}` + "\n"
	bring(t, s, "ws_1", false, input{exchange.Terang, "a.jsonl", head + contact + `{"record":"end","rows":1}`})
	for _, c := range []struct{ line, code, field string }{
		{strings.Replace(contact, "Ani", "Budi", 1), "differs", ""},
		{`{"record":"message","id":"m","conversation_id":"cnv_9","seq":1,"kind":"text","direction":"in","author":{"kind":"contact"},"content":{"text":"x"}}` + "\n", "conversation_missing", "conversation_id"},
		{`{"record":"conversation","id":"c","contact_id":"con_1","status":"ajar","holder":"assistant"}` + "\n", "field", "status"},
		{`{"record":"conversation","id":"c","contact_id":"con_1","status":"open","holder":"assistant","disclosed":"x"}` + "\n", "field", "disclosed"},
		{`{"record":"message","id":"m","author":{"kind":"unknown"}}` + "\n", "field", "author"},
		{`{"record":"password","id":"m"}` + "\n", "record_unknown", "record"},
		{`{"record":"contact"` + "\n", "json", ""},
		{"", "cut_off", "rows"},
	} {
		out, _ := bring(t, s, "ws_1", false, input{exchange.Terang, "a.jsonl", head + c.line + `{"record":"end","rows":1}`})
		got := out[0]
		if got.Action != move.Refused || got.Problem.Code != c.code || got.Problem.Field != c.field || got.Line < 2 {
			t.Errorf("%s: %+v %+v", c.line, got, got.Problem)
		}
	}
	if strings.Contains(written(t, s, "ws_1"), "Budi") {
		t.Error("it was written over")
	}
}
