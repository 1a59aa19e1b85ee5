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
	judge := speech.beside(f.Brand)
	if !care || !claims(&d.Content, judge) {
		return d, mended, nil
	}
	asked := f
	asked.Asked = true
	if d.Author.Kind() == terang.KindSystem || blocksClaims(f.rules().Obligations(asked, d)) {
		return d, nil, hold("guard", HumanClaim)
	}
	d.Content = withoutClaims(d.Content, judge, d.Language, f)
	if judge(d.Content.Text) {
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
func claims(c *terang.Content, judge func(string) bool) bool {
	found := false
	eachLine(c, func(line *string) { found = found || judge(*line) })
	return found || judge(c.Text)
}

// beside judges words with the brand's name made unreadable: "Anda dilayani Toko Terang" names no person. A name of which
// a word could be part of a claim is read.
func (s speech) beside(brand string) func(string) bool {
	if len(brand) < 3 {
		return s.claims
	}
	for _, t := range tokens(fold(brand), nil) {
		if t.class != 0 {
			return s.claims
		}
	}
	blank := strings.Repeat("x", len(brand))
	return func(text string) bool { return s.claims(strings.ReplaceAll(text, brand, blank)) }
}

// withoutClaims cuts the sentences that claim a person. When nothing is left, or the rest still claims, the
// text is replaced by the truth.
func withoutClaims(c terang.Content, judge func(string) bool, l terang.Language, f Facts) terang.Content {
	eachLine(&c, func(line *string) {
		if judge(*line) {
			*line = ""
		}
	})
	if !judge(c.Text) {
		return c
	}
	var sb strings.Builder
	for _, sentence := range sentences(c.Text) {
		if !judge(sentence) {
			sb.WriteString(sentence)
		}
	}
	c.Text, _ = unlabel(strings.TrimSpace(sb.String())) // the cut may have bared one
	if !wordy(c.Text) || judge(c.Text) {
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
		for i := range c.Card.Items {
			visit(&c.Card.Items[i].Title)
			visit(&c.Card.Items[i].Text)
		}
	}
	for i := range c.Attachments {
		visit(&c.Attachments[i].Name)
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
