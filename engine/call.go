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

	codeNotConnected = "action_not_connected" // the brand has connected no system, so nothing failed

	codeTooLarge = "result_too_large" // the engine's own: more than a state may keep
)

// callStep asks for an action of the playbook.
func (t *turn) callStep(c *playbook.Call) {
	inputs := make(map[string]any, len(c.Inputs))
	for _, in := range c.Inputs {
		if v := in.Value.Eval(t.values()); v != nil && v != "" {
			inputs[in.Name] = v
		}
	}
	t.call(c.Action, inputs)
}

func (t *turn) call(action string, inputs map[string]any) {
	if t.s.Calls >= maxCalls {
		t.fail(t.title())
		return
	}
	key := strconv.FormatInt(t.s.Turn, 10) + "." + strconv.Itoa(t.s.Calls)
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
		t.fail("")
		return
	}
	at, ok := pb.At(r.Path)
	switch {
	case ok && pb.Steps[at].Verify != nil && r.Check != nil:
		t.verifyResult(pb, r, pb.Steps[at])
	case ok && pb.Steps[at].Call != nil:
		t.callResult(pb, r, pb.Steps[at])
	default:
		t.fail("")
		return
	}
	t.run()
	t.afterResult()
}

// afterResult moves trust where the result said something about it, and takes up what came meanwhile.
func (t *turn) afterResult() {
	v := trust.Look(t.s.Trust, t.b.policy)
	if len(t.signals) > 0 {
		v = t.judge()
	}
	if !t.handed && t.s.Pending == nil {
		if d := t.s.Deferred; d != nil {
			t.s.Deferred = nil
			t.in.Kind, t.in.Text, t.in.Choice = InputMessage, d.Text, d.Choice
			t.message()
			return
		}
	}
	t.goOn()
	t.offer(v)
	t.neverSilent()
}

func (t *turn) callResult(pb *playbook.Playbook, r *Run, s playbook.Step) {
	res := t.in.Result
	code := t.errorCode()
	if res.OK && s.Call.Save != "" {
		data, _ := tidyValue(res.Data, 0).(map[string]any)
		if size, err := json.Marshal(data); err != nil || len(size) > maxOutputs {
			code, res.OK = codeTooLarge, false
		} else {
			if r.Outputs == nil {
				r.Outputs = make(map[string]any, 2)
			}
			r.Outputs[s.Call.Save] = data
			t.vars = nil
		}
	}
	if res.OK {
		r.to(pb, s.Next)
		return
	}
	if v := t.b.brand.Verification; v.TokenError != "" && code == v.TokenError && t.verifyAgain(pb, r, s) {
		return
	}
	if serious(code) {
		t.signal(trust.KindActionFailed, "")
	}
	for _, try := range []string{code, rejected(res), ""} {
		if to, ok := s.Call.OnError[try]; ok {
			r.to(pb, to)
			return
		}
	}
	t.fail(pb.Title.In(t.b.deskLanguage()))
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
	return code == codeFailed || code == codeTimeout || code == codeTooLarge
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
