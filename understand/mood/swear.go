package mood

import (
	_ "embed" // the list of words
	"slices"
	"strings"
	"unicode/utf8"

	"terang/understand/words"
)

const (
	maxChunk    = 48   // bytes of a run of characters that is looked at for a swear word
	leastSpelt  = 4    // single letters in a row that may spell a word
	leastMask   = 2    // letters that a masked word must still show
	maybeSwears = 0.45 // how much a message must sound like it for a word that may be plain
)

//go:embed data/swear.txt
var swearList string

// swearing finds swear words, also where their letters are masked, drawn out, spaced or replaced by digits.
type swearing struct {
	words  map[string]bool // true for a word that is always one
	masked [][]byte        // the longer words, against which masked letters are held, by length and alphabet
}

func newSwearing() *swearing {
	s := &swearing{words: make(map[string]bool, 256)}
	always := false
	for line := range strings.Lines(swearList) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			always = line == "[always]"
		default:
			for _, w := range strings.Fields(line) {
				if _, there := s.words[w]; there {
					continue
				}
				s.words[w] = always
				if len(w) >= 4 {
					s.masked = append(s.masked, []byte(w))
				}
			}
		}
	}
	slices.SortFunc(s.masked, func(a, b []byte) int { return strings.Compare(string(a), string(b)) })
	return s
}

// swearScratch holds the letters of what is looked at.
type swearScratch struct{ raw, once []byte }

// find adds the swear words of a line. feeling is how much the message sounds as if it swore.
func (s *swearing) find(dst []Cause, line *words.Line, b *swearScratch, feeling float64) []Cause {
	text := line.Text
	if feeling >= maybeSwears && aboutAnimals(line) {
		feeling = 0
	}
	single := 0 // single letters in a row
	from := 0
	b.once = b.once[:0]
	for at := 0; at < len(text); {
		if space(text[at]) {
			at++
			continue
		}
		end := at
		for end < len(text) && !space(text[end]) {
			end++
		}
		if end-at == 1 && letter(text[at]) {
			if single == 0 {
				from, b.once = at, b.once[:0]
			}
			single++
			b.once = append(b.once, text[at]|0x20)
			if single >= leastSpelt {
				if always, ok := s.words[string(b.once)]; ok && always {
					dst = append(dst, Cause{Profanity, from, end, 1})
				}
			}
		} else {
			single = 0
			if end-at <= maxChunk {
				dst = s.chunk(dst, text, at, end, b, feeling)
			}
			b.once = b.once[:0]
		}
		at = end
	}
	return dst
}

// aboutAnimals reports whether a line speaks of animals as such: their food, their illness, their house.
func aboutAnimals(line *words.Line) bool {
	for i, t := range line.Tokens {
		if t.Kind != words.KindWord || t.To-t.From > maxWord {
			continue
		}
		switch string(line.Surface(i)) {
		case "hewan", "binatang", "peliharaan", "pakan", "kandang", "kucing", "veteriner", "makanan", "vaksin", "ras", "breed", "breeder", "vet",
			"veterinary", "puppy", "kennel", "pet", "pets", "dog", "dogs":
			return true
		}
	}
	return false
}

func space(c byte) bool { return c <= ' ' }

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// chunk looks at one run of characters between spaces. Links, addresses and names with an @ are left alone.
func (s *swearing) chunk(dst []Cause, text string, start, end int, b *swearScratch, feeling float64) []Cause {
	for start < end && strings.IndexByte("\"'(,.?!:;[`~-", text[start]) >= 0 {
		start++
	}
	for start < end && strings.IndexByte("\"'),.?!:;]`~-", text[end-1]) >= 0 {
		end--
	}
	w := text[start:end]
	if len(w) < 3 || strings.Contains(w, "://") || w[0] == '@' || strings.Contains(w, ".com") {
		return dst
	}
	// "bacot/anjing" and "tolol,bego" are two words; "kontol-an" is one name.
	if cut := strings.IndexAny(w, "/,;"); cut > 0 {
		dst = s.chunk(dst, text, start, start+cut, b, feeling)
		return s.chunk(dst, text, start+cut+1, end, b, feeling)
	}
	if half := strings.IndexByte(w, '-'); half > 0 && strings.EqualFold(w[:half], w[half+1:]) {
		end = start + half
		w = w[:half]
	}
	var masks, letters int
	b.raw, masks, letters = unmask(b.raw[:0], w)
	if letters < leastMask {
		return dst
	}
	always, ok := false, false
	if masks == 0 {
		always, ok = s.plain(b)
	} else {
		always, ok = s.behind(b.raw, letters)
	}
	if ok && (always || feeling >= maybeSwears) {
		dst = append(dst, Cause{Profanity, start, end, 1})
	}
	return dst
}

// unmask folds letters, reads digits and signs as the letters that they stand for, and keeps what hides a letter as *.
func unmask(dst []byte, w string) (out []byte, masks, letters int) {
	for i, r := range w {
		f := folded(r)
		switch {
		case f >= 'a' && f <= 'z':
			dst = append(dst, byte(f))
			letters++
			continue
		case f == '*' || f == '#' || f == '%' || f == '_' || f == '×':
			dst = append(dst, '*')
			masks++
			continue
		case f == '-' || f == '.' || f == '\'':
			continue
		}
		if at := strings.IndexRune("0134578@$!|+", f); at >= 0 && (i > 0 || f == '@') {
			dst = append(dst, "oieastbasilt"[at])
			continue
		}
		dst = append(dst, '~') // no letter at all: the word is none of ours
	}
	return dst, masks, letters
}

func folded(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	case r < utf8.RuneSelf:
		return r
	case r >= 0xff01 && r <= 0xff5e:
		return folded(r - 0xff01 + '!')
	case r == 'а' || r == 'á' || r == 'à' || r == 'â' || r == 'ä' || r == 'ā':
		return 'a'
	case r == 'е' || r == 'é' || r == 'è' || r == 'ê' || r == 'ë':
		return 'e'
	case r == 'о' || r == 'ó' || r == 'ò' || r == 'ô' || r == 'ö':
		return 'o'
	case r == 'ú' || r == 'ù' || r == 'û' || r == 'ü':
		return 'u'
	case r == 'í' || r == 'ì' || r == 'î' || r == 'ï' || r == 'і':
		return 'i'
	}
	return r
}

// plain looks b.raw up: as it is, with drawn-out letters shortened, and without an ending.
func (s *swearing) plain(b *swearScratch) (always, ok bool) {
	if always, ok = s.ended(b.raw); ok {
		return always, ok
	}
	b.once = b.once[:0]
	for i, c := range b.raw {
		if i == 0 || c != b.raw[i-1] {
			b.once = append(b.once, c)
		}
	}
	if len(b.once) < 3 || len(b.once) == len(b.raw) || !drawn(b.raw) {
		return false, false
	}
	return s.ended(b.once)
}

// endings are cut off a word to find it; "-an" is not among them, since places end so.
var endings = [...]string{"nya", "lah", "ku", "mu", "kau", "in", "xl"}

func (s *swearing) ended(w []byte) (always, ok bool) {
	if always, ok = s.words[string(w)]; ok {
		return always, ok
	}
	for _, e := range endings {
		if cut := len(w) - len(e); cut >= 4 && string(w[cut:]) == e {
			if always, ok = s.words[string(w[:cut])]; ok {
				return always, ok
			}
		}
	}
	return false, false
}

// behind looks for a word behind masked letters: a * stands for one letter or more. At least half must be shown, or
// both its ends.
func (s *swearing) behind(w []byte, letters int) (always, ok bool) {
	if w[0] == '*' && letters < 3 {
		return false, false
	}
	for _, have := range s.masked {
		if matches(w, have) && 2*letters >= len(have)-1 {
			if s.words[string(have)] {
				return true, true
			}
			// A word that somebody masks is meant as one.
			always, ok = true, true
		}
	}
	return always, ok
}

// matches holds a masked word against a plain one in one pass with one way back.
func matches(mask, w []byte) bool {
	i, j, star, back := 0, 0, -1, 0
	for j < len(w) {
		switch {
		case i < len(mask) && mask[i] == '*':
			star, back = i, j+1
			i, j = i+1, j+1
		case i < len(mask) && mask[i] == w[j]:
			i, j = i+1, j+1
		case star >= 0 && back < len(w):
			i, j = star+1, back+1
			back++
		default:
			return false
		}
	}
	return i == len(mask)
}
