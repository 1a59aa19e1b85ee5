package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"terang/simulate"
)

// copyPack leaves a pack in a folder of its own, with one change to one of its files.
func copyPack(t *testing.T, file, old, changed string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "packs", "retail"))); err != nil {
		t.Fatal(err)
	}
	if file != "" {
		name := filepath.Join(dir, filepath.FromSlash(file))
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), old) {
			t.Fatalf("%s has no %q", file, old)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(string(b), old, changed, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestScenariosOfThePacksOfTheBinary(t *testing.T) {
	t.Parallel()
	code, out, errs := terangRun(t, "en", "--json", "test")
	var all []tested
	if err := json.Unmarshal([]byte(out), &all); err != nil || code != 0 || len(all) != len(knownPacks()) {
		t.Fatalf("%d %v %s", code, err, errs)
	}
	for _, p := range all {
		if p.Pack == "retail" && (p.Failed != 0 || len(p.Scenarios) < 40) {
			t.Errorf("%+v", p)
		}
	}
}

func TestAScenarioThatGoesAnotherWay(t *testing.T) {
	t.Parallel()
	dir := copyPack(t, "scenarios/cancel_order.kept.id.txt", "expect: holder assistant", "expect: holder queue")
	code, out, errs := terangRun(t, "id", "test", dir, "--run", "cancel_order")
	if code != 1 || !strings.Contains(out, "cancel_order.kept.id.txt:") || !strings.Contains(out, "dipegang assistant") || !strings.Contains(errs, "1 skenario") {
		t.Fatalf("%d\n%s\n%s", code, out, errs)
	}
	if code, out, _ := terangRun(t, "en", "test", dir, "--run", "password"); code != 0 || !strings.Contains(out, "ok  ") {
		t.Errorf("others fail, too: %s", out)
	}
	if code, _, errs := terangRun(t, "en", "test", "retail", "--update"); code != 1 || !strings.Contains(errs, "inside the binary") {
		t.Errorf("the binary was rewritten: %s", errs)
	}
}

func TestUpdateWritesTheTalkAnew(t *testing.T) {
	t.Parallel()
	dir := copyPack(t, "playbooks/cancel_order.yaml", "Batalkan pesanan ini?", "Jadi dibatalkan?")
	file := filepath.Join(dir, "scenarios", "whole.txt")
	src := "A talk.\n-- system --\nverify_start => {\"verification_id\":\"v\",\"masked\":\"+62\"}\n-- script --\ncontact: jam buka?\n-- want --\nnothing of this\n"
	if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := terangRun(t, "en", "test", dir, "--run", "whole"); code != 1 || !strings.Contains(out, "- nothing of this") || !strings.Contains(out, "+ > contact: jam buka?") {
		t.Fatalf("%d %s", code, out)
	}
	code, out, errs := terangRun(t, "en", "test", dir, "--run", "whole", "--update")
	b, err := os.ReadFile(file)
	if err != nil || code != 0 || !strings.Contains(out, "rewritten") || !strings.HasPrefix(string(b), src[:strings.Index(src, "nothing")]) || !strings.Contains(string(b), "opening-hours") {
		t.Fatalf("%d %s %s\n%s", code, out, errs, b)
	}
	if code, _, _ := terangRun(t, "en", "test", dir, "--run", "whole"); code != 0 {
		t.Error("what was written does not hold")
	}
}

func TestLintNamesFileLineAndMend(t *testing.T) {
	t.Parallel()
	if code, out, errs := terangRun(t, "en", "lint"); code != 0 || !strings.Contains(out, "retail: ") {
		t.Fatalf("the packs of the binary: %s %s", out, errs)
	}
	dir := copyPack(t, "playbooks/order_status.yaml", "action: orders_list", "action: orders_lst")
	code, out, errs := terangRun(t, "en", "lint", dir)
	if code != 1 || !strings.Contains(out, filepath.Join("playbooks", "order_status.yaml")+":") || !strings.Contains(out, "error unknown_action: ") || !strings.Contains(errs, "errors in the pack") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if code, out, _ := terangRun(t, "id", "lint", dir); code != 1 || !strings.Contains(out, `kesalahan unknown_action: tidak ada action "orders_lst"`) || !strings.Contains(out, `tulis "orders_list", atau tambahkan ke actions.yaml`) {
		t.Errorf("in Indonesian: %d %s", code, out)
	}
	if code, _, errs := terangRun(t, "id", "test", dir); code != 1 || !strings.Contains(errs, `tidak ada action "orders_lst"`) {
		t.Errorf("a test in Indonesian: %d %s", code, errs)
	}
	code, out, _ = terangRun(t, "en", "--json", "lint", filepath.Join(dir, "playbooks", "order_status.yaml"))
	var all []linted
	if err := json.Unmarshal([]byte(out), &all); err != nil || code != 1 || len(all) != 1 || all[0].Errors != 1 || all[0].Problems[0].Line == 0 {
		t.Fatalf("%d %v %s", code, err, out)
	}
	if code, out, _ := terangRun(t, "en", "lint", filepath.Join(dir, "playbooks", "cancel_order.yaml")); code != 0 {
		t.Errorf("another file's mistake: %s", out)
	}
	if code, _, errs := terangRun(t, "en", "lint", "trial_test.go"); code != 1 || !strings.Contains(errs, "does not lie in the folder playbooks") {
		t.Errorf("%s", errs)
	}
}

func TestSimulatePrintsFiguresAndOpensConversations(t *testing.T) {
	t.Parallel()
	code, out, errs := terangRun(t, "en", "--json", "simulate", "retail", "--seed", "3", "--conversations", "120")
	var f simulate.Figures
	if err := json.Unmarshal([]byte(out), &f); err != nil || code != 0 || f.Conversations != 120 || f.Resolved == 0 || f.Seconds == 0 {
		t.Fatalf("%d %v %s", code, err, errs)
	}
	var raw map[string]any
	if err := json.Unmarshal([]byte(out), &raw); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"resolved", "handed_over", "abandoned", "asked_twice", "seconds"} {
		if _, ok := raw[key].(float64); !ok {
			t.Errorf("%s is missing", key)
		}
	}
	if sum := f.Resolved + f.HandedOver + f.Abandoned; sum < 0.999 || sum > 1.001 {
		t.Errorf("the outcomes are %.4f", sum)
	}
	dir := filepath.Join(t.TempDir(), "talks")
	if code, out, errs := terangRun(t, "en", "simulate", "retail", "--seed", "3", "-n", "12", "--out", dir); code != 0 || !strings.Contains(out, "12 conversations written") {
		t.Fatalf("%s %s", out, errs)
	}
	_, out, _ = terangRun(t, "en", "simulate", "retail", "--seed", "3", "--open", "00007")
	b, err := os.ReadFile(filepath.Join(dir, "00007.txt"))
	if err != nil || string(b) != out || !strings.Contains(out, "# 00007") {
		t.Errorf("the conversation that is opened is not the one that was written: %v\n%s", err, out)
	}
	none := copyPack(t, "", "", "")
	if err := os.Remove(filepath.Join(none, "simulation.yaml")); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := terangRun(t, "en", "simulate", none); code != 1 || !strings.Contains(errs, "has no simulation.yaml") {
		t.Errorf("%d %s", code, errs)
	}
}

func TestASimulationThatBreaksARuleFails(t *testing.T) {
	t.Parallel()
	dir := copyPack(t, "simulation.yaml", "  password_reset => {\"reset_id\":\"rst_1\",\"link\":\"https://toko.example/reset/prt_x\"", "  password_reset => {\"reset_id\":\"rst_1\",\"link\":\"{{ link }}\"")
	code, out, errs := terangRun(t, "id", "simulate", dir, "-n", "200")
	if code != 1 || !strings.Contains(out, "hole") || !strings.Contains(errs, "--open") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
}
