package receipt

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Types of signature (https://c2sp.org/signed-note, https://c2sp.org/tlog-cosignature).
const (
	algLog     = 1 // Ed25519 over the note
	algWitness = 4 // Ed25519 over the note with a time before it
)

// cosignatureSize is the length of a timestamped signature: eight bytes of time, then Ed25519's.
const cosignatureSize = 8 + ed25519.SignatureSize

// Cosigner checks the cosignatures of one witness. It is a [note.Verifier].
type Cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

// ParseCosigner reads a witness's key: "<name>+<hash>+<base64 of 0x04 and the Ed25519 key>".
func ParseCosigner(vkey string) (*Cosigner, error) {
	name, alg, key, err := splitKey(vkey)
	if err != nil {
		return nil, err
	}
	if alg != algWitness || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("receipt: witness: not an Ed25519 cosignature key (type 4)")
	}
	return &Cosigner{name, keyHash(name, alg, key), key}, nil
}

// CosignerKey is the key of a witness as [ParseCosigner] reads it.
func CosignerKey(name string, key ed25519.PublicKey) string {
	return fmt.Sprintf("%s+%08x+%s", name, keyHash(name, algWitness, key), base64.StdEncoding.EncodeToString(append([]byte{algWitness}, key...)))
}

// Name implements [note.Verifier].
func (c *Cosigner) Name() string { return c.name }

// KeyHash implements [note.Verifier].
func (c *Cosigner) KeyHash() uint32 { return c.hash }

// Verify implements [note.Verifier]: sig is a time and a signature of the note after that time.
func (c *Cosigner) Verify(text, sig []byte) bool {
	if len(sig) != cosignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	return at <= 1<<63-1 && ed25519.Verify(c.key, cosigned(at, text), sig[8:])
}

// cosigned is what a witness signs.
func cosigned(at uint64, text []byte) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatUint(at, 10)+"\n"), text...)
}

// Cosign signs a checkpoint's text as a witness does and returns the signature's line.
func Cosign(name string, key ed25519.PrivateKey, text string, at int64) string {
	public := key.Public().(ed25519.PublicKey)
	b := binary.BigEndian.AppendUint32(nil, keyHash(name, algWitness, public))
	b = binary.BigEndian.AppendUint64(b, uint64(at)) //nolint:gosec // times are not negative
	b = append(b, ed25519.Sign(key, cosigned(uint64(at), []byte(text)))...)
	return "— " + name + " " + base64.StdEncoding.EncodeToString(b) + "\n"
}

// splitKey reads a verifier key of any type and checks its hash.
func splitKey(vkey string) (name string, alg byte, key []byte, err error) {
	bad := errors.New("receipt: key: want <name>+<hash>+<base64>")
	name, rest, ok := strings.Cut(vkey, "+")
	hash, data, ok2 := strings.Cut(rest, "+")
	if !ok || !ok2 || name == "" || strings.ContainsAny(name, " \t\n") || len(hash) != 8 {
		return "", 0, nil, bad
	}
	b, err := unbase64(data)
	if err != nil || len(b) < 1 {
		return "", 0, nil, bad
	}
	if fmt.Sprintf("%08x", keyHash(name, b[0], b[1:])) != hash {
		return "", 0, nil, errors.New("receipt: key: its hash does not fit: a character was lost or changed")
	}
	return name, b[0], b[1:], nil
}

func keyHash(name string, alg byte, key []byte) uint32 {
	sum := sha256.Sum256(append(append([]byte(name), '\n', alg), key...))
	return binary.BigEndian.Uint32(sum[:])
}
