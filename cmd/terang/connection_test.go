package main

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terang/connection"
	"terang/internal/toko"
)

// terangWith runs the program as a process of its own, with something on its standard input.
func terangWith(t *testing.T, stdin string, args ...string) (out, errs string, ok bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, args...)
	c.Env = append(os.Environ(), runMain+"=1", "LANG=en_US.UTF-8")
	c.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	err = c.Run()
	return stdout.String(), stderr.String(), err == nil
}

// TestAConnectionIsAddedTriedRotatedAndRemoved is the operator's way, against a real system.
func TestAConnectionIsAddedTriedRotatedAndRemoved(t *testing.T) {
	t.Parallel()
	const canary = "s3cret-canary-value"
	system := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+canary {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(system.Close)
	dir := t.TempDir()
	seedWorkspace(t, dir)
	key := filepath.Join(dir, secretFile)
	at := []string{"--data", dir, "--set", "connection.private_hosts=" + strings.TrimPrefix(system.URL, "http://")}
	run := func(stdin string, args ...string) (string, bool) {
		out, errs, ok := terangWith(t, stdin, append(args, at...)...)
		if strings.Contains(out+errs, canary) {
			t.Errorf("%v prints the secret: %s %s", args, out, errs)
		}
		return out + errs, ok
	}
	add := []string{"connection", "add", "default", system.URL, "--auth", "bearer"}
	if out, ok := run("", add...); ok || !strings.Contains(out, "secret is missing") {
		t.Errorf("without a secret: %t %s", ok, out)
	}
	if out, ok := run(canary+"\n", add...); !ok {
		t.Fatal(out)
	}
	info, err := os.Stat(key)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal(info, err)
	}
	before, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	if out, ok := run("", "connection", "list", "--json"); !ok || !strings.Contains(out, `"has_secret": true`) {
		t.Error(out)
	}
	if out, ok := run("", "connection", "test"); !ok || !strings.Contains(out, "default: answers (status 200") {
		t.Error(out)
	}
	if out, ok := run("", "secret", "rotate"); !ok || !strings.Contains(out, "1 credentials were sealed anew") {
		t.Error(out)
	}
	after, err := os.ReadFile(key)
	if err != nil || bytes.Equal(before, after) {
		t.Error("the key is the old one", err)
	}
	if ring, err := connection.ParseRing(string(after)); err != nil || ring.Len() != 1 {
		t.Error("the old key is there still", err)
	}
	if out, ok := run("", "connection", "test"); !ok {
		t.Error("after the rotation: " + out)
	}
	if err := os.WriteFile(key, before, 0o600); err != nil { // a backup's data with another key
		t.Fatal(err)
	}
	if out, ok := run("", "connection", "test"); ok || !strings.Contains(out, "secret_unreadable") {
		t.Error("with another key: " + out)
	}
	if out, ok := run("", "connection", "remove", "default"); !ok {
		t.Error(out)
	}
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, _ error) error {
		if b, err := os.ReadFile(path); err == nil && bytes.Contains(b, []byte(canary)) {
			t.Errorf("%s has the secret in the clear", path)
		}
		return nil
	})
}

func TestTheFirstKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", secretFile)
	one, err := connection.Ring{}.With(random(32))
	if err != nil {
		t.Fatal(err)
	}
	two, err := connection.Ring{}.With(random(32))
	if err != nil {
		t.Fatal(err)
	}
	for _, ring := range []connection.Ring{one, two} { // the second process finds the first one's
		if err := makeSecretFile(path, ring); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := connection.ParseRing(string(b)); err != nil || got.Text() != one.Text() {
		t.Error("another key took the place of the first", err)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}

// described is the shop's description as its server gives it.
func described(t testing.TB) []byte {
	t.Helper()
	server, err := toko.New(toko.Config{Dir: t.TempDir(), APIKey: strings.Repeat("k", 32), Clock: time.Now, Random: rand.Reader, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/openapi.yaml", nil))
	if w.Code != 200 {
		t.Fatal(w.Code)
	}
	return w.Body.Bytes()
}

func TestActionsAreImportedAndCompared(t *testing.T) {
	t.Parallel()
	description := filepath.Join(t.TempDir(), "openapi.yaml")
	if err := os.WriteFile(description, described(t), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "actions.yaml")
	code, text, errs := terangRun(t, "en_US.UTF-8", "actions", "import", description, "--pick", "getOrder,listSlots", "--out", out)
	if code != 0 || !strings.Contains(text, "2 actions; credential: header") {
		t.Fatal(code, text, errs)
	}
	b, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(b), "name: get_order") || !strings.Contains(string(b), "name: list_slots") {
		t.Fatal(string(b), err)
	}
	if code, _, errs := terangRun(t, "en_US.UTF-8", "actions", "import", description, "--out", out); code == 0 || !strings.Contains(errs, "cannot be written") {
		t.Error("an existing file was written over: " + errs)
	}
	if code, _, errs := terangRun(t, "id_ID.UTF-8", "actions", "import", description, "--pick", "nothing"); code == 0 || !strings.Contains(errs, "Tidak ada operasi nothing") {
		t.Error(errs)
	}
	code, text, errs = terangRun(t, "en_US.UTF-8", "actions", "import", description, "--compare", "../../packs/retail/actions.yaml")
	if code != 0 || !strings.Contains(text, "verify_start: risk is change, not identity") {
		t.Error(code, text, errs)
	}
	if code, _, errs := terangRun(t, "en_US.UTF-8", "actions", "import", "../../go.mod"); code == 0 || !strings.Contains(errs, "not an OpenAPI file") {
		t.Error(errs)
	}
}
