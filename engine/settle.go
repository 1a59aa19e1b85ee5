package engine

import (
	"strings"

	"terang/playbook"
	"terang/trust"
)

// settle ends the turn of a message: trust moves, and a person is offered or takes over where that is due.
func (t *turn) settle() {
	if t.handed {
		return // the card has judged the turn already
	}
	t.guessed()
	v := t.spared(t.judge())
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
			if asked || t.stumbled && e.Playbook == "" {
				if id := text(txtIdentity, t.lang); strings.HasPrefix(e.Draft.Content.Text, id) {
					t.prefix = id
				}
				if t.owned0 != nil {
					t.s.Owned = t.owned0 // what it admitted is to be admitted with what is said now
				}
				continue
			}
			kept = append(kept, e)
		case Owned:
			if !asked {
				kept = append(kept, e)
			}
		default:
			kept = append(kept, e)
		}
	}
	t.effects, t.told = kept, min(t.told, len(kept))
	t.because = txtWhyTrust
	t.handOverForTrust()
}
