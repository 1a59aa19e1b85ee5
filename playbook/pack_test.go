package playbook_test

import (
	"io/fs"
	"path"
	"testing"

	"terang/packs"
	"terang/playbook"
)

func TestPlaybooksOfThePacksAreValid(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(packs.FS(), "*/playbooks/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		b, err := fs.ReadFile(packs.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		pb, err := playbook.Parse(path.Base(name), b)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if pb.ID+".yaml" != path.Base(name) {
			t.Errorf("%s holds the playbook %q: file and id must agree", name, pb.ID)
		}
	}
}
