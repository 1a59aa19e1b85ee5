package receipt

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// VerifyContinuation checks a published proof that a log continues an older checkpoint, and returns both sizes. The file
// is what a log publishes each day and sends to witnesses (https://c2sp.org/tlog-witness):
//
//	old 1024
//	PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=    the proof, RFC 6962 section 2.1.2
//
//	terang.example/log/ws_1                         the newer checkpoint
//	…
//
// Errors are those of [Verify], and
//
//	continuation_other   the file continues another size than the older checkpoint's; args want, have
//	continuation_broken  the log does not continue the older checkpoint: it was rewritten; args old, size
func VerifyContinuation(file, older []byte, t Trust) (old, size int64, err error) {
	if len(file) > MaxFile || len(older) > MaxFile {
		return 0, 0, malformed(0, "the file is larger than a proof can be")
	}
	head, signed, ok := strings.Cut(string(file), "\n\n")
	lines := strings.Split(head, "\n")
	first, isOld := strings.CutPrefix(lines[0], "old ")
	if !ok || !isOld {
		return 0, 0, malformed(1, "it does not begin with old <size>")
	}
	if old, err = strconv.ParseInt(first, 10, 64); err != nil || old < 0 || strconv.FormatInt(old, 10) != first {
		return 0, 0, malformed(1, "the old size is not a number")
	}
	if len(lines) > 1+maxPath {
		return 0, 0, malformed(1+maxPath, "the proof is too long")
	}
	var proof tlog.TreeProof
	for i, l := range lines[1:] {
		h, err := unbase64(l)
		if err != nil || len(h) != tlog.HashSize {
			return 0, 0, malformed(i+2, "a hash of the proof is not 32 bytes of base64")
		}
		proof = append(proof, tlog.Hash(h))
	}
	now, err := t.Open([]byte(signed))
	if err != nil {
		return 0, 0, err
	}
	was, err := t.Open(older)
	if err != nil {
		return 0, 0, err
	}
	if was.N != old {
		return 0, 0, fail("continuation_other", "want", strconv.FormatInt(was.N, 10), "have", first)
	}
	if !continues(proof, was, now) {
		return 0, 0, fail("continuation_broken", "old", first, "size", strconv.FormatInt(now.N, 10))
	}
	return old, now.N, nil
}

func continues(proof tlog.TreeProof, was, now tlog.Tree) bool {
	switch {
	case was.N > now.N:
		return false
	case was.N == 0 || was.N == now.N:
		return len(proof) == 0 && (was.N == 0 || was.Hash == now.Hash)
	}
	return tlog.CheckTree(proof, now.N, now.Hash, was.N, was.Hash) == nil
}

// Open checks a checkpoint with any of the keys, and that enough of the witnesses signed it. Errors are those of [Verify].
func (t Trust) Open(signed []byte) (tlog.Tree, error) {
	if err := t.check(); err != nil {
		return tlog.Tree{}, err
	}
	have := ""
	if first, _, ok := bytes.Cut(signed, []byte("\n")); ok {
		have = string(first)
	}
	want := ""
	for _, k := range t.Keys {
		v, err := note.NewVerifier(k.Verifier)
		if err != nil {
			return tlog.Tree{}, badKey(0, "the key of a log is damaged")
		}
		want = keyID(v.Name(), v.KeyHash())
		n, tree, err := OpenCheckpoint(signed, v)
		var unknown *note.UnverifiedNoteError
		var invalid *note.InvalidSignatureError
		switch {
		case err == nil && k.Until != "" && tree.N > k.To:
			return tree, fail("receipt_retired_key", "size", strconv.FormatInt(tree.N, 10), "to", strconv.FormatInt(k.To, 10), "until", k.Until)
		case err == nil:
			r := Report{Origin: n.Text}
			return tree, r.witnessed(signed, t)
		case errors.As(err, &invalid):
			return tree, fail("receipt_signature")
		case !errors.As(err, &unknown):
			return tree, malformed(0, "the checkpoint is none")
		}
	}
	return tlog.Tree{}, fail("receipt_foreign", "want", want, "have", have)
}
