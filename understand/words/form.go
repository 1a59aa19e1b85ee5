package words

// clitics are the short words that Indonesian glues to the end of another, the longest first.
var clitics = [...]string{"nya", "nye", "kah", "lah", "pun", "ku", "mu"}

// cliticOf returns w where it is a clitic that may stand after a hyphen.
func cliticOf(w []byte) string {
	for _, c := range clitics {
		if string(w) == c {
			return c
		}
	}
	return ""
}

// verbPrefix reports whether w is a prefix that people part from a borrowed verb: "di-cancel", "nge-charge".
func verbPrefix(w []byte) bool {
	switch string(w) {
	case "di", "nge", "ng", "me", "meng", "men", "mem", "ke", "ter", "ber", "se":
		return true
	}
	return false
}

// find returns what is known of a word.
func (r *reader) find(w []byte) *entry { return r.x.find(w) }

// known reports whether w is a standard word of either tongue.
func (r *reader) known(w []byte) bool {
	e := r.find(w)
	return e.freq[id] > 0 || e.freq[en] > 0 || r.b.packed(w)
}

// listed returns the standard of an everyday form, "" for none.
func (r *reader) listed(w []byte) string {
	e := r.find(w)
	if r.regional && e.theirs != "" {
		return e.theirs
	}
	if s := e.full[r.tongue]; s != "" {
		return s
	}
	if r.only && e.freq[r.tongue] > 0 || len(w) < 3 {
		return ""
	}
	if s := e.full[1-r.tongue]; s != "" && !r.only && e.freq[r.tongue] == 0 {
		return s
	}
	return ""
}

// resolve returns the standard form of one folded word.
func (r *reader) resolve(w []byte, token int) form {
	if s := r.listed(w); s != "" {
		return form{full: r.text(s)}
	}
	if r.tongue == en {
		if r.known(w) || r.inflected(w) {
			return form{full: w}
		}
		if s := r.squeezed(w); s != nil {
			return form{full: s}
		}
		if s := r.alike(w, token); s != nil {
			return form{full: s, slip: true}
		}
		return form{full: w}
	}
	if f, ok := r.twice(w); ok {
		return f
	}
	if f, ok := r.clitic(w); ok {
		return f
	}
	if r.known(w) && !r.loose(w) {
		return form{full: w}
	}
	if f, ok := r.regionalClitic(w); ok {
		return f
	}
	if f, ok := r.place(w); ok {
		return f
	}
	if s := r.core(w, 0); s != nil {
		return form{full: s}
	}
	if s := r.alike(w, token); s != nil {
		return form{full: s, slip: true}
	}
	if n := len(w); n >= 7 && string(w[n-3:]) == "nya" {
		if s := r.alike(w[:n-3], token); s != nil {
			return form{full: s, ending: "nya", slip: true}
		}
	}
	return form{full: w}
}

// inflected reports whether w is a known English word with an ending.
func (r *reader) inflected(w []byte) bool {
	for _, end := range [...]string{"s", "es", "d", "ed", "ing", "ly", "er", "'s"} {
		if n := len(w) - len(end); n >= 3 && string(w[n:]) == end && (end != "d" || w[n-1] == 'e') && (r.find(w[:n]).freq[en] > 0 || end == "ing" && r.find(r.join("", w[:n], "e")).freq[en] > 0) {
			return true
		}
	}
	return false
}

// loose reports whether a word that lists hold is everyday all the same: "masukin" beside "masukkan".
func (r *reader) loose(w []byte) bool {
	n := len(w) - 2
	if n < 4 || string(w[n:]) != "in" {
		return false
	}
	e := r.find(w)
	return e.flags&isWhole == 0 && e.freq[en] == 0 && r.indonesian(w[:n]) && r.indonesian(r.join("", w[:n], "kan"))
}

// text returns s as bytes of the line's scratch.
func (r *reader) text(s string) []byte { return r.join("", nil, s) }

// join returns the parts put together in the line's scratch.
func (r *reader) join(before string, w []byte, after string) []byte {
	l := r.l
	if cap(l.scratch)-len(l.scratch) < len(before)+len(w)+len(after) {
		l.scratch = make([]byte, 0, max(2048, 2*(len(before)+len(w)+len(after))))
	}
	from := len(l.scratch)
	l.scratch = append(append(append(l.scratch, before...), w...), after...)
	return l.scratch[from:len(l.scratch):len(l.scratch)]
}

// twice reads the 2 that says a word twice: "barang2nya" is "barang-barangnya".
func (r *reader) twice(w []byte) (form, bool) {
	for i, c := range w {
		if c != '2' {
			continue
		}
		if i < 2 {
			break
		}
		f := form{full: w[:i], twice: true}
		if s := r.core(w[:i], 0); s != nil {
			f.full = s
		}
		for _, b := range f.full {
			f.twice = f.twice && b != ' '
		}
		for _, begin := range [...]string{"ber", "ter"} {
			if n := len(begin); f.twice && len(f.full) >= n+4 && string(f.full[:n]) == begin && r.known(f.full[n:]) {
				f.full, f.twice = r.join("", r.join(string(f.full), nil, "-"), string(f.full[n:])), false
			}
		}
		f.ending = cliticOf(w[i+1:])
		return f, true
	}
	return form{}, false
}

// clitic cuts a clitic off where a known word is left.
func (r *reader) clitic(w []byte) (form, bool) {
	if len(w) < 5 || r.find(w).flags&isWhole != 0 {
		return form{}, false
	}
	for _, c := range clitics {
		cut := len(w) - len(c)
		if cut < 3 || string(w[cut:]) != c {
			continue
		}
		own := c == "ku" || c == "mu"
		if !own && r.known(w) {
			return form{}, false
		}
		stem := w[:cut]
		if own && r.known(w) && !r.frequentStem(stem, w) {
			return form{}, false
		}
		s := r.core(stem, 1)
		if s == nil {
			continue
		}
		if c == "nye" {
			c = "nya"
		}
		return form{full: s, ending: c}, true
	}
	return form{}, false
}

// regionalClitic cuts what "-nya" is in Javanese and Sundanese: "carane" and "carana" are "caranya".
func (r *reader) regionalClitic(w []byte) (form, bool) {
	if !r.regional {
		return form{}, false
	}
	for _, c := range [...]string{"ipun", "na", "ne", "e"} {
		cut := len(w) - len(c)
		if cut < 3 || string(w[cut:]) != c {
			continue
		}
		if s := r.core(w[:cut], 1); s != nil {
			return form{full: s, ending: "nya"}, true
		}
	}
	return form{}, false
}

// frequentStem reports whether a stem is common enough beside the whole word to be what the word is made of.
func (r *reader) frequentStem(stem, w []byte) bool {
	e := r.find(stem)
	return e.full[id] != "" || len(stem) >= 4 && e.freq[id] > 0 && e.freq[id]+2 >= r.find(w).freq[id]
}

// maxDepth bounds how many layers of endings and beginnings one word may have.
const maxDepth = 3

// core returns the standard form of a word without clitics, nil where no rule leads to a known word.
func (r *reader) core(w []byte, depth int) []byte {
	if len(w) < 2 || depth > maxDepth {
		return nil
	}
	if s := r.listed(w); s != "" {
		return r.text(s)
	}
	if r.known(w) && !r.loose(w) {
		return w
	}
	if s := r.squeezed(w); s != nil {
		return s
	}
	if len(w) > 24 {
		return nil
	}
	if s := r.softer(w); s != nil {
		return s
	}
	if s := r.nasal(w, depth); s != nil {
		return s
	}
	if s := r.causative(w, depth); s != nil {
		return s
	}
	if s := r.passive(w, depth); s != nil {
		return s
	}
	if depth == 0 {
		if f, ok := r.clitic(w); ok {
			return r.join("", f.full, "")
		}
	}
	return nil
}

// squeezed shortens letters that are drawn out: runs become two where that makes a known word ("goood"), else one
// ("lamaaa"). It returns nil where neither is known.
func (r *reader) squeezed(w []byte) []byte {
	double := false
	for i := 1; i < len(w); i++ {
		double = double || w[i] == w[i-1]
	}
	if !double {
		return nil
	}
	for keep := 2; keep >= 1; keep-- {
		s := r.join("", w, "")
		s = runs(s[:0], w, keep)
		if string(s) == string(w) {
			continue
		}
		if f := r.listed(s); f != "" {
			return r.text(f)
		}
		if r.known(s) {
			return s
		}
		if s := r.softer(s); s != nil {
			return s
		}
	}
	return nil
}

// runs appends w to dst with at most keep of what stands in a row; two in a row stay two only if keep is 2.
func runs(dst, w []byte, keep int) []byte {
	for i := 0; i < len(w); {
		j := i
		for j < len(w) && w[j] == w[i] {
			j++
		}
		for range min(j-i, keep) {
			dst = append(dst, w[i])
		}
		i = j
	}
	return dst
}

// softer undoes what Jakarta and Java do to vowels and letters: "dapet" is "dapat", "kenape" "kenapa", "poto" "foto".
func (r *reader) softer(w []byte) []byte {
	if len(w) < 4 {
		return nil
	}
	last := -1
	for i := len(w) - 1; i >= 0 && i >= len(w)-3; i-- {
		if w[i] == 'e' {
			last = i
			break
		}
	}
	if last > 0 {
		s := r.join("", w, "")
		s[last] = 'a'
		if r.indonesian(s) {
			return s
		}
	}
	for i, c := range w {
		var swap byte
		switch c {
		case 'p':
			swap = 'f'
		case 'f':
			swap = 'p'
		case 'v':
			swap = 'f'
		case 'z':
			swap = 'j'
		case 'q':
			swap = 'k'
		default:
			continue
		}
		s := r.join("", w, "")
		s[i] = swap
		if r.indonesian(s) {
			return s
		}
	}
	return nil
}

// indonesian reports whether w is a standard Indonesian word.
func (r *reader) indonesian(w []byte) bool { return r.find(w).freq[id] > 0 }
