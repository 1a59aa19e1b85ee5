package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"terang"
)

// SaveTags makes the tags that conversations are found by those that the conversation has; was are those that it had.
func SaveTags(tx *Tx, c *terang.Conversation, was []string, by string, at time.Time) error {
	for _, t := range was {
		if slices.Contains(c.Tags, t) {
			continue
		}
		if err := tx.Do(`delete from conversation_tag where workspace_id = $1 and conversation_id = $2 and tag = $3`, c.WorkspaceID, c.ID, t); err != nil {
			return err
		}
	}
	for _, t := range c.Tags {
		if slices.Contains(was, t) {
			continue
		}
		if err := tx.Do(`insert into conversation_tag (workspace_id, conversation_id, tag, added_by, added_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
			c.WorkspaceID, c.ID, t, by, Millis(at)); err != nil {
			return err
		}
	}
	return nil
}

// UsedTag is a tag and how many conversations have it.
type UsedTag struct {
	Tag   string `json:"tag"`
	Count int    `json:"count"`
}

// maxUsedTags bounds what a workspace is shown of its tags.
const maxUsedTags = 200

// UsedTags returns a workspace's tags, the most used first.
func UsedTags(ctx context.Context, q Querier, workspaceID string) ([]UsedTag, error) {
	rows, err := q.Query(ctx, `select tag, count(*) from conversation_tag where workspace_id = $1 group by tag order by count(*) desc, tag limit $2`, workspaceID, maxUsedTags)
	if err != nil {
		return nil, fmt.Errorf("store: tags: %w", err)
	}
	defer rows.Close()
	out := []UsedTag{}
	for rows.Next() {
		var t UsedTag
		if err := rows.Scan(&t.Tag, &t.Count); err != nil {
			return nil, fmt.Errorf("store: tags: %w", err)
		}
		out = append(out, t)
	}
	return out, rows.Err()
}
