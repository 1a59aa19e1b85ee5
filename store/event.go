package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Event is something that happened to a person, as the brand's system told it.
type Event struct {
	ID          string // the caller's, which is what drops doubles
	WorkspaceID string
	Name        string // "order.delayed"
	Person      string // see [PersonOf]
	Data        string // a JSON object
	At          time.Time
	ReceivedAt  time.Time
	Answer      string // JSON, what the first caller was told
}

// InsertEvent stores an event; it reports false, and changes nothing, where its id is known.
func InsertEvent(tx *Tx, e Event) (bool, error) {
	n, err := tx.Exec(`insert into event (workspace_id, id, name, person, data, at, received_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (workspace_id, id) do nothing`,
		e.WorkspaceID, e.ID, e.Name, e.Person, e.Data, Millis(e.At), Millis(e.ReceivedAt))
	return n > 0, err
}

// AnswerEvent keeps what the caller was told, for who sends the event again.
func AnswerEvent(tx *Tx, workspaceID, id, answer string) error {
	return tx.Do(`update event set answer = $1 where workspace_id = $2 and id = $3`, answer, workspaceID, id)
}

// EventAnswer returns what the first sender of an event was told.
func EventAnswer(ctx context.Context, q Querier, workspaceID, id string) (string, error) {
	var answer string
	err := q.QueryRow(ctx, `select answer from event where workspace_id = $1 and id = $2`, workspaceID, id).Scan(&answer)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("store: event: %w", err)
	}
	return answer, nil
}

// LastEvent is the last event of a name, and how many there were.
type LastEvent struct {
	Event
	Count int
}

// LastEvents returns the last event of each name that a person had, with how many there were.
func LastEvents(ctx context.Context, q Querier, workspaceID, person string) ([]LastEvent, error) {
	rows, err := q.Query(ctx, `select e.id, e.name, e.data, e.at, c.n from event e join (
			select name, count(*) as n, max(at) as last from event where workspace_id = $1 and person = $2 group by name) c on c.name = e.name and c.last = e.at
		where e.workspace_id = $1 and e.person = $2 order by e.name, e.id`, workspaceID, person)
	if err != nil {
		return nil, fmt.Errorf("store: last events: %w", err)
	}
	defer rows.Close()
	var out []LastEvent
	for rows.Next() {
		e := LastEvent{Event: Event{WorkspaceID: workspaceID, Person: person}}
		var at int64
		if err := rows.Scan(&e.ID, &e.Name, &e.Data, &at, &e.Count); err != nil {
			return nil, fmt.Errorf("store: last events: %w", err)
		}
		e.At = Time(at)
		if n := len(out); n > 0 && out[n-1].Name == e.Name { // two in the same millisecond: one of them is the last
			out[n-1] = e
			continue
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// EventsOf returns a page of a person's events, those that happened first first, after one (its time and id; zero for the first
// page).
func EventsOf(ctx context.Context, q Querier, workspaceID, person string, at time.Time, id string, limit int) ([]Event, error) {
	rows, err := q.Query(ctx, `select id, name, data, at, received_at from event where workspace_id = $1 and person = $2
		and (at > $3 or at = $3 and id > $4) order by at, id limit $5`, workspaceID, person, Millis(at), id, limit)
	if err != nil {
		return nil, fmt.Errorf("store: events: %w", err)
	}
	defer rows.Close()
	var out []Event
	for rows.Next() {
		e := Event{WorkspaceID: workspaceID, Person: person}
		var at, received int64
		if err := rows.Scan(&e.ID, &e.Name, &e.Data, &at, &received); err != nil {
			return nil, fmt.Errorf("store: events: %w", err)
		}
		e.At, e.ReceivedAt = Time(at), Time(received)
		out = append(out, e)
	}
	return out, rows.Err()
}

// PruneEvents removes events that were received before, at most limit. It returns how many.
func PruneEvents(tx *Tx, before time.Time, limit int) (int64, error) {
	return tx.Exec(`delete from event where received_at < $1 and (workspace_id, id) in (select workspace_id, id from event where received_at < $1 limit $2)`, Millis(before), limit)
}

// Schedule is one time rule of a playbook, with when it fires next.
type Schedule struct {
	WorkspaceID string
	Playbook    string
	Spec        string // the trigger as written: rule and segment
	NextAt      time.Time
}

// Schedules returns the schedules of all workspaces.
func Schedules(ctx context.Context, q Querier) ([]Schedule, error) {
	rows, err := q.Query(ctx, `select workspace_id, playbook, spec, next_at from schedule`)
	if err != nil {
		return nil, fmt.Errorf("store: schedules: %w", err)
	}
	defer rows.Close()
	var out []Schedule
	for rows.Next() {
		var s Schedule
		var next int64
		if err := rows.Scan(&s.WorkspaceID, &s.Playbook, &s.Spec, &next); err != nil {
			return nil, fmt.Errorf("store: schedules: %w", err)
		}
		s.NextAt = Time(next)
		out = append(out, s)
	}
	return out, rows.Err()
}

// InsertSchedule stores a new schedule; one that is there stays as it is.
func InsertSchedule(tx *Tx, s Schedule) error {
	return tx.Do(`insert into schedule (workspace_id, playbook, spec, next_at) values ($1, $2, $3, $4) on conflict (workspace_id, playbook, spec) do nothing`,
		s.WorkspaceID, s.Playbook, s.Spec, Millis(s.NextAt))
}

// MoveSchedule moves a schedule from one time to the next; it reports false where another node was faster.
func MoveSchedule(tx *Tx, s Schedule, next time.Time) (bool, error) {
	n, err := tx.Exec(`update schedule set next_at = $1 where workspace_id = $2 and playbook = $3 and spec = $4 and next_at = $5`,
		Millis(next), s.WorkspaceID, s.Playbook, s.Spec, Millis(s.NextAt))
	return n > 0, err
}

// DeleteSchedule removes a schedule whose playbook is gone.
func DeleteSchedule(tx *Tx, s Schedule) error {
	return tx.Do(`delete from schedule where workspace_id = $1 and playbook = $2 and spec = $3`, s.WorkspaceID, s.Playbook, s.Spec)
}
