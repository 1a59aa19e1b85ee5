package knowledge

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"terang"
)

// The weights of BM25 over fields. A word of the title or a keyword counts as so many words of the text.
const (
	saturation   = 1.2 // k1: how soon more of the same word stops to count
	lengthShare  = 0.5 // b: how much a long passage is held against it
	titleCount   = 2.5
	keywordCount = 2.0
	softWeight   = 0.35 // of a word such as "when" against one that names a topic
	typoWeight   = 0.7  // of a word that is one letter off
	otherShare   = 0.9  // of the score that an article keeps when it was found in another language
	maxTerms     = 32   // of a query that are looked at
	maxTypos     = 4    // words of a query for which near ones are looked for
	minTypo      = 5    // letters of such a word
	maxHits      = 50
)

// Hit is one passage that may answer. Score ranks within one search; Confidence (0–1) compares between
// searches; Known says that the passage can be given as the answer.
type Hit struct {
	Article    Article
	Passage    string
	Score      float64
	Confidence float64
	Known      bool
}

// Index holds articles ready to be searched. It does not change.
type Index struct {
	dict      *dictionary
	articles  []Article
	topics    [][2]int // for each topic, its article in Indonesian and in English, -1 for none
	topicOf   []int    // of each article
	first     []int    // first passage of each article
	passages  []passage
	postings  map[string][]posting
	idf       map[string]float32
	terms     []string // in order, for words that are one letter off
	rarest    float32
	scratches sync.Pool
}

type passage struct {
	article int
	text    string
}

// posting is one passage that has a term, with the BM25 weight that the term has in it.
type posting struct {
	passage int32
	weight  float32
}

// NewIndex indexes articles. normalise is applied to their texts and must be what the caller also applies
// to queries; nil is for [Words] alone.
func NewIndex(articles []Article, normalise func(string) string) *Index {
	if normalise == nil {
		normalise = Words
	}
	ix := &Index{dict: newDictionary(), articles: slices.Clone(articles), postings: map[string][]posting{}, idf: map[string]float32{}}
	topics := map[string]int{}
	type field map[string]float64
	var counts []field
	var lengths []float64
	total := 0.0
	for i, a := range ix.articles {
		at, ok := topics[a.ID]
		if !ok {
			at = len(ix.topics)
			topics[a.ID] = at
			ix.topics = append(ix.topics, [2]int{-1, -1})
		}
		ix.topics[at][slot(a.Language)] = i
		ix.topicOf = append(ix.topicOf, at)
		ix.first = append(ix.first, len(ix.passages))
		shared := field{}
		ix.count(shared, normalise(a.Title), a.Language, titleCount)
		for _, k := range a.Keywords {
			ix.count(shared, normalise(k), a.Language, keywordCount)
		}
		texts := Passages(a.Body)
		if len(texts) == 0 {
			texts = []string{a.Title}
		}
		for _, text := range texts {
			f := field{}
			for t, n := range shared {
				f[t] = min(n, titleCount+keywordCount)
			}
			n := ix.count(f, normalise(text), a.Language, 1)
			ix.passages = append(ix.passages, passage{i, text})
			counts = append(counts, f)
			lengths = append(lengths, n)
			total += n
		}
	}
	average := total/float64(max(len(counts), 1)) + 1e-9
	for p, f := range counts {
		norm := saturation * (1 - lengthShare + lengthShare*lengths[p]/average)
		for t, n := range f {
			if _, ok := ix.postings[t]; !ok {
				t = strings.Clone(t) // not to hold the whole text for one word of it
			}
			ix.postings[t] = append(ix.postings[t], posting{int32(p), float32(n * (saturation + 1) / (n + norm))})
		}
	}
	ix.weigh()
	ix.scratches.New = func() any {
		return &scratch{scores: make([]float32, len(ix.passages)), covered: make([]float32, len(ix.topics)), seen: make([]int32, len(ix.topics)), best: make([]topicScore, len(ix.topics))}
	}
	return ix
}

// Words is the least normalising: letters and digits in lower case, single spaces between words.
func Words(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}), " ")
}

// slot is the place of a language in a topic.
func slot(l terang.Language) int {
	if l == terang.English {
		return 1
	}
	return 0
}

// count adds the terms of a text to a field and returns how many words it has.
func (ix *Index) count(f map[string]float64, text string, l terang.Language, weight float64) float64 {
	n := 0.0
	for w := range strings.FieldsSeq(text) {
		n++
		t := ix.dict.term(w, l)
		switch {
		case t == "":
		case ix.dict.soft[w] || ix.dict.soft[t]:
			f[t] += min(weight, 1) // "when" in a title is not what the article is about
		default:
			f[t] += weight
		}
	}
	return n
}

// weigh computes how rare each term is, over topics: a word in both translations is one sighting.
func (ix *Index) weigh() {
	n := float64(len(ix.topics))
	for t, ps := range ix.postings {
		topics := map[int]bool{}
		for _, p := range ps {
			topics[ix.topicOf[ix.passages[p.passage].article]] = true
		}
		df := float64(len(topics))
		ix.idf[t] = float32(math.Log(1 + (n-df+0.5)/(df+0.5)))
		ix.terms = append(ix.terms, t)
		// The order of a map must not reach the sums.
		slices.SortFunc(ps, func(a, b posting) int { return int(a.passage - b.passage) })
	}
	slices.Sort(ix.terms)
	ix.rarest = float32(math.Log(1 + (n+0.5)/0.5))
}

// scratch holds the buffers of one search.
type scratch struct {
	terms   []queryTerm
	scores  []float32 // of each passage
	covered []float32 // of each topic: the weight of the query's terms that it holds
	seen    []int32   // of each topic: the last term that was counted
	best    []topicScore
	order   []int
}

// queryTerm is one term of a query. posts is empty where no article has it.
type queryTerm struct {
	text   string
	weight float32
	soft   bool
	posts  []posting
}

// topicScore is how well a topic does in each language.
type topicScore struct {
	score   [2]float32
	passage [2]int32
}

// Search returns the k best passages for a query that the caller has normalised, best first, at most one
// for each topic. An article in l is given where there is one, also where the words were found in its
// translation.
func (ix *Index) Search(query string, l terang.Language, k int) []Hit {
	if k <= 0 || len(ix.passages) == 0 {
		return nil
	}
	s := ix.scratches.Get().(*scratch)
	defer ix.scratches.Put(s)
	ix.read(s, query, l)
	if len(s.terms) == 0 {
		return nil
	}
	ix.score(s)
	return ix.hits(s, l, min(k, maxHits))
}

// read finds the terms of a query, each once.
func (ix *Index) read(s *scratch, query string, l terang.Language) {
	s.terms = s.terms[:0]
	typos := 0
	for w := range strings.FieldsSeq(query) {
		if len(s.terms) == maxTerms {
			return
		}
		text := ix.lookup(w, l)
		if text == "" || slices.ContainsFunc(s.terms, func(t queryTerm) bool { return t.text == text }) {
			continue
		}
		t := queryTerm{text: text, soft: ix.dict.soft[w] || ix.dict.soft[text], posts: ix.postings[text], weight: 1}
		if len(t.posts) == 0 && !t.soft && len(text) >= minTypo && len(text) <= 24 && typos < maxTypos {
			typos++
			if at := slices.IndexFunc(ix.terms, func(have string) bool { return len(have) >= minTypo && near(text, have) }); at >= 0 {
				t.text, t.posts, t.weight = ix.terms[at], ix.postings[ix.terms[at]], typoWeight
			}
		}
		if len(t.posts) == 0 {
			t.weight = ix.rarest
		} else {
			t.weight *= ix.idf[t.text]
		}
		if t.soft {
			t.weight *= softWeight
		}
		s.terms = append(s.terms, t)
	}
}

// lookup returns the term of a word, trying the rules of the other language where those of l lead nowhere.
func (ix *Index) lookup(w string, l terang.Language) string {
	other := terang.English
	if l == terang.English {
		other = terang.Indonesian
	}
	text := ix.dict.term(w, l)
	if text == "" || len(ix.postings[text]) > 0 {
		return text
	}
	if t := ix.dict.term(w, other); t != "" && len(ix.postings[t]) > 0 {
		return t
	}
	return text
}

// score adds up the terms for each passage, and for each topic what part of the query it covers.
func (ix *Index) score(s *scratch) {
	clear(s.scores)
	clear(s.covered)
	clear(s.seen)
	for i, t := range s.terms {
		for _, p := range t.posts {
			s.scores[p.passage] += t.weight * p.weight
			topic := ix.topicOf[ix.passages[p.passage].article]
			if s.seen[topic] != int32(i+1) {
				s.seen[topic] = int32(i + 1)
				if !t.soft {
					s.covered[topic] += t.weight
				}
			}
		}
	}
	for i := range s.best {
		s.best[i] = topicScore{passage: [2]int32{-1, -1}}
	}
	for p, score := range s.scores {
		a := ix.passages[p].article
		best, at := &s.best[ix.topicOf[a]], slot(ix.articles[a].Language)
		if score > best.score[at] {
			best.score[at], best.passage[at] = score, int32(p)
		}
	}
}

// hits ranks the topics and picks the passages.
func (ix *Index) hits(s *scratch, l terang.Language, k int) []Hit {
	in := slot(l)
	rank := func(topic int) float32 {
		best := &s.best[topic]
		return max(best.score[in], otherShare*best.score[1-in])
	}
	s.order = s.order[:0]
	for topic := range s.best {
		if rank(topic) > 0 {
			s.order = append(s.order, topic)
		}
	}
	slices.SortFunc(s.order, func(a, b int) int {
		if ra, rb := rank(a), rank(b); ra != rb {
			if ra > rb {
				return -1
			}
			return 1
		}
		return a - b
	})
	if len(s.order) == 0 {
		return nil
	}
	next := float32(0)
	if len(s.order) > 1 {
		next = rank(s.order[1])
	}
	out := make([]Hit, 0, min(k, len(s.order)))
	for i, topic := range s.order[:min(k, len(s.order))] {
		rival := next
		if i > 0 {
			rival = rank(s.order[0])
		}
		at := ix.pick(s, topic, in)
		h := Hit{Article: ix.articles[ix.passages[at].article], Passage: ix.passages[at].text, Score: float64(rank(topic))}
		h.Confidence = ix.confidence(s, topic, rank(topic), rival)
		h.Known = i == 0 && h.Confidence >= knownFrom
		out = append(out, h)
	}
	return out
}

// pick returns the passage to show of a topic: the best in the wanted language, the first of its article
// there where only the translation has the words, else the best in the other language.
func (ix *Index) pick(s *scratch, topic, in int) int {
	best := &s.best[topic]
	if best.passage[in] >= 0 {
		return int(best.passage[in])
	}
	if a := ix.topics[topic][in]; a >= 0 {
		return ix.first[a]
	}
	return int(best.passage[1-in])
}
