package words

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"terang"
)

func TestBookIsSmallAndQuicklyBuilt(t *testing.T) {
	best := time.Hour
	var before, after runtime.MemStats
	var keep *Book
	for range 7 {
		keep = nil
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		keep = New()
		best = min(best, time.Since(start))
		runtime.GC()
		runtime.ReadMemStats(&after)
	}
	grown := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("built in %v, %d bytes", best, grown)
	if best > 50*time.Millisecond { // 10 ms on a machine that does nothing else
		t.Errorf("built in %v", best)
	}
	if grown > 6<<20 {
		t.Errorf("%d bytes", grown)
	}
	runtime.KeepAlive(keep)
}

func TestBookServesManyAtOnce(t *testing.T) {
	b := Default()
	var want Line
	b.Read(&want, spelt[0][0], "")
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var l Line
			for range 50 {
				for _, c := range spelt {
					b.Read(&l, c[0], "")
				}
				if b.Read(&l, spelt[0][0], ""); l.Standard != want.Standard {
					t.Error("readers disturb each other")
				}
			}
		})
	}
	wait.Wait()
}

func TestStringsOutliveTheNextRead(t *testing.T) {
	b := Default()
	var l Line
	b.Read(&l, "paketku blm nyampe", terang.Indonesian)
	standard, encoded := l.Standard, l.Encoded()
	for range 500 {
		b.Read(&l, "where is my order and what about the refund", terang.English)
	}
	if standard != "paket saya belum sampai" || encoded != "paket saya belum sampai" {
		t.Errorf("%q, %q", standard, encoded)
	}
}

func TestConceptsAreShared(t *testing.T) {
	b := Default()
	if c := b.Concept("pesanan"); c == 0 || c != b.Concept("order") || c > b.Concepts() {
		t.Errorf("pesanan is concept %d, order %d of %d", c, b.Concept("order"), b.Concepts())
	}
	if b.Concept("xyzzy") != 0 {
		t.Error("an unknown word has a concept")
	}
}
