package engine

import (
	"slices"
	"strings"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
)

// settle ends the turn of a message: trust moves, and a person is offered or takes over where that is due.
func (t *turn) settle() {
	if t.handed {
		return // the card has judged the turn already
	}
	v := t.judge()
	if v.Decision == trust.TakeOver {
		t.takeOver()
		return
	}
	t.offer(v)
	t.neverSilent()
}

// neverSilent makes sure that the contact hears something, whatever the playbooks said.
func (t *turn) neverSilent() {
	if t.s.Spoke || t.s.Pending != nil {
		return
	}
	if t.slept != nil {
		key := txtWaits
		if t.slept.Event != "" {
			key = txtWaitsEvent
		}
		t.sayText(text(key, t.lang, "when", t.when(t.slept.Until.In(playbook.Zone))), refTalk, nil)
		return
	}
	t.sayText(text(txtFinished, t.lang), refTalk, t.menu())
}

// takeOver gives the conversation to a person because trust fell too low: a question that was about to be
// asked, or a call that was about to be made, is left undone.
func (t *turn) takeOver() {
	asked := t.asking
	kept := t.effects[:0:0]
	for _, e := range t.effects {
		switch e := e.(type) {
		case Call:
			t.s.Pending = nil
		case Say:
			if asked {
				if id := text(txtIdentity, t.lang); strings.HasPrefix(e.Draft.Content.Text, id) {
					t.prefix = id
				}
				continue
			}
			kept = append(kept, e)
		default:
			kept = append(kept, e)
		}
	}
	t.effects = kept
	t.because = txtWhyTrust
	t.handOver(terang.ReasonUnhelpful, txtTrustPerson)
}

// offer adds the offer of a person to what was just said, once, when trust has fallen.
func (t *turn) offer(v trust.View) {
	if v.Decision != trust.Offer || t.s.Offered || t.handed {
		return
	}
	for i := len(t.effects) - 1; i >= 0; i-- {
		s, ok := t.effects[i].(Say)
		if !ok || s.Draft.Kind != terang.KindText {
			continue
		}
		c := &s.Draft.Content
		if !offered(c.Replies, choicePerson) {
			words := text(txtOffer, t.lang)
			if t.in.Desk.Online == 0 {
				words = text(txtOfferAway, t.lang)
			}
			c.Text = clipText(c.Text + "\n\n" + words)
			c.Replies = numbered(append(slices.Clone(c.Replies), t.personReply()))
		}
		t.effects[i] = s
		t.s.Offered = true
		return
	}
}

// mood turns how the words sound into signals.
func (t *turn) mood() {
	quote := func(k understand.MoodKind) string {
		if q := t.reading.Quote(k); q != "" {
			return clip(q, maxQuote)
		}
		return t.quote()
	}
	for _, f := range []struct {
		kind string
		mood understand.MoodKind
	}{{trust.KindAnger, understand.MoodAnger}, {trust.KindDisappointed, understand.MoodDisappointment}, {trust.KindWorry, understand.MoodWorry}} {
		strength := t.reading.Mood.Of(f.mood)
		if f.mood == understand.MoodAnger && t.reading.Mood.Profanity {
			strength = max(strength, swearing)
		}
		if strength >= moodCounts {
			t.signals = append(t.signals, trust.Scaled(f.kind, strength, quote(f.mood), t.s.Turn))
		}
	}
	if t.reading.Mood.Profanity {
		t.signal(trust.KindProfanity, quote(understand.MoodProfanity))
	}
}
