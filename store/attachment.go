package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"terang"
)

// PieceSize is how many bytes of a file stand in one row.
const PieceSize = 64 << 10

// The variants of a file.
const (
	VariantFile    = "file"
	VariantPreview = "preview"
)

// Attachment is a file that the house keeps for a conversation, without its bytes.
type Attachment struct {
	terang.Attachment
	WorkspaceID    string
	ConversationID string
	ContactID      string
	MessageID      string // "" until a message has it
	AddedBy        string // an agent's id, "" for the contact
	PreviewType    string // "" where there is no preview
	PreviewSize    int64
	Ready          bool // all its pieces are there
	AddedAt        time.Time
}

const attachmentColumns = `id, workspace_id, conversation_id, contact_id, message_id, added_by, name, type, size, digest, width, height, preview_type, preview_size, ready, added_at`

func scanAttachment(row scanner) (a Attachment, err error) {
	var ready, at int64
	err = row.Scan(&a.ID, &a.WorkspaceID, &a.ConversationID, &a.ContactID, &a.MessageID, &a.AddedBy, &a.Name, &a.Type, &a.Size, &a.Digest, &a.Width, &a.Height,
		&a.PreviewType, &a.PreviewSize, &ready, &at)
	a.Ready, a.AddedAt = ready != 0, Time(at)
	return a, err
}

// InsertAttachment stores what a file is. Its pieces follow, and [ReadyAttachment] when they are all there.
func InsertAttachment(tx *Tx, a *Attachment) error {
	_, err := tx.Exec(`insert into attachment (`+attachmentColumns+`) values ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14)`,
		a.ID, a.WorkspaceID, a.ConversationID, a.ContactID, a.AddedBy, a.Name, a.Type, a.Size, a.Digest, a.Width, a.Height, a.PreviewType, a.PreviewSize, Millis(a.AddedAt))
	return err
}

// InsertPiece stores the n-th piece of a file. It fails where the file has been removed meanwhile.
func InsertPiece(tx *Tx, workspaceID, id, variant string, n int, data []byte) error {
	return tx.Expect(errNoAttachment(), `insert into attachment_piece (workspace_id, attachment_id, variant, n, data)
		select workspace_id, id, $3, $4, $5 from attachment where id = $1 and workspace_id = $2 and ready = 0`, id, workspaceID, variant, n, data)
}

// ReadyAttachment says that all pieces are there.
func ReadyAttachment(tx *Tx, workspaceID, id string) error {
	return tx.Expect(errNoAttachment(), `update attachment set ready = 1 where id = $1 and workspace_id = $2`, id, workspaceID)
}

func errNoAttachment() error { return terang.Fail(terang.NotFound, "attachment_not_found") }

// AttachmentByID returns a file of a conversation.
func AttachmentByID(ctx context.Context, q Querier, workspaceID, conversationID, id string) (Attachment, error) {
	a, err := scanAttachment(q.QueryRow(ctx, `select `+attachmentColumns+` from attachment where id = $1 and workspace_id = $2 and conversation_id = $3 and ready = 1`, id, workspaceID, conversationID))
	if errors.Is(err, sql.ErrNoRows) {
		return a, errNoAttachment()
	}
	if err != nil {
		return a, fmt.Errorf("store: attachment: %w", err)
	}
	return a, nil
}

// Attachments returns the files with the given ids that by added to a conversation, in the order of the ids. One that is not
// there is an error.
func Attachments(ctx context.Context, q Querier, workspaceID, conversationID, by string, ids []string) ([]Attachment, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args, in := []any{workspaceID, conversationID, by}, make([]string, len(ids))
	for i, id := range ids {
		args = append(args, id)
		in[i] = "$" + strconv.Itoa(i+4)
	}
	rows, err := q.Query(ctx, `select `+attachmentColumns+` from attachment where workspace_id = $1 and conversation_id = $2 and added_by = $3 and ready = 1 and id in (`+strings.Join(in, ", ")+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("store: attachments: %w", err)
	}
	defer rows.Close()
	found := make(map[string]Attachment, len(ids))
	for rows.Next() {
		a, err := scanAttachment(rows)
		if err != nil {
			return nil, fmt.Errorf("store: attachments: %w", err)
		}
		found[a.ID] = a
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: attachments: %w", err)
	}
	out := make([]Attachment, len(ids))
	for i, id := range ids {
		a, ok := found[id]
		if !ok {
			return nil, errNoAttachment()
		}
		out[i] = a
		delete(found, id) // the same one twice is none
	}
	return out, nil
}

// AddedSince returns how many files by added to a conversation since a time, their bytes, and how many of all of them wait for
// a message.
func AddedSince(ctx context.Context, q Querier, workspaceID, conversationID, by string, since time.Time) (files, size, waiting int64, err error) {
	err = q.QueryRow(ctx, `select count(*), cast(coalesce(sum(size + preview_size), 0) as bigint), cast(coalesce(sum(case when message_id = '' then 1 else 0 end), 0) as bigint)
		from attachment where conversation_id = $1 and workspace_id = $2 and added_by = $3 and added_at >= $4`, conversationID, workspaceID, by, Millis(since)).Scan(&files, &size, &waiting)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("store: attachments: %w", err)
	}
	return files, size, waiting, nil
}

// BindAttachments gives a message the files that its content names. Each must be there, of the same conversation, of the same
// bytes, and of no other message; else nothing of the message is stored.
func BindAttachments(tx *Tx, m *terang.Message) error {
	by := m.Author.AgentID()
	for i := range m.Content.Attachments {
		a := &m.Content.Attachments[i]
		err := tx.Expect(terang.Fail(terang.Conflict, "attachment_used"), `update attachment set message_id = $1
			where id = $2 and workspace_id = $3 and conversation_id = $4 and added_by = $5 and digest = $6 and message_id = '' and ready = 1`,
			m.ID, a.ID, m.WorkspaceID, m.ConversationID, by, a.Digest)
		if err != nil {
			return err
		}
	}
	return nil
}

// unnamed holds for a file that no reply on its way, or back from it, names.
const unnamed = `not exists (select 1 from outgoing where outgoing.conversation_id = attachment.conversation_id and outgoing.files like '%' || attachment.id || '%')`

// KeepAttachments has files wait for their message as if they had just been added. It fails where one is gone.
func KeepAttachments(tx *Tx, workspaceID string, files []terang.Attachment, at time.Time) error {
	for i := range files {
		if err := tx.Expect(errNoAttachment(), `update attachment set added_at = $1 where id = $2 and workspace_id = $3 and message_id = ''`, Millis(at), files[i].ID, workspaceID); err != nil {
			return err
		}
	}
	return nil
}

// RemoveAttachment removes a file that no message has yet, and no reply on its way names.
func RemoveAttachment(tx *Tx, workspaceID, conversationID, by, id string) error {
	n, err := tx.Exec(`delete from attachment where id = $1 and workspace_id = $2 and conversation_id = $3 and added_by = $4 and message_id = '' and `+unnamed, id, workspaceID, conversationID, by)
	if err != nil {
		return err
	}
	if n == 0 {
		return errNoAttachment()
	}
	return tx.Do(`delete from attachment_piece where attachment_id = $1 and workspace_id = $2`, id, workspaceID)
}

// SweepAttachments removes files, at most limit, that were added before a time, and that neither a message nor a reply on its
// way has. It returns how many.
func SweepAttachments(tx *Tx, before time.Time, limit int) (int, error) {
	rows, err := tx.Query(`select id from attachment where message_id = '' and added_at < $1 and `+unnamed+` order by added_at limit $2`, Millis(before), limit)
	if err != nil {
		return 0, fmt.Errorf("store: attachments: %w", err)
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			_ = rows.Close()
			return 0, fmt.Errorf("store: attachments: %w", err)
		}
		ids = append(ids, id)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return 0, fmt.Errorf("store: attachments: %w", err)
	}
	removed := 0
	for _, id := range ids {
		n, err := tx.Exec(`delete from attachment where id = $1 and message_id = '' and added_at < $2 and `+unnamed, id, Millis(before)) // a message or a reply may have it by now
		if err != nil {
			return removed, err
		}
		if n == 0 {
			continue
		}
		if err := tx.Do(`delete from attachment_piece where attachment_id = $1`, id); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// eraseAttachments removes a contact's files and those that were sent to them.
func eraseAttachments(tx *Tx, workspaceID, contactID string) error {
	for _, q := range []string{
		`delete from attachment_piece where attachment_id in (select id from attachment where workspace_id = $1 and contact_id = $2)`,
		`delete from attachment where workspace_id = $1 and contact_id = $2`,
	} {
		if err := tx.Do(q, workspaceID, contactID); err != nil {
			return err
		}
	}
	return nil
}

// Piece returns the n-th piece of a file's variant.
func Piece(ctx context.Context, q Querier, workspaceID, id, variant string, n int) ([]byte, error) {
	var b []byte
	err := q.QueryRow(ctx, `select data from attachment_piece where attachment_id = $1 and workspace_id = $2 and variant = $3 and n = $4`, id, workspaceID, variant, n).Scan(&b)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoAttachment()
	}
	if err != nil {
		return nil, fmt.Errorf("store: attachment: %w", err)
	}
	return b, nil
}
