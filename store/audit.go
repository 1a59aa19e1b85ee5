package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"terang"
)

// The outcomes of a change.
const (
	AuditBegun   = "begun"   // written before the change is made; one that stays so was cut off
	AuditDone    = "done"    // made, and in the log
	AuditUnknown = "unknown" // it failed on our side, perhaps half way; in the log
)

// Audit is one change: who changed what, from what to what. The states are JSON without secrets, "" where there is none.
type Audit struct {
	ID          string
	WorkspaceID string
	At          time.Time
	Actor       string // "agent:<id>", "token:<id>" or "command line"
	Action      string // operation id of the API
	Target      string // path of what was changed
	Address     string // network address; of the command line, account and machine
	Outcome     string
	Asked       string // what was sent
	Before      string // what differed before
	After       string // what differs now
	Salt        []byte // opens the log's statement of it; empty where what was changed went with an erasure
}

// cutOff is how old the note of a change is that surely is not being made any more.
const cutOff = time.Hour

// EraseAudits empties what is kept of changes of a contact: what was sent, what differed, and the salts that would prove a guess of
// either. Who changed something, and when, stays.
func EraseAudits(tx *Tx, workspaceID, contactID string, now time.Time) error {
	_, err := tx.Exec(`update audit set asked = '', before_state = '', after_state = '', salt = $1 where workspace_id = $2 and (outcome <> $3 or at < $4)
		and (target = $5 or target like $6 or (action in ('merge-contacts', 'unmerge-contacts', 'start-playbook') and (asked like $7 or before_state like $7 or after_state like $7)))`,
		[]byte{}, workspaceID, AuditBegun, Millis(now.Add(-cutOff)), `/contacts/`+contactID, `/contacts/`+contactID+`/%`, `%"`+contactID+`"%`)
	return err
}

const auditColumns = `id, workspace_id, at, actor, action, target, address, outcome, asked, before_state, after_state, salt`

func scanAudit(row scanner, behind ...any) (Audit, error) {
	var a Audit
	var at int64
	dest := []any{&a.ID, &a.WorkspaceID, &at, &a.Actor, &a.Action, &a.Target, &a.Address, &a.Outcome, &a.Asked, &a.Before, &a.After, &a.Salt}
	err := row.Scan(append(dest, behind...)...)
	a.At = Time(at)
	return a, err
}

// InsertAudit stores a change.
func InsertAudit(tx *Tx, a Audit) error {
	_, err := tx.Exec(`insert into audit (`+auditColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		a.ID, a.WorkspaceID, Millis(a.At), a.Actor, a.Action, a.Target, a.Address, a.Outcome, a.Asked, a.Before, a.After, a.Salt)
	return err
}

// SettleAudit writes how a change that had begun came out.
func SettleAudit(tx *Tx, a Audit) error {
	return tx.Expect(terang.Fail(terang.Conflict, "audit_settled"), `update audit set outcome = $1, before_state = $2, after_state = $3 where id = $4 and outcome = $5`,
		a.Outcome, a.Before, a.After, a.ID, AuditBegun)
}

// DropAudit forgets a change that was refused before anything was changed.
func DropAudit(tx *Tx, id string) error {
	return tx.Do(`delete from audit where id = $1 and outcome = $2`, id, AuditBegun)
}

// AuditByID returns a change of a workspace; the error's kind is NotFound where there is none.
func AuditByID(ctx context.Context, q Querier, workspaceID, id string) (Audit, error) {
	a, err := scanAudit(q.QueryRow(ctx, `select `+auditColumns+` from audit where id = $1 and workspace_id = $2`, id, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return a, terang.Fail(terang.NotFound, "audit_not_found")
	}
	if err != nil {
		return a, fmt.Errorf("store: audit: %w", err)
	}
	return a, nil
}

// AuditQuery asks for changes, the newest first. The zero value of a filter asks for all.
type AuditQuery struct {
	WorkspaceID string
	Actor       string
	Action      string
	From, Until time.Time
	After       *Cursor
	Limit       int
}

// LoggedAudit is a change with the place of its leaf, -1 where it has none.
type LoggedAudit struct {
	Audit
	Leaf int64
}

// Audits returns changes, the newest first.
func Audits(ctx context.Context, q Querier, a AuditQuery) ([]LoggedAudit, error) {
	text := `select a.id, a.workspace_id, a.at, a.actor, a.action, a.target, a.address, a.outcome, a.asked, a.before_state, a.after_state, a.salt, coalesce(l.idx, -1)
		from audit a left join leaf l on l.message_id = a.id where a.workspace_id = $1`
	args := []any{a.WorkspaceID}
	add := func(condition string, values ...any) {
		marks := make([]any, len(values))
		for i := range values {
			marks[i] = len(args) + 1 + i
		}
		text += fmt.Sprintf(" and "+condition, marks...)
		args = append(args, values...)
	}
	if a.Actor != "" {
		add("a.actor = $%d", a.Actor)
	}
	if a.Action != "" {
		add("a.action = $%d", a.Action)
	}
	if !a.From.IsZero() {
		add("a.at >= $%d", Millis(a.From))
	}
	if !a.Until.IsZero() {
		add("a.at < $%d", Millis(a.Until))
	}
	if a.After != nil {
		add("(a.at < $%d or a.at = $%d and a.id < $%d)", a.After.At, a.After.At, a.After.ID)
	}
	rows, err := q.Query(ctx, text+fmt.Sprintf(" order by a.at desc, a.id desc limit $%d", len(args)+1), append(args, a.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []LoggedAudit
	for rows.Next() {
		var one LoggedAudit
		if one.Audit, err = scanAudit(rows, &one.Leaf); err != nil {
			return nil, fmt.Errorf("store: audits: %w", err)
		}
		out = append(out, one)
	}
	return out, rows.Err()
}
