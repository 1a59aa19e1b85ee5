package transcript

import (
	"fmt"
	"strings"
	"unicode"
)

const joiner = '\u200d'

// plain is a text as it may stand in a file that people read: valid UTF-8, with line breaks and tabs, and everything that
// hides, reorders or breaks lines otherwise spelt out as its code point. A record neither obeys such characters nor
// loses them.
func plain(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var sb strings.Builder
	rs := []rune(s)
	for i, r := range rs {
		switch {
		case !hidden(r), r == joiner && joins(rs, i):
			sb.WriteRune(r)
		default:
			fmt.Fprintf(&sb, "⟨U+%04X⟩", r)
		}
	}
	return sb.String()
}

// hidden reports whether r is not seen, or moves what is seen.
func hidden(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800': // fillers and blanks that count as letters or symbols
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// joins reports whether the joiner at i makes one picture of two, as in a family: there it is what was meant.
func joins(rs []rune, i int) bool {
	pictured := func(r rune) bool {
		return unicode.In(r, unicode.So, unicode.Sk) || r == '\ufe0f'
	}
	return i > 0 && i+1 < len(rs) && pictured(rs[i-1]) && pictured(rs[i+1])
}
