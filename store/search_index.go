package store

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"terang"
	"terang/search"
)

// Limits of the index of words.
const (
	maxDocRows   = 16 // documents that one statement adds
	serialBits   = 21 // of a document's id, below the milliseconds of its time
	backfillStep = 100
	docWidth     = 5
)

// doc is one text on its way into the index.
type doc struct {
	id                          int64
	workspaceID, conversationID string
	seq                         int64
	found                       search.Doc
}

const docBag = "search"

// docs gathers what the callers of one commit said: one statement adds it all.
type docs struct{ all []doc }

// readers are kept, because a reader's buffers are worth keeping.
var readers = sync.Pool{New: func() any { return new(search.Reader) }}

// read reads a text for the index.
func read(text string) search.Doc {
	r := readers.Get().(*search.Reader)
	defer readers.Put(r)
	return r.Index(text)
}

// gatherDoc puts a text into the index with the commit.
func gatherDoc(tx *Tx, workspaceID, conversationID string, seq int64, at time.Time, text string) {
	found := read(text)
	if found.Empty() {
		return
	}
	bag := tx.OnCommit(docBag, func() any { return new(docs) }, addDocs).(*docs)
	bag.all = append(bag.all, doc{tx.w.db.docID(at, conversationID), workspaceID, conversationID, seq, found})
}

// docID is the time and a number that no other document of the same millisecond has: a counter, begun at a place that differs
// from process to process.
func (db *DB) docID(at time.Time, seed string) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(seed))
	db.serial.CompareAndSwap(0, int64(h.Sum32())+1)
	return max(at.UnixMilli(), 0)<<serialBits | db.serial.Add(1)&(1<<serialBits-1)
}

// messageDoc is a message's place in the index and its words, "" for what nobody said in their own words: announcements,
// surveys, and drafts that were only offered.
func messageDoc(db *DB, m *terang.Message) (id int64, words string) {
	switch m.Kind {
	case terang.KindNotice, terang.KindSurvey:
		return 0, ""
	case terang.KindNote:
		if m.Author.Kind() == terang.KindAI {
			return 0, ""
		}
	case terang.KindText:
	}
	found := read(textOf(&m.Content))
	if found.Empty() {
		return 0, ""
	}
	id = db.docID(m.At, m.ConversationID)
	return id, db.words(doc{id, m.WorkspaceID, m.ConversationID, m.Seq, found})
}

// textOf is all that a message lets read: its text, what stands on its card, and the names of its files.
func textOf(c *terang.Content) string {
	if c.Card == nil && len(c.Attachments) == 0 {
		return c.Text
	}
	parts := []string{c.Text}
	if c.Card != nil {
		parts = append(parts, c.Card.Title)
		for _, f := range c.Card.Fields {
			parts = append(parts, f.Label+": "+f.Value)
		}
	}
	for i := range c.Attachments {
		parts = append(parts, c.Attachments[i].Name)
	}
	return strings.TrimSpace(strings.Join(parts, "\n"))
}

// IndexName lets a conversation be found by its contact's name and by the brand's own id of them.
func IndexName(tx *Tx, c *terang.Conversation, k terang.Contact) {
	gatherDoc(tx, c.WorkspaceID, c.ID, 0, c.CreatedAt, nameText(k.Name, k.ExternalID))
}

func nameText(name, externalID string) string { return strings.TrimSpace(name + "\n" + externalID) }

// reindexName does the same for all conversations of a contact whose name has changed.
func reindexName(tx *Tx, workspaceID, contactID, text string) error {
	const mine = `(select id from conversation where contact_id = $1 and workspace_id = $2)`
	if _, err := tx.Exec(`delete from search_doc where seq = 0 and conversation_id in `+mine, contactID, workspaceID); err != nil {
		return err
	}
	rows, err := tx.Query(`select id, created_at from conversation where contact_id = $1 and workspace_id = $2`, contactID, workspaceID)
	if err != nil {
		return err
	}
	type one struct {
		id string
		at int64
	}
	var all []one
	for rows.Next() {
		var o one
		if err := rows.Scan(&o.id, &o.at); err != nil {
			return fmt.Errorf("store: index a name: %w", err)
		}
		all = append(all, o)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: index a name: %w", err)
	}
	for _, o := range all {
		gatherDoc(tx, workspaceID, o.id, 0, Time(o.at), text)
	}
	return nil
}

// eraseSearch takes all words of a contact's conversations out of the index, also those that this very commit would add.
func eraseSearch(tx *Tx, workspaceID, contactID string) error {
	const mine = `select id from conversation where contact_id = $1 and workspace_id = $2`
	if _, err := tx.Exec(`delete from search_doc where conversation_id in (`+mine+`)`, contactID, workspaceID); err != nil {
		return err
	}
	bag, ok := tx.Peek(docBag).(*docs)
	if !ok {
		return nil
	}
	rows, err := tx.Query(mine, contactID, workspaceID)
	if err != nil {
		return err
	}
	gone := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("store: erase from the index: %w", err)
		}
		gone[id] = true
	}
	bag.all = slices.DeleteFunc(bag.all, func(d doc) bool { return gone[d.conversationID] })
	return rows.Err()
}

// addDocs writes what was gathered, oldest first: the index of SQLite takes ascending ids best.
func addDocs(tx *Tx, bag any) error {
	all := bag.(*docs).all
	slices.SortStableFunc(all, func(a, b doc) int { return int(min(max(a.id-b.id, -1), 1)) })
	for len(all) > 0 {
		n := min(len(all), maxDocRows)
		args := make([]any, 0, n*docWidth)
		for _, d := range all[:n] {
			args = append(args, d.id, d.workspaceID, d.conversationID, d.seq, tx.w.db.words(d))
		}
		if err := tx.Do(docTexts[tx.w.db.engine][n], args...); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// docTexts are the statements that add 1 to maxDocRows documents, formed once. A document that is there stays: the back-fill
// may meet what was said meanwhile.
var docTexts = map[Engine][maxDocRows + 1]string{SQLite: insertDocs(""), Postgres: insertDocs("::tsvector")}

func insertDocs(cast string) (out [maxDocRows + 1]string) {
	for n := 1; n <= maxDocRows; n++ {
		rows := make([]string, n)
		for i := range rows {
			at := i * docWidth
			rows[i] = fmt.Sprintf("($%d, $%d, $%d, $%d, $%d%s)", at+1, at+2, at+3, at+4, at+5, cast)
		}
		out[n] = `insert into search_doc (id, workspace_id, conversation_id, seq, words) values ` + strings.Join(rows, ", ") + ` on conflict do nothing`
	}
	return out
}

// The kinds of tokens, after a workspace's namespace. Each workspace's words are its own, so that what is rare in one is found
// fast though it is common in another.
const (
	wordToken = "a"
	partToken = "b"
	roomToken = "c" // the conversation itself
	nameToken = "d" // marks what is a name
	// PostgreSQL keeps each word of a name as one too, so that its statistics tell how many are called so, and not how many say so.
	nameParts = "e"
)

// namespace is three letters for a workspace. Where two share one a search costs more and finds the same.
func namespace(workspaceID string) string { return letters(workspaceID) }

// pair is the lexeme of two words that follow each other. It takes little room, and no other lexeme is as short. Where two pairs share
// one a search costs more and finds the same.
func pair(ns, first, second string) string { return letters(ns, " ", first, " ", second) }

// letters are three letters or digits for some words, mostly others for others.
func letters(words ...string) string {
	h := fnv.New32a()
	for _, w := range words {
		_, _ = h.Write([]byte(w))
	}
	s := strconv.FormatUint(uint64(h.Sum32())%46656, 36)
	return "000"[len(s):] + s
}

// room is a conversation's id as a token: backwards, because ids of one day begin alike.
func room(id string) string {
	out := make([]byte, 0, len(id))
	for i := len(id) - 1; i >= 0; i-- {
		switch c := id[i]; {
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'z':
			out = append(out, c)
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		}
	}
	return string(out)
}

// words are a document's words and what else finds it, as the engine takes them.
func (db *DB) words(d doc) string {
	ns := namespace(d.workspaceID)
	if db.engine == Postgres {
		return vector(ns, d.found, d.seq == 0)
	}
	var sb strings.Builder
	put := func(kind string, tokens ...string) {
		for _, t := range tokens {
			sb.WriteString(ns)
			sb.WriteString(kind)
			sb.WriteString(t)
			sb.WriteByte(' ')
		}
	}
	put(wordToken, d.found.Words...)
	put(roomToken, room(d.conversationID)) // between them, so that no phrase goes on into the forms
	put(wordToken, d.found.Forms...)
	put(partToken, d.found.Parts...)
	if d.seq == 0 {
		put(nameToken, "")
	}
	return sb.String()
}

// vector is a document as PostgreSQL keeps it: lexemes with their places
// (https://www.postgresql.org/docs/15/datatype-textsearch.html), and pairs of words, which need none.
func vector(ns string, d search.Doc, name bool) string {
	var sb strings.Builder
	var number []byte
	n := 0
	put := func(kind string, tokens []string) {
		for i, t := range tokens {
			n++
			number = strconv.AppendInt(number[:0], int64(n), 10)
			for _, s := range [...]string{`'`, ns, kind, t, `':`} {
				sb.WriteString(s)
			}
			sb.Write(number)
			sb.WriteByte(' ')
			if kind == wordToken && i > 0 {
				sb.WriteString(`'` + pair(ns, tokens[i-1], t) + `' `)
			}
		}
		n++ // no phrase goes on into what comes next
	}
	put(wordToken, d.Words)
	put(wordToken, d.Forms)
	put(partToken, d.Parts)
	if name {
		put(nameToken, d.Words)
		put(nameToken, d.Forms)
		put(nameParts, d.Parts)
	}
	return sb.String()
}

// Backfill is how far the words that were said before the index came to be are in it.
type Backfill struct {
	Ready bool  // all of them are
	Done  int64 // messages that were looked at
	Total int64 // about how many there are to look at
}

// The rows of meta in which the back-fill keeps where it is.
const (
	backfillAt    = "search_backfill"       // the id before which it goes on; "" once all is done
	backfillDone  = "search_backfill_done"  // messages looked at
	backfillTotal = "search_backfill_total" // messages there were
)

// Reindex has everything put into the index once more, by whoever runs [BackfillSearch]: for messages that came past it.
func Reindex(tx *Tx) error {
	for _, row := range [][2]string{{backfillAt, `'zzzz'`}, {backfillDone, `'0'`}, {backfillTotal, `(select cast(count(*) as text) from message)`}} {
		if _, err := tx.Exec(`insert into meta (name, value) values ($1, `+row[1]+`) on conflict (name) do update set value = excluded.value`, row[0]); err != nil {
			return fmt.Errorf("store: reindex: %w", err)
		}
	}
	return nil
}

// SearchBackfill tells how far the back-fill is.
func SearchBackfill(ctx context.Context, q Querier) (Backfill, error) {
	rows, err := q.Query(ctx, `select name, value from meta where name in ($1, $2, $3)`, backfillAt, backfillDone, backfillTotal)
	if err != nil {
		return Backfill{}, fmt.Errorf("store: back-fill: %w", err)
	}
	defer rows.Close()
	b := Backfill{Ready: true}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return b, fmt.Errorf("store: back-fill: %w", err)
		}
		n, _ := strconv.ParseInt(value, 10, 64)
		switch name {
		case backfillAt:
			b.Ready = value == ""
		case backfillDone:
			b.Done = n
		case backfillTotal:
			b.Total = n
		}
	}
	return b, rows.Err()
}

// BackfillSearch puts the next messages from before the index into it, newest first, and reports whether any are left. Where a
// process dies it goes on where it was; what two nodes do twice is there once.
func BackfillSearch(ctx context.Context, db *DB) (more bool, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		more = false
		var before string
		if err := tx.QueryRow(`select coalesce((select value from meta where name = $1), '')`, backfillAt).Scan(&before); err != nil || before == "" {
			return err
		}
		n, last, err := backfillMessages(tx, before)
		if err != nil {
			return err
		}
		more = n == backfillStep
		if !more {
			if err := backfillNames(tx); err != nil {
				return err
			}
			last = ""
		}
		if err := tx.Do(`update meta set value = $1 where name = $2`, last, backfillAt); err != nil {
			return err
		}
		return tx.Do(`update meta set value = cast(cast(value as bigint) + $1 as text) where name = $2`, n, backfillDone)
	})
	if err != nil {
		return false, fmt.Errorf("store: back-fill: %w", err)
	}
	return more, nil
}

func backfillMessages(tx *Tx, before string) (n int, last string, err error) {
	rows, err := tx.Query(`select `+messageColumns+`, -1 from message m where m.id < $1 order by m.id desc limit $2`, before, backfillStep)
	if err != nil {
		return 0, "", err
	}
	defer rows.Close()
	var found []StoredMessage
	for rows.Next() {
		m, err := scanMessage(rows)
		if err != nil {
			return 0, "", err
		}
		found = append(found, m)
	}
	for i := range found {
		m := &found[i].Message
		if id, words := messageDoc(tx.w.db, m); id > 0 {
			if err := tx.Do(docTexts[tx.w.db.engine][1], id, m.WorkspaceID, m.ConversationID, m.Seq, words); err != nil {
				return 0, "", err
			}
		}
		last = found[i].ID
	}
	return len(found), last, rows.Err()
}

// backfillNames puts the names of all contacts that have one into the index: few beside the messages.
func backfillNames(tx *Tx) error {
	rows, err := tx.Query(`select c.id, c.workspace_id, c.created_at, k.name, k.external_id from contact k join conversation c on c.contact_id = k.id
		where k.name <> '' or k.external_id <> ''`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var c terang.Conversation
		var k terang.Contact
		var created int64
		if err := rows.Scan(&c.ID, &c.WorkspaceID, &created, &k.Name, &k.ExternalID); err != nil {
			return err
		}
		c.CreatedAt = Time(created)
		IndexName(tx, &c, k)
	}
	return rows.Err()
}
