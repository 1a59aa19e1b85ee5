package understand

import "terang"

// word is one word in its standard form: [from,to) in the normalised bytes, and the token it came from.
type word struct {
	from, to int
	token    int
	kind     tokenKind
}

// normaliser holds the buffers of one pass over one text; it is kept in a pool.
type normaliser struct {
	tokens []token
	folded []byte
	words  []word
	out    []byte
	tmp    []byte
	tmp2   []byte
	norm   string // out, once it is complete
}

// read scans text and puts its words into their standard form. It returns the language of the text.
func (n *normaliser) read(text string, m *Model, prior terang.Language) terang.Language {
	n.tokens, n.folded = scan(text, n.tokens, n.folded)
	l := m.tongue.of(n.tokens, n.folded, prior)
	n.standardise(m.lexicon, l)
	n.norm = string(n.out)
	return l
}

// standardise fills words and out from the tokens.
func (n *normaliser) standardise(x *lexicon, l terang.Language) {
	n.words, n.out = n.words[:0], n.out[:0]
	for i, t := range n.tokens {
		switch t.kind {
		case tokenWord:
			n.word(x, n.folded[t.from:t.to], l, i)
		case tokenNumber, tokenSymbol:
			n.put(n.folded[t.from:t.to], i, t.kind)
		case tokenMark, tokenURL:
		}
	}
}

// word appends the standard form of one folded word.
func (n *normaliser) word(x *lexicon, w []byte, l terang.Language, token int) {
	if s := x.standard(w, l); s != "" {
		n.putAll(s, token)
		return
	}
	w = undouble(w)
	w = n.squeeze(x, w, l)
	if s := x.standard(w, l); s != "" {
		n.putAll(s, token)
		return
	}
	if l == terang.English {
		n.put(w, token, tokenWord)
		return
	}
	if cut := x.stem(w); len(cut) < len(w) {
		if s := x.standard(cut, l); s != "" {
			n.putAll(s, token)
			return
		}
		w = cut
	}
	if s := x.passive(w); s != "" {
		n.tmp2 = append(append(n.tmp2[:0], "di"...), s...)
		w = n.tmp2
	}
	n.put(w, token, tokenWord)
}

// undouble takes the 2 of a repeated word away, and what follows it: "barang2nya" is "barang".
func undouble(w []byte) []byte {
	for i, c := range w {
		if c == '2' {
			return w[:i]
		}
	}
	return w
}

// squeeze shortens letters that are drawn out: three or more of one become two where that makes a known
// word ("goood"), else one ("lamaaa"); a doubled last letter goes where the word without it is known.
func (n *normaliser) squeeze(x *lexicon, w []byte, l terang.Language) []byte {
	long := false
	for i := 2; i < len(w); i++ {
		if w[i] == w[i-1] && w[i] == w[i-2] {
			long = true
			break
		}
	}
	last := len(w) - 1
	if !long {
		if last < 2 || w[last] != w[last-1] || x.real(w) {
			return w
		}
		if x.real(w[:last]) || x.standard(w[:last], l) != "" {
			return w[:last]
		}
		return w
	}
	n.tmp = runs(n.tmp[:0], w, 2)
	if x.real(n.tmp) {
		return n.tmp
	}
	n.tmp = runs(n.tmp[:0], w, 1)
	return n.tmp
}

// runs appends w to dst with at most keep of what stands three times or more in a row.
func runs(dst, w []byte, keep int) []byte {
	for i := 0; i < len(w); {
		j := i
		for j < len(w) && w[j] == w[i] {
			j++
		}
		count := j - i
		if count > 2 {
			count = keep
		}
		for range count {
			dst = append(dst, w[i])
		}
		i = j
	}
	return dst
}

// putAll appends the words of a standard form.
func (n *normaliser) putAll(s string, token int) {
	from := 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == ' ' {
			n.put([]byte(s[from:i]), token, tokenWord)
			from = i + 1
		}
	}
}

// put appends one word, unless it only repeats the word before it.
func (n *normaliser) put(w []byte, token int, kind tokenKind) {
	if last := len(n.words) - 1; last >= 0 && kind != tokenNumber {
		if p := n.words[last]; string(n.out[p.from:p.to]) == string(w) {
			return
		}
	}
	if len(n.out) > 0 {
		n.out = append(n.out, ' ')
	}
	from := len(n.out)
	n.out = append(n.out, w...)
	n.words = append(n.words, word{from: from, to: len(n.out), token: token, kind: kind})
}
