package ear

import (
	"sync"

	"terang"
	"terang/understand/words"
)

// reader turns texts into lessons.
type reader struct {
	book  *words.Book
	noise *words.Noiser
	line  words.Line
}

func newReader(book *words.Book, seed uint64) *reader {
	return &reader{book: book, noise: words.Noise(seed ^ noiseSalt)}
}

// lessons appends the lesson of one text, made from l, and up to n variants of it as others might write it.
func (r *reader) lessons(dst []lesson, l lesson, text string, language terang.Language, n int) []lesson {
	r.book.Read(&r.line, text, language)
	l.features = r.features()
	dst = append(dst, l)
	if language == "" {
		language = r.line.Language
	}
	l.variant = true
	if l.weight == 0 {
		l.weight = 1
	}
	l.weight *= variantWeight
	for range n {
		varied := r.noise.Vary(text, language)
		if varied == text {
			continue
		}
		r.book.Read(&r.line, varied, language)
		l.features = r.features()
		dst = append(dst, l)
	}
	return dst
}

// features extracts the features of the line that was read last, in a slice of their own.
func (r *reader) features() []feature {
	n := 0
	for _, w := range r.line.Words {
		n += 4 + 3*(w.To-w.From)
	}
	return extract(make([]feature, 0, min(n, maxFeatures)+2), &r.line)
}

// scratch holds the buffers of one call.
type scratch struct {
	fastScratch
	features []feature
}

// pool keeps scratches for the next call.
type pool struct{ sync.Pool }

func newPool() *pool { return &pool{sync.Pool{New: func() any { return new(scratch) }}} }

func (p *pool) get() *scratch { return p.Get().(*scratch) }

// put keeps s, unless a huge text blew it up.
func (p *pool) put(s *scratch) {
	if cap(s.features) <= maxFeatures+1024 {
		p.Put(s)
	}
}
