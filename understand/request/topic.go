package request

import "fmt"

// topics says more closely what a request is about, by the classes of its words.
type topics struct {
	promo, matter, every, erase, correct, consent, fraud, harm, receive uint64
	machine, human, who, not, or                                        uint64
}

func newTopics(b *phrasebook) (topics, error) {
	var t topics
	for name, bit := range map[string]*uint64{
		"@promo": &t.promo, "@matter": &t.matter, "@every": &t.every, "@erase": &t.erase, "@correct": &t.correct,
		"@consent": &t.consent, "@fraud": &t.fraud, "@selfharm": &t.harm, "@receive": &t.receive,
		"@machine": &t.machine, "@humanly": &t.human, "@who": &t.who, "@not": &t.not, "@or": &t.or,
	} {
		for i, c := range b.classes {
			if c.name == name {
				*bit = 1 << i
			}
		}
		if *bit == 0 {
			return t, fmt.Errorf("request: phrases.txt defines no class %s", name)
		}
	}
	return t, nil
}

// of fills the topic and the shape of a found request. The words of the clause that shows it count, the phrase's own
// first.
func (t *topics) of(f *Found, s *scratch, e *evidence, from, to int) {
	lo, hi := t.clause(s, e, from, to)
	seen := uint64(0)
	for _, tag := range s.tags[lo:hi] {
		seen |= tag
	}
	switch f.Request {
	case Stop:
		switch {
		case seen&t.promo != 0:
			f.Topic = Promotions
		case seen&t.matter != 0:
			f.Topic = Matter
		default:
			f.Topic = Everything
		}
	case Data:
		switch {
		case seen&t.erase != 0:
			f.Topic = Delete
		case seen&t.correct != 0:
			f.Topic = Correct
		case seen&t.consent != 0:
			f.Topic = Withdraw
		default:
			f.Topic = Show
		}
	case Emergency:
		switch {
		case seen&t.harm != 0:
			f.Topic = SelfHarm
		case seen&t.fraud != 0:
			f.Topic = Fraud
		default:
			f.Topic = Danger
		}
	case Why:
		f.Topic = Answered
		if seen&t.receive != 0 {
			f.Topic = Received
		}
	case Identity:
		f.Asks = t.asks(s.tags[lo:hi])
	case Person, Complaint, Cancel, Repeat, Unhelpful, Thanks, Greeting:
	}
}

// clause widens a stretch to the part of the text that it stands in.
func (t *topics) clause(s *scratch, e *evidence, from, to int) (lo, hi int) {
	lo, hi = from, to+1
	for _, p := range s.parts {
		if p.from <= from && to < p.to && (hi-lo == to+1-from || p.to-p.from < hi-lo) {
			lo, hi = p.from, p.to
		}
	}
	return lo, hi
}

// asks tells the shape of an identity question from the classes of its words.
func (t *topics) asks(tags []uint64) Asks {
	machine, human, who, denied := false, false, false, false
	for i, tag := range tags {
		not := i > 0 && tags[i-1]&t.not != 0 || i > 1 && tags[i-2]&t.not != 0
		if tag&t.machine != 0 && !machine {
			machine, denied = true, denied || not
		}
		if tag&t.human != 0 && !human {
			human, denied = true, denied || not
		}
		who = who || tag&t.who != 0
	}
	switch {
	case machine == human && (machine || who):
		return AsksWho
	case machine != denied:
		return AsksMachine
	case human || denied:
		return AsksHuman
	case who:
		return AsksWho
	}
	return AsksMachine
}
