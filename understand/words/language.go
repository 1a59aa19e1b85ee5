package words

import (
	_ "embed"
	"strings"

	"terang"
)

//go:embed data/function.txt
var functionWords string

// languageWeights is what runs of letters tell about a language: gramBuckets rows of one signed byte for each of
// voices, in units of 1/weightUnit. It is learnt from public data by TestDeriveLanguage.
//
//go:embed data/language.bin
var languageWeights string

// voices are the languages that can be told apart, in the order of the weights.
var voices = [...]terang.Language{terang.Indonesian, terang.English, Javanese, Sundanese}

const (
	voiceCount  = len(voices)
	gramBuckets = 1 << 13
	weightUnit  = 16
	maxGram     = 4
	maxLetters  = 24 // of a word that are looked at
)

// Evidence is in natural log-odds.
const (
	sureWord = 2.5 // what a function word of one language says at least

	sureRegional = 1.5 // the same for a word of Javanese or Sundanese
	wordCap      = 4.0 // the most that one word can say
	minTell      = 0.8 // less between the first and the second tells nothing
	minRegional  = 2.5 // Javanese and Sundanese must be this far before Indonesian, with which they share many words
	priorTip     = 1.0 // what the conversation's language adds
	fewWords     = 2   // with so few words it takes as much more to be Javanese or Sundanese
	minMixed     = 4.0 // evidence that each language needs in a mixed text
	mixedShare   = 0.3 // and the lesser one's share of the greater
)

// grams calls f with the bucket of each run of one to maxGram letters of a word, its edges marked, and of the whole.
func grams(w []byte, f func(bucket uint32)) {
	var padded [maxLetters + 2]byte
	n := copy(padded[1:maxLetters+1], w)
	padded[0], padded[n+1] = '^', '$'
	p := padded[:n+2]
	whole := uint32(7)
	for _, c := range p[1 : n+1] {
		whole = whole*31 + uint32(c)
	}
	f(bucketOf(whole ^ 0x5bd1e995))
	for i := range p {
		h := uint32(0)
		for k := i; k < len(p) && k < i+maxGram; k++ {
			h = h<<8 | uint32(p[k])
			if k > i || p[k] != '^' && p[k] != '$' {
				f(bucketOf(h + uint32(k-i)*0x9e3779b1))
			}
		}
	}
}

func bucketOf(h uint32) uint32 {
	h ^= h >> 15
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return (h ^ h>>16) % gramBuckets
}

// tongue tells languages apart by words, and by the letters of words.
type tongue struct {
	weights string
	hints   map[string]hint
}

// hint is the voice that a word gives away, and by how much; a score of zero for a word of several.
type hint struct {
	voice int
	score float32
}

func newTongue() *tongue {
	g := &tongue{weights: languageWeights, hints: make(map[string]hint, 1024)}
	for line := range strings.Lines(functionWords) {
		tag, list, _ := strings.Cut(line, ":")
		voice, score := 0, float32(sureWord)
		switch tag {
		case "id":
		case "en":
			voice = 1
		case "jv":
			voice, score = 2, sureRegional
		case "su":
			voice, score = 3, sureRegional
		case "both":
			score = 0
		default:
			continue
		}
		for w := range strings.FieldsSeq(list) {
			w = strings.ReplaceAll(w, "'", "")
			h := hint{voice, score}
			if old, seen := g.hints[w]; seen && old.voice != voice {
				if voice >= 2 {
					continue
				}
				h.score = 0
			}
			g.hints[w] = h
		}
	}
	return g
}

// evidence returns what one folded word says for each voice, less what it says for the average.
func (g *tongue) evidence(w []byte) (out [voiceCount]float32) {
	if len(w) == 0 || len(g.weights) < gramBuckets*voiceCount {
		return out
	}
	var sum [voiceCount]int32
	n, whole := int32(0), [voiceCount]int32{}
	grams(w, func(bucket uint32) {
		row := g.weights[bucket*uint32(voiceCount):][:voiceCount]
		for v := range voiceCount {
			if n == 0 {
				whole[v] = int32(int8(row[v]))
			}
			sum[v] += int32(int8(row[v]))
		}
		n++
	})
	var mean float32
	for v := range voiceCount {
		out[v] = (float32(sum[v]-whole[v])/float32(max(n-1, 1))*gramShare + float32(whole[v])) / weightUnit
		mean += out[v] / float32(voiceCount)
	}
	for v := range voiceCount {
		out[v] = min(max(out[v]-mean, -wordCap), wordCap)
	}
	return out
}

// gramShare is how much all runs of letters of a word count together, beside the whole word.
const gramShare = 4

// hear returns the language of a scanned line. prior, the conversation's language, tips a text that says little.
func (g *tongue) hear(x *lexicon, l *Line, prior terang.Language) terang.Language {
	var total [voiceCount]float32
	var forID, forEN float32
	told, known := 0, 0
	for i, t := range l.Tokens {
		if t.Kind != KindWord {
			continue
		}
		w := l.Surface(i)
		h, ok := g.hints[string(w)]
		if ok && h.score == 0 || w[0] >= 0x80 || l.code(i) {
			continue
		}
		e := g.evidence(w)
		if h.score > 0 {
			other := e[1]
			if h.voice > 0 {
				other = e[0]
			}
			e[h.voice] = max(e[h.voice], other+h.score)
		}
		told++
		if ok || x.index[string(w)] > 0 {
			known++
		}
		for v := range voiceCount {
			total[v] += e[v]
		}
		side := x.side(w)
		if h.score > 0 && h.voice == 1 {
			side = -1
		} else if h.score > 0 {
			side = 1
		}
		if d := max(e[0], e[2], e[3]) - e[1]; d > 0 && side > 0 {
			forID += d
		} else if d < 0 && side < 0 {
			forEN -= d
		}
	}
	if told == 0 || known == 0 && told <= fewWords+1 { // "xyzzy plugh": letters alone tell nothing of so few
		return ""
	}
	for v, name := range voices {
		if name == prior {
			total[v] += priorTip
		}
	}
	if less, more := min(forID, forEN), max(forID, forEN); less >= minMixed && less >= mixedShare*more {
		return Mixed
	}
	first, second := 0, -1
	for v := 1; v < voiceCount; v++ {
		if total[v] > total[first] {
			first, second = v, first
		} else if second < 0 || total[v] > total[second] {
			second = v
		}
	}
	regional := float32(minRegional)
	if told <= fewWords {
		regional += fewWords
	}
	if first >= 2 && total[first]-total[0] < regional {
		first = 0
		second = 1
	}
	if first == 0 && second >= 2 { // a regional word in an Indonesian text does not make it less Indonesian
		second = 1
	}
	if total[first]-total[second] < minTell {
		return ""
	}
	return voices[first]
}

// code reports whether token i is the letters of a number: "JP1234567890", "INV-2024".
func (l *Line) code(i int) bool {
	t := l.Tokens[i]
	upper := int(t.Upper) == t.End-t.Start
	if i+1 < len(l.Tokens) && l.Tokens[i+1].Kind == KindNumber && l.Tokens[i+1].Glued && upper {
		return true
	}
	return i > 0 && l.Tokens[i-1].Kind == KindNumber && t.Glued && upper
}

// side returns above zero for a word that is known to be Indonesian, below for one known to be English, zero for one of
// both or neither: only words that are known make a text a mixed one, not names.
func (x *lexicon) side(w []byte) float32 {
	e := x.find(w)
	switch {
	case e.full[id] != "" && e.full[en] == "" && e.freq[en] == 0:
		return 1
	case e.full[en] != "" && e.full[id] == "" && e.freq[id] == 0:
		return -1
	}
	d := float32(e.freq[id]) - float32(e.freq[en])
	if d >= sideGap || d <= -sideGap {
		return d
	}
	return 0
}

// sideGap is how much more frequent a word must be in one language than in the other to be one of it.
const sideGap = 5
