package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"terang"
)

// MaxRuns is how many runs may wait or sleep with one person at the same time.
const MaxRuns = 32

// RunKind says what a row of the table of runs is.
type RunKind string

// The kinds of run.
const (
	RunStart  RunKind = "start"  // a playbook that is to be started
	RunSleep  RunKind = "sleep"  // a run that waits for a time or an event
	RunSpread RunKind = "spread" // a playbook that is to be started for each contact of a segment
	RunLook   RunKind = "look"   // no playbook: it is looked whether the contact has come into a segment or left one
)

// Outcome is how a run ended, or why it never began.
type Outcome string

// The outcomes. From OutcomeNoChannel on it never said anything (more).
const (
	OutcomeTalk       Outcome = "talk"       // it went on as a dialogue with the contact
	OutcomeDone       Outcome = "done"       // it came to its end
	OutcomeSolved     Outcome = "solved"     // its end says that the goal was reached
	OutcomeNoChannel  Outcome = "no_channel" // the contact has no conversation on a channel that can be written to
	OutcomeNoConsent  Outcome = "no_consent"
	OutcomeOverBudget Outcome = "over_budget"
	OutcomeGone       Outcome = "gone"     // the playbook or its version is not there any more
	OutcomeHeld       Outcome = "held"     // the gate refused what it wanted to say, or it waited until that was no news
	OutcomeFailed     Outcome = "failed"   // tried too often
	OutcomeReplaced   Outcome = "replaced" // the contact began the same playbook anew
	OutcomeTooMany    Outcome = "too_many" // more than [MaxRuns]
	OutcomeErased     Outcome = "erased"
	OutcomeMerged     Outcome = "merged" // set aside, with all that it holds: the same playbook lives with the merged person already
)

// Run is a run of a playbook that is no part of a dialogue now.
type Run struct {
	ID             string
	WorkspaceID    string
	Kind           RunKind
	Playbook       string // id, or "order_late@3" once it has begun
	Single         string // what may live only once with a person; the row's own id where several may
	ContactID      string
	Person         string // see [PersonOf]
	ConversationID string // the last one that it was in, "" before it began
	StartedBy      string // "event:order.delayed", "agent:agt_…"
	Class          terang.Class
	State          string // JSON, of whoever runs it
	Cause          string // the event that starts or wakes it, JSON; "" for the time
	Event          string // name of the event that wakes it, "" for none
	Condition      string // over the event, "" for any
	Timed          bool   // WakeAt is its own time, and not the longest that anything may sleep
	WakeAt         time.Time
	DueAt          time.Time // when a node must look at it next, zero for never
	Node           string
	Claim          int64 // raised by each node that takes it
	Wakes          int64 // times that it went to sleep again
	Tries          int64 // failures since it was last well
	Outcome        Outcome
	CreatedAt      time.Time
	EndedAt        time.Time
}

// PersonOf is what all contacts of the same person share: the brand's own id of them, or the contact's where it knows none.
func PersonOf(c terang.Contact) string {
	if c.ExternalID != "" {
		return "x:" + c.ExternalID
	}
	return c.ID
}

// errRunLost says that another node has the run, or that an event changed it meanwhile.
func errRunLost() error { return terang.Fail(terang.Conflict, "run_lost") }

// RunLost reports whether err says that a claimed run is no longer ours.
func RunLost(err error) bool {
	var e *terang.Error
	return errors.As(err, &e) && e.Code == "run_lost"
}

const runColumns = `r.id, r.workspace_id, r.kind, r.playbook, r.single, r.contact_id, r.person, r.conversation_id, r.started_by, r.class, r.state, r.cause,
	r.event, r.condition, r.timed, r.wake_at, r.due_at, r.node, r.claim, r.wakes, r.tries, r.outcome, r.created_at, r.ended_at`

type runRow struct {
	Run
	kind, class, outcome                   string
	timed, wakeAt, dueAt, createdAt, ended int64
}

func (r *runRow) dest() []any {
	return []any{
		&r.ID, &r.WorkspaceID, &r.kind, &r.Playbook, &r.Single, &r.ContactID, &r.Person, &r.ConversationID, &r.StartedBy, &r.class, &r.State, &r.Cause,
		&r.Event, &r.Condition, &r.timed, &r.wakeAt, &r.dueAt, &r.Node, &r.Claim, &r.Wakes, &r.Tries, &r.outcome, &r.createdAt, &r.ended,
	}
}

func (r *runRow) run() Run {
	r.Kind, r.Class, r.Outcome, r.Timed = RunKind(r.kind), terang.Class(r.class), Outcome(r.outcome), r.timed > 0
	r.WakeAt, r.DueAt, r.CreatedAt, r.EndedAt = Time(r.wakeAt), Time(r.dueAt), Time(r.createdAt), Time(r.ended)
	return r.Run
}

func readRuns(ctx context.Context, q Querier, sql string, args ...any) ([]Run, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("store: runs: %w", err)
	}
	defer rows.Close()
	var out []Run
	for rows.Next() {
		var r runRow
		if err := rows.Scan(r.dest()...); err != nil {
			return nil, fmt.Errorf("store: runs: %w", err)
		}
		out = append(out, r.run())
	}
	return out, rows.Err()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// InsertRun stores a run. It reports false, and stores nothing, where the same thing lives with the person already or too
// many do.
func InsertRun(tx *Tx, r Run) (bool, error) {
	// The casts tell PostgreSQL the types, which it cannot see behind a select.
	n, err := tx.Exec(`insert into run (id, workspace_id, kind, playbook, single, contact_id, person, conversation_id, started_by, state, cause,
		event, condition, class, timed, wake_at, due_at, created_at, joint)
		select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, cast($15 as bigint), cast($16 as bigint), cast($17 as bigint), cast($18 as bigint), `+tx.jointOf("$6", "$19", "$20")+`
		where (select count(*) from run where workspace_id = $19 and joint = `+tx.jointOf("$6", "$19", "$20")+` and ended_at = 0) < cast($21 as bigint) on conflict do nothing`,
		r.ID, r.WorkspaceID, string(r.Kind), r.Playbook, r.Single, r.ContactID, r.Person, r.ConversationID, r.StartedBy, r.State, r.Cause,
		r.Event, r.Condition, string(r.Class), flag(r.Timed), Millis(r.WakeAt), Millis(r.DueAt), Millis(r.CreatedAt), r.WorkspaceID, r.Person, MaxRuns)
	return n > 0, err
}

// InsertEnded stores a run that ends as it begins, so that it is seen that it did.
func InsertEnded(tx *Tx, r Run) error {
	return tx.Do(`insert into run (id, workspace_id, kind, playbook, single, contact_id, person, conversation_id, started_by, state,
		wake_at, due_at, outcome, created_at, ended_at, joint) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, 0, $10, $11, $12, $7)`,
		r.ID, r.WorkspaceID, string(r.Kind), r.Playbook, r.Single, r.ContactID, r.Person, r.ConversationID, r.StartedBy, string(r.Outcome), Millis(r.CreatedAt), Millis(r.EndedAt))
}

// ReplaceSingle ends what lives under the name of a run with its person, so that the run may take its place.
func ReplaceSingle(tx *Tx, r Run, now time.Time) error {
	return tx.Do(`update run set ended_at = $1, outcome = $2, due_at = 0, state = '', cause = '' where workspace_id = $3 and joint = `+tx.jointOf("$4", "$3", "$5")+` and single = $6 and ended_at = 0`,
		Millis(now), string(OutcomeReplaced), r.WorkspaceID, r.ContactID, r.Person, r.Single)
}

// ClaimRuns takes due runs for a node until a time, which must be another one for each call of the node: [ClaimedRuns] finds
// them by it. It returns how many.
func ClaimRuns(tx *Tx, node string, now, until time.Time, limit int) (int64, error) {
	lock := tx.ForUpdate()
	if lock != "" {
		lock += " skip locked"
	}
	return tx.Exec(`update run set due_at = $1, node = $2, claim = claim + 1 where id in (
		select id from run where ended_at = 0 and due_at > 0 and due_at <= $3 order by due_at limit $4`+lock+`)`,
		Millis(until), node, Millis(now), limit)
}

// DueRun is a claimed run with the contact's newest conversation on a channel that can be written to.
type DueRun struct {
	Run
	Conversation terang.Conversation // the zero conversation where there is none
	Contact      terang.Contact
	Others       int64 // contacts beside this one that are the same person
}

// ClaimedRuns reads what [ClaimRuns] took, oldest first, with the threads, in two statements. channels are those on which the
// brand may begin to talk.
func ClaimedRuns(ctx context.Context, q Querier, node string, until time.Time, channels []string) ([]DueRun, error) {
	runs, err := readRuns(ctx, q, `select `+runColumns+` from run r where r.ended_at = 0 and r.due_at > 0 and r.due_at = $1 and r.node = $2 order by r.wake_at, r.id`, Millis(until), node)
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	out := make([]DueRun, len(runs))
	at := make(map[string]int, len(runs))
	for i, r := range runs {
		out[i].Run = r
		at[r.ID] = i
	}
	open := channelList(channels)
	rows, err := q.Query(ctx, `select `+threadColumns+`, r.id,
			(select count(*) from contact o where o.workspace_id = k.workspace_id and o.external_id = k.external_id and o.external_id <> '' and o.id <> k.id)
		from run r join conversation c on c.id = coalesce(
			(select n.id from contact p join conversation n on n.contact_id = p.id where p.workspace_id = r.workspace_id and p.external_id <> ''
				and 'x:' || p.external_id = r.person and p.external_id = substr(r.person, 3) and n.channel in (`+open+`) order by n.last_at desc, n.id desc limit 1),
			(select n.id from conversation n where n.contact_id = r.contact_id and n.contact_id = r.person and n.channel in (`+open+`) order by n.last_at desc, n.id desc limit 1))
		join contact k on k.id = c.contact_id
		where r.ended_at = 0 and r.due_at > 0 and r.due_at = $1 and r.node = $2 and c.workspace_id = r.workspace_id`, Millis(until), node)
	if err != nil {
		return nil, fmt.Errorf("store: claimed runs: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var others int64
		c, k, err := scanThread(rows, &id, &others)
		if err != nil {
			return nil, fmt.Errorf("store: claimed runs: %w", err)
		}
		if i, ok := at[id]; ok {
			out[i].Conversation, out[i].Contact, out[i].Others = c, k, others
		}
	}
	return out, rows.Err()
}

// channelList writes names of channels, which are constants of the program, into a statement.
func channelList(channels []string) string {
	quoted := make([]string, 0, len(channels)+1)
	for _, c := range append([]string{""}, channels...) {
		quoted = append(quoted, "'"+strings.ReplaceAll(c, "'", "")+"'")
	}
	return strings.Join(quoted, ", ")
}

// NextRun returns when the next run is due, zero where none sleeps by the clock.
func NextRun(tx *Tx) (time.Time, error) {
	var at int64
	if err := tx.QueryRow(`select coalesce(min(due_at), 0) from run where ended_at = 0 and due_at > 0`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("store: next run: %w", err)
	}
	return Time(at), nil
}

// EndRun ends a claimed run.
func EndRun(tx *Tx, r Run, outcome Outcome, now time.Time) error {
	return tx.Expect(errRunLost(), `update run set ended_at = $1, outcome = $2, due_at = 0, state = '', cause = '', conversation_id = $3, playbook = $4
		where id = $5 and claim = $6 and ended_at = 0`, Millis(now), string(outcome), r.ConversationID, r.Playbook, r.ID, r.Claim)
}

// SleepRun puts a claimed run to sleep, with what stands in r.
func SleepRun(tx *Tx, r Run) error {
	return tx.Expect(errRunLost(), `update run set kind = $1, playbook = $2, conversation_id = $3, state = $4, cause = '', event = $5, condition = $6, timed = $7,
		wake_at = $8, due_at = $8, node = '', wakes = wakes + 1, tries = 0 where id = $9 and claim = $10 and ended_at = 0`,
		string(RunSleep), r.Playbook, r.ConversationID, r.State, r.Event, r.Condition, flag(r.Timed), Millis(r.WakeAt), r.ID, r.Claim)
}

// PostponeRun gives a claimed run back for later. tries is what has failed so far.
func PostponeRun(tx *Tx, r Run, at time.Time, tries int64) error {
	return tx.Expect(errRunLost(), `update run set due_at = $1, node = '', tries = $2 where id = $3 and claim = $4 and ended_at = 0`, Millis(at), tries, r.ID, r.Claim)
}

// MoveRun writes how far a claimed run of [RunSpread] came, and gives it back at once.
func MoveRun(tx *Tx, r Run, state string, at time.Time) error {
	return tx.Expect(errRunLost(), `update run set due_at = $1, node = '', state = $2, tries = 0 where id = $3 and claim = $4 and ended_at = 0`, Millis(at), state, r.ID, r.Claim)
}

// ReleaseRuns gives back what nodes have taken. It is for the start of the only node, whose former life may have been cut
// short; where several share a store, leases run out.
func ReleaseRuns(tx *Tx, now time.Time) (int64, error) {
	return tx.Exec(`update run set due_at = $1, node = '', claim = claim + 1 where ended_at = 0 and node <> '' and due_at > $1`, Millis(now))
}

// Sleepers returns the runs of a person that an event of this name may wake.
func Sleepers(ctx context.Context, q Querier, workspaceID, person, event string) ([]Run, error) {
	return readRuns(ctx, q, `select `+runColumns+` from run r where r.workspace_id = $1 and r.person = $2 and r.event = $3 and r.event <> '' and r.ended_at = 0 order by r.created_at, r.id`,
		workspaceID, person, event)
}

// WakeRun makes a sleeping run due, with the event that woke it. A node that is just waking it for another reason loses it.
// A run that another event has woken already stays as it is: false.
func WakeRun(tx *Tx, r Run, cause string, now time.Time) (bool, error) {
	n, err := tx.Exec(`update run set due_at = $1, node = '', cause = $2, claim = claim + 1 where id = $3 and wakes = $4 and cause = '' and ended_at = 0`, Millis(now), cause, r.ID, r.Wakes)
	return n > 0, err
}

// Runs returns a person's runs: those that live, and after them those that ended last.
func Runs(ctx context.Context, q Querier, workspaceID, person string, limit int) ([]Run, error) {
	return readRuns(ctx, q, `select `+runColumns+` from run r where r.workspace_id = $1 and r.person = $2 and r.kind <> 'look'
		order by case when r.ended_at = 0 then 0 else 1 end, r.ended_at desc, r.created_at desc, r.id limit $3`, workspaceID, person, limit)
}

// RunsOf returns a page of a person's runs, the oldest first, after one (its time and id; zero for the first page).
func RunsOf(ctx context.Context, q Querier, workspaceID, person string, created time.Time, id string, limit int) ([]Run, error) {
	return readRuns(ctx, q, `select `+runColumns+` from run r where r.workspace_id = $1 and r.person = $2 and r.kind <> 'look'
		and (r.created_at > $3 or r.created_at = $3 and r.id > $4) order by r.created_at, r.id limit $5`, workspaceID, person, Millis(created), id, limit)
}

// MergePerson gives the runs, events and matters of a contact to the person that it turned out to be. One that lives there already ends.
func MergePerson(tx *Tx, workspaceID, contactID, person string, now time.Time) error {
	err := tx.Do(`update run set ended_at = $1, outcome = $2, due_at = 0, state = '', cause = '' where workspace_id = $3 and person = $4 and ended_at = 0
		and single in (select o.single from run o where o.workspace_id = $3 and o.joint = $5 and o.ended_at = 0)`,
		Millis(now), string(OutcomeReplaced), workspaceID, contactID, person)
	if err != nil {
		return err
	}
	for _, q := range []string{`update run set person = $1, joint = $1 where workspace_id = $2 and person = $3`, `update event set person = $1 where workspace_id = $2 and person = $3`} {
		if err := tx.Do(q, person, workspaceID, contactID); err != nil {
			return err
		}
	}
	return mergeMatters(tx, workspaceID, contactID, person)
}

// PruneRuns removes runs that ended before, at most limit. It returns how many.
func PruneRuns(tx *Tx, before time.Time, limit int) (int64, error) {
	return tx.Exec(`delete from run where id in (select id from run where ended_at > 0 and ended_at < $1 limit $2)`, Millis(before), limit)
}
