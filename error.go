package terang

import (
	"errors"
	"fmt"
)

// ErrorKind is what a caller can do about an error; the edge maps it to a status.
type ErrorKind string

// The kinds of error.
const (
	Invalid      ErrorKind = "invalid"      // the input is wrong: mend it and try again
	Unauthorized ErrorKind = "unauthorized" // say who you are
	Forbidden    ErrorKind = "forbidden"    // known, but not allowed
	NotFound     ErrorKind = "not_found"    // it is not there, or not yours to see
	Conflict     ErrorKind = "conflict"     // the state has moved on: look again
	TooMany      ErrorKind = "too_many"     // later
	Unavailable  ErrorKind = "unavailable"  // a part of the house is away: later
	TooLarge     ErrorKind = "too_large"    // smaller
)

// Error is an error that somebody outside can act upon. Code is a stable word for programs; the text for
// people is looked up by it, in the reader's language, at the edge.
type Error struct {
	Kind ErrorKind
	Code string
	Args map[string]string // values for the text, never secrets
	Err  error             // the cause, for the log
}

// Error implements error, for the log only.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Code, e.Err)
	}
	return e.Code
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Fail makes an [Error]; args are key, value pairs for its text.
func Fail(kind ErrorKind, code string, args ...string) *Error {
	e := &Error{Kind: kind, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if e.Args == nil {
			e.Args = make(map[string]string, len(args)/2)
		}
		e.Args[args[i]] = args[i+1]
	}
	return e
}

// KindOf returns the kind of the first [Error] in err's chain, "" if there is none.
func KindOf(err error) ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
