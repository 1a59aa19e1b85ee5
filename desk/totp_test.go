package desk

import (
	"testing"
	"time"
)

// TestCodesAreThoseOfTheStandard compares with RFC 6238, appendix B; of its eight digits, apps show the last six.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := codeAt(secret, at/totpPeriod); got != want {
			t.Errorf("at %d: %s, not %s", at, got, want)
		}
	}
	now := time.Unix(1111111109, 0)
	for _, c := range []struct {
		what  string
		typed int64
		last  int64
		ok    bool
	}{
		{"now", 0, 0, true},
		{"a step late", -1, 0, true},
		{"a step early", 1, 0, true},
		{"two steps late", -2, 0, false},
		{"two steps early", 2, 0, false},
		{"taken already", 0, now.Unix() / totpPeriod, false},
		{"before one that was taken", -1, now.Unix() / totpPeriod, false},
		{"after one that was taken", 1, now.Unix() / totpPeriod, true},
	} {
		if _, ok := stepOf(secret, codeAt(secret, now.Unix()/totpPeriod+c.typed), now, c.last); ok != c.ok {
			t.Errorf("%s: %v", c.what, ok)
		}
	}
}
