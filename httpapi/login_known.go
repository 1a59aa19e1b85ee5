package httpapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// Limits of the marks of known browsers.
const (
	knownCookie  = "terang_known"
	knownVersion = "kb1"
	knownLife    = 400 * 24 * time.Hour // no browser keeps a cookie for longer (RFC 6265bis section 5.5)
	knownID      = 16                   // random bytes that name a browser for one account
	maxKnown     = 8                    // accounts of one browser: colleagues of several shifts share a desk
)

// knownBrowsers marks the browsers in which somebody has signed in, as [device cookies] do. A mark opens nothing: it holds for one
// account and gives it tries of its own, so that nobody who knows an agent's address alone can use up theirs. The server keeps no
// list of marks. A browser has at most maxKnown of them in one cookie, the latest first, parted by ".", each the base64url of
//
//	<16 random bytes><HMAC-SHA256 of "kb1.", these bytes and the account's address>
//
// [device cookies]: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
type knownBrowsers struct {
	key    []byte
	random func(n int) []byte
}

func (k *knownBrowsers) mac(id []byte, account string) []byte {
	m := hmac.New(sha256.New, k.key)
	m.Write([]byte(knownVersion + "."))
	m.Write(id)
	m.Write([]byte(account))
	return m.Sum(nil)
}

// marks are those of a cookie that have the shape of one.
func marks(cookie string) [][]byte {
	var out [][]byte
	for part := range strings.SplitSeq(cookie, ".") {
		mark, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || len(mark) != knownID+macBytes {
			continue
		}
		if out = append(out, mark); len(out) == maxKnown {
			break
		}
	}
	return out
}

func (k *knownBrowsers) holds(mark []byte, account string) bool {
	return hmac.Equal(mark[knownID:], k.mac(mark[:knownID], account))
}

// id names the browser for an account; "" where nobody has signed in to the account there.
func (k *knownBrowsers) id(cookie, account string) string {
	for _, mark := range marks(cookie) {
		if k.holds(mark, account) {
			return string(mark[:knownID])
		}
	}
	return ""
}

// with is the cookie after a sign-in: the account's mark in front, a new one where there was none.
func (k *knownBrowsers) with(cookie, account string) string {
	var own []byte
	var others []string
	for _, mark := range marks(cookie) {
		if k.holds(mark, account) {
			own = mark
		} else {
			others = append(others, base64.RawURLEncoding.EncodeToString(mark))
		}
	}
	if own == nil {
		own = k.random(knownID)
		own = append(own, k.mac(own, account)...)
	}
	others = others[:min(len(others), maxKnown-1)]
	return strings.Join(append([]string{base64.RawURLEncoding.EncodeToString(own)}, others...), ".")
}

// accountOf is an address as accounts are found by it.
func accountOf(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// allowSignIn counts a try before the password is looked at. A browser that is known to the account has tries of its own. Any other
// shares them: by network address, so that whoever guesses uses up their own and not those of the account's owner; and, ten times as
// many, by account, so that guessing stays slow even from many addresses.
func (s *Server) allowSignIn(h http.Header, address, account, known string) error {
	if id := s.known.id(known, account); id != "" {
		return s.byTry.allow(h, "known "+id)
	}
	if err := s.byAddress.allow(h, address); err != nil {
		return err
	}
	if err := s.byTry.allow(h, "from "+address+" "+account); err != nil {
		return err
	}
	return s.byAccount.allow(http.Header{}, account) // what others have left is nobody's to know
}
