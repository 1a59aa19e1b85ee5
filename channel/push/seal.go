package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	saltSize   = 16
	authSize   = 16
	recordSize = 4096
	keyTries   = 16 // a random number is no key once in 2^32 times
)

// seal encrypts a payload for one browser (RFC 8291), as one record of aes128gcm (RFC 8188).
func seal(random io.Reader, browser, auth, payload []byte) ([]byte, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, fmt.Errorf("push: seal: %w", err)
	}
	secret := make([]byte, 32)
	for range keyTries {
		if _, err := io.ReadFull(random, secret); err != nil {
			return nil, fmt.Errorf("push: seal: %w", err)
		}
		if key, err := ecdh.P256().NewPrivateKey(secret); err == nil {
			return sealWith(key, salt, browser, auth, payload)
		}
	}
	return nil, errors.New("push: seal: the source of randomness is broken")
}

func sealWith(key *ecdh.PrivateKey, salt, browser, auth, payload []byte) ([]byte, error) {
	theirs, err := ecdh.P256().NewPublicKey(browser)
	if err != nil || len(auth) != authSize {
		return nil, errors.New("push: seal: the browser's keys are none")
	}
	shared, err := key.ECDH(theirs)
	if err != nil {
		return nil, fmt.Errorf("push: seal: %w", err)
	}
	ours := key.PublicKey().Bytes()
	first, err := hkdf.Key(sha256.New, shared, auth, "WebPush: info\x00"+string(browser)+string(ours), 32)
	if err != nil {
		return nil, fmt.Errorf("push: seal: %w", err)
	}
	content, err := hkdf.Key(sha256.New, first, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, fmt.Errorf("push: seal: %w", err)
	}
	nonce, err := hkdf.Key(sha256.New, first, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, fmt.Errorf("push: seal: %w", err)
	}
	block, err := aes.NewCipher(content)
	if err != nil {
		return nil, fmt.Errorf("push: seal: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("push: seal: %w", err)
	}
	out := append(make([]byte, 0, saltSize+5+len(ours)+len(payload)+17), salt...)
	out = binary.BigEndian.AppendUint32(out, recordSize)
	out = append(append(out, byte(len(ours))), ours...)
	last := append(append(make([]byte, 0, len(payload)+1), payload...), 2) // the delimiter of the last record
	return gcm.Seal(out, nonce, last, nil), nil
}

// validity is how long a token is good; a service refuses more than a day (RFC 8292 section 2).
const validity = 12 * time.Hour

// token is the field Authorization for a service (RFC 8292 section 3), a JWT signed with ES256.
func (c *Channel) token(origin string) (string, error) {
	claims, err := json.Marshal(struct {
		Audience string `json:"aud"`
		Expires  int64  `json:"exp"`
		Subject  string `json:"sub"`
	}{origin, c.config.Now().Add(validity).Unix(), c.config.Contact})
	if err != nil {
		return "", fmt.Errorf("push: token: %w", err)
	}
	b64 := base64.RawURLEncoding
	said := b64.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + b64.EncodeToString(claims)
	digest := sha256.Sum256([]byte(said))
	r, s, err := ecdsa.Sign(c.config.Random, c.config.Key, digest[:])
	if err != nil {
		return "", fmt.Errorf("push: token: %w", err)
	}
	signature := make([]byte, 64) // RFC 7518 section 3.4
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return "vapid t=" + said + "." + b64.EncodeToString(signature) + ", k=" + b64.EncodeToString(c.public), nil
}
