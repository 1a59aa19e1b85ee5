package words

import (
	"strings"

	"terang"
)

// Languages that the house recognises beside the ones it speaks.
const (
	Mixed     terang.Language = "mixed" // Indonesian and English in one text
	Javanese  terang.Language = "jv"
	Sundanese terang.Language = "su"
)

// Register is how carefully a text is worded.
type Register string

// The registers. A text that shows neither is "".
const (
	Formal   Register = "formal"
	Everyday Register = "everyday"
)

// Script is what a text is written in.
type Script string

// The scripts. A text without letters has none.
const (
	Latin   Script = "latin"
	Foreign Script = "foreign" // mostly letters that this package cannot read
)

// Kind is what a token is made of.
type Kind uint8

// The kinds of tokens.
const (
	KindWord Kind = iota
	KindNumber
	KindMark   // one of ? !
	KindSymbol // emoji and the like
	KindURL    // a link, an e-mail address
)

// Token is one stretch of a line: [Start,End) in Text, [From,To) in Folded.
type Token struct {
	Start, End int
	From, To   int
	Kind       Kind
	Upper      uint8 // capitals in it, at most 255
	Glued      bool  // nothing stands before it that parts it from the token before
}

// Word is one word in its standard form: [From,To) in Standard, and the token that it came from.
type Word struct {
	From, To int
	Token    int
	Kind     Kind
}

// Line is one text as understanding reads it. The zero value is ready for [Book.Read], which reuses its buffers:
// Tokens, Folded and Words are good until the next Read into the same Line; the strings may be kept.
type Line struct {
	Text     string // valid UTF-8 without control characters, at most terang.MaxText characters
	Language terang.Language
	Register Register
	Script   Script
	Tokens   []Token
	Folded   []byte // lower case, no marks on letters, look-alikes mapped: the surface form
	Standard string // standard words joined by spaces
	Words    []Word

	std, enc  []byte // Standard and Encoded, while they are made
	tmp, tmp2 []byte
	scratch   []byte          // parts of words, for one Read
	changed   int             // words that were not in standard form
	chunk     strings.Builder // holds the strings handed out; never overwritten, so that they may be kept
	encoded   string
}

// Surface returns the folded letters of token i.
func (l *Line) Surface(i int) []byte {
	t := l.Tokens[i]
	return l.Folded[t.From:t.To]
}

// Word returns the i-th standard word.
func (l *Line) Word(i int) string {
	w := l.Words[i]
	return l.Standard[w.From:w.To]
}

// Encoded returns the text that the sentence encoder should read: a full sentence in standard form, function
// words kept.
func (l *Line) Encoded() string { return l.encoded }

// chunkSize is how many bytes of strings are allocated at once.
const chunkSize = 4096

// keep returns b as a string of its own.
func (l *Line) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if l.chunk.Cap()-l.chunk.Len() < len(b) {
		l.chunk.Reset()
		l.chunk.Grow(max(chunkSize, len(b)))
	}
	from := l.chunk.Len()
	l.chunk.Write(b)
	return l.chunk.String()[from:]
}
