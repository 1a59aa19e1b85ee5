package understand

import (
	"fmt"
	"testing"

	"terang"
)

// TestNumbersAskForNothing: a code, a price or a telephone number is no request, whatever words its digits look like.
func TestNumbersAskForNothing(t *testing.T) {
	t.Parallel()
	m := shopModel(t)
	for i := range 20000 {
		text := fmt.Sprintf("%06d", i*7919%1000000)
		if r := m.Understand(text, Context{Language: terang.Indonesian, Expecting: EntityOTP}); len(r.Requests) > 0 {
			t.Fatalf("%s: %v", text, r.Requests)
		}
	}
}
