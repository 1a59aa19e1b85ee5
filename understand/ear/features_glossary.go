package ear

import (
	_ "embed"
	"encoding/binary"
	"hash/crc32"
	"math"
)

// The glossary holds what a few ten thousand words mean: a vector for each, made once by the sentence encoder
// (see data/README.md), so that the fast ear knows "parcel" from the examples for "package", and "paket" too.
//
// The file, little-endian: magic, edition (the CRC-32 of what follows), numbers of a vector, words, slots (a power
// of two); then the slots, each the
// hash of a word and its row plus one (0 is free); then of each word its scale and a byte for each number. It is
// read where it lies.
//
//go:embed data/glossary.bin
var glossaryFile string

const (
	glossaryMagic  = "TrgWord\x01"
	glossaryHeader = len(glossaryMagic) + 16
	slotBytes      = 8
	saltGlossary   = 0x70

	shortestStem = 4   // letters that must be left of a word that the glossary has only without its ending
	longestEnd   = 3   // letters of an ending that may go
	stemValue    = 0.7 // how much such a word counts
)

// glossary finds the vectors of words. The zero glossary knows none.
type glossary struct {
	slots, rows string
	dims        int
	mask        uint32
	edition     uint32 // a model works with the glossary that it was trained with, and no other
}

// meanings is the house's glossary. It never changes.
var meanings = openGlossary(glossaryFile)

// openGlossary checks the header; a file that is not whole is an empty glossary.
func openGlossary(file string) glossary {
	if len(file) < glossaryHeader || file[:len(glossaryMagic)] != glossaryMagic {
		return glossary{}
	}
	dims, count, slots := word32(file, 12), word32(file, 16), word32(file, 20)
	if dims == 0 || dims > mostDense || slots == 0 || slots&(slots-1) != 0 || count >= slots ||
		uint64(len(file)) != uint64(glossaryHeader)+uint64(slots)*slotBytes+uint64(count)*uint64(4+dims) {
		return glossary{}
	}
	from := glossaryHeader + int(slots)*slotBytes
	return glossary{
		slots: file[glossaryHeader:from], rows: file[from:], dims: int(dims), mask: slots - 1, edition: word32(file, 8),
	}
}

func word32(s string, at int) uint32 {
	return uint32(s[at]) | uint32(s[at+1])<<8 | uint32(s[at+2])<<16 | uint32(s[at+3])<<24
}

// find returns the row of a word, -1 for one that the glossary does not have.
func (g *glossary) find(word string) int32 {
	if g.dims == 0 || word == "" {
		return -1
	}
	h := Hash(saltGlossary, word)
	for at := h & g.mask; ; at = (at + 1) & g.mask {
		row := word32(g.slots, int(at)*slotBytes+4)
		if row == 0 {
			return -1
		}
		if word32(g.slots, int(at)*slotBytes) == h {
			return int32(row - 1)
		}
	}
}

// sense finds a word, or the longest part of it that the glossary has when up to longestEnd letters go, and how
// much it counts.
func (g *glossary) sense(word string) (row int32, x float32) {
	if row := g.find(word); row >= 0 {
		return row, 1
	}
	for n := len(word) - 1; n >= max(shortestStem, len(word)-longestEnd); n-- {
		if row := g.find(word[:n]); row >= 0 {
			return row, stemValue
		}
	}
	return -1, 0
}

// add adds x times the vector of a row to sum.
func (g *glossary) add(sum []float32, row int32, x float32) {
	b := g.rows[int(row)*(4+g.dims):][:4+g.dims]
	x *= math.Float32frombits(word32(b, 0))
	b = b[4:]
	for i := range sum {
		sum[i] += float32(x * float32(int8(b[i])))
	}
}

// mean fills dst with the sum of the vectors of a text's words, brought to length one; with nothing where it
// has no word that the glossary knows.
func (g *glossary) mean(dst []float32, fs []feature) {
	if length := g.length(dst, fs); length > 0 {
		for i := range dst {
			dst[i] /= length
		}
	}
}

// length fills dst with the sum of the vectors of a text's words, and returns how long it is.
func (g *glossary) length(dst []float32, fs []feature) float32 {
	clear(dst)
	for _, f := range fs {
		if f.sense {
			g.add(dst, int32(f.hash), f.value)
		}
	}
	return sqrt32(dotPortable(dst, dst))
}

// writeGlossary builds the file from words and their vectors.
func writeGlossary(words []string, vectors [][]float32) []byte {
	dims, slots := len(vectors[0]), uint32(2)
	for slots < uint32(len(words))*2 {
		slots *= 2
	}
	b := append([]byte(glossaryMagic), 0, 0, 0, 0)
	for _, n := range [...]uint32{uint32(dims), uint32(len(words)), slots} {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	table := make([]byte, slots*slotBytes)
	for i, w := range words {
		h := Hash(saltGlossary, w)
		at := h & (slots - 1)
		for binary.LittleEndian.Uint32(table[at*slotBytes+4:]) != 0 {
			at = (at + 1) & (slots - 1)
		}
		binary.LittleEndian.PutUint32(table[at*slotBytes:], h)
		binary.LittleEndian.PutUint32(table[at*slotBytes+4:], uint32(i+1))
	}
	b = append(b, table...)
	for _, v := range vectors {
		top := float32(0)
		for _, x := range v {
			top = max(top, x, -x)
		}
		b = appendFloats(b, []float32{top / 127})
		for _, x := range v {
			b = append(b, byte(int8(math.Round(float64(x/max(top, 1e-9)*127)))))
		}
	}
	edition := len(glossaryMagic)
	binary.LittleEndian.PutUint32(b[edition:], crc32.ChecksumIEEE(b[edition+4:]))
	return b
}
