//go:build goexperiment.simd && amd64

package encoder

import "simd/archsimd"

// best is the fastest kernel of this machine.
func best() level {
	switch {
	case archsimd.X86.AVX512() && archsimd.X86.AVX2() && archsimd.X86.FMA():
		return avx512
	case archsimd.X86.AVX2() && archsimd.X86.FMA():
		return avx2
	}
	return portable
}

func (e *Encoder) quantise(a *acts, x []float32) {
	if e.level == portable {
		quantisePortable(a, x)
		return
	}
	quantiseSIMD(a, x)
}

func (e *Encoder) multiply(s *scratch, m *matrix, bias, out []float32, n int) {
	if e.level == portable {
		multiplyPortable(s, m, bias, out, n)
		return
	}
	rows, columns, a := m.panels*panelRows, m.chunks*Dim, &s.acts
	var ready panel
	for p := range m.panels {
		for c := range m.chunks {
			ready.expand((*[chunkBytes]byte)(m.data[(p*m.chunks+c)*chunkBytes:]))
			if c == 0 {
				for t := range n {
					copy(out[t*rows+p*panelRows:][:panelRows], bias[p*panelRows:])
				}
			}
			t := 0
			if e.level == avx512 {
				for ; t+2 <= n; t += 2 {
					q, b := t*columns+c*Dim, (t*columns+c*Dim)/block
					o := t*rows + p*panelRows
					ready.dotPair((*[Dim]int8)(a.q[q:]), (*[Dim]int8)(a.q[q+columns:]),
						(*[chunkBlocks]float32)(a.scale[b:]), (*[chunkBlocks]float32)(a.scale[b+columns/block:]),
						(*[chunkBlocks]int32)(a.sum[b:]), (*[chunkBlocks]int32)(a.sum[b+columns/block:]),
						(*[panelRows]float32)(out[o:]), (*[panelRows]float32)(out[o+rows:]))
				}
			}
			for ; t < n; t++ {
				q, b := t*columns+c*Dim, (t*columns+c*Dim)/block
				ready.dot((*[Dim]int8)(a.q[q:]), (*[chunkBlocks]float32)(a.scale[b:]), (*[chunkBlocks]int32)(a.sum[b:]),
					(*[panelRows]float32)(out[t*rows+p*panelRows:]))
			}
		}
	}
}

// panel is one chunk of a matrix made ready for a kernel.
type panel struct {
	w [chunkBlocks][block / 4][panelRows * 4]uint8 // 0 to 15; four columns of each row lie together
	d [chunkBlocks][panelRows]float32
}

// expand makes a chunk ready: a byte for each weight, 32 bits for each scale.
func (p *panel) expand(chunk *[chunkBytes]byte) {
	low := archsimd.BroadcastUint8x32(15)
	for b := range p.w {
		for j := range 4 {
			from := (*[128]uint8)(chunk[b*512+j*128:])
			to, too := &p.w[b][j], &p.w[b][j+4]
			for i := 0; i < len(from); i += 32 {
				v := archsimd.LoadUint8x32((*[32]uint8)(from[i:]))
				v.And(low).Store((*[32]uint8)(to[i:]))
				v.AsUint16x16().ShiftAllRight(4).AsUint8x32().And(low).Store((*[32]uint8)(too[i:]))
			}
		}
	}
	sign, rest := archsimd.BroadcastUint32x8(0x8000), archsimd.BroadcastUint32x8(0x7fff)
	shift := archsimd.BroadcastFloat32x8(0x1p112)
	for b := range p.d {
		from := (*[64]uint8)(chunk[nibbleBytes+b*64:])
		for i := range 4 {
			h := archsimd.LoadUint8x16((*[16]uint8)(from[i*16:])).AsUint16x8().ExtendToUint32()
			v := h.And(rest).ShiftAllLeft(13).AsFloat32x8().Mul(shift).AsUint32x8()
			v.Or(h.And(sign).ShiftAllLeft(16)).AsFloat32x8().Store((*[8]float32)(p.d[b][i*8:]))
		}
	}
}

// dot adds the products of a panel and one token's numbers to out. Weights are 0 to 15 and numbers at most 127, so eight
// sums of two products fit 16 bits; what the weights are too high by (8) goes out through the numbers' sum.
func (p *panel) dot(q *[Dim]int8, scale *[chunkBlocks]float32, sum *[chunkBlocks]int32, out *[panelRows]float32) {
	ones := archsimd.BroadcastInt16x16(1)
	f0, f1 := archsimd.LoadFloat32x8((*[8]float32)(out[0:])), archsimd.LoadFloat32x8((*[8]float32)(out[8:]))
	f2, f3 := archsimd.LoadFloat32x8((*[8]float32)(out[16:])), archsimd.LoadFloat32x8((*[8]float32)(out[24:]))
	for b := range chunkBlocks {
		w, d := &p.w[b], &p.d[b]
		both := archsimd.LoadInt8x32((*[32]int8)(q[b*block:])).AsInt32x8()
		half := both.Select128FromPair(0, 0, both)
		v := half.PermuteScalarsGrouped(0, 0, 0, 0).AsInt8x32()
		s0 := archsimd.LoadUint8x32((*[32]uint8)(w[0][0:])).DotProductPairsSaturated(v)
		s1 := archsimd.LoadUint8x32((*[32]uint8)(w[0][32:])).DotProductPairsSaturated(v)
		s2 := archsimd.LoadUint8x32((*[32]uint8)(w[0][64:])).DotProductPairsSaturated(v)
		s3 := archsimd.LoadUint8x32((*[32]uint8)(w[0][96:])).DotProductPairsSaturated(v)
		v = half.PermuteScalarsGrouped(1, 1, 1, 1).AsInt8x32()
		s0 = s0.Add(archsimd.LoadUint8x32((*[32]uint8)(w[1][0:])).DotProductPairsSaturated(v))
		s1 = s1.Add(archsimd.LoadUint8x32((*[32]uint8)(w[1][32:])).DotProductPairsSaturated(v))
		s2 = s2.Add(archsimd.LoadUint8x32((*[32]uint8)(w[1][64:])).DotProductPairsSaturated(v))
		s3 = s3.Add(archsimd.LoadUint8x32((*[32]uint8)(w[1][96:])).DotProductPairsSaturated(v))
		v = half.PermuteScalarsGrouped(2, 2, 2, 2).AsInt8x32()
		s0 = s0.Add(archsimd.LoadUint8x32((*[32]uint8)(w[2][0:])).DotProductPairsSaturated(v))
		s1 = s1.Add(archsimd.LoadUint8x32((*[32]uint8)(w[2][32:])).DotProductPairsSaturated(v))
		s2 = s2.Add(archsimd.LoadUint8x32((*[32]uint8)(w[2][64:])).DotProductPairsSaturated(v))
		s3 = s3.Add(archsimd.LoadUint8x32((*[32]uint8)(w[2][96:])).DotProductPairsSaturated(v))
		v = half.PermuteScalarsGrouped(3, 3, 3, 3).AsInt8x32()
		s0 = s0.Add(archsimd.LoadUint8x32((*[32]uint8)(w[3][0:])).DotProductPairsSaturated(v))
		s1 = s1.Add(archsimd.LoadUint8x32((*[32]uint8)(w[3][32:])).DotProductPairsSaturated(v))
		s2 = s2.Add(archsimd.LoadUint8x32((*[32]uint8)(w[3][64:])).DotProductPairsSaturated(v))
		s3 = s3.Add(archsimd.LoadUint8x32((*[32]uint8)(w[3][96:])).DotProductPairsSaturated(v))
		half = both.Select128FromPair(1, 1, both)
		v = half.PermuteScalarsGrouped(0, 0, 0, 0).AsInt8x32()
		s0 = s0.Add(archsimd.LoadUint8x32((*[32]uint8)(w[4][0:])).DotProductPairsSaturated(v))
		s1 = s1.Add(archsimd.LoadUint8x32((*[32]uint8)(w[4][32:])).DotProductPairsSaturated(v))
		s2 = s2.Add(archsimd.LoadUint8x32((*[32]uint8)(w[4][64:])).DotProductPairsSaturated(v))
		s3 = s3.Add(archsimd.LoadUint8x32((*[32]uint8)(w[4][96:])).DotProductPairsSaturated(v))
		v = half.PermuteScalarsGrouped(1, 1, 1, 1).AsInt8x32()
		s0 = s0.Add(archsimd.LoadUint8x32((*[32]uint8)(w[5][0:])).DotProductPairsSaturated(v))
		s1 = s1.Add(archsimd.LoadUint8x32((*[32]uint8)(w[5][32:])).DotProductPairsSaturated(v))
		s2 = s2.Add(archsimd.LoadUint8x32((*[32]uint8)(w[5][64:])).DotProductPairsSaturated(v))
		s3 = s3.Add(archsimd.LoadUint8x32((*[32]uint8)(w[5][96:])).DotProductPairsSaturated(v))
		v = half.PermuteScalarsGrouped(2, 2, 2, 2).AsInt8x32()
		s0 = s0.Add(archsimd.LoadUint8x32((*[32]uint8)(w[6][0:])).DotProductPairsSaturated(v))
		s1 = s1.Add(archsimd.LoadUint8x32((*[32]uint8)(w[6][32:])).DotProductPairsSaturated(v))
		s2 = s2.Add(archsimd.LoadUint8x32((*[32]uint8)(w[6][64:])).DotProductPairsSaturated(v))
		s3 = s3.Add(archsimd.LoadUint8x32((*[32]uint8)(w[6][96:])).DotProductPairsSaturated(v))
		v = half.PermuteScalarsGrouped(3, 3, 3, 3).AsInt8x32()
		s0 = s0.Add(archsimd.LoadUint8x32((*[32]uint8)(w[7][0:])).DotProductPairsSaturated(v))
		s1 = s1.Add(archsimd.LoadUint8x32((*[32]uint8)(w[7][32:])).DotProductPairsSaturated(v))
		s2 = s2.Add(archsimd.LoadUint8x32((*[32]uint8)(w[7][64:])).DotProductPairsSaturated(v))
		s3 = s3.Add(archsimd.LoadUint8x32((*[32]uint8)(w[7][96:])).DotProductPairsSaturated(v))
		high, by := archsimd.BroadcastInt32x8(8*sum[b]), archsimd.BroadcastFloat32x8(scale[b])
		f0 = s0.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(archsimd.LoadFloat32x8((*[8]float32)(d[0:]))), f0)
		f1 = s1.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(archsimd.LoadFloat32x8((*[8]float32)(d[8:]))), f1)
		f2 = s2.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(archsimd.LoadFloat32x8((*[8]float32)(d[16:]))), f2)
		f3 = s3.DotProductPairs(ones).Sub(high).ConvertToFloat32().MulAdd(by.Mul(archsimd.LoadFloat32x8((*[8]float32)(d[24:]))), f3)
	}
	f0.Store((*[8]float32)(out[0:]))
	f1.Store((*[8]float32)(out[8:]))
	f2.Store((*[8]float32)(out[16:]))
	f3.Store((*[8]float32)(out[24:]))
}
