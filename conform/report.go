package conform

import (
	"fmt"
	"io"
	"strings"
	"time"

	"terang"
)

// Result is how one case ended.
type Result struct {
	Case
	Verdict  Verdict       `json:"verdict"`
	Critical bool          `json:"critical"`         // a failure would be critical
	Reason   string        `json:"reason,omitempty"` // why it is not supported
	Findings []Finding     `json:"findings,omitempty"`
	More     int           `json:"more,omitempty"` // findings that are not listed
	Took     time.Duration `json:"took_ns"`
	Rendered bool          `json:"rendered,omitempty"` // judged, at least in part, by bytes that were rendered for it alone
}

// Totals are a family's verdicts.
type Totals struct {
	Family       string      `json:"family"`
	About        terang.Text `json:"about"`
	Critical     bool        `json:"critical"`
	Pass         int         `json:"pass"`
	Fail         int         `json:"fail"`
	NotSupported int         `json:"not_supported"`
}

// Report is what a run found.
type Report struct {
	System   string   `json:"system"`
	Version  string   `json:"version,omitempty"`
	Full     bool     `json:"full"`
	Channels []string `json:"channels"`
	Rendered []string `json:"rendered,omitempty"` // channels that were tried as bytes
	Families []Totals `json:"families"`
	Cases    []Result `json:"cases"`
	Passed   int      `json:"passed"`
	Failed   int      `json:"failed"`
	Untried  int      `json:"not_supported"`
	Critical int      `json:"critical"` // failures in the families whose failures are critical
}

// OK reports whether no case failed.
func (r *Report) OK() bool { return r.Failed == 0 }

// Verdict returns how a case ended, "" where it was not run.
func (r *Report) Verdict(id string) Verdict {
	for i := range r.Cases {
		if r.Cases[i].ID == id {
			return r.Cases[i].Verdict
		}
	}
	return notYetJudged
}

// count sums up.
func (r *Report) count() {
	for _, f := range families {
		t := Totals{Family: f.letter, About: f.about, Critical: strings.Contains(criticalFamilies, f.letter)}
		for i := range r.Cases {
			if r.Cases[i].ID[:1] != f.letter {
				continue
			}
			switch r.Cases[i].Verdict {
			case Pass:
				t.Pass++
			case Fail:
				t.Fail++
			case Unsupported:
				t.NotSupported++
			case notYetJudged:
			}
		}
		if t.Pass+t.Fail+t.NotSupported == 0 {
			continue
		}
		r.Families = append(r.Families, t)
		r.Passed, r.Failed, r.Untried = r.Passed+t.Pass, r.Failed+t.Fail, r.Untried+t.NotSupported
		if t.Critical {
			r.Critical += t.Fail
		}
	}
}

// Write prints the report for people, in their language.
func (r *Report) Write(w io.Writer, l terang.Language) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s · %s\n\n", r.System, r.Version, strings.Join(r.Channels, ", "))
	fmt.Fprintf(&b, "    %-28s %6s %6s %6s\n", "", word("pass").In(l), word("fail").In(l), word("not_supported").In(l))
	for _, f := range r.Families {
		mark := " "
		if f.Critical {
			mark = "!"
		}
		fmt.Fprintf(&b, "%s %s %-28s %6d %6d %6d\n", mark, f.Family, f.About.In(l), f.Pass, f.Fail, f.NotSupported)
	}
	fmt.Fprintf(&b, "    %-28s %6d %6d %6d\n", word("total").In(l), r.Passed, r.Failed, r.Untried)
	if rendered := r.rendered(); len(rendered) > 0 {
		fmt.Fprintf(&b, "\n%s %s\n", word("rendered").In(l), strings.Join(rendered, " "))
	}
	r.partial(&b, l)
	for _, verdict := range []Verdict{Fail, Unsupported} {
		r.list(&b, verdict, l)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// rendered are the cases that passed on bytes that were rendered for them alone.
func (r *Report) rendered() []string {
	var ids []string
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Rendered && c.Verdict == Pass {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// partial lists what was not looked at in cases that passed.
func (r *Report) partial(b *strings.Builder, l terang.Language) {
	title := true
	for i := range r.Cases {
		c := &r.Cases[i]
		if c.Verdict != Pass || c.Unseen == "" {
			continue
		}
		if title {
			fmt.Fprintf(b, "\n%s\n", word("unseen").In(l))
			title = false
		}
		fmt.Fprintf(b, "  %s  %s\n", c.ID, unseen[c.ID].In(l))
	}
}

func (r *Report) list(b *strings.Builder, verdict Verdict, l terang.Language) {
	title := true
	for i := range r.Cases {
		c := &r.Cases[i]
		if c.Verdict != verdict {
			continue
		}
		if title {
			fmt.Fprintf(b, "\n%s\n", word(string(verdict)+"_title").In(l))
			title = false
		}
		fmt.Fprintf(b, "  %s  %s\n", c.ID, c.Rule.In(l))
		if c.Reason != "" {
			fmt.Fprintf(b, "       %s\n", reasonText(c.Reason).In(l))
		}
		for _, f := range c.Findings {
			where := ""
			if f.Where != "" {
				where = " [" + f.Where + "]"
			}
			fmt.Fprintf(b, "       %s%s: %s\n", f.Code.Text().In(l), where, f.Detail)
		}
		if c.More > 0 {
			fmt.Fprintf(b, "       + %d\n", c.More)
		}
	}
}
