// Package understand turns what a contact wrote into a [Reading]: language, intent, entities, special
// requests and mood. It is pure and deterministic: no I/O, no clock, no randomness from outside, and time
// linear in the length of the text, whatever the text is.
//
// It never decides what to do and never answers; that is the engine's part. It never keeps a text.
//
// The way in is [Train], once per pack, and then [Model.Understand] for each message. A [Model] is
// immutable and safe for many goroutines.
package understand

import "terang"

// Mixed is the language of a text that holds about as much Indonesian as English. The house has no texts
// in it, so that [terang.Language.Or] falls back to the conversation's own language.
const Mixed terang.Language = "mixed"

// OutOfScope is the label of examples that no intent of the pack covers. It is learned like an intent and
// never returned as one.
const OutOfScope = "out_of_scope"

// Example is one text with the intent that it shows. Language is "" where it is not known.
type Example struct {
	Intent   string
	Text     string
	Language terang.Language
}

// Options says how to train. The zero value is useful.
type Options struct {
	Patterns []Pattern // the brand's own entities, order numbers first of all
	Seed     uint64    // of the shuffles; the same seed and examples give the same model
	Epochs   int       // passes over the examples, 0 for the default
}

// Pattern finds one kind of the brand's own entities, for example
//
//	{Kind: "order_no", Find: `(?i)\btrg[\s._-]?(\d{4})\b`, Format: "TRG-$1", Bare: `^\D*(\d{4})\D*$`}
//
// Find is matched anywhere in a text. Bare, where given, is tried on the whole text when an answer of this
// kind is expected. Format is the value with the groups of the match put in ([regexp.Regexp.Expand]); ""
// takes the match in capitals.
type Pattern struct {
	Kind, Find, Bare, Format string
}

// Kinds of entity that are found without a [Pattern].
const (
	EntityOrderNo = "order_no" // from Options.Patterns
	EntityOTP     = "otp"      // six digits
	EntityPhone   = "phone"    // E.164, Indonesian numbers completed: "+628123456789"
	EntityEmail   = "email"    // in lower case
	EntityDate    = "date"     // "2026-11-21", "11-21" without a year, or "+1d" counted from today
	EntityYesNo   = "yes_no"   // "yes" or "no"
	EntityNumber  = "number"   // decimal digits
	EntityChoice  = "choice"   // the value of the quick reply that was meant
)

// Context is what the conversation knows when the text arrives.
type Context struct {
	Expecting string              // kind of entity that was asked for, "" for none
	Choices   []terang.QuickReply // what could be tapped
	Language  terang.Language     // of the conversation, to weigh a text that says little
}

// Reading is what was understood of one text.
type Reading struct {
	Text       string          // the text, valid and bounded; offsets of entities point into it
	Normalised string          // everyday words in their standard form, in lower case, for searching
	Language   terang.Language // id, en, [Mixed], or "" where the text does not tell
	Intents    []Scored        // best first, at most five, calibrated
	Known      bool            // the best intent can be relied on
	Entities   []Entity        // the answer to what was expected first, then in order of the text
	Requests   []Request       // in order of weight: person and identity first
	Mood       Mood
}

// Scored is one intent with the calibrated probability that it is meant.
type Scored struct {
	Intent     string
	Confidence float64
}

// Entity is a value found in the text. Start and End are byte offsets into [Reading.Text].
type Entity struct {
	Kind, Value, Text string
	Start, End        int
}

// Request is something that can be asked in any state of any conversation.
type Request string

// The special requests.
const (
	RequestPerson    Request = "person"    // talk to a person
	RequestIdentity  Request = "identity"  // are you a machine, who speaks
	RequestStop      Request = "stop"      // do not write to me again
	RequestData      Request = "data"      // my data: see, correct, delete
	RequestWhy       Request = "why"       // why this answer, why this message
	RequestRepeat    Request = "repeat"    // say it again
	RequestCancel    Request = "cancel"    // leave what we are doing
	RequestThanks    Request = "thanks"    // thank you
	RequestGreeting  Request = "greeting"  // hello
	RequestUnhelpful Request = "unhelpful" // that did not help
)

// Mood is how the text sounds, each part from 0 to 1, with the words that show it.
type Mood struct {
	Anger, Disappointment, Worry float64
	Quotes                       []string
	Profanity                    bool
}

// Is reports whether r holds the request q.
func (r Reading) Is(q Request) bool {
	for _, have := range r.Requests {
		if have == q {
			return true
		}
	}
	return false
}

// Find returns the first entity of a kind.
func (r Reading) Find(kind string) (Entity, bool) {
	for _, e := range r.Entities {
		if e.Kind == kind {
			return e, true
		}
	}
	return Entity{}, false
}
