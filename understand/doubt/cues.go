package doubt

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"terang/understand/ear"
	"terang/understand/words"
)

//go:embed data/cues.txt
var cueList string

const causes = 14 // of [Whys]

// The causes that are asked for one by one.
const (
	classIrony  class = 10
	classGaveUp class = 11
	classStakes class = 13
)

// class is a sort of cue. The first are the causes in the order of [Whys].
type class uint8

const (
	classGood class = iota + causes
	classStart
	classOwn
	classOther
	classAnswer

	assistantLost
	assistantSorry
	assistantRefuses
	assistantPage
	assistantSoon
	assistantPatience
	assistantDone
	assistantOwns
	assistantElse
	assistantFails
	assistantAsks
)

const contactClasses = int(assistantLost)

// classNames are the names of the classes after the causes, as the list of cues has them.
var classNames = [...]string{
	"good", "start", "own", "other", "answer",
	"a_lost", "a_sorry", "a_refuse", "a_page", "a_soon", "a_patience", "a_done", "a_own", "a_else", "a_fail", "a_ask",
}

func classOf(name string) (class, bool) {
	for i, w := range Whys() {
		if string(w) == name {
			return class(i), true
		}
	}
	i := slices.Index(classNames[:], name)
	return class(i + causes), i >= 0
}

const (
	longestCue = 9    // words of a phrase, its edges with it
	mostPhrase = 2000 // phrases of one line of the list
)

// span is where a cue stands: bytes of the line's text.
type span struct {
	class      class
	start, end int
}

// cues finds phrases by the hashes of their words, each begin of a phrase an entry of its own, so that a search stops
// where nothing goes on. It does not change after it was made.
type cues struct {
	keys  []uint32 // a power of two of places, 0 for none
	masks []uint32 // classes that end here
	n     int
}

// cueEntry is one begin of a phrase.
type cueEntry struct{ key, mask uint32 }

func newCues(entries []cueEntry) *cues {
	size := 16
	for size < 3*len(entries) {
		size *= 2
	}
	c := &cues{keys: make([]uint32, size), masks: make([]uint32, size), n: len(entries)}
	for _, e := range entries {
		at := c.place(e.key)
		c.keys[at] = e.key
		c.masks[at] |= e.mask
	}
	return c
}

// place is where a key stands or would stand.
func (c *cues) place(key uint32) int {
	mask := len(c.keys) - 1
	at := int(key) & mask
	for c.keys[at] != 0 && c.keys[at] != key {
		at = (at + 1) & mask
	}
	return at
}

var (
	cueBegin = ear.Hash(saltCue, "^")
	cueEnd   = ear.Hash(saltCue, "$")
)

// find appends the cues of a line, in its standard words and as it was written, and returns the classes that occur.
func (c *cues) find(dst []span, run *cueRun, line *words.Line) ([]span, uint32) {
	run.begin()
	for i, w := range line.Words {
		if w.Kind != words.KindMark {
			run.add(ear.Hash(saltCue, line.Word(i)), w.Token)
		}
	}
	dst, standard := c.walk(dst, run, line)
	run.begin()
	for i, t := range line.Tokens {
		if t.Kind == words.KindWord || t.Kind == words.KindNumber {
			run.add(ear.Hash(saltCue, line.Surface(i)), i)
		}
	}
	dst, written := c.walk(dst, run, line)
	return dst, standard | written
}

// cueRun are the words of a message, its begin first: their hashes, and the tokens that they come from.
type cueRun struct {
	hashes []uint32
	tokens []int
}

func (r *cueRun) begin() {
	r.hashes, r.tokens = append(r.hashes[:0], cueBegin), append(r.tokens[:0], 0)
}

func (r *cueRun) add(hash uint32, token int) {
	r.hashes, r.tokens = append(r.hashes, hash), append(r.tokens, token)
}

// walk looks up every run of words, and closes them with their end.
func (c *cues) walk(dst []span, run *cueRun, line *words.Line) ([]span, uint32) {
	run.add(cueEnd, 0)
	h, all := run.hashes, uint32(0)
	for i := range h {
		key := uint32(saltCue)
		for j := i; j < min(i+longestCue, len(h)); j++ {
			key = ear.Mix(key, h[j])
			place := c.place(key)
			if c.keys[place] == 0 {
				break
			}
			mask := c.masks[place]
			all |= mask
			from, to := max(i, 1), min(j, len(h)-2)
			if mask == 0 || from > to || len(dst) >= maxSpans {
				continue
			}
			start, end := line.Tokens[run.tokens[from]].Start, line.Tokens[run.tokens[to]].End
			for k := range causes {
				if mask>>k&1 == 1 {
					dst = append(dst, span{class(k), start, end})
				}
			}
		}
	}
	return dst, all
}

// maxSpans are noted of one message.
const maxSpans = 24

// parseCues reads the list of cues. book says what their standard form is.
func parseCues(list string, book *words.Book) ([]cueEntry, error) {
	masks := map[uint32]uint32{}
	var line words.Line
	add := func(k class, phrase []uint32) {
		key := uint32(saltCue)
		for i, h := range phrase {
			key = ear.Mix(key, h)
			if key == 0 {
				return
			}
			masks[key] |= 0
			if i == len(phrase)-1 {
				masks[key] |= 1 << k
			}
		}
	}
	for n, l := range strings.Split(list, "\n") {
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' {
			continue
		}
		name, text, ok := strings.Cut(l, ": ")
		name, written := strings.CutSuffix(name, "!")
		k, known := classOf(name)
		if !ok || !known {
			return nil, fmt.Errorf("doubt: cues.txt:%d: no such class %q", n+1, name)
		}
		phrases, err := choices(text)
		if err != nil {
			return nil, fmt.Errorf("doubt: cues.txt:%d: %w", n+1, err)
		}
		for _, p := range phrases {
			for _, hashes := range phraseHashes(p, book, &line, written) {
				if len(hashes) > longestCue {
					return nil, fmt.Errorf("doubt: cues.txt:%d: %q is longer than %d words", n+1, p, longestCue)
				}
				add(k, hashes)
			}
		}
	}
	out := make([]cueEntry, 0, len(masks))
	for key, mask := range masks {
		out = append(out, cueEntry{key, mask})
	}
	slices.SortFunc(out, func(a, b cueEntry) int { return cmp.Compare(a.key, b.key) })
	return out, nil
}

// phraseHashes are the words of a phrase as they are written, and in their standard form where that loses none of them:
// without its particles "gimana sih" is no reproach. A phrase of a class with "!" is matched as written alone.
func phraseHashes(phrase string, book *words.Book, line *words.Line, written bool) [][]uint32 {
	fields := strings.Fields(phrase)
	first, last := len(fields) > 0 && fields[0] == "^", len(fields) > 1 && fields[len(fields)-1] == "$"
	book.Read(line, strings.Trim(phrase, "^$ "), "")
	frame := func(words int, hash func(int) uint32) []uint32 {
		var out []uint32
		if words == 0 {
			return nil
		}
		if first {
			out = append(out, cueBegin)
		}
		for i := range words {
			out = append(out, hash(i))
		}
		if last {
			out = append(out, cueEnd)
		}
		return out
	}
	out := [][]uint32{frame(len(line.Tokens), func(i int) uint32 { return ear.Hash(saltCue, line.Surface(i)) })}
	if !written && len(line.Words) >= len(line.Tokens) {
		out = append(out, frame(len(line.Words), func(i int) uint32 { return ear.Hash(saltCue, line.Word(i)) }))
	}
	return out
}

// choices are the texts that "{a|b} c" stands for.
func choices(text string) ([]string, error) {
	out := []string{""}
	for rest := text; rest != ""; {
		plain, after, _ := strings.Cut(rest, "{")
		inner, next, closed := strings.Cut(after, "}")
		if after != "" && !closed || strings.Contains(plain, "}") {
			return nil, fmt.Errorf("a bracket is open in %q", text)
		}
		var grown []string
		for _, o := range out {
			for c := range strings.SplitSeq(inner, "|") {
				grown = append(grown, o+plain+c)
			}
		}
		if len(grown) > mostPhrase {
			return nil, fmt.Errorf("more than %d phrases in %q", mostPhrase, text)
		}
		out, rest = grown, next
	}
	return out, nil
}
