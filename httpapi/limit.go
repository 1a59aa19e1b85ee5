package httpapi

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/time/rate"

	"terang"
	"terang/config"
)

// maxLimited is how many callers a limiter remembers; twice as many at most. Whoever falls out begins anew
// with a full bucket.
const maxLimited = 20_000

// limiter grants each key a rate. Its memory is bounded by forgetting the older of two generations.
type limiter struct {
	rate  config.Rate
	clock terang.Clock

	mu       sync.Mutex
	now, old map[string]*rate.Limiter
}

func newLimiter(r config.Rate, clock terang.Clock) *limiter {
	return &limiter{rate: r, clock: clock, now: map[string]*rate.Limiter{}, old: map[string]*rate.Limiter{}}
}

func (l *limiter) of(key string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b := l.now[key]; b != nil {
		return b
	}
	b := l.old[key]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(float64(l.rate.PerMinute)/60), l.rate.Burst)
	}
	if len(l.now) >= maxLimited {
		l.old, l.now = l.now, make(map[string]*rate.Limiter, maxLimited)
	}
	l.now[key] = b
	return b
}

// allow takes one call from the key's bucket and writes the RateLimit headers
// (draft-ietf-httpapi-ratelimit-headers-06). A refusal says after how many seconds it would be granted.
func (l *limiter) allow(h http.Header, key string) error {
	if l.rate.PerMinute == 0 {
		return nil
	}
	b := l.of(key)
	now := l.clock()
	ok := b.AllowN(now, 1)
	left := max(b.TokensAt(now), 0)
	perSecond := float64(l.rate.PerMinute) / 60
	h.Set("RateLimit-Limit", strconv.Itoa(l.rate.Burst))
	h.Set("RateLimit-Remaining", strconv.Itoa(int(left)))
	h.Set("RateLimit-Reset", strconv.Itoa(seconds((float64(l.rate.Burst)-left)/perSecond)))
	if ok {
		return nil
	}
	wait := strconv.Itoa(max(seconds((1-left)/perSecond), 1))
	return terang.Fail(terang.TooMany, "rate_limited", "retry_after", wait)
}

func seconds(s float64) int { return int(math.Ceil(s)) }

// address returns the network address of the caller, an IPv6 one by its /64, which one subscriber has whole.
// X-Forwarded-For is believed from the operator's own proxies only, from the right.
func address(r *http.Request, proxies []netip.Prefix) string {
	ap, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := ap.Addr().Unmap()
	if trusted(ip, proxies) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break
			}
			if ip = hop.Unmap(); !trusted(ip, proxies) {
				break
			}
		}
	}
	if ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

func trusted(ip netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// shedder bounds how many writes are worked on at once. Beyond that a caller is refused within milliseconds
// rather than kept waiting: what was accepted stays fast.
type shedder struct{ slots chan struct{} }

func newShedder(n int) *shedder { return &shedder{slots: make(chan struct{}, n)} }

func (s *shedder) enter() bool {
	select {
	case s.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s *shedder) leave() { <-s.slots }

var errShed = terang.Fail(terang.Unavailable, "overloaded", "retry_after", "1")
