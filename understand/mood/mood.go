// Package mood hears how a customer feels: anger, disappointment, worry, sarcasm and satisfaction as calibrated
// probabilities, with the words that caused them, and whether a message swears, threatens or shouts. It knows formal
// and everyday Indonesian, English, and a mixture of both.
//
// It reads what contacts write and nothing else. The mood of an agent is never scored: not shown, not stored, not
// counted; nothing in the house may pass an agent's message to it. It decides nothing, keeps no text, and a text cannot
// steer it: a sentence about one's mood is read like any other words.
//
// The way in is [New] and [Reader.Read]; [Reader.ReadWith] where the sentence's vector is at hand.
package mood

// Kind names a mood, or one of the marks that stand beside the moods.
type Kind string

// The moods, then the marks.
const (
	Anger          Kind = "anger"
	Disappointment Kind = "disappointment"
	Worry          Kind = "worry"
	Sarcasm        Kind = "sarcasm"
	Satisfaction   Kind = "satisfaction"

	Profanity Kind = "profanity"
	Threat    Kind = "threat"
	Shouting  Kind = "shouting"
)

// Kinds are the moods in the order of the model's scores.
func Kinds() [5]Kind { return [5]Kind{Anger, Disappointment, Worry, Sarcasm, Satisfaction} }

// Cause is a stretch of the text that speaks for a mood: bytes [Start,End) of the line's Text, and by how much it
// raised the mood's log-odds (1 for a mark that is simply there). JSON: {"kind":"anger","start":0,"end":5,"weight":1.8}.
type Cause struct {
	Kind   Kind    `json:"kind"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Weight float64 `json:"weight"`
}

// Mood is how one message sounds. The five numbers are probabilities (0–1), independent of one another: of the
// messages that get .8 for anger, about eight in ten are angry.
type Mood struct {
	Anger          float64 `json:"anger"`
	Disappointment float64 `json:"disappointment"`
	Worry          float64 `json:"worry"`
	Sarcasm        float64 `json:"sarcasm"`
	Satisfaction   float64 `json:"satisfaction"`

	Profanity bool `json:"profanity"` // a swear word, masked or not
	Threat    bool `json:"threat"`    // announces harm, police, court, a regulator or the press
	Shouting  bool `json:"shouting"`  // capitals, "!!!", "?!"; glad people shout too

	Causes []Cause `json:"causes,omitempty"` // strongest first within a kind
}

// Of returns the probability of a mood, and 1 or 0 for a mark.
func (m Mood) Of(k Kind) float64 {
	switch k {
	case Anger:
		return m.Anger
	case Disappointment:
		return m.Disappointment
	case Worry:
		return m.Worry
	case Sarcasm:
		return m.Sarcasm
	case Satisfaction:
		return m.Satisfaction
	case Profanity:
		return mark(m.Profanity)
	case Threat:
		return mark(m.Threat)
	case Shouting:
		return mark(m.Shouting)
	}
	return 0
}

// cuts are the probabilities from which each mood is best taken as there (the highest F1 on phrasings that the network
// had not seen while it learnt), in the order of [Kinds].
var cuts = [5]float64{0.30, 0.30, 0.30, 0.25, 0.25}

// Has reports whether a mood or mark is to be taken as there. It says so earlier than at one half: moods are rare, and a
// missed one costs more than a false one.
func (m Mood) Has(k Kind) bool {
	for i, kind := range Kinds() {
		if kind == k {
			return m.Of(k) >= cuts[i]
		}
	}
	return m.Of(k) > 0
}

func mark(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
