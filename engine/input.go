package engine

import (
	"time"

	"terang"
	"terang/trust"
)

// InputKind is what happened.
type InputKind string

// The kinds of input. Each is one call of [Brain.Step].
const (
	InputOpened             InputKind = "opened"              // the contact opened the channel: greet
	InputMessage            InputKind = "message"             // the contact wrote or tapped
	InputActionResult       InputKind = "action_result"       // what a [Call] gave
	InputHandBack           InputKind = "hand_back"           // a person gave the conversation back
	InputPersonRequested    InputKind = "person_requested"    // the person button
	InputAssistantRequested InputKind = "assistant_requested" // back to the assistant, while waiting
	InputLanguageSet        InputKind = "language_set"        // the language switch
	InputResumed            InputKind = "resumed"             // the contact came back to an open conversation
	InputError              InputKind = "error"               // the turn failed outside: a person takes over
	InputStarted            InputKind = "started"             // a trigger began a playbook: an event, a segment, a time, a hand
	InputWoken              InputKind = "woken"               // what a sleeping run waited for has come, or its time is up
	InputReach              InputKind = "reach"               // the contact, while waiting, asks to be called or written to instead
)

// Input is one thing that happened, with all that the engine may know of the world at that moment.
type Input struct {
	Kind     InputKind
	Text     string          // what the contact wrote
	Choice   string          // the value of the tapped quick reply
	Files    int             // how many files came with the words; the engine never knows what is in them
	Seq      int64           // position of the message in the conversation; of the last one, for the other kinds
	Now      time.Time       // the engine has no clock of its own
	ReplyTo  int64           // position of the message that the tap belongs to; 0 where that is not known
	Language terang.Language // of the conversation or the switch; "" where nothing is known
	Result   ActionResult
	Desk     Desk
	Holder   terang.Holder // "" is the assistant
	Agent    string        // the shown name of the person who holds it, or who gave it back
	Contact  Contact
	Start    *Start           // of [InputStarted]
	Woken    *Woken           // of [InputWoken]
	Reach    *Reach           // of [InputReach]
	Promises []terang.Promise // of this conversation: owed, and the last that are not
}

// Reach is how a contact who does not want to wait is to be reached: Kind is [terang.PromiseCall] or [terang.PromiseWrite],
// To a number or an address, From the time before which it is not wanted, zero for as soon as somebody can.
type Reach struct {
	Kind terang.PromiseKind
	To   string
	From time.Time
}

// Contact is what the house knows of the customer from earlier.
type Contact struct {
	Name       string
	Attributes map[string]any  // by name, as playbooks remembered them
	Stopped    bool            // asked not to be written to; see [SetConsent]
	Matters    []terang.Matter // what they came with before, in any conversation
}

// Start begins a playbook that nobody asked for. Trigger says with what, for the records: "event order.delayed".
// Fields of Event fill the slots of the same name.
type Start struct {
	Playbook string // its id
	Trigger  string
	Event    map[string]any
}

// Woken goes on with a run that slept. Event is what came, nil where the time was up (TimedOut where that means
// that an event did not come).
type Woken struct {
	Run      Run
	Event    map[string]any
	TimedOut bool
}

// ActionResult is what a [Call] gave. ErrorCode is a code of [terang.Error] or of the brand's own answer.
type ActionResult struct {
	Key       string
	OK        bool
	Status    int
	Data      map[string]any
	ErrorCode string
}

// Desk is the state of the agents' room: how many are online, how many conversations wait, and the place of
// this one among them, 0 where it does not wait or the place is not known. Hours is the text of the opening
// hours, used where the brand states none.
type Desk struct {
	Online int
	Queue  int
	Place  int
	Hours  terang.Text
	Wait   Wait
	Full   bool // so many wait already that nobody who comes now would be reached in this opening
}

// Wait is how long somebody at the end of the queue (or at Place) is expected to wait, from how fast it moved lately. The zero
// Wait is that nobody can tell: then nothing is said about it.
type Wait struct{ From, To time.Duration }

// Effect is what a step wants done. It is closed: the types below are all there are.
type Effect interface{ effect() }

// Say is a draft for the contact. It goes through the gate like any other. Playbook ("order_status@1") and Step, its path,
// say where it stands written; they are empty for what no playbook says.
type Say struct {
	Draft          terang.Draft
	Playbook, Step string
}

// Call asks for an action. Key is unique in the conversation and the same whenever the same turn is
// replayed, so that it serves as the idempotency key. The result comes back as [InputActionResult].
type Call struct {
	Key    string         `json:"key"`
	Action string         `json:"action"`
	Inputs map[string]any `json:"inputs"`
}

// Asked says that the contact has just asked whether a machine speaks: the gate then lets only an answer through whose first
// sentence is the truth. It comes before what is said.
type Asked struct{}

// HandOver puts the conversation into the queue with the card that a person reads first, and with what they might answer,
// nil for nothing.
type HandOver struct {
	Card  terang.HandOver
	Draft *terang.Suggestion
}

// Verified says that the brand's system has confirmed who the contact is.
type Verified struct{ ExternalID, Name string }

// SetLanguage changes the language of the conversation.
type SetLanguage struct{ Language terang.Language }

// Return takes the conversation out of the queue, back to the assistant.
type Return struct{}

// Missed says that a message was not understood, so that people can teach the assistant. Guess is the intent that came
// nearest, "" for none.
type Missed struct {
	Seq        int64
	Guess      string
	Confidence float64
}

// Sleep puts a run to sleep: it has left the state, and comes back as [InputWoken] at Until, or when Event happens
// and If, an expression over event and the run's slots, is true ([Brain.Wakes] tells). The store keeps Run as JSON.
type Sleep struct {
	Run   Run
	Until time.Time // zero: there is none
	Event string    // "" for none
	If    string
}

// Attribute remembers something about the contact, for a purpose. Keep is 0 where it is kept until it is erased.
type Attribute struct {
	Name    string
	Value   any
	Purpose string
	Keep    time.Duration
}

// Ended says that a run has come to its end, for reports. It is not said of a run that sleeps.
type Ended struct {
	Playbook string // "order_late@3"
	Solved   bool   // its goal was reached
	Reason   string // why it ended otherwise, "" where it came to its end: "cancelled", "person", "silence", "steps", …
}

// Promise is something that the contact was just told will happen by a time; the desk owes it from now on.
type Promise struct {
	Kind  terang.PromiseKind
	Words string
	Reach string
	Due   time.Time
}

// Cancelled takes back what was promised, of a kind: the contact no longer waits for it.
type Cancelled struct{ Kind terang.PromiseKind }

// Owned says that the contact was just told that these promises were broken, by their ids: nobody tells them again.
type Owned struct{ IDs []string }

// Trusted is how trust moved in a turn of the contact, for the curve and for replays. Calm turns of a calm talk have none.
type Trusted struct {
	Seq            int64
	Playbook, Risk string // of the matter, by which the lines were chosen
	Score          int
	Decision       trust.Decision
	Signals        []trust.Signal
}

// Came says that the contact came with a matter. Playbook is the one that takes it, "" where an article or nobody does.
type Came struct{ Topic, Playbook string }

// Settled says how the matter that they came with last stands now: confirmed by the contact, or solved by its playbook.
type Settled struct {
	Topic     string
	Solved    bool // its playbook reached its goal
	Confirmed bool // and the contact said so
}

func (Promise) effect()     {}
func (Cancelled) effect()   {}
func (Owned) effect()       {}
func (Trusted) effect()     {}
func (Came) effect()        {}
func (Settled) effect()     {}
func (Sleep) effect()       {}
func (Attribute) effect()   {}
func (Ended) effect()       {}
func (Missed) effect()      {}
func (Say) effect()         {}
func (Asked) effect()       {}
func (Call) effect()        {}
func (HandOver) effect()    {}
func (Verified) effect()    {}
func (SetLanguage) effect() {}
func (Return) effect()      {}
