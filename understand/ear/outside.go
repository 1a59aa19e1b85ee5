package ear

import (
	"cmp"
	"math"
	"slices"
)

const (
	signCount    = 4
	judgeSteps   = 40
	judgePull    = 0.02  // holds the judge at what is known of all packs
	judgeLeast   = 20    // sentences from outside from which on it learns
	insideLost   = 0.035 // share of the right answers that may be refused
	outsideShare = 0.5   // all sentences from outside count as this share of the examples
)

// signs tell whether a line is inside: how likely the likeliest intent is (log-odds), how like the nearest examples it is,
// how like the nearest sentence from outside, and how likely the fast ear alone finds its likeliest intent (log-odds).
type signs [signCount]float32

func signsOf(mixed []float32, o *outlook, labels int) signs {
	top := float32(0)
	for _, p := range mixed[:labels] {
		top = max(top, p)
	}
	s := signs{logOdds(top)}
	if o.slow != nil {
		best := float32(-100)
		for _, q := range o.quick[:labels] {
			best = max(best, q)
		}
		s[3] = logOdds(exp32(best))
		s[1] = o.near
		s[2] = max(o.nearOut, 0)
	}
	return s
}

func logOdds(p float32) float32 {
	const edge = 1e-4
	p = min(max(p, edge), 1-edge)
	return float32(math.Log(float64(p / (1 - p))))
}

// judge weighs the signs.
type judge struct {
	weight signs
	bias   float32
}

// What is known of all packs: a judge begins here.
var (
	quickJudge = judge{weight: signs{0.8, 0, 0, 0}}
	slowJudge  = judge{weight: signs{0.6, 9, -4, 0.1}}
)

func (j *judge) inside(s signs) float32 { return sigmoid(j.sum(s)) }

func (j *judge) sum(s signs) float32 {
	z := j.bias
	for i, x := range s {
		z += j.weight[i] * x
	}
	return z
}

// fit learns the weights from held-out lines, logistic regression held at the start. Without enough lines from outside
// the weights stay, and the bias is set by the threshold.
func (j *judge) fit(in, out []signs) {
	if len(out) < judgeLeast || len(in) == 0 {
		return
	}
	start := *j
	part := [2]float64{1 / float64(len(in)), outsideShare / float64(len(out))}
	j.bias = -j.middle(in, out)
	for range judgeSteps {
		var g [signCount + 1]float64
		var h [signCount + 1][signCount + 1]float64
		for side, all := range [2][]signs{in, out} {
			for _, s := range all {
				p := float64(j.inside(s))
				gap := p
				if side == 0 {
					gap = p - 1
				}
				x := [signCount + 1]float64{float64(s[0]), float64(s[1]), float64(s[2]), float64(s[3]), 1}
				for a := range x {
					g[a] += part[side] * gap * x[a]
					for b := range x {
						h[a][b] += part[side] * p * (1 - p) * x[a] * x[b]
					}
				}
			}
		}
		for a := range signCount {
			scale := 1 / max(float64(start.weight[a]*start.weight[a]), 0.25)
			g[a] += judgePull * scale * float64(j.weight[a]-start.weight[a])
			h[a][a] += judgePull * scale
		}
		h[signCount][signCount] += 1e-6
		d, ok := solve(h, g)
		if !ok {
			return
		}
		for a := range signCount {
			j.weight[a] -= float32(min(max(d[a], -2), 2))
		}
		j.bias -= float32(min(max(d[signCount], -4), 4))
	}
}

// middle is a sum between those of inside and those of outside.
func (j *judge) middle(in, out []signs) float32 {
	mean := func(all []signs) float32 {
		sum := float32(0)
		for _, s := range all {
			sum += j.sum(s)
		}
		return sum / float32(len(all))
	}
	return j.bias + (mean(in)+mean(out))/2
}

// solve solves h·d = g by elimination.
func solve(h [signCount + 1][signCount + 1]float64, g [signCount + 1]float64) ([signCount + 1]float64, bool) {
	n := len(g)
	for a := range n {
		p := a
		for b := a + 1; b < n; b++ {
			if math.Abs(h[b][a]) > math.Abs(h[p][a]) {
				p = b
			}
		}
		if math.Abs(h[p][a]) < 1e-12 {
			return g, false
		}
		h[a], h[p], g[a], g[p] = h[p], h[a], g[p], g[a]
		for b := a + 1; b < n; b++ {
			f := h[b][a] / h[a][a]
			for c := a; c < n; c++ {
				h[b][c] -= f * h[a][c]
			}
			g[b] -= f * g[a]
		}
	}
	for a := n - 1; a >= 0; a-- {
		for b := a + 1; b < n; b++ {
			g[a] -= h[a][b] * g[b]
		}
		g[a] /= h[a][a]
	}
	return g, true
}

// thresholdFor is the sum under which a line is refused: so low that few of the right answers are.
func thresholdFor(right []float32) float32 {
	if len(right) == 0 {
		return 0
	}
	slices.SortFunc(right, cmp.Compare)
	return right[min(int(insideLost*float32(len(right))), len(right)-1)]
}
