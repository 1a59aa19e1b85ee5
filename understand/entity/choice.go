package entity

import (
	"slices"
	"strings"
)

const (
	maxChoiceWords = 12 // of a text that is read as a choice at all
	maxLabelWords  = 3  // words that mean something, in a text that names a label where nothing was asked
	maxPickWords   = 6  // the same in the answer to a question with these labels
)

// choice reads the text as one of the quick replies: its label or value, the words that name one label, its letter
// or its place in the row.
func (s *scratch) choice(q Question) (Entity, bool) {
	asked := q.Kind != ""
	pick := func(i int) (Entity, bool) {
		if i < 0 || q.Choices[i].Value == "" {
			return Entity{}, false
		}
		return Entity{Kind: KindChoice, Value: q.Choices[i].Value, Text: s.text, Start: 0, End: len(s.text)}, true
	}
	said := strings.TrimSpace(s.text)
	if said == "" || len(q.Choices) == 0 {
		return Entity{}, false
	}
	for i, c := range q.Choices {
		if c.Value != "" && (strings.EqualFold(said, strings.TrimSpace(c.Label)) || strings.EqualFold(said, c.Value)) {
			return pick(i)
		}
	}
	if len(s.tokens) == 0 || len(s.tokens) > maxChoiceWords {
		return Entity{}, false
	}
	labels, own := make([][]string, len(q.Choices)), s.words(s.text)
	told := plain(own)
	for i, c := range q.Choices {
		labels[i] = s.words(c.Label)
		if bare := plain(labels[i]); len(bare) > 0 && slices.Equal(bare, told) {
			return pick(i)
		}
	}
	if i := s.byPlace(len(q.Choices), asked); i >= 0 {
		return pick(i)
	}
	if i := byWords(own, labels, asked, q.Known || s.questions()); i >= 0 {
		return pick(i)
	}
	return Entity{}, false
}

// questions reports whether the text asks something itself.
func (s *scratch) questions() bool {
	for i := range s.tokens {
		if s.is(i, "?") {
			return true
		}
		if says := s.f.lexicon.yes[s.word(i)]; says&(1<<saysOpen) != 0 && says&(1<<saysFiller) == 0 {
			return true
		}
	}
	return false
}

// words returns the words of a text in their standard form where the finder knows one, without everyday endings.
func (s *scratch) words(text string) []string {
	if s.f.standard != nil {
		text = s.f.standard(text)
	}
	var out []string
	var word []byte
	flush := func() {
		if len(word) > 0 {
			w := string(squeezeLong(word))
			if cut := stem([]byte(w)); len(cut) > 2 {
				w = string(cut)
			}
			out = append(out, w)
		}
		word = word[:0]
	}
	for _, r := range text {
		f, _ := fold(r)
		switch {
		case f == 0 || f == '\'':
		case letter(f) || f >= '0' && f <= '9':
			word = append(word, string(f)...)
		default:
			flush()
		}
	}
	flush()
	return out
}

// squeezeLong shortens letters that stand three times or more.
func squeezeLong(w []byte) []byte {
	out := w[:0]
	for i, c := range w {
		if i >= 2 && c == w[i-1] && c == w[i-2] {
			continue
		}
		out = append(out, c)
	}
	return out
}

// byWords returns the label that a short text names by a word which no other label has, -1 where none or several
// do. Either the text holds nothing that the label does not, or it holds all that the label says, denies nothing,
// and is no matter of its own. Where no question was asked, a matter of its own goes before any of it.
func byWords(own []string, labels [][]string, asked, known bool) int {
	if known && !asked {
		return -1
	}
	most := maxLabelWords
	if asked {
		most = maxPickWords
	}
	said := make([]string, 0, most)
	for _, w := range own {
		if content(w) || !asked && !courtesy(w) {
			if len(said) == most {
				return -1
			}
			said = append(said, w)
		}
	}
	best := -1
	for i, l := range labels {
		if names(said, labels, i) && (contains(l, said) || !known && contains(said, l) && !denies(said, l)) {
			if best >= 0 {
				return -1
			}
			best = i
		}
	}
	return best
}

// same reports whether two words are one, a slip in a longer one forgiven.
func same(a, b string) bool {
	return a == b || len(a) >= 5 && len(b) >= 5 && oneSlip([]byte(a), b)
}

func has(words []string, w string) bool {
	return slices.ContainsFunc(words, func(have string) bool { return same(have, w) })
}

// names reports whether a word of the text tells label i from the others.
func names(said []string, labels [][]string, i int) bool {
	for _, w := range said {
		if !content(w) || !has(labels[i], w) {
			continue
		}
		alone := true
		for k, l := range labels {
			alone = alone && (k == i || !has(l, w))
		}
		if alone {
			return true
		}
	}
	return false
}

// contains reports whether all words of part that mean something are in whole.
func contains(whole, part []string) bool {
	for _, w := range part {
		if content(w) && !has(whole, w) {
			return false
		}
	}
	return true
}

// denies reports whether the text has a no that the label has not.
func denies(said, label []string) bool {
	for _, w := range said {
		switch w {
		case "tidak", "bukan", "jangan", "belum", "kurang", "not", "no", "never", "ga", "gak", "nggak", "engga", "dont":
			if !slices.Contains(label, w) {
				return true
			}
		}
	}
	return false
}

// content reports whether a word can name a label: it is neither short, nor a courtesy, nor one of the words that
// sentences are held together with. Numbers can.
func content(w string) bool {
	if w != "" && w[0] >= '0' && w[0] <= '9' {
		return len(w) > 1
	}
	if len(w) < 3 || courtesy(w) {
		return false
	}
	switch w {
	case "ini", "itu", "yang", "dan", "atau", "untuk", "dari", "dengan", "pada", "saya", "aku", "kamu", "kami", "kita", "dia", "mereka",
		"apa", "apakah", "adalah", "ada", "akan", "sudah", "udah", "bisa", "mau", "juga", "jadi", "kalau", "kalo", "lagi", "pilih", "nomor", "opsi", "pilihan",
		"the", "this", "that", "these", "those", "and", "for", "with", "from", "you", "your", "our", "they", "she", "one", "option", "number", "choose", "pick",
		"are", "was", "were", "does", "did", "has", "have", "had", "can", "will", "would", "like", "there", "here", "how", "what":
		return false
	}
	return true
}

// plain returns words without the courtesies, all of them where there is nothing else.
func plain(words []string) []string {
	if out := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return courtesy(w) || w == "yang" || w == "yg" || w == "the" }); len(out) > 0 {
		return out
	}
	return words
}

// courtesy reports whether a word only makes a text kinder.
func courtesy(w string) bool {
	switch w {
	case "ya", "kakak", "kak", "ka", "min", "saja", "aja", "deh", "dong", "sih", "kok", "please", "pls", "tolong", "oke", "ok", "mbak", "mas", "pak", "bu", "bapak", "ibu", "gan", "sis",
		"makasih", "thanks":
		return true
	}
	return false
}

// byPlace returns the reply that "2", "nomor dua", "opsi b", "yang kedua" or "the last one" means, -1 for none. A
// text that says anything else counts something else.
func (s *scratch) byPlace(n int, asked bool) int {
	place, optioned, letter := -1, false, -1
	for i := 0; i < len(s.tokens); i++ {
		if at, last := s.placeNumber(i, n); at > 0 {
			if place >= 0 {
				return -1
			}
			place, i = at-1, last
			continue
		}
		switch w := s.word(i); w {
		case "bawah", "bottom":
			place = n - 1
		case "atas", "top":
			place = 0
		case "tengah", "middle", "center":
			if n%2 == 0 || n < 3 {
				return -1
			}
			place = n / 2
		case "opsi", "pilihan", "option", "choice", "jawaban", "huruf", "poin", "pilih", "choose", "pick", "ambil":
			optioned = true
		case "st", "nd", "rd", "th", "ke", "yang", "yg", "no", "nomor", "nomer", "number", "the", "one", "ya", "saja", "aja", "kakak", "kak", "min", "please", "pls", "deh", "dong", "itu", "saya", "aku", "oke", "ok",
			"mau", "paling", "di", "nya", "sih", "i", "want", "ill", "take", "with", "go", "id", "like", "tolong", "gan", "sis", "pak", "bu", "mas", "mbak", "would", "to", "from", "dari", "list", "daftar", "item", "pesanan", "order":
		default:
			if len(w) == 1 && w[0] >= 'a' && int(w[0]-'a') < n && letter < 0 && s.tokens[i].kind == tokenWord {
				letter = int(w[0] - 'a')
				continue
			}
			return -1
		}
	}
	if place < 0 && letter >= 0 && (asked || optioned) {
		return letter
	}
	return place
}

// placeNumber returns which of n things token i counts, 0 for none, and its last token.
func (s *scratch) placeNumber(i, n int) (int, int) {
	m := s.mean(i)
	at := 0
	switch {
	case s.number(i):
		at = s.value(i)
	case m.ordinal > 0:
		at = m.ordinal
	case m.ordinal < 0:
		return n, i
	case m.isCard && !s.is(i, "one"), s.is(i, "one") && (i == 0 || s.is(i-1, "number") || s.is(i-1, "option")):
		at = int(m.card)
	}
	if at < 1 || at > n {
		return 0, i
	}
	return at, i
}
