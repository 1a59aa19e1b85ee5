package desk_test

import (
	"log/slog"
	"testing"
	"time"

	"terang"
	"terang/desk"
	"terang/internal/scene"
	"terang/locker"
	"terang/store"
	"terang/store/storetest"
)

// files keeps files as a desk's server does.
func files(s *scene.Scene, db *store.DB) *locker.Locker {
	return locker.New(locker.Parts{Store: db, Limit: 1 << 20, Quota: 10 << 20, Clock: s.Now, IDs: s.ID, Logger: slog.New(slog.DiscardHandler)})
}

func put(t *testing.T, l *locker.Locker, a store.Agent, conversationID, name string) store.Attachment {
	t.Helper()
	f, err := l.Put(ctx, locker.Owner{WorkspaceID: a.WorkspaceID, ConversationID: conversationID, By: a.ID}, name, []byte("isi "+name))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func swept(t *testing.T, l *locker.Locker, want int) {
	t.Helper()
	if n, err := l.Sweep(ctx); n != want || err != nil {
		t.Fatalf("swept %d files, want %d: %v", n, want, err)
	}
}

func with(conversationID, clientID, text string, all ...store.Attachment) desk.Words {
	w := desk.Words{ConversationID: conversationID, ClientID: clientID, Text: text}
	for i := range all {
		w.Files = append(w.Files, all[i].ID)
	}
	return w
}

// TestFilesWaitWithTheirReply: they stand in the row, are not swept while nobody runs the desk, and are of the message once it left.
func TestFilesWaitWithTheirReply(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		l, rina := files(s, db), patient(s, "Rina")
		c := claimed(t, s, rina)
		one, two, other := put(t, l, rina, c.ID, "a.txt"), put(t, l, rina, c.ID, "b.txt"), put(t, l, rina, c.ID, "c.txt")
		x, err := s.Desk.Send(ctx, rina, with(c.ID, "r1", " ", two, one))
		if err != nil || x.Outgoing == nil || len(x.Outgoing.Files) != 2 || x.Outgoing.Files[0] != two.Attachment {
			t.Fatalf("sent: %+v, %v", x.Outgoing, err)
		}
		if again, err := s.Desk.Send(ctx, rina, with(c.ID, "r1", "", two, one)); err != nil || again.Outgoing.ID != x.Outgoing.ID {
			t.Fatalf("sent twice: %+v, %v", again, err)
		}
		for _, now := range []bool{false, true} { // one on its way is of no other reply
			w := with(c.ID, "r2", "lagi", one)
			w.Now = now
			if _, err := s.Desk.Send(ctx, rina, w); code(err) != "attachment_used" {
				t.Fatalf("a file of two replies: %v", err)
			}
		}
		if err := l.Remove(ctx, locker.Owner{WorkspaceID: rina.WorkspaceID, ConversationID: c.ID, By: rina.ID}, one.ID); terang.KindOf(err) != terang.NotFound {
			t.Fatalf("removed while it waits: %v", err)
		}
		s.Pass(100 * time.Hour) // the server was away
		swept(t, l, 1)
		if _, err := store.AttachmentByID(ctx, db, c.WorkspaceID, c.ID, other.ID); terang.KindOf(err) != terang.NotFound {
			t.Fatalf("what nobody sent is still there: %v", err)
		}
		leave(t, s)
		m := s.Messages(c.ID)
		last := m[len(m)-1]
		if last.ExternalID != "r1" || last.Leaf < 0 || last.Content.Text != "" || len(last.Content.Attachments) != 2 || last.Content.Attachments[1] != one.Attachment {
			t.Fatalf("left as %+v", last.Content)
		}
		for _, id := range []string{one.ID, two.ID} {
			if f, err := store.AttachmentByID(ctx, db, c.WorkspaceID, c.ID, id); err != nil || f.MessageID != last.ID {
				t.Errorf("%s is of %q, %v", id, f.MessageID, err)
			}
		}
		if _, err := s.Desk.Send(ctx, rina, with(c.ID, "r3", "", one)); code(err) != "attachment_used" {
			t.Errorf("sent once more: %v", err)
		}
		swept(t, l, 0)
	})
}

// TestFilesComeBackWithTheirReply, and wait for it: taken back, sent anew, or swept once nobody wants them.
func TestFilesComeBackWithTheirReply(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		l, rina := files(s, db), patient(s, "Rina")
		c := claimed(t, s, rina)
		one, two := put(t, l, rina, c.ID, "a.txt"), put(t, l, rina, c.ID, "b.txt")
		x, err := s.Desk.Send(ctx, rina, with(c.ID, "r1", "Ini notanya", one, two))
		if err != nil {
			t.Fatal(err)
		}
		back, err := s.Desk.Undo(ctx, rina, x.Outgoing.ID)
		if err != nil || back.Text != "Ini notanya" || len(back.Files) != 2 || back.Files[0] != one.Attachment {
			t.Fatalf("taken back: %+v, %v", back, err)
		}
		s.Pass(100 * time.Hour)
		swept(t, l, 0)
		if all := mine(t, s, rina); len(all) != 1 || len(all[0].Files) != 2 {
			t.Fatalf("what came back: %+v", all)
		}
		// One of both is sent anew, before the server was told that the words were fetched.
		if x, err = s.Desk.Send(ctx, rina, with(c.ID, "r2", "", one)); err != nil || x.Outgoing == nil {
			t.Fatalf("sent anew: %+v, %v", x, err)
		}
		if err := s.Desk.Take(ctx, rina, back.ID); err != nil {
			t.Fatal(err)
		}
		s.Pass(undoTime)
		leave(t, s)
		if f, err := store.AttachmentByID(ctx, db, c.WorkspaceID, c.ID, one.ID); err != nil || f.MessageID == "" {
			t.Errorf("sent anew it is of %q, %v", f.MessageID, err)
		}
		s.Pass(100 * time.Hour)
		swept(t, l, 1) // the other

		// Who lost the word gets the files back, too; a file that is gone gives the reply back with the reason.
		three := put(t, l, rina, c.ID, "d.txt")
		if _, err := s.Desk.Send(ctx, rina, with(c.ID, "r3", "", three)); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(ctx, func(tx *store.Tx) error { return tx.Do(`update attachment set ready = 0 where id = $1`, three.ID) }); err != nil {
			t.Fatal(err)
		}
		s.Pass(undoTime)
		leave(t, s)
		if all := mine(t, s, rina); len(all) != 1 || all[0].Why != "attachment_not_found" || len(all[0].Files) != 1 {
			t.Errorf("a reply whose file is gone: %+v", all)
		}
	})
}

// TestFilesLeaveAtOnceBehindWhatWaits: also where they are given away in the same step.
func TestFilesLeaveAtOnceBehindWhatWaits(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		s := scene.New(t, db)
		l, rina := files(s, db), patient(s, "Rina")
		c := claimed(t, s, rina)
		one, two, three := put(t, l, rina, c.ID, "a.txt"), put(t, l, rina, c.ID, "b.txt"), put(t, l, rina, c.ID, "c.txt")
		if _, err := s.Desk.Send(ctx, rina, with(c.ID, "r1", "satu", one)); err != nil {
			t.Fatal(err)
		}
		w := with(c.ID, "r2", "dua", two)
		w.Now = true
		if x, err := s.Desk.Send(ctx, rina, w); err != nil || x.Outgoing != nil || len(x.Message.Content.Attachments) != 1 {
			t.Fatalf("at once: %+v, %v", x, err)
		}
		if _, err := s.Desk.Send(ctx, rina, with(c.ID, "r3", "", three)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Desk.Release(ctx, rina, c.ID); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, m := range s.Messages(c.ID) {
			for _, f := range m.Content.Attachments {
				names = append(names, f.Name)
			}
		}
		if len(names) != 3 || names[0] != "a.txt" || names[1] != "b.txt" || names[2] != "c.txt" {
			t.Errorf("left in the order %q", names)
		}
		six := make([]string, 6)
		if _, err := s.Desk.Send(ctx, rina, desk.Words{ConversationID: c.ID, ClientID: "r4", Files: six}); code(err) != "files_too_many" {
			t.Errorf("six files: %v", err)
		}
		if _, err := s.Desk.Send(ctx, rina, desk.Words{ConversationID: c.ID, ClientID: "r5", Text: " "}); code(err) != "text_empty" {
			t.Errorf("nothing at all: %v", err)
		}
	})
}
