package provenance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"terang"
	"terang/channel/webchat"
	"terang/gate"
	"terang/provenance/receipt"
	"terang/store"
	"terang/store/storetest"
)

var (
	noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	web  = webchat.New(nil)
	salt = bytes.Repeat([]byte{7}, 32)
)

// world is one workspace with one conversation.
type world struct {
	t   testing.TB
	db  *store.DB
	log *Log
	ws  string
	c   terang.Conversation
	ids []string

	text    string         // of the next message; "" for the usual one
	content terang.Content // of the next message, where it has a text
}

func newWorld(t testing.TB, db *store.DB, ws string) *world {
	log, err := New(db, Config{Origin: "terang.example"})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, log: log, ws: ws, c: terang.Conversation{
		ID: "cnv_" + ws, WorkspaceID: ws, ContactID: "con_" + ws, Channel: "web", Language: "id", Status: terang.Open,
		Holder: terang.HolderAssistant, CreatedAt: noon, LastAt: noon,
	}}
	w.write(func(tx *store.Tx) error {
		if err := log.Create(tx, ws); err != nil {
			return err
		}
		if err := store.InsertContact(tx, terang.Contact{ID: w.c.ContactID, WorkspaceID: ws, Language: "id", Salt: salt, CreatedAt: noon}); err != nil {
			return err
		}
		return store.InsertConversation(tx, &w.c)
	})
	return w
}

func (w *world) write(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// cleared is the next message of the conversation.
func (w *world) cleared() gate.Cleared {
	f := gate.FactsOf(w.c, "Toko Terang", fmt.Sprintf("msg_%s_%04d", w.ws, w.c.Seq), noon.Add(time.Duration(w.c.Seq)*time.Second))
	d := terang.Draft{
		Author: terang.ByAI("ngram@3fa1", "order_status@1"), Purpose: terang.ForAnswer, Kind: terang.KindText,
		Content: terang.Content{Text: fmt.Sprintf("Pesanan %d dikirim.", w.c.Seq)},
	}
	if w.text != "" {
		d.Content.Text = w.text
	}
	if w.content.Text != "" {
		d.Content = w.content
	}
	c, held := gate.Clear(d, f, web)
	if held != nil {
		w.t.Fatal(held)
	}
	m := c.Message()
	w.c.Seq, w.c.PublicSeq, w.c.Disclosed = m.Seq, m.Seq, c.Disclosed()
	return c
}

// say stores n messages in one transaction and returns their entries.
func (w *world) say(n int) []*Entry {
	w.t.Helper()
	var cs []gate.Cleared
	for range n {
		cs = append(cs, w.cleared())
	}
	var entries []*Entry
	w.write(func(tx *store.Tx) error {
		entries = nil
		for _, c := range cs {
			m := c.Message()
			if err := store.InsertMessages(tx, []terang.Message{m}); err != nil {
				return err
			}
			e, err := w.log.AddCleared(tx, salt, c, m.At)
			if err != nil {
				return err
			}
			entries = append(entries, e)
		}
		return nil
	})
	for _, c := range cs {
		w.ids = append(w.ids, c.Message().ID)
	}
	return entries
}

func TestReceiptProvesTheMessage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newWorld(t, db, "ws_1")
		for _, n := range []int{1, 1, 3, 64, 190, 2} { // 261: over the first tile
			w.say(n)
		}
		key, err := w.log.Verifier(ctx, w.ws)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, 1, 3, 100, 255, 256, 259, 260} {
			file, err := w.log.Proof(ctx, w.ws, w.ids[i])
			if err != nil {
				t.Fatal(err)
			}
			r, err := receipt.Verify(file, key)
			if err != nil {
				t.Fatalf("message %d: %v\n%s", i, receipt.Explain(err, "en"), file)
			}
			if r.Index != int64(i) || r.Size != 261 || r.Statement.Msg != w.ids[i] || !r.KeyTrusted || r.Shown == nil ||
				r.Shown.Text != fmt.Sprintf("Pesanan %d dikirim.", i) || r.Shown.Label != "Asisten AI" || !strings.Contains(r.Statement.Disclosure.Policy, "terang-default@2") {
				t.Errorf("message %d: %+v %+v", i, r, r.Shown)
			}
		}
		rep, err := w.log.Audit(ctx, w.ws)
		if err != nil || !rep.Clean() || rep.Size != 261 {
			t.Errorf("audit: %v %+v", err, rep)
		}
		idx, err := w.log.IndexOf(ctx, w.ws, []string{w.ids[0], w.ids[260], "msg_none", w.ids[7]})
		if err != nil || len(idx) != 3 || idx[w.ids[260]] != 260 || idx[w.ids[7]] != 7 {
			t.Errorf("index of: %v %v", err, idx)
		}
		if _, err := w.log.Proof(ctx, "ws_2", w.ids[0]); terang.KindOf(err) != terang.NotFound {
			t.Errorf("another workspace's receipt: %v", err)
		}
	})
}

// TestAnErasureCoversAllWhoProvedToBeTheSame: who wrote from two browsers and signed in on both is one person, merged or not.
func TestAnErasureCoversAllWhoProvedToBeTheSame(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newWorld(t, db, "ws_1")
		w.say(2)
		other := terang.Contact{ID: "con_other", WorkspaceID: w.ws, ExternalID: "CUS-1", Name: "Sari", Language: "id", Salt: salt, CreatedAt: noon}
		stranger := terang.Contact{ID: "con_stranger", WorkspaceID: w.ws, ExternalID: "CUS-2", Name: "Dewi", Language: "id", Salt: salt, CreatedAt: noon}
		w.write(func(tx *store.Tx) error {
			if err := store.InsertContact(tx, other); err != nil {
				return err
			}
			if err := store.InsertContact(tx, stranger); err != nil {
				return err
			}
			return store.VerifyContact(tx, w.ws, w.c.ContactID, "CUS-1", "Sari")
		})
		w.write(func(tx *store.Tx) error { return w.log.Erase(tx, w.ws, other.ID) })
		for _, m := range w.ids {
			if got, err := store.MessageByID(ctx, db, w.ws, m); err != nil || got.Content.Text != "" {
				t.Errorf("still said: %q, %v", got.Content.Text, err)
			}
		}
		for id, want := range map[string]string{w.c.ContactID: "", other.ID: "", stranger.ID: "Dewi"} {
			if k, err := store.Contact(ctx, db, w.ws, id); err != nil || k.Name != want {
				t.Errorf("%s is %q, %v", id, k.Name, err)
			}
		}
		if rep, err := w.log.Audit(ctx, w.ws); err != nil || !rep.Clean() || rep.Erased != 2 {
			t.Errorf("audit: %v %+v", err, rep)
		}
	})
}

func TestAnErasedContactLeavesTheLogWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w := newWorld(t, db, "ws_1")
		w.say(3)
		old, err := w.log.Proof(ctx, w.ws, w.ids[1])
		if err != nil {
			t.Fatal(err)
		}
		w.write(func(tx *store.Tx) error { return w.log.Erase(tx, w.ws, w.c.ContactID) })
		file, err := w.log.Proof(ctx, w.ws, w.ids[1])
		if err != nil {
			t.Fatal(err)
		}
		r, err := receipt.Verify(file, "")
		if err != nil || !r.Erased || r.Body != nil || r.Shown != nil || bytes.Contains(file, []byte("body ")) {
			t.Errorf("%v %+v\n%s", err, r, file)
		}
		if _, err := receipt.Verify(old, ""); err != nil {
			t.Errorf("the customer's own old receipt: %v", err)
		}
		if rep, err := w.log.Audit(ctx, w.ws); err != nil || !rep.Clean() || rep.Erased != 3 {
			t.Errorf("audit: %v %+v", err, rep)
		}
	})
}

// TestProofsAgreeWithAnotherImplementation compares trees of many sizes, grown in odd batches, with
// transparency-dev/merkle and with x/mod's tlog.
func TestProofsAgreeWithAnotherImplementation(t *testing.T) {
	db := storetest.SQLite(t)
	ctx := context.Background()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		ws := fmt.Sprintf("ws_%d", n)
		log, err := New(db, Config{Origin: "terang.example"})
		if err != nil {
			t.Fatal(err)
		}
		total := rapid.IntRange(1, 1000).Draw(t, "size")
		var leaves [][]byte
		for len(leaves) < total {
			batch := min(rapid.IntRange(1, 400).Draw(t, "batch"), total-len(leaves))
			start := len(leaves)
			for i := range batch {
				leaves = append(leaves, fmt.Appendf(nil, "%s/%d", ws, start+i))
			}
			if err := db.Write(ctx, func(tx *store.Tx) error {
				for i := range batch {
					if err := log.Append(tx, ws, fmt.Sprintf("%s_%d", ws, start+i), leaves[start+i], noon); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		h, err := log.head(ctx, ws)
		if err != nil {
			t.Fatal(err)
		}
		var full tree
		for _, l := range leaves {
			full.push(tlog.RecordHash(l), func(int, int64, tlog.Hash) {})
		}
		if h.size != int64(total) || h.root() != full.root() {
			t.Fatalf("the stored tree of %d leaves is not the one of its leaves", total)
		}
		for range 5 {
			i := rapid.Int64Range(0, int64(total)-1).Draw(t, "leaf")
			path, err := log.prover(ctx, ws, h.size).path(&h.tree, i)
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(path, h.size, h.root(), i, tlog.RecordHash(leaves[i])); err != nil {
				t.Fatalf("tlog: leaf %d of %d: %v", i, total, err)
			}
			var raw [][]byte
			for _, p := range path {
				raw = append(raw, bytes.Clone(p[:]))
			}
			root := h.root()
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), uint64(total), rfc6962.DefaultHasher.HashLeaf(leaves[i]), raw, root[:]); err != nil {
				t.Fatalf("merkle: leaf %d of %d: %v", i, total, err)
			}
		}
	})
}

func TestTilesAndEntriesAreServed(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, storetest.SQLite(t), "ws_1")
	w.say(300)
	for _, c := range []struct {
		level, width int
		n            int64
		ok           bool
	}{{0, 256, 0, true}, {0, 44, 1, true}, {0, 45, 1, false}, {1, 1, 0, true}, {1, 2, 0, false}, {0, 0, 0, false}, {8, 1, 0, false}, {-1, 1, 0, false}, {0, 1, -1, false}, {0, 257, 0, false}} {
		b, err := w.log.Tile(ctx, w.ws, c.level, c.n, c.width)
		if c.ok != (err == nil) || c.ok && len(b) != c.width*32 || !c.ok && terang.KindOf(err) != terang.NotFound {
			t.Errorf("%+v: %d bytes, %v", c, len(b), err)
		}
	}
	leaves, err := w.log.Leaves(ctx, w.ws, 290, 50)
	if err != nil || len(leaves) != 10 || leaves[0].Index != 290 || tlog.RecordHash([]byte(leaves[0].Statement)) != leaves[0].Hash {
		t.Errorf("leaves: %v %d", err, len(leaves))
	}
	bundle, err := w.log.Entries(ctx, w.ws, 1, 44)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; len(bundle) > 2; n++ {
		size := int(bundle[0])<<8 | int(bundle[1])
		if _, err := receipt.ParseStatement(bundle[2 : 2+size]); err != nil {
			t.Fatal(err)
		}
		bundle = bundle[2+size:]
	}
	if n != 44 || len(bundle) != 0 {
		t.Errorf("%d entries, %d bytes left", n, len(bundle))
	}
}

// TestManyCallersShareOneBatch appends from many goroutines, some of which fail: their leaves must not stand.
func TestManyCallersShareOneBatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		log, err := New(db, Config{Origin: "terang.example"})
		if err != nil {
			t.Fatal(err)
		}
		refused := errors.New("refused")
		var wg sync.WaitGroup
		var mu sync.Mutex
		got := map[string]int64{}
		for g := range 16 {
			wg.Go(func() {
				for i := range 25 {
					id, ws := fmt.Sprintf("msg_%d_%d", g, i), fmt.Sprintf("ws_%d", g%3)
					bad := rand.IntN(4) == 0
					var e *Entry
					err := db.Write(ctx, func(tx *store.Tx) error {
						var err error
						if e, err = log.Add(tx, ws, id, []byte(id), noon); err != nil {
							return err
						}
						if bad {
							return refused
						}
						return nil
					})
					if bad != errors.Is(err, refused) || !bad && err != nil {
						t.Errorf("%s: %v", id, err)
						return
					}
					if !bad {
						mu.Lock()
						got[ws+"/"+id] = e.Index()
						mu.Unlock()
					}
				}
			})
		}
		wg.Wait()
		seen := 0
		for g := range 3 {
			ws := fmt.Sprintf("ws_%d", g)
			leaves, err := log.Leaves(ctx, ws, 0, 500)
			if err != nil {
				t.Fatal(err)
			}
			for i, l := range leaves {
				if l.Index != int64(i) || got[ws+"/"+l.MessageID] != l.Index {
					t.Errorf("%s: leaf %d is %s at %d", ws, i, l.MessageID, l.Index)
				}
			}
			seen += len(leaves)
			var all tree
			for _, l := range leaves {
				all.push(l.Hash, func(int, int64, tlog.Hash) {})
			}
			if size, root, err := log.Head(ctx, ws); err != nil || size != all.size || root != all.root() {
				t.Errorf("%s: head %d %v", ws, size, err)
			}
		}
		if seen != len(got) {
			t.Errorf("%d leaves for %d messages", seen, len(got))
		}
	})
}

func TestTwoNodesAppendToOneLog(t *testing.T) {
	url := storetest.PostgresURL(t)
	ctx := context.Background()
	var wg sync.WaitGroup
	for node := range 2 {
		db := storetest.Open(t, store.Config{Postgres: url})
		log, err := New(db, Config{Origin: "terang.example"})
		if err != nil {
			t.Fatal(err)
		}
		for g := range 4 {
			wg.Go(func() {
				for i := range 40 {
					id := fmt.Sprintf("msg_%d_%d_%d", node, g, i)
					if err := db.Write(ctx, func(tx *store.Tx) error { return log.Append(tx, "ws_1", id, []byte(id), noon) }); err != nil {
						t.Errorf("%s: %v", id, err)
					}
				}
			})
		}
		defer func() {
			wg.Wait()
			var all tree
			leaves, err := log.Leaves(ctx, "ws_1", 0, 500)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range leaves {
				all.push(l.Hash, func(int, int64, tlog.Hash) {})
			}
			if size, root, err := log.Head(ctx, "ws_1"); err != nil || size != 320 || root != all.root() {
				t.Errorf("head: %d %v", size, err)
			}
		}()
	}
}

func TestAppendRefuses(t *testing.T) {
	db := storetest.SQLite(t)
	ctx := context.Background()
	log, err := New(db, Config{Origin: "terang.example"})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(ctx, func(tx *store.Tx) error {
		if err := log.Append(tx, "ws_1", "msg_1", []byte("a"), noon); err != nil {
			return err
		}
		return log.Append(tx, "ws_1", "msg_1", []byte("b"), noon)
	}); terang.KindOf(err) != terang.Conflict {
		t.Errorf("a message twice: %v", err)
	}
	for _, ws := range []string{"", "ws 1", "ws/1", "ws+1"} {
		if err := db.Write(ctx, func(tx *store.Tx) error { return log.Create(tx, ws) }); err == nil {
			t.Errorf("workspace %q", ws)
		}
	}
	for _, origin := range []string{"", "https://terang.example", "a b", "terang.example/", "a+b"} {
		if _, err := New(db, Config{Origin: origin}); err == nil {
			t.Errorf("origin %q", origin)
		}
	}
	if _, err := log.Checkpoint(ctx, "ws_9"); terang.KindOf(err) != terang.NotFound {
		t.Errorf("no log: %v", err)
	}
	if _, err := log.Statement(salt, gate.Cleared{}); err == nil {
		t.Error("a statement of nothing")
	}
}

func TestStatementSaysNothingPersonal(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t), "ws_1")
	c := w.cleared()
	b, err := w.log.Statement(salt, c)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 1024 {
		t.Errorf("%d bytes are over 1 kB", len(b))
	}
	for _, secret := range []string{w.c.ID, w.c.ContactID, "Pesanan", "Toko"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("%q stands in %s", secret, b)
		}
	}
	if s, err := receipt.ParseStatement(b); err != nil || s.Chan != "web" || s.Conv != receipt.Conversation(salt, w.c.ID) {
		t.Errorf("%v %+v", err, s)
	}
}

// seedLog fills a log with n leaves without going through Append.
func seedLog(b testing.TB, db *store.DB, ws string, n int) {
	ctx := context.Background()
	log, err := New(db, Config{Origin: "terang.example"})
	if err != nil {
		b.Fatal(err)
	}
	for start := 0; start < n; start += 20_000 {
		if err := db.Write(ctx, func(tx *store.Tx) error {
			for i := start; i < min(n, start+20_000); i++ {
				id := fmt.Sprintf("msg_%08d", i)
				e, err := log.Add(tx, ws, id, []byte(id), noon)
				if err != nil {
					return err
				}
				e.words = "pesananandasudahdikirim" + id
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMillion measures one leaf of a shared batch, and one proof, in a log of 1,000,000 leaves.
func BenchmarkMillion(b *testing.B) {
	const size = 1_000_000
	ctx := context.Background()
	db := storetest.SQLite(b)
	log, err := New(db, Config{Origin: "terang.example"})
	if err != nil {
		b.Fatal(err)
	}
	seedLog(b, db, "ws_1", size)
	h, err := log.head(ctx, "ws_1")
	if err != nil {
		b.Fatal(err)
	}
	statement := bytes.Repeat([]byte("x"), 500)
	n := 0
	b.Run("append/batch=64", func(b *testing.B) {
		for b.Loop() {
			if err := db.Write(ctx, func(tx *store.Tx) error {
				for range 64 {
					n++
					if err := log.Append(tx, "ws_1", fmt.Sprintf("msg_b%d", n), statement, noon); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/64, "µs/leaf")
	})
	spent := func(b *testing.B, began time.Duration, n int) {
		b.ReportMetric(float64((cpu(b)-began).Nanoseconds())/float64(n)/1000, "cpu-µs/op")
	}
	b.Run("append+prove", func(b *testing.B) {
		began := cpu(b)
		for b.Loop() {
			if err := db.Write(ctx, func(tx *store.Tx) error {
				for range 64 {
					n++
					e, err := log.Add(tx, "ws_1", fmt.Sprintf("msg_b%d", n), statement, noon)
					if err != nil {
						return err
					}
					e.words = "pesananandasudahdikirim" + e.messageID
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
			h, err := log.head(ctx, "ws_1")
			if err != nil {
				b.Fatal(err)
			}
			for i := range int64(64) {
				if _, err := log.prover(ctx, "ws_1", h.size).path(&h.tree, h.size-1-i); err != nil {
					b.Fatal(err)
				}
			}
		}
		spent(b, began, 64*b.N)
	})
	b.Run("prove", func(b *testing.B) {
		began := cpu(b)
		defer func() { spent(b, began, b.N) }()
		for b.Loop() {
			if _, err := log.prover(ctx, "ws_1", h.size).path(&h.tree, rand.Int64N(size)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("prove/newest", func(b *testing.B) {
		for b.Loop() {
			if _, err := log.prover(ctx, "ws_1", h.size).path(&h.tree, size-1-rand.Int64N(64)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
