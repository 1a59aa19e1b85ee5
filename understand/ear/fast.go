package ear

import (
	"math"
	"runtime"
	"sync"
)

const (
	fastMembers = 4
	fastEpochs  = 16
	foldEpochs  = 12    // of the networks that only serve to measure
	leastSteps  = 20000 // few examples are gone through more often, to so many steps
	mostEpochs  = 60
)

// lesson is one text to learn from: its features, the encoder's numbers beside them (nil for none), its class
// and how much it counts. Variants of one text share its group, so that none is held out without the others.
type lesson struct {
	features []feature
	dense    []float32
	class    int32
	marks    uint64  // with fastOptions.many: whether each class is right
	weight   float32 // 0 counts as 1
	group    int32
	variant  bool // made from another lesson by noise: learned from, never held out or measured
}

// fastOptions says how to train. The zero value is the default.
type fastOptions struct {
	seed    uint64
	members int     // networks in the ensemble, 0 for the default
	epochs  int     // 0 for the default
	recipe  *recipe // nil for the standard one
	dense   int     // length of lesson.dense that the network takes, 0 for none
	folds   int     // parts to hold out one after another for held-out scores, 0 for none
	rows    int     // features to keep at most, 0 for the default
	narrow  int     // directions that the inner layer is brought to, a multiple of lane; 0 for all: a row keeps all its weights
	many    bool    // each class is a yes or no of its own, at most 64 of them
}

// fast is an ensemble of small networks over the features of a text, put side by side into one wide network
// whose scores are the mean of theirs. It is immutable and safe for many goroutines, each with its own
// fastScratch.
type fast struct {
	classes, hidden int
	senses, dense   int
	many            bool
	vocabulary      *vocabulary
	narrow          *narrow // nil: the inner layer is in inner and deep
	inner           []int8  // rows of hidden
	innerScale      []float32
	deep            []int8 // rows of hidden of the senses, then of the dense numbers
	deepScale       []float32
	innerBias       []float32
	outer           []float32 // classes rows of hidden, whole multiples of the row's scale
	outerScale      []float32
	outerBias       []float32
}

// fastScratch holds the buffers of one call.
type fastScratch struct {
	values []value
	deep   []value
	senses []float32
	low    []float32 // sums along the directions of a narrow
	hidden []float32
	scores []float32 // of Causes
	slope  []float32
	toward []float32
	shares []float32 // of each word
	known  float32   // after a call: the part of the text's features that the network knows, 0 to 1
}

// trainFast learns an ensemble. heldOut has, for each lesson, the scores of networks that have not seen it or
// its kin; it is nil for variants, and altogether nil where folds is 0. The result depends on the lessons and
// the options alone, not on how many processors there are.
func trainFast(lessons []lesson, classes int, o fastOptions) (f *fast, heldOut [][]float32) {
	o = o.filled(len(lessons))
	var fold []int
	if o.folds > 0 {
		fold = foldsOf(lessons, o)
		heldOut = make([][]float32, len(lessons))
	}
	v := newVocabulary(featuresOf(lessons, nil, -1), o.rows)
	all := exercisesOf(lessons, v, nil, -1)
	s := shape{rows: len(v.hashes), senses: meanings.dims, dense: o.dense, hidden: o.recipe.hidden, classes: classes, many: o.many}
	members := make([]*network, o.members)
	jobs := make([]func(), 0, o.members+o.folds)
	for i := range members {
		jobs = append(jobs, func() { members[i] = trainNetwork(all, s, o.epochs, *o.recipe, o.seed*0x9e3779b9+uint64(i)) })
	}
	for k := range o.folds {
		jobs = append(jobs, func() { holdOut(lessons, heldOut, fold, k, classes, o) })
	}
	runAll(jobs)
	return join(members, v, all, o), heldOut
}

// filled puts the defaults in.
func (o fastOptions) filled(lessons int) fastOptions {
	if o.members <= 0 {
		o.members = fastMembers
	}
	if o.recipe == nil {
		how := standard()
		o.recipe = &how
	}
	if o.rows <= 0 {
		o.rows = maxRows
	}
	if o.epochs <= 0 {
		o.epochs = min(max(fastEpochs, leastSteps/max(1, lessons)), mostEpochs)
	}
	return o
}

// runAll runs the jobs, as many at once as there are processors.
func runAll(jobs []func()) {
	var wait sync.WaitGroup
	next := make(chan func())
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wait.Go(func() {
			for job := range next {
				job()
			}
		})
	}
	for _, job := range jobs {
		next <- job
	}
	close(next)
	wait.Wait()
}

// foldsOf deals the groups of each class out to the folds in turn, in an order drawn from the seed.
func foldsOf(lessons []lesson, o fastOptions) []int {
	type key struct {
		class int32
		marks uint64
	}
	order := make([]int32, len(lessons))
	for i := range order {
		order[i] = int32(i)
	}
	draw := generator(o.seed)
	draw.shuffle(order)
	fold, dealt := make(map[int32]int, len(lessons)), map[key]int{}
	for _, i := range order {
		l := &lessons[i]
		if _, ok := fold[l.group]; ok {
			continue
		}
		at := key{l.class, l.marks}
		fold[l.group] = dealt[at] % o.folds
		dealt[at]++
	}
	out := make([]int, len(lessons))
	for i := range lessons {
		out[i] = fold[lessons[i].group]
	}
	return out
}

// featuresOf lists the features of the lessons that are no variants and not in the fold without.
func featuresOf(lessons []lesson, fold []int, without int) [][]feature {
	out := make([][]feature, 0, len(lessons))
	for i := range lessons {
		if !lessons[i].variant && (without < 0 || fold[i] != without) {
			out = append(out, lessons[i].features)
		}
	}
	return out
}

// exercisesOf makes the lessons that are not in the fold without ready to learn from.
func exercisesOf(lessons []lesson, v *vocabulary, fold []int, without int) []exercise {
	out := make([]exercise, 0, len(lessons))
	flat := make([]value, 0, 1<<16)
	for i := range lessons {
		l := &lessons[i]
		if without >= 0 && fold[i] == without {
			continue
		}
		if cap(flat)-len(flat) < len(l.features) {
			flat = make([]value, 0, max(1<<16, len(l.features)))
		}
		from := len(flat)
		flat, _ = v.values(flat, l.features)
		senses := make([]float32, meanings.dims)
		meanings.mean(senses, l.features)
		e := exercise{values: flat[from:len(flat):len(flat)], senses: senses, dense: l.dense, class: l.class, marks: l.marks, weight: l.weight}
		if e.weight == 0 {
			e.weight = 1
		}
		out = append(out, e)
	}
	return out
}

// holdOut scores the lessons of fold k with a network that has seen the others.
func holdOut(lessons []lesson, heldOut [][]float32, fold []int, k, classes int, o fastOptions) {
	v := newVocabulary(featuresOf(lessons, fold, k), o.rows)
	s := shape{rows: len(v.hashes), senses: meanings.dims, dense: o.dense, hidden: o.recipe.hidden, classes: classes, many: o.many}
	epochs := max(1, o.epochs*foldEpochs/fastEpochs)
	seen := exercisesOf(lessons, v, fold, k)
	n := trainNetwork(seen, s, epochs, *o.recipe, o.seed*0x9e3779b9+uint64(k)+1<<20)
	f := join([]*network{n}, v, seen, o)
	var scratch fastScratch
	for i := range lessons {
		if fold[i] == k && !lessons[i].variant {
			heldOut[i] = make([]float32, classes)
			f.scores(heldOut[i], lessons[i].features, lessons[i].dense, &scratch)
		}
	}
}

// join puts the members side by side: the hidden layers one after another, the outer layers divided by how
// many there are. seen are the texts that they learnt from.
func join(members []*network, v *vocabulary, seen []exercise, o fastOptions) *fast {
	n := members[0]
	f := &fast{
		classes: n.classes, hidden: n.hidden * len(members), senses: n.senses, dense: n.dense, many: n.many, vocabulary: v,
		innerBias: make([]float32, 0, n.hidden*len(members)),
		outer:     make([]float32, 0, n.classes*n.hidden*len(members)),
		outerBias: make([]float32, n.classes),
	}
	part := 1 / float32(len(members))
	for _, m := range members {
		f.innerBias = append(f.innerBias, m.innerBias...)
		for c, b := range m.outerBias {
			f.outerBias[c] += float32(part * b)
		}
	}
	for c := range n.classes {
		for _, m := range members {
			for _, w := range m.outer[c*n.hidden:][:n.hidden] {
				f.outer = append(f.outer, part*w)
			}
		}
	}
	f.roundOuter()
	if o.narrow > 0 && n.dense == 0 {
		f.narrow = newNarrow(members, seen, min(o.narrow, f.hidden), o.recipe)
		return f
	}
	f.inner, f.innerScale = rounded(members, n.rows, func(m *network) []float32 { return m.inner })
	f.deep, f.deepScale = rounded(members, n.senses+n.dense, func(m *network) []float32 { return m.deep })
	for i := range f.deepScale {
		if i < n.senses {
			f.deepScale[i] *= o.recipe.senseScale
		} else {
			f.deepScale[i] *= o.recipe.denseScale
		}
	}
	return f
}

// rounded turns the rows of a layer into whole numbers up to 127 with one scale for each row.
func rounded(members []*network, rows int, layer func(*network) []float32) ([]int8, []float32) {
	h := members[0].hidden
	out, scales := make([]int8, 0, rows*h*len(members)), make([]float32, rows)
	for r := range rows {
		top := float32(0)
		for _, m := range members {
			for _, w := range layer(m)[r*h:][:h] {
				top = max(top, w, -w)
			}
		}
		scales[r] = top / 127
		up := float32(0)
		if top > 0 {
			up = 127 / top
		}
		for _, m := range members {
			for _, w := range layer(m)[r*h:][:h] {
				out = append(out, int8(math.Round(float64(min(max(w*up, -127), 127)))))
			}
		}
	}
	return out, scales
}

// roundOuter brings the outer weights to the numbers that are written.
func (f *fast) roundOuter() {
	f.outerScale = make([]float32, f.classes)
	for c := range f.classes {
		row, top := f.outer[c*f.hidden:][:f.hidden], float32(0)
		for _, w := range row {
			top = max(top, w, -w)
		}
		f.outerScale[c] = top / outerLimit
		for i, w := range row {
			row[i] = float32(wholeOf(w, f.outerScale[c])) * f.outerScale[c]
		}
	}
}

// scores writes the log-probability of each class into dst, which must have that length (with many: the
// log-odds). dense is nil where the network takes none, or where there is none for this text.
func (f *fast) scores(dst []float32, fs []feature, dense []float32, s *fastScratch) {
	f.raw(dst, fs, dense, s)
	if !f.many {
		logSoftmax(dst)
	}
}

// raw writes the score of each class, before it is brought to a probability.
func (f *fast) raw(dst []float32, fs []feature, dense []float32, s *fastScratch) {
	f.activate(fs, dense, s)
	for i, h := range s.hidden {
		s.hidden[i] = max(h, leak*h)
	}
	for c := range dst {
		dst[c] = f.outerBias[c] + dot(s.hidden, f.outer[c*f.hidden:][:f.hidden])
	}
}

// activate fills the sums of the hidden layer.
func (f *fast) activate(fs []feature, dense []float32, s *fastScratch) {
	s.values, s.known = f.vocabulary.values(s.values[:0], fs)
	if cap(s.hidden) < f.hidden {
		s.hidden = make([]float32, f.hidden)
	}
	s.hidden = s.hidden[:f.hidden]
	copy(s.hidden, f.innerBias)
	s.deep = s.deep[:0]
	if f.senses == meanings.dims {
		s.senses = resized(s.senses, f.senses)
		meanings.mean(s.senses, fs)
		for i, x := range s.senses {
			s.deep = append(s.deep, value{int32(i), x})
		}
	}
	if len(dense) > 0 && f.dense > 0 {
		for i, x := range dense[:f.dense] {
			s.deep = append(s.deep, value{int32(f.senses + i), x})
		}
	}
	if f.narrow != nil {
		f.narrow.add(s.hidden, s)
		return
	}
	sumBytes(s.hidden, f.inner, f.innerScale, s.values)
	sumBytes(s.hidden, f.deep, f.deepScale, s.deep)
}

// logSoftmax turns scores into log-probabilities.
func logSoftmax(s []float32) {
	if len(s) == 0 {
		return
	}
	top := s[0]
	for _, v := range s[1:] {
		top = max(top, v)
	}
	sum := float32(0)
	for _, v := range s {
		sum += exp32(v - top)
	}
	total := top + float32(math.Log(float64(sum)))
	for i := range s {
		s[i] -= total
	}
}
