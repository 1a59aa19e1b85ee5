// Package playbook reads playbooks: versioned YAML scripts that say what to do when an intent, an event, a
// segment or a time fires. It turns one file into a checked [Playbook], or into errors that name file, line,
// what is wrong, why, and what to do next.
//
// It never runs a playbook, holds no conversation and does no I/O: the engine runs, the caller reads files.
// A playbook that [Parse] let through can still be refused by the engine for a missing action or slot value
// at run time, but never for its form, and none of its templates can loop without end or read a file.
//
// The way in is [Parse]. A small playbook:
//
//	id: order_status
//	version: 1
//	title: {id: Status pesanan, en: Order status}
//	triggers: [order_status]
//	slots:
//	  order_no: {type: order_no, label: {id: Nomor pesanan, en: Order number}, keep: true}
//	steps:
//	  - ask: {slot: order_no, text: {id: "Apa nomor pesanannya?", en: "What is the order number?"}}
//	  - verify: {}
//	  - call: {action: order_get, inputs: {order_no: slot.order_no}, save: order}
//	  - say: {text: {id: "Statusnya {{ order.status }}.", en: "Its status is {{ order.status }}."}}
//
// The steps are say, article (the help centre answers), ask and reask (a slot), verify (a one-time code),
// call (an action, where the brand wants it with preview, confirm, receipt and undo), branch, wait, remember
// (a fact for the hand-over card, or an attribute of the contact), run (another playbook), hand_over and end.
// Texts are Liquid with slot.<name>, what calls save, contact.name, event, verified.name, brand.name, calm, trust and now;
// times and amounts are written by the filters date, day, time, datetime and rupiah. Values and conditions
// are [Expr].
package playbook

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
)

// Limits of one playbook file. They bound what a turn can cost before anything runs.
const (
	MaxFile     = 256 << 10 // bytes
	MaxSteps    = 400
	MaxDepth    = 8 // blocks within blocks
	MaxReplies  = 8
	MaxTriggers = 32
	MaxSlots    = 32
	MaxList     = 20 // items of a list that an action returned, in a loop, a card or choices
	MaxTries    = 2  // times that one question is put again before a person takes over
	MaxExamples = 200
	MaxWait     = 400 * 24 * time.Hour
)

// Playbook is a checked script. Its steps are flat: a step names the index of the one that follows it, and
// len(Steps) is the end.
type Playbook struct {
	ID       string
	Version  int
	File     string
	Title    terang.Text
	About    terang.Text // one sentence for the console's list, nil for none
	Class    Class
	On       []Trigger
	Triggers []string // the intents among On
	Slots    map[string]Slot
	Steps    []Step
	Reads    []Read
	Source   []byte // the file as it was read

	paths map[string]int
}

// Read is one field of a call's result that a text or an expression uses, so that whoever knows the action
// can check that it gives it.
type Read struct {
	Save  string // the name under which the result is saved
	Field string
	Line  int
}

// Ref names the playbook in authors, states and receipts: "order_status@3".
func (p *Playbook) Ref() string { return p.ID + "@" + strconv.Itoa(p.Version) }

// At finds a step by its path.
func (p *Playbook) At(path string) (int, bool) {
	i, ok := p.paths[path]
	return i, ok
}

// Slot is one value that the contact gives.
type Slot struct {
	Type  string // an entity kind of the understanding, or "choice" or "text"
	Label terang.Text
	Keep  bool  // the value is known to other playbooks in the same conversation
	Check *Expr // must give true for a value to be taken; nil for none
	Wrong *Text // said where Check does not, before the question is put again
}

// The slot types that are not kinds of entity.
const (
	SlotChoice = "choice"
	SlotText   = "text"
)

// StepKind says what a step does.
type StepKind string

// The kinds of step.
const (
	StepSay      StepKind = "say"
	StepArticle  StepKind = "article"
	StepAsk      StepKind = "ask"
	StepReask    StepKind = "reask"
	StepVerify   StepKind = "verify"
	StepCall     StepKind = "call"
	StepBranch   StepKind = "branch"
	StepHandOver StepKind = "hand_over"
	StepRemember StepKind = "remember"
	StepEnd      StepKind = "end"
	StepWait     StepKind = "wait"
	StepRun      StepKind = "run"

	// Parts of a call, which are laid out as steps of their own: preview (a call), confirm, the call, undo, receipt (a say).
	StepConfirm StepKind = "confirm"
	StepUndo    StepKind = "undo"
)

// Step is one step. Exactly the field of its kind is set. Path is stable while the file's shape is
// ("2.cases.shipped.0") and is what a state keeps.
type Step struct {
	Kind     StepKind
	Path     string
	Line     int
	Next     int
	Say      *Say
	Article  *Article
	Ask      *Ask
	Reask    *Reask
	Verify   *Verify
	Call     *Call
	Branch   *Branch
	HandOver *HandOver
	Remember *Remember
	End      *End
	Wait     *Wait
	Sub      *Sub
	Confirm  *Confirm
	Undo     *Undo

	reads []string // "slot.order_no", "order.status", "order" for all of it, "event.days": sorted
}

// Reads reports whether a text or an expression of the step uses a value: "slot.order_no", "order.status" of what a call
// saved, "order" for all of that, "event.days".
func (s *Step) Reads(name string) bool {
	_, ok := slices.BinarySearch(s.reads, name)
	return ok
}

// ReadsSlots reports whether the step uses the value of any slot.
func (s *Step) ReadsSlots() bool {
	return slices.ContainsFunc(s.reads, func(name string) bool { return strings.HasPrefix(name, slotRoot) })
}

const slotRoot = "slot."

// Say says something and goes on. CalmOnly leaves it out where the customer's trust is low: an aside, an offer of something
// more, a joke.
type Say struct {
	Text     Text
	Replies  []Reply
	Card     *Card
	CalmOnly bool
}

// Article answers with the passage of an article that fits the contact's words best, and names it as source.
type Article struct {
	ID      string
	Replies []Reply
}

// Reply is a quick reply. Value is sent back as the choice; "intent:<name>", "person" and "cancel" mean the
// same in every state.
type Reply struct {
	Label Text
	Value string
}

// The kinds of card.
const (
	CardTimeline = "timeline"
	CardFacts    = "facts"
	CardList     = "list"
)

// Card is the structured part of an answer.
type Card struct {
	Kind   string
	Title  Text
	Status *Text
	Fields []CardField
	Steps  *CardSteps
	Items  *CardItems
}

// CardField is one labelled value; a value that comes out empty is left out.
type CardField struct {
	Label Text
	Value Text
}

// CardSteps makes a timeline from a list that an action returned, and the points that are still to come. The
// last item of the list is where things stand now, unless nothing is to come.
type CardSteps struct {
	From  Expr   // the list; each item is "item"
	At    string // the field of an item that holds its time
	Label Text   // with "item"
	Next  []CardNext
}

// CardItems makes the entries of a list card from a list that an action returned. An entry with a Value can be
// tapped, as a quick reply can.
type CardItems struct {
	From  Expr // the list; each item is "item"
	Title Text // with "item"
	Text  *Text
	Value *Expr
}

// CardNext is a point that is still to come. Where At gives nothing, the point has no time yet.
type CardNext struct {
	If    *Expr
	At    *Expr
	Label Text
}

// Ask fills a slot and waits for it, unless it is known.
type Ask struct {
	Slot        string
	Text        Text
	Again       *Text // said when the answer was not understood; Text where there is none
	Choices     []Reply
	ChoicesFrom *ChoicesFrom
	Tries       int // times that it is put again before a person takes over; 0 stands for MaxTries
}

// ChoicesFrom offers the items of a list that an action returned.
type ChoicesFrom struct {
	List  Expr
	Value string // the field of an item that becomes the slot's value
	Label Text   // with "item"
}

// Reask drops the value of a slot that turned out wrong, says why, and goes back to its ask.
type Reask struct {
	Slot string
	Text Text
	To   int // index of the ask
}

// Verify proves who the contact is with a one-time code, unless that was done a moment ago. By lists the
// slots that may identify the contact, in the order in which they are tried.
type Verify struct {
	By []string
}

// Call asks the brand's own system. OnError has the first step of the block for an error code; "" is the
// block for every other code, and where there is none a person takes over.
type Call struct {
	Action    string
	Inputs    []Input
	Save      string
	OnError   map[string]int
	Preview   bool // it only tells what the call behind the confirmation would do
	Confirmed bool // it stands behind a confirmation
	Undo      *Undo
}

// Input is one named input of a call.
type Input struct {
	Name  string
	Value Expr
}

// Branch goes on by a value. Else is the step for every other value.
type Branch struct {
	On    Expr
	Cases map[string]int
	Else  int
}

// HandOver ends the run with a person. Text, where given, is said first. Skill, where given, is what the person
// must be good at.
type HandOver struct {
	Reason terang.HandOverReason
	Text   *Text
	Skill  string
}

// Remember puts a fact on the hand-over card or, where Attribute is given, an attribute on the contact.
type Remember struct {
	Label  terang.Text
	Value  Expr
	Source string

	Attribute string
	Purpose   string        // what the attribute may be used for
	Keep      time.Duration // how long it is kept; 0 until it is erased
}

// End ends the run. Solved says that the matter is done, which gives trust back.
type End struct {
	Solved bool
}
