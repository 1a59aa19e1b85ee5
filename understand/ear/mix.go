package ear

import "math"

// How the ears are mixed. The log-probabilities of both are weighed and added, a class that had few examples is raised
// against one that had many, and the sums become probabilities again.

const (
	priorPower  = 0.5  // how far the numbers of examples are taken back: 0 not at all, 1 wholly
	priorLeast  = 0.05 // no class is raised as if it had fewer examples than this share of the most
	mixSteps    = 30
	mixPull     = 1e-3 // holds the weights where the held-out examples say nothing
	mixMost     = 5000 // held-out examples that the weights are learnt from
	weightLeast = 0.0
	weightMost  = 8.0
)

// outlook is what the ears say of one line; slow is nil where the deep ear was not asked.
type outlook struct {
	quick, slow   []float32 // log-probabilities
	near, nearOut float32   // likeness to the nearest examples, and to the nearest of what is outside
}

// rule turns what the ears say into probabilities, and tells what is inside.
type rule struct {
	weight    [2]float32 // of the fast and of the deep ear's log-probabilities
	bias      []float32  // of each class
	judge     judge      // what is inside
	threshold float32    // of inside
	curve     curve      // how often a confidence is right
}

// mix writes the probability of each class, to one over all of them.
func (r *rule) mix(dst []float32, o *outlook) {
	for c := range dst {
		dst[c] = r.weight[0]*o.quick[c] + r.bias[c]
	}
	if o.slow != nil && r.weight[1] != 0 {
		for c := range dst {
			dst[c] += r.weight[1] * o.slow[c]
		}
	}
	softmax(dst)
}

// inside is how likely the line means one of the first labels classes. It brings these to one in mixed.
func (r *rule) inside(mixed []float32, o *outlook, labels int) float32 {
	p := r.judge.inside(signsOf(mixed, o, labels))
	sum := float32(0)
	for _, x := range mixed[:labels] {
		sum += x
	}
	if sum > 0 {
		for c := range mixed[:labels] {
			mixed[c] /= sum
		}
	}
	return p
}

// biases raises classes with few examples.
func biases(items []item, outputs, labels int) []float32 {
	count := make([]float32, outputs)
	most := float32(1)
	for i := range items {
		count[items[i].class]++
		most = max(most, count[items[i].class])
	}
	out := make([]float32, outputs)
	for c := range labels {
		share := max(count[c]/most, priorLeast)
		out[c] = -priorPower * float32(math.Log(float64(share)))
	}
	return out
}

// fitWeights learns the weights of the rule from held-out outlooks: those under which the right classes are likeliest.
// Every class counts by its number of examples to the power that is not taken back by the biases.
func (r *rule) fitWeights(held []judged) {
	step := max(1, (len(held)+mixMost-1)/mixMost)
	r.weight = [2]float32{1, 0}
	ears := 1
	if len(held) > 0 && held[0].slow != nil {
		ears, r.weight = 2, [2]float32{0.5, 0.5}
	}
	if len(held) < 2 {
		return
	}
	p := make([]float32, len(r.bias))
	for range mixSteps {
		var g [2]float64
		var h [2][2]float64
		total := 0.0
		for i := 0; i < len(held); i += step {
			o := &held[i]
			r.mix(p, &o.outlook)
			w := math.Exp(float64(r.bias[o.class]))
			total += w
			var mean [2]float64
			var second [2][2]float64
			for c, x := range p {
				if x < 1e-6 {
					continue
				}
				v := o.pair(c)
				for a := range ears {
					mean[a] += float64(x) * v[a]
					for b := range ears {
						second[a][b] += float64(x) * v[a] * v[b]
					}
				}
			}
			right := o.pair(int(o.class))
			for a := range ears {
				g[a] += w * (mean[a] - right[a])
				for b := range ears {
					h[a][b] += w * (second[a][b] - mean[a]*mean[b])
				}
			}
		}
		if r.newton(g, h, total, ears) < 1e-4 {
			return
		}
	}
}

// newton takes one step and returns how long it was.
func (r *rule) newton(g [2]float64, h [2][2]float64, total float64, ears int) float64 {
	start := 1 / float64(ears)
	for a := range ears {
		g[a] = g[a]/total + mixPull*(float64(r.weight[a])-start)
		for b := range ears {
			h[a][b] /= total
		}
		h[a][a] += mixPull
	}
	var d [2]float64
	if ears == 1 {
		d[0] = g[0] / h[0][0]
	} else {
		det := h[0][0]*h[1][1] - h[0][1]*h[1][0]
		if det < 1e-12 {
			return 0
		}
		d[0] = (h[1][1]*g[0] - h[0][1]*g[1]) / det
		d[1] = (h[0][0]*g[1] - h[1][0]*g[0]) / det
	}
	moved := 0.0
	for a := range ears {
		to := min(max(float64(r.weight[a])-min(max(d[a], -1), 1), weightLeast), weightMost)
		moved = max(moved, math.Abs(to-float64(r.weight[a])))
		r.weight[a] = float32(to)
	}
	return moved
}

// judged is a held-out outlook with the right class.
type judged struct {
	outlook
	class int32
	item  int
}

func (j *judged) pair(c int) [2]float64 {
	if j.slow == nil {
		return [2]float64{float64(j.quick[c]), 0}
	}
	return [2]float64{float64(j.quick[c]), float64(j.slow[c])}
}
