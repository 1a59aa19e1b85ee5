package playbook

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/osteele/liquid"

	"terang"
)

// Limits of templates. Together they bound the time of a rendering, without a clock, to well under 20 ms: no ranges, no
// assignments, loops over at most [MaxList] items, and a bounded sum of all that the tags could do at most.
const (
	MaxTemplate      = 64 << 10 // bytes of source
	MaxTemplateSteps = 5_000    // tags, values and ten for each filter, those in a loop as often as it may run
	maxOutput        = 16_000   // bytes of output
	maxLoops         = 2        // within each other
	maxBlocks        = 24       // ifs, cases and loops within each other
	maxValues        = 5_000    // of a list or mapping that a text reads
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
	src    string
	line   int // in the file
	plain  string
	parsed *liquid.Template
	reads  []textRead
}

// textRead is a path that a template reads. It is strict where its absence would leave a hole: no filter gives a
// default, and no condition around it asks for it.
type textRead struct {
	path   []string
	strict bool
	at     int // byte of the source where its mark stands
}

func (t *template) render(vars map[string]any) (out string, err error) {
	if t.parsed == nil {
		return t.plain, nil
	}
	for _, r := range t.reads {
		if err := harmless(vars, r.path); err != nil {
			return "", fmt.Errorf("%w: %w", ErrTemplate, err)
		}
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

// harmless refuses a value whose fields the library would find by reflection: it reads plain data, and no Go value
// has methods that a text can call.
func harmless(vars map[string]any, path []string) error {
	at := any(vars)
	for i, name := range path {
		switch at.(type) {
		case map[string]any, string, nil:
			at = member(at, name)
		case []any:
			if name == "first" || name == "last" || name == "size" {
				left := maxValues
				return plainData(at, &left)
			}
			at = member(at, name)
		default:
			return fmt.Errorf("%s has no fields", strings.Join(path[:i], "."))
		}
	}
	if _, ok := at.(time.Time); ok {
		return nil
	}
	left := maxValues
	return plainData(at, &left)
}

func plainData(v any, left *int) error {
	if *left--; *left < 0 {
		return fmt.Errorf("a list or mapping of more than %d values", maxValues)
	}
	switch x := v.(type) {
	case nil, bool, int, int64, float64, string:
		return nil
	case []string:
		return nil
	case []any:
		for _, item := range x {
			if err := plainData(item, left); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		for _, item := range x {
			if err := plainData(item, left); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("a value of the kind %T, which texts do not know", v)
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
	if len(src) > MaxTemplate {
		return nil, because("text_bytes", "limit", MaxTemplate)
	}
	src = strings.TrimSpace(src)
	if !strings.Contains(src, "{{") && !strings.Contains(src, "{%") {
		if utf8.RuneCountInString(src) > terang.MaxText {
			return nil, because("text_long", "limit", terang.MaxText)
		}
		return &template{src: src, plain: tidy(src)}, nil
	}
	i := inspector{known: known, steps: MaxTemplateSteps}
	limited, err := i.inspect(src)
	if err != nil {
		return nil, err
	}
	parsed, err := parseLiquid(ls[l], limited)
	if err != nil {
		return nil, err
	}
	return &template{src: src, parsed: parsed, reads: i.reads}, nil
}

func parseLiquid(e *liquid.Engine, src string) (t *liquid.Template, err error) {
	defer func() {
		if r := recover(); r != nil {
			t, err = nil, because("liquid", "detail", r)
		}
	}()
	t, e2 := e.ParseString(src)
	if e2 != nil {
		return nil, because("liquid", "detail", e2)
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
