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

// TrustSignal is one thing in a turn that moved trust, as the store keeps it. JSON: {"k":"loop","w":-30,"q":"kan sudah","s":12}.
type TrustSignal struct {
	Kind   string `json:"k"`
	Weight int    `json:"w,omitempty"` // points, 0 for the kind's own
	Quote  string `json:"q,omitempty"`
	Seq    int64  `json:"s,omitempty"`
}

// TrustTurn is a turn of a contact that moved trust, or could heal it. Calm turns of a calm talk leave none.
type TrustTurn struct {
	WorkspaceID    string
	ConversationID string
	Source         string // "" for what happened here, else the import that it came with
	Seq            int64
	At             time.Time
	Playbook, Risk string // of the matter, by which the lines were chosen
	Score          int
	Decision       string
	Signals        []TrustSignal
}

// InsertTrustTurn keeps a turn. What else happened at the same position, such as a tap on a button, is added to it.
func InsertTrustTurn(tx *Tx, t TrustTurn) error {
	signals := []byte("[]")
	if len(t.Signals) > 0 {
		var err error
		if signals, err = json.Marshal(t.Signals); err != nil {
			return fmt.Errorf("store: trust turn: %w", err)
		}
	}
	return tx.Do(`insert into trust_turn (workspace_id, conversation_id, seq, at, source, playbook, risk, score, decision, signals)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (conversation_id, seq) do update set score = excluded.score, decision = excluded.decision, signals = case
			when excluded.signals = '[]' then trust_turn.signals
			when trust_turn.signals = '[]' then excluded.signals
			else substr(trust_turn.signals, 1, length(trust_turn.signals) - 1) || ',' || substr(excluded.signals, 2) end`,
		t.WorkspaceID, t.ConversationID, t.Seq, Millis(t.At), t.Source, t.Playbook, t.Risk, t.Score, t.Decision, string(signals))
}

const trustTurnColumns = `workspace_id, conversation_id, seq, at, source, playbook, risk, score, decision, signals`

// trustTurns hands each row to yield, until one fails.
func trustTurns(ctx context.Context, q Querier, yield func(TrustTurn) error, sql string, args ...any) error {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("store: trust turns: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var t TrustTurn
		var at int64
		var signals []byte
		if err := rows.Scan(&t.WorkspaceID, &t.ConversationID, &t.Seq, &at, &t.Source, &t.Playbook, &t.Risk, &t.Score, &t.Decision, &signals); err != nil {
			return fmt.Errorf("store: trust turns: %w", err)
		}
		t.At = Time(at)
		if len(signals) > len("[]") {
			if err := json.Unmarshal(signals, &t.Signals); err != nil {
				return fmt.Errorf("store: trust turn %s/%d: %w", t.ConversationID, t.Seq, err)
			}
		}
		if err := yield(t); err != nil {
			return err
		}
	}
	return rows.Err()
}

// TrustTurns returns the turns of one conversation, in their order.
func TrustTurns(ctx context.Context, q Querier, workspaceID, conversationID string) ([]TrustTurn, error) {
	var out []TrustTurn
	err := trustTurns(ctx, q, func(t TrustTurn) error { out = append(out, t); return nil },
		`select `+trustTurnColumns+` from trust_turn where conversation_id = $1 and workspace_id = $2 order by seq`, conversationID, workspaceID)
	return out, err
}

// TrustTurnsOf hands over the turns of some conversations, ordered by conversation and position. Rows of other workspaces are left out
// here and not by the statement: asked for the workspace, SQLite would walk all that it has.
func TrustTurnsOf(ctx context.Context, q Querier, workspaceID string, conversationIDs []string, yield func(TrustTurn) error) error {
	if len(conversationIDs) == 0 {
		return nil
	}
	in, args := among(conversationIDs)
	ours := func(t TrustTurn) error {
		if t.WorkspaceID != workspaceID {
			return nil
		}
		return yield(t)
	}
	return trustTurns(ctx, q, ours, `select `+trustTurnColumns+` from trust_turn where conversation_id in `+in+` order by conversation_id, seq`, args...)
}

// TrustTurnsBetween hands over the turns from one time to before another, ordered by conversation and position. A zero time is no
// bound.
func TrustTurnsBetween(ctx context.Context, q Querier, workspaceID, source string, from, to time.Time, yield func(TrustTurn) error) error {
	return trustTurns(ctx, q, yield, `select `+trustTurnColumns+` from trust_turn
		where workspace_id = $1 and source = $2 and at >= $3 and at < $4 order by conversation_id, seq`, workspaceID, source, Millis(from), until(to))
}

// until is the end of a span of time, open for the zero time.
func until(to time.Time) int64 {
	if to.IsZero() {
		return 1 << 62
	}
	return Millis(to)
}

// among is the list of values for an "in", with its arguments. Its length grows in steps, so that few different statements are made.
func among(values []string) (string, []any) {
	const step = 100
	n := (len(values) + step - 1) / step * step
	args, list := make([]any, n), make([]byte, 0, 6*n)
	for i := range n {
		args[i] = values[min(i, len(values)-1)]
		list = fmt.Appendf(list, ",$%d", i+1)
	}
	list[0] = '('
	return string(append(list, ')')), args
}

// PruneTrustTurns removes what happened here before a time, and turns of imports that were begun before another and never finished; at
// most limit of each. It returns how many.
func PruneTrustTurns(tx *Tx, workspaceID string, before, begun time.Time, limit int) (int64, error) {
	n, err := tx.Exec(`delete from trust_turn where (conversation_id, seq) in (
		select conversation_id, seq from trust_turn where workspace_id = $1 and source = '' and at < $2 limit $3)`, workspaceID, Millis(before), limit)
	if err != nil {
		return n, err
	}
	torn, err := tx.Exec(`delete from trust_turn where (conversation_id, seq) in (
		select conversation_id, seq from trust_turn t where t.workspace_id = $1 and t.source > '' and t.at < $2
		and not exists (select 1 from trust_import m where m.id = t.source) limit $3)`, workspaceID, Millis(begun), limit)
	return n + torn, err
}

// TrustSetting is one published version of a workspace's lines. The pack's own are version 0 and have no row.
type TrustSetting struct {
	WorkspaceID string
	Version     int64
	Setting     json.RawMessage // a trust.Setting
	Note        string
	By          string // the person's id
	At          time.Time
}

// InsertTrustSetting stores the version that becomes the live one. It fails with taken where somebody else got its number first.
func InsertTrustSetting(tx *Tx, s TrustSetting, taken error) error {
	return tx.Expect(taken, `insert into trust_setting (workspace_id, version, setting, note, published_by, published_at)
		values ($1, $2, $3, $4, $5, $6) on conflict do nothing`, s.WorkspaceID, s.Version, string(s.Setting), s.Note, s.By, Millis(s.At))
}

// TrustSettings returns the newest versions, newest first.
func TrustSettings(ctx context.Context, q Querier, workspaceID string, limit int) ([]TrustSetting, error) {
	return trustSettings(ctx, q, `select workspace_id, version, setting, note, published_by, published_at from trust_setting
		where workspace_id = $1 order by version desc limit $2`, workspaceID, limit)
}

// TrustSettingOf returns one version.
func TrustSettingOf(ctx context.Context, q Querier, workspaceID string, version int64) (TrustSetting, error) {
	all, err := trustSettings(ctx, q, `select workspace_id, version, setting, note, published_by, published_at from trust_setting
		where workspace_id = $1 and version = $2`, workspaceID, version)
	if err == nil && len(all) == 0 {
		err = terang.Fail(terang.NotFound, "trust_setting_not_found")
	}
	if err != nil {
		return TrustSetting{}, err
	}
	return all[0], nil
}

func trustSettings(ctx context.Context, q Querier, sql string, args ...any) ([]TrustSetting, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("store: trust settings: %w", err)
	}
	defer rows.Close()
	var out []TrustSetting
	for rows.Next() {
		var s TrustSetting
		var setting string
		var at int64
		if err := rows.Scan(&s.WorkspaceID, &s.Version, &setting, &s.Note, &s.By, &at); err != nil {
			return nil, fmt.Errorf("store: trust settings: %w", err)
		}
		s.Setting, s.At = json.RawMessage(setting), Time(at)
		out = append(out, s)
	}
	return out, rows.Err()
}

// TrustVersions returns the number of each workspace's live version; one that has published none is not among them.
func TrustVersions(ctx context.Context, q Querier) (map[string]int64, error) {
	rows, err := q.Query(ctx, `select workspace_id, max(version) from trust_setting group by workspace_id`)
	if err != nil {
		return nil, fmt.Errorf("store: trust settings: %w", err)
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var ws string
		var n int64
		if err := rows.Scan(&ws, &n); err != nil {
			return nil, fmt.Errorf("store: trust settings: %w", err)
		}
		out[ws] = n
	}
	return out, rows.Err()
}

// TrustImport are talks from elsewhere. Of their words nothing is kept but the quotes in their turns.
type TrustImport struct {
	ID          string
	WorkspaceID string
	Name        string
	Talks       int64
	Turns       int64           // of the contacts
	Facts       json.RawMessage // what is known of each talk; nil where it was not asked for
	By          string          // the person's id
	At          time.Time
}

// InsertTrustImport stores an import; its turns are stored before, under its id as their source.
func InsertTrustImport(tx *Tx, m TrustImport) error {
	return tx.Do(`insert into trust_import (id, workspace_id, name, talks, turns, facts, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		m.ID, m.WorkspaceID, m.Name, m.Talks, m.Turns, string(m.Facts), m.By, Millis(m.At))
}

// TrustImports returns a workspace's imports without their facts, newest first.
func TrustImports(ctx context.Context, q Querier, workspaceID string, limit int) ([]TrustImport, error) {
	rows, err := q.Query(ctx, `select id, name, talks, turns, created_by, created_at from trust_import
		where workspace_id = $1 order by created_at desc, id desc limit $2`, workspaceID, limit)
	if err != nil {
		return nil, fmt.Errorf("store: trust imports: %w", err)
	}
	defer rows.Close()
	var out []TrustImport
	for rows.Next() {
		m := TrustImport{WorkspaceID: workspaceID}
		var at int64
		if err := rows.Scan(&m.ID, &m.Name, &m.Talks, &m.Turns, &m.By, &at); err != nil {
			return nil, fmt.Errorf("store: trust imports: %w", err)
		}
		m.At = Time(at)
		out = append(out, m)
	}
	return out, rows.Err()
}

// TrustImportOf returns one import with its facts.
func TrustImportOf(ctx context.Context, q Querier, workspaceID, id string) (TrustImport, error) {
	m := TrustImport{ID: id, WorkspaceID: workspaceID}
	var facts string
	var at int64
	err := q.QueryRow(ctx, `select name, talks, turns, facts, created_by, created_at from trust_import where workspace_id = $1 and id = $2`, workspaceID, id).
		Scan(&m.Name, &m.Talks, &m.Turns, &facts, &m.By, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return m, terang.Fail(terang.NotFound, "trust_import_not_found")
	}
	if err != nil {
		return m, fmt.Errorf("store: trust import: %w", err)
	}
	m.Facts, m.At = json.RawMessage(facts), Time(at)
	return m, nil
}

// DeleteTrustTurns removes turns of an import, at most limit. It returns how many.
func DeleteTrustTurns(tx *Tx, workspaceID, importID string, limit int) (int64, error) {
	if importID == "" {
		return 0, nil
	}
	return tx.Exec(`delete from trust_turn where (conversation_id, seq) in (
		select conversation_id, seq from trust_turn where workspace_id = $1 and source = $2 limit $3)`, workspaceID, importID, limit)
}

// DeleteTrustImport removes an import, whose turns are gone.
func DeleteTrustImport(tx *Tx, workspaceID, id string) error {
	return tx.Expect(terang.Fail(terang.NotFound, "trust_import_not_found"), `delete from trust_import where workspace_id = $1 and id = $2`, workspaceID, id)
}
