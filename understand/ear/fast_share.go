package ear

// shares returns by how much each of n words raised the log-odds of a class: of each of its features, what it
// brought to the hidden layer times the slope of the log-odds there. The result is good until the next call
// with s. The network keeps all weights of its rows.
func (f *fast) shares(fs []feature, n, class int, s *fastScratch) []float32 {
	s.scores = resized(s.scores, f.classes)
	s.slope = resized(s.slope, f.hidden)
	s.shares = resized(s.shares, n)
	f.raw(s.scores, fs, nil, s)
	f.slopes(class, s)
	clear(s.shares)

	// What values and mean divided by, so that each feature is weighed as it was.
	var seen, total, length float32
	for _, v := range s.values {
		seen += v.x * v.x
	}
	for _, g := range fs {
		if row := f.known(g); row >= 0 {
			x := g.value * f.vocabulary.rare(row)
			total += x * x
		}
	}
	if total > 0 {
		seen = sqrt32(seen / total)
	}
	if f.senses > 0 {
		s.toward = resized(s.toward, f.senses)
		for i := range s.toward {
			s.toward[i] = f.deepScale[i] * dotBytes(f.deep[i*f.hidden:][:f.hidden], s.slope)
		}
		length = meanings.length(s.senses, fs)
	}
	for _, g := range fs {
		if int(g.word) >= n {
			continue
		}
		if row := f.known(g); row >= 0 {
			brought := dotBytes(f.inner[int(row)*f.hidden:][:f.hidden], s.slope)
			s.shares[g.word] += brought * f.innerScale[row] * g.value * f.vocabulary.rare(row) * seen
		} else if g.sense && length > 0 {
			clear(s.senses)
			meanings.add(s.senses, int32(g.hash), g.value/length)
			s.shares[g.word] += dotPortable(s.senses, s.toward)
		}
	}
	return s.shares
}

// known returns the row of a feature that the network has weights for, else -1.
func (f *fast) known(g feature) int32 {
	if g.sense {
		return -1
	}
	return f.vocabulary.row(g.hash)
}

func dotBytes(row []int8, with []float32) float32 {
	sum := float32(0)
	for i, w := range row {
		sum += float32(float32(w) * with[i])
	}
	return sum
}

// slopes fills the slope of a class's log-odds against each sum of the hidden layer, after raw.
func (f *fast) slopes(class int, s *fastScratch) {
	copy(s.slope, f.outer[class*f.hidden:][:f.hidden])
	if !f.many && f.classes > 1 {
		softmax(s.scores)
		rest := 1 - s.scores[class]
		for c, p := range s.scores {
			if c == class {
				continue
			}
			part := 1 / float32(f.classes-1)
			if rest > 1e-6 {
				part = p / rest
			}
			if part > 1e-3 {
				addTo(s.slope, f.outer[c*f.hidden:][:f.hidden], -part)
			}
		}
	}
	for i, h := range s.hidden {
		if h < 0 {
			s.slope[i] *= leak
		}
	}
}

// resized returns a slice of n numbers, in the same memory where it is enough.
func resized(b []float32, n int) []float32 {
	if cap(b) < n {
		return make([]float32, n)
	}
	return b[:n]
}
