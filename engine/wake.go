package engine

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"terang"
	"terang/playbook"
)

// MaxSleeper is what a run that sleeps takes as JSON at most, where its playbook is an ordinary one: its values, and of results
// and event the fields that a later step reads. Scenarios are held to it; a larger run still sleeps.
const MaxSleeper = 1 << 10 // bytes

// Limits of runs that sleep, or that begin by themselves.
const (
	holdFor  = 15 * time.Minute // how long a run is put off while somebody else has the conversation
	maxHolds = 96               // times that it is: a day
	silence  = 24 * time.Hour   // after which such a question counts as never answered
)

// Wakes reports whether an event is what a sleeping run waits for. The event's name has been compared already.
func (b *Brain) Wakes(r Run, event map[string]any, c Contact, now time.Time) bool {
	t := &turn{b: b, in: Input{Now: now, Contact: c}}
	r = r.copied(0)
	pb := b.book(&r)
	if pb == nil {
		return false
	}
	at, ok := pb.At(r.Path)
	return ok && pb.Steps[at].Wait != nil && t.wakes(&r, pb.Steps[at].Wait, event)
}

func (t *turn) wakes(r *Run, w *playbook.Wait, event map[string]any) bool {
	if w.If == nil {
		return true
	}
	vars := t.valuesOf(r)
	vars["event"], _ = tidyValue(event, 0).(map[string]any)
	return w.If.Key(vars) == "true"
}

// waitStep puts the active run to sleep. A time that has come already is no reason to.
func (t *turn) waitStep(pb *playbook.Playbook, r *Run, s *playbook.Step) {
	w := s.Wait
	var until time.Time
	switch {
	case w.Until != nil:
		at, ok := playbook.Instant(w.Until.Eval(t.values()))
		if !ok {
			t.failFor(txtWhyNoTime)
			return
		}
		until = at.UTC()
	default:
		until = t.in.Now.Add(w.For)
	}
	if latest := t.in.Now.Add(playbook.MaxWait); until.After(latest) {
		until = latest
	}
	if !until.After(t.in.Now) {
		r.to(pb, s.Next)
		return
	}
	sleeper := *r
	sleeper.forSleep(pb, s)
	t.sleep(sleeper, until, s)
	t.pop()
}

// forSleep leaves behind what a run needs no more, so that it sleeps small.
func (r *Run) forSleep(pb *playbook.Playbook, s *playbook.Step) {
	r.Tries, r.Trail, r.Floor, r.Check, r.Confirmed, r.Await, r.Silence, r.Alone = nil, nil, 0, nil, "", nil, time.Time{}, false
	at, _ := pb.At(s.Path)
	needs := pb.Needs(at)
	kept := make(map[string]any, len(r.Outputs))
	for name, v := range r.Outputs {
		if part := needed(name, v, needs); part != nil {
			kept[name] = part
		}
	}
	r.Outputs = kept
	r.Event, _ = needed("event", r.Event, needs).(map[string]any)
}

// needed is the part of a value that later steps use, nil where that is nothing.
func needed(name string, v any, needs map[string]bool) any {
	if needs[name] {
		return v
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	out := make(map[string]any, 4)
	for field, e := range m {
		if needs[name+"."+field] {
			out[field] = e
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// bounded is an event as a run keeps it; ok is false where it is more than that.
func bounded(event map[string]any) (m map[string]any, ok bool) {
	m, _ = tidyValue(event, 0).(map[string]any)
	blob, err := json.Marshal(m)
	return m, err == nil && len(blob) <= maxEvent
}

// sleep gives a run to the store. s is the step that it waits at, nil where it only waits for its turn.
func (t *turn) sleep(r Run, until time.Time, s *playbook.Step) {
	r.Until = until.UTC().Truncate(time.Millisecond)
	e := Sleep{Run: r, Until: r.Until}
	if s != nil && s.Wait.Event != "" {
		e.Event = s.Wait.Event
		if s.Wait.If != nil {
			e.If = s.Wait.If.String()
		}
	}
	t.effects = append(t.effects, e)
	t.slept = &e
}

// startedItself begins a playbook that the contact did not ask for.
func (t *turn) startedItself() {
	s := t.in.Start
	if s == nil || t.b.byID[s.Playbook] == nil {
		return
	}
	pb := t.b.byID[s.Playbook]
	r := newRun(pb)
	r.Proactive = true
	if s.Event != nil {
		var ok bool
		if r.Event, ok = bounded(s.Event); !ok {
			t.ended(&r, endTooLarge)
			return
		}
	}
	t.fillKnown(pb, &r, false)
	for _, name := range slices.Sorted(maps.Keys(pb.Slots)) {
		if v := scalar(r.Event[name]); v != "" {
			if _, ok := t.accept(pb, &r, name, v); ok && pb.Slots[name].Keep {
				t.s.know(name, v) // whoever answers means this one, and is not asked which
			}
		}
	}
	t.begin(r)
}

// woken goes on with a run whose time has come, or whose event has.
func (t *turn) woken() {
	if t.in.Woken == nil {
		return
	}
	r := t.in.Woken.Run.copied(0)
	if !r.Silence.IsZero() {
		t.unanswered(r)
		return
	}
	if !t.b.whole(&r) {
		t.ended(&r, endGone)
		if !r.Proactive && t.holder() == terang.HolderAssistant { // the contact waits for what was promised
			t.s.Self = true
			t.s.Selves++
			t.handOver(terang.ReasonError, txtPromisePerson)
		}
		return
	}
	pb := t.b.book(&r)
	if at, ok := pb.At(r.Path); ok && r.Held == 0 && pb.Steps[at].Wait != nil {
		s := &pb.Steps[at]
		switch {
		case s.Wait.Event == "":
			r.to(pb, s.Next)
		case t.in.Woken.TimedOut:
			r.to(pb, s.Wait.Timeout)
		case !t.wakes(&r, s.Wait, t.in.Woken.Event):
			t.sleep(r, r.Until, s) // not what it waits for
			return
		default:
			var ok bool
			if r.Event, ok = bounded(t.in.Woken.Event); !ok {
				t.ended(&r, endTooLarge)
				return
			}
			r.to(pb, s.Next)
		}
	}
	t.begin(r)
}

// begin lets a run speak without a message before it: at once, or later where somebody else has the conversation. What a
// contact has asked for (a run that only slept) answers them; what nobody asked for is proactive.
func (t *turn) begin(r Run) {
	if t.busy(&r) {
		if r.Held++; r.Held > maxHolds {
			t.ended(&r, endHeld)
			return
		}
		t.sleep(r, t.in.Now.Add(holdFor), nil)
		return
	}
	r.Held, r.Until, r.Alone = 0, time.Time{}, true
	t.s.Self, t.s.Unasked = true, r.Proactive
	t.s.Selves++
	t.push(r)
	t.run()
	t.s.Greeted = t.s.Greeted || t.s.Spoke // who has been spoken to is not greeted on top
}

// busy reports whether a run must wait for its turn: a person speaks, a call is out, or the contact is in the middle of
// two matters, or of this very one.
func (t *turn) busy(r *Run) bool {
	if t.holder() != terang.HolderAssistant || t.s.Pending != nil || len(t.s.Runs) >= maxRuns {
		return true
	}
	return slices.ContainsFunc(t.s.Runs, func(other Run) bool { return bookID(other.Playbook) == bookID(r.Playbook) })
}

// watchSilence sees to it that a question that was put without a message before it does not stay open for ever.
func (t *turn) watchSilence() {
	r := t.s.run()
	if !t.s.Self || t.handed || r == nil || !r.Alone || r.Await == nil || !r.Silence.IsZero() {
		return
	}
	r.Silence = t.in.Now.Add(silence).UTC().Truncate(time.Millisecond)
	t.effects = append(t.effects, Sleep{
		Run:   Run{Playbook: r.Playbook, Path: r.Path, Proactive: r.Proactive, Silence: r.Silence},
		Until: r.Silence,
	})
}

// unanswered ends the run whose question has stayed open, if it has.
func (t *turn) unanswered(mark Run) {
	for i := range t.s.Runs {
		if r := &t.s.Runs[i]; r.Playbook == mark.Playbook && r.Silence.Equal(mark.Silence) {
			t.ended(r, endSilence)
			t.s.Runs = slices.Delete(t.s.Runs, i, i+1)
			return
		}
	}
}

// heard notes that the contact has written: whatever spoke by itself is a talk now.
func (t *turn) heard() {
	for i := range t.s.Runs {
		t.unasked = t.unasked || t.s.Runs[i].Proactive
		t.s.Runs[i].Proactive, t.s.Runs[i].Alone, t.s.Runs[i].Silence = false, false, time.Time{}
	}
}

// subStep runs another playbook, and then goes on with this one.
func (t *turn) subStep(r *Run, s *playbook.Sub) {
	pb := t.b.byID[s.Playbook]
	depth := 0
	for c := r; c.Caller != nil; c = c.Caller {
		depth++
	}
	if pb == nil || depth >= maxCallers {
		t.failFor(txtWhySteps)
		return
	}
	if t.s.slotBytes() > maxSlots {
		t.failFor(txtWhyTooLarge)
		return
	}
	sub := newRun(pb)
	sub.Proactive, sub.Alone, sub.Event = r.Proactive, r.Alone, r.Event
	t.fillKnown(pb, &sub, false)
	for _, in := range s.With {
		if v := in.Value.Key(t.values()); v != "" {
			t.accept(pb, &sub, in.Name, v)
		}
	}
	caller := *r
	caller.Event = nil // it comes back with what it is by then
	sub.Caller = &caller
	t.s.Runs[len(t.s.Runs)-1], t.vars = sub, nil
}

// giveBack hands what was kept in a playbook to the one that ran it, where that has not got it yet.
func (t *turn) giveBack(r, caller *Run) {
	from, to := t.b.book(r), t.b.book(caller)
	caller.Proactive, caller.Alone, caller.Event = r.Proactive, r.Alone, r.Event
	if from == nil || to == nil {
		return
	}
	for name, slot := range to.Slots {
		if own := from.Slots[name]; own.Keep && slot.Keep && own.Type == slot.Type && caller.Slots[name] == "" && r.Slots[name] != "" {
			caller.fill(name, r.Slots[name])
		}
	}
}
