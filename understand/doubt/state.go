package doubt

import (
	"slices"
	"strings"

	"terang/understand/ear"
	"terang/understand/words"
)

// How much of a talk is remembered. All of it fits into 1 kB of JSON.
const (
	ownKept   = 6  // messages of the customer
	saidKept  = 3  // messages of the assistant
	setSize   = 14 // words of a message, the ones with the smallest hashes, so that likeness can be estimated from them
	givenKept = 24 // numbers, codes and addresses that the customer gave
)

// State is what is kept of a conversation between turns, as JSON of at most 1 kB. The zero State is a new conversation.
type State struct {
	Turns  int     `json:"turns,omitempty"`  // of the customer
	Words  int     `json:"words,omitempty"`  // that they wrote
	Own    []byte  `json:"own,omitempty"`    // sets of words of their last messages
	Given  []byte  `json:"given,omitempty"`  // numbers and codes that they gave
	Said   []byte  `json:"said,omitempty"`   // sets of words of the assistant's last messages
	Kinds  uint16  `json:"kinds,omitempty"`  // what they gave, by kind
	Last   Answer  `json:"last,omitzero"`    // what was said since their last message
	Failed float64 `json:"failed,omitempty"` // how much failed of what the assistant said, fading
	Heat   float64 `json:"heat,omitempty"`   // how their words sounded, fading
	Before float64 `json:"before,omitempty"` // the probability of the turn before
	Asked  bool    `json:"asked,omitempty"`  // their last message was a question
	Empty  int     `json:"empty,omitempty"`  // answers in a row that held nothing
}

// Answer is what the assistant or an agent said since the customer's last message.
type Answer struct {
	Cues   uint32  `json:"cues,omitempty"`  // classes of cues
	Words  int     `json:"words,omitempty"` // how long it was
	Odds   float64 `json:"odds,omitempty"`  // how its words were followed in other talks
	Again  float64 `json:"again,omitempty"` // how like it is to what was said before
	Meets  float64 `json:"meets,omitempty"` // share of the customer's words that it takes up
	Named  uint16  `json:"named,omitempty"` // kinds of things that it names
	ReAsks bool    `json:"re_asks,omitempty"`
	Asks   bool    `json:"asks,omitempty"`
	Number bool    `json:"number,omitempty"`
	Person bool    `json:"person,omitempty"` // an agent said it
}

// Kinds of things that are asked for and given.
const (
	kindNumber uint16 = 1 << iota
	kindMail
	kindPhone
	kindName
	kindDate
	kindPlace
	kindPhoto
)

const (
	fade   = 0.6 // what is left of heat and failures after a turn
	noLike = 3   // words that a message needs before it can be like another
)

// note keeps a turn's log-odds for the next, as the probability among the dialogues that were learnt from. Rounded, so
// that a state stays small.
func (s *State) note(odds float64) { s.Before = round(logistic(odds)) }

func round(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }

func roundOdds(x float64) float64 {
	if x < 0 {
		return -round(-x)
	}
	return round(x)
}

// append16 adds a set to a list of sets: its size, then two bytes each.
func append16(b []byte, set []uint16) []byte {
	b = append(b, byte(len(set)))
	for _, h := range set {
		b = append(b, byte(h>>8), byte(h))
	}
	return b
}

// sets calls f with each set of a list. A list that was damaged ends where it no longer makes sense.
func sets(b []byte, f func(set []byte)) {
	for len(b) > 0 {
		n := 2 * int(b[0])
		if 1+n > len(b) {
			return
		}
		f(b[1 : 1+n])
		b = b[1+n:]
	}
}

// keep drops the oldest sets of a list until n are left, and makes the list the state's own.
func keep(b []byte, n int) []byte {
	count := 0
	sets(b, func([]byte) { count++ })
	for ; count > n; count-- {
		b = b[1+2*int(b[0]):]
	}
	return slices.Clone(b)
}

// shared counts the hashes of a that are in b.
func shared(a []uint16, b []byte) int {
	n := 0
	for _, h := range a {
		if within(b, h) {
			n++
		}
	}
	return n
}

func within(b []byte, h uint16) bool {
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == byte(h>>8) && b[i+1] == byte(h) {
			return true
		}
	}
	return false
}

// likeness of two sets: words in both by words in either, and by the words of the smaller.
func likeness(a []uint16, b []byte) (jaccard, contained float64) {
	n, m := len(a), len(b)/2
	if n < noLike || m < noLike {
		return 0, 0
	}
	both := float64(shared(a, b))
	return both / (float64(n+m) - both), both / float64(min(n, m))
}

// content fills set with the smallest hashes of the words that say something, each once.
func content(set []uint16, line *words.Line) []uint16 {
	set = set[:0]
	for i, w := range line.Words {
		if w.Kind != words.KindWord && w.Kind != words.KindNumber && w.Kind != words.KindURL {
			continue
		}
		s := line.Word(i)
		if w.Kind == words.KindWord && (len(s) < 3 || plain[s]) {
			continue
		}
		h := uint16(ear.Hash(saltSet, s))
		if at, found := slices.BinarySearch(set, h); !found {
			if len(set) < setSize {
				set = slices.Insert(set, at, h)
			} else if at < setSize {
				copy(set[at+1:], set[at:setSize-1])
				set[at] = h
			}
		}
	}
	return set
}

// plain are words that say little by themselves.
var plain = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`saya aku kami kita anda kamu kalian dia mereka yang dan atau di ke dari untuk dengan pada ini itu ada adalah akan
		sudah belum tidak bukan bisa dapat mau ingin apa apakah juga saja lagi nya ya iya kalau jadi karena tapi tetapi oleh sebagai seperti masih
		bagaimana mengapa kenapa kapan mana siapa berapa tolong mohon maaf terima kasih halo selamat pagi siang sore malam kak kakak min bapak ibu
		baik oke terus lalu agar supaya sama tanpa hanya cuma begitu dalam para tersebut lebih sangat sekali banget
		the and for you your are was were with that this have has had not but can could would will shall from they them its our out what when where which
		how why who please thank thanks hello good morning afternoon evening just like get got did does doing been being there here than then some any all
		one also into about very want need know sorry yes okay sure let his her him she should may might must too`) {
		out[w] = true
	}
	return out
}()

// given reports what a line gives: the kinds, and adds the hashes of its numbers and codes to set.
func given(set []uint16, line *words.Line) ([]uint16, uint16) {
	set = set[:0]
	var kinds uint16
	for i, t := range line.Tokens {
		w := line.Surface(i)
		digits := 0
		for _, c := range w {
			if c >= '0' && c <= '9' {
				digits++
			}
		}
		switch {
		case t.Kind == words.KindURL:
			if strings.Contains(string(w), "@") {
				kinds |= kindMail
			}
		case digits >= 9:
			kinds |= kindPhone | kindNumber
		case digits >= 3:
			kinds |= kindNumber
		default:
			continue
		}
		if len(set) < givenKept {
			set = append(set, hashGiven(w))
		}
	}
	return set, kinds
}

func hashGiven(w []byte) uint16 { return uint16(ear.Hash(saltGiven, w)) }
