package ear

// tile is what the number of columns of every matrix of the deep ear is a multiple of.
const tile = 32

// matrix reads a[i,l] as data[i*row+l*col], so that a transposed matrix needs no copy.
type matrix struct {
	data     []float32
	row, col int
}

// multiplier multiplies matrices; it keeps the buffer for the rows at work.
type multiplier struct{ pack []float32 }

// product writes c = a·b for a of m rows by k, b of k rows by n columns, both b and c with n to a row; n is a
// multiple of [tile]. Each number is summed in the order of k, whatever the machine's width.
func (p *multiplier) product(c []float32, a matrix, b []float32, m, k, n int) {
	if cap(p.pack) < 4*k {
		p.pack = make([]float32, 4*k)
	}
	pack := p.pack[:4*k]
	for i := 0; i < m; i += 4 {
		rows := min(4, m-i)
		for r := range 4 {
			if r >= rows {
				for l := range k {
					pack[4*l+r] = 0
				}
				continue
			}
			at := (i + r) * a.row
			for l := range k {
				pack[4*l+r] = a.data[at]
				at += a.col
			}
		}
		for j := 0; j < n; j += tile {
			var out [4][tile]float32
			fourRows(&out, pack, b[j:], n)
			for r := range rows {
				copy(c[(i+r)*n+j:], out[r][:])
			}
		}
	}
}

// fourRowsPortable sums four packed rows against one column tile of b, whose rows are n apart.
func fourRowsPortable(out *[4][tile]float32, pack, b []float32, n int) {
	for l := 0; 4*l < len(pack); l++ {
		x := (*[4]float32)(pack[4*l:])
		y := (*[tile]float32)(b[l*n:])
		for r, f := range x {
			if f == 0 {
				continue
			}
			o := &out[r]
			for j := range o {
				o[j] += float32(f * y[j])
			}
		}
	}
}

// momentum is one step of Adam over weights: mean and square are the running mean of the gradient and of its
// square, rate the step with both corrections in it.
type momentum struct {
	mean, square []float32
}

const (
	meanKept   = 0.9
	squareKept = 0.99
	tinyRoot   = 1e-8
)

// movePortable moves the weights against the gradient.
func (o *momentum) movePortable(w, grad []float32, rate, correction float32) {
	mean, square, grad := o.mean[:len(w)], o.square[:len(w)], grad[:len(w)]
	for i := range w {
		g := grad[i]
		mean[i] = float32(meanKept*mean[i]) + float32((1-meanKept)*g)
		square[i] = float32(squareKept*square[i]) + float32((1-squareKept)*float32(g*g))
		w[i] -= float32(rate*mean[i]) / (sqrt32(float32(square[i]*correction)) + tinyRoot)
	}
}
