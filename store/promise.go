package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"terang"
)

// PromiseView is one list of promises.
type PromiseView string

// The lists of promises.
const (
	PromisesOpen   PromiseView = "open"   // that somebody owes, the earliest first
	PromisesDue    PromiseView = "due"    // of these, whose time comes before PromiseQuery.Before
	PromisesBroken PromiseView = "broken" // of the open ones, whose time has passed
	PromisesAll    PromiseView = "all"    // also those that are kept or cancelled, the latest first
)

func (v PromiseView) where() string {
	switch v {
	case PromisesOpen:
		return ` and p.kept_at = 0 and p.cancelled_at = 0`
	case PromisesDue:
		return ` and p.kept_at = 0 and p.cancelled_at = 0 and p.due_at <= $2`
	case PromisesBroken:
		return ` and p.kept_at = 0 and p.cancelled_at = 0 and p.broken_at > 0`
	case PromisesAll:
		return ``
	}
	return ` and 1 = 0`
}

// OwnerDesk selects what no agent owns.
const OwnerDesk = "desk"

// PromiseQuery selects a page of promises.
type PromiseQuery struct {
	WorkspaceID    string
	View           PromiseView
	Before         time.Time // of [PromisesDue]
	Owner          string    // agent's id, [OwnerDesk], "" for all
	ConversationID string    // "" for all
	After          *Cursor   // by due time
	Limit          int
}

// ListedPromise is a promise as a list shows it.
type ListedPromise struct {
	terang.Promise
	ContactName string
	Verified    bool
	OwnerName   string
}

const promiseColumns = `p.id, p.workspace_id, p.conversation_id, p.contact_id, p.kind, p.words, p.reach, p.made_by, p.owner,
	p.due_at, p.created_at, p.kept_at, p.kept_by, p.broken_at, p.told_at, p.cancelled_at`

func scanPromise(row scanner, extra ...any) (terang.Promise, error) {
	var p terang.Promise
	var kind string
	var due, created, kept, broken, told, cancelled int64
	err := row.Scan(append([]any{
		&p.ID, &p.WorkspaceID, &p.ConversationID, &p.ContactID, &kind, &p.Words, &p.Reach, &p.MadeBy, &p.Owner,
		&due, &created, &kept, &p.KeptBy, &broken, &told, &cancelled,
	}, extra...)...)
	p.Kind, p.DueAt, p.CreatedAt = terang.PromiseKind(kind), Time(due), Time(created)
	p.KeptAt, p.BrokenAt, p.ToldAt, p.CancelledAt = Time(kept), Time(broken), Time(told), Time(cancelled)
	return p, err
}

// InsertPromise stores a new promise; a node looks at it first when its owner is to be warned.
func InsertPromise(tx *Tx, p terang.Promise) error {
	return tx.Do(`insert into promise (id, workspace_id, conversation_id, contact_id, kind, words, reach, made_by, owner, due_at, created_at, next_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		p.ID, p.WorkspaceID, p.ConversationID, p.ContactID, string(p.Kind), p.Words, p.Reach, p.MadeBy, p.Owner, Millis(p.DueAt), Millis(p.CreatedAt), Millis(p.WarnAt()))
}

// errSettled says that nobody owes the promise any more.
func errSettled() error { return terang.Fail(terang.Conflict, "promise_settled") }

// errPromiseLost says that another node has the promise, or that it was settled meanwhile.
func errPromiseLost() error { return terang.Fail(terang.Conflict, "promise_lost") }

// PromiseLost reports whether err says that a claimed promise is no longer ours.
func PromiseLost(err error) bool {
	var e *terang.Error
	return errors.As(err, &e) && e.Code == "promise_lost"
}

const whileOwed = ` and kept_at = 0 and cancelled_at = 0`

// KeepPromise records who kept a promise. One that nobody owes any more is a Conflict.
func KeepPromise(tx *Tx, workspaceID, id, by string, now time.Time) error {
	return tx.Expect(errSettled(), `update promise set kept_at = $1, kept_by = $2, next_at = 0, claim = claim + 1 where id = $3 and workspace_id = $4`+whileOwed,
		Millis(now), by, id, workspaceID)
}

// CancelPromise takes a promise back. One that nobody owes any more is a Conflict.
func CancelPromise(tx *Tx, workspaceID, id string, now time.Time) error {
	return tx.Expect(errSettled(), `update promise set cancelled_at = $1, next_at = 0, claim = claim + 1 where id = $2 and workspace_id = $3`+whileOwed, Millis(now), id, workspaceID)
}

// CancelPromises takes all promises of a kind in a conversation back.
func CancelPromises(tx *Tx, workspaceID, conversationID string, kind terang.PromiseKind, now time.Time) error {
	return tx.Do(`update promise set cancelled_at = $1, next_at = 0, claim = claim + 1 where conversation_id = $2 and workspace_id = $3 and kind = $4`+whileOwed,
		Millis(now), conversationID, workspaceID, string(kind))
}

// MovePromise gives a promise whose time has not passed the time and the words that p has. One that was broken or settled is a Conflict.
func MovePromise(tx *Tx, p terang.Promise) error {
	return tx.Expect(errSettled(), `update promise set due_at = $1, next_at = $2, words = $3, claim = claim + 1 where id = $4 and workspace_id = $5 and broken_at = 0`+whileOwed,
		Millis(p.DueAt), Millis(p.WarnAt()), p.Words, p.ID, p.WorkspaceID)
}

// OwnPromises gives what is owed in a conversation to an agent, or to the desk where owner is "".
func OwnPromises(tx *Tx, workspaceID, conversationID, owner string) error {
	return tx.Do(`update promise set owner = $1 where conversation_id = $2 and workspace_id = $3`+whileOwed, owner, conversationID, workspaceID)
}

// ClaimedPromise is a promise that a node has taken, to do what is due.
type ClaimedPromise struct {
	terang.Promise
	Claim int64
}

// ClaimPromises takes promises that a node must look at now, the longest due first. If nothing comes of it, other nodes may take
// them from the time until on.
func ClaimPromises(tx *Tx, now, until time.Time, limit int) ([]ClaimedPromise, error) {
	lock := tx.ForUpdate()
	if lock != "" {
		lock += " skip locked"
	}
	rows, err := tx.Query(`update promise set next_at = $1, claim = claim + 1 where id in (
		select id from promise where next_at > 0 and next_at <= $2 order by next_at limit $3`+lock+`) returning `+strings.ReplaceAll(promiseColumns, "p.", "")+`, claim`,
		Millis(until), Millis(now), limit)
	if err != nil {
		return nil, fmt.Errorf("store: claim promises: %w", err)
	}
	defer rows.Close()
	var out []ClaimedPromise
	for rows.Next() {
		var c ClaimedPromise
		if c.Promise, err = scanPromise(rows, &c.Claim); err != nil {
			return nil, fmt.Errorf("store: claim promises: %w", err)
		}
		out = append(out, c)
	}
	if len(out) > 0 {
		tx.Dirty()
	}
	return out, rows.Err()
}

// NextPromiseAt returns when a node must look at a promise next, zero for never.
func NextPromiseAt(ctx context.Context, q Querier) (time.Time, error) {
	var at int64
	if err := q.QueryRow(ctx, `select coalesce(min(next_at), 0) from promise where next_at > 0`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("store: next promise: %w", err)
	}
	return Time(at), nil
}

// AwaitPromise says when a node must look at a claimed promise again, zero for never. See [PromiseLost].
func AwaitPromise(tx *Tx, p ClaimedPromise, next time.Time) error {
	return tx.Expect(errPromiseLost(), `update promise set next_at = $1 where id = $2 and claim = $3`+whileOwed, Millis(next), p.ID, p.Claim)
}

// BreakPromise records that the time of a claimed promise has passed, at p.BrokenAt, who owes it from now on, and at p.ToldAt that
// the contact heard so, where they did. It is still owed; next is when a node must look at it again, zero for never. See [PromiseLost].
func BreakPromise(tx *Tx, p ClaimedPromise, next time.Time) error {
	return tx.Expect(errPromiseLost(), `update promise set broken_at = $1, owner = $2, told_at = $3, next_at = $4 where id = $5 and claim = $6 and told_at = 0`+whileOwed,
		Millis(p.BrokenAt), p.Owner, Millis(p.ToldAt), Millis(next), p.ID, p.Claim)
}

// TellPromise records that the contact heard that a promise was broken. Whoever was about to tell them loses it: see
// [PromiseLost].
func TellPromise(tx *Tx, workspaceID, id string, now time.Time) error {
	return tx.Do(`update promise set told_at = $1, next_at = 0, claim = claim + 1 where id = $2 and workspace_id = $3 and told_at = 0`+whileOwed, Millis(now), id, workspaceID)
}

// Promise returns a promise of the workspace.
func Promise(ctx context.Context, q Querier, workspaceID, id string) (terang.Promise, error) {
	p, err := scanPromise(q.QueryRow(ctx, `select `+promiseColumns+` from promise p where p.id = $1 and p.workspace_id = $2`, id, workspaceID))
	if errors.Is(err, sql.ErrNoRows) {
		return p, terang.Fail(terang.NotFound, "promise_not_found")
	}
	if err != nil {
		return p, fmt.Errorf("store: promise: %w", err)
	}
	return p, nil
}

// Promises returns a page of promises, with one more than Limit where there is a next page.
func Promises(ctx context.Context, q Querier, l PromiseQuery) ([]ListedPromise, error) {
	order, cmp := ``, `>`
	if l.View == PromisesAll {
		order, cmp = ` desc`, `<`
	}
	var sb strings.Builder
	fmt.Fprintf(&sb, `select %s, k.name, k.external_id, coalesce(a.name, '') from promise p join contact k on k.id = p.contact_id left join agent a on a.id = p.owner
		where p.workspace_id = $1 and (cast($2 as bigint) = cast($2 as bigint))%s`, promiseColumns, l.View.where())
	args := []any{l.WorkspaceID, Millis(l.Before)}
	with := func(text string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			text = strings.Replace(text, "?", fmt.Sprint("$", len(args)), 1)
		}
		sb.WriteString(text)
	}
	switch l.Owner {
	case "":
	case OwnerDesk:
		with(` and p.owner = ''`)
	default:
		with(` and p.owner = ?`, l.Owner)
	}
	if l.ConversationID != "" {
		with(` and p.conversation_id = ?`, l.ConversationID)
	}
	if l.After != nil {
		with(` and (p.due_at `+cmp+` ? or p.due_at = ? and p.id `+cmp+` ?)`, l.After.At, l.After.At, l.After.ID)
	}
	with(` order by p.due_at`+order+`, p.id`+order+` limit ?`, l.Limit+1)
	rows, err := q.Query(ctx, sb.String(), args...)
	if err != nil {
		return nil, fmt.Errorf("store: promises: %w", err)
	}
	defer rows.Close()
	var out []ListedPromise
	for rows.Next() {
		var p ListedPromise
		var external string
		if p.Promise, err = scanPromise(rows, &p.ContactName, &external, &p.OwnerName); err != nil {
			return nil, fmt.Errorf("store: promises: %w", err)
		}
		p.Verified = external != ""
		out = append(out, p)
	}
	return out, rows.Err()
}

// PromisesOf returns a page of all that was promised in a conversation, the oldest first, after one (its time and id; zero for
// the first page).
func PromisesOf(ctx context.Context, q Querier, workspaceID, conversationID string, created time.Time, id string, limit int) ([]terang.Promise, error) {
	return readPromises(ctx, q, `select `+promiseColumns+` from promise p where p.conversation_id = $1 and p.workspace_id = $2
		and (p.created_at > $3 or p.created_at = $3 and p.id > $4) order by p.created_at, p.id limit $5`, conversationID, workspaceID, Millis(created), id, limit)
}

func readPromises(ctx context.Context, q Querier, sql string, args ...any) ([]terang.Promise, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("store: promises: %w", err)
	}
	defer rows.Close()
	var out []terang.Promise
	for rows.Next() {
		p, err := scanPromise(rows)
		if err != nil {
			return nil, fmt.Errorf("store: promises: %w", err)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// PromiseCounts are the sizes of the lists of promises, each counted to a limit.
type PromiseCounts struct {
	Open    int `json:"open"`
	DueSoon int `json:"due_1h"`
	Broken  int `json:"broken"`
}

// CountPromises counts what is owed in a workspace, each list up to 1,000; owner as in [PromiseQuery].
func CountPromises(ctx context.Context, q Querier, workspaceID, owner string, before time.Time) (PromiseCounts, error) {
	var c PromiseCounts
	whose := ` and (cast($3 as text) = '' or p.owner = $3)`
	if owner == OwnerDesk {
		whose = ` and (cast($3 as text) = $3 and p.owner = '')`
	}
	for _, v := range []struct {
		view PromiseView
		to   *int
	}{{PromisesOpen, &c.Open}, {PromisesDue, &c.DueSoon}, {PromisesBroken, &c.Broken}} {
		err := q.QueryRow(ctx, fmt.Sprintf(`select count(*) from (select 1 from promise p where p.workspace_id = $1 and (cast($2 as bigint) = cast($2 as bigint))%s%s limit %d) as t`,
			v.view.where(), whose, maxCount), workspaceID, Millis(before), owner).Scan(v.to)
		if err != nil {
			return c, fmt.Errorf("store: count promises: %w", err)
		}
	}
	return c, nil
}
