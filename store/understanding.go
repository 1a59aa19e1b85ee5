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

const (
	keptModels = 5 // models of versions that a workspace keeps: the live one, and what one may go back to at once
	keptTrials = 2 // newest models beside those: of what was tried and is not published yet
	keptResult = 5 // newest trials of a workspace that are kept
)

// Change is one example that is added to a pack's, or taken away from them.
type Change struct {
	ID             string          `json:"id"`
	Intent         string          `json:"intent"`
	Language       terang.Language `json:"language,omitempty"`
	Text           string          `json:"text"`
	Removes        bool            `json:"removes,omitempty"` // takes the example with this intent and text away
	ConversationID string          `json:"conversation_id,omitempty"`
	Seq            int64           `json:"seq,omitempty"` // of the message that it was made from, 0 for none
	By             string          `json:"by,omitempty"`  // the person's id
	At             time.Time       `json:"at"`
}

// Training is one published version of what the assistant understands.
type Training struct {
	WorkspaceID string
	Number      int64
	Digest      string // of the model
	Promise     int64  // the precision that was promised, in ten-thousandths
	Added       int64  // changes against the version before
	Removed     int64
	Changes     []Change        // all that lies over the pack's own examples
	Report      json.RawMessage // how it was measured; {} where it was not
	By          string          // the person's id
	At          time.Time
}

// Missed is a message that was not understood.
type Missed struct {
	WorkspaceID    string
	ConversationID string
	Seq            int64
	Guess          string  // the intent that came nearest, "" for none
	Confidence     float64 // of the guess
	At             time.Time
	MessageID      string // only when read
	Language       terang.Language
	Text           string // only when read, from the message
}

// The states of a missed message.
const (
	MissedOpen      = "open"
	MissedTaught    = "taught"
	MissedDismissed = "dismissed"
)

// InsertChange stores a change of the draft.
func InsertChange(tx *Tx, workspaceID string, c Change) error {
	removes := 0
	if c.Removes {
		removes = 1
	}
	return tx.Do(`insert into example (workspace_id, id, intent, language, body, removes, conversation_id, seq, added_by, added_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		workspaceID, c.ID, c.Intent, string(c.Language), c.Text, removes, c.ConversationID, c.Seq, c.By, Millis(c.At))
}

// DeleteChange takes a change out of the draft. The message that it was made from is one that was not understood again,
// unless another change was made from it too.
func DeleteChange(tx *Tx, workspaceID, id string) error {
	if err := tx.Do(`update missed set state = $1 where workspace_id = $2 and state = $3
		and exists (select 1 from example e where e.workspace_id = missed.workspace_id and e.id = $4 and e.conversation_id = missed.conversation_id and e.seq = missed.seq)
		and not exists (select 1 from example o where o.workspace_id = missed.workspace_id and o.id <> $4 and o.conversation_id = missed.conversation_id and o.seq = missed.seq)`,
		MissedOpen, workspaceID, MissedTaught, id); err != nil {
		return err
	}
	return tx.Expect(terang.Fail(terang.NotFound, "change_not_found"), `delete from example where workspace_id = $1 and id = $2`, workspaceID, id)
}

// Changes returns the draft, oldest first.
func Changes(ctx context.Context, q Querier, workspaceID string) ([]Change, error) {
	rows, err := q.Query(ctx, `select id, intent, language, body, removes, conversation_id, seq, added_by, added_at from example
		where workspace_id = $1 order by added_at, id`, workspaceID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		var language string
		var removes, at int64
		if err := rows.Scan(&c.ID, &c.Intent, &language, &c.Text, &removes, &c.ConversationID, &c.Seq, &c.By, &at); err != nil {
			return nil, fmt.Errorf("store: change: %w", err)
		}
		c.Language, c.Removes, c.At = terang.Language(language), removes != 0, Time(at)
		out = append(out, c)
	}
	return out, rows.Err()
}

// InsertTraining stores the version that becomes the live one, and takes those changes out of the draft that are in it. It
// fails with taken where another one got the number first, and where one of the changes was taken back meanwhile.
func InsertTraining(tx *Tx, t Training, draft []string, taken error) error {
	changes, err := json.Marshal(t.Changes)
	if err != nil {
		return fmt.Errorf("store: training: %w", err)
	}
	if len(t.Report) == 0 {
		t.Report = json.RawMessage("{}")
	}
	if err := tx.Expect(taken, `insert into training (workspace_id, number, digest, promise, added, removed, changes, report, published_by, published_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
		t.WorkspaceID, t.Number, t.Digest, t.Promise, t.Added, t.Removed, string(changes), string(t.Report), t.By, Millis(t.At)); err != nil {
		return err
	}
	for _, id := range draft {
		if err := tx.Expect(terang.Fail(terang.Conflict, "draft_moved_on"), `delete from example where workspace_id = $1 and id = $2`, t.WorkspaceID, id); err != nil {
			return err
		}
	}
	return nil
}

const trainingColumns = `workspace_id, number, digest, promise, added, removed, changes, report, published_by, published_at`

func scanTraining(row scanner) (Training, error) {
	var t Training
	var changes, report string
	var at int64
	if err := row.Scan(&t.WorkspaceID, &t.Number, &t.Digest, &t.Promise, &t.Added, &t.Removed, &changes, &report, &t.By, &at); err != nil {
		return t, err
	}
	t.Report, t.At = json.RawMessage(report), Time(at)
	if err := json.Unmarshal([]byte(changes), &t.Changes); err != nil {
		return t, fmt.Errorf("store: training %d: changes: %w", t.Number, err)
	}
	return t, nil
}

// LastTraining returns the live version; its Number is 0 where a workspace has published none.
func LastTraining(ctx context.Context, q Querier, workspaceID string) (Training, error) {
	t, err := scanTraining(q.QueryRow(ctx, `select `+trainingColumns+` from training where workspace_id = $1 order by number desc limit 1`, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return Training{WorkspaceID: workspaceID}, nil
	}
	return t, err
}

// TrainingOf returns one version.
func TrainingOf(ctx context.Context, q Querier, workspaceID string, number int64) (Training, error) {
	t, err := scanTraining(q.QueryRow(ctx, `select `+trainingColumns+` from training where workspace_id = $1 and number = $2`, workspaceID, number))
	if errors.Is(err, sql.ErrNoRows) {
		return t, terang.Fail(terang.NotFound, "training_not_found")
	}
	return t, err
}

// Trainings returns the newest versions, newest first.
func Trainings(ctx context.Context, q Querier, workspaceID string, limit int) ([]Training, error) {
	rows, err := q.Query(ctx, `select `+trainingColumns+` from training where workspace_id = $1 order by number desc limit $2`, workspaceID, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Training
	for rows.Next() {
		t, err := scanTraining(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// TrainingNumbers returns the number of each workspace's live version.
func TrainingNumbers(ctx context.Context, q Querier) (map[string]int64, error) {
	rows, err := q.Query(ctx, `select workspace_id, max(number) from training group by workspace_id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var ws string
		var n int64
		if err := rows.Scan(&ws, &n); err != nil {
			return nil, fmt.Errorf("store: training: %w", err)
		}
		out[ws] = n
	}
	return out, rows.Err()
}

// Trial is a draft that is tried, or was.
type Trial struct {
	WorkspaceID string
	ID          string
	State       string
	Base        int64           // number of the version that it is compared with
	Draft       []string        // ids of the changes
	Result      json.RawMessage // {} until it has ended
	At          time.Time       // when its node last said that it runs, or when it ended
}

// PutTrial stores how far a trial has come, and drops the oldest ones.
func PutTrial(tx *Tx, t Trial) error {
	draft, err := json.Marshal(t.Draft)
	if err != nil {
		return fmt.Errorf("store: trial: %w", err)
	}
	if len(t.Result) == 0 {
		t.Result = json.RawMessage("{}")
	}
	if err := tx.Do(`insert into trial (workspace_id, id, state, base, draft, result, at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (workspace_id, id) do update set state = excluded.state, result = excluded.result, at = excluded.at`,
		t.WorkspaceID, t.ID, t.State, t.Base, string(draft), string(t.Result), Millis(t.At)); err != nil {
		return err
	}
	return tx.Do(`delete from trial where workspace_id = $1 and id not in (select id from trial where workspace_id = $1 order by at desc, id desc limit $2)`, t.WorkspaceID, keptResult)
}

// DeleteTrial takes away a trial that will not end.
func DeleteTrial(tx *Tx, workspaceID, id string) error {
	return tx.Do(`delete from trial where workspace_id = $1 and id = $2`, workspaceID, id)
}

// TrialOf returns a trial.
func TrialOf(ctx context.Context, q Querier, workspaceID, id string) (Trial, error) {
	t := Trial{WorkspaceID: workspaceID, ID: id}
	var draft, result string
	var at int64
	err := q.QueryRow(ctx, `select state, base, draft, result, at from trial where workspace_id = $1 and id = $2`, workspaceID, id).
		Scan(&t.State, &t.Base, &draft, &result, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return t, terang.Fail(terang.NotFound, "trial_not_found")
	}
	if err != nil {
		return t, fmt.Errorf("store: trial: %w", err)
	}
	t.Result, t.At = json.RawMessage(result), Time(at)
	if err := json.Unmarshal([]byte(draft), &t.Draft); err != nil {
		return t, fmt.Errorf("store: trial: %w", err)
	}
	return t, nil
}

// PutModel keeps a trained model, and drops those that are neither of the newest versions nor new themselves.
func PutModel(tx *Tx, workspaceID, digest string, body []byte, at time.Time) error {
	if err := tx.Do(`insert into model (workspace_id, digest, body, at) values ($1, $2, $3, $4) on conflict (workspace_id, digest) do update set body = excluded.body, at = excluded.at`,
		workspaceID, digest, body, Millis(at)); err != nil {
		return err
	}
	return tx.Do(`delete from model where workspace_id = $1
		and digest not in (select digest from training where workspace_id = $1 group by digest order by max(number) desc limit $2)
		and digest not in (select m.digest from model m where m.workspace_id = $1 and m.digest not in (
			select digest from training where workspace_id = $1 group by digest order by max(number) desc limit $2) order by m.at desc limit $3)`, workspaceID, keptModels, keptTrials)
}

// Model returns a trained model, nil where it is not kept.
func Model(ctx context.Context, q Querier, workspaceID, digest string) ([]byte, error) {
	var body []byte
	err := q.QueryRow(ctx, `select body from model where workspace_id = $1 and digest = $2`, workspaceID, digest).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, err
}

// PutVectors keeps sentence vectors by their digests.
func PutVectors(tx *Tx, workspaceID string, vectors map[string][]byte) error {
	for digest, body := range vectors {
		if err := tx.Do(`insert into vector (workspace_id, digest, body) values ($1, $2, $3) on conflict do nothing`, workspaceID, digest, body); err != nil {
			return err
		}
	}
	return nil
}

// Vectors returns a workspace's sentence vectors by their digests.
func Vectors(ctx context.Context, q Querier, workspaceID string) (map[string][]byte, error) {
	rows, err := q.Query(ctx, `select digest, body from vector where workspace_id = $1`, workspaceID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]byte{}
	for rows.Next() {
		var digest string
		var body []byte
		if err := rows.Scan(&digest, &body); err != nil {
			return nil, fmt.Errorf("store: vector: %w", err)
		}
		out[digest] = body
	}
	return out, rows.Err()
}

// InsertMissed notes a message that was not understood.
func InsertMissed(tx *Tx, m Missed) error {
	return tx.Do(`insert into missed (workspace_id, conversation_id, seq, guess, confidence, state, at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
		m.WorkspaceID, m.ConversationID, m.Seq, m.Guess, int64(m.Confidence*10000), MissedOpen, Millis(m.At))
}

// MissedMessages returns the newest messages that nobody has looked at yet, newest first. One whose words were erased is
// not among them: nothing can be learnt from it.
func MissedMessages(ctx context.Context, q Querier, workspaceID string, limit int) ([]Missed, error) {
	rows, err := q.Query(ctx, `select x.conversation_id, x.seq, x.guess, x.confidence, x.at, m.id, m.language, m.content from missed x
		join message m on m.conversation_id = x.conversation_id and m.seq = x.seq
		where x.workspace_id = $1 and x.state = $2 order by x.at desc, x.conversation_id, x.seq limit $3`, workspaceID, MissedOpen, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Missed
	for rows.Next() {
		m := Missed{WorkspaceID: workspaceID}
		var confidence, at int64
		var language, content string
		if err := rows.Scan(&m.ConversationID, &m.Seq, &m.Guess, &confidence, &at, &m.MessageID, &language, &content); err != nil {
			return nil, fmt.Errorf("store: missed: %w", err)
		}
		var c terang.Content
		if err := json.Unmarshal([]byte(content), &c); err != nil {
			return nil, fmt.Errorf("store: missed: %w", err)
		}
		m.Confidence, m.At, m.Language, m.Text = float64(confidence)/10000, Time(at), terang.Language(language), strings.TrimSpace(c.Text)
		if m.Text == "" {
			continue
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// CountMissed returns how many messages wait to be looked at.
func CountMissed(ctx context.Context, q Querier, workspaceID string) (int64, error) {
	var n int64
	err := q.QueryRow(ctx, `select count(*) from missed x join message m on m.conversation_id = x.conversation_id and m.seq = x.seq
		where x.workspace_id = $1 and x.state = $2`, workspaceID, MissedOpen).Scan(&n)
	return n, err
}

// SetMissed moves a missed message to another state.
func SetMissed(tx *Tx, workspaceID, conversationID string, seq int64, state string) error {
	return tx.Expect(terang.Fail(terang.NotFound, "missed_not_found"), `update missed set state = $1 where workspace_id = $2 and conversation_id = $3 and seq = $4`, state, workspaceID, conversationID, seq)
}
