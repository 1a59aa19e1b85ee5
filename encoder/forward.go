package encoder

import (
	"encoding/binary"
	"math"
)

// scratch is the working memory of one encode: about 0.3 MB for a message, 7 MB for the longest text.
type scratch struct {
	// The text.
	text  []byte
	ends  []int32
	space bool
	best  []float32
	piece []int32
	from  []int32
	ids   []int32
	// The tokens' numbers, one row each.
	x    []float32 // Dim: the state
	y    []float32 // Dim: what is added to it
	wide []float32 // inner: queries, keys and values (3*Dim), then the widened state
	acts acts
	keys []float32 // headSize × stride: the keys of one head, turned
	prob []float32 // stride
}

// acts are numbers made whole for the multiplication: -127 to 127, with a scale and a sum for each block.
type acts struct {
	q     []int8
	scale []float32
	sum   []int32
	lanes []uint64 // portable path only: four tokens side by side
	fours []four   // portable path only: their scales and sums
}

// forward runs one window of pieces through the model and adds, for each layer asked, the mean of the tokens' states,
// weighted by the number of pieces.
func (e *Encoder) forward(s *scratch, ids []int32, dst []float32, layers []int) {
	m, n := &e.model, len(ids)+2
	s.x, s.y, s.wide = grown(s.x, n*Dim), grown(s.y, n*Dim), grown(s.wide, n*inner)
	s.acts.q, s.acts.scale = grown(s.acts.q, n*inner), grown(s.acts.scale, n*inner/block)
	s.acts.sum = grown(s.acts.sum, n*inner/block)
	if e.level == portable {
		s.acts.lanes = grown(s.acts.lanes, (n+3)/4*inner)
		s.acts.fours = grown(s.acts.fours, (n+3)/4*inner/block)
	}
	stride := (n + 15) &^ 15
	s.keys, s.prob = grown(s.keys, headSize*stride), grown(s.prob, stride)

	m.embed(s.x[:Dim], m.begin, 0)
	for i, id := range ids {
		m.embed(s.x[(i+1)*Dim:(i+2)*Dim], id, i+1)
	}
	m.embed(s.x[(n-1)*Dim:n*Dim], m.end, n-1)
	e.norm(s.x, nil, m.norm)

	for l := range m.layers {
		e.layer(s, &m.layers[l], n)
		for i, want := range layers {
			if want == l+1 {
				e.mean(dst[i*Dim:(i+1)*Dim], s.x, float32(len(ids))/float32(n))
			}
		}
		if l+1 == deepest(layers) {
			return
		}
	}
}

func deepest(layers []int) int {
	d := 0
	for _, l := range layers {
		d = max(d, l)
	}
	return d
}

func (e *Encoder) layer(s *scratch, l *layer, n int) {
	x, y, wide := s.x[:n*Dim], s.y[:n*Dim], s.wide[:n*inner]
	e.quantise(&s.acts, x)
	e.multiply(s, &l.attend, l.attendBias, wide, n)
	e.attention(s, y, wide, n)
	e.quantise(&s.acts, y)
	e.multiply(s, &l.attended, l.attendedBias, y, n)
	e.norm(x, y, l.attendedNorm)
	e.quantise(&s.acts, x)
	e.multiply(s, &l.widen, l.widenBias, wide, n)
	e.gelu(wide)
	e.quantise(&s.acts, wide)
	e.multiply(s, &l.narrow, l.narrowBias, y, n)
	e.norm(x, y, l.narrowNorm)
}

// embed writes the vector of a piece at a place: its row of the word table, 4 bits and a scale for each block, and the
// place's vector.
func (m *model) embed(dst []float32, id int32, place int) {
	row := m.words[int(id)*wordBytes:][:wordBytes]
	for b := 0; b < Dim; b += block {
		d := half(binary.LittleEndian.Uint16(row))
		q := row[2:18]
		out := dst[b : b+block : b+block]
		for j, v := range q {
			out[j] = float32(int(v&15)-8) * d
			out[j+block/2] = float32(int(v>>4)-8) * d
		}
		row = row[18:]
	}
	for i, v := range m.places[place*Dim : (place+1)*Dim] {
		dst[i] += v
	}
}

// half reads a number of 16 bits (IEEE 754 binary16; finite).
func half(h uint16) float32 {
	const shift = 0x1p112 // moves the exponent's bias from 15 to 127; exact, for the smallest numbers too
	return math.Float32frombits(uint32(h&0x8000)<<16|uint32(h&0x7fff)<<13) * shift
}
