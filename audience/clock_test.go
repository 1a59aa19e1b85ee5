package audience_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
	"terang/audience"
	"terang/store"
	"terang/store/storetest"
)

// TestWhateverTheClockDoesEachRunSpeaksTwice jumps the clock back and forth between events. Each run that began says its first
// words once and its last words once; none is lost and none is doubled.
func TestWhateverTheClockDoesEachRunSpeaksTwice(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	people := 0
	rapid.Check(t, func(rt *rapid.T) {
		people++
		who := fmt.Sprint("CUS-", people)
		c := w.customer(who)
		began, events := 0, 0
		for range rapid.IntRange(3, 12).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"jump", "begin", "calm", "due"}).Draw(rt, "what") {
			case "jump":
				w.Pass(time.Duration(rapid.Int64Range(-int64(30*time.Hour), int64(30*time.Hour)).Draw(rt, "by")))
			case "begin":
				events++
				began += len(w.event(fmt.Sprintf("b%d-%d", people, events), "watch.begin", who, nil).Started)
			case "calm":
				events++
				w.event(fmt.Sprintf("c%d-%d", people, events), "watch.calm", who, nil)
			case "due":
				w.due()
			}
		}
		for range 3 { // time goes on, as it does
			w.Pass(40 * 24 * time.Hour)
			w.due()
		}
		said := strings.Join(w.said(c.ID), "\n")
		first, last := strings.Count(said, "memantau"), strings.Count(said, "tenang")
		if first != began || last != began {
			rt.Fatalf("%d runs began; first words %d times, last words %d times:\n%s", began, first, last, said)
		}
		for _, r := range w.runs(c) {
			if r.EndedAt.IsZero() {
				rt.Fatalf("still alive: %+v", r)
			}
		}
	})
}

// TestManyNodesShareTheWork lets several nodes work on one store at once while events come.
func TestManyNodesShareTheWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		var all []terang.Conversation
		for i := range 30 {
			all = append(all, w.customer(fmt.Sprint("CUS-", i)))
		}
		ctx, stop := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		nodes := []*audience.Service{w.service}
		for i := range 3 {
			nodes = append(nodes, w.node(w.service.Turns, fmt.Sprint("node", i)))
		}
		for _, n := range nodes {
			wg.Go(func() { n.Run(ctx) })
		}
		for i := range all {
			w.event(fmt.Sprint("b", i), "watch.begin", fmt.Sprint("CUS-", i), nil)
		}
		w.until("all sleep", func() bool {
			for _, c := range all {
				if r := w.runs(c); len(r) != 1 || r[0].Kind != store.RunSleep {
					return false
				}
			}
			return true
		})
		w.Pass(5 * time.Hour)
		for _, n := range nodes {
			n.Wake(time.Time{})
		}
		for i := range all { // some are woken by their event at the same moment
			if i%3 == 0 {
				w.event(fmt.Sprint("c", i), "watch.calm", fmt.Sprint("CUS-", i), nil)
			}
		}
		w.until("all have ended", func() bool {
			for _, c := range all {
				if r := w.runs(c); r[0].EndedAt.IsZero() {
					return false
				}
			}
			return true
		})
		stop()
		wg.Wait()
		for _, c := range all {
			if said := w.said(c.ID); len(said) != 2 {
				t.Errorf("said %q", said)
			}
		}
	})
}

func (w *world) until(what string, done func() bool) {
	w.t.Helper()
	for range 2000 {
		if done() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	w.t.Fatalf("not within 10 s: %s", what)
}

// TestSleepingCostsNothing counts what the store is asked while runs sleep.
func TestSleepingCostsNothing(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	w.customer("CUS-1")
	w.event("b", "watch.begin", "CUS-1", nil)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		w.service.Run(ctx)
		close(ended)
	}()
	c := w.customer("CUS-2")
	w.event("b2", "watch.begin", "CUS-2", nil)
	w.until("both sleep", func() bool { r := w.runs(c); return len(r) == 1 && r[0].Kind == store.RunSleep })
	time.Sleep(100 * time.Millisecond)
	before := w.Store.Stats().Statements
	time.Sleep(300 * time.Millisecond)
	if n := w.Store.Stats().Statements - before; n != 0 {
		t.Errorf("%d statements while everything sleeps", n)
	}
	stop()
	<-ended
}
