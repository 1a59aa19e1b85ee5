package ear

// The kernels below are the portable path; rows have a length that is a multiple of lane.

// lane is what the length of every hidden layer is a multiple of.
const lane = 64

// sumRowsPortable adds x times its row of the table to sum, for each value.
func sumRowsPortable(sum, table []float32, vs []value) {
	for _, v := range vs {
		addToPortable(sum, table[int(v.row)*len(sum):][:len(sum)], v.x)
	}
}

// addRowsPortable adds x times from to its row of the table, for each value.
func addRowsPortable(table, from []float32, vs []value) {
	for _, v := range vs {
		addToPortable(table[int(v.row)*len(from):][:len(from)], from, v.x)
	}
}

// sumBytesPortable is sumRowsPortable for rows of small whole numbers, each row with its scale.
func sumBytesPortable(sum []float32, table []int8, scales []float32, vs []value) {
	for _, v := range vs {
		row, x := table[int(v.row)*len(sum):][:len(sum)], v.x*scales[v.row]
		for at := 0; at+8 <= len(row); at += 8 {
			s, f := (*[8]float32)(sum[at:]), (*[8]int8)(row[at:])
			s[0] += float32(x * float32(f[0]))
			s[1] += float32(x * float32(f[1]))
			s[2] += float32(x * float32(f[2]))
			s[3] += float32(x * float32(f[3]))
			s[4] += float32(x * float32(f[4]))
			s[5] += float32(x * float32(f[5]))
			s[6] += float32(x * float32(f[6]))
			s[7] += float32(x * float32(f[7]))
		}
	}
}

// addToPortable adds x times from to sum. The conversions forbid fused steps, so that every machine on this
// path gets the same sums.
func addToPortable(sum, from []float32, x float32) {
	from = from[:len(sum)]
	for at := 0; at+8 <= len(sum); at += 8 {
		s, f := (*[8]float32)(sum[at:]), (*[8]float32)(from[at:])
		s[0] += float32(x * f[0])
		s[1] += float32(x * f[1])
		s[2] += float32(x * f[2])
		s[3] += float32(x * f[3])
		s[4] += float32(x * f[4])
		s[5] += float32(x * f[5])
		s[6] += float32(x * f[6])
		s[7] += float32(x * f[7])
	}
}

// dotPortable is the sum of the products.
func dotPortable(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	for at := 0; at+4 <= len(a); at += 4 {
		x, y := (*[4]float32)(a[at:]), (*[4]float32)(b[at:])
		s0 += float32(x[0] * y[0])
		s1 += float32(x[1] * y[1])
		s2 += float32(x[2] * y[2])
		s3 += float32(x[3] * y[3])
	}
	return (s0 + s1) + (s2 + s3)
}

// pullPortable moves one row of the outer layer: back gains g times the row, then the row loses step times act.
func pullPortable(back, row, act []float32, g, step float32) {
	back, act = back[:len(row)], act[:len(row)]
	for i, w := range row {
		back[i] += float32(g * w)
		row[i] = w - float32(step*act[i])
	}
}
