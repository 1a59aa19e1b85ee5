package action

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"

	"terang"
)

// outcome is what came of one attempt.
type outcome struct {
	status     int
	data       map[string]any
	err        *terang.Error // nil: it worked
	retry      bool          // another attempt may help
	retryAfter time.Duration // the system's own wish, 0 if none
	health     health
}

func (o outcome) result(sent int) (Result, *terang.Error) {
	return Result{Status: o.status, Data: o.data, Attempts: sent}, o.err
}

// attempt sends the request once and reads the answer. caller is the context without the call's own budget.
func (c *Client) attempt(caller, budget context.Context, spec Spec, w wire) outcome {
	ctx, cancel := context.WithTimeout(budget, spec.Timeout)
	defer cancel()
	if spec.Tool != "" {
		return c.attemptTool(caller, ctx, spec, w)
	}
	credential, err := c.auth.Fetch(ctx)
	if err != nil {
		return withoutCredential(caller, err)
	}
	req, err := w.request(ctx, spec.Method, credential)
	if err != nil {
		return outcome{err: fail(terang.Invalid, CodeInput, ReasonBadInput)}
	}
	if reason := c.guard.refuses(req.URL); reason != "" {
		return outcome{err: fail(terang.Forbidden, CodeRefused, reason)}
	}
	// The transport itself, not an http.Client: it neither follows redirects nor keeps cookies.
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return broken(caller, ctx, err)
	}
	defer func() { _ = resp.Body.Close() }()
	out := c.read(caller, ctx, spec, resp)
	if out.status == http.StatusUnauthorized && c.auth.Refused(credential) {
		out.retry = true // nothing was done: the next attempt has a new credential
	}
	return out
}

// withoutCredential is what comes of an attempt whose token could not be had: the system itself was not asked.
func withoutCredential(caller context.Context, err error) outcome {
	if caller.Err() != nil {
		return outcome{err: contextFail(caller.Err())}
	}
	out := outcome{err: fail(terang.Unavailable, CodeFailed, ReasonCredential), health: sick, retry: true}
	if e, ok := errors.AsType[*terang.Error](err); ok {
		switch {
		case e.Code == CodeTimeout:
			out.err = e
		case e.Code == CodeRefused, e.Code == CodeRejected:
			out.err, out.retry = fail(e.Kind, CodeFailed, ReasonCredential), false
		}
	}
	return out
}

// read turns an answer into an outcome.
func (c *Client) read(caller, ctx context.Context, spec Spec, resp *http.Response) outcome {
	out := outcome{status: resp.StatusCode, health: healthy}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		out.err = fail(terang.Forbidden, CodeRefused, ReasonRedirect)
		return out
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxResponseBytes+1))
	if err != nil {
		out = broken(caller, ctx, err)
		out.status = resp.StatusCode
		return out
	}
	if len(body) > maxResponseBytes {
		out.err = fail(terang.Unavailable, CodeFailed, ReasonTooLarge)
		out.health = sick
		return out
	}
	switch {
	case resp.StatusCode >= 200 && resp.StatusCode < 300:
		return c.readSuccess(spec, resp, body, out)
	case resp.StatusCode >= 400 && resp.StatusCode < 500:
		return c.readRejection(spec, resp, body, out)
	}
	out.health = sick
	out.err = fail(terang.Unavailable, CodeFailed, ReasonStatus)
	out.retryAfter = retryAfter(resp.Header, c.clock())
	switch resp.StatusCode {
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
	default:
		out.retry = true
	}
	return out
}

func (c *Client) readSuccess(spec Spec, resp *http.Response, body []byte, out outcome) outcome {
	out.data = map[string]any{}
	if len(spec.Outputs) == 0 {
		return out
	}
	var doc any
	if len(body) > 0 {
		var ok bool
		if doc, ok = decode(resp.Header, body); !ok {
			out.err = fail(terang.Unavailable, CodeFailed, ReasonNotJSON)
			out.health = sick
			return out
		}
	}
	data, missing := mapOutputs(spec.Outputs, doc)
	if missing != "" {
		// The system is well; the spec and it disagree. That must not shut the other operations out.
		out.err = fail(terang.Unavailable, CodeFailed, ReasonMissingOutput, "output", missing)
		return out
	}
	out.data = data
	return out
}

// codeForm is what a problem code of the system may look like; anything else is no code.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// readRejection reads an RFC 9457 problem, as far as the answer is one.
func (c *Client) readRejection(spec Spec, resp *http.Response, body []byte, out outcome) outcome {
	out.data = map[string]any{}
	if doc, ok := decode(resp.Header, body); ok {
		out.data, _ = mapOutputs(spec.Problem, doc)
		ownCode(doc, out.data)
	}
	out.retryAfter = retryAfter(resp.Header, c.clock())
	code, kind, reason := CodeRejected, terang.Invalid, ReasonRejected
	switch resp.StatusCode {
	case http.StatusNotFound, http.StatusGone:
		code, kind, reason = CodeNotFound, terang.NotFound, ReasonNotFoundStatus
	case http.StatusUnauthorized:
		kind = terang.Unauthorized
	case http.StatusForbidden:
		kind = terang.Forbidden
	case http.StatusConflict:
		kind = terang.Conflict
		// The first attempt may still be at work under the same key: the system says so with a Retry-After.
		out.retry = out.retryAfter > 0
	case http.StatusRequestTimeout, http.StatusTooEarly:
		kind, out.retry = terang.Unavailable, true
	case http.StatusTooManyRequests:
		kind, out.retry = terang.TooMany, true
	}
	out.err = fail(kind, code, reason)
	return out
}

// decode parses a body that says that it is JSON.
func decode(h http.Header, body []byte) (any, bool) {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
		return nil, false
	}
	return parseJSON(body)
}

// broken classifies a transport's error. Its text is thrown away on purpose: it quotes the URL, and of a peer
// that speaks no HTTP it quotes the answer.
func broken(caller, ctx context.Context, err error) outcome {
	if caller.Err() != nil {
		return outcome{err: contextFail(caller.Err()), health: unknownHealth}
	}
	if r, ok := errors.AsType[refusal](err); ok {
		if r.reason == ReasonTooLarge {
			return outcome{err: fail(terang.Unavailable, CodeFailed, r.reason), health: sick}
		}
		return outcome{err: fail(terang.Forbidden, CodeRefused, r.reason), health: unknownHealth}
	}
	out := outcome{health: sick, retry: true}
	if ne, ok := errors.AsType[net.Error](err); ctx.Err() != nil || ok && ne.Timeout() {
		out.err = fail(terang.Unavailable, CodeTimeout, ReasonTimeout)
		return out
	}
	reason := ReasonTransport
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert),
		errors.As(err, &authority), errors.As(err, &name):
		reason, out.retry = ReasonTLS, false
	default:
		if _, ok := errors.AsType[*net.DNSError](err); ok {
			reason = ReasonResolve
		} else if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
			reason = ReasonConnect
		}
	}
	out.err = fail(terang.Unavailable, CodeFailed, reason)
	return out
}

// Explain makes an error of a transport made by [Guarded] one that may be shown: with a code and a reason, and without
// the address or the words of the peer.
func Explain(ctx context.Context, err error) *terang.Error { return broken(ctx, ctx, err).err }
