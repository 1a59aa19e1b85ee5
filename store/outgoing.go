package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"terang"
)

// Why a reply did not leave, beside the codes of errors.
const (
	OutgoingUndone = "undone" // its agent took it back
	OutgoingTaken  = "taken"  // its words are with its agent again; the row only knows the client id
	OutgoingMoved  = "moved"  // it was brought along from another installation
)

// maxUndo is the longest time, in seconds, for which a reply can be taken back.
const maxUndo = 10

// Undo is for how long the agent's replies can be taken back: as they chose, else as the desk has it.
func (a *Agent) Undo(desk time.Duration) time.Duration {
	if a.UndoChoice > 0 {
		desk = time.Duration(a.UndoChoice-1) * time.Second
	}
	return min(max(desk, 0), maxUndo*time.Second)
}

// SaveUndoChoice writes for how many seconds an agent wants to be able to take a reply back; nil follows the desk.
func SaveUndoChoice(tx *Tx, a Agent, seconds *int) error {
	choice := 0
	if seconds != nil {
		if *seconds < 0 || *seconds > maxUndo {
			return terang.Fail(terang.Invalid, "undo_seconds")
		}
		choice = *seconds + 1
	}
	return tx.Do(`update agent set undo_choice = $1 where id = $2 and workspace_id = $3`, choice, a.ID, a.WorkspaceID)
}

// Outgoing is a reply that an agent has sent and that has not left: it waits until DueAt, or has come back to its agent.
type Outgoing struct {
	ID             string
	WorkspaceID    string
	ConversationID string
	AgentID        string
	ClientID       string
	Place          int64 // its order among those of the conversation
	Text           string
	DraftID        string
	Files          []terang.Attachment // beside the text, or instead of it: kept while the row names them
	Macros         []string            // that words were taken from
	At             time.Time
	DueAt          time.Time // zero once it is settled
	Why            string    // it did not leave, "" while it waits
}

// Due reports whether it must leave by now. One that would wait for longer than anything can was sent before the clock was set back.
func (o *Outgoing) Due(now time.Time) bool {
	return !o.DueAt.After(now) || o.DueAt.Sub(now) > maxUndo*time.Second
}

// Waits reports whether it will leave by itself.
func (o *Outgoing) Waits() bool { return !o.DueAt.IsZero() }

const outgoingColumns = `id, workspace_id, conversation_id, agent_id, client_id, place, body, draft_id, files, macros, at, due_at, why`

func scanOutgoing(row scanner) (o Outgoing, err error) {
	var at, due int64
	var files, macros string
	err = row.Scan(&o.ID, &o.WorkspaceID, &o.ConversationID, &o.AgentID, &o.ClientID, &o.Place, &o.Text, &o.DraftID, &files, &macros, &at, &due, &o.Why)
	if o.At, o.DueAt = Time(at), Time(due); !o.Waits() && o.Why == "" {
		o.Why = OutgoingMoved
	}
	if err == nil && files != "" {
		err = json.Unmarshal([]byte(files), &o.Files)
	}
	if err == nil && macros != "" {
		o.Macros = strings.Split(macros, " ")
	}
	return o, err
}

func outgoings(rows *sql.Rows, err error) ([]Outgoing, error) {
	if err != nil {
		return nil, fmt.Errorf("store: outgoing: %w", err)
	}
	defer rows.Close()
	var out []Outgoing
	for rows.Next() {
		o, err := scanOutgoing(rows)
		if err != nil {
			return nil, fmt.Errorf("store: outgoing: %w", err)
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// InsertOutgoing stores a reply that is to leave at its time.
func InsertOutgoing(tx *Tx, o Outgoing) error {
	files := ""
	if len(o.Files) > 0 {
		b, err := json.Marshal(o.Files)
		if err != nil {
			return fmt.Errorf("store: outgoing: %w", err)
		}
		files = string(b)
	}
	return tx.Do(`insert into outgoing (`+outgoingColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		o.ID, o.WorkspaceID, o.ConversationID, o.AgentID, o.ClientID, o.Place, o.Text, o.DraftID, files, strings.Join(o.Macros, " "), Millis(o.At), Millis(o.DueAt), o.Why)
}

// OutgoingIn returns all that is known of a conversation's replies that have not left, in their order; no other transaction changes
// them meanwhile.
func OutgoingIn(tx *Tx, workspaceID, conversationID string) ([]Outgoing, error) {
	return outgoings(tx.Query(`select `+outgoingColumns+` from outgoing where conversation_id = $1 and workspace_id = $2 order by place`+tx.ForUpdate(), conversationID, workspaceID))
}

// OutgoingOf returns what an agent's replies that have not left are: those that wait, and those that came back.
func OutgoingOf(ctx context.Context, q Querier, a Agent) ([]Outgoing, error) {
	rows, err := q.Query(ctx, `select `+outgoingColumns+` from outgoing where agent_id = $1 and workspace_id = $2 and why <> $3 order by conversation_id, place limit 200`, a.ID, a.WorkspaceID, OutgoingTaken)
	return outgoings(rows, err)
}

// OutgoingByID returns a reply of an agent that has not left.
func OutgoingByID(ctx context.Context, q Querier, a Agent, id string) (Outgoing, error) {
	o, err := scanOutgoing(q.QueryRow(ctx, `select `+outgoingColumns+` from outgoing where id = $1 and agent_id = $2 and workspace_id = $3`, id, a.ID, a.WorkspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return o, terang.Fail(terang.NotFound, "reply_left")
	}
	if err != nil {
		return o, fmt.Errorf("store: outgoing: %w", err)
	}
	return o, nil
}

// NextOutgoing returns the conversations from which a reply leaves first, with the time, at most limit rows.
func NextOutgoing(ctx context.Context, q Querier, limit int) ([]Outgoing, error) {
	rows, err := q.Query(ctx, `select `+outgoingColumns+` from outgoing where due_at > 0 order by due_at limit $1`, limit)
	return outgoings(rows, err)
}

// DropOutgoing removes a reply that has left.
func DropOutgoing(tx *Tx, o Outgoing) error {
	return tx.Expect(terang.Fail(terang.Conflict, "reply_left"), `delete from outgoing where id = $1 and due_at > 0`, o.ID)
}

// ReturnOutgoing gives a reply that waits back to its agent. It is a Conflict once the reply left or came back.
func ReturnOutgoing(tx *Tx, o Outgoing, why string) error {
	return tx.Expect(terang.Fail(terang.Conflict, "reply_left"), `update outgoing set due_at = 0, why = $1 where id = $2 and due_at > 0`, why, o.ID)
}

// TakeOutgoing forgets the words and files of a reply that came back: its agent has them.
func TakeOutgoing(tx *Tx, a Agent, id string) error {
	return tx.Do(`update outgoing set body = '', draft_id = '', files = '', macros = '', why = $1 where id = $2 and agent_id = $3 and workspace_id = $4 and due_at = 0`, OutgoingTaken, id, a.ID, a.WorkspaceID)
}

// PostponeOutgoing has what is due in a conversation wait longer; see [Outgoing.Due].
func PostponeOutgoing(tx *Tx, conversationID string, now, until time.Time) error {
	return tx.Do(`update outgoing set due_at = $1 where conversation_id = $2 and due_at > 0 and (due_at <= $3 or due_at > $4)`,
		Millis(until), conversationID, Millis(now), Millis(now.Add(maxUndo*time.Second)))
}

// PruneOutgoing forgets the client ids of what came back before a time, and the words that nobody fetched for much longer.
func PruneOutgoing(tx *Tx, taken, unfetched time.Time) (int64, error) {
	return tx.Exec(`delete from outgoing where due_at = 0 and (why = $1 and at < $2 or at < $3)`, OutgoingTaken, Millis(taken), Millis(unfetched))
}
