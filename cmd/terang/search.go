package main

import (
	"context"
	"time"

	"terang/store"
)

// The back-fill of the index of words gives way to everything else.
const (
	backfillPause = 20 * time.Millisecond
	backfillRetry = 10 * time.Second
)

// backfillSearch puts what was said before the index into it, until all of it is there.
func (h *house) backfillSearch(ctx context.Context) {
	for {
		more, err := store.BackfillSearch(ctx, h.db)
		if err == nil && !more {
			return
		}
		pause := backfillPause
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			h.log.Error("back-fill of the search index", "error", err)
			pause = backfillRetry
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
