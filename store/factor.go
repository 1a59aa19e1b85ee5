package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"terang"
)

// Totp is an agent's second factor (RFC 6238). Its secret is sealed by who keeps it.
type Totp struct {
	AgentID     string
	WorkspaceID string
	Secret      []byte
	ConfirmedAt time.Time // zero until the first right code: it is not asked for before
	LastStep    int64     // of the last code that was taken: no code is taken twice
	Misses      int64     // wrong codes since the last right one
	LockedUntil time.Time // no code is looked at before
	CreatedAt   time.Time
}

const totpColumns = `agent_id, workspace_id, secret, confirmed_at, last_step, misses, locked_until, created_at`

func scanTotp(row scanner) (Totp, error) {
	var t Totp
	var confirmed, locked, created int64
	err := row.Scan(&t.AgentID, &t.WorkspaceID, &t.Secret, &confirmed, &t.LastStep, &t.Misses, &locked, &created)
	t.ConfirmedAt, t.LockedUntil, t.CreatedAt = Time(confirmed), Time(locked), Time(created)
	return t, err
}

// TotpOf returns an agent's second factor; the error's kind is NotFound where there is none.
func TotpOf(ctx context.Context, q Querier, workspaceID, agentID string) (Totp, error) {
	t, err := scanTotp(q.QueryRow(ctx, `select `+totpColumns+` from totp where agent_id = $1 and workspace_id = $2`, agentID, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return t, terang.Fail(terang.NotFound, "totp_off")
	}
	if err != nil {
		return t, fmt.Errorf("store: totp: %w", err)
	}
	return t, nil
}

// Totps returns all second factors, for sealing them anew.
func Totps(ctx context.Context, q Querier) ([]Totp, error) {
	rows, err := q.Query(ctx, `select `+totpColumns+` from totp order by agent_id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Totp
	for rows.Next() {
		t, err := scanTotp(rows)
		if err != nil {
			return nil, fmt.Errorf("store: totps: %w", err)
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// SaveTotp writes an agent's second factor.
func SaveTotp(tx *Tx, t Totp) error {
	_, err := tx.Exec(`insert into totp (`+totpColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (agent_id) do update set secret = excluded.secret, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step,
		misses = excluded.misses, locked_until = excluded.locked_until`,
		t.AgentID, t.WorkspaceID, t.Secret, Millis(t.ConfirmedAt), t.LastStep, t.Misses, Millis(t.LockedUntil), Millis(t.CreatedAt))
	return err
}

// DeleteTotp takes an agent's second factor away, with its recovery codes, and reports whether there was one.
func DeleteTotp(tx *Tx, workspaceID, agentID string) (bool, error) {
	if _, err := tx.Exec(`delete from recovery_code where agent_id = $1 and workspace_id = $2`, agentID, workspaceID); err != nil {
		return false, err
	}
	n, err := tx.Exec(`delete from totp where agent_id = $1 and workspace_id = $2`, agentID, workspaceID)
	return n > 0, err
}

// ReplaceRecoveryCodes puts new recovery codes in the place of an agent's old ones.
func ReplaceRecoveryCodes(tx *Tx, workspaceID, agentID string, digests []string) error {
	if _, err := tx.Exec(`delete from recovery_code where agent_id = $1 and workspace_id = $2`, agentID, workspaceID); err != nil {
		return err
	}
	for _, d := range digests {
		if _, err := tx.Exec(`insert into recovery_code (agent_id, workspace_id, digest) values ($1, $2, $3)`, agentID, workspaceID, d); err != nil {
			return err
		}
	}
	return nil
}

// UseRecoveryCode uses a recovery code up and reports whether it was one.
func UseRecoveryCode(tx *Tx, workspaceID, agentID, digest string, now time.Time) (bool, error) {
	n, err := tx.Exec(`update recovery_code set used_at = $1 where agent_id = $2 and workspace_id = $3 and digest = $4 and used_at = 0`, Millis(now), agentID, workspaceID, digest)
	return n > 0, err
}

// RecoveryCodesLeft counts an agent's recovery codes that were not used.
func RecoveryCodesLeft(ctx context.Context, q Querier, workspaceID, agentID string) (int, error) {
	var n int
	err := q.QueryRow(ctx, `select count(*) from recovery_code where agent_id = $1 and workspace_id = $2 and used_at = 0`, agentID, workspaceID).Scan(&n)
	return n, err
}

// AgentByIdentity returns the agent whom another sign-in knows by this subject.
func AgentByIdentity(ctx context.Context, q Querier, issuer, subject string) (Agent, error) {
	return oneAgent(q.QueryRow(ctx, `select `+agentColumns+` from agent where id = (select agent_id from identity where issuer = $1 and subject = $2)`, issuer, subject))
}

// InsertIdentity keeps by which subject another sign-in knows an agent. Where it knows the agent by another one, nothing is
// changed and the error's kind is Conflict.
func InsertIdentity(tx *Tx, issuer, subject string, a Agent, now time.Time) error {
	n, err := tx.Exec(`insert into identity (issuer, subject, workspace_id, agent_id, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
		issuer, subject, a.WorkspaceID, a.ID, Millis(now))
	if err == nil && n == 0 {
		return terang.Fail(terang.Conflict, "identity_differs")
	}
	return err
}

// DeleteIdentities makes other sign-ins know an agent no more.
func DeleteIdentities(tx *Tx, workspaceID, agentID string) error {
	_, err := tx.Exec(`delete from identity where agent_id = $1 and workspace_id = $2`, agentID, workspaceID)
	return err
}

// ResealTotp puts the same secret under another key, unless it was changed since it was read.
func ResealTotp(tx *Tx, t Totp, sealed []byte) error {
	_, err := tx.Exec(`update totp set secret = $1 where agent_id = $2 and secret = $3`, sealed, t.AgentID, t.Secret)
	return err
}
