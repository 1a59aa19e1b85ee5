package ear

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"slices"
)

// How a network is written, little-endian:
//
//	magic, version
//	classes, hidden, senses, dense, rows, many        uvarint
//	edition of the glossary
//	hashes of the rows, each less the one before
//	version 1: rarities in 1/4096
//	           inner rows: scale, then a byte for each hidden unit; the same for the dense rows
//	version 2: the different rarities, the largest first, and of each row which of them it has
//	           directions; rows of the inner layer, then of the senses, as nibbles along these; from each direction a
//	           row of scale and bytes to the hidden units
//	biases of the inner layer; outer rows: scale, then 16 bits for each unit; biases of the outer layer
//	CRC-32 of all that
//
// Version 2 is that of a network with a [narrow] inner layer.
const (
	fastMagic   = "TrgFast\x01"
	narrowMagic = "TrgFast\x02"
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
	if f.narrow == nil {
		b = append(b, fastMagic...)
	} else {
		b = append(b, narrowMagic...)
	}
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
	if f.narrow == nil {
		for _, r := range v.rarity {
			b = binary.LittleEndian.AppendUint16(b, r)
		}
	} else {
		b = v.appendRarities(b)
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(v.unknown/rarityUnit))
	if f.narrow == nil {
		b = appendBytes(appendFloats(b, f.innerScale), f.inner)
		b = appendBytes(appendFloats(b, f.deepScale), f.deep)
	} else {
		b = f.narrow.appendBinary(b)
	}
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

// appendRarities writes each different rarity once, and of each row which it is. The rarest come first, since
// most rows have them and a small number takes one byte.
func (v *vocabulary) appendRarities(b []byte) []byte {
	different := slices.Clone(v.rarity)
	slices.Sort(different)
	different = slices.Compact(different)
	slices.Reverse(different)
	b = binary.AppendUvarint(b, uint64(len(different)))
	for _, r := range different {
		b = binary.LittleEndian.AppendUint16(b, r)
	}
	for _, r := range v.rarity {
		at, _ := slices.BinarySearchFunc(different, r, func(x, r uint16) int { return int(r) - int(x) })
		b = binary.AppendUvarint(b, uint64(at))
	}
	return b
}

func (n *narrow) appendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(n.width()))
	b = n.senses.appendBinary(n.rows.appendBinary(b))
	return appendBytes(appendFloats(b, n.outScale), n.out)
}

func (n *narrow) parse(p *parser, rows, senses, hidden int) {
	width := p.count(hidden)
	if width == 0 || width%lane != 0 {
		p.bad = true
		return
	}
	n.rows, n.senses = p.nibbles(rows, width), p.nibbles(senses, width)
	n.outScale, n.out = p.floats(width), p.bytes(width*hidden)
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
	f := &fast{vocabulary: &vocabulary{}}
	switch string(p.take(len(fastMagic))) {
	case fastMagic:
	case narrowMagic:
		f.narrow = &narrow{}
	default:
		return nil, nil, errDamaged
	}
	f.classes, f.hidden = p.count(mostClasses), p.count(mostHidden)
	f.senses, f.dense = p.count(mostDense), p.count(mostDense)
	rows := p.count(mostRows)
	switch many := p.take(1); {
	case p.bad || many[0] > 1 || f.classes == 0 || f.narrow != nil && f.dense != 0 || f.hidden == 0 || f.hidden%lane != 0:
		return nil, nil, errDamaged
	default:
		f.many = many[0] == 1
	}
	if edition := p.take(4); p.bad || f.senses != meanings.dims || binary.LittleEndian.Uint32(edition) != meanings.edition {
		return nil, nil, errOtherGlossary
	}
	if f.narrow != nil {
		f.vocabulary.parse(p, rows, (*parser).rarities)
		f.narrow.parse(p, rows, f.senses, f.hidden)
	} else {
		f.vocabulary.parse(p, rows, (*parser).words16)
		f.innerScale, f.inner = p.floats(rows), p.bytes(rows*f.hidden)
		f.deepScale, f.deep = p.floats(f.senses+f.dense), p.bytes((f.senses+f.dense)*f.hidden)
	}
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
func (v *vocabulary) parse(p *parser, rows int, rarities func(p *parser, rows int) []uint16) {
	if p.bad || rows > len(p.b)/2 { // a hash takes at least one byte, a rarity too
		p.bad = true
		return
	}
	v.hashes = make([]uint32, rows)
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
	v.rarity = rarities(p, rows)
	v.unknown = float32(p.word16()) * rarityUnit
}

// words16 reads n numbers of sixteen bits.
func (p *parser) words16(n int) []uint16 {
	b := p.take(2 * n)
	if b == nil {
		return nil
	}
	out := make([]uint16, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return out
}

// rarities reads what appendRarities wrote of n rows.
func (p *parser) rarities(n int) []uint16 {
	different := p.words16(p.count(math.MaxUint16))
	if p.bad || n > len(p.b) || n > 0 && len(different) == 0 {
		p.bad = true
		return nil
	}
	out := make([]uint16, n)
	for i := range out {
		at := p.count(len(different) - 1)
		if p.bad {
			return nil
		}
		out[i] = different[at]
	}
	return out
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
