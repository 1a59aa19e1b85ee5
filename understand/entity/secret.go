package entity

import "strings"

const secretReach = 6 // tokens between the word and the secret

// secrets finds what should not have been said: a PIN, a card's security code, a password.
func (s *scratch) secrets() {
	for i := range s.tokens {
		if s.tokens[i].m.hints&hintSecret == 0 || s.taken[i] {
			continue
		}
		switch s.root(i) {
		case "pin", "mpin":
			s.code(i, 4, 6)
		case "cvv", "cvc", "cvv2":
			s.code(i, 3, 4)
		case "passcode":
			if !s.code(i, 4, 8) {
				s.password(i)
			}
		default:
			s.password(i)
		}
	}
}

// root returns the word at token i without its ending.
func (s *scratch) root(i int) string {
	w := s.folded[s.tokens[i].from:s.tokens[i].to]
	if s.f.lexicon.words[string(w)] == nil {
		w = stem(w)
	}
	return string(w)
}

// code finds a secret of digits after the word at token i, or right before it ("123456 itu pin saya").
func (s *scratch) code(i, least, most int) bool {
	for at := i + 1; at < len(s.tokens) && at-i <= secretReach; at++ {
		if s.number(at) {
			end, n := at, s.size(at)
			for s.number(end+1) && n+s.size(end+1) <= most && (s.between(end) == " " || s.between(end) == "-") {
				end++
				n += s.size(end)
			}
			if n >= least && n <= most && !s.tokens[at].glued || n >= least && n <= most && at == i+1 {
				e := s.add(KindSecret, s.joined(at, end), at, end)
				e.hide(0)
				return e != nil
			}
			return false
		}
		if !s.filler(at) || strings.IndexByte(s.between(at-1), '\n') >= 0 {
			break
		}
	}
	if at := i - 2; at >= 0 && s.number(at) && s.size(at) >= least && s.size(at) <= most && (s.is(at+1, "itu") || s.is(at+1, "is") || s.is(at+1, "adalah")) {
		e := s.add(KindSecret, s.joined(at, at), at, at)
		e.hide(0)
		return e != nil
	}
	return false
}

// joined returns the digits of the tokens i to j.
func (s *scratch) joined(i, j int) string {
	var b strings.Builder
	for ; i <= j; i++ {
		b.Write(s.folded[s.tokens[i].from:s.tokens[i].to])
	}
	return b.String()
}

// filler reports whether token i only stands between the word and the secret.
func (s *scratch) filler(i int) bool {
	switch s.word(i) {
	case "saya", "aku", "gue", "gw", "gua", "sy", "my", "nya", "adalah", "is", "itu", "ini", "yg", "yang", "baru", "lama", "new", "old", "kartu", "atm", "akun",
		"m", "banking", "mbanking", "mobile", "bca", "bri", "bni", "mandiri", "jadi", "menjadi", "ke", "to", "was", "it", "number", "nomor", "no", "kode", "code",
		"the", "for", "card", "debit", "kredit", "credit", "login", "email", "wifi", "tadi", "masih", "cvv", "saat", "sekarang", "yaitu", "kak", "ya", "of", "account", "user", "be", "will", "savings", "checking", "retirement", "on", "with", "from", "sebelumnya", "kami", "akunku", "kartunya", "tuh", "sih", "kalo", "kalau", "salah", "terus", "katanya":
		return true
	}
	return false
}

// password finds the password after the word at token i: a stretch without blanks that looks like one, or that is
// set off as one.
func (s *scratch) password(i int) {
	strong, told := false, false // "password: x", "password is x"
	for at := i; at < len(s.tokens)-1 && at-i < secretReach; at++ {
		gap := s.between(at)
		if strings.ContainsAny(gap, "\n,;!?") {
			return
		}
		if strings.ContainsAny(gap, ":=") {
			strong = true
		}
		if at > i && !s.filler(at) {
			return
		}
		switch s.word(at) {
		case "adalah", "is", "yaitu":
			told = true
		}
		start := s.tokens[at+1].start
		for start > s.tokens[at].end && s.text[start-1] > ' ' && strings.IndexByte(":=,.\"'(", s.text[start-1]) < 0 {
			start--
		}
		end := start
		for end < len(s.text) && s.text[end] > ' ' {
			end++
		}
		for end > start && strings.IndexByte(".,;\"')?", s.text[end-1]) >= 0 {
			end--
		}
		if word := s.text[start:end]; passwordLike(word) || (strong || told && s.parting(end)) && len(word) >= 4 && !s.filler(at+1) && !common(s.word(at+1), strong) {
			if len(word) > 64 {
				return
			}
			e := s.bytes(KindSecret, word, start, end)
			e.hide(0)
			return
		}
	}
}

// parting reports whether a sentence or the text ends at a byte: "my password is swordfish."
func (s *scratch) parting(end int) bool {
	rest := strings.TrimLeft(s.text[end:], " \"')")
	return rest == "" || strings.IndexByte(".,;!\n", rest[0]) >= 0
}

// passwordLike reports whether a stretch holds what words do not: digits and letters, or marks between them.
func passwordLike(word string) bool {
	if len(word) < 5 {
		return false
	}
	letters, digits, marks := 0, 0, 0
	for i := range len(word) {
		switch c := word[i]; {
		case c >= '0' && c <= '9':
			digits++
		case alnum(c):
			letters++
		case c < 0x80 && c != '-' && c != '\'' && c != '/' && c != '.' && c != ',' && c != '(' && c != '!' && c != '?' && c != ':':
			marks++
		}
	}
	return letters > 0 && digits > 0 || marks > 0 && letters+digits > 2 || digits >= 6
}

// common reports whether a word after "password is" says something about it instead of being it. What was set off
// with a colon is one.
func common(w string, setOff bool) bool {
	if setOff {
		return false
	}
	if strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "ing") || strings.HasPrefix(w, "ter") || strings.HasPrefix(w, "di") || strings.HasPrefix(w, "ke") {
		return true
	}
	switch w {
	case "wrong", "not", "incorrect", "expired", "lost", "broken", "too", "salah", "lupa", "hilang", "invalid", "weak", "being", "rejected", "tidak", "gak", "ga", "nggak",
		"sudah", "udah", "belum", "selalu", "always", "correct", "benar", "never", "still", "asking", "unknown", "terlalu", "required", "case", "what", "where", "when",
		"kok", "kenapa", "gimana", "bagaimana", "apa", "dimana", "forgotten", "stuck", "blocked", "terblokir", "error", "failing", "working", "reset", "untuk", "hal", "valid", "tanggal":
		return true
	}
	return false
}
