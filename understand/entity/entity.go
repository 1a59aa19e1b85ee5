// Package entity finds the values in what a contact wrote: order numbers, money, dates, phone numbers,
// addresses, products, and the answer to a question that was just asked. It reads formal and everyday
// Indonesian and English. It is pure and deterministic: no I/O, no clock, no randomness, and time linear in
// the length of the text, whatever the text is.
//
// It never decides what a value is used for, never looks anything up and never keeps a text. What is relative
// ("lusa", "jam 3 sore") stays relative until [Resolve] is told what the time is.
//
// The way in is [New], once per pack, then [Finder.Find] for each message and [Finder.Answer] where a question
// was open. A [Finder] is immutable and safe for many goroutines.
package entity

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Kinds of entity. The comments show the form of the value.
const (
	KindOrderNo    = "order_no"    // from Options.Patterns, like every number of the brand's own
	KindTicketNo   = "ticket_no"   // from Options.Patterns
	KindBookingNo  = "booking_no"  // from Options.Patterns
	KindReceiptNo  = "receipt_no"  // from Options.Patterns
	KindOTP        = "otp"         // six digits; sensitive
	KindPhone      = "phone"       // E.164: "+628123456789"
	KindEmail      = "email"       // in lower case
	KindURL        = "url"         // with its scheme
	KindDate       = "date"        // "2026-11-21", "+1d", "monT10:00"; see Resolve
	KindTime       = "time"        // "15:00", "14:30+07:00", "09:00/11:00", "+30m", "morning"; see Resolve
	KindDuration   = "duration"    // ISO 8601: "P3D", "PT2H"
	KindYesNo      = "yes_no"      // "yes" or "no"; only as an answer
	KindNumber     = "number"      // decimal: "3", "1.5"
	KindOrdinal    = "ordinal"     // "2"; "-1" is the last
	KindQuantity   = "quantity"    // number and unit: "3 pcs", "2.5 kg", "15 percent"
	KindMoney      = "money"       // currency and decimal amount: "IDR 1500000", "IDR 100000/200000"
	KindChoice     = "choice"      // the value of the quick reply that was meant; only as an answer
	KindNIK        = "nik"         // sixteen digits; sensitive
	KindNPWP       = "npwp"        // fifteen or sixteen digits; sensitive
	KindCard       = "card"        // 12 to 19 digits; sensitive
	KindAccount    = "account"     // digits of a bank or virtual account; sensitive
	KindSecret     = "secret"      // a PIN, CVV or password that was said; sensitive
	KindCity       = "city"        // official name: "Kota Bandung", "Kabupaten Sleman"
	KindProvince   = "province"    // official name: "Jawa Barat"
	KindStreet     = "street"      // as it was written
	KindPostalCode = "postal_code" // five digits
	KindProduct    = "product"     // the product's id
	KindPersonName = "person_name" // "Rina Wati"; only as an answer
)

const (
	maxEntities   = 32   // of one text
	maxText       = 4000 // characters that are read; what comes after is not (terang.MaxText)
	maxCandidates = 5    // products that are listed where several match
)

// Entity is a value found in a text. Start and End are byte offsets into the text that was given.
type Entity struct {
	Kind, Value, Text string
	Start, End        int
	Sensitive         bool        // must not be shown, logged or sent to others in the clear
	Masked            string      // of a sensitive value: what may be shown, "************1111"
	Checked           bool        // the value's own check digits or parts hold (card, nik, npwp)
	Ambiguous         bool        // Value is the likeliest of several readings ("jam 3", "Bandung")
	Candidates        []Candidate // products only: what else it may be, best first, the value included
}

// Candidate is one product that a text may mean, with a score up to 1.
type Candidate struct {
	ID, Name string
	Score    float64
}

// Pattern finds one kind of the brand's own entities, for example
//
//	{Kind: "order_no", Find: `(?i)\btrg[\s._-]?(\d{4})\b`, Format: "TRG-$1", Bare: `^\D*(\d{4})\D*$`}
//
// Find is matched anywhere in a text, and then in the text with its small slips put right: O for 0, another
// dash, spaces between the digits. Bare, where given, is tried on the whole text when an answer of this kind is
// expected. Format is the value with the groups of the match put in ([regexp.Regexp.Expand]), in capitals; "" takes
// the match in capitals, and a format without groups is a name that stays as it is written.
type Pattern struct {
	Kind, Find, Bare, Format string
}

// Options says what a finder knows besides the two languages. The zero value is useful.
type Options struct {
	Patterns  []Pattern
	Catalogue *Catalogue               // nil where there are no products
	Currency  string                   // of an amount without one; "" is IDR
	Standard  func(text string) string // everyday words in their standard form, for labels of choices; nil keeps them
}

// Finder finds entities. [New] makes it.
type Finder struct {
	brand     []brandPattern
	lexicon   *lexicon
	places    *gazetteer
	catalogue *Catalogue
	currency  string
	standard  func(string) string
	pool      sync.Pool // of *scratch
}

// New builds a finder. It fails where a pattern is not a regular expression.
func New(opt Options) (*Finder, error) {
	brand, err := compilePatterns(opt.Patterns)
	if err != nil {
		return nil, err
	}
	f := &Finder{
		brand: brand, lexicon: newLexicon(), places: newGazetteer(),
		catalogue: opt.Catalogue, currency: opt.Currency, standard: opt.Standard,
	}
	if f.currency == "" {
		f.currency = "IDR"
	}
	f.pool.New = func() any { return new(scratch) }
	return f, nil
}

// Find appends to dst what the text holds, in its order. No two entities overlap: where two would, the kind that
// is surer by its form stays (the brand's patterns, links and mail, secrets, cards and identity numbers, phones,
// streets, products, dates, places, money, quantities, plain numbers: in this order), and of one kind the longer.
func (f *Finder) Find(dst []Entity, text string) []Entity {
	s := f.scratch(text)
	s.found = dst
	s.base = len(dst)
	s.all()
	found := s.found
	f.release(s)
	return found
}

// scratch is the work on one text; it is kept in a pool.
type scratch struct {
	f      *Finder
	text   string
	tokens []token
	folded []byte
	tmp    []byte
	taken  []bool // by an entity, per token
	digits bool   // the text has one
	found  []Entity
	base   int // entities in found that are not ours
	mapped fixer
	match  matcher
}

func (f *Finder) scratch(text string) *scratch {
	s, _ := f.pool.Get().(*scratch)
	s.f, s.text = f, clip(text)
	s.scan()
	return s
}

func (f *Finder) release(s *scratch) {
	s.text, s.found, s.f = "", nil, nil
	f.pool.Put(s)
}

// clip cuts a text after maxText characters.
func clip(text string) string {
	if len(text) <= maxText {
		return text
	}
	n := 0
	for at := range text {
		if n == maxText {
			return text[:at]
		}
		n++
	}
	return text
}

// all runs every finder, the surest first.
func (s *scratch) all() {
	s.brand()
	s.links()
	if s.digits {
		s.secrets()
		s.runs()
	} else {
		s.secrets()
	}
	s.streets()
	s.products(productSure)
	s.moments()
	s.towns()
	s.amounts()
	s.order()
}

// order sorts what was found by place; there are few, and they are nearly in order.
func (s *scratch) order() {
	own := s.found[s.base:]
	for i := 1; i < len(own); i++ {
		for j := i; j > 0 && own[j].Start < own[j-1].Start; j-- {
			own[j], own[j-1] = own[j-1], own[j]
		}
	}
}

// free reports whether no entity has any of the tokens i to j.
func (s *scratch) free(i, j int) bool {
	for ; i <= j; i++ {
		if s.taken[i] {
			return false
		}
	}
	return true
}

// add adds an entity over the tokens i to j, unless one of them is taken.
func (s *scratch) add(kind, value string, i, j int) *Entity {
	if i < 0 || j >= len(s.tokens) || i > j {
		return nil
	}
	return s.span(kind, value, s.tokens[i].start, s.tokens[j].end, i, j)
}

// span adds an entity over bytes that cover the tokens i to j.
func (s *scratch) span(kind, value string, start, end, i, j int) *Entity {
	if value == "" || len(s.found)-s.base >= maxEntities || !s.free(i, j) {
		return nil
	}
	for ; i <= j; i++ {
		s.taken[i] = true
	}
	s.found = append(s.found, Entity{Kind: kind, Value: value, Text: s.text[start:end], Start: start, End: end})
	return &s.found[len(s.found)-1]
}

// bytes adds an entity over bytes that need not begin or end with a token.
func (s *scratch) bytes(kind, value string, start, end int) *Entity {
	i, j := s.tokensIn(start, end)
	if i > j { // no token: an emoji of the brand's, perhaps
		for _, e := range s.found[s.base:] {
			if start < e.End && e.Start < end {
				return nil
			}
		}
		i, j = 0, -1
	}
	return s.span(kind, value, start, end, i, j)
}

// tokensIn returns the first and last token that the bytes touch; first > last where there is none.
func (s *scratch) tokensIn(start, end int) (int, int) {
	lo, hi := 0, len(s.tokens)
	for lo < hi {
		if mid := (lo + hi) / 2; s.tokens[mid].end <= start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	last := lo - 1
	for last+1 < len(s.tokens) && s.tokens[last+1].start < end {
		last++
	}
	return lo, last
}

// hide marks an entity as sensitive; keep is how many of its last characters may be shown.
func (e *Entity) hide(keep int) {
	if e == nil {
		return
	}
	n := utf8.RuneCountInString(e.Value)
	keep = min(keep, max(n-4, 0))
	tail := e.Value
	for range n - keep {
		_, size := utf8.DecodeRuneInString(tail)
		tail = tail[size:]
	}
	e.Sensitive, e.Masked = true, strings.Repeat("*", n-keep)+tail
}

// Mask returns the text with every sensitive entity replaced by its masked form, for what is shown or kept.
func Mask(text string, found []Entity) string {
	var b strings.Builder
	at := 0
	for _, e := range found {
		if !e.Sensitive || e.Start < at || e.End > len(text) {
			continue
		}
		b.WriteString(text[at:e.Start])
		b.WriteString(e.Masked)
		at = e.End
	}
	if at == 0 {
		return text
	}
	b.WriteString(text[at:])
	return b.String()
}
