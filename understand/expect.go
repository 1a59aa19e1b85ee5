package understand

import (
	"slices"
	"strconv"
	"strings"
)

// answer reads the text as an answer to what is expected. It reports false where it is none: the contact
// may always say something else instead.
func (m *Model) answer(s *scratch, text string, c Context, hits []hit, known bool) (Entity, bool) {
	if c.Expecting == EntityChoice || c.Expecting == "" && len(c.Choices) > 0 {
		return m.choice(s, text, c, known)
	}
	switch c.Expecting {
	case "":
		return Entity{}, false
	case EntityYesNo:
		if len(c.Choices) > 0 {
			if e, ok := m.choice(s, text, c, known); ok && (e.Value == "yes" || e.Value == "no") {
				e.Kind = EntityYesNo
				return e, true
			}
		}
		if value, from, to := m.yesNo(hits, len(s.n.words), true); value != "" {
			return s.entity(EntityYesNo, value, text, from, to), true
		}
	case EntityOTP:
		return s.code(text)
	case EntityNumber:
		if e, ok := s.spelled(text); ok {
			return e, true
		}
	}
	for i := range m.brand {
		b := &m.brand[i]
		if b.kind != c.Expecting || b.bare == nil {
			continue
		}
		if at := b.bare.FindStringSubmatchIndex(text); at != nil && b.find.FindStringIndex(text) == nil {
			return b.entity(b.bare, text, at), true
		}
	}
	return Entity{}, false
}

// entity makes an entity of the words from to to.
func (s *scratch) entity(kind, value, text string, from, to int) Entity {
	start, end := s.n.tokens[s.n.words[from].token].start, s.n.tokens[s.n.words[to].token].end
	return Entity{Kind: kind, Value: value, Text: text[start:end], Start: start, End: end}
}

// code finds a one-time code that may be written in groups: "123 456", "12-34-56".
func (s *scratch) code(text string) (Entity, bool) {
	for i := range s.n.tokens {
		digits, last := "", i
		for j := i; j < len(s.n.tokens) && s.n.tokens[j].kind == tokenNumber && len(digits) < otpDigits; j++ {
			if j > i {
				if between := text[s.n.tokens[j-1].end:s.n.tokens[j].start]; between != " " && between != "-" && between != "." {
					break
				}
			}
			digits += string(s.n.folded[s.n.tokens[j].from:s.n.tokens[j].to])
			last = j
		}
		if len(digits) != otpDigits || last+1 < len(s.n.tokens) && s.n.tokens[last+1].kind == tokenNumber && s.n.tokens[last+1].glued {
			continue
		}
		start, end := s.n.tokens[i].start, s.n.tokens[last].end
		return Entity{Kind: EntityOTP, Value: digits, Text: text[start:end], Start: start, End: end}, true
	}
	return Entity{}, false
}

// spelled reads a number from one to ten written as a word.
func (s *scratch) spelled(text string) (Entity, bool) {
	for i, w := range s.n.words {
		if n := ordinal(s.n.norm[w.from:w.to]); n > 0 && w.kind == tokenWord {
			return s.entity(EntityNumber, strconv.Itoa(n), text, i, i), true
		}
	}
	return Entity{}, false
}

// ordinal returns which number a word names, 0 for none.
func ordinal(w string) int {
	switch w {
	case "satu", "pertama", "kesatu", "first", "one", "1":
		return 1
	case "dua", "kedua", "second", "two", "2":
		return 2
	case "tiga", "ketiga", "third", "three", "3":
		return 3
	case "empat", "keempat", "fourth", "four", "4":
		return 4
	case "lima", "kelima", "fifth", "five", "5":
		return 5
	case "enam", "keenam", "sixth", "six", "6":
		return 6
	case "tujuh", "ketujuh", "seventh", "seven", "7":
		return 7
	case "delapan", "kedelapan", "eighth", "eight", "8":
		return 8
	case "sembilan", "kesembilan", "ninth", "nine", "9":
		return 9
	case "sepuluh", "kesepuluh", "tenth", "ten", "10":
		return 10
	}
	return 0
}

// choice reads the text as one of the quick replies: its label or value, its place in the row, or the
// words that name one label. Known says that the text is a matter of its own.
func (m *Model) choice(s *scratch, text string, c Context, known bool) (Entity, bool) {
	choices, asked := c.Choices, c.Expecting != ""
	pick := func(i int) (Entity, bool) {
		if choices[i].Value == "" {
			return Entity{}, false
		}
		return Entity{Kind: EntityChoice, Value: choices[i].Value, Text: text, Start: 0, End: len(text)}, true
	}
	said := strings.TrimSpace(text)
	if said == "" {
		return Entity{}, false
	}
	for i, q := range choices {
		if q.Value != "" && (strings.EqualFold(said, strings.TrimSpace(q.Label)) || strings.EqualFold(said, q.Value)) {
			return pick(i)
		}
	}
	if len(s.n.words) == 0 || len(s.n.words) > 12 {
		return Entity{}, false
	}
	labels, told := make([][]string, len(choices)), plain(strings.Fields(s.n.norm))
	for i, q := range choices {
		labels[i] = strings.Fields(m.Normalise(q.Label))
		if bare := plain(labels[i]); len(bare) > 0 && slices.Equal(bare, told) {
			return pick(i)
		}
	}
	if i := s.byWords(labels, asked, known); i >= 0 {
		return pick(i)
	}
	if i := s.byPlace(len(choices)); i >= 0 {
		return pick(i)
	}
	return Entity{}, false
}

// maxLabelWords is the most words, courtesies apart, that a text may have to name a label loosely. In the answer
// to a question only the words that mean something count.
const maxLabelWords = 3

// maxAnswerWords is the same where the question with these labels was just asked.
const maxAnswerWords = 6

// byWords returns the label that a short text names by a word which no other label has, -1 where none or
// several do. Function words name nothing. Either the text holds nothing that the label does not, or it holds
// all that the label says, denies nothing, and is no matter of its own. Where no question was asked, a matter
// of its own goes before any of it.
func (s *scratch) byWords(labels [][]string, asked, known bool) int {
	if known && !asked {
		return -1
	}
	most := maxLabelWords
	if asked {
		most = maxAnswerWords
	}
	said := make([]string, 0, most)
	for _, w := range s.n.words {
		if w := s.n.norm[w.from:w.to]; content(w) || !asked && !courtesy(w) {
			if len(said) == most {
				return -1
			}
			said = append(said, w)
		}
	}
	best := -1
	for i, l := range labels {
		if s.names(said, labels, i) && (contains(l, said) || !known && contains(said, l) && !denies(said, l)) {
			if best >= 0 {
				return -1
			}
			best = i
		}
	}
	return best
}

// names reports whether a word of the text tells label i from the others.
func (s *scratch) names(said []string, labels [][]string, i int) bool {
	for _, w := range said {
		if !content(w) || !slices.Contains(labels[i], w) {
			continue
		}
		if !slices.ContainsFunc(labels[:i], func(l []string) bool { return slices.Contains(l, w) }) &&
			!slices.ContainsFunc(labels[i+1:], func(l []string) bool { return slices.Contains(l, w) }) {
			return true
		}
	}
	return false
}

// contains reports whether all words of part that mean something are in whole.
func contains(whole, part []string) bool {
	for _, w := range part {
		if content(w) && !slices.Contains(whole, w) {
			return false
		}
	}
	return true
}

// denies reports whether the text has a no that the label has not.
func denies(said, label []string) bool {
	for _, w := range said {
		switch w {
		case "tidak", "bukan", "jangan", "belum", "kurang", "not", "no", "never":
			if !slices.Contains(label, w) {
				return true
			}
		}
	}
	return false
}

// content reports whether a normalised word can name a label: it is neither short, nor a courtesy, nor one of
// the words that sentences are held together with.
func content(w string) bool {
	if len(w) < 3 || courtesy(w) {
		return false
	}
	switch w {
	case "ini", "itu", "yang", "dan", "atau", "untuk", "dari", "dengan", "pada", "saya", "kamu", "kami", "kita", "dia", "mereka",
		"apa", "apakah", "adalah", "ada", "akan", "sudah", "bisa", "mau", "juga", "jadi", "kalau", "lagi",
		"the", "this", "that", "these", "those", "and", "for", "with", "from", "you", "your", "our", "they", "she",
		"are", "was", "were", "does", "did", "has", "have", "had", "can", "will", "would", "there", "here", "how", "what":
		return false
	}
	return true
}

// plain returns normalised words without the courtesies, all of them where there is nothing else.
func plain(words []string) []string {
	if out := slices.DeleteFunc(slices.Clone(words), courtesy); len(out) > 0 {
		return out
	}
	return words
}

// courtesy reports whether a normalised word only makes a text kinder.
func courtesy(w string) bool {
	switch w {
	case "ya", "kakak", "min", "saja", "deh", "dong", "sih", "kok", "please", "tolong", "oke", "mbak", "mas", "pak", "bu", "bapak", "ibu", "gan", "sis":
		return true
	}
	return false
}

// byPlace returns the reply that "2", "nomor dua", "yang kedua" or "the last one" means, -1 for none. A text
// that says anything else counts something else.
func (s *scratch) byPlace(n int) int {
	place, others := -1, 0
	for _, w := range s.n.words {
		said := s.n.norm[w.from:w.to]
		if at := ordinal(said); at > 0 && at <= n && place < 0 {
			place = at - 1
			continue
		}
		switch said {
		case "terakhir", "last":
			if place < 0 {
				place = n - 1
			}
		case "nomor", "yang", "no", "number", "the", "one", "option", "pilihan", "pilih", "ya", "saja", "kakak", "min", "please", "deh", "dong", "itu", "saya", "oke", "opsi", "mau", "choose":
		default:
			others++
		}
	}
	if others > 0 {
		return -1
	}
	return place
}
