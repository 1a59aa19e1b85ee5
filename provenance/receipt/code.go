package receipt

import (
	"encoding/base32"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// codeDigits is how many digits of a leaf's hash a code has: 40 bits.
const codeDigits = 8

// digits are those of Crockford's base 32: none can be read as another.
var digits = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Code names a leaf so that a person can read it out: its place, then the beginning of its hash, as in "17-K3J9-QX4D".
// It proves nothing by itself; it says where in the log to look.
func Code(index int64, leaf tlog.Hash) string {
	s := digits.EncodeToString(leaf[:5])
	return strconv.FormatInt(index, 10) + "-" + s[:4] + "-" + s[4:]
}

// ParseCode reads what a person typed: lower case, spaces, O for 0, I and L for 1.
func ParseCode(s string) (index int64, start string, ok bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	place, rest, ok := strings.Cut(s, "-")
	rest = strings.ReplaceAll(rest, "-", "")
	if !ok || len(rest) != codeDigits || len(place) > 18 {
		return 0, "", false
	}
	place = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(place)
	rest = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(rest)
	index, err := strconv.ParseInt(place, 10, 64)
	if err != nil || index < 0 || strconv.FormatInt(index, 10) != place {
		return 0, "", false
	}
	if _, err := digits.DecodeString(rest); err != nil {
		return 0, "", false
	}
	return index, rest, true
}

// Fits reports whether a leaf's hash begins as a code that was typed says.
func Fits(start string, leaf tlog.Hash) bool { return digits.EncodeToString(leaf[:5]) == start }
