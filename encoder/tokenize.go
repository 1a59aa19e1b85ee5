package encoder

import (
	"sort"
	"unicode/utf8"
)

// mark stands for a space, and for the beginning, in the vocabulary's pieces (SentencePiece's metaspace, U+2581).
const mark = "\u2581"

// tokens cuts a text into the pieces of the vocabulary: the cut with the highest sum of scores (a unigram model, as
// SentencePiece does it). The result lives in s.
func (e *Encoder) tokens(s *scratch, text string) []int32 {
	e.model.normalise(s, text)
	e.model.cut(s)
	if limit := maxWindows * (window - 2); len(s.ids) > limit {
		s.ids = s.ids[:limit]
	}
	return s.ids
}

// normalise writes the prefix and the text as the model was trained to read them: characters in their compatible form,
// no control characters, one mark for each run of spaces. s.ends holds where each character ends.
func (m *model) normalise(s *scratch, text string) {
	if len(text) > maxBytes {
		cut := maxBytes
		for cut > maxBytes-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	s.text, s.ends, s.space = append(s.text[:0], mark...), append(s.ends[:0], int32(len(mark))), false
	for _, part := range [...]string{prefix, text} {
		for _, r := range part {
			m.read(s, r)
		}
	}
}

// read adds one character of the text.
func (m *model) read(s *scratch, r rune) {
	switch {
	case r == 0: // a control character like U+0001 to U+0008; the vocabulary's own table begins at U+0001
	case r > ' ' && r < 0x7f:
		s.add(r)
	default:
		points := m.points
		n := len(points) / 2
		i := sort.Search(n, func(i int) bool { return points[2*i] >= uint32(r) })
		if i == n || points[2*i] != uint32(r) {
			s.add(r)
			return
		}
		at, size := points[2*i+1]>>8, points[2*i+1]&0xff
		for at, end := at, at+size; at < end; {
			c, n := utf8.DecodeRune(m.replace[at:])
			s.add(c)
			at += uint32(n)
		}
	}
}

// add appends one normalised character.
func (s *scratch) add(r rune) {
	if r == ' ' {
		if s.space {
			return
		}
		s.text = append(s.text, mark...)
	} else {
		s.text = utf8.AppendRune(s.text, r)
	}
	s.space = r == ' '
	s.ends = append(s.ends, int32(len(s.text)))
}

// cut finds the best pieces for s.text and leaves their ids in s.ids. Its time is linear: no piece is longer than
// m.longest bytes.
func (m *model) cut(s *scratch) {
	n := len(s.ends)
	s.best, s.piece, s.from = grown(s.best, n+1), grown(s.piece, n+1), grown(s.from, n+1)
	best, piece, from := s.best, s.piece, s.from
	for i := range best {
		best[i] = -1e30
	}
	best[0] = 0
	start := 0
	for i := range n {
		m.reach(s, i, start)
		if score := best[i] + m.miss; score > best[i+1] {
			best[i+1], piece[i+1], from[i+1] = score, m.unknown, int32(i)
		}
		start = int(s.ends[i])
	}
	s.ids = s.ids[:0]
	for i := int32(n); i > 0; i = from[i] {
		s.ids = append(s.ids, piece[i])
	}
	for a, b := 0, len(s.ids)-1; a < b; a, b = a+1, b-1 {
		s.ids[a], s.ids[b] = s.ids[b], s.ids[a]
	}
}

// reach tries every piece that begins at character i (byte start): the pieces are sorted, so those that share the bytes
// read so far are a range that narrows byte by byte.
func (m *model) reach(s *scratch, i, start int) {
	text := s.text[start:]
	var lo, hi, depth int
	switch {
	case string(text[:min(len(mark), len(text))]) != mark:
		lo, hi, depth = int(m.first[text[0]]), int(m.first[int(text[0])+1]), 1
	case len(text) == len(mark):
		lo, hi, depth = int(m.first[257])-1, int(m.first[257]), len(mark)
	default:
		m.offer(s, i, i+1, int(m.first[257])-1)
		next := 257 + int(text[len(mark)])
		lo, hi, depth = int(m.first[next]), int(m.first[next+1]), len(mark)+1
	}
	at := i
	for lo < hi {
		for int(s.ends[at])-start < depth {
			at++
		}
		if int(s.ends[at])-start == depth && int(m.offsets[lo+1]-m.offsets[lo]) == depth {
			m.offer(s, i, at+1, lo)
		}
		if depth == len(text) {
			return
		}
		lo, hi = m.narrow(lo, hi, depth, int(text[depth]))
		depth++
	}
}

// offer takes the piece from character i to character end where that is the best way to end so far.
func (m *model) offer(s *scratch, i, end, piece int) {
	if score := s.best[i] + m.scores[piece]; score > s.best[end] {
		s.best[end], s.piece[end], s.from[end] = score, int32(piece), int32(i)
	}
}

// narrow keeps, of the pieces lo to hi, those with byte c at depth.
func (m *model) narrow(lo, hi, depth, c int) (int, int) {
	if last := m.at(hi-1, depth); last < c {
		return hi, hi
	} else if last == c && m.at(lo, depth) == c {
		return lo, hi
	}
	lo += sort.Search(hi-lo, func(i int) bool { return m.at(lo+i, depth) >= c })
	return lo, lo + sort.Search(hi-lo, func(i int) bool { return m.at(lo+i, depth) > c })
}

// at is the byte of a piece at depth, or -1 after its end.
func (m *model) at(piece, depth int) int {
	p := int(m.offsets[piece]) + depth
	if p >= int(m.offsets[piece+1]) {
		return -1
	}
	return int(m.pieces[p])
}

// grown is s with n places, its content unspecified.
func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
