package engine

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"terang"
	"terang/playbook"
	"terang/trust"
)

// maxUndo bounds the inputs that are kept for taking something back.
const maxUndo = 2000 // bytes

// choiceUndo + id is the quick reply that takes something back.
const choiceUndo = "undo:"

// undoStep remembers how the call that was just made can be taken back, and offers it with what is said next. What
// cannot be taken back, because its time is over or something of it is missing, is not offered.
func (t *turn) undoStep(pb *playbook.Playbook, u *playbook.Undo) {
	it := Undoable{ID: t.in.Result.Key, Ref: pb.Ref(), Action: u.Action, Inputs: t.inputs(u.Inputs), Done: terang.Text{}}
	if id := t.identified(); id != nil {
		for _, name := range slices.Sorted(maps.Keys(it.Inputs)) {
			if it.Inputs[name] == id.Token {
				it.Proofs = append(it.Proofs, name)
				delete(it.Inputs, name) // it runs out before the time in which the thing can be taken back
			}
		}
	}
	if u.Until != nil {
		at, ok := playbook.Instant(u.Until.Eval(t.values()))
		if !ok || !at.After(t.in.Now) {
			return
		}
		it.Until = at.UTC()
	}
	for _, l := range []terang.Language{terang.Indonesian, terang.English} {
		words, err := u.Done.Render(l, t.values())
		if err != nil {
			return
		}
		it.Done[l] = words
	}
	if blob, err := json.Marshal(it.Inputs); err != nil || len(blob) > maxUndo {
		return
	}
	label, err := u.Label.Render(t.lang, t.values())
	if err != nil {
		return
	}
	t.s.Undos = tail(append(slices.Clip(t.s.Undos), it), maxUndos)
	t.undoReply = terang.QuickReply{Label: label, Value: choiceUndo + it.ID}
}

var undoForm = regexp.MustCompile(`\b(undo|urungkan|(batal(kan|in)?|cancel(kan)?)( saja| aja| lagi)? (yang|yg) (tadi|barusan|terakhir)|(yang|yg) (tadi|barusan)( itu)?( tolong)? (di)?(batal|cancel)(kan|in)?|(take|roll) (it|that) back|(cancel|reverse|revert) (that|what you just did|the last (one|thing)))\b`)

// undoWanted reports whether the words ask for taking back what was done last. Where nothing was, they mean something else.
func (t *turn) undoWanted() bool {
	return (len(t.s.Undos) > 0 || t.s.Undid) && (undoForm.MatchString(strings.ToLower(t.reading.Text)) || undoForm.MatchString(t.reading.Normalised))
}

// undoAsked takes back what was done last, where the words ask for it.
func (t *turn) undoAsked(choice string) bool {
	if choice != "" || !t.undoWanted() {
		return false
	}
	t.undo("")
	return true
}

// undoReplies offers what can still be taken back of a playbook.
func (t *turn) undoReplies(pb *playbook.Playbook) []terang.QuickReply {
	for _, u := range slices.Backward(t.s.Undos) {
		if u.Ref == pb.Ref() && (u.Until.IsZero() || t.in.Now.Before(u.Until)) {
			return []terang.QuickReply{{Label: text(txtReplyUndo, t.lang), Value: choiceUndo + u.ID}}
		}
	}
	return []terang.QuickReply{t.personReply()}
}

// undo takes something back: that of an id, or the last thing where id is "".
func (t *turn) undo(id string) {
	i := slices.IndexFunc(t.s.Undos, func(u Undoable) bool { return u.ID == id })
	if id == "" {
		i = len(t.s.Undos) - 1
	}
	t.understood()
	if i < 0 {
		t.aside(text(txtUndoGone, t.lang), t.personReply())
		return
	}
	u := t.s.Undos[i]
	t.s.Undid = true
	switch {
	case !u.Until.IsZero() && !t.in.Now.Before(u.Until):
		t.s.Undos = slices.Delete(t.s.Undos, i, i+1)
		t.aside(text(txtUndoLate, t.lang, "time", t.when(u.Until.In(playbook.Zone))), t.personReply())
	case (t.b.guarded(u.Action) || len(u.Proofs) > 0) && t.identified() == nil:
		t.because = txtWhyUnverified
		t.handOver(terang.ReasonPolicy, txtUndoVerify)
	default:
		t.s.Undoing = u.ID
		inputs := maps.Clone(u.Inputs)
		for _, name := range u.Proofs {
			inputs[name] = t.identified().Token
		}
		t.call(u.Action, inputs)
	}
}

// undone tells what came of it.
func (t *turn) undone() {
	id := t.s.Undoing
	t.s.Undoing = ""
	i := slices.IndexFunc(t.s.Undos, func(u Undoable) bool { return u.ID == id })
	if i < 0 {
		t.fail(Words{})
		return
	}
	u := t.s.Undos[i]
	t.s.Undos = slices.Delete(t.s.Undos, i, i+1)
	switch {
	case t.in.Result.OK:
		t.emit(terang.Draft{Purpose: terang.ForAnswer, Kind: terang.KindText, Content: terang.Content{Text: u.Done.In(t.lang)}},
			said{ref: u.Ref, title: t.b.bookTitle(u.Ref, t.lang), system: true})
		if t.s.await() != nil {
			t.repeatQuestion("")
		}
	case t.refused():
		t.aside(text(txtUndoRefused, t.lang), t.personReply())
	default: // whether it was taken back is not known
		t.signal(trust.KindActionFailed, "")
		t.because = txtWhyUndo
		t.handOver(terang.ReasonError, txtUndoFailed)
	}
}

func (b *Brain) bookTitle(ref string, l terang.Language) string {
	if pb := b.byID[bookID(ref)]; pb != nil {
		return pb.Title.In(l)
	}
	return ""
}

// aside says something beside the open question, which is then put again.
func (t *turn) aside(words string, replies ...terang.QuickReply) {
	t.sayText(words, refTalk, replies)
	if t.s.await() != nil {
		t.repeatQuestion("")
	}
}
