package provenance

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/provenance/receipt"
	"terang/store"
)

// Limits of a read.
const (
	maxLeaves = 500 // leaves on one page
	maxIDs    = 256 // ids in one question
	maxHeads  = 256 // workspaces whose last checkpoint is remembered
)

// Leaf is one statement of a log, as it is published.
type Leaf struct {
	Index     int64
	MessageID string
	Hash      tlog.Hash
	Statement string // canonical JSON
	At        time.Time
}

// Checkpoint returns the signed head of a workspace's log: a C2SP tlog-checkpoint, with the signatures of witnesses where
// they have signed this size. Where witnesses are required it is the newest that they signed. A workspace without a log
// is not found.
func (l *Log) Checkpoint(ctx context.Context, workspaceID string) ([]byte, error) {
	h, err := l.published(ctx, workspaceID, -1)
	return h.signed, err
}

// Head returns the size and the root of a workspace's log.
func (l *Log) Head(ctx context.Context, workspaceID string) (size int64, root tlog.Hash, err error) {
	h, err := l.head(ctx, workspaceID)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	return h.size, h.root(), nil
}

// Verifier returns the key by which a workspace's receipts are checked, for example
// "terang.example/log/ws_1+c74f20a3+ARpc2Qc…". Publish it outside of this installation too.
func (l *Log) Verifier(ctx context.Context, workspaceID string) (string, error) {
	h, err := l.head(ctx, workspaceID)
	return h.verifier, err
}

// head reads the log and signs its checkpoint, unless it has not grown since.
func (l *Log) head(ctx context.Context, workspaceID string) (head, error) {
	var h head
	var edge []byte
	var signer string
	err := l.db.QueryRow(ctx, `select origin, size, edge, signer, verifier from log where workspace_id = $1`, workspaceID).
		Scan(&h.origin, &h.size, &edge, &signer, &h.verifier)
	if errors.Is(err, sql.ErrNoRows) {
		return h, terang.Fail(terang.NotFound, "log_not_found")
	}
	if err != nil {
		return h, fmt.Errorf("provenance: head: %w", err)
	}
	if h.tree, err = parseTree(h.size, edge); err != nil {
		return h, err
	}
	l.mu.Lock()
	last, ok := l.heads[workspaceID]
	l.mu.Unlock()
	if ok && last.size == h.size && last.verifier == h.verifier && last.root() == h.root() {
		return last, nil
	}
	if h.signed, err = sign(h.origin, signer, &h.tree); err != nil {
		return h, err
	}
	if ok && last.verifier == h.verifier {
		h.chain = last.chain
	} else if h.chain, err = l.chainOf(ctx, workspaceID); err != nil {
		return h, err
	}
	l.mu.Lock()
	if len(l.heads) >= maxHeads {
		clear(l.heads)
	}
	l.heads[workspaceID] = h
	l.mu.Unlock()
	return h, nil
}

// Proof returns the receipt of a message; its file name is the caller's. A message of another workspace, or
// one that is not in the log, is not found.
func (l *Log) Proof(ctx context.Context, workspaceID, messageID string) ([]byte, error) {
	p, err := l.proof(ctx, workspaceID, messageID)
	if err != nil {
		return nil, err
	}
	return p.Format(), nil
}

func (l *Log) proof(ctx context.Context, workspaceID, messageID string) (receipt.Proof, error) {
	var p receipt.Proof
	var body, salt []byte
	var erased int64 // leaves before this one name nothing any more
	err := l.db.QueryRow(ctx, `select l.idx, l.statement, m.payload, c.salt, coalesce(e.size, 0) from leaf l
		join message m on m.id = l.message_id and m.workspace_id = l.workspace_id
		join conversation v on v.id = m.conversation_id
		join contact c on c.id = v.contact_id
		left join log_erasure e on e.contact_id = c.id
		where l.message_id = $1 and l.workspace_id = $2`, messageID, workspaceID).Scan(&p.Index, &p.Statement, &body, &salt, &erased)
	if errors.Is(err, sql.ErrNoRows) {
		return p, terang.Fail(terang.NotFound, "receipt_not_found")
	}
	if err != nil {
		return p, fmt.Errorf("provenance: proof: %w", err)
	}
	h, err := l.published(ctx, workspaceID, p.Index) // after the leaf, so that the log holds it
	if err != nil {
		return p, err
	}
	if p.Path, err = l.prover(ctx, workspaceID, h.size).path(&h.tree, p.Index); err != nil {
		return p, err
	}
	p.Checkpoint, p.Key, p.Chain = h.signed, h.verifier, h.chain
	if len(salt) > 0 && p.Index >= erased {
		p.Salt, p.Body = receipt.Salt(salt, messageID), body
	}
	return p, nil
}

// Receipt is a receipt with the place and the hash of its leaf, of which its code is made.
type Receipt struct {
	File  []byte
	Index int64
	Hash  tlog.Hash
}

// Receipts returns the receipts of many messages of one workspace by one statement per 256 of them. A message without one,
// or one whose receipt is not given out yet because witnesses have not signed, is left out.
func (l *Log) Receipts(ctx context.Context, workspaceID string, messageIDs []string) (map[string]Receipt, error) {
	out := make(map[string]Receipt, len(messageIDs))
	for part := range slices.Chunk(messageIDs, maxIDs) {
		if err := l.receipts(ctx, workspaceID, part, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// unproved is what a receipt is made of, before its path.
type unproved struct {
	receipt.Proof
	id     string
	hash   tlog.Hash
	salt   []byte
	erased int64 // leaves before this one name nothing any more
}

func (l *Log) receipts(ctx context.Context, workspaceID string, ids []string, out map[string]Receipt) error {
	in, args := idList(workspaceID, ids)
	rows, err := l.db.Query(ctx, `select l.message_id, l.hash, l.idx, l.statement, m.payload, c.salt, coalesce(e.size, 0) from leaf l
		join message m on m.id = l.message_id and m.workspace_id = l.workspace_id
		join conversation v on v.id = m.conversation_id
		join contact c on c.id = v.contact_id
		left join log_erasure e on e.contact_id = c.id
		where l.workspace_id = $1 and l.message_id in (`+in+`) order by l.idx`, args...)
	if err != nil {
		return fmt.Errorf("provenance: receipts: %w", err)
	}
	defer rows.Close()
	var found []unproved
	for rows.Next() {
		var u unproved
		var hash []byte
		if err := rows.Scan(&u.id, &hash, &u.Index, &u.Statement, &u.Body, &u.salt, &u.erased); err != nil {
			return fmt.Errorf("provenance: receipts: %w", err)
		}
		copy(u.hash[:], hash)
		found = append(found, u)
	}
	if err := rows.Err(); err != nil || len(found) == 0 {
		return err
	}
	if err := rows.Close(); err != nil {
		return fmt.Errorf("provenance: receipts: %w", err)
	}
	return l.prove(ctx, workspaceID, found, out)
}

// prove makes the receipts of leaves, which are in order. A head that witnesses signed may reach some of them only; the rest
// get what [Log.Proof] would give them.
func (l *Log) prove(ctx context.Context, workspaceID string, found []unproved, out map[string]Receipt) error {
	var h head
	var p *prover
	for i := range found {
		u := &found[i]
		var err error
		if p == nil || u.Index >= h.size {
			if h, err = l.published(ctx, workspaceID, u.Index); terang.KindOf(err) == terang.Unavailable {
				return nil // not signed by the witnesses yet, like all after it
			} else if err != nil {
				return err
			}
			p = l.prover(ctx, workspaceID, h.size)
		}
		if u.Path, err = p.path(&h.tree, u.Index); err != nil {
			return err
		}
		u.Checkpoint, u.Key, u.Chain = h.signed, h.verifier, h.chain
		if len(u.salt) > 0 && u.Index >= u.erased {
			u.Salt = receipt.Salt(u.salt, u.id)
		} else {
			u.Body = nil
		}
		out[u.id] = Receipt{u.Format(), u.Index, u.hash}
	}
	return nil
}

// IndexOf returns the places in the log of the messages that are in it.
func (l *Log) IndexOf(ctx context.Context, workspaceID string, messageIDs []string) (map[string]int64, error) {
	out := make(map[string]int64, len(messageIDs))
	for len(messageIDs) > 0 {
		n := min(len(messageIDs), maxIDs)
		if err := l.indexOf(ctx, workspaceID, messageIDs[:n], out); err != nil {
			return nil, err
		}
		messageIDs = messageIDs[n:]
	}
	return out, nil
}

func (l *Log) indexOf(ctx context.Context, workspaceID string, ids []string, out map[string]int64) error {
	in, args := idList(workspaceID, ids)
	rows, err := l.db.Query(ctx, `select message_id, idx from leaf where workspace_id = $1 and message_id in (`+in+`)`, args...)
	if err != nil {
		return fmt.Errorf("provenance: index of: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var idx int64
		if err := rows.Scan(&id, &idx); err != nil {
			return fmt.Errorf("provenance: index of: %w", err)
		}
		out[id] = idx
	}
	return rows.Err()
}

// idList is the inside of an SQL list and the arguments of a statement whose first is the workspace. The list is filled up
// to a power of two, so that few statements are prepared.
func idList(workspaceID string, ids []string) (string, []any) {
	var sb strings.Builder
	args := make([]any, 0, len(ids)+1)
	args = append(args, workspaceID)
	width := 1
	for width < len(ids) {
		width *= 2
	}
	for i := range width {
		fmt.Fprintf(&sb, ", $%d", i+2)
		args = append(args, ids[min(i, len(ids)-1)])
	}
	return sb.String()[2:], args
}

// Leaves returns the leaves from index since on, at most limit (and 500) of them.
func (l *Log) Leaves(ctx context.Context, workspaceID string, since int64, limit int) ([]Leaf, error) {
	if limit <= 0 || limit > maxLeaves {
		limit = maxLeaves
	}
	rows, err := l.db.Query(ctx, `select idx, message_id, hash, statement, at from leaf where workspace_id = $1 and idx >= $2 order by idx limit $3`,
		workspaceID, since, limit)
	if err != nil {
		return nil, fmt.Errorf("provenance: leaves: %w", err)
	}
	return scanLeaves(rows)
}

func scanLeaves(rows *sql.Rows) ([]Leaf, error) {
	defer rows.Close()
	out := []Leaf{}
	for rows.Next() {
		var leaf Leaf
		var hash []byte
		var at int64
		if err := rows.Scan(&leaf.Index, &leaf.MessageID, &hash, &leaf.Statement, &at); err != nil {
			return nil, fmt.Errorf("provenance: leaves: %w", err)
		}
		copy(leaf.Hash[:], hash)
		leaf.At = store.Time(at)
		out = append(out, leaf)
	}
	return out, rows.Err()
}

// LeafOf returns the leaf that a person names: by a message's id, or by a code (see [receipt.Code]). What is not in the
// log, or whose hash does not begin as the code says, or is no message, is not found.
func (l *Log) LeafOf(ctx context.Context, workspaceID, name string) (Leaf, error) {
	const columns = `select idx, message_id, hash, statement, at from leaf where workspace_id = $1 and `
	index, start, isCode := receipt.ParseCode(name)
	var rows *sql.Rows
	var err error
	if isCode {
		rows, err = l.db.Query(ctx, columns+`idx = $2`, workspaceID, index)
	} else {
		rows, err = l.db.Query(ctx, columns+`message_id = $2`, workspaceID, strings.TrimSpace(name))
	}
	if err != nil {
		return Leaf{}, fmt.Errorf("provenance: leaf: %w", err)
	}
	found, err := scanLeaves(rows)
	if err != nil {
		return Leaf{}, err
	}
	if len(found) == 0 || isCode && !receipt.Fits(start, found[0].Hash) || receipt.IsAudit([]byte(found[0].Statement)) {
		return Leaf{}, terang.Fail(terang.NotFound, "receipt_not_found")
	}
	return found[0], nil
}

// Tile returns tile n of a level, 32 bytes per hash (https://c2sp.org/tlog-tiles). width is 256, or less for
// the newest tile; a tile that the log is too small for is not found.
func (l *Log) Tile(ctx context.Context, workspaceID string, level int, n int64, width int) ([]byte, error) {
	size, err := l.tileBounds(ctx, workspaceID, level, n, width)
	if err != nil {
		return nil, err
	}
	data, err := l.prover(ctx, workspaceID, size).read(tileID{level, n})
	if err != nil {
		return nil, err
	}
	if len(data) < width*tlog.HashSize {
		return nil, fmt.Errorf("provenance: tile %d/%d is damaged", level, n)
	}
	return data[:width*tlog.HashSize], nil
}

// Entries returns the bundle of statements of level-0 tile n: each with its length before it in two bytes,
// big end first (https://c2sp.org/tlog-tiles).
func (l *Log) Entries(ctx context.Context, workspaceID string, n int64, width int) ([]byte, error) {
	if _, err := l.tileBounds(ctx, workspaceID, 0, n, width); err != nil {
		return nil, err
	}
	leaves, err := l.Leaves(ctx, workspaceID, n*tileWidth, width)
	if err != nil {
		return nil, err
	}
	var b []byte
	for _, leaf := range leaves {
		if len(leaf.Statement) > math.MaxUint16 {
			return nil, fmt.Errorf("provenance: entries: leaf %d is too long", leaf.Index)
		}
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(leaf.Statement))), leaf.Statement...)
	}
	return b, nil
}

func (l *Log) tileBounds(ctx context.Context, workspaceID string, level int, n int64, width int) (int64, error) {
	var size int64
	err := l.db.QueryRow(ctx, `select size from log where workspace_id = $1`, workspaceID).Scan(&size)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("provenance: tile: %w", err)
	}
	const maxLevel = 7 // 2^63 leaves
	if err != nil || level < 0 || level > maxLevel || n < 0 || width < 1 || width > tileWidth ||
		n > math.MaxInt64/tileWidth-1 || n*tileWidth+int64(width) > size>>(tileHeight*level) {
		return 0, terang.Fail(terang.NotFound, "tile_not_found")
	}
	return size, nil
}
