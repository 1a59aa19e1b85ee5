package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/search"
)

// Limits of a search.
const (
	searchStep   = 256 // documents that one statement returns
	searchRounds = 12  // statements after which a page is handed over as it is
	maxRooms     = 400 // conversations that are named one by one in a question
	maxNamed     = 200 // conversations of one name that are looked into
	maxNameTries = 4   // words of a question that are tried as a name
)

// Search is a question to all conversations of a workspace.
type Search struct {
	WorkspaceID string
	AgentID     string // for [ViewMine]
	Query       search.Query
	Filter      Filter
	Before      int64 // where the page before ended; 0 for the first
	Limit       int
}

// Hit is a conversation in which something was found, and the newest message that has it.
type Hit struct {
	Listed
	Seq    int64  // position of the message; 0 where the contact's name is what was found
	Text   string // what was said there
	Author terang.AuthorKind
	Folded bool // it abuses whoever reads it
	At     time.Time
}

// Found is a page of hits, newest first.
type Found struct {
	Hits []Hit
	Next int64 // Before of the next page; 0 for none
}

// place is one document that was found.
type place struct {
	id             int64
	conversationID string
	seq            int64
}

// Find looks a question up. A conversation is listed once, with the newest message in which the question is found; where a word
// of the question is the contact's name, the others are looked for in that contact's conversations. It takes a few statements,
// however many messages there are.
func Find(ctx context.Context, db *DB, s Search) (Found, error) {
	f := finder{db: db, s: s, ns: namespace(s.WorkspaceID)}
	places, next, err := f.find(ctx)
	if err != nil {
		return Found{}, fmt.Errorf("store: search: %w", err)
	}
	hits, err := f.load(ctx, places)
	if err != nil {
		return Found{}, fmt.Errorf("store: search: %w", err)
	}
	return Found{hits, next}, nil
}

type finder struct {
	db *DB
	s  Search
	ns string
}

func (f *finder) find(ctx context.Context) ([]place, int64, error) {
	q := f.s.Query
	if q.Empty() || f.s.Limit <= 0 {
		return nil, 0, nil
	}
	var within []string
	if f.s.Filter.narrow() {
		rooms, err := f.rooms(ctx)
		if err != nil || rooms != nil && len(rooms) == 0 {
			return nil, 0, err
		}
		within = rooms // nil where there are too many to name
	}
	named := slices.DeleteFunc(slices.Clone(q.Must), func(c search.Clause) bool { return !c.Name })
	if len(named) > 0 {
		q.Must = slices.DeleteFunc(slices.Clone(q.Must), func(c search.Clause) bool { return c.Name })
		rooms, err := f.named(ctx, named, within)
		if err != nil || len(rooms) == 0 {
			return nil, 0, err
		}
		if within = rooms; len(q.Must) == 0 {
			q.Must = named
		}
	}
	found, next, err := f.page(ctx, q, within, f.s.Before, f.s.Limit)
	if err != nil || len(named) > 0 || len(found) >= f.s.Limit || f.s.Before > 0 || len(q.Must) < 2 {
		return found, next, err
	}
	for i := range q.Must[:min(len(q.Must), maxNameTries)] {
		rooms, err := f.named(ctx, q.Must[i:i+1], within)
		if err != nil {
			return nil, 0, err
		}
		if len(rooms) == 0 {
			continue
		}
		rest := search.Query{Must: slices.Delete(slices.Clone(q.Must), i, i+1), Not: q.Not}
		more, _, err := f.page(ctx, rest, rooms, 0, f.s.Limit)
		if err != nil {
			return nil, 0, err
		}
		found = append(found, more...)
	}
	slices.SortFunc(found, func(a, b place) int { return int(min(max(b.id-a.id, -1), 1)) })
	seen := map[string]bool{}
	found = slices.DeleteFunc(found, func(p place) bool {
		twice := seen[p.conversationID]
		seen[p.conversationID] = true
		return twice
	})
	return found[:min(len(found), f.s.Limit)], next, nil
}

// page reads documents, newest first, until enough conversations have one.
func (f *finder) page(ctx context.Context, q search.Query, within []string, before int64, limit int) ([]place, int64, error) {
	var out []place
	seen := map[string]bool{}
	first := before
	for round := 1; ; round++ {
		step, err := f.step(ctx, q, within, before, searchStep)
		if err != nil {
			return nil, 0, err
		}
		if step, before, err = f.unlisted(ctx, q, step, first, seen, limit-len(out)); err != nil {
			return nil, 0, err
		}
		out = append(out, step...)
		switch {
		case before == 0:
			return out, 0, nil
		case len(out) >= limit, round == searchRounds:
			return out, before, nil
		}
	}
}

// unlisted leaves the first document of each conversation, at most n, of those that no page before has listed. It returns where
// to go on, 0 where nothing is left.
func (f *finder) unlisted(ctx context.Context, q search.Query, step []place, first int64, seen map[string]bool, n int) ([]place, int64, error) {
	var next int64
	if len(step) == searchStep {
		next = step[len(step)-1].id
	}
	var fresh []place
	for _, p := range step {
		if !seen[p.conversationID] {
			seen[p.conversationID] = true
			fresh = append(fresh, p)
		}
	}
	if first > 0 && len(fresh) > 0 {
		rooms := make([]string, len(fresh))
		for i, p := range fresh {
			rooms[i] = p.conversationID
		}
		listed, err := f.newer(ctx, q, rooms, first)
		if err != nil {
			return nil, 0, err
		}
		fresh = slices.DeleteFunc(fresh, func(p place) bool { return listed[p.conversationID] })
	}
	if len(fresh) > n {
		next = fresh[n-1].id
		fresh = fresh[:n]
	}
	return fresh, next, nil
}

// step reads the next documents.
func (f *finder) step(ctx context.Context, q search.Query, within []string, before int64, limit int) ([]place, error) {
	var args list
	where := f.match(&args, q, within, false)
	from, to := f.s.Filter.between(before)
	fmt.Fprintf(&args.sql, `%s where %s and d.workspace_id = %s`, f.source(), where, args.add(f.s.WorkspaceID))
	f.bounds(&args, from, to)
	if within == nil {
		f.s.Filter.where(&args, f.s.AgentID)
	}
	fmt.Fprintf(&args.sql, ` order by %s desc limit %s`, f.key(), args.add(limit))
	return f.places(ctx, &args)
}

// newer tells in which of some conversations the question is found after a document too.
func (f *finder) newer(ctx context.Context, q search.Query, rooms []string, after int64) (map[string]bool, error) {
	var args list
	where := f.match(&args, q, rooms, false)
	_, to := f.s.Filter.between(0)
	fmt.Fprintf(&args.sql, `%s where %s and d.workspace_id = %s`, f.source(), where, args.add(f.s.WorkspaceID))
	f.bounds(&args, after, to)
	fmt.Fprintf(&args.sql, ` order by %s desc`, f.key())
	found, err := f.places(ctx, &args)
	out := make(map[string]bool, len(found))
	for _, p := range found {
		out[p.conversationID] = true
	}
	return out, err
}

// named returns conversations of contacts whose name has the clauses, at most maxNamed.
func (f *finder) named(ctx context.Context, clauses []search.Clause, within []string) ([]string, error) {
	var args list
	where := f.match(&args, search.Query{Must: clauses}, within, true)
	fmt.Fprintf(&args.sql, `%s where %s and d.workspace_id = %s`, f.source(), where, args.add(f.s.WorkspaceID))
	fmt.Fprintf(&args.sql, ` order by %s desc limit %s`, f.key(), args.add(maxNamed))
	found, err := f.places(ctx, &args)
	out := make([]string, len(found))
	for i, p := range found {
		out[i] = p.conversationID
	}
	return out, err
}

// rooms returns the conversations that the filter leaves, nil where they are too many to name.
func (f *finder) rooms(ctx context.Context) ([]string, error) {
	var args list
	fmt.Fprintf(&args.sql, `select 0, c.id, 0 from conversation c where c.workspace_id = %s`, args.add(f.s.WorkspaceID))
	f.s.Filter.where(&args, f.s.AgentID)
	fmt.Fprintf(&args.sql, ` limit %s`, args.add(maxRooms+1))
	found, err := f.places(ctx, &args)
	if err != nil || len(found) > maxRooms {
		return nil, err
	}
	out := make([]string, len(found))
	for i, p := range found {
		out[i] = p.conversationID
	}
	return out, nil
}

func (f *finder) places(ctx context.Context, args *list) ([]place, error) {
	rows, err := args.planned(ctx, f.db)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []place
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.id, &p.conversationID, &p.seq); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// load reads the conversations and messages of a page.
func (f *finder) load(ctx context.Context, places []place) ([]Hit, error) {
	if len(places) == 0 {
		return nil, nil
	}
	var args list
	fmt.Fprintf(&args.sql, `select %s, k.name, k.external_id from conversation c join contact k on k.id = c.contact_id where c.workspace_id = %s and c.id in (`,
		conversationColumns, args.add(f.s.WorkspaceID))
	for i, p := range places {
		args.more(i, p.conversationID)
	}
	args.sql.WriteString(`)`)
	listed, err := listed(ctx, f.db, &args)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]Listed, len(listed))
	for _, l := range listed {
		byID[l.Conversation.ID] = l
	}
	said, err := f.said(ctx, places)
	if err != nil {
		return nil, err
	}
	out := make([]Hit, 0, len(places))
	for _, p := range places {
		l, ok := byID[p.conversationID]
		if !ok {
			continue // went away meanwhile
		}
		h := Hit{Listed: l, Seq: p.seq, Text: l.ContactName, At: time.UnixMilli(p.id >> serialBits).UTC()}
		if m, ok := said[p.conversationID]; ok {
			h.Text, h.Author, h.Folded = textOf(&m.Content), m.Author.Kind(), len(m.Care.Abuse) > 0
		}
		out = append(out, h)
	}
	return out, nil
}

// said reads the messages of a page, by conversation.
func (f *finder) said(ctx context.Context, places []place) (map[string]StoredMessage, error) {
	var args list
	fmt.Fprintf(&args.sql, `select %s, -1 from message m where m.workspace_id = %s and (`, messageColumns, args.add(f.s.WorkspaceID))
	for i, p := range places {
		if i > 0 {
			args.sql.WriteString(` or `)
		}
		fmt.Fprintf(&args.sql, `m.conversation_id = %s and m.seq = %s`, args.add(p.conversationID), args.add(p.seq))
	}
	args.sql.WriteString(`)`)
	rows, err := args.query(ctx, f.db)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make(map[string]StoredMessage, len(places))
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return nil, err
		}
		out[m.ConversationID] = m
	}
	return out, rows.Err()
}

// list gathers a statement with its parameters.
type list struct {
	sql  strings.Builder
	args []any
}

// add adds a parameter and returns its name.
func (l *list) add(v any) string {
	l.args = append(l.args, v)
	return fmt.Sprintf("$%d", len(l.args))
}

// more writes a parameter as the i-th of a list.
func (l *list) more(i int, v any) {
	if i > 0 {
		l.sql.WriteString(", ")
	}
	l.sql.WriteString(l.add(v))
}

// query runs the statement. It is not kept prepared: there are as many of them as there are questions.
func (l *list) query(ctx context.Context, q Querier) (*sql.Rows, error) {
	if db, ok := q.(*DB); ok {
		db.statements.Add(1)
		return db.read.QueryContext(ctx, l.sql.String(), l.args...)
	}
	return q.Query(ctx, l.sql.String(), l.args...)
}

// planned runs the statement by a plan that is made for these very parameters: what is best for a word that everybody says is worst
// for one that nobody does.
func (l *list) planned(ctx context.Context, db *DB) (*sql.Rows, error) {
	db.statements.Add(1)
	return db.read.QueryContext(ctx, l.sql.String(), slices.Concat(db.dialect.planned, l.args)...)
}
