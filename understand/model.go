package understand

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"terang"
	"terang/understand/ear"
	"terang/understand/entity"
	"terang/understand/mood"
	"terang/understand/request"
	"terang/understand/words"
)

// version names how this package learns; raise it with every change to features or training, so that the digest of a
// model changes when its answers may.
const version = "2"

const (
	maxIntents     = 5    // in a reading
	defaultPromise = 0.95 // share of the answers that is to be right where nobody has said
)

// Model understands texts for one pack. It is made by [Train] or [Load], does not change, and may be used by many
// goroutines at once.
type Model struct {
	digest   string
	book     *words.Book
	ear      *ear.Ear
	entities *entity.Finder
	requests *request.Finder
	moods    *mood.Reader
	intents  []string
	encoder  Encoder // that the ear may ask, nil for none
	report   Report
	scratch  sync.Pool
}

// scratch holds the buffers of one reading; it comes from the model's pool.
type scratch struct {
	line, clause words.Line
	heard        ear.Heard
	found        []request.Found
	clauses      []words.Clause
}

// Train learns a model from examples. The same examples and options give the same model, on any number of cores.
func Train(examples []Example, opt Options) (*Model, error) {
	in, out, err := split(examples)
	if err != nil {
		return nil, err
	}
	m, err := assemble(examples, opt)
	if err != nil {
		return nil, err
	}
	if opt.Vectors == nil {
		opt.Vectors = NewVectors(nil)
	}
	if opt.Promise == 0 {
		opt.Promise = defaultPromise
	}
	if m.ear, err = ear.Train(in, earOptions(m.book, out, opt)); err != nil {
		return nil, fmt.Errorf("understand: train: %w", err)
	}
	m.intents = m.ear.Labels()
	m.report = reportOf(m.ear, examples, opt.Promise)
	return m, nil
}

// split checks examples and parts those of an intent from those of none.
func split(examples []Example) (in, out []ear.Example, err error) {
	for i, e := range examples {
		if e.Intent == "" || strings.TrimSpace(e.Text) == "" {
			return nil, nil, fmt.Errorf("understand: example %d: needs an intent and a text", i+1)
		}
		x := ear.Example{Label: e.Intent, Text: e.Text, Language: e.Language, Where: e.Where}
		if e.Intent == OutOfScope {
			out = append(out, x)
		} else {
			in = append(in, x)
		}
	}
	if len(in) == 0 {
		return nil, nil, errors.New("understand: no examples of any intent")
	}
	return in, out, nil
}

// house is the part of every model that no pack changes.
var house = sync.OnceValues(func() (*Model, error) {
	m := &Model{book: words.Default()}
	var err error
	if m.requests, err = request.New(); err != nil {
		return nil, fmt.Errorf("understand: requests: %w", err)
	}
	if m.moods, err = mood.New(m.book); err != nil {
		return nil, fmt.Errorf("understand: mood: %w", err)
	}
	return m, nil
})

// assemble makes a model with all but its ear.
func assemble(examples []Example, opt Options) (*Model, error) {
	h, err := house()
	if err != nil {
		return nil, err
	}
	m := &Model{
		book: h.book.With(vocabulary(h.book, examples)), requests: h.requests, moods: h.moods,
		encoder: opt.Encoder, digest: DigestOf(examples, opt),
	}
	m.entities, err = entity.New(entity.Options{Patterns: opt.Patterns, Catalogue: opt.Catalogue, Standard: Standard})
	if err != nil {
		return nil, fmt.Errorf("understand: %w", err)
	}
	m.scratch.New = newScratch
	return m, nil
}

func newScratch() any { return new(scratch) }

// vocabulary is the words of a pack's examples: they are spelt right, whatever the house's dictionary knows.
func vocabulary(b *words.Book, examples []Example) []string {
	var line words.Line
	seen := map[string]int{}
	for _, e := range examples {
		b.Read(&line, e.Text, e.Language)
		for i, t := range line.Tokens {
			if t.Kind == words.KindWord {
				seen[string(line.Surface(i))]++
			}
		}
	}
	var out []string
	for w, n := range seen {
		if n >= minPackWord && len(w) > 3 {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// minPackWord is how often a word stands in a pack's examples before it counts as spelt right: examples hold typing slips
// too.
const minPackWord = 4

func earOptions(b *words.Book, outside []ear.Example, opt Options) ear.Options {
	return ear.Options{Seed: opt.Seed, Encoder: opt.Encoder, Cache: &opt.Vectors.cache, Outside: outside, Book: b, Promise: float32(opt.Promise)}
}

// deepMark stands between what a model learned from and the encoder of its deep ear.
const deepMark = "+"

// DigestOf names the model that [Train] would make: eight hex digits of all that it learns from, and how, and four of the
// deep ear's encoder where there is one, as in "3fa1c2d0+9b1e".
func DigestOf(examples []Example, opt Options) string {
	h := fnv.New64a()
	var size [8]byte
	put := func(parts ...string) {
		for _, p := range parts {
			binary.LittleEndian.PutUint64(size[:], uint64(len(p)))
			h.Write(size[:])
			h.Write([]byte(p))
		}
	}
	put(version, strconv.FormatUint(opt.Seed, 10))
	for _, e := range examples {
		put(e.Intent, e.Text, string(e.Language))
	}
	name := hex.EncodeToString(h.Sum(nil))[:8]
	if opt.Encoder != nil {
		name += deepMark + opt.Encoder.Digest()[:4]
	}
	return name
}

// Digest returns what names the model; see [DigestOf].
func (m *Model) Digest() string { return m.digest }

// Intents returns the names of the intents that the model knows, in order.
func (m *Model) Intents() []string { return slices.Clone(m.intents) }

// Report says how well the model understands its own examples.
func (m *Model) Report() Report { return m.report }

// Normalise puts everyday words into their standard form, as in [Reading.Normalised]: "paketku blm nyampe"
// becomes "paket saya belum sampai". It is for searching and learning, never to be shown.
func (m *Model) Normalise(text string) string {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	m.book.Read(&s.line, text, "")
	return s.line.Standard
}

// Standard is [Model.Normalise] with the house's own dictionary alone.
func Standard(text string) string {
	var line words.Line
	words.Default().Read(&line, text, "")
	return strings.Clone(line.Standard) // alone: a line hands out pieces of larger buffers
}

// hear asks the ears about a line.
func (m *Model) hear(h *ear.Heard, line *words.Line) (intents []Scored, known, deep bool) {
	m.ear.Hear(h, line)
	if len(h.Choices) == 0 {
		return nil, false, false
	}
	intents = make([]Scored, len(h.Choices))
	for i, c := range h.Choices {
		intents[i] = Scored{Intent: c.Label, Confidence: float64(c.Confidence)}
	}
	return intents, h.Sure, h.Deep
}

func (m *Model) has(intent string) bool {
	_, ok := slices.BinarySearch(m.intents, intent)
	return ok
}

// WithPromise returns the same model with another share of the answers that is to be right.
func (m *Model) WithPromise(precision float64) *Model {
	c := &Model{
		digest: m.digest, book: m.book, entities: m.entities, requests: m.requests, moods: m.moods, intents: m.intents,
		ear: m.ear.With(float32(precision), m.encoder), encoder: m.encoder, report: m.report,
	}
	c.scratch.New = newScratch
	c.report.Promise = promised(c.ear, precision)
	return c
}

// Neighbour is an example that is like a text, with a likeness of at most 1.
type Neighbour struct {
	Intent, Text string
	Likeness     float64
}

// Nearest returns the examples that are most like a text, the likest first: they explain what it was taken for.
func (m *Model) Nearest(text string, l terang.Language, n int) []Neighbour {
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	m.book.Read(&s.line, text, l)
	near := m.ear.Explain(&s.line, n)
	out := make([]Neighbour, len(near))
	for i, x := range near {
		out[i] = Neighbour{Intent: x.Label, Text: x.Text, Likeness: float64(x.Likeness)}
	}
	return out
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
		out = append(out, Example{Intent: label, Text: strings.TrimSpace(text), Language: l, Where: path.Base(name) + ":" + strconv.Itoa(n)})
	}
	return out, nil
}
