package whatsapp

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"terang"
	"terang/channel"
	"terang/gate"
)

// Template is a text that Meta approved for messages that the brand starts. It holds the label itself, then the
// disclosure as its first variable, then what it says, for example
//
//	AI: {{1}}
//
//	Pesanan {{2}} sudah dikirim lewat {{3}}.
type Template struct {
	Name     string
	Language terang.Language
	Kind     terang.AuthorKind // of the author whose label it holds
	Body     string
}

// maxVariable is how many characters a variable may stand for.
const maxVariable = 600

// told is where the disclosure stands.
const told = "{{1}}"

// Check reports what is wrong with the template: the name of what is missing, and where.
func (t Template) Check() error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("whatsapp: template %q (%s): %s", t.Name, t.Language, fmt.Sprintf(format, args...))
	}
	if t.Name == "" || strings.Trim(t.Name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return wrong("the name must be of a-z, 0-9 and _")
	}
	if !t.Language.Valid() {
		return wrong("the language must be id or en")
	}
	if t.Kind != terang.KindAI && t.Kind != terang.KindAutomation {
		return wrong("the author must be ai or automation, not %q", t.Kind)
	}
	if n := utf8.RuneCountInString(t.Body); n > maxInteractive {
		return wrong("the body has %d characters, more than %d", n, maxInteractive)
	}
	if clean, changed := gate.Clean(t.Body); changed || clean != t.Body {
		return wrong("the body has characters that cannot be seen, or blanks at an end")
	}
	label := (gate.Form{Family: gate.Inline}).Label(t.Kind, t.Language) + ": "
	if !strings.HasPrefix(t.Body, label) {
		return wrong("the body must begin with the label %q, not with %q", label, channel.Short(t.Body, 12))
	}
	if !strings.HasPrefix(t.Body, label+told+"\n\n") {
		return wrong("after the label %q must come the disclosure, {{1}}, and an empty line", label)
	}
	if _, _, err := t.pattern(); err != nil {
		return wrong("%v", err)
	}
	return nil
}

// pattern cuts what stands after the disclosure at its variables, which are numbered from 2 without a gap.
func (t Template) pattern() (head string, fixed []string, err error) {
	head, rest, _ := strings.Cut(t.Body, told+"\n\n")
	for n := 2; ; n++ {
		i := strings.Index(rest, "{{")
		if i < 0 {
			if strings.Contains(rest, "}}") {
				return "", nil, fmt.Errorf("a }} that closes nothing")
			}
			return head, append(fixed, rest), nil
		}
		name := "{{" + strconv.Itoa(n) + "}}"
		after, found := strings.CutPrefix(rest[i:], name)
		if !found {
			return "", nil, fmt.Errorf("the next variable must be %s", name)
		}
		if i == 0 && n > 2 {
			return "", nil, fmt.Errorf("no words between two variables, before %s", name)
		}
		fixed, rest = append(fixed, rest[:i]), after
	}
}

// match finds what the variables stand for in a text that the template says.
func (t Template) match(said string) ([]string, bool) {
	_, fixed, err := t.pattern()
	if err != nil {
		return nil, false
	}
	rest, found := strings.CutPrefix(said, fixed[0])
	if !found {
		return nil, false
	}
	var values []string
	for i, f := range fixed[1:] {
		end := strings.Index(rest, f)
		if i == len(fixed)-2 {
			end = len(rest) - len(f)
			if !strings.HasSuffix(rest, f) {
				return nil, false
			}
		}
		if end <= 0 || !fillable(rest[:end]) {
			return nil, false
		}
		values, rest = append(values, rest[:end]), rest[end+len(f):]
	}
	return values, rest == ""
}

// fillable reports whether the API takes s for a variable: one line, no run of blanks, not too long.
func fillable(s string) bool {
	return !strings.ContainsAny(s, "\n\t") && !strings.Contains(s, "     ") && utf8.RuneCountInString(s) <= maxVariable && strings.TrimSpace(s) != ""
}

// sent is a template with its variables, as the API takes it.
type sent struct {
	Name       string      `json:"name"`
	Language   language    `json:"language"`
	Components []component `json:"components"`
}

type language struct {
	Code string `json:"code"`
}

type component struct {
	Type       string     `json:"type"`
	Parameters []variable `json:"parameters"`
}

type variable struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// renderTemplate renders what the brand starts: by the first template that says it. A text that no approved template
// says is an error, for the API would refuse it.
func (c *Channel) renderTemplate(u gate.Utterance) ([]byte, error) {
	w := channel.WordsOf(u, 0)
	for _, t := range c.config.Templates {
		if t.Kind != u.Message.Author.Kind() || t.Language != u.Message.Language || w.More != "" || !fillable(w.Told) {
			continue
		}
		values, found := t.match(w.Said)
		if !found {
			continue
		}
		s := &sent{Name: t.Name, Language: language{string(t.Language)}, Components: []component{{Type: "body"}}}
		for _, v := range append([]string{w.Told}, values...) {
			s.Components[0].Parameters = append(s.Components[0].Parameters, variable{"text", v})
		}
		p := channel.NewParcel(u, w)
		if err := put(&p, bubble{Type: "template", Template: s}, u.Message.ID); err != nil {
			return nil, err
		}
		return p.Bytes(maxPayload)
	}
	return nil, fmt.Errorf("whatsapp: render: no approved template for %s in %q says this", u.Message.Author.Kind(), u.Message.Language)
}

// fill returns what a recipient reads of a template: its approved text with the variables in their places.
func (c *Channel) fill(s *sent) (string, error) {
	for _, t := range c.config.Templates {
		if t.Name != s.Name || string(t.Language) != s.Language.Code {
			continue
		}
		if len(s.Components) != 1 || s.Components[0].Type != "body" {
			return "", fmt.Errorf("a template of other parts")
		}
		values := s.Components[0].Parameters
		head, fixed, err := t.pattern()
		if err != nil || len(values) != len(fixed) {
			return "", fmt.Errorf("template %q has %d variables", t.Name, len(fixed))
		}
		var sb strings.Builder
		sb.WriteString(head)
		for i, v := range values {
			if v.Type != "text" || !fillable(v.Text) {
				return "", fmt.Errorf("variable %d is no line of text", i+1)
			}
			sb.WriteString(v.Text)
			if i == 0 {
				sb.WriteString("\n\n")
			}
			sb.WriteString(fixed[i])
		}
		if utf8.RuneCountInString(sb.String()) > maxInteractive {
			return "", channel.ErrLimit
		}
		return sb.String(), nil
	}
	return "", fmt.Errorf("no approved template %q in %q", s.Name, s.Language.Code)
}
