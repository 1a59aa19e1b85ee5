package terang

import (
	"math"
	"math/bits"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Hand is by which way words came to be sent. It is what the server knows of a call, never what a caller says of itself.
type Hand string

// The hands. The zero Hand is nobody's.
const (
	HandAgent   Hand = "agent"   // a person's login
	HandTimer   Hand = "timer"   // nobody: a delay ran out
	HandProgram Hand = "program" // an API token, a plugin, an MCP tool
)

// Origin is how words came to be sent. The author of a message follows from it: see [Origin.Author].
type Origin struct {
	Hand      Hand
	AgentID   string
	AgentName string
	Program   string // the token, plugin or timer, with its version where it has one
	// Draft is what a model or program had written before, nil for nothing.
	Draft *Suggestion
}

// Suggestion is what a model or program wrote for an agent to send. It never leaves by itself.
type Suggestion struct {
	ID     string
	Text   string
	Model  string
	Prompt string
	// Mends are the agent's own words, as kept before, where the draft only mends them; "" for everything else.
	Mends string
	// Sources are the articles that it was made of.
	Sources []Source
}

// The notes that an author bears about help that does not change who the author is.
const (
	AssistDraft  = "ai_draft"  // a draft was there; the person wrote something else
	AssistEdited = "ai_edited" // a machine mended a person's words
)

// How alike sent words and a draft may be.
const (
	alikeSame  = 0.8 // from here on a draft that only mends is a person's text
	alikeOther = 0.2 // under it, the person wrote something else
)

// Author derives who wrote the words that are sent. A program is never a person; a delay that sends a draft is the model's;
// a person who sends a draft, or most of it, or a good part, had help, and the part is told; a person who wrote something
// else wrote it. The zero Origin gives nobody, whom the gate refuses.
func (o Origin) Author(sent string) Author {
	switch o.Hand {
	case HandProgram:
		return ByAutomation(o.Program)
	case HandTimer:
		if o.Draft != nil && o.Draft.Model != "" {
			return ByAI(o.Draft.Model, o.Draft.Prompt)
		}
		return ByAutomation(o.Program)
	case HandAgent:
	default:
		return Author{}
	}
	own := ByAgent(o.AgentID, o.AgentName)
	if o.Draft == nil {
		return own
	}
	share := Drafted(o.Draft.Text, sent)
	if m := o.Draft.Mends; m != "" && (Similarity(m, sent) >= alikeSame || Similarity(m, o.Draft.Text) >= alikeSame) {
		if share >= alikeOther {
			own.assist = AssistEdited
		}
		return own // the draft holds nothing but the person's words
	}
	if share < alikeOther {
		own.assist = AssistDraft
		return own
	}
	return ByAgentWithAI(o.AgentID, o.AgentName, o.Draft.Model, share)
}

// Drafted returns the part (0 to 1, in hundredths) of sent words that a draft accounts for: how alike the two are, or, where
// the draft was cut down, how much of what is left stands in it word by word. It is 1 only where nothing was changed but
// blanks, capitals and marks.
func Drafted(draft, sent string) float64 {
	a, b := tokensOf(draft), tokensOf(sent)
	share := max(similar(a, b), copied(a, b))
	if share == 1 && len(a) != len(b) {
		share = 0.99
	}
	return math.Floor(share*100) / 100
}

// Similarity says how alike two texts are, from 0 to 1: twice the words that they have in common in the same order, over
// the words of both. Blanks, capitals, marks and characters that cannot be seen do not count. It is the same on every
// machine, and its time grows with the product of the lengths over 64: 4000 characters take well under a millisecond.
func Similarity(a, b string) float64 { return similar(tokensOf(a), tokensOf(b)) }

func similar(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	return 2 * float64(common(a, b)) / float64(len(a)+len(b))
}

// tokensOf cuts a text into words, folded. Scripts without blanks, and pictures, give one word a character.
func tokensOf(s string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range norm.NFKC.String(s) {
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r) || r >= 0xFE00 && r <= 0xFE0F:
			// cannot be seen: a word with it inside is the same word
		case r >= 0x0E00 && r <= 0x0EFF || r >= 0x1780 && r <= 0x17FF || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || unicode.Is(unicode.So, r):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			word.WriteRune(unicode.ToLower(r))
		default:
			flush()
		}
	}
	flush()
	return out
}

// common returns the length of the longest common subsequence of words, by rows of bits (Crochemore et al., 2001).
func common(a, b []string) int {
	at := make(map[string][]uint64, len(a)) // per word, where it stands in a
	size := (len(a) + 63) / 64
	for i, w := range a {
		if at[w] == nil {
			at[w] = make([]uint64, size)
		}
		at[w][i/64] |= 1 << (i % 64)
	}
	row := make([]uint64, size)
	for i := range row {
		row[i] = ^uint64(0)
	}
	for _, w := range b {
		match := at[w]
		if match == nil {
			continue
		}
		carry := uint64(0)
		for i, v := range row {
			u := v & match[i]
			sum, c := bits.Add64(v, u, carry)
			row[i], carry = sum|(v&^match[i]), c
		}
	}
	n := 0
	for i, v := range row {
		if i == size-1 && len(a)%64 != 0 {
			v |= ^uint64(0) << (len(a) % 64)
		}
		n += bits.OnesCount64(^v)
	}
	return n
}

// run is how many words in a row are taken for copied; fewer stand in many texts.
const run = 4

// copied returns the part of b's words that stand in runs of a.
func copied(a, b []string) float64 {
	if len(a) < run || len(b) < run {
		return 0
	}
	runs := make(map[string]bool, len(a))
	for i := 0; i+run <= len(a); i++ {
		runs[strings.Join(a[i:i+run], " ")] = true
	}
	n, end := 0, 0 // covered so far, up to end
	for i := 0; i+run <= len(b); i++ {
		if runs[strings.Join(b[i:i+run], " ")] {
			n += i + run - max(i, end)
			end = i + run
		}
	}
	return float64(n) / float64(len(b))
}
