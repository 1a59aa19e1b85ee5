package words

import (
	_ "embed"
	"strings"

	"terang"
)

//go:embed data/forms.id.txt
var formsID string

//go:embed data/derived.id.txt
var derivedID string

//go:embed data/forms.en.txt
var formsEN string

//go:embed data/frequent.id.txt
var frequentID string

//go:embed data/frequent.en.txt
var frequentEN string

//go:embed data/plain.id.txt
var plainID string

//go:embed data/mixed.txt
var mixedList string

//go:embed data/regional.txt
var regionalList string

//go:embed data/marks.txt
var markList string

//go:embed data/concepts.txt
var conceptList string

// The two tongues that standard forms exist in.
const (
	id = iota
	en
	tongues
)

// What else is known about a word.
const (
	isParticle = 1 << iota // adds nothing to what is asked
	isVocative             // calls somebody
	isWhole                // looks as if it had an ending and has none
	isPlace                // "di" before it is a word of its own
	isStem                 // one of the house's own standard words
	isLoose                // everyday, though in standard form
	isCareful              // used by who words carefully
	isOwn                  // an everyday form of the house's own list
	isStay                 // no form that was derived from data applies
)

// entry is what the house knows about one word.
type entry struct {
	word    string
	full    [tongues]string // the standard of an everyday form; may be several words
	theirs  string          // the Indonesian for a Javanese or Sundanese word
	plain   string          // the plain word for one that means the same
	freq    [tongues]uint8  // how often it is used, see data/frequent.*.txt; 0 where it is not known to be standard
	flags   uint16
	concept uint16
}

// lexicon holds the words of the house.
type lexicon struct {
	index    map[string]int32
	entries  []entry
	concepts int
}

// Sizes to begin with, a little over what the lists hold.
const (
	manyWords  = 16384
	listedWord = 8  // frequency of a word that is in a list without one
	ownWord    = 20 // of a word that everyday forms are put into
)

// newLexicon reads the word lists of the house.
func newLexicon() *lexicon {
	x := &lexicon{index: make(map[string]int32, manyWords), entries: make([]entry, 1, manyWords)}
	x.readFrequent(frequentID, id)
	x.readFrequent(frequentEN, en)
	x.readForms(formsID, id, true)
	x.readForms(derivedID, id, false)
	x.readForms(formsEN, en, true)
	x.readMarks(markList)
	for line := range strings.Lines(plainID) {
		if plain, others, ok := cutLine(line); ok {
			for w := range strings.FieldsSeq(others) {
				x.entry(w).plain = plain
			}
		}
	}
	for line := range strings.Lines(regionalList) {
		if standard, theirs, ok := cutLine(line); ok {
			for w := range strings.FieldsSeq(theirs) {
				if e := x.entry(w); e.theirs == "" {
					e.theirs = standard
				}
			}
		}
	}
	for line := range strings.Lines(conceptList) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		first := true
		for w := range strings.FieldsSeq(line) {
			if first {
				x.concepts++
				first = false
			}
			if e := x.entry(w); e.concept == 0 {
				e.concept = uint16(x.concepts)
			}
		}
	}
	return x
}

// cutLine cuts a line "standard = forms"; ok is false for one of another shape.
func cutLine(line string) (standard, forms string, ok bool) {
	if strings.HasPrefix(line, "#") {
		return "", "", false
	}
	standard, forms, ok = strings.Cut(line, "=")
	return strings.TrimSpace(standard), forms, ok
}

// entry returns the entry of a word, a new one if need be. It is good until the next call.
func (x *lexicon) entry(word string) *entry {
	at, ok := x.index[word]
	if !ok {
		at = int32(len(x.entries))
		x.entries = append(x.entries, entry{word: word})
		x.index[word] = at
	}
	return &x.entries[at]
}

// find returns what is known of a word; of an unknown one, an empty entry.
func (x *lexicon) find(word []byte) *entry { return &x.entries[x.index[string(word)]] }

// readFrequent reads lines "level word word …".
func (x *lexicon) readFrequent(list string, tongue int) {
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		level := -1
		for w := range strings.FieldsSeq(line) {
			if level >= 0 {
				x.entry(w).freq[tongue] = uint8(level)
				continue
			}
			level = 0
			for i := range len(w) {
				level = level*10 + int(w[i]-'0')
			}
			level++
		}
	}
}

// readForms reads lines "standard = forms". Own forms go before those that were derived from data.
func (x *lexicon) readForms(list string, tongue int, own bool) {
	for line := range strings.Lines(list) {
		if rest, ok := strings.CutPrefix(line, "!"); ok {
			for w := range strings.FieldsSeq(rest) {
				x.entry(w).flags |= isStay
			}
			continue
		}
		standard, forms, ok := cutLine(line)
		if !ok {
			continue
		}
		if own {
			for w := range strings.FieldsSeq(standard) {
				e := x.entry(w)
				e.freq[tongue] = max(e.freq[tongue], ownWord)
				e.flags |= isStem
			}
		}
		for form := range strings.FieldsSeq(forms) {
			e := x.entry(form)
			if e.full[tongue] == "" && (own || e.flags&isStay == 0) {
				e.full[tongue] = standard
				if own {
					e.flags |= isOwn
				}
			}
		}
	}
}

// readMarks reads lines "mark: words".
func (x *lexicon) readMarks(list string) {
	marks := map[string]uint16{"particle": isParticle, "vocative": isVocative, "whole": isWhole, "place": isPlace, "everyday": isLoose, "careful": isCareful, "known": isStem}
	for line := range strings.Lines(list) {
		mark, rest, ok := strings.Cut(line, ":")
		flag := marks[mark]
		if !ok || flag == 0 {
			continue
		}
		for w := range strings.FieldsSeq(rest) {
			e := x.entry(w)
			e.flags |= flag
			if flag&(isWhole|isPlace|isStem) != 0 {
				e.freq[id] = max(e.freq[id], listedWord)
			}
		}
	}
}

// tongueOf returns the tongue whose everyday forms go first in a text of language l.
func tongueOf(l terang.Language) int {
	if l == terang.English {
		return en
	}
	return id
}
