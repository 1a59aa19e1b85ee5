package locker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"terang"
	"terang/locker"
	"terang/store"
	"terang/store/storetest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var owner = locker.Owner{WorkspaceID: "ws", ConversationID: "cnv"}

func newLocker(t *testing.T, db *store.DB, now *time.Time) *locker.Locker {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		if err := store.InsertContact(tx, terang.Contact{ID: "con", WorkspaceID: "ws", Language: terang.Indonesian, CreatedAt: noon}); err != nil {
			return err
		}
		return store.InsertConversation(tx, &terang.Conversation{ID: "cnv", WorkspaceID: "ws", ContactID: "con", Channel: "web", Language: terang.Indonesian, CreatedAt: noon, LastAt: noon})
	})
	if err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	return locker.New(locker.Parts{
		Store: db, Limit: 10 << 20, Quota: 100 << 20, Clock: func() time.Time { return *now }, Logger: slog.New(slog.DiscardHandler),
		IDs: func(prefix string) string { return fmt.Sprintf("%s_%d", prefix, n.Add(1)) },
	})
}

func read(t *testing.T, l *locker.Locker, a store.Attachment) (string, error) {
	t.Helper()
	var b bytes.Buffer
	err := l.Copy(t.Context(), &b, &a, store.VariantFile, func() {})
	return b.String(), err
}

// TestWhatIsPutComesOutAgain, whatever its size in pieces.
func TestWhatIsPutComesOutAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := noon
		l := newLocker(t, db, &now)
		for _, size := range []int{1, store.PieceSize - 1, store.PieceSize, store.PieceSize + 1, 20*store.PieceSize + 7} {
			text := strings.Repeat("a", size)
			a, err := l.Put(t.Context(), owner, "a.txt", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := read(t, l, a); err != nil || got != text {
				t.Errorf("%d bytes: %d came out, %v", size, len(got), err)
			}
		}
	})
}

// cut is a writer of a caller who goes away after a while.
type cut struct{ left int }

// Write implements io.Writer.
func (c *cut) Write(b []byte) (int, error) {
	if c.left--; c.left < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(b), nil
}

// TestAFileThatCameHalfIsNeverSeen: what a crash leaves between two transactions can be neither sent nor read, and is swept with
// all its pieces.
func TestAFileThatCameHalfIsNeverSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := noon
		l := newLocker(t, db, &now)
		half := store.Attachment{
			Attachment:  terang.Attachment{ID: "att_half", Name: "a.txt", Type: "text/plain", Size: 10, Digest: "aa"},
			WorkspaceID: "ws", ConversationID: "cnv", ContactID: "con", AddedAt: noon,
		}
		err := db.Write(t.Context(), func(tx *store.Tx) error { // as far as the first of Put's transactions goes
			if err := store.InsertAttachment(tx, &half); err != nil {
				return err
			}
			return store.InsertPiece(tx, "ws", half.ID, store.VariantFile, 0, []byte("12345"))
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.AttachmentByID(t.Context(), db, "ws", "cnv", half.ID); terang.KindOf(err) != terang.NotFound {
			t.Errorf("it can be read: %v", err)
		}
		if _, err := store.Attachments(t.Context(), db, "ws", "cnv", "", []string{half.ID}); terang.KindOf(err) != terang.NotFound {
			t.Errorf("it can be sent: %v", err)
		}
		err = db.Write(t.Context(), func(tx *store.Tx) error {
			return store.BindAttachments(tx, &terang.Message{ID: "msg", WorkspaceID: "ws", ConversationID: "cnv", Author: terang.ByContact(), Content: terang.Content{Attachments: []terang.Attachment{half.Attachment}}})
		})
		if terang.KindOf(err) != terang.Conflict {
			t.Errorf("a message takes it: %v", err)
		}
		whole, err := l.Put(t.Context(), owner, "b.txt", []byte("halo"))
		if err != nil {
			t.Fatal(err)
		}
		now = noon.Add(71 * time.Hour)
		if n, err := l.Sweep(t.Context()); n != 0 || err != nil {
			t.Errorf("swept %d too early, %v", n, err)
		}
		if err := db.Write(t.Context(), func(tx *store.Tx) error {
			return store.BindAttachments(tx, &terang.Message{ID: "msg", WorkspaceID: "ws", ConversationID: "cnv", Author: terang.ByContact(), Content: terang.Content{Attachments: []terang.Attachment{whole.Attachment}}})
		}); err != nil {
			t.Fatal(err)
		}
		now = noon.Add(73 * time.Hour)
		if n, err := l.Sweep(t.Context()); n != 1 || err != nil {
			t.Errorf("swept %d, %v", n, err)
		}
		var pieces int
		if err := db.QueryRow(t.Context(), `select count(*) from attachment_piece`).Scan(&pieces); err != nil || pieces != 1 {
			t.Errorf("%d pieces, %v", pieces, err)
		}
		if got, err := read(t, l, whole); got != "halo" || err != nil {
			t.Errorf("what was sent is gone: %q %v", got, err)
		}
		if err := db.Write(t.Context(), func(tx *store.Tx) error {
			return store.InsertPiece(tx, "ws", half.ID, store.VariantFile, 1, []byte("67890"))
		}); terang.KindOf(err) != terang.NotFound {
			t.Errorf("a piece of a file that is gone: %v", err)
		}
	})
}

func TestChangedBytesAreNotHandedOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := noon
		l := newLocker(t, db, &now)
		a, err := l.Put(t.Context(), owner, "a.txt", []byte(strings.Repeat("a", 3*store.PieceSize)))
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Copy(t.Context(), &cut{left: 1}, &a, store.VariantFile, func() {}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("a reader who went away: %v", err)
		}
		ctx := context.WithoutCancel(t.Context())
		if err := db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`update attachment_piece set data = $1 where n = 1`, bytes.Repeat([]byte("b"), store.PieceSize))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got, err := read(t, l, a); !errors.Is(err, locker.ErrChanged) || len(got) >= 3*store.PieceSize {
			t.Errorf("%d bytes, %v", len(got), err)
		}
	})
}
