package knowledge

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"terang"
)

const (
	maxArticle  = 64 << 10 // bytes of a file
	maxHead     = 4 << 10  // bytes of its front matter
	maxKeywords = 40
	maxTitle    = 120 // characters
)

// Article is one document in one language; its translations have the same ID.
type Article struct {
	ID, Version string
	Title, Body string
	Language    terang.Language
	Keywords    []string
}

// ParseArticle reads Markdown with YAML front matter:
//
//	---
//	id: opening-hours
//	title: Jam buka toko
//	language: id
//	version: 1
//	keywords: [jam buka, hari libur]
//	---
//	Toko buka setiap hari …
//
// name is used in errors, which say the file, the line, what is wrong and what would be right.
func ParseArticle(name string, b []byte) (Article, error) {
	fail := func(line int, format string, args ...any) (Article, error) {
		return Article{}, fmt.Errorf("%s:%d: "+format, append([]any{name, line}, args...)...)
	}
	if len(b) > maxArticle {
		return fail(1, "%d bytes are more than the %d that an article may have", len(b), maxArticle)
	}
	if at := invalid(b); at >= 0 {
		return fail(1+bytes.Count(b[:at], []byte("\n")), "this is not valid UTF-8 text")
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n")
	head, body, headLines, ok := split(text)
	if !ok {
		return fail(1, "an article begins with front matter between two lines of ---")
	}
	if len(head) > maxHead {
		return fail(2, "front matter of %d bytes is more than %d", len(head), maxHead)
	}
	a, line, err := parseHead(head)
	if err != nil {
		return fail(line, "%w", err)
	}
	if a.Body = strings.TrimSpace(body); a.Body == "" {
		return fail(headLines+1, "the article has no text")
	}
	return a, nil
}

// split cuts the front matter off; lines is how many lines it takes with both of its fences.
func split(text string) (head, body string, lines int, ok bool) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return "", "", 0, false
	}
	if body, ok = strings.CutPrefix(rest, "---\n"); ok {
		return "", body, 2, true
	}
	if head, body, ok = strings.Cut(rest, "\n---\n"); !ok {
		if head, ok = strings.CutSuffix(rest, "\n---"); !ok {
			return "", "", 0, false
		}
	}
	return head, body, 3 + strings.Count(head, "\n"), true
}

// parseHead reads the front matter. The line of an error counts from the top of the file.
func parseHead(head string) (a Article, line int, err error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(head), &doc); err != nil {
		return a, yamlLine(err), errors.New("front matter is not YAML: " + strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return a, 2, errors.New("front matter must be lines of \"key: value\"")
	}
	fields := doc.Content[0].Content
	seen := map[string]bool{}
	for i := 0; i+1 < len(fields); i += 2 {
		key, value := fields[i], fields[i+1]
		if seen[key.Value] {
			return a, key.Line + 1, fmt.Errorf("%q stands twice", key.Value)
		}
		seen[key.Value] = true
		if err := a.set(key.Value, value); err != nil {
			return a, value.Line + 1, err
		}
	}
	for _, key := range []string{"id", "title", "language", "version"} {
		if !seen[key] {
			return a, 2, fmt.Errorf("%q is missing", key)
		}
	}
	return a, 0, nil
}

// set takes in one field of the front matter.
func (a *Article) set(key string, value *yaml.Node) error {
	if key == "keywords" {
		return a.setKeywords(value)
	}
	if value.Kind != yaml.ScalarNode {
		return fmt.Errorf("%q must be one text", key)
	}
	s := strings.TrimSpace(value.Value)
	switch key {
	case "id":
		if !slug(s) {
			return fmt.Errorf("id %q must be small letters, digits and dashes", s)
		}
		a.ID = s
	case "title":
		if n := utf8.RuneCountInString(s); n == 0 || n > maxTitle || strings.ContainsRune(s, '\n') {
			return fmt.Errorf("title must be one line of 1 to %d characters", maxTitle)
		}
		a.Title = s
	case "language":
		if a.Language = terang.Language(s); !a.Language.Valid() {
			return fmt.Errorf("language %q must be id or en", s)
		}
	case "version":
		if s == "" || len(s) > 20 || strings.ContainsAny(s, " \t\n@") {
			return fmt.Errorf("version %q must be a short word or number", s)
		}
		a.Version = s
	default:
		return fmt.Errorf("%q is not known; there are id, title, language, version and keywords", key)
	}
	return nil
}

func (a *Article) setKeywords(value *yaml.Node) error {
	if value.Kind != yaml.SequenceNode {
		return errors.New("keywords must be a list: [one, two]")
	}
	if len(value.Content) > maxKeywords {
		return fmt.Errorf("%d keywords are more than %d", len(value.Content), maxKeywords)
	}
	for _, n := range value.Content {
		s := strings.TrimSpace(n.Value)
		if n.Kind != yaml.ScalarNode || s == "" {
			return errors.New("each keyword must be a text")
		}
		a.Keywords = append(a.Keywords, s)
	}
	return nil
}

// yamlLine takes the line out of an error such as "yaml: line 3: …", counted from the top of the file.
func yamlLine(err error) int {
	var n int
	if _, scan := fmt.Sscanf(err.Error(), "yaml: line %d:", &n); scan != nil {
		n = 1
	}
	return n + 1
}

func slug(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// invalid returns where b stops being UTF-8 without NUL, -1 for nowhere.
func invalid(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size <= 1 || r == 0 {
			return i
		}
		i += size
	}
	return -1
}
