package receipt

import (
	"bytes"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
	Code       string           `json:"code"`        // the leaf's name for people, see [Code]
	Size       int64            `json:"size"`        // of the log, when the receipt was made
	Origin     string           `json:"origin"`      // the log
	KeyID      string           `json:"key_id"`      // "terang.example/log/ws_1+c74f20a3"
	KeyTrusted bool             `json:"key_trusted"` // the key was given by the reader, or those that were lead to it
	Chained    bool             `json:"chained"`     // an older key was given, and the log's notes lead from it to this one
	Witnesses  []string         `json:"witnesses"`   // names of the reader's witnesses who signed
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
	// Files stood beside the text: their digests are of the bytes that the customer could fetch.
	Files []terang.Attachment `json:"files,omitempty"`
}

// Verify checks a receipt: that the log with this key signed the checkpoint, that the statement stands in
// the log at its index, and that the message's bytes are those that the statement names. verifierKey is the
// log's key as the brand publishes it; with "" the key in the file is taken, and the report says so: then
// compare [Report.KeyID] with what the brand publishes.
//
// Errors are [*terang.Error] with one of the codes
//
//	receipt_malformed    not a receipt, or damaged; args line, why
//	receipt_truncated    the end is missing; arg line, the last that is there
//	receipt_key          a key that was given is none; args line, why
//	receipt_foreign      signed by another log than the key's; args want, have
//	receipt_unknown_key  signed by a key of this log that is not trusted; args want, have
//	receipt_retired_key  signed by a key that was retired when the log was smaller; args size, to, until
//	receipt_signature    the checkpoint was changed: the signature does not fit
//	receipt_witness      too few of the wanted witnesses signed; args have, want, missing
//	receipt_cosignature  a witness's signature does not fit; arg witness
//	receipt_not_in_log   the statement or the path was changed: they do not lead to the signed root
//	receipt_statement    what the log signed is not a statement of this house; arg why
//	receipt_other_log    the statement belongs to another workspace than the log
//	receipt_body         the message or its salt was changed; arg why
func Verify(file []byte, verifierKey string) (Report, error) {
	var t Trust
	if verifierKey = strings.TrimSpace(verifierKey); verifierKey != "" {
		t.Keys = []Key{{Verifier: verifierKey}}
	}
	return VerifyWith(file, t)
}

// VerifyWith is [Verify] for a reader who knows several keys, or witnesses.
func VerifyWith(file []byte, t Trust) (Report, error) {
	r := Report{Witnesses: []string{}}
	p, err := Parse(file)
	if err != nil {
		return r, err
	}
	if err := t.check(); err != nil {
		return r, err
	}
	r.KeyTrusted = len(t.Keys) > 0
	tree, err := r.checkpoint(&p, t)
	if err != nil {
		return r, err
	}
	leaf := tlog.RecordHash(p.Statement)
	r.Index, r.Size, r.Code = p.Index, tree.N, Code(p.Index, leaf)
	if p.Index >= tree.N || tlog.CheckRecord(p.Path, tree.N, tree.Hash, p.Index, leaf) != nil {
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

// checkpoint opens the signed tree head with the key of the file, if the reader trusts that one.
func (r *Report) checkpoint(p *Proof, t Trust) (tlog.Tree, error) {
	v, err := note.NewVerifier(p.Key)
	if err != nil {
		return tlog.Tree{}, malformed(0, "the log's key is none")
	}
	r.KeyID = keyID(v.Name(), v.KeyHash())
	if err := checkChain(p.Chain, p.Key); err != nil {
		return tlog.Tree{}, malformed(0, err.Error())
	}
	given := t.Keys
	if !r.KeyTrusted {
		t.Keys = []Key{{Verifier: p.Key}}
	}
	t.follow(p.Chain)
	key, err := t.trusted(p.Key, v)
	if err != nil {
		return tlog.Tree{}, err
	}
	r.Chained = r.KeyTrusted && !slices.ContainsFunc(given, func(k Key) bool { return k.Verifier == p.Key })
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
	if key.Until != "" && tree.N > key.To {
		return tree, fail("receipt_retired_key", "size", strconv.FormatInt(tree.N, 10), "to", strconv.FormatInt(key.To, 10), "until", key.Until)
	}
	r.Origin, _, _ = strings.Cut(n.Text, "\n")
	return tree, r.witnessed(p.Checkpoint, t)
}

// trusted finds the file's key among the trusted ones.
func (t *Trust) trusted(verifier string, v note.Verifier) (Key, error) {
	code, want := "receipt_foreign", ""
	for _, k := range t.Keys {
		if k.Verifier == verifier {
			return k, nil
		}
		if known, err := note.NewVerifier(k.Verifier); err == nil {
			if want == "" || known.Name() == v.Name() {
				want = keyID(known.Name(), known.KeyHash())
			}
			if known.Name() == v.Name() {
				code = "receipt_unknown_key"
			}
		}
	}
	return Key{}, fail(code, "want", want, "have", keyID(v.Name(), v.KeyHash()))
}

// witnessed counts the reader's witnesses who signed the checkpoint.
func (r *Report) witnessed(signed []byte, t Trust) error {
	var missing []string
	for _, key := range t.Witnesses {
		c, err := ParseCosigner(key)
		if err != nil {
			return badKey(0, reason(err))
		}
		_, err = openNote(signed, c)
		var invalid *note.InvalidSignatureError
		switch {
		case errors.As(err, &invalid):
			return fail("receipt_cosignature", "witness", c.Name())
		case err != nil:
			missing = append(missing, c.Name())
		case !slices.Contains(r.Witnesses, c.Name()):
			r.Witnesses = append(r.Witnesses, c.Name())
		}
	}
	if len(r.Witnesses) < t.Require {
		return fail("receipt_witness", "have", strconv.Itoa(len(r.Witnesses)), "want", strconv.Itoa(t.Require), "missing", strings.Join(missing, ", "))
	}
	return nil
}

// keyID names a key as people compare it: "terang.example/log/ws_1+c74f20a3".
func keyID(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// OpenCheckpoint checks a signed checkpoint (https://c2sp.org/tlog-checkpoint) with the log's key, whose name
// must be the checkpoint's origin. The note is nil where it could not be opened.
func OpenCheckpoint(signed []byte, v note.Verifier) (*note.Note, tlog.Tree, error) {
	n, err := openNote(signed, v)
	if err != nil {
		return nil, tlog.Tree{}, err
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

// openNote is [note.Open] with one key, for signatures in their one spelling: base64 has spare bits that could be changed
// unseen.
func openNote(signed []byte, v note.Verifier) (*note.Note, error) {
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return nil, err
	}
	for _, sig := range n.Sigs {
		if _, err := unbase64(sig.Base64); err != nil {
			return nil, &note.InvalidSignatureError{Name: sig.Name, Hash: sig.Hash}
		}
	}
	return n, nil
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
		Text        string              `json:"text"`
		Attachments []terang.Attachment `json:"attachments"`
		Survey      struct {
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
	return &Shown{Label: m.Author.Label, Name: m.Author.Name, Disclosure: m.Disclosure.Text, Text: m.Text, Files: m.Attachments}, nil
}

func fail(code string, args ...string) error { return terang.Fail(terang.Invalid, code, args...) }

func malformed(line int, why string) error {
	return fail("receipt_malformed", "line", strconv.Itoa(line), "why", why)
}
