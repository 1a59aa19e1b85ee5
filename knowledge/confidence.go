package knowledge

import "math"

// knownFrom is the confidence from which a passage is given as an answer. It is above one half because a
// wrong answer costs more than the offer of a person.
const knownFrom = 0.6

// The weights of the confidence: a logistic regression over what tells an answer from a near miss, fitted
// on the 206 questions of testdata/queries.*.jsonl. testdata/fresh.*.jsonl measures what it is worth.
const (
	confBias     = -3.7
	confCoverage = 3.6  // the share of the query's weight that the article covers; unknown words count as rare ones
	confStrength = 4.9  // how much of the best possible score the passage has
	confMargin   = 0.35 // how far the next topic is behind
)

// confidence is the probability that a topic answers the query.
func (ix *Index) confidence(s *scratch, topic int, score, rival float32) float64 {
	coverage, strength, margin := ix.evidence(s, topic, score, rival)
	x := confBias + confCoverage*coverage + confStrength*strength + confMargin*margin
	return 1 / (1 + math.Exp(-x))
}

// evidence returns what the confidence is made of, each from 0 to 1 (the margin from -1).
func (ix *Index) evidence(s *scratch, topic int, score, rival float32) (coverage, strength, margin float64) {
	var hard, all float32
	for _, t := range s.terms {
		all += t.weight
		if !t.soft {
			hard += t.weight
		}
	}
	if hard == 0 {
		// Only "when" and "how much": nothing names a topic.
		return 0, 0, 0
	}
	coverage = float64(s.covered[topic] / hard)
	strength = float64(score / (all * (saturation + 1)))
	margin = float64((score - rival) / max(score, rival))
	return coverage, strength, margin
}
