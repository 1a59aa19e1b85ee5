package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"terang/action"
	"terang/engine"
	"terang/knowledge"
	"terang/packs"
	"terang/playbook"
	"terang/understand"
)

// pack is a sector's pack, read and checked.
type pack struct {
	brain *engine.Brain
	specs []action.Spec
}

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

// loadPack reads a pack and trains its model. All mistakes of its files are told at once.
func loadPack(name string) (*pack, error) {
	files, err := packFiles(name)
	if err != nil {
		return nil, err
	}
	p := engine.Parts{}
	out := &pack{}
	var examples []understand.Example
	r := &packReader{files: files}
	r.each("brand.yaml", func(name string, b []byte) (err error) { p.Brand, err = engine.ParseBrand(name, b); return })
	r.each("actions.yaml", func(name string, b []byte) (err error) { out.specs, err = action.ParseSpecs(name, b); return })
	r.each("intents/*.tsv", func(name string, b []byte) error {
		found, err := understand.ParseExamples(name, b)
		examples = append(examples, found...)
		return err
	})
	r.each("articles/*.md", func(name string, b []byte) error {
		a, err := knowledge.ParseArticle(name, b)
		p.Articles = append(p.Articles, a)
		return err
	})
	r.each("playbooks/*.yaml", func(name string, b []byte) error {
		pb, err := playbook.Parse(name, b)
		p.Playbooks = append(p.Playbooks, pb)
		return err
	})
	if err := r.err(); err != nil {
		return nil, fail("pack_broken", err, "pack", name)
	}
	if p.Model, err = understand.Train(examples, understand.Options{Patterns: p.Brand.EntityPatterns()}); err != nil {
		return nil, fail("pack_broken", err, "pack", name)
	}
	p.Index = knowledge.NewIndex(p.Articles, p.Model.Normalise)
	if out.brain, err = engine.New(p); err != nil {
		return nil, fail("pack_broken", err, "pack", name)
	}
	for _, called := range out.brain.Actions() {
		if !slices.ContainsFunc(out.specs, func(s action.Spec) bool { return s.Name == called }) {
			return nil, fail("pack_broken", fmt.Errorf("actions.yaml: a playbook calls %q, which is not there; add it", called), "pack", name)
		}
	}
	return out, nil
}

// packReader reads a pack's files and gathers what is wrong with them.
type packReader struct {
	files    fs.FS
	problems []error
}

func (r *packReader) each(pattern string, read func(name string, b []byte) error) {
	names, err := fs.Glob(r.files, pattern)
	if err != nil {
		r.problems = append(r.problems, err)
	}
	if len(names) == 0 && path.Dir(pattern) == "." {
		r.problems = append(r.problems, fmt.Errorf("%s is missing", pattern))
	}
	for _, name := range names {
		b, err := fs.ReadFile(r.files, name)
		if err == nil {
			err = read(name, b)
		}
		if err != nil {
			r.problems = append(r.problems, err)
		}
	}
}

func (r *packReader) err() error { return errors.Join(r.problems...) }
