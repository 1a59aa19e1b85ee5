package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"terang"
	"terang/trust"
	"terang/understand/doubt"
)

// Limits of a state. They keep it small enough to be read and written with every turn.
const (
	maxRuns     = 2        // playbooks within each other: one interrupts another, no more
	maxTried    = 8        // entries of the hand-over card
	maxFacts    = 12       // of them
	maxKnown    = 16       // values that the contact gave
	maxAsked    = 4        // questions that are remembered to notice a repeated one
	maxValue    = 500      // characters of one value
	maxItems    = 20       // of a list in an action's result
	maxDepth    = 5        // of an action's result
	maxFields   = 64       // of one object in an action's result
	maxOutputs  = 8000     // bytes of one action's result that a run keeps
	maxLastText = 1200     // bytes of the last answer that can be said again with its card
	maxHeld     = 32 << 10 // bytes of all results that the runs of a state keep together
	maxSlots    = 8 << 10  // bytes of the values of runs that others run upon
	maxState    = 128 << 10
	maxTrail    = 64   // steps that a run remembers to go back to
	maxCallers  = 4    // playbooks that run each other
	maxUndos    = 4    // things that can still be taken back
	maxEvent    = 4000 // bytes of an event that a run keeps
)

// State is all that the engine remembers of one conversation. It marshals to small JSON; the zero State is
// a conversation in which nothing has been said. It is the engine's alone: others keep its bytes.
type State struct {
	Language  terang.Language   `json:"language,omitempty"`
	Fixed     bool              `json:"fixed,omitempty"` // the language was set by a tap and no longer follows the words
	Greeted   bool              `json:"greeted,omitempty"`
	Runs      []Run             `json:"runs,omitempty"` // the last one is active
	Identity  *Identity         `json:"identity,omitempty"`
	Known     map[string]string `json:"known,omitempty"` // values by slot name that hold for the whole conversation
	Unhelpful int               `json:"unhelpful,omitempty"`
	Unknown   int               `json:"unknown,omitempty"`
	Files     int               `json:"files,omitempty"`   // messages in a row that were files without a word
	Offered   bool              `json:"offered,omitempty"` // a person was offered since trust fell
	Trust     trust.State       `json:"trust,omitzero"`
	Doubt     doubt.State       `json:"doubt,omitzero"`      // what was said, as far as doubting it goes
	Judging   *Judging          `json:"judging,omitempty"`   // the contact's turn, while a call is out
	Offers    int               `json:"offers,omitempty"`    // times that a person was offered, for other words each time
	Blamed    string            `json:"blamed,omitempty"`    // what the assistant last said it had done wrong
	Came      []string          `json:"came,omitempty"`      // the matters so far; the last one is in hand
	CameAt    time.Time         `json:"came_at,omitzero"`    // when the last of them came
	Settled   bool              `json:"settled,omitempty"`   // and is done
	Reached   bool              `json:"reached,omitempty"`   // because its playbook reached its goal
	Broken    []string          `json:"broken,omitempty"`    // promises whose breaking has been counted
	Guesses   int               `json:"guesses,omitempty"`   // answers in a row that the assistant was not sure of
	WaitsFrom time.Time         `json:"waits_from,omitzero"` // when the conversation went into the queue
	Since     int               `json:"since,omitempty"`     // turns of the contact since
	Last      *Last             `json:"last,omitempty"`
	Asked     []uint32          `json:"asked,omitempty"`    // hashes of the last questions
	Others    []string          `json:"others,omitempty"`   // intents that came second, for when an answer did not help
	Topic     string            `json:"topic,omitempty"`    // the intent that the contact came with last
	Question  string            `json:"question,omitempty"` // the contact's last question that was not answered
	Waiting   []Matter          `json:"waiting,omitempty"`  // matters of an earlier message, to be taken up when the open one is done
	Tried     []Words           `json:"tried,omitempty"`
	Facts     []Fact            `json:"facts,omitempty"`  // from the brand's system
	Queued    bool              `json:"queued,omitempty"` // the waiting contact has been told that the message was added
	Pending   *Call             `json:"pending,omitempty"`
	Deferred  *Deferred         `json:"deferred,omitempty"`
	Turn      int64             `json:"turn,omitempty"`     // position of the message that began the turn
	Calls     int               `json:"calls,omitempty"`    // made in this turn
	Model     bool              `json:"model,omitempty"`    // the understanding took part in this turn
	Spoke     bool              `json:"spoke,omitempty"`    // something was said in this turn
	Self      bool              `json:"self,omitempty"`     // this turn began by itself
	Unasked   bool              `json:"unasked,omitempty"`  // and nobody had asked for what began it
	Selves    int               `json:"selves,omitempty"`   // turns that began by themselves, for the keys of their calls
	Back      int               `json:"back,omitempty"`     // turns, the present one among them, in which trust alone does not take over: see grace
	Reaching  *Reaching         `json:"reaching,omitempty"` // while they wait: how they want to be reached, without the number yet
	Owned     []string          `json:"owned,omitempty"`    // ids of broken promises that were admitted
	Undos     []Undoable        `json:"undos,omitempty"`
	Undid     bool              `json:"undid,omitempty"`   // something was taken back, or should have been
	Undoing   string            `json:"undoing,omitempty"` // id of what is being taken back
}

// Run is one playbook on its way.
type Run struct {
	Playbook string            `json:"playbook"` // "order_status@1"
	Path     string            `json:"path"`     // of the step, "" for the end
	Slots    map[string]string `json:"slots,omitempty"`
	Outputs  map[string]any    `json:"outputs,omitempty"`
	Tries    map[string]int    `json:"tries,omitempty"` // questions asked again, by slot
	Await    *Await            `json:"await,omitempty"`
	Check    *Check            `json:"check,omitempty"`
	Event    map[string]any    `json:"event,omitempty"`  // what began it, or woke it last
	Caller   *Run              `json:"caller,omitempty"` // goes on when this one is done

	Proactive bool   `json:"proactive,omitempty"` // it speaks by itself, and the contact has not answered yet
	Alone     bool   `json:"alone,omitempty"`     // it speaks without a message before it, asked for or not
	Turns     int    `json:"turns,omitempty"`     // messages of the contact since it began
	Solved    bool   `json:"solved,omitempty"`    // its end was reached, with the goal
	Confirmed string `json:"confirmed,omitempty"` // path of the call that the contact has said yes to
	Trail     []int  `json:"trail,omitempty"`     // steps that it came by and may go back to
	Floor     int    `json:"floor,omitempty"`     // of them, those before what was done for good

	Until   time.Time `json:"until,omitzero"`   // while it sleeps: when it wakes
	Held    int       `json:"held,omitempty"`   // while it sleeps: times that it was put off
	Silence time.Time `json:"silence,omitzero"` // when its open question counts as never answered
}

// Undoable is something that was done and can be taken back, with the inputs as they were.
type Undoable struct {
	ID     string         `json:"id"` // key of the call that did it
	Ref    string         `json:"ref"`
	Action string         `json:"action"`
	Inputs map[string]any `json:"inputs,omitempty"`
	Proofs []string       `json:"proofs,omitempty"` // inputs that are the proof of who the contact is, as it is when it is taken back
	Until  time.Time      `json:"until,omitzero"`
	Done   terang.Text    `json:"done"`
}

// Await is the question that the contact has not answered yet.
type Await struct {
	For     AwaitKind           `json:"for"`
	Slot    string              `json:"slot,omitempty"`
	Expect  string              `json:"expect,omitempty"` // kind of entity
	Choices []terang.QuickReply `json:"choices,omitempty"`
	Since   int64               `json:"since,omitempty"` // position of the message after which a confirmation was put
	At      time.Time           `json:"at,omitzero"`     // when it was
}

// AwaitKind is what a question is for.
type AwaitKind string

// The kinds of question.
const (
	AwaitSlot       AwaitKind = "slot"
	AwaitIdentifier AwaitKind = "identifier"
	AwaitCode       AwaitKind = "code"
	AwaitConfirm    AwaitKind = "confirm"
)

// Check is a verification on its way.
type Check struct {
	Kind   string `json:"kind"`         // of the identifier that was used
	ID     string `json:"id,omitempty"` // the brand's name of the verification; "" while the code is being sent
	SentTo string `json:"sent_to,omitempty"`
	Sends  int    `json:"sends,omitempty"`
	Back   string `json:"back,omitempty"` // path of the confirmed call that waits for it; "" goes on as the playbook does
	Who    string `json:"who,omitempty"`  // who said yes to that call
	// Expired says that this code replaces one that came too late.
	Expired bool `json:"expired,omitempty"`
}

// Identity is who the brand's system says that the contact is, for as long as that holds.
type Identity struct {
	ID    string    `json:"id"`
	Name  string    `json:"name,omitempty"`
	Token string    `json:"token"`
	Until time.Time `json:"until"`
}

// Last is the last thing said, to say it again or to explain it.
type Last struct {
	Content terang.Content `json:"content"`
	Ref     string         `json:"ref"`              // playbook or article with its version
	Title   string         `json:"title,omitempty"`  // what that is called
	System  bool           `json:"system,omitempty"` // it rests on what the brand's system said
	At      time.Time      `json:"at"`
	Model   bool           `json:"model,omitempty"`
}

// Deferred is a message that came while a call was out.
type Deferred struct {
	Text   string `json:"text,omitempty"`
	Choice string `json:"choice,omitempty"`
	Files  int    `json:"files,omitempty"`
	Seq    int64  `json:"seq"`
}

// DecodeState reads a stored state. Where the bytes cannot be read the error comes with the zero State,
// which is a new conversation.
func DecodeState(b []byte) (State, error) {
	if len(b) == 0 {
		return State{}, nil
	}
	if len(b) > maxState {
		return State{}, fmt.Errorf("engine: state: %d bytes are more than %d", len(b), maxState)
	}
	var s State
	if err := json.Unmarshal(b, &s); err != nil {
		return State{}, fmt.Errorf("engine: state: %w", err)
	}
	return s, nil
}

// copied returns a state that shares nothing that a step changes, so that the caller's stays as it is, and
// cuts whatever a foreign hand may have made too long.
func (s State) copied() State {
	if len(s.Runs) > maxRuns {
		s.Runs = s.Runs[len(s.Runs)-maxRuns:]
	}
	s.Runs = slices.Clone(s.Runs)
	for i := range s.Runs {
		s.Runs[i] = s.Runs[i].copied(0)
	}
	s.Undos = slices.Clone(tail(s.Undos, maxUndos))
	s.Known = maps.Clone(s.Known)
	s.Asked = slices.Clone(tail(s.Asked, maxAsked))
	s.Waiting = slices.Clone(tail(s.Waiting, maxMatters))
	s.Tried = slices.Clone(tail(s.Tried, maxTried))
	s.Facts = slices.Clone(tail(s.Facts, maxFacts))
	s.Came, s.Broken = slices.Clip(tail(s.Came, maxCame)), slices.Clip(tail(s.Broken, terang.MaxPromises))
	s.Doubt.Own, s.Doubt.Given, s.Doubt.Said = slices.Clip(s.Doubt.Own), slices.Clip(s.Doubt.Given), slices.Clip(s.Doubt.Said)
	s.Owned = slices.Clone(tail(s.Owned, terang.MaxPromises))
	s.Back = min(max(s.Back, 0), grace+1)
	if s.Reaching != nil {
		r := *s.Reaching
		s.Reaching = &r
	}
	return s
}

// copied returns a run that shares nothing that a step changes. depth is that of the callers.
func (r Run) copied(depth int) Run {
	r.Slots, r.Outputs, r.Tries = maps.Clone(r.Slots), maps.Clone(r.Outputs), maps.Clone(r.Tries)
	for name, v := range r.Outputs {
		r.Outputs[name] = tidyValue(v, 0)
	}
	if r.Event != nil {
		r.Event, _ = tidyValue(r.Event, 0).(map[string]any)
	}
	if len(r.Trail) > maxTrail {
		r.Trail = r.Trail[:maxTrail]
	}
	r.Trail = slices.Clone(r.Trail)
	if r.Check != nil {
		c := *r.Check
		r.Check = &c
	}
	if r.Await != nil {
		a := *r.Await
		r.Await = &a
	}
	if r.Caller != nil {
		c := Run{}
		if depth < maxCallers {
			c = r.Caller.copied(depth + 1)
		}
		r.Caller = &c
	}
	return r
}

func tail[T any](list []T, n int) []T {
	if len(list) > n {
		return list[len(list)-n:]
	}
	return list
}

// slotBytes is how much the values of all slots take.
func (s *State) slotBytes() int {
	n := 0
	for i := range s.Runs {
		for c := &s.Runs[i]; c != nil; c = c.Caller {
			for _, v := range c.Slots {
				n += len(v)
			}
		}
	}
	return n
}

// run is the active run, nil where there is none.
func (s *State) run() *Run {
	if len(s.Runs) == 0 {
		return nil
	}
	return &s.Runs[len(s.Runs)-1]
}

// await is the open question, nil where there is none.
func (s *State) await() *Await {
	if r := s.run(); r != nil {
		return r.Await
	}
	return nil
}

func (s *State) know(name, value string) {
	if s.Known == nil {
		s.Known = make(map[string]string, 2)
	}
	if _, ok := s.Known[name]; !ok && len(s.Known) >= maxKnown {
		return
	}
	s.Known[name] = clip(value, maxValue)
}

func (s *State) try(what Words) {
	if what = what.clipped(maxValue); what != (Words{}) && !slices.Contains(s.Tried, what) {
		s.Tried = tail(append(s.Tried, what), maxTried)
	}
}

// fact puts or replaces a fact.
func (s *State) fact(f Fact) {
	f.Value = f.Value.clipped(maxValue)
	for i := range s.Facts {
		if s.Facts[i].Label == f.Label {
			s.Facts[i] = f
			return
		}
	}
	s.Facts = tail(append(s.Facts, f), maxFacts)
}

func (r *Run) fill(slot, value string) {
	if r.Slots == nil {
		r.Slots = make(map[string]string, 2)
	}
	r.Slots[slot] = clip(value, maxValue)
}

func (r *Run) tried(what string) int {
	if r.Tries == nil {
		r.Tries = make(map[string]int, 1)
	}
	r.Tries[what]++
	return r.Tries[what]
}

// tidyValue bounds a value that came from the brand's system or from stored bytes, and makes whole numbers
// ints again, so that 1250000 is not written as 1.25e+06.
func tidyValue(v any, depth int) any {
	switch v := v.(type) {
	case string:
		return clip(v, maxValue)
	case bool, int, nil:
		return v
	case int64:
		return int(v)
	case float64:
		if v < 1<<53 && v > -1<<53 && v == float64(int(v)) {
			return int(v)
		}
		return v
	case []any:
		if depth >= maxDepth {
			return nil
		}
		out := make([]any, 0, min(len(v), maxItems))
		for _, e := range v[:min(len(v), maxItems)] {
			out = append(out, tidyValue(e, depth+1))
		}
		return out
	case map[string]any:
		if depth >= maxDepth {
			return nil
		}
		out := make(map[string]any, min(len(v), maxFields))
		if len(v) > maxFields { // which ones stay must not depend on the order of a map
			for _, k := range slices.Sorted(maps.Keys(v))[:maxFields] {
				out[k] = tidyValue(v[k], depth+1)
			}
			return out
		}
		for k, e := range v {
			out[k] = tidyValue(e, depth+1)
		}
		return out
	}
	return nil
}

// clip cuts a text to n bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
