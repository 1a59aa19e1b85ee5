// Package trust follows how much trust is left in one conversation, from 0 to 100, so that a person takes
// over before it breaks. It is pure: signals in; score, reasons and decision out. Every point that is lost
// has its quoted evidence, because the score is 100 less the points of the evidence that still stands.
//
// It never reads a text: whoever understands texts says which signals they hold. The way in is [Update],
// once per turn.
package trust

import (
	"slices"

	"terang"
)

const (
	full        = 100 // the score of a conversation in which nothing went wrong
	maxEvidence = 6   // pieces kept between turns; older ones are folded together
	maxReasons  = 3
	maxQuote    = 80 // characters (Unicode code points) of a quote that are kept
	rowOffers   = 2  // answers in a row that did not help before a person is offered
	rowTakes    = 3  // bad signals, with those answers among them, before a person takes over
	rowCounts   = 6  // points from which a signal of another kind counts among them
	afterPerson = 75 // the score with which the assistant starts again after a person has helped
)

// Decision is what the conversation needs.
type Decision string

// The decisions, from calm to grave.
const (
	Keep     Decision = "keep"      // the assistant goes on
	Offer    Decision = "offer"     // the assistant offers a person
	TakeOver Decision = "take_over" // a person takes over now
)

func (d Decision) grade() int {
	switch d {
	case Offer:
		return 1
	case TakeOver:
		return 2
	case Keep:
		return 0
	}
	return 0
}

// Policy says when a person is offered or takes over. The zero Policy is [DefaultPolicy].
type Policy struct {
	Offer      int `json:"offer" yaml:"offer"`           // under this score a person is offered
	TakeOver   int `json:"take_over" yaml:"take_over"`   // under this score a person takes over
	Hysteresis int `json:"hysteresis" yaml:"hysteresis"` // a score that fell under a line must rise this far above it to count as over it
}

// DefaultPolicy is used where a pack states none.
func DefaultPolicy() Policy { return Policy{Offer: 60, TakeOver: 40, Hysteresis: 10} }

func (p Policy) orDefault() Policy {
	if p == (Policy{}) {
		return DefaultPolicy()
	}
	p.TakeOver = min(p.TakeOver, p.Offer)
	p.Hysteresis = max(p.Hysteresis, 0)
	return p
}

// State is what is kept between turns, as JSON of at most about 1 kB. The zero State is a new conversation.
type State struct {
	Evidence []Evidence `json:"evidence,omitempty"` // what still stands against trust, oldest first
	Level    Decision   `json:"level,omitempty"`    // where the score stood, for the hysteresis
	Row      int        `json:"row,omitempty"`      // answers in a row that did not help
	Others   int        `json:"others,omitempty"`   // other bad turns within that row
}

// Evidence is the points that one signal still costs, and the words that show it.
type Evidence struct {
	Kind   string `json:"kind"`
	Quote  string `json:"quote,omitempty"`
	Seq    int64  `json:"seq,omitempty"`
	Points int    `json:"points"`
}

// Stands reports whether something speaks against trust: then even a calm turn moves it.
func (s State) Stands() bool { return len(s.Evidence) > 0 }

// View is what one turn left behind.
type View struct {
	Score    int
	Reasons  []terang.TrustReason // at most three, the strongest first
	Decision Decision
}

// Update takes in the signals of one turn. A turn without a bad signal is a good one and gives a little
// back; in a turn with a bad one nothing is given back, so that a polite "thanks, but no" still counts.
//
// Beside the score there are two rules: a person takes over at once who was asked for, or whose matter it is
// ([Risky]); and answers that fail two times in a row at least offer one, whatever the score; a third bad signal
// then hands over.
func Update(s State, sig []Signal, p Policy) (State, View) {
	p = p.orDefault()
	next := State{Level: s.Level, Row: s.Row, Others: s.Others}
	next.Evidence = append(make([]Evidence, 0, len(s.Evidence)+len(sig)), s.Evidence...)

	bad, gain, atOnce, stumbled, other := weigh(sig)
	if len(bad) == 0 {
		next.Evidence = heal(next.Evidence, gain)
		next.Row, next.Others = 0, 0
	} else {
		next.Evidence = bound(append(next.Evidence, bad...))
		if stumbled {
			next.Row++
		}
		if other {
			next.Others++
		}
	}
	score := next.score()
	next.Level = level(score, s.Level, p)

	decision := next.Level
	if next.Row >= rowOffers {
		decision = graver(decision, Offer)
		if next.Row+next.Others >= rowTakes {
			decision = TakeOver
		}
	}
	if atOnce {
		decision = TakeOver
	}
	return next, View{Score: score, Reasons: next.reasons(), Decision: decision}
}

// AfterPerson is the state with which the assistant starts again when a person hands a conversation back:
// what went wrong is dealt with, though not all of it is forgotten.
func AfterPerson(s State) State {
	next := State{Evidence: slices.Clone(s.Evidence)}
	next.Evidence = heal(next.Evidence, max(0, afterPerson-next.score()))
	return next
}

// Look returns the view of a state without a new turn.
func Look(s State, p Policy) View {
	score := s.score()
	return View{Score: score, Reasons: s.reasons(), Decision: level(score, s.Level, p.orDefault())}
}

// weigh sorts the signals of a turn. The same kind counts once, at its strongest, so that one outburst with
// three swear words is one outburst.
func weigh(sig []Signal) (bad []Evidence, gain int, atOnce, stumbled, other bool) {
	gain = GoodTurn
	for _, g := range sig {
		points := g.Points()
		atOnce = atOnce || g.Kind == KindPersonAsked || Risky(g.Kind)
		if points > 0 {
			gain = max(gain, points)
		}
		if points >= 0 {
			continue
		}
		if g.stumble() {
			stumbled = true
		} else if points <= -rowCounts {
			other = true
		}
		e := Evidence{Kind: g.Kind, Quote: Cut(g.Quote), Seq: g.Seq, Points: -points}
		at := slices.IndexFunc(bad, func(have Evidence) bool { return have.Kind == g.Kind })
		if at < 0 {
			bad = append(bad, e)
		} else if bad[at].Points < e.Points {
			bad[at] = e
		}
	}
	return bad, gain, atOnce, stumbled, other
}

// heal gives points back, to the oldest evidence first: what just happened is remembered longest.
func heal(ev []Evidence, gain int) []Evidence {
	for len(ev) > 0 && gain > 0 {
		back := min(gain, ev[0].Points)
		ev[0].Points -= back
		gain -= back
		if ev[0].Points > 0 {
			break
		}
		ev = ev[1:]
	}
	return ev
}

// bound keeps the evidence within full points and maxEvidence pieces, at the cost of the oldest.
func bound(ev []Evidence) []Evidence {
	for len(ev) > maxEvidence {
		points := ev[0].Points + ev[1].Points
		if ev[0].Points > ev[1].Points {
			ev[1] = ev[0]
		}
		ev[1].Points = points
		ev = ev[1:]
	}
	over := -full
	for _, e := range ev {
		over += e.Points
	}
	return heal(ev, max(over, 0))
}

func (s State) score() int {
	score := full
	for _, e := range s.Evidence {
		score -= min(max(e.Points, 0), full)
	}
	return max(score, 0)
}

// reasons are the strongest pieces of evidence; of two as strong, the later.
func (s State) reasons() []terang.TrustReason {
	if len(s.Evidence) == 0 {
		return nil
	}
	sorted := slices.Clone(s.Evidence)
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b Evidence) int { return b.Points - a.Points })
	if len(sorted) > maxReasons {
		sorted = sorted[:maxReasons]
	}
	out := make([]terang.TrustReason, len(sorted))
	for i, e := range sorted {
		out[i] = terang.TrustReason{Kind: e.Kind, Quote: e.Quote, Seq: e.Seq}
	}
	return out
}

// level places a score between the lines. Coming from under a line, the line stands higher by the
// hysteresis, so that a conversation does not flicker between a person and the machine.
func level(score int, was Decision, p Policy) Decision {
	offer, take := p.Offer, p.TakeOver
	if was.grade() >= Offer.grade() {
		offer += p.Hysteresis
	}
	if was.grade() >= TakeOver.grade() {
		take += p.Hysteresis
	}
	// A line that nobody could rise above again would hold a conversation for ever.
	switch offer, take = min(offer, full), min(take, full); {
	case score < take:
		return TakeOver
	case score < offer:
		return Offer
	}
	return Keep
}

func graver(a, b Decision) Decision {
	if b.grade() > a.grade() {
		return b
	}
	return a
}

// Cut shortens a quote to what is kept of it: eighty characters.
func Cut(quote string) string {
	n := 0
	for at := range quote {
		if n == maxQuote {
			return quote[:at] + "…"
		}
		n++
	}
	return quote
}
