package receipt

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// Trust is what a reader believes before looking at a receipt.
type Trust struct {
	Keys      []Key    // of the log; none: the key in the file is taken, and the report says so
	Witnesses []string // keys of witnesses, see [ParseCosigner]
	Require   int      // how many of the witnesses must have signed
}

// Key is one key of a log, as it is published.
type Key struct {
	Verifier string `json:"key"`             // "terang.example/log/ws_1+c74f20a3+ARpc2Qc…"
	From     int64  `json:"from"`            // the log's size when it came into use
	Since    string `json:"since,omitempty"` // RFC 3339
	To       int64  `json:"to,omitempty"`    // the log's size when it was retired: it signs none larger
	Until    string `json:"until,omitempty"` // RFC 3339; "" while it is in use
	Chain    string `json:"chain,omitempty"` // the note by which the key before it names it; see [Succession]
}

// KeyList is a log's keys as they are published under <log>/keys, the oldest first.
//
//	{"origin":"terang.example/log/ws_1",
//	 "keys":[{"key":"terang.example/log/ws_1+c74f20a3+ARpc…","from":0,"since":"2026-11-21T03:21:23Z","to":1024,"until":"2027-01-01T00:00:00Z"},
//	         {"key":"terang.example/log/ws_1+0be1a7d2+AQx9…","from":1024,"since":"2027-01-01T00:00:00Z","chain":"terang-log-key@v1\n…"}],
//	 "witnesses":["witness.example/w1+3f2a9b01+BJx…"],"required":1}
type KeyList struct {
	Origin    string   `json:"origin"`
	Keys      []Key    `json:"keys"`
	Witnesses []string `json:"witnesses,omitempty"`
	Required  int      `json:"required,omitempty"` // cosignatures that every checkpoint has
}

// Limits of what a reader may be given to trust.
const (
	maxTrust = 256 << 10
	maxKeys  = 256
)

// ParseTrust reads what a reader trusts: a published [KeyList], or keys one on a line, of logs and of witnesses.
// Errors are [*terang.Error] with the code receipt_key and the line.
func ParseTrust(text string) (Trust, error) {
	var t Trust
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if len(text) > maxTrust {
		return t, badKey(0, "it is too long")
	}
	if strings.HasPrefix(text, "{") {
		var l KeyList
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			return t, badKey(0, "the list of keys is not whole")
		}
		t = Trust{l.Keys, l.Witnesses, l.Required}
		return t, t.check()
	}
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		_, alg, _, err := splitKey(line)
		switch {
		case err != nil:
			return t, badKey(n, reason(err))
		case alg == algWitness:
			t.Witnesses = append(t.Witnesses, line)
		default:
			t.Keys = append(t.Keys, Key{Verifier: line})
		}
	}
	return t, t.check()
}

func (t *Trust) check() error {
	if len(t.Keys) > maxKeys || len(t.Witnesses) > maxKeys {
		return badKey(0, "there are too many keys")
	}
	for i, k := range t.Keys {
		if _, err := note.NewVerifier(k.Verifier); err != nil {
			return badKey(i+1, "the key of a log is damaged")
		}
	}
	for i, w := range t.Witnesses {
		if _, err := ParseCosigner(w); err != nil {
			return badKey(i+1, reason(err))
		}
	}
	if t.Require < 0 || t.Require > len(t.Witnesses) {
		return badKey(0, fmt.Sprintf("%d witnesses are asked for, %d keys of witnesses are given", t.Require, len(t.Witnesses)))
	}
	return nil
}

func badKey(line int, why string) error {
	return fail("receipt_key", "line", strconv.Itoa(line), "why", why)
}

// reason is an error of ours without the name of the room.
func reason(err error) string {
	s := err.Error()
	return s[strings.LastIndex(s[:min(len(s), 20)], ": ")+2:]
}

// successionHeader is the first line of a note that names the next key. No checkpoint begins so: the second line of one
// is a number.
const successionHeader = "terang-log-key@v1"

// Succession is the note by which a log changes its key: it names the next key, and both keys sign it. Who trusts
// the old key can so trust the new one without asking anybody.
//
//	terang-log-key@v1
//	terang.example/log/ws_1
//	terang.example/log/ws_1+0be1a7d2+AQx9…     the next key
//	1024                                        the log's size: the old key signs no larger one
//	2027-01-01T00:00:00Z
//
//	— terang.example/log/ws_1 x08gow…          by the old key
//	— terang.example/log/ws_1 C+Gn0h…          by the next key
type Succession struct {
	Origin string
	Next   string // verifier key
	Size   int64
	At     time.Time
}

// Text is what both keys sign.
func (s Succession) Text() string {
	return fmt.Sprintf("%s\n%s\n%s\n%d\n%s\n", successionHeader, s.Origin, s.Next, s.Size, s.At.UTC().Format(time.RFC3339))
}

// OpenSuccession checks the note by which the key old names the next one.
func OpenSuccession(signed []byte, old string) (Succession, error) {
	var s Succession
	was, err := note.NewVerifier(old)
	if err != nil {
		return s, errors.New("receipt: succession: the old key is damaged")
	}
	n, err := openNote(signed, was)
	if err != nil {
		return s, errors.New("receipt: succession: not signed by the old key")
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 6 || lines[0] != successionHeader || lines[1] != was.Name() || lines[5] != "" {
		return s, errors.New("receipt: succession: not one of this log")
	}
	s.Origin, s.Next = lines[1], lines[2]
	next, err := note.NewVerifier(s.Next)
	if err != nil || next.Name() != s.Origin {
		return s, errors.New("receipt: succession: the next key is none of this log")
	}
	if s.Next == old {
		return s, errors.New("receipt: succession: the key names itself") // both keys sign, so the next one opens it too
	}
	if _, err := openNote(signed, next); err != nil {
		return s, errors.New("receipt: succession: not signed by the next key")
	}
	if s.Size, err = strconv.ParseInt(lines[3], 10, 64); err != nil || s.Size < 0 || strconv.FormatInt(s.Size, 10) != lines[3] {
		return s, errors.New("receipt: succession: the size is not a number")
	}
	if s.At, err = time.Parse(time.RFC3339, lines[4]); err != nil || s.Text() != n.Text {
		return s, errors.New("receipt: succession: the time is not one")
	}
	return s, nil
}

// checkChain makes sure that the notes of a file hang together and end at its key. Whether the first one was signed by a
// key that somebody trusts, [Trust.follow] finds out.
func checkChain(chain [][]byte, key string) error {
	old := ""
	for _, signed := range chain {
		lines := strings.Split(string(signed), "\n")
		if len(lines) < 3 {
			return errors.New("a note that names a later key is none")
		}
		next := lines[2]
		v, err := note.NewVerifier(next)
		if err == nil {
			_, err = openNote(signed, v)
		}
		if err == nil && old != "" {
			_, err = OpenSuccession(signed, old)
		}
		if err != nil {
			return errors.New("a note that names a later key does not fit")
		}
		old = next
	}
	if old != "" && old != key {
		return errors.New("the notes that name later keys lead to another key")
	}
	return nil
}

// follow adds the keys to which a chain of notes leads from those that are trusted.
func (t *Trust) follow(chain [][]byte) {
	keys := slices.Clone(t.Keys)
	for _, signed := range chain {
		for i := range keys {
			s, err := OpenSuccession(signed, keys[i].Verifier)
			if err != nil {
				continue
			}
			if keys[i].Until == "" {
				keys[i].To, keys[i].Until = s.Size, s.At.Format(time.RFC3339)
			}
			if !slices.ContainsFunc(keys, func(k Key) bool { return k.Verifier == s.Next }) {
				keys = append(keys, Key{Verifier: s.Next, From: s.Size, Since: s.At.Format(time.RFC3339)})
			}
			break
		}
	}
	t.Keys = keys
}
