package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Reading is that somebody reads a conversation outside their own queue: why, and until when they may.
type Reading struct {
	ID             string
	WorkspaceID    string
	ConversationID string
	AgentID        string
	AgentName      string
	Role           Role // at that time
	Reason         string
	Words          string // "" after the contact was erased
	At             time.Time
	Until          time.Time
}

// InsertReading keeps a reading.
func InsertReading(tx *Tx, r Reading) error {
	return tx.Do(`insert into reading (id, workspace_id, conversation_id, agent_id, agent_name, role, reason, words, at, until_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.WorkspaceID, r.ConversationID, r.AgentID, r.AgentName, string(r.Role), r.Reason, r.Words, Millis(r.At), Millis(r.Until))
}

// Readings returns who read a conversation with a reason, the newest first.
func Readings(ctx context.Context, q Querier, workspaceID, conversationID string, limit int) ([]Reading, error) {
	rows, err := q.Query(ctx, `select id, workspace_id, conversation_id, agent_id, agent_name, role, reason, words, at, until_at from reading
		where conversation_id = $1 and workspace_id = $2 order by at desc, id desc limit $3`, conversationID, workspaceID, limit)
	if err != nil {
		return nil, fmt.Errorf("store: readings: %w", err)
	}
	defer rows.Close()
	var out []Reading
	for rows.Next() {
		var r Reading
		var role string
		var at, until int64
		if err := rows.Scan(&r.ID, &r.WorkspaceID, &r.ConversationID, &r.AgentID, &r.AgentName, &role, &r.Reason, &r.Words, &at, &until); err != nil {
			return nil, fmt.Errorf("store: readings: %w", err)
		}
		r.Role, r.At, r.Until = Role(role), Time(at), Time(until)
		out = append(out, r)
	}
	return out, rows.Err()
}

// ReadersOf returns, of some conversations, those that an agent may read whoever has them: until when by a reason that was given,
// and without an end where the agent took part or a note names them.
func ReadersOf(ctx context.Context, q Querier, workspaceID string, a Agent, ids []string, now time.Time) (map[string]time.Time, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{workspaceID, a.ID, Millis(now), `%"` + like(a.ID) + `"%`}
	in := marks(len(args)+1, len(ids))
	for _, id := range ids {
		args = append(args, id)
	}
	rows, err := q.Query(ctx, `select conversation_id, until_at from reading where workspace_id = $1 and agent_id = $2 and until_at > $3 and conversation_id in (`+in+`)
		union all select conversation_id, 0 from hand_over where workspace_id = $1 and agent_id = $2 and conversation_id in (`+in+`)
		union all select conversation_id, 0 from mention where workspace_id = $1 and agent_id = $2 and conversation_id in (`+in+`)
		union all select conversation_id, 0 from message where workspace_id = $1 and conversation_id in (`+in+`) and author like $4 escape '\'`, args...)
	if err != nil {
		return nil, fmt.Errorf("store: readers: %w", err)
	}
	defer rows.Close()
	out := make(map[string]time.Time)
	for rows.Next() {
		var id string
		var until int64
		if err := rows.Scan(&id, &until); err != nil {
			return nil, fmt.Errorf("store: readers: %w", err)
		}
		had, there := out[id]
		switch {
		case until == 0:
			out[id] = time.Time{}
		case !there || !had.IsZero() && Time(until).After(had):
			out[id] = Time(until)
		}
	}
	return out, rows.Err()
}

// like writes a text so that it stands for itself in a pattern.
func like(s string) string { return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) }

// LastHandOver is who took a conversation's last hand-over, and its topic.
type LastHandOver struct{ AgentID, Topic string }

// LastHandOvers returns the last hand-over of each of some conversations, where there was one.
func LastHandOvers(ctx context.Context, q Querier, workspaceID string, ids []string) (map[string]LastHandOver, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := []any{workspaceID}
	for _, id := range ids {
		args = append(args, id)
	}
	rows, err := q.Query(ctx, `select conversation_id, agent_id, topic from hand_over where workspace_id = $1 and conversation_id in (`+marks(2, len(ids))+`) order by at, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("store: hand-overs: %w", err)
	}
	defer rows.Close()
	out := make(map[string]LastHandOver)
	for rows.Next() {
		var id string
		var h LastHandOver
		if err := rows.Scan(&id, &h.AgentID, &h.Topic); err != nil {
			return nil, fmt.Errorf("store: hand-overs: %w", err)
		}
		out[id] = h
	}
	return out, rows.Err()
}

// Abused reports whether a contact's message in a conversation abuses whoever reads it.
func Abused(ctx context.Context, q Querier, workspaceID, conversationID string) (bool, error) {
	var n int
	// Quotes inside a text are escaped, so that no contact can write this key.
	err := q.QueryRow(ctx, `select count(*) from (select 1 from message where conversation_id = $1 and workspace_id = $2 and direction = 'in' and content like $3 limit 1) as abused`,
		conversationID, workspaceID, `%"abuse":[%`).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("store: abused: %w", err)
	}
	return n > 0, nil
}

// ReadingModes returns what each workspace asks of who reads outside their queue.
func ReadingModes(ctx context.Context, q Querier) (map[string]string, error) {
	return pairs(ctx, q, `select workspace_id, mode from reading_setting`)
}

// SaveReadingMode writes what a workspace asks, and who decided it.
func SaveReadingMode(tx *Tx, workspaceID, mode, by string, now time.Time) error {
	return tx.Do(`insert into reading_setting (workspace_id, mode, updated_by, updated_at) values ($1, $2, $3, $4)
		on conflict (workspace_id) do update set mode = excluded.mode, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
		workspaceID, mode, by, Millis(now))
}

// eraseReadings forgets the words with which people said why they read a contact's conversations. That they read them stays.
func eraseReadings(tx *Tx, workspaceID, contactID string) error {
	return tx.Do(`update reading set words = '' where workspace_id = $1 and conversation_id in (select id from conversation where contact_id = $2 and workspace_id = $1)`,
		workspaceID, contactID)
}
