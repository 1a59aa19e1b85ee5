package main

import (
	"os"

	"terang/internal/nlu"
	"terang/understand/request"
	vocabulary "terang/understand/words"
)

// evalRequests measures how well the special requests are found in a file of labelled texts, and prints the recall
// and the false alarms of each.
func evalRequests(p *program, file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return fail("eval_unreadable", err, "file", file)
	}
	finder, err := request.New()
	if err != nil {
		return err
	}
	scores, err := nlu.Requests(finder, vocabulary.Default(), file, b)
	if err != nil {
		return fail("eval_unreadable", err, "file", file)
	}
	return p.result(scores, func() {
		for _, r := range request.All() {
			if s, ok := scores[r]; ok {
				p.printf("  %-10s %6.2f%% %6.2f%% %6d\n", r, 100*s.Recall, 100*s.FalseAlarms, s.N)
			}
		}
	})
}
