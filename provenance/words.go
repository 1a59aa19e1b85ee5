package provenance

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"terang"
)

// So that anyone can ask whether the brand sent these words, each leaf's row has a digest of its message's text, keyed
// with a secret of the log: nobody can try texts out on a copy of the table. The digest is not part of the log, is never
// published, and goes when the contact is erased.

// MinWords is how many letters and digits a text needs to be asked for: shorter ones many brands have said.
const MinWords = 24

// Limits of a question by text.
const (
	maxAsked  = 64 // readings of what was pasted
	maxFound  = 20 // messages that are named
	wordsSize = 16 // bytes of a digest
)

// fold reduces a text to what survives copying: its letters and digits, in one case and one form.
func fold(text string) string {
	var sb strings.Builder
	for _, r := range norm.NFKC.String(text) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			sb.WriteRune(unicode.ToLower(r))
		}
	}
	return sb.String()
}

// textOf is what of a message the contact reads as its words.
func textOf(m *terang.Message) string {
	if m.Content.Text == "" && m.Content.Survey != nil {
		return m.Content.Survey.Question
	}
	return m.Content.Text
}

// digest is the keyed digest of folded words, nil where there are too few.
func digest(secret []byte, folded string) []byte {
	if len([]rune(folded)) < MinWords || len(secret) < sha256.Size {
		return nil
	}
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(folded))
	return m.Sum(nil)[:wordsSize]
}

// readings are the ways to read what somebody pasted: all of it, and each run of its lines that begins or ends with it,
// because a screen's copy has the name above the message and the time below it. The label of a text channel goes too.
func readings(pasted string) []string {
	var lines []string
	for line := range strings.Lines(pasted) {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	var out []string
	tries := 0 // bounded, not only what comes of them: each one reads the whole
	add := func(s string) {
		tries++
		for _, label := range []string{"", "AI:", "Auto:", "Otomatis:"} {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(s), label); ok {
				if f := fold(rest); len([]rune(f)) >= MinWords && !slices.Contains(out, f) {
					out = append(out, f)
				}
			}
		}
	}
	add(pasted)
	for cut := 1; cut < len(lines) && tries < maxAsked; cut++ {
		for drop := 0; drop <= cut && tries < maxAsked; drop++ { // cut lines are left out, drop of them at the beginning
			add(strings.Join(lines[drop:len(lines)-(cut-drop)], ""))
		}
	}
	return out
}

// Said returns the leaves of the messages with these words, the newest first. long is false where what was pasted is too
// short to tell, see [MinWords].
func (l *Log) Said(ctx context.Context, workspaceID, pasted string) (found []Leaf, long bool, err error) {
	asked := readings(pasted)
	if len(asked) == 0 {
		return nil, false, nil
	}
	secret, err := l.secretOf(ctx, workspaceID)
	if err != nil || secret == nil {
		return nil, true, err
	}
	args := []any{workspaceID}
	for _, folded := range asked {
		args = append(args, digest(secret, folded))
	}
	rows, err := l.db.Query(ctx, saidQuery(len(asked)), args...)
	if err != nil {
		return nil, true, fmt.Errorf("provenance: said: %w", err)
	}
	found, err = scanLeaves(rows)
	return found, true, err
}

// saidQuery finds leaves by some digests. "+idx" is no column to the planner of SQLite, which would else walk the whole log
// in its order.
func saidQuery(digests int) string {
	marks := make([]string, digests)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+2)
	}
	return `select idx, message_id, hash, statement, at from leaf where workspace_id = $1 and words in (` + strings.Join(marks, ", ") + `)
		order by +idx desc limit ` + strconv.Itoa(maxFound)
}

// secretOf is the key of a log's digests, nil where the log has none yet.
func (l *Log) secretOf(ctx context.Context, workspaceID string) ([]byte, error) {
	var s []byte
	err := l.db.QueryRow(ctx, `select secret from log where workspace_id = $1`, workspaceID).Scan(&s)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("provenance: secret: %w", err)
	}
	return s, nil
}

func (l *Log) newSecret() ([]byte, error) {
	s := make([]byte, sha256.Size)
	if _, err := io.ReadFull(l.random, s); err != nil {
		return nil, fmt.Errorf("provenance: secret: %w", err)
	}
	return s, nil
}
