package store

import (
	"context"
	"fmt"
	"time"
)

// TrustTalk is a conversation as the threshold lab sees it: what is known of how it went, without a word of it.
type TrustTalk struct {
	ConversationID string
	Name           string    // of the contact
	At             time.Time // of its last message
	Survey         int       // 1 to 5, 0 where nothing was said
	HandOver       TrustHandOver
	Matters        []TrustMatter
}

// TrustHandOver is the first hand-over of a conversation; its At is zero where there was none.
type TrustHandOver struct {
	Seq      int64
	At       time.Time
	Reason   string
	Needless bool // an agent says that the assistant could have done it
	Returned bool // the contact went back to the assistant instead of waiting
	Again    bool // another one followed
	Survey   int  // 1 to 5, 0 where nothing was said
}

// TrustMatter is how one matter of a conversation stands.
type TrustMatter struct {
	At        time.Time // when it was last dealt with
	Outcome   MatterOutcome
	Low       bool // trust was under a line then
	Handed    bool
	Confirmed bool
	Back      bool // the same person came with it again soon after
}

// TalkPage asks for conversations whose last message is in a span of time, newest first. A zero time is no bound.
type TalkPage struct {
	WorkspaceID string
	From, To    time.Time
	After       *Cursor // the last one of the page before; nil for the first page
	Limit       int
}

// TrustTalks returns a page of talks in which the contact wrote, newest first.
func TrustTalks(ctx context.Context, q Querier, p TalkPage) ([]TrustTalk, error) {
	at, id := until(p.To), ""
	if p.After != nil {
		at, id = p.After.At, p.After.ID
	}
	rows, err := q.Query(ctx, `select c.id, k.name, c.last_at, c.survey_score from conversation c join contact k on k.id = c.contact_id
		where c.workspace_id = $1 and c.last_inbound > 0 and c.last_at >= $2 and (c.last_at, c.id) < ($3, $4)
		order by c.last_at desc, c.id desc limit $5`, p.WorkspaceID, Millis(p.From), at, id, p.Limit)
	if err != nil {
		return nil, fmt.Errorf("store: trust talks: %w", err)
	}
	defer rows.Close()
	var out []TrustTalk
	var ids []string
	for rows.Next() {
		var t TrustTalk
		var at int64
		if err := rows.Scan(&t.ConversationID, &t.Name, &at, &t.Survey); err != nil {
			return nil, fmt.Errorf("store: trust talks: %w", err)
		}
		t.At = Time(at)
		out, ids = append(out, t), append(ids, t.ConversationID)
	}
	if err := rows.Err(); err != nil || len(out) == 0 {
		return nil, err
	}
	by := make(map[string]*TrustTalk, len(out))
	for i := range out {
		by[out[i].ConversationID] = &out[i]
	}
	if err := trustHandOvers(ctx, q, ids, by); err != nil {
		return nil, err
	}
	return out, trustMatters(ctx, q, ids, by)
}

// trustHandOvers adds the first hand-over of each. The conversations are the workspace's; asked for it too, SQLite would walk all
// that the workspace has.
func trustHandOvers(ctx context.Context, q Querier, ids []string, by map[string]*TrustTalk) error {
	in, args := among(ids)
	rows, err := q.Query(ctx, `select conversation_id, seq, at, reason, needless, returned_at, survey from hand_over
		where conversation_id in `+in+` order by at desc, id desc`, args...)
	if err != nil {
		return fmt.Errorf("store: trust talks: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, needless string
		var at, returned int64
		var h TrustHandOver
		if err := rows.Scan(&id, &h.Seq, &at, &h.Reason, &needless, &returned, &h.Survey); err != nil {
			return fmt.Errorf("store: trust talks: %w", err)
		}
		h.At, h.Needless, h.Returned = Time(at), needless != "", returned > 0
		h.Again = !by[id].HandOver.At.IsZero()
		by[id].HandOver = h // the first one comes last
	}
	return rows.Err()
}

// trustMatters adds the matters of each.
func trustMatters(ctx context.Context, q Querier, ids []string, by map[string]*TrustTalk) error {
	in, args := among(ids)
	rows, err := q.Query(ctx, `select conversation_id, ended_at, outcome, low, handed_at, confirmed_at, back_at from matter
		where conversation_id in `+in, args...)
	if err != nil {
		return fmt.Errorf("store: trust talks: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, outcome string
		var at, low, handed, confirmed, back int64
		if err := rows.Scan(&id, &at, &outcome, &low, &handed, &confirmed, &back); err != nil {
			return fmt.Errorf("store: trust talks: %w", err)
		}
		t := by[id]
		t.Matters = append(t.Matters, TrustMatter{At: Time(at), Outcome: MatterOutcome(outcome), Low: low > 0, Handed: handed > 0, Confirmed: confirmed > 0, Back: back > 0})
	}
	return rows.Err()
}

// HandlingTimes returns how long agents had the conversations of the newest hand-overs that have ended, at most limit, in a span
// of time. A zero time is no bound.
func HandlingTimes(ctx context.Context, q Querier, workspaceID string, from, to time.Time, limit int) ([]time.Duration, error) {
	rows, err := q.Query(ctx, `select ended_at - claimed_at from hand_over where workspace_id = $1 and at >= $2 and at < $3
		and claimed_at > 0 and ended_at > claimed_at order by at desc limit $4`, workspaceID, Millis(from), until(to), limit)
	if err != nil {
		return nil, fmt.Errorf("store: handling times: %w", err)
	}
	defer rows.Close()
	var out []time.Duration
	for rows.Next() {
		var ms int64
		if err := rows.Scan(&ms); err != nil {
			return nil, fmt.Errorf("store: handling times: %w", err)
		}
		out = append(out, time.Duration(ms)*time.Millisecond)
	}
	return out, rows.Err()
}
