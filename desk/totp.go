package desk

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 as every authenticator app has it; HMAC-SHA1 is not broken
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// Parameters of one-time codes: what authenticator apps take as given (RFC 6238 section 4, RFC 4226 section 5.3).
const (
	totpPeriod = 30 // seconds
	totpDigits = 6
	totpSecret = 20 // random bytes, as RFC 4226 section 4 recommends
	totpSkew   = 1  // steps before and after now that are taken, for clocks that are off
)

// codeAt is the code of a step of time (RFC 4226 section 5.3).
func codeAt(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // a hash never fails
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, n%1_000_000)
}

// stepOf returns the step whose code was typed, later than the last that was taken. All candidates are compared, in the same
// time.
func stepOf(secret []byte, typed string, now time.Time, last int64) (int64, bool) {
	at, found := now.Unix()/totpPeriod, int64(0)
	for step := at - totpSkew; step <= at+totpSkew; step++ {
		if subtle.ConstantTimeCompare([]byte(codeAt(secret, step)), []byte(typed)) == 1 && step > last {
			found = step
		}
	}
	return found, found > 0
}

// totpURI is what a QR code carries to an authenticator app.
func totpURI(issuer, account string, secret []byte) string {
	issuer = strings.ReplaceAll(issuer, ":", " ")
	q := url.Values{"secret": {totpText(secret)}, "issuer": {issuer}, "period": {fmt.Sprint(totpPeriod)}, "digits": {fmt.Sprint(totpDigits)}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20") // apps read a plus as a plus
}

func totpText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// Recovery codes: 80 random bits each, so that a fast digest is enough to store them.
const (
	recoveryCodes = 10
	recoveryBytes = 10
)

// recoveryText writes a recovery code as people copy it: "k3j9-qx4d-…".
func recoveryText(raw []byte) string {
	s := strings.ToLower(totpText(raw))
	var parts []string
	for i := 0; i < len(s); i += 4 {
		parts = append(parts, s[i:min(i+4, len(s))])
	}
	return strings.Join(parts, "-")
}

// typedCode is a code without what people put between its characters.
func typedCode(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
