package store

import (
	"context"
	"fmt"
	"time"
)

// ClaimedWait is one wait for a person that ended with one. What an agent took from the assistant had none.
type ClaimedWait struct{ CameAt, ClaimedAt time.Time }

// RecentClaims returns, for each workspace, the last waits that ended with a person, of hand-overs since a time: the earliest claim
// first, about limit of each.
func RecentClaims(ctx context.Context, q Querier, since time.Time, limit int) (map[string][]ClaimedWait, error) {
	rows, err := q.Query(ctx, `select workspace_id, at, claimed_at from (
			select workspace_id, at, claimed_at, row_number() over (partition by workspace_id order by claimed_at desc) as n
			from hand_over where at >= $1 and claimed_at > at) as recent
		where n <= $2 order by workspace_id, claimed_at`, Millis(since), limit)
	if err != nil {
		return nil, fmt.Errorf("store: claims: %w", err)
	}
	defer rows.Close()
	out := make(map[string][]ClaimedWait)
	for rows.Next() {
		var ws string
		var came, claimed int64
		if err := rows.Scan(&ws, &came, &claimed); err != nil {
			return nil, fmt.Errorf("store: claims: %w", err)
		}
		out[ws] = append(out[ws], ClaimedWait{Time(came), Time(claimed)})
	}
	return out, rows.Err()
}
