// Package receipt reads, writes and checks receipts: the proof, for whoever holds the file, that a message
// with this author, this disclosure and these very bytes stands in a log that cannot be changed unseen. It
// is pure and works offline; it never asks a server, and it links little, so that a verifier stays small.
//
// A receipt is a C2SP tlog-proof (https://c2sp.org/tlog-proof) whose extra data is the statement that was
// logged, then an empty line, then what is needed to check the message itself:
//
//	c2sp.org/tlog-proof@v1
//	extra eyJ2IjoxLCJvcmciOiJ3c18xIiwiY29u…        the statement (the leaf), base64
//	index 17                                        its place in the log
//	gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=    the path to the root, RFC 6962 section 2.1.1
//
//	terang.example/log/ws_1                         the checkpoint, https://c2sp.org/tlog-checkpoint
//	18
//	sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
//
//	— terang.example/log/ws_1 hI2DJw…
//
//	terang-receipt@v1
//	key terang.example/log/ws_1+c74f20a3+ARpc2Qc…    the log's verifier key, https://c2sp.org/signed-note
//	chain dGVyYW5nLWxvZy1rZXlAdjEKdGVyYW5nLm…       the notes that lead to it from older keys, base64; see [Succession]
//	salt 4kY9…                                      the message's salt, base64
//	body eyJpZCI6Im1zZ18wMUtCIiwic2VxIjozLCJ…       the bytes that the channel carried, base64
//	end
//
// Cosignatures of witnesses (https://c2sp.org/tlog-cosignature) are more lines under the checkpoint. The part before
// "terang-receipt@v1" is a tlog-proof of its own: [Proof.TLogProof]. The statement's body is
// base64(HMAC-SHA256(salt, bytes)). Where the salt was destroyed because the contact asked for erasure, the
// salt and body lines are one line "erased": the log still proves that the statement stands, and nobody can
// recover what it is about.
//
// The way in is [Verify]; [Proof.Format] is how the log writes one.
package receipt

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The first lines of the two parts, and the last line of the file.
const (
	proofHeader   = "c2sp.org/tlog-proof@v1"
	receiptHeader = "terang-receipt@v1"
	lastLine      = "end"
)

// Limits of a receipt.
const (
	// MaxFile is the largest receipt that is read, in bytes.
	MaxFile      = 1 << 20
	maxStatement = 16 << 10
	maxPath      = 64 // a tree of 2^63 leaves has no longer path
	maxChain     = 64 // changes of the key
)

// Proof is what a receipt holds.
type Proof struct {
	Statement  []byte // canonical JSON of a [terang.Statement]; the leaf
	Index      int64
	Path       []tlog.Hash
	Checkpoint []byte   // signed note
	Key        string   // the log's verifier key
	Chain      [][]byte // signed notes that lead to the key from older ones, the oldest first; see [Succession]
	Salt       []byte   // nil where it was destroyed
	Body       []byte   // the bytes that the channel carried; nil where the salt was destroyed
}

// Salt derives a message's salt from its contact's. Giving it away opens one message and no other.
func Salt(contactSalt []byte, messageID string) []byte {
	return mac(contactSalt, "msg:", []byte(messageID))
}

// Conversation is how a statement names a conversation: only who has the contact's salt can tell which.
func Conversation(contactSalt []byte, conversationID string) string {
	return base64.StdEncoding.EncodeToString(mac(contactSalt, "conv:", []byte(conversationID)))
}

// Commit is how a statement names the bytes of a message.
func Commit(messageSalt, body []byte) string {
	return base64.StdEncoding.EncodeToString(mac(messageSalt, "", body))
}

func mac(key []byte, prefix string, data []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(prefix))
	m.Write(data)
	return m.Sum(nil)
}

// TLogProof writes the part that every reader of the format knows, a C2SP tlog-proof and nothing after it.
func (p Proof) TLogProof() []byte {
	b := make([]byte, 0, 1024+2*len(p.Statement)+2*len(p.Body))
	b = append(b, proofHeader+"\nextra "...)
	b = base64.StdEncoding.AppendEncode(b, p.Statement)
	b = strconv.AppendInt(append(b, "\nindex "...), p.Index, 10)
	b = append(b, '\n')
	for _, h := range p.Path {
		b = append(base64.StdEncoding.AppendEncode(b, h[:]), '\n')
	}
	b = append(b, '\n')
	return append(b, p.Checkpoint...)
}

// Format writes the receipt file.
func (p Proof) Format() []byte {
	b := append(p.TLogProof(), "\n"+receiptHeader+"\nkey "...)
	b = append(b, p.Key...)
	for _, n := range p.Chain {
		b = base64.StdEncoding.AppendEncode(append(b, "\nchain "...), n)
	}
	if p.Salt == nil {
		b = append(b, "\nerased"...)
	} else {
		b = base64.StdEncoding.AppendEncode(append(b, "\nsalt "...), p.Salt)
		b = base64.StdEncoding.AppendEncode(append(b, "\nbody "...), p.Body)
	}
	return append(b, "\n"+lastLine+"\n"...)
}

// Parse reads a receipt file and checks its form, nothing else: see [Verify]. Line ends of Windows and a
// byte order mark, which mail and editors leave behind, are taken for what they mean. Errors are
// [*terang.Error] with the codes of [Verify].
func Parse(file []byte) (Proof, error) {
	var p Proof
	if len(file) > MaxFile {
		return p, malformed(0, "the file is larger than a receipt can be")
	}
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	file = bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n"))
	l := lines{rest: string(file)}
	if l.next() != proofHeader {
		return p, malformed(1, "it does not begin with "+proofHeader)
	}
	if !strings.HasSuffix(strings.TrimRight(string(file), " \n"), "\n"+lastLine) {
		return p, fail("receipt_truncated", "line", strconv.Itoa(1+bytes.Count(bytes.TrimRight(file, " \n"), []byte("\n"))))
	}
	statement, ok := strings.CutPrefix(l.next(), "extra ")
	if !ok {
		return p, malformed(l.n, "the statement (extra …) is missing")
	}
	var err error
	if p.Statement, err = unbase64(statement); err != nil || len(p.Statement) == 0 || len(p.Statement) > maxStatement {
		return p, malformed(l.n, "the statement is not base64")
	}
	index, ok := strings.CutPrefix(l.next(), "index ")
	if !ok {
		return p, malformed(l.n, "the index is missing")
	}
	if p.Index, err = strconv.ParseInt(index, 10, 64); err != nil || p.Index < 0 || strconv.FormatInt(p.Index, 10) != index {
		return p, malformed(l.n, "the index is not a number")
	}
	if err := p.parsePath(&l); err != nil {
		return p, err
	}
	if err := p.parseCheckpoint(&l); err != nil {
		return p, err
	}
	return p, p.parseTrailer(&l)
}

func (p *Proof) parsePath(l *lines) error {
	for {
		line := l.next()
		if line == "" {
			if l.done {
				return malformed(l.n, "the checkpoint is missing")
			}
			return nil
		}
		h, err := unbase64(line)
		if err != nil || len(h) != tlog.HashSize {
			return malformed(l.n, "a hash of the path is not 32 bytes of base64")
		}
		if len(p.Path) == maxPath {
			return malformed(l.n, "the path is too long")
		}
		p.Path = append(p.Path, tlog.Hash(h))
	}
}

// parseCheckpoint takes the lines up to the trailer as they are.
func (p *Proof) parseCheckpoint(l *lines) error {
	var sb strings.Builder
	for {
		line := l.next()
		if l.done {
			return malformed(l.n, "the part "+receiptHeader+" is missing")
		}
		if line == receiptHeader {
			break
		}
		sb.WriteString(line)
		sb.WriteByte('\n')
	}
	note, ok := strings.CutSuffix(sb.String(), "\n\n")
	if !ok {
		return malformed(l.n, "an empty line must stand before "+receiptHeader)
	}
	p.Checkpoint = []byte(note + "\n")
	return nil
}

func (p *Proof) parseTrailer(l *lines) error {
	key, ok := strings.CutPrefix(l.next(), "key ")
	if !ok || key == "" {
		return malformed(l.n, "the log's key is missing")
	}
	p.Key = key
	line := l.next()
	for {
		encoded, ok := strings.CutPrefix(line, "chain ")
		if !ok {
			break
		}
		n, err := unbase64(encoded)
		if err != nil || len(n) == 0 || len(p.Chain) == maxChain {
			return malformed(l.n, "a note that names a later key is not base64")
		}
		p.Chain = append(p.Chain, n)
		line = l.next()
	}
	if line != "erased" {
		salt, ok := strings.CutPrefix(line, "salt ")
		var err error
		if p.Salt, err = unbase64(salt); !ok || err != nil || len(p.Salt) != sha256.Size {
			return malformed(l.n, "the salt is not 32 bytes of base64")
		}
		body, ok := strings.CutPrefix(l.next(), "body ")
		if p.Body, err = unbase64(body); !ok || err != nil {
			return malformed(l.n, "the message is not base64")
		}
	}
	if l.next() != lastLine {
		return malformed(l.n, "the last line is not \""+lastLine+"\"")
	}
	if strings.Trim(l.rest, " \n") != "" {
		return malformed(l.n+1, "something follows the last line")
	}
	return nil
}

// unbase64 accepts one spelling only, so that a file cannot be changed without changing what it says.
func unbase64(s string) ([]byte, error) { return base64.StdEncoding.Strict().DecodeString(s) }

// lines reads a text line by line; the last line needs no end.
type lines struct {
	rest string
	n    int
	done bool
}

func (l *lines) next() string {
	if l.rest == "" {
		l.done = true
		return ""
	}
	line, rest, _ := strings.Cut(l.rest, "\n")
	l.rest = rest
	l.n++
	return line
}
