package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"terang/assistant"
	"terang/playbook"
)

// lintCmd looks for what can go wrong in playbooks, before a contact finds it.
type lintCmd struct {
	What []string `arg:"" optional:"" name:"pack|files" help:"${help_lint_what}"`
}

// linted is what is wrong with a pack.
type linted struct {
	Pack     string          `json:"pack"`
	Problems []lintedProblem `json:"problems"`
	Others   []string        `json:"others,omitempty"` // mistakes of files that are no playbooks
	Errors   int             `json:"errors"`
	Warnings int             `json:"warnings"`
}

// lintedProblem is one thing that is wrong, in the language of whoever asks.
type lintedProblem struct {
	File     string            `json:"file"`
	Line     int               `json:"line"`
	Column   int               `json:"column"`
	Severity playbook.Severity `json:"severity"`
	Rule     string            `json:"rule"`
	playbook.Words
}

// Run checks and prints; errors are a failure of the command, warnings are not.
func (c *lintCmd) Run(p *program) error {
	packs, files, err := c.sort()
	if err != nil {
		return err
	}
	all, count := []linted{}, 0
	for _, name := range packs {
		l, err := p.lintPack(name, files[name])
		if err != nil {
			return err
		}
		all = append(all, l)
		count += l.Errors
	}
	if err := p.result(all, func() {
		for _, l := range all {
			p.printLinted(l)
		}
	}); err != nil {
		return err
	}
	if count > 0 {
		return fail("lint_failed", nil, "count", strconv.Itoa(count))
	}
	return nil
}

// sort tells packs from playbooks. A playbook is checked with the pack that it lies in, because only that knows which
// actions, articles and other playbooks there are.
func (c *lintCmd) sort() (packs []string, files map[string][]string, err error) {
	files = map[string][]string{}
	if len(c.What) == 0 {
		return knownPacks(), files, nil
	}
	for _, what := range c.What {
		name := packName(what)
		if info, err := os.Stat(what); err == nil && !info.IsDir() {
			folder := filepath.Dir(filepath.Dir(what))
			if _, err := os.Stat(filepath.Join(folder, "brand.yaml")); err != nil {
				return nil, nil, fail("lint_alone", err, "file", what)
			}
			name = filepath.Clean(folder) + string(filepath.Separator)
			files[name] = append(files[name], filepath.ToSlash(filepath.Join(filepath.Base(filepath.Dir(what)), filepath.Base(what))))
		}
		if !slices.Contains(packs, name) {
			packs = append(packs, name)
		}
	}
	return packs, files, nil
}

// lintPack checks a pack; only names the files of interest, nil for all.
func (p *program) lintPack(name string, only []string) (linted, error) {
	l := linted{Pack: strings.TrimRight(name, `/\`), Problems: []lintedProblem{}}
	fsys, err := packFiles(name)
	if err != nil {
		return l, err
	}
	problems, others := assistant.Lint(fsys)
	for _, one := range problems {
		if only == nil || slices.Contains(only, one.File) {
			l.Problems = append(l.Problems, lintedProblem{one.File, one.Line, one.Column, one.Severity, one.Rule, one.In(p.language)})
		}
	}
	for _, err := range others {
		l.Others = append(l.Others, playbook.Tell(err, p.language))
	}
	slices.SortStableFunc(l.Problems, func(a, b lintedProblem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	for i := range l.Problems {
		if l.Problems[i].Severity == playbook.SeverityWarning {
			l.Warnings++
		} else {
			l.Errors++
		}
		if strings.ContainsAny(name, `/\`) {
			l.Problems[i].File = filepath.Join(name, filepath.FromSlash(l.Problems[i].File))
		}
	}
	if only == nil && l.Errors+len(l.Others) == 0 { // each file is sound; do they fit together?
		if _, err := loadPack(name); err != nil {
			l.Others = append(l.Others, playbook.Tell(cmp.Or(errors.Unwrap(err), err), p.language))
		}
	}
	l.Errors += len(l.Others)
	return l, nil
}

func (p *program) printLinted(l linted) {
	for _, problem := range l.Problems {
		p.printf("%s:%d:%d: %s %s: %s — %s — %s\n", problem.File, problem.Line, problem.Column, p.text("lint_"+string(problem.Severity)), problem.Rule, problem.What, problem.Why, problem.Next)
	}
	for _, other := range l.Others {
		p.printf("%s: %s: %s\n", l.Pack, p.text("lint_error"), other)
	}
	key := "lint_found"
	if l.Errors+l.Warnings == 0 {
		key = "lint_clean"
	}
	p.println(p.fill(key, map[string]string{"pack": l.Pack, "errors": strconv.Itoa(l.Errors), "warnings": strconv.Itoa(l.Warnings)}))
}
