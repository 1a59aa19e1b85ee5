package understand

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

const (
	window     = 64 // words looked at together: one bit each
	windowStep = 48 // so that a phrase of up to 16 words is seen whole in some window
	maxElems   = 12 // of one phrase
	defaultGap = 3
)

// phrasebook finds phrases in normalised words. A phrase is a line such as
//
//	person: mau|ingin .. @talk ..5 @human
//
// Words stand next to each other; ".." lets up to three others between, "..5" up to five. "a|b" is either,
// "@human" a class that a line "@human = …" defines, "robot*" all words that begin so, "x?" may be absent,
// "^" and "$" are the ends of the text. A label with "!" is an exception: a phrase of the same label that it
// overlaps is not meant. "anger/0.6:" gives a weight. "x|$" as the last element is x or the end.
//
// All phrases are matched at once by shifting bit sets: the time is linear in the text, whatever it holds.
type phrasebook struct {
	labels   []string
	phrases  []phrase
	exact    map[string][]int32 // word to the sets that hold it
	prefixes map[string][]int32
	shortest int // length of the shortest prefix
	longest  int // and of the longest
	sets     int
}

type phrase struct {
	label     int
	weight    float64
	exception bool
	atStart   bool
	atEnd     bool
	endGap    int // words that may stand between the last element and the end
	elems     []elem
}

type elem struct {
	set int32
	gap int // words that may stand before it
}

// hit is a phrase found: words [from,to].
type hit struct {
	label     int
	weight    float64
	exception bool
	from, to  int
}

// parsePhrases reads phrases. standard puts a literal word into the form that texts are matched in.
func parsePhrases(name, text string, standard func(string) string) (*phrasebook, error) {
	b := &phrasebook{exact: map[string][]int32{}, prefixes: map[string][]int32{}}
	p := phraseParser{book: b, standard: standard, classes: map[string][]string{}, ids: map[string]int32{}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	b.sets = len(p.ids)
	b.shortest = 1 << 30
	for prefix := range b.prefixes {
		b.shortest, b.longest = min(b.shortest, len(prefix)), max(b.longest, len(prefix))
	}
	return b, nil
}

type phraseParser struct {
	book     *phrasebook
	standard func(string) string
	classes  map[string][]string
	ids      map[string]int32
}

func (p *phraseParser) line(line string) error {
	if line[0] == '@' {
		class, words, ok := strings.Cut(line, "=")
		if !ok {
			return fmt.Errorf("a class needs =")
		}
		class = strings.TrimSpace(class)
		p.classes[class] = append(p.classes[class], strings.Fields(words)...)
		return nil
	}
	head, body, ok := strings.Cut(line, ":")
	if !ok {
		return fmt.Errorf("no label in %q", line)
	}
	ph := phrase{weight: 1}
	if head, ok = strings.CutSuffix(head, "!"); ok {
		ph.exception = true
	}
	if label, weight, ok := strings.Cut(head, "/"); ok {
		w, err := strconv.ParseFloat(weight, 64)
		if err != nil {
			return fmt.Errorf("weight %q is no number", weight)
		}
		head, ph.weight = label, w
	}
	ph.label = p.label(head)
	fields := strings.Fields(body)
	if len(fields) > 0 && fields[0] == "^" {
		ph.atStart, fields = true, fields[1:]
	}
	if len(fields) > 0 && fields[len(fields)-1] == "$" {
		ph.atEnd, fields = true, fields[:len(fields)-1]
	}
	return p.expand(ph, fields, 0)
}

// expand adds the phrase once with and once without each element that may be absent.
func (p *phraseParser) expand(ph phrase, fields []string, gap int) error {
	if len(fields) == 0 {
		if len(ph.elems) == 0 || len(ph.elems) > maxElems {
			return fmt.Errorf("a phrase has 1 to %d elements, this has %d", maxElems, len(ph.elems))
		}
		ph.endGap = gap
		p.book.phrases = append(p.book.phrases, ph)
		return nil
	}
	f := fields[0]
	if rest, ok := strings.CutPrefix(f, ".."); ok {
		n := defaultGap
		if rest != "" {
			var err error
			if n, err = strconv.Atoi(rest); err != nil {
				return fmt.Errorf("gap %q is no number", rest)
			}
		}
		return p.expand(ph, fields[1:], n)
	}
	if f, ok := strings.CutSuffix(f, "?"); ok {
		if err := p.expand(ph, fields[1:], gap); err != nil {
			return err
		}
		fields = append([]string{f}, fields[1:]...)
		return p.expand(ph, fields, gap)
	}
	if before, ok := strings.CutSuffix(f, "|$"); ok {
		if len(fields) > 1 {
			return fmt.Errorf("%q: the end of the text is the end of the phrase", f)
		}
		ended := ph
		ended.atEnd = true
		if err := p.expand(ended, nil, gap); err != nil {
			return err
		}
		f = before
	}
	set, err := p.set(f)
	if err != nil {
		return err
	}
	ph.elems = append(append([]elem(nil), ph.elems...), elem{set, gap})
	return p.expand(ph, fields[1:], 0)
}

func (p *phraseParser) label(name string) int {
	for i, have := range p.book.labels {
		if have == name {
			return i
		}
	}
	p.book.labels = append(p.book.labels, name)
	return len(p.book.labels) - 1
}

// set returns the number of a set of words, the same for the same text.
func (p *phraseParser) set(f string) (int32, error) {
	if id, ok := p.ids[f]; ok {
		return id, nil
	}
	id := int32(len(p.ids))
	p.ids[f] = id
	return id, p.fill(id, f)
}

func (p *phraseParser) fill(id int32, f string) error {
	for _, alt := range strings.Split(f, "|") {
		switch {
		case alt == "":
			return fmt.Errorf("an empty word in %q", f)
		case alt[0] == '@':
			words, ok := p.classes[alt]
			if !ok {
				return fmt.Errorf("class %s is not defined above", alt)
			}
			for _, w := range words {
				if err := p.fill(id, w); err != nil {
					return err
				}
			}
		case strings.HasSuffix(alt, "*"):
			alt = strings.TrimSuffix(alt, "*")
			p.book.prefixes[alt] = append(p.book.prefixes[alt], id)
		case strings.ContainsAny(alt, "-'"):
			return fmt.Errorf("%q can not stand in a text: words are cut at a hyphen and joined at an apostrophe", alt)
		default:
			p.book.add(alt, id)
			if w := p.standard(alt); w != alt && !strings.Contains(w, " ") {
				p.book.add(w, id)
			}
		}
	}
	return nil
}

// add puts a word into a set, once.
func (b *phrasebook) add(w string, id int32) {
	if have := b.exact[w]; len(have) == 0 || have[len(have)-1] != id {
		b.exact[w] = append(have, id)
	}
}

// find appends the phrases that stand in the words. marks is scratch of at least b.sets.
func (b *phrasebook) find(norm string, words []word, marks []uint64, hits []hit) []hit {
	for base := 0; base < len(words); base += windowStep {
		end := min(base+window, len(words))
		clear(marks)
		for i, w := range words[base:end] {
			b.mark(norm[w.from:w.to], marks, uint64(1)<<i)
		}
		last := end == len(words)
		for i := range b.phrases {
			if h, ok := b.phrases[i].match(marks, base == 0, last, end-base); ok {
				h.from, h.to = h.from+base, h.to+base
				hits = append(hits, h)
			}
		}
		if last {
			break
		}
	}
	return hits
}

// mark notes in which sets a word is.
func (b *phrasebook) mark(w string, marks []uint64, bit uint64) {
	for _, set := range b.exact[w] {
		marks[set] |= bit
	}
	for n := b.shortest; n <= b.longest && n <= len(w); n++ {
		for _, set := range b.prefixes[w[:n]] {
			marks[set] |= bit
		}
	}
}

// match returns the last place where the phrase stands in the window.
func (ph *phrase) match(marks []uint64, first, last bool, n int) (hit, bool) {
	var at [maxElems]uint64
	if ph.atStart && !first || ph.atEnd && !last {
		return hit{}, false
	}
	for i, e := range ph.elems {
		found := marks[e.set]
		if found == 0 {
			return hit{}, false
		}
		switch {
		case i > 0:
			reach := at[i-1] << 1
			for g := 0; g < e.gap; g++ {
				reach |= reach << 1
			}
			found &= reach
		case ph.atStart:
			reach := uint64(1)
			for g := 0; g < e.gap; g++ {
				reach |= reach << 1
			}
			found &= reach
		}
		if found == 0 {
			return hit{}, false
		}
		at[i] = found
	}
	k := len(ph.elems) - 1
	if ph.atEnd {
		at[k] &= ^uint64(0) << max(0, n-1-ph.endGap)
	}
	if at[k] == 0 {
		return hit{}, false
	}
	to := 63 - bits.LeadingZeros64(at[k])
	from := to
	for ; k > 0; k-- {
		// The nearest place before, within the gap, where the element before stands.
		before := at[k-1] & (1<<from - 1)
		from = 63 - bits.LeadingZeros64(before)
	}
	return hit{label: ph.label, weight: ph.weight, exception: ph.exception, from: from, to: to}, true
}

// without drops the hits that an exception of the same label overlaps, and the exceptions.
func without(hits []hit) []hit {
	var exceptions [16]hit
	n := 0
	for _, h := range hits {
		if h.exception && n < len(exceptions) {
			exceptions[n] = h
			n++
		}
	}
	kept := hits[:0]
	for _, h := range hits {
		if !h.exception && !overlapped(h, exceptions[:n]) {
			kept = append(kept, h)
		}
	}
	return kept
}

func overlapped(h hit, exceptions []hit) bool {
	for _, x := range exceptions {
		if x.label == h.label && x.from <= h.to && h.from <= x.to {
			return true
		}
	}
	return false
}
