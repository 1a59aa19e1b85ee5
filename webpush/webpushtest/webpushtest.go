// Package webpushtest is a browser's side of web push for tests: keys of its own, and reading what was encrypted for them,
// written from RFC 8291 and RFC 8188 and sharing no code with what encrypts. It is never part of the program.
//
// The way in is [NewReceiver].
package webpushtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"testing"
)

// Receiver is a browser that is subscribed.
type Receiver struct {
	key  *ecdh.PrivateKey
	auth []byte
}

// NewReceiver makes a browser's keys.
func NewReceiver(t testing.TB) *Receiver {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	auth := make([]byte, 16)
	_, _ = rand.Read(auth)
	return &Receiver{key, auth}
}

// P256dh is the public key.
func (r *Receiver) P256dh() []byte { return r.key.PublicKey().Bytes() }

// Auth is the shared secret.
func (r *Receiver) Auth() []byte { return r.auth }

// Texts are both in base64url, as a browser gives them.
func (r *Receiver) Texts() (p256dh, auth string) {
	return base64.RawURLEncoding.EncodeToString(r.P256dh()), base64.RawURLEncoding.EncodeToString(r.auth)
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// Open reads a body with Content-Encoding "aes128gcm", and fails the test where it is not for this browser.
func (r *Receiver) Open(t testing.TB, body []byte) []byte {
	t.Helper()
	if len(body) < 86 || body[20] != 65 {
		t.Fatalf("webpushtest: %d bytes are no message", len(body))
	}
	salt, sender := body[:16], body[21:86]
	public, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		t.Fatalf("webpushtest: the sender's key: %v", err)
	}
	shared, err := r.key.ECDH(public)
	if err != nil {
		t.Fatal(err)
	}
	// HKDF by hand, one block each: RFC 8291 section 3.4.
	input := mac(mac(r.auth, shared), []byte("WebPush: info\x00"), r.P256dh(), sender, []byte{1})
	pseudo := mac(salt, input)
	key := mac(pseudo, []byte("Content-Encoding: aes128gcm\x00"), []byte{1})[:16]
	nonce := mac(pseudo, []byte("Content-Encoding: nonce\x00"), []byte{1})[:12]
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	record, err := aead.Open(nil, nonce, body[86:], nil)
	if err != nil {
		t.Fatalf("webpushtest: the message is not for this browser: %v", err)
	}
	end := bytes.LastIndexByte(record, 2)
	if end < 0 || len(bytes.Trim(record[end+1:], "\x00")) > 0 {
		t.Fatal("webpushtest: the record has no end")
	}
	return record[:end]
}
