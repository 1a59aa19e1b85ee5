package httpapi

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"terang"
)

// TestEventsAreToldInOrder shuffles the announcements of a conversation's changes as far as concurrent callers
// can, and demands every message once, in order, and never a state older than one told before.
func TestEventsAreToldInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var events []*terang.Event
		c := terang.Conversation{ID: "cnv"}
		for range rapid.IntRange(1, 30).Draw(t, "changes") {
			e := &terang.Event{}
			for range rapid.IntRange(0, 3).Draw(t, "messages") {
				c.Seq++
				e.Messages = append(e.Messages, terang.Message{Seq: c.Seq})
			}
			if len(e.Messages) == 0 || rapid.Bool().Draw(t, "decided") {
				c.Version++
			}
			e.Conversation = c
			events = append(events, e)
		}
		l := newLanes()
		l.know(&terang.Conversation{ID: "cnv"})
		shuffled := slices.Clone(events)
		for i := range shuffled { // each is at most four places late
			j := min(i+rapid.IntRange(0, 4).Draw(t, "late"), len(shuffled)-1)
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		}
		var seqs []int64
		var last, version int64
		for _, e := range shuffled {
			l.pass(e, func(batch []told) {
				for _, e := range batch {
					for _, m := range e.Messages {
						seqs = append(seqs, m.Seq)
					}
					if e.fresh {
						if e.Conversation.Seq < last || e.Conversation.Seq == last && e.Conversation.Version < version {
							t.Fatalf("an older state was told as fresh: %+v", e.Conversation)
						}
						last, version = e.Conversation.Seq, e.Conversation.Version
					}
				}
			})
		}
		for i, seq := range seqs {
			if seq != int64(i+1) {
				t.Fatalf("told in the order %v", seqs)
			}
		}
		if int64(len(seqs)) != c.Seq || last != c.Seq {
			t.Fatalf("%d of %d messages told, last state at %d", len(seqs), c.Seq, last)
		}
	})
}

func TestWhatNeverComesIsNotWaitedForLong(t *testing.T) {
	t.Parallel()
	l := newLanes()
	l.know(&terang.Conversation{ID: "cnv", Seq: 1})
	heard := make(chan int64, 4)
	l.pass(&terang.Event{Conversation: terang.Conversation{ID: "cnv", Seq: 3, Version: 2}, Messages: []terang.Message{{Seq: 3}}}, func(batch []told) { heard <- batch[0].Conversation.Seq })
	select {
	case <-heard:
		t.Fatal("told before its turn")
	case <-time.After(50 * time.Millisecond):
	}
	select {
	case seq := <-heard:
		if seq != 3 {
			t.Errorf("told %d", seq)
		}
	case <-time.After(2 * heldTime):
		t.Error("never told")
	}
}

func TestOwnWordsAreToldWithTheAnswer(t *testing.T) {
	t.Parallel()
	l := newLanes()
	l.know(&terang.Conversation{ID: "cnv"})
	heard := make(chan int, 4)
	tell := func(batch []told) { heard <- len(batch) }
	asked := &terang.Event{
		Kinds: []terang.EventKind{terang.EventMessage}, Messages: []terang.Message{{Seq: 1}},
		Conversation: terang.Conversation{ID: "cnv", Seq: 1, TurnDue: true, Holder: terang.HolderAssistant},
	}
	answered := &terang.Event{
		Kinds: []terang.EventKind{terang.EventMessage}, Messages: []terang.Message{{Seq: 2}},
		Conversation: terang.Conversation{ID: "cnv", Seq: 2, Version: 1, Holder: terang.HolderAssistant},
	}
	l.pass(asked, tell)
	l.pass(answered, tell)
	if n := <-heard; n != 2 {
		t.Errorf("told in %d events", n)
	}
	// An answer that takes long does not keep the question back.
	again := *asked
	again.Conversation.Seq, again.Messages = 3, []terang.Message{{Seq: 3}}
	l.pass(&again, tell)
	select {
	case n := <-heard:
		if n != 1 {
			t.Errorf("%d", n)
		}
	case <-time.After(time.Second):
		t.Error("never told")
	}
}
