package doubt

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"terang"
	"terang/understand/words"
)

const (
	learnFolds   = 8    // for the odds of words that were not learnt from themselves
	learnEpochs  = 12   // over the grams
	learnRate    = 0.15 // of AdaGrad
	learnDecay   = 2e-4
	pullWeights  = 8.0  // how strongly a weight of a feature is held where it begins
	pullKnown    = 10.0 // the same, where it begins at what was learnt before
	newtonSteps  = 30
	noFold       = -2 // of what is never held out
	allFolds     = -1 // nothing is held out
	fewestTurns  = 40 // labelled, to learn from
	fewestBroken = 8
)

// Prior is the share of broken turns that the house's own model assumes. It stands between the dialogues that it learns
// from, in which every fourth turn breaks trust so that there is something to learn, and service talk as it is, in which
// about every twentieth does.
const Prior = 0.10

// LearnOptions says how to learn. The zero value is useful.
type LearnOptions struct {
	Base  *Reader // from whose weights of the features learning begins, and to which it is held; nil for none
	Prior float64 // share of broken turns that the probabilities are to assume, 0 for that of the dialogues
}

//go:embed data/phrases.tsv
var phraseList string

// phraseWeight is how much a message without its talk counts beside a turn.
const phraseWeight = 0.75

// sample is one labelled turn.
type sample struct {
	words, answer []gram // of the turn, and of what was said before it
	broken        bool
	fold          int
	weight        float32
	x             vector
}

// Learn makes a reader from labelled dialogues. The same dialogues in the same order give the same reader.
func Learn(ds []Dialogue, l *Listener, opt LearnOptions) (*Reader, error) {
	m, err := begin(l.book, opt.Base)
	if err != nil {
		return nil, err
	}
	heard, turns, broken := hearAll(ds, l)
	if turns < fewestTurns || broken < fewestBroken || turns-broken < fewestBroken {
		return nil, fmt.Errorf("doubt: learn: %w: %d labelled turns, %d of them broken", errFew, turns, broken)
	}
	samples := gather(ds, l.book)
	extra, err := phrases(l.book)
	if err != nil {
		return nil, err
	}
	folds := make([]*model, learnFolds)
	for f := range folds {
		part := *m
		part.learnGrams(samples, extra, f)
		folds[f] = &part
	}
	m.learnGrams(samples, extra, allFolds)
	// Each talk is read with the words of a model that has not seen it; a first round learns what a turn leaves for the next.
	r := newReader(l.book, m)
	for range 2 {
		i := 0
		for n, d := range ds {
			part := *folds[foldOf(d.ID, n)]
			part.weight, part.bias = m.weight, m.bias
			r.follow(d, heard[n], &part, func(x *vector, _ int) {
				samples[i].x = *x
				i++
			})
		}
		m.learnWeights(samples, opt.Base, allFolds)
	}
	m.share = float64(broken) / float64(turns)
	prior := m.share
	if opt.Prior > 0 {
		prior = opt.Prior
	}
	m.calibrate(samples, folds, opt.Base, math.Exp(logit(prior)-logit(m.share)))
	m.assume(prior)
	return r, nil
}

var errFew = errors.New("too few turns to learn from")

func begin(book *words.Book, base *Reader) (*model, error) {
	m := &model{}
	m.words.weights, m.answer.weights = make([]int8, buckets), make([]int8, buckets)
	if base != nil {
		m.list, m.cues = base.model.list, base.model.cues
		return m, nil
	}
	list, err := parseCues(cueList, book)
	if err != nil {
		return nil, err
	}
	m.list, m.cues = list, newCues(list)
	return m, nil
}

func foldOf(id string, n int) int {
	h := fnv.New32a()
	_, _ = fmt.Fprintf(h, "%s/%d", id, n)
	return int(h.Sum32()>>8) % learnFolds
}

// hearAll reads the moods and requests of all turns of customers.
func hearAll(ds []Dialogue, l *Listener) (heard [][]Heard, turns, broken int) {
	for _, d := range ds {
		hs := make([]Heard, len(d.Turns))
		for i, t := range d.Turns {
			if t.Role != Contact {
				continue
			}
			hs[i] = l.Hear(t.Text, d.Language)
			hs[i].Line = nil // its memory would stay with every turn
			if t.Label != nil {
				turns++
				broken += *t.Label
			}
		}
		heard = append(heard, hs)
	}
	return heard, turns, broken
}

// gather reads the grams of all labelled turns, and of the answers before them.
func gather(ds []Dialogue, book *words.Book) []sample {
	var out []sample
	var line words.Line
	for n, d := range ds {
		answer := []gram(nil)
		for _, t := range d.Turns {
			book.Read(&line, bounded(t.Text), d.Language)
			g := grams(nil, &line)
			if t.Role != Contact {
				answer = g
				continue
			}
			if t.Label != nil {
				out = append(out, sample{words: g, answer: answer, broken: *t.Label == 1, fold: foldOf(d.ID, n), weight: 1})
			}
			answer = nil
		}
	}
	return out
}

// phrases are the house's own messages without a talk, by which words sound before any dialogue is read.
func phrases(book *words.Book) ([]sample, error) {
	var line words.Line
	var out []sample
	for n, l := range strings.Split(strings.TrimSpace(phraseList), "\n")[1:] {
		f := strings.SplitN(l, "\t", 3)
		if len(f) != 3 {
			return nil, fmt.Errorf("doubt: phrases.tsv:%d: want label, language and text", n+2)
		}
		book.Read(&line, f[2], terang.Language(f[1]))
		s := sample{fold: noFold, weight: phraseWeight}
		switch f[0] {
		case "0", "1":
			s.words, s.broken = grams(nil, &line), f[0] == "1"
		case "a0", "a1": // the assistant's
			s.answer, s.broken = grams(nil, &line), f[0] == "a1"
		default:
			return nil, fmt.Errorf("doubt: phrases.tsv:%d: label %q", n+2, f[0])
		}
		out = append(out, s)
	}
	return out, nil
}

// follow reads a dialogue with a model and calls f with the features of each labelled turn and its place.
func (r *Reader) follow(d Dialogue, heard []Heard, m *model, f func(x *vector, turn int)) {
	var s State
	c := &scratch{}
	for i, t := range d.Turns {
		c.take(r.book, heard[i].Line, t.Text, d.Language)
		if t.Role != Contact {
			s = r.said(s, t.Role, c, m)
			continue
		}
		s = r.read(s, heard[i], c, m)
		s.note(m.odds(&c.x) - m.prior)
		if t.Label != nil {
			f(&c.x, i)
		}
	}
}

// calibrate brings the odds to how often trust was broken in talks that the weights were not fitted to, and finds where
// a turn is best taken as broken, where each broken turn stands for weight of them.
func (m *model) calibrate(samples []sample, folds []*model, base *Reader, weight float64) {
	z, words, broken := make([]float64, len(samples)), make([]float64, len(samples)), make([]bool, len(samples))
	for f, part := range folds {
		part.learnWeights(samples, base, f)
		for i := range samples {
			if s := &samples[i]; s.fold == f {
				z[i], words[i], broken[i] = part.odds(&s.x), part.words.odds(s.words), s.broken
			}
		}
	}
	a, b := platt(z, broken)
	for i := range m.weight {
		m.weight[i] *= a
	}
	m.bias = a*m.bias + b
	for i := range z {
		z[i] = a*z[i] + b
	}
	m.cut, m.wordsCut = bestCut(z, broken, weight), bestCut(words, broken, weight)
}

// assume moves all log-odds but those that are features to another share of broken turns.
func (m *model) assume(share float64) {
	by := logit(share) - logit(m.share)
	m.bias += by
	m.cut += by
	m.prior += by
	m.share = share
}

// platt finds slope and shift of log-odds by Newton's method.
func platt(z []float64, broken []bool) (a, b float64) {
	a = 1
	for range newtonSteps {
		ga, gb, haa, hab, hbb := a-1, 0.0, 1.0, 0.0, 1e-3
		for i, x := range z {
			p := logistic(a*x + b)
			v := p * (1 - p)
			if broken[i] {
				p--
			}
			ga, gb = ga+p*x, gb+p
			haa, hab, hbb = haa+v*x*x, hab+v*x, hbb+v
		}
		det := haa*hbb - hab*hab
		if det <= 0 {
			break
		}
		a -= max(min((hbb*ga-hab*gb)/det, 0.3), -0.3)
		b -= max(min((haa*gb-hab*ga)/det, 1), -1)
	}
	return max(a, 0.1), b
}

// bestCut is the log-odds from which a turn is best taken as broken, by F1, where each broken turn stands for weight
// of them.
func bestCut(z []float64, broken []bool, weight float64) float64 {
	order := make([]int, len(z))
	all := 0
	for i := range z {
		order[i] = i
		if broken[i] {
			all++
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(z[b], z[a]) })
	cut, best, right, wrong := 0.0, -1.0, 0.0, 0.0
	for n, i := range order {
		if broken[i] {
			right += weight
		} else {
			wrong++
		}
		if n+1 < len(order) && z[order[n+1]] == z[i] {
			continue
		}
		if f := 2 * right / (right + wrong + weight*float64(all)); f > best {
			cut, best = z[i], f
			if n+1 < len(order) {
				cut = (cut + z[order[n+1]]) / 2
			}
		}
	}
	return cut
}

// learnGrams learns how words sound from the samples of all folds but one.
func (m *model) learnGrams(samples, extra []sample, without int) {
	all := append(samples[:len(samples):len(samples)], extra...)
	m.words = m.words.learn(all, without, func(s *sample) []gram { return s.words })
	m.answer = m.answer.learn(all, without, func(s *sample) []gram { return s.answer })
}

func (l linear) learn(samples []sample, without int, of func(*sample) []gram) linear {
	w, g := make([]float32, buckets), make([]float32, buckets)
	for i, v := range l.weights {
		w[i] = float32(v) * l.scale
	}
	bias, gb := l.bias, float32(0)
	order := make([]int, 0, len(samples))
	for i := range samples {
		if samples[i].fold != without && len(of(&samples[i])) > 0 {
			order = append(order, i)
		}
	}
	seed := uint64(1)
	for epoch := range learnEpochs {
		for i := len(order) - 1; i > 0; i-- {
			seed = seed*6364136223846793005 + 1442695040888963407
			j := int(seed>>33) % (i + 1)
			order[i], order[j] = order[j], order[i]
		}
		rate := float32(learnRate) * (1 - 0.9*float32(epoch)/learnEpochs)
		for _, i := range order {
			s := &samples[i]
			gs := of(s)
			z := bias
			for _, f := range gs {
				z += w[f.bucket] * f.value
			}
			d := float32(logistic(float64(z)))
			if s.broken {
				d--
			}
			d *= s.weight
			for _, f := range gs {
				e := d*f.value + learnDecay*w[f.bucket]
				g[f.bucket] += e * e
				w[f.bucket] -= rate * e / float32(math.Sqrt(float64(g[f.bucket])+1e-6))
			}
			gb += d * d
			bias -= rate * 0.3 * d / float32(math.Sqrt(float64(gb)+1e-6))
		}
	}
	return pack(w, bias)
}

// pack rounds weights to a byte each.
func pack(w []float32, bias float32) linear {
	out := linear{bias: bias, weights: make([]int8, len(w)), scale: 1e-6}
	for _, x := range w {
		out.scale = max(out.scale, max(x, -x)/127)
	}
	for i, x := range w {
		out.weights[i] = int8(math.Round(float64(x / out.scale)))
	}
	return out
}

// learnWeights fits the weights of the features by Newton's method, each held at where it began.
func (m *model) learnWeights(samples []sample, base *Reader, without int) {
	const n = int(features) + 1
	var from, at [n]float64
	believe(from[:n-1])
	pull := pullWeights
	if base != nil {
		pull = pullKnown
		copy(from[:], base.model.weight[:])
		from[n-1] = base.model.bias
	}
	at = from
	hess, grad := make([]float64, n*n), make([]float64, n)
	row := make([]float64, n)
	for range newtonSteps {
		clear(hess)
		for i := range n {
			grad[i] = pull * (at[i] - from[i])
			hess[i*n+i] = pull
		}
		hess[n*n-1], grad[n-1] = 1e-3, 1e-3*(at[n-1]-from[n-1])
		for i := range samples {
			s := &samples[i]
			if s.fold == without {
				continue
			}
			copy(row, s.x[:])
			row[n-1] = 1
			z := 0.0
			for j, x := range row {
				z += at[j] * x
			}
			p := logistic(z)
			v, d := p*(1-p), p
			if s.broken {
				d--
			}
			for j, x := range row {
				if x == 0 {
					continue
				}
				grad[j] += d * x
				for k := 0; k <= j; k++ {
					hess[j*n+k] += v * x * row[k]
				}
			}
		}
		step := solve(hess, grad, n)
		size := 0.0
		for j := range at {
			d := max(min(step[j], 1), -1)
			at[j] -= d
			size += d * d
		}
		if size < 1e-10 {
			break
		}
	}
	copy(m.weight[:], at[:])
	m.bias = at[n-1]
}

// believe is where the weights of a first model begin: words that were listed because they show broken trust show it, and
// so do an answer that failed and a customer who says a thing again, until the dialogues say otherwise. Most of them stand
// in few dialogues.
func believe(w []float64) {
	for i, why := range Whys() {
		switch why {
		case Waiting, Stakes, Irony: // said as often of the matter as of the assistant
			w[i] = 0.2
		case ReAsk, Repeat, Wrong, Unhelpful, Loop, Promise, Person, Doubted, Anger, GaveUp, Threat:
			w[i] = 0.6
		}
	}
	for _, b := range [...]struct {
		weight float64
		of     []feature
	}{
		{0.8, []feature{featureAnswerOdds, featureLost, featureFails, featureAgain}},
		{0.6, []feature{featureReAsks, featureFailsAgain, featureGrave, featureQuits, featureOnlyAgain, featureUndoes}},
		{0.5, []feature{featureRestated, featureRestates, featureCorrects}},
		{0.4, []feature{featureFailed, featureLike, featureContained, featureGivenAgain, featureContradicts}},
		{0.3, []feature{featureRefuses, featureSorry, featurePage, featureUnanswered, featureDenials, featureNo, featureAsksAgain}},
		{0.2, []feature{featureThin, featureMocks}},
	} {
		for _, f := range b.of {
			w[f] = b.weight
		}
	}
}

// solve finds x with a·x = b for a symmetric positive a, of which the lower half is filled, by Cholesky's method.
func solve(a, b []float64, n int) []float64 {
	l := make([]float64, n*n)
	for i := range n {
		for j := 0; j <= i; j++ {
			sum := a[i*n+j]
			for k := range j {
				sum -= l[i*n+k] * l[j*n+k]
			}
			if i == j {
				l[i*n+i] = math.Sqrt(max(sum, 1e-12))
			} else {
				l[i*n+j] = sum / l[j*n+j]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		sum := b[i]
		for k := range i {
			sum -= l[i*n+k] * x[k]
		}
		x[i] = sum / l[i*n+i]
	}
	for i := n - 1; i >= 0; i-- {
		sum := x[i]
		for k := i + 1; k < n; k++ {
			sum -= l[k*n+i] * x[k]
		}
		x[i] = sum / l[i*n+i]
	}
	return x
}
