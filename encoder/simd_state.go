//go:build goexperiment.simd && amd64

package encoder

import (
	"math"
	"simd/archsimd"
)

func load(p []float32) archsimd.Float32x8 { return archsimd.LoadFloat32x8((*[8]float32)(p)) }

func store(v archsimd.Float32x8, p []float32) { v.Store((*[8]float32)(p)) }

// sum8 adds the eight numbers of v.
func sum8(v archsimd.Float32x8) float32 {
	h := v.GetLo().Add(v.GetHi())
	h = h.AddPairs(h)
	h = h.AddPairs(h)
	return h.GetElem(0)
}

// max8 is the largest of the eight numbers of v.
func max8(v archsimd.Float32x8) float32 {
	h := v.GetLo().Max(v.GetHi())
	return max(h.GetElem(0), h.GetElem(1), h.GetElem(2), h.GetElem(3))
}

func size8(v archsimd.Float32x8) archsimd.Float32x8 {
	return v.AsUint32x8().And(archsimd.BroadcastUint32x8(1<<31 - 1)).AsFloat32x8()
}

func quantiseSIMD(a *acts, x []float32) {
	// Eight whole numbers of 32 bits at a time become bytes: two packings leave them in the order 0 4 1 5 2 6 3 7.
	even := archsimd.LoadInt8x32(&[32]int8{0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1, 0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1})
	odd := archsimd.LoadInt8x32(&[32]int8{-1, -1, -1, -1, -1, -1, -1, -1, 0, 2, 4, 6, 8, 10, 12, 14, -1, -1, -1, -1, -1, -1, -1, -1, 0, 2, 4, 6, 8, 10, 12, 14})
	order := archsimd.LoadUint32x8(&[8]uint32{0, 4, 1, 5, 2, 6, 3, 7})
	for b := range len(x) / block {
		in := (*[block]float32)(x[b*block:])
		v0, v1, v2, v3 := load(in[0:8]), load(in[8:16]), load(in[16:24]), load(in[24:32])
		top := max8(size8(v0).Max(size8(v1)).Max(size8(v2).Max(size8(v3))))
		scale := top / 127
		var inverse float32
		if scale > 0 {
			inverse = 1 / scale
		}
		by := archsimd.BroadcastFloat32x8(inverse)
		i0, i1 := v0.Mul(by).RoundToEven().ConvertToInt32(), v1.Mul(by).RoundToEven().ConvertToInt32()
		i2, i3 := v2.Mul(by).RoundToEven().ConvertToInt32(), v3.Mul(by).RoundToEven().ConvertToInt32()
		p := i0.SaturateToInt16ConcatGrouped(i1).AsInt8x32().PermuteOrZeroGrouped(even)
		p = p.Or(i2.SaturateToInt16ConcatGrouped(i3).AsInt8x32().PermuteOrZeroGrouped(odd))
		p.AsInt32x8().Permute(order).AsInt8x32().Store((*[block]int8)(a.q[b*block:]))
		i0 = i0.Add(i1).Add(i2.Add(i3))
		h := i0.GetLo().Add(i0.GetHi())
		h = h.AddPairs(h)
		h = h.AddPairs(h)
		a.scale[b], a.sum[b] = scale, h.GetElem(0)
	}
}

func (e *Encoder) norm(x, y, norm []float32) {
	if e.level == portable {
		e.model.normPortable(x, y, norm)
		return
	}
	weight, bias := (*[Dim]float32)(norm), (*[Dim]float32)(norm[Dim:])
	for t := 0; t < len(x); t += Dim {
		row := (*[Dim]float32)(x[t:])
		var s0, s1, q0, q1 archsimd.Float32x8
		if y != nil {
			add := (*[Dim]float32)(y[t:])
			for i := 0; i < Dim; i += 16 {
				a, b := load(row[i:i+8]).Add(load(add[i:i+8])), load(row[i+8:i+16]).Add(load(add[i+8:i+16]))
				store(a, row[i:i+8])
				store(b, row[i+8:i+16])
				s0, s1 = s0.Add(a), s1.Add(b)
			}
		} else {
			for i := 0; i < Dim; i += 16 {
				s0, s1 = s0.Add(load(row[i:i+8])), s1.Add(load(row[i+8:i+16]))
			}
		}
		mean := archsimd.BroadcastFloat32x8(sum8(s0.Add(s1)) / Dim)
		for i := 0; i < Dim; i += 16 {
			a, b := load(row[i:i+8]).Sub(mean), load(row[i+8:i+16]).Sub(mean)
			q0, q1 = a.MulAdd(a, q0), b.MulAdd(b, q1)
		}
		inverse := archsimd.BroadcastFloat32x8(float32(1 / math.Sqrt(float64(sum8(q0.Add(q1))/Dim+e.model.epsilon))))
		for i := 0; i < Dim; i += 8 {
			v := load(row[i : i+8]).Sub(mean).Mul(inverse)
			store(v.MulAdd(load(weight[i:i+8]), load(bias[i:i+8])), row[i:i+8])
		}
	}
}

func (e *Encoder) gelu(x []float32) {
	if e.level == portable {
		geluPortable(x)
		return
	}
	one, half := archsimd.BroadcastFloat32x8(1), archsimd.BroadcastFloat32x8(0.5)
	c1, c2, c3 := archsimd.BroadcastFloat32x8(erf1), archsimd.BroadcastFloat32x8(erf2), archsimd.BroadcastFloat32x8(erf3)
	c4, c5, c6 := archsimd.BroadcastFloat32x8(erf4), archsimd.BroadcastFloat32x8(erf5), archsimd.BroadcastFloat32x8(erf6)
	for ; len(x) >= 8; x = x[8:] {
		v := load(x)
		a := size8(v)
		p := c6.MulAdd(a, c5).MulAdd(a, c4).MulAdd(a, c3).MulAdd(a, c2).MulAdd(a, c1).MulAdd(a, one)
		p = p.Mul(p)
		p = p.Mul(p)
		p = p.Mul(p)
		p = p.Mul(p)
		store(one.Sub(one.Div(p)).MulAdd(a, v).Mul(half), x)
	}
}

// exp8 is exp for eight numbers.
func exp8(v archsimd.Float32x8) archsimd.Float32x8 {
	v = v.Max(archsimd.BroadcastFloat32x8(-87))
	n := v.Mul(archsimd.BroadcastFloat32x8(math.Log2E)).RoundToEven()
	v = n.MulAdd(archsimd.BroadcastFloat32x8(-expHigh), v)
	v = n.MulAdd(archsimd.BroadcastFloat32x8(-expLow), v)
	p := archsimd.BroadcastFloat32x8(exp6)
	p = p.MulAdd(v, archsimd.BroadcastFloat32x8(exp5))
	p = p.MulAdd(v, archsimd.BroadcastFloat32x8(exp4))
	p = p.MulAdd(v, archsimd.BroadcastFloat32x8(exp3))
	p = p.MulAdd(v, archsimd.BroadcastFloat32x8(exp2))
	p = p.MulAdd(v, archsimd.BroadcastFloat32x8(exp1))
	p = p.MulAdd(v.Mul(v), v).Add(archsimd.BroadcastFloat32x8(1))
	power := n.ConvertToInt32().Add(archsimd.BroadcastInt32x8(127)).ShiftAllLeft(23).AsFloat32x8()
	return p.Mul(power)
}

func (e *Encoder) attention(s *scratch, out, wide []float32, n int) {
	if e.level == portable {
		attentionPortable(s, out, wide, n)
		return
	}
	const step = 3 * Dim
	stride := (n + 15) &^ 15
	keys, prob := s.keys[:headSize*stride], s.prob[:stride]
	for h := 0; h < Dim; h += headSize {
		turnKeys(keys, wide[Dim+h:], n, stride)
		for t := range n {
			fit(prob, keys, (*[headSize]float32)(wide[t*step+h:]), stride)
			softmax(prob, n)
			gather((*[headSize]float32)(out[t*Dim+h:]), prob[:n], wide[2*Dim+h:])
		}
	}
}

// turnKeys lays the keys of one head so that the same number of all tokens lies together.
func turnKeys(keys, from []float32, n, stride int) {
	for t := range n {
		key := (*[headSize]float32)(from[t*3*Dim:])
		for i, v := range key {
			keys[i*stride+t] = v * attentionScale
		}
	}
	for i := range headSize {
		clear(keys[i*stride+n : (i+1)*stride])
	}
}

// fit multiplies a query with all keys, sixteen at a time.
func fit(prob, keys []float32, query *[headSize]float32, stride int) {
	for u := 0; u < stride; u += 16 {
		var a, b archsimd.Float32x8
		at := keys[u:]
		for i := range headSize {
			k := at[i*stride:][:16]
			v := archsimd.BroadcastFloat32x8(query[i])
			a, b = v.MulAdd(load(k[:8]), a), v.MulAdd(load(k[8:]), b)
		}
		store(a, prob[u:u+8])
		store(b, prob[u+8:u+16])
	}
}

// softmax turns fits into shares of 1; places after n become 0.
func softmax(prob []float32, n int) {
	for i := n; i < len(prob); i++ {
		prob[i] = float32(math.Inf(-1))
	}
	most := load(prob)
	for u := 8; u < len(prob); u += 8 {
		most = most.Max(load(prob[u:]))
	}
	most = archsimd.BroadcastFloat32x8(max8(most))
	var sum archsimd.Float32x8
	for u := 0; u < len(prob); u += 8 {
		v := exp8(load(prob[u:]).Sub(most))
		store(v, prob[u:])
		sum = sum.Add(v)
	}
	by := archsimd.BroadcastFloat32x8(1 / sum8(sum))
	for u := 0; u < len(prob); u += 8 {
		store(load(prob[u:]).Mul(by), prob[u:])
	}
}

// gather adds the tokens' values by their shares.
func gather(out *[headSize]float32, prob, values []float32) {
	var a, b, c, d archsimd.Float32x8
	for u, p := range prob {
		v, by := (*[headSize]float32)(values[u*3*Dim:]), archsimd.BroadcastFloat32x8(p)
		a, b = by.MulAdd(load(v[0:8]), a), by.MulAdd(load(v[8:16]), b)
		c, d = by.MulAdd(load(v[16:24]), c), by.MulAdd(load(v[24:32]), d)
	}
	store(a, out[0:8])
	store(b, out[8:16])
	store(c, out[16:24])
	store(d, out[24:32])
}
