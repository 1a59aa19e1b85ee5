// Package words puts what customers type into words that can be learnt from: tokens, standard forms, language,
// register and clauses, for formal and everyday Indonesian, English and a mixture of both.
//
// It never decides what a text means, never keeps a text, and takes time in proportion to a text's length,
// whatever the text holds.
//
// The way in is [Book.Read], which fills a [Line]. [Default] is the house's own book; [Book.With] adds the words of
// a pack. [Noiser] makes the opposite: it varies a text the way people mistype it.
package words

import (
	"sync"

	"terang"
)

// Book knows words: their everyday forms, their standard forms, and the languages they belong to. It does not change
// once it is built, so that many may read with it at once.
type Book struct {
	lexicon  *lexicon
	likeness *likeness
	tongue   *tongue
	pack     *lexicon // words that packs brought along; nil for none
	packLike *likeness
}

// New builds the house's own book.
func New() *Book {
	x := newLexicon()
	return &Book{lexicon: x, likeness: newLikeness(x), tongue: newTongue()}
}

var theBook = sync.OnceValue(New)

// Default returns the house's own book, built once.
func Default() *Book { return theBook() }

// maxPack bounds the words that packs may bring along.
const maxPack = 20000

// packFrequency is how frequent a pack's word counts among those that a mistyped word may be.
const packFrequency = 15

// With returns a book that also knows the words of the given texts as correctly spelt, product names and the like; b
// stays as it is.
func (b *Book) With(pack []string) *Book {
	out := *b
	x := &lexicon{index: make(map[string]int32, len(pack)), entries: make([]entry, 1, len(pack)+1)}
	if b.pack != nil {
		for _, e := range b.pack.entries[1:] {
			*x.entry(e.word) = e
		}
	}
	var l Line
	for _, text := range pack {
		l.Tokens, l.Folded = scan(bounded(text), l.Tokens, l.Folded)
		for i, t := range l.Tokens {
			w := l.Surface(i)
			if t.Kind != KindWord || len(w) < 2 || len(x.entries) > maxPack || b.known(w) {
				continue
			}
			x.entry(string(w)).freq = [tongues]uint8{packFrequency, packFrequency}
		}
	}
	out.pack, out.packLike = x, newLikeness(x)
	return &out
}

// packed reports whether w is a word of the pack.
func (b *Book) packed(w []byte) bool { return b.pack != nil && b.pack.index[string(w)] != 0 }

// Read reads text into dst. prior, the conversation's language, tips a text that says little; it may be "".
func (b *Book) Read(dst *Line, text string, prior terang.Language) {
	dst.Text = bounded(text)
	dst.Tokens, dst.Folded = scan(dst.Text, dst.Tokens, dst.Folded)
	b.joinDigits(dst)
	dst.Script = scriptOf(dst)
	dst.Language = b.tongue.hear(b.lexicon, dst, prior)
	dst.scratch = dst.scratch[:0]
	b.standardise(dst)
	dst.Register = b.register(dst)
}

// Concept returns the number of the concept that a standard word stands for, 0 where the house knows of none. Words of
// both languages that mean about the same share a number.
func (b *Book) Concept(word string) int { return int(b.lexicon.find([]byte(word)).concept) }

// Concepts returns how many concepts there are; numbers run from 1 to it.
func (b *Book) Concepts() int { return b.lexicon.concepts }
