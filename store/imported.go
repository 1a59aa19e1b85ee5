package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"terang"
)

// ImportedItem is something of another system that has no table of its own here.
type ImportedItem struct {
	WorkspaceID string
	Source      string // the system
	Kind        string // "macro", "label", "article", "conversation"
	ID          string // the system's own
	ContactID   string // whose it is, "" for nobody's
	Title       string
	Body        string
	Detail      map[string]any
}

// ImportedItems returns items of a kind whose ids come after one, from any system, in the order of system and id.
func ImportedItems(ctx context.Context, q Querier, workspaceID, kind, afterSource, afterID string, limit int) ([]ImportedItem, error) {
	rows, err := q.Query(ctx, `select source, id, contact_id, title, body, detail from imported_item
		where workspace_id = $1 and kind = $2 and (source, id) > ($3, $4) order by source, id limit $5`, workspaceID, kind, afterSource, afterID, limit)
	if err != nil {
		return nil, fmt.Errorf("store: imported items: %w", err)
	}
	defer rows.Close()
	var out []ImportedItem
	for rows.Next() {
		it := ImportedItem{WorkspaceID: workspaceID, Kind: kind}
		var detail string
		if err := rows.Scan(&it.Source, &it.ID, &it.ContactID, &it.Title, &it.Body, &detail); err != nil {
			return nil, fmt.Errorf("store: imported items: %w", err)
		}
		if err := json.Unmarshal([]byte(detail), &it.Detail); err != nil {
			return nil, fmt.Errorf("store: imported item: %w", err)
		}
		out = append(out, it)
	}
	return out, rows.Err()
}

// FindItem reports whether an item is there, and whether it says the same.
func FindItem(ctx context.Context, q Querier, it *ImportedItem) (found, same bool, err error) {
	want, err := json.Marshal(it.Detail)
	if err != nil {
		return false, false, fmt.Errorf("store: imported item: %w", err)
	}
	var contact, title, body, detail string
	err = q.QueryRow(ctx, `select contact_id, title, body, detail from imported_item where workspace_id = $1 and source = $2 and kind = $3 and id = $4`,
		it.WorkspaceID, it.Source, it.Kind, it.ID).Scan(&contact, &title, &body, &detail)
	if errors.Is(err, sql.ErrNoRows) {
		return false, false, nil
	}
	if err != nil {
		return false, false, fmt.Errorf("store: imported item: %w", err)
	}
	return true, contact == it.ContactID && title == it.Title && body == it.Body && detail == string(want), nil
}

// PutItem stores an item, or what has changed of it.
func PutItem(tx *Tx, it *ImportedItem) error {
	detail, err := json.Marshal(it.Detail)
	if err != nil {
		return fmt.Errorf("store: imported item: %w", err)
	}
	return tx.Do(`insert into imported_item (workspace_id, source, kind, id, contact_id, title, body, detail) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (workspace_id, source, kind, id) do update set contact_id = excluded.contact_id, title = excluded.title, body = excluded.body, detail = excluded.detail`,
		it.WorkspaceID, it.Source, it.Kind, it.ID, it.ContactID, it.Title, it.Body, string(detail))
}

// RenameContact gives a contact that came with an import the name and language that it has there now.
func RenameContact(tx *Tx, c *terang.Contact) error {
	if err := tx.Do(`update contact set name = $1, language = $2 where id = $3 and workspace_id = $4`, c.Name, string(c.Language), c.ID, c.WorkspaceID); err != nil {
		return err
	}
	if err := indexContact(tx, c); err != nil {
		return err
	}
	return reindexName(tx, c.WorkspaceID, c.ID, nameText(c.Name, c.ExternalID))
}

// MendImported replaces what an imported message says and who wrote it, as the old system tells it now. A message that was said
// here, or that has a leaf in the log, is never touched.
func MendImported(tx *Tx, m *terang.Message) error {
	args, err := messageArgs(tx, m)
	if err != nil {
		return err
	}
	if err := tx.Do(`delete from search_doc where conversation_id = $1 and seq = $2`, m.ConversationID, m.Seq); err != nil {
		return err
	}
	gatherDoc(tx, m.WorkspaceID, m.ConversationID, m.Seq, m.At, textOf(&m.Content))
	return tx.Do(`update message set author = $1, content = $2, at = $3 where id = $4 and workspace_id = $5 and payload is null
		and not exists (select 1 from leaf l where l.message_id = message.id)`, args[7], args[9], Millis(m.At), m.ID, m.WorkspaceID)
}

// Erased reports whether a contact asked to be forgotten.
func Erased(ctx context.Context, q Querier, workspaceID, contactID string) (bool, error) {
	var n int64
	if err := q.QueryRow(ctx, `select count(*) from log_erasure where contact_id = $1 and workspace_id = $2`, contactID, workspaceID).Scan(&n); err != nil {
		return false, fmt.Errorf("store: erased: %w", err)
	}
	return n > 0, nil
}

// LastErasure is the size of a workspace's log at the latest erasure, 0 where there was none.
func LastErasure(ctx context.Context, q Querier, workspaceID string) (size int64, err error) {
	if err := q.QueryRow(ctx, `select coalesce(max(size), 0) from log_erasure where workspace_id = $1`, workspaceID).Scan(&size); err != nil {
		return 0, fmt.Errorf("store: last erasure: %w", err)
	}
	return size, nil
}

// Exists reports whether a contact, a conversation or a file of the workspace is there.
func Exists(ctx context.Context, q Querier, workspaceID, record, id string) (bool, error) {
	text := map[string]string{
		"contact":      `select count(*) from contact where id = $1 and workspace_id = $2`,
		"conversation": `select count(*) from conversation where id = $1 and workspace_id = $2`,
		"attachment":   `select count(*) from attachment where id = $1 and workspace_id = $2`,
	}[record]
	var n int64
	if err := q.QueryRow(ctx, text, id, workspaceID).Scan(&n); err != nil {
		return false, fmt.Errorf("store: exists: %w", err)
	}
	return n > 0, nil
}

// LoggedStatement is a message's statement with its place in a log of proofs.
type LoggedStatement struct {
	Index     int64
	MessageID string
	Hash      []byte
	Statement string
	At        int64
}

// LoggedStatements returns the statements of a workspace's own log from a place on, and the log's name.
func LoggedStatements(ctx context.Context, q Querier, workspaceID string, from int64, limit int) (origin string, list []LoggedStatement, err error) {
	rows, err := q.Query(ctx, `select g.origin, l.idx, l.message_id, l.hash, l.statement, l.at from leaf l join log g on g.workspace_id = l.workspace_id
		where l.workspace_id = $1 and l.idx >= $2 order by l.idx limit $3`, workspaceID, from, limit)
	if err != nil {
		return "", nil, fmt.Errorf("store: statements: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s LoggedStatement
		if err := rows.Scan(&origin, &s.Index, &s.MessageID, &s.Hash, &s.Statement, &s.At); err != nil {
			return "", nil, fmt.Errorf("store: statements: %w", err)
		}
		list = append(list, s)
	}
	return origin, list, rows.Err()
}

// StatementRecord writes a statement of the own log as the record that a file has of it.
func StatementRecord(origin string, s LoggedStatement) ([]byte, error) {
	for _, p := range Portables() {
		if p.Record == "statement" {
			row, err := p.encode([]any{origin, s.Index, s.MessageID, s.Hash, s.Statement, s.At})
			return row.JSON, err
		}
	}
	return nil, errors.New("store: no record for statements")
}

// WorkspaceByID returns a workspace.
func WorkspaceByID(ctx context.Context, q Querier, id string) (Workspace, error) {
	all, err := Workspaces(ctx, q)
	if err != nil {
		return Workspace{}, err
	}
	for _, w := range all {
		if w.ID == id {
			return w, nil
		}
	}
	return Workspace{}, fmt.Errorf("store: workspace %s is not there", id)
}

// SaveSettings writes a workspace's settings.
func SaveSettings(tx *Tx, workspaceID string, s Settings) error {
	b, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("store: settings: %w", err)
	}
	return tx.Do(`update workspace set settings = $1 where id = $2`, string(b), workspaceID)
}
