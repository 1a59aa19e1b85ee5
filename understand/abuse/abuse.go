// Package abuse finds where a contact's message abuses whoever reads it: obscene words, names that the reader is called, curses
// at the reader, threats of violence. It is for the desk, which folds such a message until somebody opens it.
//
// It tells abuse from anger. Who is angry, swears at a parcel, says that a service is bad, calls the firm cheats, or tells
// that a courier was rude, is heard like anybody else and nothing is found; what counts is who a word is aimed at. Agents' own
// words are never looked at: what is not a contact's message has nothing to find.
//
// It decides nothing, keeps no text, and knows swear words as understand/mood knows them, also masked and drawn out.
//
// The way in is [New] and [Reader.Find].
package abuse

import (
	"sync"

	"terang"
	"terang/understand/mood"
	"terang/understand/words"
)

// Limits of what is found.
const (
	maxFound = 8   // stretches of one message
	maxQuote = 120 // bytes of one stretch
)

// Reader finds abuse. It does not change after [New] and serves many goroutines at once.
type Reader struct {
	book  *words.Book
	moods *mood.Reader
	pool  sync.Pool
}

// New makes a Reader. book knows the words that a pack adds; nil is the house's own.
func New(book *words.Book) (*Reader, error) {
	if book == nil {
		book = words.Default()
	}
	moods, err := mood.New(book)
	if err != nil {
		return nil, err
	}
	r := &Reader{book: book, moods: moods}
	r.pool.New = func() any { return new(scratch) }
	return r, nil
}

// Shared returns the one Reader of the house's own words, made when it is first asked for.
func Shared() (*Reader, error) { return shared() }

var shared = sync.OnceValues(func() (*Reader, error) { return New(nil) })

// Find returns where a message abuses its reader, in the order of the text; nothing for a message that is not a contact's.
func (r *Reader) Find(by terang.Author, text string) []terang.Abuse {
	if by.Kind() != terang.KindContact {
		return nil
	}
	s := r.pool.Get().(*scratch)
	defer r.pool.Put(s)
	r.book.Read(&s.line, text, "")
	if len(s.line.Tokens) == 0 {
		return nil
	}
	s.read(r.moods.Read(&s.line).Causes)
	s.judge()
	var out []terang.Abuse
	for _, f := range s.found {
		if len(out) == maxFound {
			break
		}
		quote := s.line.Text[f.start:f.end]
		if len(quote) > maxQuote {
			continue
		}
		out = append(out, terang.Abuse{Why: f.why, Quote: quote})
	}
	return out
}
