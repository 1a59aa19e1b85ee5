package channel

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
	"terang/gate"
)

// Words is a message as running text, for channels that have nothing else, in the order in which it is read. The label
// comes first, so that neither a forwarded copy nor a cut can take it away.
type Words struct {
	Label string // "AI", "Petugas"; "" for the house's own announcements
	Name  string // the person's; a machine is named by its label and disclosure
	Told  string // the disclosure
	Said  string // the message's text
	More  string // card, sources, survey and what could not become a button, in words
}

// WordsOf lays an utterance out. Of the quick replies, those from shown on have no button, and are said in words.
func WordsOf(u gate.Utterance, shown int) Words {
	c := &u.Message.Content
	w := Words{Label: u.Label, Said: c.Text, More: more(c, shown, u.Message.Language)}
	if k := u.Message.Author.Kind(); k == terang.KindHuman || k == terang.KindAIAssisted {
		w.Name = u.Name
	}
	if c.Disclosure != nil {
		w.Told = c.Disclosure.Text
	}
	return w
}

// Trim cuts what is said beside the text to n characters. Label, disclosure and text are never cut.
func (w Words) Trim(n int) Words {
	w.More = Short(w.More, n)
	return w
}

// gap stands between the parts of a body.
const gap = "\n\n"

// Prefix is what every unit of the message begins with: "AI: ", "Petugas (Rina): ".
func (w Words) Prefix() string {
	switch {
	case w.Label == "":
		return ""
	case w.Name == "":
		return w.Label + ": "
	}
	return w.Label + " (" + w.Name + "): "
}

// Body is everything after the prefix.
func (w Words) Body() string {
	var sb strings.Builder
	for _, part := range []string{w.Told, w.Said, w.More} {
		if part == "" {
			continue
		}
		if sb.Len() > 0 {
			sb.WriteString(gap)
		}
		sb.WriteString(part)
	}
	return sb.String()
}

// Words with which parts of a message are said where there is nothing but text.
var (
	choices = terang.Text{terang.Indonesian: "Pilihan", terang.English: "Choices"}
	sources = terang.Text{terang.Indonesian: "Sumber", terang.English: "Sources"}
	states  = map[string]terang.Text{
		"done": {terang.Indonesian: "selesai", terang.English: "done"},
		"now":  {terang.Indonesian: "sekarang", terang.English: "now"},
		"next": {terang.Indonesian: "berikutnya", terang.English: "next"},
	}
)

// more says in words what a chat shows as parts.
func more(c *terang.Content, shown int, l terang.Language) string {
	var lines []string
	if card := c.Card; card != nil {
		lines = append(lines, joined(card.Title, ": ", card.Status))
		for _, f := range card.Fields {
			lines = append(lines, joined(f.Label, ": ", f.Value))
		}
		for _, s := range card.Steps {
			at := states[s.State].In(l)
			if s.At != nil {
				at = s.At.UTC().Format("02-01-2006 15:04 UTC")
			}
			lines = append(lines, joined("- "+s.Label, ", ", at))
		}
		for _, i := range card.Items {
			lines = append(lines, joined("- "+i.Title, ": ", i.Text))
		}
	}
	if s := c.Survey; s != nil {
		options := make([]string, 0, len(s.Options))
		for _, o := range s.Options {
			options = append(options, strconv.Itoa(o))
		}
		lines = append(lines, joined(s.Question, " ", strings.Join(options, " ")))
	}
	if len(c.Sources) > 0 {
		titles := make([]string, 0, len(c.Sources))
		for _, s := range c.Sources {
			titles = append(titles, s.Title)
		}
		lines = append(lines, sources.In(l)+": "+strings.Join(titles, "; "))
	}
	if shown < len(c.Replies) {
		labels := make([]string, 0, len(c.Replies))
		for _, r := range c.Replies[shown:] {
			labels = append(labels, r.Label)
		}
		lines = append(lines, choices.In(l)+": "+strings.Join(labels, " / "))
	}
	kept := lines[:0]
	for _, line := range lines {
		if line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func joined(a, between, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + between + b
}

// Read takes the units of a message as a recipient reads them, and returns what they show. It does not know how they
// were made: the label is what stands before the first colon, and every unit must begin with the same one.
func (p *Parcel) Read(units []string) (gate.Shown, error) {
	out := gate.Shown{ID: p.ID, Seq: p.Seq, Kind: p.Kind, Name: p.Name, Language: p.Language}
	if len(units) == 0 {
		return out, fmt.Errorf("channel: read back: the message has no words")
	}
	prefix := ""
	if p.Kind != terang.KindSystem {
		between := ": "
		if p.Name != "" && (p.Kind == terang.KindHuman || p.Kind == terang.KindAIAssisted) {
			between = " (" + p.Name + "): "
		}
		label, _, found := strings.Cut(units[0], between)
		if !found || label == "" || strings.Contains(label, "\n") {
			return out, fmt.Errorf("channel: read back: the first unit begins with no label")
		}
		out.Label, prefix = label, label+between
	}
	var body strings.Builder
	for i, u := range units {
		rest, found := strings.CutPrefix(u, prefix)
		if !found || rest == "" {
			return out, fmt.Errorf("channel: read back: unit %d begins with another label", i+1)
		}
		if i == 0 && p.Told > len(rest) {
			return out, fmt.Errorf("channel: read back: the disclosure does not end in the first unit")
		}
		body.WriteString(rest)
	}
	var err error
	out.Disclosure, out.Text, err = p.parts(body.String())
	return out, err
}

// parts cuts a body into disclosure and text.
func (p *Parcel) parts(body string) (told, said string, err error) {
	if p.Told < 0 || p.Said < 0 || p.Told > len(body) || p.Said > len(body) {
		return "", "", fmt.Errorf("channel: read back: lengths that do not fit the body")
	}
	told, rest := body[:p.Told], body[p.Told:]
	if told != "" && rest != "" {
		if rest, _ = strings.CutPrefix(rest, gap); p.Told+len(gap)+len(rest) != len(body) {
			return "", "", fmt.Errorf("channel: read back: no line between disclosure and text")
		}
	}
	if p.Said > len(rest) {
		return "", "", fmt.Errorf("channel: read back: lengths that do not fit the body")
	}
	said, rest = rest[:p.Said], rest[p.Said:]
	if said != "" && rest != "" && !strings.HasPrefix(rest, gap) {
		return "", "", fmt.Errorf("channel: read back: no line after the text")
	}
	return told, said, nil
}

// One is the cost of a character where characters are counted.
func One(rune) int { return 1 }

// UTF16 is the cost of a character where UTF-16 code units are counted.
func UTF16(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// Split cuts s into parts that cost at most limit each, where a reader would pause; the parts joined are s. The first
// keep bytes stay in one part: they are the disclosure. It returns nil where that cannot be, or limit is too small.
func Split(s string, keep, limit int, cost func(rune) int) []string {
	var parts []string
	for {
		n := fits(s, limit, cost)
		if n == len(s) {
			return append(parts, s)
		}
		n = pause(s, n, keep)
		if n == 0 || n < keep {
			return nil
		}
		parts, s, keep = append(parts, s[:n]), s[n:], 0
	}
}

// fits returns how many bytes of s cost at most limit.
func fits(s string, limit int, cost func(rune) int) int {
	used := 0
	for i, r := range s {
		if used += cost(r); used > limit {
			return i
		}
	}
	return len(s)
}

// pauses are where a reader pauses, from the best to the least, and how far from the start of a part each must stand at
// least, in eighths of it: a part costs money, so little of it is left empty.
var pauses = []struct {
	mark  string
	least int
}{{gap, 5}, {"\n", 5}, {". ", 6}, {"? ", 6}, {"! ", 6}, {" ", 3}}

// pause returns the best place to cut s at or before n, where nothing else serves between two characters that are not
// drawn as one.
func pause(s string, n, keep int) int {
	for _, p := range pauses {
		if i := strings.LastIndex(s[:n], p.mark); i >= 0 && i+len(p.mark) >= max(n*p.least/8, keep) {
			return i + len(p.mark)
		}
	}
	for i := n; i > keep; {
		r, _ := utf8.DecodeRuneInString(s[i:])
		last, size := utf8.DecodeLastRuneInString(s[:i])
		if !clings(r) && last != '\u200d' {
			return i
		}
		i -= size
	}
	return n
}

// clings reports whether r is drawn with the character before it.
func clings(r rune) bool {
	return unicode.Is(unicode.M, r) || r == '\u200d' || r >= 0xFE00 && r <= 0xFE0F || r >= 0x1F3FB && r <= 0x1F3FF
}

// Short cuts s to at most n characters; a cut is marked.
func Short(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	i := fits(s, n-1, One)
	for i > 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		last, size := utf8.DecodeLastRuneInString(s[:i])
		if !clings(r) && last != '\u200d' {
			break
		}
		i -= size
	}
	return strings.TrimRight(s[:i], " ") + "…"
}
