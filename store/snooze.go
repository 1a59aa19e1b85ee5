package store

import (
	"context"
	"fmt"
	"time"
)

// Snoozed is a conversation that was put off until a time.
type Snoozed struct {
	WorkspaceID, ConversationID string
	Until                       time.Time
}

// NextSnoozed returns what must wake first, at most limit.
func NextSnoozed(ctx context.Context, q Querier, limit int) ([]Snoozed, error) {
	rows, err := q.Query(ctx, `select workspace_id, id, snoozed_until from conversation where snoozed_until > 0 order by snoozed_until limit $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("store: snoozed: %w", err)
	}
	defer rows.Close()
	var out []Snoozed
	for rows.Next() {
		var s Snoozed
		var until int64
		if err := rows.Scan(&s.WorkspaceID, &s.ConversationID, &until); err != nil {
			return nil, fmt.Errorf("store: snoozed: %w", err)
		}
		s.Until = Time(until)
		out = append(out, s)
	}
	return out, rows.Err()
}
