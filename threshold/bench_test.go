package threshold_test

import (
	"testing"

	"terang/internal/scene"
	"terang/store/storetest"
	"terang/threshold"
)

// BenchmarkReplay plays a thousand talks of this house under other lines.
func BenchmarkReplay(b *testing.B) {
	w := newWorld(b, storetest.SQLite(b))
	w.fill(1000)
	for b.Loop() {
		r, err := w.Replay(b.Context(), scene.Workspace, threshold.Ask{Setting: strict(90, 80), Limit: 100})
		if err != nil || r.Talks != 1000 {
			b.Fatal(r.Talks, err)
		}
	}
}
