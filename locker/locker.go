// Package locker keeps the files of conversations: it has them checked and cleaned, stores them in pieces beside everything
// else, hands them out again, and removes those that no message ever had.
//
// A file belongs to one conversation and to whoever added it, until a message of theirs takes it (delivery binds the two in one
// transaction). What is the same in two conversations is kept twice, so that an erasure never has to ask who else has it. The
// package sends nothing, and knows nobody's rights: who may see a file is the caller's business.
//
// The way in is [New]; [Locker.Run] is its loop.
package locker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"terang"
	"terang/attachment"
	"terang/store"
)

// Limits of the locker.
const (
	maxDrawing = 2              // pictures that are drawn at once: each may need some 200 MB
	maxWaiting = 20             // files of one person in one conversation that no message has yet
	maxPieces  = 16             // pieces in one transaction, so that nobody waits long for the writer
	keepUnsent = 72 * time.Hour // how long a file waits for its message
	quotaTime  = 24 * time.Hour
	sweepEvery = 10 * time.Minute
	sweepBatch = 50
)

// Parts is what a Locker is put together from. All fields are needed.
type Parts struct {
	Store  *store.DB
	Limit  int64 // bytes of one file
	Quota  int64 // bytes that a contact may add to a conversation in a day
	Clock  terang.Clock
	IDs    terang.IDs
	Logger *slog.Logger
}

// Locker keeps files. It is safe for many goroutines.
type Locker struct {
	Parts
	drawing chan struct{}
}

// New makes a Locker.
func New(p Parts) *Locker { return &Locker{Parts: p, drawing: make(chan struct{}, maxDrawing)} }

// Owner is whose file it is: an agent's id or "" for the contact, in one conversation.
type Owner struct {
	WorkspaceID    string
	ConversationID string
	By             string
}

// Put checks a file and keeps it. It is durable when Put returns, and waits for a message.
func (l *Locker) Put(ctx context.Context, o Owner, name string, data []byte) (store.Attachment, error) {
	var none store.Attachment
	c, err := store.Conversation(ctx, l.Store, o.WorkspaceID, o.ConversationID)
	if err != nil {
		return none, err
	}
	if err := l.room(ctx, o, int64(len(data))); err != nil {
		return none, err
	}
	select {
	case l.drawing <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	f, err := attachment.Admit(name, data, l.Limit)
	<-l.drawing
	if err != nil {
		return none, err
	}
	a := store.Attachment{
		Attachment: f.Attachment, WorkspaceID: o.WorkspaceID, ConversationID: o.ConversationID, ContactID: c.ContactID, AddedBy: o.By,
		PreviewType: f.PreviewType, PreviewSize: int64(len(f.Preview)), AddedAt: l.Clock().UTC().Truncate(time.Millisecond),
	}
	a.ID = l.IDs("att")
	return a, l.write(ctx, &a, f)
}

// room refuses what would be too much.
func (l *Locker) room(ctx context.Context, o Owner, size int64) error {
	_, had, waiting, err := store.AddedSince(ctx, l.Store, o.WorkspaceID, o.ConversationID, o.By, l.Clock().Add(-quotaTime))
	switch {
	case err != nil:
		return err
	case waiting >= maxWaiting:
		return terang.Fail(terang.TooMany, "files_waiting", "max", strconv.Itoa(maxWaiting))
	case o.By == "" && had+size > l.Quota:
		return terang.Fail(terang.TooMany, "files_quota", "limit", strconv.FormatInt(l.Quota>>20, 10)+" MB")
	}
	return nil
}

// write stores what the file is, then its pieces, a few in a transaction, then that they are all there. What a crash leaves
// between is never seen, and swept.
func (l *Locker) write(ctx context.Context, a *store.Attachment, f *attachment.File) error {
	type piece struct {
		variant string
		n       int
		data    []byte
	}
	var pieces []piece
	cut := func(variant string, data []byte) {
		for n := 0; len(data) > 0; n++ {
			size := min(len(data), store.PieceSize)
			pieces, data = append(pieces, piece{variant, n, data[:size]}), data[size:]
		}
	}
	cut(store.VariantFile, f.Data)
	cut(store.VariantPreview, f.Preview)
	for i := 0; i < len(pieces); i += maxPieces {
		some := pieces[i:min(i+maxPieces, len(pieces))]
		err := l.Store.Write(ctx, func(tx *store.Tx) error {
			if i == 0 {
				if err := store.InsertAttachment(tx, a); err != nil {
					return err
				}
			}
			for _, p := range some {
				if err := store.InsertPiece(tx, a.WorkspaceID, a.ID, p.variant, p.n, p.data); err != nil {
					return err
				}
			}
			if i+maxPieces >= len(pieces) {
				return store.ReadyAttachment(tx, a.WorkspaceID, a.ID)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("locker: put: %w", err)
		}
	}
	a.Ready = true
	return nil
}

// ErrChanged says that the bytes in the store are not those that the file's digest names.
var ErrChanged = errors.New("locker: the file is not what it was")

// Copy writes a variant of a file to w, a piece at a time, and calls written after each. A file that is not whole, or not what
// its digest says, ends in an error, after some of it may have been written.
func (l *Locker) Copy(ctx context.Context, w io.Writer, a *store.Attachment, variant string, written func()) error {
	size := a.Size
	if variant == store.VariantPreview {
		size = a.PreviewSize
	}
	sum, left := sha256.New(), size
	for n := 0; left > 0; n++ {
		b, err := store.Piece(ctx, l.Store, a.WorkspaceID, a.ID, variant, n)
		if err != nil {
			return err
		}
		if int64(len(b)) > left || len(b) == 0 {
			return ErrChanged
		}
		left -= int64(len(b))
		_, _ = sum.Write(b) // a hash takes everything
		if left == 0 && variant == store.VariantFile && hex.EncodeToString(sum.Sum(nil)) != a.Digest {
			return ErrChanged // before the last piece, so that the answer stays unfinished
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		written()
	}
	return nil
}

// Remove removes a file that no message has yet.
func (l *Locker) Remove(ctx context.Context, o Owner, id string) error {
	return l.Store.Write(ctx, func(tx *store.Tx) error {
		return store.RemoveAttachment(tx, o.WorkspaceID, o.ConversationID, o.By, id)
	})
}

// Run removes what waited too long for a message, until ctx ends.
func (l *Locker) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if _, err := l.Sweep(ctx); err != nil && ctx.Err() == nil {
			l.Logger.Error("sweep for files failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep removes what waited too long for a message and returns how many files went.
func (l *Locker) Sweep(ctx context.Context) (int, error) {
	all := 0
	for {
		n := 0
		err := l.Store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = store.SweepAttachments(tx, l.Clock().Add(-keepUnsent), sweepBatch)
			return err
		})
		all += n
		if err != nil || n < sweepBatch {
			return all, err
		}
	}
}
