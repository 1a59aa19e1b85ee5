package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RunCount is how a playbook did.
type RunCount struct {
	Sleeping int64 // runs that sleep now, or are about to
	Ended    int64 // that ended in the days asked for
	Solved   int64 // of them, that reached their goal
}

const dayMillis = int64(24 * time.Hour / time.Millisecond)

func day(t time.Time) int64 { return Millis(t) / dayMillis }

type runDay struct {
	workspaceID, playbook string
	day                   int64
}

// CountRun counts a run of a playbook (its id) that ended, of a dialogue or not. Those of one commit are written together, in
// one order on all nodes, so that no two wait for each other.
func CountRun(tx *Tx, workspaceID, playbook string, solved bool, now time.Time) {
	counts := tx.OnCommit("run_day", func() any { return make(map[runDay]RunCount) }, func(tx *Tx, bag any) error {
		counts := bag.(map[runDay]RunCount)
		keys := make([]runDay, 0, len(counts))
		for k := range counts {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b runDay) int {
			return strings.Compare(a.workspaceID+" "+a.playbook, b.workspaceID+" "+b.playbook)
		})
		for _, k := range keys {
			if err := tx.Do(`insert into run_day (workspace_id, playbook, day, ended, solved) values ($1, $2, $3, $4, $5)
				on conflict (workspace_id, playbook, day) do update set ended = run_day.ended + excluded.ended, solved = run_day.solved + excluded.solved`,
				k.workspaceID, k.playbook, k.day, counts[k].Ended, counts[k].Solved); err != nil {
				return err
			}
		}
		return nil
	}).(map[runDay]RunCount)
	k := runDay{workspaceID, playbook, day(now)}
	c := counts[k]
	c.Ended++
	c.Solved += flag(solved)
	counts[k] = c
}

// PruneRunCounts forgets how playbooks did before a day.
func PruneRunCounts(tx *Tx, before time.Time) error {
	return tx.Do(`delete from run_day where day < $1`, day(before))
}

// RunCounts returns how the playbooks of a workspace did, by their ids: what sleeps now, and what ended since a day.
func RunCounts(ctx context.Context, q Querier, workspaceID string, since time.Time) (map[string]RunCount, error) {
	out := map[string]RunCount{}
	rows, err := q.Query(ctx, `select playbook, sum(ended), sum(solved) from run_day where workspace_id = $1 and day >= $2 group by playbook`, workspaceID, day(since))
	if err != nil {
		return nil, fmt.Errorf("store: run counts: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var c RunCount
		if err := rows.Scan(&id, &c.Ended, &c.Solved); err != nil {
			return nil, fmt.Errorf("store: run counts: %w", err)
		}
		out[id] = c
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: run counts: %w", err)
	}
	live, err := q.Query(ctx, `select single, count(*) from run where workspace_id = $1 and ended_at = 0 group by single`, workspaceID)
	if err != nil {
		return nil, fmt.Errorf("store: run counts: %w", err)
	}
	defer live.Close()
	for live.Next() {
		var single string
		var n int64
		if err := live.Scan(&single, &n); err != nil {
			return nil, fmt.Errorf("store: run counts: %w", err)
		}
		if strings.HasPrefix(single, "run_") {
			continue // a start that is due, of a playbook that never sleeps
		}
		c := out[single]
		c.Sleeping += n
		out[single] = c
	}
	return out, live.Err()
}
