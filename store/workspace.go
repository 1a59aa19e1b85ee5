package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"terang"
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

// InsertContact stores a new contact.
func InsertContact(tx *Tx, c terang.Contact) error {
	_, err := tx.Exec(`insert into contact (id, workspace_id, external_id, name, language, salt, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		c.ID, c.WorkspaceID, c.ExternalID, c.Name, string(c.Language), c.Salt, Millis(c.CreatedAt))
	return err
}

// Contact returns a contact of the workspace.
func Contact(ctx context.Context, q Querier, workspaceID, id string) (terang.Contact, error) {
	var c terang.Contact
	var language string
	var created int64
	err := q.QueryRow(ctx, `select id, workspace_id, external_id, name, language, salt, created_at from contact where id = $1 and workspace_id = $2`, id, workspaceID).
		Scan(&c.ID, &c.WorkspaceID, &c.ExternalID, &c.Name, &language, &c.Salt, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return c, terang.Fail(terang.NotFound, "contact_not_found")
	}
	if err != nil {
		return c, fmt.Errorf("store: contact: %w", err)
	}
	c.Language, c.CreatedAt = terang.Language(language), Time(created)
	return c, nil
}

// VerifyContact records who the brand's system says that the contact is.
func VerifyContact(tx *Tx, workspaceID, id, externalID, name string) error {
	_, err := tx.Exec(`update contact set external_id = $1, name = $2 where id = $3 and workspace_id = $4`, externalID, name, id, workspaceID)
	return err
}
