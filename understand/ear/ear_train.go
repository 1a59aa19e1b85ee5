package ear

import (
	"errors"
	"fmt"
	"math"
)

const (
	fastFolds   = 4
	encodeAtOne = 16 // texts that are handed to the encoder at a time
)

var errNoExamples = errors.New("no example of an intent holds a word")

// Train learns an ear from examples. It fails only where there is nothing to learn from, or where the encoder fails; all
// else is a warning of the [Report]. The same examples, options and seed give the same ear.
func Train(examples []Example, opt Options) (*Ear, error) {
	m := prepare(examples, &opt)
	if m.inside == 0 {
		return nil, fmt.Errorf("ear: train: %w", errNoExamples)
	}
	var centre []float32
	var named [][]float32
	if opt.Encoder != nil {
		var err error
		if centre, named, err = m.encode(&opt); err != nil {
			return nil, fmt.Errorf("ear: train: %w", err)
		}
	}
	e := &Ear{labels: m.labels, outside: m.outputs > len(m.labels), encoder: opt.Encoder, promise: opt.Promise}
	if e.promise <= 0 || e.promise >= 1 {
		e.promise = defaultPromise
	}
	lessons := make([]lesson, 0, len(m.items))
	for i := range m.items {
		if it := &m.items[i]; int(it.class) < m.outputs {
			lessons = append(lessons, lesson{features: it.features, class: it.class, group: it.group, weight: it.weight})
		}
	}
	var quick, slow [][]float32
	e.fast, quick = trainFast(lessons, m.outputs, fastOptions{seed: opt.Seed, folds: fastFolds, narrow: narrowFor(m.outputs)})
	kept := chosen(m.items[:m.inside], len(m.labels), m.outputs)
	e.bank = newBank(m, kept)
	if opt.Encoder != nil {
		e.deep = &deep{digest: opt.Encoder.Digest(), centre: centre}
		learnt := m.items[:len(lessons)]
		e.deep.members, slow = trainDeepEar(learnt, usefulNames(m.items[:m.inside], named, len(m.labels)), m.outputs, opt.Seed)
		e.deep.keep(m, kept)
	}
	e.calibrate(m, e.outlooks(m, kept, quick, slow), len(examples))
	e.index = newSparseIndex(&e.bank, &opt)
	return e, nil
}

// Warm fills opt.Cache with the vectors that training on the examples needs, and returns how many it had to encode.
func Warm(examples []Example, opt Options) (int, error) {
	if opt.Encoder == nil || opt.Cache == nil {
		return 0, nil
	}
	before := opt.Cache.Len()
	if _, _, err := prepare(examples, &opt).encode(&opt); err != nil {
		return 0, fmt.Errorf("ear: warm: %w", err)
	}
	return opt.Cache.Len() - before, nil
}

// encode fills in the centred vectors of all items, and returns the centre and the vectors of the labels' names.
func (m *material) encode(o *Options) (centre []float32, named [][]float32, err error) {
	texts := make([]string, 0, len(m.items)+len(background)+len(m.labels))
	for i := range m.items {
		texts = append(texts, m.items[i].encoded)
	}
	texts = append(texts, background...)
	for _, label := range m.labels {
		texts = append(texts, nameOf(label))
	}
	vectors, err := encodeAll(texts, o)
	if err != nil {
		return nil, nil, err
	}
	general := vectors[len(m.items):][:len(background)]
	centre = make([]float32, len(general[0]))
	part := 1 / (float32(m.inside) + centrePull)
	for _, v := range vectors[:m.inside] {
		addAll(centre, v, part)
	}
	for _, v := range general {
		addAll(centre, v, part*centrePull/float32(len(background)))
	}
	d := &deep{centre: centre}
	for i := range m.items {
		m.items[i].vector = d.centred(vectors[i])
	}
	named = make([][]float32, len(m.labels))
	for c, v := range vectors[len(m.items)+len(background):] {
		if nameOf(m.labels[c]) != "" {
			named[c] = d.centred(v)
		}
	}
	return centre, named, nil
}

// addAll adds x times from to sum, of any length.
func addAll(sum, from []float32, x float32) {
	for i, f := range from {
		sum[i] += float32(x * f)
	}
}

// encodeAll returns the vectors of the texts: from the cache where they are, else from the encoder, each text once.
// All go through half precision, so that a cache changes nothing.
func encodeAll(texts []string, o *Options) ([][]float32, error) {
	digest := o.Encoder.Digest()
	out := make([][]float32, len(texts))
	first := make(map[string]int, len(texts))
	var missing []int
	for i, text := range texts {
		if _, ok := first[text]; ok {
			continue
		}
		first[text] = i
		if o.Cache != nil {
			if v, ok := o.Cache.Get(DigestOf(digest, text)); ok {
				out[i] = v
				continue
			}
		}
		missing = append(missing, i)
	}
	failures := make([]error, (len(missing)+encodeAtOne-1)/encodeAtOne)
	jobs := make([]func(), len(failures))
	for k := range jobs {
		jobs[k] = func() {
			part := missing[k*encodeAtOne : min((k+1)*encodeAtOne, len(missing))]
			failures[k] = encodePart(out, texts, part, o.Encoder)
		}
	}
	runAll(jobs)
	if err := errors.Join(failures...); err != nil {
		return nil, err
	}
	dim := -1
	for i, text := range texts {
		if out[i] == nil {
			out[i] = out[first[text]]
		}
		if dim < 0 {
			dim = len(out[i])
		}
		if len(out[i]) != dim || dim == 0 {
			return nil, fmt.Errorf("encode: a vector of %d numbers among those of %d", len(out[i]), dim)
		}
	}
	if o.Cache != nil {
		for _, i := range missing {
			o.Cache.Put(DigestOf(digest, texts[i]), out[i])
		}
	}
	return out, nil
}

func encodePart(out [][]float32, texts []string, part []int, enc Encoder) error {
	batch := make([]string, len(part))
	for i, at := range part {
		batch[i] = texts[at]
	}
	vs, err := enc.Encode(batch)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if len(vs) != len(batch) {
		return fmt.Errorf("encode: %d vectors for %d texts", len(vs), len(batch))
	}
	for i, at := range part {
		v := make([]float32, len(vs[i]))
		for j, x := range vs[i] {
			if x != x || math.Abs(float64(x)) > 1e4 {
				return errors.New("encode: a vector holds what is no number")
			}
			v[j] = fromHalf(toHalf(x))
		}
		out[at] = v
	}
	return nil
}

// keep keeps the vectors of the chosen items, and of what is outside.
func (d *deep) keep(m *material, kept []int) {
	vs := make([][]float32, len(kept))
	for i, at := range kept {
		vs[i] = m.items[at].vector
	}
	d.kept = newVectors(vs, d.dim())
	out := m.outsideKept()
	vs = make([][]float32, len(out))
	for i, at := range out {
		vs[i] = m.items[at].vector
	}
	d.out = newVectors(vs, d.dim())
}

// outsideKept are the sentences from outside that are kept to compare with, evenly spread.
func (m *material) outsideKept() []int {
	all := len(m.items) - m.inside
	out := make([]int, min(all, outsideMost))
	for i := range out {
		out[i] = m.inside + i*all/len(out)
	}
	return out
}

// outlooks gathers what networks that had not seen an item said of it.
func (e *Ear) outlooks(m *material, kept []int, quick, slow [][]float32) []judged {
	held := make([]judged, 0, len(m.items))
	var s fastScratch
	var d deepScratch
	for i := range m.items {
		it := &m.items[i]
		j := judged{class: it.class, item: i}
		if i < len(quick) && quick[i] != nil {
			j.quick = quick[i]
		} else { // too few sentences from outside to learn from: no network has seen them
			j.quick = make([]float32, m.outputs)
			e.fast.scores(j.quick, it.features, nil, &s)
		}
		if e.deep != nil {
			if i < len(slow) && slow[i] != nil {
				j.slow = slow[i]
			} else {
				j.slow = make([]float32, m.outputs)
				e.deep.scores(j.slow, it.vector, &d)
			}
		}
		held = append(held, j)
	}
	if e.deep != nil {
		e.compareHeld(m, kept, held)
	}
	return held
}

// compareHeld compares items with the kept ones that are not the same sentence; of very many items only some, the others
// keep a likeness of -2.
func (e *Ear) compareHeld(m *material, kept []int, held []judged) {
	groups := make([]int32, len(kept))
	for i, at := range kept {
		groups[i] = m.items[at].group
	}
	out := m.outsideKept()
	outGroups := make([]int32, len(out))
	for i, at := range out {
		outGroups[i] = m.items[at].group
	}
	step := max(1, (m.inside+queriesAtMost-1)/queriesAtMost)
	jobs := make([]func(), 0, len(held)/queriesAtOnce+1)
	for from := 0; from < len(held); from += queriesAtOnce {
		jobs = append(jobs, func() {
			var s nearby
			for i := from; i < min(from+queriesAtOnce, len(held)); i++ {
				it := &m.items[i]
				held[i].near, held[i].nearOut = -2, -2
				if i < m.inside && i%step != 0 {
					continue
				}
				held[i].near = topMean(e.deep.kept.compare(it.vector, &s), nearestCount, it.group, groups)
				held[i].nearOut = topMean(e.deep.out.compare(it.vector, &s), 1, it.group, outGroups)
			}
		})
	}
	runAll(jobs)
}
