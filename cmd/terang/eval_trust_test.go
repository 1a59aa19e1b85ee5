package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEvalTrustPrintsWhatIsPromised: the figures by their names, from the house's own development part, better than the
// baselines of the same run.
func TestEvalTrustPrintsWhatIsPromised(t *testing.T) {
	t.Parallel()
	code, out, errs := terangRun(t, "en", "--json", "eval", "trust", "../../trust/dialogues/retail.jsonl", "--part", "dev", "--early", "--by", "language")
	if code != 0 {
		t.Fatal(errs)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"turns", "positives", "roc_auc", "pr_auc", "f1", "recall_at_5pct_fpr", "ece", "cpu_us_per_turn", "threshold", "baselines", "by", "early", "prior"} {
		if _, ok := got[key]; !ok {
			t.Errorf("no %s in %s", key, out)
		}
	}
	words := got["baselines"].(map[string]any)["words"].(map[string]any)["roc_auc"].(float64)
	if roc := got["roc_auc"].(float64); roc < 0.85 || roc < words {
		t.Errorf("ROC-AUC %.3f, %.3f by the words alone", roc, words)
	}
	if code, out, _ = terangRun(t, "id", "eval", "trust", "../../trust/dialogues/retail.jsonl", "--part", "dev"); code != 0 || !strings.Contains(out, "kata saja") {
		t.Errorf("%d %s", code, out)
	}
}

// TestEvalTrustNamesTheLine of a file that it cannot use, and learns nothing from too few labels.
func TestEvalTrustNamesTheLine(t *testing.T) {
	t.Parallel()
	good := `{"id":"a","language":"en","turns":[{"role":"contact","text":"hi","label":0}]}` + "\n"
	for name, c := range map[string]struct{ file, want string }{
		"label":      {good + `{"id":"b","turns":[{"role":"contact","text":"x","label":7}]}`, "talks.jsonl:2: turn 1: label 7, want 0 or 1"},
		"role":       {good + "\n" + `{"id":"b","turns":[{"role":"bot","text":"x"}]}`, "talks.jsonl:3: turn 1: role"},
		"language":   {good + `{"id":"b","language":"xx","turns":[{"role":"contact","text":"x","label":0}]}`, `talks.jsonl:2: language "xx"`},
		"json":       {good + `{"id":`, "talks.jsonl:2: not a dialogue in JSON"},
		"unlabelled": {"\n" + `{"id":"b","turns":[{"role":"contact","text":"x"}]}`, "no turn of a contact has a label, from line 2 on"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "talks.jsonl")
			if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			code, _, errs := terangRun(t, "en", "eval", "trust", file)
			if code != 1 || !strings.Contains(errs, c.want) || !strings.Contains(errs, "next: ") {
				t.Errorf("%d %q lacks %q", code, errs, c.want)
			}
			code, _, errs = terangRun(t, "en", "eval", "trust", "../../trust/dialogues/retail.jsonl", "--train", file)
			if code != 1 {
				t.Errorf("%d %q", code, errs)
			}
		})
	}
}
