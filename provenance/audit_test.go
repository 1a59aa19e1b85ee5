package provenance

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"terang"
	"terang/store"
	"terang/store/storetest"
)

// leafCopy is all of a leaf's but its place.
const leafCopy = `workspace_id, message_id, hash, statement, at, words`

func exec(q string, args ...any) func(*store.Tx) error {
	return func(tx *store.Tx) error { _, err := tx.Exec(q, args...); return err }
}

func rebuild(drop int64) func(*store.Tx) error { // a leaf with its whole trace in the tables, but no tile of it
	return func(tx *store.Tx) error {
		if _, err := tx.Exec(`update leaf set statement = (select statement from leaf where idx = $1), hash = (select hash from leaf where idx = $1) where idx = $2`, drop+1, drop); err != nil {
			return err
		}
		return nil
	}
}

func renumber(at, by int64) func(*store.Tx) error { // by a DBA who mends what the eye sees: indexes and size
	return func(tx *store.Tx) error {
		for _, q := range []string{
			fmt.Sprintf(`create table copy as select * from leaf where idx > %d or idx = %d and %d = 1`, at, at, by),
			fmt.Sprintf(`delete from leaf where idx >= %d`, at),
			fmt.Sprintf(`insert into leaf (idx, %s) select idx + %d, %s from copy`, leafCopy, by, leafCopy),
			`drop table copy`,
			fmt.Sprintf(`update log set size = size + %d`, by),
		} {
			if _, err := tx.Exec(q); err != nil {
				return err
			}
		}
		if by < 0 {
			return nil
		}
		leaf := []byte(`{"v":1}`)
		hash := tlog.RecordHash(leaf)
		_, err := tx.Exec(`insert into leaf (idx, `+leafCopy+`) values ($1, 'ws_1', 'msg_forged', $2, $3, 0, null)`, at, hash[:], string(leaf))
		return err
	}
}

func swap(i, j int64) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		for _, step := range [][2]int64{{i, -1}, {j, i}, {-1, j}} {
			if _, err := tx.Exec(`update leaf set idx = $1 where idx = $2`, step[1], step[0]); err != nil {
				return err
			}
		}
		return nil
	}
}

// tamper is something that somebody with the database does, and what an audit must say of it.
type tamper struct {
	name  string
	do    func(*store.Tx) error
	code  FindingCode
	index int64
}

func tampers() []tamper {
	return []tamper{
		{"a statement", exec(`update leaf set statement = replace(statement, '"kind":"ai"', '"kind":"human"') where idx = 5`), LeafChanged, 5},
		{"a row deleted and the later ones moved up", renumber(7, -1), LeafRemoved, 7},
		{"a row inserted and the later ones moved down", renumber(7, 1), LeafInserted, 7},
		{"two rows that changed places", swap(5, 9), LeafMoved, 5},
		{"two of the newest rows that changed places", swap(270, 290), LeafMoved, 270},
		{"two of the newest rows of different subtrees", swap(258, 297), LeafMoved, 258},
		{"the language", exec(`update message set language = 'en' where seq = 6`), MessageChanged, 5},
		{"the direction", exec(`update message set direction = 'in' where seq = 6`), MessageChanged, 5},
		{"another conversation", exec(`update message set conversation_id = 'cnv_x' where seq = 6`), MessageChanged, 5},
		{"a disclosure beside the bytes", exec(`update message set content = replace(content, 'bukan manusia', 'manusia') where seq = 1`), MessageChanged, 0},
		{"the salt", exec(`update contact set salt = zeroblob(32)`), MessageChanged, 0},
		{"the key", exec(`update log_key set verifier = 'x'`), KeyDamaged, -1},
		{"a hash", exec(`update leaf set hash = (select hash from leaf where idx = 6) where idx = 5`), LeafChanged, 5},
		{"a row gone", exec(`delete from leaf where idx = 7`), LeafMissing, 7},
		{"the last row gone", exec(`delete from leaf where idx = 299`), LeafMissing, 299},
		{"a row too many", exec(`insert into leaf (workspace_id, idx, message_id, hash, statement, at) select workspace_id, 300, 'msg_x', hash, statement, at from leaf where idx = 5`), StatementForeign, 300},
		{"a row copied over another", rebuild(5), StatementForeign, 5},
		{"one byte of the bytes sent", exec(`update message set payload = cast(replace(cast(payload as text), 'dikirim', 'dikirlm') as blob) where seq = 6`), MessageChanged, 5},
		{"the text beside the bytes", exec(`update message set content = replace(content, 'dikirim', 'hilang') where seq = 6`), MessageChanged, 5},
		{"the author", exec(`update message set author = '{"kind":"human","agent_id":"agt_1"}' where seq = 6`), MessageChanged, 5},
		{"the time", exec(`update message set at = at + 60000 where seq = 6`), MessageChanged, 5},
		{"the policy", exec(`update leaf set statement = replace(statement, 'terang-default@2', 'terang-default@1') where idx = 270`), LeafChanged, 270},
		{"the message gone", exec(`delete from message where seq = 6`), MessageMissing, 5},
		{"a message that nobody logged", exec(`insert into message (id, workspace_id, conversation_id, seq, prev, kind, direction, author, language, content, delivery, at) select 'msg_z', workspace_id, conversation_id, 900, 0, kind, direction, author, language, content, delivery, at from message where seq = 6`), MessageUnlogged, -1},
		{"a leaf of another message", exec(`update leaf set message_id = 'msg_y' where idx = 5`), StatementForeign, 5},
		{"a full tile", exec(`update tile set data = zeroblob(8192) where level = 0`), LeafReplaced, 0},
		{"an upper tile", exec(`update tile set data = zeroblob(32) where level = 1`), TileDamaged, -1},
		{"the edge", exec(`update log set edge = zeroblob(128)`), LeafReplaced, 0},
		{"the size", exec(`update log set size = 299`), LogDamaged, -1},
	}
}

func TestAuditNamesWhatWasChanged(t *testing.T) {
	ctx := context.Background()
	for _, c := range tampers() {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, storetest.SQLite(t), "ws_1")
			w.say(300)
			w.write(c.do)
			rep, err := w.log.Audit(ctx, w.ws)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range rep.Findings {
				if f.Code == c.code && f.Index == c.index {
					return
				}
			}
			t.Errorf("want %s at %d, got %+v", c.code, c.index, rep.Findings)
		})
	}
}

func TestAuditSeesThatTheLogWasRebuilt(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, storetest.SQLite(t), "ws_1")
	w.say(10)
	kept, err := w.log.Checkpoint(ctx, w.ws)
	if err != nil {
		t.Fatal(err)
	}
	w.say(5)
	later, err := w.log.Checkpoint(ctx, w.ws)
	if err != nil {
		t.Fatal(err)
	}
	if rep, err := w.log.Audit(ctx, w.ws, kept, later); err != nil || !rep.Clean() {
		t.Fatalf("%v %+v", err, rep)
	}
	// An insider with the key drops the last leaves and signs the shorter log.
	w.write(func(tx *store.Tx) error {
		var edge tree
		leaves, err := w.log.Leaves(ctx, w.ws, 0, 8)
		if err != nil {
			return err
		}
		for _, l := range leaves {
			edge.push(l.Hash, func(int, int64, tlog.Hash) {})
		}
		if _, err := tx.Exec(`delete from leaf where idx >= 8`); err != nil {
			return err
		}
		if _, err := tx.Exec(`delete from message where seq > 8`); err != nil {
			return err
		}
		_, err = tx.Exec(`update log set size = 8, edge = $1`, edge.marshal())
		return err
	})
	w.c.Seq, w.ids = 20, nil
	w.say(7)
	if rep, err := w.log.Audit(ctx, w.ws); err != nil || !rep.Clean() {
		t.Fatalf("without a checkpoint nothing can be seen: %v %+v", err, rep)
	}
	rep, err := w.log.Audit(ctx, w.ws, kept)
	if err != nil || len(rep.Findings) != 1 || rep.Findings[0].Code != CheckpointBroken {
		t.Errorf("%v %+v", err, rep)
	}
}

// TestARichMessageIsAuditedToo says everything that a message can hold, and changes each part beside the bytes.
func TestARichMessageIsAuditedToo(t *testing.T) {
	ctx := context.Background()
	at := noon.Add(123 * time.Millisecond)
	three := 3
	for name, change := range map[string][2]string{
		"nothing": {"x", "x"}, "a reply": {"Ya, benar", "Tidak"}, "a card": {"Dalam perjalanan", "Sudah tiba"}, "a step's time": {"12:00:00.123Z", "13:00:00.123Z"},
		"a source": {"Ongkos kirim", "Ongkos lain"}, "a question": {"Puaskah Anda", "Kecewakah Anda"}, "an answer given later": {`"answered":3`, `"answered":5`},
	} {
		w := newWorld(t, storetest.SQLite(t), "ws_1")
		w.content = terang.Content{
			Text: "Ini pesanan Anda.", Replies: []terang.QuickReply{{ID: "r1", Label: "Ya, benar", Value: "yes"}},
			Card: &terang.Card{
				Kind: "timeline", Title: "TRG-1042", Status: "Dalam perjalanan", Fields: []terang.CardField{{Label: "Kurir", Value: "JNE <b>"}},
				Steps: []terang.CardStep{{At: &at, Label: "Dikirim", State: "done"}, {Label: "Tiba", State: "next"}},
			},
			Sources: []terang.Source{{ID: "shipping", Title: "Ongkos kirim"}}, Survey: &terang.Survey{Question: "Puaskah Anda?", Options: []int{1, 2, 3}, Answered: &three},
		}
		w.say(1)
		w.write(func(tx *store.Tx) error {
			_, err := tx.Exec(`update message set content = replace(content, $1, $2)`, change[0], change[1])
			return err
		})
		rep, err := w.log.Audit(ctx, w.ws)
		if clean := name == "nothing" || name == "an answer given later"; err != nil || rep.Clean() != clean {
			t.Errorf("%s: %v %+v", name, err, rep)
		}
	}
}

// TestAuditFindsAnyChangedByte flips one bit anywhere in what the log and its messages consist of.
func TestAuditFindsAnyChangedByte(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, storetest.SQLite(t), "ws_1")
	w.log.clock = func() time.Time { return noon }
	w.say(270)
	if _, err := w.log.Daily(ctx, w.ws); err != nil {
		t.Fatal(err)
	}
	if _, err := w.log.Rotate(ctx, w.ws); err != nil {
		t.Fatal(err)
	}
	w.say(30)
	columns := []string{
		"leaf.message_id", "leaf.hash", "leaf.statement", "leaf.at", "message.payload", "message.author", "message.content", "message.at", "message.seq",
		"message.prev", "message.kind", "message.language", "message.direction", "message.conversation_id", "message.workspace_id", "message.id",
		"tile.data", "log.edge", "log.size", "log.verifier", "log_key.verifier", "log_key.chain", "log_key.from_size", "log_day.signed", "contact.salt",
	}
	rapid.Check(t, func(t *rapid.T) {
		table, column, _ := strings.Cut(rapid.SampledFrom(columns).Draw(t, "column"), ".")
		var was any
		var row int64
		if err := w.db.QueryRow(ctx, fmt.Sprintf(`select rowid, %[2]s from %[1]s where length(%[2]s) > 0 order by rowid
			limit 1 offset (select %[3]d %% count(*) from %[1]s where length(%[2]s) > 0)`, table, column, rapid.IntRange(0, 1<<20).Draw(t, "row"))).Scan(&row, &was); err != nil {
			t.Fatal(err)
		}
		bit := rapid.IntRange(0, 1<<20).Draw(t, "bit")
		flip := func(b []byte) []byte {
			b = bytes.Clone(b)
			b[bit/8%len(b)] ^= 1 << (bit % 8)
			return b
		}
		var is any
		switch v := was.(type) {
		case int64:
			is = v ^ 1<<(bit%20)
		case []byte:
			is = flip(v)
		case string:
			is = string(flip([]byte(v)))
		}
		set := func(v any) error {
			return w.db.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(fmt.Sprintf(`update %s set %s = $1 where rowid = $2`, table, column), v, row)
				return err
			})
		}
		if set(is) != nil {
			t.Skip("the store itself refuses it")
		}
		rep, err := w.log.Audit(ctx, w.ws)
		if err == nil && rep.Clean() {
			t.Errorf("%s.%s: %q became %q, and the audit is clean", table, column, was, is)
		}
		if err := set(was); err != nil {
			t.Fatal(err)
		}
		if rep, err := w.log.Audit(ctx, w.ws); err != nil || !rep.Clean() {
			t.Fatalf("not mended: %v %+v", err, rep)
		}
	})
}
