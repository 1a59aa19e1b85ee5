package exchange

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"terang"
)

const maxFact = 500 // characters of an attribute

// tidy is a text on one line: composed letters, single blanks, nothing that cannot be seen.
func tidy(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(visible(s), unicode.IsSpace), " ")
	return cut(s, most)
}

// visible composes letters and drops what is no text: controls but line ends and tabs, marks of direction, broken bytes.
func visible(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.Is(unicode.Cc, r), r == '\u200b', r == '\u200e', r == '\u200f', r == '\ufeff', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return strings.TrimSpace(s[:i])
		}
		n++
	}
	return s
}

// Name returns a person's name as it is kept.
func Name(s string) string { return tidy(s, maxName) }

// Email returns an address in lower case, "" where it is none.
func Email(s string) string {
	s = strings.ToLower(tidy(s, 320))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.ContainsAny(s, " ,;<>\"") || !strings.Contains(s[at:], ".") || strings.Contains(s[at:], "..") {
		return ""
	}
	return s
}

// Limits of a phone number's digits with its country's (ITU-T E.164, section 6.2).
const (
	fewestDigits = 8
	mostDigits   = 15
)

// Phone returns a number as E.164 writes it ("+6281234567890"), "" where it is none. A number without a country is taken for an
// Indonesian one, as people in Indonesia write it: 0812…, 62812…, 812….
func Phone(s string) string {
	s = strings.ReplaceAll(tidy(s, 64), "(0)", "")
	s = strings.TrimPrefix(strings.ToLower(s), "tel:")
	plus := strings.HasPrefix(strings.TrimSpace(s), "+")
	var d strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			d.WriteRune(r)
		case strings.ContainsRune(" +-().\u00a0\u2011/", r):
		default:
			return "" // an extension, a word: not one number
		}
	}
	n := d.String()
	switch {
	case plus:
	case strings.HasPrefix(n, "00"):
		n = n[2:]
	case strings.HasPrefix(n, "0"):
		n = "62" + n[1:]
	case strings.HasPrefix(n, "62"):
	case strings.HasPrefix(n, "8"):
		n = "62" + n
	default:
		return ""
	}
	if n = strings.Replace(n, "620", "62", boolInt(strings.HasPrefix(n, "620"))); len(n) < fewestDigits || len(n) > mostDigits || n[0] == '0' {
		return ""
	}
	return "+" + n
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// language takes the primary tag where the house speaks it. "in" is the old code of Indonesian (RFC 5646, section 2.2.1, registry).
func language(s string) terang.Language {
	s, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	s, _, _ = strings.Cut(s, "_")
	if s == "in" || s == "ms" {
		s = "id"
	}
	if l := terang.Language(s); l.Valid() {
		return l
	}
	return ""
}

// attributeName is a key as playbooks name attributes: small letters, digits, low lines.
func attributeName(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(tidy(s, 64)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	if out := strings.Trim(b.String(), "_"); out != "" {
		return out
	}
	return "attribute"
}

var (
	unseen = regexp.MustCompile(`(?is)<(script|style|head|title)\b.*?</(script|style|head|title)\s*>|<!--.*?-->`)
	breaks = regexp.MustCompile(`(?i)<(br|/p|/div|/li|/tr|/h[1-6]|/blockquote|/pre|hr)\b[^>]*>`)
	items  = regexp.MustCompile(`(?i)<li\b[^>]*>`)
	tags   = regexp.MustCompile(`(?s)</?[a-zA-Z][^>]*>`)
	blanks = regexp.MustCompile(`[ \t\x{00a0}]+`)
	gaps   = regexp.MustCompile(`\n{3,}`)
)

// plain is the text of HTML, for people to read: it is never shown as HTML again.
func plain(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = unseen.ReplaceAllString(s, "")
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r", ""), "\n", " ")
		s = items.ReplaceAllString(breaks.ReplaceAllString(s, "\n"), "• ")
		s = html.UnescapeString(tags.ReplaceAllString(s, ""))
	}
	return paragraphs(s)
}

// paragraphs is a text with its lines, without blanks at their ends.
func paragraphs(s string) string {
	lines := strings.Split(blanks.ReplaceAllString(visible(s), " "), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.TrimSpace(gaps.ReplaceAllString(strings.Join(lines, "\n"), "\n\n"))
}
