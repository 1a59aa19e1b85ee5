package words

import (
	"terang"
)

// reader puts one line into its standard form.
type reader struct {
	x        *lexicon
	b        *Book
	l        *Line
	tongue   int  // whose everyday forms go first
	only     bool // the other tongue's forms are not looked at
	drop     bool // particles are left out
	regional bool // the text is Javanese or Sundanese
	budget   int  // how many unknown words may still be looked up by likeness
}

// maxLikeness is how many unknown words of one text are looked up by likeness; it bounds the time for gibberish.
const maxLikeness = 48

// standardise fills Words, the standard form and the encoder's form of a scanned line.
func (b *Book) standardise(l *Line) {
	r := reader{x: b.lexicon, b: b, l: l, tongue: tongueOf(l.Language), budget: maxLikeness}
	if l.Language == Javanese || l.Language == Sundanese {
		r.regional, r.budget = true, 0 // words that are not known here are known there
	}
	r.only = l.Language == terang.English || l.Language == terang.Indonesian
	for _, drop := range []bool{true, false} {
		r.drop = drop
		l.Words, l.std, l.enc, l.changed = l.Words[:0], l.std[:0], l.enc[:0], 0
		r.run()
		if len(l.Words) > 0 {
			break
		}
	}
	l.Standard, l.encoded = l.keep(l.std), l.keep(l.enc)
}

// run goes through the tokens once.
func (r *reader) run() {
	l := r.l
	end := 0
	for i := 0; i < len(l.Tokens); i++ {
		t := l.Tokens[i]
		r.gap(end, t.Start)
		end = t.End
		switch t.Kind {
		case KindWord:
			if used := r.word(i); used > 0 {
				i += used
				end = l.Tokens[i].End
			}
		case KindNumber:
			r.put(l.Surface(i), i, KindNumber)
			l.enc = append(l.enc, l.Surface(i)...)
		case KindSymbol:
			r.put(l.Surface(i), i, KindSymbol)
		case KindMark:
			if n := len(l.enc); n == 0 || l.enc[n-1] != l.Surface(i)[0] {
				l.enc = append(l.enc, l.Surface(i)...)
			}
		case KindURL:
			l.enc = append(l.enc, l.Text[t.Start:t.End]...)
		}
	}
	r.gap(end, len(l.Text))
	l.enc = trimRight(l.enc)
}

// gap takes over into the encoder's form what stands between two tokens: blanks as one blank, marks that shape a
// sentence as they are, once.
func (r *reader) gap(from, to int) {
	enc := r.l.enc
	for at := from; at < to; at++ {
		c := r.l.Text[at]
		last := byte(' ')
		if n := len(enc); n > 0 {
			last = enc[n-1]
		}
		switch c {
		case ' ', '\t', '\n', '\r':
			if last != ' ' {
				enc = append(enc, ' ')
			}
		case '.', ',', ';', ':', '-', '/', '%', '&', '+', '(', ')', '"', '#', '@', '*', '=', '$', '_':
			if last != c && (c != ',' && c != '.' || len(enc) > 0) {
				enc = append(enc, c)
			}
		}
	}
	if from < to && len(enc) > 0 && enc[len(enc)-1] != ' ' && r.l.Text[to-1] >= 0x80 {
		enc = append(enc, ' ')
	}
	r.l.enc = enc
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '-' || b[len(b)-1] == ',') {
		b = b[:len(b)-1]
	}
	return b
}

// word puts token i, a word, into its standard form. It returns how many further tokens it has used up.
func (r *reader) word(i int) (used int) {
	l := r.l
	l.scratch = l.scratch[:0]
	w := l.Surface(i)
	if i > 0 && l.Tokens[i].Glued && r.hyphen(i) {
		if string(w) == string(l.Surface(i-1)) {
			l.enc = append(l.enc, w...)
			return 0
		}
		if clitic := cliticOf(w); clitic != "" && r.tongue == id {
			r.ending(clitic, i)
			return 0
		}
	}
	if r.tongue == id && i+1 < len(l.Tokens) && l.Tokens[i+1].Kind == KindWord && l.Tokens[i+1].Glued && r.hyphen(i+1) && verbPrefix(w) {
		l.tmp = append(append(l.tmp[:0], w...), l.Surface(i+1)...)
		w, used = l.tmp, 1
	}
	if i > 0 && len(w) <= 2 && l.Tokens[i-1].Kind == KindNumber && l.Tokens[i].Glued && unit(w) {
		l.enc = append(l.enc, w...)
		r.put(w, i, KindWord)
		return used
	}
	if r.tongue == id && r.parted(w, i) {
		return used
	}
	e := r.find(w)
	if e.flags&isParticle != 0 && r.drop && r.tongue == id {
		l.changed++
		l.enc = trimBlank(l.enc)
		return used
	}
	f := r.resolve(w, i)
	if r.tongue == id && r.drop && f.ending == "" && string(f.full) != string(w) && r.find(f.full).flags&isParticle != 0 {
		l.changed++
		l.enc = trimBlank(l.enc)
		return used
	}
	r.say(f, w, i)
	return used
}

// parted puts short words that only mean something beside their neighbour: "pesanan ku", "warna nya", "no resi". It
// reports whether it has.
func (r *reader) parted(w []byte, i int) bool {
	l := r.l
	switch string(w) {
	case "ku", "nya", "ny":
		if i == 0 || l.Tokens[i-1].Kind != KindWord || l.comma(i) || r.regional {
			return false
		}
		l.enc = trimBlank(l.enc)
		if string(w) == "ku" {
			r.ending("ku", i)
		} else {
			r.ending("nya", i)
		}
		return true
	case "no":
		next := l.wordAt(i + 1)
		if i+1 < len(l.Tokens) && l.Tokens[i+1].Kind == KindNumber || inList(numbered, next) || i+1 < len(l.Tokens) && next != nil && l.code(i+1) {
			l.enc = append(l.enc, "nomor"...)
			l.tmp2 = append(l.tmp2[:0], "nomor"...)
			r.put(l.tmp2, i, KindWord)
			return true
		}
	}
	return false
}

// numbered are things that have a number, so that "no" before them is short for it.
const numbered = ` hp resi telp tlp telepon telpon wa whatsapp rek rekening handphone pesanan order orderan kartu ktp nik npwp antrian antrean polisi seri va virtual referensi transaksi pelanggan meter invoice tiket kk bpjs id resinya hpnya telponnya rekeningnya ordernya pesanannya hape `

// form is what a word came to: its standard, and the endings that were cut off it.
type form struct {
	full   []byte // one or several words
	ending string // "nya", "saya", "kamu" or a particle
	twice  bool   // it was said twice: "barang2"
	slip   bool   // it was mistyped, which says nothing about register
}

// say appends a resolved word to both forms.
func (r *reader) say(f form, w []byte, i int) {
	l := r.l
	if !f.slip && !hasPrefix(w, f.full) {
		l.changed++
	}
	if r.calls(f.full, i) {
		r.plain(f.full, i)
		l.enc = trimBlank(l.enc)
		return
	}
	if r.tongue == en && string(f.full) == string(w) {
		r.asWritten(w, i)
	} else {
		l.enc = append(l.enc, f.full...)
	}
	if f.twice {
		l.enc = append(append(l.enc, '-'), f.full...)
	}
	from := 0
	for at := 0; at <= len(f.full); at++ {
		if at < len(f.full) && f.full[at] != ' ' && f.full[at] != '-' {
			continue
		}
		if at > from {
			r.plain(f.full[from:at], i)
		}
		from = at + 1
	}
	if f.ending != "" {
		r.ending(f.ending, i)
	}
}

// asWritten appends an English word to the encoder's form in small letters, its apostrophe kept.
func (r *reader) asWritten(w []byte, i int) {
	l := r.l
	t := l.Tokens[i]
	at := 0
	for k := t.Start; k < t.End && at < len(w); k++ {
		switch c := l.Text[k]; {
		case c == '\'':
			l.enc = append(l.enc, c)
		case c|0x20 == w[at]:
			l.enc = append(l.enc, w[at])
			at++
		default: // not written in plain letters: what was folded is what there is
			l.enc = append(l.enc, w[at:]...)
			return
		}
	}
}

// plain appends one standard word to the standard form, in its plain form.
func (r *reader) plain(w []byte, i int) {
	if r.tongue == id {
		e := r.find(w)
		if e.plain == "" && e.flags&isWhole == 0 && len(w) > 6 && string(w[len(w)-3:]) == "nya" && r.known(w[:len(w)-3]) {
			w = w[:len(w)-3]
			e = r.find(w)
		}
		if e.plain != "" {
			w = append(r.l.tmp2[:0], e.plain...)
			r.l.tmp2 = w
		}
	}
	r.put(w, i, KindWord)
}

// ending appends a clitic: spelt out where it stands for a person, glued on where it does not.
func (r *reader) ending(ending string, i int) {
	l := r.l
	switch ending {
	case "ku", "saya":
		r.owner("saya", i)
	case "mu", "kamu":
		r.owner("kamu", i)
	default:
		if n := len(l.enc); n > 0 && l.enc[n-1] == '-' {
			l.enc = l.enc[:n-1]
		}
		l.enc = append(l.enc, ending...)
	}
}

func (r *reader) owner(who string, i int) {
	l := r.l
	if n := len(l.enc); n > 0 && l.enc[n-1] == '-' {
		l.enc = l.enc[:n-1]
	}
	l.enc = append(append(l.enc, ' '), who...)
	l.tmp2 = append(l.tmp2[:0], who...)
	r.put(l.tmp2, i, KindWord)
}

// hyphen reports whether only a hyphen stands before token i.
func (r *reader) hyphen(i int) bool {
	from, to := r.l.Tokens[i-1].End, r.l.Tokens[i].Start
	return to == from+1 && r.l.Text[from] == '-'
}

func hasPrefix(w, prefix []byte) bool {
	return len(w) >= len(prefix) && string(w[:len(prefix)]) == string(prefix)
}

func trimBlank(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == ' ' {
		return b[:n-1]
	}
	return b
}

// put appends one word to the standard form, unless it only repeats the word before it.
func (r *reader) put(w []byte, token int, kind Kind) {
	l := r.l
	if last := len(l.Words) - 1; last >= 0 && kind != KindNumber {
		if p := l.Words[last]; string(l.std[p.From:p.To]) == string(w) {
			return
		}
	}
	if len(l.std) > 0 {
		l.std = append(l.std, ' ')
	}
	from := len(l.std)
	l.std = append(l.std, w...)
	l.Words = append(l.Words, Word{From: from, To: len(l.std), Token: token, Kind: kind})
}

// unit reports whether short letters glued to a number are its unit rather than a word: "4g", "10k", "2x".
func unit(w []byte) bool {
	switch string(w) {
	case "rb", "jt", "hr", "jm", "mn", "th", "bl":
		return false
	}
	return true
}

// calls reports whether a word only calls somebody, so that the encoder's sentence does without: it stands at the
// beginning or end, or before a mark, and is not what is talked to or about ("bicara dengan admin").
func (r *reader) calls(w []byte, i int) bool {
	if r.tongue != id || !r.drop || r.find(w).flags&isVocative == 0 || len(r.l.Tokens) < 3 {
		return false
	}
	l := r.l
	if i > 0 {
		before := l.wordAt(i - 1)
		if inList(` dengan dgn dg sama sm ama ke oleh dari dr untuk utk jadi nomor no kontak hubungi hubungkan sambungkan panggil panggilkan chat tanya nanya cari minta mau butuh perlu bukan ada mana apa adalah si para ini itu bapak ibu `, before) {
			return false
		}
	}
	return i == 0 || i+1 == len(l.Tokens) || l.comma(i+1) || l.comma(i) || l.Tokens[i+1].Kind == KindMark ||
		i+2 == len(l.Tokens) && r.find(l.Surface(i+1)).flags&isParticle != 0
}
