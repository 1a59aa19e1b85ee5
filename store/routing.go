package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"terang"
)

// RoutingSettings returns what each workspace decided of its routing, as JSON.
func RoutingSettings(ctx context.Context, q Querier) (map[string]string, error) {
	return pairs(ctx, q, `select workspace_id, setting from routing_setting`)
}

// AgentRoutings returns what each agent can do, as JSON.
func AgentRoutings(ctx context.Context, q Querier) (map[string]string, error) {
	return pairs(ctx, q, `select agent_id, setting from agent_routing`)
}

// RoutingSetting is what a workspace decided, "" for nothing, read inside a transaction that will write it.
func RoutingSetting(_ context.Context, tx *Tx, workspaceID string) (string, error) {
	return oneText(tx, `select setting from routing_setting where workspace_id = $1`+tx.ForUpdate(), workspaceID)
}

// AgentRouting is what an agent can do, "" for nothing said, read inside a transaction that will write it.
func AgentRouting(_ context.Context, tx *Tx, agentID string) (string, error) {
	return oneText(tx, `select setting from agent_routing where agent_id = $1`+tx.ForUpdate(), agentID)
}

func oneText(tx *Tx, query string, args ...any) (string, error) {
	var text string
	err := tx.QueryRow(query, args...).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("store: routing: %w", err)
	}
	return text, nil
}

func pairs(ctx context.Context, q Querier, query string, args ...any) (map[string]string, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("store: routing: %w", err)
	}
	defer rows.Close()
	out := make(map[string]string)
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return nil, fmt.Errorf("store: routing: %w", err)
		}
		out[key] = value
	}
	return out, rows.Err()
}

// SaveRoutingSetting writes what a workspace decided, and who did.
func SaveRoutingSetting(tx *Tx, workspaceID, setting, by string, now time.Time) error {
	return tx.Do(`insert into routing_setting (workspace_id, setting, updated_by, updated_at) values ($1, $2, $3, $4)
		on conflict (workspace_id) do update set setting = excluded.setting, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
		workspaceID, setting, by, Millis(now))
}

// SaveAgentRouting writes what an agent can do, and who says so.
func SaveAgentRouting(tx *Tx, workspaceID, agentID, setting, by string, now time.Time) error {
	return tx.Do(`insert into agent_routing (agent_id, workspace_id, setting, updated_by, updated_at) values ($1, $2, $3, $4, $5)
		on conflict (agent_id) do update set setting = excluded.setting, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
		agentID, workspaceID, setting, by, Millis(now))
}

// OpenWithPeople returns the open conversations that wait for a person or have one, of all workspaces.
func OpenWithPeople(ctx context.Context, q Querier) ([]terang.Conversation, error) {
	rows, err := q.Query(ctx, `select `+conversationColumns+` from conversation c where c.holder = 'queue' and c.status = 'open'
		union all select `+conversationColumns+` from conversation c where c.holder = 'agent' and c.status = 'open'`)
	if err != nil {
		return nil, fmt.Errorf("store: with people: %w", err)
	}
	defer rows.Close()
	var out []terang.Conversation
	for rows.Next() {
		c, err := scanConversation(rows)
		if err != nil {
			return nil, fmt.Errorf("store: with people: %w", err)
		}
		c.State = nil
		out = append(out, c)
	}
	return out, rows.Err()
}

// LastAgents returns which agent helped each of the contacts last, or one that it was merged with, where one did. At most 500 contacts are asked for at once.
func LastAgents(ctx context.Context, q Querier, contactIDs []string) (map[string]string, error) {
	if len(contactIDs) == 0 {
		return map[string]string{}, nil
	}
	places, args := make([]string, len(contactIDs)), make([]any, len(contactIDs))
	for i, id := range contactIDs {
		places[i], args[i] = "$"+strconv.Itoa(i+1), id
	}
	who := strings.Join(places, ", ")
	return pairs(ctx, q, `select contact_id, agent_id from (
		select h.contact_id, h.agent_id, h.at, h.id from hand_over h where h.agent_id <> '' and h.contact_id in (`+who+`) union all
		select k.id, h.agent_id, h.at, h.id from contact k join contact p on p.workspace_id = k.workspace_id and p.joint <> '' and p.joint = k.joint and p.id <> k.id
			join hand_over h on h.contact_id = p.id where h.agent_id <> '' and k.joint <> '' and k.id in (`+who+`)) as t order by at, id`, args...)
}

// Wait is a hand-over that went through the queue, and how that went.
type Wait struct {
	ConversationID string
	AgentID        string // who took it, "" for nobody
	Score          int    // of trust, as the wait began
	At             time.Time
	ClaimedAt      time.Time // zero where nobody took it
	EndedAt        time.Time // zero where it has not ended
}

// Waits returns the hand-overs of a workspace since a time that went through the queue, the latest first and at most limit. What an agent
// took from the assistant at once did not; what was given to a team did.
func Waits(ctx context.Context, q Querier, workspaceID string, since time.Time, limit int) ([]Wait, error) {
	rows, err := q.Query(ctx, `select conversation_id, agent_id, score, at, claimed_at, ended_at from hand_over
		where workspace_id = $1 and at >= $2 and (reason <> 'taken' or claimed_at <> at) order by at desc, id limit $3`, workspaceID, Millis(since), limit)
	if err != nil {
		return nil, fmt.Errorf("store: waits: %w", err)
	}
	defer rows.Close()
	var out []Wait
	for rows.Next() {
		var w Wait
		var at, claimed, ended int64
		if err := rows.Scan(&w.ConversationID, &w.AgentID, &w.Score, &at, &claimed, &ended); err != nil {
			return nil, fmt.Errorf("store: waits: %w", err)
		}
		w.At, w.ClaimedAt, w.EndedAt = Time(at), Time(claimed), Time(ended)
		out = append(out, w)
	}
	return out, rows.Err()
}

// ContactNames returns what contacts are called, by id; who has no name is not among them. At most 500 are asked for at once.
func ContactNames(ctx context.Context, q Querier, workspaceID string, ids []string) (map[string]string, error) {
	if len(ids) == 0 {
		return map[string]string{}, nil
	}
	places, args := make([]string, len(ids)), []any{workspaceID}
	for i, id := range ids {
		args = append(args, id)
		places[i] = "$" + strconv.Itoa(i+2)
	}
	return pairs(ctx, q, `select id, name from contact where workspace_id = $1 and name <> '' and id in (`+strings.Join(places, ", ")+`)`, args...)
}
