package engine

import (
	"terang"
	"terang/knowledge"
)

// Ears names the model by which it hears and finds, with its digest.
func (b *Brain) Ears() string { return b.modelRef }

// Articles returns the n best passages of the help centre for a question, in a language where there is one, best first.
func (b *Brain) Articles(question string, l terang.Language, n int) []knowledge.Hit {
	return b.index.Search(b.model.Normalise(question), l, n)
}
