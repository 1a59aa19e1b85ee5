package trust

import "math"

// Signal is one thing in a turn that moves trust. Weight is in points, negative for what costs trust;
// 0 takes the kind's own weight. Quote is the words that show it, Seq the message they stand in.
type Signal struct {
	Kind   string
	Weight int
	Quote  string
	Seq    int64
}

// Kinds of signal. [Weight] says what each moves.
const (
	KindPersonAsked  = "person_asked"
	KindUnhelpful    = "unhelpful"
	KindUnknown      = "unknown"
	KindRepeated     = "repeated"
	KindAnger        = "anger"
	KindDisappointed = "disappointment"
	KindWorry        = "worry"
	KindProfanity    = "profanity"
	KindActionFailed = "action_failed"
	KindVerifyFailed = "verification_failed"
	KindThanks       = "thanks"
	KindSolved       = "solved"
	KindDoubt        = "doubt"
)

// The points that each kind moves when its strength is full.
const (
	// WeightPersonAsked is heavy because whoever asks for a person has given up on the machine, at least for now.
	WeightPersonAsked = -25
	// WeightUnhelpful is heavy because the contact says outright that the answer failed.
	WeightUnhelpful = -20
	// WeightUnknown is a little lighter: the assistant says honestly that it does not know, which costs time but not faith.
	WeightUnknown = -16
	// WeightRepeated is for a contact who has to say the same thing again, the commonest first sign that a machine does not listen.
	WeightRepeated = -14
	// WeightAnger is for anger at full strength; scale it with [Scaled] for less.
	WeightAnger = -28
	// WeightDisappointed is less than anger: a disappointed contact still hopes for an answer.
	WeightDisappointed = -18
	// WeightWorry is the lightest mood: worry about a parcel is why people write, not a reproach.
	WeightWorry = -8
	// WeightProfanity comes on top of anger, because swearing at a machine is the last step before leaving.
	WeightProfanity = -14
	// WeightActionFailed is for the brand's own system not answering: not the contact's fault, and they notice.
	WeightActionFailed = -15
	// WeightVerifyFailed is for a code or number that did not match; twice in a row and a person should look.
	WeightVerifyFailed = -12
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
	case KindUnhelpful:
		return WeightUnhelpful
	case KindUnknown:
		return WeightUnknown
	case KindRepeated:
		return WeightRepeated
	case KindAnger:
		return WeightAnger
	case KindDisappointed:
		return WeightDisappointed
	case KindWorry:
		return WeightWorry
	case KindProfanity:
		return WeightProfanity
	case KindActionFailed:
		return WeightActionFailed
	case KindVerifyFailed:
		return WeightVerifyFailed
	case KindThanks:
		return WeightThanks
	case KindSolved:
		return WeightSolved
	case KindDoubt:
		return WeightDoubt
	}
	return 0
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
// the full weight. So one turn of .48 passes the default take-over line, or two of .22.
const (
	calmDoubt = 0.075 // what calm turns have; it moves nothing
	fullDoubt = 4.0   // log-odds beyond that of calm turns that move the full weight
)

// Doubted makes the signal of a turn at which trust is breaking with a probability, as understand/doubt gives it; none
// where that is no more than what calm turns have.
func Doubted(probability float64, quote string, seq int64) (Signal, bool) {
	if !(probability > calmDoubt) {
		return Signal{}, false
	}
	p := min(probability, 0.999)
	odds := math.Log(p/(1-p)) - math.Log(calmDoubt/(1-calmDoubt))
	return Scaled(KindDoubt, odds/fullDoubt, quote, seq), true
}

// points returns what the signal moves.
func (g Signal) points() int {
	if g.Weight != 0 {
		return min(max(g.Weight, -full), full)
	}
	return Weight(g.Kind)
}

// stumble reports whether the signal says that an answer did not do its work.
func (g Signal) stumble() bool { return g.Kind == KindUnhelpful || g.Kind == KindUnknown }
