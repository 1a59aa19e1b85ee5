//go:build !goexperiment.simd || !amd64

package ear

func sumRows(sum, table []float32, vs []value) { sumRowsPortable(sum, table, vs) }

func addRows(table, from []float32, vs []value) { addRowsPortable(table, from, vs) }

func sumBytes(sum []float32, table []int8, scales []float32, vs []value) {
	sumBytesPortable(sum, table, scales, vs)
}

func sumNibbles(sum []float32, n *nibbles, vs []value) { sumNibblesPortable(sum, n, vs) }

func addTo(sum, from []float32, x float32) { addToPortable(sum, from, x) }

func dot(a, b []float32) float32 { return dotPortable(a, b) }

func pull(back, row, act []float32, g, step float32) { pullPortable(back, row, act, g, step) }
