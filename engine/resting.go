package engine

import (
	"math"
	"strconv"

	"terang"
)

// maxRest bounds what a contact is told of how long a system is left alone.
const maxRest = 3600

// general is the wider word under which a playbook may have foreseen a failure.
func general(code string) string {
	if code == codeCircuitOpen {
		return codeFailed
	}
	return code
}

// resting tells the contact that a system does not answer and is left alone for a while, and hands over: that it was not
// called this time, that nothing was changed by it, and when to try again. It reports false for every other failure.
func (t *turn) resting(what Words) bool {
	seconds, ok := t.restsFor()
	if !ok {
		return false
	}
	if what != (Words{}) {
		t.s.try(done(txtTriedResting, what))
	}
	t.s.Runs = nil
	t.handOverWith(terang.ReasonError, text(txtRestingPerson, t.lang, "seconds", seconds))
	return true
}

// sayResting tells the same where a playbook goes on in a branch of its own.
func (t *turn) sayResting() {
	if seconds, ok := t.restsFor(); ok && !t.s.Self {
		t.notice(text(txtResting, t.lang, "seconds", seconds), refTalk, nil)
	}
}

// restsFor is how many seconds the system is left alone, where that is why there is no result.
func (t *turn) restsFor() (string, bool) {
	if t.in.Kind != InputActionResult || t.in.Result.OK || t.errorCode() != codeCircuitOpen {
		return "", false
	}
	seconds, ok := t.in.Result.Data["retry_after"].(float64)
	if !ok || math.IsNaN(seconds) {
		seconds = 1
	}
	return strconv.Itoa(int(min(max(math.Ceil(seconds), 1), maxRest))), true
}
