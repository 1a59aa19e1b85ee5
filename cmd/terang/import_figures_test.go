package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	formats "terang/exchange"
	"terang/move"
	"terang/store"
)

// TestAHundredThousandMessagesInBoundedMemory: the heap does not grow with the file. TERANG_IMPORT_FIGURES=1 runs it at full size.
func TestAHundredThousandMessagesInBoundedMemory(t *testing.T) {
	tickets := 500
	if os.Getenv("TERANG_IMPORT_FIGURES") != "" {
		tickets = 10_000
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "tickets.jsonl")
	manyTickets(t, path, tickets, 10)
	db, err := store.Open(t.Context(), store.Config{Dir: filepath.Join(dir, "data")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w, err := createWorkspace(t.Context(), db, "Toko", "retail")
	if err != nil {
		t.Fatal(err)
	}
	s := move.New(db, clock, random)
	run := func(name string, dry bool) {
		t.Helper()
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var most, n uint64
		var mem runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&mem)
		before := mem.HeapAlloc
		begun := time.Now()
		files := func(yield func(formats.File) bool) { yield(formats.File{Name: "tickets.jsonl", Body: f}) }
		sum, err := s.Import(t.Context(), formats.Read(formats.Zendesk, files), move.Options{WorkspaceID: w.ID, DryRun: dry}, func(move.Result) error {
			if n++; n%5000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&mem)
				most = max(most, mem.HeapAlloc-min(before, mem.HeapAlloc))
			}
			return nil
		})
		if err != nil || sum.Of(move.Refused) > 0 {
			t.Fatalf("%v %v", sum.Counts, err)
		}
		took := time.Since(begun)
		t.Logf("%s: %d rows in %s (%.0f a second), live heap +%.1f MB at most", name, sum.Rows, took.Round(time.Millisecond), float64(sum.Rows)/took.Seconds(), float64(most)/(1<<20))
		if most > 48<<20 {
			t.Errorf("%s: the heap grew by %d bytes", name, most)
		}
	}
	run("dry run", true)
	run("import", false)
	run("again", false)
	begun := time.Now()
	out, err := os.Create(filepath.Join(dir, "out.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	written, err := s.Export(t.Context(), w.ID, out)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("export: %d rows in %s", written.Rows, time.Since(begun).Round(time.Millisecond))
}
