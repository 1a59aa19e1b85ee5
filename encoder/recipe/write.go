package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"
)

// The layout of the file; encoder/file.go reads it and encoder/README.md describes it.
const (
	magic       = "TrgE5q4\x00"
	version     = 1
	headerSize  = 256
	digestAt    = 192
	marks       = 3  // begin, end, unknown: the last rows of the word table
	block       = 32 // weights that share a scale
	blockBytes  = 18 // a scale (binary16), then 16 bytes with a weight each in the low and the high half
	panelRows   = 32
	chunkBlocks = 12
	align       = 64
)

// layOut writes the file for the kept pieces, which are sorted by their bytes.
func layOut(s *source, kept []int) ([]byte, error) {
	if s.width != 384 || s.layers != 12 || s.heads != 12 || s.inner != 1536 || s.places != 512 {
		return nil, fmt.Errorf("not multilingual-e5-small: %d wide, %d layers", s.width, s.layers)
	}
	points, replace, err := normaliser(s)
	if err != nil {
		return nil, err
	}
	offsets, scores, pieces, first, longest := vocabulary(s, kept)
	words, err := wordTable(s, kept)
	if err != nil {
		return nil, err
	}
	places, err := placeTable(s)
	if err != nil {
		return nil, err
	}
	norm, err := join(s, s.width*4, "emb.ln.w", "emb.ln.b")
	if err != nil {
		return nil, err
	}
	var layers []byte
	for l := range s.layers {
		b, err := layer(s, l)
		if err != nil {
			return nil, err
		}
		layers = append(layers, b...)
	}
	file := make([]byte, headerSize)
	u32 := func(at, v int) { binary.LittleEndian.PutUint32(file[at:], uint32(v)) }
	for i, part := range [][]byte{points, replace, offsets, scores, pieces, first, words, places, norm, layers} {
		file = append(file, make([]byte, -len(file)&(align-1))...)
		u32(64+8*i, len(file))
		u32(68+8*i, len(part))
		file = append(file, part...)
	}
	copy(file, magic)
	for i, v := range []int{version, headerSize, s.width, s.layers, s.heads, s.inner, s.places, len(kept), longest, len(points) / 8} {
		u32(8+4*i, v)
	}
	u32(48, int(math.Float32bits(s.epsilon)))
	u32(52, int(math.Float32bits(slices.Min(s.scores)-10)))
	sum := sha256.Sum256(file[headerSize:])
	copy(file[digestAt:], sum[:])
	u32(headerSize-4, int(crc32.ChecksumIEEE(file[:headerSize-4])))
	return file, nil
}

func number(b []byte, v uint32) []byte { return binary.LittleEndian.AppendUint32(b, v) }

// normaliser lists the code points that change, sorted, and what they become.
func normaliser(s *source) (points, replace []byte, err error) {
	for _, r := range slices.Sorted(maps.Keys(s.replace)) {
		if r > ' ' && r < 0x7f || r == 0 {
			return nil, nil, fmt.Errorf("normaliser changes %q, which the encoder takes for granted", r)
		}
		to := string(s.replace[r])
		if len(to) > 255 {
			return nil, nil, fmt.Errorf("normaliser: %U becomes %d bytes", r, len(to))
		}
		points = number(number(points, uint32(r)), uint32(len(replace)<<8|len(to)))
		replace = append(replace, to...)
	}
	return points, replace, nil
}

func vocabulary(s *source, kept []int) (offsets, scores, pieces, first []byte, longest int) {
	for _, id := range kept {
		p := s.pieces[id]
		offsets = number(offsets, uint32(len(pieces)))
		scores = number(scores, math.Float32bits(s.scores[id]))
		pieces = append(pieces, p...)
		longest = max(longest, len(p))
	}
	offsets = number(offsets, uint32(len(pieces)))
	at := func(p string) uint32 {
		return uint32(sort.Search(len(kept), func(i int) bool { return s.pieces[kept[i]] >= p }))
	}
	end := func(p string) uint32 { // after the last piece that begins with p
		return uint32(sort.Search(len(kept), func(i int) bool { return s.pieces[kept[i]] > p && !strings.HasPrefix(s.pieces[kept[i]], p) }))
	}
	for b := range 256 {
		first = number(first, at(string([]byte{byte(b)})))
	}
	first = number(first, uint32(len(kept)))
	for b := range 256 {
		first = number(first, at(mark+string([]byte{byte(b)})))
	}
	return offsets, scores, pieces, number(first, end(mark)), longest
}

// wordTable keeps the rows of the kept pieces, then those of the marks.
func wordTable(s *source, kept []int) ([]byte, error) {
	size := s.width / block * blockBytes
	all, err := s.tensor("emb.word", len(s.pieces)*size)
	if err != nil {
		return nil, err
	}
	var out []byte
	for _, id := range append(slices.Clone(kept), s.begin, s.end, s.unknown) {
		out = append(out, all[id*size:(id+1)*size]...)
	}
	return out, nil
}

// placeTable is the vector of each position with that of the only token type added.
func placeTable(s *source) ([]byte, error) {
	places, err := s.tensor("emb.pos", s.places*s.width*4)
	if err != nil {
		return nil, err
	}
	kind, err := s.tensor("emb.type", s.width*4)
	if err != nil {
		return nil, err
	}
	float := func(b []byte, i int) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:])) }
	var out []byte
	for i := range s.places * s.width {
		out = number(out, math.Float32bits(float(places, i)+float(kind, i%s.width)))
	}
	return out, nil
}

func join(s *source, size int, names ...string) ([]byte, error) {
	var out []byte
	for _, name := range names {
		b, err := s.tensor(name, size)
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
	}
	return out, nil
}

// layer is one layer: its four matrices in panels, then biases and norms. Queries, keys and values are one matrix.
func layer(s *source, l int) ([]byte, error) {
	name := func(n string) string { return fmt.Sprintf("l%d.%s", l, n) }
	row := s.width / block * blockBytes
	var out bytes.Buffer
	for _, m := range []struct {
		names         []string
		rows, columns int
	}{
		{[]string{"q.w", "k.w", "v.w"}, s.width, s.width},
		{[]string{"ao.w"}, s.width, s.width},
		{[]string{"fi.w"}, s.inner, s.width},
		{[]string{"fo.w"}, s.width, s.inner},
	} {
		for _, n := range m.names {
			b, err := s.tensor(name(n), m.rows*m.columns/s.width*row)
			if err != nil {
				return nil, err
			}
			panels(&out, b, m.rows, m.columns)
		}
	}
	for _, part := range []struct {
		size  int
		names []string
	}{
		{s.width, []string{"q.b", "k.b", "v.b", "ao.b", "aln.w", "aln.b"}},
		{s.inner, []string{"fi.b"}},
		{s.width, []string{"fo.b", "oln.w", "oln.b"}},
	} {
		for _, n := range part.names {
			b, err := s.tensor(name(n), part.size*4)
			if err != nil {
				return nil, err
			}
			out.Write(b)
		}
	}
	return out.Bytes(), nil
}

// panels writes a matrix so that a kernel finds the weights of 32 rows side by side: for each panel of 32 rows and each
// chunk of 384 columns, for each block of 32 columns four runs of 128 bytes; byte 4·row+i of run j holds column 4·j+i in
// its low half and column 16+4·j+i in its high half. The chunk's scales follow, block by block, row by row.
func panels(out *bytes.Buffer, b []byte, rows, columns int) {
	blocks := columns / block
	for p := 0; p < rows; p += panelRows {
		for c := 0; c < blocks; c += chunkBlocks {
			at := func(r, k int) []byte { return b[((p+r)*blocks+c+k)*blockBytes:][:blockBytes] }
			for k := range chunkBlocks {
				for j := range 4 {
					for r := range panelRows {
						q := at(r, k)[2:]
						for i := range 4 {
							// The source has column n in the low half of byte n and column 16+n in its high half.
							out.WriteByte(q[4*j+i])
						}
					}
				}
			}
			for k := range chunkBlocks {
				for r := range panelRows {
					out.Write(at(r, k)[:2])
				}
			}
		}
	}
}
