package understand

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strings"
	"sync"

	"terang"
)

const (
	// version names how this package learns; raise it with every change to features or training, so that the
	// digest of a model changes when its answers may.
	version       = "1"
	defaultEpochs = 14
	maxIntents    = 5 // in a reading
)

// Model understands texts for one pack. It is made by [Train], does not change, and may be used by many
// goroutines at once.
type Model struct {
	digest   string
	lexicon  *lexicon
	tongue   *tongue
	brand    []brandPattern
	phrases  *phrasebook
	labels   labels
	table    *table
	intents  *linear
	names    []string // of the classes of intents; the last is OutOfScope
	temper   float32  // scores are divided by it, so that a confidence is a frequency
	floor    float64  // confidence from which an intent is known
	requests *linear
	scratch  sync.Pool
}

// Train learns a model from examples. The same examples and options give the same model.
func Train(examples []Example, opt Options) (*Model, error) {
	brand, err := compilePatterns(opt.Patterns)
	if err != nil {
		return nil, err
	}
	names, classes, err := classesOf(examples)
	if err != nil {
		return nil, err
	}
	own, err := ownExamples()
	if err != nil {
		return nil, err
	}
	if opt.Epochs <= 0 {
		opt.Epochs = defaultEpochs
	}
	m := &Model{brand: brand, names: names, lexicon: newLexicon(), digest: digest(examples, opt)}
	m.tongue = newTongue(m.lexicon, slices.Concat(examples, own))
	for _, e := range examples {
		m.learnWords(e)
	}
	if m.phrases, err = parsePhrases("phrases.txt", phraseList, m.standard); err != nil {
		return nil, fmt.Errorf("understand: %w", err)
	}
	if m.labels, err = newLabels(m.phrases); err != nil {
		return nil, err
	}
	m.scratch.New = func() any { return &scratch{marks: make([]uint64, m.phrases.sets)} }
	m.fit(examples, classes, own, opt)
	return m, nil
}

// classesOf numbers the intents in the order of their names, OutOfScope last.
func classesOf(examples []Example) (names []string, classes map[string]int, err error) {
	classes = map[string]int{}
	for i, e := range examples {
		if e.Intent == "" || strings.TrimSpace(e.Text) == "" {
			return nil, nil, fmt.Errorf("understand: example %d: needs an intent and a text", i+1)
		}
		if _, ok := classes[e.Intent]; !ok && e.Intent != OutOfScope {
			classes[e.Intent] = 0
			names = append(names, e.Intent)
		}
	}
	if len(names) == 0 {
		return nil, nil, fmt.Errorf("understand: no examples of any intent")
	}
	slices.Sort(names)
	names = append(names, OutOfScope)
	for i, n := range names {
		classes[n] = i
	}
	return names, classes, nil
}

// digest names a model by all that it is learned from.
func digest(examples []Example, opt Options) string {
	h := fnv.New64a()
	var size [8]byte
	put := func(parts ...string) {
		for _, p := range parts {
			binary.LittleEndian.PutUint64(size[:], uint64(len(p)))
			h.Write(size[:])
			h.Write([]byte(p))
		}
	}
	put(version, wordsID, wordsEN, functionWords, conceptList, phraseList, requestsID, requestsEN, fmt.Sprint(opt.Seed, opt.Epochs))
	for _, p := range opt.Patterns {
		put(p.Kind, p.Find, p.Bare, p.Format)
	}
	for _, e := range examples {
		put(e.Intent, e.Text, string(e.Language))
	}
	return hex.EncodeToString(h.Sum(nil))[:8]
}

// learnWords takes in the words of an example.
func (m *Model) learnWords(e Example) {
	tokens, folded := scan(bounded(e.Text), nil, nil)
	for _, t := range tokens {
		if t.kind == tokenWord {
			m.lexicon.learn(string(folded[t.from:t.to]), e.Language)
		}
	}
}

// standard returns the standard form of one folded word, itself where it has none.
func (m *Model) standard(w string) string {
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		if s := m.lexicon.standard([]byte(w), l); s != "" {
			return s
		}
	}
	return w
}

// Digest returns eight hex digits that name the model: what it learned from, and how.
func (m *Model) Digest() string { return m.digest }

// Intents returns the names of the intents that the model knows, in order.
func (m *Model) Intents() []string { return slices.Clone(m.names[:len(m.names)-1]) }

// Normalise puts everyday words into their standard form, as in [Reading.Normalised]: "paketku blm nyampe"
// becomes "paket belum sampai".
func (m *Model) Normalise(text string) string {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	s.n.read(bounded(text), m, "")
	return s.n.norm
}

// ParseExamples reads a TSV file with the header "label<TAB>text". The language is taken from the end of
// the file's name: "id.tsv", "orders.en.tsv". Lines that begin with # and empty lines are skipped.
func ParseExamples(name string, b []byte) ([]Example, error) {
	var l terang.Language
	for part := range strings.SplitSeq(strings.TrimSuffix(path.Base(name), ".tsv"), ".") {
		if t := terang.Language(part); t.Valid() {
			l = t
		}
	}
	var out []Example
	n, header := 0, false
	for line := range strings.Lines(string(b)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		label, text, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("%s:%d: no tab between label and text", name, n)
		}
		if !header {
			if label != "label" || text != "text" {
				return nil, fmt.Errorf("%s:%d: the first line must be label<TAB>text", name, n)
			}
			header = true
			continue
		}
		if label = strings.TrimSpace(label); label == "" || strings.TrimSpace(text) == "" {
			return nil, fmt.Errorf("%s:%d: label and text must not be empty", name, n)
		}
		out = append(out, Example{Intent: label, Text: strings.TrimSpace(text), Language: l})
	}
	return out, nil
}
