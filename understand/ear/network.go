package ear

import (
	"math"
	"slices"
)

const (
	stepFloor = 0.01 // keeps the first steps of a row short
	tooSmall  = 1e-4 // a gradient of a class that moves nothing
	leak      = 0.1  // slope of a hidden unit below nothing
)

// recipe says how a network learns. One serves every set of examples: [standard].
type recipe struct {
	hidden       int     // units of one member
	innerRate    float32 // first step of a row of the inner layer
	outerRate    float32
	deepRate     float32 // of a row of the dense numbers
	biasRate     float32 // against the rate of the layer
	lastRate     float32 // what is left of the rates at the end
	inputDropout float32 // share of a text's features that a step does not see
	senseDropout float32 // share of the steps that do not see what the words mean
	denseDropout float32 // share of the steps that do not see the dense numbers
	outDropout   float32 // share of the hidden units that a step does not see
	spread       float32 // of the inner weights at the start
	senseScale   float32 // how much the meaning counts against the features
	denseScale   float32 // how much the dense numbers count against the features
}

func standard() recipe {
	return recipe{
		hidden: 128, innerRate: 0.07, outerRate: 0.05, deepRate: 0.05, biasRate: 0.1, lastRate: 0.02,
		inputDropout: 0.6, senseDropout: 0.2, denseDropout: 0.2, outDropout: 0.2, spread: 0.1, senseScale: 1, denseScale: 1,
	}
}

// shape is what a network is made of.
type shape struct {
	rows, senses, dense, hidden, classes int
	many                                 bool // each class is a yes or no of its own; else exactly one is right
}

// network takes the features of a text, and dense numbers beside them where it has any, through one hidden
// layer to a score for each class.
type network struct {
	shape
	inner     []float32 // rows of hidden
	deep      []float32 // rows of hidden of the senses, then of the dense numbers
	innerBias []float32
	outer     []float32 // classes rows of hidden
	outerBias []float32
}

// exercise is one text ready to learn from.
type exercise struct {
	values []value
	senses []float32
	dense  []float32
	class  int32  // the right one
	marks  uint64 // of each class of a network with many: whether it is right
	weight float32
}

// trainer holds what is needed to train a network and not after.
type trainer struct {
	*network
	recipe
	draw                               generator
	innerSum, deepSum, outerSum        []float32 // squared gradients of each row so far
	innerBiasSum, outerBiasSum         float32
	sums, acts, back, mask, scoreOrGap []float32
	kept, deepKept                     []value
}

// trainNetwork learns from the exercises by stochastic gradient descent, one text at a time. A step shrinks
// with the gradients that its row has seen (AdaGrad with one number for each row) and with time. It draws
// from the seed alone, and runs on one goroutine.
func trainNetwork(exercises []exercise, s shape, epochs int, how recipe, seed uint64) *network {
	t := newTrainer(s, how, seed)
	order := make([]int32, len(exercises))
	for i := range order {
		order[i] = int32(i)
	}
	total := float32(max(1, epochs*len(order)))
	for epoch := range epochs {
		t.draw.shuffle(order)
		for i, at := range order {
			past := float32(epoch*len(order)+i) / total
			t.step(&exercises[at], 1-(1-how.lastRate)*past)
		}
	}
	return t.network
}

func newTrainer(s shape, how recipe, seed uint64) *trainer {
	n := &network{
		shape:     s,
		inner:     make([]float32, s.rows*s.hidden),
		deep:      make([]float32, (s.senses+s.dense)*s.hidden),
		innerBias: make([]float32, s.hidden),
		outer:     make([]float32, s.classes*s.hidden),
		outerBias: make([]float32, s.classes),
	}
	t := &trainer{
		network: n, recipe: how, draw: generator(seed),
		innerSum: make([]float32, s.rows), deepSum: make([]float32, s.senses+s.dense), outerSum: make([]float32, s.classes),
		sums: make([]float32, s.hidden), acts: make([]float32, s.hidden), back: make([]float32, s.hidden),
		mask: make([]float32, s.hidden), scoreOrGap: make([]float32, s.classes),
	}
	t.draw.spread(n.inner, how.spread)
	t.draw.spread(n.deep, how.spread)
	t.draw.spread(n.outer, 1/sqrt32(float32(s.hidden)))
	return t
}

// step learns from one text.
func (t *trainer) step(e *exercise, rate float32) {
	t.drop(e)
	copy(t.sums, t.innerBias)
	sumRows(t.sums, t.inner, t.kept)
	sumRows(t.sums, t.deep, t.deepKept)
	for i, s := range t.sums {
		t.acts[i] = max(s, leak*s) * t.mask[i]
	}
	t.gaps(e)
	t.moveOuter(rate * t.outerRate)
	for i, s := range t.sums {
		g := t.back[i] * t.mask[i]
		if s < 0 {
			g *= leak
		}
		t.back[i] = g
	}
	t.moveInner(rate)
}

// drop chooses which features and hidden units the step sees.
func (t *trainer) drop(e *exercise) {
	keepInput, keepOut := uint64((1-t.inputDropout)*(1<<16)), uint64((1-t.outDropout)*(1<<16))
	inputScale, outScale := 1/(1-t.inputDropout), [2]float32{0, 1 / (1 - t.outDropout)}
	t.kept, t.deepKept = slices.Grow(t.kept[:0], len(e.values))[:len(e.values)], t.deepKept[:0]
	bits, n := uint64(0), 0
	for i, v := range e.values { // without a branch, which could not be foreseen
		if i&3 == 0 {
			bits = t.draw.next()
		}
		t.kept[n] = value{v.row, v.x * inputScale}
		n += int((bits&0xffff - keepInput) >> 63)
		bits >>= 16
	}
	t.kept = t.kept[:n]
	t.dropDeep(e.senses, 0, t.senses, t.senseDropout, t.senseScale)
	t.dropDeep(e.dense, t.senses, t.dense, t.denseDropout, t.denseScale)
	for i := range t.mask {
		if i&3 == 0 {
			bits = t.draw.next()
		}
		t.mask[i] = outScale[(bits&0xffff-keepOut)>>63]
		bits >>= 16
	}
}

// dropDeep lets the step see n numbers that belong to the rows from the given one on, or none of them.
func (t *trainer) dropDeep(xs []float32, from, n int, dropout, scale float32) {
	if len(xs) < n || n == 0 || t.draw.next()>>32 < uint64(dropout*(1<<32)) {
		return
	}
	for i, x := range xs[:n] {
		t.deepKept = append(t.deepKept, value{int32(from + i), x * scale})
	}
}

// gaps computes how far each class is from what is right: the gradient of its score.
func (t *trainer) gaps(e *exercise) {
	p := t.scoreOrGap
	for c := range p {
		p[c] = t.outerBias[c] + dot(t.acts, t.outer[c*t.hidden:][:t.hidden])
	}
	if t.many {
		for c, s := range p {
			p[c] = sigmoid(s)
			if e.marks>>c&1 == 1 {
				p[c]--
			}
		}
	} else {
		softmax(p)
		p[e.class]--
	}
	if e.weight != 1 {
		for c := range p {
			p[c] *= e.weight
		}
	}
}

// moveOuter moves the outer layer and brings its gradient back to the hidden one.
func (t *trainer) moveOuter(rate float32) {
	clear(t.back)
	active := dot(t.acts, t.acts) / float32(t.hidden)
	sum := float32(0)
	for c, g := range t.scoreOrGap {
		sum += float32(g * g)
		if g < tooSmall && g > -tooSmall {
			continue
		}
		t.outerSum[c] += float32(g * g * active)
		pull(t.back, t.outer[c*t.hidden:][:t.hidden], t.acts, g, rate*g/sqrt32(t.outerSum[c]+stepFloor))
	}
	t.outerBiasSum += sum
	step := t.biasRate * rate / sqrt32(t.outerBiasSum+1)
	for c, g := range t.scoreOrGap {
		t.outerBias[c] -= float32(step * g)
	}
}

// moveInner moves the rows that the step saw.
func (t *trainer) moveInner(rate float32) {
	size := dot(t.back, t.back) / float32(t.hidden)
	if size == 0 {
		return
	}
	move := func(table, sums []float32, vs []value, rate float32) {
		for i, v := range vs {
			sums[v.row] += float32(size * v.x * v.x)
			vs[i].x = -rate * v.x / sqrt32(sums[v.row]+stepFloor)
		}
		addRows(table, t.back, vs)
	}
	move(t.inner, t.innerSum, t.kept, rate*t.innerRate)
	move(t.deep, t.deepSum, t.deepKept, rate*t.deepRate)
	t.innerBiasSum += size
	addTo(t.innerBias, t.back, -t.biasRate*rate*t.innerRate/sqrt32(t.innerBiasSum+1))
}

// softmax turns scores into probabilities.
func softmax(s []float32) {
	top := s[0]
	for _, v := range s[1:] {
		top = max(top, v)
	}
	sum := float32(0)
	for i, v := range s {
		e := exp32(v - top)
		s[i] = e
		sum += e
	}
	for i := range s {
		s[i] /= sum
	}
}

func sigmoid(x float32) float32 {
	if x < 0 {
		e := exp32(x)
		return e / (1 + e)
	}
	return 1 / (1 + exp32(-x))
}

// exp32 is e to the x for x up to nothing, to about 1e-6: ample for a gradient and a confidence.
func exp32(x float32) float32 {
	if !(x > -80) {
		return 0
	}
	y := x * math.Log2E
	whole := int32(y)
	if float32(whole) > y {
		whole--
	}
	f := (y - float32(whole)) * math.Ln2
	// Taylor of e^f for f in [0, ln 2).
	e := float32(f*float32(1.0/720)) + 1.0/120
	e = float32(f*e) + 1.0/24
	e = float32(f*e) + 1.0/6
	e = float32(f*e) + 0.5
	e = float32(f*e) + 1
	e = float32(f*e) + 1
	return e * math.Float32frombits(uint32(whole+127)<<23)
}

// generator is a small generator (SplitMix64): the same seed, the same numbers.
type generator uint64

func (g *generator) next() uint64 {
	*g += 0x9e3779b97f4a7c15
	z := uint64(*g)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// shuffle mixes order in place (Fisher and Yates).
func (g *generator) shuffle(order []int32) {
	for i := len(order) - 1; i > 0; i-- {
		j := int(g.next() % uint64(i+1))
		order[i], order[j] = order[j], order[i]
	}
}

// spread fills w with numbers around nothing of the given deviation: sums of four even ones, near enough to
// the normal distribution.
func (g *generator) spread(w []float32, deviation float32) {
	const even = 1.0 / (1 << 16)
	scale := deviation * 1.7320508
	for i := range w {
		z := g.next()
		sum := float32(z&0xffff) + float32(z>>16&0xffff) + float32(z>>32&0xffff) + float32(z>>48)
		w[i] = (sum*even - 2) * scale
	}
}
