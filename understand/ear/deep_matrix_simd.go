//go:build goexperiment.simd && amd64

package ear

import "simd/archsimd"

// widest reports whether this machine has the instructions for sixteen numbers at once.
var widest = wide && archsimd.X86.AVX512()

// fourRows sums four packed rows against one column tile of b, whose rows are n apart.
func fourRows(out *[4][tile]float32, pack, b []float32, n int) {
	switch {
	case widest:
		fourRows16(out, pack, b, n)
	case wide:
		fourRows8(out, 0, pack, b, n)
		fourRows8(out, 16, pack, b, n)
	default:
		fourRowsPortable(out, pack, b, n)
	}
}

func fourRows16(out *[4][tile]float32, pack, b []float32, n int) {
	var a0, a1, b0, b1, c0, c1, d0, d1 archsimd.Float32x16
	for at := 0; len(pack) >= 4; at += n {
		y := (*[tile]float32)(b[at:])
		lo, hi := archsimd.LoadFloat32x16((*[16]float32)(y[:16])), archsimd.LoadFloat32x16((*[16]float32)(y[16:]))
		p := (*[4]float32)(pack)
		x := archsimd.BroadcastFloat32x16(p[0])
		a0, a1 = lo.MulAdd(x, a0), hi.MulAdd(x, a1)
		x = archsimd.BroadcastFloat32x16(p[1])
		b0, b1 = lo.MulAdd(x, b0), hi.MulAdd(x, b1)
		x = archsimd.BroadcastFloat32x16(p[2])
		c0, c1 = lo.MulAdd(x, c0), hi.MulAdd(x, c1)
		x = archsimd.BroadcastFloat32x16(p[3])
		d0, d1 = lo.MulAdd(x, d0), hi.MulAdd(x, d1)
		pack = pack[4:]
	}
	for r, pair := range [4][2]archsimd.Float32x16{{a0, a1}, {b0, b1}, {c0, c1}, {d0, d1}} {
		pair[0].Store((*[16]float32)(out[r][:16]))
		pair[1].Store((*[16]float32)(out[r][16:]))
	}
	archsimd.ClearAVXUpperBits()
}

func fourRows8(out *[4][tile]float32, from int, pack, b []float32, n int) {
	var a0, a1, b0, b1, c0, c1, d0, d1 archsimd.Float32x8
	for at := from; len(pack) >= 4; at += n {
		y := (*[16]float32)(b[at:])
		lo, hi := archsimd.LoadFloat32x8((*[8]float32)(y[:8])), archsimd.LoadFloat32x8((*[8]float32)(y[8:]))
		p := (*[4]float32)(pack)
		x := archsimd.BroadcastFloat32x8(p[0])
		a0, a1 = lo.MulAdd(x, a0), hi.MulAdd(x, a1)
		x = archsimd.BroadcastFloat32x8(p[1])
		b0, b1 = lo.MulAdd(x, b0), hi.MulAdd(x, b1)
		x = archsimd.BroadcastFloat32x8(p[2])
		c0, c1 = lo.MulAdd(x, c0), hi.MulAdd(x, c1)
		x = archsimd.BroadcastFloat32x8(p[3])
		d0, d1 = lo.MulAdd(x, d0), hi.MulAdd(x, d1)
		pack = pack[4:]
	}
	for r, pair := range [4][2]archsimd.Float32x8{{a0, a1}, {b0, b1}, {c0, c1}, {d0, d1}} {
		pair[0].Store((*[8]float32)(out[r][from:]))
		pair[1].Store((*[8]float32)(out[r][from+8:]))
	}
	archsimd.ClearAVXUpperBits()
}

// move moves the weights against the gradient; their number is a multiple of [tile].
func (o *momentum) move(w, grad []float32, rate, correction float32) {
	if !wide {
		o.movePortable(w, grad, rate, correction)
		return
	}
	mean, square, grad := o.mean[:len(w)], o.square[:len(w)], grad[:len(w)]
	keep, fresh := archsimd.BroadcastFloat32x8(meanKept), archsimd.BroadcastFloat32x8(1-meanKept)
	keep2, fresh2 := archsimd.BroadcastFloat32x8(squareKept), archsimd.BroadcastFloat32x8(1-squareKept)
	step, right, tiny := archsimd.BroadcastFloat32x8(rate), archsimd.BroadcastFloat32x8(correction), archsimd.BroadcastFloat32x8(tinyRoot)
	for at := 0; at+8 <= len(w); at += 8 {
		g := archsimd.LoadFloat32x8(eightOf(grad, at))
		m := archsimd.LoadFloat32x8(eightOf(mean, at)).Mul(keep).Add(g.Mul(fresh))
		q := archsimd.LoadFloat32x8(eightOf(square, at)).Mul(keep2).Add(g.Mul(g).Mul(fresh2))
		m.Store(eightOf(mean, at))
		q.Store(eightOf(square, at))
		v := archsimd.LoadFloat32x8(eightOf(w, at))
		v.Sub(m.Mul(step).Div(q.Mul(right).Sqrt().Add(tiny))).Store(eightOf(w, at))
	}
	archsimd.ClearAVXUpperBits()
}

func eightOf(s []float32, at int) *[8]float32 { return (*[8]float32)(s[at:]) }
