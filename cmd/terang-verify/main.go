// Command terang-verify checks a receipt, or a log's proof of a day, offline. It is `terang verify` for auditors, without
// the house: a few megabytes that open the files they are given and call nobody.
//
//	terang-verify [-key KEY|FILE]… [-require N] receipt.txt
//	terang-verify [-key KEY|FILE]… -since kept-checkpoint.txt 2026-11-21.txt
//
// What holds is printed as JSON and ends with 0; what does not is named, with its place, and ends with 1.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"terang"
	"terang/provenance/offline"
	"terang/provenance/receipt"
)

type keys []string

// String implements flag.Value.
func (k *keys) String() string { return strings.Join(*k, " ") }

// Set implements flag.Value.
func (k *keys) Set(s string) error {
	*k = append(*k, s)
	return nil
}

func main() { os.Exit(run(os.Args[1:], os.Getenv("LANG"), os.Stdout, os.Stderr)) }

func run(args []string, lang string, out, problems io.Writer) int {
	var q offline.Question
	flags := flag.NewFlagSet("terang-verify", flag.ContinueOnError)
	flags.SetOutput(problems)
	flags.Var((*keys)(&q.Keys), "key", "key of a log or witness, or a file of keys; may be repeated")
	flags.IntVar(&q.Require, "require", -1, "how many witnesses must have signed")
	flags.StringVar(&q.Since, "since", "", "a checkpoint that you kept: check that the log continues it")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 {
		_, _ = fmt.Fprintln(problems, "terang-verify [-key KEY|FILE] [-require N] [-since CHECKPOINT] FILE")
		return 2
	}
	q.File = flags.Arg(0)
	a, err := offline.Check(q)
	if err != nil {
		language := terang.English
		if strings.HasPrefix(strings.ToLower(lang), "id") {
			language = terang.Indonesian
		}
		why := receipt.Explain(err, language)
		if why == "" {
			why = err.Error()
		}
		code := "unreadable"
		var e *terang.Error
		if errors.As(err, &e) {
			code = e.Code
		}
		_, _ = fmt.Fprintf(problems, "✗ %s: %s: %s\n", q.File, code, why)
		return 1
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(a); err != nil {
		_, _ = fmt.Fprintln(problems, err)
		return 1
	}
	return 0
}
