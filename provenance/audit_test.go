package provenance

import (
	"context"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"terang/store"
	"terang/store/storetest"
)

func TestAuditNamesWhatWasChanged(t *testing.T) {
	ctx := context.Background()
	exec := func(q string, args ...any) func(*store.Tx) error {
		return func(tx *store.Tx) error { _, err := tx.Exec(q, args...); return err }
	}
	rebuild := func(drop int64) func(*store.Tx) error { // a leaf with its whole trace in the tables, but no tile of it
		return func(tx *store.Tx) error {
			if _, err := tx.Exec(`update leaf set statement = (select statement from leaf where idx = $1), hash = (select hash from leaf where idx = $1) where idx = $2`, drop+1, drop); err != nil {
				return err
			}
			return nil
		}
	}
	for _, c := range []struct {
		name  string
		do    func(*store.Tx) error
		code  FindingCode
		index int64
	}{
		{"a statement", exec(`update leaf set statement = replace(statement, '"kind":"ai"', '"kind":"human"') where idx = 5`), LeafChanged, 5},
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
	} {
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
