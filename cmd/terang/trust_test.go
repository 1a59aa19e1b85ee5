package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang/trust"
)

// TestLinesOfTrustAreSetFromTheCommandLine shows the pack's, publishes others, and goes back.
func TestLinesOfTrustAreSetFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seedWorkspace(t, filepath.Join(dir, "data"))
	run := func(args ...string) (int, string, string) {
		t.Helper()
		return terangRun(t, "en", append(args, "--config", os.DevNull, "--data", filepath.Join(dir, "data"), "--set", "ears.deep=false")...)
	}
	show := func() (set trust.Setting) {
		t.Helper()
		code, out, errs := run("trust", "show")
		if err := json.Unmarshal([]byte(out), &set); err != nil || code != 0 {
			t.Fatalf("show: %d %s %s", code, out, errs)
		}
		return set
	}
	pack := show()
	if pack.Default.Offer != 60 || pack.Risk["money"].Offer <= 60 {
		t.Errorf("the pack's lines are %+v", pack)
	}
	file := filepath.Join(dir, "lines.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for text, says := range map[string]string{
		`{"default":{"offer":40,"take_over":60,"hysteresis":0}}`:                                   "above offer",
		`{"default":{"offer":60,"takeover":40}}`:                                                   "cannot be read",
		`{"default":{"offer":60,"take_over":40},"playbook":{"x":{"offer":60,"take_over":40}}}`:     "no such playbook",
		`{"default":{"offer":60,"take_over":40},"risk":{"x":{"offer":1,"take_over":1}}}`:           "none of",
		`{"default":{"offer":60,"take_over":40,"hysteresis":90},"risk":{"x":{"offer":"a lot"}}}  `: "cannot be read",
	} {
		write(text)
		if code, out, errs := run("trust", "set", file); code != 1 || !strings.Contains(errs, says) {
			t.Errorf("%s: %d %s %s", text, code, out, errs)
		}
	}
	write(`{"default":{"offer":72,"take_over":52,"hysteresis":8},"playbook":{"order_status":{"offer":80,"take_over":60,"hysteresis":5}}}`)
	if code, out, errs := run("trust", "replay", file); code != 0 || !strings.Contains(out, "in time") {
		t.Errorf("replay: %d %s %s", code, out, errs)
	}
	if code, out, errs := run("trust", "set", file, "--note", "sooner"); code != 0 || !strings.Contains(out, "Version 1") {
		t.Fatalf("set: %d %s %s", code, out, errs)
	}
	if got := show(); got.Default.Offer != 72 || got.For("order_status", "").TakeOver != 60 || len(got.Risk) != 0 {
		t.Errorf("%+v", got)
	}
	if code, _, errs := run("trust", "rollback", "7"); code != 1 || !strings.Contains(errs, "no such version") {
		t.Errorf("rollback: %d %s", code, errs)
	}
	if code, _, errs := run("trust", "rollback", "1"); code != 1 || !strings.Contains(errs, "is live") {
		t.Errorf("rollback: %d %s", code, errs)
	}
	if code, _, errs := run("trust", "rollback", "0"); code != 0 {
		t.Errorf("rollback: %d %s", code, errs)
	}
	if got := show(); got.Default != pack.Default || got.Risk["money"] != pack.Risk["money"] {
		t.Errorf("%+v", got)
	}
	changed(t, filepath.Join(dir, "data"), "publish-trust-setting", "roll-back-trust-setting")
}
