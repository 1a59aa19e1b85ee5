// Package understand turns what a contact wrote into a [Reading]: language, intent, entities, special requests and mood.
// It puts together the rooms below it: words, ear, entity, request and mood. It is pure and deterministic: no I/O, no
// clock, no randomness from outside, and time linear in the length of the text, whatever the text is.
//
// It never decides what to do and never answers; that is the engine's part. It never keeps a text that a contact wrote
// longer than it takes to read it, but for the vectors of the last few.
//
// The way in is [Train], once per pack, or [Load] for what was trained before, and then [Model.Understand] for each
// message. A [Model] is immutable and safe for many goroutines.
package understand

import (
	"slices"

	"terang"
	"terang/understand/entity"
	"terang/understand/mood"
	"terang/understand/request"
	"terang/understand/words"
)

// OutOfScope is the label of examples that no intent of the pack covers. It is learned from and never returned as an
// intent.
const OutOfScope = "out_of_scope"

// Example is one text with the intent that it shows. Language is "" where it is not known.
type Example struct {
	Intent   string
	Text     string
	Language terang.Language
	Where    string // "intents/id.tsv:14", for warnings
}

// Options says how to train. The zero value is useful.
type Options struct {
	Patterns  []entity.Pattern  // the brand's own entities, order numbers first of all
	Catalogue *entity.Catalogue // its products, nil for none
	Seed      uint64            // of all that is drawn; the same seed and examples give the same model
	Promise   float64           // share of the answers that is to be right, 0 for the default
	Encoder   Encoder           // of the deep ear; nil trains the fast ear alone
	Vectors   *Vectors          // sentence vectors that were made before, nil for none
}

// Pattern finds one kind of the brand's own entities; see [entity.Pattern].
type Pattern = entity.Pattern

// Entity is a value found in the text; see [entity.Entity].
type Entity = entity.Entity

// Kinds of entity that the engine asks for by name.
const (
	EntityOrderNo = entity.KindOrderNo
	EntityOTP     = entity.KindOTP
	EntityPhone   = entity.KindPhone
	EntityEmail   = entity.KindEmail
	EntityDate    = entity.KindDate
	EntityMoney   = entity.KindMoney
	EntityYesNo   = entity.KindYesNo
	EntityNumber  = entity.KindNumber
	EntityChoice  = entity.KindChoice
)

// Context is what the conversation knows when the text arrives.
type Context struct {
	Expecting string              // kind of entity that was asked for, "" for none
	Choices   []terang.QuickReply // what could be tapped
	Language  terang.Language     // of the conversation, to weigh a text that says little
	Topic     string              // intent of the matter in hand, to which a short follow-up belongs; "" for none
}

// Reading is what was understood of one text.
type Reading struct {
	Text       string          // the text, valid and bounded; offsets of entities point into it
	Normalised string          // everyday words in their standard form, in lower case, for searching; never shown to anyone
	Language   terang.Language // id, en, [words.Mixed], [words.Javanese], [words.Sundanese], or "" where the text does not tell
	Register   words.Register
	Intents    []Scored // best first, at most five, calibrated
	Inside     float64  // how likely the text means one of the intents at all
	Known      bool     // the best intent can be relied on
	Deep       bool     // the deep ear was asked
	FollowUp   bool     // the text goes on with the topic of the context and says little by itself
	Entities   []Entity // the answer to what was expected first, then in order of the text
	Requests   []Found  // the weightiest first
	Mood       Mood
	Parts      []Part // the matters that the clauses of the text state, in order; nil where it has one clause
}

// Part is one matter of a text that holds several: the clause that states it, and the intent that is known of it.
type Part struct {
	Intent     string
	Text       string
	Start, End int // bytes of [Reading.Text]
}

// Scored is one intent with the calibrated probability that it is meant.
type Scored struct {
	Intent     string
	Confidence float64
}

// Request is something that can be asked in any state of any conversation; see [request.Request].
type Request = request.Request

// The special requests.
const (
	RequestPerson    = request.Person
	RequestIdentity  = request.Identity
	RequestEmergency = request.Emergency
	RequestStop      = request.Stop
	RequestData      = request.Data
	RequestWhy       = request.Why
	RequestComplaint = request.Complaint
	RequestRepeat    = request.Repeat
	RequestCancel    = request.Cancel
	RequestThanks    = request.Thanks
	RequestGreeting  = request.Greeting
	RequestUnhelpful = request.Unhelpful
)

// Found is a special request with the words that show it; see [request.Found].
type Found = request.Found

// The topics that are answered in their own way; see [request.Topic].
const (
	TopicPromotions = request.Promotions
	TopicFraud      = request.Fraud
	TopicSelfHarm   = request.SelfHarm
)

// Mood is how the text sounds; see [mood.Mood].
type Mood = mood.Mood

// MoodKind names a mood, or a mark that stands beside the moods; see [mood.Kind].
type MoodKind = mood.Kind

// The moods and marks that move trust.
const (
	MoodAnger          = mood.Anger
	MoodDisappointment = mood.Disappointment
	MoodWorry          = mood.Worry
	MoodSarcasm        = mood.Sarcasm
	MoodProfanity      = mood.Profanity
	MoodThreat         = mood.Threat
)

// Moods are all the moods, in their order.
func Moods() [5]MoodKind { return mood.Kinds() }

// Is reports whether r holds the request q.
func (r Reading) Is(q Request) bool {
	return slices.ContainsFunc(r.Requests, func(f Found) bool { return f.Request == q })
}

// Outweighs reports whether the text makes a special request more surely than it means an intent.
func (r Reading) Outweighs(q Request) bool {
	return slices.ContainsFunc(r.Requests, func(f Found) bool {
		return f.Request == q && (len(r.Intents) == 0 || f.Confidence > r.Intents[0].Confidence)
	})
}

// Masked is the text with what is secret in it left out, for what is kept or shown.
func (r Reading) Masked() string { return entity.Mask(r.Text, r.Entities) }

// Quote returns the words of the text that speak for a mood most, "" where none stand out.
func (r Reading) Quote(k MoodKind) string {
	for _, c := range r.Mood.Causes {
		if c.Kind == k {
			return r.Text[c.Start:c.End]
		}
	}
	return ""
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
