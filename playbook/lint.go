package playbook

import (
	"maps"
	"slices"
	"strings"

	"terang"
)

// The rules of [Lint], and of the reader ([RuleForm]).
const (
	RuleForm = "form" // the file cannot be read as a playbook

	RuleUnreachable = "unreachable"         // a step that no way leads to; a warning for a case that never comes
	RuleLoop        = "loop_without_wait"   // the steps go round without a question or a wait
	RuleTranslation = "missing_translation" // a text that is not there in a language of the brand
	RuleUnset       = "unset_variable"      // a value is used where nothing has set it
	RulePromise     = "promise_without_time"

	RuleErrorBranch = "call_without_error_branch"
	RulePersonal    = "personal_without_verify"
	RuleConfirm     = "change_without_confirm"
	RuleReceipt     = "change_without_receipt" // money or identity

	RuleAction     = "unknown_action"
	RuleInput      = "unknown_input"
	RuleNeedsInput = "missing_input"
	RuleOutput     = "unknown_output"
	RuleArticle    = "unknown_article"
	RulePlaybook   = "unknown_playbook"
	RuleSegment    = "unknown_segment"
	RuleIntent     = "unknown_intent"
	RuleIdentifier = "unknown_identifier"

	RuleTwice    = "two_playbooks_for_intent"
	RuleSameID   = "two_playbooks_with_id"
	RuleRunCycle = "run_cycle"

	// Warnings.
	RuleAttribute  = "unknown_attribute"
	RuleCode       = "unknown_code"
	RuleUnused     = "unused_slot"
	RuleWaitAsks   = "wait_before_question"
	RuleNoTriggers = "never_started"
)

// LintFacts is what the checks may know of the house around the playbooks. What is nil is not known, and not checked.
type LintFacts struct {
	Actions     map[string]Action
	Articles    map[string]bool
	Intents     map[string]bool
	Segments    map[string]bool
	Attributes  map[string]bool // of contacts, beside those that the playbooks themselves remember
	Identifiers []string        // what may identify a contact
	Languages   []terang.Language
}

// Lint checks playbooks against each other and against the house around them. It is pure: the same playbooks and facts give
// the same problems, in the order of files and lines.
func Lint(books []*Playbook, with LintFacts) Problems {
	l := &linter{facts: with, books: map[string]*Playbook{}}
	for _, p := range books {
		if _, twice := l.books[p.ID]; twice {
			l.at(p, 1).fail(RuleSameID, "same_id", "id", p.ID)
			continue
		}
		l.books[p.ID] = p
	}
	l.remembered(books)
	l.triggers(books)
	l.runs(books)
	for _, p := range books {
		l.reach(p)
		l.loops(p)
		l.translations(p)
		l.calls(p)
		l.names(p)
		l.slots(p)
		l.waits(p)
		l.promises(p)
		newFlow(l, p).check()
	}
	return l.problems.sorted()
}

// linter collects what is wrong.
type linter struct {
	facts    LintFacts
	books    map[string]*Playbook
	with     map[string]map[string]bool // the slots that other playbooks give to one
	subs     map[string]bool            // the playbooks that others run
	tapped   map[string]bool            // the playbooks that a quick reply starts
	problems Problems
}

// place is a line of a playbook.
type place struct {
	l    *linter
	file string
	line int
	near string // what was most likely meant there
}

func (l *linter) at(p *Playbook, line int) place { return place{l: l, file: p.File, line: line} }

// like says that one of the known names was perhaps meant.
func (p place) like(name string, known map[string]bool) place {
	p.near = nearest(name, slices.Sorted(maps.Keys(known)))
	return p
}

func (p place) fail(rule, key string, args ...any) {
	p.put(SeverityError, rule, lintTexts.Problem(key, args...))
}

func (p place) warn(rule, key string, args ...any) {
	p.put(SeverityWarning, rule, lintTexts.Problem(key, args...))
}

func (p place) put(s Severity, rule string, problem Problem) {
	problem.Severity, problem.Rule = s, rule
	p.l.problems = append(p.l.problems, problem.near(p.near).At(p.file, p.line, 1))
}

// remembered adds the attributes that playbooks remember to those that are known, and notes what playbooks give to each other.
func (l *linter) remembered(books []*Playbook) {
	l.with, l.subs, l.tapped = map[string]map[string]bool{}, map[string]bool{}, map[string]bool{}
	attributes := maps.Clone(l.facts.Attributes)
	for _, p := range books {
		for _, s := range p.Steps {
			if s.Remember != nil && s.Remember.Attribute != "" && attributes != nil {
				attributes[s.Remember.Attribute] = true
			}
			for _, r := range s.replies() {
				if id, ok := strings.CutPrefix(r.Value, "start:"); ok {
					l.tapped[id] = true
				}
			}
			if s.Sub == nil {
				continue
			}
			l.subs[s.Sub.Playbook] = true
			if l.with[s.Sub.Playbook] == nil {
				l.with[s.Sub.Playbook] = map[string]bool{}
			}
			for _, in := range s.Sub.With {
				l.with[s.Sub.Playbook][in.Name] = true
			}
		}
	}
	l.facts.Attributes = attributes
}

func (l *linter) triggers(books []*Playbook) {
	by := map[string]*Playbook{}
	for _, p := range books {
		for _, t := range p.On {
			at := l.at(p, t.Line)
			switch t.Kind {
			case TriggerIntent:
				if other := by[t.Intent]; other != nil {
					at.fail(RuleTwice, "intent_twice", "intent", t.Intent, "other", other.ID)
				}
				by[t.Intent] = p
				// Examples beside the trigger make an intent of their own.
				if l.facts.Intents != nil && !l.facts.Intents[t.Intent] && len(t.Examples) == 0 {
					at.like(t.Intent, l.facts.Intents).fail(RuleIntent, "intent_unknown", "intent", t.Intent)
				}
			case TriggerSegment, TriggerSchedule:
				if l.facts.Segments != nil && t.Segment != "" && !l.facts.Segments[t.Segment] {
					at.like(t.Segment, l.facts.Segments).fail(RuleSegment, "segment_unknown", "segment", t.Segment)
				}
			case TriggerEvent, TriggerManual, TriggerHandBack:
			}
		}
		if len(p.On) == 0 && !l.subs[p.ID] && !l.tapped[p.ID] {
			l.at(p, 1).warn(RuleNoTriggers, "never_started")
		}
	}
}

// runs checks the playbooks that others run: that they are there, and that they do not run in a circle.
func (l *linter) runs(books []*Playbook) {
	for _, p := range books {
		for _, s := range p.Steps {
			if s.Sub == nil {
				continue
			}
			at := l.at(p, s.Line)
			sub, ok := l.books[s.Sub.Playbook]
			if !ok {
				at.like(s.Sub.Playbook, keys(l.books)).fail(RulePlaybook, "run_unknown", "playbook", s.Sub.Playbook)
				continue
			}
			for _, in := range s.Sub.With {
				if _, ok := sub.Slots[in.Name]; !ok {
					at.like(in.Name, keys(sub.Slots)).fail(RuleInput, "run_slot", "playbook", sub.ID, "slot", in.Name)
				}
			}
			if way := l.wayBack(s.Sub.Playbook, p.ID, map[string]bool{}); way != nil {
				at.fail(RuleRunCycle, "run_circle", "way", strings.Join(append([]string{p.ID}, way...), " → "))
			}
		}
	}
}

// wayBack finds how running from leads to running to.
func (l *linter) wayBack(from, to string, seen map[string]bool) []string {
	if from == to {
		return []string{to}
	}
	p := l.books[from]
	if p == nil || seen[from] {
		return nil
	}
	seen[from] = true
	for _, s := range p.Steps {
		if s.Sub == nil {
			continue
		}
		if way := l.wayBack(s.Sub.Playbook, to, seen); way != nil {
			return append([]string{from}, way...)
		}
	}
	return nil
}

func keys[V any](m map[string]V) map[string]bool {
	out := make(map[string]bool, len(m))
	for k := range m {
		out[k] = true
	}
	return out
}
