package ear

import (
	"slices"
	"strings"
	"unicode"
)

const (
	deepMembers    = 3    // networks that have seen all of few examples
	deepFolds      = 4    // parts of many examples; each network misses one
	deepFewFolds   = 5    // parts of few
	bankMost       = 6000 // examples that are kept to compare with
	bankPerClass   = 30
	outsideMost    = 1000 // sentences from outside that are kept
	nearestCount   = 5    // of the kept examples, that a line is compared with
	centrePull     = 50   // background sentences count as so many examples in the centre
	outsideWeight  = 3    // all that is outside counts as so many intents, and one sentence as so many examples at most
	outsideLeast   = 0.03 // but not less than this part of that
	namesUseful    = 0.5
	namesPlace     = 3  // a name is useful where its intent is among so many nearest
	queriesAtOnce  = 64 // vectors that are compared with the bank at a time
	queriesAtMost  = 3000
	nothingNear    = -1
	vectorScale    = 1.0 / 127
	leastForCentre = 1e-6
)

// deep is the deep ear without its encoder: networks over centred vectors, and kept vectors to compare with.
type deep struct {
	digest  string    // of the encoder's weights
	centre  []float32 // the mean vector
	members []*deepNet
	kept    vectors // of the bank's examples
	out     vectors // of what is outside
}

// vectors are kept vectors, one a column, so that all are compared in one pass.
type vectors struct {
	count int
	table nibbles // a row for each of dim numbers
}

// nearby holds the buffers of one comparison.
type nearby struct {
	values []value
	likes  []float32
}

func (d *deep) dim() int { return len(d.centre) }

// centred returns v without the centre and of length one.
func (d *deep) centred(v []float32) []float32 {
	out := make([]float32, len(v))
	size := float32(0)
	for i, x := range v {
		out[i] = x - d.centre[i]
		size += out[i] * out[i]
	}
	if size < leastForCentre {
		return out
	}
	size = 1 / sqrt32(size)
	for i := range out {
		out[i] *= size
	}
	return out
}

// scores writes the mean log-probability of each class to dst, which is clear.
func (d *deep) scores(dst, v []float32, s *deepScratch) {
	part := 1 / float32(len(d.members))
	for _, m := range d.members {
		m.add(dst, v, part, s)
	}
}

// near is how alike v is to the examples that are most like it, and to the one outside that is most like it.
func (d *deep) near(v []float32, s *nearby) (inside, outside float32) {
	likes := d.kept.compare(v, s)
	inside = topMean(likes, nearestCount, -1, nil)
	outside = topMean(d.out.compare(v, s), 1, -1, nil)
	return inside, outside
}

// compare returns the likeness (cosine) of v to each of the vectors, good until the next call.
func (k *vectors) compare(v []float32, s *nearby) []float32 {
	if k.count == 0 {
		return nil
	}
	s.likes = grown(s.likes, k.table.width)
	clear(s.likes)
	s.values = s.values[:0]
	for i, x := range v {
		s.values = append(s.values, value{int32(i), x})
	}
	sumNibbles(s.likes, &k.table, s.values)
	return s.likes[:k.count]
}

// newVectors keeps vectors of dim numbers.
func newVectors(vs [][]float32, dim int) vectors {
	k := vectors{count: len(vs), table: newNibbles(dim, blocks(len(vs)))}
	row := make([]float32, len(vs))
	for i := range dim {
		for j, v := range vs {
			row[j] = v[i]
		}
		k.table.set(i, row)
	}
	return k
}

// topMean is the mean of the n largest likenesses, leaving out those of a group; [nothingNear] where there is none.
func topMean(likes []float32, n int, without int32, groups []int32) float32 {
	var top [nearestCount]float32
	kept := 0
	for i, x := range likes {
		if groups != nil && groups[i] == without {
			continue
		}
		if kept == n && x <= top[n-1] {
			continue
		}
		if kept < n {
			kept++
		}
		at := kept - 1
		for ; at > 0 && top[at-1] < x; at-- {
			top[at] = top[at-1]
		}
		top[at] = x
	}
	if kept == 0 {
		return nothingNear
	}
	sum := float32(0)
	for _, x := range top[:kept] {
		sum += x
	}
	return sum / float32(kept)
}

// trainDeepEar learns networks over the vectors of the items, and scores each item by networks that have not seen it.
func trainDeepEar(items []item, names []deepExample, classes int, seed uint64) (members []*deepNet, heldOut [][]float32) {
	folds := deepFolds
	few := len(items) < deepFew
	if few {
		folds = deepFewFolds
	}
	fold := dealt(items, folds)
	parts := make([]*deepNet, folds)
	heldOut = make([][]float32, len(items))
	dim := len(items[0].vector)
	jobs := make([]func(), 0, folds+deepMembers)
	for k := range folds {
		jobs = append(jobs, func() {
			parts[k] = trainDeep(withoutFold(items, names, fold, k), dim, classes, seed*0x9e3779b9+uint64(k)+1)
			var s deepScratch
			for i := range items {
				if fold[i] == k {
					heldOut[i] = make([]float32, classes)
					parts[k].add(heldOut[i], items[i].vector, 1, &s)
				}
			}
		})
	}
	if few {
		members = make([]*deepNet, deepMembers)
		all := withoutFold(items, names, fold, -1)
		for i := range members {
			jobs = append(jobs, func() { members[i] = trainDeep(all, dim, classes, seed*0x9e3779b9+uint64(i)+1<<20) })
		}
	} else {
		members = parts
	}
	runAll(jobs)
	return members, heldOut
}

// dealt deals the groups of each class out to the folds in turn.
func dealt(items []item, folds int) []int {
	fold, next := map[int32]int{}, map[int32]int{}
	out := make([]int, len(items))
	for i := range items {
		k, ok := fold[items[i].group]
		if !ok {
			k = next[items[i].class] % folds
			next[items[i].class]++
			fold[items[i].group] = k
		}
		out[i] = k
	}
	return out
}

func withoutFold(items []item, names []deepExample, fold []int, k int) []deepExample {
	out := make([]deepExample, 0, len(items)+len(names))
	for i := range items {
		if fold[i] != k {
			out = append(out, deepExample{items[i].vector, items[i].class, items[i].weight})
		}
	}
	return append(out, names...)
}

// usefulNames returns the vectors of the intents' names as examples, where the names say what the intents are: where
// enough of them lie near the middle of their own intent's examples.
func usefulNames(items []item, named [][]float32, labels int) []deepExample {
	if labels < 2 || len(named) != labels {
		return nil
	}
	dim := len(named[0])
	middle := make([][]float32, labels)
	for c := range middle {
		middle[c] = make([]float32, dim)
	}
	for i := range items {
		if c := int(items[i].class); c < labels {
			addTo(middle[c], items[i].vector, 1)
		}
	}
	for _, m := range middle {
		scaleToOne(m)
	}
	good, seen := 0, 0
	out := make([]deepExample, 0, labels)
	for c, v := range named {
		if v == nil {
			continue
		}
		seen++
		own, before := dot(middle[c], v), 0
		for _, m := range middle {
			if dot(m, v) > own {
				before++
			}
		}
		if before < namesPlace && before < (labels+1)/2 {
			good++
		}
		out = append(out, deepExample{v, int32(c), 1})
	}
	if float32(good) < namesUseful*float32(seen) {
		return nil
	}
	return out
}

func scaleToOne(v []float32) {
	if size := dot(v, v); size > leastForCentre {
		size = 1 / sqrt32(size)
		for i := range v {
			v[i] *= size
		}
	}
}

// nameOf is an intent's name as words: "card_arrival" is "card arrival".
func nameOf(label string) string {
	var b strings.Builder
	var last rune
	for _, r := range label {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if unicode.IsUpper(r) && unicode.IsLower(last) {
				b.WriteByte(' ')
			}
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
		last = r
	}
	name := strings.Join(strings.Fields(b.String()), " ")
	if !strings.ContainsFunc(name, unicode.IsLetter) {
		return ""
	}
	return name
}

// chosen picks the items that are kept to compare with: as many of each class as there is room for, evenly spread.
func chosen(items []item, classes, outputs int) []int {
	count := make([]int, outputs)
	for i := range items {
		count[items[i].class]++
	}
	room := min(bankPerClass, max(1, bankMost/max(1, classes)))
	seen := make([]int, outputs)
	var out []int
	for i := range items {
		c := items[i].class
		if int(c) >= classes {
			continue
		}
		n := count[c]
		// the i-th of n is kept where its share of the room moves on
		if n <= room || seen[c]*room/n != (seen[c]+1)*room/n {
			out = append(out, i)
		}
		seen[c]++
	}
	if len(out) > bankMost {
		out = slices.Clip(out[:bankMost])
	}
	return out
}
