package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"terang"
)

// Connection is a way into one of a brand's systems. What its fields mean is the connection room's business; Secret is
// sealed before it comes here.
type Connection struct {
	WorkspaceID string
	Name        string
	Kind        string
	URL         string
	Hosts       []string
	Auth        string
	Settings    string // JSON, without secrets
	Secret      []byte // sealed; nil for none
	SecretAt    time.Time
	Version     int64 // raised by every change
	CreatedAt   time.Time
	UpdatedAt   time.Time
	UpdatedBy   string
}

const connectionColumns = `workspace_id, name, kind, url, hosts, auth, settings, secret, secret_at, version, created_at, updated_at, updated_by`

// Connections returns the connections of a workspace by name; "" means those of all workspaces.
func Connections(ctx context.Context, q Querier, workspaceID string) ([]Connection, error) {
	rows, err := q.Query(ctx, `select `+connectionColumns+` from connection where $1 = '' or workspace_id = $1 order by workspace_id, name`, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("store: connections: %w", err)
	}
	defer rows.Close()
	var out []Connection
	for rows.Next() {
		var c Connection
		var hosts string
		var secretAt, created, updated int64
		if err := rows.Scan(&c.WorkspaceID, &c.Name, &c.Kind, &c.URL, &hosts, &c.Auth, &c.Settings, &c.Secret, &secretAt, &c.Version, &created, &updated, &c.UpdatedBy); err != nil {
			return nil, fmt.Errorf("store: connections: %w", err)
		}
		c.Hosts, c.SecretAt, c.CreatedAt, c.UpdatedAt = strings.Fields(hosts), Time(secretAt), Time(created), Time(updated)
		out = append(out, c)
	}
	return out, rows.Err()
}

// PutConnection stores a connection. Version is the one that c was made from, 0 for a new one; where the store has another
// by now it fails with a conflict.
func PutConnection(tx *Tx, c Connection) error {
	moved := terang.Fail(terang.Conflict, "connection_changed")
	if c.Version == 0 {
		n, err := tx.Exec(`insert into connection (`+connectionColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10, $11) on conflict do nothing`,
			c.WorkspaceID, c.Name, c.Kind, c.URL, strings.Join(c.Hosts, " "), c.Auth, c.Settings, c.Secret, Millis(c.SecretAt), Millis(c.UpdatedAt), c.UpdatedBy)
		if err == nil && n == 0 {
			return moved
		}
		return err
	}
	return tx.Expect(moved, `update connection set kind = $3, url = $4, hosts = $5, auth = $6, settings = $7, secret = $8, secret_at = $9, version = version + 1, updated_at = $10, updated_by = $11
		where workspace_id = $1 and name = $2 and version = $12`,
		c.WorkspaceID, c.Name, c.Kind, c.URL, strings.Join(c.Hosts, " "), c.Auth, c.Settings, c.Secret, Millis(c.SecretAt), Millis(c.UpdatedAt), c.UpdatedBy, c.Version)
}

// ResealConnection replaces the sealed secret alone, if it is still the one that was read.
func ResealConnection(tx *Tx, c Connection, sealed []byte) error {
	return tx.Expect(terang.Fail(terang.Conflict, "connection_changed"), `update connection set secret = $1 where workspace_id = $2 and name = $3 and version = $4`,
		sealed, c.WorkspaceID, c.Name, c.Version)
}

// DeleteConnection removes a connection with its secret.
func DeleteConnection(tx *Tx, workspaceID, name string) error {
	return tx.Expect(terang.Fail(terang.NotFound, "connection_not_found"), `delete from connection where workspace_id = $1 and name = $2`, workspaceID, name)
}

// ActionSource is the actions that a brand's people made over those of its pack: the text of an actions file.
type ActionSource struct {
	WorkspaceID string
	Source      string
	Version     int64 // 0: there is none yet
	UpdatedAt   time.Time
	UpdatedBy   string
}

// ActionSources returns the workspace's, or all ("").
func ActionSources(ctx context.Context, q Querier, workspaceID string) ([]ActionSource, error) {
	rows, err := q.Query(ctx, `select workspace_id, source, version, updated_at, updated_by from action_source where $1 = '' or workspace_id = $1 order by workspace_id`, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("store: action sources: %w", err)
	}
	defer rows.Close()
	var out []ActionSource
	for rows.Next() {
		var s ActionSource
		var at int64
		if err := rows.Scan(&s.WorkspaceID, &s.Source, &s.Version, &at, &s.UpdatedBy); err != nil {
			return nil, fmt.Errorf("store: action sources: %w", err)
		}
		s.UpdatedAt = Time(at)
		out = append(out, s)
	}
	return out, rows.Err()
}

// PutActionSource stores the text; Version is the one that it was made from, 0 for the first.
func PutActionSource(tx *Tx, s ActionSource) error {
	moved := terang.Fail(terang.Conflict, "actions_changed")
	if s.Version == 0 {
		n, err := tx.Exec(`insert into action_source (workspace_id, source, version, updated_at, updated_by) values ($1, $2, 1, $3, $4) on conflict do nothing`,
			s.WorkspaceID, s.Source, Millis(s.UpdatedAt), s.UpdatedBy)
		if err == nil && n == 0 {
			return moved
		}
		return err
	}
	return tx.Expect(moved, `update action_source set source = $1, version = version + 1, updated_at = $2, updated_by = $3 where workspace_id = $4 and version = $5`,
		s.Source, Millis(s.UpdatedAt), s.UpdatedBy, s.WorkspaceID, s.Version)
}

// ConnectionMarks tell by workspace whether anything about its connections or actions changed since the last look.
func ConnectionMarks(ctx context.Context, q Querier) (map[string]string, error) {
	rows, err := q.Query(ctx, `select workspace_id, 'c', name, version, updated_at from connection
		union all select workspace_id, 's', '', version, updated_at from action_source order by 1, 2, 3`)
	if err != nil {
		return nil, fmt.Errorf("store: connection marks: %w", err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var workspace, kind, name string
		var version, at int64
		if err := rows.Scan(&workspace, &kind, &name, &version, &at); err != nil {
			return nil, fmt.Errorf("store: connection marks: %w", err)
		}
		out[workspace] += fmt.Sprintf("%s %s %d %d\n", kind, name, version, at)
	}
	return out, rows.Err()
}

// ActionCall is the account of one call that changed something, or was to: what, how it came out, never with what.
type ActionCall struct {
	WorkspaceID    string
	ConversationID string
	Key            string // of the call in its conversation
	Seq            int64  // of the message that was being answered
	Action         string
	Risk           string
	Status         int    // HTTP status, 0 where there was no answer
	Code           string // "" where it worked
	Took           time.Duration
	Digest         string // the idempotency key that the brand's system was given
	At             time.Time
}

// InsertActionCall stores the account of a call. A call that a repeated turn accounts for again has one line.
func InsertActionCall(tx *Tx, c ActionCall) error {
	return tx.Do(`insert into action_call (workspace_id, conversation_id, call_key, seq, action, risk, status, code, millis, digest, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
		c.WorkspaceID, c.ConversationID, c.Key, c.Seq, c.Action, c.Risk, c.Status, c.Code, c.Took.Milliseconds(), c.Digest, Millis(c.At))
}

// maxCallsShown bounds what is shown of one conversation.
const maxCallsShown = 500

// ActionCalls returns the calls of a conversation, oldest first.
func ActionCalls(ctx context.Context, q Querier, workspaceID, conversationID string) ([]ActionCall, error) {
	var there int64
	err := q.QueryRow(ctx, `select 1 from conversation where id = $1 and workspace_id = $2`, conversationID, workspaceID).Scan(&there)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, terang.Fail(terang.NotFound, "conversation_not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("store: action calls: %w", err)
	}
	rows, err := q.Query(ctx, `select call_key, seq, action, risk, status, code, millis, digest, at from action_call
		where conversation_id = $1 and workspace_id = $2 order by at, call_key limit $3`, conversationID, workspaceID, maxCallsShown)
	if err != nil {
		return nil, fmt.Errorf("store: action calls: %w", err)
	}
	defer rows.Close()
	var out []ActionCall
	for rows.Next() {
		c := ActionCall{WorkspaceID: workspaceID, ConversationID: conversationID}
		var millis, at int64
		if err := rows.Scan(&c.Key, &c.Seq, &c.Action, &c.Risk, &c.Status, &c.Code, &millis, &c.Digest, &at); err != nil {
			return nil, fmt.Errorf("store: action calls: %w", err)
		}
		c.Took, c.At = time.Duration(millis)*time.Millisecond, Time(at)
		out = append(out, c)
	}
	return out, rows.Err()
}
