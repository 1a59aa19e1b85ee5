package understand

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"terang"
)

var shopPatterns = []Pattern{{Kind: EntityOrderNo, Find: `(?i)\btrg[\s._-]*(\d{4,6})\b`, Format: "TRG-$1", Bare: `^\D*(\d{4,6})\D*$`}}

// shop is the model of the shop's pack, trained once for all tests; it does not change.
var shop = sync.OnceValues(func() (*Model, error) {
	examples, err := packExamples()
	if err != nil {
		return nil, err
	}
	return Train(examples, Options{Patterns: shopPatterns})
})

func packExamples() ([]Example, error) {
	var out []Example
	for _, name := range []string{"../packs/retail/intents/id.tsv", "../packs/retail/intents/en.tsv"} {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		examples, err := ParseExamples(name, b)
		if err != nil {
			return nil, err
		}
		out = append(out, examples...)
	}
	return out, nil
}

func shopModel(t testing.TB) *Model {
	t.Helper()
	m, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func readExamples(t testing.TB, name string) []Example {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	examples, err := ParseExamples(name, b)
	if err != nil {
		t.Fatal(err)
	}
	return examples
}

// TestHeldOutIntents measures phrasings that no example repeats. heldout.*.tsv was written last and has
// changed nothing, so its figures are the honest ones; near.*.tsv was looked at while examples were mended and
// only guards what was reached. Measured on heldout: Indonesian accuracy 0.857, known 0.829, right among the
// known 0.915; English 0.914, 0.886, 0.952; one of ten questions from outside known in each.
func TestHeldOutIntents(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	examples, err := packExamples()
	if err != nil {
		t.Fatal(err)
	}
	trained := map[string]bool{}
	for _, e := range examples {
		trained[strings.ToLower(e.Text)] = true
	}
	for _, tt := range []struct {
		file                             string
		accuracy, given, right, language float64
	}{
		{"heldout.id.tsv", 0.84, 0.80, 0.90, 0.96},
		{"heldout.en.tsv", 0.89, 0.85, 0.93, 0.96},
		{"near.id.tsv", 0.97, 0.93, 0.98, 0.97},
		{"near.en.tsv", 0.94, 0.90, 0.95, 0.97},
	} {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			var inside, first, known, right, outside, answered, all, language int
			for _, e := range readExamples(t, tt.file) {
				if trained[strings.ToLower(e.Text)] && len(strings.Fields(e.Text)) > 2 {
					t.Errorf("%q is in the training files", e.Text)
				}
				r := m.Understand(e.Text, Context{})
				all++
				if r.Language == e.Language {
					language++
				}
				if e.Intent == OutOfScope {
					outside++
					if r.Known {
						answered++
						t.Logf("outside, but known as %s (%.2f): %s", r.Intents[0].Intent, r.Intents[0].Confidence, e.Text)
					}
					continue
				}
				inside++
				ok := r.Intents[0].Intent == e.Intent
				if ok {
					first++
				} else {
					t.Logf("%s, not %s (%.2f, known %v): %s", r.Intents[0].Intent, e.Intent, r.Intents[0].Confidence, r.Known, e.Text)
				}
				if r.Known {
					known++
					if ok {
						right++
					}
				}
			}
			a, g := float64(first)/float64(inside), float64(known)/float64(inside)
			p, l := float64(right)/float64(known+answered), float64(language)/float64(all)
			t.Logf("%d inside: accuracy %.3f, known %.3f, right among known %.3f; %d of %d from outside known; language %.3f", inside, a, g, p, answered, outside, l)
			if a < tt.accuracy || g < tt.given || p < tt.right || l < tt.language {
				t.Errorf("below %+v", tt)
			}
		})
	}
}

// TestConfidenceIsAFrequency compares what the model says with how often it is right, over both held-out files.
func TestConfidenceIsAFrequency(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	var said, right [5]float64
	var count [5]int
	n := 0
	for _, e := range append(readExamples(t, "heldout.id.tsv"), readExamples(t, "heldout.en.tsv")...) {
		if e.Intent == OutOfScope {
			continue
		}
		best := m.Understand(e.Text, Context{}).Intents[0]
		bin := min(int(best.Confidence*5), 4)
		said[bin] += best.Confidence
		if best.Intent == e.Intent {
			right[bin]++
		}
		count[bin]++
		n++
	}
	ece := 0.0
	for i := range said {
		ece += math.Abs(said[i]-right[i]) / float64(n)
		t.Logf("%.1f–%.1f: said %.2f, right %.2f of %d", float64(i)/5, float64(i+1)/5, said[i]/float64(max(count[i], 1)), right[i]/float64(max(count[i], 1)), count[i])
	}
	t.Logf("expected calibration error %.3f", ece)
	if ece > 0.12 {
		t.Errorf("expected calibration error %.3f", ece)
	}
}

func TestWhatCustomersAskFirst(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for text, intents := range map[string][]string{
		"paketku kok blm nyampe ya, no TRG-1042": {"order_status", "order_late"},
		"lupa sandi":                             {"password_reset"},
		"jam buka?":                              {"opening_hours"},
		"can I return this?":                     {"return_item"},
	} {
		r := m.Understand(text, Context{})
		if !r.Known || !slices.Contains(intents, r.Intents[0].Intent) || len(r.Requests) > 0 {
			t.Errorf("%q: %v known %v requests %v", text, r.Intents[0], r.Known, r.Requests)
		}
	}
	e, ok := m.Understand("paketku kok blm nyampe ya, no TRG-1042", Context{}).Find(EntityOrderNo)
	if !ok || e.Value != "TRG-1042" {
		t.Errorf("order number %+v", e)
	}
}

func TestTrainIsDeterministic(t *testing.T) {
	t.Parallel()
	examples, err := packExamples()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	again, err := Train(examples, Options{Patterns: shopPatterns})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("trained on %d examples in %v", len(examples), time.Since(began))
	m := shopModel(t)
	if again.Digest() != m.Digest() || len(m.Digest()) != 8 {
		t.Errorf("digests %q and %q", m.Digest(), again.Digest())
	}
	one, err := m.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	two, err := again.AppendBinary(nil)
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("two trainings differ (%v)", err)
	}
	other, err := Train(examples[1:], Options{Patterns: shopPatterns})
	if err != nil || other.Digest() == m.Digest() {
		t.Errorf("other examples, same digest (%v)", err)
	}
}

func TestTrainRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		examples []Example
		opt      Options
		want     string
	}{
		"nothing":      {nil, Options{}, "no examples"},
		"only outside": {[]Example{{Intent: OutOfScope, Text: "x"}}, Options{}, "no examples"},
		"no text":      {[]Example{{Intent: "a", Text: " "}}, Options{}, "example 1"},
		"bad pattern":  {[]Example{{Intent: "a", Text: "x"}}, Options{Patterns: []Pattern{{Kind: "order_no", Find: "("}}}, "pattern 1 (order_no)"},
		"no kind":      {[]Example{{Intent: "a", Text: "x"}}, Options{Patterns: []Pattern{{Find: "x"}}}, "pattern 1"},
	} {
		if _, err := Train(tt.examples, tt.opt); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// TestTrainOnLittle holds that a pack with one intent and one example works: it is a start, not an error.
func TestTrainOnLittle(t *testing.T) {
	t.Parallel()
	m, err := Train([]Example{{Intent: "jam_buka", Text: "jam buka toko", Language: terang.Indonesian}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := m.Understand("jam buka toko", Context{}); r.Intents[0].Intent != "jam_buka" {
		t.Errorf("%+v", r.Intents)
	}
	if got := m.Intents(); !slices.Equal(got, []string{"jam_buka"}) {
		t.Errorf("intents %v", got)
	}
}

func TestParseExamples(t *testing.T) {
	t.Parallel()
	got, err := ParseExamples("intents/orders.en.tsv", []byte("# shop\nlabel\ttext\r\norder_status\twhere is it?\r\n\nthanks\t ty \n"))
	want := []Example{{"order_status", "where is it?", "en", "orders.en.tsv:3"}, {"thanks", "ty", "en", "orders.en.tsv:5"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v", got, err)
	}
	for text, want := range map[string]string{
		"label text\n":            "x.tsv:1: no tab",
		"intent\ttext\n":          "x.tsv:1: the first line",
		"label\ttext\n\ta\n":      "x.tsv:2: label and text",
		"label\ttext\n\na\t \n":   "x.tsv:3: label and text",
		"label\ttext\nx\ty\nzz\n": "x.tsv:3: no tab",
	} {
		if _, err := ParseExamples("x.tsv", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzParseExamples(f *testing.F) {
	f.Add("id.tsv", []byte("label\ttext\norder_status\tpaket saya mana\n# x\n"))
	f.Add("x.en.tsv", []byte("label\ttext\r\na\tb\tc\r\n"))
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		examples, err := ParseExamples(name, b)
		if err != nil && !strings.HasPrefix(err.Error(), name+":") {
			t.Fatalf("an error without its place: %v", err)
		}
		for _, e := range examples {
			if e.Intent == "" || e.Text == "" || e.Language != "" && !e.Language.Valid() {
				t.Fatalf("an incomplete example: %+v", e)
			}
		}
	})
}

// TestPackExamples holds the shop's examples to what a pack needs.
func TestPackExamples(t *testing.T) {
	t.Parallel()
	examples, err := packExamples()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	seen := map[string]string{}
	for _, e := range examples {
		count[e.Intent+"/"+string(e.Language)]++
		key := strings.ToLower(e.Text)
		if was, ok := seen[key]; ok && was != e.Intent {
			t.Errorf("%q is an example of %s and of %s", e.Text, was, e.Intent)
		}
		seen[key] = e.Intent
	}
	for key, n := range count {
		if n < 20 {
			t.Errorf("%s: only %d examples", key, n)
		}
	}
	if len(count) != 2*39 {
		t.Errorf("%d intents and languages", len(count))
	}
}

func BenchmarkTrain(b *testing.B) {
	examples, err := packExamples()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Train(examples, Options{Patterns: shopPatterns}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnderstand(b *testing.B) {
	m := shopModel(b)
	for _, text := range []string{
		"lupa sandi",
		"paketku kok blm nyampe ya, no TRG-1042",
		"Selamat sore kak, saya mau tanya pesanan TRG-1042 yang saya beli tanggal 12 November kok belum sampai juga ya padahal estimasinya kemarin, tolong dicek dong, nomor hp saya 081234567890",
		strings.Repeat("paketku belum sampai juga ", 160),
	} {
		b.Run(fmt.Sprint(len(text)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Understand(text, Context{Language: terang.Indonesian})
			}
		})
	}
}
