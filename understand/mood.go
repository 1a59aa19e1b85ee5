package understand

import "strings"

const (
	maxQuotes   = 4
	maxQuote    = 80  // characters of one
	shoutShare  = 0.7 // of the letters are capitals
	shoutLeast  = 8   // letters, so that "OTP" is not a shout
	shoutAnger  = 0.25
	markAnger   = 0.2 // of "!!" and "?!"
	swearAnger  = 0.6
	certainMood = 0.95
)

// moodIn adds up what the words, capitals and marks of a text show. Phrases of one mood are joined as
// independent evidence: 0.5 and 0.5 make 0.75.
func (m *Model) moodIn(s *scratch, text string, hits []hit) Mood {
	var mood Mood
	for _, h := range hits {
		switch h.label {
		case m.labels.anger:
			mood.Anger = join(mood.Anger, h.weight)
		case m.labels.disappointment:
			mood.Disappointment = join(mood.Disappointment, h.weight)
		case m.labels.worry:
			mood.Worry = join(mood.Worry, h.weight)
		case m.labels.profanity:
			mood.Profanity = true
			mood.Anger = join(mood.Anger, swearAnger)
		default:
			continue
		}
		mood.Quotes = quote(mood.Quotes, s, text, h)
	}
	letters, capitals, marks := 0, 0, 0
	run, words := 0, 0
	for _, t := range s.n.tokens {
		switch t.kind {
		case tokenWord:
			letters += t.to - t.from
			capitals += int(t.upper)
			words++
			run = 0
		case tokenMark:
			if run++; run > 1 {
				marks = max(marks, run)
			}
		case tokenNumber, tokenSymbol, tokenURL:
			run = 0
		}
	}
	shouts := letters >= shoutLeast && words > 1 && float64(capitals) >= shoutShare*float64(letters)
	if shouts {
		mood.Anger = join(mood.Anger, shoutAnger)
		if len(mood.Quotes) == 0 {
			mood.Quotes = append(mood.Quotes, clip(strings.TrimSpace(text)))
		}
	}
	if marks > 0 && strings.Contains(text, "!") {
		mood.Anger = join(mood.Anger, markAnger)
	}
	return mood
}

func join(a, b float64) float64 { return min(1-(1-a)*(1-b), certainMood) }

// quote adds the words of a hit as they stand in the text, unless they are there already.
func quote(quotes []string, s *scratch, text string, h hit) []string {
	if len(quotes) >= maxQuotes {
		return quotes
	}
	q := clip(text[s.n.tokens[s.n.words[h.from].token].start:s.n.tokens[s.n.words[h.to].token].end])
	for i, have := range quotes {
		if strings.Contains(have, q) {
			return quotes
		}
		if strings.Contains(q, have) {
			quotes[i] = q
			return quotes
		}
	}
	return append(quotes, q)
}

// clip shortens a quote to maxQuote characters.
func clip(q string) string {
	n := 0
	for at := range q {
		if n == maxQuote {
			return q[:at]
		}
		n++
	}
	return q
}
