package entity

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxTitleWords  = 12    // of one name; what follows does not count
	maxPostings    = 20000 // places in the index that one text may visit
	maxHits        = 48    // words of a text that are looked up
	leastFuzzy     = 4     // letters of a word that may hold a slip
	leastSkeleton  = 4     // consonants by which longer words are known
	maxNear        = 8     // words of the catalogue that one word of a text may stand for
	productSure    = 0.55  // score that a product found in passing must have
	productAsked   = 0.3   // and one that was asked for
	tie            = 0.06  // scores this close are the same
	typoWeight     = 0.85
	skeletonWeight = 0.7
)

// Product is one thing that the brand sells.
type Product struct {
	ID, Name string
	Aliases  []string
}

// Catalogue finds products by what people call them, slips of the hand included. [NewCatalogue] makes it; it does
// not change.
type Catalogue struct {
	products []Product
	titles   []title
	words    map[string]int32   // a word of a name → its number
	slips    map[string][]int32 // a word with a letter left out → the words that it may be
	bones    map[string][]int32 // the consonants of a word → the words that have them
	spelled  []string           // word number → word
	weight   []float32          // word number → how much it tells, by how few names have it
	posts    [][]post           // word number → where it stands
}

// title is one name or alias of a product.
type title struct {
	product int32
	words   int8
	total   float32 // weight of its words
}

type post struct {
	title int32
	at    int8
}

// NewCatalogue builds the index over the products. A product without an id or a name is left out.
func NewCatalogue(products []Product) *Catalogue {
	c := &Catalogue{words: make(map[string]int32), slips: make(map[string][]int32), bones: make(map[string][]int32)}
	names := make([][]int32, 0, len(products))
	for _, p := range products {
		if p.ID == "" || strings.TrimSpace(p.Name) == "" {
			continue
		}
		id := int32(len(c.products))
		p.Aliases = slices.Clone(p.Aliases)
		c.products = append(c.products, p)
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			if ids := c.split(name); len(ids) > 0 {
				c.titles = append(c.titles, title{product: id, words: int8(len(ids))})
				names = append(names, ids)
			}
		}
	}
	c.posts = make([][]post, len(c.spelled))
	for t, ids := range names {
		for at, w := range ids {
			if slices.Index(ids, w) == at {
				c.posts[w] = append(c.posts[w], post{title: int32(t), at: int8(at)})
			}
		}
	}
	c.weight = make([]float32, len(c.spelled))
	for w, p := range c.posts {
		c.weight[w] = float32(math.Log(1 + float64(len(c.titles))/float64(len(p)+1)))
		if s := c.spelled[w]; len(s) == 1 || s[0] >= '0' && s[0] <= '9' {
			c.weight[w] *= 0.6 // sizes and numbers
		}
		c.weight[w] = max(c.weight[w], 0.1)
	}
	for t, ids := range names {
		for at, w := range ids {
			if slices.Index(ids, w) == at {
				c.titles[t].total += c.weight[w]
			}
		}
	}
	for w, s := range c.spelled {
		c.learn(int32(w), s)
	}
	return c
}

// Len returns how many products there are.
func (c *Catalogue) Len() int { return len(c.products) }

// split returns the numbers of a name's words, new ones among them.
func (c *Catalogue) split(name string) []int32 {
	var ids []int32
	var word []byte
	kind := tokenSymbol
	flush := func() {
		if len(word) > 0 && len(ids) < maxTitleWords {
			id, ok := c.words[string(word)]
			if !ok {
				id = int32(len(c.spelled))
				c.words[string(word)] = id
				c.spelled = append(c.spelled, string(word))
			}
			ids = append(ids, id)
		}
		word = word[:0]
	}
	for _, r := range name {
		f, _ := fold(r)
		k := tokenSymbol
		switch {
		case f == 0:
			continue
		case f == '\'' && kind == tokenWord:
			continue
		case f >= '0' && f <= '9':
			k = tokenNumber
		case letter(f):
			k = tokenWord
		}
		if k != kind {
			flush()
			kind = k
		}
		if k != tokenSymbol {
			word = utf8.AppendRune(word, f)
		}
	}
	flush()
	return ids
}

// learn enters a word under its slips and its consonants.
func (c *Catalogue) learn(id int32, w string) {
	if len(w) < leastFuzzy || w[0] >= '0' && w[0] <= '9' {
		return
	}
	var buf []byte
	for i := range len(w) {
		if i > 0 && w[i] == w[i-1] {
			continue
		}
		buf = append(append(buf[:0], w[:i]...), w[i+1:]...)
		c.slips[string(buf)] = append(c.slips[string(buf)], id)
	}
	if len(w) > leastFuzzy {
		if bone := skeleton(buf[:0], w); len(bone) >= leastSkeleton {
			c.bones[string(bone)] = append(c.bones[string(bone)], id)
		}
	}
}

// skeleton appends the consonants of a word, each run of one once.
func skeleton[T string | []byte](dst []byte, w T) []byte {
	for i := range len(w) {
		switch c := w[i]; c {
		case 'a', 'e', 'i', 'o', 'u':
		default:
			if len(dst) == 0 || dst[len(dst)-1] != c {
				dst = append(dst, c)
			}
		}
	}
	return dst
}

// matcher is the room for one search.
type matcher struct {
	hits  []hit
	score map[int32]*tally
	room  []tally
	near  []int32
	buf   []byte
	best  []tally
}

// hit is a word of the text that stands for a word of the catalogue.
type hit struct {
	first, last int32 // tokens
	word        int32
	words       int8    // that it stands for
	weight      float32 // 1, less where it is not the same
}

// tally adds up what speaks for one title.
type tally struct {
	title       int32
	score       float32
	words       int8
	first, last int32
	exact       bool
}

// products finds the product that the text names, if its score is at least least.
func (s *scratch) products(least float64) {
	c := s.f.catalogue
	if c == nil || len(c.titles) == 0 {
		return
	}
	for range maxCandidates { // several products in one text
		best := s.search(c, 0, len(s.tokens)-1)
		if len(best) == 0 || !s.product(c, best, least) {
			return
		}
	}
}

// product adds the best of the products found; where several are as good, the entity is ambiguous.
func (s *scratch) product(c *Catalogue, best []tally, least float64) bool {
	top := best[0]
	if float64(top.score) < least || least > productAsked && !s.believed(c, top) {
		return false
	}
	list := c.candidates(best)
	t := c.titles[top.title]
	e := s.add(KindProduct, c.products[t.product].ID, int(top.first), int(top.last))
	if e == nil {
		return false
	}
	e.Candidates = list
	e.Ambiguous = len(list) > 1 && list[0].Score-list[1].Score < tie
	return true
}

// believed reports whether a product found in passing is more than a chance: two of its words, or all of a name
// whose one word is no everyday one.
func (s *scratch) believed(c *Catalogue, t tally) bool {
	if t.words >= 2 {
		return true
	}
	size := 0
	for i := t.first; i <= t.last; i++ {
		size += s.size(int(i))
		if s.mean(int(i)).known {
			return false
		}
	}
	return c.titles[t.title].words == 1 && (t.exact && size >= 3 || size >= 6)
}

// candidates lists the products of the tallies, each once.
func (c *Catalogue) candidates(best []tally) []Candidate {
	var out []Candidate
	for _, t := range best {
		p := c.products[c.titles[t.title].product]
		if len(out) == maxCandidates || float64(t.score) < float64(best[0].score)*0.6 {
			break
		}
		if slices.ContainsFunc(out, func(have Candidate) bool { return have.ID == p.ID }) {
			continue
		}
		out = append(out, Candidate{ID: p.ID, Name: p.Name, Score: math.Round(float64(t.score)*1000) / 1000})
	}
	return out
}

// Match returns the products that a text names, best first, at most five. Each score is the share of a product's
// name that the text has, by how much its words tell.
func (f *Finder) Match(text string) []Candidate {
	if f.catalogue == nil {
		return nil
	}
	s := f.scratch(text)
	defer f.release(s)
	best := s.search(f.catalogue, 0, len(s.tokens)-1)
	if len(best) == 0 || best[0].score < productAsked {
		return nil
	}
	return f.catalogue.candidates(best)
}

// search returns the titles that the tokens i to j name, best first.
func (s *scratch) search(c *Catalogue, i, j int) []tally {
	m := &s.match
	m.hits = m.hits[:0]
	for at := i; at <= j && len(m.hits) < maxHits; at++ {
		if s.taken[at] || s.tokens[at].kind == tokenSymbol {
			continue
		}
		s.hit(c, at)
	}
	if len(m.hits) == 0 {
		return nil
	}
	if m.score == nil {
		m.score = make(map[int32]*tally)
	}
	clear(m.score)
	m.room = m.room[:0]
	if cap(m.room) < 4096 {
		m.room = make([]tally, 0, 4096)
	}
	// The words that tell most first, so that what is cut off tells least.
	slices.SortStableFunc(m.hits, func(a, b hit) int {
		return len(c.posts[a.word]) - len(c.posts[b.word])
	})
	visits := 0
	for n, h := range m.hits {
		posts := c.posts[h.word]
		if visits += len(posts); visits > maxPostings && n > 0 {
			break
		}
		s.count(c, h, posts)
	}
	return m.rank(c)
}

// count adds one word to all titles that have it.
func (s *scratch) count(c *Catalogue, h hit, posts []post) {
	m := &s.match
	for _, p := range posts {
		t := m.score[p.title]
		if t == nil {
			if len(m.room) == cap(m.room) {
				continue // rarer words have filled the room
			}
			m.room = append(m.room, tally{title: p.title, first: h.first, last: h.last, exact: true})
			t = &m.room[len(m.room)-1]
			m.score[p.title] = t
		}
		first, last := min(t.first, h.first), max(t.last, h.last)
		// The words of a name stand together, with few others between them.
		if t.words > 0 && (int(last-first) > int(c.titles[p.title].words)+2 || h.first <= t.last && h.last >= t.first) {
			continue
		}
		t.first, t.last = first, last
		t.score += c.weight[h.word] * h.weight
		t.words += h.words
		t.exact = t.exact && h.weight >= 1
	}
}

// rank returns the best titles: by their score, then the longer, then the first of the catalogue.
func (m *matcher) rank(c *Catalogue) []tally {
	m.best = m.best[:0]
	for i := range m.room {
		t := m.room[i]
		t.score /= c.titles[t.title].total
		if t.score < productAsked/2 {
			continue
		}
		at, _ := slices.BinarySearchFunc(m.best, t, func(a, b tally) int {
			switch {
			case a.score > b.score+1e-4:
				return -1
			case a.score < b.score-1e-4:
				return 1
			case a.words != b.words:
				return int(b.words) - int(a.words)
			}
			return int(a.title) - int(b.title)
		})
		if at >= 4*maxCandidates {
			continue
		}
		m.best = slices.Insert(m.best, at, t)
		m.best = m.best[:min(len(m.best), 4*maxCandidates)]
	}
	return m.best
}

// hit looks one word of the text up: as it stands, without its ending, joined with the next, with a slip put
// right, or by its consonants.
func (s *scratch) hit(c *Catalogue, at int) {
	m := &s.match
	w := s.folded[s.tokens[at].from:s.tokens[at].to]
	one := func(id int32, last int, weight float32) {
		m.hits = append(m.hits, hit{first: int32(at), last: int32(last), word: id, words: 1, weight: weight})
	}
	if id, ok := c.words[string(w)]; ok {
		one(id, at, 1)
		return
	}
	if s.tokens[at].kind == tokenNumber {
		return
	}
	if at+1 < len(s.tokens) && s.tokens[at+1].kind == tokenWord && (s.next(at) || s.between(at) == "-") && !s.taken[at+1] {
		m.buf = append(append(m.buf[:0], w...), s.folded[s.tokens[at+1].from:s.tokens[at+1].to]...)
		if id, ok := c.words[string(m.buf)]; ok && len(m.buf) >= leastFuzzy {
			one(id, at+1, 1)
			return
		}
	}
	if len(w) < leastFuzzy || s.mean(at).known {
		return
	}
	if cut := stem(w); len(cut) < len(w) {
		if id, ok := c.words[string(cut)]; ok {
			one(id, at, 0.95)
			return
		}
	}
	if s.twoInOne(c, at, w) {
		return
	}
	m.near = m.near[:0]
	s.slipped(c, w)
	for _, id := range m.near {
		one(id, at, typoWeight)
	}
	if len(m.near) > 0 || len(w) <= leastFuzzy {
		return
	}
	m.buf = skeleton(m.buf[:0], w)
	if len(m.buf) >= leastSkeleton {
		for n, id := range c.bones[string(m.buf)] {
			if n == maxNear {
				break
			}
			one(id, at, skeletonWeight)
		}
	}
}

// twoInOne finds two words of a name that were written as one: "aeromax".
func (s *scratch) twoInOne(c *Catalogue, at int, w []byte) bool {
	for cut := 2; cut <= len(w)-2; cut++ {
		a, ok := c.words[string(w[:cut])]
		if !ok {
			continue
		}
		b, ok := c.words[string(w[cut:])]
		if !ok || !c.together(a, b) {
			continue
		}
		// One token stands for both: the pair is entered with the weight of the two.
		s.match.hits = append(s.match.hits, hit{first: int32(at), last: int32(at), word: a, words: 2, weight: 1 + c.weight[b]/c.weight[a]})
		return true
	}
	return false
}

// together reports whether some name has b right after a.
func (c *Catalogue) together(a, b int32) bool {
	for n, p := range c.posts[a] {
		if n == 64 {
			return false
		}
		for k, q := range c.posts[b] {
			if k == 256 {
				break
			}
			if q.title == p.title && q.at == p.at+1 {
				return true
			}
		}
	}
	return false
}

// slipped gathers the words of the catalogue that are one slip away: a letter too many, too few, another, or two
// in each other's place.
func (s *scratch) slipped(c *Catalogue, w []byte) {
	m := &s.match
	consider := func(id int32) {
		if len(m.near) < maxNear && !slices.Contains(m.near, id) && oneSlip(w, c.spelled[id]) {
			m.near = append(m.near, id)
		}
	}
	for _, id := range c.slips[string(w)] { // a letter is missing
		consider(id)
	}
	if len(w) > 32 {
		return
	}
	for i := range w {
		if i > 0 && w[i] == w[i-1] {
			continue
		}
		m.buf = append(append(m.buf[:0], w[:i]...), w[i+1:]...)
		if id, ok := c.words[string(m.buf)]; ok && len(m.buf) >= 3 { // a letter too many
			consider(id)
		}
		for _, id := range c.slips[string(m.buf)] { // another letter, or two swapped
			consider(id)
		}
	}
}

// oneSlip reports whether two words are one slip apart (Damerau and Levenshtein).
func oneSlip(a []byte, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	x, y := string(a[i:]), b[i:]
	switch len(x) - len(y) {
	case 0:
		if len(x) < 1 {
			return true
		}
		return x[1:] == y[1:] || len(x) > 1 && x[0] == y[1] && x[1] == y[0] && x[2:] == y[2:]
	case 1:
		return x[1:] == y
	case -1:
		return x == y[1:]
	}
	return false
}

func letter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= utf8.RuneSelf
}
