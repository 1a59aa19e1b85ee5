package understand

import (
	"math"
	"slices"
	"sync"
)

const (
	folds        = 4
	foldEpochs   = 8
	goodEnough   = 0.95 // share of the known that must be right, measured on examples that the fold has not seen
	lowestFloor  = 0.30
	highestFloor = 0.90
)

// fit learns the intents and the special requests, and measures on held-out parts of the examples how sure
// the scores are.
func (m *Model) fit(examples []Example, classes map[string]int, own []Example, opt Options) {
	s := m.scratch.Get().(*scratch)
	all := slices.Concat(examples, own)
	texts := make([][]feature, len(all))
	asked := make([][]bool, len(examples)) // which special requests a phrase shows in an example of the pack
	for i, e := range all {
		text := bounded(e.Text)
		s.n.read(text, m, e.Language)
		s.kinds = kinds(s.kinds, s.n.tokens, m.entities(&s.n, text))
		texts[i] = extract(make([]feature, 0, 160), &s.n, m.lexicon, s.kinds)
		if i < len(examples) {
			s.hits = m.phrases.find(s.n.norm, s.n.words, s.marks, s.hits[:0])
			asked[i] = make([]bool, len(requests))
			for _, h := range without(s.hits) {
				if at := slices.Index(m.labels.requests[:], h.label); at >= 0 {
					asked[i][at] = true
				}
			}
		}
	}
	m.scratch.Put(s)
	m.table = newTable(texts)
	values := make([][]value, len(all))
	for i, fs := range texts {
		values[i] = m.table.values(make([]value, 0, len(fs)), fs)
	}

	lessons := make([]lesson, len(examples))
	for i, e := range examples {
		lessons[i] = lesson{values[i], classes[e.Intent]}
	}
	var asks []lesson
	for i, e := range own {
		class := slices.Index(requests[:], Request(e.Intent))
		if class < 0 {
			class = len(requests)
		}
		asks = append(asks, lesson{values[len(examples)+i], class})
	}
	for i := range examples {
		// What a pack's example asks is left to the phrases; the rest shows what is no request.
		if !slices.Contains(asked[i], true) {
			asks = append(asks, lesson{values[i], len(requests)})
		}
	}

	// Each model is learned from its own order of its own lessons, so that they can be learned side by side.
	var wait sync.WaitGroup
	wait.Go(func() { m.intents = learn(lessons, m.table.count, len(m.names), opt.Epochs, opt.Seed) })
	wait.Go(func() { m.requests = learn(asks, m.table.count, len(requests)+1, foldEpochs, opt.Seed) })
	m.calibrate(lessons, opt)
	wait.Wait()
}

// calibrate predicts each example by a model that has not seen it, and chooses the temperature under which
// confidences are frequencies and the floor over which an intent counts as known.
func (m *Model) calibrate(lessons []lesson, opt Options) {
	scores := make([][]float32, len(lessons))
	flat := make([]float32, len(lessons)*len(m.names))
	for i := range scores {
		scores[i] = flat[i*len(m.names):][:len(m.names)]
	}
	var wait sync.WaitGroup
	for fold := range folds {
		wait.Go(func() {
			train := make([]lesson, 0, len(lessons))
			for i, l := range lessons {
				if i%folds != fold {
					train = append(train, l)
				}
			}
			model := learn(train, m.table.count, len(m.names), min(opt.Epochs, foldEpochs), opt.Seed+uint64(fold)+1)
			for i := fold; i < len(lessons); i += folds {
				model.scores(scores[i], lessons[i].values)
			}
		})
	}
	wait.Wait()
	m.temper = temperature(scores, lessons)
	m.floor = floor(scores, lessons, m.temper)
}

// temperature finds the divisor of the scores that makes the held-out examples most likely, by golden section.
func temperature(scores [][]float32, lessons []lesson) float32 {
	loss := func(logT float64) float64 {
		t, sum := float32(math.Exp(logT)), 0.0
		p := make([]float32, len(scores[0]))
		for i, s := range scores {
			for c, v := range s {
				p[c] = v / t
			}
			softmax(p)
			sum -= math.Log(max(float64(p[lessons[i].class]), 1e-9))
		}
		return sum
	}
	lo, hi := math.Log(0.1), math.Log(5)
	ratio := (math.Sqrt(5) - 1) / 2
	a, b := hi-ratio*(hi-lo), lo+ratio*(hi-lo)
	fa, fb := loss(a), loss(b)
	for range 14 {
		if fa < fb {
			hi, b, fb = b, a, fa
			a = hi - ratio*(hi-lo)
			fa = loss(a)
		} else {
			lo, a, fa = a, b, fb
			b = lo + ratio*(hi-lo)
			fb = loss(b)
		}
	}
	return float32(math.Exp((lo + hi) / 2))
}

// floor finds the lowest confidence over which held-out examples, those outside the scope among them, are
// right often enough.
func floor(scores [][]float32, lessons []lesson, temper float32) float64 {
	type guess struct {
		confidence float64
		right      bool
	}
	var guesses []guess
	p := make([]float32, len(scores[0]))
	for i, s := range scores {
		for c, v := range s {
			p[c] = v / temper
		}
		softmax(p)
		best := 0
		for c := range p {
			if p[c] > p[best] {
				best = c
			}
		}
		if best != len(p)-1 {
			guesses = append(guesses, guess{float64(p[best]), best == lessons[i].class})
		}
	}
	slices.SortFunc(guesses, func(a, b guess) int {
		switch {
		case a.confidence > b.confidence:
			return -1
		case a.confidence < b.confidence:
			return 1
		}
		return 0
	})
	right, at := 0, highestFloor
	for i, g := range guesses {
		if g.right {
			right++
		}
		if float64(right) >= goodEnough*float64(i+1) {
			at = g.confidence
		}
	}
	return min(max(at, lowestFloor), highestFloor)
}
