package assistant

import (
	"errors"
	"io/fs"

	"terang/playbook"
)

// Lint reads a pack as [LoadPack] does, but goes on where a file is wrong: it returns what is wrong with the playbooks, those
// that can be read checked against the whole pack, and the mistakes of the other files.
func Lint(fsys fs.FS) (playbook.Problems, []error) {
	l := &packLoader{fsys: fsys}
	p := &Pack{Brand: l.brand(), Actions: l.actions()}
	p.Segments, p.Examples = l.segments(), l.examples()
	p.Articles = l.articles()
	others := l.problems
	l.problems = nil
	books := l.playbooks()
	var found playbook.Problems
	for _, err := range l.problems {
		var many playbook.Problems
		if errors.As(err, &many) {
			found = append(found, many...)
			continue
		}
		others = append(others, err)
	}
	if len(others) > 0 {
		return found, others // without the rest of the pack, what is missing from it is not the playbooks' fault
	}
	return append(found, playbook.Lint(books, p.Facts())...), nil
}
