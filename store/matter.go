package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
)

// MatterOutcome is what came of a matter, as far as the house knows.
type MatterOutcome string

// The outcomes of a matter. Where there is none, it was left in the middle, or is still under way.
const (
	MatterAnswered MatterOutcome = "answered" // the question was answered, the playbook came to its end
	MatterSolved   MatterOutcome = "solved"   // the playbook reached its goal
	MatterReopened MatterOutcome = "reopened" // it came up again at once, and is under way again
)

// SoonAgain is how soon after its end a matter that comes again says that it was not settled.
const SoonAgain = 72 * time.Hour

// Matter is something that a contact came with.
type Matter struct {
	ID             string
	WorkspaceID    string
	ConversationID string
	ContactID      string
	Person         string // see [PersonOf]
	Topic          string // an intent
	Playbook       string // that took it, "" for none
	StartedAt      time.Time
	MatterChange
}

// MatterChange is what a turn changes about a matter. Its zero value changes nothing.
type MatterChange struct {
	Outcome   MatterOutcome
	Confirmed bool  // the contact said so
	Low       *bool // trust is under a line now; nil where it is as it was
	Handed    *bool // it went to a person, or came back from the queue; nil where it did not
}

// Empty reports whether nothing changes.
func (c MatterChange) Empty() bool { return c == MatterChange{} }

// InsertMatter adds a matter as it stands after the turn in which it came.
func InsertMatter(tx *Tx, m Matter) error {
	at := Millis(m.StartedAt)
	return tx.Do(`insert into matter (id, workspace_id, conversation_id, contact_id, person, topic, playbook, started_at, ended_at, outcome, confirmed_at, handed_at, low)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12)`,
		m.ID, m.WorkspaceID, m.ConversationID, m.ContactID, m.Person, m.Topic, m.Playbook, at, string(m.Outcome), at*flag(m.Confirmed), at*flagOf(m.Handed), flagOf(m.Low))
}

func flagOf(b *bool) int64 { return flag(b != nil && *b) }

// CameBack tells the matters of a person that ended shortly before that they were not settled: the same topic came again, as
// the matter id. A matter knows the first time only.
func CameBack(tx *Tx, workspaceID, person, topic, id string, now time.Time) error {
	return tx.Do(`update matter set back_at = $5 where workspace_id = $1 and person = $2 and topic = $3 and id <> $4 and back_at = 0
		and ended_at >= $6 and ended_at <= $5`, workspaceID, person, topic, id, Millis(now), Millis(now.Add(-SoonAgain)))
}

// EndMatter writes what a turn changes about the conversation's last matter of a topic, "" for the last of all.
func EndMatter(tx *Tx, conversationID, topic string, c MatterChange, now time.Time) error {
	if c.Empty() {
		return nil
	}
	set, args := "ended_at = $3", []any{conversationID, topic, Millis(now)}
	if c.Outcome != "" {
		args = append(args, string(c.Outcome))
		set += fmt.Sprintf(", outcome = $%d", len(args))
	}
	if c.Confirmed {
		set += ", confirmed_at = $3"
	}
	if c.Low != nil {
		args = append(args, flagOf(c.Low))
		set += fmt.Sprintf(", low = $%d", len(args))
	}
	if c.Handed != nil {
		args = append(args, Millis(now)*flagOf(c.Handed))
		set += fmt.Sprintf(", handed_at = $%d", len(args))
	}
	return tx.Do(`update matter set `+set+` where id = (select o.id from matter o where o.conversation_id = $1 and (cast($2 as text) = '' or o.topic = $2)
		order by o.started_at desc, o.id desc limit 1)`, args...)
}

// ConfirmMatter records that the contact is content with how their last matter in the conversation went.
func ConfirmMatter(tx *Tx, conversationID string, now time.Time) error {
	return EndMatter(tx, conversationID, "", MatterChange{Confirmed: true}, now)
}

// mergeMatters gives the matters of a contact to the person that it turned out to be. Those that the person came with shortly
// before, elsewhere, and comes with again here were not settled.
func mergeMatters(tx *Tx, workspaceID, contactID, person string) error {
	const again = `from matter n where n.workspace_id = $1 and n.person = $3 and n.topic = matter.topic and n.started_at > matter.ended_at and n.started_at <= matter.ended_at + $4`
	err := tx.Do(`update matter set back_at = (select min(n.started_at) `+again+`) where workspace_id = $1 and person = $2 and back_at = 0 and exists (select 1 `+again+`)`,
		workspaceID, person, contactID, SoonAgain.Milliseconds())
	if err != nil {
		return err
	}
	return tx.Do(`update matter set person = $2 where workspace_id = $1 and person = $3`, workspaceID, person, contactID)
}

// KeptMatter is a matter as it stands.
type KeptMatter struct {
	ID, ConversationID, Topic, Playbook string
	Outcome                             MatterOutcome
	StartedAt, LastAt                   time.Time // it came, it was last dealt with
	ConfirmedAt, HandedAt, BackAt       time.Time // zero for never
}

// MattersOf returns a page of a person's matters, the oldest first, after one (its time and id; zero for the first page).
func MattersOf(ctx context.Context, q Querier, workspaceID, person string, started time.Time, id string, limit int) ([]KeptMatter, error) {
	rows, err := q.Query(ctx, `select id, conversation_id, topic, playbook, outcome, started_at, ended_at, confirmed_at, handed_at, back_at from matter
		where workspace_id = $1 and person = $2 and (started_at > $3 or started_at = $3 and id > $4) order by started_at, id limit $5`,
		workspaceID, person, Millis(started), id, limit)
	if err != nil {
		return nil, fmt.Errorf("store: matters: %w", err)
	}
	defer rows.Close()
	var out []KeptMatter
	for rows.Next() {
		var m KeptMatter
		var outcome string
		var at [5]int64
		if err := rows.Scan(&m.ID, &m.ConversationID, &m.Topic, &m.Playbook, &outcome, &at[0], &at[1], &at[2], &at[3], &at[4]); err != nil {
			return nil, fmt.Errorf("store: matters: %w", err)
		}
		m.Outcome, m.StartedAt, m.LastAt, m.ConfirmedAt, m.HandedAt, m.BackAt = MatterOutcome(outcome), Time(at[0]), Time(at[1]), Time(at[2]), Time(at[3]), Time(at[4])
		out = append(out, m)
	}
	return out, rows.Err()
}

// recentMatters is how many of a person's matters are read with a contact: enough for [terang.MaxMatters] topics.
const recentMatters = "16"

// mattersOf are the last matters of contact k's person as one text, "order_status 1780000000000 1 …": topic, time, solved. They come
// with the contact, so that nothing is written twice and no turn asks for them.
const mattersOf = `coalesce((select string_agg(r.topic || ' ' || r.started_at || ' ' || r.solved, ' ') from (
	select m.topic, m.started_at, case when m.outcome = 'solved' or m.confirmed_at > 0 then 1 else 0 end as solved from matter m
	where m.workspace_id = k.workspace_id and m.person = case when k.external_id <> '' then 'x:' || k.external_id else k.id end
	order by m.started_at desc limit ` + recentMatters + `) as r), '')`

// parseMatters reads what mattersOf selects.
func parseMatters(s string) []terang.Matter {
	if s == "" {
		return nil
	}
	f := strings.Fields(s)
	all := make([]terang.Matter, 0, len(f)/3)
	for ; len(f) >= 3; f = f[3:] {
		ms, err := strconv.ParseInt(f[1], 10, 64)
		if err == nil {
			all = append(all, terang.Matter{Topic: f[0], At: Time(ms), Solved: f[2] == "1"})
		}
	}
	slices.SortStableFunc(all, func(a, b terang.Matter) int { return a.At.Compare(b.At) })
	var k terang.Contact
	for _, m := range all {
		k = k.WithMatter(m)
	}
	return k.Matters
}
