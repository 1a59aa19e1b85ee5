package conform

import "strings"

// The GSM 7-bit default alphabet (3GPP TS 23.038); characters of the extension cost two septets.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmMore  = "^{}\\[~]|€\f"
)

// Septets that one part carries: alone, and among several.
const (
	partAlone = 160
	partOf    = 153
)

// septets counts what a text costs; false where a character is not in the alphabet.
func septets(s string) (int, bool) {
	n := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			n++
		case strings.ContainsRune(gsmMore, r):
			n += 2
		default:
			return n, false
		}
	}
	return n, true
}

// firstPart is what a phone gets as part 1.
func firstPart(s string) string {
	if n, ok := septets(s); !ok || n <= partAlone {
		return s
	}
	n := 0
	for i, r := range s {
		if n++; strings.ContainsRune(gsmMore, r) {
			n++
		}
		if n > partOf {
			return s[:i]
		}
	}
	return s
}
