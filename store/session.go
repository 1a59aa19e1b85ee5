package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"terang"
)

// Session is a logged-in browser. Only the digest of its secret is stored.
type Session struct {
	ID          string // names it to people; says nothing of the secret
	Digest      string
	WorkspaceID string
	AgentID     string
	Way         string // "password", "link" or "oidc"
	Device      string // what the browser says of itself
	Address     string // network address of the last use
	CreatedAt   time.Time
	UsedAt      time.Time
	ConfirmedAt time.Time // when the person last proved to be there
	ExpiresAt   time.Time
}

const sessionColumns = `id, digest, workspace_id, agent_id, way, device, address, created_at, used_at, confirmed_at, expires_at`

// sessionRow scans a session, and what stands behind it in its row.
func sessionRow(row scanner, behind ...any) (Session, error) {
	var s Session
	var created, used, confirmed, expires int64
	dest := []any{&s.ID, &s.Digest, &s.WorkspaceID, &s.AgentID, &s.Way, &s.Device, &s.Address, &created, &used, &confirmed, &expires}
	err := row.Scan(append(dest, behind...)...)
	s.CreatedAt, s.UsedAt, s.ConfirmedAt, s.ExpiresAt = Time(created), Time(used), Time(confirmed), Time(expires)
	return s, err
}

// InsertSession stores a new session.
func InsertSession(tx *Tx, s Session) error {
	_, err := tx.Exec(`insert into session (`+sessionColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		s.ID, s.Digest, s.WorkspaceID, s.AgentID, s.Way, s.Device, s.Address, Millis(s.CreatedAt), Millis(s.UsedAt), Millis(s.ConfirmedAt), Millis(s.ExpiresAt))
	return err
}

// SessionAgent returns a session that has not expired, and its agent.
func SessionAgent(ctx context.Context, q Querier, digest string, now time.Time) (Agent, Session, error) {
	row := q.QueryRow(ctx, `select s.id, s.digest, s.workspace_id, s.agent_id, s.way, s.device, s.address, s.created_at, s.used_at, s.confirmed_at, s.expires_at,
		a.id, a.workspace_id, a.email, a.name, a.role, a.password, a.presence, a.language, a.created_at, a.disabled_at, a.undo_choice
		from session s join agent a on a.id = s.agent_id where s.digest = $1 and s.expires_at > $2 and a.disabled_at = 0`, digest, Millis(now))
	var s Session
	a, err := scanAgent(behindSession{row, &s})
	if errors.Is(err, sql.ErrNoRows) {
		return a, s, terang.Fail(terang.Unauthorized, "session_unknown")
	}
	if err != nil {
		return a, s, fmt.Errorf("store: session: %w", err)
	}
	return a, s, nil
}

// behindSession scans a session before the columns of its row's own noun.
type behindSession struct {
	row   scanner
	first *Session
}

func (b behindSession) Scan(dest ...any) (err error) {
	*b.first, err = sessionRow(b.row, dest...)
	return err
}

// Sessions returns the sessions of an agent that have not expired, the last used first.
func Sessions(ctx context.Context, q Querier, workspaceID, agentID string, now time.Time) ([]Session, error) {
	rows, err := q.Query(ctx, `select `+sessionColumns+` from session where agent_id = $1 and workspace_id = $2 and expires_at > $3 order by used_at desc, id`, agentID, workspaceID, Millis(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Session
	for rows.Next() {
		s, err := sessionRow(rows)
		if err != nil {
			return nil, fmt.Errorf("store: sessions: %w", err)
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// TouchSession notes where a session was used last, and until when it lasts.
func TouchSession(tx *Tx, s Session) error {
	_, err := tx.Exec(`update session set used_at = $1, address = $2, expires_at = $3 where digest = $4`, Millis(s.UsedAt), s.Address, Millis(s.ExpiresAt), s.Digest)
	return err
}

// ConfirmSession notes that the person has just proved to be there.
func ConfirmSession(tx *Tx, digest string, now time.Time) error {
	_, err := tx.Exec(`update session set confirmed_at = $1 where digest = $2`, Millis(now), digest)
	return err
}

// DeleteSession ends a session.
func DeleteSession(tx *Tx, digest string) error {
	if _, err := tx.Exec(`delete from session where digest = $1`, digest); err != nil {
		return err
	}
	return dropSubscriptions(tx)
}

// DeleteSessionByID ends a session of an agent by its name; the error's kind is NotFound where there is none.
func DeleteSessionByID(tx *Tx, workspaceID, agentID, id string) error {
	n, err := tx.Exec(`delete from session where id = $1 and agent_id = $2 and workspace_id = $3`, id, agentID, workspaceID)
	if err == nil && n == 0 {
		return terang.Fail(terang.NotFound, "session_not_found")
	}
	if err != nil {
		return err
	}
	return dropSubscriptions(tx)
}

// DeleteSessions ends the sessions of an agent, but for the one with the digest; "" spares none.
func DeleteSessions(tx *Tx, workspaceID, agentID, but string) (int64, error) {
	n, err := tx.Exec(`delete from session where agent_id = $1 and workspace_id = $2 and digest <> $3`, agentID, workspaceID, but)
	if err != nil {
		return n, err
	}
	return n, dropSubscriptions(tx)
}

// DeleteExpiredSessions removes sessions that ended before now.
func DeleteExpiredSessions(tx *Tx, now time.Time) error {
	if _, err := tx.Exec(`delete from session where expires_at <= $1`, Millis(now)); err != nil {
		return err
	}
	return dropSubscriptions(tx)
}
