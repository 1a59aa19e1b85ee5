package playbook

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"terang"
)

// maxStates is how many different states one step is looked at in. Beyond it, states become one that knows less.
const maxStates = 64

// What is known of a value on some way to a step.
const (
	unset byte = '0'
	maybe byte = '?'
	isSet byte = '1'
)

// flow follows every way through a playbook and notes what is set where: not what names exist, but whether a value can be
// there, or can be missing, when a step reads it.
type flow struct {
	l       *linter
	p       *Playbook
	index   map[string]int // "slot.order_no", "order", "event", "verified", "contact.city" → place in a state
	names   []string
	open    []int            // slots that a contact may fill at any time, without being asked
	states  []map[string]int // for each step
	merged  []bool
	queue   []int
	said    map[string]bool
	waiting []bool
}

func newFlow(l *linter, p *Playbook) *flow {
	f := &flow{l: l, p: p, index: map[string]int{}, said: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(p.Slots)) {
		f.variable("slot." + name)
		if t := p.Slots[name].Type; t != SlotText && t != SlotChoice || p.Slots[name].Keep || l.with[p.ID][name] {
			f.open = append(f.open, f.index["slot."+name])
		}
	}
	f.variable("event")
	f.variable("verified")
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Call != nil && s.Call.Save != "" {
			f.variable(s.Call.Save)
		}
		for _, u := range s.uses() {
			if name := variableOf(u.path); name != "" {
				f.variable(name)
			}
		}
	}
	f.states = make([]map[string]int, len(p.Steps))
	f.merged = make([]bool, len(p.Steps))
	f.waiting = make([]bool, len(p.Steps))
	return f
}

func (f *flow) variable(name string) {
	if _, ok := f.index[name]; !ok {
		f.index[name] = len(f.names)
		f.names = append(f.names, name)
	}
}

// variableOf names what must be set for a path to be read; "" for what is always there.
func variableOf(path []string) string {
	switch path[0] {
	case "slot", "contact":
		if len(path) < 2 || path[0] == "contact" && path[1] == "name" {
			return ""
		}
		return path[0] + "." + path[1]
	case "brand", "now", "calm", "trust", "item", "forloop":
		return ""
	}
	return path[0]
}

// check runs the flow and reports what is read without being set.
func (f *flow) check() {
	if len(f.p.Steps) == 0 {
		return
	}
	for _, s := range f.starts() {
		f.arrive(0, s)
	}
	for len(f.queue) > 0 {
		i := f.queue[0]
		f.queue = f.queue[1:]
		f.waiting[i] = false
		for _, state := range slices.Sorted(maps.Keys(f.states[i])) {
			f.leave(i, []byte(state))
		}
	}
	for i := range f.p.Steps {
		f.report(i)
	}
}

// starts are the states in which a playbook can begin: one for each kind of trigger.
func (f *flow) starts() [][]byte {
	base := []byte(strings.Repeat(string(unset), len(f.names)))
	for _, v := range f.open {
		base[v] = maybe
	}
	for name, v := range f.index {
		if strings.HasPrefix(name, "contact.") {
			base[v] = maybe
		}
	}
	base[f.index["verified"]] = maybe // proved a moment ago, in the same conversation
	var out [][]byte
	for _, t := range f.p.On {
		s := slices.Clone(base)
		if t.Kind == TriggerEvent {
			s[f.index["event"]] = isSet
			if t.If != nil {
				f.assume(s, *t.If, true)
			}
		}
		out = append(out, s)
	}
	if len(out) == 0 || f.l.subs[f.p.ID] {
		base[f.index["event"]] = maybe // as for the playbook that runs it
		out = append(out, base)
	}
	return out
}

// arrive notes that a step can be reached in a state.
func (f *flow) arrive(i int, state []byte) {
	if i >= len(f.p.Steps) {
		return
	}
	if f.states[i] == nil {
		f.states[i] = map[string]int{}
	}
	have := f.states[i]
	if f.merged[i] || len(have) >= maxStates {
		for s := range have {
			meet(state, s)
		}
		f.merged[i] = true
		if _, known := have[string(state)]; known && len(have) == 1 {
			return
		}
		clear(have)
	} else if _, known := have[string(state)]; known {
		return
	}
	have[string(state)] = 1
	if !f.waiting[i] {
		f.waiting[i] = true
		f.queue = append(f.queue, i)
	}
}

// meet keeps of a state what another one says as well.
func meet(state []byte, other string) {
	for v := range state {
		if state[v] != other[v] {
			state[v] = maybe
		}
	}
}

// leave follows the ways out of a step.
func (f *flow) leave(i int, state []byte) {
	s := f.p.Steps[i]
	set := func(name string, to byte) []byte {
		out := slices.Clone(state)
		if v, ok := f.index[name]; ok {
			out[v] = to
		}
		return out
	}
	switch s.Kind {
	case StepAsk:
		state = set("slot."+s.Ask.Slot, isSet)
		f.heard(state)
	case StepReask:
		state = set("slot."+s.Reask.Slot, unset)
	case StepVerify:
		state = set("verified", isSet)
		f.heard(state)
	case StepRemember:
		if s.Remember.Attribute != "" {
			state = set("contact."+s.Remember.Attribute, isSet)
		}
	case StepConfirm:
		f.heard(state)
	case StepRun:
		f.heard(state)
	case StepCall:
		f.arrive(s.Next, set(s.Call.Save, isSet))
		for _, to := range s.Call.OnError {
			f.arrive(to, slices.Clone(state))
		}
		return
	case StepWait:
		state = set("verified", unset) // a proof holds for minutes
		if s.Wait.Event != "" {
			f.arrive(s.Wait.Timeout, slices.Clone(state))
			state = set("event", isSet)
			state[f.index["verified"]] = unset
			if s.Wait.If != nil {
				f.assume(state, *s.Wait.If, true)
			}
		}
	case StepBranch:
		f.branch(s.Branch, state)
		return
	default:
	}
	for _, w := range f.p.ways(i) {
		if s.Wait != nil && w.kind == EdgeTimeout {
			continue
		}
		f.arrive(w.to, slices.Clone(state))
	}
}

// heard says that a contact had the word: what is found in any text may have been given.
func (f *flow) heard(state []byte) {
	for _, v := range f.open {
		if state[v] == unset {
			state[v] = maybe
		}
	}
}

// branch follows the cases with what each says about the value.
func (f *flow) branch(b *Branch, state []byte) {
	plainPath := b.On.prog == nil && b.On.op == "" && b.On.a.path != nil
	other := true
	for _, name := range slices.Sorted(maps.Keys(b.Cases)) {
		s := slices.Clone(state)
		possible := true
		switch {
		case plainPath:
			possible = f.know(s, b.On.a.path, name != "")
		case name == "true":
			possible = f.assume(s, b.On, true)
		case name == "false":
			possible = f.assume(s, b.On, false)
		}
		if possible {
			f.arrive(b.Cases[name], s)
		}
	}
	if !plainPath && isCondition(b.On) {
		_, yes := b.Cases["true"]
		_, no := b.Cases["false"]
		switch {
		case yes && no:
			other = false
		case yes:
			other = f.assume(state, b.On, false)
		case no:
			other = f.assume(state, b.On, true)
		}
	}
	if other {
		f.arrive(b.Else, state)
	}
}

// isCondition says that an expression is true or false, and nothing else.
func isCondition(e Expr) bool { return e.prog == nil && e.op != "" }

// know notes that a path has a value, or has none; false where that cannot be.
func (f *flow) know(state []byte, path []string, there bool) bool {
	v, ok := f.index[variableOf(path)]
	if !ok {
		return true
	}
	if there {
		if state[v] == unset {
			return false
		}
		state[v] = isSet
		return true
	}
	whole := path[0] == "slot" || path[0] == "contact" || len(path) == 1
	if !whole {
		return true // a field may be missing where the whole is there
	}
	if state[v] == isSet {
		return path[0] == "contact"
	}
	state[v] = unset
	return true
}

// assume notes what follows from an expression being true or false; false where it cannot be.
func (f *flow) assume(state []byte, e Expr, truth bool) bool {
	if e.prog != nil {
		possible := true
		if truth {
			for _, p := range e.prog.needs {
				possible = f.know(state, p, true) && possible
			}
		}
		return possible
	}
	switch e.op {
	case "has":
		return f.know(state, e.a.path, truth)
	case "!has":
		return f.know(state, e.a.path, !truth)
	case "==":
		if truth && e.a.path != nil && e.b.path == nil && there(e.b.literal) {
			return f.know(state, e.a.path, true)
		}
	case "<", "<=", ">", ">=":
		for _, o := range []operand{e.a, e.b} {
			if truth && o.path != nil {
				if !f.know(state, o.path, true) {
					return false
				}
			}
		}
	}
	return true
}

// report says what a step reads without it being set.
func (f *flow) report(i int) {
	s := &f.p.Steps[i]
	if len(f.states[i]) == 0 {
		return
	}
	levels := func(name string) (some, all bool) { // not set on some way, and on none set
		v, ok := f.index[name]
		if !ok {
			return false, false
		}
		all = true
		for state := range f.states[i] {
			if s.Ask != nil && state[f.index["slot."+s.Ask.Slot]] == isSet {
				continue // it is not asked
			}
			some = some || state[v] != isSet
			all = all && state[v] == unset
		}
		return some, all && some
	}
	for _, u := range s.uses() {
		name := variableOf(u.path)
		if name == "" {
			continue
		}
		some, all := levels(name)
		switch {
		case all, u.strict && some:
			f.unset(s, u, name, all)
		}
	}
	if s.Call != nil {
		f.inputs(s, levels)
	}
}

// inputs checks what a call must be given, and that it knows whose data it asks for.
func (f *flow) inputs(s *Step, levels func(string) (bool, bool)) {
	a, ok := f.l.facts.Actions[s.Call.Action]
	if !ok {
		return
	}
	at := f.l.at(f.p, s.Line)
	unproved, _ := levels("verified")
	money := a.Risk == RiskMoney || a.Risk == RiskIdentity
	if unproved && (a.Personal || money) {
		at.fail(RulePersonal, "personal", "action", a.Name)
	}
	for _, in := range a.Inputs {
		n := slices.IndexFunc(s.Call.Inputs, func(g Input) bool { return g.Name == in.Name })
		if !in.Required || n < 0 {
			continue
		}
		e := s.Call.Inputs[n].Value
		if e.prog != nil || e.op != "" || e.a.path == nil {
			continue
		}
		name := variableOf(e.a.path)
		if name == "" || name == "verified" && (a.Personal || money) {
			continue
		}
		if some, all := levels(name); some && !all {
			f.unset(s, use{path: e.a.path, line: s.Line, strict: true}, name, false)
		}
	}
}

func (f *flow) unset(s *Step, u use, name string, never bool) {
	key := fmt.Sprint(s.Path, " ", name)
	if f.said[key] {
		return
	}
	f.said[key] = true
	path := strings.Join(u.path, ".")
	problem := "unset_text"
	switch {
	case never:
		problem = "unset_never"
	case !u.text:
		problem = "unset_call"
	}
	f.l.at(f.p, u.line).fail(RuleUnset, problem, "path", path, "mend", mendUnset(u, name, path, u.text && !never))
}

// mendUnset says how a value comes to be set, or how a text goes on without it.
func mendUnset(u use, name, path string, fallback bool) terang.Text {
	if strings.HasPrefix(name, "contact.") {
		if fallback {
			return phrase("mend_contact_default", "path", path)
		}
		return phrase("mend_contact", "path", path)
	}
	mend := phrase("mend_set")
	switch {
	case name == "event":
		mend = phrase("mend_event")
	case name == "verified":
		mend = phrase("mend_verify")
	case strings.HasPrefix(name, "slot."):
		mend = phrase("mend_ask", "slot", u.path[1])
	}
	if fallback {
		return phrase("mend_default", "mend", mend, "path", path)
	}
	return mend
}
