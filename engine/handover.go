package engine

import (
	"time"

	"terang"
	"terang/trust"
)

// grace is how many turns of the contact after they came back from the queue by themselves trust alone takes over no more: it
// offers a person instead, so that nobody is sent to and fro against their wish.
const grace = 2

// handOver gives the conversation to a person and tells the contact the truth about what happens now.
func (t *turn) handOver(reason terang.HandOverReason, why textKey) {
	t.handOverWith(reason, text(why, t.lang))
}

// handOverForTrust is handOver where trust fell too low: it says why in plain words, by the strongest cause.
func (t *turn) handOverForTrust() { t.handOverWith(terang.ReasonUnhelpful, "") }

// handOverWith is handOver with words of its own; "" says why by the strongest cause that cost trust.
func (t *turn) handOverWith(reason terang.HandOverReason, words string) {
	if t.handed {
		return
	}
	t.handed = true
	t.s.WaitsFrom = t.in.Now
	t.keepValues()
	draft := t.suggestion()
	card := t.handOverCard(reason)
	if words == "" {
		words = t.plainWhy(card.Trust.Reasons)
	}
	if a := t.s.await(); a == nil || reason != terang.ReasonAsked {
		t.drop(0, endPerson) // whoever comes back from the queue finds an open question only where there was one
	}
	t.s.Pending, t.s.Deferred, t.s.Waiting, t.s.Queued, t.s.Undoing, t.s.Back = nil, nil, nil, false, "", 0
	t.s.Reaching = nil
	t.tellHandOver(words, t.expectation(t.in.Desk.Queue+1))
	t.briefs(&card, draft)
	t.promiseEffects()
	t.effects = append(t.effects, HandOver{Card: card, Draft: draft})
}

// tellHandOver says that a person takes over, what can be expected, and what the contact may choose meanwhile.
func (t *turn) tellHandOver(words string, now expectation) {
	replies := t.waitReplies()
	if t.reach != nil {
		asked, choices := t.wish(*t.reach)
		replies = choices
		if t.s.Reaching == nil {
			now = expectation{words: asked}
		} else {
			now.words, now.once = joined(now.words, asked), "" // as long as nobody knows where to, they wait like everybody
		}
	}
	if t.in.Kind == InputMessage && t.because != txtWhyEmergency || t.s.Topic != "" {
		words = joined(words, text(txtGoesAlong, t.lang))
	}
	if p, ok := t.owed(terang.PromiseCall, terang.PromiseWrite); ok && p.State() == terang.PromiseOpen && t.reach == nil {
		now.words = joined(now.words, t.stillOwed(p))
	}
	t.promise(now.promise)
	t.emit(terang.Draft{
		Author: t.author(refHandOver), Purpose: terang.ForNotice, Kind: terang.KindNotice,
		Content: terang.Content{Text: joined(words, now.words, now.once), Replies: replies},
	}, said{ref: refHandOver})
}

// keepValues keeps what the contact has given to the playbooks that end now, so that whoever takes the matter up after the
// person does not ask for it again.
func (t *turn) keepValues() {
	for i := range t.s.Runs {
		for r := &t.s.Runs[i]; r != nil; r = r.Caller {
			pb := t.b.book(r)
			if pb == nil {
				continue
			}
			for _, name := range sortedKeys(r.Slots) {
				if pb.Slots[name].Keep && !secret(name, pb.Slots[name].Type) {
					t.s.know(name, r.Slots[name])
				}
			}
		}
	}
}

// plainWhy says in plain words why a person comes: by the cause that cost most trust.
func (t *turn) plainWhy(reasons []terang.TrustReason) string {
	_, broke := t.broken()
	for _, r := range reasons {
		if broke && r.Kind == trust.KindBroken {
			return text(txtConnecting, t.lang) // that it was broken is said already
		}
		if key, ok := causeTexts[r.Kind]; ok {
			return text(key, t.lang) + " " + text(txtConnecting, t.lang)
		}
	}
	return text(txtTrustPerson, t.lang)
}

// spared holds back what trust alone would do to somebody who has just left the queue: a person is offered, and does not come
// unasked.
func (t *turn) spared(v trust.View) trust.View {
	if t.s.Back > 0 && v.Decision == trust.TakeOver {
		v.Decision, t.s.Offered = trust.Offer, false
		if t.s.Judging != nil {
			t.s.Judging.Decision = v.Decision
		}
	}
	return v
}

// returned takes the conversation back out of the queue. What the contact was promised in it is owed no longer, but for a call
// or a mail that they asked for.
func (t *turn) returned() {
	if t.holder() != terang.HolderQueue {
		return
	}
	t.s.Queued, t.s.Unhelpful, t.s.Unknown, t.s.Offered, t.s.Reaching = false, 0, 0, false, nil
	t.fresh()
	t.s.Back = grace + 1
	t.waitedInVain()
	if len(t.signals) > 0 {
		t.judge()
	}
	t.effects = append(t.effects, Return{})
	if _, ok := t.owed(terang.PromiseReply); ok {
		t.effects = append(t.effects, Cancelled{Kind: terang.PromiseReply})
	}
	more := ""
	if p, ok := t.owed(terang.PromiseCall, terang.PromiseWrite); ok && p.State() == terang.PromiseOpen {
		more = t.stillOwed(p)
	}
	if a := t.s.await(); a != nil {
		t.s.run().Tries = nil
		t.repeatQuestion(joined(more, text(txtBackTo, t.lang, "title", t.title())))
		return
	}
	t.sayText(joined(text(txtReturned, t.lang), more, text(txtHowHelp, t.lang)), refTalk, t.menu())
}

// handBack goes on where a person left off. What they promised stays owed, and what is known stays known.
func (t *turn) handBack() {
	topic := t.b.topic(t.s.Topic, t.lang)
	t.keepValues()
	t.drop(0, endPerson)
	t.s.Pending, t.s.Deferred, t.s.Undoing, t.s.Reaching, t.s.Back = nil, nil, "", nil, 0
	t.s.Queued, t.s.Unhelpful, t.s.Unknown, t.s.Offered = false, 0, 0, false
	t.s.Question, t.s.Tried, t.s.Waiting = "", nil, nil
	t.fresh()
	t.s.WaitsFrom = time.Time{}
	if t.b.handBack != nil {
		t.push(newRun(t.b.handBack))
		t.fillKnown(t.b.handBack, t.s.run(), false)
		t.run()
		if t.s.Spoke || t.s.Pending != nil || t.handed {
			return
		}
	}
	words := text(txtHandBack, t.lang)
	if topic != "" && t.in.Agent != "" {
		words = text(txtHandBackTopic, t.lang, "agent", t.in.Agent, "topic", lowerFirst(topic))
	}
	if p, ok := t.owed(); ok && p.State() == terang.PromiseOpen {
		words = joined(words, t.stillOwed(p))
	}
	t.sayText(words, refTalk, t.menu())
}

// waitReplies are what somebody who waits may choose beside waiting: to be called, to be written to, to stay with the assistant. What is
// promised already is not offered again.
func (t *turn) waitReplies() []terang.QuickReply {
	var out []terang.QuickReply
	for _, kind := range t.b.brand.ReachedBy() {
		if _, promised := t.owed(kind); promised {
			continue
		}
		out = append(out, terang.QuickReply{Label: text(reachReplies[kind], t.lang), Value: choiceReach + string(kind)})
	}
	return append(out, t.backReply()...)
}

// joined puts sentences behind each other, those that are there.
func joined(sentences ...string) string {
	out := ""
	for _, s := range sentences {
		if s != "" && out != "" {
			out += " "
		}
		out += s
	}
	return out
}

var reasonTexts = map[terang.HandOverReason]textKey{
	terang.ReasonAsked:              txtWhyAsked,
	terang.ReasonUnhelpful:          txtWhyUnhelpful,
	terang.ReasonUnknown:            txtWhyUnknown,
	terang.ReasonVerificationFailed: txtWhyVerify,
	terang.ReasonError:              txtWhyError,
	terang.ReasonPolicy:             txtWhyPolicy,
}
