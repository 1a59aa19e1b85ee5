package ear

import (
	"fmt"
	"slices"
	"testing"

	"terang/understand/words"
)

// toyExamples are made from a few patterns, so that every run can learn them.
func toyExamples(n int) []Labelled {
	patterns := []struct{ label, text string }{
		{"order", "where is my order number %d"},
		{"order", "pesanan saya %d belum sampai"},
		{"order", "has order %d been shipped yet"},
		{"order", "paket %d kapan tiba"},
		{"refund", "I want my money back for item %d"},
		{"refund", "tolong kembalikan uang saya %d"},
		{"refund", "refund number %d please"},
		{"refund", "minta pengembalian dana untuk %d"},
		{"login", "I cannot log in to my account %d"},
		{"login", "lupa kata sandi akun %d"},
		{"login", "reset the password of user %d"},
		{"login", "tidak bisa masuk ke akun %d"},
	}
	var out []Labelled
	for i := range n {
		p := patterns[i%len(patterns)]
		out = append(out, Labelled{Text: fmt.Sprintf(p.text, i), Labels: []string{p.label}})
	}
	return out
}

// toyMany are texts that carry none, one or both of two labels.
func toyMany(n int) []Labelled {
	angry := []string{"this is terrible and makes me angry", "parah banget bikin emosi", "I hate this awful service"}
	worried := []string{"I am afraid my money is gone", "saya takut uang hilang", "please help I am worried"}
	plain := []string{"what are your opening hours", "jam berapa toko buka", "do you sell blue shoes"}
	var out []Labelled
	for i := range n {
		a, w, p := angry[i%3], worried[i/3%3], plain[i/9%3]
		switch i % 4 {
		case 0:
			out = append(out, Labelled{Text: a + " " + p, Labels: []string{"anger"}})
		case 1:
			out = append(out, Labelled{Text: p + " " + w, Labels: []string{"worry"}})
		case 2:
			out = append(out, Labelled{Text: a + " " + w, Labels: []string{"anger", "worry"}})
		case 3:
			out = append(out, Labelled{Text: p})
		}
	}
	return out
}

func read(text string) *words.Line {
	var line words.Line
	words.Default().Read(&line, text, "")
	return &line
}

func learned(t testing.TB, examples []Labelled, opt LearnOptions) *Classifier {
	t.Helper()
	c, err := Learn(examples, opt)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLearnTellsLabelsApart(t *testing.T) {
	t.Parallel()
	c := learned(t, toyExamples(120), LearnOptions{Labels: []string{"order", "refund", "login"}})
	for text, want := range map[string]string{
		"order 77 belum sampai": "order", "please refund my money": "refund", "cannot log in": "login",
	} {
		scores := c.Scores(nil, read(text))
		sum := float32(0)
		for _, s := range scores {
			sum += s
		}
		at := slices.Index(c.Labels(), want)
		if scores[at] < 0.8 || sum < 0.999 || sum > 1.001 {
			t.Errorf("%q: %v, want %s", text, scores, want)
		}
	}
}

func TestLearnSeveralLabels(t *testing.T) {
	t.Parallel()
	c := learned(t, toyMany(160), LearnOptions{Many: true})
	for text, want := range map[string][2]bool{
		"parah banget bikin emosi":                 {true, false},
		"I am afraid my money is gone":             {false, true},
		"terrible service, I am afraid it is gone": {true, true},
		"what are your opening hours on saturday":  {false, false},
	} {
		scores := c.Scores(nil, read(text))
		for i, l := range []string{"anger", "worry"} {
			if got := scores[slices.Index(c.Labels(), l)] > 0.5; got != want[i] {
				t.Errorf("%q: %s: %v %v", text, l, c.Labels(), scores)
			}
		}
	}
}

func TestCausesPointAtTheWords(t *testing.T) {
	t.Parallel()
	c := learned(t, toyMany(160), LearnOptions{Many: true})
	line := read("do you sell blue shoes, I am afraid")
	causes := c.Causes(nil, line, slices.Index(c.Labels(), "worry"), 2)
	if len(causes) != 2 || causes[0].Weight <= 0 {
		t.Fatalf("causes %v", causes)
	}
	if got := line.Text[causes[0].Start:causes[0].End]; got != "afraid" && got != "am" {
		t.Errorf("the strongest cause is %q", got)
	}
}

func TestLearnRefuses(t *testing.T) {
	t.Parallel()
	one := []string{"a"}
	for name, c := range map[string]struct {
		examples []Labelled
		opt      LearnOptions
	}{
		"nothing":        {nil, LearnOptions{}},
		"unknown label":  {[]Labelled{{Text: "x", Labels: []string{"b"}}}, LearnOptions{Labels: one}},
		"no label":       {[]Labelled{{Text: "x"}}, LearnOptions{Labels: one}},
		"two labels":     {[]Labelled{{Text: "x", Labels: []string{"a", "b"}}}, LearnOptions{}},
		"no label known": {[]Labelled{{Text: "x"}}, LearnOptions{Many: true}},
	} {
		if _, err := Learn(c.examples, c.opt); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestLearnFromLittle(t *testing.T) {
	t.Parallel()
	for _, examples := range [][]Labelled{
		{{Text: "halo", Labels: []string{"a"}}},
		{{Text: "", Labels: []string{"a"}}, {Text: "", Labels: []string{"b"}}},
		{{Text: "halo", Labels: []string{"a"}}, {Text: "halo", Labels: []string{"b"}}},
	} {
		c := learned(t, examples, LearnOptions{})
		for _, s := range c.Scores(nil, read("halo")) {
			if !(s >= 0 && s <= 1) {
				t.Errorf("%v: score %v", examples, s)
			}
		}
	}
}

func TestClassifierComesBack(t *testing.T) {
	t.Parallel()
	for _, c := range []*Classifier{
		learned(t, toyExamples(60), LearnOptions{}), learned(t, toyMany(60), LearnOptions{Many: true}),
	} {
		b, err := c.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		var back Classifier
		if err := back.UnmarshalBinary(b); err != nil {
			t.Fatal(err)
		}
		again, err := back.AppendBinary(nil)
		if err != nil || !slices.Equal(b, again) {
			t.Errorf("written again it differs: %v", err)
		}
		line := read("I am angry about order 5")
		if x, y := c.Scores(nil, line), back.Scores(nil, line); !slices.Equal(x, y) {
			t.Errorf("scores %v, were %v", y, x)
		}
	}
}

func TestDamagedClassifierIsRefused(t *testing.T) {
	t.Parallel()
	b, err := learned(t, toyExamples(36), LearnOptions{}).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	var c Classifier
	for i := 0; i < len(b); i += 1 + len(b)/400 {
		if c.UnmarshalBinary(b[:i]) == nil {
			t.Fatalf("cut to %d bytes it is read", i)
		}
		bad := slices.Clone(b)
		bad[i] ^= 0x41
		if c.UnmarshalBinary(bad) == nil {
			t.Fatalf("with byte %d changed it is read", i)
		}
	}
	if c.UnmarshalBinary(append(slices.Clone(b), 0)) == nil {
		t.Fatal("with a byte too many it is read")
	}
	if _, err := c.AppendBinary(nil); err == nil {
		t.Fatal("nothing was written without error")
	}
	if len(c.Scores(nil, read("halo"))) != 0 {
		t.Fatal("nothing has scores")
	}
}
