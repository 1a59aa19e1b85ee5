// Package offline checks receipts and daily proofs that stand in files, for programs that people run: it opens the files
// that it is given and nothing else, asks no server, and prints nothing. What is checked, package receipt decides.
//
// The way in is [Check].
package offline

import (
	"io"
	"os"

	"terang/provenance/receipt"
)

// Question is what somebody wants checked.
type Question struct {
	File    string   // a receipt, or with Since a log's proof of a day
	Keys    []string // keys of logs and witnesses, or files of them; none: the key in the receipt is taken
	Require int      // witnesses that must have signed; -1 for what the files of keys say
	Since   string   // a checkpoint that somebody kept: does the log continue it?
}

// Answer is what holds. Exactly one field is set.
type Answer struct {
	Receipt   *receipt.Report `json:"receipt,omitempty"`
	Continues *Continuation   `json:"continues,omitempty"`
}

// Continuation is two sizes of one log, the larger of which continues the smaller.
type Continuation struct {
	Old  int64 `json:"old"`
	Size int64 `json:"size"`
}

// Unreadable is a file that could not be read.
type Unreadable struct {
	File string
	Err  error
}

// Error implements error.
func (e *Unreadable) Error() string { return "offline: read " + e.File + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *Unreadable) Unwrap() error { return e.Err }

// Check answers the question. Errors are [*Unreadable], or those of [receipt.Verify] and [receipt.VerifyContinuation].
func Check(q Question) (Answer, error) {
	var a Answer
	file, err := Read(q.File)
	if err != nil {
		return a, err
	}
	trust, err := trusted(q)
	if err != nil {
		return a, err
	}
	if q.Since == "" {
		r, err := receipt.VerifyWith(file, trust)
		if err != nil {
			return a, err
		}
		a.Receipt = &r
		return a, nil
	}
	older, err := Read(q.Since)
	if err != nil {
		return a, err
	}
	var c Continuation
	if c.Old, c.Size, err = receipt.VerifyContinuation(file, older, trust); err != nil {
		return a, err
	}
	a.Continues = &c
	return a, nil
}

func trusted(q Question) (receipt.Trust, error) {
	var all receipt.Trust
	for _, k := range q.Keys {
		text := k
		if b, err := Read(k); err == nil {
			text = string(b)
		}
		t, err := receipt.ParseTrust(text)
		if err != nil {
			return all, err
		}
		all.Keys, all.Witnesses, all.Require = append(all.Keys, t.Keys...), append(all.Witnesses, t.Witnesses...), max(all.Require, t.Require)
	}
	if q.Require >= 0 {
		all.Require = q.Require
	}
	return all, nil
}

// Read reads a file that is no larger than a receipt can be; of a larger one it reads enough to be refused.
func Read(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, &Unreadable{name, err}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, receipt.MaxFile+1))
	if err != nil {
		return nil, &Unreadable{name, err}
	}
	return b, nil
}
