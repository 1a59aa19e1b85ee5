package entity

import (
	"strings"
)

const maxLinks = 16 // links and addresses that are looked at in one text

// links finds web and mail addresses.
func (s *scratch) links() {
	if strings.IndexByte(s.text, '@') >= 0 {
		s.emails()
	}
	if strings.IndexByte(s.text, '.') >= 0 {
		s.urls()
	}
}

// emails finds the addresses around each "@".
func (s *scratch) emails() {
	for from, tries := 0, 0; tries < maxLinks; tries++ {
		at := strings.IndexByte(s.text[from:], '@')
		if at < 0 {
			return
		}
		at += from
		start, end := at, at+1
		for start > from && at-start < 64 && mailByte(s.text[start-1]) {
			start--
		}
		for start < at && !alnum(s.text[start]) {
			start++
		}
		for end < len(s.text) && end-at < 254 && mailByte(s.text[end]) {
			end++
		}
		for end > at && (s.text[end-1] == '.' || s.text[end-1] == '-' || s.text[end-1] == '_') {
			end--
		}
		if start < at && domain(s.text[at+1:end]) {
			s.bytes(KindEmail, strings.ToLower(s.text[start:end]), start, end)
		}
		from = max(end, at+1)
	}
}

func mailByte(c byte) bool {
	return alnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'
}

func alnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// domain reports whether a name is one of the Internet: parts of letters, digits and dashes, and an ending of
// letters.
func domain(name string) bool {
	dot := strings.LastIndexByte(name, '.')
	if dot < 1 || len(name)-dot < 3 || len(name) > 253 || strings.Contains(name, "..") {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !alnum(c) && c != '-' && c != '.' {
			return false
		}
	}
	for i := dot + 1; i < len(name); i++ {
		if c := name[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return name[0] != '-' && name[0] != '.'
}

// urls finds links: with a scheme, with www, or a name with a well-known ending and what follows it.
func (s *scratch) urls() {
	tries := 0
	for at := 0; at < len(s.text) && tries < maxLinks; {
		end := at
		for end < len(s.text) && s.text[end] > ' ' {
			end++
		}
		if chunk := s.text[at:end]; len(chunk) > 3 && strings.IndexByte(chunk, '.') > 0 {
			if from, to, value := link(chunk); value != "" {
				tries++
				s.bytes(KindURL, value, at+from, at+to)
			}
		}
		at = end + 1
	}
}

// link reads one link in a stretch without blanks.
func link(chunk string) (from, to int, value string) {
	for from < len(chunk) && strings.IndexByte("([<{\"'", chunk[from]) >= 0 {
		from++
	}
	to = len(chunk)
	for to > from && strings.IndexByte(".,;:!?)]>}\"'", chunk[to-1]) >= 0 {
		if chunk[to-1] == ')' && strings.Contains(chunk[from:to], "(") {
			break
		}
		to--
	}
	body := chunk[from:to]
	scheme, rest := "https://", body
	for _, p := range [...]string{"https://", "http://"} {
		if len(rest) > len(p) && strings.EqualFold(rest[:len(p)], p) {
			scheme, rest = p, rest[len(p):]
			break
		}
	}
	host := rest
	if cut := strings.IndexAny(rest, "/?#:"); cut >= 0 {
		host = rest[:cut]
	}
	if !domain(host) && !(len(rest) < len(body) && host == "localhost") {
		return 0, 0, ""
	}
	if len(rest) == len(body) && !(len(host) > 4 && strings.EqualFold(host[:4], "www.")) && !ending(host) {
		return 0, 0, ""
	}
	return from, to, scheme + strings.ToLower(host) + rest[len(host):]
}

// ending reports whether a name without a scheme ends like a site's.
func ending(host string) bool {
	dot := strings.LastIndexByte(host, '.')
	switch strings.ToLower(host[dot+1:]) {
	case "com", "id", "net", "org", "io", "co", "app", "xyz", "online", "site", "shop", "store", "link", "biz", "info", "dev", "gov", "edu", "ly":
		return dot >= 2
	}
	return false
}

// digitRun is digits that stand together, in groups or not.
type digitRun struct {
	digits     [maxRun]byte
	n          int
	first      int // its tokens
	last       int
	start, end int  // bytes, with a + or a bracket before the digits
	plus       bool // written with the sign of a country code
	groups     int
	dots       bool // points, dashes or strokes part the groups, not blanks alone
	fours      bool // groups of four, the last one perhaps not
}

const (
	maxRun    = 20 // digits
	maxGroups = 12
)

func (r *digitRun) text() string { return string(r.digits[:r.n]) }

// run gathers the digits from token i to token j; it reports false where they do not belong together.
func (s *scratch) run(i, j int) (digitRun, bool) {
	r := digitRun{first: i, last: j, start: s.tokens[i].start, end: s.tokens[j].end, groups: j - i + 1, fours: true}
	for at := i; at <= j; at++ {
		if r.n+s.size(at) > maxRun {
			return r, false
		}
		if size := s.size(at); size != 4 && at < j || size > 4 {
			r.fours = false
		}
		r.n += copy(r.digits[r.n:], s.folded[s.tokens[at].from:s.tokens[at].to])
		if at < j && !blank(s.between(at)) {
			r.dots = true
		}
	}
	if r.start > 0 && s.text[r.start-1] == '(' {
		r.start--
	}
	if r.start > 0 && s.text[r.start-1] == '+' {
		r.plus, r.start = true, r.start-1
	}
	return r, true
}

// joins reports whether the gap after number token i may stand inside one number.
func (s *scratch) joins(i int) bool {
	if !s.number(i) || !s.number(i+1) {
		return false
	}
	gap := s.between(i)
	if len(gap) > 3 || gap == "" {
		return false
	}
	marks := 0
	for _, c := range gap {
		switch c {
		case ' ', ')', '(':
		case '-', '.', '/', '–':
			marks++
		default:
			return false
		}
	}
	return marks < 2
}

// runs finds the numbers that are known by their digits: cards, identity and tax numbers, phones, accounts and
// one-time codes. At each place the longest run that is one goes first.
func (s *scratch) runs() {
	for i := 0; i < len(s.tokens); i++ {
		if !s.number(i) || s.taken[i] {
			continue
		}
		far := i
		for far-i < maxGroups && s.joins(far) && !s.taken[far+1] {
			far++
		}
		for j := far; j >= i; j-- {
			r, ok := s.run(i, j)
			if !ok || !s.digitRun(&r) {
				continue
			}
			i = j
			break
		}
	}
}

// digitRun adds the entity that a run is, if any.
func (s *scratch) digitRun(r *digitRun) bool {
	if s.letterGlued(r) {
		return false
	}
	switch {
	case r.n == 16 && r.fours && r.groups == 4 && s.card(r):
		return true
	case s.npwp(r), s.nik(r), s.card(r), s.phone(r), s.account(r), s.otp(r):
		return true
	}
	return false
}

// letterGlued reports whether a letter stands right before or after the digits: a part of something else.
func (s *scratch) letterGlued(r *digitRun) bool {
	if s.tokens[r.first].glued && r.first > 0 && s.tokens[r.first-1].kind == tokenWord && r.start == s.tokens[r.first].start && s.tokens[r.first-1].m.hints == 0 {
		return true
	}
	next := r.last + 1
	return next < len(s.tokens) && s.tokens[next].glued && s.tokens[next].kind == tokenWord && s.tokens[next].m.role != "yang"
}

// hinted reports whether one of the words at most before tokens ahead of i, or after tokens behind j, gives a
// hint. It stops at the end of a sentence, and at other digits.
func (s *scratch) hinted(want hint, i, j, before, after int) bool {
	for at := i - 1; at >= 0 && i-at <= before; at-- {
		if s.tokens[at].kind == tokenNumber || s.parted(at) {
			break
		}
		if s.tokens[at].m.hints&want != 0 {
			return true
		}
	}
	for at := j + 1; at < len(s.tokens) && at-j <= after; at++ {
		if s.tokens[at].kind == tokenNumber || s.parted(at-1) {
			break
		}
		if s.tokens[at].m.hints&want != 0 {
			return true
		}
	}
	return false
}

// parted reports whether a sentence or clause ends after token i.
func (s *scratch) parted(i int) bool {
	gap := s.between(i)
	for k := range len(gap) {
		switch gap[k] {
		case '\n', ';', ',', '!':
			return true
		case '.':
			if k+1 < len(gap) && s.size(i) > 4 {
				return true
			}
		}
	}
	return false
}

// phone adds a telephone number.
func (s *scratch) phone(r *digitRun) bool {
	if r.n < 7 || r.n > 15 || r.groups > 6 {
		return false
	}
	value := phoneOf(r.text(), r.plus)
	if value == "" {
		bracket := r.start < s.tokens[r.first].start && !r.plus
		said := bracket || s.hinted(hintPhone, r.first, r.last, 4, 0)
		if said || r.dots && s.size(r.first) >= 3 && s.size(r.first) <= 4 && r.groups <= 3 {
			value = landline(r.text())
		}
		if value == "" && said && r.digits[0] == '8' {
			value = phoneOf("0"+r.text(), false)
		}
	}
	if value == "" {
		return false
	}
	return s.span(KindPhone, value, r.start, r.end, r.first, r.last) != nil
}
