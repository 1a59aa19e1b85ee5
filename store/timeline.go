package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
)

// Limits of a timeline.
const (
	maxTimelineTalks = 64  // conversations that were over before a page and that it looks into; older ones come with later pages
	maxTimelineOpen  = 300 // conversations that were going on at the same time where a page begins
	MaxTimeline      = 100
)

// MomentKind is what a moment of a timeline is about.
type MomentKind string

// The kinds of moment, in the order in which those of one millisecond stand.
const (
	MomentMessage  MomentKind = "message"
	MomentNote     MomentKind = "note"
	MomentTag      MomentKind = "tag"
	MomentChange   MomentKind = "change" // of a conversation's place among the others
	MomentHandOver MomentKind = "hand_over"
	MomentPromise  MomentKind = "promise"
	MomentAction   MomentKind = "action"
	MomentPlaybook MomentKind = "playbook"
	MomentEvent    MomentKind = "event"
	MomentConsent  MomentKind = "consent"
	MomentMerge    MomentKind = "merge"
)

// MomentKinds returns all kinds, in their order.
func MomentKinds() []MomentKind {
	return []MomentKind{
		MomentMessage, MomentNote, MomentTag, MomentChange, MomentHandOver, MomentPromise, MomentAction, MomentPlaybook, MomentEvent, MomentConsent, MomentMerge,
	}
}

// Moment is one thing that happened with a person. What a kind does not have is empty.
type Moment struct {
	Kind           MomentKind
	At             time.Time
	ID             string // with Kind and At it names the moment's place
	ContactID      string // to which of the person's contacts it belongs
	ConversationID string
	Message        *StoredMessage // of [MomentMessage] and [MomentNote]
	What           string         // what came to pass: "begun", "ended", "made", "kept", "added", …
	Name           string         // of what: a playbook, an action, an event, a tag, a class, a reason
	Outcome        string         // how it ended, "" where it went well or has not ended
	By             string         // who did it: an agent's id, "agent:…", "assistant"
	Text           string         // words that belong to it: a promise's, a merge's note
	Until          time.Time      // when it goes on or is due
	Status         int64          // of a call
	Millis         int64          // that it took
}

// place is the moment's place in the order of a timeline.
func (m *Moment) place() TimelinePlace { return TimelinePlace{Millis(m.At), m.Kind, m.ID} }

// Place is where a page that ends with the moment ends.
func (m *Moment) Place() TimelinePlace { return m.place() }

// TimelinePlace is a place in a timeline.
type TimelinePlace struct {
	At   int64
	Kind MomentKind
	ID   string
}

func (p TimelinePlace) compare(o TimelinePlace) int {
	if p.At != o.At {
		return int(min(max(p.At-o.At, -1), 1))
	}
	if p.Kind != o.Kind {
		return slices.Index(MomentKinds(), p.Kind) - slices.Index(MomentKinds(), o.Kind)
	}
	return strings.Compare(p.ID, o.ID)
}

// TimelineQuery asks for what happened with a person, the newest first.
type TimelineQuery struct {
	WorkspaceID string
	ContactID   string // any of the person's
	Kinds       []MomentKind
	Before      *TimelinePlace // where the page before ended
	Limit       int            // at most [MaxTimeline]
}

// TimelinePage is a page of a timeline.
type TimelinePage struct {
	Moments []Moment
	Next    *TimelinePlace // Before of the next page, nil for none
}

// timeline reads one page. Whatever the person did and however long, it takes a statement for the person, one for the
// conversations and one for each kind.
type timeline struct {
	ctx   context.Context
	q     Querier
	in    TimelineQuery
	who   []string // contacts
	keys  []string // under which events stand
	talks []talkSpan
	cut   int64 // moments before are left for the next page; 0 for none
}

// talkSpan is a conversation and when it was.
type talkSpan struct {
	id, contactID string
	began, last   int64
}

// Timeline returns a page of what happened with a person, whoever did it and on whichever channel.
func Timeline(ctx context.Context, q Querier, in TimelineQuery) (TimelinePage, error) {
	t := timeline{ctx: ctx, q: q, in: in}
	if len(t.in.Kinds) == 0 {
		t.in.Kinds = MomentKinds()
	}
	t.in.Limit = min(max(in.Limit, 1), MaxTimeline)
	contacts, err := Person(ctx, q, in.WorkspaceID, in.ContactID, ByAny)
	if err != nil {
		return TimelinePage{}, err
	}
	for _, k := range contacts {
		t.who = append(t.who, k.ID)
		for _, key := range []string{PersonOf(k), k.ID} {
			if !slices.Contains(t.keys, key) {
				t.keys = append(t.keys, key)
			}
		}
	}
	if err := t.readTalks(); err != nil {
		return TimelinePage{}, err
	}
	var all []Moment
	for _, kind := range MomentKinds() {
		if !slices.Contains(t.in.Kinds, kind) {
			continue
		}
		if kind == MomentNote && slices.Contains(t.in.Kinds, MomentMessage) {
			continue // read with the messages
		}
		some, err := t.read(kind)
		if err != nil {
			return TimelinePage{}, fmt.Errorf("store: timeline: %s: %w", kind, err)
		}
		all = append(all, some...)
	}
	return t.page(all), nil
}

// page puts what was read in order and keeps as much as was asked for.
func (t *timeline) page(all []Moment) TimelinePage {
	all = slices.DeleteFunc(all, func(m Moment) bool {
		return t.in.Before != nil && m.place().compare(*t.in.Before) >= 0 || t.cut > 0 && Millis(m.At) < t.cut
	})
	slices.SortFunc(all, func(a, b Moment) int { return b.place().compare(a.place()) })
	out := TimelinePage{Moments: all}
	switch {
	case len(all) > t.in.Limit:
		out.Moments = all[:t.in.Limit]
		last := out.Moments[t.in.Limit-1].place()
		out.Next = &last
	case t.cut > 0:
		out.Next = &TimelinePlace{At: t.cut, Kind: MomentMessage}
	}
	return out
}

// before is the condition that a moment of a kind stands before the page, by its time and an id; the arguments are parameters.
func (t *timeline) before(args *list, kind MomentKind, at, id string) string {
	b := t.in.Before
	if b == nil {
		return ``
	}
	switch c := slices.Index(MomentKinds(), kind) - slices.Index(MomentKinds(), b.Kind); {
	case c < 0:
		return ` and ` + at + ` <= ` + args.add(b.At)
	case c > 0:
		return ` and ` + at + ` < ` + args.add(b.At)
	}
	return fmt.Sprintf(` and (%s < %s or %s = %s and %s < %s)`, at, args.add(b.At), at, args.add(b.At), id, args.add(b.ID))
}

// readTalks reads the conversations that may have a part in the page: those that were going on where it begins, and those that were
// over, the last first. Where there are more of them than are looked into, the page ends where the first of the others does.
func (t *timeline) readTalks() error {
	args := &list{}
	mine := `select c.id, c.contact_id, c.created_at, c.last_at from conversation c where c.contact_id in (` + args.all(t.who) + `) and c.workspace_id = ` + args.add(t.in.WorkspaceID)
	over := mine
	if t.in.Before != nil {
		from := args.add(t.in.Before.At)
		over += ` and c.last_at < ` + from
		args.sql.WriteString(`select * from (` + mine + ` and c.created_at <= ` + from + ` and c.last_at >= ` + from + ` order by c.last_at, c.id limit ` + args.add(maxTimelineOpen) + `) as t1 union all `)
	}
	args.sql.WriteString(`select * from (` + over + ` order by c.last_at desc, c.id desc limit ` + args.add(maxTimelineTalks+1) + `) as t2`)
	rows, err := args.query(t.ctx, t.q)
	if err != nil {
		return fmt.Errorf("store: timeline: conversations: %w", err)
	}
	defer rows.Close()
	past := 0
	for rows.Next() {
		var s talkSpan
		if err := rows.Scan(&s.id, &s.contactID, &s.began, &s.last); err != nil {
			return fmt.Errorf("store: timeline: conversations: %w", err)
		}
		if t.in.Before == nil || s.last < t.in.Before.At {
			if past++; past > maxTimelineTalks {
				t.cut = max(t.cut, s.last+1)
				continue
			}
		}
		t.talks = append(t.talks, s)
	}
	return rows.Err()
}

func (t *timeline) talkIDs() []string {
	out := make([]string, len(t.talks))
	for i, s := range t.talks {
		out[i] = s.id
	}
	return out
}

func (t *timeline) read(kind MomentKind) ([]Moment, error) {
	switch kind {
	case MomentMessage, MomentNote:
		return t.messages(kind)
	case MomentTag, MomentChange, MomentHandOver, MomentPromise, MomentAction:
		if len(t.talks) == 0 {
			return nil, nil
		}
		return t.told(kind, t.ofTalks(kind))
	case MomentPlaybook, MomentEvent, MomentConsent, MomentMerge:
		return t.told(kind, t.ofContacts(kind))
	}
	return nil, nil
}

// messages reads the last messages of each conversation before the page, in one statement. One that was over before the page is read
// from its end; only one that was going on then is walked back to it.
func (t *timeline) messages(kind MomentKind) ([]Moment, error) {
	if len(t.talks) == 0 {
		return nil, nil
	}
	args := &list{}
	limit := args.add(t.in.Limit + 1)
	owner := make(map[string]string, len(t.talks))
	for i, talk := range t.talks {
		owner[talk.id] = talk.contactID
		if i > 0 {
			args.sql.WriteString(` union all `)
		}
		args.sql.WriteString(`select * from (select ` + messageColumns + `, coalesce(l.idx, -1) as leaf from message m left join leaf l on l.message_id = m.id where m.conversation_id = ` + args.add(talk.id))
		switch {
		case kind == MomentNote:
			args.sql.WriteString(` and m.kind = 'note'`)
		case !slices.Contains(t.in.Kinds, MomentNote):
			args.sql.WriteString(` and m.kind <> 'note'`)
		}
		if b := t.in.Before; b != nil && b.At <= talk.last {
			args.sql.WriteString(` and m.at <= ` + args.add(b.At))
		}
		args.sql.WriteString(` order by m.seq desc limit ` + limit + `) as t` + fmt.Sprint(i))
	}
	rows, err := t.q.Query(t.ctx, args.sql.String(), args.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Moment
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return nil, err
		}
		one := Moment{Kind: MomentMessage, At: m.At, ID: fmt.Sprintf("%s/%012d", m.ConversationID, m.Seq), ContactID: owner[m.ConversationID], ConversationID: m.ConversationID, Message: &m}
		if m.Kind == terang.KindNote {
			one.Kind = MomentNote
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// momentColumns are what each source of moments but the messages selects, under these names.
const momentColumns = `x.id, x.contact_id, x.conversation_id, x.at, x.what, x.name, x.outcome, x.made_by, x.words, x.until, x.status, x.millis`

// told reads the moments of a kind. A row that has several is a moment for each.
func (t *timeline) told(kind MomentKind, sources func(args *list) []string) ([]Moment, error) {
	args := &list{}
	var parts []string
	for _, s := range sources(args) {
		parts = append(parts, `select * from (`+s+`) as x where x.at > 0`+t.before(args, kind, `x.at`, `x.id`))
	}
	args.sql.WriteString(`select ` + momentColumns + ` from (` + strings.Join(parts, ` union all `) + `) as x order by x.at desc, x.id desc limit ` + args.add(t.in.Limit+1))
	rows, err := t.q.Query(t.ctx, args.sql.String(), args.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Moment
	for rows.Next() {
		m := Moment{Kind: kind}
		var at, until int64
		if err := rows.Scan(&m.ID, &m.ContactID, &m.ConversationID, &at, &m.What, &m.Name, &m.Outcome, &m.By, &m.Text, &until, &m.Status, &m.Millis); err != nil {
			return nil, err
		}
		m.At, m.Until = Time(at), Time(until)
		out = append(out, m)
	}
	return out, rows.Err()
}

// all adds texts as parameters and returns their places.
func (l *list) all(texts []string) string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = l.add(s)
	}
	return strings.Join(out, ", ")
}

// EventData reads an event's data as it is shown; nothing where it is no object.
func EventData(text string) map[string]any {
	var data map[string]any
	if json.Unmarshal([]byte(text), &data) != nil {
		return nil
	}
	return data
}
