package playbook

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing wrong in a file: what, why it cannot stay, and what to do next.
type Problem struct {
	File string
	Line int
	What string
	Why  string
	Next string
}

// Error is one line for a terminal: "order_status.yaml:12: unknown field "txt": a say has text, …; …".
func (p Problem) Error() string {
	s := fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What)
	if p.Why != "" {
		s += ": " + p.Why
	}
	if p.Next != "" {
		s += "; " + p.Next
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

func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int { return a.Line - b.Line })
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
