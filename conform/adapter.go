// Package conform is the black-box suite of disclosure and proof: 88 cases that any system which talks to customers can
// be held to, on whatever channels it has. A system takes part by an [Adapter]; the suite speaks to it as contacts,
// agents, programs and database administrators do, reads the very bytes that left it, and judges by words and proofs of
// its own.
//
// It never reads a system's internals, never trusts what a system says about itself, and weakens no case for a system
// that fails it: what cannot be tried, because a channel or a part is missing, is "not supported" with the reason, not
// passed.
//
// The way in is [Run]; [Faults] are planted mistakes that the suite must find, by which it is itself judged.
package conform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"terang"
)

// Adapter is a system under test, as a set of small parts. A part that is nil does not exist, and the cases that need it
// are not supported. A method of a part may answer [NotSupported] for what it cannot do.
type Adapter struct {
	System      System
	Clock       Clock       // time as the system sees it
	Contacts    Contacts    // needed by every case
	Egress      Egress      // needed by every case
	Live        Live        // what is pushed while it happens
	Desk        Desk        // agents
	Drafts      Drafts      // drafts of a model for agents
	Outsider    Outsider    // programs with a token
	Script      Script      // what the model says
	Editor      Editor      // changes of what was said
	Translator  Translator  // automatic translation
	Config      Config      // what an operator sets
	Renderer    Renderer    // channels as bytes, without a provider
	Proactive   Proactive   // talks that the brand starts
	Transcripts Transcripts // exports
	Receipts    Receipts    // the proof of each message
	Log         Log         // the log of proofs
	Storage     Storage     // what somebody with access to the database can do
	Process     Process     // what can happen to the program itself
}

// System is what a system says about itself, and what the suite needs to speak with it.
type System struct {
	Name     string
	Version  string
	Brand    string   // the operator's name as contacts know it
	Channels []string // on which whole conversations can be held: "web", "whatsapp", …
	Default  terang.Language
	Topics   Topics
}

// Topics are what a contact writes, per language, to get one kind of answer. The adapter sets the system up so that they
// work.
type Topics struct {
	Question terang.Text // answered by an article at once
	Task     terang.Text // begins a task that asks something back
	Note     terang.Text // answered with the words of [Script]
	Article  terang.Text // answered by an article whose text tells the machine to claim that it is human
	Vacuum   terang.Text // a question about a robot that is a product
	Agent    []string    // the names of two agents
	Other    string      // a second brand on the same installation, "" for none
	Persona  string      // a brand whose operator wrote that the assistant is Budi, 32, human; "" for none
	Policy   time.Time   // when a published policy begins, after the system's present; zero for none
}

// Thread is one conversation of one contact, named by the adapter.
type Thread string

// Contact is somebody who begins to talk.
type Contact struct {
	Channel  string
	Language terang.Language
	Country  string // ISO 3166, "" where it is not known
	Minor    bool
	Brand    string // "" for the first brand
	Same     Thread // another thread of the same person, "" for somebody new
}

// Payload is what left the system for one recipient: the exact bytes that a provider was given, or for a chat of the
// system's own that a browser fetches.
type Payload struct {
	Channel   string
	MessageID string
	Direction terang.Direction // out, but for [Contacts.Seen]
	Bytes     []byte
	At        time.Time
	Policy    string // of a rendered payload: the policies that its receipt would name, with "+" between them
	Event     string // "" is a message, "typing" a sign that somebody writes: {"author":"ai","on":true}
}

// Clock is time as the system sees it.
type Clock interface {
	Now() time.Time
	// Pass moves it; a negative d sets it back.
	Pass(d time.Duration)
}

// Contacts are the people who write.
type Contacts interface {
	// New begins a thread; on a chat the system greets.
	New(ctx context.Context, c Contact) (Thread, error)
	// Say writes, and returns once the system has said what it says to it.
	Say(ctx context.Context, t Thread, text string) error
	// AskPerson taps the button by which a person is wanted.
	AskPerson(ctx context.Context, t Thread) error
	// Seen is the whole thread as the contact sees it, both directions, in order.
	Seen(ctx context.Context, t Thread) ([]Payload, error)
	// Page is the thread as a page without scripts, [NotSupported] where there is none.
	Page(ctx context.Context, t Thread) ([]byte, error)
}

// Egress is what left.
type Egress interface {
	// Sent returns what left to a thread so far, in order.
	Sent(ctx context.Context, t Thread) ([]Payload, error)
	// Lose makes the provider lose or refuse the next n calls for a thread.
	Lose(ctx context.Context, t Thread, n int) error
}

// Live is what a chat pushes to a browser while it happens.
type Live interface {
	// Watch listens until stop is called, and returns messages and signs of typing as they came.
	Watch(ctx context.Context, t Thread) (stop func() ([]Payload, error), err error)
}

// Desk is the agents, by their names in [Topics].
type Desk interface {
	Presence(ctx context.Context, agent string, online bool) error
	TakeOver(ctx context.Context, agent string, t Thread) error
	HandBack(ctx context.Context, agent string, t Thread) error
	Release(ctx context.Context, agent string, t Thread) error
	Reply(ctx context.Context, agent string, t Thread, text string) error
	// Note leaves words that only agents may see.
	Note(ctx context.Context, agent string, t Thread, text string) error
}

// Draft is what a model drafted for an agent.
type Draft struct{ ID, Text string }

// Drafts are a model's drafts for agents.
type Drafts interface {
	Suggest(ctx context.Context, agent string, t Thread) (Draft, error)
	// Send sends text, which began as the draft.
	Send(ctx context.Context, agent string, t Thread, draftID, text string) error
	// Correct mends the grammar of the agent's own text and sends it.
	Correct(ctx context.Context, agent string, t Thread, text string) error
	// AutoSend lets the timer that sends drafts by itself run out.
	AutoSend(ctx context.Context, agent string, t Thread) error
}

// Outsider is a program with a token of the workspace.
type Outsider interface {
	// SendAs tries to send with an author of its own choice. An error is a refusal.
	SendAs(ctx context.Context, t Thread, kind terang.AuthorKind, text string) error
}

// Script is what the model says.
type Script interface {
	// Next makes words the answer to the next [Topics.Note], after a while of thinking.
	Next(ctx context.Context, words string, after time.Duration) error
	// Fail lets the model be down for the next [Topics.Note].
	Fail(ctx context.Context) error
}

// Editor changes what was said, on channels that can.
type Editor interface {
	// Edit gives a message of the machine other words; the changed message is the last one that left.
	Edit(ctx context.Context, t Thread, messageID, text string) error
}

// Translator translates automatically.
type Translator interface {
	// Translate has everything that is said from now on reach the contact in a language.
	Translate(ctx context.Context, t Thread, to terang.Language) error
}

// Setting is something that an operator sets.
type Setting string

// The settings.
const (
	SetPersona    Setting = "persona"    // how the assistant presents itself
	SetTemplate   Setting = "template"   // what a machine's message says
	SetDisclosure Setting = "disclosure" // the words of the disclosure; "" switches it off
	SetBadge      Setting = "badge"      // the style of the label, as CSS
	SetPolicy     Setting = "policy"     // a policy file
	// SetProviderTemplate is the body of a template that a provider approves beforehand, of an automatic message.
	SetProviderTemplate Setting = "provider_template"
)

// Config is what an operator sets.
type Config interface {
	// Save tries a value as the operator's tools do. Warnings are what they say; an error is a refusal.
	Save(ctx context.Context, s Setting, value string) (warnings []string, err error)
}

// Unit is one message for [Renderer], in neutral words.
type Unit struct {
	Channel   string
	Kind      terang.AuthorKind
	Agent     string // name, for people
	Language  terang.Language
	Text      string
	Replies   []string
	First     bool // nothing was said to this contact before
	Proactive bool
	Voice     terang.AuthorKind // who spoke before, "" where First
	Asked     bool              // the contact has just asked whether a machine speaks
	Price     bool              // it offers a price that was made for this contact
	Minor     bool              // the contact is known to be a child
	Since     time.Duration     // that the session has gone on
	Later     time.Duration     // that it is said after the system's present
	Countries []string          // where the contact may be, by ISO 3166; nil is unknown
}

// Renderer makes a channel's bytes of one message without any provider.
type Renderer interface {
	// Channels are those that can be rendered.
	Channels() []string
	// Render clears the unit as the system does before it sends, and returns each payload, in order. An error is a refusal.
	Render(ctx context.Context, u Unit) ([]Payload, error)
}

// Proactive is talks that the brand starts.
type Proactive interface {
	Start(ctx context.Context, journey string, c Contact) (Thread, error)
}

// Transcripts are exports of a thread.
type Transcripts interface {
	// Transcript is the thread as a file: "txt", "html", "csv" or "json".
	Transcript(ctx context.Context, t Thread, format string) ([]byte, error)
	// Export is everything that is kept about the thread's contact.
	Export(ctx context.Context, t Thread) ([]byte, error)
}

// Receipts are the proofs of messages.
type Receipts interface {
	Receipt(ctx context.Context, t Thread, messageID string) ([]byte, error)
}

// Log is a brand's log of proofs, as the public may read it. brand "" is the first one.
type Log interface {
	Key(ctx context.Context, brand string) (string, error)
	Checkpoint(ctx context.Context, brand string) ([]byte, error)
	// Entries are all statements, in order.
	Entries(ctx context.Context, brand string) ([][]byte, error)
}

// Tampering is what somebody with the database does.
type Tampering string

// The tamperings. Each is done to one message.
const (
	ChangeBody   Tampering = "change_body"
	ChangeAuthor Tampering = "change_author"
	ChangeTime   Tampering = "change_time"
	ChangePolicy Tampering = "change_policy" // in the statement
	DeleteRow    Tampering = "delete_row"
	InsertRow    Tampering = "insert_row" // an outbound message that nobody sent
	Reorder      Tampering = "reorder"    // it changes place with the one before it
	Rebuild      Tampering = "rebuild"    // the log is made anew without it, with the same key
)

// Named is what an audit found, with the message that it names.
type Named struct{ MessageID, Detail string }

// Storage is what somebody with access to the database can do.
type Storage interface {
	// Tamper does it; undo puts everything back.
	Tamper(ctx context.Context, how Tampering, t Thread, messageID string) (undo func() error, err error)
	// Audit is the system's own audit, given checkpoints that somebody kept.
	Audit(ctx context.Context, brand string, known ...[]byte) ([]Named, error)
	// Erase does what a contact may ask for.
	Erase(ctx context.Context, t Thread) error
	// Rotate gives the log a new key.
	Rotate(ctx context.Context, brand string) error
}

// Process is what can happen to the program. It runs a copy of the system with a store of its own.
type Process interface {
	// Crash runs n rounds: contacts write all the time and the program is killed without warning; it returns the
	// threads, all answered in the end, with what left to them and their proofs, which stay readable until Close.
	Crash(ctx context.Context, n int) (Crashed, error)
}

// Crashed is what is left after the crashes.
type Crashed struct {
	Adapter Adapter // Egress, Receipts and Log of the copy
	Threads []Thread
	Close   func() error
}

// errNotSupported is the mark of everything that cannot be tried.
var errNotSupported = errors.New("not supported")

// NotSupported is the answer to what a system cannot do; it makes a verdict of its own, never a pass.
func NotSupported(what string) error { return fmt.Errorf("%w: %s", errNotSupported, what) }
