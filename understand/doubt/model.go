package doubt

import (
	"cmp"
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"terang/understand/mood"
	"terang/understand/words"
)

//go:embed data/model.bin
var learnt string

const modelMagic = "TRD1"

// model is what was learnt: the cues, how the words of a turn and of an answer sound, and what each feature weighs.
type model struct {
	cues   *cues
	list   []cueEntry
	words  linear
	answer linear
	weight vector
	bias   float64

	share    float64 // of broken turns that the probabilities assume
	prior    float64 // by how much all log-odds were moved to that share from that of the dialogues
	cut      float64 // log-odds from which a turn is best taken as broken
	wordsCut float64 // the same, by the words alone and unmoved
}

// numbers are those of the model that stand one by one.
func (m *model) numbers() []*float64 {
	out := make([]*float64, 0, features+5)
	for i := range m.weight {
		out = append(out, &m.weight[i])
	}
	return append(out, &m.bias, &m.cut, &m.wordsCut, &m.prior, &m.share)
}

// probability of the features of a turn.
func (m *model) probability(x *vector) float64 { return logistic(m.odds(x)) }

func (m *model) odds(x *vector) float64 {
	z := m.bias
	for i, w := range m.weight {
		z += w * x[i]
	}
	return z
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// encode writes the model as [decode] reads it: numbers are little-endian, weights of grams a byte each.
func (m *model) encode() []byte {
	b := []byte(modelMagic)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.list)))
	for _, e := range m.list {
		b = binary.LittleEndian.AppendUint32(b, e.key)
		b = binary.LittleEndian.AppendUint32(b, e.mask)
	}
	for _, l := range []*linear{&m.words, &m.answer} {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(l.scale))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(l.bias))
		for _, w := range l.weights {
			b = append(b, byte(w))
		}
	}
	for _, x := range m.numbers() {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(*x)))
	}
	return b
}

var errDamaged = errors.New("doubt: the model is damaged")

func decode(b []byte) (*model, error) {
	m := &model{}
	head := len(modelMagic)
	if len(b) < head+4 || string(b[:len(modelMagic)]) != modelMagic {
		return nil, errDamaged
	}
	n := int(binary.LittleEndian.Uint32(b[head:]))
	b = b[head+4:]
	if n < 0 || n > len(b)/8 || len(b) != 8*n+2*(8+buckets)+4*len(m.numbers()) {
		return nil, errDamaged
	}
	m.list = make([]cueEntry, n)
	for i := range m.list {
		m.list[i] = cueEntry{binary.LittleEndian.Uint32(b[8*i:]), binary.LittleEndian.Uint32(b[8*i+4:])}
	}
	m.cues = newCues(m.list)
	b = b[8*n:]
	for _, l := range []*linear{&m.words, &m.answer} {
		l.scale = math.Float32frombits(binary.LittleEndian.Uint32(b))
		l.bias = math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))
		l.weights = make([]int8, buckets)
		for i := range l.weights {
			l.weights[i] = int8(b[8+i])
		}
		b = b[8+buckets:]
	}
	for i, x := range m.numbers() {
		if *x = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))); *x*0 != 0 {
			return nil, errDamaged
		}
	}
	if !(m.share > 0 && m.share < 1) {
		return nil, errDamaged
	}
	for _, x := range [...]float32{m.words.scale, m.words.bias, m.answer.scale, m.answer.bias} {
		if x*0 != 0 {
			return nil, errDamaged
		}
	}
	return m, nil
}

const (
	leastProbability = 0.02 // from which causes are named
	leastWeight      = 0.15 // log-odds that a cause must bring
)

// evidence is what a feature means, where it speaks for broken trust.
var evidence = map[feature]Why{
	featureAnger: Anger, featureProfanity: Anger, featureThreat: Threat, featureSarcasm: Irony, featureDisappointment: Unhelpful, featureUnhelpful: Unhelpful,
	featureComplaint: Threat, featureCancel: GaveUp, featurePersonAsked: Person, featureIdentity: Doubted, featureLike: Repeat, featureContained: Repeat,
	featureExact: Repeat, featureTwice: Repeat, featureGivenAgain: ReAsk, featureReAsks: ReAsk, featureAgain: Loop, featureLost: Unhelpful,
	featureQuitShort: GaveUp, featureSour: GaveUp, featureStops: GaveUp, featurePraise: Irony, featureSoon: Promise, featurePage: Unhelpful,
	featureRefuses: Unhelpful, featureFails: Unhelpful, featureFailsAgain: Unhelpful, featureRestated: Repeat, featureRestates: Repeat, featureAsksAgain: Repeat, featureCorrects: Wrong, featureNo: Wrong, featureUndoes: Wrong, featureOnlyAgain: Repeat, featureMocks: Irony,
	featureGrave: Stakes, featureQuits: GaveUp, featurePatience: Unhelpful, featureAnswerOdds: Unhelpful, featureLoud: Anger,
}

// moodOf is the mood whose words show a feature.
func moodOf(f feature) mood.Kind {
	switch f {
	case featureAnger:
		return mood.Anger
	case featureProfanity:
		return mood.Profanity
	case featureThreat:
		return mood.Threat
	case featureSarcasm:
		return mood.Sarcasm
	case featureDisappointment:
		return mood.Disappointment
	}
	return ""
}

// causes are the strongest pieces of evidence of a turn, one of each kind, with the words that show them: of a cue its
// phrase, of a mood or request the words that were found, else the words that pull most, or the begin of the turn.
func (r *Reader) causes(c *scratch, h Heard, p float64) []Cause {
	if p < leastProbability {
		return nil
	}
	var out []Cause
	add := func(w Why, weight float64, start, end int) {
		if weight < leastWeight || start >= end || end > len(c.line.Text) {
			return
		}
		at := slices.IndexFunc(out, func(have Cause) bool { return have.Why == w })
		if at < 0 {
			out = append(out, Cause{Why: w})
			at = len(out) - 1
		} else if out[at].Weight >= weight {
			return
		}
		out[at] = Cause{w, c.line.Text[start:end], start, end, weight}
	}
	pull := c.pull(&r.model.words)
	for _, s := range c.spans {
		inside := 0.0
		for i, t := range c.line.Tokens {
			if t.Start >= s.start && t.End <= s.end && pull[min(i, len(pull)-1)] > 0 {
				inside += pull[min(i, len(pull)-1)]
			}
		}
		add(Whys()[s.class], r.model.weight[s.class]+r.model.weight[featureBarbs]/2+inside*r.wordsWeight(), s.start, s.end)
	}
	start, end := c.strongest(pull)
	for f := range features {
		why, ok := evidence[f]
		weight := r.model.weight[f] * c.x[f]
		if !ok || weight < leastWeight {
			continue
		}
		from, to := start, end
		if k := moodOf(f); k != "" {
			for _, m := range h.Mood.Causes {
				if m.Kind == k {
					from, to = m.Start, m.End
					break
				}
			}
		}
		for _, q := range h.Requests {
			if f == requestFeature(q.Request) {
				from, to = q.Start, q.End
			}
		}
		add(why, weight, from, to)
	}
	if len(out) == 0 {
		add(Unhelpful, max(leastWeight, r.model.weight[featureWords]*c.x[featureWords]), start, end)
	}
	slices.SortStableFunc(out, func(a, b Cause) int { return cmp.Compare(b.Weight, a.Weight) })
	return out[:min(len(out), maxCauses)]
}

// wordsWeight is by how much the log-odds of the words alone count.
func (r *Reader) wordsWeight() float64 { return r.model.weight[featureWords] / 2 }

// pull is by how much each token raised the odds of the words.
func (c *scratch) pull(l *linear) []float64 {
	c.pulls = append(c.pulls[:0], make([]float64, max(len(c.line.Tokens), 1))...)
	for _, g := range c.features {
		if g.token >= 0 {
			c.pulls[g.token] += float64(float32(l.weights[g.bucket]) * g.value * l.scale)
		}
	}
	return c.pulls
}

// quoteWords are the words around the strongest one that are quoted with it.
const quoteWords = 3

// strongest is the stretch around the token that pulls most.
func (c *scratch) strongest(pull []float64) (start, end int) {
	ts := c.line.Tokens
	if len(ts) == 0 {
		return 0, 0
	}
	best := 0
	for i := range ts {
		if ts[i].Kind == words.KindWord && pull[i] > pull[best] {
			best = i
		}
	}
	return ts[max(0, best-quoteWords)].Start, ts[min(len(ts)-1, best+quoteWords)].End
}
