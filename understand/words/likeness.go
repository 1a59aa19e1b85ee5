package words

// Unknown words are looked up by likeness: by the consonants they are made of, since people leave vowels out and
// mix them up more than they do consonants. Each known word is listed under its consonants, and under those with one
// left out; an unknown word is looked for under its own, under those with one left out, and with two swapped. What is
// found is then compared letter by letter. All of it is bounded: a word has at most maxBones consonants.

const (
	maxBones    = 11 // consonants that are looked at; 5 bits each
	minAlike    = 3  // shortest word that is looked up
	maxAlike    = 18 // longest
	maxCompared = 96 // words compared with one unknown word
	minKnown    = 4  // shortest word that may be found
)

// likeness finds words by their consonants.
type likeness struct {
	lexicon *lexicon
	heads   [2]map[uint64]int32 // by all consonants, and by all but one: the first link
	links   []link
}

type link struct {
	entry int32
	next  int32
}

// newLikeness lists the standard words of a lexicon, and the longer of its own everyday forms.
func newLikeness(x *lexicon) *likeness {
	k := &likeness{lexicon: x, links: make([]link, 1, 4*len(x.entries))}
	k.heads[0] = make(map[uint64]int32, len(x.entries))
	k.heads[1] = make(map[uint64]int32, 2*len(x.entries))
	var bones [maxBones]byte
	for at := range x.entries {
		e := &x.entries[at]
		if len(e.word) < minKnown || len(e.word) > maxAlike {
			continue
		}
		if max(e.freq[id], e.freq[en]) < minFrequency && (len(e.word) < minForm || e.flags&isOwn == 0) {
			continue
		}
		n := bonesOf(&bones, e.word)
		if n < 2 {
			continue
		}
		k.add(0, pack(&bones, n, -1), int32(at))
		if n < 3 || len(e.word) < 5 {
			continue
		}
		for skip := range n {
			if skip+1 < n && bones[skip] == bones[skip+1] {
				continue
			}
			k.add(1, pack(&bones, n, skip), int32(at))
		}
	}
	return k
}

const (
	minFrequency  = 6  // how often a word must be used to be offered for another
	minForm       = 6  // shortest everyday form that is offered
	formFrequency = 12 // how frequent an everyday form counts
)

func (k *likeness) add(table int, key uint64, entry int32) {
	k.links = append(k.links, link{entry: entry, next: k.heads[table][key]})
	k.heads[table][key] = int32(len(k.links) - 1)
}

// bonesOf fills bones with the consonants of a word, doubled ones once, letters that sound the same as one.
func bonesOf[T string | []byte](bones *[maxBones]byte, w T) int {
	n := 0
	for i := 0; i < len(w) && n < maxBones; i++ {
		c := w[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'h':
			continue
		case 'f', 'v':
			c = 'p'
		case 'z':
			c = 's'
		case 'q':
			c = 'k'
		}
		if c < 'a' || c > 'z' || n > 0 && bones[n-1] == c {
			continue
		}
		bones[n] = c
		n++
	}
	return n
}

// pack puts consonants into a number, all but the one at skip.
func pack(bones *[maxBones]byte, n, skip int) uint64 {
	key := uint64(1)
	for i := range n {
		if i != skip {
			key = key<<5 | uint64(bones[i]-'a'+1)
		}
	}
	return key
}

// alike returns the known word that an unknown one is most likely a careless spelling of, nil for none. A name, which
// stands with a capital inside a sentence, is left alone.
func (r *reader) alike(w []byte, token int) []byte {
	if len(w) < minAlike || len(w) > maxAlike || r.budget == 0 || r.name(token) {
		return nil
	}
	r.budget--
	s := search{r: r, w: w, best: limit(w)}
	for _, c := range w {
		if c < 'a' || c > 'z' {
			return nil
		}
	}
	var bones [maxBones]byte
	n := bonesOf(&bones, w)
	if n < 2 {
		return nil
	}
	s.list(0, pack(&bones, n, -1))
	if len(w) >= 4 {
		s.list(1, pack(&bones, n, -1))
		for skip := range n {
			key := pack(&bones, n, skip)
			if n > 2 {
				s.list(0, key)
			}
			if n > 3 {
				s.list(1, key)
			}
		}
		for i := 0; i+1 < n; i++ {
			bones[i], bones[i+1] = bones[i+1], bones[i]
			s.list(0, pack(&bones, n, -1))
			bones[i], bones[i+1] = bones[i+1], bones[i]
		}
	}
	if s.found == nil {
		return nil
	}
	e := s.found
	if full := e.full[r.tongue]; full != "" {
		return r.text(full)
	}
	return r.text(e.word)
}

// name reports whether a token looks like a name: a capital first, inside a sentence, in a text not all in capitals.
func (r *reader) name(i int) bool {
	t := r.l.Tokens[i]
	if t.Upper == 0 || i == 0 {
		return false
	}
	if c := r.l.Text[t.Start]; c < 'A' || c > 'Z' {
		return false
	}
	return int(t.Upper) < t.End-t.Start || t.End-t.Start <= 4
}

// limit is how far a known word may be from w.
func limit(w []byte) float32 {
	vowels := 0
	for _, c := range w {
		if vowel(c) {
			vowels++
		}
	}
	switch {
	case vowels == 0 && len(w) < 4: // more likely letters that stand for a name
		return 0
	case vowels == 0:
		return 0.45 * float32(len(w))
	}
	return 0.3 + 0.11*float32(len(w))
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// search is the look-up of one word.
type search struct {
	r        *reader
	w        []byte
	best     float32 // the cost to beat
	found    *entry
	compared int
}

// list compares the words under a key.
func (s *search) list(table int, key uint64) {
	for _, k := range [...]*likeness{s.r.b.likeness, s.r.b.packLike} {
		if k == nil {
			continue
		}
		for at := k.heads[table][key]; at != 0 && s.compared < maxCompared; at = k.links[at].next {
			s.compare(&k.lexicon.entries[k.links[at].entry])
		}
	}
}

// compare keeps a word if it costs less than the best so far. Frequent words cost less.
func (s *search) compare(e *entry) {
	f := e.freq[s.r.tongue]
	if e.full[s.r.tongue] != "" {
		f = formFrequency
	}
	if f < minFrequency && s.r.only || len(e.word) > 2*len(s.w)+2 || e == s.found {
		return
	}
	s.compared++
	f = max(f, e.freq[1-s.r.tongue]/2)
	bonus := 0.02 * float32(max(0, 24-int(f)))
	if first := e.word[0]; first != s.w[0] && !(vowel(first) && vowel(s.w[0])) && first != 'h' && s.w[0] != 'h' {
		bonus += 0.5
	}
	if bonus >= s.best {
		return
	}
	most := s.best - bonus
	if c := spelling(s.w, e.word, most); c < most {
		s.best, s.found = c+bonus, e
	}
}

// Costs of slips of the pen. What people do often costs little.
const (
	costVowelLeftOut = 0.35
	costVowelSwapped = 0.7
	costVowelNear    = 0.4
	costVowelExtra   = 0.6
	costDoubled      = 0.2
	costSound        = 0.4 // h left out, f for p
	costNeighbour    = 0.7 // the key beside
	costSwap         = 0.6
	costOther        = 1
)

// spelling returns what it costs to have written a for b, at least most if it is more than that.
func spelling(a []byte, b string, most float32) float32 {
	var rows [3][2*maxAlike + 4]float32
	if len(a) > maxAlike || len(b) > 2*maxAlike+2 {
		return most
	}
	prev2, prev, row := &rows[0], &rows[1], &rows[2]
	prev[0] = 0
	for j := 1; j <= len(b); j++ {
		prev[j] = prev[j-1] + leftOut(b, j-1)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = prev[0] + extra(a, i-1)
		least := row[0]
		for j := 1; j <= len(b); j++ {
			c := min(prev[j]+extra(a, i-1), row[j-1]+leftOut(b, j-1), prev[j-1]+instead(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				c = min(c, prev2[j-2]+costSwap)
			}
			row[j] = c
			least = min(least, c)
		}
		if least >= most {
			return most
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}

// leftOut is the cost of having left out letter j of b.
func leftOut(b string, j int) float32 {
	switch {
	case j > 0 && b[j] == b[j-1]:
		return costDoubled
	case j > 0 && vowel(b[j]):
		return costVowelLeftOut
	case b[j] == 'h':
		return costSound
	}
	return costOther
}

// extra is the cost of having written letter i of a for nothing.
func extra(a []byte, i int) float32 {
	switch {
	case i > 0 && a[i] == a[i-1]:
		return costDoubled
	case a[i] == 'h':
		return costSound
	case vowel(a[i]):
		return costVowelExtra
	}
	return costOther
}

// instead is the cost of having written x for y.
func instead(x, y byte) float32 {
	if x == y {
		return 0
	}
	if vowel(x) && vowel(y) {
		switch [2]byte{min(x, y), max(x, y)} {
		case [2]byte{'a', 'e'}, [2]byte{'e', 'i'}, [2]byte{'o', 'u'}:
			return costVowelNear
		}
		return costVowelSwapped
	}
	switch [2]byte{min(x, y), max(x, y)} {
	case [2]byte{'f', 'p'}, [2]byte{'f', 'v'}, [2]byte{'p', 'v'}, [2]byte{'j', 'z'}, [2]byte{'s', 'z'}, [2]byte{'k', 'q'}, [2]byte{'i', 'y'}, [2]byte{'b', 'p'}, [2]byte{'d', 't'}, [2]byte{'c', 'k'}:
		return costSound
	}
	if beside(x, y) {
		return costNeighbour
	}
	return costOther
}

// keyboard holds the rows of the keys.
var keyboard = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// beside reports whether two letters are next to each other on the keyboard.
func beside(x, y byte) bool {
	rx, cx := keyOf(x)
	ry, cy := keyOf(y)
	return rx >= 0 && ry >= 0 && max(rx-ry, ry-rx) <= 1 && max(cx-cy, cy-cx) <= 1
}

// keyOf returns where a letter is on the keyboard, -1 if it is not.
func keyOf(c byte) (row, column int) {
	for r, keys := range keyboard {
		for k := range len(keys) {
			if keys[k] == c {
				return r, k
			}
		}
	}
	return -1, -1
}
