package request

import (
	"testing"

	"terang"
)

// TestHard measures what is easily taken for a question of who speaks: questions about machines, people and what is real.
func TestHard(t *testing.T) {
	t.Parallel()
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		measure(t, "hard", l, nil)
	}
}
