package simulate

import (
	"fmt"
	"regexp"
	"strings"

	"terang"
	"terang/engine"
)

// The faults that are looked for in every turn.
const (
	faultSilent      = "silent"     // a message got neither an answer nor a person
	faultEmpty       = "empty"      // an answer without words
	faultUnlabelled  = "unlabelled" // an answer whose author or language is not named
	faultHole        = "hole"       // an answer with a piece of a template in it
	faultPromise     = "promise_without_time"
	faultLoop        = "loop"               // the same was said again and again
	faultUnconfirmed = "unconfirmed_change" // something was changed without a yes
	faultAskedTwice  = "asked_twice"        // a question for what had been given
	faultReasked     = "reasked_too_often"  // a question put again more than twice
	faultNoPerson    = "person_not_given"   // a person was asked for, and the assistant went on
	faultRule        = "rule_broken"        // the engine changed what it must not, or did not end
	faultNotStated   = "no_answer_stated"   // a gap of the simulation's own data
	shownOfSaid      = 80                   // characters of an answer that a fault shows
)

func (t *talk) fail(name, what string) {
	t.Broken = append(t.Broken, Broken{Name: name, What: what, Turn: t.Turns})
}

var (
	holeForm    = regexp.MustCompile(`\{\{|\}\}|\{%|%!|<nil>|<no value>|map\[`)
	promiseForm = regexp.MustCompile(`(?i)^(pesanan|permintaan|laporan|pengajuan)? ?\w* ?(sedang|akan) (kami )?(diproses|ditindaklanjuti)[. ]*$|^(your \w+ )?(is|will be) being processed[. ]*$`)
)

// watch looks at the last turn for what must never be. held is who had the word before.
func (t *talk) watch(held terang.Holder) {
	for _, rule := range t.w.Broken {
		t.fail(faultRule, rule)
	}
	for _, action := range t.w.Missing {
		t.fail(faultNotStated, action)
	}
	heard := false
	results := t.w.Results
	for _, e := range t.w.Effects {
		switch e := e.(type) {
		case engine.Say:
			heard = true
			t.look(e.Draft)
		case engine.HandOver:
			heard = true
			t.Reason = e.Card.Reason
			t.Got = t.Got || e.Card.Reason == terang.ReasonAsked
		case engine.Return:
			heard = true
		case engine.Ended:
			id, _, _ := strings.Cut(e.Playbook, "@")
			t.ended[id] = true
			for key := range t.given { // whoever begins it again is asked again
				if strings.HasPrefix(key, e.Playbook+"/") {
					delete(t.given, key)
				}
			}
		case engine.Call:
			c := &called{action: e.Action, inputs: e.Inputs}
			if len(results) > 0 {
				c.ok, results = results[0].OK, results[1:]
			}
			t.called(c)
		}
	}
	if !heard && held == terang.HolderAssistant {
		t.fail(faultSilent, "")
	}
}

// look reads one answer.
func (t *talk) look(d terang.Draft) {
	text := d.Content.Text
	switch {
	case strings.TrimSpace(text) == "" && d.Content.Card == nil:
		t.fail(faultEmpty, "")
	case d.Author.Kind() == "" || !d.Language.Valid():
		t.fail(faultUnlabelled, shown(text))
	case holeForm.MatchString(text):
		t.fail(faultHole, shown(text))
	case promiseForm.MatchString(text):
		t.fail(faultPromise, shown(text))
	}
	if text == t.said {
		if t.repeated++; t.repeated == maxLooped {
			t.fail(faultLoop, shown(text))
		}
		return
	}
	t.said, t.repeated = text, 0
}

func shown(text string) string {
	text = spaces.ReplaceAllString(text, " ")
	if r := []rune(text); len(r) > shownOfSaid {
		return string(r[:shownOfSaid]) + "…"
	}
	return text
}

// called remembers a call, and looks whether the customer agreed to it where it changes something.
func (t *talk) called(c *called) {
	switch t.s.parts.Risks[c.action] {
	case "change", "money":
		if !t.yes {
			t.fail(faultUnconfirmed, c.action)
		}
		t.yes = false
	}
	if c.action == t.goal.Done.Action {
		t.last = c
	}
	for key, v := range t.given { // what the brand's system refused, or a code that was used, may be asked for again
		used := false
		for _, in := range c.inputs {
			used = used || fmt.Sprint(in) == v
		}
		if used && (!c.ok || key == string(engine.AwaitCode)) {
			delete(t.given, key)
		}
	}
	if t.s.parts.Brain.Brand().Verification.Start.Action == c.action {
		delete(t.given, string(engine.AwaitCode))
		if !c.ok {
			delete(t.given, string(engine.AwaitIdentifier))
		}
	}
}

// questions counts what was asked again. before is the question that was open, in the playbook run.
func (t *talk) questions(before *engine.Await, run string) {
	q := t.w.Question()
	if q == nil || t.w.Holder != terang.HolderAssistant {
		return
	}
	key := t.key(q)
	same := before != nil && before.For == q.For && before.Slot == q.Slot && len(t.w.State.Runs) > 0 && t.w.State.Runs[len(t.w.State.Runs)-1].Playbook == run
	if v, ok := t.given[key]; ok && !t.aside {
		t.AskedTwice++
		t.fail(faultAskedTwice, key+" = "+v)
		delete(t.given, key)
	}
	if !same {
		t.asked[key] = 0
		return
	}
	if t.aside {
		return
	}
	t.Reasks++
	if t.asked[key]++; t.asked[key] == maxReasked+1 {
		t.fail(faultReasked, key)
	}
}

// judge sees whether the goal was reached in this turn.
func (t *talk) judge() {
	d := t.goal.Done
	if t.w.Holder == terang.HolderQueue {
		t.Meant = d.Person && t.Reason == terang.ReasonPolicy
		return
	}
	if d.Article != "" {
		for _, e := range t.w.Effects {
			if s, ok := e.(engine.Say); ok {
				for _, source := range s.Draft.Content.Sources {
					t.reached = t.reached || source.ID == d.Article
				}
			}
		}
	}
	if d.Playbook == "" {
		return
	}
	for _, e := range t.w.Effects {
		if sleep, ok := e.(engine.Sleep); ok && d.Action != "" && strings.HasPrefix(sleep.Run.Playbook, d.Playbook+"@") {
			t.reached = t.reached || !d.Person && t.rightCall() // what was wanted is done; the rest comes in its time
		}
		ended, ok := e.(engine.Ended)
		if !ok {
			continue
		}
		id, _, _ := strings.Cut(ended.Playbook, "@")
		if id != d.Playbook {
			continue
		}
		switch {
		case !ended.Solved:
			t.told = t.told || ended.Reason == "" // else it was left, or failed
		case t.rightCall():
			t.reached = !d.Person
		}
	}
}

// rightCall reports whether the brand's system was asked what the customer wanted.
func (t *talk) rightCall() bool {
	d := t.goal.Done
	if d.Action == "" {
		return true
	}
	if t.last == nil || !t.last.ok {
		return false
	}
	for name, want := range d.Inputs {
		for slot, v := range t.values {
			want = strings.ReplaceAll(want, "${"+slot+"}", v)
		}
		if fmt.Sprint(t.last.inputs[name]) != want {
			return false
		}
	}
	return true
}
