package scenario

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"terang"
	"terang/engine"
)

// maxRounds is how often one input may go on with an action's result; the engine's own limit is lower.
const maxRounds = 20

// World plays the part of everything outside the engine: the desk, the brand's system, the clock. It is for one
// conversation, and not for several at once.
type World struct {
	Brain    *engine.Brain
	State    engine.State
	Now      time.Time
	Seq      int64 // of the last message
	Holder   terang.Holder
	Agent    string // who holds it, where an agent does
	Desk     engine.Desk
	Contact  engine.Contact
	System   System
	Promises []terang.Promise                 // what the contact was promised
	Sleeping []engine.Sleep                   // runs that wait for a moment or an event
	Fault    func(engine.Call) (Answer, bool) // answers in the place of System where it reports true; nil for never

	Effects []engine.Effect       // of the last input
	Results []engine.ActionResult // of the calls among Effects, in their order
	Missing []string              // actions of the last input for which no answer is stated
	Broken  []string              // rules of the engine that the last input broke
}

// NewWorld returns a conversation that has not begun, with one agent at the desk.
func NewWorld(b *engine.Brain) *World {
	return &World{Brain: b, Now: Start(), Holder: terang.HolderAssistant, Desk: engine.Desk{Online: 1}}
}

// Step gives one input and answers the calls that follow, as the assistant room does. The world's own facts are filled in.
func (w *World) Step(in engine.Input) {
	w.clear()
	for range maxRounds {
		in.Seq, in.Now, in.Holder, in.Agent, in.Desk, in.Contact = w.Seq, w.Now, w.Holder, w.Agent, w.Desk, w.Contact
		in.Promises = Broken(w.Promises, w.Now)
		before, _ := json.Marshal(w.State)
		next, effects := w.Brain.Step(w.State, in)
		if after, _ := json.Marshal(w.State); string(after) != string(before) {
			w.broke("the step changed the state that it was given")
		}
		// Every state goes through its stored form, as between two turns.
		blob, err := json.Marshal(next)
		if err != nil {
			w.broke("the state does not marshal: " + err.Error())
			return
		}
		if w.State, err = engine.DecodeState(blob); err != nil {
			w.broke(err.Error())
			return
		}
		w.Effects = append(w.Effects, effects...)
		call := w.happen(effects)
		if call == nil {
			return
		}
		answer := w.answer(*call)
		w.Results = append(w.Results, answer.Result)
		w.Now = w.Now.Add(answer.After)
		in = engine.Input{Kind: engine.InputActionResult, Result: answer.Result}
	}
	w.broke("the turn does not end")
}

// clear forgets what the last input did.
func (w *World) clear() { w.Effects, w.Results, w.Missing, w.Broken = nil, nil, nil, nil }

// answer is what the brand's system says to a call.
func (w *World) answer(c engine.Call) Answer {
	if w.Fault != nil {
		if a, ok := w.Fault(c); ok {
			a.Result.Key = c.Key
			return a
		}
	}
	a, ok := w.System.Answer(c)
	if !ok {
		w.Missing = append(w.Missing, c.Action)
	}
	return a
}

func (w *World) broke(rule string) { w.Broken = append(w.Broken, rule) }

// happen lets effects change the world, and returns the call that waits for its answer.
func (w *World) happen(effects []engine.Effect) (call *engine.Call) {
	for _, e := range effects {
		switch e := e.(type) {
		case engine.Call:
			call = &e
		case engine.HandOver:
			w.Holder = terang.HolderQueue
			w.Desk.Queue++
			w.Desk.Place = w.Desk.Queue
		case engine.Sleep:
			w.lieDown(e)
		case engine.Attribute:
			w.remember(e)
		case engine.Promise, engine.Cancelled:
			w.Promises = Owe(w.Promises, e, w.Now)
		case engine.Return:
			w.Holder = terang.HolderAssistant
			w.Desk.Queue--
			w.Desk.Place = 0
		}
	}
	return call
}

// Message is something that the contact wrote or tapped: what a tap shows is its text.
func (w *World) Message(text, choice string) {
	w.Step(engine.Input{Kind: engine.InputMessage, Text: text, Choice: choice})
}

// Takes lets an agent take the conversation.
func (w *World) Takes(agent string) {
	w.Holder, w.Agent = terang.HolderAgent, agent
	w.Desk.Queue, w.Desk.Place = max(w.Desk.Queue-1, 0), 0
	w.clear()
}

// GivesBack lets the agent give the conversation back to the assistant.
func (w *World) GivesBack() {
	w.Holder = terang.HolderAssistant
	w.Step(engine.Input{Kind: engine.InputHandBack})
	w.Agent = ""
}

// Question is the question that waits for the contact, nil where none does.
func (w *World) Question() *engine.Await {
	if n := len(w.State.Runs); n > 0 {
		return w.State.Runs[n-1].Await
	}
	return nil
}

// setWorld sets one fact by a line of the part "world".
func setWorld(w *World, l line) error {
	switch l.verb {
	case "now":
		at, err := time.Parse(time.RFC3339, l.rest)
		if err != nil {
			return because("not_time", "text", l.rest)
		}
		w.Now = at.UTC()
	case "desk":
		return setDesk(w, l.rest)
	case "language":
		language := terang.Language(l.rest)
		if !language.Valid() {
			return because("not_language", "text", l.rest)
		}
		w.State.Language = language
	case "contact":
		w.Contact.Name = l.rest
	case "attribute":
		name, value, err := pair(l.rest)
		if err != nil {
			return err
		}
		w.remember(engine.Attribute{Name: name, Value: value})
	default:
		return because("not_world", "text", l.verb)
	}
	return nil
}

func (p *parser) checkWorld() {
	for _, l := range p.file.world {
		if err := setWorld(NewWorld(nil), l); err != nil {
			p.fail(l.number, "world_wrong", "reason", err)
		}
	}
}

// Duration reads "90s", "2h" or "3d".
func Duration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if d, err := time.ParseDuration(days + "h"); err == nil {
			return 24 * d, nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, because("not_duration", "text", s)
	}
	return d, nil
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
