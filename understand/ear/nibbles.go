package ear

import (
	"encoding/binary"
	"math"
)

// block is what the width of a table of nibbles is a multiple of.
const block = 32

const (
	nibbleLimit  = 7 // of a whole number, either side of nothing
	nibbleMiddle = 8 // stands for nothing
	nibbleEmpty  = nibbleMiddle | nibbleMiddle<<4
	scaleTries   = 7 // scales that are tried for a row, from the largest down
)

// nibbles is a table of numbers in four bits each: in its row they are whole multiples, up to seven, of the row's scale.
// Of each block of thirty-two numbers, a byte holds one of the first half in its low and one of the second in its high bits.
type nibbles struct {
	rows, width int
	table       []byte
	scale       []float32 // of each row, of half precision
}

func newNibbles(rows, width int) nibbles {
	n := nibbles{rows: rows, width: width, table: make([]byte, rows*width/2), scale: make([]float32, rows)}
	for i := range n.table {
		n.table[i] = nibbleEmpty
	}
	return n
}

// nibblesOf rounds whole rows of numbers.
func nibblesOf(w []float32, rows, width int) nibbles {
	n := newNibbles(rows, width)
	for r := range rows {
		n.set(r, w[r*width:][:width])
	}
	return n
}

// blocks is n in whole blocks.
func blocks(n int) int { return (n + block - 1) / block * block }

func (n *nibbles) row(r int) []byte { return n.table[r*n.width/2:][:n.width/2] }

// set rounds xs into the first places of a row, at the scale that loses least.
func (n *nibbles) set(r int, xs []float32) {
	top := float32(0)
	for _, x := range xs {
		top = max(top, x, -x)
	}
	best := float32(math.MaxFloat32)
	for try := range scaleTries {
		scale := fromHalf(toHalf(top / nibbleLimit * (1 - float32(try)/10)))
		if scale == 0 {
			break
		}
		lost, per := float32(0), 1/scale
		for _, x := range xs {
			d := x - scale*float32(nibble(x*per))
			lost += float32(d * d)
		}
		if lost < best {
			best, n.scale[r] = lost, scale
		}
	}
	if n.scale[r] == 0 {
		return
	}
	row, per := n.row(r), 1/n.scale[r]
	for i, x := range xs {
		at, q := i/block*block/2+i%(block/2), byte(nibble(x*per)+nibbleMiddle)
		if i%block < block/2 {
			row[at] = row[at]&0xf0 | q
		} else {
			row[at] = row[at]&0x0f | q<<4
		}
	}
}

// nibble rounds to a whole number within the limit.
func nibble(x float32) int32 {
	x = min(max(x, -nibbleLimit), nibbleLimit)
	if x < 0 {
		return -int32(0.5 - x)
	}
	return int32(x + 0.5)
}

// sumNibblesPortable adds x times its row to sum, for each value.
func sumNibblesPortable(sum []float32, n *nibbles, vs []value) {
	for _, v := range vs {
		row, x := n.row(int(v.row)), v.x*n.scale[v.row]
		for at := 0; at < len(row); at += block / 2 {
			s, b := (*[block]float32)(sum[2*at:]), (*[block / 2]byte)(row[at:])
			for i, q := range b {
				s[i] += float32(x * float32(int32(q&15)-nibbleMiddle))
				s[i+block/2] += float32(x * float32(int32(q>>4)-nibbleMiddle))
			}
		}
	}
}

// appendBinary writes the scales, then the rows.
func (n *nibbles) appendBinary(b []byte) []byte {
	for _, s := range n.scale {
		b = binary.LittleEndian.AppendUint16(b, toHalf(s))
	}
	return append(b, n.table...)
}

// nibbles reads a table of the given shape.
func (p *parser) nibbles(rows, width int) nibbles {
	if p.bad || width < 0 || width%block != 0 || rows < 0 || rows > len(p.b)/(2+width/2) {
		p.bad = true
		return nibbles{}
	}
	n := nibbles{rows: rows, width: width, scale: make([]float32, rows)}
	for i := range n.scale {
		n.scale[i] = fromHalf(p.word16())
	}
	n.table = append(make([]byte, 0, rows*width/2), p.take(rows*width/2)...)
	return n
}
