package encoder

import (
	"encoding/binary"
	"math"
)

// level is the kernel that a machine can run.
type level int

const (
	portable level = iota
	avx2           // 256-bit vectors: AVX2 and FMA
	avx512         // 512-bit vectors: AVX-512 F and BW as well
)

// quantisePortable makes x whole for the multiplication, block by block.
func quantisePortable(a *acts, x []float32) {
	for b := range len(x) / block {
		in, q := x[b*block:][:block:block], a.q[b*block:][:block:block]
		var top float32
		for _, v := range in {
			top = max(top, abs(v))
		}
		scale := top / 127
		var inverse float32
		if scale > 0 {
			inverse = 1 / scale
		}
		var sum int32
		for i, v := range in {
			n := int32(nearest(v * inverse))
			q[i] = int8(n)
			sum += n
		}
		a.scale[b], a.sum[b] = scale, sum
	}
}

func abs(v float32) float32 { return math.Float32frombits(math.Float32bits(v) &^ (1 << 31)) }

// nearest rounds a small number to the nearest whole one, ties to even: adding 1.5·2²³ leaves no bits for a fraction.
func nearest(v float32) float32 {
	const magic = 0x1.8p23
	w := v + magic
	return w - magic
}

// multiplyPortable computes out = bias + W·x for n tokens. Four tokens' numbers, raised to 1 to 255, share one 64-bit
// word with 16 bits each, so that one multiplication by a weight (0 to 15) does four tokens; 16 such products fit before
// the sums are taken apart.
func multiplyPortable(s *scratch, m *matrix, bias, out []float32, n int) {
	columns, rows := m.chunks*Dim, m.panels*panelRows
	tiles := (n + 3) / 4
	packLanes(&s.acts, columns, n)
	var w [Dim]uint8
	var sums [chunkBlocks]int32
	var scales [chunkBlocks]float32
	for p := range m.panels {
		for c := range m.chunks {
			chunk := m.data[(p*m.chunks+c)*chunkBytes:][:chunkBytes:chunkBytes]
			for r := range panelRows {
				takeRow(chunk, r, &w, &sums, &scales)
				row := p*panelRows + r
				for t := range tiles {
					total := dotRow(&w, &sums, &scales, (*[Dim]uint64)(s.acts.lanes[t*columns+c*Dim:]),
						(*[chunkBlocks]four)(s.acts.fours[(t*columns+c*Dim)/block:]))
					for i := range min(4, n-t*4) {
						o := &out[(t*4+i)*rows+row]
						if c == 0 {
							*o = bias[row]
						}
						*o += total[i]
					}
				}
			}
		}
	}
}

// four holds a block's scales and sums (eight times) of four tokens.
type four struct {
	scale [4]float32
	eight [4]int32
}

// dotRow multiplies one row of a chunk with four tokens' numbers.
func dotRow(w *[Dim]uint8, sums *[chunkBlocks]int32, scales *[chunkBlocks]float32, lanes *[Dim]uint64, fours *[chunkBlocks]four) [4]float32 {
	var t0, t1, t2, t3 float32
	for b := range chunkBlocks {
		lo := dot16((*[16]uint8)(w[b*block:]), (*[16]uint64)(lanes[b*block:]))
		hi := dot16((*[16]uint8)(w[b*block+16:]), (*[16]uint64)(lanes[b*block+16:]))
		// Sums of two halves fit 32 bits: even lanes in one word, odd lanes in another.
		const odd = 0x0000ffff0000ffff
		even := lo&odd + hi&odd
		rest := lo>>16&odd + hi>>16&odd
		f, sum, scale := &fours[b], sums[b], scales[b]
		t0 += float32(int32(uint32(even))-sum-f.eight[0]) * (scale * f.scale[0])
		t1 += float32(int32(uint32(rest))-sum-f.eight[1]) * (scale * f.scale[1])
		t2 += float32(int32(even>>32)-sum-f.eight[2]) * (scale * f.scale[2])
		t3 += float32(int32(rest>>32)-sum-f.eight[3]) * (scale * f.scale[3])
	}
	return [4]float32{t0, t1, t2, t3}
}

// dot16 adds sixteen products of a weight and four tokens' numbers.
func dot16(w *[16]uint8, x *[16]uint64) uint64 {
	a := uint64(w[0])*x[0] + uint64(w[1])*x[1] + uint64(w[2])*x[2] + uint64(w[3])*x[3]
	b := uint64(w[4])*x[4] + uint64(w[5])*x[5] + uint64(w[6])*x[6] + uint64(w[7])*x[7]
	c := uint64(w[8])*x[8] + uint64(w[9])*x[9] + uint64(w[10])*x[10] + uint64(w[11])*x[11]
	d := uint64(w[12])*x[12] + uint64(w[13])*x[13] + uint64(w[14])*x[14] + uint64(w[15])*x[15]
	return a + b + (c + d)
}

// packLanes puts the numbers of four tokens side by side; places after the last token stay 0.
func packLanes(a *acts, columns, n int) {
	for t := range (n + 3) / 4 {
		lanes := a.lanes[t*columns : (t+1)*columns]
		clear(lanes)
		fours := a.fours[t*columns/block : (t+1)*columns/block]
		clear(fours)
		for i := range min(4, n-t*4) {
			for k, v := range a.q[(t*4+i)*columns : (t*4+i+1)*columns] {
				lanes[k] |= uint64(uint8(v)+128) << (16 * i)
			}
			at := (t*4 + i) * columns / block
			for b := range fours {
				fours[b].scale[i], fours[b].eight[i] = a.scale[at+b], 8*a.sum[at+b]
			}
		}
	}
}

// takeRow reads one row of a chunk: weights, 128 times their sum for each block, and scales.
func takeRow(chunk []byte, r int, w *[Dim]uint8, sums *[chunkBlocks]int32, scales *[chunkBlocks]float32) {
	for b := range chunkBlocks {
		out := (*[block]uint8)(w[b*block:])
		var sum int32
		for j := range 4 {
			for i, v := range chunk[b*panelRows*16+j*panelRows*4+r*4:][:4] {
				out[j*4+i], out[16+j*4+i] = v&15, v>>4
				sum += int32(v&15) + int32(v>>4)
			}
		}
		sums[b] = 128 * sum
		scales[b] = half(binary.LittleEndian.Uint16(chunk[nibbleBytes+(b*panelRows+r)*2:]))
	}
}

// normPortable adds y (where there is one) to x and gives each token mean 0 and variance 1, then weight and bias.
func (m *model) normPortable(x, y, norm []float32) {
	weight, bias := norm[:Dim:Dim], norm[Dim:2*Dim:2*Dim]
	for t := 0; t < len(x); t += Dim {
		row := x[t : t+Dim : t+Dim]
		if y != nil {
			for i, v := range y[t : t+Dim] {
				row[i] += v
			}
		}
		var mean, variance float32
		for _, v := range row {
			mean += v
		}
		mean /= Dim
		for _, v := range row {
			variance += (v - mean) * (v - mean)
		}
		inverse := float32(1 / math.Sqrt(float64(variance/Dim+m.epsilon)))
		for i, v := range row {
			row[i] = (v-mean)*inverse*weight[i] + bias[i]
		}
	}
}

// The error function as in Abramowitz and Stegun, 7.1.28 (error at most 3e-7), of |x|/√2: the powers of √2 are in the
// coefficients.
const (
	erf1 = 0.0705230784 * 0.70710678118654752
	erf2 = 0.0422820123 * 0.5
	erf3 = 0.0092705272 * 0.35355339059327376
	erf4 = 0.0001520143 * 0.25
	erf5 = 0.0002765672 * 0.17677669529663688
	erf6 = 0.0000430638 * 0.125
)

// geluPortable is x·Φ(x), in place.
func geluPortable(x []float32) {
	for i, v := range x {
		a := abs(v)
		p := 1 + a*(erf1+a*(erf2+a*(erf3+a*(erf4+a*(erf5+a*erf6)))))
		p *= p
		p *= p
		p *= p
		p *= p
		x[i] = 0.5 * (v + a*(1-1/p))
	}
}

// exp is e to the power v for v ≤ 0: 2 to a whole power times a polynomial (Cephes' expf).
func exp(v float32) float32 {
	v = max(v, -87)
	n := nearest(v * math.Log2E)
	v -= n * expHigh
	v -= n * expLow
	p := float32(exp6)
	p = p*v + exp5
	p = p*v + exp4
	p = p*v + exp3
	p = p*v + exp2
	p = p*v + exp1
	p = p*v*v + v + 1
	return p * math.Float32frombits(uint32(int32(n)+127)<<23)
}

const (
	expHigh = 0.693359375 // ln 2 in two parts
	expLow  = -2.12194440e-4
	exp6    = 1.9875691500e-4
	exp5    = 1.3981999507e-3
	exp4    = 8.3334519073e-3
	exp3    = 4.1665795894e-2
	exp2    = 1.6666665459e-1
	exp1    = 5.0000001201e-1
)

// attentionPortable lets each token look at all others: for each head, the values of all tokens weighted by how well
// their keys fit the token's query. wide holds queries, keys and values of n tokens.
func attentionPortable(s *scratch, out, wide []float32, n int) {
	const step = 3 * Dim
	prob := s.prob[:n]
	for h := 0; h < Dim; h += headSize {
		for t := range n {
			query := (*[headSize]float32)(wide[t*step+h:])
			top := float32(math.Inf(-1))
			for u := range prob {
				key := (*[headSize]float32)(wide[u*step+Dim+h:])
				var d float32
				for i, v := range query {
					d += v * key[i]
				}
				prob[u] = d * attentionScale
				top = max(top, prob[u])
			}
			var sum float32
			for u, v := range prob {
				prob[u] = exp(v - top)
				sum += prob[u]
			}
			to := (*[headSize]float32)(out[t*Dim+h:])
			*to = [headSize]float32{}
			for u, p := range prob {
				p /= sum
				value := (*[headSize]float32)(wide[u*step+2*Dim+h:])
				for i, v := range value {
					to[i] += p * v
				}
			}
		}
	}
}

// attentionScale is 1/√headSize.
const attentionScale = 0.17677669529663688

// mean adds the mean of the tokens' states, times weight·tokens, to dst.
func (e *Encoder) mean(dst, x []float32, weight float32) {
	var sum [Dim]float32
	for ; len(x) > 0; x = x[Dim:] {
		for i, v := range (*[Dim]float32)(x) {
			sum[i] += v
		}
	}
	for i, v := range sum {
		dst[i] += v * weight
	}
}
