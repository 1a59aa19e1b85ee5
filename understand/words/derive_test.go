package words

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// With -update the tests in this file rebuild what is derived from public data (see data/ATTRIBUTION.md):
//
//	go test ./understand/words -run TestDerive -update
var update = flag.Bool("update", false, "rebuild the derived word lists from ../shared/data")

var verbose = flag.Bool("missed", false, "list what the measures missed")

const shared = "../../../shared/data"

// public returns the lines of a file of public data, and skips the test where it is missing.
func public(t testing.TB, name string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(shared, name))
	if err != nil {
		t.Skipf("public data is missing: %s", name)
	}
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n")
}

// publicTexts returns the second column of a file with a header.
func publicTexts(t testing.TB, name string) []string {
	var out []string
	for _, line := range public(t, name)[1:] {
		_, text, _ := strings.Cut(line, "\t")
		out = append(out, text)
	}
	return out
}

// plainWords cuts a text into lower-case words; what the data set put in the place of names is left out.
func plainWords(text string) []string {
	fields := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '\''
	})
	return slices.DeleteFunc(fields, func(w string) bool { return strings.HasPrefix(w, "xxx") || strings.Trim(w, "'") == "" })
}

func TestDeriveForms(t *testing.T) {
	if !*update {
		t.Skip("rebuilds only with -update")
	}
	standard := make(map[string]int)
	for _, name := range []string{"stif/train.for", "stif/dev.for", "nusax/indonesian-train.tsv", "nusax/indonesian-valid.tsv"} {
		for _, line := range public(t, name) {
			for _, w := range plainWords(line) {
				standard[w]++
			}
		}
	}
	dict := dictionary(t)
	english := englishCounts(t)
	counts, pairs := alignedForms(t, dict)
	out := make(map[string]string)
	for form, c := range counts {
		best, total := "", 0
		for to, n := range c {
			total += n
			if to != form && to != "" && (best == "" || n > c[best] || n == c[best] && to < best) {
				best = to
			}
		}
		if best == "" || len(form) < 2 && c[best] < 3 || !letters(form) {
			continue
		}
		n, same := c[best], c[form]
		near := like(form, strings.ReplaceAll(best, " ", "")) || dict[form] == best
		switch {
		case n <= same || n < standard[form]/2:
		case n >= 2 && float64(n) >= 0.34*float64(total-c[""]):
			out[form] = best
		case n == 1 && total == 1 && near && standard[form] == 0:
			out[form] = best
		}
	}
	for form, to := range dict {
		if _, ok := out[form]; !ok && standard[form] < 2 && counts[form][form] == 0 && english[form] == 0 {
			out[form] = to
		}
	}
	for form, to := range out {
		if strings.HasSuffix(form, "in") && strings.HasPrefix(to, "me") && form[0] != 'n' && form[0] != 'm' {
			delete(out, form) // the rule for "-in" keeps the bare verb, which may be a request
		}
		if strings.ReplaceAll(to, " ", "") == form && strings.HasSuffix(to, " nya") {
			delete(out, form)
		}
		if english[form] > 2 && counts[form][to] < 3 || strings.ContainsAny(form, "0123456789") || strings.ContainsAny(to, "0123456789'") ||
			out[string(runs(nil, []byte(form), 1))] == to && string(runs(nil, []byte(form), 1)) != form {
			delete(out, form)
		}
	}
	t.Logf("%d aligned words, %d forms", pairs, len(out))
	by := make(map[string][]string)
	for form, to := range out {
		by[to] = append(by[to], form)
	}
	var b bytes.Buffer
	b.WriteString("# Derived from public data, see ATTRIBUTION.md: \"standard = everyday forms\". Rebuilt by go test -run TestDeriveForms -update.\n")
	for _, to := range slices.Sorted(maps.Keys(by)) {
		slices.Sort(by[to])
		fmt.Fprintf(&b, "%s = %s\n", to, strings.Join(by[to], " "))
	}
	if err := os.WriteFile("data/derived.id.txt", b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// alignedForms counts which words of careful sentences stand for which of everyday ones.
func alignedForms(t testing.TB, dict map[string]string) (counts map[string]map[string]int, pairs int) {
	counts = make(map[string]map[string]int)
	for _, part := range []string{"train", "dev"} {
		from, to := public(t, "stif/"+part+".inf"), public(t, "stif/"+part+".for")
		for i := range from {
			for _, p := range align(plainWords(from[i]), plainWords(to[i]), dict) {
				if counts[p[0]] == nil {
					counts[p[0]] = make(map[string]int)
				}
				counts[p[0]][p[1]]++
				pairs++
			}
		}
	}
	return counts, pairs
}

// dictionary returns the forms of a published dictionary of everyday words.
func dictionary(t testing.TB) map[string]string {
	dict := make(map[string]string)
	for _, line := range public(t, "indocollex/dictionary.tsv")[1:] {
		form, to, ok := strings.Cut(strings.ToLower(line), "\t")
		if ok && len(form) > 1 && letters(form) && form != to && strings.IndexFunc(to, func(r rune) bool { return r > 127 || r == '(' || r == '/' }) < 0 {
			dict[form] = strings.ReplaceAll(to, "-", " ")
		}
	}
	return dict
}

// englishCounts counts the words of the English data.
func englishCounts(t testing.TB) map[string]int {
	out := make(map[string]int)
	for _, name := range []string{"clinc150/train.tsv", "banking77/train.tsv", "nusax/english-train.tsv", "clinc150/oos_train.tsv"} {
		for _, text := range publicTexts(t, name) {
			for _, w := range plainWords(text) {
				out[strings.ReplaceAll(w, "'", "")]++
			}
		}
	}
	return out
}

// indonesianCounts counts the words of Indonesian data in careful spelling; of reviews only words often used.
func indonesianCounts(t testing.TB) map[string]int {
	out := make(map[string]int)
	for _, name := range []string{"stif/train.for", "stif/dev.for"} {
		for _, line := range public(t, name) {
			for _, w := range plainWords(line) {
				out[w]++
			}
		}
	}
	for _, name := range []string{"nusax/indonesian-train.tsv", "nusax/indonesian-valid.tsv", "xsid-id/train.tsv"} {
		for _, text := range publicTexts(t, name) {
			for _, w := range plainWords(text) {
				out[w]++
			}
		}
	}
	reviews := make(map[string]int)
	for _, text := range publicTexts(t, "smsa/train.tsv") {
		for _, w := range plainWords(text) {
			reviews[w]++
		}
	}
	for w, n := range reviews {
		if out[w] > 0 || n >= 2 && !everydayShape(w, out) && (n >= 4 || !slip(w, out)) {
			out[w] += n
		}
	}
	tweets := make(map[string]int)
	for _, line := range public(t, "stif/unlabelled.inf") {
		for _, w := range plainWords(line) {
			tweets[w]++
		}
	}
	for w, n := range tweets {
		if n >= 4 && out[w] == 0 && len(w) > 3 && !everydayShape(w, out) && !slip(w, out) {
			out[w] = 2
		}
	}
	return out
}

// slip reports whether a rare word is a slip of the pen for a much more frequent one.
func slip(w string, counts map[string]int) bool {
	if len(w) < 4 || len(w) > maxAlike {
		return len(w) > maxAlike
	}
	for other, n := range counts {
		if n > 12 && len(other) >= 4 && len(other) < maxAlike && other[0] == w[0] && max(len(other)-len(w), len(w)-len(other)) <= 3 {
			if spelling([]byte(w), other, 0.75) < 0.7 && other != w+"i" && other != w+"nya" {
				return true
			}
		}
	}
	return false
}

// everydayShape reports whether a word of reviews looks like everyday spelling of a careful word.
func everydayShape(w string, careful map[string]int) bool {
	n := len(w)
	if stem, ok := strings.CutSuffix(w, "in"); ok && n > 4 && (careful[stem] > 0 || careful[stem+"kan"] > 0) {
		return true
	}
	for _, begin := range []string{"ng", "ny"} {
		if strings.HasPrefix(w, begin) && careful["me"+w] > 0 {
			return true
		}
	}
	if strings.HasPrefix(w, "nge") || n > 3 && len(runs(nil, []byte(w), 2)) < n {
		return true
	}
	for i := n - 1; i >= max(1, n-3); i-- {
		if w[i] == 'e' {
			return careful[w[:i]+"a"+w[i+1:]] > careful[w]+2
		}
	}
	return false
}

func TestDeriveFrequent(t *testing.T) {
	if !*update {
		t.Skip("rebuilds only with -update")
	}
	forms := make(map[string]bool)
	for _, list := range []string{formsID, derivedID} {
		for line := range strings.Lines(list) {
			_, f, _ := strings.Cut(line, "=")
			for _, form := range strings.Fields(f) {
				forms[form] = true
			}
		}
	}
	for line := range strings.Lines(formsID) {
		if rest, ok := strings.CutPrefix(line, "!"); ok {
			for _, w := range strings.Fields(rest) {
				delete(forms, w)
			}
		}
	}
	write := func(name string, counts map[string]int, least int, leave map[string]bool) {
		total := 0
		for _, n := range counts {
			total += n
		}
		by := make(map[int][]string)
		kept := 0
		for w, n := range counts {
			if n < least || !letters(w) || strings.ContainsAny(w, "0123456789'") || len(w) < 2 || len(w) > 24 || leave[w] {
				continue
			}
			kept++
			level := max(0, int(math.Round(2*math.Log2(float64(n)*1e6/float64(total)))))
			by[level] = append(by[level], w)
		}
		var b bytes.Buffer
		b.WriteString("# Derived from public data, see ATTRIBUTION.md: words by how often they are used, twice the log2 of uses in a million.\n")
		for _, level := range slices.Backward(slices.Sorted(maps.Keys(by))) {
			slices.Sort(by[level])
			fmt.Fprintf(&b, "%d %s\n", level, strings.Join(by[level], " "))
		}
		t.Logf("%s: %d words of %d", name, kept, total)
		if err := os.WriteFile("data/"+name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("frequent.id.txt", indonesianCounts(t), 2, forms)
	write("frequent.en.txt", englishCounts(t), 2, nil)
}

func letters(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] >= 'a' && s[i] <= 'z' {
			n++
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return n > 0
}

// align pairs the words of an everyday sentence with those of its standard form; "" stands for a word left out.
func align(a, b []string, dict map[string]string) [][2]string {
	type cell struct {
		cost float64
		da   int
		db   int
	}
	grid := make([][]cell, len(a)+1)
	for i := range grid {
		grid[i] = make([]cell, len(b)+1)
		for j := range grid[i] {
			if i+j == 0 {
				continue
			}
			best := cell{cost: math.Inf(1)}
			try := func(da, db int, cost float64) {
				if i >= da && j >= db && grid[i-da][j-db].cost+cost < best.cost {
					best = cell{grid[i-da][j-db].cost + cost, da, db}
				}
			}
			try(1, 0, 0.7)
			try(0, 1, 0.7)
			if i > 0 {
				for n := 1; n <= 3 && n <= j; n++ {
					try(1, n, pairCost(a[i-1], b[j-n:j], dict))
				}
			}
			if i > 1 && j > 0 && a[i-2]+a[i-1] == b[j-1] {
				try(2, 1, 0.3)
			}
			grid[i][j] = best
		}
	}
	var out [][2]string
	for i, j := len(a), len(b); i > 0 || j > 0; {
		c := grid[i][j]
		if c.da == 1 {
			out = append(out, [2]string{a[i-1], strings.Join(b[j-c.db:j], " ")})
		}
		i, j = i-c.da, j-c.db
	}
	return out
}

func pairCost(form string, to []string, dict map[string]string) float64 {
	joined := strings.Join(to, " ")
	glued := strings.ReplaceAll(joined, " ", "")
	more := 0.5 * float64(len(to)-1)
	switch {
	case form == joined:
		return 0
	case dict[form] == joined:
		return 0.1
	case form == glued:
		return 0.15
	case like(form, glued):
		return 0.3 + more/2
	case len(to) == 1:
		return 1.1
	}
	return 1.1 + more
}

// like reports whether a could be a careless spelling of b: the same consonants, or few letters apart.
func like(a, b string) bool {
	sa, sb := bones(a), bones(b)
	if sa != "" && sa == sb && a[0] == b[0] {
		return true
	}
	d, n := distance(a, b), max(len(a), len(b))
	return n >= 4 && d <= n/3
}

func bones(s string) string {
	var out []byte
	for i := range len(s) {
		if !strings.ContainsRune("aiueo0123456789h", rune(s[i])) && (len(out) == 0 || out[len(out)-1] != s[i]) {
			out = append(out, s[i])
		}
	}
	return string(out)
}

func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diag
			if a[i-1] != b[j-1] {
				cost++
			}
			diag = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
