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

const conversationColumns = `c.id, c.workspace_id, c.contact_id, c.channel, c.language, c.status, c.holder, c.agent_id, c.agent_name,
	c.seq, c.public_seq, c.handled_seq, c.contact_seen, c.agent_seen, c.last_inbound, c.version, c.state, c.disclosed, c.turn_due,
	c.trust, c.hand_over, c.waiting_since, c.last_message, c.survey_score, c.survey_comment, c.created_at, c.last_at, c.promises, c.tags, c.priority, c.snoozed_until, c.team`

type scanner interface{ Scan(dest ...any) error }

func scanConversation(row scanner, extra ...any) (terang.Conversation, error) {
	var c terang.Conversation
	var language, status, holder, disclosed, handOver, last, promises, tags string
	var turnDue, waiting, created, lastAt, snoozed int64
	dest := append([]any{
		&c.ID, &c.WorkspaceID, &c.ContactID, &c.Channel, &language, &status, &holder, &c.AgentID, &c.AgentName,
		&c.Seq, &c.PublicSeq, &c.HandledSeq, &c.ContactSeen, &c.AgentSeen, &c.LastInbound, &c.Version, &c.State, &disclosed, &turnDue,
		&c.Trust, &handOver, &waiting, &last, &c.SurveyScore, &c.SurveyComment, &created, &lastAt, &promises, &tags, &c.Priority, &snoozed, &c.Team,
	}, extra...)
	if err := row.Scan(dest...); err != nil {
		return c, err
	}
	c.Language, c.Status, c.Holder = terang.Language(language), terang.ConversationStatus(status), terang.Holder(holder)
	c.TurnDue, c.WaitingSince, c.CreatedAt, c.LastAt = turnDue > 0, Time(waiting), Time(created), Time(lastAt)
	c.SnoozedUntil = Time(snoozed)
	if tags != none {
		if err := json.Unmarshal([]byte(tags), &c.Tags); err != nil {
			return c, fmt.Errorf("store: conversation %s: tags: %w", c.ID, err)
		}
	}
	if err := json.Unmarshal([]byte(disclosed), &c.Disclosed); err != nil {
		return c, fmt.Errorf("store: conversation %s: disclosed: %w", c.ID, err)
	}
	if err := json.Unmarshal([]byte(last), &c.Last); err != nil {
		return c, fmt.Errorf("store: conversation %s: last message: %w", c.ID, err)
	}
	if promises != none {
		if err := json.Unmarshal([]byte(promises), &c.Promises); err != nil {
			return c, fmt.Errorf("store: conversation %s: promises: %w", c.ID, err)
		}
		for i := range c.Promises {
			c.Promises[i].WorkspaceID, c.Promises[i].ConversationID, c.Promises[i].ContactID = c.WorkspaceID, c.ID, c.ContactID
		}
	}
	if handOver != "" {
		if err := json.Unmarshal([]byte(handOver), &c.HandOver); err != nil {
			return c, fmt.Errorf("store: conversation %s: hand-over: %w", c.ID, err)
		}
	}
	return c, nil
}

// Conversation returns a conversation of the workspace.
func Conversation(ctx context.Context, q Querier, workspaceID, id string) (terang.Conversation, error) {
	c, err := scanConversation(q.QueryRow(ctx, `select `+conversationColumns+` from conversation c where c.id = $1 and c.workspace_id = $2`, id, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return c, terang.Fail(terang.NotFound, "conversation_not_found")
	}
	if err != nil {
		return c, fmt.Errorf("store: conversation: %w", err)
	}
	return c, nil
}

// none is an empty list as it is stored.
const none = "[]"

type conversationTexts struct{ disclosed, handOver, last, promises, tags string }

func marshalConversation(c *terang.Conversation) (t conversationTexts, err error) {
	d, err := json.Marshal(c.Disclosed)
	if err != nil {
		return t, fmt.Errorf("store: conversation: %w", err)
	}
	l, err := json.Marshal(c.Last)
	if err != nil {
		return t, fmt.Errorf("store: conversation: %w", err)
	}
	t.disclosed, t.last, t.promises = string(d), string(l), none
	t.tags = none
	if len(c.Tags) > 0 {
		b, err := json.Marshal(c.Tags)
		if err != nil {
			return t, fmt.Errorf("store: conversation: %w", err)
		}
		t.tags = string(b)
	}
	if len(c.Promises) > 0 {
		p, err := json.Marshal(c.Promises)
		if err != nil {
			return t, fmt.Errorf("store: conversation: %w", err)
		}
		t.promises = string(p)
	}
	if c.HandOver != nil {
		h, err := json.Marshal(c.HandOver)
		if err != nil {
			return t, fmt.Errorf("store: conversation: %w", err)
		}
		t.handOver = string(h)
	}
	return t, nil
}

func turnDue(c *terang.Conversation) int64 {
	if !c.TurnDue {
		return 0
	}
	return max(1, Millis(c.LastAt))
}

// InsertConversation stores a new conversation.
func InsertConversation(tx *Tx, c *terang.Conversation) error {
	t, err := marshalConversation(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into conversation (id, workspace_id, contact_id, channel, language, status, holder, agent_id, agent_name,
		seq, public_seq, handled_seq, contact_seen, agent_seen, last_inbound, version, state, disclosed, turn_due,
		trust, hand_over, waiting_since, last_message, survey_score, survey_comment, created_at, last_at, promises, tags, priority, snoozed_until, team)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)`,
		c.ID, c.WorkspaceID, c.ContactID, c.Channel, string(c.Language), string(c.Status), string(c.Holder), c.AgentID, c.AgentName,
		c.Seq, c.PublicSeq, c.HandledSeq, c.ContactSeen, c.AgentSeen, c.LastInbound, c.Version, c.State, t.disclosed, turnDue(c),
		c.Trust, t.handOver, Millis(c.WaitingSince), t.last, c.SurveyScore, c.SurveyComment, Millis(c.CreatedAt), Millis(c.LastAt), t.promises, t.tags, int(c.Priority), Millis(c.SnoozedUntil), c.Team)
	return err
}

// movedOn is the error of a guarded write that found another version or position.
func movedOn() error { return terang.Fail(terang.Conflict, "conversation_moved_on") }

// SaveConversation writes c over the row that has the version and last position of was, and raises c.Version; how far
// each side has read is [SetSeen]'s alone. If the row has moved on, nothing is written and the error's kind is Conflict: load it again and decide anew.
func SaveConversation(tx *Tx, c, was *terang.Conversation) error {
	t, err := marshalConversation(c)
	if err != nil {
		return err
	}
	c.Version = was.Version + 1
	return tx.Expect(movedOn(), `update conversation set language = $1, status = $2, holder = $3, agent_id = $4, agent_name = $5,
		seq = $6, public_seq = $7, handled_seq = $8, last_inbound = $9, version = $10, state = $11,
		disclosed = $12, turn_due = $13, trust = $14, hand_over = $15, waiting_since = $16, last_message = $17, survey_score = $18,
		survey_comment = $19, last_at = $20, promises = $21, tags = $22, priority = $23, snoozed_until = $24, team = $25 where id = $26 and version = $27 and seq = $28`,
		string(c.Language), string(c.Status), string(c.Holder), c.AgentID, c.AgentName,
		c.Seq, c.PublicSeq, c.HandledSeq, c.LastInbound, c.Version, c.State,
		t.disclosed, turnDue(c), c.Trust, t.handOver, Millis(c.WaitingSince), t.last, c.SurveyScore,
		c.SurveyComment, Millis(c.LastAt), t.promises, t.tags, int(c.Priority), Millis(c.SnoozedUntil), c.Team, c.ID, was.Version, was.Seq)
}

// SaveInbound writes what a message of the contact changes, over the row that looks as was. It leaves the
// version, which guards what the other side decides by, unless who has the word changed.
func SaveInbound(tx *Tx, c, was *terang.Conversation) error {
	last, err := json.Marshal(c.Last)
	if err != nil {
		return fmt.Errorf("store: conversation: %w", err)
	}
	if c.Holder != was.Holder || c.Status != was.Status {
		c.Version = was.Version + 1
	}
	return tx.Expect(movedOn(), `update conversation set seq = $1, public_seq = $2, last_inbound = $3, turn_due = $4, last_message = $5, last_at = $6,
		status = $7, holder = $8, agent_id = $9, agent_name = $10, version = $11, handled_seq = $12, snoozed_until = $13 where id = $14 and version = $15 and seq = $16`,
		c.Seq, c.PublicSeq, c.LastInbound, turnDue(c), string(last), Millis(c.LastAt),
		string(c.Status), string(c.Holder), c.AgentID, c.AgentName, c.Version, c.HandledSeq, Millis(c.SnoozedUntil), c.ID, was.Version, was.Seq)
}

// DueTurn names a conversation whose inbound messages wait for a turn.
type DueTurn struct{ WorkspaceID, ConversationID string }

// DueTurns returns conversations whose turn is due since before (milliseconds), oldest first.
func DueTurns(ctx context.Context, q Querier, before int64, limit int) ([]DueTurn, error) {
	rows, err := q.Query(ctx, `select workspace_id, id from conversation where turn_due > 0 and turn_due < $1 order by turn_due limit $2`, before, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DueTurn
	for rows.Next() {
		var d DueTurn
		if err := rows.Scan(&d.WorkspaceID, &d.ConversationID); err != nil {
			return nil, fmt.Errorf("store: due turns: %w", err)
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// QueuePlace returns the place (from 1) of a conversation that waits since the given time.
func QueuePlace(ctx context.Context, q Querier, workspaceID string, since int64) (int, error) {
	var n int
	err := q.QueryRow(ctx, `select count(*) from conversation where workspace_id = $1 and holder = 'queue' and status = 'open' and waiting_since < $2`, workspaceID, since).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: queue place: %w", err)
	}
	return n + 1, nil
}

// QueueHead returns since when the first of those that wait does, but for one conversation; zero where none other waits.
func QueueHead(ctx context.Context, q Querier, workspaceID, but string) (time.Time, error) {
	var since int64
	err := q.QueryRow(ctx, `select coalesce(min(waiting_since), 0) from conversation where workspace_id = $1 and holder = 'queue' and status = 'open' and id <> $2`, workspaceID, but).Scan(&since)
	if err != nil {
		return time.Time{}, fmt.Errorf("store: queue head: %w", err)
	}
	return Time(since), nil
}

// Thread returns a conversation with its contact in one statement.
func Thread(ctx context.Context, q Querier, workspaceID, id string) (terang.Conversation, terang.Contact, error) {
	c, k, err := scanThread(q.QueryRow(ctx, `select `+threadColumns+` from conversation c join contact k on k.id = c.contact_id where c.id = $1 and c.workspace_id = $2`, id, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return c, k, terang.Fail(terang.NotFound, "conversation_not_found")
	}
	if err != nil {
		return c, k, fmt.Errorf("store: thread: %w", err)
	}
	return c, k, nil
}

const threadColumns = conversationColumns + `, k.external_id, k.name, k.language, k.salt, k.created_at, ` + knownColumns

// scanThread reads threadColumns, and after them extra.
func scanThread(row scanner, extra ...any) (terang.Conversation, terang.Contact, error) {
	var k terang.Contact
	var x known
	var language string
	var created int64
	dest := append([]any{&k.ExternalID, &k.Name, &language, &k.Salt, &created}, x.dest()...)
	c, err := scanConversation(row, append(dest, extra...)...)
	if err != nil {
		return c, k, err
	}
	k.ID, k.WorkspaceID, k.Language, k.CreatedAt = c.ContactID, c.WorkspaceID, terang.Language(language), Time(created)
	return c, k, x.put(&k)
}

// SetSeen records how far one side has read; it never goes back.
func SetSeen(tx *Tx, workspaceID, id string, agent bool, seq int64) error {
	column := "contact_seen"
	if agent {
		column = "agent_seen"
	}
	_, err := tx.Exec(`update conversation set `+column+` = $1 where id = $2 and workspace_id = $3 and `+column+` < $1 and seq >= $1`, seq, id, workspaceID)
	return err
}

// QueuedConversations returns since when each conversation waits for a person, by workspace and id.
func QueuedConversations(ctx context.Context, q Querier) (map[string]map[string]time.Time, error) {
	rows, err := q.Query(ctx, `select workspace_id, id, waiting_since from conversation where holder = 'queue' and status = 'open'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make(map[string]map[string]time.Time)
	for rows.Next() {
		var ws, id string
		var since int64
		if err := rows.Scan(&ws, &id, &since); err != nil {
			return nil, fmt.Errorf("store: queue: %w", err)
		}
		if out[ws] == nil {
			out[ws] = make(map[string]time.Time)
		}
		out[ws][id] = Time(since)
	}
	return out, rows.Err()
}
