package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Workspace is one brand on a shared installation.
type Workspace struct {
	ID        string
	Name      string
	PublicKey string // names the workspace in the widget's script tag: "wk_…"
	Pack      string // name of the pack that it runs
	Settings  Settings
	CreatedAt time.Time
}

// Settings are what an owner may change of a workspace.
type Settings struct {
	ActionColor string `json:"action_color,omitempty"`
	LogoURL     string `json:"logo_url,omitempty"`
}

// InsertWorkspace stores a new workspace.
func InsertWorkspace(tx *Tx, w Workspace) error {
	settings, err := json.Marshal(w.Settings)
	if err != nil {
		return fmt.Errorf("store: workspace: %w", err)
	}
	_, err = tx.Exec(`insert into workspace (id, name, public_key, pack, settings, created_at) values ($1, $2, $3, $4, $5, $6)`,
		w.ID, w.Name, w.PublicKey, w.Pack, string(settings), Millis(w.CreatedAt))
	return err
}

// Workspaces returns all workspaces, oldest first.
func Workspaces(ctx context.Context, q Querier) ([]Workspace, error) {
	rows, err := q.Query(ctx, `select id, name, public_key, pack, settings, created_at from workspace order by created_at, id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Workspace
	for rows.Next() {
		var w Workspace
		var settings string
		var created int64
		if err := rows.Scan(&w.ID, &w.Name, &w.PublicKey, &w.Pack, &settings, &created); err != nil {
			return nil, fmt.Errorf("store: workspace: %w", err)
		}
		if err := json.Unmarshal([]byte(settings), &w.Settings); err != nil {
			return nil, fmt.Errorf("store: workspace %s: settings: %w", w.ID, err)
		}
		w.CreatedAt = Time(created)
		out = append(out, w)
	}
	return out, rows.Err()
}
