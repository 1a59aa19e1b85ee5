package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Span is a piece of time in which the clock that days are counted by keeps its distance from UTC.
type Span struct {
	From, To time.Time
	Offset   time.Duration
}

func (s Span) args(workspaceID string, more ...any) []any {
	return append([]any{workspaceID, Millis(s.From), Millis(s.To), s.Offset.Milliseconds()}, more...)
}

// dayOf is the day of a column on the span's clock, counted from 1970.
func dayOf(column string) string { return `(` + column + ` + cast($4 as bigint)) / 86400000` }

// HandOverDay are the hand-overs of one day that began for one reason.
type HandOverDay struct {
	Day        int64 // since 1970
	Reason     string
	N          int64
	Known      int64 // facts that the assistant knew
	Passed     int64 // of them, those that the person was given
	Incomplete int64 // hand-overs in which something was not passed on
	Spoken     int64 // in which a person wrote
	Reasked    int64 // of them, those in which something was asked for again
	Returned   int64 // the contact went back to the assistant instead of waiting
	Needless   int64
	Surveyed   int64
	Survey     int64 // sum of the scores
	Smoothed   int64
	Smooth     int64 // sum of the scores
}

// needlessOf says of a hand-over h why it was needless: an agent says so, or the contact went back to the assistant before
// anybody wrote, which then solved it; "" where nothing says so.
const needlessOf = `case when h.needless <> '' then h.needless
	when h.returned_at > 0 and h.first_word_at = 0 and exists (select 1 from matter m where m.conversation_id = h.conversation_id
		and m.outcome = 'solved' and m.ended_at >= h.returned_at and (h.topic = '' or m.topic = h.topic)) then 'evidence'
	else '' end`

// HandOverDays returns the hand-overs of a span, by day and reason.
func HandOverDays(ctx context.Context, q Querier, workspaceID string, s Span) ([]HandOverDay, error) {
	rows, err := q.Query(ctx, `select `+dayOf("h.at")+`, h.reason, count(*), sum(h.facts_known), sum(h.facts_passed),
		sum(case when h.facts_passed < h.facts_known then 1 else 0 end), sum(case when h.first_word_at > 0 then 1 else 0 end),
		sum(case when h.reasked > 0 then 1 else 0 end), sum(case when h.returned_at > 0 then 1 else 0 end), sum(case when `+needlessOf+` <> '' then 1 else 0 end),
		sum(case when h.survey > 0 then 1 else 0 end), sum(h.survey), sum(case when h.smooth > 0 then 1 else 0 end), sum(h.smooth)
		from hand_over h where h.workspace_id = $1 and h.at >= $2 and h.at < $3 group by 1, 2`, s.args(workspaceID)...)
	if err != nil {
		return nil, fmt.Errorf("store: hand-overs by day: %w", err)
	}
	defer rows.Close()
	var out []HandOverDay
	for rows.Next() {
		var d HandOverDay
		if err := rows.Scan(&d.Day, &d.Reason, &d.N, &d.Known, &d.Passed, &d.Incomplete, &d.Spoken, &d.Reasked, &d.Returned, &d.Needless,
			&d.Surveyed, &d.Survey, &d.Smoothed, &d.Smooth); err != nil {
			return nil, fmt.Errorf("store: hand-overs by day: %w", err)
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// FirstWords returns the times within which half and nine tenths of the hand-overs from one moment to before another got a
// person's first words, of those that did; zero where none did.
func FirstWords(ctx context.Context, q Querier, workspaceID string, from, to time.Time) (p50, p90 time.Duration, err error) {
	rows, err := q.Query(ctx, `select first_word_at - at from hand_over where workspace_id = $1 and at >= $2 and at < $3 and first_word_at > 0`, workspaceID, Millis(from), Millis(to))
	if err != nil {
		return 0, 0, fmt.Errorf("store: first words: %w", err)
	}
	defer rows.Close()
	var all []int64 // sorted here, which costs less than in the store
	for rows.Next() {
		var ms int64
		if err := rows.Scan(&ms); err != nil {
			return 0, 0, fmt.Errorf("store: first words: %w", err)
		}
		all = append(all, ms)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		return 0, 0, err
	}
	slices.Sort(all)
	within := func(percent int) time.Duration {
		return time.Duration(all[(len(all)*percent+99)/100-1]) * time.Millisecond
	}
	return within(50), within(90), nil
}

// Waiting returns how many conversations wait for a person now, and since when the one that waits longest does.
func Waiting(ctx context.Context, q Querier, workspaceID string) (n int64, since time.Time, err error) {
	var ms int64
	err = q.QueryRow(ctx, `select count(*), coalesce(min(waiting_since), 0) from conversation where workspace_id = $1 and holder = 'queue' and status = 'open'`, workspaceID).Scan(&n, &ms)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("store: waiting: %w", err)
	}
	return n, Time(ms), nil
}

// DayCount is how many there were of something on a day.
type DayCount struct {
	Day  int64 // since 1970
	Kind string
	N    int64
}

func dayCounts(ctx context.Context, q Querier, sql string, args []any) ([]DayCount, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("store: counts by day: %w", err)
	}
	defer rows.Close()
	var out []DayCount
	for rows.Next() {
		var d DayCount
		if err := rows.Scan(&d.Day, &d.Kind, &d.N); err != nil {
			return nil, fmt.Errorf("store: counts by day: %w", err)
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// resolutionOf says by a number how a matter m ended; one that was last dealt with after %s is open. The order is that of
// docs/measures.md.
const resolutionOf = `case when m.back_at > 0 then 1 when m.confirmed_at > 0 then 2 when m.ended_at > %s then 3
	when m.handed_at > 0 then 4 when m.outcome = 'solved' or m.outcome = 'answered' and m.low = 0 then 5 else 6 end`

// resolutions are the ways in which a matter ends, at the place of their number in resolutionOf.
var resolutions = [...]Figure{"", FigureCameBack, FigureConfirmed, FigureOpen, FigureHandedOver, FigureSilent, FigureGaveUp}

// ResolutionDays counts the matters that came in a span by how they ended, by day. Day and kind are one number, because sorting
// by two takes the store twice as long.
func ResolutionDays(ctx context.Context, q Querier, workspaceID string, s Span, now time.Time) ([]DayCount, error) {
	rows, err := q.Query(ctx, `select k, count(*) from (select `+dayOf("m.started_at")+` * 8 + `+fmt.Sprintf(resolutionOf, "$5")+` as k
		from matter m where m.workspace_id = $1 and m.started_at >= $2 and m.started_at < $3) as x group by k`, s.args(workspaceID, Millis(now.Add(-SoonAgain)))...)
	if err != nil {
		return nil, fmt.Errorf("store: resolution by day: %w", err)
	}
	defer rows.Close()
	var out []DayCount
	for rows.Next() {
		var k, n int64
		if err := rows.Scan(&k, &n); err != nil {
			return nil, fmt.Errorf("store: resolution by day: %w", err)
		}
		out = append(out, DayCount{Day: k / 8, Kind: string(resolutions[k%8]), N: n})
	}
	return out, rows.Err()
}

// Silence is after how long without a word a talk is over.
const Silence = 48 * time.Hour

// missedTurns are the turns t of a span with which a talk ended that a person should have had and did not: the last one that
// moved trust, under the take-over line or with anger or giving up, and then silence or the end. $%d is the time before which
// silence has lasted. Who went back from the queue, was answered there, or got what they were promised was not missed.
const missedTurns = `from trust_turn t join conversation c on c.id = t.conversation_id
	where t.workspace_id = $1 and t.source = '' and t.at >= $2 and t.at < $3
	and (t.decision = 'take_over' or t.signals like '%%"k":"anger"%%' or t.signals like '%%"k":"gave_up"%%')
	and (t.at <= $%[1]d or c.status = 'resolved')
	and not exists (select 1 from trust_turn n where n.conversation_id = t.conversation_id and n.seq > t.seq)
	and not exists (select 1 from hand_over h where h.conversation_id = t.conversation_id
		and (h.first_word_at > 0 and (h.ended_at = 0 or h.ended_at >= t.at) or h.returned_at >= t.at))
	and not exists (select 1 from promise p where p.conversation_id = t.conversation_id and p.kept_at >= t.at)`

// MissedDays counts the talks of a span that ended badly without a person, by day.
func MissedDays(ctx context.Context, q Querier, workspaceID string, s Span, now time.Time) ([]DayCount, error) {
	return dayCounts(ctx, q, `select `+dayOf("t.at")+`, '', count(*) `+fmt.Sprintf(missedTurns, 5)+` group by 1`, s.args(workspaceID, Millis(now.Add(-Silence))))
}

// promiseOf says how a promise p stands: kept in time or late, broken and still owed, open, or cancelled.
const promiseOf = `case when p.kept_at > 0 and p.broken_at > 0 then 'late' when p.kept_at > 0 then 'kept' when p.cancelled_at > 0 then 'cancelled' when p.broken_at > 0 then 'broken' else 'open' end`

// PromiseDays counts the promises made in a span by how they stand, by day.
func PromiseDays(ctx context.Context, q Querier, workspaceID string, s Span) ([]DayCount, error) {
	return dayCounts(ctx, q, `select day, kind, count(*) from (select `+dayOf("p.created_at")+` as day, `+promiseOf+` as kind
		from promise p where p.workspace_id = $1 and p.created_at >= $2 and p.created_at < $3) as x group by day, kind`, s.args(workspaceID))
}
