package ear

import "math"

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
	dim, hidden, classes int
	inner                []float32 // dim rows of hidden
	innerBias            []float32
	outer                []float32 // hidden rows of width
	outerBias            []float32
}

// width is the classes rounded up to whole tiles.
func (n *deepNet) width() int { return (n.classes + tile - 1) / tile * tile }

// trainDeep learns from the examples by Adam in small batches, on one goroutine and from the seed alone.
func trainDeep(examples []deepExample, dim, classes int, seed uint64) *deepNet {
	n := &deepNet{dim: dim, hidden: deepHidden, classes: classes}
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
	n.round()
	return n
}

type deepTrainer struct {
	*deepNet
	multiplier
	draw                                generator
	steps                               int
	decay1, decay2                      float64
	inner, innerBias, outer, outerBias  momentum
	x, sums, acts, mask, scores, back   []float32
	gInner, gInnerBias, gOuter, gOutBis []float32
	turned                              []float32 // the outer layer, rows and columns swapped
}

func newDeepTrainer(n *deepNet, seed uint64) *deepTrainer {
	t := &deepTrainer{deepNet: n, draw: generator(seed), decay1: 1, decay2: 1}
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
	t.product(t.sums, matrix{t.x, t.dim, 1}, t.deepNet.inner, m, t.dim, h)
	for i := range m {
		row := t.sums[i*h:][:h]
		for j := range row {
			row[j] += t.deepNet.innerBias[j]
			t.acts[i*h+j] = max(row[j], 0) * t.mask[i*h+j]
		}
	}
	t.product(t.scores, matrix{t.acts, h, 1}, t.deepNet.outer, m, h, w)
	t.gaps(examples, batch)
	t.product(t.gOuter, matrix{t.acts, 1, h}, t.scores, h, m, w)
	for i := range h {
		for c := range w {
			t.turned[c*h+i] = t.deepNet.outer[i*w+c]
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
			row[c] += t.deepNet.outerBias[c]
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
	t.inner.move(t.deepNet.inner, t.gInner, step, correction)
	t.innerBias.move(t.deepNet.innerBias, t.gInnerBias, step, correction)
	t.outer.move(t.deepNet.outer, t.gOuter, step, correction)
	t.outerBias.move(t.deepNet.outerBias, t.gOutBis, step, correction)
}

// round brings the weights to the numbers that are written: small whole ones with a scale for each row.
func (n *deepNet) round() {
	for i := range n.dim {
		roundRow(n.inner[i*n.hidden:][:n.hidden])
	}
	w := n.width()
	for i := range n.hidden {
		clear(n.outer[i*w+n.classes:][:w-n.classes])
		roundRow(n.outer[i*w:][:w])
	}
	clear(n.outerBias[n.classes:])
}

func roundRow(row []float32) {
	scale := rowScale(row)
	for i, v := range row {
		row[i] = float32(wholeByte(v, scale)) * scale
	}
}

// rowScale is the scale at which the numbers of a row are whole ones up to 127.
func rowScale(row []float32) float32 {
	top := float32(0)
	for _, v := range row {
		top = max(top, v, -v)
	}
	return top / 127
}

func wholeByte(v, scale float32) int8 {
	if scale == 0 {
		return 0
	}
	return int8(min(max(math.RoundToEven(float64(v/scale)), -127), 127))
}

// deepScratch holds the buffers of one call.
type deepScratch struct {
	multiplier
	x, hidden, scores []float32
}

// add adds the log-probability of each class, times part, to dst.
func (n *deepNet) add(dst, vector []float32, part float32, s *deepScratch) {
	w := n.width()
	s.x = grown(s.x, n.dim)
	s.hidden, s.scores = grown(s.hidden, n.hidden), grown(s.scores, w)
	for i, v := range vector {
		s.x[i] = v * deepScale
	}
	s.product(s.hidden, matrix{s.x, n.dim, 1}, n.inner, 1, n.dim, n.hidden)
	for i, v := range s.hidden {
		s.hidden[i] = max(v+n.innerBias[i], 0)
	}
	s.product(s.scores, matrix{s.hidden, n.hidden, 1}, n.outer, 1, n.hidden, w)
	for c := range n.classes {
		s.scores[c] += n.outerBias[c]
	}
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
