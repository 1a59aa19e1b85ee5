//go:build goexperiment.simd && amd64

package encoder

import "simd/archsimd"

// dotPair is dot for two tokens, with vectors of 512 bits.
func (p *panel) dotPair(q, r *[Dim]int8, scale, rscale *[chunkBlocks]float32, sum, rsum *[chunkBlocks]int32, out, rout *[panelRows]float32) {
	ones := archsimd.BroadcastInt16x32(1)
	f0, f1 := archsimd.LoadFloat32x16((*[16]float32)(out[0:])), archsimd.LoadFloat32x16((*[16]float32)(out[16:]))
	g0, g1 := archsimd.LoadFloat32x16((*[16]float32)(rout[0:])), archsimd.LoadFloat32x16((*[16]float32)(rout[16:]))
	for b := range chunkBlocks {
		w, d := &p.w[b], &p.d[b]
		q8, r8 := archsimd.LoadInt8x32((*[32]int8)(q[b*block:])).AsInt32x8(), archsimd.LoadInt8x32((*[32]int8)(r[b*block:])).AsInt32x8()
		qh, rh := double(q8.Select128FromPair(0, 0, q8)), double(r8.Select128FromPair(0, 0, r8))
		qv, rv := qh.PermuteScalarsGrouped(0, 0, 0, 0).AsInt8x64(), rh.PermuteScalarsGrouped(0, 0, 0, 0).AsInt8x64()
		w0, w1 := archsimd.LoadUint8x64((*[64]uint8)(w[0][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[0][64:]))
		s0, s1 := w0.DotProductPairsSaturated(qv), w1.DotProductPairsSaturated(qv)
		t0, t1 := w0.DotProductPairsSaturated(rv), w1.DotProductPairsSaturated(rv)
		qv, rv = qh.PermuteScalarsGrouped(1, 1, 1, 1).AsInt8x64(), rh.PermuteScalarsGrouped(1, 1, 1, 1).AsInt8x64()
		w0, w1 = archsimd.LoadUint8x64((*[64]uint8)(w[1][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[1][64:]))
		s0, s1 = s0.Add(w0.DotProductPairsSaturated(qv)), s1.Add(w1.DotProductPairsSaturated(qv))
		t0, t1 = t0.Add(w0.DotProductPairsSaturated(rv)), t1.Add(w1.DotProductPairsSaturated(rv))
		qv, rv = qh.PermuteScalarsGrouped(2, 2, 2, 2).AsInt8x64(), rh.PermuteScalarsGrouped(2, 2, 2, 2).AsInt8x64()
		w0, w1 = archsimd.LoadUint8x64((*[64]uint8)(w[2][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[2][64:]))
		s0, s1 = s0.Add(w0.DotProductPairsSaturated(qv)), s1.Add(w1.DotProductPairsSaturated(qv))
		t0, t1 = t0.Add(w0.DotProductPairsSaturated(rv)), t1.Add(w1.DotProductPairsSaturated(rv))
		qv, rv = qh.PermuteScalarsGrouped(3, 3, 3, 3).AsInt8x64(), rh.PermuteScalarsGrouped(3, 3, 3, 3).AsInt8x64()
		w0, w1 = archsimd.LoadUint8x64((*[64]uint8)(w[3][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[3][64:]))
		s0, s1 = s0.Add(w0.DotProductPairsSaturated(qv)), s1.Add(w1.DotProductPairsSaturated(qv))
		t0, t1 = t0.Add(w0.DotProductPairsSaturated(rv)), t1.Add(w1.DotProductPairsSaturated(rv))
		qh, rh = double(q8.Select128FromPair(1, 1, q8)), double(r8.Select128FromPair(1, 1, r8))
		qv, rv = qh.PermuteScalarsGrouped(0, 0, 0, 0).AsInt8x64(), rh.PermuteScalarsGrouped(0, 0, 0, 0).AsInt8x64()
		w0, w1 = archsimd.LoadUint8x64((*[64]uint8)(w[4][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[4][64:]))
		s0, s1 = s0.Add(w0.DotProductPairsSaturated(qv)), s1.Add(w1.DotProductPairsSaturated(qv))
		t0, t1 = t0.Add(w0.DotProductPairsSaturated(rv)), t1.Add(w1.DotProductPairsSaturated(rv))
		qv, rv = qh.PermuteScalarsGrouped(1, 1, 1, 1).AsInt8x64(), rh.PermuteScalarsGrouped(1, 1, 1, 1).AsInt8x64()
		w0, w1 = archsimd.LoadUint8x64((*[64]uint8)(w[5][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[5][64:]))
		s0, s1 = s0.Add(w0.DotProductPairsSaturated(qv)), s1.Add(w1.DotProductPairsSaturated(qv))
		t0, t1 = t0.Add(w0.DotProductPairsSaturated(rv)), t1.Add(w1.DotProductPairsSaturated(rv))
		qv, rv = qh.PermuteScalarsGrouped(2, 2, 2, 2).AsInt8x64(), rh.PermuteScalarsGrouped(2, 2, 2, 2).AsInt8x64()
		w0, w1 = archsimd.LoadUint8x64((*[64]uint8)(w[6][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[6][64:]))
		s0, s1 = s0.Add(w0.DotProductPairsSaturated(qv)), s1.Add(w1.DotProductPairsSaturated(qv))
		t0, t1 = t0.Add(w0.DotProductPairsSaturated(rv)), t1.Add(w1.DotProductPairsSaturated(rv))
		qv, rv = qh.PermuteScalarsGrouped(3, 3, 3, 3).AsInt8x64(), rh.PermuteScalarsGrouped(3, 3, 3, 3).AsInt8x64()
		w0, w1 = archsimd.LoadUint8x64((*[64]uint8)(w[7][0:])), archsimd.LoadUint8x64((*[64]uint8)(w[7][64:]))
		s0, s1 = s0.Add(w0.DotProductPairsSaturated(qv)), s1.Add(w1.DotProductPairsSaturated(qv))
		t0, t1 = t0.Add(w0.DotProductPairsSaturated(rv)), t1.Add(w1.DotProductPairsSaturated(rv))
		d0, d1 := archsimd.LoadFloat32x16((*[16]float32)(d[0:])), archsimd.LoadFloat32x16((*[16]float32)(d[16:]))
		high, by := archsimd.BroadcastInt32x16(8*sum[b]), archsimd.BroadcastFloat32x16(scale[b])
		f0 = s0.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(d0), f0)
		f1 = s1.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(d1), f1)
		high, by = archsimd.BroadcastInt32x16(8*rsum[b]), archsimd.BroadcastFloat32x16(rscale[b])
		g0 = t0.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(d0), g0)
		g1 = t1.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(d1), g1)
	}
	f0.Store((*[16]float32)(out[0:]))
	f1.Store((*[16]float32)(out[16:]))
	g0.Store((*[16]float32)(rout[0:]))
	g1.Store((*[16]float32)(rout[16:]))
}

// double is v twice.
func double(v archsimd.Int32x8) archsimd.Int32x16 {
	var z archsimd.Int32x16
	return z.SetLo(v).SetHi(v)
}
