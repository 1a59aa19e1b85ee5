package action

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Waiting between attempts: full jitter under a doubling ceiling.
const (
	firstBackOff  = 100 * time.Millisecond
	maxBackOff    = 2 * time.Second
	maxRetryAfter = time.Hour // a longer wish is as good as this one: no call waits that long
)

// backOff returns how long to wait after the nth attempt. The system's own wish is a floor, and the jitter
// comes on top of it, so that callers who were sent away together do not come back together.
func backOff(n int, wish time.Duration, jitter float64) time.Duration {
	ceiling := maxBackOff
	if n < 6 {
		ceiling = min(maxBackOff, firstBackOff<<(n-1))
	}
	return wish + time.Duration(jitter*float64(ceiling))
}

// retryAfter reads RFC 9110 section 10.2.3: seconds, or a date. 0 means none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if text == "" {
		return 0
	}
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		return min(time.Duration(n)*time.Second, maxRetryAfter)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), maxRetryAfter)
	}
	return 0
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
