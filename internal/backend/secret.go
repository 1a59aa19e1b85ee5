package backend

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

const keyBytes = 32

// lockedReader makes any source of randomness safe for concurrent use.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

// Read fills p wholly or fails.
func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return io.ReadFull(l.r, p)
}

// loadKey reads the system's key, or makes it the first time. It is a file of its own so that a copy of the
// database alone does not let anybody try out the million possible codes.
func loadKey(dir, brand string, random io.Reader) ([]byte, error) {
	name := filepath.Join(dir, brand+".key")
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		key := make([]byte, keyBytes)
		if _, err := random.Read(key); err != nil {
			return nil, fmt.Errorf("make key: %w", err)
		}
		if err := os.WriteFile(name, []byte(hex.EncodeToString(key)+"\n"), 0o600); err != nil {
			return nil, fmt.Errorf("keep key: %w", err)
		}
		return key, nil
	case err != nil:
		return nil, fmt.Errorf("read key: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keyBytes {
		return nil, fmt.Errorf("%s.key is damaged", brand)
	}
	return key, nil
}

// keyed hashes parts under the system's key; purpose keeps hashes of different things apart.
func (s *Server) keyed(purpose string, parts ...string) []byte {
	h := hmac.New(sha256.New, s.key)
	for _, p := range append([]string{purpose}, parts...) {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(p))))
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}

// newID makes an id that cannot be guessed, such as "vrf_4k2m…" with 120 bits.
func (s *Server) newID(prefix string) (string, error) {
	var b [15]byte
	if _, err := s.random.Read(b[:]); err != nil {
		return "", fmt.Errorf("randomness: %w", err)
	}
	return prefix + "_" + strings.ToLower(base32.HexEncoding.EncodeToString(b[:])), nil
}

// newToken makes a bearer token and the hash that is kept of it. The token has 256 random bits, so a plain
// hash is enough.
func (s *Server) newToken(prefix string) (token string, hash []byte, err error) {
	var b [32]byte
	if _, err := s.random.Read(b[:]); err != nil {
		return "", nil, fmt.Errorf("randomness: %w", err)
	}
	token = prefix + "_" + base64.RawURLEncoding.EncodeToString(b[:])
	return token, hashToken(token), nil
}

func hashToken(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

// newCode makes six digits, each number from 000000 to 999999 equally likely.
func (s *Server) newCode() (string, error) {
	const codes = 1_000_000
	const fair = (1 << 32) / codes * codes // numbers from here on would favour some codes
	for range 64 {
		var b [4]byte
		if _, err := s.random.Read(b[:]); err != nil {
			return "", fmt.Errorf("randomness: %w", err)
		}
		if n := binary.BigEndian.Uint32(b[:]); n < fair {
			return fmt.Sprintf("%06d", n%codes), nil
		}
	}
	return "", errors.New("randomness: not random")
}

// chance returns a number in [0, 1).
func (s *Server) chance() float64 {
	var b [4]byte
	if _, err := s.random.Read(b[:]); err != nil {
		return 0
	}
	return float64(binary.BigEndian.Uint32(b[:])) / (1 << 32)
}
