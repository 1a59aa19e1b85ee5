package engine

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"terang"
	"terang/playbook"
	"terang/trust"
	"terang/understand"
)

// identified returns who the contact is, while that holds.
func (t *turn) identified() *Identity {
	if id := t.s.Identity; id != nil && id.Token != "" && t.in.Now.Before(id.Until) {
		return id
	}
	return nil
}

// verify proves who the contact is, unless that was done a moment ago: it finds something that identifies
// the contact, has a code sent there, and asks for it.
func (t *turn) verify(pb *playbook.Playbook, r *Run, s playbook.Step) {
	if t.identified() != nil {
		r.Check = nil
		r.to(pb, s.Next)
		t.vars = nil
		return
	}
	for _, kind := range t.verifyBy(r) {
		value := r.Slots[kind]
		if value == "" {
			value = t.s.Known[kind]
		}
		if value != "" {
			t.sendCode(r, kind, value)
			return
		}
	}
	t.askIdentifier(r, text(txtIdentifyAsk, t.lang, "list", t.identifierList(t.verifyBy(r))))
}

// verifyBy is what may identify the contact in the verify step at which a run stands.
func (t *turn) verifyBy(r *Run) []string {
	if pb := t.b.book(r); pb != nil {
		if at, ok := pb.At(r.Path); ok && pb.Steps[at].Verify != nil && len(pb.Steps[at].Verify.By) > 0 {
			return pb.Steps[at].Verify.By
		}
	}
	out := make([]string, len(t.b.brand.Verification.Identifiers))
	for i, id := range t.b.brand.Verification.Identifiers {
		out[i] = id.Kind
	}
	return out
}

// identifierList names what may identify the contact: "nomor pesanan, nomor HP atau alamat email".
func (t *turn) identifierList(kinds []string) string {
	var names []string
	for _, k := range kinds {
		if id := t.b.identifier(k); id != nil {
			names = append(names, lowerFirst(id.Label.In(t.lang)))
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " " + text(txtListAnd, t.lang) + " " + names[n-1]
	}
	return strings.Join(names, "")
}

func (t *turn) askIdentifier(r *Run, words string) {
	kinds := t.verifyBy(r)
	if len(kinds) == 0 {
		t.fail(t.doing())
		return
	}
	r.Check = nil
	r.Await = &Await{For: AwaitIdentifier, Expect: kinds[0]}
	t.emitQuestion(words, nil, refVerify)
}

func (t *turn) identifierAnswered(r *Run) bool {
	for _, kind := range t.verifyBy(r) {
		if e, ok := t.reading.Find(kind); ok {
			t.s.know(kind, e.Value)
			if pb := t.b.book(r); pb != nil {
				for name, v := range t.assigned(pb, r, kind) { // it says which order is meant, too
					t.accept(pb, r, name, v)
				}
			}
			r.Await, t.vars = nil, nil
			t.understood()
			t.run()
			return true
		}
	}
	return false
}

// sendCode has a code sent to whom the value belongs.
func (t *turn) sendCode(r *Run, kind, value string) {
	sends := 1
	if r.Check != nil {
		sends = r.Check.Sends + 1
	}
	next := &Check{Kind: kind, Sends: sends}
	if r.Check != nil {
		next.Back, next.Who = r.Check.Back, r.Check.Who
	}
	r.Check = next
	r.Await = nil
	t.call(t.b.brand.Verification.Start.Action, map[string]any{kind: value})
}

// identifierValue is the value that a check was begun with.
func (t *turn) identifierValue(r *Run, kind string) string {
	if v := r.Slots[kind]; v != "" {
		return v
	}
	return t.s.Known[kind]
}

func (t *turn) resendReply() []terang.QuickReply {
	return []terang.QuickReply{{Label: text(txtReplyResend, t.lang), Value: choiceResend}}
}

func (t *turn) sentTo(r *Run) string {
	if r.Check == nil || r.Check.SentTo == "" {
		return text(txtYourPhone, t.lang)
	}
	return r.Check.SentTo
}

// codeSent says where the code went. It says so in the conditional: whether somebody is a customer is not
// told to whoever has not proved to be that customer.
func (t *turn) codeSent(r *Run) string {
	if r.Check == nil {
		return ""
	}
	label := r.Check.Kind
	if id := t.b.identifier(r.Check.Kind); id != nil {
		label = lowerFirst(id.Label.In(t.lang))
	}
	return text(txtCodeSent, t.lang, "label", label, "value", t.identifierValue(r, r.Check.Kind), "sent_to", t.sentTo(r))
}

var resendForm = regexp.MustCompile(`\b(kirim\w* (ulang|lagi|kode|kembali)|kode (baru|lagi)|(belum|tidak|nggak|gak|ga) (terima|dapat|masuk|ada) kode|kode\w* (belum|tidak|gak|ga|nggak) (masuk|sampai|datang|ada|dapat)|resend|send (it )?again|send (me )?(a|another|the|new) .*code|new code|no code|(did ?n.?t|not|never) (get|receive|got|received|arrive))\b`)

// codeAnswered takes the one-time code, or the wish for another one.
func (t *turn) codeAnswered(r *Run) bool {
	if r.Check == nil || r.Check.ID == "" {
		return false
	}
	if e, ok := t.reading.Find(understand.EntityOTP); ok {
		r.Await = nil
		c := t.b.brand.Verification.Check
		t.understood()
		t.call(c.Action, map[string]any{c.ID: r.Check.ID, c.Code: e.Value})
		return true
	}
	if resendForm.MatchString(strings.ToLower(t.reading.Text)) || resendForm.MatchString(t.reading.Normalised) {
		return t.resend()
	}
	return false
}

// resend sends another code, a few times at most.
func (t *turn) resend() bool {
	r, a := t.s.run(), t.s.await()
	if a == nil || a.For != AwaitCode || r.Check == nil {
		return false
	}
	if r.Check.Sends >= maxSends {
		t.verifyFailed()
		return true
	}
	t.sendCode(r, r.Check.Kind, t.identifierValue(r, r.Check.Kind))
	return true
}

func (t *turn) verifyFailed() {
	t.s.try(done(txtTriedCodeFailed, Words{}))
	t.handOver(terang.ReasonVerificationFailed, txtVerifyPerson)
}

// verifyResult goes on with what sending or checking a code gave.
func (t *turn) verifyResult(pb *playbook.Playbook, r *Run, s playbook.Step) {
	if r.Check.ID == "" {
		t.codeSentResult(r)
		return
	}
	c := t.b.brand.Verification.Check
	if !t.in.Result.OK {
		t.codeRefused(r, c)
		return
	}
	data := t.in.Result.Data
	id := &Identity{ID: word(data, c.CustomerID), Name: word(data, c.Name), Token: word(data, c.Token)}
	if id.ID == "" || id.Token == "" {
		t.signal(trust.KindActionFailed, "")
		t.fail(titled(pb))
		return
	}
	id.Until = t.in.Now.Add(time.Duration(t.b.brand.Verification.Minutes) * time.Minute)
	if ends, ok := playbook.Instant(data[c.Expires]); ok && ends.Before(id.Until) {
		id.Until = ends
	}
	if was := t.s.Identity; was != nil && was.ID != id.ID {
		t.anotherPerson(r, id)
		r = t.s.run()
	}
	t.s.Identity = id
	t.s.try(done(txtTriedCode, Words{}))
	t.effects = append(t.effects, Verified{ExternalID: id.ID, Name: id.Name})
	back := r.Check.Back
	if r.Check.Who != id.ID {
		back = "" // somebody else's yes
	}
	r.Check, t.vars = nil, nil
	r.to(pb, s.Next)
	if at, ok := pb.At(back); back != "" && ok {
		r.Path, r.Confirmed = pb.Steps[at].Path, back // the contact has said yes already
	}
}

// forget takes back the proof of who the contact is. Who they were stays known, so that it is seen when somebody else
// proves to be here.
func (t *turn) forget() {
	if id := t.s.Identity; id != nil {
		t.s.Identity = &Identity{ID: id.ID, Until: id.Until}
	}
	t.vars = nil
}

// anotherPerson leaves behind what belongs to whoever had proved to be here before: what was found out about them, what was
// said to them, and what could be taken back for them. The run that asked goes on; what waited below it was theirs.
func (t *turn) anotherPerson(r *Run, id *Identity) {
	if n := len(t.s.Runs); n > 1 {
		for i := range t.s.Runs[:n-1] {
			t.ended(&t.s.Runs[i], endReplaced)
		}
		t.s.Runs = append(t.s.Runs[:0], t.s.Runs[n-1])
		r = t.s.run()
	}
	for c := r; c != nil; c = c.Caller {
		pb := t.b.book(c)
		if pb == nil {
			continue
		}
		for i := range pb.Steps {
			if call := pb.Steps[i].Call; call != nil && t.b.guarded(call.Action) {
				delete(c.Outputs, call.Save)
			}
		}
	}
	own := t.s.Known[r.Check.Kind]
	t.s.Known = nil
	if own != "" {
		t.s.know(r.Check.Kind, own)
	}
	t.s.Undos, t.s.Undid, t.s.Facts, t.s.Last, t.s.Waiting = nil, false, nil, nil, nil
	t.in.Contact.Name, t.in.Contact.Attributes = id.Name, nil
	t.vars = nil
}

func (t *turn) codeSentResult(r *Run) {
	v := t.b.brand.Verification
	kind := r.Check.Kind
	if t.in.Result.OK {
		r.Check.ID = word(t.in.Result.Data, v.Start.ID)
		if v.Start.SentTo != "" {
			r.Check.SentTo = word(t.in.Result.Data, v.Start.SentTo)
		}
		if r.Check.ID == "" {
			t.signal(trust.KindActionFailed, "")
			t.fail(t.doing())
			return
		}
		words := t.codeSent(r)
		switch {
		case r.Check.Expired:
			words = text(txtCodeExpired, t.lang, "sent_to", t.sentTo(r))
			r.Check.Expired = false
		case r.Check.Sends > 1:
			words = text(txtCodeResent, t.lang, "sent_to", t.sentTo(r))
		}
		choices := t.resendReply()
		r.Await = &Await{For: AwaitCode, Expect: understand.EntityOTP, Choices: numbered(choices)}
		t.emitQuestion(words, choices, refVerify)
		return
	}
	switch t.errorCode() {
	case codeNotFound, codeInput, "not_found", "invalid", codeRejected:
		value := t.identifierValue(r, kind)
		delete(r.Slots, kind)
		delete(t.s.Known, kind)
		t.vars = nil
		if r.tried("identify") > maxReasks {
			t.verifyFailed()
			return
		}
		label := kind
		if id := t.b.identifier(kind); id != nil {
			label = lowerFirst(id.Label.In(t.lang))
		}
		t.askIdentifier(r, text(txtIdentifyUnknown, t.lang, "label", label, "value", value, "list", t.identifierList(t.verifyBy(r))))
	default:
		if !t.refused() {
			t.signal(trust.KindActionFailed, "")
			t.fail(t.doing())
			return
		}
		t.verifyFailed() // too many codes, for example
	}
}

// refused says that the brand's system said no, rather than failed.
func (t *turn) refused() bool {
	res := t.in.Result
	return res.Status >= 400 && res.Status < 500 || res.ErrorCode == codeRejected
}

// codeRefused deals with a code that was not accepted.
func (t *turn) codeRefused(r *Run, c CheckAction) {
	code := t.errorCode()
	switch {
	case slices.Contains(c.Wrong, code), code == codeInput:
		t.signal(trust.KindVerifyFailed, "")
		if r.tried("code") > maxReasks {
			t.verifyFailed()
			return
		}
		words := text(txtCodeWrong, t.lang)
		if left, ok := tidyValue(t.in.Result.Data[c.TriesLeft], 0).(int); ok && left > 0 {
			words = text(txtCodeWrongLeft, t.lang, "left", strconv.Itoa(left))
		}
		choices := t.resendReply()
		r.Await = &Await{For: AwaitCode, Expect: understand.EntityOTP, Choices: numbered(choices)}
		t.emitQuestion(words, choices, refVerify)
	case slices.Contains(c.Expired, code) && r.Check.Sends < maxSends:
		t.sendCode(r, r.Check.Kind, t.identifierValue(r, r.Check.Kind))
		if r.Check != nil {
			r.Check.Expired = true
		}
	case t.refused():
		t.signal(trust.KindVerifyFailed, "")
		t.verifyFailed()
	default:
		t.signal(trust.KindActionFailed, "")
		t.fail(t.doing())
	}
}

// verifyAgain goes back to the verification before a call whose token the brand's system no longer takes;
// once, so that a system that takes no token at all does not send codes without end.
func (t *turn) verifyAgain(pb *playbook.Playbook, r *Run, s playbook.Step, confirmed string) bool {
	at, _ := pb.At(s.Path)
	for i := at - 1; i >= 0; i-- {
		if pb.Steps[i].Verify == nil {
			continue
		}
		if r.tried("token") > 1 {
			return false
		}
		r.Check = nil
		if id := t.s.Identity; id != nil && confirmed == s.Path {
			r.Check = &Check{Back: confirmed, Who: id.ID}
		}
		t.forget()
		r.to(pb, i)
		return true
	}
	return false
}

func word(data map[string]any, name string) string {
	switch v := data[name].(type) {
	case string:
		return clip(v, maxValue)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}
