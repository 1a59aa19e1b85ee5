package nlu

import (
	"fmt"
	"slices"

	"terang/understand/request"
	"terang/understand/words"
)

// RequestScore is how well one special request is found in a file of labelled texts.
type RequestScore struct {
	Recall      float64 `json:"recall"`       // of the rows that carry it
	FalseAlarms float64 `json:"false_alarms"` // of all rows that do not
	N           int     `json:"n"`            // rows that carry it
}

// Requests measures a finder on a TSV file with the header "label<TAB>text": a label is a special request, several
// joined by "+", or "none". A request that no row carries is left out.
func Requests(f *request.Finder, book *words.Book, name string, tsv []byte) (map[request.Request]RequestScore, error) {
	rows, err := request.ParseExamples(name, tsv, "")
	if err != nil {
		return nil, fmt.Errorf("nlu: requests: %w", err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("nlu: requests: %s holds no rows", name)
	}
	type count struct{ n, heard, alarms int }
	counts := map[request.Request]*count{}
	for _, r := range request.All() {
		counts[r] = &count{}
	}
	var line words.Line
	var found []request.Found
	for _, row := range rows {
		book.Read(&line, row.Text, "")
		found = f.Find(found[:0], &line)
		for r, c := range counts {
			has := slices.ContainsFunc(found, func(g request.Found) bool { return g.Request == r })
			switch is := slices.Contains(row.Requests, r); {
			case is && has:
				c.n, c.heard = c.n+1, c.heard+1
			case is:
				c.n++
			case has:
				c.alarms++
			}
		}
	}
	out := map[request.Request]RequestScore{}
	for r, c := range counts {
		if c.n > 0 {
			s := RequestScore{Recall: float64(c.heard) / float64(c.n), N: c.n}
			if others := len(rows) - c.n; others > 0 {
				s.FalseAlarms = float64(c.alarms) / float64(others)
			}
			out[r] = s
		}
	}
	return out, nil
}
