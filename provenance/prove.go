package provenance

import (
	"context"
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

func newGrid(hs []tlog.Hash) *grid {
	var g grid
	g[0] = hs
	for h := 1; h <= tileHeight; h++ {
		below := g[h-1]
		g[h] = make([]tlog.Hash, len(below)/2)
		for i := range g[h] {
			g[h][i] = tlog.NodeHash(below[2*i], below[2*i+1])
		}
	}
	return &g
}

// grids remembers computed tiles. It is safe for concurrent use.
type grids struct {
	mu sync.Mutex
	m  map[gridKey]*grid
}

type gridKey struct {
	workspaceID string
	id          tileID
	width       int64
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
	for old := range c.m {
		if len(c.m) < maxGrids {
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

// grid computes a tile as far as the log reaches. The newest tile of leaves changes with every message and is
// not kept.
func (p *prover) grid(id tileID) (*grid, error) {
	width := min(p.size>>(tileHeight*id.level)-id.n*tileWidth, tileWidth)
	key := gridKey{p.workspaceID, id, width}
	if g := p.cache.get(key); g != nil {
		return g, nil
	}
	data, err := p.read(id)
	if err != nil {
		return nil, err
	}
	hs, err := splitHashes(data)
	if err != nil {
		return nil, err
	}
	if int64(len(hs)) < width {
		return nil, fmt.Errorf("provenance: tile %d/%d is damaged", id.level, id.n)
	}
	g := newGrid(hs[:width])
	if id.level > 0 || width == tileWidth {
		p.cache.put(key, g)
	}
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
