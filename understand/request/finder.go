package request

import (
	_ "embed"
	"fmt"
	"sync"

	"terang"
	"terang/understand/words"
)

//go:embed data/phrases.txt
var phraseList string

//go:embed data/classifier.bin
var classifierFile string

// Finder finds special requests. It is made by [New], does not change, and may be used by many goroutines at
// once.
type Finder struct {
	book    *phrasebook
	linear  *linear
	topics  topics
	subject subject
	scratch sync.Pool
}

// scratch is what one Find needs.
type scratch struct {
	interner
	extractor
	places []place
	parts  []part
	marks  []uint64
	hits   []hit
	best   [labels]evidence
}

// evidence is the best that speaks for one request.
type evidence struct {
	odds    float32 // the classifier's, of the part that it likes best
	part    part
	phrase  float32 // weight of the surest phrase, 0 for none
	from    int     // where that phrase stands
	to      int
	barred  bool // an exception stands in the text
	checked bool
	astray  bool // the part is about a thing; of an identity question alone
	silent  bool // the part names neither a machine nor a person; of an identity question alone
}

// New makes a finder from the house's phrases and its classifier.
func New() (*Finder, error) {
	m, err := openLinear(classifierFile)
	if err != nil {
		return nil, err
	}
	return newFinder(m)
}

func newFinder(m *linear) (*Finder, error) {
	b, err := parsePhrases("phrases.txt", phraseList)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	f := &Finder{book: b, linear: m}
	if f.topics, err = newTopics(b); err != nil {
		return nil, err
	}
	if f.subject, err = subjectOf(b); err != nil {
		return nil, err
	}
	f.scratch.New = func() any {
		return &scratch{
			marks: make([]uint64, b.sets), interner: interner{known: make(map[string]string, 64)},
			extractor: extractor{subject: &f.subject},
		}
	}
	return f, nil
}

// Find appends the requests of a line to dst, the weightiest first. The quotes point into the line's text.
func (f *Finder) Find(dst []Found, line *words.Line) []Found {
	s := f.scratch.Get().(*scratch)
	defer f.scratch.Put(s)
	if !f.read(s, line) {
		return dst
	}
	f.weigh(s, line)
	for i := range labels {
		e := &s.best[i]
		c, ok := s.sure(i, line.Language == terang.English)
		if !ok {
			continue
		}
		from, to := e.from, e.to
		if e.phrase == 0 {
			from, to = f.cause(s, line, i, e.part)
		}
		found := Found{
			Request: all[i], Confidence: c,
			Start: line.Tokens[s.places[from].token].Start, End: line.Tokens[s.places[to].token].End,
		}
		found.Quote = line.Text[found.Start:found.End]
		f.topics.of(&found, s, e, from, to)
		dst = append(dst, found)
	}
	return dst
}

// read fills the places, parts, tags and phrases of the line. It reports whether the line says anything.
func (f *Finder) read(s *scratch, line *words.Line) bool {
	s.places = places(s.places[:0], line, &s.interner)
	if len(s.places) == 0 {
		return false
	}
	f.mark(s)
	s.parts = parts(s.parts[:0], s.places, line)
	return true
}

// mark fills the tags and phrases of the places.
func (f *Finder) mark(s *scratch) {
	s.tags = append(s.tags[:0], make([]uint64, len(s.places))...)
	s.hits = f.book.find(s.places, s.marks, s.tags, s.hits[:0])
	for i := range s.places {
		if !lettered(s.places[i].word) {
			s.tags[i] |= f.subject.grammar // 😅 is no thing
		}
	}
}

// weigh fills the evidence for each request.
func (f *Finder) weigh(s *scratch, line *words.Line) {
	s.best = [labels]evidence{}
	for _, p := range s.parts {
		s.extract(s.places, p, line, s.hits)
		odds := f.linear.scores(s.features)
		for i := range labels {
			if e := &s.best[i]; !e.checked || odds[i] > e.odds {
				e.odds, e.part, e.checked = odds[i], p, true
			}
		}
	}
	if e := &s.best[identityLabel]; e.checked {
		tags := s.tags[e.part.from:e.part.to]
		e.astray, e.silent = f.subject.astray(tags), f.subject.silent(tags)
	}
	for i := range s.hits {
		h := &s.hits[i]
		e := &s.best[h.label]
		if h.exception {
			e.barred = true
			continue
		}
		if h.weight > e.phrase && !clash(h, s.hits) {
			e.phrase, e.from, e.to = h.weight, h.from, h.to
		}
	}
}

// sure decides whether the evidence for a request suffices, and how sure it makes.
func (s *scratch) sure(label int, english bool) (float64, bool) {
	r, e := &rules[label], &s.best[label]
	p := 0.0
	if e.checked {
		p = likely(e.odds)
	}
	if e.astray {
		return p, p >= aboutThing
	}
	alone := r.alone
	if english && r.english > 0 {
		alone = r.english
	}
	if e.phrase == 0 && all[label] == Person && likely(s.best[identityLabel].odds) >= asksIdentity {
		alone = max(alone, besideIdentity)
	}
	if e.silent {
		alone = max(alone, tellsNobody)
	}
	switch {
	case e.phrase > 0 && (!e.checked || p >= r.veto):
		return max(p, float64(e.phrase)*r.phrase), true
	case e.phrase == 0 && e.barred:
		return p, p >= max(alone, r.barred)
	}
	return p, p >= alone
}

// rule says how much evidence a request needs. The figures are operating points, chosen by counts over cross-validated
// training texts and, for a person and who speaks, over the held-out ones too, so that those figures flatter a little.
type rule struct {
	alone   float64 // the classifier without a phrase
	english float64 // the same for English, where that differs: the classes of words part the languages differently
	barred  float64 // the classifier where an exception stands in the text
	veto    float64 // a phrase counts only where the classifier gives at least this
	phrase  float64 // how sure a phrase alone makes
}

// "Is a person there?" and "a person, please" share their words. Where the first is sure, the second needs more.
const (
	identityLabel  = 2 // place in all
	asksIdentity   = 0.9
	besideIdentity = 0.65
	aboutThing     = 0.60 // "does the lamp go on by itself?" is no question of who speaks
	tellsNobody    = 0.55 // nor is "is this in order?"
)

var rules = [labels]rule{
	{alone: 0.35, barred: 0.80, veto: 0.20, phrase: 0.9},                // emergency
	{alone: 0.45, english: 0.30, barred: 0.45, veto: 0.40, phrase: 0.9}, // person
	{alone: 0.40, english: 0.45, barred: 0.60, veto: 0.40, phrase: 0.9}, // identity
	{alone: 0.40, barred: 0.60, veto: 0.35, phrase: 0.9},                // stop
	{alone: 0.30, barred: 0.50, veto: 0.25, phrase: 0.9},                // data
	{alone: 0.40, barred: 0.60, veto: 0.35, phrase: 0.9},                // why
	{alone: 0.35, barred: 0.80, veto: 0.20, phrase: 0.9},                // complaint
	{alone: 0.60, barred: 0.90, veto: 0.05, phrase: 0.9},                // cancel
	{alone: 0.60, barred: 0.90, veto: 0.05, phrase: 0.9},                // repeat
	{alone: 0.50, barred: 0.80, veto: 0.20, phrase: 0.9},                // unhelpful
	{alone: 0.80, barred: 0.90, veto: 0.10, phrase: 0.9},                // thanks
	{alone: 0.80, barred: 0.90, veto: 0.10, phrase: 0.9},                // greeting
}

// cause returns the words of a part, from the first to the last, that moved the classifier to the request.
func (f *Finder) cause(s *scratch, line *words.Line, label int, p part) (from, to int) {
	const share = 0.3 // of the strongest word's push that a word needs to be quoted
	s.extract(s.places, p, line, s.hits)
	var push [maxPart + 1]float32
	top := float32(0)
	for _, ft := range s.features {
		if ft.at >= 0 {
			at := int(ft.at) - p.from
			push[at] += f.linear.weight(ft, label)
			top = max(top, push[at])
		}
	}
	from, to = -1, -1
	for i := range p.to - p.from {
		if push[i] > 0 && push[i] >= share*top {
			if from < 0 {
				from = p.from + i
			}
			to = p.from + i
		}
	}
	if from < 0 {
		return p.from, p.to - 1
	}
	return from, to
}
