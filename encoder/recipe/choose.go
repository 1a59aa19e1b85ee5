package main

import (
	"bufio"
	"cmp"
	_ "embed" // our list of names
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// chooser counts how much each piece of the whole vocabulary is used.
type chooser struct {
	*cutter
	texts  []int          // uses in texts, as written and in small letters
	shouts []int          // uses in texts in capitals
	names  []int          // uses in our list of names, and in words written without a space before them
	words  []int          // uses in the word lists
	whole  map[int]bool   // pieces that are a word of the lists
	seen   map[string]int // words of the texts
}

func newChooser(s *source) *chooser {
	return &chooser{
		cutter: newCutter(s), texts: make([]int, len(s.pieces)), names: make([]int, len(s.pieces)), words: make([]int, len(s.pieces)), shouts: make([]int, len(s.pieces)),
		seen: map[string]int{}, whole: map[int]bool{},
	}
}

// textFiles are the endings of files with texts in the two languages.
var textFiles = map[string]bool{".tsv": true, ".csv": true, ".inf": true, ".for": true, ".txt": true, ".yaml": true, ".md": true}

// shouted is how often a piece must be used by the texts in capitals.
const shouted = 12

// rare is the score (a natural logarithm) under which a number is not kept for itself.
const rare = -13.5

// glued is how often a word must be seen for its form right after a full stop or a digit ("pagi.Saya", "5hari").
const glued = 4

// readTexts counts the pieces of every line of every text file under the folders.
func (c *chooser) readTexts(dirs []string) error {
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !textFiles[filepath.Ext(path)] || d.Name() == "README.md" {
				return err
			}
			return lines(path, func(line string) {
				c.cut(line, func(id int) { c.texts[id]++ })
				c.cut(strings.ToLower(line), func(id int) { c.texts[id]++ })
				c.cut(strings.ToUpper(line), func(id int) { c.shouts[id]++ })
				for _, word := range strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsLetter(r) }) {
					c.seen[strings.ToLower(word)]++
				}
			})
		})
		if err != nil {
			return err
		}
	}
	for word, n := range c.seen {
		for _, form := range []string{"." + word, "." + capital(word)} {
			if n >= glued {
				c.cut(form, func(id int) { c.names[id]++ })
			}
		}
	}
	return nil
}

//go:embed names.txt
var names string

// readNames counts the pieces of our own list, as written and in small letters, at a word's beginning and within one.
func (c *chooser) readNames() {
	for line := range strings.Lines(names) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			for _, form := range []string{word, strings.ToLower(word), strings.ToUpper(word), "x" + word} {
				c.cut(form, func(id int) { c.names[id]++ })
			}
		}
	}
}

// readWords counts the pieces of every word of the lists, in small letters, with a capital and in capitals; of an
// Indonesian one (a hunspell list: no forms with affixes) also those of its everyday forms.
func (c *chooser) readWords(paths []string) error {
	for _, path := range paths {
		first := true
		err := lines(path, func(line string) {
			word, _, _ := strings.Cut(line, "/")
			count := first && strings.Trim(word, "0123456789") == ""
			first = false
			if word == "" || count {
				return
			}
			forms := []string{word, strings.ToLower(word), capital(word)}
			if strings.HasSuffix(path, ".dic") {
				for _, f := range indonesian(word) {
					forms = append(forms, f, capital(f))
				}
			}
			for _, f := range forms {
				if id, ok := c.index[mark+f]; ok && f[1:] == strings.ToLower(f[1:]) {
					c.whole[id] = true
				}
				c.cut(f, func(id int) { c.words[id]++ })
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// indonesian gives the forms of a root with the usual prefixes and suffixes, formal and everyday. Many are no words; the
// vocabulary says which are.
func indonesian(root string) []string {
	stems := []string{root}
	for _, prefix := range []string{"di", "ber", "ter", "ke", "se", "per", "memper", "diper", "ku", "kau", "nge"} {
		stems = append(stems, prefix+root)
	}
	// me- and pe- melt with the root's first letter, and the everyday n- has only that.
	nasal, rest := "", root
	switch root[0] {
	case 'p':
		nasal, rest = "m", root[1:]
	case 't':
		nasal, rest = "n", root[1:]
	case 's':
		nasal, rest = "ny", root[1:]
	case 'k':
		nasal, rest = "ng", root[1:]
	case 'b', 'f', 'v':
		nasal = "m"
	case 'd', 'c', 'j', 'z':
		nasal = "n"
	case 'a', 'e', 'g', 'h', 'i', 'o', 'u':
		nasal = "ng"
	}
	for _, prefix := range []string{"me", "pe", ""} {
		stems = append(stems, prefix+nasal+rest)
	}
	var forms []string
	for _, stem := range stems {
		for _, suffix := range []string{"", "kan", "an", "i", "in", "nya", "ku", "mu", "lah", "kah", "annya", "kannya"} {
			forms = append(forms, stem+suffix)
		}
	}
	return forms
}

func capital(w string) string {
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[n:]
}

func lines(path string, use func(string)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		use(s.Text())
	}
	return s.Err()
}

// scripts whose single characters stay, so that a text in them is at least seen as what it is. Single characters of
// Latin, digits, marks and symbols stay always.
var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Common, unicode.Inherited, unicode.Greek, unicode.Cyrillic, unicode.Arabic,
}

// single says whether a piece is one character, with or without the word mark, of a script that stays.
func single(p string) bool {
	p = strings.TrimPrefix(p, mark)
	r, n := utf8.DecodeRuneInString(p)
	return p == "" || n == len(p) && unicode.In(r, scripts...)
}

// latin says whether a piece could be part of an Indonesian or English word or number.
func latin(p string) bool {
	for _, r := range strings.TrimPrefix(p, mark) {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return true
}

// short says whether a piece is made of digits and marks and not rare, or of at most three capitals: dates, amounts,
// codes, shouting.
func (c *chooser) short(id int) bool {
	p := strings.TrimPrefix(c.src.pieces[id], mark)
	if strings.Trim(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return len(p) <= 3
	}
	return c.src.scores[id] > rare && latin(p) && !strings.ContainsFunc(p, unicode.IsLetter)
}

// choose keeps up to limit pieces, sorted by their bytes: first all single characters; then what the texts use; then
// names, short codes and capitals; then, by how likely the model holds them, words of the lists and parts of them, and
// last other pieces in plain letters.
func (c *chooser) choose(limit int, log io.Writer) []int {
	rank := func(id int) int {
		p := c.src.pieces[id]
		switch {
		case single(p):
			return 0
		case c.texts[id] > 0 && (latin(p) || c.texts[id] > 1):
			return 1
		case c.names[id] > 0 || c.shouts[id] >= shouted || c.short(id):
			return 2
		case c.whole[id] && latin(p):
			return 3
		case c.words[id] > 0 && latin(p):
			return 4
		case latin(p):
			return 5
		}
		return 6
	}
	var ids []int
	var size, taken [7]int
	for id, p := range c.src.pieces {
		if ordinary(p) && p != "" {
			ids = append(ids, id)
			size[rank(id)]++
		}
	}
	slices.SortFunc(ids, func(a, b int) int {
		return cmp.Or(rank(a)-rank(b), -cmp.Compare(c.src.scores[a], c.src.scores[b]), a-b)
	})
	ids = ids[:min(limit, len(ids))]
	for _, id := range ids {
		taken[rank(id)]++
	}
	fmt.Fprintf(log, "least likely piece kept last: %s %.2f\n", c.src.pieces[ids[len(ids)-1]], c.src.scores[ids[len(ids)-1]])
	for i, name := range []string{"single characters", "in texts", "names and codes", "whole words", "in words", "other plain letters", "other"} {
		fmt.Fprintf(log, "%-20s %6d of %6d\n", name, taken[i], size[i])
	}
	slices.SortFunc(ids, func(a, b int) int { return strings.Compare(c.src.pieces[a], c.src.pieces[b]) })
	return ids
}
