package ear

import (
	"cmp"
	"math"
	"slices"
)

const (
	defaultPromise = 0.95
	curvePoints    = 200    // of the curve from confidence to precision
	gateLoss       = 0.0003 // part of the answers that may be lost by not asking the deep ear
	gateLeast      = 0.25   // share of the lines, the least sure, for which the deep ear is asked in any case
	gateShare      = 0.36   // share for which it is asked at most
	gateFew        = 12     // an intent with fewer examples is always looked at by the deep ear
)

// gate says when the deep ear is asked.
type gate struct {
	sure float32 // the fast ear's own probability from which on it is believed
	few  []bool  // classes with so few examples that the deep ear is asked whatever the fast one says
}

// asks reports whether the deep ear is asked, given the fast ear's log-probabilities and how sharp they are to be taken.
func (g *gate) asks(quick []float32, sharpness float32) bool {
	best := 0
	for c, x := range quick {
		if x > quick[best] {
			best = c
		}
	}
	if best < len(g.few) && g.few[best] {
		return true
	}
	return sureness(quick, best, sharpness) < g.sure
}

// sureness is the probability of class best, the scores taken as sharp as is right.
func sureness(quick []float32, best int, sharpness float32) float32 {
	sum := float32(0)
	for _, x := range quick {
		sum += exp32(sharpness * (x - quick[best]))
	}
	return 1 / sum
}

// settled is a held-out answer: how sure it was, and whether it was right.
type settled struct {
	confidence float32
	right      bool
	weight     float32
}

// curve gives for a promise the least confidence that keeps it. Its points fall in confidence.
type curve struct {
	points []point
}

// point says that answers of at least confidence are right at this precision, and what share of all these are.
type point struct {
	Confidence, Precision, Share float32
}

// newCurve measures a curve on held-out answers.
func newCurve(answers []settled) curve {
	a := slices.Clone(answers)
	slices.SortStableFunc(a, func(x, y settled) int { return cmp.Compare(y.confidence, x.confidence) })
	total := float32(0)
	for i := range a {
		total += a[i].weight
	}
	var c curve
	right, seen := float32(0), float32(0)
	every := max(1, len(a)/curvePoints)
	for i := range a {
		seen += a[i].weight
		if a[i].right {
			right += a[i].weight
		}
		if i+1 < len(a) && ((i+1)%every != 0 || a[i+1].confidence == a[i].confidence) {
			continue
		}
		c.points = append(c.points, point{a[i].confidence, right / seen, seen / total})
	}
	return c
}

// at finds the last point that keeps the promise.
func (c *curve) at(precision float32) (point, bool) {
	for i := len(c.points) - 1; i >= 0; i-- {
		if c.points[i].Precision >= precision {
			return c.points[i], true
		}
	}
	return point{}, false
}

// thresholdAt is the least confidence that keeps the promise; above one where none does.
func (c *curve) thresholdAt(precision float32) float32 {
	p, ok := c.at(precision)
	if !ok {
		if len(c.points) == 0 {
			return precision
		}
		return 1.01
	}
	return p.Confidence
}

func (c *curve) shareAt(precision float32) float32 {
	p, _ := c.at(precision)
	return p.Share
}

// Calibration is the mean gap between how sure answers are and how often they are right, over fifteen bins of equal
// width (ECE), of confidences and whether each was right.
func Calibration(confidence []float32, right []bool) float64 {
	const bins = 15
	var sum, hits [bins]float64
	for i, p := range confidence {
		b := min(int(p*bins), bins-1)
		sum[b] += float64(p)
		if right[i] {
			hits[b]++
		}
	}
	gap := 0.0
	for b := range bins {
		gap += math.Abs(sum[b] - hits[b])
	}
	return gap / float64(max(1, len(confidence)))
}

// fitGate learns from held-out lines when the fast ear may be believed: as often as hardly an answer is lost by it.
// alone and both hold for each line whether the fast ear alone, and both together, were right; sure how sure the fast ear
// was. A line from outside is lost where the fast ear is believed.
func fitGate(sure []float32, alone, both []bool) float32 {
	order := make([]int, len(sure))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sure[b], sure[a]) })
	if len(order) == 0 {
		return 1
	}
	allowed := gateLoss * float64(len(sure))
	lost, believed := 0.0, 0
	for i, k := range order {
		if both[k] && !alone[k] {
			lost++
		}
		if alone[k] && !both[k] {
			lost--
		}
		if lost <= allowed {
			believed = i + 1
		}
	}
	n := float64(len(order))
	believed = min(max(believed, int((1-gateShare)*n)), int((1-gateLeast)*n))
	return sure[order[min(believed, len(order)-1)]]
}
