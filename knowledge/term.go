package knowledge

import (
	_ "embed"
	"strings"

	"terang"
)

//go:embed data/words.txt
var wordList string

const minStem = 4 // letters that must be left of a word

// dictionary knows which words say nothing, and which say the same.
type dictionary struct {
	stop, soft map[string]bool
	same       map[string]string // word to the name of what it means
}

func newDictionary() *dictionary {
	d := &dictionary{stop: map[string]bool{}, soft: map[string]bool{}, same: map[string]string{}}
	for line := range strings.Lines(wordList) {
		tag, words, _ := strings.Cut(line, ":")
		fields := strings.Fields(words)
		switch tag {
		case "stop":
			for _, w := range fields {
				d.stop[w] = true
			}
		case "soft":
			for _, w := range fields {
				d.soft[w] = true
			}
		case "same":
			for _, w := range fields {
				d.same[w] = fields[0]
			}
		}
	}
	return d
}

// term returns what a normalised word is indexed under, "" for a word that says nothing.
func (d *dictionary) term(w string, l terang.Language) string {
	if name, ok := d.same[w]; ok {
		return name
	}
	if d.stop[w] || len(w) < 2 {
		return ""
	}
	s := d.stem(w, l)
	if name, ok := d.same[s]; ok {
		return name
	}
	if d.stop[s] {
		return ""
	}
	return s
}

func (d *dictionary) stem(w string, l terang.Language) string {
	if l == terang.English {
		return stemEnglish(w)
	}
	return d.stemIndonesian(w)
}

// stemIndonesian takes affixes off lightly: it prefers to leave a word whole to cutting into it. A root that
// lost its first letter to a prefix gets it back where the dictionary then knows it: "pengiriman", "kirim".
func (d *dictionary) stemIndonesian(w string) string {
	for _, s := range [...]string{"nya", "lah", "kah"} {
		if len(w) >= minStem+len(s) {
			w = strings.TrimSuffix(w, s)
		}
	}
	if d.same[w] != "" {
		return w
	}
	for _, s := range [...]string{"kan", "an"} {
		if len(w) >= minStem+1+len(s) && strings.HasSuffix(w, s) {
			w = w[:len(w)-len(s)]
			break
		}
	}
	if d.same[w] != "" {
		return w
	}
	for _, p := range prefixes {
		rest, ok := strings.CutPrefix(w, p.text)
		if !ok || len(rest) < minStem-1 {
			continue
		}
		for i := range len(p.lost) {
			if whole := p.lost[i:i+1] + rest; vowel(rest[0]) && (d.same[whole] != "" || d.soft[whole]) {
				return whole
			}
		}
		if len(rest) >= minStem {
			return rest
		}
	}
	return w
}

// prefixes are tried longest first; lost are the letters that a root may have given up after each.
var prefixes = [...]struct{ text, lost string }{
	{"meny", "s"},
	{"peny", "s"},
	{"meng", "k"},
	{"peng", "k"},
	{"mem", "p"},
	{"pem", "p"},
	{"men", "t"},
	{"pen", "t"},
	{"ber", ""},
	{"ter", ""},
	{"per", ""},
	{"di", ""},
	{"me", ""},
	{"pe", ""},
}

func vowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// stemEnglish takes plural and verb endings off.
func stemEnglish(w string) string {
	switch {
	case len(w) > minStem+1 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > minStem+1 && strings.HasSuffix(w, "sses"):
		return w[:len(w)-2]
	case len(w) > minStem && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us"):
		w = w[:len(w)-1]
	}
	for _, s := range [...]string{"ing", "ed"} {
		if rest, ok := strings.CutSuffix(w, s); ok && len(rest) >= minStem-1 {
			if n := len(rest); rest[n-1] == rest[n-2] && rest[n-1] != 'l' && rest[n-1] != 's' {
				rest = rest[:n-1]
			}
			return rest
		}
	}
	if len(w) > minStem {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}

// near reports whether a and b differ by one letter put in, left out, changed or swapped with its
// neighbour; the first letter must agree.
func near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == "" || a[0] != b[0] {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
