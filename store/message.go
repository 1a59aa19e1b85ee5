package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"terang"
)

// maxRows is how many messages one insert statement takes.
const maxRows = 8

// messageWidth is how many columns an insert fills.
const messageWidth = 16

const messageColumns = `m.id, m.workspace_id, m.conversation_id, m.seq, m.prev, m.kind, m.direction, m.author, m.language, m.content,
	m.external_id, m.payload, m.delivery, m.at`

// contentRow is what the column content holds: what was said, and what the desk keeps beside it.
type contentRow struct {
	terang.Content
	terang.Care
}

// StoredMessage is a message with the place of its receipt in the log, -1 where it has none.
type StoredMessage struct {
	terang.Message
	Leaf int64
}

// InsertMessages stores messages of one conversation.
func InsertMessages(tx *Tx, messages []terang.Message) error {
	for len(messages) > 0 {
		n := min(len(messages), maxRows)
		args := make([]any, 0, n*messageWidth)
		for i := range messages[:n] {
			row, err := messageArgs(tx, &messages[i])
			if err != nil {
				return err
			}
			args = append(args, row...)
		}
		if err := tx.Do(insertTexts[n], args...); err != nil {
			return err
		}
		messages = messages[n:]
	}
	return nil
}

// InsertInbound stores a message of the contact. Where one with its external id is there already, the caller fails with
// seen (see [Tx.Expect]).
func InsertInbound(tx *Tx, m *terang.Message, seen error) error {
	args, err := messageArgs(tx, m)
	if err != nil {
		return err
	}
	return tx.Expect(seen, insertInboundText, args...)
}

func messageArgs(tx *Tx, m *terang.Message) ([]any, error) {
	author, err := json.Marshal(m.Author)
	if err != nil {
		return nil, fmt.Errorf("store: message: %w", err)
	}
	content, err := json.Marshal(contentRow{m.Content, m.Care})
	if err != nil {
		return nil, fmt.Errorf("store: message: %w", err)
	}
	doc, words := messageDoc(tx.w.db, m)
	return []any{
		m.ID, m.WorkspaceID, m.ConversationID, m.Seq, m.Prev, string(m.Kind), string(m.Direction), string(author), string(m.Language),
		string(content), m.ExternalID, m.Payload, string(m.Delivery), Millis(m.At), doc, words,
	}, nil
}

// The statements that insert 1 to maxRows messages, formed once.
var (
	insertTexts       = insertMessagesTexts()
	insertInboundText = insertTexts[1] + ` on conflict (conversation_id, external_id) where external_id <> '' do nothing`
)

func insertMessagesTexts() (out [maxRows + 1]string) {
	for n := 1; n <= maxRows; n++ {
		out[n] = insertMessages(n)
	}
	return out
}

func insertMessages(n int) string {
	var sb strings.Builder
	sb.WriteString(`insert into message (id, workspace_id, conversation_id, seq, prev, kind, direction, author, language, content, external_id, payload, delivery, at, doc, words) values `)
	for i := range n {
		if i > 0 {
			sb.WriteString(", ")
		}
		for c := range messageWidth {
			sep := ", "
			if c == 0 {
				sep = "("
			}
			fmt.Fprintf(&sb, "%s$%d", sep, i*messageWidth+c+1)
		}
		sb.WriteString(")")
	}
	return sb.String()
}

func scanMessage(row scanner) (StoredMessage, error) {
	var m StoredMessage
	var kind, direction, author, language, content, delivery string
	var at int64
	if err := row.Scan(&m.ID, &m.WorkspaceID, &m.ConversationID, &m.Seq, &m.Prev, &kind, &direction, &author, &language, &content,
		&m.ExternalID, &m.Payload, &delivery, &at, &m.Leaf); err != nil {
		return m, err
	}
	m.Kind, m.Direction, m.Language, m.Delivery, m.At = terang.MessageKind(kind), terang.Direction(direction), terang.Language(language), terang.DeliveryState(delivery), Time(at)
	if err := json.Unmarshal([]byte(author), &m.Author); err != nil {
		return m, fmt.Errorf("store: message %s: %w", m.ID, err)
	}
	var kept contentRow
	if err := json.Unmarshal([]byte(content), &kept); err != nil {
		return m, fmt.Errorf("store: message %s: %w", m.ID, err)
	}
	m.Content, m.Care = kept.Content, kept.Care
	return m, nil
}

// MessageQuery selects messages of one conversation: those after Since, or the last ones before Before.
type MessageQuery struct {
	WorkspaceID    string
	ConversationID string
	Since          int64 // exclusive; used where Before is 0
	Before         int64 // exclusive; the page ends there
	Limit          int
	Notes          bool // with the agents' internal notes
}

// Messages returns a page of a conversation in the order of its positions.
func Messages(ctx context.Context, q Querier, mq MessageQuery) ([]StoredMessage, error) {
	where, order, bound := `m.seq > $3`, `asc`, mq.Since
	if mq.Before > 0 {
		where, order, bound = `m.seq < $3`, `desc`, mq.Before
	}
	if !mq.Notes {
		where += ` and m.kind <> 'note'`
	}
	rows, err := q.Query(ctx, fmt.Sprintf(`select %s, coalesce(l.idx, -1) from message m left join leaf l on l.message_id = m.id
		where m.conversation_id = $1 and m.workspace_id = $2 and %s order by m.seq %s limit $4`, messageColumns, where, order),
		mq.ConversationID, mq.WorkspaceID, bound, mq.Limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]StoredMessage, 0, min(mq.Limit, 64))
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return nil, fmt.Errorf("store: messages: %w", err)
		}
		out = append(out, m)
	}
	if mq.Before > 0 {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out, rows.Err()
}

// MessageByExternalID returns the message that has the client's id.
func MessageByExternalID(ctx context.Context, q Querier, workspaceID, conversationID, externalID string) (StoredMessage, error) {
	return oneMessage(q.QueryRow(ctx, `select `+messageColumns+`, coalesce(l.idx, -1) from message m left join leaf l on l.message_id = m.id
		where m.conversation_id = $1 and m.workspace_id = $2 and m.external_id = $3 and m.external_id <> ''`, conversationID, workspaceID, externalID))
}

// MessageByID returns a message of the workspace.
func MessageByID(ctx context.Context, q Querier, workspaceID, id string) (StoredMessage, error) {
	return oneMessage(q.QueryRow(ctx, `select `+messageColumns+`, coalesce(l.idx, -1) from message m left join leaf l on l.message_id = m.id
		where m.id = $1 and m.workspace_id = $2`, id, workspaceID))
}

func oneMessage(row Row) (StoredMessage, error) {
	m, err := scanMessage(row)
	if errors.Is(err, sql.ErrNoRows) {
		return m, terang.Fail(terang.NotFound, "message_not_found")
	}
	if err != nil {
		return m, fmt.Errorf("store: message: %w", err)
	}
	return m, nil
}

// SetContent replaces a stored message's content, for what the contact adds to it later (a survey's answer).
// The payload, which the receipt commits to, is never touched.
func SetContent(tx *Tx, workspaceID, id string, content terang.Content) error {
	b, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("store: message: %w", err)
	}
	_, err = tx.Exec(`update message set content = $1 where id = $2 and workspace_id = $3`, string(b), id, workspaceID)
	return err
}
