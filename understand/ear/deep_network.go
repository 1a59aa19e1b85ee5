package ear

const (
	deepHidden     = 256
	deepRate       = 0.004
	deepBatch      = 64
	deepFewBatch   = 32   // where there are few examples
	deepFew        = 2500 // so many are few
	deepEpochs     = 12   // passes over many examples
	deepSteps      = 1400 // few are gone through more often, until there were so many steps
	deepMostEpochs = 60
	deepScale      = 10.0 // the length that a centred vector is brought to
	deepInputDrop  = 20   // percent of a vector that a step does not see
	deepOutDrop    = 40   // percent of the hidden units that a step does not see
	deepSmooth     = 0.05 // share of the target that is spread over all classes
	deepWarm       = 50   // steps with a growing rate
)

// deepExample is one vector to learn from.
type deepExample struct {
	vector []float32
	class  int32
	weight float32
}

// deepNet takes a sentence's vector through one hidden layer to a score for each class. It is immutable.
type deepNet struct {
	classes              int
	inner, outer         nibbles // a row for each number of the vector, and for each hidden unit
	innerBias, outerBias []float32
}

// deepWeights are those of a [deepNet] while it learns.
type deepWeights struct {
	dim, hidden, classes int
	inner                []float32 // dim rows of hidden
	innerBias            []float32
	outer                []float32 // hidden rows of width
	outerBias            []float32
}

// width is the classes rounded up to whole tiles.
func (n *deepWeights) width() int { return (n.classes + tile - 1) / tile * tile }

// trainDeep learns from the examples by Adam in small batches, on one goroutine and from the seed alone.
func trainDeep(examples []deepExample, dim, classes int, seed uint64) *deepNet {
	n := &deepWeights{dim: dim, hidden: deepHidden, classes: classes}
	w := n.width()
	n.inner, n.innerBias = make([]float32, dim*n.hidden), make([]float32, n.hidden)
	n.outer, n.outerBias = make([]float32, n.hidden*w), make([]float32, w)
	t := newDeepTrainer(n, seed)
	order := make([]int32, len(examples))
	for i := range order {
		order[i] = int32(i)
	}
	batch, epochs := deepBatch, deepEpochs
	if len(order) < deepFew {
		batch = deepFewBatch
	}
	perEpoch := (len(order) + batch - 1) / batch
	epochs = min(max(epochs, deepSteps/max(1, perEpoch)), deepMostEpochs)
	total := epochs * perEpoch
	for range epochs {
		t.draw.shuffle(order)
		for from := 0; from < len(order); from += batch {
			t.step(examples, order[from:min(from+batch, len(order))], total)
		}
	}
	return n.rounded()
}

type deepTrainer struct {
	*deepWeights
	multiplier
	draw                                generator
	steps                               int
	decay1, decay2                      float64
	inner, innerBias, outer, outerBias  momentum
	x, sums, acts, mask, scores, back   []float32
	gInner, gInnerBias, gOuter, gOutBis []float32
	turned                              []float32 // the outer layer, rows and columns swapped
}

func newDeepTrainer(n *deepWeights, seed uint64) *deepTrainer {
	t := &deepTrainer{deepWeights: n, draw: generator(seed), decay1: 1, decay2: 1}
	w, b := n.width(), deepBatch
	t.draw.spread(n.inner, 0.5/sqrt32(float32(n.dim)))
	t.draw.spread(n.outer, 1/sqrt32(float32(n.hidden)))
	of := func(size int) momentum { return momentum{make([]float32, size), make([]float32, size)} }
	t.inner, t.innerBias, t.outer, t.outerBias = of(len(n.inner)), of(n.hidden), of(len(n.outer)), of(w)
	t.x, t.sums, t.acts = make([]float32, b*n.dim), make([]float32, b*n.hidden), make([]float32, b*n.hidden)
	t.mask, t.scores, t.back = make([]float32, b*n.hidden), make([]float32, b*w), make([]float32, b*n.hidden)
	t.gInner, t.gInnerBias = make([]float32, len(n.inner)), make([]float32, n.hidden)
	t.gOuter, t.gOutBis = make([]float32, len(n.outer)), make([]float32, w)
	hidden := (n.hidden + tile - 1) / tile * tile
	t.turned = make([]float32, w*hidden)
	return t
}

// step learns from one batch.
func (t *deepTrainer) step(examples []deepExample, batch []int32, total int) {
	m, h, w := len(batch), t.hidden, t.width()
	t.fill(examples, batch)
	t.product(t.sums, matrix{t.x, t.dim, 1}, t.deepWeights.inner, m, t.dim, h)
	for i := range m {
		row := t.sums[i*h:][:h]
		for j := range row {
			row[j] += t.deepWeights.innerBias[j]
			t.acts[i*h+j] = max(row[j], 0) * t.mask[i*h+j]
		}
	}
	t.product(t.scores, matrix{t.acts, h, 1}, t.deepWeights.outer, m, h, w)
	t.gaps(examples, batch)
	t.product(t.gOuter, matrix{t.acts, 1, h}, t.scores, h, m, w)
	for i := range h {
		for c := range w {
			t.turned[c*h+i] = t.deepWeights.outer[i*w+c]
		}
	}
	t.product(t.back, matrix{t.scores, w, 1}, t.turned, m, t.classes, h)
	for i, s := range t.sums[:m*h] {
		if s <= 0 {
			t.back[i] = 0
		} else {
			t.back[i] *= t.mask[i]
		}
	}
	t.product(t.gInner, matrix{t.x, 1, t.dim}, t.back, t.dim, m, h)
	columns(t.gInnerBias, t.back[:m*h])
	columns(t.gOutBis, t.scores[:m*w])
	t.advance(total)
}

// fill draws what the step sees of each vector and of the hidden layer.
func (t *deepTrainer) fill(examples []deepExample, batch []int32) {
	const keepIn, keepOut = uint64((100 - deepInputDrop) * 65536 / 100), uint64((100 - deepOutDrop) * 65536 / 100)
	const scaleIn, scaleOut = deepScale * 100.0 / (100 - deepInputDrop), 100.0 / (100 - deepOutDrop)
	for i, at := range batch {
		row := t.x[i*t.dim:][:t.dim]
		t.draw.thin(row, keepIn, scaleIn)
		for j, v := range examples[at].vector {
			row[j] *= v
		}
		t.draw.thin(t.mask[i*t.hidden:][:t.hidden], keepOut, scaleOut)
	}
}

// thin fills mask with scale where the draw keeps a place, else with nothing.
func (g *generator) thin(mask []float32, keep uint64, scale float32) {
	bits := uint64(0)
	for i := range mask {
		if i&3 == 0 {
			bits = g.next()
		}
		mask[i] = 0
		if bits&0xffff < keep {
			mask[i] = scale
		}
		bits >>= 16
	}
}

// gaps turns the scores of a batch into their gradients.
func (t *deepTrainer) gaps(examples []deepExample, batch []int32) {
	w := t.width()
	part := 1 / float32(len(batch))
	for i, at := range batch {
		row := t.scores[i*w:][:w]
		for c := range row {
			row[c] += t.deepWeights.outerBias[c]
		}
		softmax(row[:t.classes])
		clear(row[t.classes:])
		e := &examples[at]
		for c := range row[:t.classes] {
			row[c] -= deepSmooth / float32(t.classes)
		}
		row[e.class] -= 1 - deepSmooth
		for c := range row {
			row[c] *= part * e.weight
		}
	}
}

// columns sums the rows of a.
func columns(dst, a []float32) {
	clear(dst)
	for from := 0; from < len(a); from += len(dst) {
		for j, v := range a[from : from+len(dst)] {
			dst[j] += v
		}
	}
}

// advance moves all weights; the rate grows at the start and falls to nothing at the end.
func (t *deepTrainer) advance(total int) {
	t.decay1 *= meanKept
	t.decay2 *= squareKept
	rate := deepRate * (1 - float64(t.steps)/float64(total)) * min(1, float64(t.steps+1)/deepWarm)
	t.steps++
	step, correction := float32(rate/(1-t.decay1)), float32(1/(1-t.decay2))
	t.inner.move(t.deepWeights.inner, t.gInner, step, correction)
	t.innerBias.move(t.deepWeights.innerBias, t.gInnerBias, step, correction)
	t.outer.move(t.deepWeights.outer, t.gOuter, step, correction)
	t.outerBias.move(t.deepWeights.outerBias, t.gOutBis, step, correction)
}

// rounded is the network with the numbers that are kept.
func (n *deepWeights) rounded() *deepNet {
	out := &deepNet{classes: n.classes, innerBias: n.innerBias, outerBias: n.outerBias}
	out.inner, out.outer = nibblesOf(n.inner, n.dim, n.hidden), newNibbles(n.hidden, n.width())
	for i := range n.hidden {
		out.outer.set(i, n.outer[i*n.width():][:n.classes])
	}
	clear(out.outerBias[n.classes:])
	return out
}

// deepScratch holds the buffers of one call.
type deepScratch struct {
	values         []value
	hidden, scores []float32
}

// add adds the log-probability of each class, times part, to dst.
func (n *deepNet) add(dst, vector []float32, part float32, s *deepScratch) {
	s.values = s.values[:0]
	for i, v := range vector {
		s.values = append(s.values, value{int32(i), v * deepScale})
	}
	s.hidden, s.scores = grown(s.hidden, n.inner.width), grown(s.scores, n.outer.width)
	copy(s.hidden, n.innerBias)
	sumNibbles(s.hidden, &n.inner, s.values)
	s.values = s.values[:0]
	for i, v := range s.hidden {
		if v > 0 {
			s.values = append(s.values, value{int32(i), v})
		}
	}
	copy(s.scores, n.outerBias)
	sumNibbles(s.scores, &n.outer, s.values)
	logSoftmax(s.scores[:n.classes])
	for c, v := range s.scores[:n.classes] {
		dst[c] += part * v
	}
}

func grown(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
