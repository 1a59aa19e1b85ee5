package gate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"terang"
)

// Clean is what the gate does to every text that goes out; what comes in is cleaned by it too, so that a
// contact's words cannot rearrange an agent's screen.
func Clean(s string) (text string, changed bool) { return clean(s) }

// clean takes out of a text what a reader cannot see but what changes what they see or what a program reads:
// controls (but newline and tab), bidirectional controls (Unicode UAX #9), zero-width and invisible
// characters, private use, and bytes that are not UTF-8. It reports whether it changed anything that matters;
// line endings are made "\n" silently. Spaces at both ends are cut.
func clean(s string) (string, bool) {
	if plain(s) {
		return strings.TrimSpace(s), false
	}
	var sb strings.Builder
	sb.Grow(len(s))
	changed := false
	var last rune
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			changed = true // a byte that is not UTF-8
			continue
		case r == '\r':
			if strings.HasPrefix(s[i+1:], "\n") {
				continue
			}
			r = '\n'
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			r = '\n'
		case r == '\u200d' && pictorial(last) && pictorial(following(s[i:])):
			// joins two pictures into one: a family, a profession
		case hidden(r):
			changed = true
			continue
		}
		sb.WriteRune(r)
		last = r
	}
	return strings.TrimSpace(sb.String()), changed
}

// cleanLine is clean for what stands in one line: a name, a label, a title.
func cleanLine(s string) (string, bool) {
	s, changed := clean(s)
	if strings.ContainsAny(s, "\n\t") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s, changed
}

// plain reports whether s is ASCII with no control but newline and tab: most texts are.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

// hidden reports whether r has no picture of its own.
func hidden(r rune) bool {
	if r < 0x80 {
		return r == 0x7f || r < ' ' && r != '\n' && r != '\t'
	}
	switch {
	case r == 0xFE0F: // asks for the coloured picture of the character before it
		return false
	case r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0, // Hangul fillers
		r == 0x034F, r == 0x17B4, r == 0x17B5, r == 0x2800, // joiner, Khmer vowels, empty Braille
		r >= 0x180B && r <= 0x180F,
		r >= 0xFE00 && r <= 0xFE0E, r >= 0xE0100 && r <= 0xE01EF, // variation selectors
		r >= 0xFFF9 && r <= 0xFFFB:
		return true
	}
	// Cc controls, Cf formats (bidi, zero-width, tags, soft hyphen), Co private use, Cs surrogates.
	return unicode.Is(unicode.C, r)
}

// pictorial reports whether r is a part of an emoji.
func pictorial(r rune) bool {
	return r == 0xFE0F || r > 0x2000 && (unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r))
}

// following returns the rune after the first one of s, 0 if there is none or it is broken.
func following(s string) rune {
	_, n := utf8.DecodeRuneInString(s)
	r, n2 := utf8.DecodeRuneInString(s[n:])
	if n2 == 0 || r == utf8.RuneError && n2 == 1 {
		return 0
	}
	return r
}

// visible reports whether s has anything that a reader can see.
func visible(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !hidden(r) && r != 0xFE0F && r != utf8.RuneError && !unicode.Is(unicode.Mn, r) {
			return true
		}
	}
	return false
}

// longer reports whether s has more than limit characters.
func longer(s string, limit int) bool {
	return len(s) > limit && utf8.RuneCountInString(s) > limit
}

// cleanContent cleans every text of c without touching what the caller holds, and reports whether it took
// something out.
func cleanContent(c terang.Content) (terang.Content, bool) {
	var changed, any bool
	line := func(s *string) {
		*s, changed = cleanLine(*s)
		any = any || changed
	}
	c.Text, any = clean(c.Text)
	if len(c.Replies) > 0 {
		c.Replies = append([]terang.QuickReply(nil), c.Replies...)
		for i := range c.Replies {
			line(&c.Replies[i].ID)
			line(&c.Replies[i].Label)
			line(&c.Replies[i].Value)
		}
	}
	if c.Card != nil {
		card := *c.Card
		line(&card.Kind)
		line(&card.Title)
		line(&card.Status)
		card.Fields = append([]terang.CardField(nil), card.Fields...)
		for i := range card.Fields {
			line(&card.Fields[i].Label)
			line(&card.Fields[i].Value)
		}
		card.Steps = append([]terang.CardStep(nil), card.Steps...)
		for i := range card.Steps {
			line(&card.Steps[i].Label)
			line(&card.Steps[i].State)
		}
		card.Items = append([]terang.CardItem(nil), card.Items...)
		for i := range card.Items {
			line(&card.Items[i].Title)
			line(&card.Items[i].Text)
			line(&card.Items[i].Value)
		}
		c.Card = &card
	}
	if len(c.Attachments) > 0 {
		c.Attachments = append([]terang.Attachment(nil), c.Attachments...)
		for i := range c.Attachments {
			a := &c.Attachments[i]
			line(&a.ID)
			line(&a.Name)
			line(&a.Type)
			line(&a.Digest)
		}
	}
	if len(c.Sources) > 0 {
		c.Sources = append([]terang.Source(nil), c.Sources...)
		for i := range c.Sources {
			line(&c.Sources[i].ID)
			line(&c.Sources[i].Title)
			line(&c.Sources[i].Version)
		}
	}
	if c.Survey != nil {
		survey := *c.Survey
		line(&survey.Question)
		c.Survey = &survey
	}
	return c, any
}
