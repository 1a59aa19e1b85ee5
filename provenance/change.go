package provenance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

// Begin notes that a change is about to be made. What cannot be noted must not be made.
func (l *Log) Begin(ctx context.Context, a store.Audit) error {
	a.Outcome = store.AuditBegun
	return l.db.Write(ctx, func(tx *store.Tx) error { return store.InsertAudit(tx, a) })
}

// Settle stores for good how a change that began came out, with its leaf in the log. One that was refused before anything was
// changed, which has no outcome, leaves nothing.
func (l *Log) Settle(ctx context.Context, a store.Audit) error {
	return l.db.Write(ctx, func(tx *store.Tx) error {
		if a.Outcome == "" {
			return store.DropAudit(tx, a.ID)
		}
		if err := store.SettleAudit(tx, a); err != nil {
			return err
		}
		_, err := l.AddAudit(tx, a)
		return err
	})
}

// Recorded makes a change and keeps it. do may fill in what differs; an error of a kind that says that nothing was changed leaves
// nothing, any other leaves the change as one whose outcome nobody knows.
func (l *Log) Recorded(ctx context.Context, a store.Audit, do func(a *store.Audit) error) error {
	if err := l.Begin(ctx, a); err != nil {
		return err
	}
	err := do(&a)
	switch terang.KindOf(err) {
	case terang.Invalid, terang.Unauthorized, terang.Forbidden, terang.NotFound, terang.Conflict, terang.TooMany, terang.TooLarge:
		a.Outcome = ""
	case terang.Unavailable:
		a.Outcome = store.AuditUnknown
	default:
		if a.Outcome = store.AuditDone; err != nil {
			a.Outcome = store.AuditUnknown
		}
	}
	return errors.Join(err, l.Settle(context.WithoutCancel(ctx), a))
}

// AddAudit appends the statement of a change whose record the same transaction stores for good. The log is public: the
// statement only commits to the record, with the record's own salt.
func (l *Log) AddAudit(tx *store.Tx, a store.Audit) (*Entry, error) {
	change, err := commitAudit(a)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(terang.AuditStatement{V: 1, Kind: "audit", Org: a.WorkspaceID, ID: a.ID, Change: change, At: a.At.UTC().Format(time.RFC3339)})
	if err != nil {
		return nil, fmt.Errorf("provenance: change: %w", err)
	}
	return l.Add(tx, a.WorkspaceID, a.ID, b, a.At)
}

// commitAudit is how a statement names a record.
func commitAudit(a store.Audit) (string, error) {
	if len(a.Salt) < 16 {
		return "", fmt.Errorf("provenance: change: a salt of 16 bytes is needed")
	}
	salt := a.Salt
	a.Salt, a.At = nil, a.At.UTC()
	b, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("provenance: change: %w", err)
	}
	return receipt.Commit(salt, b), nil
}

// change checks the leaf of a change with its record. One that an erasure emptied stands, and says nothing.
func (a *auditor) change(r *leafRow) {
	s, err := receipt.ParseAudit(r.statement)
	if err != nil {
		a.find(LeafChanged, r.index, r.messageID, "the statement cannot be read")
		return
	}
	if s.ID != r.messageID || s.Org != a.workspaceID {
		a.find(StatementForeign, r.index, r.messageID, "the statement is about another change or workspace")
		return
	}
	record, err := store.AuditByID(a.ctx, a.db, a.workspaceID, s.ID)
	if terang.KindOf(err) == terang.NotFound {
		a.find(AuditMissing, r.index, s.ID, "the record of the change is gone")
		return
	}
	if err != nil {
		a.err = err
		return
	}
	if len(record.Salt) == 0 && record.Asked+record.Before+record.After == "" && r.index < a.lastErased {
		a.report.Erased++
		return
	}
	commit, err := commitAudit(record)
	if err != nil || commit != s.Change || s.At != record.At.UTC().Format(time.RFC3339) || r.at != store.Millis(record.At) {
		a.find(AuditChanged, r.index, s.ID, "the record of the change is not what was logged")
	}
}
