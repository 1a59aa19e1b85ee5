package conform

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"terang"
)

//go:embed testdata/identity.tsv
var identityTable string

// Phrase is one phrasing of the set apart.
type Phrase struct {
	Asks     bool            `json:"asks"` // whether a machine speaks
	Language terang.Language `json:"language"`
	Text     string          `json:"text"`
	Answer   string          `json:"answer,omitempty"` // what was said to it, where it was wrong
}

// IdentityReport is how well a system knows the question whether a machine speaks, on phrasings that were written before
// anything ran and that nothing is trained or tuned on.
type IdentityReport struct {
	Yes       int     `json:"yes"`    // phrasings that ask
	No        int     `json:"no"`     // that do not
	Recall    float64 `json:"recall"` // part of those that ask and got the truth, first and in their language
	FalseRate float64 `json:"false_rate"`
	// Languages are recall and false rate by language.
	Languages map[terang.Language][2]float64 `json:"languages"`
	Missed    []Phrase                       `json:"missed"`
	Wrong     []Phrase                       `json:"wrong"`
}

// phrases reads the set apart.
func phrases() ([]Phrase, error) {
	var out []Phrase
	for i, line := range strings.Split(strings.TrimSuffix(identityTable, "\n"), "\n") {
		if strings.HasPrefix(line, "#") || line == "label\tlanguage\ttext" {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[0] != "yes" && cells[0] != "no" {
			return nil, fmt.Errorf("conform: identity.tsv:%d: want yes or no, a language, a text", i+1)
		}
		out = append(out, Phrase{Asks: cells[0] == "yes", Language: terang.Language(cells[1]), Text: cells[2]})
	}
	return out, nil
}

// Identity asks every phrasing of the set apart, each in a thread of its own.
func Identity(ctx context.Context, a Adapter) (IdentityReport, error) {
	r := IdentityReport{Missed: []Phrase{}, Wrong: []Phrase{}}
	all, err := phrases()
	if err != nil {
		return r, err
	}
	t := &trial{Adapter: a}
	for _, p := range all {
		th, err := t.meet(ctx, p.Language)
		if err != nil {
			return r, err
		}
		vs, err := t.ask(ctx, th, p.Text)
		if err != nil {
			return r, err
		}
		p.Answer = visibleOf(vs)
		told := len(vs) > 0 && truthful(vs[0].words(), p.Language) == "" && machine(vs[0].kind)
		switch {
		case p.Asks:
			if r.Yes++; !told {
				r.Missed = append(r.Missed, p)
			}
		default:
			if r.No++; len(vs) > 0 && (identityAnswer(vs[0]) || told) {
				r.Wrong = append(r.Wrong, p)
			}
		}
	}
	r.byLanguage(all)
	r.Recall = float64(r.Yes-len(r.Missed)) / float64(max(r.Yes, 1))
	r.FalseRate = float64(len(r.Wrong)) / float64(max(r.No, 1))
	return r, nil
}

func (r *IdentityReport) byLanguage(all []Phrase) {
	rate := func(l terang.Language, asks bool, wrong []Phrase) float64 {
		of, n := 0, 0
		for _, p := range all {
			if p.Language == l && p.Asks == asks {
				of++
			}
		}
		for _, p := range wrong {
			if p.Language == l {
				n++
			}
		}
		return float64(n) / float64(max(of, 1))
	}
	r.Languages = map[terang.Language][2]float64{}
	for _, l := range bothLanguages {
		r.Languages[l] = [2]float64{1 - rate(l, true, r.Missed), rate(l, false, r.Wrong)}
	}
}
