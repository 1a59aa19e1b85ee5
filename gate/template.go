package gate

import (
	"fmt"
	"regexp"
	"strings"

	"terang"
)

// Template is a text that an operator wrote for a machine to say: a playbook's, a brand's, a message template that a
// provider approves.
type Template struct {
	Kind     terang.AuthorKind // that will say it; a person's own texts are not judged by what they claim
	Form     Form
	Language terang.Language
	Text     string
	// Cited says that the text is cited, as an article is: what it tells its readers is not what the machine is told.
	Cited bool
	// Fixed says that the provider keeps the very words (a WhatsApp template), so that the gate cannot put the label before
	// them: it must stand in the text.
	Fixed bool
}

// CheckTemplate reports what the gate would have to change in the text at every sending, or could not: a claim to be a
// person, an imitated label, characters that hide something, and, in a fixed text, the label that is missing. Tags of the
// template language ({{ … }}, {% … %}) are passed over.
func CheckTemplate(t Template) []Problem {
	text := t.Text
	label := t.Form.Label(t.Kind, t.Language)
	if t.Fixed {
		rest, found := strings.CutPrefix(text, label+": ")
		if !found {
			return []Problem{{
				Code: "label_missing", Why: "the provider keeps the words of a template, and these do not say who writes",
				Next: fmt.Sprintf("begin the text with %q", label+": "),
			}}
		}
		text = rest
	}
	said := untagged(text)
	problems := unseen(text)
	if !visible(said) && !strings.Contains(text, "{{") {
		return append(problems, Problem{Code: string(Empty), Why: "there is nothing to read", Next: "write a text, or take the step away"})
	}
	if longer(text, maxTemplate) {
		problems = append(problems, Problem{Code: string(TooLong), Why: fmt.Sprintf("more than %d characters", maxTemplate), Next: "split it"})
	}
	for i, line := range strings.Split(said, "\n") {
		line = strings.TrimLeft(line, " \t")
		if n, words := labelled(line); n > 0 && maxProblems > len(problems) {
			problems = append(problems, Problem{
				Code: string(ForgedLabel), Line: i, Why: fmt.Sprintf("%q looks like the label of an author", strings.TrimSpace(line[:n])),
				Next: fmt.Sprintf("write it otherwise, for example %q; who writes is shown by the channel", strings.ToLower(strings.TrimSpace(line[:words]))+" –"),
			})
		}
	}
	judge := wholly
	switch t.Kind {
	case terang.KindAI, terang.KindAutomation, terang.KindSystem:
	case terang.KindAIAssisted:
		judge = assisted
	default:
		return problems
	}
	if order := orders.FindString(fold(said)); order != "" && !t.Cited {
		problems = append(problems, Problem{
			Code: string(HumanClaim), Why: fmt.Sprintf("%q tells a machine to pass for a person; what it says is no place for orders, and this one is never followed", clip(order)),
			Next: "take it out",
		})
	}
	if !judge.claims(said) {
		return problems
	}
	line, quote := 0, ""
	for _, s := range sentences(said) {
		if judge.claims(s) {
			quote = strings.TrimSpace(s)
			break
		}
		line += strings.Count(s, "\n")
	}
	if quote == "" {
		line, quote = 0, strings.TrimSpace(said)
	}
	return append(problems, Problem{
		Code: string(HumanClaim), Line: line, Why: fmt.Sprintf("%q makes a machine speak as a person", clip(quote)),
		Next: "say what it is (\"saya asisten AI\", \"I am the AI assistant\") or leave it out; at sending it would be replaced",
	})
}

// orders are sentences that tell a machine what to be, as people write them for a language model: they would be read out to
// customers.
var orders = regexp.MustCompile(`\b(kamu|anda|engkau|you)( adalah| itu| are|'re| must be) [^.!?\n]{0,40}\b(manusia|human|real person)\b|` +
	`\b(jangan|dilarang|tidak boleh|never|do not|don't|must not)( pernah| ever)? [^.!?\n]{0,20}\b(mengaku|akui|bilang|sebut|katakan|admit|say|reveal|tell|mention)[^.!?\n]{0,30}\b(ai|bot|chatbot|robot|mesin|machine)\b`)

// maxTemplate is the longest template, its tags included, in characters.
const maxTemplate = 4 * terang.MaxText

// maxQuote is how much of a text an error quotes, in bytes.
const maxQuote = 120

func clip(s string) string {
	if len(s) <= maxQuote {
		return s
	}
	return strings.ToValidUTF8(s[:maxQuote], "") + "…"
}

// untagged takes the template language out of a text, keeping its lines: what is filled in becomes a name-like word, and a
// branch ends the sentence before it.
func untagged(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var sb strings.Builder
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 || i+1 >= len(s) {
			return sb.String() + s
		}
		sb.WriteString(s[:i])
		closing, instead := "", ""
		switch s[i+1] {
		case '{':
			closing, instead = "}}", "Nilai"
		case '%':
			closing, instead = "%}", ". "
		default:
			sb.WriteByte('{')
			s = s[i+1:]
			continue
		}
		end := strings.Index(s[i:], closing)
		if end < 0 {
			return sb.String()
		}
		if before := strings.TrimRight(sb.String(), " \t"); instead == ". " && (before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, ".")) {
			instead = " "
		}
		sb.WriteString(instead)
		sb.WriteString(strings.Repeat("\n", strings.Count(s[i:i+end], "\n")))
		s = s[i+end+len(closing):]
	}
}
