package provenance

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"terang/store"
)

// maxGrids is how many tiles are kept computed, 16 kB each. Full tiles never change.
const maxGrids = 256

// grid is a tile with the nodes above its hashes: grid[h][i] is the i-th perfect subtree of height h.
type grid [tileHeight + 1][]tlog.Hash

// with is the grid after more hashes. What is there is shared, never changed: others may be reading it.
func (g *grid) with(hs []tlog.Hash) *grid {
	var out grid
	out[0] = append(g[0][:len(g[0]):len(g[0])], hs...)
	for h := 1; h <= tileHeight; h++ {
		below := out[h-1]
		out[h] = g[h][:len(g[h]):len(g[h])]
		for i := len(out[h]); i < len(below)/2; i++ {
			out[h] = append(out[h], nodeHash(&below[2*i], &below[2*i+1]))
		}
	}
	return &out
}

// nodeHash is [tlog.NodeHash] on the stack: proofs of a cold tile are made of hundreds.
func nodeHash(left, right *tlog.Hash) tlog.Hash {
	var b [1 + 2*tlog.HashSize]byte
	b[0] = 1 // RFC 6962 section 2.1
	copy(b[1:], left[:])
	copy(b[1+tlog.HashSize:], right[:])
	return sha256.Sum256(b[:])
}

// grids remembers computed tiles. It is safe for concurrent use.
type grids struct {
	mu sync.Mutex
	m  map[gridKey]*grid
}

type gridKey struct {
	workspaceID string
	id          tileID
}

func (c *grids) get(k gridKey) *grid {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[k]
}

func (c *grids) put(k gridKey, g *grid) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = make(map[gridKey]*grid)
	}
	have, known := c.m[k]
	if known && len(have[0]) >= len(g[0]) {
		return
	}
	for old := range c.m {
		if known || len(c.m) < maxGrids {
			break
		}
		delete(c.m, old) // any one: maps are read in no order
	}
	c.m[k] = g
}

// prover reads the nodes of a log of one size.
type prover struct {
	ctx         context.Context
	q           store.Querier
	cache       *grids
	workspaceID string
	size        int64
	last        *grid // of the tile that was used last
	id          tileID
}

func (l *Log) prover(ctx context.Context, workspaceID string, size int64) *prover {
	return &prover{ctx: ctx, q: l.db, cache: &l.grids, workspaceID: workspaceID, size: size}
}

// path is the inclusion path of a leaf (RFC 6962 section 2.1.1): its siblings up to the root of the perfect
// subtree that holds it, then the subtrees to the right of that one as one hash, then those to the left,
// nearest first. The edge has all but the siblings, so at most one tile per level is read.
func (p *prover) path(t *tree, index int64) ([]tlog.Hash, error) {
	if index < 0 || index >= t.size {
		return nil, fmt.Errorf("provenance: proof: leaf %d is not in a log of %d", index, t.size)
	}
	start, height, at := int64(0), 0, 0
	for bit := 62; bit >= 0; bit-- {
		if t.size&(1<<bit) == 0 {
			continue
		}
		if height = bit; index < start+1<<bit {
			break
		}
		start += 1 << bit
		at++
	}
	path := make([]tlog.Hash, 0, height+len(t.edge))
	for h := range height {
		sibling, err := p.node(h, (index>>h)^1)
		if err != nil {
			return nil, err
		}
		path = append(path, sibling)
	}
	if rest := t.edge[at+1:]; len(rest) > 0 {
		right := tree{edge: rest}
		path = append(path, right.root())
	}
	for i := at - 1; i >= 0; i-- {
		path = append(path, t.edge[i])
	}
	return path, nil
}

// treeAt is the tree as it was at a size that it had, from its tiles.
func (p *prover) treeAt(size int64) (tree, error) {
	t := tree{size: size}
	if size < 0 || size > p.size {
		return t, fmt.Errorf("provenance: a log of %d had never %d leaves", p.size, size)
	}
	start := int64(0)
	for bit := 62; bit >= 0; bit-- {
		if size&(1<<bit) == 0 {
			continue
		}
		h, err := p.node(bit, start>>bit)
		if err != nil {
			return t, err
		}
		t.edge = append(t.edge, h)
		start += 1 << bit
	}
	return t, nil
}

// ReadHashes implements [tlog.HashReader].
func (p *prover) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		var err error
		if out[i], err = p.node(level, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// node returns a node of the tree, height levels above the leaves, from the tile that it stands in.
func (p *prover) node(height int, index int64) (tlog.Hash, error) {
	within := height % tileHeight
	id := tileID{height / tileHeight, index >> (tileHeight - within)}
	if p.last == nil || p.id != id {
		g, err := p.grid(id)
		if err != nil {
			return tlog.Hash{}, err
		}
		p.last, p.id = g, id
	}
	i := index - id.n<<(tileHeight-within)
	if i >= int64(len(p.last[within])) {
		return tlog.Hash{}, fmt.Errorf("provenance: tile %d/%d is damaged", id.level, id.n)
	}
	return p.last[within][i], nil
}

// grid computes a tile at least as far as the log reaches. Of the newest tile of leaves, which grows with every message,
// only the leaves that are new are read.
func (p *prover) grid(id tileID) (*grid, error) {
	width := min(p.size>>(tileHeight*id.level)-id.n*tileWidth, tileWidth)
	key := gridKey{p.workspaceID, id}
	g := p.cache.get(key)
	if g == nil {
		g = new(grid)
	}
	have := int64(len(g[0]))
	if have >= width && width > 0 {
		return g, nil
	}
	var data []byte
	var err error
	if id.level == 0 && have > 0 {
		data, err = readLeafHashes(p.ctx, p.q, p.workspaceID, id.n*tileWidth+have, id.n*tileWidth+width, nil)
	} else if data, err = p.read(id); err == nil && int64(len(data)) >= have*tlog.HashSize {
		data = data[have*tlog.HashSize:]
	}
	if err != nil {
		return nil, err
	}
	hs, err := splitHashes(data)
	if err != nil {
		return nil, err
	}
	if have+int64(len(hs)) < width {
		return nil, fmt.Errorf("provenance: tile %d/%d is damaged", id.level, id.n)
	}
	g = g.with(hs[:width-have])
	p.cache.put(key, g)
	return g, nil
}

// read returns a tile as far as the log reaches.
func (p *prover) read(id tileID) ([]byte, error) {
	if id.level == 0 && (id.n+1)*tileWidth > p.size {
		return readLeafHashes(p.ctx, p.q, p.workspaceID, id.n*tileWidth, p.size, nil)
	}
	return readTile(p.ctx, p.q, p.workspaceID, id)
}

func readTile(ctx context.Context, q store.Querier, workspaceID string, id tileID) ([]byte, error) {
	var data []byte
	if err := q.QueryRow(ctx, `select data from tile where workspace_id = $1 and level = $2 and n = $3`, workspaceID, id.level, id.n).Scan(&data); err != nil {
		return nil, fmt.Errorf("provenance: tile %d/%d: %w", id.level, id.n, err)
	}
	return data, nil
}

// readLeafHashes appends the hashes of the leaves from start to end, all of which must be there.
func readLeafHashes(ctx context.Context, q store.Querier, workspaceID string, start, end int64, data []byte) ([]byte, error) {
	rows, err := q.Query(ctx, `select idx, hash from leaf where workspace_id = $1 and idx >= $2 and idx < $3 order by idx`, workspaceID, start, end)
	if err != nil {
		return nil, fmt.Errorf("provenance: leaves: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var idx int64
		var hash sql.RawBytes
		if err := rows.Scan(&idx, &hash); err != nil {
			return nil, fmt.Errorf("provenance: leaves: %w", err)
		}
		if idx != start || len(hash) != tlog.HashSize {
			return nil, fmt.Errorf("provenance: leaf %d is missing or damaged", start)
		}
		data = append(data, hash...)
		start++
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("provenance: leaves: %w", err)
	}
	if start != end {
		return nil, fmt.Errorf("provenance: leaf %d is missing", start)
	}
	return data, nil
}
