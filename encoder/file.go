package encoder

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"unsafe"
)

// The weights file, little-endian; recipe/ writes it and README.md describes it.
const (
	magic       = "TrgE5q4\x00"
	version     = 1
	headerSize  = 256
	digestAt    = 192
	checkAt     = headerSize - 4
	heads       = 12
	headSize    = Dim / heads
	inner       = 4 * Dim
	block       = 32                           // weights that share a scale
	panelRows   = 32                           // output rows that lie together
	chunkBlocks = Dim / block                  // blocks of a row in one chunk
	chunkBytes  = chunkBlocks * panelRows * 18 // 16 bytes of weights and 2 of scale for each block
	nibbleBytes = chunkBlocks * panelRows * 16 // the weights of a chunk; its scales follow
	wordBytes   = Dim / block * 18             // a row of the word table
	layerFloats = 9*Dim + inner                // biases and norms of a layer
	layerChunks = (3*Dim + Dim + inner + 4*Dim) / panelRows
	layerBytes  = layerChunks*chunkBytes + layerFloats*4
)

// Sections of the file, in order.
const (
	sectionPoints  = iota // normaliser: code point, start<<8|length of its replacement
	sectionReplace        // normaliser: replacements, UTF-8
	sectionOffsets        // vocabulary: where each piece begins
	sectionScores         // vocabulary: unigram score of each piece
	sectionPieces         // vocabulary: pieces, sorted by bytes
	sectionFirst          // vocabulary: first piece for each first byte; then the same after the word mark
	sectionWords          // vectors of the pieces
	sectionPlaces         // vectors of the positions
	sectionNorm           // norm of the input: weights, then biases
	sectionLayers
	sections
)

var sectionNames = [sections]string{
	"normaliser points", "normaliser replacements", "piece offsets", "piece scores", "pieces", "piece index",
	"word vectors", "position vectors", "input norm", "layers",
}

// matrix is one weight matrix: panels of 32 rows, each in chunks of 384 columns.
type matrix struct {
	data   []byte
	panels int
	chunks int
}

type layer struct {
	attend, attended, widen, narrow matrix
	attendBias, attendedBias        []float32
	widenBias, narrowBias           []float32
	attendedNorm, narrowNorm        []float32 // weights, then biases
}

type model struct {
	digest  string
	all     []byte // the file; read only
	body    []byte
	begin   int32 // ids of the marks and of what is unknown
	end     int32
	unknown int32
	epsilon float32
	miss    float32 // score of an unknown character
	longest int     // bytes of the longest piece
	points  []uint32
	replace []byte
	offsets []uint32
	scores  []float32
	pieces  []byte
	first   []uint32
	words   []byte
	places  []float32
	norm    []float32
	layers  [Depth]layer
}

// parse checks the header and finds the sections. It touches the header only.
func parse(file string) (model, error) {
	var m model
	if len(file) < headerSize {
		return m, fmt.Errorf("weights end at byte %d, in the header", len(file))
	}
	// The file is part of the program's read-only memory; nothing below writes to it.
	all := unsafe.Slice(unsafe.StringData(file), len(file))
	h := all[:headerSize]
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(h[at:]) }
	switch {
	case string(h[:8]) != magic:
		return m, errors.New("weights: byte 0: not a weights file (wrong magic)")
	case u32(8) != version:
		return m, fmt.Errorf("weights: byte 8: version %d, this program reads %d", u32(8), version)
	case u32(checkAt) != crc32.ChecksumIEEE(h[:checkAt]):
		return m, errors.New("weights: byte 252: the header is damaged (checksum)")
	}
	for i, want := range [...]uint32{headerSize, Dim, Depth, heads, inner, window} {
		if got := u32(12 + 4*i); got != want {
			return m, fmt.Errorf("weights: byte %d: %d where %d is needed", 12+4*i, got, want)
		}
	}
	n := int(u32(36))
	m.digest, m.all, m.body = hex.EncodeToString(h[digestAt:digestAt+sha256.Size]), all, all[headerSize:]
	m.begin, m.end, m.unknown = int32(n), int32(n+1), int32(n+2)
	m.longest, m.epsilon, m.miss = int(u32(40)), math.Float32frombits(u32(48)), math.Float32frombits(u32(52))
	wanted := [sections]int{
		8 * int(u32(44)), -1, 4 * (n + 1), 4 * n, -1, 4 * 2 * 257, (n + 3) * wordBytes, window * Dim * 4, 2 * Dim * 4, Depth * layerBytes,
	}
	var part [sections][]byte
	for i := range part {
		at, size := int(u32(64+8*i)), int(u32(68+8*i))
		if wanted[i] >= 0 && size != wanted[i] {
			return m, fmt.Errorf("weights: %s: %d bytes where %d are needed", sectionNames[i], size, wanted[i])
		}
		if at < headerSize || at > len(all) || size > len(all)-at {
			return m, fmt.Errorf("weights: %s: bytes %d to %d are past the end of the file (%d)", sectionNames[i], at, at+size, len(all))
		}
		part[i] = all[at : at+size : at+size]
	}
	m.points, m.replace = words(part[sectionPoints]), part[sectionReplace]
	m.offsets, m.scores, m.pieces = words(part[sectionOffsets]), floats(part[sectionScores]), part[sectionPieces]
	m.first, m.words = words(part[sectionFirst]), part[sectionWords]
	m.places, m.norm = floats(part[sectionPlaces]), floats(part[sectionNorm])
	for i := range m.layers {
		m.layers[i] = readLayer(part[sectionLayers][i*layerBytes : (i+1)*layerBytes])
	}
	return m, nil
}

func readLayer(b []byte) layer {
	take := func(rows, chunks int) matrix {
		m := matrix{panels: rows / panelRows, chunks: chunks}
		size := m.panels * m.chunks * chunkBytes
		m.data, b = b[:size:size], b[size:]
		return m
	}
	var l layer
	l.attend, l.attended, l.widen, l.narrow = take(3*Dim, 1), take(Dim, 1), take(inner, 1), take(Dim, inner/Dim)
	f := floats(b)
	part := func(n int) []float32 {
		p := f[:n:n]
		f = f[n:]
		return p
	}
	l.attendBias, l.attendedBias, l.attendedNorm = part(3*Dim), part(Dim), part(2*Dim)
	l.widenBias, l.narrowBias, l.narrowNorm = part(inner), part(Dim), part(2*Dim)
	return l
}

// verify reads everything and compares it with the digest.
func (m *model) verify() error {
	sum := sha256.Sum256(m.body)
	if got := hex.EncodeToString(sum[:]); got != m.digest {
		return fmt.Errorf("weights: digest is %s, the header says %s", got, m.digest)
	}
	return nil
}

// native says whether this machine can read the file's numbers where they lie.
func native(b []byte) bool {
	probe := [2]byte{1, 0}
	return binary.NativeEndian.Uint16(probe[:]) == 1 && (len(b) == 0 || uintptr(unsafe.Pointer(unsafe.SliceData(b)))%4 == 0)
}

// floats views b as numbers; it copies only where the machine needs it.
func floats(b []byte) []float32 {
	if native(b) {
		return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
	}
	f := make([]float32, len(b)/4)
	for i := range f {
		f[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return f
}

// words views b as whole numbers, like floats.
func words(b []byte) []uint32 {
	if native(b) {
		return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
	}
	w := make([]uint32, len(b)/4)
	for i := range w {
		w[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return w
}
