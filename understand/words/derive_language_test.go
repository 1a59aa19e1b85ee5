package words

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"terang"
)

// spokenTexts returns the texts to learn languages from, by voice.
func spokenTexts(t testing.TB) [voiceCount][]string {
	var out [voiceCount][]string
	out[0] = append(out[0], public(t, "stif/train.inf")...)
	out[0] = append(out[0], public(t, "stif/train.for")...)
	out[0] = append(out[0], publicTexts(t, "nusax/indonesian-train.tsv")...)
	out[0] = append(out[0], publicTexts(t, "xsid-id/train.tsv")...)
	out[0] = append(out[0], publicTexts(t, "smsa/train.tsv")[:4000]...)
	out[0] = append(out[0], public(t, "stif/unlabelled.inf")[:3000]...)
	for _, name := range []string{"banking77/train.tsv", "clinc150/train.tsv", "nusax/english-train.tsv"} {
		out[1] = append(out[1], publicTexts(t, name)...)
	}
	out[2] = publicTexts(t, "nusax/javanese-train.tsv")
	out[3] = publicTexts(t, "nusax/sundanese-train.tsv")
	return out
}

// TestDeriveLanguage learns what letters tell about a language: a softmax over the sums of what words say, on pieces
// of one to eight words, with weights kept small so that they fit a byte.
func TestDeriveLanguage(t *testing.T) {
	if !*update {
		t.Skip("rebuilds only with -update")
	}
	texts := spokenTexts(t)
	rng := rand.New(rand.NewPCG(1, 2))
	var w [gramBuckets][voiceCount]float64
	var grad2 [gramBuckets][voiceCount]float64
	share := [voiceCount]float64{0.36, 0.28, 0.18, 0.18}
	var l Line
	steps := 200000
	for step := range steps {
		voice, u := 0, rng.Float64()
		for voice < voiceCount-1 && u > share[voice] {
			u -= share[voice]
			voice++
		}
		text := texts[voice][rng.IntN(len(texts[voice]))]
		l.Tokens, l.Folded = scan(bounded(text), l.Tokens, l.Folded)
		from := rng.IntN(max(1, len(l.Tokens)))
		to := min(len(l.Tokens), from+1+rng.IntN(8))
		type use struct {
			bucket uint32
			value  float64
		}
		var uses []use
		for i := from; i < to; i++ {
			word := l.Surface(i)
			if l.Tokens[i].Kind != KindWord || len(word) > 3 && string(word[:3]) == "xxx" {
				continue
			}
			start := len(uses)
			grams(word, func(b uint32) { uses = append(uses, use{b, gramShare}) })
			uses[start].value = 1
			for k := start + 1; k < len(uses); k++ {
				uses[k].value /= float64(len(uses) - start - 1)
			}
		}
		if len(uses) == 0 {
			continue
		}
		var z [voiceCount]float64
		for _, u := range uses {
			for v := range voiceCount {
				z[v] += w[u.bucket][v] * u.value
			}
		}
		top := max(z[0], z[1], z[2], z[3])
		sum := 0.0
		for v := range voiceCount {
			z[v] = math.Exp(z[v] - top)
			sum += z[v]
		}
		for v := range voiceCount {
			g := z[v] / sum
			if v == voice {
				g--
			}
			for _, u := range uses {
				d := g*u.value + 1e-5*w[u.bucket][v]
				grad2[u.bucket][v] += d * d
				w[u.bucket][v] -= 0.25 * d / (0.1 + math.Sqrt(grad2[u.bucket][v]))
			}
		}
		_ = step
	}
	out := make([]byte, 0, gramBuckets*voiceCount)
	for b := range w {
		for v := range voiceCount {
			out = append(out, byte(int8(math.Round(min(max(w[b][v]*weightUnit, -127), 127)))))
		}
	}
	if err := os.WriteFile("data/language.bin", out, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestLanguagesAreToldApart(t *testing.T) {
	b := Default()
	var l Line
	for _, c := range []struct {
		name  string
		texts []string
		want  terang.Language
		floor float64
	}{
		{"nusax id", publicTexts(t, "nusax/indonesian-valid.tsv"), terang.Indonesian, 0.97},
		{"nusax en", publicTexts(t, "nusax/english-valid.tsv"), terang.English, 0.96},
		{"nusax jv", publicTexts(t, "nusax/javanese-valid.tsv"), Javanese, 0.9},
		{"nusax su", publicTexts(t, "nusax/sundanese-valid.tsv"), Sundanese, 0.9},
		{"stif everyday", public(t, "stif/test.inf"), terang.Indonesian, 0.97},
		{"stif formal", public(t, "stif/test.for"), terang.Indonesian, 0.97},
		{"smsa", publicTexts(t, "smsa/valid.tsv"), terang.Indonesian, 0.97},
		{"clinc", publicTexts(t, "clinc150/valid.tsv"), terang.English, 0.97},
		{"clinc oos", publicTexts(t, "clinc150/oos_valid.tsv"), terang.English, 0.97},
	} {
		got := make(map[terang.Language]int)
		shown := 0
		for _, text := range c.texts {
			b.Read(&l, text, "")
			got[l.Language]++
			if *verbose && l.Language != c.want && shown < 12 {
				shown++
				t.Logf("  %s: %q %s", c.name, l.Language, text)
			}
		}
		share := float64(got[c.want]) / float64(len(c.texts))
		t.Logf("%-14s %.3f %v", c.name, share, got)
		if share < c.floor {
			t.Errorf("%s: %.3f told right, want %.2f", c.name, share, c.floor)
		}
	}
}
