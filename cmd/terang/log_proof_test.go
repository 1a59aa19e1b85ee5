package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terang/config"
	"terang/store"
)

// TestTheLogIsAuditedAndItsKeyRotated runs the commands as an operator does, beside a store that has a log.
func TestTheLogIsAuditedAndItsKeyRotated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seedWorkspace(t, dir)
	command := func(args ...string) (int, string, string) {
		return terangRun(t, "en", append(args, "--data", dir, "--listen", "127.0.0.1:8080")...)
	}
	if code, _, errs := command("log", "audit"); code == 0 || !strings.Contains(errs, "log") {
		t.Errorf("no log yet: %d %s", code, errs)
	}
	db, err := store.Open(context.Background(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	all, err := store.Workspaces(context.Background(), db)
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	log, err := newLog(db, config.Config{Listen: "127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error { return log.Create(tx, all[0].ID) }); err != nil {
		t.Fatal(err)
	}
	kept, err := log.Checkpoint(context.Background(), all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	checkpoint := filepath.Join(dir, "kept.txt")
	if err := os.WriteFile(checkpoint, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := command("log", "rotate"); code != 0 || !strings.Contains(out, "/log/"+all[0].ID+"+") {
		t.Fatal(out, errs)
	}
	code, out, errs := command("log", "keys")
	var list struct {
		Keys []struct{ Key, Until string }
	}
	if err := json.Unmarshal([]byte(out), &list); code != 0 || err != nil || len(list.Keys) != 2 || list.Keys[0].Until == "" || list.Keys[1].Until != "" {
		t.Fatal(code, err, out, errs)
	}
	if code, out, errs := command("log", "audit", "--checkpoint", checkpoint); code != 0 {
		t.Fatal(out, errs)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error {
		return log.Append(tx, all[0].ID, "msg_x", []byte(`{"v":1}`), time.Now())
	}); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := command("log", "audit"); code == 0 || !strings.Contains(out, "leaf_changed") || !strings.Contains(errs, "terang log audit --checkpoint") {
		t.Errorf("a forged leaf: %d %s %s", code, out, errs)
	}
	if code, _, errs := command("log", "erase", "con_none"); code == 0 || !strings.Contains(errs, "con_") || strings.Contains(errs, "terang doctor") {
		t.Errorf("nobody is erased: %d %s", code, errs)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
