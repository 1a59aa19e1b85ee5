// Package ear turns a customer's words into one of a pack's intents, or into an honest "not understood".
//
// Two ears, one answer: the fast one is a small network over words and runs of letters and takes a tenth of
// a millisecond; the deep one looks at a sentence's vector from an [Encoder] and is asked only where the
// fast one is not sure, or where an intent has few examples. How the two are mixed, how sure the answer
// is, when nothing is known and when to ask the deep ear are all learnt from the examples by holding parts
// of them out; there is no setting per data set.
//
// It never reads the clock, a file or the network, and draws no randomness but from the seed it is given:
// the same examples and seed give the same ear on any number of cores.
//
// The way in is [Train], then [Ear.Hear] for each line, and [Ear.Explain] for the nearest examples.
package ear

import (
	"sync"

	"terang"
	"terang/understand/words"
)

// Example is one sentence that somebody would say, and what they would mean by it.
type Example struct {
	Label    string          // the intent
	Text     string          // as a customer would write it
	Language terang.Language // of the text where it is known, else ""
	Where    string          // "file:line" for warnings; may be empty
}

// Encoder turns texts into vectors of equal length and of length one.
type Encoder interface {
	// Encode returns one vector for each text, in order.
	Encode(texts []string) ([][]float32, error)
	// Digest names the encoder's weights: vectors of different digests are never mixed.
	Digest() string
}

// Options are what training is given besides the examples. The zero value trains the fast ear alone.
type Options struct {
	Seed    uint64
	Encoder Encoder     // nil: the fast ear alone
	Cache   *Cache      // vectors of texts that were encoded before; nil: none are kept
	Outside []Example   // sentences that belong to no intent; their labels are not looked at
	Book    *words.Book // standard words; nil: the house's own
	Promise float32     // the part of the answers that is to be right, such as 0.98; 0: 0.95
}

// Warning is something about the examples that a manager should look at; the rest works all the same.
type Warning struct {
	Where   string            `json:"where,omitempty"` // the example's Where
	Code    string            `json:"code"`            // a key of the texts, such as "duplicate_two_intents"
	Args    map[string]string `json:"args,omitempty"`
	Message terang.Text       `json:"message"`
}

const (
	maxLabel   = 200 // bytes of an intent's name
	maxChoices = 5   // intents that are named for one line
)

// Choice is one intent that a line may mean.
type Choice struct {
	Label      string
	Confidence float32 // how often an answer of this confidence is right, 0 to 1
}

// Heard is what an ear makes of one line.
type Heard struct {
	Choices []Choice // the likeliest first, at most five; empty only where the line holds nothing to read
	Inside  float32  // how likely the line means one of the intents at all, 0 to 1
	Known   bool     // the line means one of the intents: Inside reaches the ear's threshold
	Sure    bool     // Known, and the first choice keeps the promise that the ear was given
	Deep    bool     // the deep ear was asked

	buf [maxChoices]Choice
}

// Confidence is that of the first choice, 0 where there is none.
func (h *Heard) Confidence() float32 {
	if len(h.Choices) == 0 {
		return 0
	}
	return h.Choices[0].Confidence
}

// Ear tells which intent a line means. It is immutable after [Train] or [Read], and safe for many goroutines.
type Ear struct {
	labels  []string
	outside bool // the networks have a last class for what is none of the labels
	fast    *fast
	alone   rule // where only the fast ear is asked
	bank    bank // examples that an answer can be explained by

	deep    *deep // nil: the fast ear alone
	both    rule  // where both ears are asked
	gate    gate
	encoder Encoder

	promise float32
	report  *Report
	pool    sync.Pool
	index   *sparseIndex
}

// Labels returns the intents in the order of their names. The caller must not change them.
func (e *Ear) Labels() []string { return e.labels }

// HasDeep reports whether the deep ear was trained and an encoder is there to ask.
func (e *Ear) HasDeep() bool { return e.deep != nil && e.encoder != nil }

// Report is how the ear did on examples that were held out while it learnt; nil for an ear that was read from bytes.
func (e *Ear) Report() *Report { return e.report }

// hearing holds the buffers of one call.
type hearing struct {
	fast     fastScratch
	deep     deepScratch
	features []feature
	quick    []float32 // log-probabilities of the fast ear
	slow     []float32 // of the deep ear
	mixed    []float32
	nearby
}

func (e *Ear) hearing() *hearing {
	if h, ok := e.pool.Get().(*hearing); ok {
		return h
	}
	n := e.outputs()
	return &hearing{quick: make([]float32, n), slow: make([]float32, n), mixed: make([]float32, n)}
}

func (e *Ear) release(h *hearing) {
	if cap(h.features) <= 2*maxFeatures { // a huge text's buffers are not kept
		e.pool.Put(h)
	}
}

// outputs is the number of classes of the networks.
func (e *Ear) outputs() int {
	if e.outside {
		return len(e.labels) + 1
	}
	return len(e.labels)
}

// Hear fills h with what the line means. It asks the deep ear only where the fast one is not sure; a line that the
// encoder fails on is answered by the fast one. It allocates nothing where the deep ear is not asked.
func (e *Ear) Hear(h *Heard, line *words.Line) { e.hear(h, line, e.HasDeep()) }

// HearFast fills h with what the fast ear alone makes of the line.
func (e *Ear) HearFast(h *Heard, line *words.Line) { e.hear(h, line, false) }

func (e *Ear) hear(h *Heard, line *words.Line, deep bool) {
	h.Choices, h.Inside, h.Known, h.Sure, h.Deep = h.buf[:0], 0, false, false, false
	s := e.hearing()
	defer e.release(s)
	s.features = extract(s.features[:0], line)
	if len(s.features) == 0 {
		return
	}
	e.fast.scores(s.quick, s.features, nil, &s.fast)
	o := outlook{quick: s.quick}
	r, curve := &e.alone, &e.alone.curve
	if deep {
		curve = &e.both.curve
	}
	if deep && e.gate.asks(s.quick, e.alone.weight[0]) {
		if v, ok := e.vector(line); ok {
			clear(s.slow)
			e.deep.scores(s.slow, v, &s.deep)
			o.slow = s.slow
			o.near, o.nearOut = e.deep.near(v, &s.nearby)
			r, h.Deep = &e.both, true
		}
	}
	r.mix(s.mixed, &o)
	h.Inside = r.inside(s.mixed, &o, len(e.labels))
	h.Known = h.Inside >= r.threshold
	e.choose(h, s.mixed)
	h.Sure = h.Known && h.Confidence() >= curve.thresholdAt(e.promise)
}

// choose lists the likeliest intents.
func (e *Ear) choose(h *Heard, mixed []float32) {
	for c, p := range mixed[:len(e.labels)] {
		n := len(h.Choices)
		if n == maxChoices && p <= h.Choices[n-1].Confidence {
			continue
		}
		if n < maxChoices {
			h.Choices = h.buf[:n+1]
			n++
		}
		at := n - 1
		for ; at > 0 && h.Choices[at-1].Confidence < p; at-- {
			h.Choices[at] = h.Choices[at-1]
		}
		h.Choices[at] = Choice{e.labels[c], p}
	}
}

// vector is the centred vector of a line.
func (e *Ear) vector(line *words.Line) ([]float32, bool) {
	text := line.Encoded()
	if text == "" {
		return nil, false
	}
	vs, err := e.encoder.Encode([]string{text})
	if err != nil || len(vs) != 1 || len(vs[0]) != e.deep.dim() {
		return nil, false
	}
	return e.deep.centred(vs[0]), true
}

// Coverage is the share of messages of known intents that is answered where the given part of the answers is to be right,
// as measured on held-out examples, and the least confidence for it.
func (e *Ear) Coverage(precision float32) (share, threshold float32) {
	r := &e.alone
	if e.deep != nil {
		r = &e.both
	}
	return r.curve.shareAt(precision), r.curve.thresholdAt(precision)
}

// With returns an ear like e that keeps another promise and asks another encoder; nil for the fast ear alone.
func (e *Ear) With(promise float32, encoder Encoder) *Ear {
	out := &Ear{
		labels: e.labels, outside: e.outside, fast: e.fast, alone: e.alone, bank: e.bank, deep: e.deep, both: e.both,
		gate: e.gate, encoder: encoder, promise: promise, report: e.report, index: e.index,
	}
	if encoder != nil && e.deep != nil && e.deep.digest != encoder.Digest() {
		out.encoder = nil // vectors of other weights mean nothing to this ear
	}
	return out
}
