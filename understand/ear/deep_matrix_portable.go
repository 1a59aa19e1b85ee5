//go:build !(goexperiment.simd && amd64)

package ear

func fourRows(out *[4][tile]float32, pack, b []float32, n int) { fourRowsPortable(out, pack, b, n) }

func (o *momentum) move(w, grad []float32, rate, correction float32) {
	o.movePortable(w, grad, rate, correction)
}
