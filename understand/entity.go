package understand

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const (
	maxEntities = 16 // of one text
	maxPerKind  = 8  // matches of one brand pattern
	otpDigits   = 6
	minPhone    = 9 // digits of a phone number, country code included
	maxPhone    = 15
	countryCode = "62" // for numbers written the way they are dialled at home
)

// brandPattern is a compiled [Pattern].
type brandPattern struct {
	kind, format string
	find, bare   *regexp.Regexp
}

func compilePatterns(ps []Pattern) ([]brandPattern, error) {
	out := make([]brandPattern, 0, len(ps))
	for i, p := range ps {
		if p.Kind == "" || p.Find == "" {
			return nil, fmt.Errorf("understand: pattern %d: needs a kind and what to find", i+1)
		}
		find, err := regexp.Compile(p.Find)
		if err != nil {
			return nil, fmt.Errorf("understand: pattern %d (%s): find: %w", i+1, p.Kind, err)
		}
		b := brandPattern{kind: p.Kind, format: p.Format, find: find}
		if p.Bare != "" {
			if b.bare, err = regexp.Compile(p.Bare); err != nil {
				return nil, fmt.Errorf("understand: pattern %d (%s): bare: %w", i+1, p.Kind, err)
			}
		}
		out = append(out, b)
	}
	return out, nil
}

// entity makes the entity of one match of re in text.
func (b *brandPattern) entity(re *regexp.Regexp, text string, at []int) Entity {
	e := Entity{Kind: b.kind, Text: text[at[0]:at[1]], Start: at[0], End: at[1]}
	if b.format == "" {
		e.Value = strings.ToUpper(e.Text)
	} else {
		e.Value = strings.ToUpper(string(re.ExpandString(nil, b.format, text, at)))
	}
	return e
}

// finder collects the entities of one text; where two would overlap, the one found first stays.
type finder struct {
	text  string
	n     *normaliser
	found []Entity
}

func (f *finder) add(kind, value string, start, end int) {
	if len(f.found) >= maxEntities || f.taken(start, end) {
		return
	}
	f.found = append(f.found, Entity{Kind: kind, Value: value, Text: f.text[start:end], Start: start, End: end})
}

func (f *finder) taken(start, end int) bool {
	for _, e := range f.found {
		if start < e.End && e.Start < end {
			return true
		}
	}
	return false
}

// entities returns what the text holds, in its order.
func (m *Model) entities(n *normaliser, text string) []Entity {
	f := finder{text: text, n: n}
	for i := range m.brand {
		b := &m.brand[i]
		for _, at := range b.find.FindAllStringSubmatchIndex(text, maxPerKind) {
			if e := b.entity(b.find, text, at); !f.taken(e.Start, e.End) {
				f.found = append(f.found, e)
			}
		}
	}
	f.emails()
	digits := false
	for _, t := range n.tokens {
		if t.kind == tokenNumber {
			digits = true
			break
		}
	}
	if digits {
		f.phones()
	}
	f.dates()
	if digits {
		f.numbers()
	}
	if len(f.found) > 1 {
		slices.SortStableFunc(f.found, func(a, b Entity) int { return a.Start - b.Start })
	}
	return f.found
}

// kinds appends, for each token, the label of the entity that covers it, for the features.
func kinds(dst []string, tokens []token, found []Entity) []string {
	dst = dst[:0]
	for range tokens {
		dst = append(dst, "")
	}
	for _, e := range found {
		label := entityLabel(e.Kind)
		if label == "" {
			continue
		}
		for i, t := range tokens {
			if t.start >= e.Start && t.end <= e.End {
				dst[i] = label
			}
		}
	}
	return dst
}

// entityLabel is the feature that stands for an entity; dates keep their words, which say more.
func entityLabel(kind string) string {
	switch kind {
	case EntityOrderNo:
		return "#order_no"
	case EntityOTP:
		return "#otp"
	case EntityPhone:
		return "#phone"
	case EntityEmail:
		return "#email"
	}
	return ""
}

// emails finds addresses around each "@".
func (f *finder) emails() {
	for from, tries := 0, 0; tries < maxPerKind; tries++ {
		at := strings.IndexByte(f.text[from:], '@')
		if at < 0 {
			return
		}
		at += from
		start, end := at, at+1
		for start > from && mailByte(f.text[start-1]) {
			start--
		}
		for end < len(f.text) && mailByte(f.text[end]) {
			end++
		}
		for end > at && (f.text[end-1] == '.' || f.text[end-1] == '-') {
			end--
		}
		if dot := strings.LastIndexByte(f.text[at:end], '.'); start < at && dot > 1 && at+dot < end-2 {
			f.add(EntityEmail, strings.ToLower(f.text[start:end]), start, end)
		}
		from = max(end, at+1)
	}
}

func mailByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'
}

// phones finds numbers that begin +, 62 or 0, with spaces, dots, dashes or brackets in them.
func (f *finder) phones() {
	for i := 0; i < len(f.text); i++ {
		if c := f.text[i]; c != '+' && c != '0' && c != '6' && c != '(' {
			continue
		}
		if i > 0 && phoneByte(f.text[i-1]) && f.text[i-1] != ' ' {
			continue
		}
		digits, end := phoneAt(f.text[i:])
		if value := e164(digits, f.text[i] == '+'); value != "" {
			f.add(EntityPhone, value, i, i+end)
			i += end
		}
	}
}

// phoneAt returns the digits that stand at the start of s, and where they end.
func phoneAt(s string) (string, int) {
	var digits [maxPhone + 1]byte
	n, end, gap := 0, 0, 0
	for i := 0; i < len(s) && n < len(digits); i++ {
		c := s[i]
		if c >= '0' && c <= '9' {
			digits[n] = c
			n++
			end, gap = i+1, 0
			continue
		}
		gap++
		if !phoneByte(c) || gap > 2 {
			break
		}
	}
	return string(digits[:n]), end
}

func phoneByte(c byte) bool {
	return c >= '0' && c <= '9' || c == '+' || c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'
}

// e164 completes the digits of a number, "" where they are none.
func e164(digits string, plus bool) string {
	switch {
	case plus:
	case strings.HasPrefix(digits, countryCode+"8"):
	case strings.HasPrefix(digits, "08"):
		digits = countryCode + digits[1:]
	default:
		return ""
	}
	if len(digits) < minPhone || len(digits) > maxPhone || digits[0] == '0' {
		return ""
	}
	return "+" + digits
}

// numbers finds one-time codes and plain numbers: "1.250.000", "50rb", "2 juta", "3".
func (f *finder) numbers() {
	tokens := f.n.tokens
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if t.kind != tokenNumber || f.taken(t.start, t.end) {
			continue
		}
		value, end, last := f.number(i)
		if len(value) == otpDigits && last == i {
			f.add(EntityOTP, value, t.start, t.end)
			continue
		}
		if unit := f.unit(last + 1); unit != "" {
			value, end, last = value+unit, tokens[last+1].end, last+1
		}
		if value = strings.TrimLeft(value, "0"); value == "" {
			value = "0"
		}
		f.add(EntityNumber, value, t.start, end)
		i = last
	}
}

// number joins the thousands of a number: the digits, where it ends, and its last token.
func (f *finder) number(i int) (string, int, int) {
	tokens := f.n.tokens
	value := string(f.n.folded[tokens[i].from:tokens[i].to])
	if len(value) > 3 {
		return value, tokens[i].end, i
	}
	for i+1 < len(tokens) {
		next := tokens[i+1]
		between := f.text[tokens[i].end:next.start]
		if next.kind != tokenNumber || next.to-next.from != 3 || between != "." && between != "," || len(value) > 12 {
			break
		}
		value += string(f.n.folded[next.from:next.to])
		i++
	}
	return value, tokens[i].end, i
}

// unit returns the zeros of the word at token i: "rb" is three.
func (f *finder) unit(i int) string {
	if i >= len(f.n.tokens) || f.n.tokens[i].kind != tokenWord {
		return ""
	}
	t := f.n.tokens[i]
	switch string(f.n.folded[t.from:t.to]) {
	case "rb", "ribu", "rebu", "thousand":
		return "000"
	case "k":
		if t.glued {
			return "000"
		}
	case "jt", "juta", "million":
		return "000000"
	}
	return ""
}
