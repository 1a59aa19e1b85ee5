//go:build !(goexperiment.simd && amd64)

package encoder

// best is the fastest kernel of this machine.
func best() level { return portable }

func (e *Encoder) quantise(a *acts, x []float32) { quantisePortable(a, x) }

func (e *Encoder) multiply(s *scratch, m *matrix, bias, out []float32, n int) {
	multiplyPortable(s, m, bias, out, n)
}

func (e *Encoder) norm(x, y, norm []float32) { e.model.normPortable(x, y, norm) }

func (e *Encoder) gelu(x []float32) { geluPortable(x) }

func (e *Encoder) attention(s *scratch, out, wide []float32, n int) {
	attentionPortable(s, out, wide, n)
}
