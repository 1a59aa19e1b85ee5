package ear

import "math"

// temperatureOf finds the divisor of the scores that makes the held-out lessons most likely, by golden section.
func temperatureOf(heldOut [][]float32, lessons []lesson) float32 {
	var p []float32
	loss := func(logT float64) float64 {
		scale, sum := float32(math.Exp(-logT)), 0.0
		for i, scores := range heldOut {
			if scores == nil {
				continue
			}
			p = append(p[:0], scores...)
			for c := range p {
				p[c] *= scale
			}
			logSoftmax(p)
			sum -= float64(max(p[lessons[i].class], -certainOdds))
		}
		return sum
	}
	const golden = 0.6180339887498949
	lo, hi := math.Log(0.2), math.Log(5)
	a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
	fa, fb := loss(a), loss(b)
	for range 20 {
		if fa < fb {
			hi, b, fb = b, a, fa
			a = hi - golden*(hi-lo)
			fa = loss(a)
		} else {
			lo, a, fa = a, b, fb
			b = lo + golden*(hi-lo)
			fb = loss(b)
		}
	}
	return float32(math.Exp((lo + hi) / 2))
}

// plateOf fits the log-odds of one label to the held-out lessons by Newton's method (Platt, 1999, with his
// targets a little inside 0 and 1), pulled to none: few examples move it little.
func plateOf(heldOut [][]float32, lessons []lesson, label int) plate {
	with, without := 0, 0
	for i, scores := range heldOut {
		switch {
		case scores == nil:
		case lessons[i].marks>>label&1 == 1:
			with++
		default:
			without++
		}
	}
	a, b := 1.0, 0.0
	if with < leastKind || without < leastKind {
		return plate{1, 0}
	}
	yes, no := float64(with+1)/float64(with+2), 1/float64(without+2)
	for range newtonSteps {
		ga, gb := platePull*(a-1), platePull*b
		haa, hab, hbb := platePull, 0.0, platePull
		for i, scores := range heldOut {
			if scores == nil {
				continue
			}
			s := float64(max(min(scores[label], certainOdds), -certainOdds))
			p := 1 / (1 + math.Exp(-(a*s + b)))
			w := p * (1 - p)
			if lessons[i].marks>>label&1 == 1 {
				p -= yes
			} else {
				p -= no
			}
			ga, gb = ga+p*s, gb+p
			haa, hab, hbb = haa+w*s*s, hab+w*s, hbb+w
		}
		det := haa*hbb - hab*hab
		if det <= 0 {
			break
		}
		a -= max(min((hbb*ga-hab*gb)/det, 0.5), -0.5)
		b -= max(min((haa*gb-hab*ga)/det, 1), -1)
	}
	return plate{float32(max(a, 0.1)), float32(b)}
}
