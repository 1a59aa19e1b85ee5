package understand

// How much each family of features counts before a text's features are weighed by how rare they are and
// brought to length one.
const (
	wordValue        = 1.0
	conceptValue     = 2.0
	conceptPairValue = 1.0
	pairValue        = 0.7
	lettersBase      = 0.45
	markValue        = 0.4

	minLetters  = 3    // shortest run of letters within a word
	maxLetters  = 5    // longest
	maxFeatures = 6000 // of one text; what comes later in a very long one is not looked at
)

// Salts keep the families of features apart.
const (
	saltWord uint64 = iota + 1
	saltPair
	saltLetters
	saltMark
	saltConcept
)

// feature is one property of a text: a hash of what it is, and its value.
type feature struct {
	hash  uint64
	value float32
}

// extract appends the features of normalised words: words, pairs of words, what they mean, and runs of
// letters within them. Numbers and symbols count as such, not by their digits, and entities by their kind.
func extract(dst []feature, n *normaliser, x *lexicon, kinds []string) []feature {
	prev, meant := hashOf(saltPair, "^"), uint64(0)
	for _, w := range n.words {
		if len(dst) >= maxFeatures {
			break
		}
		b := n.out[w.from:w.to]
		label := ""
		if w.kind == tokenNumber {
			label = "#number"
		}
		if w.token < len(kinds) && kinds[w.token] != "" {
			label = kinds[w.token]
		}
		if label != "" {
			b = nil
		}
		h := hashBytes(hashOf(saltWord, label), b)
		dst = append(dst, feature{h, wordValue}, feature{mix(prev, h), pairValue})
		prev = mix(saltPair, h)
		if w.kind != tokenWord || label != "" {
			continue
		}
		dst = letters(dst, b)
		if c, ok := x.concepts[string(b)]; ok {
			dst = append(dst, feature{c, conceptValue})
			if meant != 0 {
				dst = append(dst, feature{mix(meant, c), conceptPairValue})
			}
			meant = c
		}
	}
	dst = append(dst, feature{mix(prev, hashOf(saltPair, "$")), pairValue})
	for _, t := range n.tokens {
		if t.kind == tokenMark && n.folded[t.from] == '?' {
			dst = append(dst, feature{hashOf(saltMark, "?"), markValue})
			break
		}
	}
	return dst
}

// letters appends the runs of letters of one word, its edges marked.
func letters(dst []feature, w []byte) []feature {
	var buf [34]byte
	edged := append(buf[:0], '<')
	edged = append(edged, w[:min(len(w), 32)]...)
	edged = append(edged, '>')
	for size := minLetters; size <= maxLetters; size++ {
		for i := 0; i+size <= len(edged); i++ {
			dst = append(dst, feature{hashBytes(saltLetters+uint64(size)<<8, edged[i:i+size]), lettersBase})
		}
	}
	return dst
}

// hashBytes is FNV-1a over b, begun at seed and mixed at the end.
func hashBytes(seed uint64, b []byte) uint64 {
	h := seed*0x9e3779b97f4a7c15 ^ 0xcbf29ce484222325
	for _, c := range b {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h ^ h>>29
}

func hashOf(seed uint64, s string) uint64 {
	h := seed*0x9e3779b97f4a7c15 ^ 0xcbf29ce484222325
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h ^ h>>29
}

func mix(a, b uint64) uint64 {
	h := (a ^ b*0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9
	return h ^ h>>31
}
