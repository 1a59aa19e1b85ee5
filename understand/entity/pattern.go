package entity

import (
	"bytes"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

const (
	maxPerKind = 8 // matches of one brand pattern
	minLiteral = 2 // letters that a match must have, for the text to be searched for them first
)

// brandPattern is a compiled [Pattern].
type brandPattern struct {
	kind, format string
	find, bare   *regexp.Regexp
	literal      []byte // lower-case ASCII letters that every match has, empty where none are known
}

func compilePatterns(ps []Pattern) ([]brandPattern, error) {
	out := make([]brandPattern, 0, len(ps))
	for i, p := range ps {
		if p.Kind == "" || p.Find == "" {
			return nil, fmt.Errorf("entity: pattern %d: needs a kind and what to find", i+1)
		}
		find, err := regexp.Compile(p.Find)
		if err != nil {
			return nil, fmt.Errorf("entity: pattern %d (%s): find: %w", i+1, p.Kind, err)
		}
		b := brandPattern{kind: p.Kind, format: p.Format, find: find, literal: []byte(literalOf(p.Find))}
		if p.Bare != "" {
			if b.bare, err = regexp.Compile(p.Bare); err != nil {
				return nil, fmt.Errorf("entity: pattern %d (%s): bare: %w", i+1, p.Kind, err)
			}
		}
		out = append(out, b)
	}
	return out, nil
}

// literalOf returns the longest run of letters that every match of an expression has.
func literalOf(find string) string {
	re, err := syntax.Parse(find, syntax.Perl)
	if err != nil {
		return ""
	}
	best := ""
	var walk func(re *syntax.Regexp, depth int)
	walk = func(re *syntax.Regexp, depth int) {
		if depth > 8 {
			return
		}
		switch re.Op {
		case syntax.OpLiteral:
			lit := strings.ToLower(string(re.Rune))
			for i := range len(lit) {
				if lit[i] < 'a' || lit[i] > 'z' {
					return
				}
			}
			if len(lit) > len(best) {
				best = lit
			}
		case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
			for _, sub := range re.Sub {
				walk(sub, depth+1)
			}
		default:
		}
	}
	walk(re.Simplify(), 0)
	if len(best) < minLiteral {
		return ""
	}
	return best
}

// value is the value of one match of re in text.
func (b *brandPattern) value(re *regexp.Regexp, text string, at []int) string {
	switch {
	case b.format == "":
		return strings.ToUpper(text[at[0]:at[1]])
	case !strings.Contains(b.format, "$"):
		return b.format // a name for whatever was matched, which the brand's system knows as it is written
	}
	return strings.ToUpper(string(re.ExpandString(nil, b.format, text, at)))
}

// brand finds the brand's own numbers: in the text as it stands, else in the text with its slips put right.
func (s *scratch) brand() {
	for i := range s.f.brand {
		b := &s.f.brand[i]
		if len(b.literal) > 0 && !s.has(b.literal) {
			continue
		}
		found := 0
		for _, at := range b.find.FindAllStringSubmatchIndex(s.text, maxPerKind) {
			if at[1] > at[0] {
				s.bytes(b.kind, b.value(b.find, s.text, at), at[0], at[1])
				found++
			}
		}
		if !s.digits || len(b.literal) > 0 && found >= bytes.Count(s.folded, b.literal) {
			continue // every place where one could stand has one
		}
		for step := repair(0); step < repairs && found < maxPerKind; step++ {
			if !s.mapped.make(s, step) {
				continue
			}
			fixed := string(s.mapped.text)
			for _, at := range b.find.FindAllStringSubmatchIndex(fixed, maxPerKind) {
				if at[1] == at[0] || step > repairDigits && !lettersIn(fixed[at[0]:at[1]]) {
					continue // digits from here and there are no number
				}
				start, end := s.mapped.at[at[0]], s.mapped.at[at[1]-1]
				for end++; end < len(s.text) && !utf8.RuneStart(s.text[end]); {
					end++
				}
				if s.bytes(b.kind, b.value(b.find, fixed, at), start, end) != nil {
					found++
				}
			}
		}
	}
}

// has reports whether the letters stand in the text one after the other, whatever stands between its words.
func (s *scratch) has(letters []byte) bool { return bytes.Contains(s.folded, letters) }

func lettersIn(text string) bool {
	for i := range len(text) {
		if c := text[i] | 0x20; c >= 'a' && c <= 'z' {
			return true
		}
	}
	return false
}

// repair is one way to put slips right.
type repair uint8

const (
	repairMarks  repair = iota // dashes, blanks, full width and what hides between letters
	repairDigits               // also O and I between digits
	repairJoin                 // also nothing between digits, nor between letters and digits
	repairDash                 // the same with a dash between letters and digits
	repairs
)

// fixer is a text with its slips put right; at[i] is where byte i came from.
type fixer struct {
	text []byte
	at   []int
}

// make writes the text of one step. It reports false where the step changes nothing.
func (x *fixer) make(s *scratch, step repair) bool {
	x.text, x.at = x.text[:0], x.at[:0]
	end := 0
	for i := range s.tokens {
		t := &s.tokens[i]
		x.gap(s, i, end, t.start, step)
		at := t.start
		if t.kind == tokenSymbol {
			for ; at < t.end; at++ {
				x.put(s.text[at], at)
			}
			end = t.end
			continue
		}
		for _, c := range s.folded[t.from:t.to] {
			if step >= repairDigits && t.kind == tokenWord {
				c = s.slip(i, c)
			}
			if at < t.end && s.text[at] >= 'A' && s.text[at] <= 'Z' && c >= 'a' && c <= 'z' {
				c -= 'a' - 'A'
			}
			x.put(c, min(at, t.end-1))
			if at++; at < t.end {
				for at < t.end && (!utf8.RuneStart(s.text[at]) || hidden(s.text[at:t.end])) {
					at++
				}
			}
		}
		end = t.end
	}
	return string(x.text) != s.text
}

// hidden reports whether the text begins with a character that only decorates.
func hidden(text string) bool {
	if text[0] < utf8.RuneSelf {
		return text[0] == '\''
	}
	r, _ := utf8.DecodeRuneInString(text)
	f, _ := fold(r)
	return f == 0
}

func (x *fixer) put(c byte, at int) {
	x.text = append(x.text, c)
	x.at = append(x.at, at)
}

// gap writes what stands before token i.
func (x *fixer) gap(s *scratch, i, from, to int, step repair) {
	gap := s.text[from:to]
	if gap == "" && step < repairJoin {
		return
	}
	if i > 0 && step >= repairJoin && len(gap) <= 8 && loose(gap) {
		left, right := s.digitish(i-1), s.digitish(i)
		single := s.size(i-1) == 1 && s.size(i) == 1
		switch {
		case left && right, single && gap == " ":
			return
		case !left && right:
			if step == repairDash {
				x.put('-', from)
			}
			return
		}
	}
	wide := false
	for j, r := range gap {
		switch {
		case r == '–' || r == '—' || r == '‐' || r == '‑' || r == '−':
			x.put('-', from+j)
		case r == ' ' || r == '\u00a0' || r == '\t' || r >= 0x2000 && r <= 0x200a:
			if !wide {
				x.put(' ', from+j)
			}
			wide = true
			continue
		case r < utf8.RuneSelf && r >= ' ' || r == '\n':
			x.put(byte(r), from+j)
		default:
			if f, _ := fold(r); f == 0 {
				continue
			}
			x.put(' ', from+j)
		}
		wide = false
	}
}

// loose reports whether a gap is only what people put between the parts of a number.
func loose(gap string) bool {
	for _, r := range gap {
		switch r {
		case ' ', '-', '.', '_', '/', '#', ':', '–', '—', '‐', '‑', '−', '\u00a0':
		default:
			return false
		}
	}
	return true
}

// digitish reports whether token i is digits, or letters that stand for digits beside digits.
func (s *scratch) digitish(i int) bool {
	if s.number(i) {
		return true
	}
	if s.tokens[i].kind != tokenWord || !s.number(i-1) && !s.number(i+1) || s.size(i) > 3 {
		return false
	}
	for _, c := range s.folded[s.tokens[i].from:s.tokens[i].to] {
		if c != 'o' && c != 'l' && c != 'i' {
			return false
		}
	}
	return s.tokens[i].glued && s.number(i-1) || i+1 < len(s.tokens) && s.tokens[i+1].glued && s.number(i+1)
}

// slip returns the digit that a letter of token i stands for, or the letter.
func (s *scratch) slip(i int, c byte) byte {
	if !s.digitish(i) {
		return c
	}
	switch c {
	case 'o':
		return '0'
	case 'l', 'i':
		return '1'
	}
	return c
}
