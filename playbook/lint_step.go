package playbook

import (
	"maps"
	"slices"
	"strings"

	"terang"
)

// reach finds steps that no way leads to, and cases that never come.
func (l *linter) reach(p *Playbook) {
	reached := p.reachable(0)
	for i, s := range p.Steps {
		if !reached[i] {
			l.at(p, s.Line).fail(RuleUnreachable, "unreachable")
		}
		if s.Branch == nil {
			continue
		}
		possible := l.values(p, s.Branch.On)
		if possible == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(s.Branch.Cases)) {
			if name != "" && !possible[name] {
				l.at(p, s.Line).like(name, possible).warn(RuleUnreachable, "case_never", "name", clip(name), "on", s.Branch.On, "values", slices.Sorted(maps.Keys(possible)))
			}
		}
	}
}

// reachable marks the steps that a way from one leads to, itself included.
func (p *Playbook) reachable(from int) []bool {
	reached := make([]bool, len(p.Steps)+1)
	todo := []int{from}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if i >= len(p.Steps) || reached[i] {
			continue
		}
		reached[i] = true
		for _, w := range p.ways(i) {
			todo = append(todo, w.to)
		}
	}
	return reached
}

// values are all that an expression can come out as, nil where that is not known.
func (l *linter) values(p *Playbook, on Expr) map[string]bool {
	if on.prog == nil && on.op != "" {
		return map[string]bool{"true": true, "false": true}
	}
	if on.prog != nil || len(on.a.path) != 2 || on.a.path[0] != "slot" {
		return nil
	}
	name := on.a.path[1]
	switch p.Slots[name].Type {
	case "yes_no":
		return map[string]bool{"yes": true, "no": true}
	case SlotChoice:
	default:
		return nil
	}
	out := map[string]bool{}
	for _, s := range p.Steps {
		if s.Ask == nil || s.Ask.Slot != name {
			continue
		}
		if s.Ask.ChoicesFrom != nil {
			return nil
		}
		for _, c := range s.Ask.Choices {
			out[c.Value] = true
		}
	}
	if len(out) == 0 || l.with[p.ID][name] {
		return nil
	}
	return out
}

// loops finds steps that go round without a question or a wait between them.
func (l *linter) loops(p *Playbook) {
	const (
		open = 1
		done = 2
	)
	mark := make([]int, len(p.Steps)+1)
	var visit func(i int) bool
	visit = func(i int) bool {
		if i >= len(p.Steps) || mark[i] == done {
			return false
		}
		if mark[i] == open {
			return true
		}
		switch p.Steps[i].Kind {
		case StepAsk, StepReask, StepConfirm, StepWait: // here the contact, or time, has the word
			return false
		default:
		}
		mark[i] = open
		for _, w := range p.ways(i) {
			if visit(w.to) {
				l.at(p, p.Steps[i].Line).fail(RuleLoop, "loop")
			}
		}
		mark[i] = done
		return false
	}
	for i := range p.Steps {
		visit(i)
	}
}

// translations finds texts that are missing in a language of the brand.
func (l *linter) translations(p *Playbook) {
	for _, lang := range l.facts.Languages {
		missing := func(line int, what terang.Text) {
			l.at(p, line).fail(RuleTranslation, "untranslated", "where", what, "language", lang)
		}
		words := func(line int, what, t terang.Text) {
			if t != nil && strings.TrimSpace(t[lang]) == "" {
				missing(line, what)
			}
		}
		words(1, named("title"), p.Title)
		words(1, named("about"), p.About)
		for _, name := range slices.Sorted(maps.Keys(p.Slots)) {
			words(1, phrase("slot_label", "slot", name), p.Slots[name].Label)
			if w := p.Slots[name].Wrong; w != nil && w.byLanguage[lang] == nil {
				missing(1, phrase("slot_wrong", "slot", name))
			}
		}
		for _, s := range p.Steps {
			for _, t := range s.texts() {
				if t.text.byLanguage[lang] == nil {
					missing(s.Line, named(t.what))
				}
			}
			if s.Remember != nil && s.Remember.Attribute == "" {
				words(s.Line, named("label"), s.Remember.Label)
			}
		}
	}
}

// calls checks calls against the actions.
func (l *linter) calls(p *Playbook) {
	gives := map[string][]string{}
	known := map[string]bool{}
	for i, s := range p.Steps {
		at := l.at(p, s.Line)
		switch {
		case s.Call != nil:
			a, ok := l.action(at, s.Call.Action, s.Call.Inputs)
			if _, has := s.Call.OnError[""]; !has && !s.Call.Preview {
				at.fail(RuleErrorBranch, "error_branch", "action", s.Call.Action)
			}
			if ok {
				if s.Call.Save != "" {
					gives[s.Call.Save] = append(gives[s.Call.Save], a.Outputs...)
					known[s.Call.Save] = true
				}
				l.risk(p, i, a)
				l.codes(at, s.Call, a)
			}
		case s.Undo != nil:
			l.action(at, s.Undo.Action, s.Undo.Inputs)
		}
	}
	if l.facts.Actions == nil {
		return
	}
	said := map[Read]bool{}
	for _, r := range p.Reads {
		if !known[r.Save] || slices.Contains(gives[r.Save], r.Field) || said[r] {
			continue
		}
		said[r] = true
		names := map[string]bool{}
		for _, f := range gives[r.Save] {
			names[f] = true
		}
		l.at(p, r.Line).like(r.Field, names).fail(RuleOutput, "output_unknown", "save", r.Save, "field", r.Field)
	}
}

// action checks one use of an action: that it is there, and given what it takes.
func (l *linter) action(at place, name string, inputs []Input) (Action, bool) {
	if l.facts.Actions == nil {
		return Action{}, false
	}
	a, ok := l.facts.Actions[name]
	if !ok {
		at.like(name, keys(l.facts.Actions)).fail(RuleAction, "action_unknown", "action", name)
		return a, false
	}
	takes, given := map[string]bool{}, map[string]bool{}
	for _, in := range a.Inputs {
		takes[in.Name] = true
	}
	for _, in := range inputs {
		given[in.Name] = true
		if !takes[in.Name] {
			at.like(in.Name, takes).fail(RuleInput, "input_unknown", "action", name, "input", in.Name)
		}
	}
	for _, in := range a.Inputs {
		if in.Required && !given[in.Name] {
			at.fail(RuleNeedsInput, "input_missing", "action", name, "input", in.Name)
		}
	}
	return a, true
}

// risk checks that what changes something is confirmed, and what moves money or identity is receipted too.
func (l *linter) risk(p *Playbook, i int, a Action) {
	s := p.Steps[i]
	at := l.at(p, s.Line)
	switch {
	case !a.Risk.Changes():
		return
	case s.Call.Preview:
		at.fail(RuleConfirm, "preview_changes", "action", a.Name, "risk", a.Risk)
		return
	case !s.Call.Confirmed:
		at.fail(RuleConfirm, "confirm_missing", "action", a.Name, "risk", a.Risk)
	}
	if a.Risk == RiskMoney || a.Risk == RiskIdentity {
		if !slices.ContainsFunc(p.Steps, func(r Step) bool { return r.Path == s.Path+".receipt" }) {
			at.fail(RuleReceipt, "receipt_missing", "action", a.Name, "risk", a.Risk)
		}
	}
}

// codes finds error codes that the action never gives.
func (l *linter) codes(at place, c *Call, a Action) {
	if len(a.Codes) == 0 || c.Preview {
		return
	}
	codes := map[string]bool{}
	for _, code := range a.Codes {
		codes[code] = true
	}
	for _, code := range slices.Sorted(maps.Keys(c.OnError)) {
		if code != "" && !codes[code] && !strings.HasPrefix(code, "action_") && code != "result_too_large" {
			at.like(code, codes).warn(RuleCode, "code_unknown", "action", a.Name, "code", code, "codes", a.Codes)
		}
	}
}

// names checks what texts, quick replies and verifications name.
func (l *linter) names(p *Playbook) {
	for _, s := range p.Steps {
		at := l.at(p, s.Line)
		if s.Article != nil && l.facts.Articles != nil && !l.facts.Articles[s.Article.ID] {
			at.like(s.Article.ID, l.facts.Articles).fail(RuleArticle, "article_unknown", "article", clip(s.Article.ID))
		}
		for _, r := range s.replies() {
			if id, ok := strings.CutPrefix(r.Value, "start:"); ok && l.books[id] == nil {
				at.like(id, keys(l.books)).fail(RulePlaybook, "reply_playbook", "playbook", clip(id))
			}
			name, isIntent := strings.CutPrefix(r.Value, "intent:")
			if isIntent && l.facts.Intents != nil && !l.facts.Intents[name] && !l.started(name) {
				at.like(name, l.facts.Intents).fail(RuleIntent, "reply_intent", "intent", name)
			}
		}
		if s.Verify != nil && l.facts.Identifiers != nil {
			for _, by := range s.Verify.By {
				if !slices.Contains(l.facts.Identifiers, by) {
					at.fail(RuleIdentifier, "identifier_unknown", "by", by, "known", l.facts.Identifiers)
				}
			}
		}
		if l.facts.Attributes == nil {
			continue
		}
		for _, u := range s.uses() {
			if u.path[0] == "contact" && len(u.path) > 1 && u.path[1] != "name" && !l.facts.Attributes[u.path[1]] {
				at.like(u.path[1], l.facts.Attributes).warn(RuleAttribute, "attribute_unknown", "attribute", u.path[1])
			}
		}
	}
}

// started says whether a playbook begins with an intent that its trigger brings along.
func (l *linter) started(intent string) bool {
	for _, p := range l.books {
		if slices.Contains(p.Triggers, intent) {
			return true
		}
	}
	return false
}

// slots finds declared slots that nothing asks for or reads.
func (l *linter) slots(p *Playbook) {
	used := map[string]bool{}
	for _, s := range p.Steps {
		if s.Ask != nil {
			used[s.Ask.Slot] = true
		}
		for _, u := range s.uses() {
			if u.path[0] == "slot" && len(u.path) > 1 {
				used[u.path[1]] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Slots)) {
		if !used[name] {
			l.at(p, lineOf(p.Source, name)).warn(RuleUnused, "slot_unused", "slot", name)
		}
	}
}

// lineOf finds the line on which a slot is declared.
func lineOf(src []byte, name string) int {
	for i, line := range strings.Split(string(src), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), name+":") {
			return i + 1
		}
	}
	return 1
}

// waits finds questions that come out of the blue: after a wait in a playbook that a contact began.
func (l *linter) waits(p *Playbook) {
	if len(p.Triggers) == 0 {
		return
	}
	for i, s := range p.Steps {
		if s.Wait == nil {
			continue
		}
		for j, ok := range p.reachable(i) {
			if !ok || j >= len(p.Steps) || j == i {
				continue
			}
			if k := p.Steps[j].Kind; k == StepAsk || k == StepConfirm {
				l.at(p, s.Line).warn(RuleWaitAsks, "wait_asks", "line", p.Steps[j].Line)
				break
			}
		}
	}
}
