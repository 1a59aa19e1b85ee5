package labels

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// floor is the agreement on the intent, as Cohen's kappa, that the two readings must keep: just under what they reached.
const floor = 0.88

// The table in the guidelines is computed from the two readings: neither can change without the other. It needs labels
// alone, so it runs where the texts are missing.
func TestGuidelinesReportTheAgreement(t *testing.T) {
	t.Parallel()
	one, two := readings(t)
	doc, err := os.ReadFile(guidelines)
	if err != nil {
		t.Fatal(err)
	}
	same, k := kappa(column(one, 3), column(two, 3))
	if k < floor {
		t.Errorf("intent: kappa %.3f, want at least %.2f", k, floor)
	}
	rows := []string{fmt.Sprintf("| intent (28) | %.1f%% | %.3f | | |", 100*same, k)}
	for _, m := range moods {
		a, b := has(one, m), has(two, m)
		same, k := kappa(a, b)
		first, second, both := 0, 0, 0
		for i := range a {
			if a[i] == m {
				first++
			}
			if b[i] == m {
				second++
			}
			if a[i] == m && b[i] == m {
				both++
			}
		}
		shown := fmt.Sprintf("%.3f", k)
		if math.IsNaN(k) {
			shown = "none: it did not occur"
		}
		rows = append(rows, fmt.Sprintf("| %s | %.1f%% | %s | %d / %d | %d |", m, 100*same, shown, first, second, both))
	}
	for _, row := range rows {
		if !slices.Contains(strings.Split(string(doc), "\n"), row) {
			t.Errorf("the guidelines lack the row\n%s", row)
		}
	}
}

func TestKappa(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		a, b       string
		same, want float64
	}{
		{"equal", "x y z x", "x y z x", 1, 1},
		{"no better than chance", "x x y y", "x y x y", 0.5, 0},
		{"opposite", "x x y y", "y y x x", 0, -1},
		{"three of four", "x x y y", "x x y x", 0.75, 0.5},
	} {
		same, k := kappa(strings.Fields(c.a), strings.Fields(c.b))
		if same != c.same || k != c.want {
			t.Errorf("%s: %v, %v, want %v, %v", c.name, same, k, c.same, c.want)
		}
	}
	if _, k := kappa([]string{"x", "x"}, []string{"x", "x"}); !math.IsNaN(k) {
		t.Errorf("one label alone: %v, want none", k)
	}
}

// readings are the rows of the 200 lines in the first reading and in the second, in the same order.
func readings(t *testing.T) (one, two [][]string) {
	t.Helper()
	byLine := map[string][]string{}
	for row := range strings.Lines(first) {
		f := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		byLine[f[0]] = f
	}
	for row := range strings.Lines(second) {
		f := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if f[0] == "line" {
			continue
		}
		if len(f) != 5 || len(byLine[f[0]]) != 5 {
			t.Fatalf("line %s: %d columns against %d", f[0], len(f), len(byLine[f[0]]))
		}
		one, two = append(one, byLine[f[0]]), append(two, f)
	}
	if len(two) != 200 {
		t.Fatalf("%d lines read twice, want 200", len(two))
	}
	return one, two
}

func column(rows [][]string, n int) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = row[n]
	}
	return out
}

// has turns the moods of each row into the mood that is asked for, or nothing.
func has(rows [][]string, mood string) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		if slices.Contains(strings.Split(row[4], ","), mood) {
			out[i] = mood
		}
	}
	return out
}

// kappa is the share of equal labels, and Cohen's kappa: what of the agreement that chance does not give was reached. It
// is not a number where both readings know one label only.
func kappa(a, b []string) (same, k float64) {
	inA, inB := map[string]int{}, map[string]int{}
	equal := 0
	for i := range a {
		if a[i] == b[i] {
			equal++
		}
		inA[a[i]]++
		inB[b[i]]++
	}
	pairs := 0
	for label, n := range inA {
		pairs += n * inB[label]
	}
	n := float64(len(a))
	same = float64(equal) / n
	chance := float64(pairs) / (n * n)
	if chance == 1 {
		return same, math.NaN()
	}
	return same, (same - chance) / (1 - chance)
}
