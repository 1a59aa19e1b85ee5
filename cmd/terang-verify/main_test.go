package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestItJudgesAsThePackageDoes runs the program on the vectors by which the package and the page are tested.
func TestItJudgesAsThePackageDoes(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "provenance", "receipt", "testdata", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, File, Trust, Code string
		Require                 int
	}
	if err := json.Unmarshal(b, &vectors); err != nil || len(vectors) < 30 {
		t.Fatal(err, len(vectors))
	}
	dir := t.TempDir()
	for _, v := range vectors {
		file, trust := filepath.Join(dir, "receipt.txt"), filepath.Join(dir, "keys.txt")
		if err := os.WriteFile(file, []byte(v.File), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(trust, []byte(v.Trust), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{file}
		if v.Trust != "" {
			args = append([]string{"-key", trust}, args...)
		}
		if v.Require > 0 {
			args = append([]string{"-require", string(rune('0' + v.Require))}, args...)
		}
		var out, problems strings.Builder
		code := run(args, "id_ID.UTF-8", &out, &problems)
		switch {
		case v.Code == "" && (code != 0 || !strings.Contains(out.String(), `"receipt"`)):
			t.Errorf("%s: %d %s", v.Name, code, problems.String())
		case v.Code != "" && (code != 1 || out.Len() > 0 || !strings.Contains(problems.String(), v.Code+": ")):
			t.Errorf("%s: %d %s, want %s", v.Name, code, problems.String(), v.Code)
		}
	}
	var out, problems strings.Builder
	if code := run([]string{filepath.Join(dir, "none.txt")}, "", &out, &problems); code != 1 || !strings.Contains(problems.String(), "none.txt") {
		t.Errorf("a file that is not there: %d %s", code, problems.String())
	}
	if code := run(nil, "", &out, &problems); code != 2 {
		t.Errorf("no file: %d", code)
	}
}
