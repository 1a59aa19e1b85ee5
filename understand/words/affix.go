package words

// This file knows the verbs of everyday Indonesian: beginnings that stand for "meN-" ("ngirim", "nyari", "ngecek"),
// the ending "-in" for "-kan" and "-i", the beginnings "di-" and "ke-", and places that are written together with "di".

// nasal finds the standard verb behind an everyday one: "ngirim" is "mengirim", "nyari" is "mencari".
func (r *reader) nasal(w []byte, depth int) []byte {
	if len(w) < 4 {
		return nil
	}
	switch w[0] {
	case 'n', 'm':
	default:
		return nil
	}
	if s := r.join("me", w, ""); r.indonesian(s) {
		return s
	} else if soft := r.softer(s); soft != nil {
		return soft
	}
	if w[0] == 'n' && w[1] == 'y' {
		if s := r.join("menc", w[2:], ""); r.indonesian(s) {
			return s
		} else if soft := r.softer(s); soft != nil {
			return soft
		}
	}
	if n := len(w); n > 5 && string(w[n-2:]) == "in" {
		for _, begin := range [...]string{"me", "menc"} {
			stem := w[:n-2]
			if begin == "menc" {
				if w[1] != 'y' {
					continue
				}
				stem = w[2 : n-2]
			}
			for _, end := range [...]string{"kan", "i"} {
				if s := r.join(begin, stem, end); r.indonesian(s) {
					return s
				} else if soft := r.softer(s); soft != nil {
					return soft
				}
			}
		}
	}
	if string(w[:min(3, len(w))]) == "nge" && len(w) > 5 {
		rest := w[3:]
		s := r.core(rest, depth+1)
		if s == nil {
			return nil
		}
		if verb := r.active(s); r.indonesian(verb) {
			return verb
		}
		return s
	}
	if w[1] == 'g' && len(w) > 5 && w[0] == 'n' {
		if s := r.core(w[2:], depth+1); s != nil {
			if verb := r.active(s); r.indonesian(verb) {
				return verb
			}
		}
	}
	return nil
}

// active puts "meN-" before a stem, as its first letter asks for.
func (r *reader) active(stem []byte) []byte {
	if len(stem) == 0 {
		return stem
	}
	switch stem[0] {
	case 'b', 'f', 'v':
		return r.join("mem", stem, "")
	case 'p':
		return r.join("mem", stem[1:], "")
	case 'c', 'd', 'j', 'z':
		return r.join("men", stem, "")
	case 't':
		return r.join("men", stem[1:], "")
	case 's':
		return r.join("meny", stem[1:], "")
	case 'k':
		return r.join("meng", stem[1:], "")
	case 'l', 'm', 'n', 'r', 'w', 'y':
		return r.join("me", stem, "")
	}
	return r.join("meng", stem, "")
}

// causative finds the standard verb behind the everyday "-in": "batalin" is "batalkan", "balikin" "kembalikan".
func (r *reader) causative(w []byte, depth int) []byte {
	n := len(w)
	if n < 5 || string(w[n-2:]) != "in" || r.find(w).flags&isWhole != 0 {
		return nil
	}
	stem := w[:n-2]
	kan, i := r.join("", stem, "kan"), r.join("", stem, "i")
	fk, fi := r.find(kan).freq[id], r.find(i).freq[id]
	s := r.core(stem, depth+1)
	switch {
	case fk > 0 && fk >= fi:
		return kan
	case fi > 0 && s != nil:
		return i
	case s == nil:
		return nil
	}
	for _, c := range s {
		if c == ' ' {
			return nil
		}
	}
	kan, i = r.join("", s, "kan"), r.join("", s, "i")
	if r.find(i).freq[id] > r.find(kan).freq[id] {
		return i
	}
	return kan
}

// passive finds the standard of the verb after "di-", "ke-" and "ter-": "dituker" is "ditukar".
func (r *reader) passive(w []byte, depth int) []byte {
	if len(w) < 6 {
		return nil
	}
	begin := 0
	for _, b := range [...]string{"diper", "memper", "di", "ter", "ber", "se", "ku", "ke"} {
		if len(w) >= len(b)+3 && string(w[:len(b)]) == b {
			begin = len(b)
			break
		}
	}
	if begin == 0 {
		return nil
	}
	s := r.core(w[begin:], depth+1)
	if len(s) < 3 {
		return nil
	}
	for _, c := range s {
		if c == ' ' {
			return nil
		}
	}
	switch string(w[:begin]) {
	case "ku":
		if r.find(s).freq[id] == 0 {
			return nil
		}
		return r.join("saya ", s, "")
	case "ke":
		if s := r.join("ter", s, ""); r.indonesian(s) {
			return s
		}
		return nil
	case "se", "ber", "ter":
		if string(s) == string(w[begin:]) {
			return nil
		}
	}
	return r.join(string(w[:begin]), s, "")
}

// place parts "di" and "ke" from the place after them: "dirumah" is "di rumah".
func (r *reader) place(w []byte) (form, bool) {
	if len(w) < 5 || (string(w[:2]) != "di" && string(w[:2]) != "ke") {
		return form{}, false
	}
	rest := w[2:]
	s := r.core(rest, 1)
	if s == nil {
		return form{}, false
	}
	if r.find(s).flags&isPlace == 0 {
		return form{}, false
	}
	return form{full: r.join(string(w[:2])+" ", s, "")}, true
}
