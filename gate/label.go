package gate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// labelWords are the words with which labels of authors begin, folded.
var labelWords = []string{
	"petugas, dibantu ai", "agent, with ai", "petugas+ai", "agent+ai", "asisten ai", "ai assistant", "pesan otomatis", "automated message", "otomatis", "automated",
	"petugas", "agent", "human agent", "live agent", "agen", "manusia", "human", "admin", "operator", "sistem", "system", "real person", "orang asli",
	"customer service", "customer support", "customer care", "support", "layanan pelanggan", "cs", "ai", "bot", "anda", "you", "staf", "staff",
}

// ranks are the words that make a label of a name beside them: "Petugas Rina", "Rina (CS)".
var ranks = []string{"petugas", "agent", "agen", "manusia", "human", "admin", "operator", "cs", "staf", "staff", "support", "representative", "customer", "service", "care"}

// unlabel takes words that look like the label of an author from the start of the text ("Petugas:", "[Petugas] ", "Agent ·
// Rina —", "🧑 Rina:"), and makes them ordinary words at the start of later lines, where they may be meant.
func unlabel(s string) (string, bool) {
	changed := false
	for {
		n, _ := labelled(s)
		if n == 0 {
			line, rest, _ := strings.Cut(s, "\n")
			if !strings.HasPrefix(line, "<") {
				break
			}
			if line = untag(line); line == "" || line[0] == '<' {
				break
			}
			if n, _ = labelled(line); n == 0 { // "<b>Petugas</b>: "
				break
			}
			s = strings.TrimSuffix(line+"\n"+rest, "\n")
		}
		s, changed = strings.TrimSpace(s[n:]), true
	}
	if line, rest, more := strings.Cut(s, "\n"); more && headed(line) {
		s, _ = unlabel(strings.TrimSpace(rest))
		return s, true
	}
	if !strings.Contains(s, "\n") {
		return s, changed
	}
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		line := strings.TrimLeft(lines[i], " \t")
		if n, words := labelled(line); n > 0 {
			name := strings.ToLower(strings.Trim(line[:words], "[](){}<>【】*_~`#\"' "))
			lines[i], changed = strings.TrimSpace(name+" – "+strings.TrimSpace(line[n:])), true
			if again, _ := labelled(lines[i]); again > 0 { // nothing but marks and labels
				lines[i] = ""
			}
		}
	}
	if !changed {
		return s, false
	}
	s = strings.TrimSpace(strings.Join(lines, "\n"))
	if n, _ := labelled(s); n > 0 { // the first line was empty
		s, _ = unlabel(s)
	}
	return s, true
}

// headed reports whether a line is nothing but the label of an author, as a heading: "## Petugas Rina". What may be the
// heading of an article ("Customer Service", "Sistem") is none.
func headed(line string) bool {
	line = strings.TrimSpace(strings.TrimLeft(line, "#*_>-—=~ "))
	if line == "" || len(line) > maxLabel || strings.ContainsAny(line, ".!?:,;") {
		return false
	}
	bare := strings.Trim(strings.Join(strings.Fields(fold(line)), " "), "*_~`# ")
	switch bare {
	case "customer service", "customer support", "customer care", "support", "layanan pelanggan", "sistem", "system", "operator", "bot", "anda", "you", "staf", "staff",
		"manusia", "human", "otomatis", "automated", "ai", "pesan otomatis", "automated message":
		return false
	}
	return authorLike(line, strings.ContainsFunc(line, person), true)
}

// numbered passes the number of a list, "1. ".
func numbered(s string) int {
	i := 0
	for i < len(s) && i < 3 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i > 0 && i+1 < len(s) && (s[i] == '.' || s[i] == ')') && s[i+1] == ' ' {
		return i + 2
	}
	return 0
}

// maxLabel is how far into a line a label may reach, in bytes.
const maxLabel = 96

// labelled returns how many bytes of s look like a label with its separator, and how many of them are the words; 0 for
// none.
func labelled(s string) (all, words int) {
	if n := numbered(s); n > 0 {
		if all, words = labelled(s[n:]); all > 0 {
			return all + n, words + n
		}
		return 0, 0
	}
	lead := strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || boxed(r) })
	if lead < 0 || lead > 32 || strings.Contains(s[:lead], "\n") {
		return 0, 0
	}
	face := strings.ContainsFunc(s[:lead], person)
	head := strings.ToValidUTF8(s[lead:min(len(s), lead+maxLabel)], "")
	if i := strings.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	if end, size := bracketed(s[:lead], head); end > 0 && authorLike(head[:end], face, true) {
		return closing(s, lead+end+size), lead + end
	}
	for from := 0; from < len(head); {
		end, size, dash := separator(head, from)
		if end < 0 {
			return 0, 0
		}
		if strings.ContainsAny(head[:end], ".!?") {
			return 0, 0
		}
		first, _ := utf8.DecodeRuneInString(head)
		if (!dash || unicode.IsUpper(first)) && authorLike(head[:end], face, !dash) {
			return closing(s, lead+end+size), lead + end
		}
		if !dash {
			return 0, 0
		}
		from = end + size
	}
	return 0, 0
}

// separator finds the next mark that ends a label; dash says that it is one that ordinary sentences have too.
func separator(head string, from int) (end, size int, dash bool) {
	end = -1
	for i, r := range head[from:] {
		switch r {
		case ':', '：', '·', '|', '•', '»', '›', '→', '∶', '꞉', '>', '︰', '﹕':
			return from + i, utf8.RuneLen(r), false
		case '-', '–', '—':
			if i > 0 && head[from+i-1] == ' ' && strings.HasPrefix(head[from+i+utf8.RuneLen(r):], " ") {
				return from + i, utf8.RuneLen(r), r != '—'
			}
		}
	}
	return end, 0, false
}

// bracketed finds the end of a label in brackets: "[Petugas Rina] ".
func bracketed(lead, head string) (end, size int) {
	lead = strings.TrimRight(lead, " *_")
	for _, pair := range []string{"[]", "()", "{}", "【】", "「」", "<>", "《》", "⟦⟧", "［］", "（）", "〔〕", "｢｣", "⟨⟩", "«»", "‹›", "『』", "❲❳", "〖〗"} {
		open, n := utf8.DecodeRuneInString(pair)
		if strings.HasSuffix(lead, string(open)) {
			if end = strings.Index(head, pair[n:]); end > 0 {
				return end, len(pair) - n
			}
		}
	}
	return 0, 0
}

// closing passes the marks that close "**Petugas:**" and "[Petugas]:" after i.
func closing(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !strings.ContainsRune("*_~`:])}>】", r) {
			break
		}
		i += n
	}
	return i
}

// authorLike reports whether the words before a separator name an author: label words, a rank with a name beside it, or
// any name after the picture of a person. names says that a name may stand there.
func authorLike(head string, face, names bool) bool {
	head = strings.TrimSpace(untag(head))
	folded := strings.Join(strings.Fields(fold(head)), " ")
	bare := folded
	if i := strings.IndexAny(bare, "([{"); i > 0 {
		bare = strings.TrimSpace(bare[:i])
	}
	bare = strings.Trim(bare, "*_~`'\"<>[](){}# ")
	if slices.Contains(labelWords, bare) || slices.Contains(labelWords, spelled(bare)) || slices.Contains(labelWords, lettered(bare)) {
		return true
	}
	if !names {
		return false
	}
	rank, named, parts := false, 0, 0
	for _, w := range strings.FieldsFunc(head, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && !boxed(r) }) {
		first, _ := utf8.DecodeRuneInString(w)
		switch f := fold(w); {
		case slices.Contains(ranks, f):
			if parts > 0 && !rank && !strings.ContainsAny(head, "(,-–—/|[") && !unicode.IsUpper(first) {
				return false // "Biaya admin"
			}
			rank = true
		case f == "kami" || f == "our" || f == "the" || f == "dari" || f == "from" || f == "here" || f == "tim" || f == "team" || f == "terverifikasi" || f == "verified" || f == "resmi" || f == "official" || f == "asli":
		case unicode.IsUpper(first):
			named++
		default:
			return false
		}
		if parts++; parts > 6 {
			return false
		}
	}
	if parts > named && rank && named == 0 { // "Petugas terverifikasi"
		return strings.Contains(folded, "verif") || strings.Contains(folded, "resmi") || strings.Contains(folded, "official") || strings.Contains(folded, "asli")
	}
	return named > 0 && named <= 3 && (rank || face || strings.ContainsFunc(head, person))
}

// spelled joins letters that stand apart: "p e t u g a s".
func spelled(s string) string {
	fields := strings.Fields(s)
	for _, f := range fields {
		if utf8.RuneCountInString(f) != 1 {
			return s
		}
	}
	return strings.Join(fields, "")
}

// lettered reads digits as the letters that they stand for: "a1", "p3tugas".
func lettered(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = letter(b[i])
	}
	return string(b)
}

// untag takes tags of HTML out: the text is plain, but a reader's program may make them bold.
func untag(s string) string {
	for {
		i := strings.IndexByte(s, '<')
		j := strings.IndexByte(s, '>')
		if i < 0 || j < i {
			return strings.TrimLeft(s[max(j+1, 0):], " ")
		}
		s = s[:i] + s[j+1:]
	}
}

// boxed reports whether r is a letter in a box or circle, which a reader reads as the letter.
func boxed(r rune) bool { return unboxed(r) != r }

// person reports whether r is the picture of a person.
func person(r rune) bool {
	switch {
	case r >= 0x1F464 && r <= 0x1F487, r >= 0x1F9D1 && r <= 0x1F9DD, r >= 0x1F645 && r <= 0x1F64E:
		return true
	case r == 0x1F468, r == 0x1F469, r == 0x1F5E3, r == 0x1F575, r == 0x1F935, r == 0x1F930, r == 0x1F9B8, r == 0x1F9B9, r == 0x263A, r == 0x1F600, r == 0x1F642, r == 0x1F60A:
		return true
	}
	return false
}
