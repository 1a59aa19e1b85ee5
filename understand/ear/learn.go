package ear

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"terang"
	"terang/understand/words"
)

const (
	learnFolds    = 5
	learnMembers  = 3
	learnHidden   = 64     // of one member: the labels are few
	learnRows     = 9000   // features that are kept, so that a model fits into a small file
	maxMarks      = 64     // labels, where a text may carry several
	maxLabels     = 4096   // labels, where it carries one
	labelBytes    = 200    // of one label's name
	leastKind     = 4      // examples with and without a label, for its own calibration
	platePull     = 1.0    // how strongly a label's calibration is held at none
	newtonSteps   = 25     // of a label's calibration
	certainOdds   = 16     // log-odds beyond which nothing more is told apart
	learnVariants = 1      // of each example, made by noise
	variantWeight = 0.5    // how much one of them counts
	noiseSalt     = 0x5eed // keeps the seed of the noise apart from that of the networks
)

// Labelled is one text with the labels that it carries. A text without labels shows what carries none.
type Labelled struct {
	Text     string
	Language terang.Language // "" where it is not known
	Labels   []string
	Weight   float32 // how much the text counts, 0 for 1
}

// LearnOptions says how to learn a [Classifier]. The zero value is useful.
type LearnOptions struct {
	Labels []string    // the labels in the order of the scores; nil for the order in which they are first seen
	Many   bool        // a text may carry several labels or none; else it carries exactly one
	Seed   uint64      // of all that is drawn; the same seed and examples give the same classifier
	Book   *words.Book // how texts are read, nil for [words.Default]
}

// Classifier tells which of a few fixed labels a text carries. It is immutable after [Learn] or
// [Classifier.UnmarshalBinary] and safe for many goroutines.
type Classifier struct {
	labels []string
	plates []plate // of each label with many, else one for all
	fast   *fast
	pool   *pool
}

// plate turns a score into log-odds that are frequencies: scale times the score plus shift.
type plate struct {
	scale, shift float32
}

// Learn makes a classifier from examples. It measures itself on parts of the examples that it holds out, so
// that its scores are frequencies. It is an error if a label is unknown, or if without Many a text does not
// carry exactly one.
func Learn(examples []Labelled, opt LearnOptions) (*Classifier, error) {
	labels, lessons, err := learnable(examples, opt)
	if err != nil {
		return nil, fmt.Errorf("ear: learn: %w", err)
	}
	how := standard()
	how.hidden = learnHidden
	o := fastOptions{seed: opt.Seed, members: learnMembers, folds: learnFolds, many: opt.Many, recipe: &how, rows: learnRows}
	f, heldOut := trainFast(lessons, len(labels), o)
	c := &Classifier{labels: labels, fast: f, pool: newPool()}
	if !opt.Many {
		c.plates = []plate{{scale: 1 / temperatureOf(heldOut, lessons)}}
		return c, nil
	}
	c.plates = make([]plate, len(labels))
	for label := range labels {
		c.plates[label] = plateOf(heldOut, lessons, label)
	}
	return c, nil
}

// learnable turns examples into lessons, with variants of each.
func learnable(examples []Labelled, opt LearnOptions) ([]string, []lesson, error) {
	if len(examples) == 0 {
		return nil, nil, errors.New("no examples")
	}
	labels, place := slices.Clone(opt.Labels), map[string]int32{}
	for i, l := range labels {
		place[l] = int32(i)
	}
	book := opt.Book
	if book == nil {
		book = words.Default()
	}
	r := newReader(book, opt.Seed)
	lessons := make([]lesson, 0, len(examples)*(1+learnVariants))
	for i, e := range examples {
		l := lesson{weight: e.Weight, group: int32(i)}
		if !opt.Many && len(e.Labels) != 1 {
			return nil, nil, fmt.Errorf("example %d: %d labels, want one", i+1, len(e.Labels))
		}
		for _, name := range e.Labels {
			at, ok := place[name]
			if !ok {
				if opt.Labels != nil {
					return nil, nil, fmt.Errorf("example %d: unknown label %q", i+1, name)
				}
				at = int32(len(labels))
				labels, place[name] = append(labels, name), at
			}
			l.class = at
			if opt.Many && at < maxMarks {
				l.marks |= 1 << at
			}
		}
		if opt.Many {
			l.class = 0
		}
		lessons = r.lessons(lessons, l, e.Text, e.Language, learnVariants)
	}
	limit := maxLabels
	if opt.Many {
		limit = maxMarks
	}
	if len(labels) == 0 || len(labels) > limit {
		return nil, nil, fmt.Errorf("%d labels, want 1 to %d", len(labels), limit)
	}
	for _, l := range labels {
		if len(l) > labelBytes {
			return nil, nil, fmt.Errorf("a label of %d bytes, want at most %d", len(l), labelBytes)
		}
	}
	return labels, lessons, nil
}

// Labels returns the labels in the order of the scores. The caller must not change them.
func (c *Classifier) Labels() []string { return c.labels }

// Scores writes the calibrated probability of each label, in the order of [Classifier.Labels], over dst and
// returns it. It allocates nothing where dst has room.
func (c *Classifier) Scores(dst []float32, line *words.Line) []float32 {
	dst = slices.Grow(dst[:0], len(c.labels))[:len(c.labels)]
	if c.fast == nil {
		return dst
	}
	s := c.pool.get()
	defer c.pool.put(s)
	s.features = extract(s.features[:0], line)
	c.fast.raw(dst, s.features, nil, &s.fastScratch)
	c.calibrate(dst)
	return dst
}

// calibrate turns scores into probabilities.
func (c *Classifier) calibrate(scores []float32) {
	if c.fast.many {
		for i, s := range scores {
			scores[i] = sigmoid(s*c.plates[i].scale + c.plates[i].shift)
		}
		return
	}
	for i := range scores {
		scores[i] *= c.plates[0].scale
	}
	softmax(scores)
}

// Cause is one stretch of a text that moved a label: bytes [Start,End) of [words.Line.Text], and by how much
// it raised (above 0) or lowered the label's log-odds.
type Cause struct {
	Start, End int
	Weight     float32
}

// Causes appends the words of the text that moved a label most, strongest first, at most n of them. The share
// of a word is that of its features, by the slope of the network at this text.
func (c *Classifier) Causes(dst []Cause, line *words.Line, label, n int) []Cause {
	if c.fast == nil || label < 0 || label >= len(c.labels) || len(line.Words) == 0 {
		return dst
	}
	s := c.pool.get()
	defer c.pool.put(s)
	s.features = extract(s.features[:0], line)
	shares := c.fast.shares(s.features, len(line.Words), label, &s.fastScratch)
	p := c.plates[0]
	if c.fast.many {
		p = c.plates[label]
	}
	from := len(dst)
	for i, share := range shares {
		at := line.Words[i].Token
		if share == 0 || at < 0 || at >= len(line.Tokens) {
			continue
		}
		t := line.Tokens[at]
		if last := len(dst) - 1; last >= from && dst[last].Start == t.Start {
			dst[last].Weight += share * p.scale
			continue
		}
		dst = append(dst, Cause{Start: t.Start, End: t.End, Weight: share * p.scale})
	}
	own := dst[from:]
	slices.SortStableFunc(own, func(a, b Cause) int { return cmp.Compare(size(b.Weight), size(a.Weight)) })
	return dst[:from+min(len(own), max(n, 0))]
}

func size(x float32) float32 { return max(x, -x) }
