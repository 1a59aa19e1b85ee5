package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxNameWords = 5

// person reads the name in the answer to "what is your name": what follows "nama saya", "a.n.", "my name is", or a
// text that is a name and nothing else.
func (s *scratch) person() (Entity, bool) {
	if s.is(len(s.tokens)-1, "?") {
		return Entity{}, false
	}
	from, led := s.introduced()
	first, last := -1, -1
	for i := from; i < len(s.tokens) && last-first+1 < maxNameWords; i++ {
		if first >= 0 && (!s.next(last) && s.between(last) != "." && s.between(last) != ". " && s.between(last) != "-" || s.tokens[i].kind != tokenWord) {
			break
		}
		if s.tokens[i].kind != tokenWord || s.notName(i) {
			if first >= 0 {
				break
			}
			if s.tokens[i].kind == tokenNumber || !led && !honorific(s.word(i)) && !greets(s.word(i)) {
				return Entity{}, false
			}
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first < 0 || s.taken[first] {
		return Entity{}, false
	}
	if !led { // a name and nothing else, but courtesies
		for i := last + 1; i < len(s.tokens); i++ {
			if !greets(s.word(i)) && !courtesy(s.word(i)) && !honorific(s.word(i)) {
				return Entity{}, false
			}
		}
		for i := first; i <= last; i++ {
			if m := s.mean(i); m.known && m.month == 0 && m.weekday == 0 && s.size(i) > 1 {
				return Entity{}, false
			}
			if says := s.f.lexicon.yes[s.word(i)]; says != 0 && (first == last || s.size(i) > 2 && says&(1<<saysNo|1<<saysOpen|1<<saysNot) != 0) && !s.tokens[i].capital {
				return Entity{}, false
			}
		}
		if first == last && s.f.lexicon.yes[s.word(first)] != 0 {
			return Entity{}, false
		}
	}
	e := s.add(KindPersonName, titled(s.text[s.tokens[first].start:s.tokens[last].end]), first, last)
	if e == nil {
		return Entity{}, false
	}
	return *e, true
}

// introduced returns the token after the words that lead to a name, and whether there are such words.
func (s *scratch) introduced() (int, bool) {
	for i := range s.tokens {
		switch w := s.word(i); {
		case w == "nama" || w == "namaku" || w == "namanya" || w == "namanua" || w == "atas" && s.is(i+1, "nama"):
			at := i + 1
			if w == "atas" {
				at++
			}
			for at < len(s.tokens) {
				switch s.word(at) {
				case "saya", "aku", "sy", "gue", "gw", "lengkap", "panggilan", "adalah", "itu", "ku", "nya", "pemesan", "penerima", "pengirim", "yaitu", "pemilik", "di", "ktp", "rekening", "ini", "pelanggan":
					at++
					continue
				}
				break
			}
			return at, true
		case w == "a" && s.is(i+1, "n") && (s.between(i) == "." || s.between(i) == "/"):
			return i + 2, true
		case w == "an" && i+1 < len(s.tokens) && s.tokens[i+1].kind == tokenWord && (s.between(i) == ". " || s.between(i) == " " || s.between(i) == ": "):
			return i + 1, true
		case w == "name" && (s.is(i+1, "is") || s.between(i) == ": " || s.between(i) == ":"):
			if s.is(i+1, "is") {
				return i + 2, true
			}
			return i + 1, true
		case w == "names" || w == "im" && i <= 2 || w == "its" && i <= 1:
			return i + 1, true
		case w == "i" && s.is(i+1, "am") || w == "this" && s.is(i+1, "is") || w == "it" && s.is(i+1, "is"):
			return i + 2, true
		case w == "call" && s.is(i+1, "me"), w == "under" && (s.is(i+1, "name") || s.is(i+1, "the")):
			if s.is(i+2, "name") {
				i++
			}
			return i + 2, true
		case w == "panggil" || w == "dipanggil" || w == "panggilnya":
			at := i + 1
			for s.is(at, "aja") || s.is(at, "saja") || s.is(at, "saya") || s.is(at, "aku") {
				at++
			}
			return at, true
		case (w == "saya" || w == "aku") && i <= 2 && len(s.tokens)-i <= 4 && i+1 < len(s.tokens) && s.tokens[i+1].capital:
			return i + 1, true
		}
	}
	return 0, false
}

// notName reports whether the word at token i cannot be a part of a name where it stands.
func (s *scratch) notName(i int) bool {
	w := s.word(i)
	if honorific(w) || courtesy(w) || greets(w) {
		return true
	}
	if utf8.RuneCountInString(w) < 2 { // an initial has its full stop
		return s.between(i) != "." && s.between(i) != ". "
	}
	switch w {
	case "saya", "aku", "gue", "gw", "sy", "yang", "yg", "dan", "di", "ke", "dari", "untuk", "buat", "apa", "siapa", "kenapa", "gimana", "bagaimana", "kapan", "mana", "adalah", "itu", "ini", "nama", "tidak",
		"ga", "gak", "nggak", "bukan", "belum", "mau", "bisa", "sudah", "udah", "order", "pesanan", "nomor", "no", "dengan", "my", "name", "is", "the", "and", "from", "with", "not", "a", "an", "here", "why", "what",
		"who", "do", "you", "i", "am", "im", "need", "want", "have", "to", "for", "it", "its", "speaking", "calling", "about", "in", "on", "juga", "lah", "nya", "kok", "tapi", "but", "karena", "hp", "wa", "customer", "pelanggan", "sama", "aja", "perlu", "harus", "rahasia", "kan":
		return true
	}
	return false
}

// honorific reports whether a word only stands before a name.
func honorific(w string) bool {
	switch w {
	case "pak", "bu", "bapak", "ibu", "mas", "mbak", "mba", "kak", "kakak", "mr", "mrs", "ms", "miss", "sir", "dr", "drg", "bang", "om", "tante", "sdr", "sdri", "saudara", "saudari", "nyonya", "tuan":
		return true
	}
	return false
}

// greets reports whether a word greets or thanks.
func greets(w string) bool {
	switch w {
	case "halo", "hai", "hi", "hello", "hey", "selamat", "pagi", "siang", "sore", "malam", "permisi", "makasih", "terima", "kasih", "thanks", "thank", "thx", "good", "morning", "assalamualaikum", "oh", "ok", "oke", "iya", "ya", "yes", "sure", "min", "admin":
		return true
	}
	return false
}

// titled writes a name with a capital before each word, where it has none of its own.
func titled(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if strings.ToLower(name) != name && strings.ToUpper(name) != name {
		return name
	}
	if strings.ToUpper(name) == name && utf8.RuneCountInString(name) < 4 {
		return name
	}
	var b strings.Builder
	up := true
	for _, r := range strings.ToLower(name) {
		if up {
			r = unicode.ToUpper(r)
		}
		up = r == ' ' || r == '\'' || r == '-' || r == '.'
		b.WriteRune(r)
	}
	return b.String()
}
