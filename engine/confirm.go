package engine

import (
	"strings"
	"time"
	"unicode"

	"terang"
	"terang/playbook"
	"terang/understand"
)

// confirmFresh is how long what stands before the contact counts as true. A yes after that is to old values.
const confirmFresh = time.Hour

// The answers to a confirmation.
const (
	answerYes = "yes"
	answerNo  = "no"
)

// confirmStep puts before the contact what is about to be done, and waits for a yes.
func (t *turn) confirmStep(pb *playbook.Playbook, r *Run, c *playbook.Confirm) {
	content, err := t.confirmation(c)
	if err != nil {
		t.failFor(txtWhyText)
		return
	}
	r.Confirmed = ""
	r.Await = &Await{For: AwaitConfirm, Expect: understand.EntityYesNo, Choices: numbered(content.Replies), Since: t.s.Turn, At: t.in.Now.UTC().Truncate(time.Second)}
	t.emitAsking(content, pb.Ref())
}

func (t *turn) confirmation(c *playbook.Confirm) (terang.Content, error) {
	var content terang.Content
	var err error
	if content.Text, err = c.Text.Render(t.lang, t.values()); err != nil {
		return content, err
	}
	yes, no := text(txtReplyYes, t.lang), text(txtReplyNo, t.lang)
	if c.YesLabel != nil {
		if yes, err = c.YesLabel.Render(t.lang, t.values()); err != nil {
			return content, err
		}
	}
	if c.NoLabel != nil {
		if no, err = c.NoLabel.Render(t.lang, t.values()); err != nil {
			return content, err
		}
	}
	content.Replies = []terang.QuickReply{{Label: yes, Value: answerYes}, {Label: no, Value: answerNo}}
	if c.Card != nil {
		content.Card, err = t.card(c.Card)
	}
	return content, err
}

// confirmAt is the confirmation at which a run stands, nil where it stands at none.
func (t *turn) confirmAt(r *Run) (*playbook.Playbook, *playbook.Confirm) {
	pb := t.b.book(r)
	if pb == nil {
		return nil, nil
	}
	at, ok := pb.At(r.Path)
	if !ok {
		return pb, nil
	}
	return pb, pb.Steps[at].Confirm
}

// openConfirm is the confirmation as it is put again.
func (t *turn) openConfirm(again bool) (terang.Content, string) {
	pb, c := t.confirmAt(t.s.run())
	if c == nil {
		return terang.Content{}, refTalk
	}
	content, err := t.confirmation(c)
	if err != nil {
		return terang.Content{}, refTalk
	}
	if again {
		content.Text = text(txtYesOrNo, t.lang) + " " + content.Text
	}
	return content, pb.Ref()
}

// outright reports whether a yes in words is one beyond doubt. Elsewhere a yes may be guessed; before something is changed it
// may not: thanks may be a farewell ("ok makasih"), the "ya" at the end of something else is a particle ("ditunggu ya"), and a
// question of another matter is none ("alamatnya di mana"). It is asked again then.
func (t *turn) outright(e understand.Entity) bool {
	if t.reading.Is(understand.RequestThanks) || t.b.topic(t.intent(), t.lang) != "" && !t.sameMatter() {
		return false
	}
	text := t.reading.Text
	particle := strings.EqualFold(e.Text, "ya") && strings.ContainsFunc(text[:min(e.Start, len(text))], unicode.IsLetter) &&
		!strings.ContainsFunc(text[min(e.End, len(text)):], unicode.IsLetter)
	return !particle
}

// putAnew looks again at what would be done, where the playbook can, and asks again.
func (t *turn) putAnew(pb *playbook.Playbook, r *Run) {
	r.Await, t.vars = nil, nil
	t.understood()
	if at, ok := pb.At(strings.TrimSuffix(r.Path, ".confirm") + ".preview"); ok {
		r.to(pb, at)
		t.sayText(text(txtStaleYes, t.lang), refTalk, nil) // the question comes with another step
	} else {
		t.prefix = text(txtStaleYes, t.lang)
	}
	t.run()
}

// confirmAnswered takes a yes or a no, tapped or in words. Whatever else is said is no answer, and does nothing.
func (t *turn) confirmAnswered(r *Run, choice string) bool {
	pb, c := t.confirmAt(r)
	if c == nil {
		return false
	}
	if t.in.Choice != "" && t.in.ReplyTo > 0 && t.in.ReplyTo <= r.Await.Since {
		t.repeatQuestion(text(txtOldTap, t.lang)) // the yes was to something else
		return true
	}
	answer := ""
	if e, ok := t.reading.Find(understand.EntityYesNo); ok {
		answer = e.Value
		if answer == answerYes && !t.outright(e) {
			answer = ""
		}
	}
	if offered(r.Await.Choices, choice) {
		answer = choice
	}
	if answer != "" {
		t.lessDoubt(asAsked)
	}
	switch answer {
	case answerYes:
		if at := r.Await.At; !at.IsZero() && t.in.Now.Sub(at) > confirmFresh {
			t.putAnew(pb, r)
			return true
		}
		r.Confirmed = pb.Steps[c.To].Path
		r.to(pb, c.To)
	case answerNo:
		r.to(pb, c.No)
		if c.Kept {
			t.sayText(text(txtKept, t.lang), pb.Ref(), nil)
		}
	default:
		return false
	}
	r.Await, t.vars = nil, nil
	t.understood()
	t.run()
	return true
}
