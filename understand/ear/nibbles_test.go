package ear

import "testing"

func TestNibblesAreNear(t *testing.T) {
	t.Parallel()
	g := generator(4)
	const rows, width = 9, 3 * block
	w := make([]float32, rows*width)
	g.spread(w, 0.2)
	clear(w[2*width : 3*width]) // a row of nothing
	for i := range width {
		w[5*width+i] *= 1e-12 // one too small for its scale
	}
	n := nibblesOf(w, rows, width)
	p := &parser{b: n.appendBinary(nil)}
	read := p.nibbles(rows, width)
	if p.bad || len(p.b) > 0 {
		t.Fatal("not read back")
	}
	for r := range rows {
		got, again := make([]float32, width), make([]float32, width)
		sumNibbles(got, &n, []value{{int32(r), 1}})
		sumNibbles(again, &read, []value{{int32(r), 1}})
		lost, all := float32(0), float32(0)
		for i, x := range got {
			if x != again[i] {
				t.Fatalf("row %d: %v was read back as %v", r, x, again[i])
			}
			d := x - w[r*width+i]
			lost, all = lost+d*d, all+w[r*width+i]*w[r*width+i]
		}
		if r != 5 && lost > 0.02*all {
			t.Errorf("row %d lost %v of %v", r, lost, all)
		}
	}
	for _, cut := range []int{0, 3, 17} {
		p := &parser{b: n.appendBinary(nil)[:cut]}
		if p.nibbles(rows, width); !p.bad {
			t.Errorf("read from %d bytes", cut)
		}
	}
}
