// Package request hears what can be asked in any state of any conversation: a person, who speaks, to be left
// alone, one's own data, the reason for something, a complaint, help in an emergency, and the small courtesies.
//
// Phrases give precision and the words to quote; a classifier gives recall. It decides nothing: what to do
// about a request is the engine's part. It does no I/O and keeps no text. The guidelines by which its
// examples are labelled are in guidelines.md.
//
// The way in is [New], once, and then [Finder.Find] for each message. A [Finder] does not change and is safe
// for many goroutines.
package request

// Request is something that can be asked in any state of any conversation.
type Request string

// The special requests.
const (
	Person    Request = "person"    // talk to a person
	Identity  Request = "identity"  // are you a machine, who speaks
	Emergency Request = "emergency" // fraud that happens now, harm to oneself, accident and danger
	Stop      Request = "stop"      // do not write to me again
	Data      Request = "data"      // my personal data: delete, show, correct
	Why       Request = "why"       // why this message, why this answer
	Complaint Request = "complaint" // I complain, and want it taken
	Cancel    Request = "cancel"    // leave what we are doing
	Repeat    Request = "repeat"    // say it again
	Unhelpful Request = "unhelpful" // that did not help
	Thanks    Request = "thanks"    // thank you
	Greeting  Request = "greeting"  // hello
)

// all are the requests in the order of their weight.
var all = [...]Request{
	Emergency, Person, Identity, Stop, Data, Why, Complaint, Cancel, Repeat, Unhelpful, Thanks, Greeting,
}

// All returns the special requests in the order of their weight.
func All() []Request { return append([]Request(nil), all[:]...) }

// Topic says what a request is about, more closely.
type Topic string

// The topics of each request that has some. An empty topic is one that the words do not tell.
const (
	Promotions Topic = "promotions" // Stop: advertisements only
	Everything Topic = "all"        // Stop: every message
	Matter     Topic = "matter"     // Stop: messages about this matter only

	Delete   Topic = "delete"   // Data: delete it
	Show     Topic = "show"     // Data: show or hand it over, or say what is done with it
	Correct  Topic = "correct"  // Data: put it right
	Withdraw Topic = "withdraw" // Data: consent is taken back

	Fraud    Topic = "fraud"     // Emergency: money or account are being taken
	SelfHarm Topic = "self_harm" // Emergency: somebody may harm himself
	Danger   Topic = "danger"    // Emergency: fire, accident, violence, illness

	Received Topic = "message" // Why: why did I get this message
	Answered Topic = "answer"  // Why: why this answer, question or decision
)

// Asks is the shape of an identity question, so that the answer can begin with yes or no.
type Asks string

// The shapes of an identity question.
const (
	AsksMachine Asks = "machine" // "are you a robot?": yes, from a machine
	AsksHuman   Asks = "human"   // "are you human?": no, from a machine
	AsksWho     Asks = "who"     // "who is this?", "a person or a robot?": neither yes nor no answers it
)

// Found is one request in a text. Quote is the words that show it, text[Start:End] of the line's text.
type Found struct {
	Request    Request
	Confidence float64 // from 0 to 1, calibrated
	Quote      string
	Start, End int // bytes
	Topic      Topic
	Asks       Asks // of an identity question, else ""
}
