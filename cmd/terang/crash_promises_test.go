package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terang"
	"terang/store"
)

// crashPromises are promises that come due while the server is killed.
const crashPromises = 150

// seedPromises stores conversations that wait for a person, each with a promise that comes due within the span. Their contacts have
// just written, so that they count as awake whatever the hour.
func seedPromises(t *testing.T, dir string, span time.Duration) (workspaceID string, owed []terang.Promise) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all, err := store.Workspaces(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	ws, now, rng := all[0].ID, time.Now().UTC().Truncate(time.Millisecond), rand.New(rand.NewPCG(5, 6))
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		owed = owed[:0]
		for i := range crashPromises {
			k := terang.Contact{ID: newID("con"), WorkspaceID: ws, Language: terang.Indonesian, Salt: random(32), CreatedAt: now}
			c := terang.Conversation{
				ID: newID("cnv"), WorkspaceID: ws, ContactID: k.ID, Channel: "web", Language: terang.Indonesian, Status: terang.Open, Holder: terang.HolderQueue,
				WaitingSince: now.Add(time.Duration(i) * time.Millisecond), Trust: 100, CreatedAt: now, LastAt: now, Last: terang.LastMessage{AuthorKind: terang.KindContact, At: now},
			}
			p := terang.Promise{
				ID: newID("prm"), WorkspaceID: ws, ConversationID: c.ID, ContactID: k.ID, Kind: terang.PromiseReply, Words: fmt.Sprint("janji ", i), MadeBy: terang.MadeByAssistant,
				CreatedAt: now.Add(-time.Hour), DueAt: now.Add(time.Second + time.Duration(rng.Int64N(int64(span)))),
			}
			p.DueAt = p.DueAt.Truncate(time.Millisecond)
			c = c.WithPromise(p)
			if err := store.InsertContact(tx, k); err != nil {
				return err
			}
			if err := store.InsertConversation(tx, &c); err != nil {
				return err
			}
			if err := store.InsertPromise(tx, p); err != nil {
				return err
			}
			owed = append(owed, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ws, owed
}

// TestKillLosesNoPromiseAndTellsNobodyTwice kills the server again and again while promises come due. Afterwards each is broken,
// and each contact was told so once, with a receipt.
func TestKillLosesNoPromiseAndTellsNobodyTwice(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the crash test kills a server many times")
	}
	s := newCrashServer(t)
	data := filepath.Join(s.dir, "data")
	const span = 15 * time.Second
	ws, owed := seedPromises(t, data, span)
	s.start()
	defer func() { s.kill() }()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if !s.awaitReady(ctx) {
		t.Fatalf("the server does not come up:\n%s", tail(s.log.Bytes()))
	}
	rng, killed := rand.New(rand.NewPCG(7, 8)), 0
	for end := time.Now().Add(span + 2*time.Second); time.Now().Before(end); killed++ {
		time.Sleep(time.Duration(20+rng.IntN(400)) * time.Millisecond)
		s.kill()
		s.start()
		s.awaitReady(ctx)
	}
	db, err := store.Open(ctx, store.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for left := int64(-1); left != 0; time.Sleep(50 * time.Millisecond) { // the last lease runs out
		if ctx.Err() != nil {
			t.Fatalf("%d promises were never told; server:\n%s", left, tail(s.log.Bytes()))
		}
		if err := db.QueryRow(ctx, `select count(*) from promise where told_at = 0`).Scan(&left); err != nil {
			t.Fatal(err)
		}
	}
	s.kill()
	for _, p := range owed {
		got, err := store.Promise(ctx, db, ws, p.ID)
		if err != nil || got.State() != terang.PromiseBroken || got.BrokenAt.Before(p.DueAt) {
			t.Errorf("%s: %+v, %v", p.Words, got, err)
		}
		messages, err := store.Messages(ctx, db, store.MessageQuery{WorkspaceID: ws, ConversationID: p.ConversationID, Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, m := range messages {
			if strings.Contains(m.Content.Text, "tidak kami tepati") && m.Leaf >= 0 {
				told++
			}
		}
		if told != 1 || len(messages) != 1 {
			t.Errorf("%s: told %d times in %d messages", p.Words, told, len(messages))
		}
		c, err := store.Conversation(ctx, db, ws, p.ConversationID)
		if err != nil || len(c.Promises) != 1 || c.Promises[0] != got {
			t.Errorf("%s: the conversation says %+v, the ledger %+v, %v", p.Words, c.Promises, got, err)
		}
	}
	t.Logf("%d promises, %d kills", len(owed), killed)
}
