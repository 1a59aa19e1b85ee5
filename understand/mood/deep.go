package mood

// VectorSize is the length of the vector that [Reader.ReadWith] takes.
const VectorSize = 384

// deepFloats are the numbers of [deep] in a model file.
const deepFloats = VectorSize + scored*VectorSize + 2*scored

// deep is what a sentence's vector says besides the words: a direction for each head, laid over the network's score.
// Vectors of sentences all point nearly the same way, so that their mean is taken off first.
type deep struct {
	centre [VectorSize]float32
	w      [scored][VectorSize]float32
	slope  [scored]float32 // of the network's score
	shift  [scored]float32
}

// push returns what the vector adds to the log-odds of each head.
func (d *deep) push(vector []float32) (out [scored]float32) {
	for h := range out {
		sum := d.shift[h]
		for i, x := range vector[:VectorSize] {
			sum += d.w[h][i] * (x - d.centre[i])
		}
		out[h] = sum
	}
	return out
}
