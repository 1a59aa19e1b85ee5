package assistant_test

import (
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"terang"

	"terang/assistant"
	"terang/packs"
	"terang/playbook"
)

// packFiles copies the pack that comes with the house, so that a test may break it.
func packFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	root, err := fs.Sub(packs.FS(), "retail")
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, name)
		out[name] = &fstest.MapFile{Data: b}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheRetailPackLoads(t *testing.T) {
	t.Parallel()
	p, err := assistant.LoadPack(packFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	if p.Brand.Name == "" || len(p.Actions) == 0 || len(p.Articles) == 0 || p.Brain == nil {
		t.Errorf("a pack with holes: %+v", p.Brand)
	}
}

func TestAPackKeepsWhatSomebodyShouldLookAt(t *testing.T) {
	t.Parallel()
	files := packFiles(t)
	const name = "playbooks/change_address.yaml"
	src := strings.Replace(string(files[name].Data), "slots:\n", "slots:\n  colour: {type: text, label: {id: Warna, en: Colour}}\n", 1)
	files[name] = &fstest.MapFile{Data: []byte(src)}
	p, err := assistant.LoadPack(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range p.Warnings {
		if w.Rule == playbook.RuleUnused && w.File == name && strings.Contains(w.In(terang.English).What, `"colour"`) && w.Line > 1 {
			return
		}
	}
	t.Errorf("the slot that nothing uses is not told of: %v", p.Warnings)
}

func TestAPackThatCannotWorkIsRefused(t *testing.T) {
	t.Parallel()
	good := packFiles(t)
	for name, c := range map[string]struct{ file, old, new, want string }{
		"no action":     {"playbooks/password_reset.yaml", "action: password_reset", "action: password_rset", `there is no action "password_rset"`},
		"no output":     {"playbooks/password_reset.yaml", "reset.link", "reset.lnk", `the action that saves "reset" gives no "lnk"`},
		"no input":      {"playbooks/password_reset.yaml", "{customer_id: verified.id,", "{customer: verified.id,", `takes no input "customer"`},
		"missing input": {"playbooks/password_reset.yaml", "customer_id: verified.id, ", "", `needs the input "customer_id"`},
		"no article":    {"playbooks/return_item.yaml", "id: returns", "id: retours", `the pack has no article "retours"`},
		"two answers":   {"playbooks/return_item.yaml", "triggers: [return_item]", "triggers: [return_item, order_status]", `both answer the intent "order_status"`},
		"bad brand":     {"brand.yaml", "name: Toko Terang", "name: ''", "brand.yaml: name is empty"},
		"half article":  {"articles/returns.en.md", "id: returns", "id: returns2", `"returns" has no text in "en"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := maps.Clone(good)
			src := string(good[c.file].Data)
			if !strings.Contains(src, c.old) {
				t.Fatalf("%s has no %q", c.file, c.old)
			}
			bad[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(src, c.old, c.new, 1))}
			if _, err := assistant.LoadPack(bad); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	t.Run("no brand", func(t *testing.T) {
		t.Parallel()
		bad := maps.Clone(good)
		delete(bad, "brand.yaml")
		if _, err := assistant.LoadPack(bad); err == nil {
			t.Error("a pack without a brand loads")
		}
	})
}
