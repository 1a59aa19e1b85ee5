package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
)

// Figure names a figure of the measures behind which conversations stand.
type Figure string

// The figures.
const (
	FigureHandOvers     Figure = "hand_overs"
	FigureIncomplete    Figure = "incomplete" // something was not passed on
	FigureReasked       Figure = "reasked"
	FigureSlow          Figure = "slow" // a person's first words came late, or not at all
	FigureReturned      Figure = "returned"
	FigureSmooth        Figure = "smooth"
	FigureSurvey        Figure = "survey"
	FigureNeedless      Figure = "needless"
	FigureMissed        Figure = "missed"
	FigureConfirmed     Figure = "confirmed"
	FigureSilent        Figure = "silent"
	FigureGaveUp        Figure = "gave_up"
	FigureCameBack      Figure = "came_back"
	FigureHandedOver    Figure = "handed_over"
	FigureOpen          Figure = "open"
	FigurePromisesMade  Figure = "promises_made"
	FigurePromisesKept  Figure = "promises_kept"
	FigurePromisesLate  Figure = "promises_late"
	FigurePromiseBroken Figure = "promises_broken"
)

// Figures are all figures.
func Figures() []Figure {
	return []Figure{
		FigureHandOvers, FigureIncomplete, FigureReasked, FigureSlow, FigureReturned, FigureSmooth, FigureSurvey, FigureNeedless, FigureMissed,
		FigureConfirmed, FigureSilent, FigureGaveUp, FigureCameBack, FigureHandedOver, FigureOpen,
		FigurePromisesMade, FigurePromisesKept, FigurePromisesLate, FigurePromiseBroken,
	}
}

// SlowAfter is how long a contact may wait for a person's first words before it is called slow.
const SlowAfter = 5 * time.Minute

// Case is one conversation behind a figure.
type Case struct {
	ID             string // of the hand-over, matter or promise, or the conversation's
	ConversationID string
	ContactID      string // "" where the contact was erased
	ContactName    string
	At             time.Time
	Value          int64  // what is measured: a score, a number, or seconds
	Detail         string // a word for it: a reason, a topic, a kind; for missed, the turn's signals as JSON
}

// CaseQuery selects a page of the conversations behind a figure, the latest first.
type CaseQuery struct {
	WorkspaceID string
	Figure      Figure
	From, To    time.Time
	Now         time.Time
	After       *Cursor // by time, backwards
	Limit       int
}

// casesOf is the statement for a figure's rows without order and limit: id, conversation, contact, time, value, detail. $1 to $3
// are workspace and span, $4 the moment that silence or the end must lie before, $5 now.
func casesOf(f Figure) string {
	handOver := func(value, detail, where string) string {
		return `select h.id as id, h.conversation_id as conversation_id, h.contact_id as contact_id, h.at as at, ` + value + ` as value, ` + detail + ` as detail
			from hand_over h where h.workspace_id = $1 and h.at >= $2 and h.at < $3` + where
	}
	promise := func(value, where string) string {
		return `select p.id as id, p.conversation_id as conversation_id, p.contact_id as contact_id, p.created_at as at, ` + value + ` as value, p.kind as detail
			from promise p where p.workspace_id = $1 and p.created_at >= $2 and p.created_at < $3` + where
	}
	switch f {
	case FigureHandOvers:
		return handOver(`h.score`, `h.reason`, ``)
	case FigureIncomplete:
		return handOver(`h.facts_known - h.facts_passed`, `h.reason`, ` and h.facts_passed < h.facts_known`)
	case FigureReasked:
		return handOver(`h.reasked`, `h.reason`, ` and h.reasked > 0`)
	case FigureSlow:
		waited := `(case when h.first_word_at > 0 then h.first_word_at when h.ended_at > 0 then h.ended_at else $5 end - h.at)`
		return handOver(waited+` / 1000`, `case when h.first_word_at > 0 then h.reason else 'unanswered' end`, fmt.Sprintf(` and h.returned_at = 0 and %s > %d`, waited, SlowAfter.Milliseconds()))
	case FigureReturned:
		return handOver(`(h.returned_at - h.at) / 1000`, `h.reason`, ` and h.returned_at > 0`)
	case FigureSmooth:
		return handOver(`h.smooth`, `h.reason`, ` and h.smooth > 0`)
	case FigureSurvey:
		return handOver(`h.survey`, `h.reason`, ` and h.survey > 0`)
	case FigureNeedless:
		return handOver(`h.score`, needlessOf, ` and `+needlessOf+` <> ''`)
	case FigureMissed:
		return `select t.conversation_id as id, t.conversation_id as conversation_id, c.contact_id as contact_id, t.at as at, t.score as value, t.signals as detail ` + fmt.Sprintf(missedTurns, 4)
	case FigureCameBack:
		return matterCases(`(m.back_at - m.ended_at) / 1000`, f)
	case FigureConfirmed, FigureSilent, FigureGaveUp, FigureHandedOver, FigureOpen:
		return matterCases(`(m.ended_at - m.started_at) / 1000`, f)
	case FigurePromisesMade:
		return promise(`(p.due_at - p.created_at) / 1000`, ``)
	case FigurePromisesKept:
		return promise(`(p.due_at - p.kept_at) / 1000`, ` and `+promiseOf+` = 'kept'`)
	case FigurePromisesLate:
		return promise(`(p.kept_at - p.due_at) / 1000`, ` and `+promiseOf+` = 'late'`)
	case FigurePromiseBroken:
		return promise(`($5 - p.due_at) / 1000`, ` and `+promiseOf+` = 'broken'`)
	}
	return ""
}

func matterCases(value string, f Figure) string {
	return `select m.id as id, m.conversation_id as conversation_id, m.contact_id as contact_id, m.started_at as at, ` + value + ` as value, m.topic as detail
		from matter m where m.workspace_id = $1 and m.started_at >= $2 and m.started_at < $3 and ` + fmt.Sprintf(resolutionOf+` = %d`, "$4", slices.Index(resolutions[:], f))
}

// Valid reports whether f is a figure behind which conversations stand.
func (f Figure) Valid() bool { return casesOf(f) != "" }

// Cases returns a page of the conversations behind a figure, with one more than Limit where there is a next page.
func Cases(ctx context.Context, q Querier, c CaseQuery) ([]Case, error) {
	if !c.Figure.Valid() {
		return nil, terang.Fail(terang.NotFound, "figure_unknown")
	}
	over := c.Now.Add(-SoonAgain)
	if c.Figure == FigureMissed {
		over = c.Now.Add(-Silence)
	}
	args := []any{c.WorkspaceID, Millis(c.From), Millis(c.To), Millis(over), Millis(c.Now)}
	var sb strings.Builder
	sb.WriteString(`select x.id, x.conversation_id, coalesce(k.id, ''), coalesce(k.name, ''), x.at, x.value, x.detail from (`)
	sb.WriteString(`select y.id, y.conversation_id, y.contact_id, y.at, y.value, y.detail from (` + casesOf(c.Figure) + `) as y where cast($4 as bigint) <= cast($5 as bigint)`)
	if c.After != nil {
		args = append(args, c.After.At, c.After.ID)
		sb.WriteString(` and (y.at < $6 or y.at = $6 and y.id < $7)`)
	}
	args = append(args, c.Limit+1)
	fmt.Fprintf(&sb, ` order by y.at desc, y.id desc limit $%d) as x left join contact k on k.id = x.contact_id and k.workspace_id = $1 order by x.at desc, x.id desc`, len(args))
	rows, err := q.Query(ctx, sb.String(), args...)
	if err != nil {
		return nil, fmt.Errorf("store: cases: %w", err)
	}
	defer rows.Close()
	var out []Case
	for rows.Next() {
		var x Case
		var at int64
		if err := rows.Scan(&x.ID, &x.ConversationID, &x.ContactID, &x.ContactName, &at, &x.Value, &x.Detail); err != nil {
			return nil, fmt.Errorf("store: cases: %w", err)
		}
		x.At = Time(at)
		out = append(out, x)
	}
	return out, rows.Err()
}
