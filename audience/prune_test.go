package audience_test

import (
	"context"
	"testing"
	"time"

	"terang/internal/scene"
	"terang/store"
	"terang/store/storetest"
)

// TestWhatIsOldIsForgotten: events and runs after 90 days, and how playbooks did after 400, while the loop runs.
func TestWhatIsOldIsForgotten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		c := w.customer("CUS-1")
		w.event("f1", "login.odd", "CUS-1", nil)
		w.due()
		w.Pass(401 * 24 * time.Hour)
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); w.service.Run(ctx) }()
		left := func() (n int) {
			events, err := store.EventsOf(ctx, db, scene.Workspace, "x:CUS-1", time.UnixMilli(0), "", 10)
			if err != nil {
				t.Fatal(err)
			}
			counts, err := store.RunCounts(ctx, db, scene.Workspace, time.UnixMilli(0))
			if err != nil {
				t.Fatal(err)
			}
			return len(events) + len(counts) + len(w.runs(c))
		}
		for range 400 {
			if left() == 0 {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if n := left(); n > 0 {
			t.Errorf("%d rows are left", n)
		}
		stop()
		<-done
	})
}
