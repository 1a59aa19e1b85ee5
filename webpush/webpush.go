// Package webpush makes what a push service carries to a browser: a message that only the browser can read (RFC 8291, in
// the form of RFC 8188), and the token by which the service knows who sends it (RFC 8292, VAPID); and it knows the push
// services there are. It never makes a connection and keeps nothing. Pushes to agents (notify) and the channel of pushes to
// contacts (channel/push) are both made of it.
//
// The ways in are [Encrypt], [Keys.Authorize] and [Service].
package webpush

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"
)

// Sizes of a message.
const (
	authSize   = 16 // RFC 8291 section 3.2
	saltSize   = 16
	tagSize    = 16
	recordSize = 4096 // RFC 8291 section 4: a push service need not take more
	pointSize  = 65   // an uncompressed point of P-256
	secretSize = 32   // a private key of P-256
	keyTries   = 16   // a random number is no key once in 2^32 times
	headSize   = saltSize + 4 + 1 + pointSize
	// Texts are filled up to a multiple of this, so that their length tells nothing.
	padTo = 256
	// MaxText is how many bytes a message carries at most.
	MaxText = recordSize - headSize - tagSize - 1
)

// tokenLife is how long a token holds; a service refuses one of more than a day (RFC 8292 section 2).
const tokenLife = 12 * time.Hour

// ErrReceiver says that a subscription's keys are none.
var ErrReceiver = errors.New("webpush: the receiver's keys are not a P-256 point and 16 bytes")

// ErrTooLong says that a message does not fit.
var ErrTooLong = errors.New("webpush: the message is too long")

// Receiver is what a browser gives with its subscription.
type Receiver struct {
	P256dh []byte // its public key, an uncompressed point
	Auth   []byte // a secret of 16 bytes
}

// Check reports whether a message could be encrypted for the receiver.
func (r Receiver) Check() error {
	if _, err := ecdh.P256().NewPublicKey(r.P256dh); err != nil || len(r.Auth) != authSize {
		return ErrReceiver
	}
	return nil
}

// Encrypt writes text so that only the receiver can read it: a body with Content-Encoding "aes128gcm". Salt and key are of
// random, which is [rand.Reader] but in tests.
func Encrypt(random io.Reader, text []byte, to Receiver) ([]byte, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, fmt.Errorf("webpush: salt: %w", err)
	}
	own, err := newKey(random)
	if err != nil {
		return nil, err
	}
	pad := padTo - (len(text)+1)%padTo
	return encrypt(text, to, own, salt, max(0, min(pad, MaxText-len(text))))
}

// newKey makes the key of one message. [ecdh.Curve.GenerateKey] would take no source of ours.
func newKey(random io.Reader) (*ecdh.PrivateKey, error) {
	secret := make([]byte, secretSize)
	for range keyTries {
		if _, err := io.ReadFull(random, secret); err != nil {
			return nil, fmt.Errorf("webpush: key: %w", err)
		}
		if key, err := ecdh.P256().NewPrivateKey(secret); err == nil {
			return key, nil
		}
	}
	return nil, errors.New("webpush: key: the source of randomness is broken")
}

func encrypt(text []byte, to Receiver, own *ecdh.PrivateKey, salt []byte, pad int) ([]byte, error) {
	if len(text)+pad > MaxText {
		return nil, ErrTooLong
	}
	if err := to.Check(); err != nil {
		return nil, err
	}
	theirs, err := ecdh.P256().NewPublicKey(to.P256dh)
	if err != nil {
		return nil, ErrReceiver
	}
	shared, err := own.ECDH(theirs)
	if err != nil {
		return nil, fmt.Errorf("webpush: agree: %w", err)
	}
	public := own.PublicKey().Bytes()
	key, nonce, err := contentKey(shared, to, public, salt)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("webpush: cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("webpush: cipher: %w", err)
	}
	out := make([]byte, 0, headSize+len(text)+1+pad+tagSize)
	out = append(out, salt...)
	out = binary.BigEndian.AppendUint32(out, recordSize)
	out = append(out, pointSize)
	out = append(out, public...)
	record := make([]byte, len(text)+1+pad)
	copy(record, text)
	record[len(text)] = 2 // the last record (RFC 8188 section 2)
	return aead.Seal(out, nonce, record, nil), nil
}

// contentKey derives key and nonce of the one record: RFC 8291 section 3.4.
func contentKey(shared []byte, to Receiver, sender, salt []byte) (key, nonce []byte, err error) {
	info := "WebPush: info\x00" + string(to.P256dh) + string(sender)
	input, err := hkdf.Key(sha256.New, shared, to.Auth, info, sha256.Size)
	if err != nil {
		return nil, nil, fmt.Errorf("webpush: derive: %w", err)
	}
	if key, err = hkdf.Key(sha256.New, input, salt, "Content-Encoding: aes128gcm\x00", 16); err != nil {
		return nil, nil, fmt.Errorf("webpush: derive: %w", err)
	}
	if nonce, err = hkdf.Key(sha256.New, input, salt, "Content-Encoding: nonce\x00", 12); err != nil {
		return nil, nil, fmt.Errorf("webpush: derive: %w", err)
	}
	return key, nonce, nil
}

// Keys sign for one sender. A browser's subscription holds for the public half only.
type Keys struct {
	private *ecdsa.PrivateKey
	public  []byte
}

// NewKeys makes keys.
func NewKeys() (*Keys, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("webpush: keys: %w", err)
	}
	return fromPrivate(private)
}

// ParseKeys reads what [Keys.Secret] gave.
func ParseKeys(secret []byte) (*Keys, error) {
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
	if err != nil {
		return nil, fmt.Errorf("webpush: keys: %w", err)
	}
	return fromPrivate(private)
}

func fromPrivate(private *ecdsa.PrivateKey) (*Keys, error) {
	public, err := private.PublicKey.Bytes()
	if err != nil {
		return nil, fmt.Errorf("webpush: keys: %w", err)
	}
	return &Keys{private, public}, nil
}

// Secret is the private half, to be kept where nobody reads it.
func (k *Keys) Secret() ([]byte, error) {
	b, err := k.private.Bytes()
	if err != nil {
		return nil, fmt.Errorf("webpush: keys: %w", err)
	}
	return b, nil
}

// Public is the public half as browsers take it: the point in base64url.
func (k *Keys) Public() string { return encode(k.public) }

// Authorize is the Authorization header of a push: to is the browser's address at its push service, subject how the
// service's operators reach the sender, a mailto: or https: address.
func (k *Keys) Authorize(to *url.URL, subject string, now time.Time) (string, error) {
	claims, err := json.Marshal(struct {
		Audience string `json:"aud"`
		Expires  int64  `json:"exp"`
		Subject  string `json:"sub"`
	}{to.Scheme + "://" + to.Host, now.Add(tokenLife).Unix(), subject})
	if err != nil {
		return "", fmt.Errorf("webpush: token: %w", err)
	}
	signed := encode([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + encode(claims)
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, k.private, digest[:])
	if err != nil {
		return "", fmt.Errorf("webpush: sign: %w", err)
	}
	var signature [64]byte // RFC 7518 section 3.4: two numbers of 32 bytes
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return "vapid t=" + signed + "." + encode(signature[:]) + ", k=" + k.Public(), nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
