package entity

// nik adds an identity number: six digits of a district, a day of birth (40 more for women), four of a serial.
func (s *scratch) nik(r *digitRun) bool {
	if r.n != 16 || r.plus {
		return false
	}
	sound := nikSound(r.text(), s.f.places)
	said := s.hinted(hintNIK, r.first, r.last, 5, 2)
	if !said {
		if !sound || s.hinted(hintNPWP|hintCard|hintAccount|hintBank, r.first, r.last, 4, 1) {
			return false
		}
	}
	e := s.span(KindNIK, r.text(), r.start, r.end, r.first, r.last)
	if e == nil {
		return false
	}
	e.Checked = sound
	e.hide(4)
	return true
}

// nikSound checks the parts of an identity number: a known regency, a district, a day that is one, a serial.
func nikSound(d string, places *gazetteer) bool {
	if len(d) != 16 || !places.codes[d[:4]] || d[4:6] == "00" || d[12:] == "0000" {
		return false
	}
	day, month, year := atoi(d[6:8]), atoi(d[8:10]), atoi(d[10:12])
	if day > 40 {
		day -= 40
	}
	// Two digits do not tell the century: 29 February is believed where either 19xx or 20xx has one.
	return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year+2000, month)
}

// daysIn returns how many days a month has.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// npwp adds a tax number: fifteen digits, "01.234.567.8-901.000", or the sixteen that are a person's NIK or 0 and
// the old number.
func (s *scratch) npwp(r *digitRun) bool {
	if r.n != 15 && r.n != 16 || r.plus {
		return false
	}
	formed := r.n == 15 && r.groups == 6 && r.dots && s.size(r.first) == 2 && s.size(r.first+3) == 1
	if !formed && !s.hinted(hintNPWP, r.first, r.last, 5, 2) {
		return false
	}
	e := s.span(KindNPWP, r.text(), r.start, r.end, r.first, r.last)
	if e == nil {
		return false
	}
	e.Checked = npwpSound(r.text(), s.f.places)
	e.hide(4)
	return true
}

// npwpSound checks a tax number: the ninth digit of the old form makes the first nine pass the Luhn test.
func npwpSound(d string, places *gazetteer) bool {
	if len(d) == 16 {
		if d[0] != '0' {
			return nikSound(d, places)
		}
		d = d[1:]
	}
	return luhn(d[:9])
}

// luhn is the check of ISO/IEC 7812-1, annex B.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// card adds a payment card's number: an issuer's prefix and length, and the Luhn test. What was called a card and
// fails the test is sensitive all the same: a digit may be wrong.
func (s *scratch) card(r *digitRun) bool {
	if r.n < 12 || r.n > 19 || r.plus || !issuer(r.text()) || s.apart(r) {
		return false
	}
	sound := luhn(r.text())
	if sound && s.hinted(hintNIK|hintNPWP|hintAccount, r.first, r.last, 4, 1) && !s.hinted(hintCard, r.first, r.last, 4, 1) {
		return false
	}
	if !sound && (r.n < 15 || !s.hinted(hintCard, r.first, r.last, 5, 1)) {
		return false
	}
	e := s.span(KindCard, r.text(), r.start, r.end, r.first, r.last)
	if e == nil {
		return false
	}
	e.Checked = sound
	e.hide(4)
	return true
}

// apart reports whether something else than blanks or dashes parts the groups.
func (s *scratch) apart(r *digitRun) bool {
	for at := r.first; at < r.last; at++ {
		if gap := s.between(at); gap != " " && gap != "-" && gap != " - " {
			return true
		}
	}
	return false
}

// issuer reports whether a network has cards that begin like this and are as long.
func issuer(d string) bool {
	n, two, four := len(d), atoi(d[:2]), atoi(d[:4])
	switch {
	case d[0] == '4': // Visa
		return n == 13 || n == 16 || n == 19
	case two >= 51 && two <= 55, four >= 2221 && four <= 2720: // Mastercard
		return n == 16
	case two == 34 || two == 37: // American Express
		return n == 15
	case four >= 3528 && four <= 3589: // JCB
		return n >= 16
	case two == 36 || two == 38 || two == 39 || four >= 3000 && four <= 3059: // Diners Club
		return n >= 14
	case four == 6011, two == 65, two == 64, two == 62: // Discover, UnionPay
		return n >= 16
	case two == 60, two == 50, two >= 56 && two <= 58, two == 63, two == 67: // Maestro, and GPN's debit cards
		return n >= 12
	case four == 1946: // GPN
		return n >= 16
	}
	return false
}

// account adds the number of a bank or virtual account, where a word or a bank's name says so.
func (s *scratch) account(r *digitRun) bool {
	if r.n < 8 || r.n > 19 || r.plus {
		return false
	}
	said := s.hinted(hintAccount, r.first, r.last, 4, 2)
	if !said && (r.n < 10 || !s.hinted(hintBank, r.first, r.last, 3, 2)) {
		return false
	}
	e := s.span(KindAccount, r.text(), r.start, r.end, r.first, r.last)
	e.hide(4)
	return e != nil
}

// otp adds a one-time code: six digits that stand alone, or in two groups where they are called a code. Six
// digits that end like an amount are one only where they are called so.
func (s *scratch) otp(r *digitRun) bool {
	if r.n != 6 || r.plus || r.groups > 3 {
		return false
	}
	said := s.hinted(hintOTP, r.first, r.last, 4, 0)
	if !said {
		if r.groups > 1 || r.digits[3] == '0' && r.digits[4] == '0' && r.digits[5] == '0' || s.money(r.first, r.last) || s.hinted(hintAccount|hintCard|hintNPWP, r.first, r.last, 4, 0) {
			return false
		}
		// 123456.78 and 123456,- are amounts
		if s.joins(r.last) || r.first > 0 && s.joins(r.first-1) || s.mean(r.last+1).unit != "" && s.next(r.last) {
			return false
		}
	}
	e := s.span(KindOTP, r.text(), r.start, r.end, r.first, r.last)
	e.hide(0)
	return e != nil
}

// money reports whether the words around the tokens i to j make them an amount.
func (s *scratch) money(i, j int) bool {
	if s.mean(i-1).currency != "" || s.sign(i-1) != "" || s.hinted(hintMoney, i, j, 3, 0) {
		return true
	}
	m := s.mean(j + 1)
	return s.next(j) && (m.currency != "" || m.role == "perak" || m.scale > 0)
}
