//go:build goexperiment.simd && amd64

package ear

import "simd/archsimd"

// wide and wider report which instructions this machine has. Both do the same sums in the same order.
var (
	wide  = archsimd.X86.AVX2() && archsimd.X86.FMA()
	wider = wide && archsimd.X86.AVX512()
)

// eight and sixteen are the numbers of a block from the given one on.
func eight(b *[lane]float32, at int) *[8]float32 { return (*[8]float32)(b[at : at+8]) }

func sixteen(b *[lane]float32, at int) *[16]float32 { return (*[16]float32)(b[at : at+16]) }

// sumRows adds x times its row of the table to sum, for each value.
func sumRows(sum, table []float32, vs []value) {
	if len(vs) == 0 {
		return
	}
	if len(vs) == 0 {
		return
	}
	n := len(sum)
	for at := 0; at < n; at += lane {
		s := (*[lane]float32)(sum[at:])
		switch {
		case wider:
			sumRows512(s, table[at:], vs, n)
		case wide:
			sumRows256(s, table[at:], vs, n)
		default:
			sumRowsPortable(sum, table, vs)
			return
		}
	}
	if wide {
		archsimd.ClearAVXUpperBits()
	}
}

func sumRows512(s *[lane]float32, table []float32, vs []value, n int) {
	a, b := archsimd.LoadFloat32x16(sixteen(s, 0)), archsimd.LoadFloat32x16(sixteen(s, 16))
	c, d := archsimd.LoadFloat32x16(sixteen(s, 32)), archsimd.LoadFloat32x16(sixteen(s, 48))
	for _, v := range vs {
		row, x := (*[lane]float32)(table[int(v.row)*n:]), archsimd.BroadcastFloat32x16(v.x)
		a = archsimd.LoadFloat32x16(sixteen(row, 0)).MulAdd(x, a)
		b = archsimd.LoadFloat32x16(sixteen(row, 16)).MulAdd(x, b)
		c = archsimd.LoadFloat32x16(sixteen(row, 32)).MulAdd(x, c)
		d = archsimd.LoadFloat32x16(sixteen(row, 48)).MulAdd(x, d)
	}
	a.Store(sixteen(s, 0))
	b.Store(sixteen(s, 16))
	c.Store(sixteen(s, 32))
	d.Store(sixteen(s, 48))
}

func sumRows256(s *[lane]float32, table []float32, vs []value, n int) {
	for at := 0; at < lane; at += 32 {
		a, b := archsimd.LoadFloat32x8(eight(s, at)), archsimd.LoadFloat32x8(eight(s, at+8))
		c, d := archsimd.LoadFloat32x8(eight(s, at+16)), archsimd.LoadFloat32x8(eight(s, at+24))
		for _, v := range vs {
			row, x := (*[lane]float32)(table[int(v.row)*n:]), archsimd.BroadcastFloat32x8(v.x)
			a = archsimd.LoadFloat32x8(eight(row, at)).MulAdd(x, a)
			b = archsimd.LoadFloat32x8(eight(row, at+8)).MulAdd(x, b)
			c = archsimd.LoadFloat32x8(eight(row, at+16)).MulAdd(x, c)
			d = archsimd.LoadFloat32x8(eight(row, at+24)).MulAdd(x, d)
		}
		a.Store(eight(s, at))
		b.Store(eight(s, at+8))
		c.Store(eight(s, at+16))
		d.Store(eight(s, at+24))
	}
}

// addRows adds x times from to its row of the table, for each value.
func addRows(table, from []float32, vs []value) {
	if len(vs) == 0 {
		return
	}
	n := len(from)
	for at := 0; at < n; at += lane {
		f := (*[lane]float32)(from[at:])
		switch {
		case wider:
			addRows512(table[at:], f, vs, n)
		case wide:
			addRows256(table[at:], f, vs, n)
		default:
			addRowsPortable(table, from, vs)
			return
		}
	}
	if wide {
		archsimd.ClearAVXUpperBits()
	}
}

func addRows512(table []float32, f *[lane]float32, vs []value, n int) {
	a, b := archsimd.LoadFloat32x16(sixteen(f, 0)), archsimd.LoadFloat32x16(sixteen(f, 16))
	c, d := archsimd.LoadFloat32x16(sixteen(f, 32)), archsimd.LoadFloat32x16(sixteen(f, 48))
	for _, v := range vs {
		row, x := (*[lane]float32)(table[int(v.row)*n:]), archsimd.BroadcastFloat32x16(v.x)
		a.MulAdd(x, archsimd.LoadFloat32x16(sixteen(row, 0))).Store(sixteen(row, 0))
		b.MulAdd(x, archsimd.LoadFloat32x16(sixteen(row, 16))).Store(sixteen(row, 16))
		c.MulAdd(x, archsimd.LoadFloat32x16(sixteen(row, 32))).Store(sixteen(row, 32))
		d.MulAdd(x, archsimd.LoadFloat32x16(sixteen(row, 48))).Store(sixteen(row, 48))
	}
}

func addRows256(table []float32, f *[lane]float32, vs []value, n int) {
	for at := 0; at < lane; at += 32 {
		a, b := archsimd.LoadFloat32x8(eight(f, at)), archsimd.LoadFloat32x8(eight(f, at+8))
		c, d := archsimd.LoadFloat32x8(eight(f, at+16)), archsimd.LoadFloat32x8(eight(f, at+24))
		for _, v := range vs {
			row, x := (*[lane]float32)(table[int(v.row)*n:]), archsimd.BroadcastFloat32x8(v.x)
			a.MulAdd(x, archsimd.LoadFloat32x8(eight(row, at))).Store(eight(row, at))
			b.MulAdd(x, archsimd.LoadFloat32x8(eight(row, at+8))).Store(eight(row, at+8))
			c.MulAdd(x, archsimd.LoadFloat32x8(eight(row, at+16))).Store(eight(row, at+16))
			d.MulAdd(x, archsimd.LoadFloat32x8(eight(row, at+24))).Store(eight(row, at+24))
		}
	}
}

// sumBytes is sumRows for rows of small whole numbers, each row with its scale.
func sumBytes(sum []float32, table []int8, scales []float32, vs []value) {
	if len(vs) == 0 {
		return
	}
	if !wide {
		sumBytesPortable(sum, table, scales, vs)
		return
	}
	n := len(sum)
	for at := 0; at < n; at += 32 {
		s := (*[32]float32)(sum[at:])
		a, b := archsimd.LoadFloat32x8((*[8]float32)(s[0:])), archsimd.LoadFloat32x8((*[8]float32)(s[8:]))
		c, d := archsimd.LoadFloat32x8((*[8]float32)(s[16:])), archsimd.LoadFloat32x8((*[8]float32)(s[24:]))
		for _, v := range vs {
			row := (*[32]int8)(table[int(v.row)*n+at:])
			x := archsimd.BroadcastFloat32x8(v.x * scales[v.row])
			lo := archsimd.LoadInt8x16((*[16]int8)(row[0:]))
			hi := archsimd.LoadInt8x16((*[16]int8)(row[16:]))
			a = lo.ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, a)
			b = upper(lo).ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, b)
			c = hi.ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, c)
			d = upper(hi).ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, d)
		}
		a.Store((*[8]float32)(s[0:]))
		b.Store((*[8]float32)(s[8:]))
		c.Store((*[8]float32)(s[16:]))
		d.Store((*[8]float32)(s[24:]))
	}
	archsimd.ClearAVXUpperBits()
}

// sumNibbles adds x times its row to sum, for each value.
func sumNibbles(sum []float32, n *nibbles, vs []value) {
	if len(vs) == 0 {
		return
	}
	if !wide {
		sumNibblesPortable(sum, n, vs)
		return
	}
	low, middle := archsimd.BroadcastUint8x16(15), archsimd.BroadcastInt8x16(nibbleMiddle)
	for at := 0; at < n.width; at += block {
		s := (*[block]float32)(sum[at:])
		a, b := archsimd.LoadFloat32x8((*[8]float32)(s[0:])), archsimd.LoadFloat32x8((*[8]float32)(s[8:]))
		c, d := archsimd.LoadFloat32x8((*[8]float32)(s[16:])), archsimd.LoadFloat32x8((*[8]float32)(s[24:]))
		for _, v := range vs {
			both := archsimd.LoadUint8x16((*[block / 2]byte)(n.table[(int(v.row)*n.width+at)/2:]))
			x := archsimd.BroadcastFloat32x8(v.x * n.scale[v.row])
			lo := both.And(low).AsInt8x16().Sub(middle)
			hi := both.AsUint16x8().ShiftAllRight(4).AsUint8x16().And(low).AsInt8x16().Sub(middle)
			a = lo.ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, a)
			b = upper(lo).ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, b)
			c = hi.ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, c)
			d = upper(hi).ExtendLo8ToInt32().ConvertToFloat32().MulAdd(x, d)
		}
		a.Store((*[8]float32)(s[0:]))
		b.Store((*[8]float32)(s[8:]))
		c.Store((*[8]float32)(s[16:]))
		d.Store((*[8]float32)(s[24:]))
	}
	archsimd.ClearAVXUpperBits()
}

// upper brings the upper eight numbers down.
func upper(x archsimd.Int8x16) archsimd.Int8x16 {
	y := x.AsInt64x2()
	return y.InterleaveHi(y).AsInt8x16()
}

// addTo adds x times from to sum.
func addTo(sum, from []float32, x float32) {
	if !wide {
		addToPortable(sum, from, x)
		return
	}
	s := archsimd.BroadcastFloat32x8(x)
	for at := 0; at < len(sum); at += lane {
		f, t := (*[lane]float32)(from[at:]), (*[lane]float32)(sum[at:])
		for i := 0; i < lane; i += 8 {
			archsimd.LoadFloat32x8(eight(f, i)).MulAdd(s, archsimd.LoadFloat32x8(eight(t, i))).Store(eight(t, i))
		}
	}
	archsimd.ClearAVXUpperBits()
}

// dot is the sum of the products.
func dot(a, b []float32) float32 {
	if !wide {
		return dotPortable(a, b)
	}
	var s, t, u, v archsimd.Float32x8
	for at := 0; at < len(a); at += lane {
		x, y := (*[lane]float32)(a[at:]), (*[lane]float32)(b[at:])
		for i := 0; i < lane; i += 32 {
			s = archsimd.LoadFloat32x8(eight(x, i)).MulAdd(archsimd.LoadFloat32x8(eight(y, i)), s)
			t = archsimd.LoadFloat32x8(eight(x, i+8)).MulAdd(archsimd.LoadFloat32x8(eight(y, i+8)), t)
			u = archsimd.LoadFloat32x8(eight(x, i+16)).MulAdd(archsimd.LoadFloat32x8(eight(y, i+16)), u)
			v = archsimd.LoadFloat32x8(eight(x, i+24)).MulAdd(archsimd.LoadFloat32x8(eight(y, i+24)), v)
		}
	}
	var out [8]float32
	s.Add(t).Add(u.Add(v)).Store(&out)
	archsimd.ClearAVXUpperBits()
	return ((out[0] + out[4]) + (out[2] + out[6])) + ((out[1] + out[5]) + (out[3] + out[7]))
}

// pull moves one row of the outer layer: back gains g times the row, then the row loses step times act.
func pull(back, row, act []float32, g, step float32) {
	if !wide {
		pullPortable(back, row, act, g, step)
		return
	}
	gs, ss := archsimd.BroadcastFloat32x8(g), archsimd.BroadcastFloat32x8(-step)
	for at := 0; at < len(row); at += lane {
		k, r, a := (*[lane]float32)(back[at:]), (*[lane]float32)(row[at:]), (*[lane]float32)(act[at:])
		for i := 0; i < lane; i += 8 {
			w := archsimd.LoadFloat32x8(eight(r, i))
			w.MulAdd(gs, archsimd.LoadFloat32x8(eight(k, i))).Store(eight(k, i))
			archsimd.LoadFloat32x8(eight(a, i)).MulAdd(ss, w).Store(eight(r, i))
		}
	}
	archsimd.ClearAVXUpperBits()
}
