package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

// watched is a store that counts statements and looks at how each is answered before it answers it.
type watched struct {
	*store.DB
	t          *testing.T
	explain    string // what is put before a statement
	scan       string // what a step that reads all of a table begins with
	statements int
}

func (p *watched) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	p.statements++
	rows, err := p.DB.Query(ctx, p.explain+q, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		if err := rows.Scan(row...); err != nil {
			return nil, err
		}
		step := fmt.Sprint(*row[len(row)-1].(*any))
		of, found := strings.CutPrefix(strings.TrimLeft(step, " ->"), p.scan)
		name, _, _ := strings.Cut(of, " ")
		if found && name != "CONSTANT" && name[0] != '(' && !strings.Contains(q, ") as "+name) { // else rows that the statement has made itself
			p.t.Errorf("reads all of a table: %s\n%s", step, q)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return p.DB.Query(ctx, q, args...)
}

func (p *watched) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	if rows, err := p.Query(ctx, q, args...); err == nil {
		rows.Close()
	}
	return p.DB.QueryRow(ctx, q, args...)
}

// eachWatched runs fn on both engines with a store that reads its own plans. PostgreSQL is told to read a whole table only where it has
// no other way: by itself it would, while tables are small.
func eachWatched(t *testing.T, fn func(t *testing.T, q *watched)) {
	t.Run("sqlite", func(t *testing.T) {
		fn(t, &watched{DB: storetest.SQLite(t), t: t, explain: "explain query plan ", scan: "SCAN "})
	})
	t.Run("postgres", func(t *testing.T) {
		url := storetest.PostgresURL(t)
		sep := "?"
		if strings.Contains(url, "?") {
			sep = "&"
		}
		fn(t, &watched{DB: storetest.Open(t, store.Config{Postgres: url + sep + "options=-c%20enable_seqscan%3Doff"}), t: t, explain: "explain ", scan: "Seq Scan on "})
	})
}

// lived fills a store with a person of two contacts to whom everything happened.
func lived(t *testing.T, db *store.DB) (moments int) {
	t.Helper()
	talk(t, db, "ws", "a", "Sari", noon, "halo", "pesanan saya", "terima kasih")
	talk(t, db, "ws", "b", "", noon.Add(90*time.Second), "ini saya lagi", "di nomor lain")
	talk(t, db, "ws", "x", "Lain", noon, "bukan saya")
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	c := newCircle(t, db)
	c.must(c.write(func(tx *store.Tx) error {
		for _, one := range []error{
			store.InsertMessages(tx, []terang.Message{{
				ID: "note", WorkspaceID: "ws", ConversationID: "cnv_a", Seq: 4, Kind: terang.KindNote, Direction: terang.Internal, Author: terang.ByAgent("agt_1", "Rina"),
				Language: terang.Indonesian, Content: terang.Content{Text: "pelanggan lama"}, Delivery: terang.Accepted, At: at(200),
			}}),
			store.SaveTags(tx, &terang.Conversation{ID: "cnv_a", WorkspaceID: "ws", Tags: []string{"new", "vip"}}, nil, "agt_1", at(201)),
			store.InsertUntagged(tx, &terang.Conversation{ID: "cnv_a", WorkspaceID: "ws"}, "new", [2]string{"on", "off"}, "agt_2", at(203)),
			store.SaveTags(tx, &terang.Conversation{ID: "cnv_a", WorkspaceID: "ws", Tags: []string{"vip"}}, []string{"new", "vip"}, "agt_2", at(203)),
			store.InsertConversationChange(tx, &terang.Conversation{ID: "cnv_b", WorkspaceID: "ws"}, store.ConversationChange{ID: "cch", What: store.ChangedPriority, Was: "normal", Now: "high", By: "agt_1"}, at(204)),
			store.InsertHandOver(tx, store.HandOver{ID: "ho", WorkspaceID: "ws", ConversationID: "cnv_a", ContactID: "con_a", At: at(100), Reason: terang.ReasonAsked}),
			store.ClaimHandOver(tx, "cnv_a", "agt_1", at(110)),
			store.EndHandOver(tx, "cnv_a", at(202)),
			store.InsertActionCall(tx, store.ActionCall{WorkspaceID: "ws", ConversationID: "cnv_b", Key: "1", Action: "refund", Risk: "high", Status: 409, Code: "refused", At: at(150)}),
			store.InsertConsent(tx, "ws", store.ConsentChange{ContactID: "con_b", Class: terang.ClassMarketing, Given: true, Source: "conversation cnv_b", At: at(160)}),
			store.InsertMatter(tx, store.Matter{ID: "mat", WorkspaceID: "ws", ConversationID: "cnv_a", ContactID: "con_a", Person: "con_a", Topic: "order_status", Playbook: "status@1", StartedAt: at(70), MatterChange: store.MatterChange{Outcome: store.MatterSolved}}),
		} {
			if one != nil {
				return one
			}
		}
		if _, err := store.InsertEvent(tx, store.Event{ID: "e1", WorkspaceID: "ws", Name: "order.delayed", Person: "con_a", Data: `{"order_no":"T-1"}`, At: at(80), ReceivedAt: at(80)}); err != nil {
			return err
		}
		return tx.Do(`insert into promise (id, workspace_id, conversation_id, contact_id, kind, words, made_by, due_at, created_at, kept_at) values ('prm', 'ws', 'cnv_a', 'con_a', 'reply', 'besok', 'agt_1', $1, $2, $3)`,
			store.Millis(at(500)), store.Millis(at(190)), store.Millis(at(300)))
	}))
	c.now = noon.Add(400 * time.Second)
	c.run("run_b", "con_b", "cart", at(170))
	m, err := c.merge("con_a", "con_b")
	c.must(err)
	_ = m
	// 5 messages, a note, a tag, 2 of one that is off again, a priority, 3 of the hand-over, a call, 2 of the promise, a word, 2 of the matter, 2 of the run, an event, the merge
	return 5 + 1 + 1 + 2 + 1 + 3 + 1 + 2 + 1 + 2 + 2 + 1 + 1
}

func TestATimelineIsTheSameWhereverItsPagesMeetAndIsReadByIndexes(t *testing.T) {
	eachWatched(t, func(t *testing.T, q *watched) {
		want := lived(t, q.DB)
		ctx := context.Background()
		read := func(id string, limit int, kinds ...store.MomentKind) []string {
			var out []string
			in := store.TimelineQuery{WorkspaceID: "ws", ContactID: id, Kinds: kinds, Limit: limit}
			for range 100 {
				page, err := store.Timeline(ctx, q, in)
				if err != nil {
					t.Fatal(err)
				}
				for i := range page.Moments {
					p := page.Moments[i].Place()
					out = append(out, fmt.Sprintf("%d %s %s %s", p.At-store.Millis(noon), p.Kind, p.ID, page.Moments[i].What))
				}
				if in.Before = page.Next; in.Before == nil {
					break
				}
			}
			return out
		}
		whole := read("con_a", 100)
		if len(whole) != want {
			t.Errorf("%d moments, want %d:\n%s", len(whole), want, strings.Join(whole, "\n"))
		}
		if strings.Contains(strings.Join(whole, "\n"), "cnv_x") {
			t.Error("it shows somebody else")
		}
		for _, limit := range []int{1, 2, 3, 7} {
			if got := read("con_b", limit); strings.Join(got, "\n") != strings.Join(whole, "\n") {
				t.Errorf("by %d:\n%s\nwant\n%s", limit, strings.Join(got, "\n"), strings.Join(whole, "\n"))
			}
		}
		if got := read("con_a", 2, store.MomentNote, store.MomentMerge); len(got) != 2 || !strings.Contains(got[0], "merge") || !strings.Contains(got[1], "note") {
			t.Errorf("filtered: %v", got)
		}
		if got := read("con_a", 50, store.MomentMessage); len(got) != 5 {
			t.Errorf("messages alone: %v", got)
		}
	})
}

func TestAPageOfATimelineTakesAsManyStatementsHoweverMuchHappened(t *testing.T) {
	eachWatched(t, func(t *testing.T, q *watched) {
		lived(t, q.DB)
		ctx := context.Background()
		count := func() int {
			q.statements = 0
			if _, err := store.Timeline(ctx, q, store.TimelineQuery{WorkspaceID: "ws", ContactID: "con_a", Limit: 50}); err != nil {
				t.Fatal(err)
			}
			return q.statements
		}
		few := count()
		c := newCircle(t, q.DB)
		for i := range 120 { // more conversations than a page looks into
			id := fmt.Sprintf("m%03d", i)
			talk(t, q.DB, "ws", id, "", noon.Add(time.Duration(1000+i)*time.Second), "satu", "dua")
			c.must(c.write(func(tx *store.Tx) error {
				_, err := tx.Exec(`update conversation set contact_id = 'con_b' where id = $1`, "cnv_"+id)
				return err
			}))
		}
		if many := count(); many != few || few > 12 {
			t.Errorf("%d statements, then %d", few, many)
		}
		seen, in := map[string]bool{}, store.TimelineQuery{WorkspaceID: "ws", ContactID: "con_a", Kinds: []store.MomentKind{store.MomentMessage}, Limit: 50}
		last := int64(1 << 62)
		for range 20 {
			page, err := store.Timeline(ctx, q.DB, in)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range page.Moments {
				if seen[m.ID] || store.Millis(m.At) > last {
					t.Fatalf("%s again, or out of order", m.ID)
				}
				seen[m.ID], last = true, store.Millis(m.At)
			}
			if in.Before = page.Next; in.Before == nil {
				break
			}
		}
		if len(seen) != 245 {
			t.Errorf("%d messages of 245", len(seen))
		}
	})
}

func TestContactsAreFoundByNameNumberAndAddress(t *testing.T) {
	eachWatched(t, func(t *testing.T, q *watched) {
		c := newCircle(t, q.DB)
		known := func(id, name, external string, facts map[string]string, source string) {
			k := terang.Contact{ID: id, WorkspaceID: "ws", Name: name, ExternalID: external, Language: terang.Indonesian, CreatedAt: noon}
			for n, v := range facts {
				k = k.WithAttribute(n, terang.Attribute{Value: v, Source: source, At: noon})
			}
			c.must(c.write(func(tx *store.Tx) error { return store.InsertContact(tx, k) }))
		}
		known("a", "Sari Déwi", "CUS-10023", map[string]string{"phone": "0812-3456-7890", "email": "Sari@Example.com"}, "import chatwoot")
		known("b", "Saritem Z", "", map[string]string{"whatsapp": "+62 812 3456 7890"}, "import zendesk")
		known("d", "Budi", "", map[string]string{"phone": "6281234567890"}, "conversation cnv_d")
		find := func(text string) string {
			found, err := store.FindContacts(context.Background(), q, store.ContactQuery{WorkspaceID: "ws", Text: text, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, f := range found {
				ids = append(ids, f.ID)
			}
			return strings.Join(ids, " ")
		}
		for text, want := range map[string]string{
			"": "d b a", "sari": "b a", "sari dewi": "a", "dew": "a", "z": "b", "0812 3456 7890": "d b a", "+62812345": "d b a", "7890": "d b a", "sari@example.com": "a",
			"SARI@EXAMPLE.COM": "a", "cus-10023": "a", "cus10023": "a", "10023": "a", "tidak ada": "", "081299": "",
		} {
			if got := find(text); got != want {
				t.Errorf("%q finds %q, want %q", text, got, want)
			}
		}
		alike, err := store.AlikeContacts(context.Background(), q, "ws", "a")
		if err != nil || len(alike) != 1 || alike[0].Contact.ID != "b" || alike[0].Kind != "phone" {
			t.Errorf("who may be the same: %+v %v; what somebody typed proves nothing", alike, err)
		}
		_, err = c.merge("a", "b")
		c.must(err)
		if alike, err = store.AlikeContacts(context.Background(), q, "ws", "a"); err != nil || len(alike) > 0 {
			t.Errorf("once they are one: %+v %v", alike, err)
		}
		c.must(c.write(func(tx *store.Tx) error {
			k, err := store.Contact(context.Background(), tx.Reader(), "ws", "b")
			if err != nil {
				return err
			}
			k = k.WithAttribute("whatsapp", terang.Attribute{At: noon})
			return store.SaveKnown(tx, &k)
		}))
		if got := find("7890"); got != "d a" {
			t.Errorf("a number that is forgotten still finds: %q", got)
		}
		for _, ask := range []func() error{
			func() error { _, err := store.Person(context.Background(), q, "ws", "a", store.ByAny); return err },
			func() error { _, err := store.Merges(context.Background(), q, "ws", "a"); return err },
			func() error {
				_, err := store.ChannelsOf(context.Background(), q, "ws", []string{"a", "b"})
				return err
			},
			func() error {
				_, err := store.OpenTalks(context.Background(), q, "ws", []string{"a", "b"}, 5)
				return err
			},
			func() error { _, err := store.LastAgents(context.Background(), q, []string{"a", "b"}); return err },
			func() error {
				return store.MayMerge(context.Background(), q, store.Merge{WorkspaceID: "ws", ContactID: "a", OtherID: "d"})
			},
		} {
			if err := ask(); err != nil {
				t.Error(err)
			}
		}
	})
}
