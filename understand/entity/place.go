package entity

import (
	_ "embed" // the places
	"strings"
)

//go:embed data/places.txt
var placeData string

const maxPlaceWords = 5

// place is a province, or a regency or city in one.
type place struct {
	name    string // official: "Kota Bandung"
	kind    string
	code    string // of the interior ministry: "32" or "3273"
	regency bool
	common  bool   // the name is an ordinary word too
	twin    *place // the regency with the name of this city
	around  *place // the province with the name of this city
}

// gazetteer knows the places of Indonesia by all their names. It does not change after it is made.
type gazetteer struct {
	names map[string]*place
	first map[string]int  // words that a name begins with, and how many words such a name has at most
	codes map[string]bool // the first four digits that an identity number can have
}

func newGazetteer() *gazetteer {
	g := &gazetteer{names: make(map[string]*place, 1200), first: make(map[string]int, 900), codes: make(map[string]bool, 600)}
	province := ""
	for line := range strings.Lines(placeData) {
		line = strings.TrimSpace(line)
		head, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || head == "#":
		case head == "old":
			for code := range strings.FieldsSeq(rest) {
				g.codes[code] = true
			}
		case head == "k":
			g.regencies(province, rest, 1)
		case head == "c":
			g.regencies(province, rest, 71)
		default:
			province = head
			name, others, _ := strings.Cut(rest, " = ")
			g.add(&place{name: name, kind: KindProvince, code: head}, name, others)
		}
	}
	return g
}

// regencies adds the regencies (from code 1) or cities (from 71) of a province.
func (g *gazetteer) regencies(province, list string, code int) {
	for item := range strings.SplitSeq(list, ";") {
		item = strings.TrimSpace(item)
		if at, rest, ok := strings.Cut(item, " "); ok && at[0] == '@' {
			code, item = atoi(at[1:]), rest
		}
		name, others, _ := strings.Cut(item, " = ")
		p := &place{kind: KindCity, code: province + two(code), regency: code < 71}
		name, p.common = strings.CutSuffix(name, "?")
		p.name = "Kota " + name
		if p.regency {
			p.name = "Kabupaten " + name
		}
		g.codes[p.code] = true
		g.add(p, name, others)
		code++
	}
}

// add puts a place under its names. A city goes before a regency or a province of the same name.
func (g *gazetteer) add(p *place, name, others string) {
	g.put(p, name)
	if others == "" {
		return
	}
	for other := range strings.SplitSeq(others, ",") {
		other = strings.TrimSpace(other)
		if plain, common := strings.CutSuffix(other, "?"); common {
			twin := *p
			twin.common = true
			g.put(&twin, plain)
			continue
		}
		g.put(p, other)
	}
}

func (g *gazetteer) put(p *place, name string) {
	key := strings.ReplaceAll(strings.ToLower(name), "-", " ")
	if have := g.names[key]; have != nil {
		switch {
		case p.kind == KindCity && have.kind == KindProvince:
			p.around = have
		case p.kind == KindCity && have.regency:
			p.twin, p.around = have, have.around
		case p.regency && !have.regency && have.kind == KindCity && have.twin == nil: // in another province
			have.twin = p
			return
		default:
			return
		}
	}
	g.names[key] = p
	word, _, _ := strings.Cut(key, " ")
	g.first[word] = max(g.first[word], 1+strings.Count(key, " "))
}

// placeAt returns the place that is named at token i, and its last token.
func (s *scratch) placeAt(i int) (*place, int) {
	if i >= len(s.tokens) || s.tokens[i].kind != tokenWord {
		return nil, i
	}
	most := s.f.places.first[string(s.folded[s.tokens[i].from:s.tokens[i].to])]
	if most == 0 {
		return nil, i
	}
	var ends [maxPlaceWords]int
	s.tmp = s.tmp[:0]
	n := 0
	for at := i; at < len(s.tokens) && n < most && n < maxPlaceWords && s.tokens[at].kind == tokenWord; at++ {
		if at > i {
			if !s.next(at-1) && s.between(at-1) != "-" {
				break
			}
			s.tmp = append(s.tmp, ' ')
		}
		s.tmp = append(s.tmp, s.folded[s.tokens[at].from:s.tokens[at].to]...)
		ends[n] = len(s.tmp)
		n++
	}
	for ; n > 0; n-- {
		if p := s.f.places.names[string(s.tmp[:ends[n-1]])]; p != nil {
			return p, i + n - 1
		}
	}
	return nil, i
}

// towns finds cities, regencies, provinces and postal codes.
func (s *scratch) towns() {
	previous := -2 // the last token of the place before
	for i := 0; i < len(s.tokens); i++ {
		if s.taken[i] {
			if s.number(i) {
				continue
			}
			previous = max(previous, s.streetEnd(i))
			continue
		}
		if s.postal(i, previous) {
			previous = i
			continue
		}
		p, last := s.placeAt(i)
		if p == nil || !s.free(i, last) {
			continue
		}
		first, ambiguous := i, p.twin != nil || p.around != nil
		switch s.word(i - 1) {
		case "kab", "kabupaten":
			if p.twin != nil {
				p = p.twin
			}
			first, ambiguous = i-1, false
		case "kota", "kotamadya", "kodya":
			first, ambiguous = i-1, false
		case "provinsi", "propinsi", "prov":
			if p.around != nil {
				p = p.around
			}
			first, ambiguous = i-1, false
		}
		if s.number(i-1) && s.next(i-1) && p.common {
			continue
		}
		if p.common && first == i && !s.locative(i, last, previous) {
			continue
		}
		if first < i && !s.near(first) || first < i && s.taken[first] {
			first = i
		}
		if e := s.add(p.kind, p.name, first, last); e != nil {
			e.Ambiguous = ambiguous
		}
		previous, i = last, last
	}
}

// streetEnd returns token i where a street ends there, else -2.
func (s *scratch) streetEnd(i int) int {
	for _, e := range s.found[s.base:] {
		if e.Kind == KindStreet && e.End == s.tokens[i].end {
			return i
		}
	}
	return -2
}

// locative reports whether the words around the tokens i to last say that a place is meant: "di", "ke", another
// place beside it.
func (s *scratch) locative(i, last, previous int) bool {
	if i > 0 && (s.next(i-1) || s.between(i-1) == ": ") && s.mean(i-1).hints&hintPlace != 0 {
		return true
	}
	if previous == i-1 && s.near(previous) {
		return true
	}
	if last+1 < len(s.tokens) && (s.near(last) || dash(s.between(last))) {
		if p, _ := s.placeAt(last + 1); p != nil && !p.common {
			return true
		}
	}
	return i > 0 && dash(s.between(i-1)) && previous == i-1
}

// postal adds a postal code: five digits that are called one, or that follow a place.
func (s *scratch) postal(i, previous int) bool {
	if !s.number(i) || s.size(i) != 5 || s.joins(i) || s.lettered(i) || s.folded[s.tokens[i].from] == '0' {
		return false
	}
	said := s.hinted(hintPostal, i, i, 3, 0)
	for at := i - 1; at >= 0 && i-at <= 3 && !said; at-- {
		said = s.is(at, "pos") && s.is(at-1, "kode")
	}
	if !said && !(previous >= 0 && previous == i-1 && s.near(previous)) {
		return false
	}
	return s.add(KindPostalCode, s.word(i), i, i) != nil
}
