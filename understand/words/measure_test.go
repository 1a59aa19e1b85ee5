package words

import (
	"math"
	"slices"
	"strings"
	"testing"

	"terang"
)

// scores compares texts with their references by words: corpus BLEU and the F1 of words, order left aside.
func scores(got, want [][]string) (bleu, f1 float64) {
	var match, total [5]float64
	var gotLen, wantLen, common float64
	for i := range got {
		gotLen += float64(len(got[i]))
		wantLen += float64(len(want[i]))
		for n := 1; n <= 4; n++ {
			have := make(map[string]int)
			for k := 0; k+n <= len(want[i]); k++ {
				have[strings.Join(want[i][k:k+n], " ")]++
			}
			for k := 0; k+n <= len(got[i]); k++ {
				g := strings.Join(got[i][k:k+n], " ")
				total[n]++
				if have[g] > 0 {
					have[g]--
					match[n]++
				}
			}
		}
	}
	common = match[1]
	log := 0.0
	for n := 1; n <= 4; n++ {
		log += math.Log(match[n]/total[n]) / 4
	}
	brevity := 1.0
	if gotLen < wantLen {
		brevity = math.Exp(1 - wantLen/gotLen)
	}
	return 100 * brevity * math.Exp(log), 200 * common / (gotLen + wantLen)
}

// callers are left out before sentences are compared: the encoder's sentence does without them.
func callers(words []string) []string {
	return slices.DeleteFunc(words, func(w string) bool {
		return Default().lexicon.find([]byte(w)).flags&isVocative != 0
	})
}

func TestStandardComesNearToCarefulWriting(t *testing.T) {
	from, to := public(t, "stif/test.inf"), public(t, "stif/test.for")
	b := Default()
	var l Line
	var got, same, want [][]string
	right, changed, broken, kept := 0, 0, 0, 0
	missed := map[string]int{}
	for i := range from {
		b.Read(&l, from[i], terang.Indonesian)
		got = append(got, callers(plainWords(strings.ReplaceAll(l.Encoded(), "-", " "))))
		same = append(same, callers(plainWords(from[i])))
		want = append(want, callers(plainWords(to[i])))
		for _, p := range align(plainWords(from[i]), plainWords(to[i]), nil) {
			if p[1] == "" {
				continue
			}
			b.Read(&l, p[0], terang.Indonesian)
			now := strings.ReplaceAll(l.Encoded(), "-", " ")
			switch {
			case p[0] != p[1] && now == p[1]:
				right++
				changed++
			case p[0] != p[1]:
				changed++
				missed[p[0]+" → "+now+" ("+p[1]+")"]++
			case now == p[0]:
				kept++
			default:
				broken++
				missed["broken: "+p[0]+" → "+now]++
			}
		}
	}
	bleu, f1 := scores(got, want)
	bleu0, f0 := scores(same, want)
	t.Logf("BLEU %.1f (doing nothing %.1f), words F1 %.1f (%.1f)", bleu, bleu0, f1, f0)
	t.Logf("words that change: %d of %d right (%.1f%%); words that stay: %d of %d left alone (%.1f%%)", right, changed,
		100*float64(right)/float64(changed), kept, kept+broken, 100*float64(kept)/float64(kept+broken))
	if bleu < 55 || f1 < 77 {
		t.Errorf("BLEU %.1f, words F1 %.1f: want 55 and 77", bleu, f1)
	}
	if share := float64(kept) / float64(kept+broken); share < 0.97 {
		t.Errorf("%.3f of the words that stay were left alone, want 0.97", share)
	}
	if *verbose {
		for m, n := range missed {
			t.Log(n, m)
		}
	}
}
