package entity

import "strconv"

// amounts finds money, quantities, durations, ordinals and plain numbers.
func (s *scratch) amounts() {
	for i := 0; i < len(s.tokens); i++ {
		if s.taken[i] {
			continue
		}
		if last := s.amount(i); last > i {
			i = last
		}
	}
}

// amount reads what begins at token i and returns its last token.
func (s *scratch) amount(i int) int {
	m := s.mean(i)
	if s.tokens[i].kind == tokenSymbol || m.currency != "" {
		if last := s.priced(i); last > 0 {
			return last
		}
		return i
	}
	switch {
	case m.slang > 0:
		if e := s.add(KindMoney, s.f.currency+" "+strconv.FormatInt(m.slang, 10), i, i); e != nil {
			e.Ambiguous = m.slang >= 50000 // fifty, or fifty thousand
		}
		return i
	case m.unitOne:
		s.add(KindQuantity, "1 "+m.unit, i, i)
		return i
	case m.spanOne && s.between(i) == "-":
		return i // sehari-hari
	case m.spanOne:
		s.add(KindDuration, period(1, 0, m.span), i, i)
		return i
	case m.ordinal != 0:
		return s.ordinal(i)
	}
	n, ok := s.numeralAt(i)
	if !ok && s.number(i) { // a version, an address of a machine
		for i+1 < len(s.tokens) && s.number(i+1) && (s.between(i) == "." || s.between(i) == ",") {
			i++
		}
	}
	if !ok || !s.free(i, n.last) {
		return i
	}
	if n.digits && s.stuck(i, n.last) {
		return s.ordinalDigits(i, n)
	}
	if last := s.ordinalDigits(i, n); last > i || s.taken[i] {
		return last
	}
	if last := s.ranged(i, n); last > 0 {
		return last
	}
	if last := s.measured(i, n); last > 0 {
		return last
	}
	s.plain(i, n)
	return n.last
}

// sign returns the currency of a sign at token i: "$", "US$", "S$"; "" for none.
func (s *scratch) sign(i int) string {
	if i < 0 || i >= len(s.tokens) || s.tokens[i].kind != tokenSymbol {
		return ""
	}
	switch s.word(i) {
	case "$":
		if s.tokens[i].glued {
			switch s.word(i - 1) {
			case "s":
				return "SGD"
			case "a":
				return "AUD"
			}
		}
		return "USD"
	case "€":
		return "EUR"
	case "£":
		return "GBP"
	case "¥":
		return "JPY"
	}
	return ""
}

// currency returns the currency that token i names before an amount, "" for none.
func (s *scratch) currency(i int) string {
	if c := s.sign(i); c != "" {
		return c
	}
	return s.mean(i).currency
}

// priced reads money with its currency in front, and returns its last token, 0 for none.
func (s *scratch) priced(i int) int {
	code := s.currency(i)
	if code == "" || i+1 >= len(s.tokens) || !s.near(i) {
		return 0
	}
	n, ok := s.numeralAt(i + 1)
	if !ok || !n.digits && n.scaled == 1 && n.mant < 20 || !s.free(i, n.last) || s.lettered(n.last) {
		return 0
	}
	first := i
	if i > 0 && s.tokens[i].glued && s.tokens[i].kind == tokenSymbol && (s.is(i-1, "us") || s.is(i-1, "s") || s.is(i-1, "a")) {
		first--
	}
	if s.million(n.last) {
		if !n.times(1e9) {
			return 0
		}
		n.scaled = 1e9
		n.last++
	}
	last, value := n.last, n.decimal()
	if at := s.rangeTo(i, n.last); at > 0 {
		if c := s.currency(at); c == code && s.near(at) {
			at++
		}
		if b, ok := s.numeralAt(at); ok && s.free(at, b.last) {
			if low, good := fit(n, b); good && (b.digits || b.scaled > 1) {
				value, last = low.decimal()+"/"+b.decimal(), b.last
			}
		}
	}
	s.addMoney(code, value, first, last, n.ambiguous)
	return last
}

// addMoney adds money over the tokens first to last, and the ",-" or "-an" that ends it.
func (s *scratch) addMoney(code, value string, first, last int, ambiguous bool) {
	end := s.tokens[last].end
	j := last
	switch rest := s.text[end:]; {
	case len(rest) >= 2 && (rest[:2] == ",-" || rest[:2] == ".-"):
		end += 2
	case s.is(last+1, "an") && (s.between(last) == "-" || s.tokens[last+1].glued):
		j, end = last+1, s.tokens[last+1].end
	}
	if e := s.span(KindMoney, code+" "+value, s.tokens[first].start, end, first, j); e != nil {
		e.Ambiguous = ambiguous
	}
}

// million reports whether an "M" right after an amount of rupiah means a milliard ("Rp 1M").
func (s *scratch) million(i int) bool {
	return s.number(i) && s.is(i+1, "m") && s.next(i) && s.tokens[i+1].capital
}

// fit gives the lower end of a range the scale of the upper one: of "100-200rb" one hundred is meant to be
// thousands. It reports false where the two are no range.
func fit(low, high numeral) (numeral, bool) {
	if high.scaled > 1 && low.scaled == 1 && low.mant < 1000*pow10(low.dec) {
		if !low.times(high.scaled) {
			return low, false
		}
	}
	a, b := low, high
	for a.dec < b.dec {
		a.mant, a.dec = a.mant*10, a.dec+1
	}
	for b.dec < a.dec {
		b.mant, b.dec = b.mant*10, b.dec+1
	}
	return low, a.mant <= b.mant
}

// rangeTo returns the token where the upper end of a range begins whose lower end is the tokens i to last, 0 for
// none: "100-200", "100 sampai 200", "between 100 and 200".
func (s *scratch) rangeTo(i, last int) int {
	if last+1 >= len(s.tokens) {
		return 0
	}
	if dash(s.between(last)) {
		return last + 1
	}
	if !s.next(last) || last+2 >= len(s.tokens) {
		return 0
	}
	at := 0
	switch {
	case s.mean(last+1).role == "to":
		at = last + 2
		if s.is(at, "dengan") {
			at++
		}
	case s.is(last+1, "s") && s.between(last+1) == "/" && s.is(last+2, "d"):
		at = last + 3
	case s.mean(last+1).role == "and" && s.mean(s.before(i)).role == "between":
		at = last + 2
	}
	if at >= len(s.tokens) {
		return 0
	}
	return at
}

// before returns the token before i, skipping what only leads to a value ("antara jam 9", "between $5").
func (s *scratch) before(i int) int {
	for i--; i >= 0; i-- {
		if r := s.mean(i).role; r == "jam" || r == "at" || r == "tanggal" || r == "the" || r == "hari" || s.currency(i) != "" {
			continue
		}
		break
	}
	return i
}

// ranged reads a range with its unit: "100-200rb", "3 sampai 5 hari", "2-3 kg". It returns the last token, 0 for
// none.
func (s *scratch) ranged(i int, n numeral) int {
	at := s.rangeTo(i, n.last)
	if at == 0 {
		return 0
	}
	if c := s.mean(n.last + 1).currency; c != "" && !s.number(at) {
		return 0
	}
	b, ok := s.numeralAt(at)
	if !ok || !s.free(at, b.last) {
		return 0
	}
	low, good := fit(n, b)
	if !good {
		return 0
	}
	if code, last := s.currencyAfter(b.last); code != "" {
		s.addMoney(code, low.decimal()+"/"+b.decimal(), i, last, false)
		return last
	}
	if m := s.mean(b.last + 1); s.next(b.last) && m.span != 0 && !m.spanOne {
		s.add(KindDuration, low.period(m.span)+"/"+b.period(m.span), i, b.last+1)
		return b.last + 1
	}
	if unit, last := s.unit(b); unit != "" {
		s.add(KindQuantity, low.decimal()+"/"+b.decimal()+" "+unit, i, last)
		return last
	}
	if b.scaled > 1 && !s.counted(b.last) {
		s.addMoney(s.f.currency, low.decimal()+"/"+b.decimal(), i, b.last, false)
		return b.last
	}
	return 0
}

// currencyAfter returns the currency named after token i, and its token.
func (s *scratch) currencyAfter(i int) (string, int) {
	if i+1 < len(s.tokens) && (s.next(i) || s.between(i) == "-") {
		if c := s.currency(i + 1); c != "" && !s.taken[i+1] {
			// "5 $20" is a number and a price
			if s.tokens[i+1].kind == tokenSymbol && s.number(i+2) && s.tokens[i+2].glued {
				return "", i
			}
			return c, i + 1
		}
		if s.mean(i+1).role == "perak" {
			return "IDR", i + 1
		}
	}
	return "", i
}

// measured reads a number with what is counted: money, a duration, a quantity. It returns the last token, 0 where
// nothing is counted.
func (s *scratch) measured(i int, n numeral) int {
	if code, last := s.currencyAfter(n.last); code != "" {
		s.addMoney(code, n.decimal(), i, last, n.ambiguous)
		return last
	}
	next := n.last + 1
	if s.is(next, "x") && s.next(n.last) { // 2 x 24 jam
		if b, ok := s.numeralAt(next + 1); ok && s.next(next) && b.dec == 0 && n.dec == 0 && b.mant < 1000 && n.mant < 1000 && s.next(b.last) && s.mean(b.last+1).span != 0 {
			b.mant *= n.mant
			s.add(KindDuration, b.period(s.mean(b.last+1).span), i, b.last+1)
			return b.last + 1
		}
		if s.tokens[next].glued && n.dec == 0 {
			s.add(KindQuantity, n.decimal()+" time", i, next)
			return next
		}
	}
	if m := s.mean(next); next < len(s.tokens) && s.next(n.last) && m.span != 0 && !m.spanOne && !(n.lone && s.is(next, "second")) {
		last := next
		if s.next(next) && s.mean(next+1).role == "kerja" {
			last++
		}
		s.add(KindDuration, n.period(m.span), i, last)
		return last
	}
	if unit, last := s.unit(n); unit != "" {
		s.add(KindQuantity, n.decimal()+" "+unit, i, last)
		return last
	}
	if n.last > i || n.digits {
		return 0
	}
	return 0
}

// unit returns the unit after a number and its last token; a dozen is one of its own.
func (s *scratch) unit(n numeral) (string, int) {
	next := n.last + 1
	if next < len(s.tokens) && s.next(n.last) && !s.taken[next] {
		m := s.mean(next)
		switch {
		case s.is(next, "%"):
			return "percent", next
		case m.unit != "" && !m.unitOne && !(m.unit == "time" && (n.lone || s.is(next, "kalinya"))):
			return m.unit, next
		case m.part == "evening" && !s.is(next, "evening") && n.dec == 0 && n.mant <= 60:
			return "night", next
		}
		if s.is(next, "of") || s.mean(next).role == "lagi" {
			return s.bareDozen(n)
		}
	}
	return s.bareDozen(n)
}

// bareDozen makes pieces of a dozen without a unit.
func (s *scratch) bareDozen(n numeral) (string, int) {
	switch s.mean(n.last).role {
	case "dozen", "dozen1", "kodi", "kodi1":
		return "pcs", n.last
	}
	return "", n.last
}

// plain adds an amount of thousands or millions as money, else a number.
func (s *scratch) plain(i int, n numeral) {
	if s.countsWord(i) {
		return
	}
	english := s.is(n.last, "thousand") || s.is(n.last, "million") || s.is(n.last, "billion")
	money := n.scaled > 1 && !english && !s.counted(n.last)
	if !money && n.dec == 0 && n.mant >= 1000 && (n.grouped || n.mant%500 == 0) || english {
		money = s.hinted(hintMoney, i, n.last, 3, 0)
	}
	if money {
		s.addMoney(s.f.currency, n.decimal(), i, n.last, n.ambiguous)
		return
	}
	if n.lone && (!n.digits || s.mean(i).isCard) {
		return
	}
	if s.is(i-1, "ke") && s.between(i-1) == " " && !n.digits && n.last == i { // "ke dua"
		s.add(KindOrdinal, n.decimal(), i-1, i)
		return
	}
	s.add(KindNumber, n.decimal(), i, n.last)
}

// countsWord reports whether a small number is only a part of speech: the 2 of "barang2".
func (s *scratch) countsWord(i int) bool {
	return i > 0 && s.tokens[i].glued && s.number(i) && s.tokens[i-1].kind == tokenWord
}

// counted reports whether a word after token i is something that is counted and is no money.
func (s *scratch) counted(i int) bool {
	if !s.next(i) {
		return false
	}
	switch s.word(i + 1) {
	case "follower", "followers", "pengikut", "subscriber", "subscribers", "likes", "views", "kata", "langkah", "data", "peserta", "karyawan", "pelanggan", "customer",
		"customers", "user", "users", "produk", "barang", "rumah", "mobil", "motor", "anak", "siswa", "warga", "penduduk", "item", "orders", "pesanan", "transaksi", "tahun", "watt", "mah":
		return true
	}
	return false
}

// stuck reports whether letters stand right before or after the digits, so that they are a part of a name.
func (s *scratch) stuck(i, last int) bool {
	if i > 0 && s.tokens[i-1].kind == tokenWord && s.mean(i-1).currency == "" {
		gap := s.between(i - 1)
		if gap == "" || gap == "/" || gap == "-" && (s.size(i-1) == 1 || !s.mean(i-1).known) {
			return true
		}
		switch s.word(i - 1) {
		case "versi", "version", "android", "ios", "iphone", "windows", "type", "tipe", "seri":
			return true
		}
	}
	if gap := s.between(last); (gap == "/" || gap == "-" && s.size(last+1) == 1) && s.tokens[last+1].kind == tokenWord && s.mean(last+1).unit == "" && s.mean(last+1).span == 0 {
		return true
	}
	return s.lettered(last) || s.is(last, "k") && s.is(i, "401")
}

// lettered reports whether letters stand right after token i that are no unit.
func (s *scratch) lettered(i int) bool {
	next := i + 1
	if next >= len(s.tokens) || !s.tokens[next].glued || s.tokens[next].kind != tokenWord || !s.number(i) {
		return false
	}
	m := s.mean(next)
	return m.unit == "" && m.span == 0 && m.scale == 0 && m.currency == "" && m.part == "" && !s.is(next, "x") && !s.is(next, "an") && m.role != "perak" && !s.million(i)
}

// period writes a duration in the form of ISO 8601; weeks are seven days.
func (n numeral) period(span byte) string { return period(n.mant, n.dec, span) }

func period(mant int64, dec int, span byte) string {
	for dec > 0 && mant%10 == 0 {
		mant, dec = mant/10, dec-1
	}
	for dec > 0 && mant < 1e9 { // half an hour is thirty minutes
		switch span {
		case 'h':
			mant, span = mant*60, 'm'
		case 'm':
			mant, span = mant*60, 's'
		case 'd':
			mant, span = mant*24, 'h'
		case 'w':
			mant, span = mant*7, 'd'
		case 'M':
			mant, span = mant*30, 'd'
		case 'y':
			mant, span = mant*12, 'M'
		default:
			mant, dec = mant/pow10(dec), 0
		}
		for dec > 0 && mant%10 == 0 {
			mant, dec = mant/10, dec-1
		}
		if span == 's' && dec > 0 {
			mant, dec = mant/pow10(dec), 0
		}
	}
	count := decimal(mant, dec)
	switch span {
	case 'h':
		return "PT" + count + "H"
	case 'm':
		return "PT" + count + "M"
	case 's':
		return "PT" + count + "S"
	case 'w':
		return "P" + decimal(mant*7, dec) + "D"
	case 'M':
		return "P" + count + "M"
	case 'y':
		return "P" + count + "Y"
	}
	return "P" + count + "D"
}

// ordinal adds a place in a row that words name: "yang kedua", "the second one". It returns its last token.
func (s *scratch) ordinal(i int) int {
	n := s.mean(i).ordinal
	after := s.word(i + 1)
	if !s.next(i) {
		after = ""
	}
	good := false
	switch s.mean(i - 1).role {
	case "yang":
		good = true
	case "the", "this", "an":
		good = after == "" || after == "one" || countable(after)
	default:
		good = i > 0 && countable(s.word(i-1)) && s.next(i-1) || s.is(i-1, "my") && countable(after)
	}
	if after == "kali" || after == "kalinya" || after == "belah" || s.mean(i+1).span != 0 && n < 0 && after != "" || s.mean(i+1).weekday > 0 {
		good = false
	}
	if good {
		s.add(KindOrdinal, strconv.Itoa(n), i, i)
	}
	return i
}

// countable reports whether a word is something of which there are several in a row.
func countable(w string) bool {
	switch w {
	case "item", "option", "order", "product", "line", "package", "choice", "request", "picture", "photo", "store", "step", "floor", "row", "message", "attempt", "parcel", "payment", "ticket",
		"barang", "pesanan", "opsi", "pilihan", "produk", "foto", "gambar", "lantai", "baris", "nomor", "order2", "paket", "langkah", "poin", "pembayaran", "transaksi", "anak":
		return true
	}
	return false
}

// ordinalDigits adds "2nd", "ke-2" and "ke2", and returns the last token; i where there is none.
func (s *scratch) ordinalDigits(i int, n numeral) int {
	if !n.digits || n.dec > 0 || n.grouped || n.mant < 1 || n.mant > 999 || n.scaled > 1 {
		return i
	}
	next := n.last + 1
	if next < len(s.tokens) && s.tokens[next].glued {
		switch s.word(next) {
		case "st", "nd", "rd", "th":
			s.add(KindOrdinal, n.decimal(), i, next)
			return next
		}
	}
	if s.is(i-1, "ke") && !s.taken[i-1] {
		loose := s.between(i-1) == " " && (i >= 2 && countable(s.word(i-2)) || s.mean(i-2).role == "yang")
		if s.tokens[i].glued || s.between(i-1) == "-" || loose {
			s.add(KindOrdinal, n.decimal(), i-1, n.last)
			return n.last
		}
	}
	return i
}
