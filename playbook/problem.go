package playbook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"terang"
)

// Severity says whether a playbook may run as it is.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"   // it is refused
	SeverityWarning Severity = "warning" // it runs, but somebody should look
)

// Problem is one thing wrong in a file. Its words come from a table of [Texts], so that everybody reads them in their language.
type Problem struct {
	File     string
	Line     int
	Column   int // from 1
	Severity Severity
	Rule     string // one of the rules of [Lint], or "form" where the file cannot be read
	Key      string // of its words

	said Said
}

// In returns what is wrong, why it cannot stay, and what to do next.
func (p Problem) In(l terang.Language) Words {
	return Words{What: p.said.What.In(l), Why: p.said.Why.In(l), Next: p.said.Next.In(l)}
}

// At puts a problem in its place.
func (p Problem) At(file string, line, column int) Problem {
	p.File, p.Line, p.Column = file, max(line, 1), max(column, 1)
	return p
}

// near adds to the mend the name that was most likely meant, "" for none.
func (p Problem) near(word string) Problem {
	if word != "" {
		p.said.Next = phrase("near", "near", word, "next", p.said.Next)
	}
	return p
}

// Elsewhere tells, at the beginning of one file, a problem that stands in another.
func (p Problem) Elsewhere(file string) Problem {
	what := terang.Text{}
	for l, s := range p.said.What {
		what[l] = fmt.Sprintf("%s:%d: %s", p.File, p.Line, s)
	}
	p.said.What = what
	return p.At(file, 1, 1)
}

// Error is one line for a terminal, in English: "order_status.yaml:12: unknown field "txt" in say: say has text, …; …".
func (p Problem) Error() string { return p.line(terang.English) }

func (p Problem) line(l terang.Language) string {
	w := p.In(l)
	s := w.What
	if p.File != "" {
		s = fmt.Sprintf("%s:%d: %s", p.File, p.Line, s)
	}
	if w.Why != "" {
		s += ": " + w.Why
	}
	if w.Next != "" {
		s += "; " + w.Next
	}
	return s
}

// Problems is everything wrong in a file, in order of its lines.
type Problems []Problem

// Error is one line for each problem.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Errors are those for which a playbook is refused.
func (ps Problems) Errors() Problems { return ps.of(SeverityError) }

// Warnings are the others.
func (ps Problems) Warnings() Problems { return ps.of(SeverityWarning) }

func (ps Problems) of(s Severity) Problems {
	var out Problems
	for _, p := range ps {
		if p.Severity == s {
			out = append(out, p)
		}
	}
	return out
}

// sorted puts the problems of one file in order, and fills in what a reader of files leaves out: all that it finds is an
// error of form.
func (ps Problems) sorted() Problems {
	for i := range ps {
		if ps[i].Severity == "" {
			ps[i].Severity = SeverityError
		}
		if ps[i].Rule == "" {
			ps[i].Rule = RuleForm
		}
		ps[i].Column = max(ps[i].Column, 1)
	}
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return ps
}

// nearest finds the allowed word that was most likely meant, "" where none is near.
func nearest(word string, allowed []string) string {
	best, at := "", max(2, len(word)/3)+1
	for _, a := range allowed {
		if d := distance(word, a); d < at {
			best, at = a, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two short words; long ones are as far as they are long.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
