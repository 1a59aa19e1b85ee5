package abuse

import (
	_ "embed" // the list of words
	"slices"
	"strings"
	"sync"

	"terang"
	"terang/understand/mood"
	"terang/understand/words"
)

// How near words must stand to each other, in words of one sentence.
const (
	aimReach    = 4 // a name and who is called it
	selfReach   = 2 // a name and "I"
	otherReach  = 2 // a name and another, whom it stands for
	harmReach   = 3 // harm and who is to suffer it
	threatReach = 4 // "I will" and the harm
	bareWords   = 4 // the longest sentence that is nothing but a name
)

// part is what a word does.
type part uint16

const (
	partObscene part = 1 << iota
	partInsult
	partCry
	partYou
	partI
	partOther
	partReport
	partFiller
	partHarm
	partHarmed
	partSwears // mood says that it is a swear word, masked perhaps
)

//go:embed words.txt
var list string

// parts knows what each word does.
var parts = sync.OnceValue(func() map[string]part {
	names := map[string]part{
		"obscene": partObscene, "insult": partInsult, "cry": partCry, "you": partYou, "i": partI, "other": partOther,
		"report": partReport, "filler": partFiller, "harm": partHarm, "harmed": partHarmed,
	}
	out := make(map[string]part, 512)
	for line := range strings.Lines(list) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		for w := range strings.FieldsSeq(rest) {
			out[w] |= names[name]
		}
	}
	return out
})

// finding is one stretch of the line's text.
type finding struct {
	why        terang.AbuseKind
	start, end int
}

// item is one word of a line.
type item struct {
	word       string
	part       part
	start, end int
	sentence   int
}

// scratch is the memory of one reading.
type scratch struct {
	line  words.Line
	items []item
	found []finding
}

// read makes the line's words into items: what each does, and in which sentence it stands.
func (s *scratch) read(causes []mood.Cause) {
	s.items, s.found = s.items[:0], s.found[:0]
	known, l, sentence, last := parts(), &s.line, 0, 0
	for i, t := range l.Tokens {
		gap := l.Text[last:t.Start]
		if last = t.End; t.Kind == words.KindMark {
			gap += l.Text[t.Start:t.End]
		}
		if i > 0 && strings.ContainsAny(gap, ".!?;\n") {
			sentence++
		}
		if t.Kind != words.KindWord {
			continue
		}
		w := string(l.Surface(i))
		s.items = append(s.items, item{word: w, part: known[w], start: t.Start, end: t.End, sentence: sentence})
	}
	for _, c := range causes {
		if c.Kind == mood.Profanity {
			s.swears(c, known)
		}
	}
}

// swears marks a swear word that mood found. Where its letters are masked it is known by what they stand for.
func (s *scratch) swears(c mood.Cause, known map[string]part) {
	p := partSwears | meant(s.line.Text[c.Start:c.End], known)
	first := -1
	for i := range s.items {
		it := &s.items[i]
		if it.end > c.Start && it.start < c.End {
			first = i
			it.start, it.end = min(it.start, c.Start), max(it.end, c.End)
			it.part = it.part&^(partYou|partI|partOther|partFiller) | p
			break
		}
	}
	if first >= 0 { // what a word that was spelt out is made of
		s.items = slices.DeleteFunc(s.items, func(it item) bool { return it.start > c.Start && it.end <= c.End })
		return
	}
	at, sentence := 0, 0
	for at < len(s.items) && s.items[at].start < c.Start {
		sentence = s.items[at].sentence
		at++
	}
	s.items = slices.Insert(s.items, at, item{part: p, start: c.Start, end: c.End, sentence: sentence})
}

// lookalikes are the letters for which digits and signs stand.
var lookalikes = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i", "|", "l", "+", "t", "-", "", ".", "", "'", "", " ", "")

// meant is what a written swear word does. What is masked too well to be known counts as a name that one calls people.
func meant(written string, known map[string]part) part {
	w := lookalikes.Replace(strings.ToLower(written))
	for _, try := range [...]string{w, squeezed(w)} {
		if p := known[try]; p != 0 {
			return p
		}
		for _, ending := range [...]string{"nya", "lah", "mu", "lu", "lo", "kau"} {
			if stem, ok := strings.CutSuffix(try, ending); ok && len(stem) >= 4 && known[stem] != 0 {
				return known[stem]
			}
		}
	}
	if !strings.ContainsAny(w, "*#%_×") {
		return 0
	}
	for have, p := range known {
		if p&partObscene != 0 && len(have) >= 5 && masks(w, have) {
			return partObscene
		}
	}
	return partInsult
}

func squeezed(w string) string {
	var b strings.Builder
	for i := range len(w) {
		if i == 0 || w[i] != w[i-1] {
			b.WriteByte(w[i])
		}
	}
	return b.String()
}

// masks reports whether w with its masked letters, one each, can be have.
func masks(w, have string) bool {
	if len(w) != len(have) {
		return false
	}
	for i := range len(w) {
		if w[i] != have[i] && !strings.ContainsRune("*#%_", rune(w[i])) {
			return false
		}
	}
	return true
}

// judge finds what abuses the reader.
func (s *scratch) judge() {
	for i := range s.items {
		it := &s.items[i]
		switch {
		case it.part&partObscene != 0:
			s.add(terang.AbuseObscene, i, i)
		case it.part&(partHarm|partHarmed) != 0:
			if last, ok := s.threatens(i); ok {
				s.add(terang.AbuseThreat, i, last)
			}
		case it.part&(partInsult|partCry) != 0:
			// An animal is no name yet: "anjing saya sakit".
			if it.part&(partInsult|partSwears) != 0 && s.aimed(i) || s.bare(i) && s.called(i, 1) {
				s.add(terang.AbuseInsult, i, i)
			}
		}
		if n := s.attack(i); n > 0 {
			s.add(terang.AbuseAttack, i, i+n-1)
		}
	}
}

func (s *scratch) add(why terang.AbuseKind, first, last int) {
	f := finding{why, s.items[first].start, s.items[last].end}
	if n := len(s.found); n > 0 && f.start < s.found[n-1].end { // "matamu, anjing lo": once
		s.found[n-1].end = max(s.found[n-1].end, f.end)
		return
	}
	s.found = append(s.found, f)
}

// at returns the part of an item of the same sentence as i, 0 beyond it.
func (s *scratch) at(i, j int) part {
	if j < 0 || j >= len(s.items) || s.items[j].sentence != s.items[i].sentence {
		return 0
	}
	return s.items[j].part
}

// aimed reports whether the name at i is aimed at the reader.
func (s *scratch) aimed(i int) bool {
	if s.bare(i) {
		return true
	}
	if s.reported(i) {
		return false // somebody else's words
	}
	if s.self(i) {
		return false
	}
	for d := 1; d <= otherReach; d++ { // "kurir goblok", "stupid app"
		near := s.at(i, i-d)&partOther != 0 && !s.between(i-d, i, partYou)
		next := d == 1 && s.at(i, i+d)&partOther != 0
		if (near || next) && s.at(i, i-1)&partYou == 0 && (s.at(i, i+1)&partYou == 0 || near) {
			return false
		}
	}
	return s.called(i, -1) || s.called(i, 1)
}

// self reports whether the writer is who is called the name at i: "saya bego", "bodohnya saya".
func (s *scratch) self(i int) bool {
	for j, d := i-1, 0; j >= 0 && s.items[j].sentence == s.items[i].sentence && d < selfReach; j-- {
		switch p := s.items[j].part; {
		case p&partYou != 0:
			return false
		case p&partI != 0:
			return true
		case p != partFiller:
			d++
		}
	}
	return s.at(i, i+1)&partI != 0
}

// called reports whether the reader is named on one side of the name at i. Words that change nothing are not counted.
func (s *scratch) called(i, step int) bool {
	for j, d := i+step, 0; j >= 0 && j < len(s.items) && s.items[j].sentence == s.items[i].sentence && d < aimReach; j += step {
		if s.items[j].part&partYou != 0 {
			return s.at(i, j-1)&partOther == 0 && !s.negated(min(i, j), max(i, j))
		}
		if s.items[j].part != partFiller {
			d++
		}
	}
	return false
}

// bare reports whether nothing is said in the message, or for a plain name in the sentence, but names.
func (s *scratch) bare(i int) bool {
	cry := s.items[i].part&partInsult == 0
	n, first := 0, -1
	for j := range s.items {
		if !cry && s.items[j].sentence != s.items[i].sentence {
			continue
		}
		if s.items[j].part&(partInsult|partCry|partYou|partFiller|partSwears) == 0 || s.items[j].part&partOther != 0 {
			return false
		}
		if first < 0 {
			first = j
		}
		n++
	}
	return n <= bareWords && (strong(s.items[i]) || s.called(i, 1))
}

// strong reports whether a name is one by itself: "stupid" or "sampah" alone may be about anything.
func strong(it item) bool {
	switch it.word {
	case "stupid", "dumb", "sampah", "gembel", "trash", "garbage", "pig", "pigs", "shit", "scum", "bodoh", "blog",
		"tai", "taik", "tahik", "tahi", "cok", "cuk", "jancok", "jancuk", "dancok", "setan", "babi", "monyet", "iblis", "celeng", "bangkai":
		return false
	}
	return true
}

// negated reports whether a "not" stands between two words: "kalian tidak bodoh".
func (s *scratch) negated(from, to int) bool {
	for j := from; j <= to; j++ {
		switch s.items[j].word {
		case "tidak", "bukan", "nggak", "gak", "ga", "enggak", "jangan", "not", "dont", "aren't", "isn't", "never", "no":
			return true
		}
	}
	return false
}

func (s *scratch) between(from, to int, p part) bool {
	for j := from + 1; j < to; j++ {
		if s.items[j].part&p != 0 {
			return true
		}
	}
	return false
}

// threatens reports whether harm at i is announced to the reader, and up to which word it goes.
func (s *scratch) threatens(i int) (last int, ok bool) {
	if s.items[i].part&partHarmed != 0 {
		if i+1 < len(s.items) && s.items[i+1].word == "diri" {
			return 0, false
		}
		return i, true // "kubunuh": I am in it
	}
	will := false
	for d := 1; d <= threatReach && !will && i-d >= 0 && s.items[i-d].sentence == s.items[i].sentence; d++ {
		if s.items[i-d].part&(partOther|partReport) != 0 {
			return 0, false
		}
		switch s.items[i-d].word {
		case "will", "gonna", "akan", "bakal", "tak":
			will = true
		default:
			will = s.items[i-d].part&partI != 0
		}
	}
	if !will || s.negated(max(i-threatReach, 0), i) {
		return 0, false
	}
	for d := 1; d <= harmReach; d++ {
		if i+d < len(s.items) && s.items[i+d].word == "diri" { // who speaks of dying is not threatening
			return 0, false
		}
		if s.at(i, i+d)&partYou != 0 {
			return i + d, true
		}
		if s.at(i, i+d)&partFiller == 0 { // "tembak QR kamu"
			return 0, false
		}
	}
	return 0, false
}

// attacks are curses at the reader, who stands where "*" does. One of a single word begins a sentence.
var attacks = [][]string{
	{"go", "to", "hell"},
	{"go", "die"},
	{"drop", "dead"},
	{"kill", "yourself"},
	{"kys"},
	{"stfu"},
	{"gtfo"},
	{"fuckoff"},
	{"shut", "the", "fuck", "up"},
	{"eat", "shit"},
	{"suck", "my", "dick"},
	{"kiss", "my", "ass"},
	{"screw", "you"},
	{"fuck", "off"},
	{"fck", "off"},
	{"piss", "off"},
	{"mati", "aja", "*"},
	{"mati", "saja", "*"},
	{"mati", "*"},
	{"mampus", "*"},
	{"modar", "*"},
	{"persetan", "*"},
	{"bacot", "*"},
	{"bct", "*"},
	{"makan", "tai"},
	{"makan", "taik"},
	{"tai", "*"},
	{"fuck", "*"},
	{"fuk", "*"},
	{"fck", "*"},
	{"otak", "*", "dimana"},
	{"otak", "*", "kosong"},
	{"otak", "*", "di", "dengkul"},
	{"matamu"},
	{"ndasmu"},
	{"cangkemmu"},
	{"cocotmu"},
	{"bacotmu"},
}

// attack returns of how many words a curse at the reader is that begins at i, 0 for none.
func (s *scratch) attack(i int) int {
	if s.items[i].word == "" || s.reported(i) {
		return 0
	}
	for _, a := range attacks {
		if len(a) == 1 && i > 0 && s.items[i-1].sentence == s.items[i].sentence { // "lihat dengan matamu"
			continue
		}
		if s.says(i, a) {
			return len(a)
		}
	}
	return 0
}

func (s *scratch) says(i int, phrase []string) bool {
	for k, w := range phrase {
		j := i + k
		if j >= len(s.items) || s.items[j].sentence != s.items[i].sentence {
			return false
		}
		switch {
		case w == "*":
			if s.items[j].part&partYou == 0 && s.items[j].word != "sana" {
				return false
			}
		case s.items[j].word != w:
			return false
		}
	}
	return true
}

// reported reports whether the words before i pass on what somebody else said.
func (s *scratch) reported(i int) bool {
	for j := i - 1; j >= 0 && s.items[j].sentence == s.items[i].sentence; j-- {
		if s.items[j].part&partReport != 0 {
			return true
		}
	}
	return false
}
