package engine

import (
	"slices"
	"time"

	"terang"
	"terang/trust"
)

const (
	maxCame   = 8                  // matters of a conversation that are remembered
	sameAgain = 7 * 24 * time.Hour // within which the same matter again means that it was not solved
	sitting   = 30 * time.Minute   // after which the same question is the matter coming again
	minSure   = 0.75               // confidence of a passage under which it is a guess, where the matter is none that is sure
	minMatter = 0.6                // confidence of a matter under which to begin its playbook is a guess

	longGrace  = 1               // message beyond twice a matter's usual length that is nobody's fault
	firstLong  = 4               // points of the first message beyond that
	nextLong   = 2               // and of each further one on top
	waitCounts = 5 * time.Minute // in the queue, from which whoever gives up waiting waited too long
	waitFull   = 30 * time.Minute
)

// came tells of a matter when it begins, and notices one that the contact came with a few days ago, in vain.
func (t *turn) came() {
	topic := t.s.Topic
	if topic == "" || t.arrived || t.s.Self || t.holder() != terang.HolderAssistant {
		return
	}
	pb := t.b.byIntent[topic]
	begun := pb != nil && pb.ID == t.started
	again := t.s.Settled && begun // done, and begun anew
	if t.in.Now.Sub(t.s.CameAt) > sitting && t.intent() == topic && (begun || t.s.run() == nil) {
		again = true // asked once more, long after
	}
	if len(t.s.Came) > 0 && t.s.Came[len(t.s.Came)-1] == topic && !again {
		return
	}
	t.arrived = true
	if !slices.Contains(t.s.Came, topic) {
		for _, m := range t.in.Contact.Matters {
			if age := t.in.Now.Sub(m.At); m.Topic == topic && !m.Solved && age >= 0 && age < sameAgain {
				t.signal(trust.KindRepeated, t.quote())
				break
			}
		}
	}
	came := slices.DeleteFunc(slices.Clone(t.s.Came), func(have string) bool { return have == topic })
	t.s.Came, t.s.Settled = tail(append(came, topic), maxCame), false
	t.s.Reached, t.s.CameAt = false, t.in.Now
	e := Came{Topic: topic}
	if pb != nil {
		e.Playbook = pb.ID
	}
	t.effects = append(t.effects, e)
}

// matterDone tells that the matter in hand is done: its playbook reached its goal, or the contact says so.
func (t *turn) matterDone(confirmed bool) {
	t.came()
	if len(t.s.Came) == 0 || t.s.Self {
		return
	}
	t.s.Settled = true
	if !confirmed {
		t.s.Reached = true
	}
	t.effects = append(t.effects, Settled{Topic: t.s.Came[len(t.s.Came)-1], Solved: t.s.Reached, Confirmed: confirmed})
}

// weighs adds what speaks against trust beside the contact's words: promises that were not kept, a task that does not end,
// answers that were guesses.
func (t *turn) weighs() {
	for _, p := range t.in.Promises {
		if p.State() == terang.PromiseBroken && !slices.Contains(t.s.Broken, p.ID) {
			t.s.Broken = tail(append(slices.Clone(t.s.Broken), p.ID), terang.MaxPromises)
			t.signal(trust.KindBroken, p.Words)
		}
	}
	r := t.s.run()
	if r == nil {
		return
	}
	r.Turns++
	for ; r.Caller != nil; r = r.Caller {
	}
	if over := t.s.run().Turns - 2*t.b.usual[bookID(r.Playbook)] - longGrace; over > 0 {
		points := min(firstLong+nextLong*(over-1), -trust.WeightLongTask)
		t.signals = append(t.signals, trust.Signal{Kind: trust.KindLongTask, Weight: -points, Quote: t.quote(), Seq: t.s.Turn})
	}
}

// guessed counts answers in a row that the assistant was not sure of; from the second on they cost trust.
func (t *turn) guessed() {
	switch {
	case t.unsure:
		if t.s.Guesses++; t.s.Guesses > 1 {
			t.signal(trust.KindLowSure, t.quote())
		}
	case t.s.Spoke:
		t.s.Guesses = 0
	}
}

// waitedInVain is for a contact who comes back to the assistant after a long time in the queue.
func (t *turn) waitedInVain() {
	since := t.s.WaitsFrom
	t.s.WaitsFrom = time.Time{}
	if since.IsZero() {
		return
	}
	if waited := t.in.Now.Sub(since); waited >= waitCounts {
		t.signals = append(t.signals, trust.Scaled(trust.KindWaited, float64(waited)/float64(waitFull), t.quote(), t.s.Turn))
	}
}
