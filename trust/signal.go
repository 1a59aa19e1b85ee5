package trust

import "math"

// Signal is one thing in a turn that moves trust. Weight is in points, negative for what costs trust;
// 0 takes the kind's own weight. Quote is the words that show it, Seq the message they stand in.
// JSON: {"k":"loop","w":-31,"q":"jawabannya sama lagi","s":9}.
type Signal struct {
	Kind   string `json:"k"`
	Weight int    `json:"w,omitempty"`
	Quote  string `json:"q,omitempty"`
	Seq    int64  `json:"s,omitempty"`
}

// Kinds of signal. [Weight] says what each moves.
const (
	KindPersonAsked  = "person_asked"        // the contact asks for a person
	KindUnhelpfulTap = "unhelpful_tap"       // a tap on "that did not help"
	KindUnknown      = "unknown"             // the assistant did not understand, or has no answer
	KindLowSure      = "low_confidence"      // one more answer in a row that it was not sure of
	KindActionFailed = "action_failed"       // the brand's system did not answer
	KindVerifyFailed = "verification_failed" // a code or number did not match
	KindLongTask     = "long_task"           // the matter takes far more turns than it usually does
	KindWaited       = "waited"              // the contact waited for a person, in vain
	KindBroken       = "promise_broken"      // a time that was promised passed
	KindRepeated     = "repeated_contact"    // the same matter again within days, unsolved
	KindThanks       = "thanks"
	KindSolved       = "solved"
)

// Kinds of what a message gives away, as understand/doubt names its causes. Their weight is the turn's doubt, by [Doubted].
const (
	KindReAsk     = "re_ask"
	KindRepeat    = "repeat"
	KindWrong     = "wrong"
	KindUnhelpful = "unhelpful"
	KindLoop      = "loop"
	KindWaiting   = "waiting"
	KindPromise   = "promise"
	KindPerson    = "person"
	KindDoubt     = "doubt"
	KindAnger     = "anger"
	KindIrony     = "irony"
	KindGaveUp    = "gave_up"
	KindThreat    = "threat"
	KindStakes    = "stakes"
)

// Kinds of a matter that is not a machine's, whatever the score: [Update] always lets a person take over.
const (
	KindMoney       = "risk_money"
	KindHealth      = "risk_health"
	KindLegal       = "risk_legal"
	KindBereavement = "risk_bereavement"
	KindFraud       = "risk_fraud"
)

// The points that each kind moves when its strength is full.
const (
	// WeightPersonAsked is heavy because whoever asks for a person has given up on the machine, at least for now.
	WeightPersonAsked = -25
	// WeightUnhelpfulTap is heavy because the contact says outright that the answer failed.
	WeightUnhelpfulTap = -20
	// WeightUnknown is a little lighter: the assistant says honestly that it does not know, which costs time but not faith.
	WeightUnknown = -16
	// WeightLowSure is light: the answers may have been right.
	WeightLowSure = -8
	// WeightActionFailed is for the brand's own system not answering: not the contact's fault, and they notice.
	WeightActionFailed = -15
	// WeightVerifyFailed is for a code or number that did not match; twice in a row and a person should look.
	WeightVerifyFailed = -12
	// WeightLongTask is what it grows to; a matter may be long because it is big.
	WeightLongTask = -12
	// WeightWaited is what it grows to with the time.
	WeightWaited = -12
	// WeightBroken is heavy: the house gave its word.
	WeightBroken = -25
	// WeightRepeated is for a contact who already came in vain.
	WeightRepeated = -12
	// WeightRisk stays as evidence; a person takes over anyway.
	WeightRisk = -20
	// WeightThanks gives back what one friendly word is worth.
	WeightThanks = 12
	// WeightSolved gives back the most, because a solved matter is what trust is for.
	WeightSolved = 20
	// WeightDoubt is for a turn at which trust is all but surely breaking, by all that was said so far; [Doubted] scales it.
	// Of the weights that took over at most five in a hundred talks needlessly, on labelled dialogues judged by models that
	// had not seen them, it caught the most breaking ones in time: two thirds.
	WeightDoubt = -100
	// GoodTurn is what a turn without any bad signal gives back, so that trust heals slowly when things go well.
	GoodTurn = 5
)

// Weight returns the points that a kind moves at full strength, 0 for a kind that is not known here.
func Weight(kind string) int {
	switch kind {
	case KindPersonAsked:
		return WeightPersonAsked
	case KindUnhelpfulTap:
		return WeightUnhelpfulTap
	case KindUnknown:
		return WeightUnknown
	case KindLowSure:
		return WeightLowSure
	case KindActionFailed:
		return WeightActionFailed
	case KindVerifyFailed:
		return WeightVerifyFailed
	case KindLongTask:
		return WeightLongTask
	case KindWaited:
		return WeightWaited
	case KindBroken:
		return WeightBroken
	case KindRepeated:
		return WeightRepeated
	case KindThanks:
		return WeightThanks
	case KindSolved:
		return WeightSolved
	}
	switch {
	case Risky(kind):
		return WeightRisk
	case doubts(kind):
		return WeightDoubt
	}
	return 0
}

// Risky reports whether a kind says that the matter is not a machine's.
func Risky(kind string) bool {
	switch kind {
	case KindMoney, KindHealth, KindLegal, KindBereavement, KindFraud:
		return true
	}
	return false
}

// doubts reports whether a kind is a cause of doubt.
func doubts(kind string) bool {
	switch kind {
	case KindReAsk, KindRepeat, KindWrong, KindUnhelpful, KindLoop, KindWaiting, KindPromise, KindPerson, KindDoubt, KindAnger, KindIrony,
		KindGaveUp, KindThreat, KindStakes:
		return true
	}
	return false
}

// Scaled makes a signal of a kind whose strength (0–1) is known, such as a mood. A strength above nothing
// always moves at least one point.
func Scaled(kind string, strength float64, quote string, seq int64) Signal {
	full := Weight(kind)
	w := int(float64(full) * min(max(strength, 0), 1))
	if w == 0 && strength > 0 && full != 0 {
		w = full / max(full, -full)
	}
	return Signal{Kind: kind, Weight: w, Quote: quote, Seq: seq}
}

// A turn counts by the log-odds of its doubt, as evidence adds up: all beyond calmDoubt counts, and fullDoubt of it is
// the full weight. So one turn of .56 passes the default take-over line, or two of .25.
const (
	calmDoubt = 0.075 // what calm turns have; it moves nothing
	fullDoubt = 4.5   // log-odds beyond that of calm turns that move the full weight
)

// Doubted makes the signal of a turn at which trust is breaking with a probability, as understand/doubt gives it, by its
// strongest cause; none where the probability is no more than what calm turns have. A kind that is no cause of doubt, such
// as "", is [KindDoubt].
func Doubted(probability float64, kind, quote string, seq int64) (Signal, bool) {
	if !(probability > calmDoubt) {
		return Signal{}, false
	}
	if !doubts(kind) {
		kind = KindDoubt
	}
	p := min(probability, 0.999)
	odds := math.Log(p/(1-p)) - math.Log(calmDoubt/(1-calmDoubt))
	return Scaled(kind, odds/fullDoubt, quote, seq), true
}

// Points returns what the signal moves.
func (g Signal) Points() int {
	points := Weight(g.Kind)
	if g.Weight != 0 {
		points = min(max(g.Weight, -full), full)
	}
	if g.Kind == KindPersonAsked || Risky(g.Kind) {
		points = min(points, -1)
	}
	return points
}

// stumble reports whether the signal says that an answer did not do its work.
func (g Signal) stumble() bool { return g.Kind == KindUnhelpfulTap || g.Kind == KindUnknown }
