package words

// Letters and digits in one run are parts of a word where digits stand for letters ("g4gal", "s4ya") or for their sound
// ("gr8", "b4"). They stay apart where they are a number with its unit, or a code.

const (
	maxRun      = 16 // bytes of a run that may be a word
	maxRunParts = 6  // and tokens
	minSpelt    = 4  // shortest word with digits for letters
)

// joinDigits puts tokens together that spell one word.
func (b *Book) joinDigits(l *Line) {
	out := 0
	for i := 0; i < len(l.Tokens); {
		n := 1
		if i+1 < len(l.Tokens) && l.touching(i+1) {
			n = b.runLength(l, i)
		}
		t := l.Tokens[i]
		if n > 1 {
			last := l.Tokens[i+n-1]
			t.End, t.To, t.Kind = last.End, last.To, KindWord
			for k := i + 1; k < i+n; k++ {
				t.Upper = max(t.Upper, l.Tokens[k].Upper)
			}
		}
		l.Tokens[out] = t
		out++
		i += n
	}
	l.Tokens = l.Tokens[:out]
}

// touching reports whether token i follows the one before it without anything between, letters after digits or
// digits after letters.
func (l *Line) touching(i int) bool {
	a, b := l.Tokens[i-1], l.Tokens[i]
	return a.End == b.Start && a.To == b.From && a.Kind <= KindNumber && b.Kind <= KindNumber
}

// runLength returns how many tokens from i on spell one word, 1 if they do not. Digits that stand for letters become
// these letters.
func (b *Book) runLength(l *Line, i int) int {
	n := 1
	for i+n < len(l.Tokens) && l.touching(i+n) {
		n++
		if n > maxRunParts {
			return 1
		}
	}
	run := l.Folded[l.Tokens[i].From:l.Tokens[i+n-1].To]
	if len(run) > maxRun {
		return 1
	}
	if e := b.lexicon.find(run); e.full[id] != "" || e.full[en] != "" {
		return n
	}
	if len(run) < minSpelt {
		return 1
	}
	var spelt [maxRun]byte
	digits := 0
	for k, c := range run {
		if c >= '0' && c <= '9' {
			digits++
			if c = letterOf(c); c == 0 {
				return 1
			}
		}
		if c >= 0x80 {
			return 1
		}
		spelt[k] = c
	}
	if digits*2 > len(run) || l.Tokens[i].Kind == KindNumber && (digits > 1 || b.known(l.Surface(i+1))) {
		return 1
	}
	if !b.known(spelt[:len(run)]) {
		return 1
	}
	copy(run, spelt[:])
	return n
}

// known reports whether w is a standard word or an everyday form of one.
func (b *Book) known(w []byte) bool {
	e := b.lexicon.find(w)
	return e.freq[id] > 0 || e.freq[en] > 0 || e.full[id] != "" || e.full[en] != "" || b.packed(w)
}

// letterOf returns the letter that a digit looks like, 0 for none.
func letterOf(digit byte) byte {
	switch digit {
	case '0':
		return 'o'
	case '1':
		return 'i'
	case '3':
		return 'e'
	case '4':
		return 'a'
	case '5':
		return 's'
	case '6', '9':
		return 'g'
	case '7':
		return 't'
	case '8':
		return 'b'
	}
	return 0
}
