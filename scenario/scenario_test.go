package scenario_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"terang"
	"terang/assistant"
	"terang/engine"
	"terang/packs"
	"terang/scenario"
)

// packBrain is a pack of the house, with its own model.
func packBrain(name string) (*engine.Brain, fs.FS, error) {
	fsys, err := fs.Sub(packs.FS(), name)
	if err != nil {
		return nil, nil, err
	}
	p, err := assistant.LoadPack(fsys)
	if err != nil {
		return nil, nil, err
	}
	m, err := p.Train(nil)
	if err != nil {
		return nil, nil, err
	}
	return p.Brain.With(m), fsys, nil
}

var retail = sync.OnceValues(func() (*engine.Brain, error) {
	b, _, err := packBrain("retail")
	return b, err
})

func brain(t testing.TB) *engine.Brain {
	t.Helper()
	b, err := retail()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTheEnginesGoldensPlay holds the room to the talks that the engine is tested with.
func TestTheEnginesGoldensPlay(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../engine/testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), ".yaml --\n") {
			continue // it brings playbooks of its own, which the engine's test puts in
		}
		f, err := scenario.Parse(name, raw)
		if err != nil {
			t.Fatal(err)
		}
		r := f.Run(brain(t))
		for _, fail := range r.Failures {
			if !strings.Contains(fail.What.In(terang.English), "no answer is stated") {
				t.Errorf("%s:%d: %s", name, fail.Line, fail.What.In(terang.English))
			}
		}
		if got := string(f.Bytes(r.Talk)); got != string(raw) && r.OK() {
			t.Errorf("%s: its bytes changed", name)
		}
	}
}

// TestPacksKeepTheirScenarios plays all scenarios of all packs of the house.
func TestPacksKeepTheirScenarios(t *testing.T) {
	t.Parallel()
	entries, err := fs.ReadDir(packs.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			names, err := fs.Glob(packs.FS(), e.Name()+"/scenarios/*.txt")
			if err != nil {
				t.Fatal(err)
			}
			if len(names) == 0 {
				t.Skip("no scenarios yet")
			}
			b, fsys, err := packBrain(e.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				name = strings.TrimPrefix(name, e.Name()+"/")
				raw, err := fs.ReadFile(fsys, name)
				if err != nil {
					t.Fatal(err)
				}
				f, err := scenario.Parse("packs/"+e.Name()+"/"+name, raw)
				if err != nil {
					t.Error(err)
					continue
				}
				for _, fail := range f.Run(b).Failures {
					t.Errorf("%s:%d: %s", f.Name, fail.Line, fail.What.In(terang.English))
				}
			}
		})
	}
}
