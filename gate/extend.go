package gate

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
)

// maxPolicyFiles is how many files of a folder are read.
const maxPolicyFiles = 100

// Extend reads an operator's folder of policies and returns the book with what is new in it, and the names of the new
// policies, for example "custom@2". The book can only grow: a file that is broken or gone, or that says other things under
// a version that is in force, is reported and changes nothing, so that no mistake makes the rules laxer. What a file adds
// with a date in the future is in the book at once and asks for nothing before that date.
//
// The error joins every problem, each with its file and line; the book that comes with it is good.
func (b *Rulebook) Extend(folder fs.FS) (*Rulebook, []string, error) {
	names, problems := policyNames(folder)
	policies := copied(b.policies)
	own := map[string]bool{} // what the folder holds now
	var added []string
	for _, name := range names {
		p, err := readPolicy(folder, name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if own[p.Ref()] {
			problems = append(problems, fmt.Errorf("%s:1: %s stands in another file too; give one of them another id or version", name, p.Ref()))
			continue
		}
		own[p.Ref()] = true
		i := slices.IndexFunc(policies, func(have Policy) bool { return have.Ref() == p.Ref() })
		switch {
		case i < 0:
			policies = append(policies, *p)
			added = append(added, p.Ref())
		case !reflect.DeepEqual(policies[i], *p):
			problems = append(problems, fmt.Errorf("%s:1: %s is in force and says something else; a published version never changes, because receipts cite it: write version: %d", name, p.Ref(), p.Version+1))
		}
	}
	if len(problems) == 0 {
		problems = b.gone(own)
	}
	if len(added) == 0 {
		return b, nil, errors.Join(problems...)
	}
	return &Rulebook{policies: policies}, added, errors.Join(problems...)
}

// gone reports the operator's policies that no file holds any more.
func (b *Rulebook) gone(own map[string]bool) []error {
	var out []error
	for i := range b.policies {
		ref := b.policies[i].Ref()
		if !own[ref] && !slices.ContainsFunc(Default().policies, func(p Policy) bool { return p.Ref() == ref }) {
			out = append(out, fmt.Errorf("the file of %s is gone; it stays in force until the next start: put it back, or start again to end it", ref))
		}
	}
	return out
}

// policyNames lists the policy files of a folder. What stands there and would not be read is reported: a rule that is
// silently left out is worse than a loud one. Notes (*.md) and hidden files may stand beside.
func policyNames(folder fs.FS) ([]string, []error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, []error{fmt.Errorf("the folder of policies cannot be read: %w; mend it, what was in force stays in force", err)}
	}
	var names []string
	var problems []error
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".md"):
		case e.IsDir() || !strings.HasSuffix(name, ".yaml"):
			problems = append(problems, fmt.Errorf("%s: not read; policy files end in .yaml and stand in the folder itself", name))
		case len(names) == maxPolicyFiles:
			return names, append(problems, fmt.Errorf("%s: not read; at most %d policy files are: put some together", name, maxPolicyFiles))
		default:
			names = append(names, name)
		}
	}
	return names, problems
}

func readPolicy(folder fs.FS, name string) (*Policy, error) {
	info, err := fs.Stat(folder, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if info.Size() > maxPolicyFile {
		return nil, fmt.Errorf("%s: %d bytes are more than %d; a policy file holds one policy", name, info.Size(), maxPolicyFile)
	}
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return ParsePolicy(name, text)
}
