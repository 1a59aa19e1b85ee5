// Package terang is the vocabulary of the house: messages, conversations, contacts, authors, drafts,
// receipts and errors. It holds values and their rules and never does I/O: no clock, no randomness,
// no store, no network. Every other package may import it; it imports none of ours.
//
// The way in is [Message] (one utterance with exactly one [Author]) and [Draft] (what somebody wants
// to say, before the gate). CONTEXT.md explains each word.
package terang

// Language is a BCP 47 primary tag of a text for people. The house speaks Indonesian and English.
type Language string

// The languages in which the house has texts of its own.
const (
	Indonesian Language = "id"
	English    Language = "en"
)

// Valid reports whether the house has texts in l.
func (l Language) Valid() bool { return l == Indonesian || l == English }

// Or returns l where the house speaks it, else fallback.
func (l Language) Or(fallback Language) Language {
	if l.Valid() {
		return l
	}
	return fallback
}

// Text is one text for people in each language of the house.
type Text map[Language]string

// In returns the text in l, falling back to Indonesian, then to English, then to "".
func (t Text) In(l Language) string {
	for _, try := range []Language{l, Indonesian, English} {
		if s := t[try]; s != "" {
			return s
		}
	}
	return ""
}
