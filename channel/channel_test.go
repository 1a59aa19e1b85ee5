package channel

import (
	"errors"
	"fmt"
	"testing"
)

func TestWhatIsNotClassedIsUncertain(t *testing.T) {
	for _, c := range []struct {
		err  error
		want Class
	}{
		{errors.New("timeout"), Uncertain},
		{&SendError{Code: "x"}, Uncertain},
		{&SendError{Class: Temporary, Code: "x"}, Temporary},
		{fmt.Errorf("delivery: %w", ErrNotCleared), Permanent},
	} {
		if got := ClassOf(c.err); got != c.want {
			t.Errorf("%v is %s, want %s", c.err, got, c.want)
		}
	}
}
