package provenance

import (
	"context"
	"fmt"
	"time"

	"terang"
	"terang/store"
)

// dayForm is how a day is named; days are those of UTC.
const dayForm = "2006-01-02"

// maxDays is how many days are listed at once.
const maxDays = 400

// Day is a log's checkpoint of one day.
type Day struct {
	Day    string // "2026-11-21"
	Size   int64
	Signed []byte // the checkpoint, with the signatures of witnesses
}

// Daily keeps the day's checkpoint, once a day, after making sure that the log continues the one of the day before. It
// reports whether it did so now. A log that does not continue is an error of kind Conflict, log_forked, with the sizes.
func (l *Log) Daily(ctx context.Context, workspaceID string) (bool, error) {
	now := l.clock().UTC()
	last, err := l.Days(ctx, workspaceID, 1)
	if err != nil || len(last) > 0 && last[0].Day >= now.Format(dayForm) {
		return false, err
	}
	h, err := l.published(ctx, workspaceID, -1)
	if terang.KindOf(err) == terang.Unavailable {
		return false, nil // the witnesses have not signed yet: later
	}
	if err != nil {
		return false, err
	}
	if len(last) > 0 {
		if err := l.continues(ctx, workspaceID, &h, last[0]); err != nil {
			return false, err
		}
	}
	var kept int64
	err = l.db.Write(ctx, func(tx *store.Tx) error {
		var err error
		kept, err = tx.Exec(`insert into log_day (workspace_id, day, size, signed, at) values ($1, $2, $3, $4, $5) on conflict (workspace_id, day) do nothing`,
			workspaceID, now.Format(dayForm), h.size, string(h.signed), store.Millis(now))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("provenance: daily: %w", err)
	}
	return kept > 0, nil
}

// continues computes the log's root at an older day's size and compares it with what was signed then.
func (l *Log) continues(ctx context.Context, workspaceID string, h *head, d Day) error {
	was, err := l.open(ctx, workspaceID, d.Signed)
	if err != nil {
		return err
	}
	forked := terang.Fail(terang.Conflict, "log_forked", "day", d.Day, "old", fmt.Sprint(d.Size), "size", fmt.Sprint(h.size))
	if h.size < d.Size {
		return forked
	}
	t, err := l.prover(ctx, workspaceID, h.size).treeAt(d.Size)
	if err != nil {
		return err
	}
	if t.root() != was {
		return forked
	}
	return nil
}

// open returns the root of a checkpoint that any key of the log signed.
func (l *Log) open(ctx context.Context, workspaceID string, signed []byte) (root [32]byte, err error) {
	keys, err := l.verifiers(ctx, workspaceID)
	if err != nil {
		return root, err
	}
	for _, k := range keys {
		if t, err := openBy(signed, k.Verifier); err == nil {
			return t.Hash, nil
		}
	}
	return root, terang.Fail(terang.Conflict, "checkpoint_foreign")
}

// Days returns the newest daily checkpoints, the newest first.
func (l *Log) Days(ctx context.Context, workspaceID string, limit int) ([]Day, error) {
	return l.days(ctx, `select day, size, signed from log_day where workspace_id = $1 order by day desc limit $2`, workspaceID, min(max(limit, 1), maxDays))
}

func (l *Log) days(ctx context.Context, q string, args ...any) ([]Day, error) {
	rows, err := l.db.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("provenance: days: %w", err)
	}
	defer rows.Close()
	out := []Day{}
	for rows.Next() {
		var d Day
		var signed string
		if err := rows.Scan(&d.Day, &d.Size, &signed); err != nil {
			return nil, fmt.Errorf("provenance: days: %w", err)
		}
		d.Signed = []byte(signed)
		out = append(out, d)
	}
	return out, rows.Err()
}

// Continuation returns the published proof that a day's log continues that of the day before it: a line "old <size>", the
// hashes of the proof (RFC 6962 section 2.1.2), an empty line, the day's checkpoint. It is what a witness is sent, so that
// any program for witnesses checks it. The first day continues the empty log.
func (l *Log) Continuation(ctx context.Context, workspaceID, day string) ([]byte, error) {
	if _, err := time.Parse(dayForm, day); err != nil {
		return nil, terang.Fail(terang.NotFound, "day_not_found")
	}
	two, err := l.days(ctx, `select day, size, signed from log_day where workspace_id = $1 and day <= $2 order by day desc limit 2`, workspaceID, day)
	if err != nil {
		return nil, err
	}
	if len(two) == 0 || two[0].Day != day {
		return nil, terang.Fail(terang.NotFound, "day_not_found")
	}
	old := int64(0)
	if len(two) == 2 {
		old = two[1].Size
	}
	return l.consistency(ctx, workspaceID, old, &tree{size: two[0].Size}, two[0].Signed)
}

// Times of the work beside the server.
const (
	witnessEvery = 5 * time.Second
	dailyEvery   = 10 * time.Minute
)

// Run has the witnesses sign logs that have grown, and keeps the daily checkpoints, until ctx ends. What goes wrong is
// told to report and tried again.
func (l *Log) Run(ctx context.Context, report func(workspaceID string, err error)) {
	witness, daily := time.NewTicker(witnessEvery), time.NewTicker(dailyEvery)
	defer witness.Stop()
	defer daily.Stop()
	l.each(ctx, report, func(ws string) error { _, err := l.Daily(ctx, ws); return err })
	for {
		select {
		case <-ctx.Done():
			return
		case <-witness.C:
			if len(l.witnesses) > 0 {
				l.each(ctx, report, func(ws string) error { return l.witnessIfGrown(ctx, ws) })
			}
		case <-daily.C:
			l.each(ctx, report, func(ws string) error { _, err := l.Daily(ctx, ws); return err })
		}
	}
}

func (l *Log) witnessIfGrown(ctx context.Context, workspaceID string) error {
	size, signed, err := l.witnessed(ctx, workspaceID)
	if err != nil {
		return err
	}
	if h, err := l.head(ctx, workspaceID); err != nil || h.size <= size && l.enough(signed) {
		return err
	}
	return l.Witness(ctx, workspaceID)
}

func (l *Log) each(ctx context.Context, report func(string, error), do func(workspaceID string) error) {
	ids, err := l.logs(ctx)
	if err != nil {
		report("", err)
	}
	for _, id := range ids {
		if err := do(id); err != nil && ctx.Err() == nil {
			report(id, err)
		}
	}
}

func (l *Log) logs(ctx context.Context) ([]string, error) {
	rows, err := l.db.Query(ctx, `select workspace_id from log order by workspace_id`)
	if err != nil {
		return nil, fmt.Errorf("provenance: logs: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("provenance: logs: %w", err)
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
