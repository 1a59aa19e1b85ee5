package engine

import (
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
	t.s.try(text(txtTriedPlaybook, t.b.deskLanguage(), "title", pb.Title.In(t.b.deskLanguage())))
	for i := range t.s.Runs[:max(len(t.s.Runs)-1, 0)] {
		if bookID(t.s.Runs[i].Playbook) == pb.ID { // it waits below: what was put on top of it ends
			t.s.Runs = t.s.Runs[:i+1]
			t.repeatQuestion(text(txtBackTo, t.lang, "title", t.title()))
			return
		}
	}
	r := Run{Playbook: pb.Ref()}
	if len(pb.Steps) > 0 {
		r.Path = pb.Steps[0].Path
	}
	for name, slot := range pb.Slots {
		if e, ok := t.reading.Find(slot.Type); ok && slot.Type != playbook.SlotText && onlyOf(pb, slot.Type) {
			r.fill(name, e.Value)
			if slot.Keep {
				t.s.know(name, e.Value)
			}
			continue
		}
		switch v, ok := t.s.Known[name]; {
		case slot.Keep && fresh:
			delete(t.s.Known, name)
		case slot.Keep && ok:
			r.fill(name, v)
		}
	}
	if n := len(t.s.Runs); n > 0 && (n >= maxRuns || t.s.Runs[n-1].Await == nil || bookID(t.s.Runs[n-1].Playbook) == pb.ID) {
		t.s.Runs = t.s.Runs[:n-1]
	}
	t.s.Runs = append(t.s.Runs, r)
	t.vars = nil
	t.run()
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
			t.fail("")
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
			t.fail(pb.Title.In(t.b.deskLanguage()))
			return
		}
		t.step(pb, r, pb.Steps[at])
	}
}

// finish ends the active run; it reports false where there is nothing to go on with.
func (t *turn) finish() bool {
	t.s.Runs = t.s.Runs[:len(t.s.Runs)-1]
	t.vars = nil
	if len(t.s.Runs) == 0 {
		return false
	}
	if t.s.await() != nil {
		t.repeatQuestion(text(txtBackTo, t.lang, "title", t.title()))
		return false
	}
	return true
}

// to moves a run to a step; len(pb.Steps) is the end.
func (r *Run) to(pb *playbook.Playbook, i int) {
	r.Path = ""
	if i >= 0 && i < len(pb.Steps) {
		r.Path = pb.Steps[i].Path
	}
}

func (t *turn) step(pb *playbook.Playbook, r *Run, s playbook.Step) {
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
		t.verify(pb, r, s)
	case playbook.StepCall:
		r.Path = s.Path
		t.callStep(s.Call)
	case playbook.StepBranch:
		to, ok := s.Branch.Cases[s.Branch.On.Key(t.values())]
		if !ok {
			to = s.Branch.Else
		}
		r.to(pb, to)
	case playbook.StepHandOver:
		t.handOverStep(s.HandOver)
	case playbook.StepRemember:
		if v := s.Remember.Value.Key(t.values()); v != "" {
			t.s.fact(terang.Fact{Label: s.Remember.Label.In(t.b.deskLanguage()), Value: written(v, t.b.deskLanguage()), Source: sourceSystem})
		}
	case playbook.StepEnd:
		r.Path = ""
		if s.End.Solved {
			t.signal(trust.KindSolved, "")
			t.s.Unhelpful = 0
		}
	default:
		t.fail(pb.Title.In(t.b.deskLanguage()))
	}
}

// written puts a time as a person reads it; other values stay as they are.
func written(v string, l terang.Language) string {
	if at, ok := playbook.Instant(v); ok {
		return playbook.Date(at, l) + ", " + playbook.Clock(at, l)
	}
	return v
}

// fail gives a turn that cannot go on to a person.
func (t *turn) fail(what string) {
	if what != "" {
		t.s.try(text(txtTriedFailed, t.b.deskLanguage(), "title", what))
	}
	t.s.Runs = nil
	t.handOver(terang.ReasonError, txtErrorPerson)
}

// values are what texts and expressions of the active run may read. The map is made once for a run and
// turn, and again after something in it changed.
func (t *turn) values() map[string]any {
	if t.vars != nil {
		return t.vars
	}
	r := t.s.run()
	name := t.in.Contact.Name
	vars := make(map[string]any, len(r.Outputs)+6)
	for k, v := range r.Outputs {
		vars[k] = v
	}
	if id := t.identified(); id != nil {
		vars["verified"] = map[string]any{"id": id.ID, "name": id.Name, "token": id.Token}
		if id.Name != "" {
			name = id.Name
		}
	}
	slots := make(map[string]any, len(r.Slots))
	for k, v := range r.Slots {
		slots[k] = v
	}
	vars["slot"], vars["now"] = slots, t.in.Now
	vars["contact"] = map[string]any{"name": name}
	vars["brand"] = map[string]any{"name": t.b.brand.Name}
	t.vars = vars
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
	content, err := t.content(s)
	if err != nil {
		t.fail(pb.Title.In(t.b.deskLanguage()))
		return
	}
	t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: content},
		said{ref: pb.Ref(), title: pb.Title.In(t.lang), system: len(t.s.run().Outputs) > 0})
}

func (t *turn) handOverStep(h *playbook.HandOver) {
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
