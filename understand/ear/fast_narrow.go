package ear

import "math"

// What a wide network learns of ten thousand features lies in few directions: about one for each class. So the rows of a
// large network are kept as their places along these directions, four bits each, and a small layer leads from there to the
// hidden units. That takes a sixteenth of the bytes, and hardly an answer changes.

const (
	narrowShare = 0.75 // directions for each class
	narrowMost  = 256
	narrowLines = 4000 // texts that show which directions matter
	narrowTurns = 8    // of the search for them; each brings it closer by the ratio of what is kept to what is not
	narrowFloor = 1e-6 // part of the mean that each direction has at least, so that there are enough of them
	narrowSalt  = 0x0a550
)

// narrow is the inner layer of a large network: rows leads from the features, and from the senses after them, to a few
// directions, and out from there to the hidden units.
type narrow struct {
	rows, senses nibbles
	out          []int8 // of each direction a row of hidden
	outScale     []float32
}

func (n *narrow) width() int { return n.rows.width }

// add adds what the features and senses bring to the hidden layer.
func (n *narrow) add(hidden []float32, s *fastScratch) {
	s.low = resized(s.low, n.width())
	clear(s.low)
	sumNibbles(s.low, &n.rows, s.values)
	sumNibbles(s.low, &n.senses, s.deep)
	s.deep = s.deep[:0]
	for i, x := range s.low {
		s.deep = append(s.deep, value{int32(i), x})
	}
	sumBytes(hidden, n.out, n.outScale, s.deep)
}

// narrowFor is how many directions serve a number of classes.
func narrowFor(classes int) int {
	n := int(narrowShare * float32(classes))
	return min(max((n+lane-1)/lane, 1)*lane, narrowMost)
}

// newNarrow finds the directions in which the texts move the hidden layers of the members, and brings the rows there.
func newNarrow(members []*network, texts []exercise, width int, o *recipe) *narrow {
	h := members[0].hidden * len(members)
	axes := directions(spreadOf(members, texts, o), h, width)
	n := &narrow{}
	n.rows = along(members, axes, members[0].rows, width, 1, func(m *network) []float32 { return m.inner })
	n.senses = along(members, axes, members[0].senses, width, o.senseScale, func(m *network) []float32 { return m.deep })
	n.out, n.outScale = rounded([]*network{{shape: shape{hidden: h}, inner: axes}}, width, func(m *network) []float32 { return m.inner })
	return n
}

// spreadOf is the sum over texts of the products of each two hidden units.
func spreadOf(members []*network, texts []exercise, o *recipe) []float32 {
	part := members[0].hidden
	h := part * len(members)
	step := max(1, (len(texts)+narrowLines-1)/narrowLines)
	var hidden []float32
	var senses []value
	for i := 0; i < len(texts); i += step {
		senses = senses[:0]
		for j, x := range texts[i].senses {
			senses = append(senses, value{int32(j), x * o.senseScale})
		}
		from := len(hidden)
		hidden = append(hidden, make([]float32, h)...)
		for k, m := range members {
			row := hidden[from+k*part:][:part]
			sumRows(row, m.inner, texts[i].values)
			sumRows(row, m.deep, senses)
		}
	}
	out := make([]float32, h*h)
	if len(hidden) == 0 {
		return out
	}
	var p multiplier
	p.product(out, matrix{hidden, 1, h}, hidden, h, len(hidden)/h, h)
	return out
}

// directions returns width rows of h numbers at right angles to each other that span where the spread is largest (by
// orthogonal iteration), turned among themselves at random so that each of them carries its share.
func directions(spread []float32, h, width int) []float32 {
	trace := float32(0)
	for i := range h {
		trace += spread[i*h+i]
	}
	for i := range h {
		spread[i*h+i] += narrowFloor*trace/float32(h) + narrowFloor
	}
	draw := generator(narrowSalt)
	axes, next, turn := make([]float32, width*h), make([]float32, width*h), make([]float32, width*width)
	draw.spread(axes, 1)
	var p multiplier
	for range narrowTurns {
		p.product(next, matrix{axes, h, 1}, spread, width, h, h)
		axes, next = next, axes
		square(axes, width, h)
	}
	draw.spread(turn, 1)
	square(turn, width, width)
	p.product(next, matrix{turn, width, 1}, axes, width, width, h)
	return next
}

// square brings rows to length one and at right angles to each other (Gram and Schmidt, twice for exactness).
func square(rows []float32, count, width int) {
	for i := range count {
		row := rows[i*width:][:width]
		for range 2 {
			for k := range i {
				before := rows[k*width:][:width]
				addTo(row, before, -dot(row, before))
			}
			size := 1 / max(sqrt32(dot(row, row)), math.SmallestNonzeroFloat32*1e6)
			for j := range row {
				row[j] *= size
			}
		}
	}
}

// along brings the rows of a layer, side by side over the members, to their places along the axes.
func along(members []*network, axes []float32, rows, width int, scale float32, layer func(*network) []float32) nibbles {
	part := members[0].hidden
	h := part * len(members)
	sum, own, turned := make([]float32, rows*width), make([]float32, rows*width), make([]float32, part*width)
	var p multiplier
	for k, m := range members {
		for i := range part {
			for j := range width {
				turned[i*width+j] = scale * axes[j*h+k*part+i]
			}
		}
		p.product(own, matrix{layer(m), part, 1}, turned, rows, part, width)
		for i, x := range own {
			sum[i] += x
		}
	}
	return nibblesOf(sum, rows, width)
}
