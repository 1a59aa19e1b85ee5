package action

import (
	"context"
	"net/http"
	"time"

	"terang"
)

// Probe is what came of a try whether a system answers.
type Probe struct {
	Status int // HTTP status; 0 where there was no answer
	Took   time.Duration
}

// Probe asks the system's base address with the credential and reads nothing of the answer but its status: that it answers
// at all says that name, address, certificate and way are right; 401 and 403 that the credential is not. It neither
// retries nor moves the breaker.
func (c *Client) Probe(ctx context.Context) (Probe, error) {
	ctx, cancel := context.WithTimeout(ctx, DefaultBudget)
	defer cancel()
	began := c.clock()
	w := wire{url: c.base, header: http.Header{"Accept": {"application/json"}, "User-Agent": {"terang"}}}
	credential, err := c.auth.Fetch(ctx)
	if err != nil {
		return Probe{Took: c.clock().Sub(began)}, withoutCredential(ctx, err).err
	}
	req, err := w.request(ctx, http.MethodGet, credential)
	if err != nil {
		return Probe{}, fail(terang.Invalid, CodeInput, ReasonBadInput)
	}
	resp, err := c.transport.RoundTrip(req)
	took := c.clock().Sub(began)
	if err != nil {
		return Probe{Took: took}, broken(ctx, ctx, err).err
	}
	_ = resp.Body.Close()
	p := Probe{Status: resp.StatusCode, Took: took}
	switch {
	case resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden:
		return p, fail(terang.Unauthorized, CodeRejected, ReasonCredential)
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return p, fail(terang.Forbidden, CodeRefused, ReasonRedirect)
	case resp.StatusCode >= 500:
		return p, fail(terang.Unavailable, CodeFailed, ReasonStatus)
	}
	return p, nil
}
