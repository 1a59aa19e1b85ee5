package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
)

// MaxParts is how many persons may be merged into one.
const MaxParts = 16

// Why a merge ended.
const (
	MergeUndone      = "undone"       // an agent took it back
	MergeOtherPerson = "other_person" // one of the two proved to be somebody else
)

// Merge is an agent's word that two contacts are one person. It changes nothing of either: what a contact said, agreed to and
// did stays its own, and what is one follows from the merges that hold.
type Merge struct {
	ID          string
	WorkspaceID string
	ContactID   string
	OtherID     string
	Note        string
	By          string // "agent:agt_…"
	At          time.Time
	EndedAt     time.Time // zero while it holds
	EndedBy     string
	Why         string // why it ended
}

// proven is [PersonOf] of the contact k in SQL.
const proven = `case when k.external_id <> '' then 'x:' || k.external_id else k.id end`

// jointOf selects what a run of a contact shares with the others of its person; the arguments are parameters.
func (tx *Tx) jointOf(contact, workspace, person string) string {
	return `coalesce(nullif((select k.joint from contact k where k.id = ` + contact + ` and k.workspace_id = ` + workspace + ` and ` + proven + ` = ` + person + tx.ForUpdate() + `), ''), ` + person + `)`
}

const mergeColumns = `g.id, g.workspace_id, g.contact_id, g.other_id, g.note, g.made_by, g.at, g.ended_at, g.ended_by, g.ended_why`

func scanMerge(row scanner) (Merge, error) {
	var m Merge
	var at, ended int64
	err := row.Scan(&m.ID, &m.WorkspaceID, &m.ContactID, &m.OtherID, &m.Note, &m.By, &at, &ended, &m.EndedBy, &m.Why)
	m.At, m.EndedAt = Time(at), Time(ended)
	return m, err
}

// MergeByID returns a merge of a workspace.
func MergeByID(ctx context.Context, q Querier, workspaceID, id string) (Merge, error) {
	m, err := scanMerge(q.QueryRow(ctx, `select `+mergeColumns+` from person_merge g where g.id = $1 and g.workspace_id = $2`, id, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return m, terang.Fail(terang.NotFound, "merge_not_found")
	}
	if err != nil {
		return m, fmt.Errorf("store: merge: %w", err)
	}
	return m, nil
}

// Merges returns the merges that hold between contacts of a person, the newest first.
func Merges(ctx context.Context, q Querier, workspaceID, contactID string) ([]Merge, error) {
	rows, err := q.Query(ctx, `select `+mergeColumns+` from person_merge g where g.ended_at = 0 and g.workspace_id = $1 and g.contact_id in `+samePerson+`
		order by g.at desc, g.id desc`, workspaceID, contactID)
	if err != nil {
		return nil, fmt.Errorf("store: merges: %w", err)
	}
	defer rows.Close()
	var out []Merge
	for rows.Next() {
		m, err := scanMerge(rows)
		if err != nil {
			return nil, fmt.Errorf("store: merges: %w", err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// LockPerson returns all contacts of a merged person, and keeps others from changing them until the transaction ends.
func LockPerson(tx *Tx, k terang.Contact) ([]terang.Contact, error) {
	if lock := tx.ForUpdate(); lock != "" {
		rows, err := tx.Query(`select p.id from contact p where p.workspace_id = $1 and p.joint <> '' and p.joint = $2 order by p.id`+lock, k.WorkspaceID, k.Joint)
		if err != nil {
			return nil, fmt.Errorf("store: lock a person: %w", err)
		}
		if err := rows.Close(); err != nil {
			return nil, fmt.Errorf("store: lock a person: %w", err)
		}
	}
	return Person(context.Background(), tx.Reader(), k.WorkspaceID, k.ID, ByAny)
}

// LockPersons makes merges of a workspace wait for each other: who is one person is worked out by reading several rows.
func LockPersons(tx *Tx, workspaceID string) error {
	var id string
	err := tx.QueryRow(`select id from workspace where id = $1`+tx.ForUpdate(), workspaceID).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // no workspace has no persons to lock
		return fmt.Errorf("store: lock persons: %w", err)
	}
	return nil
}

// InsertMerge stores a merge and makes its two contacts one person. It refuses what cannot be one: two that the brand's system knows
// as two, one that was erased, one person already, or more than [MaxParts].
func InsertMerge(tx *Tx, m Merge) error {
	if err := LockPersons(tx, m.WorkspaceID); err != nil {
		return err
	}
	if err := lockContacts(tx, m); err != nil { // a turn may just be proving who one of them is
		return err
	}
	if err := MayMerge(context.Background(), tx.Reader(), m); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into person_merge (id, workspace_id, contact_id, other_id, note, made_by, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		m.ID, m.WorkspaceID, m.ContactID, m.OtherID, m.Note, m.By, Millis(m.At))
	if err != nil {
		return err
	}
	return rejoin(tx, m.WorkspaceID, m.ContactID, m.At)
}

// lockContacts keeps others from changing the two contacts of a merge until the transaction ends.
func lockContacts(tx *Tx, m Merge) error {
	lock := tx.ForUpdate()
	if lock == "" {
		return nil
	}
	rows, err := tx.Query(`select k.id from contact k where k.workspace_id = $1 and k.id in ($2, $3) order by k.id`+lock, m.WorkspaceID, m.ContactID, m.OtherID)
	if err != nil {
		return fmt.Errorf("store: lock contacts: %w", err)
	}
	if err := rows.Close(); err != nil {
		return fmt.Errorf("store: lock contacts: %w", err)
	}
	return nil
}

// MayMerge says why two contacts cannot be merged, nil where they can.
func MayMerge(ctx context.Context, q Querier, m Merge) error {
	if m.ContactID == m.OtherID {
		return terang.Fail(terang.Conflict, "merge_with_itself")
	}
	var keys []string
	for _, id := range []string{m.ContactID, m.OtherID} {
		k, err := Contact(ctx, q, m.WorkspaceID, id)
		if err != nil {
			return err
		}
		if gone, err := Erased(ctx, q, m.WorkspaceID, id); err != nil || gone {
			if err != nil {
				return err
			}
			return terang.Fail(terang.Conflict, "merge_erased")
		}
		g, err := group(ctx, q, m.WorkspaceID, PersonOf(k))
		if err != nil {
			return err
		}
		if slices.Contains(keys, g.keys[0]) {
			return terang.Fail(terang.Conflict, "merge_same_person")
		}
		if len(keys) > 0 && strings.HasPrefix(keys[0], verifiedKey) && strings.HasPrefix(g.keys[0], verifiedKey) {
			return terang.Fail(terang.Conflict, "merge_contradicts", "one", strings.TrimPrefix(keys[0], verifiedKey), "other", strings.TrimPrefix(g.keys[0], verifiedKey))
		}
		if keys = append(keys, g.keys...); len(keys) > MaxParts {
			return terang.Fail(terang.Conflict, "merge_too_many")
		}
	}
	return nil
}

// EndMerge takes a merge back: what is left of it is worked out anew. It refuses one that is none any more, and one whose contacts
// have proved to be the same since, which no agent can take back.
func EndMerge(tx *Tx, m Merge) error {
	if err := LockPersons(tx, m.WorkspaceID); err != nil {
		return err
	}
	a, err := Contact(context.Background(), tx.Reader(), m.WorkspaceID, m.ContactID)
	if err != nil {
		return err
	}
	b, err := Contact(context.Background(), tx.Reader(), m.WorkspaceID, m.OtherID)
	if err != nil {
		return err
	}
	if PersonOf(a) == PersonOf(b) {
		return terang.Fail(terang.Conflict, "merge_proven")
	}
	n, err := tx.Exec(`update person_merge set ended_at = $1, ended_by = $2, ended_why = $3 where id = $4 and workspace_id = $5 and ended_at = 0`,
		Millis(m.EndedAt), m.EndedBy, m.Why, m.ID, m.WorkspaceID)
	if err != nil {
		return err
	}
	if n == 0 {
		return terang.Fail(terang.Conflict, "merge_ended")
	}
	return part(tx, m.WorkspaceID, []string{PersonOf(a), PersonOf(b)}, m.EndedAt)
}

// part works out who is one person among those whom an ended merge held together. First each gets what is theirs; only then may go on
// what was set aside for another.
func part(tx *Tx, workspaceID string, keys []string, now time.Time) error {
	for _, revive := range []bool{false, true} {
		done := map[string]bool{}
		for _, key := range keys {
			if done[key] {
				continue
			}
			g, err := group(context.Background(), tx.Reader(), workspaceID, key)
			if err != nil {
				return err
			}
			for _, k := range g.keys {
				done[k] = true
			}
			if err := g.settle(tx, workspaceID, now, revive); err != nil {
				return err
			}
		}
	}
	return nil
}

// Rejoin works out who is one person with a contact after it proved who it is. Where that is somebody else than those it was merged
// with, its merges end: the brand's system knows better than an agent.
func Rejoin(tx *Tx, workspaceID, contactID string, now time.Time) error {
	ctx, q := context.Background(), tx.Reader()
	if err := LockPersons(tx, workspaceID); err != nil {
		return err
	}
	k, err := Contact(ctx, q, workspaceID, contactID)
	if err != nil {
		return err
	}
	g, err := group(ctx, q, workspaceID, PersonOf(k))
	if err != nil {
		return err
	}
	if !g.contradicts() {
		return rejoin(tx, workspaceID, contactID, now)
	}
	_, err = tx.Exec(`update person_merge set ended_at = $1, ended_by = 'system', ended_why = $2 where workspace_id = $3 and (contact_id = $4 or other_id = $4) and ended_at = 0`,
		Millis(now), MergeOtherPerson, workspaceID, contactID)
	if err != nil {
		return err
	}
	return part(tx, workspaceID, g.keys, now)
}

// DropMerges takes back all merges of a person without a trace, and returns the ids of all who were one, by them or by proof. It is for an
// erasure.
func DropMerges(tx *Tx, workspaceID, contactID string, now time.Time) ([]string, error) {
	ctx, q := context.Background(), tx.Reader()
	if err := LockPersons(tx, workspaceID); err != nil {
		return nil, err
	}
	k, err := Contact(ctx, q, workspaceID, contactID)
	if err != nil {
		return nil, err
	}
	all, err := Person(ctx, q, workspaceID, contactID, ByAny)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	var g persons
	if k.Joint != "" {
		if g, err = group(ctx, q, workspaceID, PersonOf(k)); err != nil {
			return nil, err
		}
	}
	for _, id := range ids { // those that ended long ago tell of the contact too
		if err := tx.Do(`delete from person_merge where workspace_id = $1 and (contact_id = $2 or other_id = $2)`, workspaceID, id); err != nil {
			return nil, err
		}
	}
	for _, key := range g.keys {
		if err := (&persons{keys: []string{key}}).settle(tx, workspaceID, now, false); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// mergedAgain lets a merge that came with a file hold, once both of its contacts are there.
func mergedAgain(tx *Tx, workspaceID string, r *PortableRecord) error {
	m, err := MergeByID(context.Background(), tx.Reader(), workspaceID, r.ID())
	if err != nil || !m.EndedAt.IsZero() {
		return err
	}
	if err := LockPersons(tx, workspaceID); err != nil {
		return err
	}
	return rejoin(tx, workspaceID, m.ContactID, m.At)
}

func rejoin(tx *Tx, workspaceID, contactID string, now time.Time) error {
	k, err := Contact(context.Background(), tx.Reader(), workspaceID, contactID)
	if err != nil {
		return err
	}
	g, err := group(context.Background(), tx.Reader(), workspaceID, PersonOf(k))
	if err != nil {
		return err
	}
	return g.settle(tx, workspaceID, now, false)
}

// verifiedKey begins the key of a person whom the brand's system has confirmed: see [PersonOf].
const verifiedKey = "x:"

// persons are those whom merges make one: the keys by which each proved to be one, the verified ones first, then in order.
type persons struct {
	keys     []string
	joinedAt int64 // the last merge
}

func (g *persons) contradicts() bool {
	return len(g.keys) > 1 && strings.HasPrefix(g.keys[1], verifiedKey)
}

// group follows the merges that hold from one person to all that they lead to, a statement for each.
func group(ctx context.Context, q Querier, workspaceID, key string) (persons, error) {
	g := persons{keys: []string{key}}
	for i := 0; i < len(g.keys) && i <= 2*MaxParts; i++ {
		keys, at, err := merged(ctx, q, workspaceID, g.keys[i])
		if err != nil {
			return g, err
		}
		g.joinedAt = max(g.joinedAt, at)
		for _, k := range keys {
			if !slices.Contains(g.keys, k) {
				g.keys = append(g.keys, k)
			}
		}
	}
	slices.SortFunc(g.keys, func(a, b string) int {
		if x, y := strings.HasPrefix(a, verifiedKey), strings.HasPrefix(b, verifiedKey); x != y {
			return int(flag(y)) - int(flag(x))
		}
		return strings.Compare(a, b)
	})
	return g, nil
}

// whoIs selects the ids of the contacts of a person: $2 is its key.
func whoIs(key string) string {
	if strings.HasPrefix(key, verifiedKey) {
		return `(select p.id from contact p where p.workspace_id = $1 and p.external_id <> '' and p.external_id = substr(cast($2 as text), 3))`
	}
	return `(cast($2 as text))`
}

// merged returns whom merges join with a person, and when the last did.
func merged(ctx context.Context, q Querier, workspaceID, key string) (keys []string, last int64, err error) {
	who := whoIs(key)
	rows, err := q.Query(ctx, `select `+proven+`, g.at from person_merge g join contact k on k.id = g.other_id where g.workspace_id = $1 and g.ended_at = 0 and g.contact_id in `+who+`
		union select `+proven+`, g.at from person_merge g join contact k on k.id = g.contact_id where g.workspace_id = $1 and g.ended_at = 0 and g.other_id in `+who, workspaceID, key)
	if err != nil {
		return nil, 0, fmt.Errorf("store: merged: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var k string
		var at int64
		if err := rows.Scan(&k, &at); err != nil {
			return nil, 0, fmt.Errorf("store: merged: %w", err)
		}
		keys, last = append(keys, k), max(last, at)
	}
	return keys, last, rows.Err()
}

// settle writes what the contacts and the living runs of persons who are one share. Where the same playbook lives with several
// of them the one that was first goes on, and the others are set aside with all that they hold; revive lets those go on again that nobody
// stands for any more. The contacts' revision is raised, so that whoever decided by what was known before decides again.
func (g *persons) settle(tx *Tx, workspaceID string, now time.Time, revive bool) error {
	joint, column, joined := g.keys[0], g.keys[0], g.joinedAt
	if len(g.keys) == 1 {
		column, joined = "", 0
	}
	for _, key := range g.keys {
		where := `id = $5`
		if strings.HasPrefix(key, verifiedKey) {
			where = `external_id <> '' and external_id = substr(cast($5 as text), 3)`
		}
		if _, err := tx.Exec(`update contact set joint = $1, joined_at = $2, revision = revision + 1 where workspace_id = $3 and joint || joined_at <> $4 and `+where,
			column, joined, workspaceID, column+fmt.Sprint(joined), key); err != nil {
			return err
		}
	}
	runs, err := g.runs(context.Background(), tx.Reader(), workspaceID)
	if err != nil {
		return err
	}
	aside, again := shared(runs, revive)
	for _, r := range aside {
		if _, err := tx.Exec(`update run set ended_at = $1, outcome = $2, due_at = 0, node = '', claim = claim + 1 where id = $3`, Millis(now), string(OutcomeMerged), r.ID); err != nil {
			return err
		}
	}
	for _, key := range g.keys {
		if _, err := tx.Exec(`update run set joint = $1 where workspace_id = $2 and person = $3 and ended_at = 0 and kind <> 'look' and joint <> $1`, joint, workspaceID, key); err != nil {
			return err
		}
	}
	for _, r := range again { // its time may have passed: then it is due at once
		if _, err := tx.Exec(`update run set joint = $1, ended_at = 0, outcome = '', claim = claim + 1, due_at = case when cause <> '' and kind = 'sleep' then cast($2 as bigint) else wake_at end where id = $3`,
			joint, Millis(now), r.ID); err != nil {
			return err
		}
	}
	return nil
}

// runs returns what lives with persons and what was set aside, the oldest first.
func (g *persons) runs(ctx context.Context, q Querier, workspaceID string) ([]Run, error) {
	args := []any{workspaceID}
	for _, k := range g.keys {
		args = append(args, k)
	}
	who := marks(2, len(g.keys))
	runs, err := readRuns(ctx, q, `select `+runColumns+` from run r where r.workspace_id = $1 and r.person in (`+who+`) and r.ended_at = 0 and r.kind <> 'look'
		union all select `+runColumns+` from run r where r.workspace_id = $1 and r.person in (`+who+`) and r.outcome = 'merged'`, args...)
	slices.SortFunc(runs, func(a, b Run) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), strings.Compare(a.ID, b.ID))
	})
	return runs, err
}

// shared says which runs are to be set aside and which go on again: of each name one lives, the first.
func shared(runs []Run, revive bool) (aside, again []Run) {
	lives := map[string]bool{}
	for _, r := range runs {
		if !r.EndedAt.IsZero() {
			continue
		}
		if lives[r.Single] {
			aside = append(aside, r)
		}
		lives[r.Single] = true
	}
	for _, r := range runs {
		if !r.EndedAt.IsZero() && revive && !lives[r.Single] {
			again = append(again, r)
			lives[r.Single] = true
		}
	}
	return aside, again
}

// SetAside returns the runs that a merge of two contacts would set aside.
func SetAside(ctx context.Context, q Querier, workspaceID string, a, b terang.Contact) ([]Run, error) {
	var both persons
	for _, k := range []terang.Contact{a, b} {
		g, err := group(ctx, q, workspaceID, PersonOf(k))
		if err != nil {
			return nil, err
		}
		both.keys = append(both.keys, g.keys...)
	}
	runs, err := both.runs(ctx, q, workspaceID)
	aside, _ := shared(runs, false)
	return aside, err
}
