package authoring

import (
	"slices"
	"strings"
	"time"

	"terang/engine"
	"terang/playbook"
)

// The house's codes of failures that may come with any action; see the action room.
const (
	codeFailed   = "action_failed"
	codeTimeout  = "action_timeout"
	codeNotFound = "action_not_found"
)

// action describes a call to whoever must say what came of it.
func (w *world) action(c engine.Call) *TryAction {
	known := w.brand.actions[c.Action]
	a := &TryAction{Name: c.Action, Risk: known.Risk, Inputs: map[string]any{}}
	for name, v := range c.Inputs {
		if slices.ContainsFunc(known.Inputs, func(in playbook.ActionInput) bool { return in.Name == name && in.Secret }) {
			v = "•••"
		}
		a.Inputs[name] = v
	}
	if answer, ok := w.answers.Answer(c); ok {
		a.Sample = answer.Result.Data
	} else {
		a.Sample = w.sample(known)
	}
	codes := slices.Clone(known.Codes)
	if n := len(w.state.Runs); n > 0 {
		r := w.state.Runs[n-1]
		if pb := w.book(r.Playbook); pb != nil {
			if at, ok := pb.At(r.Path); ok && pb.Steps[at].Call != nil {
				for code := range pb.Steps[at].Call.OnError {
					codes = append(codes, code)
				}
			}
		}
	}
	if check := w.brain.Brand().Verification.Check; check.Action == c.Action {
		codes = slices.Concat(codes, check.Wrong, check.Expired)
	}
	codes = append(codes, codeNotFound, codeTimeout, codeFailed)
	codes = slices.DeleteFunc(codes, func(code string) bool { return code == "" })
	slices.Sort(codes)
	a.Errors = slices.Compact(codes)
	return a
}

// book finds the version of a playbook that a run is in.
func (w *world) book(ref string) *playbook.Playbook {
	if pb := w.brain.Playbook(ref); pb != nil && pb.Ref() == ref {
		return pb
	}
	return w.brand.parsed[ref]
}

// sample makes an answer up from the names of the fields, so that there is something to change.
func (w *world) sample(a playbook.Action) map[string]any {
	out := make(map[string]any, len(a.Outputs))
	for _, name := range a.Outputs {
		out[name] = w.field(name)
	}
	return out
}

// Words in the names of fields that tell what kind of value they have.
var (
	moneyNames = []string{"total", "amount", "price", "balance", "limit", "fee", "cost", "subtotal", "refund"}
	countNames = []string{"count", "qty", "quantity", "left", "size", "position", "days", "minutes", "hours", "number_of"}
	listNames  = []string{"items", "list", "history", "orders", "slots", "options", "transactions", "products", "events", "entries", "results", "branches", "documents"}
	aheadNames = []string{"expire", "until", "promise", "due", "deadline", "eta", "arrive", "next", "scheduled"}
)

func (w *world) field(name string) any {
	has := func(words []string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(name, word) })
	}
	switch {
	case strings.HasSuffix(name, "_at"), strings.HasSuffix(name, "_until"), name == "until", name == "eta":
		if has(aheadNames) {
			return w.now.Add(24 * time.Hour).Format(time.RFC3339)
		}
		return w.now.Add(-24 * time.Hour).Format(time.RFC3339)
	case strings.HasSuffix(name, "date"), strings.HasSuffix(name, "_on"):
		return w.now.Add(24 * time.Hour).Format(time.DateOnly)
	case strings.HasPrefix(name, "is_"), strings.HasPrefix(name, "has_"), strings.HasPrefix(name, "can_"), name == "ok", name == "late":
		return false
	case slices.Contains(listNames, name) || slices.ContainsFunc(listNames, func(l string) bool { return strings.HasSuffix(name, "_"+l) }):
		return []any{}
	case has(countNames):
		return 3
	case has(moneyNames):
		return 150000
	case strings.HasSuffix(name, "_url"), strings.HasSuffix(name, "link"), name == "url":
		return "https://contoh.example/1"
	case strings.Contains(name, "email"):
		return "sari@contoh.example"
	case strings.Contains(name, "phone"):
		return "+6281200000000"
	case strings.Contains(name, "masked"), strings.Contains(name, "sent_to"):
		return "0812-••••-0000"
	case strings.HasSuffix(name, "name"):
		return "Sari"
	case strings.HasSuffix(name, "_id"), name == "id", strings.HasSuffix(name, "_no"), name == "no", strings.HasSuffix(name, "token"):
		return "CONTOH-1"
	case name == "status", name == "state":
		return "ok"
	}
	return name
}
