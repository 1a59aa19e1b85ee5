package labels

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const (
	texts      = "../../../../shared/data/stif/unlabelled.inf"
	guidelines = "guidelines.md"
)

var moods = []string{"anger", "disappointment", "worry", "sarcasm", "satisfaction", "profanity", "threat"}

func open(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(texts)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not there: the texts of the labels are kept outside the project", texts)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestLabelsFitTheirTexts(t *testing.T) {
	t.Parallel()
	all := open(t)
	tweets, err := Tweets(strings.NewReader(all))
	if err != nil {
		t.Fatal(err)
	}
	if len(tweets) != 2000 {
		t.Fatalf("%d tweets, want 2000", len(tweets))
	}
	doc, err := os.ReadFile(guidelines)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range tweets {
		if w.Line != 1+3*i {
			t.Fatalf("row %d is line %d, want %d", i+2, w.Line, 1+3*i)
		}
		if !strings.Contains(string(doc), "- `"+w.Intent+"`:") {
			t.Errorf("line %d: the guidelines do not name the intent %q", w.Line, w.Intent)
		}
		for _, m := range w.Moods {
			if !slices.Contains(moods, m) {
				t.Errorf("line %d: mood %q", w.Line, m)
			}
		}
	}
}

// The part depends on the text alone, so equal texts never stand on both sides.
func TestSplitIsTheWrittenRule(t *testing.T) {
	t.Parallel()
	all := open(t)
	tweets, err := Tweets(strings.NewReader(all))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for i, text := range strings.Split(strings.TrimSuffix(all, "\n"), "\n") {
		if k := key(text); lines[k] == 0 {
			lines[k] = i + 1
		}
	}
	for _, w := range tweets {
		want := Test
		if h := number(fmt.Sprintf("stif/%d", lines[key(w.Text)])) % 100; h < 70 {
			want = Train
		} else if h < 80 {
			want = Dev
		}
		if w.Split != want {
			t.Errorf("line %d is in %s, want %s", w.Line, w.Split, want)
		}
	}
}

func TestSecondReadingIsTheWrittenSample(t *testing.T) {
	t.Parallel()
	all := open(t)
	again, err := Again(strings.NewReader(all))
	if err != nil {
		t.Fatal(err)
	}
	var want []int
	for n := 1; n < 6000; n += 3 {
		want = append(want, n)
	}
	slices.SortFunc(want, func(a, b int) int {
		x, y := sha256.Sum256(fmt.Appendf(nil, "again/%d", a)), sha256.Sum256(fmt.Appendf(nil, "again/%d", b))
		return cmp.Compare(string(x[:]), string(y[:]))
	})
	var have []int
	for _, w := range again {
		have = append(have, w.Line)
	}
	if !slices.Equal(have, want[:200]) {
		t.Error("the second reading is not of the lines that the guidelines choose")
	}
}

func TestChangedTextIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := Tweets(strings.NewReader("another line\n")); err == nil || !strings.Contains(err.Error(), "line 1 has changed") {
		t.Errorf("error %v, want one that names line 1", err)
	}
	if _, err := Tweets(strings.NewReader("")); err == nil {
		t.Error("no error for an empty file")
	}
}

func key(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func number(s string) uint32 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint32(sum[:4])
}
