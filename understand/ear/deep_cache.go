package ear

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Digest names a text for the cache: SHA-256 of the encoder's digest and the text, cut to sixteen bytes.
type Digest [16]byte

// DigestOf is the name of a text under an encoder.
func DigestOf(encoder, text string) Digest {
	h := sha256.New()
	h.Write([]byte(encoder))
	h.Write([]byte{0})
	h.Write([]byte(text))
	return Digest(h.Sum(nil)[:16])
}

// Cache keeps vectors by the digest of their text, so that training after a small change encodes only what is
// new. It is owned by the caller, who may save it with [Cache.AppendBinary] or vector by vector with
// [Cache.Added]. It is safe for many goroutines; the zero value is ready.
type Cache struct {
	mu      sync.Mutex
	vectors map[Digest][]uint16
	added   []Digest
}

// Get returns the vector of a text.
func (c *Cache) Get(d Digest) ([]float32, bool) {
	c.mu.Lock()
	half, ok := c.vectors[d]
	c.mu.Unlock()
	if !ok {
		return nil, false
	}
	v := make([]float32, len(half))
	for i, h := range half {
		v[i] = fromHalf(h)
	}
	return v, true
}

// Put keeps the vector of a text, as half-precision numbers.
func (c *Cache) Put(d Digest, v []float32) {
	if c.put(d, halves(v)) {
		c.mu.Lock()
		c.added = append(c.added, d)
		c.mu.Unlock()
	}
}

func (c *Cache) put(d Digest, half []uint16) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.vectors == nil {
		c.vectors = make(map[Digest][]uint16)
	}
	_, had := c.vectors[d]
	c.vectors[d] = half
	return !had
}

// Len is how many vectors are kept.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.vectors)
}

// Added calls f with each vector that was put in since the last call of Added, as half-precision numbers in
// little-endian order: what [Cache.Load] reads.
func (c *Cache) Added(f func(d Digest, body []byte)) {
	c.mu.Lock()
	added := c.added
	c.added = nil
	c.mu.Unlock()
	for _, d := range added {
		c.mu.Lock()
		half := c.vectors[d]
		c.mu.Unlock()
		f(d, appendHalves(nil, half))
	}
}

// Load puts in one vector that [Cache.Added] gave out.
func (c *Cache) Load(d Digest, body []byte) error {
	if len(body)%2 != 0 || len(body) == 0 {
		return fmt.Errorf("ear: cache: a vector of %d bytes", len(body))
	}
	half := make([]uint16, len(body)/2)
	for i := range half {
		half[i] = binary.LittleEndian.Uint16(body[2*i:])
	}
	c.put(d, half)
	return nil
}

// cacheMagic begins a saved cache.
const cacheMagic = "terang vectors 1\n"

var errCache = errors.New("ear: cache: damaged")

// AppendBinary appends all vectors in a form that [Cache.UnmarshalBinary] reads, in no fixed order.
func (c *Cache) AppendBinary(b []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b = append(b, cacheMagic...)
	for d, half := range c.vectors {
		b = append(b, d[:]...)
		b = binary.LittleEndian.AppendUint16(b, uint16(min(len(half), math.MaxUint16)))
		b = appendHalves(b, half)
	}
	return b, nil
}

// UnmarshalBinary adds the vectors that [Cache.AppendBinary] wrote. Damaged bytes are an error.
func (c *Cache) UnmarshalBinary(b []byte) error {
	if len(b) < len(cacheMagic) || string(b[:len(cacheMagic)]) != cacheMagic {
		return errCache
	}
	for b = b[len(cacheMagic):]; len(b) > 0; {
		if len(b) < 18 {
			return errCache
		}
		d, n := Digest(b[:16]), 2*int(binary.LittleEndian.Uint16(b[16:]))
		if b = b[18:]; len(b) < n {
			return errCache
		}
		if err := c.Load(d, b[:n]); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

func appendHalves(b []byte, half []uint16) []byte {
	for _, h := range half {
		b = binary.LittleEndian.AppendUint16(b, h)
	}
	return b
}

func halves(v []float32) []uint16 {
	out := make([]uint16, len(v))
	for i, x := range v {
		out[i] = toHalf(x)
	}
	return out
}

// toHalf rounds a number to half precision (IEEE 754 binary16). What is too large becomes the largest, what is
// too small nothing.
func toHalf(x float32) uint16 {
	bits := math.Float32bits(x)
	sign := uint16(bits >> 16 & 0x8000)
	bits &= 0x7fffffff
	switch {
	case bits > 0x7f800000:
		return 0
	case bits >= 0x477fe000:
		return sign | 0x7bff
	case bits < 0x33000001:
		return sign
	case bits < 0x38800000: // below the normal ones
		shift := 126 - bits>>23
		m := bits&0x7fffff | 0x800000
		half := m >> shift
		if rest := m & (1<<shift - 1); rest > 1<<(shift-1) || rest == 1<<(shift-1) && half&1 == 1 {
			half++
		}
		return sign | uint16(half)
	}
	bits += 0xfff + bits>>13&1
	return sign | uint16((bits-0x38000000)>>13)
}

// fromHalf is the number that toHalf wrote.
func fromHalf(h uint16) float32 {
	sign, exp, m := uint32(h&0x8000)<<16, uint32(h>>10&31), uint32(h&0x3ff)
	if exp == 0 {
		f := float32(m) / (1 << 24)
		if sign != 0 {
			return -f
		}
		return f
	}
	return math.Float32frombits(sign | (exp+112)<<23 | m<<13)
}
