package ear

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"terang/understand/words"
)

const maxNear = 20 // examples that explain one answer

// Near is one example that is like a line.
type Near struct {
	Label    string
	Text     string
	Example  int     // place among the examples that the ear was trained on
	Likeness float32 // cosine, at most 1
	Deep     bool    // by meaning, not by words
}

// bank are the examples that an answer can be explained by.
type bank struct {
	text    []string
	class   []int32
	example []int32
}

func newBank(m *material, kept []int) bank {
	var b bank
	for _, at := range kept {
		it := &m.items[at]
		b.text, b.class, b.example = append(b.text, it.text), append(b.class, it.class), append(b.example, int32(it.example))
	}
	return b
}

// Explain returns the examples that are most like the line, the likest first: by meaning where the deep ear can be asked,
// else by the words and letters that they share.
func (e *Ear) Explain(line *words.Line, n int) []Near {
	n = min(n, maxNear)
	if n <= 0 || len(e.bank.text) == 0 {
		return nil
	}
	if e.HasDeep() {
		if v, ok := e.vector(line); ok {
			var s nearby
			return e.nearest(e.deep.kept.compare(v, &s), n, true)
		}
	}
	return e.nearest(e.index.compare(line), n, false)
}

func (e *Ear) nearest(likes []float32, n int, deep bool) []Near {
	order := make([]int, 0, n+1)
	for i, x := range likes {
		if x <= 0 || len(order) == n && x <= likes[order[n-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(order, x, func(k int, x float32) int { return cmp.Compare(x, likes[k]) })
		for at < len(order) && likes[order[at]] == x {
			at++
		}
		order = slices.Insert(order, at, i)
		if len(order) > n {
			order = order[:n]
		}
	}
	out := make([]Near, len(order))
	for i, k := range order {
		out[i] = Near{e.labels[e.bank.class[k]], e.bank.text[k], int(e.bank.example[k]), min(likes[k], 1), deep}
	}
	return out
}

// sparseIndex finds the examples that share words and letters with a line. It is built when it is first asked.
type sparseIndex struct {
	once  sync.Once
	book  *words.Book
	bank  *bank
	posts map[uint32][]post
}

type post struct {
	example int32
	x       float32
}

func newSparseIndex(b *bank, o *Options) *sparseIndex {
	book := o.Book
	if book == nil {
		book = words.Default()
	}
	return &sparseIndex{book: book, bank: b}
}

// build reads the examples. A feature of many examples counts less than one of few.
func (x *sparseIndex) build() {
	x.posts = make(map[uint32][]post, 1<<12)
	r := &reader{book: x.book}
	for i, text := range x.bank.text {
		x.book.Read(&r.line, text, "")
		seen := map[uint32]float32{}
		for _, f := range r.features() {
			if !f.sense {
				seen[f.hash] = max(seen[f.hash], f.value)
			}
		}
		for h, v := range seen {
			x.posts[h] = append(x.posts[h], post{int32(i), v})
		}
	}
	size := make([]float64, len(x.bank.text)) // of double length, so that the order of the map moves nothing
	for _, ps := range x.posts {
		rare := x.rarity(len(ps))
		for i := range ps {
			ps[i].x *= rare
			size[ps[i].example] += float64(ps[i].x) * float64(ps[i].x)
		}
	}
	for _, ps := range x.posts {
		for i := range ps {
			ps[i].x /= float32(math.Sqrt(size[ps[i].example]))
		}
	}
}

func (x *sparseIndex) rarity(texts int) float32 {
	return float32(1 + math.Log(float64(len(x.bank.text)+1)/float64(texts+1)))
}

// compare returns the likeness of the line to each example.
func (x *sparseIndex) compare(line *words.Line) []float32 {
	x.once.Do(x.build)
	likes := make([]float32, len(x.bank.text))
	fs := extract(nil, line)
	seen := map[uint32]bool{}
	size := float32(0)
	for _, f := range fs {
		if f.sense || seen[f.hash] {
			continue
		}
		seen[f.hash] = true
		ps := x.posts[f.hash]
		v := f.value * x.rarity(len(ps))
		size += v * v
		for _, p := range ps {
			likes[p.example] += v * p.x
		}
	}
	if size > 0 {
		size = 1 / sqrt32(size)
		for i := range likes {
			likes[i] *= size
		}
	}
	return likes
}
