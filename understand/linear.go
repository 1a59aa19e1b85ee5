package understand

import "math"

const (
	learningRate = 1.0
	ridge        = 2e-5 // pull of each seen weight to nothing, per step
	minGradient  = 0.004
	unknownShare = 0.7 // how rare a feature that no example has counts, against the rarest that some have
)

// table finds the row of a feature and how rare it is. It is open addressing over a power of two, half full
// at most; a row is its place in the list plus one, so that the zero entry is free.
type table struct {
	hashes  []uint64
	rows    []int32
	rarity  []float32 // of each row: log(1 + texts / texts that have it)
	mask    uint64
	count   int32
	unknown float32 // what stands for the rarity of a feature without a row
}

// newTable keeps the features that stand in at least two texts: what was seen once teaches nothing that its
// parts do not.
func newTable(texts [][]feature) *table {
	type sight struct {
		texts int32
		last  int32 // the text it was last seen in, plus one; negative once it has a row
	}
	seen := make(map[uint64]sight, 1<<16)
	for i, fs := range texts {
		for _, f := range fs {
			if s := seen[f.hash]; s.last != int32(i+1) {
				seen[f.hash] = sight{s.texts + 1, int32(i + 1)}
			}
		}
	}
	size := uint64(1024)
	for size < uint64(len(seen))*2 {
		size *= 2
	}
	t := &table{hashes: make([]uint64, size), rows: make([]int32, size), mask: size - 1}
	top := float32(0)
	for _, fs := range texts { // in the order of the examples, so that the same examples give the same rows
		for _, f := range fs {
			s := seen[f.hash]
			if s.texts < 2 || s.last < 0 {
				continue
			}
			seen[f.hash] = sight{s.texts, -1}
			t.insert(f.hash)
			rarity := float32(math.Log(1 + float64(len(texts))/float64(s.texts)))
			t.rarity = append(t.rarity, rarity)
			top = max(top, rarity)
		}
	}
	t.unknown = max(top*unknownShare, 1)
	return t
}

func (t *table) insert(hash uint64) {
	at := hash & t.mask
	for t.rows[at] != 0 {
		at = (at + 1) & t.mask
	}
	t.count++
	t.hashes[at], t.rows[at] = hash, t.count
}

// row returns the row of a feature, -1 for one that was not kept.
func (t *table) row(hash uint64) int32 {
	for at := hash & t.mask; ; at = (at + 1) & t.mask {
		if t.rows[at] == 0 {
			return -1
		}
		if t.hashes[at] == hash {
			return t.rows[at] - 1
		}
	}
}

// value is one feature of a text as the classifier sees it.
type value struct {
	row int32
	x   float32
}

// values appends the kept features, weighed by their rarity and brought to length one. Those that were not
// kept take their part of the length, so that a text of mostly unknown words scores low for everything.
func (t *table) values(dst []value, fs []feature) []value {
	from, sum := len(dst), float32(0)
	for _, f := range fs {
		x := f.value * t.unknown
		if row := t.row(f.hash); row >= 0 {
			x = f.value * t.rarity[row]
			dst = append(dst, value{row, x})
		}
		sum += x * x
	}
	if sum > 0 {
		scale := 1 / sqrt32(sum)
		for i := range dst[from:] {
			dst[from+i].x *= scale
		}
	}
	return dst
}

// linear is a multinomial logistic regression: one weight for each feature and class.
type linear struct {
	classes int
	weights []float32 // rows of classes
	bias    []float32
}

// scores writes the score of each class into out.
func (m *linear) scores(out []float32, vs []value) {
	copy(out, m.bias)
	for _, v := range vs {
		row := m.weights[int(v.row)*m.classes:][:len(out)]
		for c, w := range row {
			out[c] += w * v.x
		}
	}
}

// lesson is one text with its class.
type lesson struct {
	values []value
	class  int
}

// learn fits a linear model by stochastic gradient descent with a step per row (AdaGrad). Only classes that
// are noticeably wrong are moved, which after the first pass are few.
func learn(lessons []lesson, rows int32, classes, epochs int, seed uint64) *linear {
	m := &linear{classes: classes, weights: make([]float32, int(rows)*classes), bias: make([]float32, classes)}
	if len(lessons) == 0 {
		return m
	}
	steps := make([]float32, rows) // sum of squared gradients per row
	biasSteps := float32(1)
	order := make([]int, len(lessons))
	for i := range order {
		order[i] = i
	}
	rng := shuffler(seed)
	p := make([]float32, classes)
	wrong := make([]int, 0, classes)
	for epoch := range epochs {
		rng.shuffle(order)
		rate := float32(learningRate) * (1 - 0.8*float32(epoch)/float32(epochs))
		for _, at := range order {
			l := &lessons[at]
			m.scores(p, l.values)
			softmax(p)
			p[l.class]--
			wrong = wrong[:0]
			norm := float32(0)
			for c, g := range p {
				if g > minGradient || g < -minGradient {
					wrong = append(wrong, c)
					norm += g * g
				}
			}
			if len(wrong) == 0 {
				continue
			}
			for _, v := range l.values {
				steps[v.row] += norm * v.x * v.x
				step := rate * v.x / sqrt32(steps[v.row]+0.02)
				row := m.weights[int(v.row)*classes:][:classes]
				for _, c := range wrong {
					row[c] -= step*p[c] + ridge*row[c]
				}
			}
			biasSteps += norm
			step := 0.1 * rate / sqrt32(biasSteps)
			for _, c := range wrong {
				m.bias[c] -= step * p[c]
			}
		}
	}
	return m
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

// exp32 is e to the x for x up to nothing, to about 1e-6: ample for a gradient and a confidence.
func exp32(x float32) float32 {
	if x < -30 {
		return 0
	}
	const log2e = 1.44269504
	y := x * log2e
	whole := int32(y)
	if y < 0 {
		whole--
	}
	f := (y - float32(whole)) * 0.693147181
	// Taylor of e^f for f in [0, ln 2).
	e := 1 + f*(1+f*(0.5+f*(0.16666667+f*(0.041666668+f*(0.0083333338+f*0.0013888889)))))
	return e * math.Float32frombits(uint32(whole+127)<<23)
}

func sqrt32(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// shuffler is a small generator (SplitMix64) for the order of the lessons: the same seed, the same order.
type shuffler uint64

func (s *shuffler) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// shuffle mixes order in place (Fisher and Yates).
func (s *shuffler) shuffle(order []int) {
	for i := len(order) - 1; i > 0; i-- {
		j := int(s.next() % uint64(i+1))
		order[i], order[j] = order[j], order[i]
	}
}
