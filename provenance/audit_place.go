package provenance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"terang"
)

// maxPlaces is how many wrong places are named of one tile; more of them are one damage.
const maxPlaces = 8

// compareLeaves compares the leaves of a tile that is full now with the stored tile, and says of a row that stands at the
// wrong place what was done to it.
func (a *auditor) compareLeaves(n int64) {
	data, ok := a.stored(tileID{0, n}, tileWidth*tlog.HashSize)
	if !ok {
		return
	}
	logged, err := splitHashes(data[:tileWidth*tlog.HashSize])
	if err != nil {
		a.err = err
		return
	}
	a.place(n*tileWidth, logged, a.tile)
}

// place names the rows that differ from what was logged from a first index on.
func (a *auditor) place(first int64, logged, rows []tlog.Hash) {
	named := 0
	for i := range rows {
		if rows[i] == logged[i] {
			continue
		}
		index, id := first+int64(i), a.ids[i]
		from := slices.Index(logged, rows[i])
		switch {
		case i+1 < len(rows) && rows[i+1] == logged[i] && from < 0:
			a.find(LeafInserted, index, id, "the row was put in: what was logged here comes after it")
			a.moved = true
			return
		case i+1 < len(rows) && rows[i] == logged[i+1] && !slices.Contains(rows, logged[i]):
			a.find(LeafRemoved, index, id, "what was logged here is gone; the later rows moved up")
			a.moved = true
			return
		case from >= 0:
			a.find(LeafMoved, index, id, fmt.Sprintf("the row was logged at %d", first+int64(from)))
		default:
			a.find(LeafReplaced, index, id, "another leaf was logged at this place")
		}
		if named++; named == maxPlaces {
			return
		}
	}
}

// compareEdge compares the tree with the log's own row, at the size that the row had when the audit began. Of the newest
// leaves only the roots of their subtrees were kept: two rows that changed places are found by trying.
func (a *auditor) compareEdge() {
	var bad []span
	first := int64(0)
	for i := range a.tree.edge {
		width := perfect(a.tree.size, i)
		if i < len(a.head.edge) && a.tree.edge[i] != a.head.edge[i] {
			bad = append(bad, span{first, width, a.head.edge[i]})
		}
		first += width
	}
	if len(bad) == 0 || a.swapped(bad) {
		return
	}
	s := bad[0]
	a.find(LeafReplaced, s.first, a.idAt(s.first), fmt.Sprintf("among leaves %d to %d, one is not the one that was logged", s.first, s.first+s.width-1))
}

// span is a perfect subtree whose root is not the one that was kept.
type span struct {
	first, width int64
	root         tlog.Hash
}

// swapped looks for two rows in the wrong spans that make them right when they change places, and names both.
func (a *auditor) swapped(bad []span) bool {
	start := a.tree.size - int64(len(a.tile)) // of the tile that is not full
	if len(bad) > 2 || bad[0].first < start {
		return false
	}
	rows := slices.Clone(a.tile)
	one, other := bad[0], bad[len(bad)-1]
	for i := one.first - start; i < one.first-start+one.width; i++ {
		for j := other.first - start; j < other.first-start+other.width; j++ {
			if i == j || len(bad) == 1 && j < i {
				continue
			}
			rows[i], rows[j] = rows[j], rows[i]
			if one.fits(rows, start) && other.fits(rows, start) {
				a.find(LeafMoved, start+i, a.ids[i], fmt.Sprintf("the row was logged at %d", start+j))
				a.find(LeafMoved, start+j, a.ids[j], fmt.Sprintf("the row was logged at %d", start+i))
				return true
			}
			rows[i], rows[j] = rows[j], rows[i]
		}
	}
	return false
}

func (s span) fits(rows []tlog.Hash, start int64) bool {
	level := slices.Clone(rows[s.first-start : s.first-start+s.width])
	for len(level) > 1 {
		for i := range len(level) / 2 {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
		level = level[:len(level)/2]
	}
	return level[0] == s.root
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

// said is what the bytes that a browser was sent say of a message, as far as it is stored beside them.
type said struct {
	Kind       string              `json:"kind"`
	Prev       int64               `json:"prev"`
	Text       string              `json:"text"`
	Disclosure *terang.Disclosure  `json:"disclosure"`
	Replies    []terang.QuickReply `json:"replies"`
	Card       *terang.Card        `json:"card"`
	Sources    []terang.Source     `json:"sources"`
	Survey     *terang.Survey      `json:"survey"`
}

// differing names the part in which a stored message differs from the bytes that a browser was sent, "" for none.
func (r *leafRow) differing() string {
	var sent said
	var c terang.Content
	if json.Unmarshal(r.payload, &sent) != nil || json.Unmarshal([]byte(r.content.String), &c) != nil || !written(r.content.String, c) {
		return "text"
	}
	stored := said{r.kind.String, r.prev.Int64, c.Text, c.Disclosure, c.Replies, c.Card, c.Sources, c.Survey}
	switch {
	case sent.Text != stored.Text:
		return "text"
	case sent.Kind != stored.Kind:
		return "kind"
	case sent.Prev != stored.Prev:
		return "place in the conversation"
	}
	sent.plain()
	stored.plain()
	if !reflect.DeepEqual(sent, stored) {
		return "content"
	}
	return ""
}

// plain makes alike what means the same: no list and an empty one, and times, which browsers are sent in whole seconds.
func (s *said) plain() {
	if len(s.Replies) == 0 {
		s.Replies = nil
	}
	if len(s.Sources) == 0 {
		s.Sources = nil
	}
	if s.Disclosure != nil && len(s.Disclosure.Elements) == 0 {
		s.Disclosure.Elements = nil
	}
	if s.Survey != nil {
		s.Survey.Answered = nil // it came later
		if len(s.Survey.Options) == 0 {
			s.Survey.Options = nil
		}
	}
	if s.Card == nil {
		return
	}
	if len(s.Card.Fields) == 0 {
		s.Card.Fields = nil
	}
	if len(s.Card.Steps) == 0 {
		s.Card.Steps = nil
	}
	if len(s.Card.Items) == 0 {
		s.Card.Items = nil
	}
	for i := range s.Card.Steps {
		if at := s.Card.Steps[i].At; at != nil {
			whole := at.UTC().Truncate(time.Second)
			s.Card.Steps[i].At = &whole
		}
	}
}

// written reports whether a stored text is how v is written: byte by byte, or for a text of another version of the program
// with the same names and values in another order. Reading JSON alone would take "Text" for "text" and skip the unknown.
func written(stored string, v any) bool {
	canonical, err := json.Marshal(v)
	if err != nil || stored == string(canonical) {
		return err == nil
	}
	var one, other any
	return json.Unmarshal([]byte(stored), &one) == nil && json.Unmarshal(canonical, &other) == nil && reflect.DeepEqual(one, other)
}
