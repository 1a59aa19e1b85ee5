package request

import (
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

const (
	window     = 64 // words looked at together: one bit each
	windowStep = 48 // so that a phrase of up to 16 words is seen whole in some window
	maxElems   = 12 // of one phrase
	defaultGap = 3
	maxClasses = 64 // one bit each
)

// phrasebook finds phrases in the words of a line. A phrase is a line such as
//
//	person: mau|ingin .. @talk ..5 @human
//
// Words stand next to each other; ".." lets up to three others between, "..5" up to five. "a|b" is either,
// "@human" a class that a line "@human = …" defines, "robot*" all words that begin so, "x?" may be absent,
// "^" and "$" are the ends of the text. A label with "!" is an exception: a phrase of the same label that it
// overlaps is not meant. "stop/0.6:" gives a weight, which is how sure the phrase alone is. "x|$" as the last
// element is x or the end. Words are matched in their standard form and as they were written.
//
// All phrases are matched at once by shifting bit sets: the time is linear in the text, whatever it holds.
type phrasebook struct {
	phrases  []phrase
	classes  []class
	exact    map[string][]int32 // word to the sets that hold it
	prefixes map[string][]int32
	shortest int // length of the shortest prefix
	longest  int // and of the longest
	sets     int
}

// class is a set of words that a line "@name = …" defines. The learner sees them as tags of words.
type class struct {
	name string
	set  int32
}

type phrase struct {
	label     int // place in all
	weight    float32
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
	weight    float32
	exception bool
	from, to  int
}

// parsePhrases reads phrases.
func parsePhrases(name, text string) (*phrasebook, error) {
	b := &phrasebook{exact: make(map[string][]int32, 2048), prefixes: map[string][]int32{}}
	p := phraseParser{book: b, classes: map[string][]string{}, ids: make(map[string]int32, 1024)}
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
	if len(b.classes) > maxClasses {
		return nil, fmt.Errorf("%s: %d classes, more than %d", name, len(b.classes), maxClasses)
	}
	b.sets = len(p.ids)
	b.shortest = 1 << 30
	for prefix := range b.prefixes {
		b.shortest, b.longest = min(b.shortest, len(prefix)), max(b.longest, len(prefix))
	}
	return b, nil
}

type phraseParser struct {
	book    *phrasebook
	classes map[string][]string
	ids     map[string]int32
}

func (p *phraseParser) line(line string) error {
	if line[0] == '@' {
		class, words, ok := strings.Cut(line, "=")
		if !ok {
			return fmt.Errorf("a class needs =")
		}
		return p.class(strings.TrimSpace(class), strings.Fields(words))
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
		w, err := strconv.ParseFloat(weight, 32)
		if err != nil {
			return fmt.Errorf("weight %q is no number", weight)
		}
		head, ph.weight = label, float32(w)
	}
	if ph.label = slices.Index(all[:], Request(head)); ph.label < 0 {
		return fmt.Errorf("%q is no request", head)
	}
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

// class defines a class, once.
func (p *phraseParser) class(name string, words []string) error {
	if _, ok := p.classes[name]; ok {
		return fmt.Errorf("class %s is defined twice", name)
	}
	for _, w := range words {
		if w[0] == '@' {
			if _, ok := p.classes[w]; !ok {
				return fmt.Errorf("class %s is not defined above", w)
			}
		}
	}
	p.classes[name] = words
	set, err := p.set(name)
	p.book.classes = append(p.book.classes, class{name: name, set: set})
	return err
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

// find appends the phrases that stand in the places. marks is scratch of at least b.sets.
// It notes in tags which classes each place is in.
func (b *phrasebook) find(places []place, marks, tags []uint64, hits []hit) []hit {
	for base := 0; base < len(places); base += windowStep {
		end := min(base+window, len(places))
		clear(marks)
		for i := range places[base:end] {
			b.mark(&places[base+i], marks, uint64(1)<<i)
		}
		for c := range b.classes {
			for m := marks[b.classes[c].set]; m != 0; m &= m - 1 {
				tags[base+bits.TrailingZeros64(m)] |= 1 << c
			}
		}
		last := end == len(places)
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

// mark notes in which sets a place is: by its standard word, and by what was really written.
func (b *phrasebook) mark(p *place, marks []uint64, bit uint64) {
	for _, set := range b.exact[p.word] {
		marks[set] |= bit
	}
	for n := b.shortest; n <= b.longest && n <= len(p.word); n++ {
		for _, set := range b.prefixes[p.word[:n]] {
			marks[set] |= bit
		}
	}
	if len(p.surface) == 0 {
		return
	}
	for _, set := range b.exact[string(p.surface)] {
		marks[set] |= bit
	}
	for n := b.shortest; n <= b.longest && n <= len(p.surface); n++ {
		for _, set := range b.prefixes[string(p.surface[:n])] {
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

// clash reports whether an exception of the same label overlaps the hit.
func clash(h *hit, hits []hit) bool {
	for i := range hits {
		if x := &hits[i]; x.exception && x.label == h.label && x.from <= h.to && h.from <= x.to {
			return true
		}
	}
	return false
}
