package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"terang/httpapi"
	"terang/internal/bench"
	"terang/store"
)

func TestReportPrintsTheMeasures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := []string{"--config", filepath.Join(dir, "terang.yaml")}
	if code, _, errs := terangRun(t, "en", append([]string{"init", "--name", "Toko Terang", "--email", "o@toko.id", "--data", filepath.Join(dir, "data"), "--listen", "127.0.0.1:0"}, at...)...); code != 0 {
		t.Fatal(errs)
	}
	db, err := store.Open(context.Background(), store.Config{Dir: filepath.Join(dir, "data")})
	if err != nil {
		t.Fatal(err)
	}
	w, err := findWorkspace(context.Background(), db, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := bench.FillReport(context.Background(), db, w.ID, bench.ReportSize{Matters: 700, HandOvers: 90, TrustTurns: 40, Promises: 12}, clock(), 20, newID, random); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, errs := terangRun(t, "en", append([]string{"--json", "report"}, at...)...)
	var r httpapi.TrustReport
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	sum := r.Resolution.Confirmed + r.Resolution.Silent + r.Resolution.GaveUp + r.Resolution.CameBack + r.Resolution.HandedOver + r.Resolution.Open
	if r.Resolution.Matters != 700 || sum != 700 || r.HandOvers.N != 90 || r.Promises.Made != 12 || r.HandOvers.Returned.N != 10 || r.HandOvers.FirstWord.P90 == nil {
		t.Errorf("report: %s", out)
	}
	if code, out, errs = terangRun(t, "id", append([]string{"report"}, at...)...); code != 0 || !strings.Contains(out, "datang lagi dalam 72 jam") || !strings.Contains(out, "700") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, _, errs = terangRun(t, "en", append([]string{"report", "--from", "2020-01-01", "--to", "2026-01-01"}, at...)...); code == 0 || !strings.Contains(errs, "at most 100") {
		t.Errorf("six years at once: %d %s", code, errs)
	}
}
