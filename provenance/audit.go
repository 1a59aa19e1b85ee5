package provenance

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
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
	StatementForeign  FindingCode = "statement_foreign"  // the statement names another message or workspace
	MessageMissing    FindingCode = "message_missing"    // the message that the leaf is about is gone
	MessageChanged    FindingCode = "message_changed"    // the message is not what was logged
	MessageUnlogged   FindingCode = "message_unlogged"   // an outbound message has no leaf
	TileDamaged       FindingCode = "tile_damaged"       // a tile does not hold the leaves' hashes
	CheckpointForeign FindingCode = "checkpoint_foreign" // a known checkpoint is not one of this log's key
	CheckpointBroken  FindingCode = "checkpoint_broken"  // the log does not continue a checkpoint that it signed
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
// known checkpoint it cannot see that the whole log was rebuilt with the key; with one it does.
func (l *Log) Audit(ctx context.Context, workspaceID string, known ...[]byte) (*AuditReport, error) {
	h, err := l.head(ctx, workspaceID)
	a := auditor{ctx: ctx, db: l.db, workspaceID: workspaceID, head: h, report: &AuditReport{Findings: []Finding{}}}
	if err != nil {
		if terang.KindOf(err) == terang.NotFound || h.origin == "" {
			return nil, err
		}
		a.find(LogDamaged, -1, "", "the right edge cannot be read")
	}
	if err := a.expect(known); err != nil {
		return nil, err
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
	report      *AuditReport
	known       map[int64]tlog.Hash // roots that were signed, by size
	tree        tree
	tile        []byte // hashes of the leaves since the last full tile
	upper       map[tileID][]byte
	ids         []string // message ids of the leaves since the last full tile
	err         error
}

func (a *auditor) find(code FindingCode, index int64, messageID, detail string) {
	if len(a.report.Findings) < maxFindings {
		a.report.Findings = append(a.report.Findings, Finding{code, index, messageID, detail})
	}
}

func (a *auditor) full() bool { return len(a.report.Findings) >= maxFindings || a.err != nil }

// expect opens the checkpoints that somebody kept.
func (a *auditor) expect(known [][]byte) error {
	a.known, a.upper = make(map[int64]tlog.Hash), make(map[tileID][]byte)
	if len(known) == 0 {
		return nil
	}
	v, err := note.NewVerifier(a.head.verifier)
	if err != nil {
		a.find(LogDamaged, -1, "", "the verifier key is damaged")
		return nil
	}
	for _, signed := range known {
		_, t, err := receipt.OpenCheckpoint(signed, v)
		if err != nil {
			a.find(CheckpointForeign, -1, "", "a known checkpoint was not signed by this log's key")
			continue
		}
		if have, ok := a.known[t.N]; ok && have != t.Hash {
			a.find(CheckpointBroken, -1, "", fmt.Sprintf("two checkpoints of size %d differ: the log was forked", t.N))
		}
		a.known[t.N] = t.Hash
	}
	a.compareKnown()
	return nil
}

// row is a leaf with the message that it is about.
type row struct {
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
	salt      []byte
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
				return nil // every later place is moved: one finding says it
			}
			a.leaf(r)
			next = r.index + 1
		}
		if a.err != nil || len(rows) < auditPage {
			return a.err
		}
	}
	return a.err
}

func (a *auditor) page(from int64) ([]row, error) {
	rows, err := a.db.Query(a.ctx, `select l.idx, l.message_id, l.hash, l.statement, l.at, m.payload, m.author, m.content, m.at, m.seq, m.conversation_id, c.salt
		from leaf l
		left join message m on m.id = l.message_id and m.workspace_id = l.workspace_id
		left join conversation v on v.id = m.conversation_id
		left join contact c on c.id = v.contact_id
		where l.workspace_id = $1 and l.idx >= $2 order by l.idx limit $3`, a.workspaceID, from, auditPage)
	if err != nil {
		return nil, fmt.Errorf("provenance: audit: %w", err)
	}
	defer rows.Close()
	out := make([]row, 0, auditPage)
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.index, &r.messageID, &r.hash, &r.statement, &r.at, &r.payload, &r.author, &r.content, &r.sent, &r.seq, &r.thread, &r.salt); err != nil {
			return nil, fmt.Errorf("provenance: audit: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// leaf checks one row and lets the tree grow by it.
func (a *auditor) leaf(r *row) {
	hash := tlog.RecordHash(r.statement)
	if !bytes.Equal(hash[:], r.hash) {
		a.find(LeafChanged, r.index, r.messageID, "the statement is not the one that was hashed")
	}
	s, err := receipt.ParseStatement(r.statement)
	switch {
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
	a.tile = append(a.tile, hash[:]...)
	a.ids = append(a.ids, r.messageID)
	a.tree.push(hash, a.grown)
	a.compareKnown()
	if a.tree.size == a.head.size {
		a.compareEdge()
	}
}

// message compares the stored message with its statement and names the part that differs, "" for none.
func (a *auditor) message(r *row, s *terang.Statement) string {
	if !r.author.Valid {
		a.find(MessageMissing, r.index, r.messageID, "the message is gone")
		return ""
	}
	var author terang.Author
	if err := json.Unmarshal([]byte(r.author.String), &author); err != nil || statementAuthor(author) != s.Author {
		return "author"
	}
	if store.Time(r.sent.Int64).Format(time.RFC3339) != s.At || r.at != r.sent.Int64 {
		return "time"
	}
	if r.seq.Int64 != s.Seq {
		return "position"
	}
	if len(r.salt) == 0 {
		a.report.Erased++
		return ""
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
	var sent, stored struct {
		Text       string             `json:"text"`
		Disclosure *terang.Disclosure `json:"disclosure"`
	}
	if json.Unmarshal(r.payload, &sent) != nil || json.Unmarshal([]byte(r.content.String), &stored) != nil ||
		sent.Text != stored.Text || (sent.Disclosure == nil) != (stored.Disclosure == nil) ||
		sent.Disclosure != nil && sent.Disclosure.Text != stored.Disclosure.Text {
		return "text"
	}
	return ""
}

// grown compares a tile that is full now with the stored one, and collects the tiles above.
func (a *auditor) grown(level int, index int64, h tlog.Hash) {
	if level == 1 {
		a.compareTile(tileID{0, index}, a.tile)
		a.tile, a.ids = a.tile[:0], a.ids[:0]
	}
	id := tileID{level, index >> tileHeight}
	a.upper[id] = append(a.upper[id], h[:]...)
	if len(a.upper[id]) == tileWidth*tlog.HashSize {
		a.compareTile(id, a.upper[id])
		delete(a.upper, id)
	}
}

func (a *auditor) compareTile(id tileID, want []byte) {
	have, err := readTile(a.ctx, a.db, a.workspaceID, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		a.err = err
		return
	}
	if len(have) < len(want) {
		a.find(TileDamaged, -1, "", fmt.Sprintf("tile %d/%d is missing or short", id.level, id.n))
		return
	}
	for i := 0; i < len(want); i += tlog.HashSize {
		if bytes.Equal(have[i:i+tlog.HashSize], want[i:i+tlog.HashSize]) {
			continue
		}
		if id.level > 0 {
			a.find(TileDamaged, -1, "", fmt.Sprintf("tile %d/%d, hash %d", id.level, id.n, i/tlog.HashSize))
			return
		}
		at := i / tlog.HashSize
		a.find(LeafReplaced, id.n*tileWidth+int64(at), a.ids[at], "another leaf was logged at this place")
		return
	}
}

// compareKnown compares the root with the one that was signed at this size.
func (a *auditor) compareKnown() {
	if want, ok := a.known[a.tree.size]; ok && want != a.tree.root() {
		a.find(CheckpointBroken, a.tree.size-1, "", fmt.Sprintf("the first %d leaves are not those of the checkpoint", a.tree.size))
	}
}

// compareEdge compares the tree with the log's own row, at the size that the row had when the audit began.
func (a *auditor) compareEdge() {
	first := int64(0)
	for i := range a.tree.edge {
		width := perfect(a.tree.size, i)
		if i < len(a.head.edge) && a.tree.edge[i] != a.head.edge[i] {
			a.find(LeafReplaced, first, a.idAt(first), fmt.Sprintf("among leaves %d to %d, one is not the one that was logged", first, first+width-1))
			return
		}
		first += width
	}
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
		if n := len(a.report.Findings); n == 0 || a.report.Findings[n-1].Code != LeafMissing {
			a.find(LeafMissing, a.tree.size, "", fmt.Sprintf("the log has %d leaves, %d are there", a.head.size, a.tree.size))
		}
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

// idAt names the message of a leaf of the newest tile, "" for older ones.
func (a *auditor) idAt(index int64) string {
	first := a.tree.size - int64(len(a.ids))
	if index < first || index >= a.tree.size {
		return ""
	}
	return a.ids[index-first]
}

// perfect returns the width of the i-th perfect subtree of a tree of this size, the largest first.
func perfect(size int64, i int) int64 {
	for bit := 62; bit >= 0; bit-- {
		if size&(1<<bit) != 0 {
			if i == 0 {
				return 1 << bit
			}
			i--
		}
	}
	return 0
}

// unlogged names outbound messages without a leaf.
func (a *auditor) unlogged() error {
	if a.full() {
		return nil
	}
	rows, err := a.db.Query(a.ctx, `select m.id from message m left join leaf l on l.message_id = m.id
		where m.workspace_id = $1 and m.direction = 'out' and l.message_id is null order by m.id limit $2`, a.workspaceID, maxFindings)
	if err != nil {
		return fmt.Errorf("provenance: audit: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("provenance: audit: %w", err)
		}
		a.find(MessageUnlogged, -1, id, "an outbound message has no leaf")
	}
	return rows.Err()
}
