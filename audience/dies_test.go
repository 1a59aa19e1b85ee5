package audience_test

import (
	"context"
	"errors"

	"terang/audience"
	"terang/engine"
	"terang/store"
)

// dies does all of a turn but its commit: another node has taken the run meanwhile.
type dies struct{ audience.Turner }

func (d dies) Begin(ctx context.Context, due store.DueRun, in engine.Input) error {
	due.Claim += 1000 // nobody's claim, so that nothing of the turn can be stored
	if err := d.Turner.Begin(ctx, due, in); !store.RunLost(err) {
		return errors.New("a turn without its claim was stored")
	}
	return store.ErrClosed // nothing more is written: the lease runs out
}
