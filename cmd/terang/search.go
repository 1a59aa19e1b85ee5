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

// backfillSearch puts what was said, and who is known, before there was an index into it; and what comes past it later by an import.
func (h *house) backfillSearch(ctx context.Context) {
	h.backfill(ctx, store.BackfillContacts, false)
	h.backfill(ctx, store.BackfillSearch, true)
}

// backfill takes steps until nothing is left; then it ends, or looks again from time to time.
func (h *house) backfill(ctx context.Context, step func(ctx context.Context, db *store.DB) (more bool, err error), looks bool) {
	for {
		more, err := step(ctx, h.db)
		pause := backfillPause
		if err == nil && !more {
			if !looks {
				return
			}
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
