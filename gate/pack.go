package gate

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"terang"
)

// CheckPack reads the texts of a pack (playbooks/*.yaml, brand.yaml, articles/*.md) and reports those that the gate would
// have to change at every sending, each with its file and line. It knows nothing of the files' form but that a mapping of
// languages ({id: …, en: …}) is a text for people; what else is wrong with them, others say.
func CheckPack(files fs.FS) error {
	var problems []error
	each := func(pattern string, check func(name string, b []byte) []error) {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			problems = append(problems, err)
			return
		}
		for _, name := range names {
			b, err := fs.ReadFile(files, name)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			problems = append(problems, check(name, b)...)
		}
	}
	each("brand.yaml", checkYAML)
	each("playbooks/*.yaml", checkYAML)
	each("articles/*.md", checkArticle)
	return errors.Join(problems...)
}

func checkYAML(name string, b []byte) []error {
	var doc yaml.Node
	if yaml.Unmarshal(b, &doc) != nil {
		return nil // who reads the file for its own sake says so
	}
	var out []error
	checkNode(name, &doc, &out)
	return out
}

// languages are the codes by which files name the language of a text.
var languages = map[string]bool{"id": true, "en": true}

func checkNode(name string, n *yaml.Node, out *[]error) {
	if n.Kind == yaml.MappingNode && texts(n) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			l, v := n.Content[i], n.Content[i+1]
			line := v.Line
			if v.Style == yaml.LiteralStyle || v.Style == yaml.FoldedStyle {
				line++
			}
			checkSaid(name, line, v.Style == yaml.LiteralStyle, Template{Kind: terang.KindAI, Language: terang.Language(l.Value), Text: v.Value}, out)
		}
		return
	}
	for _, c := range n.Content {
		checkNode(name, c, out)
	}
}

// texts reports whether a mapping is one text in several languages.
func texts(n *yaml.Node) bool {
	if len(n.Content) == 0 {
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !languages[n.Content[i].Value] || n.Content[i+1].Kind != yaml.ScalarNode {
			return false
		}
	}
	return true
}

// checkSaid checks one text that begins at a line of a file; exact says that the lines of both are the same.
func checkSaid(name string, line int, exact bool, t Template, out *[]error) {
	if strings.TrimSpace(t.Text) == "" {
		return // an empty value of a card, for example; an empty say is the playbook's own mistake
	}
	for _, p := range CheckTemplate(t) {
		at := line
		if exact {
			at += p.Line
		}
		*out = append(*out, fmt.Errorf("%s:%d: %w", name, at, p))
	}
}

func checkArticle(name string, b []byte) []error {
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	line := 1
	if head, ok := strings.CutPrefix(text, "---\n"); ok {
		if front, body, ok := strings.Cut(head, "\n---\n"); ok {
			line, text = strings.Count(front, "\n")+4, body
		}
	}
	var out []error
	l := terang.Language(strings.TrimPrefix(path.Ext(strings.TrimSuffix(name, path.Ext(name))), "."))
	checkSaid(name, line, true, Template{Kind: terang.KindAI, Language: l, Text: text, Cited: true}, &out)
	return out
}
