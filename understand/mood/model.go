package mood

import (
	_ "embed" // the learnt weights
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The shape of the network: sparse features → hidden numbers → one output per head.
const (
	hidden = 24
	heads  = 9 // the five moods, profanity, threat, and the two poles of public sentiment sets that only teach

	headSatisfied = 4
	headProfanity = 5
	headThreat    = 6
	headGood      = 7
	headBad       = 8

	moods   = 5
	scored  = 7       // heads that are read; the poles are not
	maxRows = 1 << 16 // of a model file

	magic = "terang mood 2\n"
)

//go:embed data/model.bin
var learnt []byte

var errDamaged = errors.New("mood: model file is damaged")

// model is the learnt network. It does not change after it is read.
type model struct {
	rows  table
	w     []int8          // one row of hidden numbers per feature
	scale [hidden]float32 // what 1 of a column is worth
	bias  [hidden]float32
	out   [heads][hidden]float32
	off   [heads]float32
	slope [scored]float32 // from a head's score to calibrated log-odds
	shift [scored]float32
	deep  deep
}

// decode reads the file that the training program writes.
func decode(b []byte) (*model, error) {
	if len(b) < len(magic)+4 || string(b[:len(magic)]) != magic {
		return nil, errDamaged
	}
	b = b[len(magic):]
	n := int(binary.LittleEndian.Uint32(b))
	b = b[4:]
	const fixed = 4 * (hidden + hidden + heads*hidden + heads + 2*scored + deepFloats)
	if n < 1 || n > maxRows || len(b) != n*(4+hidden)+fixed {
		return nil, fmt.Errorf("%w: %d rows in %d bytes", errDamaged, n, len(b))
	}
	m := &model{w: make([]int8, n*hidden)}
	take := func(dst []float32) {
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(b))
			b = b[4:]
		}
	}
	take(m.scale[:])
	take(m.bias[:])
	for h := range m.out {
		take(m.out[h][:])
	}
	take(m.off[:])
	take(m.slope[:])
	take(m.shift[:])
	take(m.deep.centre[:])
	for h := range m.deep.w {
		take(m.deep.w[h][:])
	}
	take(m.deep.slope[:])
	take(m.deep.shift[:])
	keys := make([]uint32, n)
	for i := range keys {
		keys[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	b = b[4*n:]
	for i, c := range b {
		m.w[i] = int8(c)
	}
	m.rows = newTable(keys)
	return m, nil
}

// table finds the row of a feature: open addressing over a power of two, at most half full.
type table struct {
	keys []uint32
	slot []int32 // row+1, 0 for none
	mask uint32
}

func newTable(keys []uint32) table {
	size := 2
	for size < 2*len(keys) {
		size *= 2
	}
	t := table{keys: keys, slot: make([]int32, size), mask: uint32(size - 1)}
	for row, k := range keys {
		at := k & t.mask
		for t.slot[at] != 0 {
			at = (at + 1) & t.mask
		}
		t.slot[at] = int32(row) + 1
	}
	return t
}

// row returns the row of a feature, -1 where no training text had it.
func (t *table) row(hash uint32) int {
	for at := hash & t.mask; ; at = (at + 1) & t.mask {
		s := t.slot[at]
		if s == 0 {
			return -1
		}
		if t.keys[s-1] == hash {
			return int(s - 1)
		}
	}
}

// sums are the hidden numbers before they are bent.
type sums [hidden]float32

// add adds x times the row of a feature.
func (m *model) add(dst *sums, row int, x float32) {
	w := m.w[row*hidden : row*hidden+hidden]
	for i := range dst {
		dst[i] += x * float32(w[i])
	}
}

// scores returns what the heads that are read say to unscaled sums, before calibration.
func (m *model) scores(s *sums) (out [scored]float32) {
	var bent [hidden]float32
	for i := range bent {
		bent[i] = bend(s[i]*m.scale[i] + m.bias[i])
	}
	for h := range out {
		z := m.off[h]
		for i := range bent {
			z += m.out[h][i] * bent[i]
		}
		out[h] = z
	}
	return out
}

// logits returns the calibrated log-odds of the heads that are read, for unscaled sums.
func (m *model) logits(s *sums) [scored]float32 {
	out := m.scores(s)
	for h, z := range out {
		out[h] = m.slope[h]*z + m.shift[h]
	}
	return out
}

// bend is the network's non-linearity, x/(1+|x|): smooth, bounded, and cheap.
func bend(x float32) float32 {
	if x < 0 {
		return x / (1 - x)
	}
	return x / (1 + x)
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
