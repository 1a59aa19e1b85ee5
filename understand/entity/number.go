package entity

import "strconv"

// maxMantissa bounds the digits of a number: what has more is no amount.
const maxMantissa = int64(1e15)

// numeral is a number that stands in a text in digits, words or both: mant / 10^dec.
type numeral struct {
	mant      int64
	dec       int   // decimals, at most 6
	last      int   // its last token
	digits    bool  // it begins with digits
	grouped   bool  // its digits are in groups of thousands
	scaled    int64 // its last scale: 1000 of "2 juta 500 ribu", 1 where there is none
	lone      bool  // one word that often is no number: "satu", "a"
	ambiguous bool
}

// decimal writes a number without needless zeros.
func (n numeral) decimal() string { return decimal(n.mant, n.dec) }

func decimal(mant int64, dec int) string {
	for dec > 0 && mant%10 == 0 {
		mant /= 10
		dec--
	}
	text := strconv.FormatInt(mant, 10)
	if dec == 0 {
		return text
	}
	for len(text) <= dec {
		text = "0" + text
	}
	return text[:len(text)-dec] + "." + text[len(text)-dec:]
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// times multiplies a number; it reports false where it grows too large.
func (n *numeral) times(by int64) bool {
	for by > 1 && by%10 == 0 && n.dec > 0 {
		by /= 10
		n.dec--
	}
	if n.mant > maxMantissa/by {
		return false
	}
	n.mant *= by
	return true
}

// plus adds b; it reports false where the sum grows too large.
func (n *numeral) plus(b numeral) bool {
	for n.dec < b.dec {
		n.mant *= 10
		n.dec++
	}
	for b.dec < n.dec {
		b.mant *= 10
		b.dec++
	}
	n.mant += b.mant
	return n.mant >= 0 && n.mant <= maxMantissa
}

// numeralAt reads the number that begins at token i: "1.275.500,00", "2jt", "dua ratus lima puluh ribu",
// "satu setengah juta", "twenty-one", "a dozen".
func (s *scratch) numeralAt(i int) (numeral, bool) {
	total, have := numeral{scaled: 1}, false
	least := int64(0) // the scale before, so that "2 juta 500 ribu" goes down
	for at := i; at < len(s.tokens); {
		if have && !s.next(at-1) {
			break
		}
		n, ok := s.chunk(at, have)
		if !ok {
			break
		}
		scale := int64(1)
		for n.last+1 < len(s.tokens) && s.scaleNext(n.last) {
			by := s.mean(n.last + 1).scale
			if by == 0 {
				by = 1000 // k
			}
			if scale*by > 1e12 {
				break
			}
			scale *= by
			n.last++
		}
		if n.scaled > 1 {
			scale *= n.scaled // sejuta
		}
		if have && (scale >= least || least == 1) {
			break
		}
		// Everyday: "sejuta lima ratus" is one and a half million.
		if have && scale == 1 && least == 1e6 && !n.digits && n.dec == 0 && n.mant >= 100 && n.mant%100 == 0 {
			scale, n.ambiguous = 1000, true
		}
		if have && n.digits && scale == 1 {
			break
		}
		if !n.times(scale) {
			return total, have
		}
		if !have {
			total, have = n, true
		} else {
			before := total
			if !total.plus(n) {
				return before, true
			}
			total.lone, total.ambiguous = false, total.ambiguous || n.ambiguous
		}
		if s.is(n.last+1, "setengah") && scale >= 1000 && s.next(n.last) && s.mean(n.last+2).scale == 0 { // sejuta setengah
			n.last++
			if !total.plus(numeral{mant: scale / 2}) {
				return total, true
			}
		}
		total.last, total.scaled, least = n.last, scale, scale
		if scale > 1 {
			total.lone = false
		}
		at = n.last + 1
		if scale == 1 {
			break
		}
	}
	return total, have
}

// scaleNext reports whether the token after i makes thousands or millions of what is before it.
func (s *scratch) scaleNext(i int) bool {
	if !s.next(i) && s.between(i) != "-" {
		return false
	}
	if s.mean(i+1).scale > 0 {
		return true
	}
	return s.tokens[i+1].glued && s.number(i) && s.is(i+1, "k")
}

// chunk reads a number below its scale: digits, or words up to 999. More says that it goes on a number.
func (s *scratch) chunk(i int, more bool) (numeral, bool) {
	if s.number(i) {
		return s.figures(i)
	}
	m := s.mean(i)
	switch {
	case m.one > 0:
		return numeral{mant: 1, last: i, scaled: m.one}, true
	case m.role == "half" && !more:
		return s.half(i)
	case m.role == "an" && !more:
		return s.article(i)
	case m.role == "dozen1", m.role == "kodi1":
		n := numeral{mant: 12, last: i, scaled: 1}
		if m.role == "kodi1" {
			n.mant = 20
		}
		return n, true
	case m.isCard:
		return s.spelled(i)
	}
	return numeral{}, false
}

// figures reads digits with their points and commas: one kind of mark between groups of three are thousands,
// another kind or another length are decimals.
func (s *scratch) figures(i int) (numeral, bool) {
	if s.size(i) > 15 {
		return numeral{}, false
	}
	n := numeral{mant: int64(0), last: i, digits: true, scaled: 1}
	n.mant = s.big(i)
	lead := s.size(i)
	var mark byte
	for {
		gap := s.between(n.last)
		if len(gap) != 1 || gap[0] != '.' && gap[0] != ',' || !s.number(n.last+1) {
			break
		}
		size := s.size(n.last + 1)
		switch {
		case size == 3 && lead <= 3 && (mark == 0 || mark == gap[0]) && n.dec == 0 && n.mant > 0:
			if n.mant > maxMantissa/1000 {
				return n, false
			}
			n.mant, n.grouped, mark = n.mant*1000+s.big(n.last+1), true, gap[0]
		case size <= 6 && n.dec == 0 && mark != gap[0]:
			if n.mant > maxMantissa/pow10(size) {
				return n, false
			}
			n.mant, n.dec = n.mant*pow10(size)+s.big(n.last+1), size
		default:
			return n, false // a version, an address: no number
		}
		n.last++
		if n.dec > 0 {
			if gap := s.between(n.last); (gap == "." || gap == ",") && s.number(n.last+1) && gap[0] == '.' {
				return n, false
			}
			break
		}
	}
	if n.last+1 < len(s.tokens) && s.next(n.last) {
		switch s.mean(n.last + 1).role { // 3 lusin
		case "dozen":
			n.mant, n.last = n.mant*12, n.last+1
		case "kodi":
			n.mant, n.last = n.mant*20, n.last+1
		case "half": // 2 setengah
			if n.dec == 0 && n.mant < 1000 && s.is(n.last+1, "setengah") {
				n.mant, n.dec, n.last = n.mant*10+5, 1, n.last+1
			}
		}
	}
	return n, true
}

// big returns the digits of token i, at most fifteen.
func (s *scratch) big(i int) int64 {
	n := int64(0)
	for _, c := range s.folded[s.tokens[i].from:s.tokens[i].to] {
		n = n*10 + int64(c-'0')
	}
	return n
}

// half reads "setengah juta", "setengah kilo", "half a dozen"; alone it is no number.
func (s *scratch) half(i int) (numeral, bool) {
	n := numeral{mant: 5, dec: 1, last: i, scaled: 1}
	if !s.next(i) {
		return n, false
	}
	next := s.mean(i + 1)
	if next.role == "an" && s.next(i+1) {
		n.last++
		next = s.mean(i + 2)
	}
	switch {
	case next.role == "dozen" || next.role == "kodi":
		n.mant, n.dec, n.last = 6, 0, n.last+1
		if next.role == "kodi" {
			n.mant = 10
		}
		return n, true
	case next.scale > 0, next.unit != "", next.span != 0:
		return n, true
	}
	return n, false
}

// article reads "a hundred", "a thousand", "a dozen", "a couple"; before anything else "a" is no number.
func (s *scratch) article(i int) (numeral, bool) {
	n := numeral{mant: 1, last: i, scaled: 1, lone: true}
	if !s.next(i) {
		return n, false
	}
	next := s.mean(i + 1)
	switch {
	case next.role == "ratus" && s.is(i+1, "hundred"):
		n.mant, n.last, n.lone = 100, i+1, false
		return s.below(n), true
	case next.role == "dozen":
		n.mant, n.last, n.lone = 12, i+1, false
		return n, true
	case next.role == "couple":
		n.mant, n.last, n.lone = 2, i+1, false
		if s.is(i+2, "of") {
			n.last++
		}
		return n, true
	case next.scale > 0:
		return n, true
	case next.unit == "pair" || next.span != 0 && next.weekday == 0:
		return n, true // a pair, a week
	}
	return n, false
}

// spelled reads a number in words up to 999, with a half at its end.
func (s *scratch) spelled(i int) (numeral, bool) {
	n := numeral{mant: s.mean(i).card, last: i, scaled: 1, lone: s.mean(i).card <= 1}
	if s.next(i) && (s.is(i+1, "puluhan") || s.is(i+1, "belasan") || s.is(i+1, "ratusan")) {
		return n, false // the twenties
	}
	at := i + 1
	switch s.nextRole(i) {
	case "ratus":
		if n.mant > 0 && n.mant < 10 {
			n.mant, n.last, n.lone = n.mant*100, at, false
			n = s.below(n)
		}
	case "puluh", "belas":
		n = s.tens(n)
	case "dozen", "kodi":
		n.mant, n.last, n.lone = n.mant*12, at, false
		if s.mean(at).role == "kodi" {
			n.mant = n.mant / 12 * 20
		}
	default:
		if n.mant == 100 {
			n = s.below(n)
		} else if n.mant >= 20 {
			n = s.ones(n)
		}
	}
	if s.next(n.last) && (s.is(n.last+1, "koma") || s.is(n.last+1, "point")) && s.next(n.last+1) && s.mean(n.last+2).isCard && s.mean(n.last+2).card < 10 {
		n.mant, n.dec, n.last, n.lone = n.mant*10+s.mean(n.last+2).card, 1, n.last+2, false
		return n, true
	}
	if s.next(n.last) && s.is(n.last+1, "setengah") && n.mant < 1000 {
		n.mant, n.dec, n.last, n.lone = n.mant*10+5, 1, n.last+1, false
	}
	return n, true
}

// nextRole returns the role of the token after i, "" where something stands between.
func (s *scratch) nextRole(i int) string {
	if !s.next(i) {
		return ""
	}
	return s.mean(i + 1).role
}

// tens makes "dua puluh lima" of "dua", and "dua belas".
func (s *scratch) tens(n numeral) numeral {
	if n.mant < 1 || n.mant > 9 {
		return n
	}
	n.last, n.lone = n.last+1, false
	if s.mean(n.last).role == "belas" {
		n.mant += 10
		return n
	}
	n.mant *= 10
	return s.ones(n)
}

// ones adds the last word of "twenty-one" or "dua puluh satu".
func (s *scratch) ones(n numeral) numeral {
	if !s.next(n.last) && s.between(n.last) != "-" {
		return n
	}
	m := s.mean(n.last + 1)
	if !m.isCard || m.card < 1 || m.card > 9 {
		return n
	}
	if r := s.nextRole(n.last + 1); r == "ratus" || r == "puluh" || r == "belas" {
		return n
	}
	n.mant, n.last = n.mant+m.card, n.last+1
	return n
}

// below adds what follows a hundred.
func (s *scratch) below(n numeral) numeral {
	at := n.last
	if s.nextRole(at) == "and" && s.is(at+1, "and") && s.next(at+1) && s.mean(at+2).isCard {
		at++
	}
	if !s.next(at) || !s.mean(at+1).isCard {
		return n
	}
	m := s.mean(at + 1)
	tail := numeral{mant: m.card, last: at + 1}
	switch r := s.nextRole(at + 1); {
	case r == "puluh" || r == "belas":
		tail = s.tens(tail)
	case r == "ratus" || m.card >= 100:
		return n
	case m.card >= 20:
		tail = s.ones(tail)
	}
	n.mant, n.last = n.mant+tail.mant, tail.last
	return n
}
