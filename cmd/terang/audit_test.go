package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang/authoring"
	"terang/config"
	"terang/store"
)

// trail reads what a store keeps of changes, the oldest first, and checks that the log vouches for each.
func trail(t *testing.T, dir string) []store.LoggedAudit {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all, err := store.Workspaces(context.Background(), db)
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	found, err := store.Audits(t.Context(), db, store.AuditQuery{WorkspaceID: all[0].ID, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	log, err := newLog(db, config.Config{Listen: "127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) > 0 {
		if rep, err := log.Audit(t.Context(), all[0].ID); err != nil || !rep.Clean() {
			t.Errorf("the log says %+v, %v", rep, err)
		}
	}
	out := make([]store.LoggedAudit, 0, len(found))
	for i := range found {
		a := found[len(found)-1-i]
		if a.Actor != authoring.CommandLine || a.Outcome != store.AuditDone || a.Leaf < 0 || !strings.Contains(a.Address, "@") {
			t.Errorf("%+v", a)
		}
		out = append(out, a)
	}
	return out
}

// changed wants exactly these actions in a trail, in this order.
func changed(t *testing.T, dir string, want ...string) []store.LoggedAudit {
	t.Helper()
	all := trail(t, dir)
	got := make([]string, len(all))
	for i, a := range all {
		got[i] = a.Action
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("kept: %v, not %v", got, want)
	}
	return all
}

// TestWhatTheOperatorDoesIsKept: each change by a command, and each look at everything, stands in the trail with a leaf and without
// secrets; what was refused, tried or only looked at leaves nothing.
func TestWhatTheOperatorDoesIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seedWorkspace(t, dir)
	csv := filepath.Join(dir, "Siti Rahasia.csv")
	if err := os.WriteFile(csv, []byte("id,name,phone\n1,Ani,081234567890\n2,Budi,081234567891\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := terangRun(t, "en", append(args, "--config", os.DevNull, "--data", dir, "--listen", "127.0.0.1:8080")...)
		if code != want {
			t.Fatalf("%v: %d %s %s", args, code, out, errs)
		}
		return out
	}
	var added, linked struct{ ID, Link string }
	var token struct{ ID, Token string }
	into := func(out string, v any) {
		t.Helper()
		if err := json.Unmarshal([]byte(out), v); err != nil {
			t.Fatal(err, out)
		}
	}
	into(run(0, "--json", "user", "add", "rina@toko.id", "--name", "Rina", "--role", "admin"), &added)
	run(1, "user", "add", "rina@toko.id", "--name", "Rina") // taken
	run(1, "user", "add", "no address", "--name", "Rina")
	run(0, "user", "list")
	into(run(0, "--json", "user", "link", "rina@toko.id"), &linked)
	into(run(0, "--json", "token", "create", "gudang", "--scope", "events:write"), &token)
	run(1, "token", "create", "gudang", "--scope", "everything")
	run(0, "import", "csv-contacts", csv, "--dry-run")
	run(0, "import", "csv-contacts", csv)
	run(0, "export")
	run(0, "log", "rotate")
	run(0, "log", "keys")
	run(1, "log", "erase", "con_none")
	run(0, "secret", "rotate")
	run(0, "connection", "add", "kurir", "https://kurir.example/api")
	run(0, "connection", "remove", "kurir")
	all := changed(t, dir, "invite-agent", "relink-agent", "create-token", "import", "export", "rotate-log-key", "rotate-secret-key", "put-connection", "delete-connection")
	for action, want := range map[string]string{"invite-agent": added.ID, "create-token": token.ID, "import": `"create":2`, "rotate-log-key": "verifier"} {
		for _, a := range all {
			if a.Action == action && !strings.Contains(a.After, want) {
				t.Errorf("%s: came %s", action, a.After)
			}
		}
	}
	if !strings.Contains(all[0].Asked, `"role":"admin"`) || !strings.Contains(all[1].Target, added.ID) || !strings.Contains(all[2].Asked, "events:write") {
		t.Errorf("asked: %+v", all[:3])
	}
	kept, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	_, secret, _ := strings.Cut(linked.Link, "/setup/")
	_, first, _ := strings.Cut(added.Link, "/setup/")
	for _, hidden := range []string{secret, first, token.Token, "08123", "Budi"} {
		if hidden == "" || strings.Contains(string(kept), hidden) {
			t.Errorf("the trail tells %q", hidden)
		}
	}
}

// TestAChangeThatCannotBeNotedIsNotMade: without the note before it there is no change.
func TestAChangeThatCannotBeNotedIsNotMade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seedWorkspace(t, dir)
	db, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(`create trigger full before insert on audit begin select raise(abort, 'full'); end`)
		return err
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	at := []string{"--config", os.DevNull, "--data", dir, "--listen", "127.0.0.1:8080"}
	if code, out, _ := terangRun(t, "en", append([]string{"user", "add", "rina@toko.id", "--name", "Rina"}, at...)...); code == 0 {
		t.Fatalf("added: %s", out)
	}
	if _, out, _ := terangRun(t, "en", append([]string{"user", "list"}, at...)...); strings.Contains(out, "rina@toko.id") {
		t.Errorf("it was made all the same: %s", out)
	}
}
