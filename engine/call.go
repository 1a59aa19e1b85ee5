package engine

import (
	"encoding/json"
	"strconv"

	"terang"
	"terang/playbook"
	"terang/trust"
)

// The codes of failures, as the action room gives them.
const (
	codeRejected = "action_rejected"
	codeNotFound = "action_not_found"
	codeInput    = "action_input"
	codeFailed   = "action_failed"
	codeTimeout  = "action_timeout"

	codeCircuitOpen = "action_circuit_open" // it failed again and again just now, and was not called

	codeNotConnected = "action_not_connected" // the brand has connected no system, so nothing failed

	codeTooLarge = "result_too_large" // the engine's own: more than a state may keep
)

// callStep asks for an action of the playbook, unless that is against the guards of its risk. They stand behind the
// checks before publishing, and hold whatever those let through.
func (t *turn) callStep(r *Run, s *playbook.Step) {
	c := s.Call
	a := t.b.actions[c.Action]
	v := t.b.brand.Verification
	switch {
	case (c.Confirmed || a.Risk.Changes()) && r.Confirmed != s.Path && c.Action != v.Start.Action && c.Action != v.Check.Action:
		t.failFor(txtWhyUnconfirmed)
	case t.b.guarded(c.Action) && t.identified() == nil:
		if pb := t.b.book(r); pb == nil || !t.verifyAgain(pb, r, *s, r.Confirmed) { // the proof may have run out
			t.failFor(txtWhyUnverified)
		}
	default:
		t.call(c.Action, t.inputs(c.Inputs))
	}
}

// guarded reports whether an action needs somebody of whom it is known who they are.
func (b *Brain) guarded(action string) bool {
	a := b.actions[action]
	if v := b.brand.Verification; action == v.Start.Action || action == v.Check.Action {
		return false
	}
	return a.Personal || a.Risk == playbook.RiskMoney || a.Risk == playbook.RiskIdentity
}

func (t *turn) inputs(list []playbook.Input) map[string]any {
	out := make(map[string]any, len(list))
	for _, in := range list {
		if v := in.Value.Eval(t.values()); v != nil && v != "" {
			out[in.Name] = v
		}
	}
	return out
}

func (t *turn) call(action string, inputs map[string]any) {
	if t.s.Calls >= maxCalls {
		t.failFor(txtWhyCalls)
		return
	}
	key := strconv.FormatInt(t.s.Turn, 10)
	if t.s.Self {
		key += "s" + strconv.Itoa(t.s.Selves)
	}
	key += "." + strconv.Itoa(t.s.Calls)
	t.s.Calls++
	c := Call{Key: key, Action: action, Inputs: inputs}
	t.s.Pending = &c
	t.effects = append(t.effects, c)
}

// result goes on with what a call gave. A result that nobody waits for is old, and nothing happens.
func (t *turn) result() {
	p := t.s.Pending
	if p == nil || p.Key != t.in.Result.Key || t.holder() != terang.HolderAssistant {
		return
	}
	t.s.Pending = nil
	if t.s.Undoing != "" {
		t.undone()
		t.afterResult()
		return
	}
	if !t.in.Result.OK && t.in.Result.ErrorCode == codeNotConnected {
		t.because = txtWhyNotConnected
		t.handOver(terang.ReasonError, txtNotConnectedPerson)
		return
	}
	r := t.s.run()
	pb := (*playbook.Playbook)(nil)
	if r != nil {
		pb = t.b.book(r)
	}
	if pb == nil {
		t.fail(Words{})
		return
	}
	at, ok := pb.At(r.Path)
	switch {
	case ok && pb.Steps[at].Verify != nil && r.Check != nil:
		t.verifyResult(pb, r, pb.Steps[at])
	case ok && pb.Steps[at].Call != nil:
		t.callResult(pb, r, pb.Steps[at])
	default:
		t.fail(Words{})
		return
	}
	t.run()
	t.afterResult()
}

// afterResult moves trust where the result said something about it, and takes up what came meanwhile.
func (t *turn) afterResult() {
	v := t.look()
	if len(t.signals) > 0 || t.s.Judging != nil {
		v = t.judge()
	}
	v = t.spared(v)
	if !t.handed && t.s.Pending == nil {
		if d := t.s.Deferred; d != nil {
			t.s.Deferred = nil
			t.judged()
			t.line = nil
			t.in.Kind, t.in.Text, t.in.Choice, t.in.Files = InputMessage, d.Text, d.Choice, d.Files
			t.message()
			return
		}
	}
	if t.s.Self {
		return // nobody waits for an answer
	}
	if v.Decision == trust.TakeOver && !t.handed && t.s.Pending == nil {
		t.takeOver()
		return
	}
	t.goOn()
	t.offer(v)
	t.neverSilent()
}

func (t *turn) callResult(pb *playbook.Playbook, r *Run, s playbook.Step) {
	res := t.in.Result
	code := t.errorCode()
	if res.OK && s.Call.Save != "" && !t.keep(pb, r, s) {
		code, res.OK = codeTooLarge, false
	}
	confirmed := r.Confirmed
	r.Confirmed = ""
	if t.b.changes(s.Call) && !t.refused() {
		r.Floor = len(r.Trail) // done, or perhaps done: no corrected value leads back before it
	}
	if res.OK {
		r.to(pb, s.Next)
		return
	}
	if v := t.b.brand.Verification; v.TokenError != "" && code == v.TokenError && t.verifyAgain(pb, r, s, confirmed) {
		return
	}
	if serious(code) {
		t.signal(trust.KindActionFailed, "")
	}
	for _, try := range []string{code, rejected(res), general(code), ""} {
		if to, ok := s.Call.OnError[try]; ok {
			if try != code {
				t.sayResting() // the branch is for any failure, so it cannot know
			}
			r.to(pb, to)
			return
		}
	}
	if code == codeTooLarge {
		t.because = txtWhyTooLarge
	}
	t.fail(titled(pb))
}

// changes reports whether a call leaves something changed.
func (b *Brain) changes(c *playbook.Call) bool {
	return c.Confirmed || b.actions[c.Action].Risk.Changes()
}

// keep saves a result; it reports false where the result is more than a state may hold.
func (t *turn) keep(pb *playbook.Playbook, r *Run, s playbook.Step) bool {
	data, _ := tidyValue(t.in.Result.Data, 0).(map[string]any)
	blob, err := json.Marshal(data)
	if err != nil || len(blob) > maxOutputs {
		return false
	}
	if r.Outputs == nil {
		r.Outputs = make(map[string]any, 2)
	}
	r.Outputs[s.Call.Save] = data
	t.vars = nil
	if len(r.Outputs) == 1 && len(t.s.Runs) == 1 && r.Caller == nil {
		return true
	}
	size := 0
	for i := range t.s.Runs {
		for c := &t.s.Runs[i]; c != nil; c = c.Caller {
			blob, err = json.Marshal(c.Outputs)
			if size += len(blob); err != nil || size > maxHeld {
				delete(r.Outputs, s.Call.Save)
				return false
			}
		}
	}
	return true
}

// errorCode is the brand's own word for a refusal where there is one, else the kind of failure.
func (t *turn) errorCode() string {
	res := t.in.Result
	if own, ok := res.Data["code"].(string); ok && own != "" && (res.ErrorCode == codeRejected || res.ErrorCode == "") {
		return own
	}
	if res.ErrorCode == "" {
		return codeFailed
	}
	return res.ErrorCode
}

// serious says that the brand's system failed, rather than said no.
func serious(code string) bool {
	return code == codeFailed || code == codeTimeout || code == codeTooLarge || code == codeCircuitOpen
}

// rejected is the general word under which a playbook may handle any refusal of the brand's system.
func rejected(res ActionResult) string {
	switch {
	case res.Status == 404:
		return codeNotFound
	case res.Status >= 400 && res.Status < 500:
		return codeRejected
	}
	return res.ErrorCode
}
