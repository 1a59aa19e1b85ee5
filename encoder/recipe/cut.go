package main

import "strings"

// cutter cuts texts with the whole vocabulary, as the model was trained: a plain reading of SentencePiece's unigram
// model, without the encoder's short cuts.
type cutter struct {
	src     *source
	index   map[string]int
	longest int
	miss    float32
}

const mark = "\u2581"

func newCutter(s *source) *cutter {
	c := &cutter{src: s, index: make(map[string]int, len(s.pieces))}
	lowest := float32(0)
	for i, p := range s.pieces {
		if ordinary(p) {
			c.index[p] = i
		}
		lowest = min(lowest, s.scores[i])
		c.longest = max(c.longest, len(p))
	}
	c.miss = lowest - 10
	return c
}

// ordinary is false for the marks, which no text may write.
func ordinary(p string) bool {
	switch p {
	case "<s>", "<pad>", "</s>", "<unk>", "<mask>":
		return false
	}
	return true
}

func (c *cutter) normalise(text string) []string {
	chars := []string{mark}
	space := true
	add := func(r rune) {
		if r == ' ' {
			if !space {
				chars = append(chars, mark)
			}
			space = true
			return
		}
		chars, space = append(chars, string(r)), false
	}
	for _, r := range text {
		if to, ok := c.src.replace[r]; ok {
			for _, r := range to {
				add(r)
			}
		} else {
			add(r)
		}
	}
	return chars
}

// cut calls use for each piece of the best cut (never for an unknown character).
func (c *cutter) cut(text string, use func(id int)) {
	chars := c.normalise(text)
	n := len(chars)
	best, piece, from := make([]float32, n+1), make([]int, n+1), make([]int, n+1)
	for i := range best {
		best[i] = -1e30
	}
	best[0] = 0
	for i := range n {
		var b strings.Builder
		for e := i; e < n; e++ {
			b.WriteString(chars[e])
			if b.Len() > c.longest {
				break
			}
			if id, ok := c.index[b.String()]; ok && best[i]+c.src.scores[id] > best[e+1] {
				best[e+1], piece[e+1], from[e+1] = best[i]+c.src.scores[id], id, i
			}
		}
		if best[i]+c.miss > best[i+1] {
			best[i+1], piece[i+1], from[i+1] = best[i]+c.miss, -1, i
		}
	}
	for i := n; i > 0; i = from[i] {
		if piece[i] >= 0 {
			use(piece[i])
		}
	}
}
