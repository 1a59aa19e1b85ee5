package doubt

import (
	"math"
	"slices"

	"terang/understand/mood"
	"terang/understand/request"
)

// feature is one number of a turn, between -1 and 1 or little beyond.
type feature uint8

// The features. The first are the classes of cues in what the customer says.
const (
	featureWords  feature = feature(contactClasses) + iota // how these words sound, of themselves
	featureHeat                                            // how the turns before sounded
	featureBefore                                          // the probability of the turn before
	featureFirst                                           // nothing was answered yet
	featureTurn                                            // how far the talk is
	featureShort                                           // two words or less
	featureBrief                                           // five or less
	featureLong                                            // how long the turn is
	featureSour                                            // short, from who wrote more
	featureAsks                                            // a question
	featureCalls                                           // !
	featureLoud                                            // capitals, ?!, !!
	featureTrails                                          // ...
	featureStops                                           // a few words with a full stop
	featureDrawn                                           // "haloooo"
	featureFaces                                           // a symbol
	featureAnger                                           // moods
	featureDisappointment
	featureWorry
	featureSarcasm
	featureSatisfaction
	featureProfanity
	featureThreat
	featurePersonAsked // requests
	featureIdentity
	featureUnhelpful
	featureComplaint
	featureCancel
	featureThanks
	featureGreeting
	featureLike       // how like the turn is to one of the customer's own before
	featureContained  // how much of it they said before
	featureExact      // said word for word before
	featureGivenAgain // a number given before
	featureAnswerOdds // how the assistant's words were followed in other talks
	featureLost       // the assistant did not understand
	featureSorry
	featureRefuses
	featurePage
	featureSoon
	featurePatience
	featureDone
	featureOwns
	featureElse
	featureFails     // it says that a search or booking failed
	featureQuestion  // the assistant asks
	featureAnswered  // it says a number
	featureAgain     // it says what it said before
	featureReAsks    // it asks for what was given
	featureMeets     // it takes up the customer's words
	featureThin      // a short answer with nothing in it
	featureAgent     // a person of the brand answered
	featureFailed    // how much failed so far
	featureBarbs     // cues against the assistant
	featureSoft      // thanks or good words, and no barb
	featurePraise    // praise after what failed
	featureQuitShort // short and sour after what failed
	featureDenies    // a barb after what failed
	featureTwice     // like one's own words after what failed
	featurePlain     // nothing at all speaks against
	featureDenials   // "not", "but", "still"
	featureEcho      // how much of the turn takes up the assistant's words
	featureContradicts
	featureUnanswered // the customer asked, and the answer holds nothing
	featureCheer      // pleasantries after the customer complained
	featureOffers     // how many answers in a row held nothing
	featureRestated   // share of the turn that they said before, and the answer left aside
	featureRestates   // how many such words
	featureCorrects   // "not" before words of the answer
	featureNo         // begins with "no" where nothing was asked
	featureNoAsked    // begins with "no" where something was asked
	featureAsksAgain  // a second question with words of the first
	featureGrave      // what is grave, after an answer that holds nothing
	featureQuits      // leaves, after what failed
	featureFailsAgain // the second search or booking that failed
	featureOnlyAgain  // a few words, all of them said before and left aside
	featureUndoes     // denies what the assistant says that it did
	featureMocks      // a remark made of the answer's own words
	features
)

// vector are the features of a turn.
type vector [features]float64

// failing are the cues of an answer that did not do its work.
const failing = 1<<assistantLost | 1<<assistantFails | 1<<assistantRefuses | 1<<assistantPage | 1<<assistantSoon | 1<<assistantPatience

// barbs are the cues that turn against the assistant; worry about a waiting parcel or an illness does not.
const barbs = 1<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<6 | 1<<8 | 1<<9 | 1<<11

const (
	thinAnswer = 14 // words of an answer that says little
	usualWords = 8  // of a turn of somebody who writes
	usualTalk  = 8  // turns
)

func on(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// said notes what the assistant or an agent said.
func (r *Reader) said(s State, who Role, c *scratch, m *model) State {
	line := c.line
	c.spans, c.set = c.spans[:0], content(c.set, line)
	_, cues := m.cues.find(c.spans, &c.run, line)
	signs := marksOf(line)
	a := Answer{Cues: cues >> contactClasses << contactClasses, Words: signs.words, Asks: signs.asks, Person: who == Agent}
	sets(s.Said, func(old []byte) {
		j, _ := likeness(c.set, old)
		a.Again = max(a.Again, round(j))
	})
	last := []byte(nil)
	sets(s.Own, func(set []byte) { last = set })
	if n := len(last) / 2; n > 0 {
		a.Meets = round(float64(shared(c.set, last)) / float64(n))
	}
	for i := range line.Tokens {
		for _, b := range line.Surface(i) {
			a.Number = a.Number || b >= '0' && b <= '9'
		}
	}
	a.Named = askedFor(line.Standard)
	a.ReAsks = (a.Asks || cues>>assistantAsks&1 == 1) && a.Named&s.Kinds != 0
	c.features = grams(c.features, line)
	a.Odds = roundOdds(m.answer.odds(c.features))
	if !s.Last.empty() { // two messages in a row are one answer
		a = s.Last.and(a)
	}
	s.Last = a
	s.Said = keep(append16(slices.Clone(s.Said), c.set), saidKept)
	if who == Agent {
		s.Failed, s.Heat = 0, 0
	}
	return s
}

func (a Answer) empty() bool { return a == Answer{} }

// and is one answer of two messages.
func (a Answer) and(b Answer) Answer {
	return Answer{
		Cues: a.Cues | b.Cues, Words: a.Words + b.Words, Odds: (a.Odds + b.Odds) / 2, Again: max(a.Again, b.Again), Meets: max(a.Meets, b.Meets), Named: a.Named | b.Named,
		ReAsks: a.ReAsks || b.ReAsks, Asks: a.Asks || b.Asks, Number: a.Number || b.Number, Person: a.Person || b.Person,
	}
}

// hollow reports whether an answer holds nothing to go on with.
func (a Answer) hollow() bool {
	return !a.empty() && !a.Person && !a.Number && a.Cues&(1<<assistantDone|1<<assistantOwns) == 0
}

// fails is how much speaks for an answer that did not do its work.
func (a Answer) fails() float64 {
	if a.empty() || a.Person {
		return 0
	}
	f := 0.0
	if a.Cues&failing != 0 {
		f += 0.4
	}
	if a.Cues&(1<<assistantLost) != 0 || a.ReAsks || a.Again > 0.6 {
		f += 0.4
	}
	if a.Cues&(1<<assistantDone|1<<assistantOwns) != 0 {
		f -= 0.3
	}
	return min(max(f+0.25*math.Tanh(a.Odds), 0), 1)
}

// askedKinds are the words by which something is asked for, in standard form.
var askedKinds = []struct {
	word string
	kind uint16
}{
	{"nomor pesanan", kindNumber},
	{"nomor", kindNumber},
	{"kode", kindNumber},
	{"resi", kindNumber},
	{"number", kindNumber},
	{"reference", kindNumber},
	{"code", kindNumber},
	{"email", kindMail},
	{"surel", kindMail},
	{"e mail", kindMail},
	{"telepon", kindPhone},
	{"phone", kindPhone},
	{"nama", kindName},
	{"name", kindName},
	{"tanggal", kindDate},
	{"date", kindDate},
	{"what day", kindDate},
	{"what time", kindDate},
	{"when would", kindDate},
	{"alamat", kindPlace},
	{"address", kindPlace},
	{"city", kindPlace},
	{"kota", kindPlace},
	{"where", kindPlace},
	{"location", kindPlace},
	{"foto", kindPhoto},
	{"photo", kindPhoto},
	{"picture", kindPhoto},
}

// read fills c.x with the features of a turn, and returns the state after it but for the probability.
func (r *Reader) read(s State, h Heard, c *scratch, m *model) State {
	line := c.line
	c.features = grams(c.features, line)
	var cues uint32
	c.spans, cues = m.cues.find(c.spans[:0], &c.run, line)
	c.set = content(c.set, line)
	x := &c.x
	*x = vector{}
	for k := range contactClasses {
		x[k] = float64(cues >> k & 1)
	}
	odds := m.words.odds(c.features)
	x[featureWords] = math.Tanh(odds/4) * 2
	x[featureHeat], x[featureBefore] = s.Heat, s.Before
	x[featureFirst] = on(s.Last.empty())
	x[featureTurn] = min(float64(s.Turns)/usualTalk, 1.5)
	seen := look(x, s, line)
	feel(x, h)
	c.remember(x, s, line)
	answered(x, s)
	c.reply(x, s, line)
	c.restate(x, s, line)
	x[featureFailed] = min(s.Failed, 2)
	combine(x, s, cues, seen)

	next := s
	next.Turns, next.Words = s.Turns+1, s.Words+seen.words
	next.Own = keep(append16(slices.Clone(s.Own), c.set), ownKept)
	var kinds uint16
	c.set, kinds = given(c.set, line)
	next.Kinds |= kinds
	if s.Turns > 0 && !s.Last.empty() && seen.words > 0 && !seen.asks {
		next.Kinds |= askedOf(s) // what was asked for last is taken for given by an answer that is no question
	}
	next.Given = append(slices.Clone(s.Given), bytesOf(c.set)...)
	next.Given = next.Given[max(0, len(next.Given)-2*givenKept):]
	next.Failed = round(fade*s.Failed + s.Last.fails())
	next.Heat = round(max(fade*s.Heat, 1/(1+math.Exp(-odds))))
	next.Last = Answer{}
	next.Asked = seen.asks
	next.Empty = 0
	if s.Last.hollow() {
		next.Empty = min(s.Empty+1, 9)
	}
	return next
}

func bytesOf(set []uint16) []byte {
	var out []byte
	for _, h := range set {
		out = append(out, byte(h>>8), byte(h))
	}
	return out
}

// feel adds mood and requests.
func feel(x *vector, h Heard) {
	x[featureAnger], x[featureDisappointment], x[featureWorry] = h.Mood.Anger, h.Mood.Disappointment, h.Mood.Worry
	x[featureSarcasm], x[featureSatisfaction] = h.Mood.Sarcasm, h.Mood.Satisfaction
	x[featureProfanity], x[featureThreat] = h.Mood.Of(mood.Profanity), h.Mood.Of(mood.Threat)
	for _, f := range h.Requests {
		to := requestFeature(f.Request)
		if to < features {
			x[to] = max(x[to], f.Confidence)
		}
	}
}

// requestFeature is the feature of a request, features for those that say nothing of trust.
func requestFeature(q request.Request) feature {
	switch q {
	case request.Person:
		return featurePersonAsked
	case request.Identity:
		return featureIdentity
	case request.Unhelpful:
		return featureUnhelpful
	case request.Complaint:
		return featureComplaint
	case request.Cancel:
		return featureCancel
	case request.Thanks:
		return featureThanks
	case request.Greeting:
		return featureGreeting
	case request.Emergency, request.Stop, request.Data, request.Why, request.Repeat:
	}
	return features
}

// answered adds what was said since the customer's last message.
func answered(x *vector, s State) {
	a := s.Last
	if a.empty() {
		return
	}
	x[featureAnswerOdds] = math.Tanh(a.Odds / 3)
	for i, f := range [...]feature{
		featureLost, featureSorry, featureRefuses, featurePage, featureSoon, featurePatience, featureDone, featureOwns, featureElse, featureFails,
	} {
		x[f] = float64(a.Cues >> (int(assistantLost) + i) & 1)
	}
	x[featureQuestion], x[featureAnswered] = on(a.Asks), on(a.Number)
	x[featureAgain], x[featureReAsks], x[featureMeets] = a.Again, on(a.ReAsks), a.Meets
	x[featureThin] = on(a.Words <= thinAnswer && !a.Number && !a.Asks)
	x[featureAgent] = on(a.Person)
}

// combine adds what one thing means beside another.
func combine(x *vector, s State, cues uint32, look signs) {
	failed := max(s.Last.fails(), min(s.Failed, 1))
	barbed := cues&barbs != 0
	kind := cues>>classGood&1 == 1 || x[featureThanks] > 0.5
	n := 0
	for b := cues & barbs; b != 0; b &= b - 1 {
		n++
	}
	x[featureBarbs] = min(float64(n), 3) / 2
	x[featureSoft] = on(kind && !barbed)
	x[featurePraise] = failed * on(kind || x[featureSatisfaction] > 0.4 || cues>>classIrony&1 == 1)
	x[featureQuitShort] = failed * on(look.words <= 4 && !look.asks)
	x[featureDenies] = failed * on(barbed)
	x[featureTwice] = failed * x[featureContained]
	x[featureGrave] = on(cues>>classStakes&1 == 1 && s.Last.hollow())
	x[featureQuits] = failed * on(cues>>classGaveUp&1 == 1)
	x[featureFailsAgain] = x[featureFails] * min(s.Failed, 1)
	x[featureUndoes] = x[featureDone] * max(x[featureNo], x[featureCorrects])
	x[featureMocks] = x[featureEcho] * on(!s.Last.Asks && !look.asks)
	x[featurePlain] = on(!barbed && failed == 0 && x[featureAnger] < 0.2 && x[featureDisappointment] < 0.2)
}
