package ear

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"

	"terang/understand/words"
)

// How an ear is written, little-endian:
//
//	magic, version
//	labels; whether there is a class for what is outside; the promise
//	the fast ear (see fast_binary.go) and its rule
//	the bank: class, place and text of each example
//	whether there is a deep ear, and if so: digest of the encoder, centre, networks, kept vectors, its rule, the gate
//	CRC-32 of all that
const (
	earMagic     = "TrgEar\x02\x00"
	mostBank     = 1 << 20
	mostText     = 1 << 20
	mostMembers  = 64
	mostPoints   = 1 << 14
	mostEncoded  = 1 << 12
	digestLength = 200
)

var errEar = errors.New("the bytes of the ear are damaged")

// AppendBinary appends the ear in a form that [Read] reads back with the very same answers. The encoder and the report
// are not part of it.
func (e *Ear) AppendBinary(b []byte) ([]byte, error) {
	from := len(b)
	b = append(b, earMagic...)
	b = binary.AppendUvarint(b, uint64(len(e.labels)))
	for _, l := range e.labels {
		b = appendText(b, l)
	}
	b = append(b, oneIf(e.outside))
	b = appendFloats(b, []float32{e.promise})
	b = e.fast.appendBinary(b)
	b = e.alone.appendBinary(b)
	b = e.bank.appendBinary(b)
	b = append(b, oneIf(e.deep != nil))
	if e.deep != nil {
		b = e.deep.appendBinary(b)
		b = e.both.appendBinary(b)
		b = appendFloats(b, []float32{e.gate.sure})
		for c := range e.outputs() {
			b = append(b, oneIf(c < len(e.gate.few) && e.gate.few[c]))
		}
	}
	return append(b[:from], sealed(b[from:])...), nil
}

// Read reads an ear that [Ear.AppendBinary] wrote. It asks the encoder where that has the weights the ear was trained
// with; nil for the fast ear alone. Damaged bytes are an error.
func Read(b []byte, encoder Encoder, book *words.Book) (*Ear, error) {
	e, err := parseEar(b)
	if err != nil {
		return nil, fmt.Errorf("ear: read: %w", err)
	}
	e.index = newSparseIndex(&e.bank, &Options{Book: book})
	return e.With(e.promise, encoder), nil
}

func parseEar(b []byte) (*Ear, error) {
	if len(b) < len(earMagic)+4 || string(b[:len(earMagic)]) != earMagic {
		return nil, errEar
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, errEar
	}
	p := &parser{b: body[len(earMagic):]}
	e := &Ear{labels: make([]string, 0, 64)}
	for range p.count(mostClasses) {
		if p.bad {
			return nil, errEar
		}
		e.labels = append(e.labels, p.text(maxLabel))
	}
	e.outside, e.promise = p.flag(), p.float()
	if p.bad || len(e.labels) == 0 {
		return nil, errEar
	}
	var err error
	if e.fast, p.b, err = readFast(p.b); err != nil {
		return nil, err
	}
	n := e.outputs()
	e.alone.parse(p, n)
	e.bank.parse(p, len(e.labels))
	if p.flag() {
		e.deep = &deep{}
		e.deep.parse(p, n)
		e.both.parse(p, n)
		e.gate.sure = p.float()
		e.gate.few = make([]bool, n)
		for c := range n {
			e.gate.few[c] = p.flag()
		}
		if e.deep.kept.count != len(e.bank.text) {
			p.bad = true
		}
	}
	if p.bad || len(p.b) != 0 || e.fast.classes != n || e.fast.many {
		return nil, errEar
	}
	return e, nil
}

func oneIf(x bool) byte {
	if x {
		return 1
	}
	return 0
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func (p *parser) flag() bool {
	b := p.take(1)
	if b != nil && b[0] > 1 {
		p.bad = true
	}
	return b != nil && b[0] == 1
}

func (p *parser) float() float32 {
	if f := p.floats(1); f != nil {
		return f[0]
	}
	return 0
}

func (r *rule) appendBinary(b []byte) []byte {
	b = appendFloats(b, r.weight[:])
	b = appendFloats(b, r.bias)
	b = appendFloats(b, r.judge.weight[:])
	b = appendFloats(b, []float32{r.judge.bias, r.threshold})
	b = binary.AppendUvarint(b, uint64(len(r.curve.points)))
	for _, p := range r.curve.points {
		b = appendFloats(b, []float32{p.Confidence, p.Precision, p.Share})
	}
	return b
}

func (r *rule) parse(p *parser, classes int) {
	copy(r.weight[:], p.floats(2))
	r.bias = p.floats(classes)
	copy(r.judge.weight[:], p.floats(signCount))
	r.judge.bias, r.threshold = p.float(), p.float()
	for range p.count(mostPoints) {
		f := p.floats(3)
		if f == nil {
			return
		}
		r.curve.points = append(r.curve.points, point{f[0], f[1], f[2]})
	}
}

func (k *bank) appendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(k.text)))
	for i, text := range k.text {
		b = binary.AppendUvarint(b, uint64(k.class[i]))
		b = binary.AppendUvarint(b, uint64(k.example[i]))
		b = appendText(b, text)
	}
	return b
}

func (k *bank) parse(p *parser, labels int) {
	for range p.count(mostBank) {
		class, example := p.count(labels-1), p.count(math.MaxInt32)
		text := p.text(mostText)
		if p.bad {
			return
		}
		k.class, k.example, k.text = append(k.class, int32(class)), append(k.example, int32(example)), append(k.text, text)
	}
}

func (d *deep) appendBinary(b []byte) []byte {
	b = appendText(b, d.digest)
	b = binary.AppendUvarint(b, uint64(d.dim()))
	b = appendFloats(b, d.centre)
	b = binary.AppendUvarint(b, uint64(len(d.members)))
	for _, n := range d.members {
		b = n.appendBinary(b)
	}
	return d.out.appendBinary(d.kept.appendBinary(b))
}

func (d *deep) parse(p *parser, classes int) {
	d.digest = p.text(digestLength)
	d.centre = p.floats(p.count(mostEncoded))
	members := p.count(mostMembers)
	for range members {
		n := &deepNet{}
		n.parse(p, d.dim(), classes)
		if p.bad {
			return
		}
		d.members = append(d.members, n)
	}
	if members == 0 || d.dim() == 0 {
		p.bad = true
	}
	d.kept.parse(p, d.dim())
	d.out.parse(p, d.dim())
}

func (n *deepNet) appendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(n.inner.width))
	b = appendFloats(n.inner.appendBinary(b), n.innerBias)
	return appendFloats(n.outer.appendBinary(b), n.outerBias[:n.classes])
}

func (n *deepNet) parse(p *parser, dim, classes int) {
	hidden := p.count(mostHidden)
	if hidden == 0 || hidden%tile != 0 {
		p.bad = true
		return
	}
	n.classes, n.inner = classes, p.nibbles(dim, hidden)
	n.innerBias = p.floats(hidden)
	n.outer = p.nibbles(hidden, blocks(classes))
	n.outerBias = make([]float32, n.outer.width)
	copy(n.outerBias, p.floats(classes))
}

func (k *vectors) appendBinary(b []byte) []byte {
	return k.table.appendBinary(binary.AppendUvarint(b, uint64(k.count)))
}

func (k *vectors) parse(p *parser, dim int) {
	k.count = p.count(mostBank)
	k.table = p.nibbles(dim, blocks(k.count))
}
