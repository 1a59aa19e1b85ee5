package request

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"terang"
	"terang/understand/ear"
	"terang/understand/words"
)

// The learner of classifier.bin. It is here, and not in the program, because the program only reads the file:
// `go test ./understand/request -run TestClassifier -update` writes it anew.

const (
	learnFits   = 5
	learnEpochs = 12
	learnRate   = 0.6
	learnRidge  = 1e-6
	learnSeed   = 20260704

	strangeShare = 0.7 // of a text's weight that the same text with strange words has
)

// lesson is one part of a text for the learner. known are the labels that it teaches about, want those it has.
type lesson struct {
	features    []feature
	want, known uint16
	weight      float32
	fold        uint8
}

// teacher makes lessons out of examples with the finder's own features.
type teacher struct {
	finder  *Finder
	book    *words.Book
	line    words.Line
	scratch *scratch
	lessons []lesson
}

func newTeacher(t *testing.T) *teacher {
	t.Helper()
	f, err := newFinder(&linear{weights: strings.Repeat("\x00", buckets*labels)})
	if err != nil {
		t.Fatal(err)
	}
	return &teacher{finder: f, book: words.Default(), scratch: f.scratch.New().(*scratch)}
}

// add makes a lesson of a whole text.
func (t *teacher) add(text string, l terang.Language, want, known uint16, weight float32, fold uint8) {
	t.book.Read(&t.line, text, l)
	if !t.finder.read(t.scratch, &t.line) || len(t.scratch.places) > maxPart {
		return
	}
	t.scratch.extract(t.scratch.places, part{0, len(t.scratch.places)}, &t.line, t.scratch.hits)
	t.lessons = append(t.lessons, lesson{slices.Clone(t.scratch.features), want, known, weight, fold})
}

// strange makes one more lesson of the text that was added last, with a word that nobody knows for each thing in it. It teaches who
// speaks and nothing else: whether a sentence is about a thing must be heard also of things that stand in no example.
func (t *teacher) strange(want uint16, weight float32, fold uint8, rng *shuffler) {
	s := t.scratch
	if len(s.places) == 0 || len(s.places) > maxPart {
		return
	}
	tells, things := false, false
	for i, tag := range s.tags {
		switch t.finder.subject.of(tag) {
		case teller:
			tells = true
		case thing:
			things = true
			var word [6]byte
			for j := range word {
				word[j] = 'a' + byte(rng.next()%26)
			}
			s.places[i].word, s.places[i].surface = string(word[:]), nil
		}
	}
	if !tells || !things {
		return
	}
	t.finder.mark(s)
	s.extract(s.places, part{0, len(s.places)}, &t.line, s.hits)
	t.lessons = append(t.lessons, lesson{slices.Clone(s.features), want, 1 << identityLabel, weight, fold})
}

const everyLabel = uint16(1)<<labels - 1

func bitsOf(rs []Request) (b uint16) {
	for _, r := range rs {
		b |= 1 << slices.Index(all[:], r)
	}
	return b
}

func foldOf(text string) uint8 {
	h := fnv.New32a()
	h.Write([]byte(strings.ToLower(text)))
	return uint8(ear.Finish(h.Sum32()) % 5)
}

// examples are the house's own.
func examples(t *testing.T) []Example {
	t.Helper()
	var out []Example
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		name := "train." + string(l) + ".tsv"
		b, err := os.ReadFile(filepath.Join("data", name))
		if err != nil {
			t.Fatal(err)
		}
		es, err := ParseExamples(name, b, l)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, es...)
	}
	return out
}

// teach adds the examples: as they stand, next to another text, and mistyped.
func (t *teacher) teach(es []Example) {
	var nones []Example
	for _, e := range es {
		if len(e.Requests) == 0 && strings.Count(e.Text, " ") > 0 {
			nones = append(nones, e)
		}
	}
	noise := words.Noise(learnSeed)
	rng := shuffler(learnSeed)
	for _, e := range es {
		want, fold := bitsOf(e.Requests), foldOf(e.Text)
		t.add(e.Text, e.Language, want, everyLabel, 1, fold)
		t.strange(want, strangeShare, fold, &rng)
		if v := noise.Vary(e.Text, e.Language); v != e.Text {
			t.add(v, e.Language, want, everyLabel, 0.5, fold)
		}
		if want == 0 {
			continue
		}
		for i := range 2 {
			n := nones[rng.next()%uint64(len(nones))]
			for n.Language != e.Language || foldOf(n.Text) != fold {
				n = nones[rng.next()%uint64(len(nones))]
			}
			join := []string{", ", " ", ". ", "? ", "\n"}[rng.next()%5]
			text := n.Text + join + e.Text
			if i == 1 {
				text = e.Text + join + n.Text
			}
			t.add(text, e.Language, want, everyLabel, 0.4, fold)
		}
	}
}

// learn is the mean of several fits, which differ in the order of the lessons: what only the order taught falls away.
func learn(lessons []lesson, skip int) *trained {
	mean := &trained{weights: make([]float32, buckets*labels)}
	for seed := range learnFits {
		m := fit(lessons, skip, learnSeed+uint64(seed))
		for i, w := range m.weights {
			mean.weights[i] += w / learnFits
		}
		for i, b := range m.bias {
			mean.bias[i] += b / learnFits
		}
	}
	return mean
}

// fit is a logistic regression for each label by stochastic gradient descent with a step for each weight.
func fit(lessons []lesson, skip int, seed uint64) *trained {
	m := &trained{weights: make([]float32, buckets*labels)}
	steps := make([]float32, buckets*labels)
	biasSteps := [labels]float32{}
	var order []int
	for i, l := range lessons {
		if int(l.fold) != skip {
			order = append(order, i)
		}
	}
	rng := shuffler(seed)
	for epoch := range learnEpochs {
		for i := len(order) - 1; i > 0; i-- {
			j := int(rng.next() % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		rate := float32(learnRate) * (1 - 0.8*float32(epoch)/learnEpochs)
		for _, at := range order {
			l := &lessons[at]
			odds := m.scores(l.features)
			for c := range labels {
				if l.known>>c&1 == 0 {
					continue
				}
				g := float32(1 / (1 + math.Exp(-float64(odds[c]))))
				w := l.weight
				if l.want>>c&1 == 1 {
					g--
					w *= 2
				}
				if g *= w; g < 0.004 && g > -0.004 {
					continue
				}
				for _, f := range l.features {
					k := int(f.bucket)*labels + c
					d := g * f.value
					steps[k] += d * d
					m.weights[k] -= rate*d/sqrt32(steps[k]+0.02) + learnRidge*m.weights[k]
				}
				biasSteps[c] += g * g
				m.bias[c] -= 0.1 * rate * g / sqrt32(biasSteps[c]+1)
			}
		}
	}
	return m
}

// trained is a classifier before its weights are rounded.
type trained struct {
	weights []float32
	bias    [labels]float32
}

func (m *trained) scores(fs []feature) (out [labels]float32) {
	out = m.bias
	for _, f := range fs {
		row := m.weights[int(f.bucket)*labels:][:labels]
		for i := range out {
			out[i] += row[i] * f.value
		}
	}
	return out
}

// pack rounds the weights to a byte each.
func (m *trained) pack(digest uint64) []byte {
	out := binary.LittleEndian.AppendUint64([]byte(magic), digest)
	var scale [labels]float32
	for i, w := range m.weights {
		scale[i%labels] = max(scale[i%labels], w/127, -w/127)
	}
	for i := range labels {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(scale[i]))
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(m.bias[i]))
	}
	for i, w := range m.weights {
		if w != 0 {
			w = float32(math.Round(float64(w / scale[i%labels])))
		}
		out = append(out, byte(int8(w)))
	}
	return out
}

// shuffler is a small generator (SplitMix64): the same seed, the same order.
type shuffler uint64

func (s *shuffler) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
