package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"terang"
	"terang/provenance/offline"
	"terang/provenance/receipt"
)

type verifyCmd struct {
	Receipt string   `arg:"" name:"file" help:"${help_receipt}"`
	Key     []string `help:"${help_key}" placeholder:"KEY|FILE" sep:"none"`
	Require int      `help:"${help_require}" placeholder:"N" default:"-1"`
	Since   string   `help:"${help_since}" placeholder:"FILE" type:"path"`
}

// verified is what a receipt proves, as it is printed.
type verified struct {
	OK bool `json:"ok"`
	receipt.Report
}

// continued is what a daily proof proves.
type continued struct {
	OK bool `json:"ok"`
	offline.Continuation
}

// Run checks a receipt, or with --since a log's proof that it continues a checkpoint. It opens the files that are named
// and asks nobody.
func (c *verifyCmd) Run(p *program) error {
	a, err := offline.Check(offline.Question{File: c.Receipt, Keys: c.Key, Require: c.Require, Since: c.Since})
	if err != nil {
		return p.wrong(err, c.Receipt)
	}
	if a.Continues != nil {
		return p.result(continued{true, *a.Continues}, func() {
			p.println(p.fill("verify_continues", map[string]string{"old": strconv.FormatInt(a.Continues.Old, 10), "size": strconv.FormatInt(a.Continues.Size, 10)}))
		})
	}
	return p.result(verified{true, *a.Receipt}, func() { p.printReport(*a.Receipt) })
}

// wrong says what is wrong with a file, where, and what to do next.
func (p *program) wrong(err error, file string) error {
	var unreadable *offline.Unreadable
	if errors.As(err, &unreadable) {
		return fail("receipt_unreadable", unreadable.Err, "file", unreadable.File)
	}
	next := ""
	var e *terang.Error
	if errors.As(err, &e) {
		next = p.text("verify_next_" + e.Code)
	}
	if next == "" {
		next = p.text("verify_next")
	}
	return fail("receipt_wrong", errors.New(receipt.Explain(err, p.language)), "file", file, "next", strings.ReplaceAll(next, "{file}", file))
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
		for _, f := range r.Shown.Files {
			line("verify_file", fmt.Sprintf("%s · %s · %d B · SHA-256 %s", f.Name, f.Type, f.Size, f.Digest))
		}
	}
	s := r.Statement
	line("verify_kind", string(s.Author.Kind))
	line("verify_model", s.Author.Model)
	line("verify_playbook", s.Author.Prompt)
	line("verify_policy", s.Disclosure.Policy)
	line("verify_at", s.At)
	p.printf("  %-12s %d / %d\n", p.text("verify_index"), r.Index, r.Size)
	line("verify_code", r.Code)
	line("verify_log", r.KeyID)
	line("verify_witnesses", strings.Join(r.Witnesses, ", "))
	if r.Chained {
		p.println("  " + p.text("verify_chained"))
	}
	if !r.KeyTrusted {
		p.println("  " + p.text("verify_compare"))
	}
}
