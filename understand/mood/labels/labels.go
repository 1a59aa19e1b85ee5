// Package labels holds an intent and the moods of each of 2,000 Indonesian service tweets, read one by one. It serves
// training and tests; nothing that runs for a customer imports it.
//
// It never holds the tweets. They stay in the public set STIF-Indonesia, which the caller opens and hands over; a label
// whose line has changed since is refused. How the labels came to be is written in guidelines.md.
//
// The way in is [Tweets]; [Again] gives the second reading of 200 of them.
package labels

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the two tables
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxLine bounds one line of the texts, in bytes.
const maxLine = 1 << 16

const header = "line\tdigest\tsplit\tintent\tmood"

var (
	//go:embed tweets.tsv
	first string
	//go:embed second.tsv
	second string
)

// Split is the part of the set that a tweet belongs to, fixed before it was labelled.
type Split string

// The parts: 70, 10 and 20 of a hundred.
const (
	Train Split = "train"
	Dev   Split = "dev"
	Test  Split = "test"
)

// Tweet is one labelled line. Intent is a leaf of the tree in guidelines.md; Moods are names of moods and marks there
// ("anger", "profanity"), none for a calm line.
type Tweet struct {
	Line   int // 1-based, in unlabelled.inf
	Split  Split
	Text   string
	Intent string
	Moods  []string
}

// Tweets joins the labels with the lines of STIF-Indonesia's unlabelled.inf, in the order of the lines.
func Tweets(texts io.Reader) ([]Tweet, error) { return join(first, texts) }

// Again is the second reading of 200 of the tweets, made without sight of the first, in the order in which they were read.
func Again(texts io.Reader) ([]Tweet, error) { return join(second, texts) }

func join(table string, texts io.Reader) ([]Tweet, error) {
	lines, err := split(texts)
	if err != nil {
		return nil, fmt.Errorf("labels: read texts: %w", err)
	}
	rows := strings.Split(strings.TrimSuffix(table, "\n"), "\n")
	if rows[0] != header {
		return nil, fmt.Errorf("labels: header is %q, want %q", rows[0], header)
	}
	out := make([]Tweet, 0, len(rows)-1)
	for i, row := range rows[1:] {
		t, err := parse(row, lines)
		if err != nil {
			return nil, fmt.Errorf("labels: row %d: %w", i+2, err)
		}
		out = append(out, t)
	}
	return out, nil
}

func parse(row string, lines []string) (Tweet, error) {
	f := strings.Split(row, "\t")
	if len(f) != 5 {
		return Tweet{}, fmt.Errorf("%d columns, want 5", len(f))
	}
	line, err := strconv.Atoi(f[0])
	if err != nil {
		return Tweet{}, fmt.Errorf("line: %w", err)
	}
	if line < 1 || line > len(lines) {
		return Tweet{}, fmt.Errorf("line %d of %d", line, len(lines))
	}
	t := Tweet{Line: line, Split: Split(f[2]), Text: lines[line-1], Intent: f[3]}
	if d := digest(t.Text); d != f[1] {
		return Tweet{}, fmt.Errorf("line %d has changed: digest %s, want %s", line, d, f[1])
	}
	switch t.Split {
	case Train, Dev, Test:
	default:
		return Tweet{}, fmt.Errorf("line %d: split %q", line, f[2])
	}
	if f[4] != "-" {
		t.Moods = strings.Split(f[4], ",")
	}
	return t, nil
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// split drops line ends of both kinds.
func split(r io.Reader) ([]string, error) {
	var out []string
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxLine)
	for s.Scan() {
		out = append(out, s.Text())
	}
	return out, s.Err()
}
