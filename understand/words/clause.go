package words

import "strings"

// Clause is one of the things that a message says: [Start,End) in Text, [From,To) in Standard, and the words
// [FirstWord,PastWord).
type Clause struct {
	Start, End          int
	From, To            int
	FirstWord, PastWord int
}

const (
	maxClauses = 12 // of one message; what follows belongs to the last
	minSay     = 2  // words that a clause of its own needs, greetings and particles not counted
)

// Clauses appends to dst the things that the line says, in order: one for a line that says one thing. A line is cut at
// sentence marks, at line breaks and before words that add something ("terus", "btw", "and also"), never inside
// numbers, abbreviations, links and addresses. A greeting, a thank-you or a single word goes with its neighbour.
func (l *Line) Clauses(dst []Clause) []Clause {
	base := len(dst)
	first, past := 0, 0 // tokens of the piece so far
	for i := range l.Tokens {
		skip := 0
		cut := i > first && l.mark(i)
		if i >= first {
			skip = l.adds(i, cut || i == first)
		}
		if i > first && (cut || skip > 0) {
			dst = l.piece(dst, base, first, i)
			first = i
		}
		if skip > 0 && i == first {
			first = i + skip
		}
		past = i + 1
	}
	dst = l.piece(dst, base, first, past)
	if len(dst) == base {
		return append(dst, Clause{End: len(l.Text), To: len(l.Standard), PastWord: len(l.Words)})
	}
	if dst[base].PastWord <= dst[base].FirstWord && len(dst) == base+1 {
		dst[base].FirstWord, dst[base].PastWord = 0, len(l.Words)
	}
	word := 0
	for c := base; c < len(dst); c++ {
		l.span(&dst[c], &word)
	}
	return dst
}

// span fills in which words stand in a clause. Words come in the order of their tokens.
func (l *Line) span(c *Clause, word *int) {
	for *word < len(l.Words) && l.Tokens[l.Words[*word].Token].Start < c.Start {
		*word++
	}
	c.FirstWord = *word
	for *word < len(l.Words) && l.Tokens[l.Words[*word].Token].Start < c.End {
		*word++
	}
	c.PastWord = *word
	if c.PastWord > c.FirstWord {
		c.From, c.To = l.Words[c.FirstWord].From, l.Words[c.PastWord-1].To
	}
}

// piece adds the tokens [first,past) as a clause, or to the clause before where they do not say enough. A first clause
// that does not say enough is taken up by the next.
func (l *Line) piece(dst []Clause, base, first, past int) []Clause {
	if first >= past {
		return dst
	}
	c := Clause{Start: l.Tokens[first].Start, End: l.Tokens[past-1].End}
	c.PastWord = l.says(first, past) // how much it says, until span fills it in
	if len(dst) > base {
		last := &dst[len(dst)-1]
		if c.PastWord < minSay || len(dst)-base >= maxClauses {
			last.End = c.End
			return dst
		}
		if last.PastWord < minSay {
			last.End, last.PastWord = c.End, c.PastWord
			return dst
		}
	}
	return append(dst, c)
}

// says counts the words of tokens that say something.
func (l *Line) says(first, past int) int {
	n := 0
	for i := first; i < past; i++ {
		switch l.Tokens[i].Kind {
		case KindWord:
			if !inList(fillerWords, l.Surface(i)) {
				n++
			}
		case KindNumber, KindURL:
			n++
		}
	}
	return n
}

// fillerWords greet, thank, call somebody or colour what is said; words of a list stand between blanks.
const fillerWords = ` halo hallo hai hi hello hey helo selamat pagi siang sore malam malem met good morning afternoon evening dear assalamualaikum assalamualaikumwrwb permisi
 kak kakak min mimin admin gan agan sis bro bos mas mbak mba pak bu bapak ibu bang ka kk team tim cs makasih terima kasih trims thanks thank you thx tq ty makasi suwun nuhun
 ya yah iya dong donk sih nih deh lah loh lho kok kan tuh hehe haha wkwk hmm oke ok okay okey sip siap please pls plz maaf sorry oh eh ah so well banget bgt there sir madam miss guys aja saja dulu
 sebelumnya banyak advance in you very much lot a all regards salam hormat `

// inList reports whether w stands in a list of words between blanks.
func inList(list string, w []byte) bool {
	if len(w) == 0 || len(w) > 24 {
		return false
	}
	for at := 0; ; {
		k := strings.Index(list[at:], string(w))
		if k < 0 {
			return false
		}
		at += k
		if blank(list[at-1]) && blank(list[at+len(w)]) {
			return true
		}
		at++
	}
}

func blank(c byte) bool { return c == ' ' || c == '\n' }

// abbreviations end in a point that ends no sentence.
const abbreviations = ` no nmr nomor dr drg jl jln gg rp pt cv tlp telp tel hp bpk sdr sdri yth mr mrs ms st vs kec kab kel ds rt rw blk an up ir drs prof hj h tn ny dll dsb dst tgl
 eg ie etc approx inc ltd co corp dept ave rd ext fig jr sr am pm usd idr min max sda `

// mark reports whether a sentence ends between token i and the one before it.
func (l *Line) mark(i int) bool {
	if l.Tokens[i-1].Kind == KindMark {
		return l.Tokens[i].Kind != KindMark
	}
	if l.Tokens[i].Kind == KindMark {
		return false
	}
	from, to := l.Tokens[i-1].End, l.Tokens[i].Start
	points, spaced := 0, false
	for at := from; at < to; at++ {
		switch c := l.Text[at]; {
		case c == '\n' || c == ';':
			return true
		case c == '.':
			points++
			spaced = false
		case c == ' ' || c == '\t' || c == '\r':
			spaced = true
		case strings.HasPrefix(l.Text[at:], "…"):
			return true
		}
	}
	switch {
	case points == 0:
		return false
	case points > 1:
		return true
	}
	before, after := l.Tokens[i-1], l.Tokens[i]
	if before.Kind == KindNumber && after.Kind == KindNumber && !spaced {
		return false
	}
	if !spaced { // "selesai.tolong": a sentence; "shopee.co", "a.n", "v2.1": none
		return before.Kind == KindWord && after.Kind == KindWord && before.To-before.From > 3 && after.To-after.From > 3
	}
	if before.Kind == KindWord {
		w := l.Surface(i - 1)
		if len(w) == 1 || inList(abbreviations, w) && !(string(w) == "min" || string(w) == "no" && after.Kind == KindWord) {
			return false
		}
	}
	return true
}

// starters begin something new after a word that adds: who asks, what is asked for, question words.
const starters = ` saya aku gue gua gw w ane sy mau mo mw pengen pengin ingin tolong tlg minta mnta mohon bisa bs boleh apa apakah ap kapan kpn berapa brp kenapa knp mengapa gimana gmn bagaimana dimana dmn cara tanya nanya kalau kalo klo kl
 itu ini ada yang yg kok barang barangnya paket paketnya pesanan pesananku pesanannya uang duit ongkir ongkirnya refund refundnya resi resinya cek batalin batalkan batal cancel ganti ubah kirim kirimin jam alamat voucher promo kode nomor no akun kartu pin kita kami admin cs
 can could would will please pls i im id ive we my how what whats when where why who is are do does did has have need want let tell show check change cancel send give the there could `

// subjects stand before an "also" that belongs to its own sentence.
const subjects = ` i we you they it he she is are was were am have has had can could will would should do does did im ive id and that this which who but `

// continues stand after a "terus" that means "all the time".
const continues = ` menerus dari dr sejak tiap setiap sampai sampe smp padahal pdhl pas kak min gan ya yah nih sih dan karena krn kalau dong deh selama aja saja gan admin mas mbak hari jam tanpa meski walau ke di nya `

// adds reports how many tokens from i on are a word that adds something new, 0 for none. fresh says that a piece
// begins at i anyway.
func (l *Line) adds(i int, fresh bool) int {
	if l.Tokens[i].Kind != KindWord {
		return 0
	}
	w := l.Surface(i)
	comma := fresh || i > 0 && strings.IndexByte(l.Text[l.Tokens[i-1].End:l.Tokens[i].Start], ',') >= 0
	next, after := l.wordAt(i+1), l.wordAt(i+2)
	starts := inList(starters, next)
	switch string(w) {
	case "trus", "terus", "trs", "teros":
		if next == nil || inList(continues, next) || string(next) == "juga" && after == nil {
			return 0
		}
		if string(next) == "juga" || string(next) == "jg" {
			return 2
		}
		if comma || starts {
			return 1
		}
	case "lalu", "kemudian", "then":
		if comma && next != nil || starts && !l.timeBefore(i) {
			return 1
		}
	case "btw", "ohya", "ohiya", "oiya", "additionally", "furthermore":
		if next != nil {
			return 1
		}
	case "oh", "o":
		if string(next) == "ya" || string(next) == "iya" || string(next) == "and" || string(next) == "yeah" {
			return 2
		}
	case "by":
		if string(next) == "the" && string(after) == "way" {
			return 3
		}
	case "sekalian":
		if next != nil && !inList(continues, next) {
			return 1
		}
	case "satu", "one", "another", "selain", "disamping":
		return l.addsPhrase(i)
	case "dan", "and", "n", "&":
		return l.addsAnd(i, next, after)
	case "also":
		if next != nil && (comma || starts && !inList(subjects, l.wordAt(i-1))) {
			return 1
		}
	case "plus":
		if next != nil && l.Tokens[i-1+boolInt(i == 0)].Kind != KindNumber && (comma && starts || starts) {
			return 1
		}
	case "sama", "sm":
		if asks(next) {
			return 1
		}
	}
	return 0
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// asks reports whether a word asks for something, so that a "sama" before it means "and".
func asks(w []byte) bool {
	return inList(` mau mo mw tolong tlg minta mnta tanya nanya mohon sekalian gimana gmn bagaimana kapan kpn berapa brp cek pengen pengin ingin bisa apakah `, w)
}

// addsAnd reads an "and" that begins something new: "dan juga", "and also", "and can you".
func (l *Line) addsAnd(i int, next, after []byte) int {
	if i == 0 || next == nil {
		return 0
	}
	switch string(next) {
	case "juga", "jg", "also", "then", "lagi":
		if after != nil {
			return 2
		}
		return 0
	}
	if asks(next) || inList(` can could would please pls how what when where why is do does did whats tell show check change cancel send apa kenapa knp dimana `, next) {
		return 1
	}
	switch string(next) {
	case "i", "saya", "aku", "gue", "gw":
		if asks(after) || inList(` want need would also will ll cant can have havent dont didnt juga jg butuh perlu belum blm `, after) {
			return 1
		}
	}
	return 0
}

// addsPhrase reads "satu lagi", "one more thing", "another thing", "selain itu".
func (l *Line) addsPhrase(i int) int {
	next, after := l.wordAt(i+1), l.wordAt(i+2)
	switch string(l.Surface(i)) {
	case "satu":
		if string(next) == "lagi" && after != nil && (i == 0 || l.comma(i)) {
			return 2
		}
	case "selain", "disamping":
		if string(next) == "itu" && after != nil {
			return 2
		}
	case "one", "another":
		n := 1
		if string(next) == "more" || string(next) == "other" {
			n, next = 2, after
		}
		if string(next) == "thing" || string(next) == "question" {
			return n + 1
		}
	}
	return 0
}

// comma reports whether a mark stands before token i.
func (l *Line) comma(i int) bool {
	return i > 0 && (l.Tokens[i-1].Kind == KindMark || strings.ContainsAny(l.Text[l.Tokens[i-1].End:l.Tokens[i].Start], ",.;\n-"))
}

// timeBefore reports whether the word before token i makes "lalu" mean "ago": "minggu lalu".
func (l *Line) timeBefore(i int) bool {
	return inList(` hari minggu bulan tahun jam menit kemarin yang yg tempo waktu malam semalam `, l.wordAt(i-1))
}

// wordAt returns the folded letters of token i if it is a word in the line, nil if not.
func (l *Line) wordAt(i int) []byte {
	if i < 0 || i >= len(l.Tokens) || l.Tokens[i].Kind != KindWord {
		return nil
	}
	return l.Surface(i)
}
