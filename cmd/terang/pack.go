package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"terang/assistant"
	"terang/gate"
	"terang/packs"
)

// packFiles finds a pack: a folder where the name has a slash, else one that came with the binary.
func packFiles(name string) (fs.FS, error) {
	if strings.ContainsAny(name, `/\`) {
		if _, err := os.Stat(name); err != nil {
			return nil, fail("pack_missing", err, "pack", name)
		}
		return os.DirFS(name), nil
	}
	if _, err := fs.Stat(packs.FS(), name); err != nil {
		return nil, fail("pack_missing", err, "pack", name, "known", strings.Join(knownPacks(), ", "))
	}
	return fs.Sub(packs.FS(), name)
}

func knownPacks() []string {
	entries, err := fs.ReadDir(packs.FS(), ".")
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

// exampleBrand is the make-believe shop whose facts the packs in the binary hold.
const exampleBrand = "Toko Terang"

// usesExample tells whether a brand answers with the facts of the make-believe shop.
func usesExample(name, pack string) bool {
	return name != exampleBrand && !strings.ContainsAny(pack, `/\`)
}

// loadPack reads a pack and trains its model. All mistakes of its files are told at once.
func loadPack(name string) (*assistant.Pack, error) {
	files, err := packFiles(name)
	if err != nil {
		return nil, err
	}
	p, err := assistant.LoadPack(files)
	if err = errors.Join(err, gate.CheckPack(files)); err != nil {
		return nil, fail("pack_broken", err, "pack", name)
	}
	return p, nil
}
