package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/search"
	"terang/store"
	"terang/store/storetest"
)

// talk stores a conversation in which a contact says texts, a minute apart.
func talk(t *testing.T, db *store.DB, ws, id, name string, at time.Time, texts ...string) {
	t.Helper()
	c := terang.Conversation{
		ID: "cnv_" + id, WorkspaceID: ws, ContactID: "con_" + id, Channel: "web", Language: terang.Indonesian, Status: terang.Open, Holder: terang.HolderAssistant,
		Seq: int64(len(texts)), LastInbound: int64(len(texts)), Trust: 100, CreatedAt: at, LastAt: at.Add(time.Duration(len(texts)) * time.Minute),
	}
	k := terang.Contact{ID: c.ContactID, WorkspaceID: ws, Name: name, Language: terang.Indonesian, CreatedAt: at}
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		if err := store.InsertContact(tx, k); err != nil {
			return err
		}
		if err := store.InsertConversation(tx, &c); err != nil {
			return err
		}
		store.IndexName(tx, &c, k)
		var ms []terang.Message
		for i, text := range texts {
			ms = append(ms, terang.Message{
				ID: fmt.Sprintf("msg_%s_%03d", id, i), WorkspaceID: ws, ConversationID: c.ID, Seq: int64(i) + 1, Kind: terang.KindText, Direction: terang.In,
				Author: terang.ByContact(), Language: terang.Indonesian, Content: terang.Content{Text: text}, Delivery: terang.Accepted, At: at.Add(time.Duration(i+1) * time.Minute),
			})
		}
		return store.InsertMessages(tx, ms)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, db *store.DB, s store.Search, question string) (store.Found, string) {
	t.Helper()
	var r search.Reader
	s.Query = r.Parse(question, false)
	if s.WorkspaceID == "" {
		s.WorkspaceID = "ws"
	}
	if s.Limit == 0 {
		s.Limit = 20
	}
	found, err := store.Find(context.Background(), db, s)
	if err != nil {
		t.Fatalf("%q: %v", question, err)
	}
	var ids []string
	for _, h := range found.Hits {
		ids = append(ids, fmt.Sprintf("%s/%d", strings.TrimPrefix(h.Conversation.ID, "cnv_"), h.Seq))
	}
	return found, strings.Join(ids, " ")
}

func TestSearchFindsTheNewestMessageOfEachConversation(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		talk(t, db, "ws", "a", "Sari Dewi", noon, "pesanan TRG-10023 belum sampai", "gmn dong kak")
		talk(t, db, "ws", "b", "Budi", noon.Add(time.Hour), "pesanan saya rusak", "saya mau refund pesanan", "terima kasih")
		talk(t, db, "ws", "c", "", noon.Add(2*time.Hour), "I want my money back")
		talk(t, db, "other", "x", "Sari", noon.Add(3*time.Hour), "pesanan rahasia refund")
		for question, want := range map[string]string{
			"pesanan":          "b/2 a/1",
			"pesanan -refund":  "b/1 a/1",
			"bagaimana":        "a/2",
			"10023":            "a/1",
			"0023":             "a/1",
			"trg 10023":        "a/1",
			"trg10023":         "a/1",
			`"money back"`:     "c/1",
			`"back money"`:     "",
			"terim*":           "b/3",
			"sari":             "a/0",
			"sari pesanan":     "a/1",
			"budi refund":      "b/2",
			"nama:sari":        "a/0",
			"nama:sari refund": "",
			"nama:budi rusak":  "b/1",
			"rahasia":          "",
			`" ' ) OR * --`:    "",
			"-refund":          "",
		} {
			if _, got := ask(t, db, store.Search{}, question); got != want {
				t.Errorf("%q finds %q, want %q", question, got, want)
			}
		}
	})
}

func TestSearchPagesListEachConversationOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i := range 60 {
			talk(t, db, "ws", fmt.Sprintf("%02d", i), "", noon.Add(time.Duration(i)*time.Second), slices.Repeat([]string{"ada pesanan"}, 12)...)
		}
		var all []string
		s := store.Search{Limit: 7}
		for page := 0; page < 40; page++ {
			found, _ := ask(t, db, s, "pesanan")
			for _, h := range found.Hits {
				all = append(all, h.Conversation.ID)
			}
			if s.Before = found.Next; s.Before == 0 {
				break
			}
		}
		if want := slices.Compact(slices.Sorted(slices.Values(all))); len(all) != 60 || len(want) != 60 {
			t.Errorf("%d rows, %d conversations", len(all), len(want))
		}
	})
}

func TestSearchIsNarrowedByFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i := range 500 {
			talk(t, db, "ws", fmt.Sprintf("%03d", i), "", noon.Add(time.Duration(i)*time.Minute), "ada pesanan")
		}
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			if _, err := tx.Exec(`update conversation set trust = 20 where id = 'cnv_007'`); err != nil {
				return err
			}
			if _, err := tx.Exec(`update conversation set holder = 'agent', agent_id = 'agt_1' where id in ('cnv_009', 'cnv_010')`); err != nil {
				return err
			}
			return store.SaveTags(tx, &terang.Conversation{ID: "cnv_010", WorkspaceID: "ws", Tags: []string{"refund"}}, nil, "agt_1", noon)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			filter store.Filter
			want   string
		}{
			{store.Filter{TrustUnder: 50}, "007/1"},
			{store.Filter{View: store.ViewMine}, "010/1 009/1"},
			{store.Filter{View: store.ViewMine, Tags: []string{"refund"}}, "010/1"},
			{store.Filter{Tags: []string{"nothing"}}, ""},
			{store.Filter{From: noon.Add(499 * time.Minute), To: noon.Add(500 * time.Minute)}, "498/1"},
			{store.Filter{Channel: "web", From: noon.Add(499 * time.Minute), To: noon.Add(500 * time.Minute)}, "498/1"},
			{store.Filter{Channel: "email"}, ""},
		} {
			if _, got := ask(t, db, store.Search{AgentID: "agt_1", Filter: c.filter}, "pesanan"); got != c.want {
				t.Errorf("%+v finds %q, want %q", c.filter, got, c.want)
			}
		}
	})
}

// TestErasureLeavesNoWordInTheIndex looks for the word in the very file of the embedded store.
func TestErasureLeavesNoWordInTheIndex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		talk(t, db, "ws", "a", "Zubaidah", noon, "alamat saya Jalan Xylophonika nomor 5")
		talk(t, db, "ws", "b", "", noon, "alamat lain")
		err := db.Write(context.Background(), func(tx *store.Tx) error { return store.EraseKnown(tx, "ws", "con_a", noon) })
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{"xylophonika", "zubaidah", "alamat -lain"} {
			if _, got := ask(t, db, store.Search{}, q); got != "" {
				t.Errorf("%q still finds %q", q, got)
			}
		}
		if _, got := ask(t, db, store.Search{}, "alamat"); got != "b/1" {
			t.Errorf("what is left: %q", got)
		}
	})
	dir := t.TempDir()
	db := storetest.Open(t, store.Config{Dir: dir})
	talk(t, db, "ws", "a", "", noon, "alamat saya Jalan Xylophonika nomor 5")
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		if err := store.EraseKnown(tx, "ws", "con_a", noon); err != nil {
			return err
		}
		_, err := tx.Exec(`update message set content = '{}'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte("conversation")) || bytes.Contains(bytes.ToLower(b), []byte("xylophonika")) {
		t.Error("the file still holds the word")
	}
}

func TestWhatWasSaidBeforeTheIndexIsPutIntoIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		talk(t, db, "ws", "a", "Sari", noon, slices.Repeat([]string{"pesanan lama"}, 130)...)
		err := db.Write(ctx, func(tx *store.Tx) error { // as an older program left it
			for _, q := range []string{`delete from search_doc`, `insert into meta (name, value) values ('search_backfill', 'zzzz'), ('search_backfill_done', '0'), ('search_backfill_total', '130')`} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		talk(t, db, "ws", "b", "", noon.Add(10*time.Hour), "pesanan baru")
		if _, got := ask(t, db, store.Search{}, "pesanan"); got != "b/1" {
			t.Errorf("before: %q", got)
		}
		more, err := store.BackfillSearch(ctx, db)
		if b, _ := store.SearchBackfill(ctx, db); !more || err != nil || b.Ready || b.Done != 100 || b.Total != 130 {
			t.Errorf("after one step: %v %v %+v", more, err, b)
		}
		more, err = store.BackfillSearch(ctx, db)
		if b, _ := store.SearchBackfill(ctx, db); more || err != nil || !b.Ready || b.Done != 131 {
			t.Errorf("after the last: %v %v %+v", more, err, b)
		}
		if _, got := ask(t, db, store.Search{}, "pesanan"); got != "b/1 a/130" {
			t.Errorf("after: %q", got)
		}
		if _, got := ask(t, db, store.Search{}, "sari"); got != "a/0" {
			t.Errorf("names: %q", got)
		}
	})
}

func TestAChangedNameIsFoundAndTheOldOneIsNot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		talk(t, db, "ws", "a", "Sari", noon, "halo")
		err := db.Write(context.Background(), func(tx *store.Tx) error { return store.VerifyContact(tx, "ws", "con_a", "CUS-2231", "Dewi") })
		if err != nil {
			t.Fatal(err)
		}
		for question, want := range map[string]string{"sari": "", "dewi": "a/0", "cus-2231": "a/0", "2231": "a/0", "dewi halo": "a/1"} {
			if _, got := ask(t, db, store.Search{}, question); got != want {
				t.Errorf("%q finds %q", question, got)
			}
		}
	})
}

func TestWhatCameAlongPastTheIndexIsFoundAfterAReindex(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		talk(t, db, "ws", "a", "Sari", time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC), "paket saya hilang")
		if err := db.Write(ctx, func(tx *store.Tx) error { return tx.Do(`delete from search_doc`) }); err != nil {
			t.Fatal(err)
		}
		if found, _ := ask(t, db, store.Search{}, "hilang"); len(found.Hits) != 0 {
			t.Fatalf("found although it is not in the index: %+v", found.Hits)
		}
		for range 2 { // asked for twice it is there once
			if err := db.Write(ctx, store.Reindex); err != nil {
				t.Fatal(err)
			}
		}
		if b, err := store.SearchBackfill(ctx, db); err != nil || b.Ready || b.Total != 1 {
			t.Errorf("%+v %v", b, err)
		}
		for more := true; more; {
			var err error
			if more, err = store.BackfillSearch(ctx, db); err != nil {
				t.Fatal(err)
			}
		}
		for _, q := range []string{"hilang", "name:sari"} {
			if found, _ := ask(t, db, store.Search{}, q); len(found.Hits) != 1 {
				t.Errorf("%s: %d hits", q, len(found.Hits))
			}
		}
	})
}
