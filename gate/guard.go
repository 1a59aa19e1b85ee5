package gate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
)

// guard cleans a draft's words and takes out what would mislead: a label that imitates another author's and,
// in a machine's words, the claim to be a person. It returns what it mended. A claim in the house's own
// announcement, or under a policy that blocks, holds the draft.
func guard(d terang.Draft, f Facts) (terang.Draft, []Reason, *Held) {
	var mended []Reason
	var changed bool
	if d.Content, changed = cleanContent(d.Content); changed {
		mended = append(mended, Invisible)
	}
	d.Content.Choice, d.Content.ReplyTo = "", 0 // inbound only
	if d.Content.Text, changed = unlabel(d.Content.Text); changed {
		mended = append(mended, ForgedLabel)
	}
	speech, care := machineSpeech(d)
	if !care || !claims(&d.Content, speech) {
		return d, mended, nil
	}
	asked := f
	asked.Asked = true
	if d.Author.Kind() == terang.KindSystem || blocksClaims(f.rules().Obligations(asked, d)) {
		return d, nil, hold("guard", HumanClaim)
	}
	d.Content = withoutClaims(d.Content, speech, d.Language, f)
	if speech.claims(d.Content.Text) {
		return d, nil, hold("guard", HumanClaim) // the brand's own name claims it
	}
	if d.Kind == terang.KindSurvey && (d.Content.Survey == nil || d.Content.Survey.Question == "") {
		return d, nil, hold("guard", HumanClaim)
	}
	return d, append(mended, HumanClaim), nil
}

// machineSpeech says how the words of a draft are judged, and whether they are at all: a person may say that
// they are one, and an announcement may say that a person comes.
func machineSpeech(d terang.Draft) (speech, bool) {
	switch d.Author.Kind() {
	case terang.KindSystem:
		k := d.Announces.Kind()
		return wholly, k != terang.KindHuman && k != terang.KindAIAssisted
	case terang.KindAI, terang.KindAutomation:
		return wholly, true
	case terang.KindAIAssisted:
		return assisted, true
	}
	return wholly, false
}

// claims reports whether any words of c that are the author's own claim a person. Quick replies are words
// for the contact to say and are not judged.
func claims(c *terang.Content, s speech) bool {
	found := false
	eachLine(c, func(line *string) { found = found || s.claims(*line) })
	return found || s.claims(c.Text)
}

// withoutClaims cuts the sentences that claim a person. When nothing is left, or the rest still claims, the
// text is replaced by the truth.
func withoutClaims(c terang.Content, s speech, l terang.Language, f Facts) terang.Content {
	eachLine(&c, func(line *string) {
		if s.claims(*line) {
			*line = ""
		}
	})
	if !s.claims(c.Text) {
		return c
	}
	var sb strings.Builder
	for _, sentence := range sentences(c.Text) {
		if !s.claims(sentence) {
			sb.WriteString(sentence)
		}
	}
	c.Text, _ = unlabel(strings.TrimSpace(sb.String())) // the cut may have bared one
	if !wordy(c.Text) || s.claims(c.Text) {
		c.Text = published[0].Say(f.Form, l, f.Brand, "")
	}
	return c
}

// eachLine visits the author's own words beside the text. c's slices must not be shared.
func eachLine(c *terang.Content, visit func(*string)) {
	if c.Card != nil {
		visit(&c.Card.Title)
		visit(&c.Card.Status)
		for i := range c.Card.Fields {
			visit(&c.Card.Fields[i].Label)
			visit(&c.Card.Fields[i].Value)
		}
		for i := range c.Card.Steps {
			visit(&c.Card.Steps[i].Label)
		}
	}
	for i := range c.Sources {
		visit(&c.Sources[i].Title)
	}
	if c.Survey != nil {
		visit(&c.Survey.Question)
	}
}

// wordy reports whether s has a letter or a digit: what is left of a text after a cut may be a full stop.
func wordy(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// sentences cuts s after each sentence; the parts joined are s. A stop inside a number or an address ends
// nothing.
func sentences(s string) []string {
	var out []string
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		end := r == '\n'
		if r == '.' || r == '!' || r == '?' || r == '…' || r == '。' {
			next, _ := utf8.DecodeRuneInString(s[i:])
			end = i == len(s) || unicode.IsSpace(next)
		}
		if end {
			out = append(out, s[start:i])
			start = i
		}
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// labelWords are the words with which labels of authors begin, folded.
var labelWords = []string{
	"petugas, dibantu ai", "agent, with ai", "asisten ai", "ai assistant", "pesan otomatis", "automated message",
	"petugas", "agent", "human agent", "live agent", "agen", "manusia", "human", "admin", "operator", "sistem", "system",
	"customer service", "cs", "ai", "bot", "anda", "you",
}

// unlabel takes words that look like the label of an author from the start of the text ("Petugas:",
// "Agent · Rina —"), and makes them ordinary words at the start of later lines, where they may be meant.
func unlabel(s string) (string, bool) {
	changed := false
	for {
		n, _ := labelled(s)
		if n == 0 {
			break
		}
		s, changed = strings.TrimSpace(s[n:]), true
	}
	if !strings.Contains(s, "\n") {
		return s, changed
	}
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		line := strings.TrimLeft(lines[i], " \t")
		if n, word := labelled(line); n > 0 {
			lines[i], changed = strings.ToLower(line[:word])+" – "+strings.TrimSpace(line[n:]), true
		}
	}
	if !changed {
		return s, false
	}
	return strings.TrimSpace(strings.Join(lines, "\n")), true
}

// maxLabel is how far into a line a label may reach, in bytes.
const maxLabel = 64

// labelled returns how many bytes of s look like a label with its separator, and how many of them are the
// words; 0 for none.
func labelled(s string) (all, words int) {
	lead := strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
	if lead < 0 || lead > 8 || strings.ContainsAny(s[:lead], "\n") {
		return 0, 0
	}
	head := s[lead:min(len(s), lead+maxLabel)]
	end := strings.IndexAny(head, ":：·|•")
	if dash := strings.Index(head, " — "); dash >= 0 && (end < 0 || dash < end) {
		end = dash + 1
	}
	if end < 0 || strings.ContainsAny(head[:end], "\n.!?") {
		return 0, 0
	}
	folded := strings.Join(strings.Fields(fold(head[:end])), " ")
	if i := strings.IndexAny(folded, "([{"); i > 0 {
		folded = strings.TrimSpace(folded[:i])
	}
	folded = strings.Trim(folded, "*_~`'\"<>[](){}# ")
	for _, w := range labelWords {
		if folded == w {
			_, n := utf8.DecodeRuneInString(head[end:])
			all = lead + end + n
			// the closing marks of "**Petugas:**" and of "[Petugas]:" go with it
			for all < len(s) && strings.IndexByte("*_~`", s[all]) >= 0 {
				all++
			}
			return all, lead + end
		}
	}
	return 0, 0
}
