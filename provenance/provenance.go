// Package provenance keeps each workspace's log of proofs: an append-only Merkle tree (RFC 6962) whose
// leaves are statements of what was said by whom under which policy. It appends in the transaction that
// stores the message, so that a message and its leaf stand together or not at all; it signs checkpoints and
// writes receipts, and it audits the store against the log.
//
// In the store it has, per workspace: the row of the log with the tree's right edge and the signing key, all keys with
// their dates, one leaf per outbound message, a checkpoint per day, the newest one that witnesses signed, and tiles of up
// to 256 hashes (https://c2sp.org/tlog-tiles). A level-0 tile is written when it is full (the newest leaves stand in leaf
// rows alone); a higher tile grows with every tile below it. Nothing is kept in memory that other nodes
// would need: any node may append next.
//
// A leaf has no personal data and no text: it commits to the bytes with a salt that belongs to the contact.
// The package never decides what is said, never changes a leaf, and never logs.
//
// The way in is [New], then [Log.AddCleared] on the way out, [Log.Proof] for a receipt, [Log.Run] beside the server.
// Package receipt checks one offline.
package provenance

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"terang"
	"terang/gate"
	"terang/provenance/receipt"
	"terang/store"
)

// Config is what the service is given.
type Config struct {
	// Origin is the host (and path) under which logs are published, without scheme: "terang.example". A
	// workspace's log is named "<Origin>/log/<workspace id>", for ever: its key carries the name.
	Origin string
	// Random makes signing keys; nil is the system's.
	Random io.Reader
	// Clock dates keys and daily checkpoints; nil is the system's.
	Clock terang.Clock
	// Witnesses are asked to sign every checkpoint (https://c2sp.org/tlog-witness); Require is how many of them must have
	// signed before a checkpoint is published or a receipt given out.
	Witnesses []Witness
	Require   int
	// Client calls the witnesses; nil is one with a time-out.
	Client *http.Client
}

// Log is the logs of all workspaces of a store. It is safe for concurrent use.
type Log struct {
	db      *store.DB
	origin  string
	random  io.Reader
	clock   terang.Clock
	inserts [maxInsert + 1]string

	grids grids

	witnesses []witness
	require   int
	client    *http.Client

	mu    sync.Mutex
	heads map[string]head // last signed checkpoint per workspace
}

// New makes the service on an open store.
func New(db *store.DB, cfg Config) (*Log, error) {
	if cfg.Origin == "" || strings.ContainsAny(cfg.Origin, " +\t\n") || strings.Contains(cfg.Origin, "://") || strings.HasSuffix(cfg.Origin, "/") {
		return nil, fmt.Errorf("provenance: origin %q: want a host and perhaps a path, as in terang.example", cfg.Origin)
	}
	l := &Log{
		db: db, origin: cfg.Origin, random: cfg.Random, clock: cfg.Clock, require: cfg.Require, client: cfg.Client,
		heads: make(map[string]head),
	}
	if l.random == nil {
		l.random = rand.Reader
	}
	if l.clock == nil {
		l.clock = time.Now
	}
	if err := l.addWitnesses(cfg); err != nil {
		return nil, err
	}
	for n := 1; n <= maxInsert; n++ {
		l.inserts[n] = insertLeaves(n)
	}
	return l, nil
}

// Statement makes the leaf of a cleared message and its canonical JSON, which is what the log holds:
//
//	{"v":1,"org":"ws_1","conv":"k3J…","msg":"msg_01KB…","seq":17,
//	 "author":{"kind":"ai","model":"ngram@3fa1","prompt":"order_status@1"},"chan":"web","dir":"out","lang":"id",
//	 "disclosure":{"policy":"terang-default@1","obligations":["every_message"],"satisfied":true},
//	 "body":"x9Q…","at":"2026-11-21T03:21:23Z"}
//
// contactSalt is the contact's; destroying it makes the statement name nothing. The times of one
// conversation's statements are as monotone as the facts that the gate was given.
func (*Log) Statement(contactSalt []byte, c gate.Cleared) ([]byte, error) {
	if c.IsZero() || len(contactSalt) < sha256.Size {
		return nil, fmt.Errorf("provenance: statement: a cleared message and a salt of %d bytes are needed", sha256.Size)
	}
	m := c.Message()
	s := terang.Statement{
		V: 1, Org: m.WorkspaceID, Conv: receipt.Conversation(contactSalt, m.ConversationID), Msg: m.ID, Seq: m.Seq,
		Author: statementAuthor(m.Author), Chan: c.Channel(), Dir: m.Direction, Lang: m.Language,
		Disclosure: terang.StatementDisclosure{Policy: c.Policy(), Obligations: c.Rules(), Satisfied: true, Text: c.TextKey()},
		Body:       receipt.Commit(receipt.Salt(contactSalt, m.ID), m.Payload),
		At:         m.At.UTC().Format(time.RFC3339),
	}
	for _, reason := range c.Mended() {
		s.Disclosure.Mended = append(s.Disclosure.Mended, string(reason))
	}
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("provenance: statement: %w", err)
	}
	return b, nil
}

// statementAuthor is an author without names.
func statementAuthor(a terang.Author) terang.StatementAuthor {
	return terang.StatementAuthor{Kind: a.Kind(), Model: a.Model(), Prompt: a.Playbook(), Human: a.AgentID(), Share: a.Share(), Assist: a.Assist()}
}

// tree is the state from which a log grows: its size and the roots of the perfect subtrees on its right
// edge, the largest first.
type tree struct {
	size int64
	edge []tlog.Hash
}

// row is a log as a transaction finds it.
type row struct {
	tree
	secret []byte // keys the digests of texts, see [Log.Said]
}

// Sizes of tiles: 256 hashes, which are 8 levels of the tree.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// push appends a leaf. grown is called for every subtree of a tile's size that it completes: h is then
// entry number index of the tiles of that level, which is 1 or more.
func (t *tree) push(h tlog.Hash, grown func(level int, index int64, h tlog.Hash)) {
	n := t.size
	for height := 1; n&1 == 1; height++ {
		last := len(t.edge) - 1
		h = tlog.NodeHash(t.edge[last], h)
		t.edge = t.edge[:last]
		n >>= 1
		if height%tileHeight == 0 {
			grown(height/tileHeight, n, h)
		}
	}
	t.edge = append(t.edge, h)
	t.size++
}

// root is the Merkle tree hash (RFC 6962 section 2.1).
func (t *tree) root() tlog.Hash {
	if len(t.edge) == 0 {
		return sha256.Sum256(nil)
	}
	h := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.edge[i], h)
	}
	return h
}

func (t *tree) marshal() []byte { return joinHashes(t.edge) }

// parseTree reads the edge of a log of this size; a wrong number of hashes is damage.
func parseTree(size int64, edge []byte) (tree, error) {
	t := tree{size: size}
	var err error
	if t.edge, err = splitHashes(edge); err != nil || size < 0 || len(t.edge) != ones(size) {
		return t, fmt.Errorf("provenance: the log's edge is damaged: %d bytes for %d leaves", len(edge), size)
	}
	return t, nil
}

func ones(n int64) int {
	c := 0
	for ; n > 0; n &= n - 1 {
		c++
	}
	return c
}

func joinHashes(hs []tlog.Hash) []byte {
	b := make([]byte, 0, len(hs)*tlog.HashSize)
	for i := range hs {
		b = append(b, hs[i][:]...)
	}
	return b
}

func splitHashes(b []byte) ([]tlog.Hash, error) {
	if len(b)%tlog.HashSize != 0 {
		return nil, fmt.Errorf("provenance: %d bytes are no hashes", len(b))
	}
	hs := make([]tlog.Hash, len(b)/tlog.HashSize)
	for i := range hs {
		copy(hs[i][:], b[i*tlog.HashSize:])
	}
	return hs, nil
}

// head is a log at one size, with its signed checkpoint.
type head struct {
	tree
	origin   string
	verifier string
	signed   []byte
	chain    [][]byte // the notes that lead to the key from the older ones
}

// sign makes the checkpoint of a tree (https://c2sp.org/tlog-checkpoint).
func sign(origin, signer string, t *tree) ([]byte, error) {
	key, err := note.NewSigner(signer)
	if err != nil {
		return nil, fmt.Errorf("provenance: checkpoint: the signing key is damaged")
	}
	root := t.root()
	signed, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", origin, t.size, root)}, key)
	if err != nil {
		return nil, fmt.Errorf("provenance: checkpoint: %w", err)
	}
	return signed, nil
}
