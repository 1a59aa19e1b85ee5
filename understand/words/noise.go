package words

import (
	"strings"
	"sync"
	"unicode/utf8"

	"terang"
)

// Noiser varies texts the way people mistype and shorten them, to make a learner sturdy. The same seed and the same
// calls give the same texts. It is not for use by several at once.
type Noiser struct {
	random   *dice
	strength float64
	mapping  *slang
	words    []string
}

// dice is SplitMix64 (Steele, Lea, Flood 2014): the same throws for the same seed, on every machine.
type dice struct{ state uint64 }

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Float64 returns a number from 0 up to 1.
func (d *dice) Float64() float64 { return float64(d.next()>>11) / (1 << 53) }

// IntN returns a number from 0 up to n.
func (d *dice) IntN(n int) int { return int(d.next() % uint64(n)) }

// mediumStrength changes about one word in three.
const mediumStrength = 0.5

// Noise returns a noiser of medium strength that starts from seed.
func Noise(seed uint64) *Noiser {
	return &Noiser{random: &dice{seed}, strength: mediumStrength, mapping: theSlang()}
}

// Strength returns a noiser that goes on from n's randomness and changes texts more or less: 0 not at all, 1 heavily.
func (n *Noiser) Strength(s float64) *Noiser {
	out := *n
	out.strength, out.words = min(max(s, 0), 1), nil
	return &out
}

// Chances at full strength.
const (
	chanceSlang    = 0.75 // of a word that has everyday forms
	chanceJoined   = 0.35 // of two words that people write as one: "gabisa"
	chanceEnglish  = 0.25 // of an Indonesian word that people say in English
	chanceVowels   = 0.12
	chanceEnding   = 0.6 // "-kan" to "-in", "paket saya" to "paketku", "barang-barang" to "barang2"
	chanceTypo     = 0.14
	chanceDrawn    = 0.04
	chanceParticle = 0.35 // of a text
	chanceSwap     = 0.12 // of a text
	chanceLower    = 0.6  // of a text
	chanceMarks    = 0.4  // of a text: the marks at its end go or are doubled

	maxVaried  = 400 // words of a text that are looked at
	typoLength = 4   // shortest word with a typo
)

// Vary returns a variant of text, which is in language l. Numbers, codes, amounts, links and addresses stay as they
// are, and a text that is not blank never becomes so.
func (n *Noiser) Vary(text string, l terang.Language) string {
	text = bounded(text)
	if n.strength == 0 || strings.TrimSpace(text) == "" {
		return text
	}
	n.words = n.words[:0]
	for w := range strings.FieldsSeq(text) {
		n.words = append(n.words, w)
	}
	if len(n.words) > maxVaried {
		return text
	}
	lower := n.chance(chanceLower)
	for i, w := range n.words {
		if lower && !guarded(w) {
			n.words[i] = strings.ToLower(w)
		}
	}
	everyday := l != terang.English
	if everyday {
		n.endings()
	}
	for i := 0; i < len(n.words); i++ {
		if !guarded(n.words[i]) {
			i += n.vary(i, everyday)
		}
	}
	n.order()
	if everyday && n.chance(chanceParticle) {
		n.words = append(n.words, particles[n.random.IntN(len(particles))])
	}
	out := strings.Join(n.words, " ")
	if n.chance(chanceMarks) {
		if bare := strings.TrimRight(out, ".!?, "); bare != "" {
			switch n.random.IntN(4) {
			case 0:
				bare += "??"
			case 1:
				bare += "!!"
			}
			out = bare
		}
	}
	if strings.TrimSpace(out) == "" {
		return text
	}
	return out
}

// particles are put at the end of a text.
var particles = [...]string{"ya", "dong", "nih", "sih", "min", "kak", "gan", "deh", "ya kak", "dong min", "nih gan", "pls"}

func (n *Noiser) chance(p float64) bool { return n.random.Float64() < p*n.strength }

// guarded reports whether a word must stay as it is: it holds a digit, is part of a link or address, or has no letters.
func guarded(w string) bool {
	letters := false
	for i := range len(w) {
		c := w[i]
		switch {
		case c >= '0' && c <= '9' || c == '@' || c == '/' || c == '#' || c == '_' || c == '{' || c == '}' || c == '<':
			return true
		case c >= utf8.RuneSelf:
			return true
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters = true
		}
	}
	return !letters || strings.EqualFold(strings.TrimRight(w, ".:"), "rp") || strings.EqualFold(w, "idr") || strings.Contains(w, "www.")
}

// cut parts a word from the marks around it.
func cut(w string) (before, core, after string) {
	core = strings.TrimLeft(w, `"'([`)
	before = w[:len(w)-len(core)]
	core = strings.TrimRight(core, `.,!?:;"')]…`)
	return before, core, w[len(before)+len(core):]
}

// vary changes the word at i, and returns how many words were added after it.
func (n *Noiser) vary(i int, everyday bool) int {
	before, core, after := cut(n.words[i])
	if core == "" {
		return 0
	}
	key := strings.ToLower(core)
	tongue := en
	if everyday {
		tongue = id
	}
	if everyday && i+1 < len(n.words) && after == "" && !guarded(n.words[i+1]) && n.chance(chanceJoined) {
		_, next, tail := cut(n.words[i+1])
		if form := n.pick(n.mapping.forms[id][key+" "+strings.ToLower(next)]); form != "" {
			n.words[i] = before + form + tail
			n.words = append(n.words[:i+1], n.words[i+2:]...)
			return 0
		}
	}
	changed := key
	switch {
	case everyday && n.chance(chanceEnglish) && n.mapping.english[key] != "":
		changed = n.mapping.english[key]
	case n.chance(chanceSlang) && n.mapping.forms[tongue][key] != nil:
		changed = n.pick(n.mapping.forms[tongue][key])
	case everyday && n.chance(chanceVowels) && len(key) >= 5:
		changed = n.dropVowels(key)
	case n.chance(chanceTypo) && len(key) >= typoLength:
		changed = n.typo(key)
	case n.chance(chanceDrawn) && len(key) >= 3 && vowel(key[len(key)-1]):
		changed = key + strings.Repeat(key[len(key)-1:], 1+n.random.IntN(3))
	}
	if changed != key && changed != "" {
		n.words[i] = before + changed + after
	}
	return 0
}

func (n *Noiser) pick(forms []string) string {
	if len(forms) == 0 {
		return ""
	}
	// The first forms are the commonest; later ones are picked less often.
	at := min(n.random.IntN(len(forms)), n.random.IntN(len(forms)))
	return forms[at]
}

// dropVowels leaves out the vowels inside a word: "pesanan" is "psanan" or "psnn".
func (n *Noiser) dropVowels(w string) string {
	all := n.random.IntN(3) == 0
	out := []byte{w[0]}
	dropped := false
	for i := 1; i < len(w); i++ {
		if vowel(w[i]) && i < len(w)-1 && (all || !dropped && n.random.IntN(2) == 0) {
			dropped = true
			continue
		}
		out = append(out, w[i])
	}
	return string(out)
}

// typo makes one slip of the fingers.
func (n *Noiser) typo(w string) string {
	b := []byte(w)
	at := 1 + n.random.IntN(len(b)-1)
	switch n.random.IntN(4) {
	case 0: // the key beside
		if r, c := keyOf(b[at]); r >= 0 {
			to := c + 1 - 2*n.random.IntN(2)
			if to < 0 || to >= len(keyboard[r]) {
				to = c - (to - c)
			}
			b[at] = keyboard[r][to]
		}
	case 1: // two swapped
		b[at-1], b[at] = b[at], b[at-1]
	case 2: // one left out
		b = append(b[:at], b[at+1:]...)
	default: // one twice
		b = append(b[:at+1], b[at:]...)
	}
	return string(b)
}

// endings shortens what is said with whole words in careful Indonesian.
func (n *Noiser) endings() {
	for i := 0; i < len(n.words); i++ {
		before, core, after := cut(n.words[i])
		key := strings.ToLower(core)
		if guarded(n.words[i]) || !n.chance(chanceEnding) {
			continue
		}
		if half, rest, ok := strings.Cut(key, "-"); ok && half == rest {
			n.words[i] = before + half + "2" + after
			continue
		}
		if stem, ok := strings.CutSuffix(key, "kan"); ok && len(stem) >= 4 && n.mapping.known(stem) {
			n.words[i] = before + stem + "in" + after
			continue
		}
		if rest, ok := strings.CutPrefix(key, "meng"); ok && len(rest) >= 4 {
			n.words[i] = before + "ng" + rest + after
			continue
		}
		if i+1 < len(n.words) && after == "" && len(key) > 3 && n.mapping.noun(key) {
			if _, next, tail := cut(n.words[i+1]); strings.EqualFold(next, "saya") || strings.EqualFold(next, "aku") {
				n.words[i] = before + key + "ku" + tail
				n.words = append(n.words[:i+1], n.words[i+2:]...)
			}
		}
	}
}

// order swaps two neighbours.
func (n *Noiser) order() {
	if len(n.words) < 4 || !n.chance(chanceSwap) {
		return
	}
	at := n.random.IntN(len(n.words) - 1)
	if guarded(n.words[at]) || guarded(n.words[at+1]) {
		return
	}
	n.words[at], n.words[at+1] = n.words[at+1], n.words[at]
}

// slang is the dictionary read backwards: the everyday forms of standard words.
type slang struct {
	forms   [tongues]map[string][]string
	english map[string]string
	lexicon *lexicon
}

// theSlang builds the house's slang once.
var theSlang = sync.OnceValue(func() *slang {
	s := &slang{english: make(map[string]string, 64), lexicon: Default().lexicon}
	for tongue, list := range [...]string{formsID, formsEN} {
		s.forms[tongue] = make(map[string][]string, 512)
		for line := range strings.Lines(list) {
			if standard, forms, ok := cutLine(line); ok && !strings.HasPrefix(line, "!") {
				s.forms[tongue][standard] = append(s.forms[tongue][standard], strings.Fields(forms)...)
			}
		}
	}
	for line := range strings.Lines(mixedList) {
		if standard, terms, ok := cutLine(line); ok {
			s.english[standard] = strings.TrimSpace(terms)
		}
	}
	return s
})

// known reports whether w is a standard Indonesian word.
func (s *slang) known(w string) bool {
	e := s.lexicon.find([]byte(w))
	return e.freq[id] > 0
}

// noun reports whether a word is one that people put "-ku" behind, rather than a verb or a small word.
func (s *slang) noun(w string) bool {
	return strings.HasSuffix(w, "an") || inList(` paket akun kartu barang uang alamat nomor order resi saldo email rekening data toko nama rumah hp foto dana `, []byte(w))
}
