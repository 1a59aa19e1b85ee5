package authoring

import (
	"maps"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/engine"
	"terang/playbook"
	"terang/scenario"
)

// world plays the part of everything outside the engine in a try-out: the desk, the clock, the runs that sleep. Calls wait
// for somebody to say what came of them.
type world struct {
	brain    *engine.Brain
	brand    *brand
	answers  *scenario.System
	state    engine.State
	now      time.Time
	target   time.Time // until when the clock runs as soon as nothing is waited for
	seq      int64
	reader   terang.Language
	language terang.Language
	holder   terang.Holder
	desk     engine.Desk
	promises []terang.Promise
	contact  engine.Contact
	sleepers []engine.Sleep
	later    []engine.Input // what must wait for the call that is out
	call     *TryAction     // that is out
	key      string         // of it
	fires    int
	lines    []TryLine
}

// play lets one thing happen.
func (w *world) play(s TryStep) {
	switch {
	case s.Result != nil:
		w.answered(*s.Result)
	case s.Event != nil:
		w.happened(*s.Event)
	case s.Wait > 0:
		w.target = w.target.Add(s.Wait)
	case s.Begin != "":
		if w.brain.Playbook(s.Begin) == nil {
			w.note("unused", "begin", s.Begin)
			return
		}
		w.later = append(w.later, engine.Input{Kind: engine.InputStarted, Start: &engine.Start{Playbook: s.Begin, Trigger: "manual"}})
	default:
		w.wrote(s)
		return
	}
	w.goOn()
}

// wrote is a message of the contact. It does not wait for a call: the engine keeps it until then.
func (w *world) wrote(s TryStep) {
	w.seq++
	in := engine.Input{Kind: engine.InputMessage, Text: s.Say, Choice: s.Choice}
	if s.Choice != "" && s.Say == "" {
		in.Text = w.label(s.Choice)
	}
	w.lines = append(w.lines, TryLine{Who: WhoContact, Text: in.Text, At: w.now})
	w.step(in)
	w.goOn()
}

// label is what the tapped quick reply shows.
func (w *world) label(choice string) string {
	for _, l := range slices.Backward(w.lines) {
		for _, r := range l.Content.Replies {
			if r.Value == choice {
				return r.Label
			}
		}
		if c := l.Content.Card; c != nil {
			for _, item := range c.Items {
				if item.Value == choice {
					return item.Title
				}
			}
		}
	}
	return choice
}

// answered gives the result of the call that is out.
func (w *world) answered(r TryResult) {
	if w.call == nil {
		w.note("unused", "result", "")
		return
	}
	in := engine.Input{Kind: engine.InputActionResult, Result: engine.ActionResult{Key: w.key, OK: r.OK, Status: 200, Data: r.Data}}
	if r.OK && r.Data == nil {
		in.Result.Data = w.call.Sample
	}
	if !r.OK {
		answer, err := scenario.ParseAnswer("error " + or(strings.Join(strings.Fields(r.Code), "_"), codeFailed))
		if err != nil {
			w.note("unused", "result", "")
			return
		}
		data := answer.Result.Data
		if len(r.Data) > 0 {
			data = maps.Clone(r.Data)
			maps.Copy(data, answer.Result.Data)
		}
		in.Result = answer.Result
		in.Result.Key, in.Result.Data = w.key, data
	}
	w.call = nil
	w.step(in)
}

// happened lets an event wake what waits for it and start what it triggers.
func (w *world) happened(e TryEvent) {
	data := e.Data
	if data == nil {
		data = map[string]any{}
	}
	used := false
	kept := w.sleepers[:0]
	for _, s := range w.sleepers {
		if s.Event == e.Name && w.brain.Wakes(s.Run, data, w.contact, w.now) {
			used = true
			w.later = append(w.later, engine.Input{Kind: engine.InputWoken, Woken: &engine.Woken{Run: s.Run, Event: data}})
			continue
		}
		kept = append(kept, s)
	}
	w.sleepers = kept
	contact := maps.Clone(w.contact.Attributes)
	if contact == nil {
		contact = map[string]any{}
	}
	contact["name"] = w.contact.Name
	values := map[string]any{"event": data, "contact": contact, "now": w.now, "brand": map[string]any{"name": w.brain.Brand().Name}}
	for _, pb := range w.brain.Begins() {
		begins := func(t playbook.Trigger) bool {
			return t.Kind == playbook.TriggerEvent && t.Event == e.Name && (t.If == nil || t.If.Eval(values) == true)
		}
		if slices.ContainsFunc(pb.On, begins) {
			used = true
			w.later = append(w.later, engine.Input{Kind: engine.InputStarted, Start: &engine.Start{Playbook: pb.ID, Trigger: "event:" + e.Name, Event: data}})
		}
	}
	w.note("event", "name", e.Name)
	if !used {
		w.note("unused", "event", e.Name)
	}
}

// goOn lets happen what waits for its turn, and then the clock run, until a call is out.
func (w *world) goOn() {
	for w.call == nil {
		if len(w.later) > 0 {
			in := w.later[0]
			w.later = w.later[1:]
			w.step(in)
			continue
		}
		next := -1
		for i, s := range w.sleepers {
			if !s.Until.IsZero() && !s.Until.After(w.target) && (next < 0 || s.Until.Before(w.sleepers[next].Until)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		if w.fires++; w.fires > maxFires {
			w.note("stopped", "", "")
			w.sleepers = nil
			break
		}
		s := w.sleepers[next]
		w.sleepers = slices.Delete(w.sleepers, next, next+1)
		if s.Until.After(w.now) {
			w.now = s.Until
		}
		w.step(engine.Input{Kind: engine.InputWoken, Woken: &engine.Woken{Run: s.Run, TimedOut: s.Event != ""}})
	}
	if w.call == nil {
		w.now = w.target
	}
}

// step gives the engine one input and takes down what it wants done.
func (w *world) step(in engine.Input) {
	in.Seq, in.Now, in.Holder, in.Desk, in.Contact = w.seq, w.now, w.holder, w.desk, w.contact
	in.Promises = scenario.Broken(w.promises, w.now)
	if in.Language == "" {
		in.Language = w.language
	}
	if in.Woken != nil && in.Woken.Run.Silence.IsZero() {
		w.noteAt("woken", in.Woken.Run.Playbook, in.Woken.Run.Path, "playbook", in.Woken.Run.Playbook)
	}
	if in.Start != nil {
		w.note("started", "playbook", in.Start.Playbook)
	}
	next, effects := w.brain.Step(w.state, in)
	w.state = next
	for _, e := range effects {
		w.take(e)
	}
}

// take lets an effect change the world.
func (w *world) take(e engine.Effect) {
	switch e := e.(type) {
	case engine.Say:
		l := TryLine{Who: WhoAssistant, Text: e.Draft.Content.Text, Content: e.Draft.Content, Author: e.Draft.Author, Language: e.Draft.Language, Playbook: e.Playbook, Step: e.Step, At: w.now}
		if e.Draft.Author.Kind() == terang.KindSystem {
			l.Who = WhoSystem
		}
		w.lines = append(w.lines, l)
	case engine.Call:
		w.called(e)
	case engine.HandOver:
		w.holder = terang.HolderQueue
		w.desk.Queue, w.desk.Place = 1, 1
		w.note("hand_over", "reason", e.Card.In(w.reader).ReasonText)
	case engine.Return:
		w.holder, w.desk.Queue, w.desk.Place = terang.HolderAssistant, 0, 0
	case engine.Promise, engine.Cancelled:
		w.promises = scenario.Owe(w.promises, e, w.now)
	case engine.SetLanguage:
		w.language = e.Language
	case engine.Verified:
		w.contact.Name = or(e.Name, w.contact.Name)
		w.note("verified", "name", or(e.Name, e.ExternalID))
	case engine.Attribute:
		w.contact.Attributes = maps.Clone(w.contact.Attributes)
		if w.contact.Attributes == nil {
			w.contact.Attributes = map[string]any{}
		}
		w.contact.Attributes[e.Name] = e.Value
		w.note("attribute", "name", e.Name)
	case engine.Sleep:
		w.sleepers = append(w.sleepers, e)
		if e.Run.Silence.IsZero() {
			w.slept(e)
		}
	case engine.Ended:
		key := "ended"
		if e.Solved {
			key = "solved"
		}
		w.noteAt(key, e.Playbook, "", "playbook", e.Playbook)
	case engine.Asked, engine.Missed: // for the gate and for those who teach
	}
}

// called notes a call that somebody must answer. One that was put off by a message is asked for again and is the same.
func (w *world) called(c engine.Call) {
	if w.call != nil && w.key == c.Key {
		return
	}
	w.key, w.call = c.Key, w.action(c)
	l := TryLine{Who: WhoAction, Text: c.Action, Action: w.call, At: w.now}
	if n := len(w.state.Runs); n > 0 {
		l.Playbook, l.Step = w.state.Runs[n-1].Playbook, w.state.Runs[n-1].Path
	}
	w.lines = append(w.lines, l)
}

// result tells how things stand.
func (w *world) result() Tried {
	out := Tried{Lines: w.lines, Holder: w.holder, Now: w.now, Slots: map[string]string{}, Waiting: WaitNothing}
	v := w.brain.Score(w.state)
	out.Trust = terang.TrustView{Score: v.Score, Reasons: v.Reasons}
	var run *engine.Run
	if n := len(w.state.Runs); n > 0 {
		run = &w.state.Runs[n-1]
	}
	for _, s := range w.sleepers {
		if s.Run.Silence.IsZero() && run == nil {
			run, out.Waiting = &s.Run, WaitTimer
			if s.Event != "" {
				out.Waiting = WaitEvent
			}
		}
	}
	switch {
	case w.call != nil:
		out.Waiting = WaitAction
	case run != nil && run.Await != nil:
		out.Waiting = WaitContact
	}
	if run != nil {
		out.Playbook, out.At = run.Playbook, run.Path
		maps.Copy(out.Slots, run.Slots)
	}
	return out
}
