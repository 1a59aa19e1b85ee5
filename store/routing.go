package store

import (
	"context"
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

// LastAgents returns which agent helped each of the contacts last, where one did. At most 500 contacts are asked for at once.
func LastAgents(ctx context.Context, q Querier, contactIDs []string) (map[string]string, error) {
	if len(contactIDs) == 0 {
		return map[string]string{}, nil
	}
	places, args := make([]string, len(contactIDs)), make([]any, len(contactIDs))
	for i, id := range contactIDs {
		places[i], args[i] = "$"+strconv.Itoa(i+1), id
	}
	return pairs(ctx, q, `select contact_id, agent_id from hand_over where agent_id <> '' and contact_id in (`+strings.Join(places, ", ")+`) order by at, id`, args...)
}

// Service is how soon the hand-overs since a time were taken.
type Service struct {
	Came    int // that have been taken, or are late
	Within  int // of them, within the target
	Claimed int // that a person took
}

// ServiceSince counts the hand-overs of a workspace since a time that went through the queue. One that still waits counts once it is
// past the target; one whose contact went back to the assistant before does not.
func ServiceSince(ctx context.Context, q Querier, workspaceID string, since, now time.Time, target time.Duration) (Service, error) {
	var s Service
	err := q.QueryRow(ctx, `select
			coalesce(sum(case when claimed_at > 0 or ended_at = 0 and at + cast($4 as bigint) < $3 then 1 else 0 end), 0),
			coalesce(sum(case when claimed_at > 0 and claimed_at - at <= $4 then 1 else 0 end), 0),
			coalesce(sum(case when claimed_at > 0 then 1 else 0 end), 0)
		from hand_over where workspace_id = $1 and at >= $2 and reason <> 'taken'`,
		workspaceID, Millis(since), Millis(now), target.Milliseconds()).Scan(&s.Came, &s.Within, &s.Claimed)
	if err != nil {
		return s, fmt.Errorf("store: service: %w", err)
	}
	return s, nil
}
