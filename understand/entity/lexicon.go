package entity

import (
	_ "embed" // the words
	"strconv"
	"strings"
)

//go:embed data/words.txt
var wordData string

// hint says what a word makes likely about the values beside it.
type hint uint16

const (
	hintMoney hint = 1 << iota
	hintNIK
	hintNPWP
	hintCard
	hintAccount
	hintBank
	hintOTP
	hintPhone
	hintPostal
	hintSecret
	hintPlace
)

// meaning is all that one word can stand for.
type meaning struct {
	known    bool
	isCard   bool
	card     int64  // of a number word: 3, 20, 100
	scale    int64  // ribu: 1000
	one      int64  // seribu: 1000
	slang    int64  // ceban: 10000
	ordinal  int    // kedua: 2, terakhir: -1
	month    int    // 1 to 12
	weekday  int    // 1 is Monday
	day      string // besok: "+1d"
	part     string // of the day: "morning"
	daypart  string // tonight: of today
	daypast  string // semalam: of yesterday
	role     string // its part in a longer expression, in one spelling
	span     byte   // of time: 'h' 'm' 'd' 'w' 'M' 'y'
	spanOne  bool   // seminggu
	unit     string // of a quantity
	unitOne  bool   // sekilo
	currency string
	hints    hint
}

var noMeaning meaning

// lexicon maps the folded forms of words to what they mean. It does not change after it is made.
type lexicon struct {
	words map[string]*meaning
	yes   map[string]int8 // phrases of answers, see answer.go
	most  int             // words of the longest of them
}

func newLexicon() *lexicon {
	x := &lexicon{words: make(map[string]*meaning, 800)}
	for line := range strings.Lines(wordData) {
		parts := strings.Fields(line)
		if len(parts) < 3 || parts[0] == "#" {
			continue
		}
		for _, w := range parts[2:] {
			m := x.words[w]
			if m == nil {
				m = &meaning{known: true}
				x.words[w] = m
			}
			m.set(parts[0], parts[1])
		}
	}
	x.yes, x.most = answers()
	return x
}

// set fills one field from the word list.
func (m *meaning) set(field, value string) {
	n, _ := strconv.ParseInt(value, 10, 64)
	switch field {
	case "card":
		m.card, m.isCard = n, true
	case "scale":
		m.scale = n
	case "one":
		m.one = n
	case "slang":
		m.slang = n
	case "ordinal":
		m.ordinal = int(n)
	case "month":
		m.month = int(n)
	case "weekday":
		m.weekday = int(n)
	case "day":
		m.day = value
	case "part":
		m.part = value
	case "daypart":
		m.daypart = value
	case "daypast":
		m.daypast = value
	case "role":
		m.role = value
	case "span":
		m.span, m.spanOne = value[0], len(value) > 1
	case "unit":
		m.unit = value
	case "unitone":
		m.unit, m.unitOne = value, true
	case "currency":
		m.currency = value
	case "hint":
		m.hints |= hintOf(value)
	}
}

func hintOf(name string) hint {
	for i, n := range []string{"money", "nik", "npwp", "card", "account", "bank", "otp", "phone", "postal", "secret", "place"} {
		if n == name {
			return 1 << i
		}
	}
	return 0
}

// look returns what a folded word means: as it stands, without letters that are drawn out ("duaaa"), or
// without an ending ("harganya"). It returns tmp for its room.
func (x *lexicon) look(w, tmp []byte) (*meaning, []byte) {
	if m := x.words[string(w)]; m != nil {
		return m, tmp
	}
	if len(w) < 3 {
		return &noMeaning, tmp
	}
	tmp = squeeze(tmp[:0], w)
	if len(tmp) < len(w) && len(tmp) > 1 {
		if m := x.words[string(tmp)]; m != nil {
			return m, tmp
		}
	}
	if cut := stem(w); len(cut) < len(w) {
		if m := x.words[string(cut)]; m != nil {
			return m, tmp
		}
	}
	return &noMeaning, tmp
}

// squeeze appends w with the letters that are drawn out once: three in a row, or two at its end. A double inside
// a word is its own ("saat" is no Saturday).
func squeeze(dst, w []byte) []byte {
	for i := 0; i < len(w); {
		j := i
		for j < len(w) && w[j] == w[i] {
			j++
		}
		dst = append(dst, w[i])
		if j-i == 2 && j < len(w) {
			dst = append(dst, w[i])
		}
		i = j
	}
	return dst
}

// stem takes an everyday ending away: "harganya", "rekeningku".
func stem(w []byte) []byte {
	for _, end := range [...]string{"nya", "ku", "mu", "lah", "kah"} {
		if n := len(w) - len(end); n >= 2 && string(w[n:]) == end {
			return w[:n]
		}
	}
	return w
}
