package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"terang"
	"terang/config"
	"terang/store"
)

// runMain makes the test binary be the program, for tests that start and kill it.
const runMain = "TERANG_TEST_RUN_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(runMain) != "" {
		os.Exit(run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// seedWorkspace makes a store with one workspace, "Toko", and returns its widget key.
func seedWorkspace(t *testing.T, dir string) string {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w, err := createWorkspace(t.Context(), db, "Toko", "retail")
	if err != nil {
		t.Fatal(err)
	}
	return w.PublicKey
}

// terangRun runs a command in a folder of its own.
func terangRun(t *testing.T, lang string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(args, []string{"LANG=" + lang}, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestInitDoctorUserAndToken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "terang.yaml")
	at := []string{"--config", file}
	code, out, errs := terangRun(t, "en_US.UTF-8", append([]string{"init", "--name", "Toko Terang", "--email", "o@toko.id", "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0"}, at...)...)
	if code != 0 || !strings.Contains(out, "/console/#/setup/") || !strings.Contains(out, "data-key=\"wk_") {
		t.Fatalf("init: %d %s %s", code, out, errs)
	}
	code, out, errs = terangRun(t, "en_US.UTF-8", append([]string{"--json", "doctor"}, at...)...)
	var report struct {
		OK       bool
		Findings []finding
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("doctor: %d %s %s", code, out, errs)
	}
	for _, f := range report.Findings {
		if !f.OK && f.Check != "web" {
			t.Errorf("doctor: %+v", f)
		}
		if f.What == "" || strings.Contains(f.What+f.Why+f.Next, "{") {
			t.Errorf("doctor says %+v", f)
		}
	}
	code, _, errs = terangRun(t, "id_ID.UTF-8", append([]string{"init", "--name", "Toko Terang"}, at...)...)
	if code == 0 || !strings.Contains(errs, "sudah ada") || !strings.Contains(errs, "berikutnya: ") {
		t.Errorf("a second init: %d %s", code, errs)
	}
	if code, out, errs = terangRun(t, "en", append([]string{"user", "add", "rina@toko.id", "--name", "Rina"}, at...)...); code != 0 || !strings.Contains(out, "/console/#/setup/") {
		t.Errorf("user add: %d %s %s", code, out, errs)
	}
	if code, out, _ = terangRun(t, "en", append([]string{"--json", "user", "list"}, at...)...); code != 0 || strings.Count(out, `"email"`) != 2 {
		t.Errorf("user list: %d %s", code, out)
	}
	if code, out, _ = terangRun(t, "en", append([]string{"--json", "token", "create", "CRM", "--scope", "conversations:read"}, at...)...); code != 0 || !strings.Contains(out, `"trg_`) {
		t.Errorf("token create: %d %s", code, out)
	}
}

func TestNewcomersAreToldWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := []string{"--config", filepath.Join(dir, "terang.yaml")}
	code, out, errs := terangRun(t, "en", append([]string{"init", "--name", "Kopi Kita", "--data", filepath.Join(dir, "data"), "--public-url", "http://localhost:8301"}, at...)...)
	if code != 0 || !strings.Contains(out, "set workspaces.kopi-kita.pack") {
		t.Fatalf("init: %d %s %s", code, out, errs)
	}
	if _, out, _ = terangRun(t, "en", append([]string{"config"}, at...)...); !regexp.MustCompile(`(?m)^listen +127\.0\.0\.1:8301 `).MatchString(out) {
		t.Errorf("init left listen elsewhere: %s", out)
	}
	_, out, _ = terangRun(t, "en", append([]string{"doctor"}, at...)...)
	if !strings.Contains(out, "! kopi-kita uses the example pack retail.") || strings.Contains(out, "another port than listen") {
		t.Errorf("doctor: %s", out)
	}
	if _, out, _ = terangRun(t, "id", append([]string{"doctor", "--listen", "127.0.0.1:0"}, at...)...); !strings.Contains(out, "! Alamat umum http://localhost:8301 memakai port lain") {
		t.Errorf("doctor: %s", out)
	}
}

func TestServeNamesStrayWorkspaces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seedWorkspace(t, dir)
	db, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var log bytes.Buffer
	cfg := config.Config{Workspaces: map[string]config.Workspace{"toko": {}, "my-shop": {Pack: "./x"}}}
	if err := warnStray(t.Context(), cfg, db, slog.New(slog.NewTextHandler(&log, nil))); err != nil {
		t.Fatal(err)
	}
	if got := log.String(); !strings.Contains(got, "workspace=my-shop detail=toko") || strings.Contains(got, "workspace=toko") {
		t.Errorf("%s", got)
	}
}

func TestErrorsSayWhatWhyAndNext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lang string
		args []string
		want []string
	}{
		"usage":        {"en", []string{"serv"}, []string{"not understood", "next: terang --help"}},
		"no name":      {"en", []string{"token", "create"}, []string{"next: terang token create --help"}},
		"too many":     {"id", []string{"token", "create", "CRM", "toko"}, []string{"berikutnya: terang token create --help"}},
		"config":       {"id", []string{"config", "--config", os.DevNull, "--set", "log.fromat=x"}, []string{"perlu diperbaiki", "maksud Anda log.format?"}},
		"no workspace": {"en", []string{"serve", "--config", os.DevNull, "--data", t.TempDir()}, []string{"no workspace", "next: terang init"}},
		"receipt":      {"en", []string{"verify", os.DevNull}, []string{"does NOT hold", "why: "}},
		"no file":      {"en", []string{"verify", "/nowhere"}, []string{"cannot be read"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, errs := terangRun(t, c.lang, c.args...)
			if code != 1 {
				t.Errorf("exit %d", code)
			}
			for _, want := range c.want {
				if !strings.Contains(errs, want) {
					t.Errorf("%q lacks %q", errs, want)
				}
			}
			if strings.Contains(errs, "{") {
				t.Errorf("a hole in %q", errs)
			}
		})
	}
}

func TestEveryTextHasBothLanguages(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]terang.Text{texts, demoTexts, errorTexts, doctorTexts, evalTexts, benchTexts, conformTexts, trialTexts, playbookTexts, reportTexts, trustTexts, importTexts} {
		for key, text := range table {
			if text[terang.Indonesian] == "" || text[terang.English] == "" {
				t.Errorf("%s", key)
			}
		}
	}
	// Every code that the source names has words.
	code := regexp.MustCompile(`\bfail\("([a-z_]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(b), -1) {
			if words("err_"+m[1]+"_what") == nil || words("err_"+m[1]+"_next") == nil {
				t.Errorf("%s: %s has no words", file, m[1])
			}
		}
	}
}

func TestHelpSpeaksTheOperatorsLanguage(t *testing.T) {
	t.Parallel()
	if _, out, _ := terangRun(t, "id_ID.UTF-8", "--help"); !strings.Contains(out, "Jalankan server.") {
		t.Errorf("%s", out)
	}
	if _, out, _ := terangRun(t, "C.UTF-8", "help"); !strings.Contains(out, "Run the server.") {
		t.Errorf("%s", out)
	}
}
