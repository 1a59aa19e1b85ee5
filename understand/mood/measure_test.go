package mood

import (
	"cmp"
	"math"
	"os"
	"slices"
	"testing"

	"terang"
	"terang/understand/mood/labels"
	"terang/understand/words"
)

// guess is one probability and the truth.
type guess struct {
	p    float64
	true bool
}

// auc is the area under the ROC curve: how often a positive stands above a negative.
func auc(g []guess) float64 {
	slices.SortFunc(g, func(a, b guess) int { return cmp.Compare(a.p, b.p) })
	var ranks, pos, neg float64
	for i := 0; i < len(g); {
		j := i
		for j < len(g) && g[j].p == g[i].p {
			j++
		}
		for k := i; k < j; k++ {
			if g[k].true {
				ranks += float64(i+j+1) / 2
				pos++
			} else {
				neg++
			}
		}
		i = j
	}
	return (ranks - pos*(pos+1)/2) / (pos * neg)
}

// f1 is the harmonic mean of precision and recall at probability .5.
func f1(g []guess) (f, precision, recall float64) {
	var tp, fp, fn float64
	for _, x := range g {
		switch {
		case x.p >= 0.5 && x.true:
			tp++
		case x.p >= 0.5:
			fp++
		case x.true:
			fn++
		}
	}
	return 2 * tp / (2*tp + fp + fn), tp / max(tp+fp, 1), tp / max(tp+fn, 1)
}

// ece is the expected calibration error over ten bins.
func ece(g []guess) float64 {
	var n, p, y [10]float64
	for _, x := range g {
		i := min(int(x.p*10), 9)
		n[i]++
		p[i] += x.p
		if x.true {
			y[i]++
		}
	}
	sum := 0.0
	for i := range n {
		sum += math.Abs(p[i] - y[i])
	}
	return sum / float64(len(g))
}

// report measures every mood and mark on samples that the model has not seen.
// With vectors, each sample is read with its own.
func report(t *testing.T, name string, r *Reader, samples []sample, vectors [][]float32) map[Kind]float64 {
	t.Helper()
	out := map[Kind]float64{}
	var line words.Line
	guesses, taken := map[Kind][]guess{}, map[Kind][]guess{}
	kinds := []Kind{Anger, Disappointment, Worry, Sarcasm, Satisfaction, Profanity, Threat}
	for i, s := range samples {
		r.book.Read(&line, s.text, "")
		m := r.Read(&line)
		if vectors != nil {
			m = r.ReadWith(&line, vectors[i])
		}
		for h, k := range kinds {
			guesses[k] = append(guesses[k], guess{m.Of(k), s.target[h] == 1})
			taken[k] = append(taken[k], guess{mark(m.Has(k)), s.target[h] == 1})
		}
	}
	errors := 0.0
	for _, k := range kinds {
		g := guesses[k]
		n := 0
		for _, x := range g {
			if x.true {
				n++
			}
		}
		half, _, _ := f1(g)
		f, precision, recall := f1(taken[k])
		a, e := auc(g), ece(g)
		out[k] = a
		t.Logf("%-12s %-15s n %4d  auc %.3f  f1 at .5 %.3f, taken %.3f (p %.3f r %.3f)  ece %.3f", name, k, n, a, half, f, precision, recall, e)
		if k != Profanity && k != Threat {
			errors += e / 5
		}
	}
	t.Logf("%-12s mean ece %.3f of %d texts", name, errors, len(samples))
	if len(samples) > 300 && errors > 0.05 {
		t.Errorf("%s: mean calibration error %.3f, want at most .05", name, errors)
	}
	return out
}

// TestMoodsOnUnseenTexts measures the phrasings that were split off before anything was learnt, and the test part of
// the labelled tweets.
func TestMoodsOnUnseenTexts(t *testing.T) {
	r, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	id := phrases(t, "testdata/heldout.id.tsv", terang.Indonesian)
	en := phrases(t, "testdata/heldout.en.tsv", terang.English)
	tw := tweets(t, labels.Test)
	report(t, "phrases id", r, id, nil)
	report(t, "phrases en", r, en, nil)
	both := report(t, "phrases", r, slices.Concat(id, en), nil)
	for k, floor := range map[Kind]float64{Anger: 0.90, Disappointment: 0.77, Worry: 0.94, Sarcasm: 0.81, Satisfaction: 0.89} {
		if both[k] < floor {
			t.Errorf("%s: area %.3f, want %.2f; learn the model again if the words have changed", k, both[k], floor)
		}
	}
	report(t, "tweets", r, tw, nil)
}

// TestMoodsWithVectors measures the same texts with what the sentence encoder says of them.
func TestMoodsWithVectors(t *testing.T) {
	if testing.Short() {
		t.Skip("encoding takes some seconds")
	}
	t.Parallel()
	r := reader(t)
	id := some(phrases(t, "testdata/heldout.id.tsv", terang.Indonesian))
	en := some(phrases(t, "testdata/heldout.en.tsv", terang.English))
	if os.Getenv("MEASURE") == "" {
		both := slices.Concat(id, en)
		anger := report(t, "deep, a part", r, both, vectors(t, pointers(both)))[Anger]
		if anger < 0.88 {
			t.Errorf("anger: area %.3f, want .88; learn the model again if words or encoder have changed", anger)
		}
		return
	}
	vid, ven := vectors(t, pointers(id)), vectors(t, pointers(en))
	report(t, "deep id", r, id, vid)
	report(t, "deep en", r, en, ven)
	both := report(t, "deep", r, slices.Concat(id, en), slices.Concat(vid, ven))
	for k, floor := range map[Kind]float64{Anger: 0.93, Disappointment: 0.87, Worry: 0.96, Sarcasm: 0.90, Satisfaction: 0.94} {
		if both[k] < floor {
			t.Errorf("%s: area %.3f, want %.2f; learn the model again if words or encoder have changed", k, both[k], floor)
		}
	}
	tw := tweets(t, labels.Test)
	report(t, "deep tweets", r, tw, vectors(t, pointers(tw)))
}

// some is every eighth sample, since encoding is slow; all where MEASURE is set.
func some(samples []sample) (out []sample) {
	if os.Getenv("MEASURE") != "" {
		return samples
	}
	for i := 0; i < len(samples); i += 8 {
		out = append(out, samples[i])
	}
	return out
}

func pointers(samples []sample) []*sample {
	out := make([]*sample, len(samples))
	for i := range samples {
		out[i] = &samples[i]
	}
	return out
}
