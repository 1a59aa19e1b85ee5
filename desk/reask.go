package desk

import (
	"slices"
	"strings"
	"unicode"

	"terang"
)

// maxReasked bounds the text that is looked at, in bytes; nobody asks for a number after that many words.
const maxReasked = 4000

// near is how many words may stand between what asks and what is asked for.
const near = 6

// AsksAgain returns those of the facts that a person's words ask the contact for, although the person was given them. It is a
// rule of words, in Indonesian and English, made to be right where it speaks: words that name the value, that ask for another
// one or that say where something goes are no such question. What it does not know it lets pass.
func AsksAgain(text string, facts []terang.Fact) []terang.Fact {
	if len(facts) == 0 {
		return nil
	}
	if len(text) > maxReasked {
		text = strings.ToValidUTF8(text[:maxReasked], "")
	}
	sentences := sentencesOf(text)
	whole := bare(text)
	var out []terang.Fact
	for _, f := range facts {
		if names := namesOf(f.Label); !known(whole, f, names) && slices.ContainsFunc(sentences, func(s sentence) bool { return s.asksFor(names) }) {
			out = append(out, f)
		}
	}
	return out
}

// sentence is what ends with a full stop or a question mark, as clauses of plain words.
type sentence struct {
	clauses [][]string
	asks    bool // ends with a question mark
}

// sentencesOf cuts a text. A dot within a word, as in an address, ends nothing.
func sentencesOf(text string) (out []sentence) {
	text = strings.ToLower(text)
	for _, short := range []string{"no. ", "no.", "nmr. "} {
		text = strings.ReplaceAll(text, " "+short, " nomor ")
	}
	var s sentence
	begin := 0
	clause := func(end int) {
		if w := wordsOf(text[begin:end]); len(w) > 0 {
			s.clauses = append(s.clauses, w)
		}
	}
	for i, r := range text {
		next, _ := utf8At(text, i+len(string(r)))
		switch {
		case r == '?', r == '!', r == '\n', r == ';', r == '.' && (next == 0 || unicode.IsSpace(next)):
			clause(i)
			s.asks = r == '?'
			if len(s.clauses) > 0 {
				out = append(out, s)
			}
			s, begin = sentence{}, i+len(string(r))
		case r == ',', r == '(', r == ')', r == ':' && (next == 0 || unicode.IsSpace(next)):
			clause(i)
			begin = i + len(string(r))
		}
	}
	if clause(len(text)); len(s.clauses) > 0 {
		out = append(out, s)
	}
	return out
}

func utf8At(s string, i int) (rune, bool) {
	for _, r := range s[min(i, len(s)):] {
		return r, true
	}
	return 0, false
}

// wordsOf are the words of a clause in the spelling that the lists below have.
func wordsOf(clause string) []string {
	w := strings.FieldsFunc(clause, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' })
	w = slices.DeleteFunc(w, func(x string) bool { return x == "nya" })
	for i, x := range w {
		if x == "no" && i+1 < len(w) && w[i+1] == "need" {
			x = "tidak"
		}
		x = strings.ReplaceAll(x, "’", "'")
		if len(x) > 5 {
			for _, end := range []string{"nya", "mu"} {
				x = strings.TrimSuffix(x, end)
			}
		}
		if std, ok := spellings[x]; ok {
			x = std
		}
		w[i] = x
	}
	return w
}

// bare is a text as its letters and digits alone.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// known reports whether the words hold the value: who says it does not ask for it.
func known(whole string, f terang.Fact, names [][]string) bool {
	value := bare(f.Value)
	if len(value) >= 3 && strings.Contains(whole, value) {
		return true
	}
	if slices.ContainsFunc(names, func(n []string) bool { return n[0] == "nama" }) {
		for part := range strings.FieldsSeq(f.Value) {
			if len(part) >= 3 && strings.Contains(whole, bare(part)) {
				return true
			}
		}
	}
	if len(value) >= 8 && strings.ContainsFunc(value, unicode.IsDigit) { // people cite the end of a long number
		return strings.Contains(whole, value[len(value)-4:])
	}
	return false
}

// asksFor reports whether the sentence asks for something that has one of the names.
func (s sentence) asksFor(names [][]string) bool {
	left := 0
	for _, c := range s.clauses {
		for _, w := range c {
			if !slices.Contains(address, w) {
				left++
			}
		}
	}
	for _, c := range s.clauses {
		for _, name := range names {
			for i := range c {
				end := i + len(name)
				if end > len(c) || !slices.Equal(c[i:end], name) || elsewhere(c, i, end) {
					continue
				}
				if s.asks && left == len(name) || requested(c[:i]) || requestedAfter(c[end:], s.asks) || s.questioned(c, i, end) {
					return true
				}
			}
		}
	}
	return false
}

// elsewhere reports whether the words around a name say that something else is meant: another one, somebody else's, or the
// place where something goes.
func elsewhere(c []string, i, end int) bool {
	if i > 0 && slices.Contains(places, c[i-1]) {
		return true
	}
	if end < len(c) && slices.Contains(owners, c[end]) {
		return true
	}
	for _, w := range c[max(0, i-2):min(len(c), end+3)] {
		if slices.Contains(others, w) {
			return true
		}
	}
	if slices.ContainsFunc(c[end:], func(w string) bool { return slices.Contains(verdicts, w) }) {
		return true
	}
	return slices.ContainsFunc(c[:i], func(w string) bool { return slices.Contains(denials, w) })
}

// requested reports whether the words before a name ask for it.
func requested(before []string) bool {
	for i := len(before) - 1; i >= max(0, len(before)-near); i-- {
		w := before[i]
		if slices.Contains(wants, w) {
			return true
		}
		if w == "have" || w == "get" {
			return i >= 2 && slices.Contains(modal, before[i-2]) && before[i-1] == "i" || i >= 2 && slices.Contains(modal, before[i-2]) && before[i-1] == "we"
		}
		if slices.Contains(gives, w) {
			return given(before[:i])
		}
	}
	return false
}

// given reports whether it is the contact who is to give: not where the person says what they do themselves.
func given(before []string) bool {
	for i := len(before) - 1; i >= 0; i-- {
		switch {
		case slices.Contains(polite, before[i]):
			return true
		case slices.Contains(selves, before[i]):
			return false
		}
	}
	return true
}

// requestedAfter reports whether the words after a name ask for it: "nomor pesanannya boleh dikirim?".
func requestedAfter(after []string, asks bool) bool {
	for i, w := range after[:min(len(after), 3)] {
		if slices.Contains(passives, w) {
			return asks && (i == 0 || slices.Contains(polite, after[i-1]))
		}
	}
	return false
}

// questioned reports whether a question word belongs to the name: "berapa nomor pesanannya", "emailnya apa".
func (s sentence) questioned(c []string, i, end int) bool {
	for _, w := range c[max(0, i-3):i] {
		if w == "apa" && len(c) > 5 {
			continue // "apa nomor pesanannya sudah benar?"
		}
		if slices.Contains(questions, w) && (s.asks || i <= 3) {
			return true
		}
	}
	for end < len(c) && slices.Contains(address, c[end]) {
		end++
	}
	return end < len(c) && slices.Contains(questions, c[end]) && !slices.ContainsFunc(c[end+1:], func(w string) bool { return !slices.Contains(address, w) })
}
