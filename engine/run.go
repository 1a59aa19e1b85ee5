package engine

import (
	"maps"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/playbook"
	"terang/trust"
)

// start begins a playbook. intent is what it was started for, "" where that is not known; fresh forgets the
// values that the playbook would take over from earlier.
func (t *turn) start(pb *playbook.Playbook, intent string, fresh bool) {
	t.restart, t.started = "", pb.ID
	t.understood()
	if intent != "" {
		t.s.Topic = intent
	}
	t.s.try(done(txtTriedPlaybook, titled(pb)))
	for i := range t.s.Runs[:max(len(t.s.Runs)-1, 0)] {
		if bookID(t.s.Runs[i].Playbook) == pb.ID { // it waits below: what was put on top of it ends
			t.drop(i+1, endReplaced)
			t.repeatQuestion(text(txtBackTo, t.lang, "title", t.title()))
			return
		}
	}
	r := newRun(pb)
	t.fillKnown(pb, &r, fresh)
	if n := len(t.s.Runs); n > 0 && (n >= maxRuns || t.s.Runs[n-1].Await == nil || bookID(t.s.Runs[n-1].Playbook) == pb.ID) {
		t.drop(n-1, endReplaced)
	}
	t.push(r)
	t.run()
}

func newRun(pb *playbook.Playbook) Run {
	r := Run{Playbook: pb.Ref()}
	if len(pb.Steps) > 0 {
		r.Path = pb.Steps[0].Path
	}
	return r
}

func (t *turn) push(r Run) {
	t.s.Runs = append(t.s.Runs, r)
	t.vars = nil
}

// run goes on with the active playbook until it waits for something or everything is done.
func (t *turn) run() {
	for !t.handed {
		r := t.s.run()
		if r == nil || r.Await != nil || t.s.Pending != nil {
			return
		}
		pb := t.b.book(r)
		if pb == nil {
			t.fail(Words{})
			return
		}
		at, ok := pb.At(r.Path)
		if !ok {
			if !t.finish() {
				return
			}
			continue
		}
		if t.steps++; t.steps > maxSteps {
			t.failFor(txtWhySteps)
			return
		}
		t.at = [2]string{r.Playbook, r.Path}
		t.step(pb, r, at)
		t.at = [2]string{}
	}
}

// finish ends the active run; it reports false where there is nothing to go on with.
func (t *turn) finish() bool {
	r := t.s.run()
	t.effects = append(t.effects, Ended{Playbook: r.Playbook, Solved: r.Solved})
	if r.Caller != nil {
		caller := *r.Caller
		t.giveBack(r, &caller)
		t.s.Runs[len(t.s.Runs)-1], t.vars = caller, nil
		return true
	}
	return t.pop()
}

// pop takes the active run off; it reports whether the one below goes on by itself.
func (t *turn) pop() bool {
	t.s.Runs = t.s.Runs[:len(t.s.Runs)-1]
	t.vars = nil
	if len(t.s.Runs) == 0 {
		return false
	}
	if t.s.await() == nil || t.answeredMeanwhile() {
		return true
	}
	if !t.s.Self || t.s.Spoke { // who heard nothing needs no reminder
		t.repeatQuestion(text(txtBackTo, t.lang, "title", t.title()))
	}
	return false
}

// answeredMeanwhile takes the answer to the question that was left open, where what came in between has given it: the contact
// has proved who they are, or named the order. It is not asked for again.
func (t *turn) answeredMeanwhile() bool {
	r, a := t.s.run(), t.s.await()
	pb := t.b.book(r)
	if pb == nil {
		return false
	}
	switch a.For {
	case AwaitIdentifier, AwaitCode:
		if t.identified() == nil {
			return false
		}
		r.Check = nil
	case AwaitSlot:
		if _, ok := t.s.Known[a.Slot]; !ok || !pb.Slots[a.Slot].Keep {
			return false
		}
	default:
		return false // a yes is said to what stands before the contact, not to something else
	}
	for _, name := range slices.Sorted(maps.Keys(pb.Slots)) {
		if v, ok := t.s.Known[name]; ok && pb.Slots[name].Keep && r.Slots[name] == "" {
			t.accept(pb, r, name, v)
		}
	}
	if a.For == AwaitSlot && r.Slots[a.Slot] == "" {
		return false // what was said in between is none that this playbook takes
	}
	if !t.s.Self || t.s.Spoke {
		t.prefix = text(txtBackTo, t.lang, "title", t.title())
	}
	r.Await, t.vars = nil, nil
	return true
}

// Why a run ended otherwise than by coming to its end, beside the reasons of a failure.
const (
	endReplaced  = "replaced"
	endCancelled = "cancelled"
	endPerson    = "person"
	endSilence   = "silence"
	endHeld      = "held" // a person held the conversation too long
	endTooLarge  = "too_large"
	endGone      = "gone" // its playbook or its place in it is no more
)

// drop ends the runs from one up, without their goals.
func (t *turn) drop(from int, why string) {
	for i := len(t.s.Runs) - 1; i >= from; i-- {
		t.ended(&t.s.Runs[i], why)
	}
	t.s.Runs, t.vars = t.s.Runs[:from], nil
}

// ended tells that a run and those that called it came to no good end.
func (t *turn) ended(r *Run, why string) {
	for c := r; c != nil; c = c.Caller {
		t.effects = append(t.effects, Ended{Playbook: c.Playbook, Reason: why})
	}
}

// to moves a run to a step; len(pb.Steps) is the end.
func (r *Run) to(pb *playbook.Playbook, i int) {
	r.Path = ""
	if i >= 0 && i < len(pb.Steps) {
		r.Path = pb.Steps[i].Path
	}
}

// pass remembers a step to which a corrected value may lead back.
func (r *Run) pass(at int) {
	if k := slices.Index(r.Trail, at); k >= 0 {
		r.Trail, r.Floor = r.Trail[:k], min(r.Floor, k)
	}
	if len(r.Trail) >= maxTrail {
		r.Trail, r.Floor = r.Trail[1:], max(r.Floor-1, 0)
	}
	r.Trail = append(r.Trail, at)
}

func (t *turn) step(pb *playbook.Playbook, r *Run, at int) {
	s := &pb.Steps[at]
	if s.Ask != nil || s.ReadsSlots() {
		r.pass(at)
	}
	r.to(pb, s.Next)
	switch s.Kind {
	case playbook.StepSay:
		t.sayStep(pb, s.Say)
	case playbook.StepArticle:
		t.articleStep(pb, s.Article)
	case playbook.StepAsk:
		if r.Slots[s.Ask.Slot] == "" {
			r.Path = s.Path
			t.ask(pb, r, s.Ask)
		}
	case playbook.StepReask:
		t.reaskStep(pb, r, s.Reask)
	case playbook.StepVerify:
		r.Path = s.Path
		t.verify(pb, r, *s)
	case playbook.StepCall:
		r.Path = s.Path
		t.callStep(r, s)
	case playbook.StepConfirm:
		r.Path = s.Path
		t.confirmStep(pb, r, s.Confirm)
	case playbook.StepUndo:
		t.undoStep(pb, s.Undo)
	case playbook.StepWait:
		r.Path = s.Path
		t.waitStep(pb, r, s)
	case playbook.StepRun:
		t.subStep(r, s.Sub)
	case playbook.StepBranch:
		to, ok := s.Branch.Cases[s.Branch.On.Key(t.values())]
		if !ok {
			to = s.Branch.Else
		}
		r.to(pb, to)
	case playbook.StepHandOver:
		t.handOverStep(s.HandOver)
	case playbook.StepRemember:
		t.rememberStep(s.Remember)
	case playbook.StepEnd:
		r.Path, r.Solved = "", s.End.Solved
		if s.End.Solved {
			t.signal(trust.KindSolved, "")
			t.matterDone(false)
			t.s.Unhelpful = 0
		}
	default:
		t.fail(titled(pb))
	}
}

// rememberStep puts a fact on the hand-over card, or an attribute on the contact.
func (t *turn) rememberStep(m *playbook.Remember) {
	if m.Attribute != "" {
		if v := tidyValue(m.Value.Eval(t.values()), 0); v != nil && v != "" {
			t.effects = append(t.effects, Attribute{Name: m.Attribute, Value: v, Purpose: m.Purpose, Keep: m.Keep})
		}
		return
	}
	if v := m.Value.Key(t.values()); v != "" {
		t.s.fact(Fact{
			Label: inEach(m.Label.In), Source: sourceSystem,
			Value: inEach(func(l terang.Language) string { return written(v, l) }),
		})
	}
}

// written puts a time as a person reads it; other values stay as they are.
func written(v string, l terang.Language) string {
	if at, ok := playbook.Instant(v); ok {
		if len(v) == len(time.DateOnly) {
			return playbook.Date(at, l)
		}
		return playbook.Date(at, l) + ", " + playbook.Clock(at, l)
	}
	return v
}

// fail gives a turn that cannot go on to a person. A run that began by itself just ends: nobody waits for it.
func (t *turn) fail(what Words) {
	why := strings.TrimPrefix(string(t.because), "reason_")
	if why == "" {
		why = "error"
	}
	if r := t.s.run(); t.s.Self && r != nil && r.Proactive {
		t.because = ""
		t.ended(r, why)
		t.pop()
		return
	}
	t.drop(0, why)
	if t.resting(what) {
		return
	}
	if what != (Words{}) {
		t.s.try(done(txtTriedFailed, what))
	}
	t.handOver(terang.ReasonError, txtErrorPerson)
}

// failFor is fail with a reason of its own on the card.
func (t *turn) failFor(why textKey) {
	t.because = why
	t.fail(t.doing())
}

// values are what texts and expressions of the active run may read. The map is made once for a run and
// turn, and again after something in it changed.
func (t *turn) values() map[string]any {
	if t.vars == nil {
		r := t.s.run()
		if r == nil {
			r = &Run{}
		}
		t.vars = t.valuesOf(r)
	}
	return t.vars
}

func (t *turn) valuesOf(r *Run) map[string]any {
	vars := make(map[string]any, len(r.Outputs)+6)
	for k, v := range r.Outputs {
		vars[k] = v
	}
	name := t.in.Contact.Name
	if id := t.identified(); id != nil {
		vars["verified"] = map[string]any{"id": id.ID, "name": id.Name, "token": id.Token}
		if id.Name != "" {
			name = id.Name
		}
	}
	slots := make(map[string]any, len(r.Slots))
	pb := t.b.book(r)
	for k, v := range r.Slots {
		slots[k] = v
		if pb != nil {
			slots[k] = typed(pb.Slots[k].Type, v)
		}
	}
	contact := make(map[string]any, len(t.in.Contact.Attributes)+1)
	for k, v := range t.in.Contact.Attributes {
		contact[k] = v
	}
	contact["name"] = name
	if r.Event != nil {
		vars["event"] = r.Event
	}
	vars["slot"], vars["now"], vars["contact"] = slots, t.in.Now, contact
	vars["calm"], vars["trust"] = !t.uneasy, t.score
	vars["brand"] = map[string]any{"name": t.b.brand.Name}
	return vars
}

// with adds the item of a list to the values.
func (t *turn) with(item any) map[string]any {
	vars := t.values()
	out := make(map[string]any, len(vars)+1)
	for k, v := range vars {
		out[k] = v
	}
	out["item"] = item
	return out
}

func (t *turn) sayStep(pb *playbook.Playbook, s *playbook.Say) {
	if s.CalmOnly && t.uneasy {
		return
	}
	content, err := t.content(s)
	if err != nil {
		t.failFor(txtWhyText)
		return
	}
	if t.undoReply.Value != "" {
		content.Replies = append(content.Replies, t.undoReply)
		t.undoReply = terang.QuickReply{}
	}
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: content},
		said{ref: pb.Ref(), title: pb.Title.In(t.lang), system: len(t.s.run().Outputs) > 0})
}

func (t *turn) handOverStep(h *playbook.HandOver) {
	t.skill = h.Skill
	if h.Text != nil {
		words, err := h.Text.Render(t.lang, t.values())
		if err == nil {
			t.handOverWith(h.Reason, words)
			return
		}
	}
	key := txtPolicyPerson
	switch h.Reason {
	case terang.ReasonAsked:
		key = txtAskedPerson
	case terang.ReasonUnhelpful:
		key = txtUnhelpfulPerson
	case terang.ReasonUnknown:
		key = txtUnknownPerson
	case terang.ReasonVerificationFailed:
		key = txtVerifyPerson
	case terang.ReasonError:
		key = txtErrorPerson
	case terang.ReasonPolicy:
	}
	t.handOver(h.Reason, key)
}
