package doubt

import (
	"math"
	"testing"
)

// TestShareIsFoundWithoutLabels: in talks of which fewer or more turns break trust than is assumed, the estimate goes to
// what is so, and the probabilities that it adjusts are nearer to frequencies.
func TestShareIsFoundWithoutLabels(t *testing.T) {
	t.Parallel()
	r, l := newTest(t)
	all := judge(r, l, own(t, "dev"))
	var broken, calm []guess
	for _, g := range all {
		if g.broken {
			broken = append(broken, g)
		} else {
			calm = append(calm, g)
		}
	}
	for _, c := range []struct {
		broken, calm int // how often each turn of the sort is counted
		low, high    float64
	}{
		{1, 5, 0.005, 0.07}, // one in thirty
		{3, 1, 0.22, 0.50},  // one in three
	} {
		var ps []float64
		n, hits := 0.0, 0.0
		mean := func(of func(float64) float64) (sum float64) {
			for _, p := range ps {
				sum += of(p)
			}
			return sum / float64(len(ps))
		}
		for _, g := range broken {
			for range c.broken {
				ps, hits, n = append(ps, g.p), hits+1, n+1
			}
		}
		for _, g := range calm {
			for range c.calm {
				ps, n = append(ps, g.p), n+1
			}
		}
		s := r.Share()
		if math.Abs(s.Now()-Prior) > 1e-6 || math.Abs(s.Adjust(0.3)-0.3) > 1e-6 {
			t.Fatalf("begins at %.3f, .3 becomes %.4f", s.Now(), s.Adjust(0.3))
		}
		for from := 0; from < len(ps); from += 7 { // as talks come in
			s.Add(ps[from:min(from+7, len(ps))])
		}
		if s.Now() < c.low || s.Now() > c.high {
			t.Errorf("%.3f of the turns are broken, the estimate is %.3f", hits/n, s.Now())
		}
		before, after := math.Abs(mean(func(p float64) float64 { return p })-hits/n), math.Abs(mean(s.Adjust)-hits/n)
		if after > before {
			t.Errorf("%.3f of the turns are broken: off by %.3f before and by %.3f after", hits/n, before, after)
		}
	}
}

// TestShareStaysInBounds: whatever is added, and with nothing added.
func TestShareStaysInBounds(t *testing.T) {
	t.Parallel()
	r, _ := newTest(t)
	for _, p := range []float64{0, 1, -1, math.NaN(), math.Inf(1), 1e-300, 1e-12, 0.5, 1 - 1e-12} {
		s := r.Share()
		s.Add(nil)
		for range 300 {
			s.Add([]float64{p, p, p})
		}
		if now := s.Now(); !(now >= leastShare && now <= mostShare) {
			t.Errorf("%v: %v", p, now)
		}
		if q := s.Adjust(p); !math.IsNaN(p) && !(q > 0 && q < 1) {
			t.Errorf("%v becomes %v", p, q)
		}
	}
}
