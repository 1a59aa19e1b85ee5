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

// MacroScope is who has a macro.
type MacroScope string

// The scopes.
const (
	MacroMine MacroScope = "mine"
	MacroTeam MacroScope = "team"
	MacroAll  MacroScope = "all"
)

// Macro is a text that agents keep to use it again, with what is to be done once it was sent.
type Macro struct {
	ID          string
	WorkspaceID string
	Scope       MacroScope
	Owner       string // of one that is somebody's own
	Team        string // of a team's
	Name        string
	Shortcut    string
	Texts       map[terang.Language]string
	Tags        []string
	Priority    *terang.Priority // nil leaves it as it is
	Resolves    bool
	Origin      string // "zendesk:123" where it was taken over, "" where it was written here
	Uses        int64
	UsedAt      time.Time
	CreatedBy   string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

const macroColumns = `id, workspace_id, scope, owner, team, name, shortcut, texts, tags, priority, resolves, origin, uses, used_at, created_by, created_at, updated_at`

// PriorityWord is how a priority stands in the store.
func PriorityWord(p terang.Priority) string { return priorityWords[p] }

// priorityWords are how the priorities stand in the store.
var priorityWords = map[terang.Priority]string{terang.Low: "low", terang.Normal: "normal", terang.High: "high", terang.Urgent: "urgent"}

func scanMacro(row scanner) (m Macro, err error) {
	var texts, tags, priority string
	var resolves, used, created, updated int64
	err = row.Scan(&m.ID, &m.WorkspaceID, &m.Scope, &m.Owner, &m.Team, &m.Name, &m.Shortcut, &texts, &tags, &priority, &resolves, &m.Origin, &m.Uses, &used, &m.CreatedBy, &created, &updated)
	if err != nil {
		return m, err
	}
	m.Resolves, m.UsedAt, m.CreatedAt, m.UpdatedAt = resolves != 0, Time(used), Time(created), Time(updated)
	for p, word := range priorityWords {
		if word == priority {
			m.Priority = &p
		}
	}
	if err := json.Unmarshal([]byte(texts), &m.Texts); err != nil {
		return m, fmt.Errorf("macro %s: texts: %w", m.ID, err)
	}
	if err := json.Unmarshal([]byte(tags), &m.Tags); err != nil {
		return m, fmt.Errorf("macro %s: tags: %w", m.ID, err)
	}
	return m, nil
}

// Macros returns an agent's own macros and those of teams and of all, by name. Which teams the agent has is for the caller to ask.
func Macros(ctx context.Context, q Querier, workspaceID, agentID string) ([]Macro, error) {
	rows, err := q.Query(ctx, `select `+macroColumns+` from macro where workspace_id = $1 and (scope <> 'mine' or owner = $2) order by lower(name), id`, workspaceID, agentID)
	if err != nil {
		return nil, fmt.Errorf("store: macros: %w", err)
	}
	defer rows.Close()
	var out []Macro
	for rows.Next() {
		m, err := scanMacro(rows)
		if err != nil {
			return nil, fmt.Errorf("store: macros: %w", err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// MacroByID returns a macro.
func MacroByID(ctx context.Context, q Querier, workspaceID, id string) (Macro, error) {
	m, err := scanMacro(q.QueryRow(ctx, `select `+macroColumns+` from macro where id = $1 and workspace_id = $2`, id, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return m, terang.Fail(terang.NotFound, "macro_not_found")
	}
	if err != nil {
		return m, fmt.Errorf("store: macro: %w", err)
	}
	return m, nil
}

// MacroOrigins returns where the macros of a workspace were taken over from, by origin.
func MacroOrigins(ctx context.Context, q Querier, workspaceID string) (map[string]bool, error) {
	rows, err := q.Query(ctx, `select origin from macro where workspace_id = $1 and origin <> ''`, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("store: macros: origins: %w", err)
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var o string
		if err := rows.Scan(&o); err != nil {
			return nil, fmt.Errorf("store: macros: origins: %w", err)
		}
		out[o] = true
	}
	return out, rows.Err()
}

// SaveMacro stores a macro, new or changed; how often it was used stays.
func SaveMacro(tx *Tx, m Macro) error {
	texts, err := json.Marshal(m.Texts)
	if err != nil {
		return fmt.Errorf("store: macro: %w", err)
	}
	if m.Tags == nil {
		m.Tags = []string{}
	}
	tags, err := json.Marshal(m.Tags)
	if err != nil {
		return fmt.Errorf("store: macro: %w", err)
	}
	priority, resolves := "", 0
	if m.Priority != nil {
		priority = priorityWords[*m.Priority]
	}
	if m.Resolves {
		resolves = 1
	}
	_, err = tx.Exec(`insert into macro (id, workspace_id, scope, owner, team, name, shortcut, texts, tags, priority, resolves, origin, created_by, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		on conflict (id) do update set scope = excluded.scope, owner = excluded.owner, team = excluded.team, name = excluded.name, shortcut = excluded.shortcut, texts = excluded.texts,
			tags = excluded.tags, priority = excluded.priority, resolves = excluded.resolves, updated_at = excluded.updated_at`,
		m.ID, m.WorkspaceID, string(m.Scope), m.Owner, m.Team, m.Name, m.Shortcut, string(texts), string(tags), priority, resolves, m.Origin, m.CreatedBy, Millis(m.CreatedAt), Millis(m.UpdatedAt))
	return err
}

// CountMacros counts what a workspace has, the own ones of all its agents with them.
func CountMacros(tx *Tx, workspaceID string) (n int, err error) {
	err = tx.QueryRow(`select count(*) from macro where workspace_id = $1`, workspaceID).Scan(&n)
	return n, err
}

// UseMacro counts that a macro was sent.
func UseMacro(tx *Tx, workspaceID, id string, at time.Time) error {
	return tx.Do(`update macro set uses = uses + 1, used_at = $1 where workspace_id = $2 and id = $3`, Millis(at), workspaceID, id)
}

// DeleteMacro removes a macro.
func DeleteMacro(tx *Tx, workspaceID, id string) error {
	_, err := tx.Exec(`delete from macro where workspace_id = $1 and id = $2`, workspaceID, id)
	return err
}
