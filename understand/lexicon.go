package understand

import (
	_ "embed"
	"strings"

	"terang"
)

//go:embed data/words.id.txt
var wordsID string

//go:embed data/words.en.txt
var wordsEN string

//go:embed data/concepts.txt
var conceptList string

// lexicon knows the standard form of everyday words, and which words are standard.
type lexicon struct {
	forms map[terang.Language]map[string]string // everyday form to standard; a standard may be several words
	known map[string]bool                       // standard words; endings are only cut off to reach one of these
	whole map[string]bool                       // words that merely look as if they had an ending
	seen  map[string]bool                       // words of the examples, of either language

	concepts map[string]uint64 // what a word means, as the feature that stands for it
}

// newLexicon reads the word lists of the house.
func newLexicon() *lexicon {
	x := &lexicon{
		forms: map[terang.Language]map[string]string{terang.Indonesian: {}, terang.English: {}},
		known: make(map[string]bool, 1024),
		whole: make(map[string]bool, 64),
		seen:  make(map[string]bool, 4096),

		concepts: make(map[string]uint64, 1024),
	}
	for line := range strings.Lines(conceptList) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		for _, w := range words {
			if _, taken := x.concepts[w]; !taken {
				x.concepts[w] = hashOf(saltConcept, words[0])
			}
		}
	}
	x.read(wordsID, terang.Indonesian)
	x.read(wordsEN, terang.English)
	return x
}

func (x *lexicon) read(list string, l terang.Language) {
	whole := false
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			whole = strings.Contains(line, "are not one")
			continue
		}
		standard, forms, found := strings.Cut(line, "=")
		for _, w := range strings.Fields(standard) {
			x.known[w] = true
			if whole {
				x.whole[w] = true
			}
		}
		if !found {
			continue
		}
		standard = strings.TrimSpace(standard)
		for _, form := range strings.Fields(forms) {
			x.forms[l][form] = standard
		}
	}
}

// learn takes in a word of a pack's examples; an Indonesian one is one that an ending may be cut off to reach.
func (x *lexicon) learn(word string, l terang.Language) {
	if len(word) < 3 {
		return
	}
	x.seen[word] = true
	if l == terang.Indonesian {
		x.known[word] = true
	}
}

// real reports whether a word is one, rather than one with a letter drawn out.
func (x *lexicon) real(word []byte) bool { return x.known[string(word)] || x.seen[string(word)] }

// standard returns the standard form of a folded word in a text of language l, "" where it has none of its
// own. In a text that may be either, Indonesian forms go first: there are more of them and they are denser.
func (x *lexicon) standard(word []byte, l terang.Language) string {
	if l != terang.English {
		if s, ok := x.forms[terang.Indonesian][string(word)]; ok && (l == terang.Indonesian || len(word) > 2) {
			return s
		}
	}
	if l != terang.Indonesian {
		if s, ok := x.forms[terang.English][string(word)]; ok && (l == terang.English || len(word) > 2) {
			return s
		}
	}
	return ""
}

// passive returns the standard form of the verb inside a passive, "tukar" for "dituker", "" for none.
func (x *lexicon) passive(word []byte) string {
	if len(word) < 6 || string(word[:2]) != "di" {
		return ""
	}
	return x.forms[terang.Indonesian][string(word[2:])]
}

// clitics are the short words that Indonesian glues to the end of another.
var clitics = [...]string{"nya", "kah", "lah", "ku", "mu", "in"}

// stem cuts one clitic off a word where a standard word is left: "paketku" is "paket" and "buku" is whole.
// "-in", the everyday "-kan", is cut the same way: "batalin" is "batal".
func (x *lexicon) stem(word []byte) []byte {
	if x.whole[string(word)] {
		return word
	}
	for _, c := range clitics {
		cut := len(word) - len(c)
		if cut >= 3 && string(word[cut:]) == c && x.known[string(word[:cut])] {
			return word[:cut]
		}
	}
	if cut := len(word) - 3; cut >= 4 && string(word[cut:]) == "nya" {
		return word[:cut]
	}
	return word
}
