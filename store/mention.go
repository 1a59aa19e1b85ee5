package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"terang"
)

// Mention is that a note named an agent.
type Mention struct {
	WorkspaceID    string
	MessageID      string
	AgentID        string
	ConversationID string
	Seq            int64
	By             string // the agent who wrote the note
	At             time.Time
	ReadAt         time.Time // zero until the named agent has read so far
}

// MentionRow is a mention with what a list shows of it. The words are those of the note as it is now.
type MentionRow struct {
	Mention
	ByName      string
	ContactID   string
	ContactName string
	Text        string
	Status      terang.ConversationStatus
}

// InsertMention stores a mention; the same one again changes nothing.
func InsertMention(tx *Tx, m Mention) error {
	return tx.Do(`insert into mention (workspace_id, message_id, agent_id, conversation_id, seq, by_agent, at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
		m.WorkspaceID, m.MessageID, m.AgentID, m.ConversationID, m.Seq, m.By, Millis(m.At))
}

// Mentions returns where an agent was named, newest first.
func Mentions(ctx context.Context, q Querier, workspaceID, agentID string, unread bool, after *Cursor, limit int) ([]MentionRow, error) {
	where, args := "", []any{workspaceID, agentID, limit}
	if unread {
		where += ` and n.read_at = 0`
	}
	if after != nil {
		where += ` and (n.at, n.message_id) < ($4, $5)`
		args = append(args, after.At, after.ID)
	}
	rows, err := q.Query(ctx, `select n.message_id, n.conversation_id, n.seq, n.by_agent, n.at, n.read_at, coalesce(a.name, ''), k.id, k.name, m.content, c.status
		from mention n join message m on m.id = n.message_id join conversation c on c.id = n.conversation_id join contact k on k.id = c.contact_id left join agent a on a.id = n.by_agent
		where n.workspace_id = $1 and n.agent_id = $2`+where+` order by n.at desc, n.message_id desc limit $3`, args...)
	if err != nil {
		return nil, fmt.Errorf("store: mentions: %w", err)
	}
	defer rows.Close()
	var out []MentionRow
	for rows.Next() {
		r := MentionRow{Mention: Mention{WorkspaceID: workspaceID, AgentID: agentID}}
		var at, read int64
		var content string
		if err := rows.Scan(&r.MessageID, &r.ConversationID, &r.Seq, &r.By, &at, &read, &r.ByName, &r.ContactID, &r.ContactName, &content, &r.Status); err != nil {
			return nil, fmt.Errorf("store: mentions: %w", err)
		}
		var c terang.Content
		if err := json.Unmarshal([]byte(content), &c); err != nil {
			return nil, fmt.Errorf("store: mentions: content: %w", err)
		}
		r.At, r.ReadAt, r.Text = Time(at), Time(read), c.Text
		out = append(out, r)
	}
	return out, rows.Err()
}

// UnreadMentions counts where an agent was named and has not read it.
func UnreadMentions(ctx context.Context, q Querier, workspaceID, agentID string) (n int, err error) {
	err = q.QueryRow(ctx, `select count(*) from mention where workspace_id = $1 and agent_id = $2 and read_at = 0`, workspaceID, agentID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: unread mentions: %w", err)
	}
	return n, nil
}

// UnreadMentionsIn counts those up to a position of one conversation.
func UnreadMentionsIn(ctx context.Context, q Querier, workspaceID, agentID, conversationID string, seq int64) (n int, err error) {
	err = q.QueryRow(ctx, `select count(*) from mention where workspace_id = $1 and agent_id = $2 and read_at = 0 and conversation_id = $3 and seq <= $4`,
		workspaceID, agentID, conversationID, seq).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: unread mentions: %w", err)
	}
	return n, nil
}

// ReadMentions marks what an agent has read: up to a position of one conversation, or all of it where that is "".
func ReadMentions(tx *Tx, workspaceID, agentID, conversationID string, seq int64, at time.Time) error {
	if conversationID == "" {
		return tx.Do(`update mention set read_at = $1 where workspace_id = $2 and agent_id = $3 and read_at = 0`, Millis(at), workspaceID, agentID)
	}
	return tx.Do(`update mention set read_at = $1 where workspace_id = $2 and agent_id = $3 and read_at = 0 and conversation_id = $4 and seq <= $5`,
		Millis(at), workspaceID, agentID, conversationID, seq)
}
