package move

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"terang"
	"terang/exchange"
)

var (
	saidProblem = regexp.MustCompile(`(?:fail|refuse)\("(\w+)"|refuseIf\(\w+, "(\w+)"|Problem\{Code: "(\w+)"`)
	saidNote    = regexp.MustCompile(`note\("(\w+)"|Note\{Code: "(\w+)"`)
	needed      = regexp.MustCompile(`"\w+_id":\s+"(\w+)"`) // the record that a row of the house's own names
)

// TestEachProblemHasWords reads which codes the two rooms say: each has words in both languages, with what to do, and no words are
// there that nobody says.
func TestEachProblemHasWords(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for _, dir := range []string{".", "../exchange"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range saidProblem.FindAllStringSubmatch(string(b), -1) {
				code := strings.Join(m[1:], "")
				keys[code], keys[code+"_next"] = true, true
			}
			for _, m := range saidNote.FindAllStringSubmatch(string(b), -1) {
				keys["note_"+strings.Join(m[1:], "")] = true
			}
		}
	}
	b, err := os.ReadFile("../store/exchange.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range needed.FindAllStringSubmatch(string(b), -1) {
		keys[m[1]+"_missing"], keys[m[1]+"_missing_next"] = true, true
	}
	if len(keys) < 50 {
		t.Fatalf("only %d codes", len(keys))
	}
	for key := range keys {
		for _, l := range []terang.Language{terang.Indonesian, terang.English} {
			if said[key][l] == "" {
				t.Errorf("%s has no words in %s", key, l)
			}
		}
	}
	for key := range said {
		if !keys[key] {
			t.Errorf("nobody says %s", key)
		}
	}
}

func TestARowIsToldInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	r := Result{Action: Refused, Problem: &exchange.Problem{Code: "column_missing", Field: "id", Detail: "x"}, Notes: []exchange.Note{{Code: "phone", Field: "no_hp"}}}
	got := r.Tell(terang.English)
	if got.What != "there is no column id (x)" || got.Next != "Name the column id; see docs/exchange.md." || len(got.Notes) != 1 || got.Notes[0].What != "the phone number is none, and is left out" {
		t.Errorf("%+v", got)
	}
	if got := r.Tell(terang.Indonesian); !strings.HasPrefix(got.What, "kolom id tidak ada") {
		t.Errorf("%+v", got)
	}
	r.Problem = &exchange.Problem{Code: "json", Detail: "y"}
	if got := r.Tell(terang.English); got.What != "this is no valid JSON: y" {
		t.Errorf("%+v", got)
	}
}
