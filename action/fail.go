package action

import (
	"context"
	"errors"

	"terang"
)

// The codes of errors from [Client.Call].
const (
	CodeTimeout = "action_timeout" // no answer in time
	CodeRefused = "action_refused" // the house refuses to call there: not on the allow-list, private address, redirect
	CodeFailed  = "action_failed"  // the system is away, failed, or answered what cannot be used
	// CodeCircuitOpen is a system that failed again and again just now: it was not called. Args hold "retry_after", the
	// seconds after which it is tried again; so does Result.Data.
	CodeCircuitOpen = "action_circuit_open"
	CodeNotFound    = "action_not_found" // the system says that it is not there (404)
	CodeRejected    = "action_rejected"  // the system says no (other 4xx); its own code is in Data["code"]
	CodeInput       = "action_input"     // the inputs do not fit the spec; Args hold "input", its name
	CodeUnknown     = "action_unknown"   // there is no such action
)

// Reason says, in a closed list, what went wrong. It stands in the error's Args under "reason" and is all that
// an error tells: the texts of network libraries may quote addresses with inputs in them, or parts of bodies.
type Reason string

// The reasons.
const (
	ReasonUnknownAction  Reason = "unknown_action"
	ReasonUnknownInput   Reason = "unknown_input"
	ReasonMissingInput   Reason = "missing_input"
	ReasonBadInput       Reason = "bad_input"  // wrong type, too long, or characters that may not travel there
	ReasonMissingKey     Reason = "no_key"     // a change without an idempotency key
	ReasonTooMuchInput   Reason = "body_limit" // the inputs together are too large
	ReasonHost           Reason = "host"       // not on the allow-list
	ReasonAddress        Reason = "address"    // the name resolves to an address that may not be called
	ReasonScheme         Reason = "scheme"     // neither https, nor http to a private host
	ReasonRedirect       Reason = "redirect"
	ReasonTimeout        Reason = "timeout"
	ReasonCanceled       Reason = "canceled" // the caller gave up
	ReasonResolve        Reason = "resolve"  // the name does not resolve
	ReasonConnect        Reason = "connect"
	ReasonTLS            Reason = "tls"
	ReasonTransport      Reason = "transport" // the connection broke or spoke no HTTP
	ReasonStatus         Reason = "status"    // 5xx, or a status that has no meaning here
	ReasonTooLarge       Reason = "too_large" // the answer exceeds the limit
	ReasonNotJSON        Reason = "not_json"
	ReasonMissingOutput  Reason = "missing_output" // a required output is not in the answer
	ReasonCircuitOpen    Reason = "circuit_open"   // the system failed too often just now
	ReasonRejected       Reason = "rejected"
	ReasonCredential     Reason = "credential" // the token that the call needs could not be fetched
	ReasonTool           Reason = "tool"       // the MCP server knows no such tool, or broke the protocol
	ReasonNotFoundStatus Reason = "not_found"
)

// ReasonOf returns the reason in err's chain, "" if there is none.
func ReasonOf(err error) Reason {
	var e *terang.Error
	if errors.As(err, &e) {
		return Reason(e.Args["reason"])
	}
	return ""
}

// cause makes a reason readable in a log. It has no other words than the closed list's.
type cause struct {
	reason  Reason
	context error // context.Canceled or context.DeadlineExceeded, nil otherwise
}

// Error implements error.
func (c cause) Error() string { return string(c.reason) }

// Unwrap lets errors.Is see the context's error.
func (c cause) Unwrap() error { return c.context }

// fail makes the error of one code and reason; args are further key, value pairs.
func fail(kind terang.ErrorKind, code string, reason Reason, args ...string) *terang.Error {
	e := terang.Fail(kind, code, append([]string{"reason", string(reason)}, args...)...)
	e.Err = cause{reason: reason}
	return e
}

// contextFail tells a caller's own end of patience from a caller that went away.
func contextFail(err error) *terang.Error {
	code, reason := CodeFailed, ReasonCanceled
	if errors.Is(err, context.DeadlineExceeded) {
		code, reason = CodeTimeout, ReasonTimeout
	}
	e := fail(terang.Unavailable, code, reason)
	e.Err = cause{reason: reason, context: err}
	return e
}
