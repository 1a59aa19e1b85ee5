package receipt

import (
	"bytes"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"terang"
)

// Report is what a receipt proves.
type Report struct {
	Statement  terang.Statement `json:"statement"`
	Index      int64            `json:"index"`
	Size       int64            `json:"size"`        // of the log, when the receipt was made
	Origin     string           `json:"origin"`      // the log
	KeyID      string           `json:"key_id"`      // "terang.example/log/ws_1+c74f20a3"
	KeyTrusted bool             `json:"key_trusted"` // the key was given by the reader, not taken from the file
	Erased     bool             `json:"erased"`      // the message can no longer be checked, only that it was logged
	Shown      *Shown           `json:"shown,omitempty"`
	Body       []byte           `json:"-"` // the proved bytes; nil where erased
}

// Shown is what the customer saw, read from the proved bytes of a web chat message.
type Shown struct {
	Label      string `json:"label"`
	Name       string `json:"name,omitempty"`
	Disclosure string `json:"disclosure,omitempty"`
	Text       string `json:"text"`
}

// Verify checks a receipt: that the log with this key signed the checkpoint, that the statement stands in
// the log at its index, and that the message's bytes are those that the statement names. verifierKey is the
// log's key as the brand publishes it; with "" the key in the file is taken, and the report says so: then
// compare [Report.KeyID] with what the brand publishes.
//
// Errors are [*terang.Error] with one of the codes
//
//	receipt_malformed   not a receipt, or damaged; args line, why
//	receipt_truncated   the end is missing
//	receipt_key         the given key is no verifier key
//	receipt_foreign     signed by another log than the key's; args want, have
//	receipt_signature   the checkpoint was changed: the signature does not fit
//	receipt_not_in_log  the statement or the path was changed: they do not lead to the signed root
//	receipt_statement   what the log signed is not a statement of this house; arg why
//	receipt_other_log   the statement belongs to another workspace than the log
//	receipt_body        the message or its salt was changed; arg why
func Verify(file []byte, verifierKey string) (Report, error) {
	var r Report
	p, err := Parse(file)
	if err != nil {
		return r, err
	}
	r.KeyTrusted = verifierKey != ""
	verifierKey = strings.TrimSpace(verifierKey)
	if !r.KeyTrusted {
		verifierKey = p.Key
	}
	tree, err := r.checkpoint(p, verifierKey)
	if err != nil {
		return r, err
	}
	r.Index, r.Size = p.Index, tree.N
	if p.Index >= tree.N || tlog.CheckRecord(p.Path, tree.N, tree.Hash, p.Index, tlog.RecordHash(p.Statement)) != nil {
		return r, fail("receipt_not_in_log")
	}
	if r.Statement, err = ParseStatement(p.Statement); err != nil {
		return r, fail("receipt_statement", "why", err.Error())
	}
	if !strings.HasSuffix(r.Origin, "/"+r.Statement.Org) {
		return r, fail("receipt_other_log")
	}
	if p.Salt == nil {
		r.Erased = true
		return r, nil
	}
	if !hmac.Equal([]byte(Commit(p.Salt, p.Body)), []byte(r.Statement.Body)) {
		return r, fail("receipt_body", "why", "the bytes are not those that were logged")
	}
	r.Body = p.Body
	if r.Statement.Chan == "web" {
		if r.Shown, err = shownOnWeb(p.Body, r.Statement); err != nil {
			return r, fail("receipt_body", "why", err.Error())
		}
	}
	return r, nil
}

// checkpoint opens the signed tree head with the key.
func (r *Report) checkpoint(p Proof, key string) (tlog.Tree, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		if r.KeyTrusted {
			return tlog.Tree{}, fail("receipt_key")
		}
		return tlog.Tree{}, malformed(0, "the log's key is none")
	}
	r.KeyID = keyID(v.Name(), v.KeyHash())
	if key != p.Key {
		have := "?"
		if other, err := note.NewVerifier(p.Key); err == nil {
			have = keyID(other.Name(), other.KeyHash())
		}
		return tlog.Tree{}, fail("receipt_foreign", "want", r.KeyID, "have", have)
	}
	n, tree, err := OpenCheckpoint(p.Checkpoint, v)
	var unknown *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown):
		have := ""
		for _, s := range unknown.Note.UnverifiedSigs {
			have = keyID(s.Name, s.Hash)
		}
		return tree, fail("receipt_foreign", "want", r.KeyID, "have", have)
	case errors.As(err, &invalid):
		return tree, fail("receipt_signature")
	case err != nil:
		return tree, malformed(0, "the checkpoint is none")
	}
	r.Origin, _, _ = strings.Cut(n.Text, "\n")
	return tree, nil
}

// keyID names a key as people compare it: "terang.example/log/ws_1+c74f20a3".
func keyID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// OpenCheckpoint checks a signed checkpoint (https://c2sp.org/tlog-checkpoint) with the log's key, whose name
// must be the checkpoint's origin. The note is nil where it could not be opened.
func OpenCheckpoint(signed []byte, v note.Verifier) (*note.Note, tlog.Tree, error) {
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return nil, tlog.Tree{}, err
	}
	for _, sig := range n.Sigs {
		if _, err := unbase64(sig.Base64); err != nil {
			return n, tlog.Tree{}, errors.New("receipt: checkpoint: a signature is not base64 in its one spelling")
		}
	}
	parts := strings.Split(n.Text, "\n")
	if len(parts) < 4 || parts[0] != v.Name() {
		return n, tlog.Tree{}, errors.New("receipt: checkpoint: not of this log")
	}
	size, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != parts[1] {
		return n, tlog.Tree{}, errors.New("receipt: checkpoint: the size is not a number")
	}
	root, err := unbase64(parts[2])
	if err != nil || len(root) != tlog.HashSize {
		return n, tlog.Tree{}, errors.New("receipt: checkpoint: the root is not 32 bytes of base64")
	}
	return n, tlog.Tree{N: size, Hash: tlog.Hash(root)}, nil
}

// ParseStatement reads the canonical JSON of a statement; any other spelling of the same is refused.
func ParseStatement(b []byte) (terang.Statement, error) {
	var s terang.Statement
	if err := json.Unmarshal(b, &s); err != nil {
		return s, errors.New("not a statement")
	}
	canonical, err := json.Marshal(s)
	if err != nil || !bytes.Equal(canonical, b) {
		return s, errors.New("not written canonically")
	}
	if s.V != 1 {
		return s, fmt.Errorf("version %d is not known", s.V)
	}
	return s, nil
}

// shownOnWeb reads the customer's view from the bytes, which must name the same message as the statement.
func shownOnWeb(body []byte, s terang.Statement) (*Shown, error) {
	var m struct {
		ID     string `json:"id"`
		Seq    int64  `json:"seq"`
		Author struct {
			Kind  terang.AuthorKind `json:"kind"`
			Label string            `json:"label"`
			Name  string            `json:"name"`
		} `json:"author"`
		Disclosure struct {
			Text string `json:"text"`
		} `json:"disclosure"`
		Text   string `json:"text"`
		Survey struct {
			Question string `json:"question"`
		} `json:"survey"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, errors.New("the message cannot be read")
	}
	if m.ID != s.Msg || m.Seq != s.Seq || m.Author.Kind != s.Author.Kind {
		return nil, errors.New("the message names another message or author than the statement")
	}
	if m.Text == "" {
		m.Text = m.Survey.Question
	}
	return &Shown{Label: m.Author.Label, Name: m.Author.Name, Disclosure: m.Disclosure.Text, Text: m.Text}, nil
}

func fail(code string, args ...string) error { return terang.Fail(terang.Invalid, code, args...) }

func malformed(line int, why string) error {
	return fail("receipt_malformed", "line", strconv.Itoa(line), "why", why)
}
