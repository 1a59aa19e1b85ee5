package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlaybooksArePublishedFromTheCommandLine takes a playbook of the pack out, changes it and brings it back.
func TestPlaybooksArePublishedFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seedWorkspace(t, filepath.Join(dir, "data"))
	run := func(args ...string) (int, string, string) {
		t.Helper()
		return terangRun(t, "en", append(args, "--config", os.DevNull, "--data", filepath.Join(dir, "data"), "--set", "ears.deep=false")...)
	}
	code, list, errs := run("--json", "playbook", "list")
	var all []listedPlaybook
	if err := json.Unmarshal([]byte(list), &all); err != nil || code != 0 || len(all) < 10 || all[0].State != "live" || all[0].Origin != "pack" {
		t.Fatalf("list: %d %s %s", code, list, errs)
	}
	code, source, errs := run("playbook", "show", "order_status")
	if code != 0 || !strings.Contains(source, "id: order_status") {
		t.Fatalf("show: %d %s", code, errs)
	}
	file := filepath.Join(dir, "order_status.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(source)
	if code, _, errs = run("playbook", "publish", file); code != 1 || !strings.Contains(errs, "Nothing has changed") {
		t.Errorf("the same again: %d %s", code, errs)
	}
	write(strings.Replace(source, "steps:", "stpes:", 1))
	if code, _, errs = run("playbook", "publish", file); code != 1 || !strings.Contains(errs, "order_status.yaml:") || !strings.Contains(errs, "stpes") {
		t.Errorf("broken: %d %s", code, errs)
	}
	write(source + "# a remark\n")
	code, out, errs := run("playbook", "publish", file, "--note", "a remark")
	if code != 0 || !strings.Contains(out, "is live") {
		t.Fatalf("publish: %d %s %s", code, out, errs)
	}
	if code, out, _ = run("playbook", "show", "order_status"); code != 0 || !strings.HasSuffix(out, "# a remark\n") {
		t.Errorf("show: %d", code)
	}
	was := versionOf(t, source)
	if code, out, errs = run("playbook", "rollback", "order_status", was); code != 0 {
		t.Fatalf("rollback: %d %s %s", code, out, errs)
	}
	if code, out, _ = run("playbook", "show", "order_status"); code != 0 || strings.Contains(out, "# a remark") {
		t.Errorf("show: %d", code)
	}
	if code, _, errs = run("playbook", "rollback", "order_status", "99"); code != 1 || !strings.Contains(errs, "no such version") {
		t.Errorf("rollback: %d %s", code, errs)
	}
	changed(t, filepath.Join(dir, "data"), "publish-playbook", "roll-back-playbook")
	if code, _, errs = run("playbook", "show", "nothing"); code != 1 || !strings.Contains(errs, "no such playbook") {
		t.Errorf("show: %d %s", code, errs)
	}
}

// versionOf reads the number in a text.
func versionOf(t *testing.T, source string) string {
	t.Helper()
	for line := range strings.Lines(source) {
		if n, ok := strings.CutPrefix(line, "version:"); ok {
			return strings.TrimSpace(n)
		}
	}
	t.Fatal("no version")
	return ""
}
