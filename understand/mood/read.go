package mood

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"terang/understand/words"
)

const (
	window = 40 // tokens that are weighed together; a longer text is as angry as its angriest stretch
	stride = 20

	leastCause = 0.2  // log-odds that a word must bring
	partCause  = 0.25 // of the strongest word's
	maxCauses  = 3    // of one mood
	nearCause  = 2    // tokens apart that still make one cause
)

// Reader reads moods. It does not change after [New] and serves many goroutines at once.
type Reader struct {
	book  *words.Book
	model *model
	swear *swearing
	pool  sync.Pool
}

// scratch is the memory of one reading.
type scratch struct {
	extractor extractor
	best      [moods]float64
	at        [moods][2]int // the stretch that gave the best
	bytoken   [window]sums
	pull      [window]float32
	causes    []Cause
	swear     swearScratch
}

// New makes a reader that takes its words from book, nil for the house's own. It fails only where the program was
// built with a damaged model.
func New(book *words.Book) (*Reader, error) {
	if book == nil {
		book = words.Default()
	}
	m, err := decode(learnt)
	if err != nil {
		return nil, fmt.Errorf("mood: new: %w", err)
	}
	r := &Reader{book: book, model: m, swear: newSwearing()}
	r.pool.New = func() any { return new(scratch) }
	return r, nil
}

// ReadText is [Reader.Read] for a text that nothing else needs as a line.
func (r *Reader) ReadText(text string) Mood {
	var line words.Line
	r.book.Read(&line, text, "")
	return r.Read(&line)
}

// Read returns the mood of a contact's message. A line without words or signs has none: all zero.
func (r *Reader) Read(line *words.Line) Mood { return r.read(line, nil) }

// ReadWith is Read for a caller that has the line's sentence vector already: [VectorSize] numbers of length one, as the
// encoder gives for the line's Encoded text. It hears disappointment and sarcasm better than the words alone. A vector of
// another size is left aside.
func (r *Reader) ReadWith(line *words.Line, vector []float32) Mood {
	if len(vector) != VectorSize {
		return r.read(line, nil)
	}
	push := r.model.deep.push(vector)
	return r.read(line, &push)
}

// read weighs the stretches of a line, with what its vector adds, if there is one.
func (r *Reader) read(line *words.Line, push *[scored]float32) Mood {
	var mood Mood
	if len(line.Tokens) == 0 {
		return mood
	}
	s := r.pool.Get().(*scratch)
	defer r.pool.Put(s)
	s.best, s.at, s.causes = [moods]float64{}, [moods][2]int{}, s.causes[:0]

	var swears, threatens float64
	for from := 0; from < len(line.Tokens); from += stride {
		to := min(from+window, len(line.Tokens))
		s.extractor.read(line, from, to)
		z := r.odds(r.sum(&s.extractor), push)
		for k := range s.best {
			if p := sigmoid(float64(z[k])); p > s.best[k] {
				s.best[k], s.at[k] = p, [2]int{from, to}
			}
		}
		swears = max(swears, sigmoid(float64(z[headProfanity])))
		threatens = max(threatens, sigmoid(float64(z[headThreat])))
		if to == len(line.Tokens) {
			break
		}
	}
	mood.Anger, mood.Disappointment, mood.Worry = s.best[0], s.best[1], s.best[2]
	mood.Sarcasm, mood.Satisfaction = s.best[3], s.best[4]
	for k, kind := range Kinds() {
		if s.best[k] >= cuts[k] {
			r.explain(s, line, k, kind)
		}
	}
	s.causes = r.swear.find(s.causes, line, &s.swear, max(swears, mood.Anger))
	s.causes = threats(s.causes, line, threatens)
	s.causes = shouts(s.causes, line)
	for _, c := range s.causes {
		switch c.Kind {
		case Profanity:
			mood.Profanity = true
		case Threat:
			mood.Threat = true
		case Shouting:
			mood.Shouting = true
		case Anger, Disappointment, Worry, Sarcasm, Satisfaction:
		}
	}
	if len(s.causes) > 0 {
		mood.Causes = slices.Clone(s.causes)
	}
	return mood
}

// odds are the calibrated log-odds of a stretch.
func (r *Reader) odds(s *sums, push *[scored]float32) [scored]float32 {
	if push == nil {
		return r.model.logits(s)
	}
	out := r.model.scores(s)
	for h, z := range out {
		out[h] = r.model.deep.slope[h]*z + push[h]
	}
	return out
}

// sum adds up the hidden numbers of what was extracted.
func (r *Reader) sum(e *extractor) *sums {
	var s sums
	for _, f := range e.features {
		if row := r.model.rows.row(f.hash); row >= 0 {
			r.model.add(&s, row, e.lengths[f.family])
		}
	}
	return &s
}

// pronoun reports whether a word only says who: it stands in angry texts often, and explains nothing.
func pronoun(w string) bool {
	switch w {
	case "saya", "aku", "gue", "gw", "gua", "kalian", "kamu", "anda", "lo", "lu", "elu", "kami", "kita", "dia", "mereka", "semua", "i", "me", "my", "you", "your", "u", "we", "us", "our", "he", "she", "they", "it":
		return true
	}
	return false
}

// explain adds the words that made mood k likely. A word's pull is the mean of two: how far the log-odds fall when it is
// taken away, and how far they rise when it stands alone. The first by itself would blame nobody where two words say the
// same ("thieves, crooks"): without one, the other suffices.
func (r *Reader) explain(s *scratch, line *words.Line, k int, kind Kind) {
	from, to := s.at[k][0], s.at[k][1]
	s.extractor.read(line, from, to)
	clear(s.bytoken[:])
	var all sums
	for _, f := range s.extractor.features {
		row := r.model.rows.row(f.hash)
		if row < 0 {
			continue
		}
		x := s.extractor.lengths[f.family]
		r.model.add(&all, row, x)
		if f.token >= 0 {
			r.model.add(&s.bytoken[int(f.token)-from], row, x)
		}
	}
	whole, none := r.model.logits(&all)[k], r.model.logits(&sums{})[k]
	strongest := float32(0)
	for i := range to - from {
		without := all
		for j := range without {
			without[j] -= s.bytoken[i][j]
		}
		s.pull[i] = (whole - r.model.logits(&without)[k] + r.model.logits(&s.bytoken[i])[k] - none) / 2
		if t := line.Tokens[from+i]; t.To-t.From <= maxWord && pronoun(string(line.Folded[t.From:t.To])) {
			s.pull[i] = 0
		}
		strongest = max(strongest, s.pull[i])
	}
	least := max(float32(leastCause), strongest*partCause)
	first := len(s.causes)
	last := -nearCause - 1
	for i := range to - from {
		if s.pull[i] < least {
			continue
		}
		t := line.Tokens[from+i]
		if i-last <= nearCause {
			c := &s.causes[len(s.causes)-1]
			c.End, c.Weight = t.End, c.Weight+float64(s.pull[i])
		} else {
			s.causes = append(s.causes, Cause{kind, t.Start, t.End, float64(s.pull[i])})
		}
		last = i
	}
	found := s.causes[first:]
	slices.SortStableFunc(found, func(a, b Cause) int { return cmp.Compare(b.Weight, a.Weight) })
	if len(found) > maxCauses {
		s.causes = s.causes[:first+maxCauses]
	}
}
