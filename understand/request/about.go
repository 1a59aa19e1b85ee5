package request

import (
	"fmt"
	"strings"
	"unicode"

	"terang/understand/ear"
)

// A question of who speaks is about the one who answers: its words are those of a talk. "Is this a robot?" has no
// other noun; "is this robot vacuum loud?" has one, and is about that. So each word that tells a machine or a person
// is looked at with the nearest word at either side that says what the sentence is about. Which nouns there are need
// not be known for it: what is neither such a word, nor about the talk, nor a word of grammar, is a thing.

// about is what a word tells of the subject of a sentence.
type about uint32

const (
	edge    about = iota // the part ends
	you                  // the one who answers
	address              // may be the one who answers, or only a form of address
	talk                 // the talk itself: chat, answer, type
	this                 // points at something
	teller               // tells a machine or a person itself
	thing                // all other words that bear sense
	grammar              // bears none: skipped
)

// How much each family counts.
const (
	besideValue  = 1.8 // a teller with what stands at both sides
	sideValue    = 0.9 // with what stands at one
	subjectValue = 2.2 // what the whole part is about
	manyThings   = 3   // more are not told apart
)

// subject tells what the words of a part are about.
type subject struct {
	tellers [4]uint64 // classes, one for each kind of teller
	kinds   [5]struct {
		class uint64
		about about
	}
	who     uint64 // the class of words that ask for a person
	grammar uint64 // the class of words that bear no sense
	classes uint64 // the classes of kinds; they are told by what a sentence is about, not each by itself
}

// subjectOf finds the classes of words that tell what a sentence is about.
func subjectOf(b *phrasebook) (s subject, err error) {
	for i, name := range []string{"@machine", "@robot", "@humanly", "@real"} {
		if s.tellers[i], err = b.class(name); err != nil {
			return s, err
		}
	}
	if s.who, err = b.class("@who"); err != nil {
		return s, err
	}
	for i, k := range []struct {
		name  string
		about about
	}{{"@self", you}, {"@address", address}, {"@talk", talk}, {"@this", this}, {"@grammar", grammar}} {
		if s.kinds[i].class, err = b.class(k.name); err != nil {
			return s, err
		}
		s.kinds[i].about = k.about
		s.classes |= s.kinds[i].class
	}
	s.grammar = s.kinds[len(s.kinds)-1].class
	return s, nil
}

// class returns the bit of a class.
func (b *phrasebook) class(name string) (uint64, error) {
	for i, c := range b.classes {
		if c.name == name {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("request: phrases.txt defines no class %s", name)
}

// of returns what a word with these classes is about.
func (s *subject) of(tag uint64) about {
	for _, t := range s.tellers {
		if tag&t != 0 {
			return teller
		}
	}
	for _, k := range s.kinds {
		if tag&k.class != 0 {
			return k.about
		}
	}
	return thing
}

// near returns what the nearest word that bears sense is about, from at on in steps of by.
func (s *subject) near(tags []uint64, at, by int) about {
	for ; at >= 0 && at < len(tags); at += by {
		if a := s.of(tags[at]); a != grammar {
			return a
		}
	}
	return edge
}

// subjects adds what the part of the given classes is about. It begins at place from.
func (e *extractor) subjects(s *subject, tags []uint64, from int) {
	things, seen := 0, uint32(0)
	for i, tag := range tags {
		a := s.of(tag)
		if a == thing {
			things++
		}
		if a != grammar && a != thing {
			seen |= 1 << a
		}
		if a != teller {
			continue
		}
		left, right := s.near(tags, i-1, -1), s.near(tags, i+1, 1)
		for kind, t := range s.tellers {
			if tag&t == 0 {
				continue
			}
			h := ear.Mix(saltAbout, uint32(kind))
			e.add(ear.Mix(ear.Mix(h, 16+uint32(left)), uint32(right)), besideValue, from+i)
			e.add(ear.Mix(h, 32+uint32(left)), sideValue, from+i)
			e.add(ear.Mix(h, 48+uint32(right)), sideValue, from+i)
		}
	}
	if seen&(1<<teller) != 0 {
		h := ear.Mix(saltSubject, uint32(min(things, manyThings)))
		e.add(h, subjectValue/2, -1)
		e.add(ear.Mix(h, seen), subjectValue, -1)
	}
}

// strays reports whether a stretch of places of a part, from to to, is about a thing: one stands in it or next to it, and no
// word in it is about the one who answers or the talk.
func (s *subject) strays(tags []uint64, from, to int) bool {
	thingly := false
	for i := max(0, from-1); i <= min(to+1, len(tags)-1); i++ {
		switch a := s.of(tags[i]); {
		case a == thing:
			thingly = true
		case (a == you || a == talk) && from <= i && i <= to:
			return false
		}
	}
	return thingly
}

// astray reports whether a part names a machine or a person, and a thing, and neither the one who answers nor the talk.
func (s *subject) astray(tags []uint64) bool {
	seen := s.seen(tags)
	return seen&(1<<teller) != 0 && seen&(1<<thing) != 0 && seen&(1<<you|1<<talk) == 0
}

// silent reports whether a part names neither a machine nor a person, and does not ask who.
func (s *subject) silent(tags []uint64) bool {
	for _, tag := range tags {
		if tag&s.who != 0 {
			return false
		}
	}
	return s.seen(tags)&(1<<teller) == 0
}

// seen is the set of what the words of a part are about.
func (s *subject) seen(tags []uint64) (set uint32) {
	for _, tag := range tags {
		set |= 1 << s.of(tag)
	}
	return set
}

// lettered reports whether a word has a letter or a digit: signs and pictures have none.
func lettered(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
