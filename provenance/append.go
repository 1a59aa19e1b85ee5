package provenance

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/gate"
	"terang/provenance/receipt"
	"terang/store"
)

// maxInsert is how many leaves one insert statement takes.
const maxInsert = 64

// bagKey names the batch's leaves in the shared transaction.
const bagKey = "provenance"

// Entry is a leaf that was appended. Its index is known when the transaction is durable.
type Entry struct {
	index     int64
	messageID string
	statement string
	hash      tlog.Hash
	words     string // folded, see [Log.Said]
	at        int64
}

// Index returns the leaf's place in the log. Before [store.DB.Write] has returned nil it means nothing.
func (e *Entry) Index() int64 { return e.index }

// batch is what the callers of one shared transaction append.
type batch struct {
	logs map[string][]*Entry // by workspace
	seen map[string]bool     // message ids
}

// Create makes a workspace's log with a signing key of its own. Append makes it too where it is missing.
func (l *Log) Create(tx *store.Tx, workspaceID string) error {
	_, err := l.create(tx, workspaceID)
	return err
}

func (l *Log) create(tx *store.Tx, workspaceID string) (row, error) {
	if workspaceID == "" || strings.ContainsAny(workspaceID, " +/\t\n") {
		return row{}, fmt.Errorf("provenance: create: %q is no workspace id", workspaceID)
	}
	origin := l.origin + "/log/" + workspaceID
	signer, verifier, err := note.GenerateKey(l.random, origin)
	if err != nil {
		return row{}, fmt.Errorf("provenance: create: %w", err)
	}
	secret, err := l.newSecret()
	if err != nil {
		return row{}, err
	}
	n, err := tx.Exec(`insert into log (workspace_id, origin, size, edge, signer, verifier, secret) values ($1, $2, 0, $3, $4, $5, $6) on conflict (workspace_id) do nothing`,
		workspaceID, origin, []byte{}, signer, verifier, secret)
	if err != nil {
		return row{}, fmt.Errorf("provenance: create: %w", err)
	}
	if n == 0 {
		return lock(tx, workspaceID) // another node made it just now
	}
	return row{secret: secret}, insertKey(tx, workspaceID, 0, receipt.Key{Verifier: verifier}, l.clock())
}

// AddCleared appends the statement of a cleared message that the same transaction stores; see [Log.Statement].
func (l *Log) AddCleared(tx *store.Tx, contactSalt []byte, c gate.Cleared, at time.Time) (*Entry, error) {
	statement, err := l.Statement(contactSalt, c)
	if err != nil {
		return nil, err
	}
	m := c.Message()
	e, err := l.Add(tx, m.WorkspaceID, m.ID, statement, at)
	if err != nil {
		return nil, err
	}
	e.words = fold(textOf(&m))
	return e, nil
}

// Append adds the statement of a message that the same transaction stores. All leaves of a shared
// transaction are written together just before its commit: one update of the log per workspace and one
// insert per 64 leaves, however many callers there are.
func (l *Log) Append(tx *store.Tx, workspaceID, messageID string, statement []byte, at time.Time) error {
	_, err := l.Add(tx, workspaceID, messageID, statement, at)
	return err
}

// Add is [Log.Append] for callers that want to know the leaf's place once the transaction is durable.
func (l *Log) Add(tx *store.Tx, workspaceID, messageID string, statement []byte, at time.Time) (*Entry, error) {
	b := tx.OnCommit(bagKey, func() any {
		return &batch{logs: make(map[string][]*Entry), seen: make(map[string]bool)}
	}, l.flush).(*batch)
	tx.Dirty() // what stands in the bag is undone only with a rollback
	if workspaceID == "" || messageID == "" || len(statement) == 0 {
		return nil, fmt.Errorf("provenance: append: a workspace, a message and a statement are needed")
	}
	if b.seen[messageID] {
		return nil, terang.Fail(terang.Conflict, "already_logged")
	}
	b.seen[messageID] = true
	e := &Entry{index: -1, messageID: messageID, statement: string(statement), hash: tlog.RecordHash(statement), at: store.Millis(at)}
	b.logs[workspaceID] = append(b.logs[workspaceID], e)
	return e, nil
}

// flush writes a batch. Workspaces are locked in one order, so that two nodes cannot wait for each other.
func (l *Log) flush(tx *store.Tx, bag any) error {
	b := bag.(*batch)
	ids := make([]string, 0, len(b.logs))
	for id := range b.logs {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		if err := l.flushLog(tx, id, b.logs[id]); err != nil {
			return err
		}
	}
	return nil
}

func (l *Log) flushLog(tx *store.Tx, workspaceID string, entries []*Entry) error {
	t, err := lock(tx, workspaceID)
	if errors.Is(err, sql.ErrNoRows) {
		t, err = l.create(tx, workspaceID)
	}
	if err == nil && len(t.secret) == 0 { // a log from before there was one
		if t.secret, err = l.newSecret(); err == nil {
			err = tx.Do(`update log set secret = $1 where workspace_id = $2`, t.secret, workspaceID)
		}
	}
	if err != nil {
		return fmt.Errorf("provenance: append: %w", err)
	}
	w := tileWriter{tx: tx, workspaceID: workspaceID, first: t.size, entries: entries, open: map[tileID][]byte{}}
	for _, e := range entries {
		e.index = t.size
		t.push(e.hash, w.grown)
	}
	if err := l.insert(tx, workspaceID, t.secret, entries); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	if err := tx.Do(`update log set size = $1, edge = $2 where workspace_id = $3`, t.size, t.marshal(), workspaceID); err != nil {
		return fmt.Errorf("provenance: append: %w", err)
	}
	return nil
}

// lock reads the log's tree and keeps other nodes from appending until the commit.
func lock(tx *store.Tx, workspaceID string) (row, error) {
	var r row
	var size int64
	var edge []byte
	if err := tx.QueryRow(`select size, edge, secret from log where workspace_id = $1`+tx.ForUpdate(), workspaceID).Scan(&size, &edge, &r.secret); err != nil {
		return r, err
	}
	var err error
	r.tree, err = parseTree(size, edge)
	return r, err
}

func (l *Log) insert(tx *store.Tx, workspaceID string, secret []byte, entries []*Entry) error {
	for len(entries) > 0 {
		n := min(len(entries), maxInsert)
		args := make([]any, 0, leafColumns*n) // the statement may be sent later, so each has its own
		for _, e := range entries[:n] {
			args = append(args, workspaceID, e.index, e.messageID, e.hash[:], e.statement, e.at, nullable(digest(secret, e.words)))
		}
		if err := tx.Do(l.inserts[n], args...); err != nil {
			return fmt.Errorf("provenance: append: %w", err)
		}
		entries = entries[n:]
	}
	return nil
}

// nullable keeps what is not there out of the index.
func nullable(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

const leafColumns = 7

func insertLeaves(n int) string {
	var sb strings.Builder
	sb.WriteString(`insert into leaf (workspace_id, idx, message_id, hash, statement, at, words) values `)
	for i := range n {
		if i > 0 {
			sb.WriteString(", ")
		}
		for c := range leafColumns {
			if c == 0 {
				sb.WriteString("($")
			} else {
				sb.WriteString(", $")
			}
			sb.WriteString(strconv.Itoa(i*leafColumns + c + 1))
		}
		sb.WriteByte(')')
	}
	return sb.String()
}

type tileID struct {
	level int
	n     int64
}

// tileWriter gathers the tiles that a batch changes.
type tileWriter struct {
	tx          *store.Tx
	workspaceID string
	first       int64 // index of the batch's first leaf
	entries     []*Entry
	order       []tileID
	open        map[tileID][]byte
	err         error
}

// grown takes the root of a tile that is full now: it is one more hash of the tile above, and where the full
// tile is one of leaves, that one is written.
func (w *tileWriter) grown(level int, index int64, h tlog.Hash) {
	if w.err != nil {
		return
	}
	if level == 1 {
		id := tileID{0, index}
		if w.open[id], w.err = w.leaves(index); w.err != nil {
			return
		}
		w.order = append(w.order, id)
	}
	id := tileID{level, index >> tileHeight}
	data, ok := w.open[id]
	if !ok {
		w.order = append(w.order, id)
		if width := index & (tileWidth - 1); width > 0 {
			if data, w.err = readTile(context.Background(), w.tx.Reader(), w.workspaceID, id); w.err == nil && int64(len(data)) != width*tlog.HashSize {
				w.err = fmt.Errorf("provenance: append: tile %d/%d has %d bytes, not %d hashes", id.level, id.n, len(data), width)
			}
			if w.err != nil {
				return
			}
		}
	}
	w.open[id] = append(data, h[:]...)
}

// leaves collects the hashes of a full tile of leaves: those of earlier batches from the store.
func (w *tileWriter) leaves(n int64) ([]byte, error) {
	start := n * tileWidth
	data := make([]byte, 0, tileWidth*tlog.HashSize)
	if start < w.first {
		var err error
		if data, err = readLeafHashes(context.Background(), w.tx.Reader(), w.workspaceID, start, w.first, data); err != nil {
			return nil, err
		}
	}
	for i := max(start, w.first); i < start+tileWidth; i++ {
		data = append(data, w.entries[i-w.first].hash[:]...)
	}
	return data, nil
}

func (w *tileWriter) flush() error {
	if w.err != nil {
		return w.err
	}
	for _, id := range w.order {
		if err := w.tx.Do(`insert into tile (workspace_id, level, n, data) values ($1, $2, $3, $4)
			on conflict (workspace_id, level, n) do update set data = excluded.data`, w.workspaceID, id.level, id.n, w.open[id]); err != nil {
			return fmt.Errorf("provenance: append: %w", err)
		}
	}
	return nil
}
