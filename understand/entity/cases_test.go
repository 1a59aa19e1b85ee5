package entity

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestCases reads the cases that the finder was built with.
func TestCases(t *testing.T) {
	t.Parallel()
	f := testFinder(t)
	data, err := os.ReadFile("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for line := range strings.Lines(string(data)) {
		parts := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(parts) != 3 {
			continue
		}
		cases++
		question, text, want := parts[0], parts[1], parts[2]
		if question == "-" {
			var got, wanted []string
			for _, e := range f.Find(nil, text) {
				got = append(got, e.Kind+"="+e.Value)
			}
			for w := range strings.SplitSeq(want, " | ") {
				if !strings.HasSuffix(w, "!") {
					wanted = append(wanted, w)
				}
			}
			if strings.HasSuffix(want, "=!") { // none of this kind
				kind := strings.TrimSuffix(want, "!")
				if slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, kind) }) {
					t.Errorf("%q: got %q", text, got)
				}
				continue
			}
			if !slices.Equal(got, wanted) {
				t.Errorf("%q: got %q, want %q", text, got, wanted)
			}
			continue
		}
		kind, name, _ := strings.Cut(question, ":")
		e, ok := f.Answer(text, Question{Kind: kind, Choices: testChoices[name]})
		if want == "!" {
			if ok {
				t.Errorf("%s: %q is %q, want no answer", question, text, e.Value)
			}
			continue
		}
		if !ok || e.Value != want {
			t.Errorf("%s: %q is %q (%v), want %q", question, text, e.Value, ok, want)
		}
	}
	if cases < 400 {
		t.Errorf("%d cases", cases)
	}
	t.Logf("%d cases", cases)
}
