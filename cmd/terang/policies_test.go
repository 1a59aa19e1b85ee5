package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang/config"
)

const policyFile = `policy:
  id: custom
  version: 1
  status: in_force
  effective: 2026-12-01
  source: { title: House rule, seen_on: 2026-11-21, confidence: primary }
  rules:
    - { id: hourly, author_kinds: [ai], trigger: { on: elapsed, session_h: 1 }, must: { elements: [is_ai, not_human] } }
`

// TestPoliciesAreReadAgainWhileTheProgramRuns: a folder that comes later, a new file, a broken one, a folder that is taken
// away. What was in force stays, and each problem is told once.
func TestPoliciesAreReadAgainWhileTheProgramRuns(t *testing.T) {
	var log bytes.Buffer
	cfg := config.Config{Data: t.TempDir()}
	p, err := openPolicies(cfg, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	house := len(p.rules().Policies())
	folder := filepath.Join(cfg.Data, policiesFolder)
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p.read()
	if log.Len() != 0 {
		t.Fatalf("no folder is no problem: %s", &log)
	}
	write("custom.yaml", policyFile)
	p.read()
	if n := len(p.rules().Policies()); n != house+1 || !strings.Contains(log.String(), "custom@1") {
		t.Fatalf("%d policies, want %d: %s", n, house+1, &log)
	}
	log.Reset()
	write("custom.yaml", strings.Replace(policyFile, "is_ai,", "is_a,", 1))
	p.read()
	p.read()
	if n := len(p.rules().Policies()); n != house+1 || strings.Count(log.String(), "custom.yaml:8:") != 1 {
		t.Fatalf("%d policies, want %d: %s", n, house+1, &log)
	}
	if _, err := openPolicies(cfg, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "custom.yaml:8: unknown element") {
		t.Fatalf("a start with a broken file: %v", err)
	}
	log.Reset()
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	p.read()
	if n := len(p.rules().Policies()); n != house+1 || !strings.Contains(log.String(), "cannot be read") {
		t.Fatalf("%d policies, want %d: %s", n, house+1, &log)
	}
}
