package provenance

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

// Limits of an audit.
const (
	auditPage   = 500 // leaves that are read at once
	maxFindings = 100 // after which an audit stops looking
)

// FindingCode is what an audit found.
type FindingCode string

// The codes of findings.
const (
	LogDamaged        FindingCode = "log_damaged"        // the log's own row does not fit its leaves
	LeafMissing       FindingCode = "leaf_missing"       // a gap in the indexes: a row was deleted
	LeafChanged       FindingCode = "leaf_changed"       // statement and hash of a row do not fit each other
	LeafReplaced      FindingCode = "leaf_replaced"      // the row is whole, but not the one that was logged here
	LeafInserted      FindingCode = "leaf_inserted"      // the row was put in: the one that was logged here comes after it
	LeafRemoved       FindingCode = "leaf_removed"       // the one that was logged here is gone, and the later ones moved up
	LeafMoved         FindingCode = "leaf_moved"         // the row was logged at another place
	StatementForeign  FindingCode = "statement_foreign"  // the statement names another message or workspace
	MessageMissing    FindingCode = "message_missing"    // the message that the leaf is about is gone
	MessageChanged    FindingCode = "message_changed"    // the message is not what was logged
	MessageUnlogged   FindingCode = "message_unlogged"   // an outbound message has no leaf
	AuditMissing      FindingCode = "audit_missing"      // the record of a change that was logged is gone
	AuditChanged      FindingCode = "audit_changed"      // the record of a change is not what was logged
	AuditUnlogged     FindingCode = "audit_unlogged"     // the record of a change has no leaf
	TileDamaged       FindingCode = "tile_damaged"       // a tile does not hold the leaves' hashes
	CheckpointForeign FindingCode = "checkpoint_foreign" // a known checkpoint is not one of this log's key
	CheckpointBroken  FindingCode = "checkpoint_broken"  // the log does not continue a checkpoint that it signed
	KeyDamaged        FindingCode = "key_damaged"        // the keys do not follow each other as their notes say
)

// Finding is one thing that is not as it was logged.
type Finding struct {
	Code      FindingCode `json:"code"`
	Index     int64       `json:"index"`                // of the leaf, -1 where it has none
	MessageID string      `json:"message_id,omitempty"` // where the finding is about one
	Detail    string      `json:"detail"`               // which part; never a text of a message
}

// AuditReport is the result of an audit. It is clean without findings.
type AuditReport struct {
	Size     int64     `json:"size"`
	Root     string    `json:"root"`
	Erased   int64     `json:"erased"` // leaves whose salt was destroyed: they stand, but name nothing
	Findings []Finding `json:"findings"`
}

// Clean reports whether nothing was found.
func (r *AuditReport) Clean() bool { return len(r.Findings) == 0 }

// Audit computes a workspace's log again from its leaves and compares: each leaf with its statement, each
// statement with the message as it is stored, the hashes with the tiles and with the log's edge, and the
// whole with checkpoints that somebody kept. It reads everything once, in the order of the log. Without a
// known checkpoint it sees only by those that the store itself keeps (daily, and signed by witnesses) that the whole log
// was rebuilt with the key; with one that somebody kept elsewhere it sees that in any case.
func (l *Log) Audit(ctx context.Context, workspaceID string, known ...[]byte) (*AuditReport, error) {
	h, err := l.head(ctx, workspaceID)
	a := auditor{ctx: ctx, db: l.db, workspaceID: workspaceID, head: h, report: &AuditReport{Findings: []Finding{}}, known: map[int64]tlog.Hash{}, upper: map[tileID][]byte{}}
	if err != nil {
		if terang.KindOf(err) == terang.NotFound || h.origin == "" {
			return nil, err
		}
		a.find(LogDamaged, -1, "", "the right edge cannot be read")
	}
	keys, err := l.verifiers(ctx, workspaceID)
	if err != nil && terang.KindOf(err) != terang.NotFound {
		return nil, err
	}
	a.followKeys(keys)
	if err := a.expect(l, known, keys); err != nil {
		return nil, err
	}
	if a.lastErased, err = store.LastErasure(ctx, l.db, workspaceID); err != nil {
		return nil, fmt.Errorf("provenance: audit: %w", err)
	}
	if err := a.leaves(); err != nil {
		return nil, err
	}
	if err := a.compareHead(); err != nil {
		return nil, err
	}
	if err := a.unlogged(); err != nil {
		return nil, err
	}
	a.report.Size, a.report.Root = a.tree.size, a.tree.root().String()
	return a.report, nil
}

type auditor struct {
	ctx         context.Context
	db          *store.DB
	workspaceID string
	head        head
	lastErased  int64 // leaves before this one may be of what an erasure emptied
	report      *AuditReport
	known       map[int64]tlog.Hash // roots that were signed, by size
	tree        tree
	tile        []tlog.Hash // of the leaves since the last full tile
	upper       map[tileID][]byte
	ids         []string // message ids of the leaves since the last full tile
	moved       bool     // a row is missing or too many: later places say nothing
	err         error
}

func (a *auditor) find(code FindingCode, index int64, messageID, detail string) {
	if len(a.report.Findings) < maxFindings {
		a.report.Findings = append(a.report.Findings, Finding{code, index, messageID, detail})
	}
}

func (a *auditor) full() bool {
	return len(a.report.Findings) >= maxFindings || a.moved || a.err != nil
}

// leafRow is a leaf with the message that it is about.
type leafRow struct {
	index     int64
	messageID string
	hash      []byte
	statement []byte
	at        int64
	payload   []byte
	author    sql.NullString
	content   sql.NullString
	sent      sql.NullInt64
	seq       sql.NullInt64
	thread    sql.NullString
	language  sql.NullString
	direction sql.NullString
	kind      sql.NullString
	prev      sql.NullInt64
	salt      []byte
	erased    int64 // leaves before this one were erased
}

func (a *auditor) leaves() error {
	next := int64(0)
	for !a.full() {
		rows, err := a.page(next)
		if err != nil {
			return err
		}
		for i := range rows {
			r := &rows[i]
			if r.index != a.tree.size {
				a.find(LeafMissing, a.tree.size, "", fmt.Sprintf("leaf %d is missing; the next one is %d", a.tree.size, r.index))
				a.moved = true // one finding says it
				return nil
			}
			a.leaf(r)
			if a.full() {
				return a.err
			}
			next = r.index + 1
		}
		if a.err != nil || len(rows) < auditPage {
			return a.err
		}
	}
	return a.err
}

func (a *auditor) page(from int64) ([]leafRow, error) {
	rows, err := a.db.Query(a.ctx, `select l.idx, l.message_id, l.hash, l.statement, l.at, m.payload, m.author, m.content, m.at, m.seq, m.conversation_id, m.language, m.direction, m.kind, m.prev, c.salt, coalesce(e.size, 0)
		from leaf l
		left join message m on m.id = l.message_id and m.workspace_id = l.workspace_id
		left join conversation v on v.id = m.conversation_id
		left join contact c on c.id = v.contact_id
		left join log_erasure e on e.contact_id = c.id
		where l.workspace_id = $1 and l.idx >= $2 order by l.idx limit $3`, a.workspaceID, from, auditPage)
	if err != nil {
		return nil, fmt.Errorf("provenance: audit: %w", err)
	}
	defer rows.Close()
	out := make([]leafRow, 0, auditPage)
	for rows.Next() {
		var r leafRow
		if err := rows.Scan(&r.index, &r.messageID, &r.hash, &r.statement, &r.at, &r.payload, &r.author, &r.content, &r.sent, &r.seq, &r.thread, &r.language, &r.direction, &r.kind, &r.prev, &r.salt, &r.erased); err != nil {
			return nil, fmt.Errorf("provenance: audit: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// leaf checks one row and lets the tree grow by it.
func (a *auditor) leaf(r *leafRow) {
	hash := tlog.RecordHash(r.statement)
	if !bytes.Equal(hash[:], r.hash) {
		a.find(LeafChanged, r.index, r.messageID, "the statement is not the one that was hashed")
	}
	s, err := receipt.ParseStatement(r.statement)
	switch {
	case receipt.IsAudit(r.statement):
		a.change(r)
	case err != nil:
		a.find(LeafChanged, r.index, r.messageID, "the statement cannot be read")
	case s.Msg != r.messageID || s.Org != a.workspaceID:
		a.find(StatementForeign, r.index, r.messageID, "the statement is about another message or workspace")
	default:
		if part := a.message(r, &s); part != "" {
			a.find(MessageChanged, r.index, r.messageID, "changed since it was logged: "+part)
		}
	}
	if len(r.hash) == len(hash) {
		hash = tlog.Hash(r.hash) // so that a changed statement is one finding, not two
	}
	a.tile = append(a.tile, hash)
	a.ids = append(a.ids, r.messageID)
	a.tree.push(hash, a.grown)
	a.compareKnown()
	if a.tree.size == a.head.size {
		a.compareEdge()
	}
}

// message compares the stored message with its statement and names the part that differs, "" for none.
func (a *auditor) message(r *leafRow, s *terang.Statement) string {
	if !r.author.Valid {
		a.find(MessageMissing, r.index, r.messageID, "the message is gone")
		return ""
	}
	var author terang.Author
	if err := json.Unmarshal([]byte(r.author.String), &author); err != nil || statementAuthor(author) != s.Author || !written(r.author.String, author) {
		return "author"
	}
	if store.Time(r.sent.Int64).Format(time.RFC3339) != s.At || r.at != r.sent.Int64 {
		return "time"
	}
	if r.seq.Int64 != s.Seq {
		return "position"
	}
	if string(s.Lang) != r.language.String {
		return "language"
	}
	if string(s.Dir) != r.direction.String {
		return "direction"
	}
	if r.index < r.erased {
		a.report.Erased++
		return ""
	}
	if len(r.salt) == 0 {
		return "conversation or salt, without an erasure"
	}
	if receipt.Conversation(r.salt, r.thread.String) != s.Conv {
		return "conversation"
	}
	if receipt.Commit(receipt.Salt(r.salt, r.messageID), r.payload) != s.Body {
		return "body"
	}
	if s.Chan != "web" {
		return ""
	}
	return r.differing()
}

// grown compares a tile that is full now with the stored one, and collects the tiles above.
func (a *auditor) grown(level int, index int64, h tlog.Hash) {
	if level == 1 {
		a.compareLeaves(index)
		a.tile, a.ids = a.tile[:0], a.ids[:0]
	}
	id := tileID{level, index >> tileHeight}
	a.upper[id] = append(a.upper[id], h[:]...)
	if len(a.upper[id]) == tileWidth*tlog.HashSize {
		a.compareTile(id, a.upper[id])
		delete(a.upper, id)
	}
}

// compareTile compares an upper tile, whose hashes are roots of tiles below it.
func (a *auditor) compareTile(id tileID, want []byte) {
	have, ok := a.stored(id, len(want))
	if !ok {
		return
	}
	for i := 0; i < len(want); i += tlog.HashSize {
		if !bytes.Equal(have[i:i+tlog.HashSize], want[i:i+tlog.HashSize]) {
			a.find(TileDamaged, -1, "", fmt.Sprintf("tile %d/%d, hash %d", id.level, id.n, i/tlog.HashSize))
			return
		}
	}
}

// stored reads a tile that must have at least so many bytes.
func (a *auditor) stored(id tileID, size int) ([]byte, bool) {
	have, err := readTile(a.ctx, a.db, a.workspaceID, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		a.err = err
		return nil, false
	}
	if len(have) < size {
		a.find(TileDamaged, -1, "", fmt.Sprintf("tile %d/%d is missing or short", id.level, id.n))
		return nil, false
	}
	return have, true
}

// compareHead compares how many leaves there are with the log's own row and with the known checkpoints, and
// the tiles that still grow with the leaves.
func (a *auditor) compareHead() error {
	if a.full() {
		return a.err
	}
	for size := range a.known {
		if size > a.tree.size {
			a.find(CheckpointBroken, a.tree.size, "", fmt.Sprintf("a checkpoint of %d leaves was signed, %d are there: the log was cut", size, a.tree.size))
		}
	}
	switch {
	case a.tree.size < a.head.size:
		a.find(LeafMissing, a.tree.size, "", fmt.Sprintf("the log has %d leaves, %d are there", a.head.size, a.tree.size))
		return nil
	case a.tree.size > a.head.size:
		// Leaves that were committed while the audit read are no finding.
		if now, err := a.size(); err != nil {
			return fmt.Errorf("provenance: audit: %w", err)
		} else if now < a.tree.size {
			a.find(LogDamaged, a.head.size, "", fmt.Sprintf("the log has %d leaves, %d are there: some were inserted", now, a.tree.size))
			return nil
		}
	}
	for id, want := range a.upper {
		a.compareTile(id, want)
	}
	return a.err
}

func (a *auditor) size() (int64, error) {
	var n int64
	err := a.db.QueryRow(a.ctx, `select size from log where workspace_id = $1`, a.workspaceID).Scan(&n)
	return n, err
}

// unlogged names outbound messages, and records that say they are in the log, that have no leaf.
func (a *auditor) unlogged() error {
	err := a.findEach(MessageUnlogged, "an outbound message has no leaf", `select m.id from message m left join leaf l on l.message_id = m.id
		where m.workspace_id = $1 and m.direction = 'out' and l.message_id is null order by m.id limit $2`, a.workspaceID, maxFindings)
	if err != nil {
		return err
	}
	return a.findEach(AuditUnlogged, "the record of a change has no leaf", `select r.id from audit r left join leaf l on l.message_id = r.id
		where r.workspace_id = $1 and r.outcome <> $2 and l.message_id is null order by r.id limit $3`, a.workspaceID, store.AuditBegun, maxFindings)
}

// findEach finds a fault at each id that a query gives.
func (a *auditor) findEach(code FindingCode, detail, query string, args ...any) error {
	if a.full() {
		return nil
	}
	rows, err := a.db.Query(a.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("provenance: audit: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("provenance: audit: %w", err)
		}
		a.find(code, -1, id, detail)
	}
	return rows.Err()
}
