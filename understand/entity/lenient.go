package entity

import (
	"strconv"
	"strings"
)

// lenient reads what is a value only because it was asked for: a bare number as money, "15" as the day of a month,
// a town that is an ordinary word.
func (s *scratch) lenient(kind string) (Entity, bool) {
	for i := range s.taken {
		s.taken[i] = false
	}
	s.found = s.found[:0]
	switch kind {
	case KindNumber, KindQuantity, KindMoney, KindOrdinal:
		return s.askedAmount(kind)
	case KindOTP, KindSecret, KindNIK, KindNPWP, KindCard, KindAccount, KindPhone, KindPostalCode:
		return s.askedDigits(kind)
	case KindDate, KindTime, KindDuration:
		return s.askedTime(kind)
	case KindCity, KindProvince:
		return s.askedPlace(kind)
	case KindStreet:
		return s.askedStreet()
	case KindEmail:
		return s.askedEmail()
	}
	return Entity{}, false
}

// one returns the entity that was just added.
func one(e *Entity) (Entity, bool) {
	if e == nil {
		return Entity{}, false
	}
	return *e, true
}

// askedAmount takes the first number of any kind.
func (s *scratch) askedAmount(kind string) (Entity, bool) {
	for i := range s.tokens {
		if o := s.mean(i).ordinal; o > 0 && (kind == KindNumber || kind == KindOrdinal) {
			return one(s.add(kind, strconv.Itoa(o), i, i))
		}
		if m := s.mean(i); m.slang > 0 {
			return one(s.add(kind, strconv.FormatInt(m.slang, 10), i, i))
		}
		if s.mean(i).unitOne {
			return one(s.add(kind, "1", i, i))
		}
		n, ok := s.numeralAt(i)
		if !ok || s.lettered(n.last) && kind != KindQuantity || s.is(i, "a") && n.last == i || s.is(i, "an") && n.last == i {
			continue
		}
		value := n.decimal()
		switch kind {
		case KindQuantity:
			value += " pcs"
		case KindMoney:
			value = s.f.currency + " " + value
		}
		return one(s.add(kind, value, i, n.last))
	}
	return Entity{}, false
}

// askedDigits takes the first digits that are as long as what was asked, in groups or spelled out.
func (s *scratch) askedDigits(kind string) (Entity, bool) {
	least, most := 0, 0
	switch kind {
	case KindOTP:
		least, most = otpDigits, otpDigits
	case KindSecret:
		least, most = 3, 8
	case KindNIK:
		least, most = 16, 16
	case KindNPWP:
		least, most = 15, 16
	case KindCard:
		least, most = 12, 19
	case KindAccount:
		least, most = 6, 19
	case KindPhone:
		least, most = 9, 15
	case KindPostalCode:
		least, most = 5, 5
	}
	for i := 0; i < len(s.tokens); i++ {
		digits, end := s.digitsFrom(i, most)
		if len(digits) < least || end < 0 {
			continue
		}
		if s.lettered(end) || s.number(end+1) && s.joins(end) {
			i = end
			continue
		}
		return s.askedNumber(kind, digits, i, end)
	}
	return Entity{}, false
}

const (
	otpDigits    = 6
	maxMailParts = 12 // tokens of the name, and of the host, of an address that was dictated
)

// askedNumber checks digits that were asked for and makes their entity.
func (s *scratch) askedNumber(kind, digits string, i, end int) (Entity, bool) {
	value, checked, keep := digits, false, 0
	switch kind {
	case KindPhone:
		plus := s.tokens[i].start > 0 && s.text[s.tokens[i].start-1] == '+'
		value = phoneOf(digits, plus)
		if value == "" && digits[0] == '8' {
			value = phoneOf("0"+digits, false)
		}
		if value == "" {
			value = landline(digits)
		}
		return one(s.add(kind, value, i, end))
	case KindPostalCode:
		if digits[0] == '0' {
			return Entity{}, false
		}
		return one(s.add(kind, value, i, end))
	case KindCard:
		if !issuer(digits) {
			return Entity{}, false
		}
		checked, keep = luhn(digits), 4
	case KindNIK:
		checked, keep = nikSound(digits, s.f.places), 4
	case KindNPWP:
		checked, keep = npwpSound(digits, s.f.places), 4
	case KindAccount:
		keep = 4
	}
	e := s.add(kind, value, i, end)
	if e != nil {
		e.Checked = checked
		e.hide(keep)
	}
	return one(e)
}

// digitsFrom joins the digits from token i on, at most most of them: "12 34 56", "empat lima enam".
func (s *scratch) digitsFrom(i, most int) (string, int) {
	var b strings.Builder
	end := -1
	for at := i; at < len(s.tokens); at++ {
		if at > i && !s.next(at-1) && !(s.number(at) && (s.joins(at-1) || s.between(at-1) == ", ")) {
			break
		}
		m := s.mean(at)
		switch {
		case s.number(at) && b.Len()+s.size(at) <= most:
			b.WriteString(s.word(at))
		case m.isCard && m.card <= 9 && b.Len() < most:
			b.WriteByte(byte('0' + m.card))
		case (s.is(at, "o") || s.is(at, "oh")) && at > i && b.Len() < most:
			b.WriteByte('0')
		default:
			return b.String(), end
		}
		end = at
	}
	return b.String(), end
}

// askedTime takes a day of the month for a date, a bare hour or a part of the day for a time, and one for the other
// where only that was said.
func (s *scratch) askedTime(kind string) (Entity, bool) {
	if kind == KindDuration {
		return Entity{}, false
	}
	if kind == KindTime {
		s.moments()
		if e, ok := s.first(KindDate); ok { // "besok jam 3": the hour was asked
			if _, clock, both := strings.Cut(e.Value, "T"); both {
				e.Kind, e.Value = KindTime, clock
				return e, true
			}
		}
		for i := range s.tokens {
			if s.taken[i] {
				continue
			}
			if c, ok := s.hour(i, true); ok {
				e := s.add(KindTime, c.text(), i, c.last)
				if e != nil {
					e.Ambiguous = c.ambiguous
				}
				return one(e)
			}
			if p := s.mean(i).part; p != "" {
				return one(s.add(KindTime, p, i, i))
			}
		}
		return Entity{}, false
	}
	for i := range s.tokens {
		if m := s.mean(i); m.weekday > 0 {
			return one(s.add(KindDate, weekdays[m.weekday], i, i))
		}
		if s.is(i, "sekarang") || s.is(i, "skrg") || s.is(i, "now") || s.is(i, "skrng") {
			return one(s.add(KindDate, "+0d", i, i))
		}
		if n, last, _ := s.dayNumber(i); n > 0 && s.mean(last+1).span == 0 && s.mean(last+1).unit == "" {
			if s.number(i) {
				if d, ok := s.numericDate(i, true); ok {
					return one(s.add(KindDate, d.value, i, d.last))
				}
			}
			return one(s.add(KindDate, "---"+two(n), i, last))
		}
		if s.mean(i).month > 0 {
			if d, ok := s.monthAlone(i); ok {
				return one(s.add(KindDate, d.value, i, d.last))
			}
		}
	}
	return Entity{}, false
}

// askedPlace takes a place whose name is an ordinary word, or is spelled with a slip; a province that is a city
// answers for one.
func (s *scratch) askedPlace(kind string) (Entity, bool) {
	for i := range s.tokens {
		p, last := s.placeAt(i)
		if p == nil || s.next(i-1) && s.number(i-1) {
			continue
		}
		if kind == KindProvince && p.kind == KindCity && p.around != nil {
			p = p.around
		}
		if p.kind == kind || kind == KindCity && p.code == "31" {
			e := s.add(kind, p.name, i, last)
			if e != nil {
				e.Ambiguous = kind == KindCity && p.twin != nil
			}
			return one(e)
		}
	}
	if len(s.tokens) > 4 {
		return Entity{}, false
	}
	for i := range s.tokens {
		w := s.folded[s.tokens[i].from:s.tokens[i].to]
		if len(w) < 5 || s.mean(i).known || courtesy(string(w)) {
			continue
		}
		var best *place
		for name, p := range s.f.places.names {
			// The surest of those one slip away; by code, so that the order of the map is no matter.
			if p.kind == kind && len(name) >= 5 && oneSlip(w, name) && (best == nil || p.code < best.code) {
				best = p
			}
		}
		if best != nil {
			e := s.add(kind, best.name, i, i)
			if e != nil {
				e.Ambiguous = true
			}
			return one(e)
		}
	}
	return Entity{}, false
}

// askedStreet takes a text that is long enough to be one and asks nothing.
func (s *scratch) askedStreet() (Entity, bool) {
	n := len(s.tokens)
	if n < 2 || n > 40 || s.is(n-1, "?") || !s.digits && n < 3 {
		return Entity{}, false
	}
	for i := range s.tokens {
		if s.f.lexicon.yes[s.word(i)]&(1<<saysOpen) != 0 && !s.digits {
			return Entity{}, false
		}
	}
	return one(s.add(KindStreet, s.text[s.tokens[0].start:s.tokens[n-1].end], 0, n-1))
}

// askedEmail takes an address that was dictated: "rina at gmail dot com", "rina @ gmail.com".
func (s *scratch) askedEmail() (Entity, bool) {
	for i := 1; i+1 < len(s.tokens); i++ {
		spaced := strings.TrimSpace(s.between(i-1)) == "@"
		if !spaced && !s.is(i, "at") && !s.is(i, "et") {
			continue
		}
		first, at := i-1, i
		if !spaced {
			at++
		}
		for first > 0 && i-first < maxMailParts && (s.tokens[first].glued || s.between(first-1) == "." || s.between(first-1) == "_") {
			first--
		}
		name, end := strings.ToLower(s.text[s.tokens[first].start:s.tokens[i-1].end])+"@", at
		host := ""
		for ; end < len(s.tokens) && end-at < maxMailParts; end++ {
			w := s.word(end)
			if end > at && !s.tokens[end].glued && s.between(end-1) == " " && w != "dot" && w != "titik" && !strings.HasSuffix(host, ".") {
				break
			}
			if w == "dot" || w == "titik" {
				host += "."
				continue
			}
			if end > at && s.between(end-1) == "." {
				host += "."
			}
			host += w
		}
		if domain(host) {
			return one(s.add(KindEmail, name+host, first, end-1))
		}
	}
	return Entity{}, false
}
