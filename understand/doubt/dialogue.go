package doubt

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"

	"terang"
)

// Dialogue is one labelled talk.
type Dialogue struct {
	ID       string          `json:"id"`
	Language terang.Language `json:"language"`
	Turns    []Turn          `json:"turns"`
	Line     int             `json:"-"` // of the file
}

// Turn is one message of a dialogue. Label is 1 where trust is breaking, 0 where it is not, nil for context only.
type Turn struct {
	Role  Role   `json:"role"`
	Text  string `json:"text"`
	Label *int   `json:"label,omitempty"`
	Why   Why    `json:"why,omitempty"`
}

// The bounds of a file of dialogues.
const (
	maxLine  = 4 << 20 // bytes of one dialogue
	maxTurns = 1000
)

// ParseDialogues reads JSON Lines: one dialogue a line, in the form of [Dialogue]. Unknown fields are left aside, empty
// lines passed over. An error names the line and the turn.
func ParseDialogues(name string, b []byte) ([]Dialogue, error) {
	var out []Dialogue
	seen := map[string]int{}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	for n := 1; len(b) > 0; n++ {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		b = rest
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		bad := func(format string, args ...any) error {
			return fmt.Errorf("doubt: %s:%d: %s", name, n, fmt.Sprintf(format, args...))
		}
		if len(line) > maxLine {
			return nil, bad("a dialogue of %d bytes, want at most %d", len(line), maxLine)
		}
		d := Dialogue{Line: n}
		if err := json.Unmarshal(line, &d); err != nil {
			return nil, bad("not a dialogue in JSON: %v", err)
		}
		if err := d.check(); err != nil {
			return nil, bad("%v", err)
		}
		if at, twice := seen[d.ID]; twice && d.ID != "" {
			return nil, bad("id %q stands in line %d already", d.ID, at)
		}
		seen[d.ID] = n
		out = append(out, d)
	}
	return out, nil
}

func (d Dialogue) check() error {
	switch {
	case len(d.Turns) == 0:
		return fmt.Errorf("no turns")
	case len(d.Turns) > maxTurns:
		return fmt.Errorf("%d turns, want at most %d", len(d.Turns), maxTurns)
	case d.Language != "" && d.Language != terang.Indonesian && d.Language != terang.English:
		return fmt.Errorf("language %q, want id, en or none", d.Language)
	}
	for i, t := range d.Turns {
		switch {
		case t.Role != Contact && t.Role != Assistant && t.Role != Agent:
			return fmt.Errorf("turn %d: role %q, want contact, assistant or agent", i+1, t.Role)
		case t.Label != nil && t.Role != Contact:
			return fmt.Errorf("turn %d: only a contact's turn has a label", i+1)
		case t.Label != nil && *t.Label != 0 && *t.Label != 1:
			return fmt.Errorf("turn %d: label %d, want 0 or 1", i+1, *t.Label)
		}
	}
	return nil
}

// PartOf is the part that a dialogue of the house's own belongs to: train, dev or test. It follows from the id alone and
// was fixed before the first label.
func PartOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	switch n := binary.BigEndian.Uint32(sum[:4]) % 100; {
	case n < 60:
		return "train"
	case n < 75:
		return "dev"
	}
	return "test"
}
