package threshold

import (
	"slices"
	"time"

	"terang/store"
	"terang/trust"
)

// Truth is what really became of the customer's trust, as far as anybody knows.
type Truth string

// The truths. Unknown is most talks: they end without a word about how it was.
const (
	Broke   Truth = "broke"
	Fine    Truth = "fine"
	Unknown Truth = "unknown"
)

// Why says how the truth of a talk is known.
type Why string

// What a truth is known by, the strongest first.
const (
	WhyLabel       Why = "label"        // an import's labels
	WhyAskedPerson Why = "asked_person" // the customer asked for a person after trouble
	WhyLowSurvey   Why = "low_survey"   // a survey of 1 or 2
	WhyLeftAngry   Why = "left_angry"   // the last that they said was anger, or that they give up, and nobody came
	WhyGaveUp      Why = "gave_up"      // left in the middle, trust being low
	WhyCameBack    Why = "came_back"    // came again with the same matter soon after
	WhyNeedless    Why = "needless"     // an agent says that the assistant could have done it
	WhyHighSurvey  Why = "high_survey"  // a survey of 4 or 5
	WhyConfirmed   Why = "confirmed"    // the customer says that it is settled
	WhyReturned    Why = "returned"     // the customer went back to the assistant instead of waiting for a person, and needed none after that
)

const (
	lowSurvey  = 2
	highSurvey = 4
	atEnd      = 1 << 62 // position after everything that was said
)

// talk is one that can be played again.
type talk struct {
	id, name string
	at       time.Time
	turns    []trust.Turn // up to the hand-over that really was, and no further: what would have come after it nobody knows
	person   int64        // position at which a person really came, 0 for never
	reason   string       // why they came
	forced   bool         // they came whatever the lines were
	offered  bool         // a person was really offered
	told     bool         // all of it is known, even where no person comes: the end of the talk is the end
	truth    Truth
	why      Why
	before   int64 // position before which a person has to be there, where trust broke
}

// own is a talk that was held here.
func own(t store.TrustTalk, rows []store.TrustTurn, now time.Time) talk {
	out := talk{id: t.ConversationID, name: t.Name, at: t.At, told: t.HandOver.At.IsZero()}
	h := t.HandOver
	for _, row := range rows {
		if !h.At.IsZero() && row.Seq > h.Seq {
			break
		}
		out.turns = append(out.turns, turn(row))
		switch trust.Decision(row.Decision) {
		case trust.Offer:
			out.offered = true
		case trust.TakeOver:
			out.person, out.reason = row.Seq, string(trust.TakeOver)
		case trust.Keep:
		}
		if out.person > 0 {
			break
		}
	}
	if out.person == 0 && !h.At.IsZero() { // by a rule, an error, the button
		out.person, out.reason, out.forced = max(h.Seq, 1), h.Reason, true
	}
	out.told = out.person == 0
	out.judge(t, now)
	return out
}

func turn(row store.TrustTurn) trust.Turn {
	out := trust.Turn{Seq: row.Seq, Playbook: row.Playbook, Risk: row.Risk, Signals: make([]trust.Signal, len(row.Signals))}
	for i, g := range row.Signals {
		out.Signals[i] = trust.Signal{Kind: g.Kind, Weight: g.Weight, Quote: g.Quote, Seq: g.Seq}
	}
	return out
}

// judge finds out from what happened whether trust broke. What the customer said comes before what an agent thought of it.
func (t *talk) judge(k store.TrustTalk, now time.Time) {
	t.truth, t.before = Unknown, atEnd
	if t.person > 0 {
		t.before = t.person // whoever was unhappy after a person had come needed one sooner
	}
	set := func(truth Truth, why Why) { t.truth, t.why = truth, why }
	survey := k.HandOver.Survey
	if survey == 0 {
		survey = k.Survey
	}
	asked, after := askedAfterTrouble(t.turns)
	any := func(is func(m store.TrustMatter) bool) bool { return slices.ContainsFunc(k.Matters, is) }
	switch {
	case after:
		set(Broke, WhyAskedPerson)
		t.before = asked
	case survey > 0 && survey <= lowSurvey:
		set(Broke, WhyLowSurvey)
	case t.person == 0 && angry(t.turns) && now.Sub(k.At) > store.Silence:
		set(Broke, WhyLeftAngry)
	case any(func(m store.TrustMatter) bool {
		return m.Low && m.Outcome != store.MatterSolved && !m.Handed && !m.Confirmed && now.Sub(m.At) > store.SoonAgain
	}):
		set(Broke, WhyGaveUp)
	case any(func(m store.TrustMatter) bool { return m.Back && !m.Handed }):
		set(Broke, WhyCameBack)
	case k.HandOver.Needless:
		set(Fine, WhyNeedless)
	case survey >= highSurvey && t.person == 0: // after a person came, it is the person who was good
		set(Fine, WhyHighSurvey)
	case any(func(m store.TrustMatter) bool { return m.Confirmed && !m.Handed }):
		set(Fine, WhyConfirmed)
	case k.HandOver.Returned && !k.HandOver.Again: // who needed a person after all did not go back content
		set(Fine, WhyReturned)
	}
}

// askedAfterTrouble finds the turn in which the customer asked for a person, if something had gone wrong by then. Who asks for one
// outright prefers people, and lost no trust.
func askedAfterTrouble(turns []trust.Turn) (seq int64, after bool) {
	trouble := false
	for _, t := range turns {
		asks := false
		for _, g := range t.Signals {
			switch {
			case g.Kind == trust.KindPersonAsked:
				asks = true
			case bad(g):
				trouble = true
			}
		}
		if asks {
			return t.Seq, trouble
		}
	}
	return 0, false
}

// angry reports whether the last turn that moved trust was one of anger, or of giving up.
func angry(turns []trust.Turn) bool {
	return len(turns) > 0 && slices.ContainsFunc(turns[len(turns)-1].Signals, func(g trust.Signal) bool {
		return g.Kind == trust.KindAnger || g.Kind == trust.KindGaveUp || g.Kind == trust.KindThreat
	})
}

// bad reports whether a signal tells of trouble with the assistant.
func bad(g trust.Signal) bool { return g.Points() < 0 && !trust.Risky(g.Kind) }

// told is what is known of one talk of an import. JSON: {"n":"d1","b":5,"p":9}.
type told struct {
	Name   string `json:"n,omitempty"`
	Broke  int64  `json:"b,omitempty"` // position of the first turn that is labelled as broken
	Calm   bool   `json:"c,omitempty"` // there are labels, and none says so
	Person int64  `json:"p,omitempty"` // position at which a person came
}

// imported is a talk that came from elsewhere.
func imported(m store.TrustImport, id string, k told, rows []store.TrustTurn) talk {
	out := talk{id: id, name: k.Name, at: m.At, told: true, truth: Unknown, before: atEnd}
	for _, row := range rows {
		if k.Person > 0 && row.Seq > k.Person {
			break
		}
		out.turns = append(out.turns, turn(row))
	}
	if k.Person > 0 {
		out.person, out.reason, out.forced, out.before = k.Person, "agent", true, k.Person
	}
	asked, after := askedAfterTrouble(out.turns)
	switch {
	case k.Broke > 0:
		out.truth, out.why = Broke, WhyLabel
		if asked >= k.Broke {
			out.before = min(out.before, asked)
		}
	case k.Calm:
		out.truth, out.why = Fine, WhyLabel
	case after:
		out.truth, out.why, out.before = Broke, WhyAskedPerson, asked
	}
	return out
}

// came is where a person comes into a talk.
type came struct {
	turn     int // counted from 0; -1 before the first
	seq      int64
	decision string
}

// really is where a person came.
func (t *talk) really() *came {
	if t.person == 0 {
		return nil
	}
	return &came{turn: t.last(t.person), seq: t.person, decision: t.reason}
}

// under is where a person would have come under other lines, and whether one would have been offered; nil where none would have
// come by the end of what is known.
func (t *talk) under(set trust.Setting) (p trust.Played, c *came, offered bool) {
	p = trust.Replay(t.turns, set)
	switch {
	case p.Taken >= 0:
		c = &came{turn: p.Taken, seq: t.turns[p.Taken].Seq, decision: string(trust.TakeOver)}
	case t.forced:
		c = &came{turn: t.last(t.person), seq: t.person, decision: t.reason}
	}
	return p, c, p.Offered >= 0 && (p.Taken < 0 || p.Offered < p.Taken)
}

// last is the last turn up to a position.
func (t *talk) last(seq int64) int {
	n := slices.IndexFunc(t.turns, func(u trust.Turn) bool { return u.Seq > seq })
	if n < 0 {
		n = len(t.turns)
	}
	return n - 1
}
