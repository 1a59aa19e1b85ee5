package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"terang/provenance/receipt"
	"terang/store"
)

// manyTickets writes an export as Zendesk writes it: one ticket a line, each with its comments.
func manyTickets(t testing.TB, path string, tickets, comments int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := range tickets {
		var cs []string
		for k := range comments {
			by := 5000 + i%97
			if k%2 == 1 {
				by = 77
			}
			cs = append(cs, fmt.Sprintf(`{"id":%d,"author_id":%d,"plain_body":"Pesan %d dari tiket %d tentang paket yang belum tiba.","public":true,"created_at":"2024-05-01T10:%02d:%02dZ"}`, i*1000+k, by, k, i, k%60, i%60))
		}
		if _, err := fmt.Fprintf(f, `{"id":%d,"requester_id":%d,"subject":"Tiket %d","status":"solved","created_at":"2024-05-01T09:00:00Z","comments":[%s]}`+"\n", i, 5000+i%97, i, strings.Join(cs, ",")); err != nil {
			t.Fatal(err)
		}
	}
}

const zendeskUsers = `{"users":[{"id":77,"name":"Rina","role":"agent","email":"rina@toko.example"},{"id":5000,"name":"Ani","role":"end-user","phone":"0812-1111-2222"}],"end_of_stream":true}`

// TestAKilledImportRunsAgainAsIfNothingHappened: killed in the middle, again and again, and then run to its end, the same export.
func TestAKilledImportRunsAgainAsIfNothingHappened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	users, tickets := filepath.Join(dir, "users.json"), filepath.Join(dir, "tickets.jsonl")
	if err := os.WriteFile(users, []byte(zendeskUsers), 0o600); err != nil {
		t.Fatal(err)
	}
	manyTickets(t, tickets, 300, 20)
	args := func(data string) []string {
		return []string{"import", "zendesk", users, tickets, "--config", os.DevNull, "--data", data}
	}
	export := func(data string) string {
		t.Helper()
		code, out, errs := terangRun(t, "en", "export", "--config", os.DevNull, "--data", data)
		if code != 0 {
			t.Fatalf("export: %d %s", code, errs)
		}
		return timeless(t, untrailed(t, out))
	}
	whole, broken := filepath.Join(dir, "whole"), filepath.Join(dir, "broken")
	seedWorkspace(t, whole)
	if err := os.CopyFS(broken, os.DirFS(whole)); err != nil { // the same workspace: ids follow from it
		t.Fatal(err)
	}
	if code, out, errs := terangRun(t, "en", args(whole)...); code != 0 || !strings.Contains(out, "6302 rows") || !strings.Contains(out, "refused") {
		t.Fatalf("import: %d %s %s", code, out, errs)
	}
	partly := 0
	for i := range 6 {
		cmd := exec.Command(os.Args[0], append(args(broken), "--json")...)
		cmd.Env = append(os.Environ(), runMain+"=1")
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err == nil { // rows are told once they are durable
			_, err = io.CopyN(io.Discard, out, int64(i+1)*100_000)
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if n := countMessages(t, broken); n > 0 && n < 6000 {
			partly++
		}
	}
	if partly == 0 {
		t.Error("no import was killed in the middle")
	}
	t.Logf("killed in the middle: %d of 6", partly)
	if code, _, errs := terangRun(t, "en", args(broken)...); code != 0 {
		t.Fatalf("again: %d %s", code, errs)
	}
	one, two := export(whole), export(broken)
	if one != two {
		t.Errorf("the exports differ: %d and %d bytes", len(one), len(two))
	}
	if strings.Count(one, `"record":"message"`) != 6000 {
		t.Errorf("%d messages", strings.Count(one, `"record":"message"`))
	}
}

// timeless leaves out when an import remembered something, which is the only thing that two imports of the same file differ by.
func timeless(t *testing.T, lines string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(lines) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		if v["record"] == "contact" {
			delete(v, "created_at") // of those whom no file tells the time of
			if all, ok := v["attributes"].(map[string]any); ok {
				for _, one := range all {
					delete(one.(map[string]any), "at")
				}
			}
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
		out.WriteByte('\n')
	}
	return out.String()
}

// untrailed leaves out the log's own account of the commands that were run: an import is a change of the house that it is made in.
func untrailed(t *testing.T, lines string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(lines) {
		var v struct{ Record, Statement json.RawMessage }
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		if string(v.Record) != `"end"` && !receipt.IsAudit(v.Statement) { // the end counts the lines
			out.WriteString(line)
		}
	}
	return out.String()
}

func countMessages(t *testing.T, data string) (n int) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(t.Context(), `select count(*) from message`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestImportAndExportFromTheCommandLine: a dry run tells each row, a refused one says where, why and what to do, and a file that was
// written can be read into an empty house.
func TestImportAndExportFromTheCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	seedWorkspace(t, data)
	csv := filepath.Join(dir, "kontak.csv")
	if err := os.WriteFile(csv, []byte("id;nama;no_hp;kota\n1;Ani;0812-1111-2222;Bogor\n2;Budi;0812 1111 2222\n3;Citra;+62 812 3333 4444;Depok\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	common := []string{"--config", os.DevNull, "--data", data}
	code, out, errs := terangRun(t, "en", append([]string{"import", "csv-contacts", csv, "--dry-run"}, common...)...)
	for _, says := range []string{"kontak.csv:2  create  contact 1", "kontak.csv:3  refused", "another number of columns", "next: Quote cells", "nothing was stored"} {
		if code != 0 || !strings.Contains(out, says) {
			t.Errorf("%d: %q is missing in\n%s%s", code, says, out, errs)
		}
	}
	code, out, errs = terangRun(t, "en", append([]string{"--json", "import", "csv-contacts", csv}, common...)...)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var row struct {
		Line   int64  `json:"line"`
		Action string `json:"action"`
		Next   string `json:"next"`
	}
	if code != 0 || len(lines) != 4 || json.Unmarshal([]byte(lines[1]), &row) != nil || row.Line != 3 || row.Action != "refused" || row.Next == "" {
		t.Errorf("%d: %s %s", code, out, errs)
	}
	if code, out, errs = terangRun(t, "en", append([]string{"export", "--to", dir}, common...)...); code != 0 || !strings.Contains(out, "rows written") {
		t.Fatalf("export: %d %s %s", code, out, errs)
	}
	file := filepath.Join(dir, "toko.terang.jsonl")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	other := filepath.Join(dir, "other")
	seedWorkspace(t, other)
	if code, out, errs = terangRun(t, "en", "import", "terang", file, "--config", os.DevNull, "--data", other); code != 0 || strings.Contains(out, "refused  ") {
		t.Errorf("restore: %d %s %s", code, out, errs)
	}
	code, out, _ = terangRun(t, "en", "export", "--config", os.DevNull, "--data", other)
	b, err := os.ReadFile(file)
	if err != nil || code != 0 || untrailed(t, out) != untrailed(t, string(b)) {
		t.Errorf("what was read is not what is written:\n%s\n%s", b, out)
	}
	if code, _, errs = terangRun(t, "en", append([]string{"import", "zendesk", filepath.Join(dir, "none.json")}, common...)...); code != 1 || !strings.Contains(errs, "cannot be opened") {
		t.Errorf("%d %s", code, errs)
	}
}
