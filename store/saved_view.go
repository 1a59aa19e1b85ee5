package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"terang"
)

// SavedView is a filter with a name. Owner is "" for one that all agents share.
type SavedView struct {
	ID          string
	WorkspaceID string
	Owner       string
	Name        string
	Filter      string // JSON, as the API has it
	CreatedBy   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

const savedViewColumns = `id, workspace_id, owner, name, filter, created_by, created_at, updated_at`

func scanSavedView(row scanner) (v SavedView, err error) {
	var created, updated int64
	err = row.Scan(&v.ID, &v.WorkspaceID, &v.Owner, &v.Name, &v.Filter, &v.CreatedBy, &created, &updated)
	v.CreatedAt, v.UpdatedAt = Time(created), Time(updated)
	return v, err
}

// SavedViews returns an agent's own views and the shared ones, by name.
func SavedViews(ctx context.Context, q Querier, workspaceID, agentID string) ([]SavedView, error) {
	rows, err := q.Query(ctx, `select `+savedViewColumns+` from saved_view where workspace_id = $1 and owner in ('', $2) order by lower(name), id`, workspaceID, agentID)
	if err != nil {
		return nil, fmt.Errorf("store: saved views: %w", err)
	}
	defer rows.Close()
	var out []SavedView
	for rows.Next() {
		v, err := scanSavedView(rows)
		if err != nil {
			return nil, fmt.Errorf("store: saved views: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// SavedViewByID returns a view that the agent may see.
func SavedViewByID(ctx context.Context, q Querier, workspaceID, agentID, id string) (SavedView, error) {
	v, err := scanSavedView(q.QueryRow(ctx, `select `+savedViewColumns+` from saved_view where id = $1 and workspace_id = $2 and owner in ('', $3)`, id, workspaceID, agentID))
	if errors.Is(err, sql.ErrNoRows) {
		return v, terang.Fail(terang.NotFound, "view_not_found")
	}
	if err != nil {
		return v, fmt.Errorf("store: saved view: %w", err)
	}
	return v, nil
}

// CountSavedViews counts the views of an owner.
func CountSavedViews(tx *Tx, workspaceID, owner string) (n int, err error) {
	err = tx.QueryRow(`select count(*) from saved_view where workspace_id = $1 and owner = $2`, workspaceID, owner).Scan(&n)
	return n, err
}

// SaveView stores a view, new or changed.
func SaveView(tx *Tx, v SavedView) error {
	_, err := tx.Exec(`insert into saved_view (id, workspace_id, owner, name, filter, created_by, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (id) do update set owner = excluded.owner, name = excluded.name, filter = excluded.filter, updated_at = excluded.updated_at`,
		v.ID, v.WorkspaceID, v.Owner, v.Name, v.Filter, v.CreatedBy, Millis(v.CreatedAt), Millis(v.UpdatedAt))
	return err
}

// DeleteView removes a view.
func DeleteView(tx *Tx, workspaceID, id string) error {
	_, err := tx.Exec(`delete from saved_view where workspace_id = $1 and id = $2`, workspaceID, id)
	return err
}
