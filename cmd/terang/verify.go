package main

import (
	"errors"
	"io"
	"os"

	"terang/provenance/receipt"
)

type verifyCmd struct {
	Receipt string `arg:"" name:"file" help:"${help_receipt}"`
	Key     string `help:"${help_key}" placeholder:"KEY"`
}

// verified is what a receipt proves, as it is printed.
type verified struct {
	OK bool `json:"ok"`
	receipt.Report
}

// Run checks a receipt. It opens one file and asks nobody.
func (c *verifyCmd) Run(p *program) error {
	f, err := os.Open(c.Receipt)
	if err != nil {
		return fail("receipt_unreadable", err, "file", c.Receipt)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, receipt.MaxFile+1))
	if err != nil {
		return fail("receipt_unreadable", err, "file", c.Receipt)
	}
	r, err := receipt.Verify(b, c.Key)
	if err != nil {
		return fail("receipt_wrong", errors.New(receipt.Explain(err, p.language)), "file", c.Receipt)
	}
	return p.result(verified{true, r}, func() { p.printReport(r) })
}

func (p *program) printReport(r receipt.Report) {
	line := func(key, value string) {
		if value != "" {
			p.printf("  %-12s %s\n", p.text(key), value)
		}
	}
	p.println(p.text("verify_ok"))
	if r.Erased {
		p.println("  " + p.text("verify_erased"))
	}
	if r.Shown != nil {
		line("verify_author", r.Shown.Label+" · "+r.Shown.Name)
		line("verify_disclosure", r.Shown.Disclosure)
		line("verify_text", r.Shown.Text)
	}
	s := r.Statement
	line("verify_kind", string(s.Author.Kind))
	line("verify_model", s.Author.Model)
	line("verify_playbook", s.Author.Prompt)
	line("verify_policy", s.Disclosure.Policy)
	line("verify_at", s.At)
	p.printf("  %-12s %d / %d\n", p.text("verify_index"), r.Index, r.Size)
	line("verify_log", r.KeyID)
	if !r.KeyTrusted {
		p.println("  " + p.text("verify_compare"))
	}
}
