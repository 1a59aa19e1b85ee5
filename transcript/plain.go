package transcript

import (
	"fmt"
	"strings"
	"unicode"
)

// The joiners, by which some scripts and pictures put characters together.
const (
	joiner    = '\u200d'
	nonJoiner = '\u200c'
)

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
		case !hidden(r), (r == joiner || r == nonJoiner) && joins(rs, i):
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
	const first, last = 0xE0100, 0xE01EF // variation selectors that no picture uses
	return r >= first && r <= last || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// joins reports whether the joiner at i is where one is meant: inside a picture of several, as a family, or inside a word
// of a script that needs it. Latin, Greek and Cyrillic words do not.
func joins(rs []rune, i int) bool {
	const needing = 0x0590 // Hebrew and what follows it
	meant := func(r rune) bool {
		return r >= needing && !hidden(r) && unicode.In(r, unicode.So, unicode.Sk, unicode.L, unicode.M)
	}
	return i > 0 && i+1 < len(rs) && meant(rs[i-1]) && meant(rs[i+1])
}
