package entity

import "strings"

const (
	maxStreetTokens = 18
	maxNameTokens   = 5 // words of a street's name
)

// streets finds the part of an address with the street and the number: "Jl. Melati No. 5 RT 02/03".
func (s *scratch) streets() {
	for i := 0; i < len(s.tokens); i++ {
		if s.taken[i] || s.tokens[i].kind != tokenWord {
			continue
		}
		sure := false
		switch s.word(i) {
		case "jl":
			sure = true
		case "jln", "jlan":
			sure = s.between(i) != " "
		case "gg":
			if s.between(i) == " " {
				continue
			}
		case "jalan", "gang", "komplek", "kompleks", "perum", "perumahan", "apartemen", "apartment", "apt", "ruko", "cluster", "dusun", "kampung", "kp", "dsn":
		case "street", "road", "avenue", "lane", "st", "rd", "ave":
			if first := s.houseNumber(i); first >= 0 {
				s.add(KindStreet, s.text[s.tokens[first].start:s.tokens[i].end], first, i)
			}
			continue
		default:
			continue
		}
		if last := s.street(i, sure); last > i {
			s.add(KindStreet, s.text[s.tokens[i].start:s.tokens[last].end], i, last)
			i = last
		}
	}
}

// houseNumber returns the token where "12 Main Street" begins whose last word is token i, -1 for none.
func (s *scratch) houseNumber(i int) int {
	at := i - 1
	for at >= 0 && i-at <= 3 && s.next(at) && s.tokens[at].kind == tokenWord && s.tokens[at].capital {
		at--
	}
	if at == i-1 || at < 0 {
		return -1
	}
	if s.tokens[at].kind == tokenWord && s.tokens[at].glued && s.number(at-1) && s.size(at) == 1 { // 221B
		at--
	}
	if !s.number(at) || !s.next(at) && !s.tokens[at+1].glued || s.size(at) > 5 || s.taken[at] {
		return -1
	}
	return at
}

// street returns the last token of the street that begins at token i, i for none. Where the first word can mean
// something else, a number, a part of an address or a place must follow the name.
func (s *scratch) street(i int, sure bool) int {
	last, words, proof := i, 0, sure
	named := false // all words of the name had capitals
	for at := i + 1; at < len(s.tokens) && at-i <= maxStreetTokens; at++ {
		gap := s.between(at - 1)
		if s.taken[at] || strings.ContainsAny(gap, "\n;![]") || len(gap) > 4 {
			break
		}
		if end := s.addressPart(at); end >= at {
			last, at, proof = end, end, true
			words = maxNameTokens // after a number only parts follow
			continue
		}
		if strings.ContainsAny(gap, ",()") || words >= maxNameTokens || s.tokens[at].kind == tokenSymbol {
			break
		}
		if s.tokens[at].kind == tokenNumber {
			if s.countsWord(at) {
				break // jalan2
			}
			if words == 0 && s.size(at) > 2 || s.size(at) > 4 {
				break
			}
			last, proof = at, true
			if s.size(at) > 0 && words > 0 {
				words = maxNameTokens
			} else {
				words++
			}
			if at+1 < len(s.tokens) && s.tokens[at+1].glued && s.size(at+1) == 1 && s.tokens[at+1].kind == tokenWord { // 5A
				at++
				last = at
			}
			continue
		}
		if words > 0 {
			if p, _ := s.placeAt(at); p != nil && !s.directed(at) {
				proof = true
				break
			}
		}
		if s.stops(at) || words > 0 && named && !s.tokens[at].capital {
			break
		}
		named = s.tokens[at].capital
		words++
		last = at
	}
	if last == i || !proof && !named {
		return i
	}
	if !sure && !proof && last-i < 1 {
		return i
	}
	return last
}

// directed reports whether token at is a place's name that goes on a street's: "Jl. Raya Bogor".
func (s *scratch) directed(at int) bool {
	switch s.word(at - 1) {
	case "raya", "jl", "jln", "jalan", "lintas", "tol":
		return true
	}
	return false
}

// addressPart returns the last token of a part of an address at token i: "No. 5", "RT 02/03", "blok C2", "kav 12",
// "lantai 3"; i-1 for none.
func (s *scratch) addressPart(i int) int {
	at := i + 1
	switch s.word(i) {
	case "no", "nomor", "nomer", "kav", "kavling", "blok", "block", "rt", "rw", "lantai", "lt", "unit", "km", "lot", "tower", "gedung", "no2", "nmr":
	default:
		if strings.HasPrefix(s.word(i), "blok") && s.size(i) == 5 { // blokc
			return i
		}
		return i - 1
	}
	if at >= len(s.tokens) || !s.near(i) && s.between(i) != "/" {
		return i - 1
	}
	if s.is(at, "rw") || s.is(at, "rt") { // RT/RW 02/03
		at++
	}
	if at >= len(s.tokens) {
		return i - 1
	}
	switch {
	case s.number(at) && s.size(at) <= 5:
	case s.tokens[at].kind == tokenWord && s.size(at) <= 2 && !s.stops(at):
		if s.number(at+1) && (s.tokens[at+1].glued || s.near(at)) { // C2, C-2
			at++
		}
	default:
		return i - 1
	}
	for at+1 < len(s.tokens) {
		gap := s.between(at)
		if gap == "/" && (s.number(at+1) || s.is(at+1, "rw")) {
			at++
			continue
		}
		if s.tokens[at+1].glued && s.size(at+1) == 1 && s.tokens[at+1].kind == tokenWord {
			at++
			continue
		}
		if gap == "-" && s.number(at+1) && s.size(at+1) <= 3 {
			at++
			continue
		}
		break
	}
	return at
}

// stops reports whether a word at token i ends a street's name.
func (s *scratch) stops(i int) bool {
	if s.mean(i).day != "" || s.mean(i).role == "tanggal" || s.mean(i).weekday > 0 && !s.is(i, "ahad") {
		return true
	}
	switch s.word(i) {
	case "ya", "kak", "min", "gan", "sis", "bisa", "dan", "di", "ke", "dari", "tolong", "please", "mohon", "yang", "yg", "nih", "sih", "kok", "aja", "saja", "lagi", "atau", "untuk", "buat",
		"saya", "aku", "kami", "dr", "utk", "tdk", "blm", "sdh", "itu", "ini", "dengan", "masih", "sudah", "udah", "belum", "tidak", "ga", "gak", "nggak", "karena", "kalau", "pak", "bu", "jam", "depan", "dekat", "samping",
		"seberang", "belakang", "kel", "kelurahan", "kec", "kecamatan", "kab", "kabupaten", "kota", "provinsi", "kode", "pos", "keluar", "terus", "apa", "mau", "pulang", "rusak", "banget", "dong",
		"is", "the", "and", "to", "in", "for", "my", "kosong", "semua", "tujuan", "sama", "dulu", "gimana", "berapa", "mana", "macet", "ditutup", "alternatif", "keluarnya", "jalan", "pengiriman", "orang", "aktif":
		return true
	}
	return false
}
