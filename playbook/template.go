package playbook

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/osteele/liquid"

	"terang"
)

// Limits of templates. Together they bound the time of a rendering: no ranges, no assignments, at most
// maxLoops loops within each other over lists of at most [MaxList] items, and a bounded output.
const (
	maxTemplate = 4000  // bytes of source
	maxOutput   = 16000 // bytes of output
	maxLoops    = 2
)

// ErrTemplate is a text that could not be filled in: a value is missing or of the wrong kind, or the
// output is too long.
var ErrTemplate = errors.New("playbook: template")

// Text is a template in each language of the house.
type Text struct {
	byLanguage map[terang.Language]*template
}

// Render fills the text in. A missing value is an error, never an empty hole in a sentence.
func (t Text) Render(l terang.Language, vars map[string]any) (string, error) {
	tpl := t.byLanguage[l.Or(terang.Indonesian)]
	if tpl == nil {
		return "", fmt.Errorf("%w: no text in %q", ErrTemplate, l)
	}
	return tpl.render(vars)
}

// template is Liquid, or plain where the source holds no braces.
type template struct {
	plain  string
	parsed *liquid.Template
}

func (t *template) render(vars map[string]any) (out string, err error) {
	if t.parsed == nil {
		return t.plain, nil
	}
	// The library panics on a writer's error and on comparing maps; both are a text that cannot be filled in.
	defer func() {
		if r := recover(); r != nil {
			out, err = "", fmt.Errorf("%w: %v", ErrTemplate, r)
		}
	}()
	var w limited
	if e := t.parsed.FRender(&w, vars); e != nil {
		return "", fmt.Errorf("%w: %w", ErrTemplate, e)
	}
	out = tidy(w.b.String())
	if utf8.RuneCountInString(out) > terang.MaxText {
		return "", fmt.Errorf("%w: longer than %d characters", ErrTemplate, terang.MaxText)
	}
	return out, nil
}

// limited is a writer that refuses what goes over maxOutput.
type limited struct{ b strings.Builder }

var errOutput = fmt.Errorf("more than %d bytes", maxOutput)

func (w *limited) Write(p []byte) (int, error) {
	if w.b.Len()+len(p) > maxOutput {
		return 0, errOutput
	}
	return w.b.Write(p)
}

var blankLines = regexp.MustCompile(`[ \t]*\n[ \t]*(\n[ \t]*)+`)

// tidy removes what tags leave behind: spaces at the ends, and more than one empty line.
func tidy(s string) string {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "\n") {
		return s
	}
	return blankLines.ReplaceAllString(s, "\n\n")
}

// languages holds one template engine for each language, since a date reads differently in each.
type languages map[terang.Language]*liquid.Engine

func newLanguages() languages {
	out := languages{}
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		e := liquid.NewEngine()
		e.StrictVariables()
		addFilters(e, l)
		out[l] = e
	}
	return out
}

// compile checks a source and parses it. known says whether a path may be read in this place.
func (ls languages) compile(l terang.Language, src string, known func(path []string) error) (*template, error) {
	if len(src) > maxTemplate {
		return nil, fmt.Errorf("the text is longer than %d bytes", maxTemplate)
	}
	src = strings.TrimSpace(src)
	if !strings.Contains(src, "{{") && !strings.Contains(src, "{%") {
		if utf8.RuneCountInString(src) > terang.MaxText {
			return nil, fmt.Errorf("the text is longer than %d characters", terang.MaxText)
		}
		return &template{plain: tidy(src)}, nil
	}
	if err := inspect(src, known); err != nil {
		return nil, err
	}
	parsed, err := parseLiquid(ls[l], src)
	if err != nil {
		return nil, err
	}
	return &template{parsed: parsed}, nil
}

func parseLiquid(e *liquid.Engine, src string) (t *liquid.Template, err error) {
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, fmt.Errorf("the template is not valid Liquid (%v)", r)
		}
	}()
	t, e2 := e.ParseString(src)
	if e2 != nil {
		return nil, fmt.Errorf("the template is not valid Liquid (%w)", e2)
	}
	return t, nil
}

var (
	markForm  = regexp.MustCompile(`(?s)\{\{-?(.*?)-?\}\}|\{%-?\s*(\w+)(.*?)-?%\}`)
	tokenForm = regexp.MustCompile(`"[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*|\.\.|\||.`)
	wordForm  = regexp.MustCompile(`^[A-Za-z_]`)

	allowedTags = []string{"if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "for", "endfor"}
	keywords    = []string{"and", "or", "contains", "true", "false", "nil", "empty", "blank", "in", "limit", "offset", "reversed"}
)

// inspect walks a template's source and refuses what could run long, read files or name what is not there.
func inspect(src string, known func([]string) error) error {
	if rest := markForm.ReplaceAllString(src, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "{%") {
		return errors.New(`a "{{" or "{%" is not closed`)
	}
	var loops []string
	inLoop := func(path []string) error {
		if slices.Contains(loops, path[0]) || path[0] == "forloop" && len(loops) > 0 {
			return nil
		}
		return known(path)
	}
	for _, m := range markForm.FindAllStringSubmatch(src, -1) {
		tag, expr := m[2], m[1]+m[3]
		if tag != "" && !slices.Contains(allowedTags, tag) {
			return fmt.Errorf("the tag %q is not allowed here (allowed: if, unless, case, for)", tag)
		}
		switch tag {
		case "for":
			words := strings.Fields(expr)
			if len(words) < 3 || words[1] != "in" || strings.Contains(expr, "(") {
				return errors.New("a loop must read {% for name in list %} over a list that an action returned")
			}
			if len(loops) == maxLoops {
				return fmt.Errorf("more than %d loops within each other", maxLoops)
			}
			if err := inspectExpr(strings.Join(words[2:], " "), inLoop); err != nil {
				return err
			}
			loops = append(loops, words[0])
			continue
		case "endfor":
			if len(loops) > 0 {
				loops = loops[:len(loops)-1]
			}
			continue
		}
		if err := inspectExpr(expr, inLoop); err != nil {
			return err
		}
	}
	return nil
}

func inspectExpr(expr string, known func([]string) error) error {
	filter := false
	for _, tok := range tokenForm.FindAllString(expr, -1) {
		if strings.TrimSpace(tok) == "" {
			continue
		}
		switch {
		case tok == "|":
			filter = true
			continue
		case tok == "..":
			return errors.New("ranges are not allowed; loop over a list that an action returned")
		case filter && wordForm.MatchString(tok):
			if !slices.Contains(allowedFilters, tok) {
				return fmt.Errorf("there is no filter %q (there are: %s)", tok, strings.Join(allowedFilters, ", "))
			}
		case wordForm.MatchString(tok) && !slices.Contains(keywords, tok):
			if err := known(strings.Split(tok, ".")); err != nil {
				return err
			}
		}
		filter = false
	}
	return nil
}
