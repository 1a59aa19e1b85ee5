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
	backfillLook  = 5 * time.Second // whether an import left anything
)

// backfillSearch puts what was said before the index, and what came past it by an import, into it.
func (h *house) backfillSearch(ctx context.Context) {
	for {
		more, err := store.BackfillSearch(ctx, h.db)
		pause := backfillPause
		if err == nil && !more {
			pause = backfillLook
		}
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
