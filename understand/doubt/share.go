package doubt

import "math"

const (
	shareBins   = 128   // of log-odds
	shareReach  = 8.0   // log-odds either side of an even chance
	shareAnchor = 100.0 // turns that the assumed share counts as
	shareSteps  = 40    // of one estimate
	leastShare  = 0.005
	mostShare   = 0.8
)

// Share estimates how many of the turns break trust in the talks of one place, from the probabilities alone: no label is
// needed (Saerens, Latinne and Decaestecker 2002). It begins at what the reader assumes and moves as talks are added, so
// that the probabilities of the next talk are frequencies there too. It holds counts, no text. Not for several goroutines
// at once.
type Share struct {
	assumed float64
	now     float64
	turns   float64
	seen    [shareBins]float64 // turns by how much speaks for broken trust, whatever is assumed
}

// Share begins an estimate for talks that r reads.
func (r *Reader) Share() *Share {
	return &Share{assumed: r.model.share, now: r.model.share}
}

// Now is the share of broken turns as far as is known.
func (s *Share) Now() float64 { return s.now }

// Adjust turns a probability of the reader into one for the share as it is known now.
func (s *Share) Adjust(p float64) float64 {
	return logistic(logit(min(max(p, 1e-9), 1-1e-9)) + logit(s.now) - logit(s.assumed))
}

// Add takes in the probabilities of a talk's turns as the reader gave them, and estimates anew.
func (s *Share) Add(ps []float64) {
	for _, p := range ps {
		if !(p > 0 && p < 1) {
			continue
		}
		at := (logit(p) - logit(s.assumed) + shareReach) / (2 * shareReach) * shareBins
		s.seen[int(min(max(at, 0), shareBins-1))]++
		s.turns++
	}
	// The share that makes what was seen most likely, with the anchor: each step counts the turns by how surely they are
	// broken under the share before.
	for range shareSteps {
		sum, odds := shareAnchor*s.assumed, logit(s.now)
		for i, n := range s.seen {
			if n > 0 {
				sum += n * logistic(odds+((float64(i)+0.5)/shareBins*2-1)*shareReach)
			}
		}
		next := min(max(sum/(shareAnchor+s.turns), leastShare), mostShare)
		done := math.Abs(next-s.now) < 1e-6
		if s.now = next; done {
			return
		}
	}
}
