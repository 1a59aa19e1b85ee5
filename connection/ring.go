package connection

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"terang"
	"terang/action"
)

// Sizes of what is sealed: form ‖ key's name ‖ nonce ‖ AES-256-GCM(secret).
const (
	sealForm = 1
	keySize  = 32
	nameSize = 8
	maxKeys  = 8
)

// errUnreadable is a secret that none of the keys opens: the key is another one, or the row was changed by hand.
var errUnreadable = terang.Fail(terang.Unavailable, "secret_unreadable")

// Ring is the keys under which credentials are sealed: the first seals, all open. Its zero value has none.
type Ring struct{ keys []sealKey }

type sealKey struct {
	name [nameSize]byte
	aead cipher.AEAD
	text action.Secret
}

// ParseRing reads keys, newest first: each is 32 bytes in base64, separated by commas or white space. What follows a # is
// a remark.
func ParseRing(text string) (Ring, error) {
	var r Ring
	for line := range strings.SplitSeq(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		for _, word := range strings.FieldsFunc(line, func(c rune) bool { return c == ',' || c == ' ' || c == '\t' || c == '\r' }) {
			raw, err := base64.StdEncoding.DecodeString(word)
			if err != nil || len(raw) != keySize {
				return Ring{}, errors.New("connection: a key is not 32 bytes in base64")
			}
			k, err := newKey(raw)
			if err != nil {
				return Ring{}, err
			}
			if r.find(k.name) == nil {
				r.keys = append(r.keys, k)
			}
		}
	}
	if len(r.keys) == 0 || len(r.keys) > maxKeys {
		return Ring{}, fmt.Errorf("connection: there must be 1 to %d keys", maxKeys)
	}
	return r, nil
}

func newKey(raw []byte) (sealKey, error) {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return sealKey{}, fmt.Errorf("connection: key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return sealKey{}, fmt.Errorf("connection: key: %w", err)
	}
	sum := sha256.Sum256(append([]byte("terang secret key\x00"), raw...))
	return sealKey{name: [nameSize]byte(sum[:nameSize]), aead: aead, text: action.Secret(base64.StdEncoding.EncodeToString(raw))}, nil
}

// With returns the ring with a new key in front, made of 32 random bytes.
func (r Ring) With(raw []byte) (Ring, error) {
	if len(raw) != keySize {
		return r, errors.New("connection: a key has 32 bytes")
	}
	k, err := newKey(raw)
	if err != nil {
		return r, err
	}
	return Ring{keys: append([]sealKey{k}, r.keys...)}, nil
}

// Newest returns the ring with its first key alone.
func (r Ring) Newest() Ring { return Ring{keys: r.keys[:min(1, len(r.keys))]} }

// Len is how many keys there are.
func (r Ring) Len() int { return len(r.keys) }

// String tells how many keys there are, and nothing of them.
func (r Ring) String() string { return "[" + strconv.Itoa(len(r.keys)) + " keys]" }

// GoString hides the keys from %#v.
func (r Ring) GoString() string { return r.String() }

// Text gives the ring as [ParseRing] reads it. It is the one way in which keys leave the program.
func (r Ring) Text() string {
	var b strings.Builder
	for _, k := range r.keys {
		b.WriteString(string(k.text) + "\n")
	}
	return b.String()
}

func (r Ring) find(name [nameSize]byte) *sealKey {
	i := slices.IndexFunc(r.keys, func(k sealKey) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return &r.keys[i]
}

// seal hides a secret. about binds it to where it belongs: nobody who can write to the store can move it elsewhere.
func (r Ring) seal(secret action.Secret, about []string, random func(n int) []byte) ([]byte, error) {
	if len(r.keys) == 0 {
		return nil, errUnreadable
	}
	k := r.keys[0]
	out := append([]byte{sealForm}, k.name[:]...)
	nonce := random(k.aead.NonceSize())
	return k.aead.Seal(append(out, nonce...), nonce, []byte(secret), bound(about)), nil
}

func (r Ring) open(sealed []byte, about []string) (action.Secret, error) {
	if len(sealed) < 1+nameSize || sealed[0] != sealForm {
		return "", errUnreadable
	}
	k := r.find([nameSize]byte(sealed[1 : 1+nameSize]))
	if k == nil {
		return "", errUnreadable
	}
	rest := sealed[1+nameSize:]
	if len(rest) < k.aead.NonceSize() {
		return "", errUnreadable
	}
	plain, err := k.aead.Open(nil, rest[:k.aead.NonceSize()], rest[k.aead.NonceSize():], bound(about))
	if err != nil {
		return "", errUnreadable
	}
	return action.Secret(plain), nil
}

// current reports whether sealed is under the newest key.
func (r Ring) current(sealed []byte) bool {
	return len(r.keys) > 0 && len(sealed) > nameSize && bytes.Equal(sealed[1:1+nameSize], r.keys[0].name[:])
}

// bound writes the parts with their lengths: no two lists run together.
func bound(parts []string) []byte {
	out := []byte("terang/connection\x00")
	for _, p := range parts {
		out = binary.BigEndian.AppendUint32(out, uint32(len(p)))
		out = append(out, p...)
	}
	return out
}
