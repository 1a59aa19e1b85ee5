package ear

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// How a network is written, little-endian:
//
//	magic, version
//	classes, hidden, senses, dense, rows, many        uvarint
//	edition of the glossary
//	hashes of the rows, each less the one before, then rarities in 1/4096
//	inner rows: scale, then a byte for each hidden unit; the same for the dense rows
//	biases of the inner layer; outer rows: scale, then 16 bits for each unit; biases of the outer layer
//	CRC-32 of all that
const (
	fastMagic   = "TrgFast\x01"
	rarityUnit  = 1.0 / 4096
	outerLimit  = 32767
	mostClasses = 1 << 16
	mostHidden  = 1 << 13
	mostDense   = 1 << 13
	mostRows    = 1 << 22
	largest     = 1e6 // of any number in a model
)

var (
	errDamaged       = errors.New("the bytes of the model are damaged")
	errOtherGlossary = errors.New("the model was made with another glossary, make it anew")
)

// appendBinary appends the network; [readFast] reads it back with the very same scores.
func (f *fast) appendBinary(b []byte) []byte {
	from := len(b)
	b = append(b, fastMagic...)
	v := f.vocabulary
	for _, n := range [...]int{f.classes, f.hidden, f.senses, f.dense, len(v.hashes)} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	many := byte(0)
	if f.many {
		many = 1
	}
	b = append(b, many)
	b = binary.LittleEndian.AppendUint32(b, meanings.edition)
	last := uint32(0)
	for _, h := range v.hashes {
		b = binary.AppendUvarint(b, uint64(h-last))
		last = h
	}
	for _, r := range v.rarity {
		b = binary.LittleEndian.AppendUint16(b, uint16(r/rarityUnit))
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(v.unknown/rarityUnit))
	b = appendBytes(appendFloats(b, f.innerScale), f.inner)
	b = appendBytes(appendFloats(b, f.deepScale), f.deep)
	b = appendFloats(b, f.innerBias)
	for c := range f.classes {
		row := f.outer[c*f.hidden:][:f.hidden]
		scale := f.outerScale[c]
		b = appendFloats(b, []float32{scale})
		for _, w := range row {
			b = binary.LittleEndian.AppendUint16(b, uint16(wholeOf(w, scale)))
		}
	}
	b = appendFloats(b, f.outerBias)
	return append(b[:from], sealed(b[from:])...)
}

// sealed appends the checksum of b to it.
func sealed(b []byte) []byte { return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)) }

func wholeOf(w, scale float32) int16 {
	if scale == 0 {
		return 0
	}
	return int16(math.Round(float64(w / scale)))
}

func appendFloats(b []byte, xs []float32) []byte {
	for _, x := range xs {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

func appendBytes(b []byte, xs []int8) []byte {
	for _, x := range xs {
		b = append(b, byte(x))
	}
	return b
}

// parser takes values off the front of bytes. After the first that is not there, all are nothing and bad is
// set; no length is believed before that many bytes are seen.
type parser struct {
	b   []byte
	bad bool
}

func (p *parser) take(n int) []byte {
	if p.bad || n < 0 || n > len(p.b) {
		p.bad = true
		return nil
	}
	out := p.b[:n]
	p.b = p.b[n:]
	return out
}

// count reads a number of at most limit.
func (p *parser) count(limit int) int {
	x, n := binary.Uvarint(p.b)
	if p.bad || n <= 0 || x > uint64(limit) {
		p.bad = true
		return 0
	}
	p.b = p.b[n:]
	return int(x)
}

func (p *parser) word16() uint16 {
	if b := p.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

// floats reads n numbers, all of them finite and of a sane size.
func (p *parser) floats(n int) []float32 {
	b := p.take(4 * n)
	if b == nil {
		return nil
	}
	out := make([]float32, n)
	for i := range out {
		x := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if !(x >= -largest && x <= largest) {
			p.bad = true
			return nil
		}
		out[i] = x
	}
	return out
}

func (p *parser) bytes(n int) []int8 {
	b := p.take(n)
	if b == nil {
		return nil
	}
	out := make([]int8, n)
	for i, x := range b {
		out[i] = int8(x)
	}
	return out
}

func (p *parser) text(limit int) string { return string(p.take(p.count(limit))) }

// readFast reads what appendBinary wrote from the front of b, and returns what follows it.
func readFast(b []byte) (*fast, []byte, error) {
	p := &parser{b: b}
	if string(p.take(len(fastMagic))) != fastMagic {
		return nil, nil, errDamaged
	}
	f := &fast{vocabulary: &vocabulary{}}
	f.classes, f.hidden = p.count(mostClasses), p.count(mostHidden)
	f.senses, f.dense = p.count(mostDense), p.count(mostDense)
	rows := p.count(mostRows)
	switch many := p.take(1); {
	case p.bad || many[0] > 1 || f.classes == 0 || f.hidden == 0 || f.hidden%lane != 0:
		return nil, nil, errDamaged
	default:
		f.many = many[0] == 1
	}
	if edition := p.take(4); p.bad || f.senses != meanings.dims || binary.LittleEndian.Uint32(edition) != meanings.edition {
		return nil, nil, errOtherGlossary
	}
	f.vocabulary.parse(p, rows)
	f.innerScale, f.inner = p.floats(rows), p.bytes(rows*f.hidden)
	f.deepScale, f.deep = p.floats(f.senses+f.dense), p.bytes((f.senses+f.dense)*f.hidden)
	f.innerBias = p.floats(f.hidden)
	f.parseOuter(p)
	f.outerBias = p.floats(f.classes)
	written := len(b) - len(p.b)
	sum := p.take(4)
	if p.bad || binary.LittleEndian.Uint32(sum) != crc32.ChecksumIEEE(b[:written]) {
		return nil, nil, errDamaged
	}
	f.vocabulary.index()
	return f, p.b, nil
}

// parse reads the hashes, which rise, and the rarities.
func (v *vocabulary) parse(p *parser, rows int) {
	if p.bad || rows > len(p.b)/3 { // a hash takes at least one byte, a rarity two
		p.bad = true
		return
	}
	v.hashes, v.rarity = make([]uint32, rows), make([]float32, rows)
	last := uint64(0)
	for i := range v.hashes {
		gap := p.count(math.MaxUint32)
		if i > 0 && gap == 0 {
			p.bad = true
		}
		last += uint64(gap)
		if last > math.MaxUint32 {
			p.bad = true
		}
		if p.bad {
			return
		}
		v.hashes[i] = uint32(last)
	}
	for i := range v.rarity {
		v.rarity[i] = float32(p.word16()) * rarityUnit
	}
	v.unknown = float32(p.word16()) * rarityUnit
}

// parseOuter reads the rows of the outer layer.
func (f *fast) parseOuter(p *parser) {
	if p.bad || f.classes > len(p.b)/(4+2*f.hidden) {
		p.bad = true
		return
	}
	f.outer, f.outerScale = make([]float32, f.classes*f.hidden), make([]float32, f.classes)
	for c := range f.classes {
		scale := p.floats(1)
		row := p.take(2 * f.hidden)
		if p.bad {
			return
		}
		f.outerScale[c] = scale[0]
		for i := range f.hidden {
			f.outer[c*f.hidden+i] = float32(int16(binary.LittleEndian.Uint16(row[2*i:]))) * scale[0]
		}
	}
}
